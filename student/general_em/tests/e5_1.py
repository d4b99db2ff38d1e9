from otter.test_files import test_case

OK_FORMAT = False

name = 'e5_1'
points = 4


@test_case(points=0, hidden=False)
def test_letters_only(true_claims):
    from emkit.check import require, require_defined

    require_defined("true_claims", true_claims)
    require(isinstance(true_claims, set | list | tuple | str), "`true_claims` should be a set of letters.")
    letters = {str(letter).strip().upper() for letter in true_claims} - {"", ","}
    require(letters <= set("ABCDEFGH"), "Use the letters A to H, one string per claim.")
    require(0 < len(letters) < 8, "Some claims are true and some are not.")

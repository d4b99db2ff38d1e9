from otter.test_files import test_case

OK_FORMAT = False

name = 'e5_1'
points = 4


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_letters_only(true_claims):
    from emkit.check import require, require_defined

    require_defined("true_claims", true_claims)
    kinds = "set", "frozenset", "list", "tuple", "str", "ndarray"
    require(type(true_claims).__name__ in kinds, "`true_claims` should be a set of letters.")
    letters = {str(letter).strip().upper() for letter in true_claims} - {"", ","}
    require(letters <= set("ABCDEFGH"), "Use the letters A to H, one string per claim.")
    require(0 < len(letters) < 8, "Some claims are true and some are not.")


@test_case(points=1, hidden=True)
def test_five_verdicts(true_claims):
    from emkit.check import require, require_defined

    require_defined("true_claims", true_claims)
    said = {str(letter).strip().upper() for letter in true_claims}
    require(
        sum((claim in said) == (claim in "BCEF") for claim in "ABCDEFGH") >= 5, "Fewer than five are right."
    )


@test_case(points=1, hidden=True)
def test_six_verdicts(true_claims):
    from emkit.check import require, require_defined

    require_defined("true_claims", true_claims)
    said = {str(letter).strip().upper() for letter in true_claims}
    require(
        sum((claim in said) == (claim in "BCEF") for claim in "ABCDEFGH") >= 6, "Fewer than six are right."
    )


@test_case(points=1, hidden=True)
def test_seven_verdicts(true_claims):
    from emkit.check import require, require_defined

    require_defined("true_claims", true_claims)
    said = {str(letter).strip().upper() for letter in true_claims}
    require(
        sum((claim in said) == (claim in "BCEF") for claim in "ABCDEFGH") >= 7, "Fewer than seven are right."
    )


@test_case(points=1, hidden=True)
def test_eight_verdicts(true_claims):
    from emkit.check import require, require_defined

    require_defined("true_claims", true_claims)
    said = {str(letter).strip().upper() for letter in true_claims}
    require(all((claim in said) == (claim in "BCEF") for claim in "ABCDEFGH"), "Not all eight are right.")

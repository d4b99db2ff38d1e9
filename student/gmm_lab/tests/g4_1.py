from otter.test_files import test_case

OK_FORMAT = False

name = 'g4_1'
points = 3


@test_case(points=0, hidden=False)
def test_indices_and_letter(ari_kmeans, ari_gmm, why_stripes):
    from emkit.check import number, one_of, require

    for name, value in (("ari_kmeans", ari_kmeans), ("ari_gmm", ari_gmm)):
        require(-0.5 <= number(name, value) <= 1, f"`{name}` should be an adjusted Rand index, at most 1.")
    one_of("why_stripes", why_stripes, "ABCD")

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


@test_case(points=1, hidden=True)
def test_kmeans_on_stripes(ari_kmeans):
    from emkit.check import close

    close("ari_kmeans", ari_kmeans, -0.0022335405, rtol=0, atol=5e-3)


@test_case(points=1, hidden=True)
def test_mixture_on_stripes(ari_gmm):
    from emkit.check import close

    close("ari_gmm", ari_gmm, 1.0, rtol=0, atol=5e-3)


@test_case(points=1, hidden=True)
def test_why_stripes(why_stripes):
    from emkit.check import one_of, require

    require(one_of("why_stripes", why_stripes, "ABCD") == "C", "That is not what goes wrong on the stripes.")

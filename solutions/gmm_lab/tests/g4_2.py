from otter.test_files import test_case

OK_FORMAT = False

name = 'g4_2'
points = 3


@test_case(points=0, hidden=False, success_message='Readable. Whether it is right is decided when it is graded.')
def test_labels_indices_and_letter(z_kmeans, z_gmm, ari_kmeans, ari_gmm, why_stripes):
    from emkit.check import array, number, one_of, require

    for name, z, index in (("kmeans", z_kmeans, ari_kmeans), ("gmm", z_gmm, ari_gmm)):
        labels = array(f"z_{name}", z, (300,))
        require(len(set(labels)) == 2, f"`z_{name}` should hold two different labels.")
        found = number(f"ari_{name}", index)
        require(-0.5 <= found <= 1, f"`ari_{name}` should be an adjusted Rand index, at most 1.")
    one_of("why_stripes", why_stripes, "ABCD")


@test_case(points=1, hidden=True)
def test_kmeans_on_stripes(z_kmeans, ari_kmeans):
    import numpy as np
    from emkit.check import array, close

    def adjusted_rand(z, truth):
        codes = np.unique(z, return_inverse=True)[1]
        table = np.zeros((truth.max() + 1, codes.max() + 1))
        np.add.at(table, (truth, codes), 1)
        both, rows, columns, every = (
            (counts * (counts - 1) / 2).sum()
            for counts in (table, table.sum(axis=1), table.sum(axis=0), table.sum())
        )
        return (both - rows * columns / every) / ((rows + columns) / 2 - rows * columns / every)

    index = adjusted_rand(array("z_kmeans", z_kmeans, (300,)), np.repeat([0, 1], 150))
    close("the index of `z_kmeans`", index, -0.0022335405, rtol=0, atol=1e-3)
    close("ari_kmeans", ari_kmeans, -0.0022335405, rtol=0, atol=1e-3)


@test_case(points=1, hidden=True)
def test_gmm_on_stripes(z_gmm, ari_gmm):
    import numpy as np
    from emkit.check import array, close, require

    def adjusted_rand(z, truth):
        codes = np.unique(z, return_inverse=True)[1]
        table = np.zeros((truth.max() + 1, codes.max() + 1))
        np.add.at(table, (truth, codes), 1)
        both, rows, columns, every = (
            (counts * (counts - 1) / 2).sum()
            for counts in (table, table.sum(axis=1), table.sum(axis=0), table.sum())
        )
        return (both - rows * columns / every) / ((rows + columns) / 2 - rows * columns / every)

    # The component that starts below gets the stripe below, whose true label is 1: a fit says so, a guess does not.
    labels = array("z_gmm", z_gmm, (300,))
    close("the index of `z_gmm`", adjusted_rand(labels, np.repeat([0, 1], 150)), 1.0, rtol=0, atol=1e-3)
    require(labels[0] > labels[-1], "Which of the two components starts below?")
    close("ari_gmm", ari_gmm, 1.0, rtol=0, atol=1e-3)


@test_case(points=1, hidden=True)
def test_why_stripes(why_stripes):
    from emkit.check import one_of, require

    reasons = {
        "A": "More starts find the same border: it has the smallest sum of squared distances.",
        "B": "These two clusters have 150 points each.",
        "D": "A person, and EM, can tell them apart.",
    }
    letter = one_of("why_stripes", why_stripes, "ABCD")
    require(letter == "C", reasons.get(letter, ""))

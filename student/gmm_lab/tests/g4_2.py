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

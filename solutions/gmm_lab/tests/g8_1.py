from otter.test_files import test_case

OK_FORMAT = False

name = 'g8_1'
points = 2


@test_case(points=0, hidden=False)
def test_five_numbers(tied_m_step):
    import numpy as np
    from emkit.check import call_unchanged, close, parts

    X = np.array([(0.0,), (2.0,), (10.0,), (14.0,), (18.0,)])
    resp = np.array([(1.0, 0), (1, 0), (0, 1), (0, 1), (0, 1)])
    pi, mu, Sigma = parts("tied_m_step", call_unchanged("tied_m_step", tied_m_step, X, resp), 3)
    close("pi", pi, (0.4, 0.6))
    close("mu", mu, [(1,), (14,)])
    one = np.ones((2, 1, 1))
    slips = [
        (35 / 6 * one, "The larger component has the larger say in the common covariance."),
        (34 * one, "A covariance is an average; yours is a sum."),
        (17 * one, "Average over the points, not over the components."),
        (47.36 * one, "Around which mean does each component spread?"),
        ([[(1,)], [(32 / 3,)]], "Both components should have the same covariance."),
    ]
    close("Sigma", Sigma, 6.8 * one, slips=slips)


@test_case(points=1, hidden=True)
def test_shared_points_in_the_plane(tied_m_step, m_step):
    # Right, or what the student's own M-step gives, with the right mean of its covariances.
    import numpy as np
    from emkit.check import array, call, close, parts

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    resp = np.array(
        [
            (0.7, 0.2, 0.1),
            (0.1, 0.6, 0.3),
            (0.25, 0.25, 0.5),
            (0.9, 0.05, 0.05),
            (0.2, 0.3, 0.5),
            (0.4, 0.4, 0.2),
        ]
    )
    pi, mu, Sigma = parts("tied_m_step", call("tied_m_step", tied_m_step, X.copy(), resp.copy()), 3)
    weights = resp.sum(axis=0)
    for number, (name, found, want) in enumerate(
        [("pi", pi, weights / 6), ("mu", mu, resp.T @ X / weights[:, None])]
    ):
        if not np.allclose(array(name, found, want.shape), want, rtol=1e-5):
            own = parts("m_step", call("m_step", m_step, X.copy(), resp.copy()), 3)[number]
            close(name, found, own, rtol=1e-5)
    right = np.array([(4.6072997181, 4.0114305605), (4.0114305605, 5.7680184195)])
    if not np.allclose(array("Sigma", Sigma, (3, 2, 2)), right, rtol=1e-5):
        own = array("Sigma", parts("m_step", call("m_step", m_step, X.copy(), resp.copy()), 3)[2], (3, 2, 2))
        close("Sigma", Sigma, [np.tensordot((0.425, 0.3, 0.275), own, 1)] * 3, rtol=1e-5)


@test_case(points=1, hidden=True)
def test_three_components_in_space(tied_m_step, m_step):
    # Right, or the right mean of the student's own covariances.
    import numpy as np
    from emkit.check import array, call, close, parts

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    z = np.array([0, 0, 1, 0, 2, 1, 0, 2, 1, 0])
    Sigma = array(
        "Sigma",
        parts("tied_m_step", call("tied_m_step", tied_m_step, X.copy(), np.eye(3)[z]), 3)[2],
        (3, 3, 3),
    )
    groups = [X[z == k] for k in range(3)]
    right = sum((G - G.mean(axis=0)).T @ (G - G.mean(axis=0)) for G in groups) / 10
    if not np.allclose(Sigma, [right] * 3, rtol=1e-5, atol=1e-9):
        own = array("Sigma", parts("m_step", call("m_step", m_step, X.copy(), np.eye(3)[z]), 3)[2], (3, 3, 3))
        close("Sigma", Sigma, [np.tensordot((0.5, 0.3, 0.2), own, 1)] * 3, rtol=1e-5, atol=1e-9)

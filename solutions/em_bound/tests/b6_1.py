from otter.test_files import test_case

OK_FORMAT = False

name = 'b6_1'
points = 3


@test_case(points=0, hidden=False)
def test_public_data_set(expected_complete_loglik):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])
    q = np.array(
        [[0.767981078626, 0.232018921374], [0.046296959621, 0.953703040379], [0.968721835738, 0.031278164262]]
    )

    slips = [
        (-15.4564528574, "Check the brackets: if q is zero for a component, none of its terms should count."),
        (-9.3736303722, "This has the entropy of q in it; Q has not."),
        (-7.1007629084, "The joint density holds the weight of the component."),
        (-27.0888820259, "Each term is weighted with q."),
        (-9.9692308182, "The logarithm comes first, the weighted sum after it."),
        (-3.4139854112, "Add up over all points and components; do not average."),
    ]
    value = call("expected_complete_loglik", expected_complete_loglik, x, q, pi, mu, var)
    close("expected_complete_loglik", value, -10.2419562335, rtol=1e-8, slips=slips)


@test_case(points=1, hidden=True)
def test_start_values(expected_complete_loglik):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    mu, var = np.array([6.0, 7.0]), np.array([1.0, 4.0])
    first = [1.36512048891e-7, 1.39244155549e-5, 0.454661672892, 2 / 3, 0.693842896486]
    q = np.array([[g, 1 - g] for g in first])

    slips = [
        (-35.7728592470, "Check the brackets: if q is zero for a component, none of its terms should count.")
    ]
    value = call("expected_complete_loglik", expected_complete_loglik, x, q, pi, mu, var)
    close("expected_complete_loglik", value, -26.4542401074, rtol=1e-8, slips=slips)


@test_case(points=1, hidden=True)
def test_after_one_step(expected_complete_loglik):
    import numpy as np
    from emkit.check import call, close

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    first = [1.36512048891e-7, 1.39244155549e-5, 0.454661672892, 2 / 3, 0.693842896486]
    q = np.array([[g, 1 - g] for g in first])

    pi = np.array([0.363037059394, 0.636962940606])
    mu = np.array([5.13172802955, 1.47103149462])
    var = np.array([0.615562501442, 6.96702210180])
    value = call("expected_complete_loglik", expected_complete_loglik, x, q, pi, mu, var)
    close("expected_complete_loglik", value, -13.0212016088, rtol=1e-8)


@test_case(points=1, hidden=True)
def test_other_data(expected_complete_loglik):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.3, 0.7])
    mu, var = np.array([4.0, 1.0]), np.array([2.25, 6.25])

    first = [0.0037883552, 0.0216253213, 0.5947236740, 0.6728944413, 0.6845235201]
    q = np.array([[g, 1 - g] for g in first])
    value = call("expected_complete_loglik", expected_complete_loglik, x, q, pi, mu, var)
    close("expected_complete_loglik", value, -14.2193521326)
    rows = [
        [0.9697142653702, 0.03028500515127, 7.294785339533e-7],
        [0.4915271871639, 0.5083491460847, 1.236667514186e-4],
        [4.086005869656e-3, 0.9934852219345, 2.428772195869e-3],
        [4.607389392059e-5, 0.9884543618282, 0.01149956427786],
        [2.185622654684e-8, 0.8942271970957, 0.1057727810481],
        [1.098254143964e-20, 0.01554014149977, 0.9844598585002],
        [2.744148629506e-28, 5.936263505798e-4, 0.9994063736494],
    ]
    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    pi, mu, var = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    value = call("expected_complete_loglik", expected_complete_loglik, x, np.array(rows), pi, mu, var)
    close("expected_complete_loglik", value, -17.3760047580)

from otter.test_files import test_case

OK_FORMAT = False

name = 'e2_2'
points = 4


@test_case(points=0, hidden=False)
def test_small_coins(coin_e_step, coin_m_step, coins_after_1, coins_after_10):
    import numpy as np

    from emkit.check import array, call, close

    resp = call("coin_e_step", coin_e_step, np.array([5, 6]), np.array([0.8, 0.2]))
    slips = [
        ([[1, 0], [1, 0]], "A set that could come from either coin should be shared."),
        ([[0, 1], [1, 0]], "A set that could come from either coin should be shared."),
        ([[1024 / 1025, 1 / 1025], [4096 / 4097, 1 / 4097]], "Tails are evidence, too: how many are there?"),
        ([[0.8, 0.2], [0.8, 0.2]], "Each set has its own responsibilities; the number of heads decides."),
    ]
    close("resp", resp, [[0.5, 0.5], [16 / 17, 1 / 17]], slips=slips)
    theta = call("coin_m_step", coin_m_step, np.array([5, 8]), np.array([[0.5, 0.5], [1, 0]]))
    slips = [
        ([7, 5], "Chances lie between 0 and 1: how many tosses are in one set?"),
        (
            [0.525, 0.125],
            "If all sets have five heads, both coins should get one half. Divide by each coin's own share.",
        ),
        (
            [1.05, 0.25],
            "If all sets have five heads, both coins should get one half. Divide by each coin's own share.",
        ),
        ([0.65, 0.65], "A set that a coin surely did not make should not count for it."),
    ]
    close("theta", theta, [0.7, 0.5], slips=slips)
    array("coins_after_1", coins_after_1, shape=(2,))
    array("coins_after_10", coins_after_10, shape=(2,))


@test_case(points=1, hidden=True)
def test_coin_responsibilities(coin_e_step):
    import numpy as np

    from emkit.check import call, close

    resp = call("coin_e_step", coin_e_step, np.array([5, 9, 8, 4, 7, 0]), np.array([0.6, 0.5]))
    first = np.array([0.4491489261, 0.8049855172, 0.7334671580, 0.3521561338, 0.6472151159, 0.0969628732])
    close("resp", resp, np.column_stack([first, 1 - first]))


@test_case(points=1, hidden=True)
def test_coin_update(coin_m_step):
    import numpy as np

    from emkit.check import call, close

    resp = np.array([[0.9, 0.1], [0.25, 0.75], [0.4, 0.6], [0.85, 0.15]])
    theta = call("coin_m_step", coin_m_step, np.array([3, 10, 6, 1]), resp)
    close("theta", theta, [8.45 / 24, 0.721875])


@test_case(points=1, hidden=True)
def test_coins_once(coins_after_1, coin_e_step, coin_m_step):
    import numpy as np

    from emkit.check import array, call, close, either

    def own():
        # A slip in one step is not paid for again.
        resp = call("coin_e_step", coin_e_step, np.array([5, 9, 8, 4, 7]), (0.6, 0.5))
        return array("theta", call("coin_m_step", coin_m_step, np.array([5, 9, 8, 4, 7]), resp), (2,))

    either(
        lambda: close("coins_after_1", coins_after_1, [0.7130122354, 0.5813393083], rtol=1e-3),
        lambda: close("coins_after_1", coins_after_1, own(), rtol=1e-6),
    )


@test_case(points=1, hidden=True)
def test_coins_ten_times(coins_after_10):
    from emkit.check import close

    close("coins_after_10", coins_after_10, [0.7967441495, 0.5196586622], rtol=1e-3)

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

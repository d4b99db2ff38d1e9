"""The numbers of `general_em`, each by a second route: products, every labelling, scikit-learn, published values."""

from __future__ import annotations

import importlib.util
import itertools
import math
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

SOURCE = Path(__file__).parents[2] / "assignments" / "general_em" / "general_em.py"


def rows(*words: str) -> np.ndarray:
    return np.array([[float(c) for c in word] for word in words])


HALF = np.array([0.5, 0.5])
X6 = rows("1100", "1110", "1000", "0011", "0111", "0001")
P6 = np.array([[0.6, 0.6, 0.4, 0.3], [0.3, 0.4, 0.6, 0.7]])
X8 = rows("11001", "10001", "01100", "00110", "00111", "11100", "00011", "10000")
PI8 = np.array([0.5, 0.3, 0.2])
P8 = np.array([[0.8, 0.5, 0.2, 0.1, 0.6], [0.2, 0.4, 0.7, 0.5, 0.3], [0.1, 0.2, 0.6, 0.9, 0.7]])
SETS = [(X6, HALF, P6), (X6, np.array([0.3, 0.7]), P6), (X8, PI8, P8)]

SEED = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
THETA0 = (HALF, np.array([6.0, 7.0]), np.array([1.0, 4.0]))


@pytest.fixture(scope="module")
def nb() -> ModuleType:
    """The source, run as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLBACKEND", "Agg")
        patch.chdir(SOURCE.parent)
        spec = importlib.util.spec_from_file_location("general_em_source", SOURCE)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


def joint_by_products(X, pi, P) -> list[list[Fraction]]:
    """Joint probabilities as exact fractions, factor by factor."""
    return [
        [
            math.prod(
                (Fraction(str(p)) if on else 1 - Fraction(str(p)) for on, p in zip(x, picture, strict=True)),
                start=Fraction(str(weight)),
            )
            for weight, picture in zip(pi, P, strict=True)
        ]
        for x in X
    ]


def gaussian_path(n_iter: int) -> list[tuple[list[float], list[float], list[float], float]]:
    """EM on the seed data in plain Python: (pi, mu, var, log-likelihood) after 0, 1, ... iterations."""
    pi, mu, var = (list(map(float, part)) for part in THETA0)
    path = []
    for _ in range(n_iter + 1):
        joint = [
            [
                p * math.exp(-((x - m) ** 2) / 2 / v) / math.sqrt(2 * math.pi * v)
                for p, m, v in zip(pi, mu, var, strict=True)
            ]
            for x in SEED
        ]
        path.append((pi, mu, var, sum(math.log(sum(row)) for row in joint)))
        resp = [[a / sum(row) for a in row] for row in joint]
        n = [sum(r[k] for r in resp) for k in (0, 1)]
        pi = [c / len(SEED) for c in n]
        mu = [sum(r[k] * x for r, x in zip(resp, SEED, strict=True)) / n[k] for k in (0, 1)]
        var = [sum(r[k] * (x - mu[k]) ** 2 for r, x in zip(resp, SEED, strict=True)) / n[k] for k in (0, 1)]
    return path


# --- the mixture of Bernoullis ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("X", "pi", "P"), SETS)
def test_log_joint_is_the_log_of_a_product(nb, X, pi, P):
    want = [[math.log(a) for a in row] for row in joint_by_products(X, pi, P)]
    np.testing.assert_allclose(nb.bernoulli_log_joint(X, pi, P), want, rtol=1e-13)


@pytest.mark.parametrize(
    ("data", "value"),
    list(zip(SETS, (-15.6324938145, -15.9194581603, -23.7107147542), strict=True)),
)
def test_likelihood_sums_over_every_labelling(nb, data, value):
    joint = joint_by_products(*data)
    total = sum(math.prod(labelling) for labelling in itertools.product(*joint))
    assert math.log(total) == pytest.approx(value, abs=6e-11)
    assert nb.bernoulli_loglik(*data) == pytest.approx(value, abs=6e-11)


@pytest.mark.parametrize(("X", "pi", "P"), [SETS[0], SETS[1]])
def test_responsibility_is_a_share_of_labellings(nb, X, pi, P):
    joint = joint_by_products(X, pi, P)
    total, first = Fraction(0), [Fraction(0)] * len(X)
    for labels in itertools.product(range(len(pi)), repeat=len(X)):
        mass = math.prod(row[k] for row, k in zip(joint, labels, strict=True))
        total += mass
        first = [f + mass * (k == 0) for f, k in zip(first, labels, strict=True)]
    np.testing.assert_allclose(
        nb.bernoulli_e_step(X, pi, P)[:, 0], [float(f / total) for f in first], rtol=1e-12
    )


def test_responsibilities_asked_for(nb):
    first = [0.9130434783, 0.8235294118, 0.8235294118, 0.0981595092, 0.1967213115, 0.1967213115]
    np.testing.assert_allclose(nb.bernoulli_e_step(X6, HALF, P6)[:, 0], first, atol=6e-11)
    resp = nb.bernoulli_e_step(X8, PI8, P8)
    np.testing.assert_allclose(resp[0], [0.9863914513, 0.0123298931, 0.0012786556], atol=6e-11)
    np.testing.assert_allclose(resp.sum(axis=0), [3.8041652917, 2.1848478052, 2.0109869031], atol=6e-11)


@pytest.mark.parametrize(
    ("slip", "value"),
    [
        (lambda j, on: sum(math.log(sum(row)) for row in on), -8.5858266734),
        (
            lambda j, on: sum(
                math.log(sum(a / w for a, w in zip(row, (0.3, 0.7), strict=True))) for row in j
            ),
            -11.4736107311,
        ),
        (lambda j, on: sum(math.log(sum(row)) for row in j) / 6, -2.6532430267),
        (lambda j, on: sum(math.log(max(row)) for row in j), -17.1762625292),
    ],
    ids=["off pixels", "weights", "mean", "hard"],
)
def test_slips_of_the_log_likelihood_stay_apart(slip, value):
    joint = [[float(a) for a in row] for row in joint_by_products(X6, (0.3, 0.7), P6)]
    on = [
        [
            w * math.prod(p for bit, p in zip(x, picture, strict=True) if bit)
            for w, picture in zip((0.3, 0.7), P6, strict=True)
        ]
        for x in X6
    ]
    assert slip(joint, on) == pytest.approx(value, abs=6e-11)


def test_public_images_tell_slips_apart():
    table = [-3.419619, -1.980615, -4.060056, -1.484780, -5.549864, -14.801023, -5.988457, -0.314711]
    values = np.array([*table, -6.426254, -1.934493, 4.454340, math.log(0.18 * 0.17 * 0.38)])
    gaps = np.abs(values[:, None] - values) + 9 * np.eye(len(values))
    assert gaps.min() > 0.04
    joint = joint_by_products(rows("10", "11", "01"), (0.25, 0.75), ((0.8, 0.4), (0.2, 0.6)))
    assert [[float(a) for a in row] for row in joint] == [[0.12, 0.06], [0.08, 0.09], [0.02, 0.36]]


def test_two_thousand_pixels(nb):
    X = (np.random.RandomState(3).rand(4, 2000) < 0.5).astype(float)
    P = np.array([[0.5] * 2000, [0.4] * 2000])
    assert [math.prod([0.4] * int(n) + [0.6] * int(2000 - n)) for n in X.sum(axis=1)] == [0, 0, 0, 0]
    n_on = [int(n) for n in X.sum(axis=1)]
    second = [math.log(0.5) + n * math.log(0.4) + (2000 - n) * math.log(0.6) for n in n_on]
    np.testing.assert_allclose(nb.bernoulli_log_joint(X, HALF, P)[:, 1], second, rtol=1e-12)
    exact = [
        Fraction(1, 2) * (Fraction(1, 2) ** 2000 + Fraction(2**n * 3 ** (2000 - n), 5**2000)) for n in n_on
    ]
    total = sum(math.log(e.numerator) - math.log(e.denominator) for e in exact)
    assert total == pytest.approx(-5547.9500332018, abs=1e-9)
    assert nb.bernoulli_loglik(X, HALF, P) == pytest.approx(total, abs=1e-9)
    assert np.isfinite(nb.bernoulli_e_step(X, HALF, P)).all()


def test_long_rows_with_close_components(nb):
    n_on = [1000, 1002, 1000]
    pi, p = (0.2, 0.3, 0.5), ("0.5", "0.497", "0.4")
    exact = [
        [
            Fraction(str(w)) * Fraction(q) ** n * (1 - Fraction(q)) ** (2000 - n)
            for w, q in zip(pi, p, strict=True)
        ]
        for n in n_on
    ]
    total = sum(math.log(sum(row).numerator) - math.log(sum(row).denominator) for row in exact)
    assert total == pytest.approx(-4161.0409807738, abs=1e-9)
    assert float(exact[0][0] / sum(exact[0])) == pytest.approx(0.4086704332, abs=6e-11)
    assert float(exact[1][0] / sum(exact[1])) == pytest.approx(0.4144827780, abs=6e-11)


def test_m_step_is_a_weighted_average_by_hand(nb):
    resp = nb.bernoulli_e_step(X6, HALF, P6)
    pi, P = nb.bernoulli_m_step(X6, resp)
    for k in (0, 1):
        n = math.fsum(resp[:, k])
        assert pi[k] == pytest.approx(n / 6)
        for j in range(4):
            total = math.fsum(r for r, x in zip(resp[:, k], X6[:, j], strict=True) if x)
            assert P[k, j] == pytest.approx(total / n)
    assert pi[0] == pytest.approx(0.5086174057, abs=6e-11)
    np.testing.assert_allclose(P[0], [0.8389089957, 0.6335129248, 0.3664870752, 0.1610910043], atol=6e-11)
    assert nb.bernoulli_loglik(X6, pi, P) == pytest.approx(-13.6911914999, abs=6e-11)
    new = nb.bernoulli_m_step(X8, nb.bernoulli_e_step(X8, PI8, P8))
    assert nb.bernoulli_loglik(X8, *new) == pytest.approx(-21.0656438580, abs=6e-11)


def test_clipped_m_step_is_best_among_allowed_chances(nb):
    # The bound is concave in each chance, so no allowed chance on a grid may beat the clipped average.
    resp, eps = nb.bernoulli_e_step(X8, PI8, P8), 0.1
    pi, P = nb.bernoulli_m_step(X8, resp, eps)
    best = (resp * nb.bernoulli_log_joint(X8, pi, P)).sum()
    for k, j, p in itertools.product(range(3), range(5), np.linspace(eps, 1 - eps, 9)):
        other = P.copy()
        other[k, j] = p
        assert (resp * nb.bernoulli_log_joint(X8, pi, other)).sum() <= best + 1e-12


def test_relabelling_changes_nothing(nb):
    order = [2, 0, 1]
    same = nb.bernoulli_loglik(X8, PI8[order], P8[order])
    assert same == pytest.approx(nb.bernoulli_loglik(X8, PI8, P8))
    resp = nb.bernoulli_e_step(X8, PI8, P8)
    np.testing.assert_allclose(nb.bernoulli_e_step(X8, PI8[order], P8[order]), resp[:, order])


# --- the loop --------------------------------------------------------------------------------------------------------


def test_loop_on_small_images(nb):
    _, history = nb.run_em(X6, (HALF, P6), *nb.BERNOULLI, -1.0, 5)
    assert history[-1] == pytest.approx(-11.8090545979, abs=6e-11)
    _, history = nb.run_em(X8, (PI8, P8), *nb.BERNOULLI, 1e-9, 500)
    assert history[-1] == pytest.approx(-17.7076990187, abs=1e-9)
    assert np.diff(history).min() > -1e-9


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_without_clipping_the_loop_breaks(nb):
    unclipped = (nb.BERNOULLI[0], lambda X, resp: nb.bernoulli_m_step(X, resp, 0.0), nb.BERNOULLI[2])
    _, history = nb.run_em(X6, (HALF, P6), *unclipped, -1.0, 10)
    assert math.isnan(history[-1])


def test_loop_on_gaussians_by_hand_and_by_scikit_learn(nb):
    from sklearn.mixture import GaussianMixture

    path = gaussian_path(3)
    want = [-24.5125323301, -10.9559124208, -10.7463855424, -10.5118458022]
    assert [step[3] for step in path] == pytest.approx(want, abs=6e-11)
    pi, mu, var = THETA0
    model = GaussianMixture(
        2,
        reg_covar=0,
        tol=0,
        max_iter=3,
        weights_init=pi,
        means_init=mu[:, None],
        precisions_init=(1 / var)[:, None, None],
    )
    with pytest.warns(UserWarning, match="converge"):
        model.fit(SEED[:, None])
    assert model.means_.ravel() == pytest.approx([5.115461512, 0.585126369], abs=1e-8)
    assert path[3][1] == pytest.approx([5.115461512, 0.585126369], abs=1e-8)


@pytest.mark.parametrize(("tol", "n_iter"), [(0.5, 2), (0.22, 2), (0.2, 7), (1e-4, 7), (1e-6, 8)])
def test_stopping_rule_on_the_seed_path(nb, tol, n_iter):
    values = [step[3] for step in gaussian_path(12)]
    _, history = nb.run_em(None, 0, lambda d, t: t, lambda d, r: r + 1, lambda d, t: values[t], tol, 12)
    assert len(history) == n_iter + 1


def test_coins_by_hand_and_as_published(nb):
    a, b = 0.6, 0.5
    path = []
    for _ in range(400):
        first = [
            (u := a**h * (1 - a) ** (10 - h)) / (u + b**h * (1 - b) ** (10 - h)) for h in (5, 9, 8, 4, 7)
        ]
        a = sum(r * h for r, h in zip(first, (5, 9, 8, 4, 7), strict=True)) / sum(10 * r for r in first)
        b = sum((1 - r) * h for r, h in zip(first, (5, 9, 8, 4, 7), strict=True)) / sum(
            10 * (1 - r) for r in first
        )
        path.append((a, b))
    assert path[0] == pytest.approx((0.7130122354, 0.5813393083), abs=6e-11)
    assert path[9] == pytest.approx((0.7967441495, 0.5196586622), abs=6e-11)
    assert path[-1] == pytest.approx((0.7967890669, 0.5195831201), abs=6e-11)
    assert [round(v, 2) for v in (*path[0], *path[9])] == [0.71, 0.58, 0.80, 0.52]
    assert nb.coins_after_1 == pytest.approx(path[0], rel=1e-9)
    assert nb.coins_after_10 == pytest.approx(path[9], rel=1e-9)


# --- digits ----------------------------------------------------------------------------------------------------------


def test_binary_digits(nb):
    assert nb.binary.shape == (1797, 64)
    assert (int(nb.binary.sum()), int((nb.binary.sum(axis=0) == 0).sum())) == (37151, 10)
    assert nb.on_rate == pytest.approx(0.3230297023, abs=6e-11)
    assert np.bincount(nb.digit).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_baseline_in_plain_python(nb):
    exact = clipped = 0.0
    for n_on in nb.binary.sum(axis=0):
        p = n_on / 1797
        q = min(max(p, 1e-3), 1 - 1e-3)
        exact += sum(n * math.log(n / 1797) for n in (n_on, 1797 - n_on) if n)
        clipped += n_on * math.log(q) + (1797 - n_on) * math.log(1 - q)
    assert exact == pytest.approx(-45120.7173084, abs=1e-6)
    assert clipped == pytest.approx(-45139.1184160, abs=1e-6)
    assert nb.ll_k1 == pytest.approx(clipped, abs=1e-6)
    # Both count as right within the tolerance of the test.
    assert exact == pytest.approx(clipped, rel=1e-3)


def test_zeros_and_ones(nb):
    first = [nb.X_01[nb.y_01 == k][0] for k in (0, 1)]
    chance = [[0.75 if on else 0.25 for on in image] for image in first]
    start = math.fsum(
        math.log(
            0.5 * sum(math.prod(p if on else 1 - p for on, p in zip(x, row, strict=True)) for row in chance)
        )
        for x in nb.X_01
    )
    assert start == pytest.approx(-10089.913195, abs=1e-6)
    assert nb.history_01[:2] == pytest.approx([-10089.913195, -6266.405589], abs=1e-6)
    assert nb.history_01[-1] == pytest.approx(-6246.033117, abs=1e-6)
    assert len(nb.history_01) == 12
    assert np.diff(nb.history_01).min() > -1e-9
    assert round(nb.accuracy_01 * 360) == 359
    component = nb.bernoulli_e_step(nb.X_01, *nb.theta_01).argmax(axis=1)
    table = [[int(((nb.y_01 == d) & (component == k)).sum()) for k in (0, 1)] for d in (0, 1)]
    assert table == [[177, 1], [0, 182]]
    pi, P = nb.theta_01
    assert pi == pytest.approx([0.4914044361, 0.5085955639], abs=1e-9)
    assert P.sum(axis=1) == pytest.approx([21.2019980320, 20.3490851260], abs=1e-8)
    assert P[:, 27] == pytest.approx([0.0843196695, 0.9289381638], abs=1e-9)


def test_limit_of_zeros_and_ones_is_stationary(nb):
    """At the limit every free chance is the average of its images, found by the gradient of the log-likelihood."""
    pi, P = nb.theta_01
    free = (P > 0.0011) & (P < 0.9989)
    for k, j in [(0, 27), (1, 27), (0, 10), (1, 45)]:
        assert free[k, j]
        up, down = P.copy(), P.copy()
        up[k, j] += 1e-5
        down[k, j] -= 1e-5
        slope = nb.bernoulli_loglik(nb.X_01, pi, up) - nb.bernoulli_loglik(nb.X_01, pi, down)
        assert slope / 2e-5 == pytest.approx(0, abs=1e-2)


def test_threes_and_eights(nb):
    assert nb.ll_38 == pytest.approx(-6728.857153, abs=1e-6)
    assert nb.accuracy_38 == pytest.approx(0.9411764706, abs=1e-9)
    resp = nb.bernoulli_e_step(nb.X_38, *nb.theta_38)
    table = [[int(((nb.y_38 == d) & (resp.argmax(axis=1) == k)).sum()) for k in (0, 1)] for d in (3, 8)]
    assert table == [[164, 19], [2, 172]]
    assert int((resp.max(axis=1) < 0.9).sum()) == 10


# --- cutting corners -------------------------------------------------------------------------------------------------


def test_shared_variance(nb):
    for s2, want in ((1.0, 0.5986876601), (0.15, 0.9350308309)):
        share = 1 / (1 + math.exp((1.9**2 - 2.1**2) / (2 * s2)))
        assert share == pytest.approx(want, abs=6e-11)
        assert nb.shared_variance_resp([2.9], [1, 5], s2)[0, 0] == pytest.approx(want, abs=6e-11)
    assert nb.shared_variance_resp([2.9], [1, 5], 0.01)[0, 1] == pytest.approx(4.2484e-18, rel=1e-3)


def test_vanishing_variance_is_k_means(nb):
    from sklearn.cluster import KMeans

    x = np.random.RandomState(5).randn(60) * 3
    start = np.array([-4.0, 0.0, 4.0])
    mu = start
    for _ in range(100):
        resp = nb.shared_variance_resp(x, mu, 1e-9)
        mu = resp.T @ x / resp.sum(axis=0)
    fitted = KMeans(3, init=start[:, None], n_init=1, tol=0).fit(x[:, None])
    np.testing.assert_allclose(mu, fitted.cluster_centers_.ravel())
    assert (resp.argmax(axis=1) == fitted.labels_).all()


def test_hard_em_stops_elsewhere(nb):
    theta = THETA0
    for _ in range(3):
        theta = nb.hard_step(SEED, *theta)
        labels = nb.gaussian_joint(SEED, *theta).argmax(axis=1) + 1
        assert labels.tolist() == [2, 2, 2, 1, 1]
        np.testing.assert_allclose(theta[1], [5.5, 1.0])
        np.testing.assert_allclose(theta[2], [0.25, 14 / 3])
    density = [
        0.4 * math.exp(-((x - 5.5) ** 2) / 0.5) / math.sqrt(math.pi / 2)
        + 0.6 * math.exp(-((x - 1) ** 2) / (28 / 3)) / math.sqrt(28 / 3 * math.pi)
        for x in SEED
    ]
    assert sum(map(math.log, density)) == pytest.approx(-11.1668724672, abs=6e-11)
    # By its own objective it is stuck: the end of soft EM is better there as well.
    assert sum(math.log(max(row)) for row in nb.gaussian_joint(SEED, *theta)) < -11.38


def test_hard_and_soft_em_climb_two_objectives(nb):
    """Each method ends higher on its own objective, from the parameters that made the data."""
    soft, hard = nb.pair_start, nb.pair_start
    for _ in range(3000):
        joint = nb.gaussian_joint(nb.pair, *soft)
        resp = joint / joint.sum(axis=1, keepdims=True)
        n = resp.sum(axis=0)
        mean = resp.T @ nb.pair / n
        soft = n / 1000, mean, (resp * (nb.pair[:, None] - mean) ** 2).sum(axis=0) / n
    for _ in range(30):
        hard = nb.hard_step(nb.pair, *hard)
    ends = {}
    for name, theta in (("soft", soft), ("hard", hard)):
        log_joint = np.log(nb.gaussian_joint(nb.pair, *theta))
        ends[name] = np.logaddexp.reduce(log_joint, axis=1).sum(), log_joint.max(axis=1).sum()
    np.testing.assert_allclose(ends["soft"], (-1738.4, -1917.1), atol=0.05)
    np.testing.assert_allclose(ends["hard"], (-1762.5, -1868.7), atol=0.05)
    np.testing.assert_allclose(nb.hard_end, ends["hard"])
    # Too narrow and too far apart.
    assert max(hard[2]) < 0.65 < min(soft[2])
    assert np.ptp(hard[1]) > 2.2


@pytest.mark.parametrize(
    ("update", "value"),
    [
        (("mu",), -10.9956220234),
        (("var",), -14.5355461900),
        (("pi",), -24.2118162501),
        (("mu", "var"), -10.8729740208),
        (("pi", "mu", "var"), -10.9559124208),
    ],
)
def test_partial_m_steps(nb, update, value):
    joint = nb.gaussian_joint(SEED, *THETA0)
    resp = joint / joint.sum(axis=1, keepdims=True)
    theta = nb.partial_m_step(SEED, resp, *THETA0, update)
    assert np.log(nb.gaussian_joint(SEED, *theta).sum(axis=1)).sum() == pytest.approx(value, abs=6e-11)
    assert value > -24.5125323301
    best = (resp * np.log(nb.gaussian_joint(SEED, *theta))).sum()
    for name, place in (("pi", 0), ("mu", 1), ("var", 2)):
        if name not in update:
            np.testing.assert_array_equal(theta[place], THETA0[place])
            continue
        for change in ([0.01, -0.01], [-0.01, 0.01]):
            other = list(theta)
            other[place] = theta[place] + change
            assert (resp * np.log(nb.gaussian_joint(SEED, *other))).sum() < best


def test_variances_alone_belong_to_the_old_means(nb):
    joint = nb.gaussian_joint(SEED, *THETA0)
    resp = joint / joint.sum(axis=1, keepdims=True)
    var = nb.partial_m_step(SEED, resp, *THETA0, ("var",))[2]
    np.testing.assert_allclose(var, [1.3694587161, 37.5365148352], atol=6e-11)
    pitfall = (THETA0[0], THETA0[1], np.array(gaussian_path(1)[1][2]))
    value = np.log(nb.gaussian_joint(SEED, *pitfall).sum(axis=1)).sum()
    assert value == pytest.approx(-19.1809503771, abs=6e-11)


# --- promises --------------------------------------------------------------------------------------------------------


def test_four_components_of_which_two_are_equal_have_twelve_orders(nb):
    pi, P = np.array([0.2, 0.2, 0.35, 0.25]), P8[[0, 0, 1, 2]]
    values = {
        (tuple(pi[list(order)]), tuple(P[list(order)].ravel())): nb.bernoulli_loglik(
            X8, pi[list(order)], P[list(order)]
        )
        for order in itertools.permutations(range(4))
    }
    assert len(values) == nb.n_equivalent
    assert np.ptp(list(values.values())) < 1e-12


def test_equal_components_stay_on_a_saddle(nb):
    """Claim A is false already for equal components, which EM never separates."""
    same = np.vstack([P6[0], P6[0]])
    theta, history = nb.run_em(X6, (np.array([0.3, 0.7]), same), *nb.BERNOULLI, -1.0, 20)
    np.testing.assert_allclose(theta[1][0], theta[1][1])
    assert history[-1] < -11.8090545979 - 1


# --- incomplete data -------------------------------------------------------------------------------------------------


def test_hidden_waits_by_regression(nb):
    """With one column complete the maximum is known: regress on the rows that were seen, then use all lengths."""
    seen = ~nb.is_hidden
    lengths, waits = nb.faithful[:, 0], nb.faithful[seen, 1]
    slope, intercept = np.polyfit(lengths[seen], waits, 1)
    left = np.mean((waits - intercept - slope * lengths[seen]) ** 2)
    mean = lengths.mean(), intercept + slope * lengths.mean()
    spread = lengths.var()
    cov = np.array([[spread, slope * spread], [slope * spread, left + slope**2 * spread]])

    theta, history = nb.run_em(
        nb.gappy,
        nb.gappy_start,
        lambda X, t: nb.fill_in(X, *t),
        lambda X, hidden: nb.missing_m_step(*hidden),
        nb.observed_loglik,
        -np.inf,
        200,
    )
    np.testing.assert_allclose(theta[0], mean)
    np.testing.assert_allclose(theta[1], cov)
    assert np.diff(history).min() > -1e-9
    assert nb.wait_variance[0] == pytest.approx(cov[1, 1])
    # Without the conditional variances what is left over vanishes in every hidden row: too small.
    assert nb.wait_variance[1] < cov[1, 1] - 10
    assert nb.wait_variance[1] == pytest.approx(174.9683188692)


def test_what_a_length_says_about_a_wait(nb):
    """The conditional moments by integrating the joint density over the wait."""
    from scipy.stats import multivariate_normal

    mean, cov = np.array([1.0, 10.0]), np.array([[4.0, 2.0], [2.0, 3.0]])
    filled, extra = nb.fill_in(np.array([[3.0, np.nan], [3.0, 8.0]]), mean, cov)
    y = np.linspace(-10, 30, 4001)
    weight = multivariate_normal(mean, cov).pdf(np.column_stack([np.full_like(y, 3.0), y]))
    expected = np.average(y, weights=weight)
    np.testing.assert_allclose(filled, [[3, expected], [3, 8]], rtol=1e-9)
    np.testing.assert_allclose(extra, [np.average((y - expected) ** 2, weights=weight), 0], rtol=1e-9)


def test_the_observed_log_likelihood_is_that_of_what_was_seen(nb):
    from scipy.stats import multivariate_normal, norm

    theta = np.array([3.0, 60.0]), np.array([[2.0, 9.0], [9.0, 150.0]])
    rows = [
        norm(3, math.sqrt(2)).logpdf(x) if math.isnan(y) else multivariate_normal(*theta).logpdf((x, y))
        for x, y in nb.gappy
    ]
    assert nb.observed_loglik(nb.gappy, theta) == pytest.approx(sum(rows), rel=1e-12)

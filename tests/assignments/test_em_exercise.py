"""The numbers of em_exercise, each by a route that does not go through the notebook's own functions."""

from __future__ import annotations

import ast
import importlib.util
import itertools
import math
import re
import warnings
from pathlib import Path
from types import ModuleType

import mpmath
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.special import logsumexp
from scipy.stats import norm
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from emgrade.model import Assignment
from emgrade.source import read_assignment

SOURCE = Path(__file__).parents[2] / "assignments" / "em_exercise" / "em_exercise.py"

FIVE = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
THETA0 = (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0]))
PUBLIC = (np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8]), np.array([-1.0, 2.0]), np.array([9.0, 0.25]))
H1 = (FIVE, np.array([0.3, 0.7]), np.array([4.0, 1.0]), np.array([2.25, 6.25]))
H2 = (
    np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0]),
    np.array([0.2, 0.5, 0.3]),
    np.array([-2.0, 1.0, 5.0]),
    np.array([0.5, 1.5, 2.0]),
)
H4 = (np.array([2.0]), np.array([0.4, 0.6]), np.array([1.0, 4.0]), np.array([1.0, 2.0]))
SETS = {"theta0": (FIVE, *THETA0), "public": PUBLIC, "H1": H1, "H2": H2, "H4": H4}
M1 = np.array([[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.25, 0.75], [0.3, 0.7]])
M3 = np.array(
    [
        [0.7, 0.2, 0.1],
        [0.5, 0.3, 0.2],
        [0.4, 0.35, 0.25],
        [0.2, 0.6, 0.2],
        [0.1, 0.5, 0.4],
        [0.3, 0.3, 0.4],
        [0.05, 0.15, 0.8],
    ]
)

# Log-likelihood, weight 1, means, variances after t iterations from theta0.
PATH = [
    (-24.5125323301, 0.500000000, (6.000000000, 7.000000000), (1.000000000, 4.000000000)),
    (-10.9559124208, 0.363037059, (5.131728030, 1.471031495), (0.615562501, 6.967022102)),
    (-10.7463855424, 0.431733323, (5.139789760, 1.022374725), (0.599620774, 5.880785288)),
    (-10.5118458022, 0.488898406, (5.115461512, 0.585126369), (0.618550788, 4.557091755)),
    (-10.1114303222, 0.540268782, (5.073420795, 0.128312206), (0.640659875, 2.914748504)),
    (-9.1577182572, 0.584279595, (5.023143949, -0.324546277), (0.659485606, 1.030403758)),
    (-8.4652760962, 0.599971057, (5.000048024, -0.499674095), (0.666650858, 0.251450077)),
    (-8.4652589669, 0.600000002, (4.999999982, -0.500000003), (0.666666755, 0.250000000)),
]


@pytest.fixture(scope="module")
def nb() -> ModuleType:
    """The source, run as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLBACKEND", "Agg")
        spec = importlib.util.spec_from_file_location("em_exercise_source", SOURCE)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return read_assignment(SOURCE)


def log_joint(x, pi, mu, var):
    return np.log(pi) + norm.logpdf(np.asarray(x)[:, None], mu, np.sqrt(var))


def log_likelihood(x, pi, mu, var) -> float:
    return float(logsumexp(log_joint(x, pi, mu, var), axis=1).sum())


def fitted(x, pi, mu, var, n_iter: int) -> GaussianMixture:
    """`n_iter` iterations of scikit-learn's own EM from the given start, without regularisation."""
    model = GaussianMixture(
        len(pi),
        covariance_type="diag",
        reg_covar=0.0,
        tol=0.0,
        max_iter=n_iter,
        weights_init=pi,
        means_init=np.reshape(mu, (-1, 1)),
        precisions_init=1 / np.reshape(var, (-1, 1)),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(np.reshape(x, (-1, 1)))


def by_labelings(x, pi, mu, var) -> tuple[float, np.ndarray]:
    """Likelihood and posterior marginals, summed over all K**n labelings of the points."""
    n, n_components = len(x), len(pi)
    total, marginals = 0.0, np.zeros((n, n_components))
    for labels in itertools.product(range(n_components), repeat=n):
        joint = math.prod(
            float(pi[k]) * norm.pdf(v, mu[k], math.sqrt(var[k])) for v, k in zip(x, labels, strict=True)
        )
        total += joint
        marginals[range(n), labels] += joint
    return total, marginals / total


# --- one curve, one number --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "value"),
    [
        ((2, 5, 9), 0.080656908),
        ((5, 6, 1), 0.2419707245),
        ((5, 7, 4), 0.1209853623),
        ((3, 1, 0.25), 2.676604515e-4),
        ((1.3, -0.7, 2.5), 0.1133716522),
    ],
)
def test_density_is_scipys(nb, args, value):
    x, mean, var = args
    assert nb.normal_pdf(x, mean, var) == pytest.approx(norm.pdf(x, mean, var**0.5), rel=1e-14)
    assert value == pytest.approx(norm.pdf(x, mean, var**0.5), rel=3e-9)


def test_density_integrates_to_one_with_the_variance_it_was_given(nb):
    assert quad(nb.normal_pdf, -40, 40, args=(2.0, 9.0))[0] == pytest.approx(1, rel=1e-9)
    assert quad(lambda v: (v - 2) ** 2 * nb.normal_pdf(v, 2.0, 9.0), -40, 40)[0] == pytest.approx(9, rel=1e-9)


def test_the_grid_of_the_area_test_is_fine_enough():
    step = 1.5
    grid = np.arange(-22.0, 26.5, step)
    curve = norm.pdf(grid, 2, 3)
    assert step * curve.sum() == pytest.approx(1, rel=1e-12)
    assert step * (curve * (grid - 2) ** 2).sum() == pytest.approx(9, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "value"),
    [("theta0", -24.5125323301), ("public", -9.373630), ("H1", -12.1595332634), ("H2", -16.0165049307)],
)
def test_log_likelihood_by_scipy_and_scikit_learn(nb, name, value):
    data = SETS[name]
    assert nb.mixture_log_likelihood(*data) == pytest.approx(log_likelihood(*data), rel=1e-13)
    assert value == pytest.approx(log_likelihood(*data), rel=1e-7 if name == "public" else 1e-11)


def test_log_likelihood_at_theta0_to_forty_digits(nb):
    with mpmath.workdps(50):
        half = mpmath.mpf(1) / 2
        densities = [half * mpmath.npdf(v, 6, 1) + half * mpmath.npdf(v, 7, 2) for v in (-1, 0, 4, 5, 6)]
        exact = mpmath.fsum(mpmath.log(d) for d in densities)
        assert abs(exact - mpmath.mpf("-24.51253233008667856689")) < mpmath.mpf(10) ** -20
        assert mpmath.nstr(exact, 3) == "-24.5"
    assert nb.loglik_theta0 == pytest.approx(float(exact), rel=1e-15)


def test_log_likelihood_of_repeated_points_and_of_one_component(nb):
    assert nb.mixture_log_likelihood(np.tile(FIVE, 400), *THETA0) == pytest.approx(
        -9805.0129320347, rel=1e-12
    )
    assert pytest.approx(400 * log_likelihood(FIVE, *THETA0), rel=1e-12) == -9805.0129320347
    one = [np.array([v]) for v in (1.0, FIVE.mean(), FIVE.var())]
    assert nb.mixture_log_likelihood(FIVE, *one) == pytest.approx(-12.2171485015, rel=1e-11)
    assert norm.logpdf(FIVE, 2.8, math.sqrt(7.76)).sum() == pytest.approx(-12.2171485015, rel=1e-11)
    assert norm.logpdf(FIVE, 1.5, 2.5).sum() == pytest.approx(-12.9561463254, rel=1e-11)


def test_the_product_of_densities_survives_five_points_but_not_two_thousand(nb):
    density = np.exp(log_joint(FIVE, *THETA0)).sum(axis=1)
    assert np.log(density.prod()) == pytest.approx(nb.loglik_theta0, rel=1e-13)
    assert np.tile(density, 400).prod() == 0


# --- the two steps ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["theta0", "public", "H1", "H4"])
def test_likelihood_and_responsibilities_by_all_labelings(nb, name):
    likelihood, marginals = by_labelings(*SETS[name])
    assert nb.mixture_log_likelihood(*SETS[name]) == pytest.approx(math.log(likelihood), rel=1e-12)
    np.testing.assert_allclose(nb.e_step(*SETS[name]), marginals, rtol=1e-10)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("theta0", [1.36512048891155e-7, 1.39244155549275e-5, 0.454661672892371, 2 / 3, 0.693842896485577]),
        ("public", [0.767981078626, 0.046296959621, 0.968721835738]),
        ("H1", [0.0037883552, 0.0216253213, 0.5947236740, 0.6728944413, 0.6845235201]),
        ("H4", [0.6085231281]),
    ],
)
def test_responsibilities_as_the_tests_have_them(nb, name, first):
    x, *theta = SETS[name]
    joint = log_joint(x, *theta)
    want = np.exp(joint - logsumexp(joint, axis=1, keepdims=True))
    np.testing.assert_allclose(nb.e_step(x, *theta), want, rtol=1e-11)
    np.testing.assert_allclose(first, want[:, 0], rtol=3e-8)


def test_labels_at_theta0_and_where_they_change(nb):
    assert list(nb.assignments_theta0) == [2, 2, 2, 1, 1]
    assert (np.abs(FIVE - 6) < np.abs(FIVE - 7)).all(), "the nearer mean is the first one for every point"
    for border in (4.15245501503482, 7.18087831829851):
        np.testing.assert_allclose(nb.e_step(np.array([border]), *THETA0), [[0.5, 0.5]], rtol=1e-12)
    assert nb.e_step(np.array([8.0]), *THETA0)[0, 1] == pytest.approx(0.765281, rel=1e-5)


@pytest.mark.parametrize(
    ("x", "resp"),
    [(FIVE, M1), (H2[0], M3), (PUBLIC[0], None), (H2[0], None)],
    ids=["M1", "M3", "public", "H2"],
)
def test_m_step_is_weighted_average_and_covariance(nb, x, resp):
    resp = nb.e_step(*next(s for s in (PUBLIC, H2) if s[0] is x)) if resp is None else resp
    pi, mu, var = nb.m_step(x, resp)
    np.testing.assert_allclose(pi, resp.mean(axis=0), rtol=1e-13)
    for k, weights in enumerate(resp.T):
        assert mu[k] == pytest.approx(np.average(x, weights=weights), rel=1e-12)
        assert var[k] == pytest.approx(float(np.cov(x, aweights=weights, ddof=0)), rel=1e-10)


@pytest.mark.parametrize(
    ("x", "resp", "want"),
    [
        (FIVE, M1, [(0.55, 0.45), (1.5090909091, 4.3777777778), (7.1590082645, 3.9683950617)]),
        (
            H2[0],
            M3,
            [
                (0.3214285714, 0.3428571429, 0.3357142857),
                (0.0222222222, 1.4187500000, 3.1680851064),
                (6.3768395062, 5.0869401042, 7.4277048438),
            ],
        ),
        (PUBLIC, None, [(0.594333, 0.405667), (2.427551, 1.373604), (2.966061, 0.335304)]),
        (
            H1,
            None,
            [
                (0.3955110624, 1 - 0.3955110624),
                (4.9792385622, 1.3741460178),
                (0.9888009716, 7.0499922000),
            ],
        ),
        (
            H2,
            None,
            [
                (0.2093390792, 0.4901335286, 0.3005273923),
                (-1.9889374359, 0.8297266563, 5.2135957487),
                (0.5157964979, 1.2616196211, 0.9531431261),
            ],
        ),
    ],
    ids=["M1", "M3", "public", "H1", "H2"],
)
def test_m_step_as_the_tests_have_it(nb, x, resp, want):
    found = nb.m_step(x, resp) if resp is not None else nb.m_step(x[0], nb.e_step(*x))
    for part, numbers in zip(found, want, strict=True):
        np.testing.assert_allclose(numbers, part, rtol=2e-6)


def test_m_step_tops_the_bound(nb):
    """No parameters nearby give a larger expected complete-data log-likelihood."""
    x, *theta = H1
    resp = nb.e_step(x, *theta)
    best = nb.m_step(x, resp)
    top = (resp * log_joint(x, *best)).sum()
    random = np.random.RandomState(3)
    for _ in range(200):
        pi = best[0] + np.array([1, -1]) * random.uniform(-0.05, 0.05)
        mu = best[1] + random.uniform(-0.3, 0.3, 2)
        var = best[2] * np.exp(random.uniform(-0.2, 0.2, 2))
        assert (resp * log_joint(x, pi, mu, var)).sum() < top


def test_m_step_on_labels_is_the_fit_of_each_group(nb):
    labels = np.array([2, 2, 1, 1, 1])
    pi, mu, var = nb.m_step(FIVE, (labels[:, None] == [1, 2]).astype(float))
    np.testing.assert_allclose(pi, [0.6, 0.4])
    np.testing.assert_allclose(mu, [5, -0.5])
    np.testing.assert_allclose(var, [2 / 3, 1 / 4])


# --- the algorithm ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_iter", [1, 2, 3, 100])
@pytest.mark.parametrize("name", ["theta0", "H1", "H2"])
def test_em_is_scikit_learns(nb, name, n_iter):
    x, *theta = SETS[name]
    pi, mu, var, history = nb.run_em(x, *theta, n_iter)
    model = fitted(x, *theta, n_iter)  # type: ignore[call-arg]
    near = {"rtol": 1e-8 if n_iter < 100 else 1e-5}
    np.testing.assert_allclose(pi, model.weights_, **near)
    np.testing.assert_allclose(mu, model.means_[:, 0], **near)
    np.testing.assert_allclose(var, model.covariances_[:, 0], **near)
    assert history[-1] == pytest.approx(model.score(x[:, None]) * len(x), rel=1e-8)


def test_path_from_theta0(nb):
    for t, (value, weight, means, variances) in enumerate(PATH):
        pi, mu, var, history = nb.run_em(FIVE, *THETA0, t)
        assert history[-1] == pytest.approx(value, abs=6e-11)
        assert len(history) == t + 1
        assert pi[0] == pytest.approx(weight, abs=6e-10)
        np.testing.assert_allclose(mu, means, atol=6e-10)
        np.testing.assert_allclose(var, variances, atol=6e-10)


def test_other_paths(nb):
    h1 = [-12.1595332634, -11.0189276498, -10.6831751938, -10.4078468130, -9.8761024156, -8.7114263105]
    np.testing.assert_allclose(nb.run_em(*H1, 5)[3], h1, rtol=1e-10)
    h2 = [-16.0165049307, -15.4925182175, -15.1209334340, -15.1050032352, -15.1016578033, -15.0977266743]
    history = nb.run_em(*H2, 15)[3]
    np.testing.assert_allclose(history[:6], h2, rtol=1e-10)
    assert history[10] == pytest.approx(-15.0709273626, rel=1e-11)
    assert history[15] == pytest.approx(-15.0481705998, rel=1e-11)
    assert nb.run_em(*H2, 1000)[3][-1] == pytest.approx(-15.0423386723, rel=1e-9)
    public = [-9.373630, -5.149158, -4.803578, -4.670027]
    np.testing.assert_allclose(nb.run_em(*PUBLIC, 3)[3], public, rtol=1e-6)
    theta = (
        [0.2225174409, 0.4920588437, 0.2854237154],
        [-1.9454930574, 0.9116595641, 5.4005983373],
        [0.5386571566, 1.1148063932, 0.3600067126],
    )
    model = fitted(*H2, 5)
    for want, part in zip(theta, (model.weights_, model.means_[:, 0], model.covariances_[:, 0]), strict=True):
        np.testing.assert_allclose(part, want, rtol=1e-8)


def test_limit_is_a_local_maximum_that_bfgs_finds_too(nb):
    def fall(free):
        pi = 1 / (1 + np.exp([-free[0], free[0]]))
        return -log_likelihood(FIVE, pi, free[1:3], np.exp(free[3:5]))

    _, mu, var, history = nb.run_em(FIVE, *THETA0, 100)
    top = minimize(fall, [0.3, 4.8, -0.3, -0.3, -1.0], method="BFGS", options={"gtol": 1e-9})
    assert -top.fun == pytest.approx(history[-1], abs=1e-10)
    assert history[-1] == pytest.approx(-8.465258966889515, rel=1e-13)
    np.testing.assert_allclose(top.x[1:3], mu, atol=1e-6)
    np.testing.assert_allclose(np.exp(top.x[3:5]), var, rtol=1e-5)
    curvature = np.linalg.eigvalsh(np.linalg.inv(top.hess_inv))
    assert (curvature > 0).all()


def test_it_never_falls(nb):
    random = np.random.RandomState(11)
    for _ in range(40):
        n_components = random.randint(1, 4)
        x = np.concatenate([random.normal(0, 1, 8), random.normal(4, 2, 8)])
        pi = random.dirichlet(np.full(n_components, 5.0))
        mu, var = random.uniform(-1, 5, n_components), random.uniform(0.5, 4, n_components)
        assert (np.diff(nb.run_em(x, pi, mu, var, 12)[3]) >= -1e-9).all()


def test_names_of_components_and_order_of_points_do_not_matter(nb):
    x, *theta = H2
    pi, mu, var, history = nb.run_em(x, *theta, 8)
    order = [2, 0, 1]
    other = nb.run_em(x[::-1].copy(), *(part[order] for part in theta), 8)
    for part, moved in zip((pi, mu, var), other[:3], strict=True):
        np.testing.assert_allclose(moved, part[order], rtol=1e-9)
    np.testing.assert_allclose(other[3], history, rtol=1e-12)


def test_one_component_has_a_closed_form(nb):
    for n_iter in (1, 7):
        pi, mu, var, _ = nb.run_em(FIVE, np.array([1.0]), np.array([40.0]), np.array([3.0]), n_iter)
        assert (pi[0], mu[0], var[0]) == pytest.approx((1, FIVE.mean(), FIVE.var()))


def test_copies_of_the_points_change_nothing_but_the_scale(nb):
    once, thrice = nb.run_em(*H1, 6), nb.run_em(np.repeat(FIVE, 3), *H1[1:], 6)
    for part, same in zip(once[:3], thrice[:3], strict=True):
        np.testing.assert_allclose(same, part, rtol=1e-10)
    np.testing.assert_allclose(thrice[3], 3 * np.array(once[3]), rtol=1e-12)


def test_shift_and_stretch_of_the_points(nb):
    x, pi, mu, var = H2
    plain = nb.run_em(x, pi, mu, var, 5)
    moved = nb.run_em(2 * x - 3, pi, 2 * mu - 3, 4 * var, 5)
    np.testing.assert_allclose(moved[0], plain[0], rtol=1e-9)
    np.testing.assert_allclose(moved[1], 2 * plain[1] - 3, rtol=1e-9)
    np.testing.assert_allclose(moved[2], 4 * plain[2], rtol=1e-9)
    np.testing.assert_allclose(moved[3], np.array(plain[3]) - len(x) * math.log(2), rtol=1e-12)


# --- the training questions -------------------------------------------------------------------------------------


def test_training_answers_hold_under_every_reading(nb):
    _, mu0, var0 = THETA0
    _, mu, var, _ = nb.run_em(FIVE, *THETA0, 1)
    shift = mu - mu0
    np.testing.assert_allclose(nb.mu_shift, [-0.8682719704, -5.5289685054], rtol=1e-9)
    for reading in (shift, shift / mu0, shift / np.sqrt(var0), mu / mu0):
        assert reading.argmin() + 1 == nb.training_1 == 2
    np.testing.assert_allclose(nb.var_ratio, [0.6155625014, 1.7417555254], rtol=1e-9)
    for reading in (var / var0, var - var0, np.sqrt(var / var0)):
        assert reading.argmax() + 1 == nb.training_2 == 2
    np.testing.assert_allclose(nb.var_final, [0.6666667551, 0.25], rtol=1e-9)
    assert nb.training_3 == 1


def test_order_of_the_variances_turns_between_iterations_five_and_six(nb):
    larger = [int(np.argmax(nb.run_em(FIVE, *THETA0, t)[2])) + 1 for t in range(12)]
    assert larger == [2] * 6 + [1] * 6
    assert nb.crossing == 6


def test_the_points_that_change_hands_are_the_three_on_the_right(nb):
    """What question 4.7 (b) is about: -1 and 0 are component 2's from the first E-step to the last."""
    for t in range(10):
        resp = nb.e_step(FIVE, *nb.run_em(FIVE, *THETA0, t)[:3])
        assert (resp[:2, 1] > 0.99998).all()
    np.testing.assert_allclose(nb.e_step(FIVE, *THETA0)[2:, 1], [0.5453, 1 / 3, 0.3062], atol=1e-4)
    assert (resp[2:, 0] > 0.999).all()


def test_the_new_point_tells_a_variance_from_a_deviation(nb):
    assert nb.assignment_new == 2
    assert nb.e_step(np.array([7.5]), *THETA0)[0, 1] == pytest.approx(0.598833, rel=1e-5)
    wrong = THETA0[0], THETA0[1], THETA0[2] ** 2
    assert list(nb.e_step(FIVE, *wrong).argmax(axis=1) + 1) == list(nb.assignments_theta0)
    assert nb.e_step(np.array([7.5]), *wrong)[0, 1] < 0.5


def test_reading_the_variances_as_deviations_turns_training_2(nb):
    wrong = (THETA0[0], THETA0[1], THETA0[2] ** 2)
    resp = nb.e_step(FIVE, *wrong)
    assert nb.mixture_log_likelihood(FIVE, *wrong) == pytest.approx(-15.463931, rel=1e-7)
    np.testing.assert_allclose(nb.m_step(FIVE, resp)[2] / [1, 16], [0.585881, 0.393799], rtol=1e-5)


@pytest.mark.parametrize(
    ("tolerance", "t"),
    [(0.5, 2), (0.22, 2), (0.21, 2), (0.2, 7), (1e-4, 7), (1e-5, 8), (1e-6, 8), (1e-12, 8)],
)
def test_stopping_rule(nb, tolerance, t):
    values = [value for value, *_ in PATH] + [PATH[-1][0]]
    steps = np.diff(nb.run_em(FIVE, *THETA0, 20)[3])
    assert int(np.argmax(steps < tolerance)) + 1 == t
    np.testing.assert_allclose(steps[: len(values) - 1], np.diff(values), atol=2e-10)


def test_stopping_answers(nb):
    assert (nb.iters_loose, nb.larger_var_loose, nb.iters_tight) == (2, 2, 8)


def test_near_starts_give_the_same_answer_to_training_3(nb):
    random = np.random.RandomState(5)
    for _ in range(50):
        shift = random.uniform(-0.1, 0.1)
        start = (
            np.array([0.5 + shift, 0.5 - shift]),
            THETA0[1] + random.uniform(-0.5, 0.5, 2),
            THETA0[2] * np.exp(random.uniform(-0.4, 0.4, 2)),
        )
        assert np.argmax(nb.run_em(FIVE, *start, 60)[2]) + 1 == 1


# --- breaking it, and the rate ------------------------------------------------------------------------------------


def test_equal_components_sit_on_a_saddle(nb):
    np.testing.assert_allclose(nb.equal_mu, [2.8, 2.8], rtol=1e-13)
    stuck = np.array([0.5, 0.5]), np.array([2.8, 2.8]), np.array([7.76, 7.76])
    assert log_likelihood(FIVE, *stuck) == pytest.approx(-12.2171485015, rel=1e-11)
    apart = log_likelihood(
        FIVE, stuck[0], np.array([1.8, 3.8]), stuck[2] - 1
    )  # the variance of the whole stays
    together = log_likelihood(FIVE, stuck[0], np.array([2.9, 2.9]), stuck[2])
    assert together < -12.2171485015 < apart
    assert nb.run_em(FIVE, stuck[0], np.array([2.7, 2.9]), stuck[2], 1000)[3][-1] > -9


def test_the_far_point_to_forty_digits(nb):
    with mpmath.workdps(60):
        quotient = mpmath.npdf(1000, 6, 1) / mpmath.npdf(1000, 7, 2)
        assert float(mpmath.log(quotient)) == pytest.approx(-370761.1818528, rel=1e-13)
    assert nb.far_log_odds == pytest.approx(-370761.1818528, rel=1e-13)
    assert nb.normal_pdf(1000.0, 6.0, 1.0) == nb.normal_pdf(1000.0, 7.0, 4.0) == 0
    with np.errstate(invalid="ignore"):
        assert np.isnan(nb.e_step(np.array([1000.0]), *THETA0)).all()


def test_shrinking_gains_half_a_logarithm_of_ten_for_ever(nb):
    def height(s):
        return log_likelihood(FIVE, THETA0[0], np.array([5.0, 2.8]), np.array([s, 7.76]))

    assert height(1e-9) - height(1e-8) == pytest.approx(1.1512745770, rel=1e-9)
    assert nb.decade_gain == pytest.approx(1.1512745770, rel=1e-9)
    assert height(1e-200) - height(1e-199) == pytest.approx(math.log(10) / 2, rel=1e-9)


def weights_alone(x, pi, mu, var, n_iter):
    path = [pi[0]]
    for _ in range(n_iter):
        joint = norm.pdf(x[:, None], mu, np.sqrt(var)) * [path[-1], 1 - path[-1]]
        path.append(float((joint[:, 0] / joint.sum(axis=1)).mean()))
    return np.array(path)


@pytest.mark.parametrize(
    ("data", "want"),
    [
        (PUBLIC, [0.2, 0.594333, 0.722324]),
        (H1, [0.3, 0.3955110624, 0.4512823236, 0.4780226780]),
    ],
)
def test_weight_path(nb, data, want):
    np.testing.assert_allclose(weights_alone(*data, len(want) - 1), want, rtol=1e-6)  # type: ignore[call-arg]
    np.testing.assert_allclose(nb.weight_path(*data, 9), weights_alone(*data, 9), rtol=1e-12)  # type: ignore[call-arg]


def test_rate_is_the_share_of_missing_information(nb):
    """The slope of EM's map at the limit, by differences, and one minus observed over complete curvature."""
    known = np.array([3.0, 1.0]), np.array([4.0, 9.0])
    limit = weights_alone(FIVE, THETA0[0], *known, 400)[-1]
    assert limit == pytest.approx(0.5899262035, rel=1e-9)

    def step(p):
        return weights_alone(FIVE, (p, 1 - p), *known, 1)[1]

    def value(p):
        return log_likelihood(FIVE, np.array([p, 1 - p]), *known)

    slope = (step(limit + 1e-5) - step(limit - 1e-5)) / 2e-5
    observed = -(value(limit + 1e-3) - 2 * value(limit) + value(limit - 1e-3)) / 1e-6
    complete = len(FIVE) / (limit * (1 - limit))
    assert slope == pytest.approx(0.8258905561, rel=1e-8)
    assert 1 - observed / complete == pytest.approx(slope, rel=1e-5)
    assert nb.rate == pytest.approx(slope, abs=1e-4)
    assert nb.missing == pytest.approx(slope, rel=1e-9)


def test_leap_is_exact_for_a_geometric_approach_and_good_for_em(nb):
    for limit, first, r in [(2.0, 1.0, 0.5), (1 / 3, 8 / 3, 0.25), (9.0, -9.0, 0.9), (-1.0, 4.0, -0.3)]:
        assert nb.leap(*(limit + first * r**t for t in range(3))) == pytest.approx(limit, rel=1e-12)
    path = weights_alone(FIVE, THETA0[0], np.array([3.0, 1.0]), np.array([4.0, 9.0]), 400)
    assert abs(nb.leap(*path[10:13]) - path[-1]) < abs(path[30] - path[-1])


# --- the source -------------------------------------------------------------------------------------------------

QUESTIONS = {
    "q1_1": (2, "normal_pdf"),
    "q1_2": (4, "mixture_log_likelihood"),
    "q1_3": (2, "loglik_theta0"),
    "q2_1": (3, "posterior_formula"),
    "q2_2": (4, "e_step"),
    "q2_3": (1, "guess_theta0"),
    "q2_4": (3, "assignments_theta0, assignment_new"),
    "q3_1": (3, "box_formula, why_below, touching_formula"),
    "q3_2": (3, "mu_hat_formula"),
    "q3_3": (3, "var_hat_formula"),
    "q3_4": (3, "pi_hat_formula"),
    "q3_5": (4, "m_step"),
    "q4_1": (4, "run_em"),
    "q4_2": (1, "guess_mean, guess_var, guess_final"),
    "q4_3": (2, "mu_shift, training_1"),
    "q4_4": (2, "var_ratio, training_2"),
    "q4_5": (2, "var_final, training_3, crossing"),
    "q4_6": (2, "iters_loose, larger_var_loose, iters_tight"),
    "q5_1": (2, "equal_mu, equal_why"),
    "q5_2": (3, "far_code, far_log_odds"),
    "q5_3": (2, "decade_gain, shrink_lesson"),
    "q6_1": (2, "weight_path"),
    "q6_2": (2, "rate, missing"),
    "q6_3": (1, "leap"),
}
SIGNATURES = {
    "normal_pdf": "x, mean, var",
    "mixture_log_likelihood": "x, pi, mu, var",
    "e_step": "x, pi, mu, var",
    "m_step": "x, resp",
    "run_em": "x, pi, mu, var, n_iter",
    "weight_path": "x, pi, mu, var, n_iter",
    "leap": "a, b, c",
}


def test_questions_points_and_names(assignment):
    assert {q.name: q.points for q in assignment.automatic} == {n: p for n, (p, _) in QUESTIONS.items()}
    assert {q.name for q in assignment.questions} == {*QUESTIONS, "q4_7"}
    assert assignment.points == 60
    assert [(q.name, q.points) for q in assignment.questions if q.manual] == [("q4_7", 5)]
    for question in assignment.automatic:
        code = "\n".join(cell.source for cell in question.answer if cell.kind == "code")
        for name in QUESTIONS[question.name][1].split(", "):
            assert re.search(rf"^(def {name}\(|{name} = )", code, re.MULTILINE), name


def test_signatures(nb):
    for name, arguments in SIGNATURES.items():
        code = getattr(nb, name).__code__
        assert ", ".join(code.co_varnames[: code.co_argcount]) == arguments


def test_points_stand_on_hidden_tests_only(assignment):
    for question in assignment.automatic:
        assert {case.points for case in question.cases if not case.hidden} == {0}, question.name
        assert sum(case.points for case in question.cases if case.hidden) == question.points


def numbers_in(source: str) -> set[float]:
    """Every number with four or more digits that a test writes down, thirds left out."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            digits = repr(abs(node.value)).split("e")[0].replace(".", "").strip("0")
            if len(digits) >= 4 and abs(3 * node.value - round(3 * node.value)) > 1e-5:
                found.add(abs(node.value))
    return found


def test_public_tests_use_the_public_data_only(assignment):
    """Otter prints and stores public tests: what they hold is read by students."""
    for question in assignment.automatic:
        for case in question.cases:
            if not case.hidden and "np.array" in case.source:
                # What is compared with the student's own functions holds no value.
                own = "_your_" in case.name
                assert own or "np.array([0.5, 1.5, 4.0])" in case.source, question.name
                assert "6.0, 7.0" not in case.source
                assert "-1.0, 0.0, 4.0" not in case.source


def test_no_graded_number_stands_in_a_public_test(assignment):
    public = {n for q in assignment.automatic for c in q.cases if not c.hidden for n in numbers_in(c.source)}
    graded = {n for q in assignment.automatic for c in q.cases if c.hidden for n in numbers_in(c.source)}
    graded |= {value for name in ("theta0", "H1", "H2") for value in (abs(log_likelihood(*SETS[name])),)}
    assert graded
    assert not {(p, g) for p in public for g in graded if abs(p - g) <= 1e-5 * g}


IN_PLACE = {
    "q2_2": """
def e_step(x, pi, mu, var):
    joint = pi * normal_pdf(x[:, None], mu, var)
    mu -= mu
    return joint / joint.sum(axis=1, keepdims=True)
""",
    "q4_1": """
def run_em(x, pi, mu, var, n_iter):
    history = [mixture_log_likelihood(x, pi, mu, var)]
    for _ in range(n_iter):
        pi[:], mu[:], var[:] = m_step(x, e_step(x, pi, mu, var))
        history.append(mixture_log_likelihood(x, pi, mu, var))
    return pi, mu, var, history
""",
}


@pytest.mark.parametrize(("name", "answer"), IN_PLACE.items())
def test_changes_in_place_are_told_before_submission_and_cost_one_point_at_most(nb, assignment, name, answer):
    """Run as Otter runs tests, in the notebook's own process: the isolated engine hands out copies."""
    names = dict(vars(nb))
    exec(answer, names)
    [question] = [question for question in assignment.questions if question.name == name]
    said = {}
    for case in question.cases:
        exec(case.source, names)
        test = names[case.name]
        try:
            test(*(names[argument] for argument in test.__code__.co_varnames[: test.__code__.co_argcount]))
        except AssertionError as hint:
            said[case.points] = str(hint)
    assert set(said) == {0, 1}
    assert all("Work on copies" in sentence for sentence in said.values())

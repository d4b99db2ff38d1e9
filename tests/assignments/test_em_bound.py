"""The numbers of em_bound, each by a route that does not go through the notebook's own functions."""

import importlib.util
import itertools
import math
import re
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
import sympy
from scipy.optimize import minimize
from scipy.special import rel_entr
from scipy.stats import norm

from emgrade.source import read_assignment

SOURCE = Path(__file__).parents[2] / "assignments" / "em_bound" / "em_bound.py"

SEED = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
HALF = np.array([0.5, 0.5])
PUBLIC = (np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8]), np.array([-1.0, 2.0]), np.array([9.0, 0.25]))
THETA0 = (SEED, HALF, np.array([1.0, 3.0]), np.array([4.0, 1.0]))  # the notebook's own
EXERCISE = (SEED, HALF, np.array([6.0, 7.0]), np.array([1.0, 4.0]))  # that of em_exercise
B0 = (np.array([0.0, 1.0, 2.5, 4.0, 5.5]), HALF, np.array([1.0, 4.0]), np.array([2.0, 0.5]))
H1 = (SEED, np.array([0.3, 0.7]), np.array([4.0, 1.0]), np.array([2.25, 6.25]))
H2 = (
    np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0]),
    np.array([0.2, 0.5, 0.3]),
    np.array([-2.0, 1.0, 5.0]),
    np.array([0.5, 1.5, 2.0]),
)
SETS = {"public": PUBLIC, "theta0": THETA0, "exercise": EXERCISE, "B0": B0, "H1": H1, "H2": H2}
THETA1 = (
    SEED,
    np.array([0.636589840635181, 0.363410159364819]),
    np.array([1.7270747197440206, 4.679455803782165]),
    np.array([8.522181805261512, 0.8760074244463956]),
)


@pytest.fixture(scope="module")
def bound():
    mpl.use("Agg")
    spec = importlib.util.spec_from_file_location("em_bound", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def assignment():
    return read_assignment(SOURCE)


def joint(x, pi, mu, var):
    return pi * norm.pdf(x[:, None], mu, np.sqrt(var))


def posterior(x, pi, mu, var):
    table = joint(x, pi, mu, var)
    return table / table.sum(axis=1, keepdims=True)


def log_likelihood(x, pi, mu, var):
    """By enumeration: the likelihood is the sum over all K^n labelings of the joint density."""
    table = joint(x, pi, mu, var)
    n, n_components = table.shape
    labelings = itertools.product(range(n_components), repeat=n)
    return math.log(math.fsum(math.prod(table[i, k] for i, k in enumerate(z)) for z in labelings))


def expectation(q, x, pi, mu, var, with_entropy):
    """By enumeration: the mean of ln p(x, z) (minus ln q(z)) over all labelings, drawn row by row from q."""
    log_joint = np.log(joint(x, pi, mu, var))
    total = 0.0
    for z in itertools.product(range(q.shape[1]), repeat=len(x)):
        weights = [q[i, k] for i, k in enumerate(z)]
        if all(weights):
            value = sum(log_joint[i, k] for i, k in enumerate(z)) - with_entropy * sum(map(math.log, weights))
            total += math.prod(weights) * value
    return total


def one_hot(*labels):
    return np.eye(2)[[label - 1 for label in labels]]


QUARTER = np.tile([0.25, 0.75], (5, 1))
UNIFORM = np.full((5, 2), 0.5)


@pytest.mark.parametrize(
    ("data", "row", "want"),
    [
        (B0, 0, [0.1098478224, 3.174558666e-8]),
        (B0, 2, [0.0803663836, 0.0297325723]),
        (EXERCISE, 3, [0.1209853623, 0.06049268113]),
        (
            (np.array([2.0]), HALF, np.array([1.0, 4.0]), np.array([1.0, 2.0])),
            0,
            [0.1209853623, 0.0518884371],
        ),
    ],
)
def test_joint_density(bound, data, row, want):
    x, pi, mu, var = data
    np.testing.assert_allclose(joint(x, pi, mu, var)[row], want, rtol=1e-8)
    np.testing.assert_allclose(bound.joint_density(x, mu, var), joint(x, pi, mu, var), rtol=1e-12)
    ratio = norm.pdf(SEED[2:], 6, 1) / norm.pdf(SEED[2:], 7, 2)
    np.testing.assert_allclose(ratio, [0.833724038, 2.0, 2.266296906], rtol=1e-8)


@pytest.mark.parametrize(
    ("name", "want"), [("B0", -11.0735282312), ("exercise", -24.5125323301), ("public", -8.0959135052)]
)
def test_marginal_loglik(bound, name, want):
    x, _, mu, var = SETS[name]
    assert log_likelihood(x, HALF, mu, var) == pytest.approx(want, rel=1e-10)
    assert bound.marginal_loglik(x, mu, var) == pytest.approx(want, rel=1e-10)


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("public", [0.6790359106, -3.0492942949]),
        ("exercise", [-1.5760745145, -4.4021850471]),
        ("B0", [0.1881443096, 2.1009016860]),
        ("H1", [0.8606659646, 0.1809337030]),
        ("H2", [0.0324215777, -0.3894644823, 0.2246698067]),
    ],
)
def test_score_is_the_finite_difference(bound, name, want):
    x, pi, mu, var = SETS[name]
    h = 1e-5
    for k, slope in enumerate(want):
        shift = h * np.eye(len(mu))[k]
        difference = log_likelihood(x, pi, mu + shift, var) - log_likelihood(x, pi, mu - shift, var)
        assert difference / (2 * h) == pytest.approx(slope, rel=1e-7)
    np.testing.assert_allclose(bound.score_mu(x, pi, mu, var), want, rtol=1e-8)


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("public", [2.4275511091, 1.3736043593]),
        ("exercise", [5.1317280296, 1.4710314946]),
        ("H1", [4.9792385622, 1.3741460178]),
        ("H2", [-1.9889374359, 0.8297266563, 5.2135957487]),
    ],
)
def test_scaled_step_is_the_weighted_mean(bound, name, want):
    resp = posterior(*SETS[name])
    np.testing.assert_allclose(
        np.average(np.tile(SETS[name][0], (len(want), 1)).T, axis=0, weights=resp), want
    )
    np.testing.assert_allclose(bound.mu_from_score(*SETS[name]), want, rtol=1e-9)


@pytest.mark.parametrize(
    ("f", "exact", "want"),
    [
        (np.square, lambda t: t**2, 1.0),
        (np.log, sympy.log, -0.0758814215),
        (np.exp, sympy.exp, 9.5290235697),
    ],
)
def test_jensen_gap(bound, f, exact, want):
    probs = [sympy.Rational(k, 10) for k in (1, 2, 3, 4)]
    gap = sum(p * exact(sympy.Integer(k)) for k, p in enumerate(probs, 1)) - exact(sympy.Integer(3))
    assert float(gap) == pytest.approx(want, rel=1e-9)
    values = np.array([1.0, 2.0, 3.0, 4.0])
    assert bound.jensen_gap(f, values, np.array([0.1, 0.2, 0.3, 0.4])) == pytest.approx(want, rel=1e-9)


def test_zero_gap_and_directions(bound):
    cases = {
        "A": (np.square, [-1.0, 1.0]),
        "B": (np.abs, [1.0, 3.0]),
        "C": (lambda t: t**4, [-1.0, 1.0]),
        "D": (lambda t: 2 * t + 1, [-2.0, 7.0]),
        "E": (np.log, [3.0, 3.0]),
    }
    gaps = {letter: bound.jensen_gap(f, np.array(values), HALF) for letter, (f, values) in cases.items()}
    assert {letter for letter, gap in gaps.items() if abs(gap) < 1e-12} == bound.zero_gap
    assert (bound.jensen_ln, bound.jensen_exp) == ("C", "A")
    rng = np.random.RandomState(3)
    for _ in range(20):
        values, probs = rng.rand(4) + 0.1, rng.dirichlet(np.ones(4))
        assert bound.jensen_gap(np.log, values, probs) <= 0 <= bound.jensen_gap(np.exp, values, probs)


@pytest.mark.parametrize(
    ("name", "q", "want"),
    [
        ("public", posterior(*PUBLIC), -9.3736303722),
        ("public", one_hot(1, 2, 1), -9.7168012615),
        ("theta0", posterior(*THETA0), -15.3120411970),
        ("theta0", UNIFORM, -19.5150606174),
        ("theta0", QUARTER, -22.4589368214),
        ("exercise", one_hot(2, 2, 2, 1, 1), -25.8898701105),
        ("exercise", one_hot(1, 1, 1, 1, 1), -53.0604285688),
        ("H1", posterior(*H1), -12.1595332634),
        ("H1", UNIFORM, -15.6460768450),
    ],
)
def test_elbo(bound, name, q, want):
    data = SETS[name]
    assert expectation(q, *data, with_entropy=True) == pytest.approx(want, rel=1e-10)
    assert bound.elbo(data[0], q, *data[1:]) == pytest.approx(want, rel=1e-10)
    gap = rel_entr(q, posterior(*data)).sum()
    assert want + gap == pytest.approx(log_likelihood(*data), rel=1e-10)
    assert bound.kl_rows(q, posterior(*data)).sum() == pytest.approx(gap, abs=1e-10)


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


@pytest.mark.parametrize(
    ("function", "with_entropy", "zeros", "between_q", "between_theta"),
    [
        ("elbo", True, 27.1705584583, 30.6238870026, -12.1430300723),
        ("expected_complete_loglik", False, 27.1705584583, 31.8067854707, -12.1430300723),
    ],
)
def test_differences_at_equal_weights(bound, function, with_entropy, zeros, between_q, between_theta):
    """What hidden tests take in place of values, so that a slip with the weights costs its own test only."""

    def difference(one, other):
        want = expectation(*one, with_entropy) - expectation(*other, with_entropy)
        asked = getattr(bound, function)
        found = [asked(x, q, *theta) for q, x, *theta in (one, other)]
        assert found[0] - found[1] == pytest.approx(want, rel=1e-9)
        return want

    three = H2[0], np.full(3, 1 / 3), *H2[2:]
    hard = one_hot(2, 2, 2, 1, 1), one_hot(1, 1, 1, 1, 1)
    resp = posterior(*EXERCISE)
    moved = SEED, HALF, *H1[2:]
    assert difference((hard[0], *EXERCISE), (hard[1], *EXERCISE)) == pytest.approx(zeros, rel=1e-9)
    assert difference((M3, *three), (np.full((7, 3), 1 / 3), *three)) == pytest.approx(between_q, rel=1e-9)
    assert difference((resp, *EXERCISE), (resp, *moved)) == pytest.approx(between_theta, rel=1e-9)


def test_kl_rows(bound):
    want = [7.2102793657, 4.8977931537, 0.0041281224, 0.0588915178, 0.0814361279]
    resp = posterior(*EXERCISE)
    np.testing.assert_allclose(rel_entr(UNIFORM, resp).sum(axis=1), want, rtol=1e-7)
    np.testing.assert_allclose(bound.kl_rows(UNIFORM, resp), want, rtol=1e-7)
    assert sum(want) == pytest.approx(12.2525282873, rel=1e-9)
    assert rel_entr(resp, UNIFORM).sum() == pytest.approx(1.5240281255, rel=1e-9)
    hard = bound.kl_rows(one_hot(2, 2, 2, 1, 1), resp)
    np.testing.assert_allclose(hard, -np.log(resp.max(axis=1)), rtol=1e-12)
    np.testing.assert_allclose(hard[3:], [0.4054651081, 0.3655097180], rtol=1e-8)
    assert bound.gap_quarter == pytest.approx(rel_entr(QUARTER, posterior(*THETA0)).sum(), rel=1e-10)
    assert bound.gap_quarter == pytest.approx(7.1468956244, rel=1e-9)


def test_a_divergence_is_never_negative_and_zero_only_where_both_are_equal(bound):
    """What question 4.6 proves."""
    rng = np.random.RandomState(8)
    q, p = rng.dirichlet(np.ones(4), 500), rng.dirichlet(np.ones(4), 500)
    assert (bound.kl_rows(q, p) > 0).all()
    np.testing.assert_allclose(bound.kl_rows(p, p), 0, atol=1e-15)


def test_given_arrays_are_the_exact_ones(bound):
    np.testing.assert_allclose(bound.q0, posterior(*THETA0), rtol=1e-12)
    np.testing.assert_allclose(
        bound.q0[:, 0], [0.9988950535, 0.9754419948, 0.2111267195, 1 / 3, 0.6641521020], rtol=1e-9
    )
    resp = posterior(*THETA0)
    n_k = resp.sum(axis=0)
    mu = (resp * SEED[:, None]).sum(axis=0) / n_k
    np.testing.assert_allclose(bound.pi1, n_k / 5, atol=1e-10)
    np.testing.assert_allclose(bound.mu1, mu, atol=1e-10)
    np.testing.assert_allclose(bound.var1, (resp * (SEED[:, None] - mu) ** 2).sum(axis=0) / n_k, atol=1e-10)


def test_after_the_e_step(bound):
    resp = posterior(*THETA0)
    assert bound.bound_after_e == pytest.approx(-15.3120411970, rel=1e-10)
    assert bound.q_minus_bound == pytest.approx(float((resp * np.log(resp)).sum()), rel=1e-10)
    assert bound.q_minus_bound == pytest.approx(-1.9141130685, rel=1e-9)


@pytest.mark.parametrize(
    ("q", "data", "want"),
    [
        (posterior(*PUBLIC), PUBLIC, -10.2419562335),
        (posterior(*THETA0), THETA0, -17.2261542656),
        (posterior(*THETA0), THETA1, -13.6612054913),
        (posterior(*H1), H1, -14.2193521326),
        (posterior(*H2), H2, -17.3760047580),
    ],
)
def test_expected_complete_loglik(bound, q, data, want):
    assert expectation(q, *data, with_entropy=False) == pytest.approx(want, rel=1e-10)
    assert bound.expected_complete_loglik(data[0], q, *data[1:]) == pytest.approx(want, rel=1e-10)


def test_typed_derivatives(bound):
    names = "n_1 n_2 pi_1 gamma x mu sigma"
    s1, s2, p, gamma, x, mu, sigma = sympy.symbols(names, positive=True)
    symbols = dict(zip(names.split(), (s1, s2, p, gamma, x, mu, sigma), strict=True))
    weights = s1 * sympy.log(p) + s2 * sympy.log(1 - p)
    point = gamma * (-sympy.log(sigma) - (x - mu) ** 2 / (2 * sigma**2))
    for text, function, variable in [
        (bound.dQ_dpi1, weights, p),
        (bound.dQ_dmu, point, mu),
        (bound.dQ_dsigma, point, sigma),
    ]:
        typed = sympy.sympify(text.replace("^", "**"), locals=symbols)
        assert sympy.simplify(typed - sympy.diff(function, variable)) == 0
    n_k = posterior(*EXERCISE).sum(axis=0)
    at_start = sympy.diff(weights, p).subs({s1: n_k[0], s2: n_k[1], p: 0.5})
    assert float(at_start) == pytest.approx(-2.7392588121, rel=1e-9)
    assert n_k.sum() / 0.5 == pytest.approx(10)


def test_multiplier_is_the_number_of_points(bound):
    n1, n2, p1, p2, lam = sympy.symbols("n1 n2 p1 p2 lam", positive=True)
    function = n1 * sympy.log(p1) + n2 * sympy.log(p2) + lam * (1 - p1 - p2)
    solved = sympy.solve([sympy.diff(function, v) for v in (p1, p2, lam)], [p1, p2, lam], dict=True)[0]
    n_k = posterior(*THETA0).sum(axis=0)
    assert float(solved[lam].subs({n1: n_k[0], n2: n_k[1]})) == pytest.approx(bound.multiplier)


def test_chain(bound):
    q = posterior(*THETA0)
    old = log_likelihood(*THETA0)
    want = [old, old, log_likelihood(*THETA1), expectation(q, *THETA1, with_entropy=True)]
    np.testing.assert_allclose(
        want, [-15.3120411970, -15.3120411970, -11.2809092793, -11.7470924228], rtol=1e-10
    )
    np.testing.assert_allclose(bound.chain, want, rtol=1e-8)


def along_mu_2(bound, mean):
    mu, var = np.array([1.0, mean]), np.array([4.0, 1.0])
    return bound.elbo(SEED, posterior(*THETA0), HALF, mu, var), log_likelihood(SEED, HALF, mu, var)


@pytest.mark.parametrize(
    ("mean", "want"),
    [
        (0, (-32.643739, -16.116775)),
        (2, (-19.272223, -17.324164)),
        (3, (-15.312041, -15.312041)),
        (4, (-13.168910, -12.164335)),
        (4.679456, (-12.749480, -10.919747)),
        (5.07, (-12.888053, -10.727252)),
        (8, (-22.766894, -16.278521)),
    ],
)
def test_slice_along_mu_2(bound, mean, want):
    np.testing.assert_allclose(along_mu_2(bound, mean), want, atol=1e-6)


def test_the_picture_of_question_7_5(bound):
    """The bound peaks at 4.68, the log-likelihood at 5.07; on 0 to 8 the gap can be seen, and is zero at 3 only."""
    best = [minimize(lambda m, i=i: -along_mu_2(bound, m[0])[i], [4.5]) for i in range(2)]
    assert best[0].x[0] == pytest.approx(4.6795, abs=1e-3)
    assert best[1].x[0] == pytest.approx(5.0712, abs=1e-3)
    grid = np.linspace(0, 8, 81)
    gap = np.array([np.subtract(*along_mu_2(bound, m)[::-1]) for m in grid])
    assert grid[gap.argmin()] == pytest.approx(3)
    assert (gap[np.abs(grid - 3) > 0.5] > 0.1).all()


def test_the_climb_ends_on_the_nearer_hill(bound):
    ends = {}
    for start in (1.5, 2.0):
        mean = start
        for _ in range(60):
            mean = bound.mu_from_score(SEED, HALF, np.array([1.0, mean]), THETA0[3])[1]
        ends[start] = mean, along_mu_2(bound, mean)[1]
    assert ends[1.5] == pytest.approx((-0.529, -15.938), abs=1e-3)
    assert ends[2.0] == pytest.approx((5.071, -10.727), abs=1e-3)


def case(assignment, name, test):
    question = next(q for q in assignment.questions if q.name == name)
    scope = {}
    exec(next(c.source for c in question.cases if c.name == test), scope)
    return scope[test]


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        ((5.0712, 4.6795), ""),
        ((0, 2), ""),
        (np.array([7.5, 3.0]), ""),  # the touching point counts as well as any other
        ((3.0, 4.0), "log-likelihood does not fall"),
        ((4.7, 5.05), "bound does not rise"),
        ((6.0, 5.2), "log-likelihood does not fall"),
        ((1e9, 2.0), "between -100 and 100"),
    ],
)
def test_counterexample_is_graded_by_property(bound, assignment, pair, says):
    test = case(assignment, "b7_4", "test_bound_rises_and_likelihood_falls")
    if says:
        with pytest.raises(AssertionError, match=says):
            test(pair)
    else:
        test(pair)
        (bound_a, value_a), (bound_b, value_b) = (along_mu_2(bound, m) for m in pair)
        assert bound_b > bound_a
        assert value_b < value_a


def test_every_pair_counts_that_the_prompt_asks_for(bound, assignment):
    test = case(assignment, "b7_4", "test_bound_rises_and_likelihood_falls")
    counted = 0
    for pair in np.random.RandomState(4).uniform(-4, 12, (300, 2)):
        (bound_a, value_a), (bound_b, value_b) = (along_mu_2(bound, m) for m in pair)
        try:
            test(pair)
        except AssertionError:
            assert not (bound_b > bound_a + 1e-5 and value_b < value_a - 1e-5)
        else:
            counted += 1
            assert bound_b > bound_a
            assert value_b < value_a
    assert 10 < counted < 60


def test_reference_passes_and_untouched_fails(bound, assignment):
    """Every test passes with the reference; with nothing at all it fails with one sentence."""
    for question in assignment.automatic:
        for one in question.cases:
            scope = {}
            exec(one.source, scope)
            test = scope[one.name]
            names = test.__code__.co_varnames[: test.__code__.co_argcount]
            test(*(getattr(bound, name) for name in names))
            with pytest.raises(AssertionError) as failure:
                test(*(None for _ in names))
            assert "Traceback" not in str(failure.value)
            assert len(str(failure.value)) > 10


def test_size_and_pictures(assignment):
    assert assignment.points == 60
    assert sum(q.points for q in assignment.questions) == 64
    prose = [c.source for c in assignment.cells if c.kind == "markdown"]
    for alternative, path in re.findall(r"!\[(.*?)\]\((.*?)\)", "\n".join(prose), flags=re.S):
        assert len(alternative) > 40
        assert (SOURCE.parent / path).is_file()
        assert path in assignment.config["files"]

"""gmm_lab's reference functions and every number it grades, against scipy, scikit-learn, published fits and laws."""

from __future__ import annotations

import ast
import importlib.util
import itertools
import os
import warnings
from pathlib import Path
from types import ModuleType

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")

FOLDER = Path(__file__).parents[2] / "assignments" / "gmm_lab"
SOURCE = FOLDER / "gmm_lab.py"

T6 = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
T6_START = (
    np.array([0.4, 0.6]),
    np.array([(1.0, 1.0), (4.0, 4.0)]),
    np.array([[(1, 0.2), (0.2, 1.5)], [(2, -0.5), (-0.5, 1)]]),
)
T10 = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
T10_START = (
    np.array([0.5, 0.3, 0.2]),
    np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)]),
    np.array(
        [
            [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
            [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
            [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
        ]
    ),
)
P4 = np.array([(0, 0), (2, 4), (4, 2), (6, 6)], dtype=float)
P4_START = (
    np.array([0.25, 0.75]),
    np.array([(2.0, 2.0), (4.0, 5.0)]),
    np.array([[(4.0, 2.0), (2.0, 2.0)], [(2.0, -1.0), (-1.0, 3.0)]]),
)
SETS = [
    pytest.param(T6, T6_START, id="T6"),
    pytest.param(T10, T10_START, id="T10"),
    pytest.param(P4, P4_START, id="P4"),
]


def _cases() -> list[tuple[str, str]]:
    """Name and text of every test function of the source; names repeat, so the module holds only the last."""
    text = SOURCE.read_text(encoding="utf-8")
    rows = text.splitlines()  # `ast.get_source_segment` splits the whole source for each function
    functions = [
        n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")
    ]
    return [(f"{f.name}-{f.lineno}", "\n".join(rows[f.lineno - 1 : f.end_lineno])) for f in functions]


CASES = _cases()


@pytest.fixture(scope="module")
def lab() -> ModuleType:
    """The source as a module, run once in its own folder."""
    import matplotlib.pyplot as plt

    here = Path.cwd()
    spec = importlib.util.spec_from_file_location("gmm_lab_source", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    os.chdir(FOLDER)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*non-interactive.*")
            spec.loader.exec_module(module)
    finally:
        os.chdir(here)
        plt.close("all")
    return module


@pytest.mark.parametrize(("name", "text"), CASES, ids=[name for name, _ in CASES])
def test_the_reference_passes_its_own_tests(lab: ModuleType, name: str, text: str) -> None:
    space: dict[str, object] = {}
    exec(compile(text, name, "exec"), space)
    function = space[name.rsplit("-", 1)[0]]
    wanted = function.__code__.co_varnames[: function.__code__.co_argcount]  # type: ignore[attr-defined]
    function(**{argument: getattr(lab, argument) for argument in wanted})


# --- the functions, against libraries and laws


@pytest.mark.parametrize(("X", "start"), SETS)
@pytest.mark.slow
def test_densities_agree_with_scipy(lab: ModuleType, X: np.ndarray, start: tuple) -> None:
    from scipy.stats import multivariate_normal

    for mean, cov in zip(*start[1:], strict=True):
        want = multivariate_normal(mean, cov).logpdf(X)
        np.testing.assert_allclose(lab.log_gaussian(X, mean, cov), want, rtol=1e-12)
    assert lab.log_gaussian(np.array([(1e3, 1e3)]), np.zeros(2), np.eye(2))[0] == pytest.approx(
        -1000001.8378770665
    )


@pytest.mark.parametrize("cov", [[(1, 2), (2, 4)], [(1, 2), (2, 1)], [(0, 0), (0, 0)]])
def test_a_covariance_without_density_is_refused(lab: ModuleType, cov: list) -> None:
    with pytest.raises(np.linalg.LinAlgError, match="positive definite"):
        lab.log_gaussian(T6, np.zeros(2), np.array(cov, dtype=float))


@pytest.mark.parametrize(("X", "start"), SETS)
@pytest.mark.slow
def test_responsibilities_are_bayes_rule(lab: ModuleType, X: np.ndarray, start: tuple) -> None:
    from scipy.stats import multivariate_normal

    joint = np.array([p * multivariate_normal(m, S).pdf(X) for p, m, S in zip(*start, strict=True)]).T
    np.testing.assert_allclose(lab.e_step(X, *start), joint / joint.sum(axis=1, keepdims=True), rtol=1e-9)
    assert lab.log_likelihood(X, *start) == pytest.approx(np.log(joint.sum(axis=1)).sum(), rel=1e-12)


@pytest.mark.parametrize(("X", "start"), SETS)
@pytest.mark.slow
def test_one_update_agrees_with_scikit_learn(lab: ModuleType, X: np.ndarray, start: tuple) -> None:
    from sklearn.mixture import GaussianMixture

    model = GaussianMixture(
        len(start[0]),
        weights_init=start[0],
        means_init=start[1],
        precisions_init=np.linalg.inv(start[2]),
        reg_covar=0,
        max_iter=1,
        tol=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(X)
    pi, mu, Sigma = lab.m_step(X, lab.e_step(X, *start))
    np.testing.assert_allclose(pi, model.weights_, rtol=1e-9)
    np.testing.assert_allclose(mu, model.means_, rtol=1e-9)
    np.testing.assert_allclose(Sigma, model.covariances_, rtol=1e-7, atol=1e-9)


def test_the_m_step_is_a_maximum(lab: ModuleType) -> None:
    rs = np.random.RandomState(1)
    resp = rs.dirichlet((1, 1, 1), size=len(T6))

    def expected(pi: np.ndarray, mu: np.ndarray, Sigma: np.ndarray) -> float:
        terms = [np.log(p) + lab.log_gaussian(T6, m, S) for p, m, S in zip(pi, mu, Sigma, strict=True)]
        return float((resp * np.column_stack(terms)).sum())

    pi, mu, Sigma = lab.m_step(T6, resp)
    best = expected(pi, mu, Sigma)
    for _ in range(20):
        weights = pi * np.exp(0.1 * rs.randn(3))
        factor = np.eye(2) + 0.1 * rs.randn(2, 2)
        other = expected(weights / weights.sum(), mu + 0.1 * rs.randn(3, 2), factor @ Sigma @ factor.T)
        assert other < best


def test_whole_points_make_the_labelled_fit(lab: ModuleType) -> None:
    z = np.array([0, 0, 1, 0, 2, 1, 0, 2, 1, 0])
    by_label, start = lab.fit_labelled(T10, z, 3), lab.kmeans_start(T10, z)
    for part, other in zip(by_label, start, strict=True):
        np.testing.assert_allclose(part, other, rtol=1e-12, atol=1e-12)
    for k in range(3):
        np.testing.assert_allclose(by_label[2][k], np.cov(T10[z == k].T, bias=True), atol=1e-12)


def test_labels_of_the_seed_data_give_the_limit_of_em(lab: ModuleType) -> None:
    pi, mu, Sigma = lab.fit_labelled(lab.x, np.array([1, 1, 0, 0, 0]), 2)
    np.testing.assert_allclose(
        np.r_[pi, mu.ravel(), Sigma.ravel()], [0.6, 0.4, 5, -0.5, 2 / 3, 0.25], rtol=1e-12
    )
    theta0 = np.array([0.5, 0.5]), np.array([(6.0,), (7.0,)]), np.array([[(1.0,)], [(4.0,)]])
    limit = lab.fit_gmm(lab.x, *theta0, 1e-12, 100)
    np.testing.assert_allclose(limit["mu"].ravel(), mu.ravel(), rtol=1e-7)
    complete = [
        np.log(pi[k]) + lab.log_gaussian(lab.x[i : i + 1], mu[k], Sigma[k])[0]
        for i, k in enumerate([1, 1, 0, 0, 0])
    ]
    assert sum(complete) == pytest.approx(-8.4652589778, abs=1e-9)


@pytest.mark.parametrize(
    ("X", "start", "path"),
    [
        (T6, T6_START, (-25.7160491656, -15.1712505476, -14.5944716428)),
        (T10, T10_START, (-55.6575812702, -49.4970006019, -46.3067907893, -35.9126358377)),
    ],
    ids=["T6", "T10"],
)
def test_paths(lab: ModuleType, X: np.ndarray, start: tuple, path: tuple) -> None:
    np.testing.assert_allclose(lab.fit_gmm(X, *start, -np.inf, len(path) - 1)["history"], path, rtol=1e-10)


@pytest.mark.parametrize("order", [np.random.RandomState(seed).permutation(10) for seed in range(5)])
def test_ten_points_collapse_in_any_order_of_the_rows(lab: ModuleType, order: np.ndarray) -> None:
    with pytest.raises(np.linalg.LinAlgError, match="positive definite"):
        lab.fit_gmm(T10[order], *T10_START, 1e-10, 100)


def test_a_far_row_belongs_to_the_widest_component(lab: ModuleType) -> None:
    X = np.vstack([T10, [(500.0, 500.0, 500.0)]])
    np.testing.assert_allclose(lab.e_step(X, *T10_START)[-1], (1, 0, 0), atol=1e-12)
    assert lab.log_likelihood(X, *T10_START) == pytest.approx(-153604.4555515659, rel=1e-12)


def test_relabelling_changes_nothing(lab: ModuleType) -> None:
    for order in itertools.permutations(range(3)):
        moved = tuple(part[list(order)] for part in T10_START)
        np.testing.assert_allclose(lab.e_step(T10, *moved), lab.e_step(T10, *T10_START)[:, order], rtol=1e-10)
        assert lab.log_likelihood(T10, *moved) == pytest.approx(
            lab.log_likelihood(T10, *T10_START), rel=1e-13
        )


@pytest.mark.parametrize("fit", ["two", "from_kmeans"])
def test_the_log_likelihood_never_falls(lab: ModuleType, fit: str) -> None:
    assert (np.diff(getattr(lab, fit)["history"]) > -1e-9).all()


# --- Old Faithful


def test_the_data_are_the_published_ones(lab: ModuleType) -> None:
    assert lab.faithful.shape == (272, 2)
    np.testing.assert_allclose(lab.faithful.mean(axis=0), (3.4877830882, 70.8970588235), rtol=1e-10)
    assert tuple(lab.faithful[-1]) == (4.467, 74)


@pytest.mark.slow
def test_old_faithful_agrees_with_mclust_and_scikit_learn(lab: ModuleType) -> None:
    from sklearn.mixture import GaussianMixture

    assert lab.ll_one == pytest.approx(-1289.7967450526, abs=1e-8)
    assert lab.ll_two == pytest.approx(-1130.2639601847, abs=1e-7)
    assert round(lab.ll_two, 3) == -1130.264  # mclust, VVV with two components
    assert lab.bic_one == pytest.approx(2607.6225004367)
    assert lab.bic_two == pytest.approx(2322.1917430987)
    assert round(lab.bic_two, 3) == 2322.192
    labels = lab.e_step(lab.faithful, *lab.faithful_params).argmax(axis=1)
    assert np.bincount(labels).tolist() == [97, 175]

    model = GaussianMixture(2, random_state=0).fit(lab.faithful)
    order = model.means_[:, 0].argsort()
    pi, mu, Sigma = lab.faithful_params
    np.testing.assert_allclose(pi, model.weights_[order], rtol=1e-3)
    np.testing.assert_allclose(mu, model.means_[order], rtol=1e-3)
    # Its default tolerance stops early: the covariances are off by up to 0.26 %, which the question must allow.
    np.testing.assert_allclose(Sigma, model.covariances_[order], rtol=4e-3)
    assert model.bic(lab.faithful) == pytest.approx(lab.bic_two, rel=1e-4)
    assert model.predict_proba([(3.0, 65.0)])[0, order[1]] == pytest.approx(lab.p_long, rel=1e-2)
    assert lab.p_long == pytest.approx(0.7845028971, rel=1e-5)


@pytest.mark.parametrize(("tol", "updates"), [(1e-2, 5), (1e-4, 6), (1e-6, 8), (1e-8, 10)])
def test_updates_on_old_faithful(lab: ModuleType, tol: float, updates: int) -> None:
    history = lab.fit_gmm(lab.faithful, *lab.start, tol)["history"]
    assert len(history) == updates + 1
    np.testing.assert_allclose(history[:3], (-1381.0989851, -1146.5782747, -1131.1315443), rtol=1e-9)


# --- k-means and EM


@pytest.mark.parametrize(
    ("name", "truth", "K", "inertia", "indices"),
    [
        ("stripes", "halves", 2, 1508.943162, (-0.0022335405, 1.0)),
        ("blobs", "thirds", 3, 565.790725, (0.98001667, 0.97015186)),
        ("spread", "halves", 2, 1918.934208, (0.40787631, 0.82145111)),
    ],
)
@pytest.mark.slow
def test_kmeans_against_em(
    lab: ModuleType, name: str, truth: str, K: int, inertia: float, indices: tuple[float, float]
) -> None:
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score

    X, z = getattr(lab, name), getattr(lab, truth)
    library = KMeans(K, n_init=10, random_state=0).fit(X)
    mine = lab.kmeans(X, K)
    assert library.inertia_ == pytest.approx(inertia, rel=1e-8)
    assert adjusted_rand_score(library.labels_, mine) == 1
    assert lab.adjusted_rand(z, mine) == pytest.approx(adjusted_rand_score(z, mine), abs=1e-12)
    reported = {"stripes": (lab.ari_kmeans, lab.ari_gmm), "blobs": lab.blobs_ari, "spread": lab.spread_ari}[
        name
    ]
    np.testing.assert_allclose(reported, indices, atol=1e-8)


@pytest.mark.parametrize(
    ("name", "best"), [("stripes", -1074.5906981), ("blobs", -1160.4214502), ("spread", -1132.0447988)]
)
@pytest.mark.slow
def test_the_optimum_is_the_one_that_scikit_learn_finds(lab: ModuleType, name: str, best: float) -> None:
    from sklearn.mixture import GaussianMixture

    X, z = getattr(lab, name), lab.thirds if name == "blobs" else lab.halves
    start = lab.fit_labelled(X, z, z.max() + 1)
    model = GaussianMixture(
        len(start[0]),
        weights_init=start[0],
        means_init=start[1],
        precisions_init=np.linalg.inv(start[2]),
        reg_covar=0,
        tol=1e-10,
        max_iter=500,
    ).fit(X)
    assert model.score(X) * len(X) == pytest.approx(best, abs=1e-5)
    assert lab.fit_gmm(X, *start, 1e-8)["history"][-1] == pytest.approx(best, abs=1e-5)


def test_adjusted_rand_by_counting_pairs(lab: ModuleType) -> None:
    a, b = np.array([0, 0, 1, 1, 2, 2, 2]), np.array([0, 1, 1, 1, 0, 2, 2])
    pairs = list(itertools.combinations(range(7), 2))
    same_a, same_b = (np.array([v[i] == v[j] for i, j in pairs]) for v in (a, b))
    expected = same_a.sum() * same_b.sum() / len(pairs)
    want = ((same_a & same_b).sum() - expected) / ((same_a.sum() + same_b.sum()) / 2 - expected)
    assert lab.adjusted_rand(a, b) == pytest.approx(want)


# --- starts and failures


def test_restarts(lab: ModuleType) -> None:
    ends = np.array([history[-1] for history in lab.histories])
    assert len(ends) == 30
    assert (ends > -1160.43).sum() == 27
    assert ends.max() == pytest.approx(-1160.42145, abs=1e-4)
    np.testing.assert_allclose(sorted(ends)[:3], (-1245.2735, -1242.493, -1241.550), atol=1e-2)
    assert (
        max(len(history) for history in lab.histories if history[-1] > -1160.43) > 200
    )  # the plateau in the text
    np.testing.assert_allclose(lab.poor_and_good, (-1245.5932116, -1160.4214502), rtol=1e-7)


def test_best_of_skips_a_collapse(lab: ModuleType) -> None:
    on_a_point = (
        np.ones(2) / 2,
        np.array([lab.blobs[0], (0.0, 0.0)]),
        np.array([np.eye(2) * 1e-12, np.eye(2)]),
    )
    found = lab.best_of(lab.blobs, [lab.poor_start, on_a_point, lab.good_start], lab.fit_gmm)
    assert found["history"][-1] == pytest.approx(-1160.4214502, abs=1e-5)
    with pytest.raises(np.linalg.LinAlgError):
        lab.fit_gmm(lab.blobs, *on_a_point)


def test_a_start_from_kmeans_is_slow_on_stripes(lab: ModuleType) -> None:
    history = lab.from_kmeans["history"]
    assert history[0] == pytest.approx(-1297.8834610, abs=1e-6)
    assert history[-1] == pytest.approx(-1074.5906981, abs=1e-6)
    assert len(history) - 1 == 58
    assert len(lab.fit_gmm(lab.stripes, *lab.unit_start([(0, -1), (0, 1)]))["history"]) - 1 == 4


def test_collapse(lab: ModuleType) -> None:
    fit = lab.fit_gmm(lab.x, *lab.collapse_start, 1e-6, 2)
    np.testing.assert_allclose(fit["history"], (-12.847578, -10.081060, 130.442430), rtol=1e-6)
    assert fit["Sigma"][0, 0, 0] == pytest.approx(1.4e-125, rel=0.01)
    with pytest.raises(np.linalg.LinAlgError):
        lab.fit_gmm(lab.x, *lab.collapse_start)


def test_growth(lab: ModuleType) -> None:
    table = {
        1: -11.613283,
        1e-2: -12.018011,
        1e-4: -9.738743,
        1e-8: -5.136171,
        1e-20: 8.679313,
        1e-100: 100.782717,
    }
    for s, want in table.items():
        assert lab.height(s) == pytest.approx(want, abs=1e-6)
    assert lab.growth_per_decade == pytest.approx(np.log(10) / 2, rel=1e-9)


@pytest.mark.parametrize("mean", [8.0, 8.5, 9.0, 10.0, 12.0, 30.0])
def test_a_mean_beyond_the_data_collapses(lab: ModuleType, mean: float) -> None:
    start = lab.half, np.array([(mean,), (3.0,)]), np.array([[(1.0,)], [(4.0,)]])
    with pytest.raises(np.linalg.LinAlgError):
        lab.fit_gmm(lab.x, *start)


@pytest.mark.parametrize(("place", "by"), list(itertools.product(range(2, 6), (-0.5, -0.1, 0.01, 0.5))))
def test_any_one_mean_or_variance_leaves_the_saddle(lab: ModuleType, place: int, by: float) -> None:
    numbers = np.concatenate([np.ravel(part) for part in lab.saddle_start])
    numbers[place] += by
    start = numbers[:2], numbers[2:4, None], numbers[4:, None, None]
    assert lab.fit_gmm(lab.x, *start, 1e-13)["history"][-1] == pytest.approx(-8.4652589669, abs=1e-5)


def test_weights_alone_do_not_leave_the_saddle(lab: ModuleType) -> None:
    start = np.array([0.3, 0.7]), *lab.saddle_start[1:]
    np.testing.assert_allclose(lab.e_step(lab.x, *start), [lab.row_saddle] * 5)
    assert lab.fit_gmm(lab.x, *start, 1e-13)["history"][-1] == pytest.approx(lab.ll_saddle)


def test_a_far_point_takes_two_others_along(lab: ModuleType) -> None:
    fit = lab.fit_gmm(lab.x_far, *lab.far_start, 1e-12)
    labels = lab.e_step(lab.x_far, fit["pi"], fit["mu"], fit["Sigma"]).round(1)
    assert labels[:, 1].tolist() == [1, 1, 0, 0, 0, 1]
    np.testing.assert_allclose(np.ravel(fit["mu"]), lab.mu_far, rtol=1e-6)
    # Three points with the far one, three without it: the second mean is theirs.
    assert np.ravel(fit["mu"])[1] == pytest.approx((-1 + 0 + 1000) / 3, rel=0.01)


# --- the slope in a covariance, and how many components


@pytest.mark.parametrize("d", [1, 2, 4])
def test_the_slope_by_small_steps(lab: ModuleType, d: int) -> None:
    rs = np.random.RandomState(d)
    A, W = (M @ M.T + d * np.eye(d) for M in rs.randn(2, d, d))
    found = lab.slope(A, W, 3.7)
    for i, j in itertools.product(range(d), repeat=2):
        E = np.zeros((d, d))
        E[i, j] = 1e-5
        up, down = ((3.7 * np.linalg.slogdet(A + step)[1] - np.trace((A + step) @ W)) / 2 for step in (E, -E))
        assert found[i, j] == pytest.approx((up - down) / 2e-5, abs=1e-6)
    np.testing.assert_allclose(lab.slope(np.linalg.inv(W / 3.7), W, 3.7), 0, atol=1e-9)


def test_one_covariance_for_all_agrees_with_scikit_learn(lab: ModuleType) -> None:
    from sklearn.mixture import GaussianMixture

    start = lab.tied_m_step(lab.faithful, np.eye(3)[lab.kmeans(lab.faithful, 3)])
    model = GaussianMixture(
        3,
        covariance_type="tied",
        weights_init=start[0],
        means_init=start[1],
        precisions_init=np.linalg.inv(start[2][0]),
        reg_covar=0,
        tol=1e-9,
        max_iter=1000,
    ).fit(lab.faithful)
    assert model.bic(lab.faithful) == pytest.approx(lab.bic_tied[2], abs=0.01)
    assert lab.bic_tied[2] == pytest.approx(2314.3, abs=0.02)  # mclust: EEE with three components, 2314.316


def test_bic_curves(lab: ModuleType) -> None:
    np.testing.assert_allclose(lab.bic_full, (2607.62, 2322.19, 2333.73, 2358.31, 2367.77), atol=0.02)
    np.testing.assert_allclose(lab.bic_tied, (2607.62, 2325.22, 2314.30, 2320.14, 2327.61), atol=0.02)
    assert lab.bic_full[0] == pytest.approx(lab.bic_one)
    assert lab.bic_full[1] == pytest.approx(lab.bic_two, abs=1e-4)
    assert min(lab.bic_tied) < min(lab.bic_full)


def test_saddle_and_escape(lab: ModuleType) -> None:
    fit = lab.fit_gmm(lab.x, *lab.saddle_start)
    assert lab.ll_saddle == pytest.approx(-12.2171485015, abs=1e-9)
    np.testing.assert_allclose(
        (*fit["mu"].ravel(), *fit["Sigma"].ravel()), (2.8, 2.8, 7.76, 7.76), rtol=1e-12
    )
    assert lab.fit_gmm(lab.x, *lab.escape_start)["history"][-1] == pytest.approx(-8.4652589669, abs=1e-5)


# --- the figures, and what stands in for them


def test_figures_stand_back_while_answers_are_missing(
    lab: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    import matplotlib.pyplot as plt

    from emkit.plot import gaussian

    def stub(*_: object) -> None: ...

    gaussian.show_iterations(T6, stub, stub, T6_START, (0, 1), "t")
    gaussian.show_clusterings(T6, {"EM": ...}, "t")
    gaussian.show_fits(T6, stub, (T6_START,), "t")
    gaussian.show_paths(..., "t")
    gaussian.show_growth([1, 0.1], stub, "t")
    assert capsys.readouterr().out.count("appears here once") == 5
    assert not plt.get_fignums()


def test_ellipses_are_level_curves(lab: ModuleType) -> None:
    import matplotlib.pyplot as plt
    from matplotlib.patches import Ellipse

    from emkit.plot import gaussian

    gaussian.show_iterations(T6, lab.fit_gmm, lab.e_step, T6_START, (0,), "t")
    curves = [patch for patch in plt.gca().patches if isinstance(patch, Ellipse)]
    plt.close("all")
    for curve, (k, radius) in zip(curves, itertools.product((0, 1), (1, 2)), strict=True):
        points = curve.get_patch_transform().transform([(1, 0), (0, 1), (-0.6, 0.8)]) - T6_START[1][k]
        squares = np.einsum("ni,ij,nj->n", points, np.linalg.inv(T6_START[2][k]), points)
        np.testing.assert_allclose(squares, radius**2, rtol=1e-9)

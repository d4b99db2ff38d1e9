"""The functions that the lectures' page hands out, against independent libraries."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm
from sklearn.mixture import GaussianMixture

EM = runpy.run_path(str(Path(__file__).resolve().parents[2] / "docs/lectures/em.py"))
DRAW = np.random.default_rng(5)


def test_on_a_line():
    x, pi, mu, var = (
        DRAW.normal(0, 3, 20),
        np.array([0.2, 0.5, 0.3]),
        np.array([-2.0, 0, 4]),
        np.array([1.0, 4, 0.5]),
    )
    joint = pi * norm.pdf(x[:, None], mu, np.sqrt(var))
    resp = EM["e_step"](x, pi, mu, var)
    np.testing.assert_allclose(resp, joint / joint.sum(axis=1, keepdims=True))
    assert EM["log_likelihood"](x, pi, mu, var) == pytest.approx(np.log(joint.sum(axis=1)).sum())
    assert EM["bound"](x, resp, pi, mu, var) == pytest.approx(EM["log_likelihood"](x, pi, mu, var))
    hard = np.eye(3)[resp.argmax(axis=1)]
    assert EM["bound"](x, hard, pi, mu, var) == pytest.approx(np.log(joint[hard == 1]).sum())
    weights, means, variances = EM["m_step"](x, resp)
    for k in range(3):
        mean = np.average(x, weights=resp[:, k])
        assert (means[k], weights[k]) == (pytest.approx(mean), pytest.approx(resp[:, k].mean()))
        assert variances[k] == pytest.approx(np.average((x - mean) ** 2, weights=resp[:, k]))
    history = EM["run_em"](x, pi, mu, var, 30)[3]
    assert (np.diff(history) > -1e-10).all()


def test_in_the_plane():
    X = np.vstack([DRAW.normal(0, 1, (40, 2)), DRAW.normal(4, 1.5, (60, 2))])
    pi, mu, Sigma = np.array([0.5, 0.5]), np.array([[0.0, 1], [3, 3]]), np.stack([np.eye(2), np.eye(2) * 2])
    joint = np.column_stack([pi[k] * multivariate_normal(mu[k], Sigma[k]).pdf(X) for k in range(2)])
    np.testing.assert_allclose(EM["e_step_plane"](X, pi, mu, Sigma), joint / joint.sum(axis=1, keepdims=True))
    fit = EM["fit_gmm"](X, pi, mu, Sigma, tol=1e-10, max_iter=1000)
    other = GaussianMixture(2, tol=1e-12, max_iter=2000, reg_covar=0, weights_init=pi, means_init=mu).fit(X)
    order = np.argsort(fit["mu"][:, 0]), np.argsort(other.means_[:, 0])
    np.testing.assert_allclose(fit["mu"][order[0]], other.means_[order[1]], rtol=1e-4)
    np.testing.assert_allclose(fit["Sigma"][order[0]], other.covariances_[order[1]], rtol=1e-3)
    assert fit["history"][-1] == pytest.approx(other.score(X) * len(X), rel=1e-6)

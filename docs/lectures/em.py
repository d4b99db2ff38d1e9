"""EM for mixtures of Gaussians, on a line and in the plane, in the notation of the course.

These are the functions that the assignments ask for, so no student's folder carries them.
"""

import numpy as np

# On a line: x (n,), pi (K,), mu (K,), var (K,), resp (n, K).


def log_joint(x, pi, mu, var):
    """ln p(x_i, z_i = k), shape (n, K)."""
    x, pi, mu, var = (np.asarray(part, dtype=float) for part in (x, pi, mu, var))
    return np.log(pi) - np.log(2 * np.pi * var) / 2 - (x[:, None] - mu) ** 2 / (2 * var)


def log_sum(joint):
    """ln of the sum of exp over each row; the largest term is taken out, since exp(-2000) is 0 in double precision."""
    top = joint.max(axis=1)
    return top + np.log(np.exp(joint - top[:, None]).sum(axis=1))


def log_likelihood(x, pi, mu, var):
    """The sum over i of ln p(x_i)."""
    return float(log_sum(log_joint(x, pi, mu, var)).sum())


def e_step(x, pi, mu, var):
    """Responsibilities."""
    joint = log_joint(x, pi, mu, var)
    return np.exp(joint - log_sum(joint)[:, None])


def m_step(x, resp):
    """Weights, means and variances that maximise the bound."""
    x, n_k = np.asarray(x, dtype=float), resp.sum(axis=0)
    mu = resp.T @ x / n_k
    return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k


def bound(x, resp, pi, mu, var):
    """The lower bound: expected log joint plus entropy; 0 ln 0 is 0."""
    entropy = -(resp * np.log(np.where(resp > 0, resp, 1))).sum()
    return float((resp * log_joint(x, pi, mu, var)).sum() + entropy)


def run_em(x, pi, mu, var, n_iter):
    """Parameters after n_iter iterations, and the log-likelihoods from the start on."""
    history = [log_likelihood(x, pi, mu, var)]
    for _ in range(n_iter):
        pi, mu, var = m_step(x, e_step(x, pi, mu, var))
        history.append(log_likelihood(x, pi, mu, var))
    return pi, mu, var, history


# In the plane: X (n, d), pi (K,), mu (K, d), Sigma (K, d, d).


def log_joint_plane(X, pi, mu, Sigma):
    """ln p(X_i, z_i = k), shape (n, K)."""
    far = X[:, None, :] - mu
    squares = np.einsum("nki,kij,nkj->nk", far, np.linalg.inv(Sigma), far)
    return np.log(pi) - (np.linalg.slogdet(2 * np.pi * Sigma)[1] + squares) / 2


def e_step_plane(X, pi, mu, Sigma):
    """Responsibilities."""
    joint = log_joint_plane(X, pi, mu, Sigma)
    return np.exp(joint - log_sum(joint)[:, None])


def fit_gmm(X, pi, mu, Sigma, tol=1e-6, max_iter=500):
    """EM until a gain is below tol: a dict of the parameters and the history of log-likelihoods."""
    history = [log_sum(log_joint_plane(X, pi, mu, Sigma)).sum()]
    for _ in range(max_iter):
        resp = e_step_plane(X, pi, mu, Sigma)
        n_k = resp.sum(axis=0)
        pi, mu = n_k / len(X), resp.T @ X / n_k[:, None]
        far = X[:, None, :] - mu
        Sigma = np.einsum("nk,nki,nkj->kij", resp, far, far) / n_k[:, None, None]
        history.append(log_sum(log_joint_plane(X, pi, mu, Sigma)).sum())
        if history[-1] - history[-2] < tol:
            break
    return {"pi": pi, "mu": mu, "Sigma": Sigma, "history": history}

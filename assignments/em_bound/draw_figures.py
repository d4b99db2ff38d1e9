"""Draw the pictures of the text, `figures/*.svg`, from the notebook's own functions.

Run it after a change: `.venv/bin/python assignments/em_bound/draw_figures.py`.
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import em_bound
from emkit.plot.bound import climb, gap_figure, jensen_chord, show_steps


def main():
    matplotlib.rcParams["svg.hashsalt"] = "em_bound"
    save(
        "jensen_square",
        lambda: jensen_chord(np.square, -1, 3, 0.5, "For the square the chord lies above the curve"),
    )
    save("gap", gap)
    save("steps", steps)


def gap():
    """Three points, weights (0.2, 0.8): the public data set of the tests."""
    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])
    joint = pi * em_bound.joint_density(x, mu, var)
    posterior = joint / joint.sum(axis=1, keepdims=True)
    rows = {
        "labels 1 2 1": np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]),
        "uniform": np.full((3, 2), 0.5),
        "weights": np.tile(pi, (3, 1)),
    }
    gap_figure(rows, lambda q: em_bound.elbo(x, q, pi, mu, var), lambda q: em_bound.kl_rows(q, posterior))


def steps():
    """Climb along one mean; the other parameters stay."""
    x, pi, var = np.array([0.0, 1.0, 2.5, 4.0, 5.5]), np.array([0.5, 0.5]), np.array([2.0, 0.5])

    def along(mean):
        return np.array([mean, 4.0])

    def bound(mean, at):
        joint = em_bound.joint_density(x, along(at), var)
        return em_bound.elbo(x, joint / joint.sum(axis=1, keepdims=True), pi, along(mean), var)

    path = climb(
        log_likelihood=lambda mean: em_bound.marginal_loglik(x, along(mean), var),
        bound=bound,
        improve=lambda at: em_bound.mu_from_score(x, pi, along(at), var)[0],
        start=8.0,
        grid=np.linspace(-3, 9, 121),
        n_steps=3,
    )
    show_steps(path, r"$\mu_1$")


def save(name, draw):
    plt.close("all")
    draw()
    plt.savefig(HERE / "figures" / f"{name}.svg", metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()

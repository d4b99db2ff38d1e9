# %% [raw]
r"""
# ASSIGNMENT CONFIG
title: Gaussian mixtures on real data
minutes: 150
requirements: [scikit-learn]
files: [data]
"""

# %% [markdown]
r"""
# Gaussian mixtures on real data

**Goal:** fit mixtures of Gaussians in the plane, first to a geyser, then to data whose truth you know, and
learn when to distrust what comes out.

19 automatic questions (50 points) and one figure graded by a person (4 points), about 150 minutes.
"""

# %% [markdown]
r"""
## Notation

| symbol | code | meaning |
| --- | --- | --- |
| $x_i$ | `X[i]`, row of `X (n, d)` | data point |
| $z_i$ | `z (n,)` | label of point $i$: component $k$ is written `k - 1` |
| $\pi_k$ | `pi (K,)` | mixing weight; the weights add up to one |
| $\mu_k$ | `mu (K, d)` | mean |
| $\Sigma_k$ | `Sigma (K, d, d)` | covariance; a variance $\sigma_k^2$ when $d = 1$ |
| $\gamma_{ki}$ | `resp (n, K)` | responsibility of component $k$ for point $i$: one row a point, one column a component |
| $n_k$ | `resp.sum(axis=0)` | points that component $k$ answers for, $\sum_i \gamma_{ki}$ |
| $\theta$ | `pi, mu, Sigma` | all parameters, always in this order |
| $\ell(\theta)$ | a float | log-likelihood, natural logarithm |
"""

# %%
import matplotlib.pyplot as plt
import numpy as np

from emkit.plot import gaussian

faithful = np.loadtxt("data/faithful.csv", delimiter=",", skiprows=1)
units = "eruption (min)", "waiting (min)"
gaussian.show_points(faithful, "Old Faithful: two kinds of eruption?", *units)
plt.show()

# %% [markdown]
r"""
The data: 272 eruptions of the geyser Old Faithful, the length of each and the waiting time after it, both
in minutes (Härdle 1991, by way of R's `datasets`; see `data/README.md`).

Sections 1 and 2 ask for single steps that no library call answers. From Section 3 on, scikit-learn's
`GaussianMixture` is a fair stand-in if your own fit does not run yet.
"""

# %% [markdown]
r"""
## 1 · When somebody tells you the labels

Maximum likelihood picks the parameters under which the sample surprises you least: write down
$\ell(\theta)$, set its derivatives to zero, solve. On paper that works for one Gaussian, and for a mixture
whose labels are known.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g1_1
points: 2
"""

# %% [markdown]
r"""
### Question 1.1 · One Gaussian `2 points`

**Given** `x (n,)`. **Return** `(mean, var)`, the maximum-likelihood estimates:

$$\hat\mu = \frac{1}{n} \sum_i x_i, \qquad \hat\sigma^2 = \frac{1}{n} \sum_i (x_i - \hat\mu)^2. \tag{1.1}$$

*Example.* `x = (1, 3, 8)` has mean 4 and squared distances 9, 1 and 16: the variance is 26/3.

<details><summary>Hint</summary>

Some libraries divide by $n - 1$. What does (1.1) divide by?

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def gaussian_mle(x):
    """Maximum-likelihood mean and variance of x (n,). Returns two floats."""
    # BEGIN SOLUTION
    x = np.asarray(x, dtype=float)
    return x.mean(), ((x - x.mean()) ** 2).mean()
    # END SOLUTION


# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_three_numbers(gaussian_mle):
    import numpy as np
    from emkit.check import call, close

    slips = [
        ((4, 13), "Look at the divisor in (1.1): a sample given twice has the same variance."),
        ((4, 2.943920), "Check the unit: a variance is in squared units."),
        ((4, 3.605551), "Check the unit and the divisor: a variance is in squared units, divided by n."),
        ((4, 26), "A sum of squared distances grows with the sample; a variance does not."),
    ]
    value = call("gaussian_mle", gaussian_mle, np.array([1.0, 3.0, 8.0]))
    close("gaussian_mle((1, 3, 8))", value, (4, 26 / 3), slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_five_points(gaussian_mle):
    import numpy as np
    from emkit.check import call, close

    value = call("gaussian_mle", gaussian_mle, np.array([-1.0, 0.0, 4.0, 5.0, 6.0]))
    close("gaussian_mle", value, (2.8, 7.76))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_seven_points(gaussian_mle):
    import numpy as np
    from emkit.check import call, close

    value = call("gaussian_mle", gaussian_mle, np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0]))
    close("gaussian_mle", value, (1.5571428571, 7.9224489796))


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g1_2
points: 1
"""

# %% [markdown]
r"""
### Question 1.2 · Why take the logarithm? `1 point`

The likelihood is a product over the points, yet everyone maximises its logarithm.

**Answer with** `why_log`, one letter:

- **A** the logarithm is larger than the likelihood, so its maximum is easier to find;
- **B** the logarithm turns any likelihood into a concave function, with one maximum;
- **C** densities lie between 0 and 1, and the logarithm spreads them out;
- **D** the logarithm is increasing, so the maximiser stays where it is, and the product becomes a sum.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
why_log = "D"  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_is_a_letter(why_log):
    from emkit.check import one_of

    one_of("why_log", why_log, "ABCD")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_why_log(why_log):
    from emkit.check import one_of, require

    require(one_of("why_log", why_log, "ABCD") == "D", "That is not why the logarithm is taken.")


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g1_3
points: 3
"""

# %% [markdown]
r"""
### Question 1.3 · Labelled data `3 points`

With labels, the mixture falls apart into $K$ separate fits of one Gaussian.

**Given** `X (n, d)`, integer labels `z (n,)` from `0` to `K - 1`, and `K`. **Return** `(pi, mu, Sigma)`.
With $n_k$ the number of points labelled $k$,

$$\hat\pi_k = \frac{n_k}{n}, \qquad \hat\mu_k = \frac{1}{n_k} \sum_{i: z_i = k} x_i, \qquad
\hat\Sigma_k = \frac{1}{n_k} \sum_{i: z_i = k} (x_i - \hat\mu_k)(x_i - \hat\mu_k)^\top. \tag{1.2}$$

*Example.* (0, 0), (2, 4), (4, 2) labelled 0 and (6, 6), (8, 3) labelled 1: $\hat\pi = (0.6, 0.4)$,
$\hat\mu_1 = (2, 2)$ and $\hat\Sigma_1$ has $8/3$ on the diagonal, $4/3$ beside it.

<details><summary>Hint</summary>

`X[z == k]` are the points of one component. For centred points `D`, the sum in (1.2) is `D.T @ D`, for any
$d$.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def fit_labelled(X, z, K):
    """Maximum-likelihood (pi, mu, Sigma) of X (n, d) when the labels z (n,) are known."""
    # BEGIN SOLUTION
    X, z = np.asarray(X, dtype=float), np.asarray(z)
    groups = [X[z == k] for k in range(K)]
    mu = np.array([G.mean(axis=0) for G in groups])
    Sigma = np.array([(G - m).T @ (G - m) / len(G) for G, m in zip(groups, mu)])
    return np.array([len(G) for G in groups]) / len(X), mu, Sigma
    # END SOLUTION


# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_two_groups(fit_labelled):
    import numpy as np
    from emkit.check import call, close, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6), (8, 3)], dtype=float)
    parts = call("fit_labelled", fit_labelled, X, np.array([0, 0, 0, 1, 1]), 2)
    require(len(parts) == 3, "`fit_labelled` should return three things: pi, mu, Sigma.")
    share = "A weight is the share of the points that carry the label."
    close("pi", parts[0], (0.6, 0.4), slips=[((0.5, 0.5), share), ((3, 2), share)])
    close(
        "mu",
        parts[1],
        [(2, 2), (7, 4.5)],
        slips=[([(1.2, 1.2), (2.8, 1.8)], "Divide by the points of the group.")],
    )
    want = np.array([[(8 / 3, 4 / 3), (4 / 3, 8 / 3)], [(1, -1.5), (-1.5, 2.25)]])
    slips = [
        (
            want * np.array([1.5, 2])[:, None, None],
            "Look at the divisor in (1.2); libraries may subtract one from it.",
        ),
        (want * np.array([3, 2])[:, None, None], "A covariance is an average; yours is a sum."),
        (want * np.eye(2), "Off-diagonal entries describe how the two coordinates move together."),
        (want * np.array([0.6, 0.4])[:, None, None], "Divide by the points of the group, not by all points."),
    ]
    close("Sigma", parts[2], want, slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_one_column(fit_labelled):
    import numpy as np
    from emkit.check import call, close

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])[:, None]
    pi, mu, Sigma = call("fit_labelled", fit_labelled, x, np.array([1, 1, 0, 0, 0]), 2)
    close("pi", pi, (0.6, 0.4))
    close("mu", mu, [(5,), (-0.5,)])
    close("Sigma", Sigma, [[(2 / 3,)], [(0.25,)]])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_six_points(fit_labelled):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    pi, mu, Sigma = call("fit_labelled", fit_labelled, X, np.array([0, 0, 0, 1, 1, 1]), 2)
    close("pi", pi, (0.5, 0.5))
    close("mu", mu, [(1, 1), (5, 5.3333333333)])
    want = [
        [(0.6666666667, 0.3333333333), (0.3333333333, 0.6666666667)],
        [(0.6666666667, -1), (-1, 1.5555555556)],
    ]
    close("Sigma", Sigma, want)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_groups_in_space(fit_labelled):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    pi, mu, Sigma = call("fit_labelled", fit_labelled, X, np.array([0, 0, 1, 0, 2, 1, 0, 2, 1, 0]), 3)
    close("pi", pi, (0.5, 0.3, 0.2))
    close("mu", mu, [[0.2, 1.4, 3.0], [2.0, 2.6666666667, 10 / 3], [1.0, 2.5, 2.5]])
    want = [
        [[0.16, -0.08, 0.0], [-0.08, 1.84, -0.0], [0.0, -0.0, 4.0]],
        [[0.0, 0.0, 0.0], [0.0, 3.5555555556, 3.1111111111], [0.0, 3.1111111111, 4.2222222222]],
        [[0.0, 0.0, 0.0], [0.0, 2.25, -3.75], [0.0, -3.75, 6.25]],
    ]
    close("Sigma", Sigma, want, atol=1e-9)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [markdown]
r"""
## 2 · The two steps in the plane

Without labels, EM guesses responsibilities (E-step) and refits the parameters to the guess (M-step).
Densities get tiny fast in $d$ dimensions, so you stay in logarithms until the last moment.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g2_1
points: 4
"""

# %% [markdown]
r"""
### Question 2.1 · A Gaussian in logarithms `4 points`

**Given** `X (n, d)`, `mean (d,)`, `cov (d, d)`. **Return** the log densities, `(n,)`:

$$\ln \mathcal{N}(x; \mu, \Sigma) = -\tfrac{1}{2} \left[ d \ln 2\pi + \ln \det \Sigma
+ (x - \mu)^\top \Sigma^{-1} (x - \mu) \right]. \tag{2.1}$$

A covariance that is not positive definite has no density: stop with an error that says so.

*Example.* $\mu = (1, 0)$, $\Sigma$ with rows (4, 2), (2, 2): the determinant is 4. At $x = (3, 1)$ the last
term in (2.1) is 1, so the value is $-\ln 2\pi - \ln 2 - 1/2 \approx -3.0310$; at $x = \mu$ it is $-2.5310$.

<details><summary>Hint</summary>

`L = np.linalg.cholesky(cov)` raises the error for you. With $z = L^{-1}(x - \mu)$ the last term is $z^\top
z$, and $\ln \det \Sigma$ is twice the sum of the logarithms on the diagonal of `L`.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def log_gaussian(X, mean, cov):
    """Log density (n,) of each row of X (n, d) under one Gaussian; raises when cov has no density."""
    # BEGIN SOLUTION
    X, mean = np.asarray(X, dtype=float), np.asarray(mean, dtype=float)
    L = np.linalg.cholesky(np.asarray(cov, dtype=float))
    z = np.linalg.solve(L, (X - mean).T)
    log_det = 2 * np.log(np.diag(L)).sum()
    return -0.5 * (len(mean) * np.log(2 * np.pi) + log_det + (z**2).sum(axis=0))
    # END SOLUTION


# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_two_points(log_gaussian):
    import numpy as np
    from emkit.check import call, close, require

    det = "Check the middle term of (2.1) on a diagonal covariance: its determinant is a product."
    constant = "At the mean of a standard Gaussian in the plane the log density is minus ln(2 pi). Is yours?"
    quadratic = "Work out the last term of (2.1) by hand for the first point, with its factor of one half."
    slips = [
        ((0.0482661763, 0.0795774715), "That is the density; the function returns its natural logarithm."),
        ((-1.1931471806, -0.6931471806), constant),
        ((-2.1120857138, -1.6120857138), constant),
        ((-4.8689013134, -4.3689013134), constant),
        ((-3.7241714275, -3.2241714275), det),
        ((-2.3378770664, -1.8378770664), det),
        ((-1.6447298858, -1.1447298858), det),
        ((-3.5310242470, -2.5310242470), quadratic),
        ((-15.531024247, -2.5310242470), "The last term of (2.1) has the inverse of the covariance in it."),
        (
            (-2.0310242470, -2.5310242470),
            "A point away from the mean cannot be more likely than the mean itself.",
        ),
        (
            (-3.6275978372, -2.8775978372),
            "Off-diagonal entries describe how the two coordinates move together.",
        ),
        ((-1.3163571050, -1.0992098640), "Which logarithm does (2.1) ask for?"),
    ]
    X, mean, cov = (
        np.array([(3.0, 1.0), (1.0, 0.0)]),
        np.array([1.0, 0.0]),
        np.array([(4.0, 2.0), (2.0, 2.0)]),
    )
    value = call("log_gaussian", log_gaussian, X, mean, cov)
    close("log_gaussian", value, (-3.0310242470, -2.5310242470), slips=slips)
    far = np.ravel(call("log_gaussian", log_gaussian, np.array([(201.0, 100.0)]), mean, cov))
    require(
        np.isfinite(far).all(), "A far point gives no finite value. Never take the exponential on the way."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_component_of_six(log_gaussian):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    value = call("log_gaussian", log_gaussian, X, np.array([1.0, 1.0]), np.array([(1.0, 0.2), (0.2, 1.5)]))
    want = [-2.7462733665, -2.3695610377, -2.5407939144, -13.5339445993, -15.8969582980, -16.5133966541]
    close("log_gaussian", value, want, rtol=1e-8)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_in_space(log_gaussian):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    cov = np.array([(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)])
    value = call("log_gaussian", log_gaussian, X, np.array([1.0, 1.0, 3.0]), cov)
    want = [
        -5.7019962600,
        -3.8262600998,
        -7.1860951999,
        -7.2709008536,
        -4.5117724673,
        -5.0571199349,
        -4.3274379561,
        -8.3898643401,
        -6.2373319490,
        -5.6701941398,
    ]
    close("log_gaussian", value, want, rtol=1e-8)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_far_point(log_gaussian):
    import numpy as np
    from emkit.check import call, close

    value = call("log_gaussian", log_gaussian, np.array([(1000.0, 1000.0)]), np.zeros(2), np.eye(2))
    close("log_gaussian", np.ravel(value), [-1000001.8378770665], rtol=1e-10)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_no_density(log_gaussian):
    import numpy as np
    from emkit.check import Hint, call

    X = np.array([(0.0, 0.0), (1.0, 2.0)])
    call("log_gaussian", log_gaussian, X.copy(), np.zeros(2), np.eye(2))
    for cov in ([(1.0, 2.0), (2.0, 4.0)], [(1.0, 2.0), (2.0, 1.0)]):
        try:
            log_gaussian(X.copy(), np.zeros(2), np.array(cov))
        except Exception:
            continue
        raise Hint("A covariance that is not positive definite passed without an error.")


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g2_2
points: 4
"""

# %% [markdown]
r"""
### Question 2.2 · E-step `4 points`

**Given** `X (n, d)` and `pi, mu, Sigma`. **Return** the responsibilities, `(n, K)`:

$$\gamma_{ki} = p(z_i = k \mid x_i; \theta) = \frac{\pi_k \, \mathcal{N}(x_i; \mu_k, \Sigma_k)}
{\sum_{j=1}^{K} \pi_j \, \mathcal{N}(x_i; \mu_j, \Sigma_j)}. \tag{2.2}$$

One far point must not spoil the rest: at (500, 500, 500) every density is zero in double precision, and 0/0
helps nobody.

*Example.* `pi = (0.25, 0.75)`, means (2, 2) and (4, 5), covariances with rows (4, 2), (2, 2) and (2, -1),
(-1, 3): the point (4, 2) has quadratic terms 2 and 3.6 and determinants 4 and 5, hence responsibilities
0.4534 and 0.5466.

<details><summary>Hint</summary>

Let $a_{ik} = \ln \pi_k + \ln \mathcal{N}(x_i; \mu_k, \Sigma_k)$, in an array like `resp`. Then
$\ln \gamma_{ki}$ is $a_{ik}$ minus the logarithm of $\sum_j e^{a_{ij}}$, a sum along a row, which
`np.logaddexp.reduce(a, axis=1)` finds without underflow.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def e_step(X, pi, mu, Sigma):
    """Responsibilities (n, K) of X (n, d): row = point, column = component."""
    # BEGIN SOLUTION
    a = np.column_stack([np.log(p) + log_gaussian(X, m, S) for p, m, S in zip(pi, mu, Sigma)])
    return np.exp(a - np.logaddexp.reduce(a, axis=1, keepdims=True))
    # END SOLUTION


# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_four_points(e_step):
    import numpy as np
    from emkit.check import array, call, close, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6)], dtype=float)
    pi, mu = np.array([0.25, 0.75]), np.array([(2.0, 2.0), (4.0, 5.0)])
    Sigma = np.array([[(4.0, 2.0), (2.0, 2.0)], [(2.0, -1.0), (-1.0, 3.0)]])
    want = [
        (0.9999925921, 7.4079e-06),
        (0.2337886554, 0.7662113446),
        (0.4533757185, 0.5466242815),
        (0.0396563344, 0.9603436656),
    ]
    rows = "Sum along each row and along each column: which should be one?"
    slips = [
        (
            [
                (0.9999975307, 2.4693e-06),
                (0.4779073383, 0.5220926617),
                (0.713321689, 0.286678311),
                (0.1102266346, 0.8897733654),
            ],
            "A component with weight zero should get no responsibility.",
        ),
        (
            [
                (0.4136219764, 2.0481e-06),
                (0.1521630215, 0.3333326506),
                (0.4136219764, 0.3333326506),
                (0.0205930256, 0.3333326506),
            ],
            rows,
        ),
        (
            [
                (0.0073187289, 5.42e-08),
                (0.0026924099, 0.0088240168),
                (0.0073187289, 0.0088240168),
                (0.0003643781, 0.0088240168),
            ],
            rows,
        ),
        (
            [
                (7.4079e-06, 0.9999925921),
                (0.7662113446, 0.2337886554),
                (0.5466242815, 0.4533757185),
                (0.9603436656, 0.0396563344),
            ],
            "The first column belongs to the first component.",
        ),
        ([(1, 0), (0, 1), (0, 1), (0, 1)], "A point halfway between two components should be shared."),
        (
            [
                (0.9999917178, 8.2822e-06),
                (0.2143986591, 0.7856013409),
                (0.4258967558, 0.5741032442),
                (0.0356188266, 0.9643811734),
            ],
            "A wide component is also a low one; is the determinant in your densities?",
        ),
        (
            [
                (0.2271530958, 0.7728469042),
                (0.5557421804, 0.4442578196),
                (0.5096936325, 0.4903063675),
                (0.6259939176, 0.3740060824),
            ],
            "The ratio in (2.2) is one of densities, not of their logarithms.",
        ),
        (
            [
                (-7.4079e-06, -11.8129668949),
                (-1.4533377536, -0.2662972406),
                (-0.7910340966, -0.6039935836),
                (-3.2275045866, -0.0404640735),
            ],
            "Those are logarithms; return the responsibilities themselves.",
        ),
    ]
    resp = array("resp", call("e_step", e_step, X, pi, mu, Sigma))
    require(resp.shape != (2, 4), "One row per data point, one column per component.")
    close("resp", resp, want, atol=1e-9, slips=slips)
    far = call("e_step", e_step, np.vstack([X, [(400.0, -400.0)]]), pi, mu, Sigma)
    sums = np.asarray(far, dtype=float).sum(axis=1)
    log_space = "Never leave log space before all components are added up: a point at (400, -400) breaks it."
    require(np.allclose(sums, 1), log_space)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_six_points(e_step):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    pi, mu = np.array([0.4, 0.6]), np.array([(1.0, 1.0), (4.0, 4.0)])
    Sigma = np.array([[(1, 0.2), (0.2, 1.5)], [(2, -0.5), (-0.5, 1)]])
    first = [0.9999999678, 0.9973061527, 0.9992323632, 2.3025905947e-05, 2.1676141389e-06, 6.3887709878e-05]
    want = np.column_stack([first, 1 - np.array(first)])
    want[:3, 1] = 3.2188364401e-08, 2.6938473427e-03, 7.6763678765e-04
    close("resp", call("e_step", e_step, X, pi, mu, Sigma), want, rtol=1e-6)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components_in_space(e_step):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
    Sigma = np.array(
        [
            [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
            [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
            [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
        ]
    )
    want = [
        [0.705819593, 0.2932918845, 0.0008885225],
        [0.8473263068, 0.0692801442, 0.0833935491],
        [0.2811795217, 0.0094394801, 0.7093809981],
        [0.0618013852, 0.9110875601, 0.0271110547],
        [0.7085740885, 0.0155621155, 0.2758637959],
        [0.9516990155, 0.0331766993, 0.0151242852],
        [0.8308125818, 0.0803443068, 0.0888431114],
        [0.0351466078, 0.9621831559, 0.0026702363],
        [0.5211463435, 0.2243427949, 0.2545108617],
        [0.7357259633, 0.0189322011, 0.2453418356],
    ]
    close("resp", call("e_step", e_step, X, pi, mu, Sigma), want, rtol=1e-6, atol=1e-9)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_far_row(e_step):
    import numpy as np
    from emkit.check import array, call, close

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
    Sigma = np.array(
        [
            [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
            [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
            [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
        ]
    )
    resp = array(
        "resp", call("e_step", e_step, np.vstack([X, [(500.0, 500.0, 500.0)]]), pi, mu, Sigma), (11, 3)
    )
    close(
        "resp",
        resp[[0, 4, 10]],
        [(0.7058195930, 0.2932918845, 0.0008885225), (0.7085740885, 0.0155621155, 0.2758637959), (1, 0, 0)],
        rtol=1e-6,
        atol=1e-9,
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_one_row_and_relabelling(e_step):
    import numpy as np
    from emkit.check import array, call, close

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
    Sigma = np.array(
        [
            [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
            [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
            [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
        ]
    )
    order = [2, 0, 1]
    value = call("e_step", e_step, X[:1], pi[order].copy(), mu[order].copy(), Sigma[order].copy())
    close("resp", value, [(0.0008885225, 0.7058195930, 0.2932918845)], rtol=1e-6, atol=1e-9)
    resp = array("resp", call("e_step", e_step, X, pi, mu, Sigma), (10, 3))
    close("the rows' sums", resp.sum(axis=1), np.ones(10), rtol=1e-12)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g2_3
points: 4
"""

# %% [markdown]
r"""
### Question 2.3 · M-step `4 points`

**Given** `X (n, d)` and any responsibilities `resp (n, K)`. **Return** `(pi, mu, Sigma)`:

$$\pi_k = \frac{n_k}{n}, \qquad \mu_k = \frac{1}{n_k} \sum_i \gamma_{ki} \, x_i, \qquad
\Sigma_k = \frac{1}{n_k} \sum_i \gamma_{ki} \, (x_i - \mu_k)(x_i - \mu_k)^\top. \tag{2.3}$$

This is (1.2) with counts that may be fractions.

*Example.* Points (0, 0), (2, 4), (4, 2), (6, 6) that belong to component 1 with shares 1, 3/4, 3/4, 1/2:
$n_1 = 3$, $\mu_1 = (2.5, 2.5)$, and $\Sigma_1$ has 4.75 on the diagonal, 3.75 beside it.

<details><summary>Hint</summary>

`resp.T @ X` holds every weighted sum of points. For one covariance, weight the rows of the centred points
`D` and multiply: `(r[:, None] * D).T @ D`.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def m_step(X, resp):
    """Parameters (pi, mu, Sigma) that maximise the expected complete-data log-likelihood."""
    # BEGIN SOLUTION
    X, resp = np.asarray(X, dtype=float), np.asarray(resp, dtype=float)
    n_k = resp.sum(axis=0)
    mu = (resp.T @ X) / n_k[:, None]
    Sigma = np.array([(r[:, None] * (X - m)).T @ (X - m) / r.sum() for r, m in zip(resp.T, mu)])
    return n_k / len(X), mu, Sigma
    # END SOLUTION


# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_shared_points(m_step):
    import numpy as np
    from emkit.check import call, close, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6)], dtype=float)
    parts = call("m_step", m_step, X, np.array([(1, 0), (0.75, 0.25), (0.75, 0.25), (0.5, 0.5)]))
    require(len(parts) == 3, "`m_step` should return three things: pi, mu, Sigma.")
    total = "With four points and two components, what should the weights sum to?"
    close("pi", parts[0], (0.75, 0.25), slips=[((1.5, 0.5), total), ((3, 1), total), ((0.5, 0.5), total)])
    mean = "If all points are equal to c, every mean must be c."
    share = "A point with responsibility zero should drop out of the sum."
    slips = [
        ([(1.875, 1.875), (1.125, 1.125)], mean),
        ([(7.5, 7.5), (4.5, 4.5)], mean),
        ([(3, 3), (3, 3)], share),
    ]
    close("mu", parts[1], [(2.5, 2.5), (4.5, 4.5)], slips=slips)

    def square(a, b, c, d):
        return [[(a, b), (b, a)], [(c, d), (d, c)]]

    tens = "Multiply all responsibilities by ten: a covariance should not change."
    slips = [
        (square(4.75, 0, 2.75, 0), "Off-diagonal entries describe how the two coordinates move together."),
        (square(3.5625, 2.8125, 0.6875, 0.4375), tens),
        (square(14.25, 11.25, 2.75, 1.75), tens),
        (square(3.5729166667, 2.8229166667, 0.96875, 0.71875), "Each product is weighted once."),
        (square(5.25, 4.25, 7.25, 6.25), share),
        (square(5, 4, 5, 4), "Around which mean should component k spread?"),
        (square(11, 10, 23, 22), "If all points are equal to c, every covariance must be zero."),
        (
            square(2.1794494718, 1.9364916731, 1.6583123952, 1.3228756555),
            "Check the unit: squared, not rooted.",
        ),
    ]
    close("Sigma", parts[2], square(4.75, 3.75, 2.75, 1.75), slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_weights_and_means_of_six(m_step):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    first = [0.9999999678, 0.9973061527, 0.9992323632, 2.3025905947e-05, 2.1676141389e-06, 6.3887709878e-05]
    pi, mu, _ = call("m_step", m_step, X, np.column_stack([first, 1 - np.array(first)]))
    close("pi", pi, (0.4994379275, 0.5005620725))
    close("mu", mu, [(0.9998421560, 0.9992618761), (4.9956659586, 5.3292039743)])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_covariances_of_six(m_step):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    first = [0.9999999678, 0.9973061527, 0.9992323632, 2.3025905947e-05, 2.1676141389e-06, 6.3887709878e-05]
    _, _, Sigma = call("m_step", m_step, X, np.column_stack([first, 1 - np.array(first)]))
    want = [
        [(0.6674936432, 0.3342258938), (0.3342258938, 0.6674143934)],
        [(0.6825289461, -0.9835764108), (-0.9835764108, 1.5684963301)],
    ]
    close("Sigma", Sigma, want)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components_in_space(m_step):
    import numpy as np
    from emkit.check import array, call, close

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    resp = np.array(
        [
            [0.705819593, 0.2932918845, 0.0008885225],
            [0.8473263068, 0.0692801442, 0.0833935491],
            [0.2811795217, 0.0094394801, 0.7093809981],
            [0.0618013852, 0.9110875601, 0.0271110547],
            [0.7085740885, 0.0155621155, 0.2758637959],
            [0.9516990155, 0.0331766993, 0.0151242852],
            [0.8308125818, 0.0803443068, 0.0888431114],
            [0.0351466078, 0.9621831559, 0.0026702363],
            [0.5211463435, 0.2243427949, 0.2545108617],
            [0.7357259633, 0.0189322011, 0.2453418356],
        ]
    )
    pi, mu, Sigma = call("m_step", m_step, X, resp)
    close("pi", pi, (0.5679231407, 0.2617640342, 0.1703128250))
    close(
        "mu",
        mu,
        [
            (0.8978497967, 1.1831767173, 3.1955509674),
            (0.6039574416, 3.2901123169, 1.2628314421),
            (1.3621756733, 2.7409180100, 5.0178769874),
        ],
    )
    Sigma = array("Sigma", Sigma, (3, 3, 3))
    close("Sigma", np.linalg.det(Sigma), (3.1560733747, 1.6320926828, 0.7547050182))
    close("Sigma", Sigma, np.swapaxes(Sigma, 1, 2), rtol=1e-9, atol=1e-9)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_any_responsibilities(m_step):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    resp = [
        (0.7, 0.2, 0.1),
        (0.1, 0.6, 0.3),
        (0.25, 0.25, 0.5),
        (0.9, 0.05, 0.05),
        (0.2, 0.3, 0.5),
        (0.4, 0.4, 0.2),
    ]
    pi, mu, Sigma = call("m_step", m_step, X, np.array(resp))
    close("pi", pi, (0.425, 0.3, 0.275))
    close(
        "mu", mu, [(3.0980392157, 3.3529411765), (2.6388888889, 3.1666666667), (3.2424242424, 2.8787878788)]
    )
    want = [
        [(4.9903883122, 4.9850057670), (4.9850057670, 6.7773933103)],
        [(4.1751543210, 3.5046296296), (3.5046296296, 5.6944444444)],
        [(4.4866850321, 3.0596877870), (3.0596877870, 4.2883379247)],
    ]
    close("Sigma", Sigma, want)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [markdown]
r"""
This cell adds up your `log_gaussian` to $\ell(\theta)$, for use after every update.
"""


# %%
def log_likelihood(X, pi, mu, Sigma):
    """Given: the log-likelihood of X (n, d), from your `log_gaussian`."""
    terms = [np.log(p) + log_gaussian(X, m, S) for p, m, S in zip(pi, mu, Sigma)]
    return float(np.logaddexp.reduce(terms, axis=0).sum())


# %% [raw]
r"""
# BEGIN QUESTION
name: g2_4
points: 5
"""

# %% [markdown]
r"""
### Question 2.4 · The whole fit `5 points`

**Given** `X`, a start `pi, mu, Sigma`, `tol` and `max_iter`. **Return** a dict with `pi`, `mu`, `Sigma`,
`history` and `converged`. `history` holds $\ell(\theta)$ at the start and after each update. Stop after the
first update $t$ with

$$\ell(\theta_t) - \ell(\theta_{t-1}) < \mathtt{tol} \tag{2.4}$$

and `converged = True`, or after `max_iter` updates without it and `converged = False`. If a covariance
collapses, let the error of question 2.1 through: an error is better than `nan`.

*Example.* Example 2.2's start, the four points of example 2.3, `max_iter = 1`: the history is $-18.1974,
-15.5795$.

<details><summary>Hint</summary>

Begin with `history = [log_likelihood(...)]`. In the loop: both steps, then append, then compare the last
two entries.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def fit_gmm(X, pi, mu, Sigma, tol=1e-6, max_iter=1000):
    """Fit a mixture by EM. Returns a dict with pi, mu, Sigma, history and converged."""
    # BEGIN SOLUTION
    history, converged = [log_likelihood(X, pi, mu, Sigma)], False
    while not converged and len(history) <= max_iter:
        pi, mu, Sigma = m_step(X, e_step(X, pi, mu, Sigma))
        history.append(log_likelihood(X, pi, mu, Sigma))
        converged = history[-1] - history[-2] < tol
    return {"pi": pi, "mu": mu, "Sigma": Sigma, "history": history, "converged": converged}
    # END SOLUTION


# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_one_update(fit_gmm):
    import numpy as np
    from emkit.check import array, call, close, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6)], dtype=float)
    pi, mu = np.array([0.25, 0.75]), np.array([(2.0, 2.0), (4.0, 5.0)])
    Sigma = np.array([[(4.0, 2.0), (2.0, 2.0)], [(2.0, -1.0), (-1.0, 3.0)]])
    fit = call("fit_gmm", fit_gmm, X, pi, mu, Sigma, 1e-6, 1)
    require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
    for key in ("pi", "mu", "Sigma", "history", "converged"):
        require(key in fit, f"The dict of `fit_gmm` has no entry `{key}`.")
    history = array("history", fit["history"])
    if history.size == 1:
        first = abs(history[0] + 18.1973905877) < 1e-6
        require(not first, "`max_iter = 1` allows one update; yours stops before it.")
        require(False, "Before any update there is already one value to record.")
    require(history.size == 2, "One update gives a history of two values: before and after it.")
    stale = "Both values are the same: update the parameters before you evaluate them again."
    close(
        "history",
        history,
        (-18.1973905877, -15.5794859476),
        slips=[((-18.1973905877, -18.1973905877), stale)],
    )
    require(
        not fit["converged"],
        "One update of more than `tol`, then `max_iter` is over: that is not convergence.",
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_one_update_is_both_steps(fit_gmm, e_step, m_step):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
    Sigma = np.array(
        [
            [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
            [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
            [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
        ]
    )
    want = call(
        "m_step", m_step, X.copy(), call("e_step", e_step, X.copy(), pi.copy(), mu.copy(), Sigma.copy())
    )
    fit = call("fit_gmm", fit_gmm, X, pi, mu, Sigma, 1e-6, 1)
    for name, part in zip(("pi", "mu", "Sigma"), want, strict=True):
        close(name, fit[name], part, rtol=1e-9, atol=1e-12)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_path_of_six(fit_gmm):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    pi, mu = np.array([0.4, 0.6]), np.array([(1.0, 1.0), (4.0, 4.0)])
    Sigma = np.array([[(1, 0.2), (0.2, 1.5)], [(2, -0.5), (-0.5, 1)]])
    fit = call("fit_gmm", fit_gmm, X, pi, mu, Sigma, 1e-6, 2)
    close("history", fit["history"], (-25.7160491656, -15.1712505476, -14.5944716428), rtol=1e-8)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_stopping_rule(fit_gmm):
    import numpy as np
    from emkit.check import array, call, require

    rs = np.random.RandomState(7)
    X = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
    start = np.ones(3) / 3, np.array([(0.0, 0.0), (6.0, 0.0), (3.0, 5.0)]), np.array([np.eye(2)] * 3)
    for tol, max_iter, updates, converged in ((1e-4, 50, 5, True), (1e-6, 50, 8, True), (1e-6, 3, 3, False)):
        fit = call("fit_gmm", fit_gmm, X.copy(), *(part.copy() for part in start), tol, max_iter)
        require(
            array("history", fit["history"]).shape == (updates + 1,), "The fit stops at the wrong update."
        )
        require(bool(fit["converged"]) == converged, "`converged` does not say why the fit stopped.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_never_falls_and_ends_where_it_says(fit_gmm):
    import numpy as np
    from emkit.check import array, call, close, require

    rs = np.random.RandomState(7)
    X = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
    start = np.ones(3) / 3, np.array([(-1.0, 0.0), (1.0, 0.0), (4.5, 2.5)]), np.array([np.eye(2)] * 3)
    fit = call("fit_gmm", fit_gmm, X.copy(), *start, 1e-6, 40)
    history = array("history", fit["history"], (41,))
    require((np.diff(history) > -1e-9).all(), "A correct update never lowers the log-likelihood.")
    pi, mu, Sigma = (array(key, fit[key]) for key in ("pi", "mu", "Sigma"))
    D = X[:, None] - mu
    square = np.einsum("nki,kij,nkj->nk", D, np.linalg.inv(Sigma), D)
    density = pi * np.exp(-square / 2) / (2 * np.pi * np.sqrt(np.linalg.det(Sigma)))
    close("history", history[-1], np.log(density.sum(axis=1)).sum(), rtol=1e-8)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_collapse_is_an_error(fit_gmm):
    import numpy as np
    from emkit.check import Hint, array, call, require

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
    Sigma = np.array(
        [
            [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
            [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
            [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
        ]
    )
    healthy = call("fit_gmm", fit_gmm, X.copy(), pi.copy(), mu.copy(), Sigma.copy(), 1e-6, 1)
    require(isinstance(healthy, dict), "`fit_gmm` should return a dict.")
    try:
        fit = fit_gmm(X, pi, mu, Sigma, 1e-10, 100)
    except Exception as stop:
        words = ("singular", "definite", "covariance", "component", "collapse")
        require(any(word in str(stop).lower() for word in words), "The error does not say what went wrong.")
        return
    require(isinstance(fit, dict) and not fit["converged"], "A collapsed fit says that it converged.")
    array("history", fit["history"])
    if len(fit["history"]) > 60:
        raise Hint("The fit goes on after a covariance collapsed.")


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [markdown]
r"""
## 3 · Old Faithful

A start for two components: short eruptions of about 2 minutes, long ones of about 4.
"""

# %%
start = (
    np.array([0.5, 0.5]),
    np.array([(2.0, 55.0), (4.0, 80.0)]),
    np.array([np.diag([1.0, 100.0])] * 2),
)

# %% [raw]
r"""
# BEGIN QUESTION
name: g3_1
points: 3
"""

# %% [markdown]
r"""
### Question 3.1 · One component or two? `3 points`

**Answer with** `two`, the fit from `start` with `tol=1e-8`, and two log-likelihoods to two decimals or
better: `ll_one` of a single Gaussian with full covariance, fitted by (1.2) with one label, and `ll_two` of
`two`.

<details><summary>Hint</summary>

`fit_labelled` with all labels 0 and `K = 1` gives arrays that `log_likelihood` takes as they are.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
two = fit_gmm(faithful, *start, tol=1e-8)  # SOLUTION
ll_one = log_likelihood(faithful, *fit_labelled(faithful, np.zeros(272, dtype=int), 1))  # SOLUTION
ll_two = two["history"][-1]  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_two_numbers(ll_one, ll_two):
    from emkit.check import number, require

    one, two = number("ll_one", ll_one), number("ll_two", ll_two)
    per_point = "Is that a sum over all 272 points? A mean per point is much closer to zero."
    require(abs(one) > 50 and abs(two) > 50, per_point)
    require(two > one, "Two components contain the single one as a special case, so they cannot fit worse.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_one_gaussian(ll_one):
    from emkit.check import close

    close("ll_one", ll_one, -1289.7967450526, rtol=0, atol=0.02)


# %%
""" # BEGIN TEST CONFIG
points: 2
hidden: true
"""  # END TEST CONFIG


def test_two_gaussians(ll_two):
    from emkit.check import close

    close("ll_two", ll_two, -1130.2639601847, rtol=0, atol=0.02)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [markdown]
r"""
Run this cell to watch the ellipses move. Colours mix where components share a point; the marker shows which
has the larger share.
"""

# %%
gaussian.show_iterations(faithful, fit_gmm, e_step, start, (0, 1, 8), "One update finds both kinds", *units)
plt.show()

# %% [raw]
r"""
# BEGIN QUESTION
name: g3_2
points: 3
"""

# %% [markdown]
r"""
### Question 3.2 · The two kinds of eruption `3 points`

**Answer with** `faithful_params`, the tuple `(pi, mu, Sigma)` of your two-component fit, short eruptions
first. Weights and means are graded to 0.1 %, covariances to 0.4 %; published fits (mclust, scikit-learn)
agree that far.

<details><summary>Hint</summary>

EM keeps the order of its start. Look at `mu[:, 0]`; if it falls, reorder all three arrays with the same
index list.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
faithful_params = two["pi"], two["mu"], two["Sigma"]  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_three_arrays(faithful_params):
    from emkit.check import array, require, require_defined

    require_defined("faithful_params", faithful_params)
    require(
        isinstance(faithful_params, (tuple, list)) and len(faithful_params) == 3,
        "`faithful_params` should hold three arrays: pi, mu, Sigma.",
    )
    pi = array("pi", faithful_params[0], (2,))
    mu = array("mu", faithful_params[1], (2, 2))
    array("Sigma", faithful_params[2], (2, 2, 2))
    require(abs(pi.sum() - 1) < 1e-6, "The weights should add up to one.")
    require(mu[0, 0] < mu[1, 0], "Short eruptions come first: reorder all three arrays alike.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_weights(faithful_params):
    from emkit.check import close, require

    require(len(faithful_params) == 3, "`faithful_params` should hold three arrays: pi, mu, Sigma.")
    close("pi", faithful_params[0], (0.3558728575, 0.6441271425), rtol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_means(faithful_params):
    from emkit.check import close, require

    require(len(faithful_params) == 3, "`faithful_params` should hold three arrays: pi, mu, Sigma.")
    close("mu", faithful_params[1], [(2.0363884557, 54.4785163878), (4.2896619740, 79.9681151853)], rtol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_covariances(faithful_params):
    from emkit.check import close, require

    require(len(faithful_params) == 3, "`faithful_params` should hold three arrays: pi, mu, Sigma.")
    want = [
        [(0.0691676734, 0.4351676333), (0.4351676333, 33.6972821329)],
        [(0.1699684345, 0.9406093039), (0.9406093039, 36.0462111449)],
    ]
    close("Sigma", faithful_params[2], want, rtol=4e-3)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g3_3
points: 2
"""

# %% [markdown]
r"""
### Question 3.3 · Is the second component worth its price? `2 points`

A second component can only raise the best $\ell$. The Bayesian information criterion charges $\ln n$ for each of the
$p$ free parameters; **smaller is better**:

$$\mathrm{BIC} = -2 \, \ell(\hat\theta) + p \ln n. \tag{3.1}$$

**Answer with** `bic_one` and `bic_two` for the two fits of question 3.1, and `chosen_K`, 1 or 2.

<details><summary>Hint</summary>

A symmetric 2 x 2 matrix has three free entries, and $K$ weights that add up to one leave $K - 1$ to choose.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
bic_one = -2 * ll_one + 5 * np.log(272)  # SOLUTION
bic_two = -2 * ll_two + 11 * np.log(272)  # SOLUTION
chosen_K = 2  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_three_answers(bic_one, bic_two, chosen_K):
    from emkit.check import number, one_of, require

    sign = "Check whether small or large is good in the formula you used."
    require(number("bic_one", bic_one) > 0 and number("bic_two", bic_two) > 0, sign)
    one_of("chosen_K", chosen_K, (1, 2))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_both_criteria(bic_one, bic_two):
    from emkit.check import close

    close("bic_one", bic_one, 2607.6225004367, rtol=1e-4)
    close("bic_two", bic_two, 2322.1917430987, rtol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_choice(bic_one, bic_two, chosen_K):
    from emkit.check import number, one_of, require

    require(one_of("chosen_K", chosen_K, (1, 2)) == 2, "The other model has the smaller criterion.")
    require(
        number("bic_two", bic_two) < number("bic_one", bic_one), "Your criteria do not support that choice."
    )


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g3_4
points: 1
"""

# %% [markdown]
r"""
### Question 3.4 · A doubtful eruption `1 point`

A mixture also says how sure it is. An eruption of 3.0 minutes with a wait of 65 minutes lies between the
two kinds.

**Answer with** `p_long`, the probability that it is of the long kind under your fit, to two digits or
better.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
p_long = e_step(np.array([(3.0, 65.0)]), *faithful_params)[0, 1]  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_is_a_probability(p_long):
    from emkit.check import number, require

    require(0 <= number("p_long", p_long) <= 1, "A probability lies between 0 and 1.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_posterior(p_long):
    from emkit.check import close

    close("p_long", p_long, 0.7845028971, rtol=1e-2)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [markdown]
r"""
## 4 · K-means or EM?

K-means gives each point to its nearest centre and moves the centres to the means: no shares, no shapes. You
compare both on three simulated sets by the adjusted Rand index, the agreement with the true labels: 1 is
perfect, about 0 is guessing.
"""


# %%
def kmeans(X, K, n_starts=10):
    """Given: labels (n,) of the best of several k-means runs."""
    rs, best, least = np.random.RandomState(0), None, np.inf
    for _ in range(n_starts):
        centres, labels = X[rs.choice(len(X), K, replace=False)], None
        while True:
            square = ((X[:, None] - centres) ** 2).sum(axis=2)
            if labels is not None and (square.argmin(axis=1) == labels).all():
                break
            labels = square.argmin(axis=1)
            centres = np.array([X[labels == k].mean(axis=0) for k in range(K)])
        if square.min(axis=1).sum() < least - 1e-9:
            best, least = labels, square.min(axis=1).sum()
    return best


def adjusted_rand(truth, labels):
    """Given: the adjusted Rand index of two labelings."""
    table = np.zeros((max(truth) + 1, max(labels) + 1))
    np.add.at(table, (truth, labels), 1)
    both, rows, columns, every = (
        (counts * (counts - 1) / 2).sum()
        for counts in (table, table.sum(axis=1), table.sum(axis=0), table.sum())
    )
    expected = rows * columns / every
    return (both - expected) / ((rows + columns) / 2 - expected)


def unit_start(means):
    """Given: equal weights, these means, and identity matrices as covariances."""
    means = np.array(means, dtype=float)
    return np.ones(len(means)) / len(means), means, np.array([np.eye(means.shape[1])] * len(means))


# %%
rs = np.random.RandomState(215)
stripes = np.vstack([rs.randn(150, 2) * [3, 0.4] + [0, 1.5], rs.randn(150, 2) * [3, 0.4] + [0, -1.5]])
rs = np.random.RandomState(7)
blobs = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
rs = np.random.RandomState(11)
spread = np.vstack([rs.randn(150, 2) * 0.5 + [4, 0], rs.randn(150, 2) * 3])

halves, thirds = np.repeat([0, 1], 150), np.repeat([0, 1, 2], 100)  # the true labels

# %% [raw]
r"""
# BEGIN QUESTION
name: g4_1
points: 3
"""

# %% [markdown]
r"""
### Question 4.1 · Stripes `3 points`

`stripes` are two long clusters, one above the other; the true labels are `halves`.

**Answer with** `z_kmeans` and `z_gmm`, the labels from `kmeans` and from the larger responsibility of a fit
that starts at `unit_start([(0, 1), (0, -1)])`; `ari_kmeans` and `ari_gmm`, their adjusted Rand indices; and
`why_stripes`, why k-means does what it does:

- **A** its starts were unlucky, and more of them would find the stripes;
- **B** it needs clusters with equally many points;
- **C** it counts distance alike in all directions, and cutting across both stripes leaves shorter distances;
- **D** the two stripes overlap too much for any method.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
z_kmeans = kmeans(stripes, 2)  # SOLUTION
fit = fit_gmm(stripes, *unit_start([(0, 1), (0, -1)]))  # SOLUTION
z_gmm = e_step(stripes, fit["pi"], fit["mu"], fit["Sigma"]).argmax(axis=1)  # SOLUTION
ari_kmeans = adjusted_rand(halves, z_kmeans)  # SOLUTION
ari_gmm = adjusted_rand(halves, z_gmm)  # SOLUTION
why_stripes = "C"  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_indices_and_letter(ari_kmeans, ari_gmm, why_stripes):
    from emkit.check import number, one_of, require

    for name, value in (("ari_kmeans", ari_kmeans), ("ari_gmm", ari_gmm)):
        require(-0.5 <= number(name, value) <= 1, f"`{name}` should be an adjusted Rand index, at most 1.")
    one_of("why_stripes", why_stripes, "ABCD")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_kmeans_on_stripes(ari_kmeans):
    from emkit.check import close

    close("ari_kmeans", ari_kmeans, -0.0022335405, rtol=0, atol=5e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_mixture_on_stripes(ari_gmm):
    from emkit.check import close

    close("ari_gmm", ari_gmm, 1.0, rtol=0, atol=5e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_why_stripes(why_stripes):
    from emkit.check import one_of, require

    require(one_of("why_stripes", why_stripes, "ABCD") == "C", "That is not what goes wrong on the stripes.")


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %%
gaussian.show_clusterings(stripes, {"k-means": z_kmeans, "EM": z_gmm}, "Two opinions on the stripes")
plt.show()

# %% [raw]
r"""
# BEGIN QUESTION
name: g4_2
points: 2
"""

# %% [markdown]
r"""
### Question 4.2 · Round blobs `2 points`

`blobs` are three clusters of one shape and size, with true labels `thirds`.

**Answer with** `blobs_ari`, the pair of indices (k-means, EM from the true centres (0, 0), (6, 0), (3, 5)),
and `blobs_claim`:

- **A** EM is as good as k-means here, not better;
- **B** EM is clearly better, because it is the more general method;
- **C** k-means is clearly better, because EM cannot model round clusters;
- **D** both are close to guessing.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
fit = fit_gmm(blobs, *unit_start([(0, 0), (6, 0), (3, 5)]))  # SOLUTION
z_gmm = e_step(blobs, fit["pi"], fit["mu"], fit["Sigma"]).argmax(axis=1)  # SOLUTION
blobs_ari = adjusted_rand(thirds, kmeans(blobs, 3)), adjusted_rand(thirds, z_gmm)  # SOLUTION
blobs_claim = "A"  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_pair_and_letter(blobs_ari, blobs_claim):
    from emkit.check import array, one_of, require

    require((array("blobs_ari", blobs_ari, (2,)) <= 1).all(), "An adjusted Rand index is at most 1.")
    one_of("blobs_claim", blobs_claim, "ABCD")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_indices_on_blobs(blobs_ari):
    from emkit.check import close

    close("blobs_ari", blobs_ari, (0.9800166697, 0.9701518593), rtol=0, atol=4e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_claim_on_blobs(blobs_claim):
    from emkit.check import one_of, require

    require(one_of("blobs_claim", blobs_claim, "ABCD") == "A", "Your two indices say something else.")


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g4_3
points: 2
"""

# %% [markdown]
r"""
### Question 4.3 · One narrow, one wide `2 points`

In `spread` a tight cluster sits inside the reach of a wide one; the true labels are `halves`.

**Answer with** `spread_ari`, the pair (k-means, EM from the true centres (4, 0), (0, 0)), and
`spread_claim`:

- **A** k-means wins, because the tight cluster pulls a centre to itself;
- **B** EM wins, because each component has its own spread, so the wide one keeps points beyond the tight one;
- **C** EM wins, because it was given more iterations;
- **D** it is a draw: both find the same border.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
fit = fit_gmm(spread, *unit_start([(4, 0), (0, 0)]))  # SOLUTION
z_gmm = e_step(spread, fit["pi"], fit["mu"], fit["Sigma"]).argmax(axis=1)  # SOLUTION
spread_ari = adjusted_rand(halves, kmeans(spread, 2)), adjusted_rand(halves, z_gmm)  # SOLUTION
spread_claim = "B"  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_pair_and_letter(spread_ari, spread_claim):
    from emkit.check import array, one_of, require

    require((array("spread_ari", spread_ari, (2,)) <= 1).all(), "An adjusted Rand index is at most 1.")
    one_of("spread_claim", spread_claim, "ABCD")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_indices_on_spread(spread_ari):
    from emkit.check import close

    close("spread_ari", spread_ari, (0.4078763061, 0.8214511128), rtol=0, atol=5e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_claim_on_spread(spread_claim):
    from emkit.check import one_of, require

    require(one_of("spread_claim", spread_claim, "ABCD") == "B", "Your two indices say something else.")


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %%
spread_start = unit_start([(4, 0), (0, 0)])
gaussian.show_iterations(spread, fit_gmm, e_step, spread_start, (1, 14), "Wide around narrow")
plt.show()

# %% [markdown]
r"""
## 5 · Where you start

EM climbs to a stationary point, and nothing says that it is the best one. How often does that matter, and
what helps?
"""

# %%
poor_start = unit_start([(-1, 0), (1, 0), (4.5, 2.5)])
good_start = unit_start([(0, 0), (6, 0), (3, 5)])
row_starts = [
    unit_start(blobs[np.random.RandomState(seed).choice(300, 3, replace=False)]) for seed in range(100)
]

# %% [raw]
r"""
# BEGIN QUESTION
name: g5_1
points: 4
"""

# %% [markdown]
r"""
### Question 5.1 · The best of several starts `4 points`

**Given** `X`, a list `starts` of tuples `(pi, mu, Sigma)`, and `fit`, a function such as `fit_gmm` that is
called as `fit(X, pi, mu, Sigma)`. **Return** the fit with the highest last entry in its history. A start
whose fit raises any error is skipped.

**Answer also with** `poor_and_good`, the pair of final log-likelihoods on `blobs` from `poor_start` and
`good_start`.

*Example.* Fits that end at -40, -10, with an error, and at -30: the second is returned.

<details><summary>Hint</summary>

`try:` the call, `except Exception: continue`. Remember the best dict so far; compare `fit["history"][-1]`.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def best_of(X, starts, fit):
    """The best fit over all starts, as the dict that `fit` returns."""
    # BEGIN SOLUTION
    best = None
    for start in starts:
        try:
            found = fit(X, *start)
        except Exception:
            continue
        if best is None or found["history"][-1] > best["history"][-1]:
            best = found
    return best
    # END SOLUTION


poor_and_good = [fit_gmm(blobs, *s)["history"][-1] for s in (poor_start, good_start)]  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_three_fits(best_of, poor_and_good):
    import numpy as np
    from emkit.check import array, call, require

    def fit(X, pi, mu, Sigma):
        if mu[0, 0] > 0:
            raise RuntimeError("the covariance of component 1 collapsed")
        return {"pi": pi, "mu": mu, "Sigma": Sigma, "history": [-50.0, float(mu[0, 0])], "converged": True}

    starts = [(np.ones(1), np.array([[end]]), np.ones((1, 1, 1))) for end in (-40.0, -10.0, 1.0, -30.0)]
    found = call("best_of", best_of, np.zeros((4, 1)), starts, fit)
    require(
        isinstance(found, dict) and "history" in found, "`best_of` should return the dict of the best fit."
    )
    end = float(found["history"][-1])
    require(end != -40, "A log-likelihood is better when it is larger, and -40 is the smallest of the three.")
    require(end == -10, "Compare the last entries of all histories; that of the second start is the largest.")
    pair = array("poor_and_good", poor_and_good, (2,))
    require(
        abs(pair[0] - pair[1]) > 1, "Both values are the same. Try a second start before trusting the first."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_any_order(best_of):
    import numpy as np
    from emkit.check import call, require

    def fit(X, pi, mu, Sigma):
        return {
            "pi": pi,
            "mu": mu,
            "Sigma": Sigma,
            "history": [-1.0, -80.0, float(mu[0, 0])],
            "converged": True,
        }

    for ends in ((-9.0, -4.0, -7.0), (-4.0, -9.0), (-9.0, -7.0, -5.0, -4.0), (3.0, 4.0, -4.0)):
        starts = [(np.ones(1), np.array([[end]]), np.ones((1, 1, 1))) for end in ends]
        found = call("best_of", best_of, np.zeros((4, 1)), starts, fit)
        require(float(found["history"][-1]) == max(ends), "The best fit is another one.")
        require(float(np.ravel(found["mu"])[0]) == max(ends), "The parameters belong to another fit.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_last_value_counts(best_of):
    import numpy as np
    from emkit.check import call, require

    def fit(X, pi, mu, Sigma):
        history = [float(v) for v in np.ravel(mu)]
        return {"pi": pi, "mu": mu, "Sigma": Sigma, "history": history, "converged": True}

    paths = ([-20.0, -6.0], [-50.0, -30.0, -4.0], [-5.0, -4.5, -4.4])
    starts = [(np.ones(1), np.array([path]), np.ones((1, 1, 1))) for path in paths]
    found = call("best_of", best_of, np.zeros((4, 1)), starts, fit)
    require([float(v) for v in found["history"]] == paths[1], "The last value of the history decides.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_a_start_that_collapses(best_of):
    import numpy as np
    from emkit.check import call, require

    def fit(X, pi, mu, Sigma):
        if mu[0, 0] > 0:
            raise RuntimeError("the covariance of component 1 is singular")
        return {"pi": pi, "mu": mu, "Sigma": Sigma, "history": [-50.0, float(mu[0, 0])], "converged": True}

    for ends in ((5.0, -3.0, -2.0), (-3.0, 5.0, -2.0), (-3.0, -2.0, 5.0)):
        starts = [(np.ones(1), np.array([[end]]), np.ones((1, 1, 1))) for end in ends]
        found = call("best_of", best_of, np.zeros((4, 1)), starts, fit)
        require(float(found["history"][-1]) == -2, "A start that collapses should be skipped.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_poor_and_good(poor_and_good):
    from emkit.check import close

    close("poor_and_good", poor_and_good, (-1245.5932116, -1160.4214502), rtol=1e-5)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g5_2
points: 2
"""

# %% [markdown]
r"""
### Question 5.2 · A hundred starts `2 points`

`row_starts` takes three random rows of `blobs` as means, with unit covariances.

**Answer with** `histories`, the list of the 100 histories; `share_best`, the share (0 to 1) that ends
within 0.01 of the highest final value; and `worst_ll`, the lowest final value. Use `tol=1e-6`.

Without a Python loop over points this takes seconds; with one, minutes.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
histories = [fit_gmm(blobs, *s, tol=1e-6)["history"] for s in row_starts]  # SOLUTION
ends = np.array([h[-1] for h in histories])  # SOLUTION
share_best = np.mean(ends > ends.max() - 0.01)  # SOLUTION
worst_ll = ends.min()  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_share_and_worst(share_best, worst_ll):
    from emkit.check import number, require

    share = number("share_best", share_best)
    require(0 < share <= 1, "A share lies between 0 and 1; divide the count by the number of starts.")
    require(share < 1, "All starts agree? Try a second start before trusting the first.")
    number("worst_ll", worst_ll)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_share(share_best):
    from emkit.check import number, require

    require(
        0.795 <= number("share_best", share_best) <= 0.985,
        "Another share of the starts reaches the best value.",
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_worst(worst_ll):
    from emkit.check import number, require

    require(-1253.6 <= number("worst_ll", worst_ll) <= -1241.4, "The worst start ends somewhere else.")


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %%
gaussian.show_paths(histories, "Most starts agree, some never get there")
plt.show()

# %% [markdown]
r"""
Three of the good runs are nearly level for 50 to 300 updates before they rise: a plateau is not the end.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g5_3
points: 3
"""

# %% [markdown]
r"""
### Question 5.3 · A start from k-means `3 points`

Instead of guessing means, make one M-step on the labels of a clustering, each point wholly in its cluster.

**Given** `X (n, d)` and labels `z (n,)` from `0` to `K - 1`. **Return** the start `(pi, mu, Sigma)`.

**Answer also with** `stripes_start_ll` and `stripes_updates`: the first log-likelihood of the fit to
`stripes` from the k-means start (`tol=1e-6`), and how many updates it takes.

*Example.* On the points of example 1.3 the start has weights (0.6, 0.4).

<details><summary>Hint</summary>

You have written this function before, under another name. A history of $m$ values has $m - 1$ updates.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def kmeans_start(X, labels):
    """Weights, means and covariances of the clusters in `labels` (n,), to start EM from."""
    # BEGIN SOLUTION
    labels = np.asarray(labels, dtype=int)
    return m_step(X, np.eye(labels.max() + 1)[labels])
    # END SOLUTION


from_kmeans = fit_gmm(stripes, *kmeans_start(stripes, kmeans(stripes, 2)), tol=1e-6)  # SOLUTION
stripes_start_ll = from_kmeans["history"][0]  # SOLUTION
stripes_updates = len(from_kmeans["history"]) - 1  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_two_clusters(kmeans_start, stripes_start_ll, stripes_updates):
    import numpy as np
    from emkit.check import call, close, number, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6), (8, 3)], dtype=float)
    parts = call("kmeans_start", kmeans_start, X, np.array([0, 0, 0, 1, 1]))
    require(len(parts) == 3, "`kmeans_start` should return three things: pi, mu, Sigma.")
    close(
        "pi", parts[0], (0.6, 0.4), slips=[((0.5, 0.5), "The start should know how large the clusters are.")]
    )
    close("mu", parts[1], [(2, 2), (7, 4.5)])
    want = [[(8 / 3, 4 / 3), (4 / 3, 8 / 3)], [(1, -1.5), (-1.5, 2.25)]]
    unit = [[(1, 0), (0, 1)], [(1, 0), (0, 1)]]
    close("Sigma", parts[2], want, slips=[(unit, "The start should know the shape of the clusters.")])
    number("stripes_start_ll", stripes_start_ll)
    updates = number("stripes_updates", stripes_updates)
    require(updates == int(updates) and updates > 0, "`stripes_updates` should count updates.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_start_of_six(kmeans_start):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    pi, mu, Sigma = call("kmeans_start", kmeans_start, X, np.array([0, 0, 0, 1, 1, 1]))
    close("pi", pi, (0.5, 0.5))
    close("mu", mu, [(1, 1), (5, 5.3333333333)])
    want = [
        [(0.6666666667, 0.3333333333), (0.3333333333, 0.6666666667)],
        [(0.6666666667, -1), (-1, 1.5555555556)],
    ]
    close("Sigma", Sigma, want)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_start_of_three_clusters(kmeans_start):
    import numpy as np
    from emkit.check import call, close

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    pi, mu, Sigma = call("kmeans_start", kmeans_start, X, np.array([0, 0, 1, 0, 2, 1, 0, 2, 1, 0]))
    close("pi", pi, (0.5, 0.3, 0.2))
    close("mu", mu, [[0.2, 1.4, 3.0], [2.0, 2.6666666667, 10 / 3], [1.0, 2.5, 2.5]])
    want = [
        [[0.16, -0.08, 0.0], [-0.08, 1.84, -0.0], [0.0, -0.0, 4.0]],
        [[0.0, 0.0, 0.0], [0.0, 3.5555555556, 3.1111111111], [0.0, 3.1111111111, 4.2222222222]],
        [[0.0, 0.0, 0.0], [0.0, 2.25, -3.75], [0.0, -3.75, 6.25]],
    ]
    close("Sigma", Sigma, want, atol=1e-9)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_slow_but_right(stripes_start_ll, stripes_updates):
    from emkit.check import close

    close("stripes_start_ll", stripes_start_ll, -1297.8834610, rtol=1e-5)
    close("stripes_updates", stripes_updates, 58, rtol=0, atol=0.5)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [markdown]
r"""
It ends at the optimum of question 4.1, where 4 updates were enough. A k-means start is usually safe, and
slow where k-means is wrong about the shape.
"""

# %% [markdown]
r"""
## 6 · Two ways to fail

The likelihood of a Gaussian mixture has no maximum: a component that sits on one data point gains without
limit as its variance shrinks. And EM can stop where the likelihood is level but not high. Five numbers show
both.
"""

# %%
x = np.array([(-1.0,), (0.0,), (4.0,), (5.0,), (6.0,)])
shrinking = 10.0 ** -np.arange(21)
half = np.array([0.5, 0.5])
collapse_start = half, np.array([(5.0,), (3.0,)]), np.array([[(0.05,)], [(8.0,)]])
saddle_start = half, np.array([(3.0,), (3.0,)]), np.array([[(2.0,)], [(2.0,)]])
escape_start = half, np.array([(3.0,), (3.0,)]), np.array([[(1.0,)], [(9.0,)]])


def height(s):
    """Given: the log-likelihood of x at weights 1/2, means 5 and 2.8, variances s and 7.76."""
    return log_likelihood(x, half, np.array([(5.0,), (2.8,)]), np.array([[(s,)], [(7.76,)]]))


# %% [raw]
r"""
# BEGIN QUESTION
name: g6_1
points: 1
"""

# %% [markdown]
r"""
### Question 6.1 · Collapse `1 point`

**Answer with** `ll_collapse`, the log-likelihood after exactly 2 updates from `collapse_start`, and
`growth_per_decade`, what `height(s)` gains each time $s$ shrinks by a factor 10, once it is small.

<details><summary>Hint</summary>

Only the point on the mean gains, by the normaliser $1/\sqrt{2 \pi s}$ of its density.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
ll_collapse = fit_gmm(x, *collapse_start, tol=1e-6, max_iter=2)["history"][-1]  # SOLUTION
growth_per_decade = height(1e-20) - height(1e-19)  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_two_numbers(ll_collapse, growth_per_decade):
    from emkit.check import number, require

    number("ll_collapse", ll_collapse)
    sentence = (
        "It rises as the variance shrinks. A variance that keeps shrinking is a warning, not a success."
    )
    require(number("growth_per_decade", growth_per_decade) > 0, sentence)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_collapse(ll_collapse, growth_per_decade):
    from emkit.check import close

    close("ll_collapse", ll_collapse, 130.442430, rtol=1e-3)
    close("growth_per_decade", growth_per_decade, 1.151293, rtol=2e-3)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %%
gaussian.show_growth(shrinking, height, "No highest point: each decade adds the same")
plt.show()

# %% [raw]
r"""
# BEGIN QUESTION
name: g6_2
points: 1
"""

# %% [markdown]
r"""
### Question 6.2 · A saddle `1 point`

At `saddle_start` both components are equal. So are their responsibilities, so are the updates, and so they
stay.

**Answer with** `ll_saddle`, the log-likelihood where that fit ends.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
ll_saddle = fit_gmm(x, *saddle_start)["history"][-1]  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_is_a_number(ll_saddle):
    from emkit.check import number

    number("ll_saddle", ll_saddle)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_saddle(ll_saddle):
    from emkit.check import close

    close("ll_saddle", ll_saddle, -12.2171485015, rtol=1e-4)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [markdown]
r"""
Different variances are enough to escape. Old Faithful has such a saddle too: draw the same row twice as a
mean.
"""

# %%
gaussian.show_fits(x, fit_gmm, (saddle_start, escape_start), "Equal components never part, unequal ones do")
plt.show()

# %% [markdown]
r"""
## 7 · Your own figure
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g7
points: 4
manual: true
rubric:
  - 1 ellipses centred, tilted and scaled by $\Sigma_k$
  - 1 both radii, told apart
  - 1 points and components readable without colour, axes with units
  - 1 the share of the points, and the sentence
"""

# %% [markdown]
r"""
### Question 7.1 · Ellipses `4 points, graded by a person`

Draw Old Faithful with your fit: the points, told apart by the larger responsibility, and for each component
the ellipses at one and two standard deviations. Trace them yourself:

$$\mu_k + \rho \, L_k \, (\cos t, \sin t)^\top, \qquad L_k L_k^\top = \Sigma_k, \quad \rho = 1, 2. \tag{7.1}$$

Print the share of all points inside some 2-sd ellipse, and compare it in one sentence with the 86.5 % of a
Gaussian.

Points: ellipses centred, tilted and scaled by $\Sigma_k$ (1); both radii, told apart (1); points and
components readable without colour, axes with units (1); share and sentence (1).
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
# BEGIN SOLUTION
pi, mu, Sigma = faithful_params
kind = e_step(faithful, pi, mu, Sigma).argmax(axis=1)
t = np.linspace(0, 2 * np.pi, 200)
circle, inside = np.array([np.cos(t), np.sin(t)]), np.zeros(272, dtype=bool)
fig, axes = plt.subplots(figsize=(6, 3.5), constrained_layout=True)
for k, (colour, marker, name) in enumerate([("#0072B2", "o", "short"), ("#D55E00", "s", "long")]):
    L = np.linalg.cholesky(Sigma[k])
    axes.plot(*faithful[kind == k].T, marker, color=colour, ms=3.5, alpha=0.5, label=name)
    for radius, line in ((1, "-"), (2, "--")):
        axes.plot(*(mu[k][:, None] + radius * L @ circle), line, color=colour, label=f"{name}, {radius} sd")
    inside |= (np.linalg.solve(L, (faithful - mu[k]).T) ** 2).sum(axis=0) <= 4
axes.set(xlabel="eruption (min)", ylabel="waiting (min)", title="Two kinds of eruption, both tilted")
axes.legend(fontsize=8, loc="lower right")
print(f"{inside.mean():.1%} of the points lie inside a 2-sd ellipse: close to the 86.5 % of a Gaussian.")
plt.show()
# END SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [markdown]
r"""
Further reading: Bishop, *Pattern Recognition and Machine Learning*, chapter 9; the R package mclust.
"""

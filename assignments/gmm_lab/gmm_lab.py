# %% [raw]
r"""
# ASSIGNMENT CONFIG
title: Gaussian mixtures on real data
minutes: 185
requirements: [scikit-learn]
files: [data, em_lab.R]
grading:
  cell_seconds: 180
  submission_seconds: 480
  visibility: after_due_date
"""

# %% [markdown]
r"""
# Gaussian mixtures on real data

**Goal:** fit mixtures of Gaussians in the plane, first to a geyser, then to data whose truth you know, and
learn when to distrust what comes out.

25 automatic questions (64 points) and one figure graded by a person (4 points), about 185 minutes. Section 8 is
optional: 5 of the points, 25 minutes more.
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
| $n_k$ | `resp.sum(axis=0)` | points that component $k$ answers for, $\sum_i \gamma_{ki}$; with labels, how many carry label $k$ |
| $\theta$ | `pi, mu, Sigma` | all parameters, always in this order |
| $\ell(\theta)$ | a float | log-likelihood, natural logarithm |
"""

# %%
import matplotlib.pyplot as plt
import numpy as np

from emkit.plot import gaussian
from emkit.predict import compare

faithful = np.loadtxt("data/faithful.csv", delimiter=",", skiprows=1)
units = "eruption (min)", "waiting (min)"
gaussian.show_points(faithful, "Old Faithful: two kinds of eruption?", *units)
plt.show()

# %% [markdown]
r"""
The data: 272 eruptions of the geyser Old Faithful, the length of each and the waiting time after it, both
in minutes (Härdle 1991, by way of R's `datasets`; see `data/README.md`).

Use any library you like. From Section 3 on, scikit-learn's `GaussianMixture` is a fair stand-in if your own
fit does not run yet.

A check that answers *Readable* has looked at the form alone: whether the answer is right is decided when it
is graded. Log-likelihoods you type are graded to 0.01, other numbers to 0.1 %, unless a question says
otherwise.
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


def test_mean(gaussian_mle):
    import numpy as np
    from emkit.check import call, close, parts

    for x, want in (
        ([-1.0, 0.0, 4.0, 5.0, 6.0], 2.8),
        ([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0], 1.5571428571),
    ):
        value = parts("gaussian_mle", call("gaussian_mle", gaussian_mle, np.array(x)), 2)
        close("the mean", value[0], want)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_variance(gaussian_mle):
    import numpy as np
    from emkit.check import call, close, parts

    for x, want in (
        ([-1.0, 0.0, 4.0, 5.0, 6.0], 7.76),
        ([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0], 7.9224489796),
    ):
        value = parts("gaussian_mle", call("gaussian_mle", gaussian_mle, np.array(x)), 2)
        close("the variance", value[1], want)


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

- **A** the logarithm is larger than the likelihood, so its maximum is easier to find on a computer;
- **B** the logarithm turns any likelihood into a concave function of the parameters, with one maximum;
- **C** densities lie between 0 and 1, and the logarithm spreads them over the whole real line;
- **D** it keeps the maximiser, and a product that underflows becomes a sum.
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
success_message: "Readable. Whether it is right is decided when it is graded."
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

    reasons = {
        "A": "Below 1 a logarithm is negative: it is no larger than the likelihood, and larger would not help.",
        "B": "The log-likelihood of a mixture has several maxima; the logarithm does not make it concave.",
        "C": "A density may well be above 1; only probabilities are not.",
    }
    letter = one_of("why_log", why_log, "ABCD")
    require(letter == "D", reasons.get(letter, ""))


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

**Given** `X (n, d)`, integer labels `z (n,)` from `0` to `K - 1`, each of them in use, and `K`. **Return**
`(pi, mu, Sigma)` of shapes (K,), (K, d) and (K, d, d), for $d = 1$ as well. With $n_k$ points labelled $k$,

$$\hat\pi_k = \frac{n_k}{n}, \qquad \hat\mu_k = \frac{1}{n_k} \sum_{i: z_i = k} x_i, \qquad
\hat\Sigma_k = \frac{1}{n_k} \sum_{i: z_i = k} (x_i - \hat\mu_k)(x_i - \hat\mu_k)^\top. \tag{1.2}$$

*Example.* (0, 0), (2, 4), (4, 2) labelled 0 and (6, 6), (8, 3) labelled 1: $\hat\pi = (0.6, 0.4)$,
$\hat\mu_1 = (2, 2)$ and $\hat\Sigma_1$ has $8/3$ on the diagonal, $4/3$ beside it.

<details><summary>Hint</summary>

`X[z == k]` are the points of one component. Which product of a centred table `D` and its transpose is (d, d)
for any $d$?

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
    from emkit.check import array, call_unchanged, close, parts

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6), (8, 3)], dtype=float)
    z = np.array([0, 0, 0, 1, 1])
    found = parts("fit_labelled", call_unchanged("fit_labelled", fit_labelled, X, z, 2), 3)
    share = "A weight is the share of the points that carry the label."
    zero = "Labels run from 0 to K - 1: which points have label 0?"
    close("pi", found[0], (0.6, 0.4), slips=[((0.5, 0.5), share), ((3, 2), share), ((0.4, 0), zero)])
    close(
        "mu",
        found[1],
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
    close("Sigma", found[2], want, slips=slips)
    column = parts("fit_labelled", call_unchanged("fit_labelled", fit_labelled, X[:, :1], z, 2), 3)
    array("mu", column[1], (2, 1))
    array("Sigma", column[2], (2, 1, 1))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_weights(fit_labelled):
    import numpy as np
    from emkit.check import call, close, parts

    column = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])[:, None]
    space = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    for X, z, want in (
        (column, [1, 1, 0, 0, 0], (0.6, 0.4)),
        (space, [0, 0, 1, 0, 2, 1, 0, 2, 1, 0], (0.5, 0.3, 0.2)),
    ):
        found = call("fit_labelled", fit_labelled, X, np.array(z), len(want))
        close("pi", parts("fit_labelled", found, 3)[0], want)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_means(fit_labelled):
    import numpy as np
    from emkit.check import call, close, parts

    column = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])[:, None]
    six = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    for X, z, want in (
        (column, [1, 1, 0, 0, 0], [(5,), (-0.5,)]),
        (six, [0, 0, 0, 1, 1, 1], [(1, 1), (5, 5.3333333333)]),
    ):
        found = call("fit_labelled", fit_labelled, X, np.array(z), 2)
        close("mu", parts("fit_labelled", found, 3)[1], want)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_covariances(fit_labelled):
    import numpy as np
    from emkit.check import call, close, parts

    column = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])[:, None]
    six = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    two = [
        [(0.6666666667, 0.3333333333), (0.3333333333, 0.6666666667)],
        [(0.6666666667, -1), (-1, 1.5555555556)],
    ]
    for X, z, want in (
        (column, [1, 1, 0, 0, 0], [[(2 / 3,)], [(0.25,)]]),
        (six, [0, 0, 0, 1, 1, 1], two),
    ):
        found = call("fit_labelled", fit_labelled, X, np.array(z), 2)
        close("Sigma", parts("fit_labelled", found, 3)[2], want, rtol=1e-5)


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
tell: at_once
"""

# %% [markdown]
r"""
### Question 2.1 · A Gaussian in logarithms `4 points`

**Given** `X (n, d)`, `mean (d,)`, `cov (d, d)`. **Return** the log densities, `(n,)`:

$$\ln \mathcal{N}(x; \mu, \Sigma) = -\tfrac{1}{2} \left[ d \ln 2\pi + \ln \det \Sigma
+ (x - \mu)^\top \Sigma^{-1} (x - \mu) \right]. \tag{2.1}$$

A matrix that is not positive definite is no covariance with a density: stop with an error of any kind.

*Example.* $\mu = (1, 0)$, $\Sigma$ with rows (4, 2), (2, 2): the determinant is 4. At $x = (3, 1)$ the last
term in (2.1) is 1, so the value is $-\ln 2\pi - \ln 2 - 1/2 \approx -3.0310$; at $x = \mu$ it is $-2.5310$.

<details><summary>Hint</summary>

`L = np.linalg.cholesky(cov)` raises the error for you, where a determinant alone does not: it is positive for
$-I$ in the plane. What is $\det \Sigma$ in terms of the diagonal of $L$, and how long is $L^{-1}(x - \mu)$?

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
    from emkit.check import Hint, call, close, require

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
    try:
        log_gaussian(X, mean, np.array([(1.0, 3.0), (3.0, 1.0)]))
    except Exception:
        return
    raise Hint("The rows (1, 3), (3, 1) are not positive definite: your function should stop with an error.")


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
    for cov in ([(1.0, 2.0), (2.0, 4.0)], [(1.0, 2.0), (2.0, 1.0)], [(-1.0, 0.0), (0.0, -1.0)]):
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
tell: at_once
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

Let $a_{ik} = \ln \pi_k + \ln \mathcal{N}(x_i; \mu_k, \Sigma_k)$, the entry `a[i, k - 1]` of an array like
`resp` (the symbol $\gamma_{ki}$ has its component first, its array last). What has to be subtracted from a row
of `a` so that its exponentials add up to one? `np.logaddexp.reduce` adds exponentials without leaving
logarithms.

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


def test_six_points(e_step, log_gaussian):
    import numpy as np
    from emkit.check import array, call, close, either, require, with_pieces

    def own(X, pi, mu, Sigma):
        # A slip in Question 2.1 costs nothing here: Bayes' rule on the student's own log densities counts as well.
        columns = [
            np.log(p) + np.ravel(call("log_gaussian", log_gaussian, X.copy(), m, S))
            for p, m, S in zip(pi, mu, Sigma)
        ]
        a = np.column_stack(columns)
        require(
            np.ptp(a, axis=0).min() > 0.1 and np.ptp(a, axis=1).max() > 0.1, "The log densities hardly vary."
        )
        return np.exp(a - np.logaddexp.reduce(a, axis=1, keepdims=True))

    def density(X, mean, cov):
        D = np.asarray(X) - mean
        power = (D @ np.linalg.inv(cov) * D).sum(axis=1)
        return -0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, cov))[1] + power)

    def gives(function):
        X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
        pi, mu = np.array([0.4, 0.6]), np.array([(1.0, 1.0), (4.0, 4.0)])
        Sigma = np.array([[(1, 0.2), (0.2, 1.5)], [(2, -0.5), (-0.5, 1)]])
        first = [
            0.9999999678,
            0.9973061527,
            0.9992323632,
            2.3025905947e-05,
            2.1676141389e-06,
            6.3887709878e-05,
        ]
        want = np.column_stack([first, 1 - np.array(first)])
        want[:3, 1] = 3.2188364401e-08, 2.6938473427e-03, 7.6763678765e-04
        resp = array("resp", call("e_step", function, X, pi, mu, Sigma), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            close("resp", resp, own(X, pi, mu, Sigma), rtol=1e-6, atol=1e-9)

    # With right densities in their place, a slip in Question 2.1 costs nothing here either.
    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, log_gaussian=density)))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components_in_space(e_step, log_gaussian):
    import numpy as np
    from emkit.check import array, call, close, either, require, with_pieces

    def own(X, pi, mu, Sigma):
        # A slip in Question 2.1 costs nothing here: Bayes' rule on the student's own log densities counts as well.
        columns = [
            np.log(p) + np.ravel(call("log_gaussian", log_gaussian, X.copy(), m, S))
            for p, m, S in zip(pi, mu, Sigma)
        ]
        a = np.column_stack(columns)
        require(
            np.ptp(a, axis=0).min() > 0.1 and np.ptp(a, axis=1).max() > 0.1, "The log densities hardly vary."
        )
        return np.exp(a - np.logaddexp.reduce(a, axis=1, keepdims=True))

    def density(X, mean, cov):
        D = np.asarray(X) - mean
        power = (D @ np.linalg.inv(cov) * D).sum(axis=1)
        return -0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, cov))[1] + power)

    def gives(function):
        X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
        pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
        Sigma = np.array(
            [
                [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
                [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
                [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
            ]
        )
        want = np.array(
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
        resp = array("resp", call("e_step", function, X, pi, mu, Sigma), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            close("resp", resp, own(X, pi, mu, Sigma), rtol=1e-6, atol=1e-9)

    # With right densities in their place, a slip in Question 2.1 costs nothing here either.
    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, log_gaussian=density)))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_far_row(e_step, log_gaussian):
    import numpy as np
    from emkit.check import array, call, close, either, require, with_pieces

    def own(X, pi, mu, Sigma):
        # A slip in Question 2.1 costs nothing here: Bayes' rule on the student's own log densities counts as well.
        columns = [
            np.log(p) + np.ravel(call("log_gaussian", log_gaussian, X.copy(), m, S))
            for p, m, S in zip(pi, mu, Sigma)
        ]
        a = np.column_stack(columns)
        require(
            np.ptp(a, axis=0).min() > 0.1 and np.ptp(a, axis=1).max() > 0.1, "The log densities hardly vary."
        )
        return np.exp(a - np.logaddexp.reduce(a, axis=1, keepdims=True))

    def density(X, mean, cov):
        D = np.asarray(X) - mean
        power = (D @ np.linalg.inv(cov) * D).sum(axis=1)
        return -0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, cov))[1] + power)

    def gives(function):
        X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
        pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
        Sigma = np.array(
            [
                [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
                [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
                [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
            ]
        )
        X = np.vstack([X[[0, 4]], [(500.0, 500.0, 500.0)]])
        want = np.array(
            [
                (0.7058195930, 0.2932918845, 0.0008885225),
                (0.7085740885, 0.0155621155, 0.2758637959),
                (1, 0, 0),
            ]
        )
        resp = array("resp", call("e_step", function, X, pi, mu, Sigma), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            close("resp", resp, own(X, pi, mu, Sigma), rtol=1e-6, atol=1e-9)

    # With right densities in their place, a slip in Question 2.1 costs nothing here either.
    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, log_gaussian=density)))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_one_row_and_relabelling(e_step, log_gaussian):
    import numpy as np
    from emkit.check import array, call, close, either, require, with_pieces

    def density(X, mean, cov):
        D = np.asarray(X) - mean
        power = (D @ np.linalg.inv(cov) * D).sum(axis=1)
        return -0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, cov))[1] + power)

    def gives(function):
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
        X, pi, mu, Sigma = X[:1], pi[order], mu[order], Sigma[order]
        want = np.array([(0.0008885225, 0.7058195930, 0.2932918845)])
        resp = array("resp", call("e_step", function, X, pi, mu, Sigma), (1, 3))
        require(abs(resp.sum() - 1) < 1e-9, "The responsibilities of a point add up to one.")
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            a = [
                np.log(p) + np.ravel(call("log_gaussian", log_gaussian, X.copy(), m, S))[0]
                for p, m, S in zip(pi, mu, Sigma)
            ]
            close("resp", resp, [np.exp(np.array(a) - np.logaddexp.reduce(a))], rtol=1e-6, atol=1e-9)

    # With right densities in their place, a slip in Question 2.1 costs nothing here either.
    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, log_gaussian=density)))


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
points: 2
"""

# %% [markdown]
r"""
### Question 2.3 · The slope in a covariance `2 points`

Why does the M-step take a weighted average of products? What it maximises depends on $\Sigma_k$ through $A =
\Sigma_k^{-1}$ and the weighted scatter $W = \sum_i \gamma_{ki} (x_i - \mu_k)(x_i - \mu_k)^\top$ alone:

$$f(A) = \tfrac{1}{2} \left[ n_k \ln \det A - \operatorname{tr}(A W) \right]. \tag{2.3}$$

**Given** symmetric `A (d, d)` and `W (d, d)` and the number `n_k`. **Return** the (d, d) array of slopes of
(2.3), one for each entry of $A$ moved by itself.

*Example.* $d = 1$, $A = 2$, $W = 3$, $n_k = 4$: $f$ is $\tfrac{1}{2}(4 \ln A - 3 A)$, with slope $-1/2$.

<details><summary>Hint</summary>

In one dimension the slope of $\ln A$ is $1/A$; in $d$ dimensions that of $\ln \det A$ is an inverse. Which
entry of $W$ meets the entry $A_{ij}$ in the trace?

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def slope(A, W, n_k):
    """Slopes (d, d) of equation (2.3) in the entries of A."""
    # BEGIN SOLUTION
    return (n_k * np.linalg.inv(A) - np.asarray(W)) / 2
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


def test_small_steps(slope):
    import numpy as np
    from emkit.check import array, call_unchanged, close

    A, W, n_k = np.array([(2.0, 0.5), (0.5, 1.0)]), np.array([(3.0, 1.0), (1.0, 2.0)]), 4.0
    found = array("slope", call_unchanged("slope", slope, A, W, n_k), (2, 2))

    def f(A):
        return (n_k * np.log(np.linalg.det(A)) - np.trace(A @ W)) / 2

    want = np.zeros((2, 2))
    for i in (0, 1):
        for j in (0, 1):
            step = np.zeros((2, 2))
            step[i, j] = 1e-5
            want[i, j] = (f(A + step) - f(A - step)) / 2e-5
    both = want + want.T - np.diag(np.diag(want))
    slips = [
        (2 * want, "The half in front of (2.3) is still there when A moves."),
        (both, "Move one entry of A at a time, without its mirror image."),
        (-want, "Does (2.3) rise or fall when A grows from nothing?"),
        (want + W, "The trace stands in (2.3) with a minus."),
        (want + W / 2, "The trace moves with A, too."),
    ]
    close(
        "slope",
        found,
        want,
        rtol=1e-6,
        atol=1e-8,
        slips=slips,
        otherwise="Move an entry of A a little: (2.3) changes by another amount.",
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_slope_in_the_plane(slope):
    import numpy as np
    from emkit.check import call, close

    A, W = np.array([(1.5, -0.4), (-0.4, 0.8)]), np.array([(2.0, -0.3), (-0.3, 1.2)])
    close(
        "slope",
        call("slope", slope, A, W, 2.5),
        np.array([(-0.0384615385, 0.6307692308), (0.6307692308, 1.2028846154)]),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_slope_vanishes_at_the_weighted_average(slope):
    import numpy as np
    from emkit.check import call, close

    W = np.array([(4.0, 1.0, -0.5), (1.0, 3.0, 0.2), (-0.5, 0.2, 2.0)])
    A = np.linalg.inv(W / 3.5)
    close("slope", call("slope", slope, A, W, 3.5), np.zeros((3, 3)), rtol=0, atol=1e-9)
    close("slope", call("slope", slope, np.eye(3), W, 3.5), (3.5 * np.eye(3) - W) / 2)


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
name: g2_4
points: 4
"""

# %% [markdown]
r"""
### Question 2.4 · M-step `4 points`

**Given** `X (n, d)` and responsibilities `resp (n, K)` with no empty column. **Return** `(pi, mu, Sigma)`:

$$\pi_k = \frac{n_k}{n}, \qquad \mu_k = \frac{1}{n_k} \sum_i \gamma_{ki} \, x_i, \qquad
\Sigma_k = \frac{1}{n_k} \sum_i \gamma_{ki} \, (x_i - \mu_k)(x_i - \mu_k)^\top. \tag{2.4}$$

This is (1.2) with counts that may be fractions, and $\Sigma_k$ is where the slope of Question 2.3 vanishes.

*Example.* Points (0, 0), (2, 4), (4, 2), (6, 6) that belong to component 1 with shares 1, 3/4, 3/4, 1/2:
$n_1 = 3$, $\mu_1 = (2.5, 2.5)$, and $\Sigma_1$ has 4.75 on the diagonal, 3.75 beside it.

<details><summary>Hint</summary>

`resp.T @ X` holds every weighted sum of points, one row a component; what divides its row $k$? For one
covariance, give the rows of the centred table `D` their weights in one of the two factors of `D.T @ D`.

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
    from emkit.check import call_unchanged, close, parts

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6), (3, 3)], dtype=float)
    resp = np.array([(1, 0), (0.75, 0.25), (0.75, 0.25), (0.5, 0.5), (0, 1)])
    pi, mu, Sigma = parts("m_step", call_unchanged("m_step", m_step, X, resp), 3)
    total = "With five points and two components, what should the weights sum to?"
    close("pi", pi, (0.6, 0.4), slips=[((1.5, 1), total), ((3, 2), total), ((0.5, 0.5), total)])
    mean = "If all points are equal to c, every mean must be c."
    share = "A point with responsibility zero should drop out of the sum."
    slips = [
        ([(1.5, 1.5), (1.5, 1.5)], mean),
        ([(7.5, 7.5), (7.5, 7.5)], mean),
        ([(3, 3), (3, 3)], share),
        (
            [(2.5, 3.75), (2.5, 3.75)],
            "Row k of the sums belongs to component k: give its divisor the shape (K, 1).",
        ),
    ]
    close("mu", mu, [(2.5, 2.5), (3.75, 3.75)], slips=slips)

    def square(a, b, c, d):
        return [[(a, b), (b, a)], [(c, d), (d, c)]]

    tens = "Multiply all responsibilities by ten: a covariance should not change."
    slips = [
        (square(4.75, 0, 1.9375, 0), "Off-diagonal entries describe how the two coordinates move together."),
        (square(2.85, 2.25, 0.775, 0.575), tens),
        (square(14.25, 11.25, 3.875, 2.875), tens),
        (square(7.125, 5.625, 3.875, 2.875), "Look at the divisor in (2.4): nothing is taken off it."),
        (
            square(6.4528301887, 5.0943396226, 2.9523809524, 2.1904761905),
            "A library may correct its divisor; which option of it leaves a plain average?",
        ),
        (square(3.5729166667, 2.8229166667, 1.01171875, 0.88671875), "Each product is weighted once."),
        (square(4.25, 3.45, 4.5625, 3.7625), share),
        (square(5, 4, 2.5, 2), "Around which mean should component k spread?"),
        (square(11, 10, 16, 15.5), "If all points are equal to c, every covariance must be zero."),
        (
            square(2.1794494718, 1.9364916731, 1.3919410907, 1.1989578808),
            "Check the unit: squared, not rooted.",
        ),
    ]
    close("Sigma", Sigma, square(4.75, 3.75, 1.9375, 1.4375), slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_weights(m_step):
    import numpy as np
    from emkit.check import call, call_unchanged, close, parts

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    first = np.array([0.9, 0.8, 0.7, 0.2, 0.05, 0.15])
    found = call_unchanged("m_step", m_step, X, np.column_stack([first, 1 - first]))
    close("pi", parts("m_step", found, 3)[0], (0.4666666667, 0.5333333333))
    resp = [
        (0.7, 0.2, 0.1),
        (0.1, 0.6, 0.3),
        (0.25, 0.25, 0.5),
        (0.9, 0.05, 0.05),
        (0.2, 0.3, 0.5),
        (0.4, 0.4, 0.2),
    ]
    close("pi", parts("m_step", call("m_step", m_step, X, np.array(resp)), 3)[0], (0.425, 0.3, 0.275))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_means(m_step):
    import numpy as np
    from emkit.check import call, close, parts

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    first = [0.9999999678, 0.9973061527, 0.9992323632, 2.3025905947e-05, 2.1676141389e-06, 6.3887709878e-05]
    found = call("m_step", m_step, X, np.column_stack([first, 1 - np.array(first)]))
    close("mu", parts("m_step", found, 3)[1], [(0.9998421560, 0.9992618761), (4.9956659586, 5.3292039743)])
    resp = [
        (0.7, 0.2, 0.1),
        (0.1, 0.6, 0.3),
        (0.25, 0.25, 0.5),
        (0.9, 0.05, 0.05),
        (0.2, 0.3, 0.5),
        (0.4, 0.4, 0.2),
    ]
    want = [(3.0980392157, 3.3529411765), (2.6388888889, 3.1666666667), (3.2424242424, 2.8787878788)]
    close("mu", parts("m_step", call("m_step", m_step, X, np.array(resp)), 3)[1], want)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_covariances_in_the_plane(m_step):
    # A ridge of 1e-6, as libraries add it, still passes.
    import numpy as np
    from emkit.check import call, close, parts

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    first = [0.9999999678, 0.9973061527, 0.9992323632, 2.3025905947e-05, 2.1676141389e-06, 6.3887709878e-05]
    found = call("m_step", m_step, X, np.column_stack([first, 1 - np.array(first)]))
    want = [
        [(0.6674936432, 0.3342258938), (0.3342258938, 0.6674143934)],
        [(0.6825289461, -0.9835764108), (-0.9835764108, 1.5684963301)],
    ]
    close("Sigma", parts("m_step", found, 3)[2], want, rtol=1e-5)
    resp = [
        (0.7, 0.2, 0.1),
        (0.1, 0.6, 0.3),
        (0.25, 0.25, 0.5),
        (0.9, 0.05, 0.05),
        (0.2, 0.3, 0.5),
        (0.4, 0.4, 0.2),
    ]
    want = [
        [(4.9903883122, 4.9850057670), (4.9850057670, 6.7773933103)],
        [(4.1751543210, 3.5046296296), (3.5046296296, 5.6944444444)],
        [(4.4866850321, 3.0596877870), (3.0596877870, 4.2883379247)],
    ]
    close("Sigma", parts("m_step", call("m_step", m_step, X, np.array(resp)), 3)[2], want, rtol=1e-5)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_covariances_in_space(m_step):
    import numpy as np
    from emkit.check import array, call, close, parts

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
    Sigma = array("Sigma", parts("m_step", call("m_step", m_step, X, resp), 3)[2], (3, 3, 3))
    close("Sigma", np.linalg.det(Sigma), (3.1560733747, 1.6320926828, 0.7547050182), rtol=1e-5)
    close("Sigma", Sigma, np.swapaxes(Sigma, 1, 2), rtol=1e-9, atol=1e-9)


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
name: g2_5
points: 5
tell: at_once
"""

# %% [markdown]
r"""
### Question 2.5 · The whole fit `5 points`

**Given** `X`, a start `pi, mu, Sigma`, `tol` and `max_iter`. **Return** a dict with `pi`, `mu`, `Sigma`,
`history` and `converged`. `history` holds $\ell(\theta)$ at the start and after each update. Stop after the
first update $t$ with

$$\ell(\theta_t) - \ell(\theta_{t-1}) < \mathtt{tol} \tag{2.5}$$

and `converged = True`, or after `max_iter` updates without it and `converged = False`. If a covariance
collapses, let the error of question 2.1 through: an error is better than `nan`.

*Example.* From the start of example 2.2 on (0, 0), (2, 4), (4, 2), (6, 6), with `max_iter = 1`, the history
is $-18.1974, -15.5795$.

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
    from emkit.check import Hint, array, call_unchanged, close, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6)], dtype=float)
    pi, mu = np.array([0.25, 0.75]), np.array([(2.0, 2.0), (4.0, 5.0)])
    Sigma = np.array([[(4.0, 2.0), (2.0, 2.0)], [(2.0, -1.0), (-1.0, 3.0)]])
    try:
        fit = call_unchanged("fit_gmm", fit_gmm, X, pi, mu, Sigma, 1e-6, 1)
    except Hint as hint:
        if "definite" not in str(hint):
            raise
        raise Hint(
            "Nothing collapses as long as every point is shared: are your responsibilities soft?"
        ) from None
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


def test_one_update_is_both_steps(fit_gmm, e_step, m_step, log_likelihood):
    import numpy as np
    from emkit.check import call, call_unchanged, close, either, require, with_pieces

    def log_joint(X, pi, mu, Sigma):
        D = np.asarray(X)[:, None] - mu
        power = np.einsum("nkd,kde,nke->nk", D, np.linalg.inv(Sigma), D)
        return np.log(pi) - 0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, Sigma))[1] + power)

    def shares(X, *theta):
        a = log_joint(X, *theta)
        return np.exp(a - np.logaddexp.reduce(a, axis=1, keepdims=True))

    def refit(X, resp):
        X, resp = np.asarray(X), np.asarray(resp)
        n_k = resp.sum(axis=0)
        mu = resp.T @ X / n_k[:, None]
        D = X[:, None] - mu
        return n_k / len(X), mu, np.einsum("nk,nkd,nke->kde", resp, D, D) / n_k[:, None, None]

    def height(X, *theta):
        return float(np.logaddexp.reduce(log_joint(X, *theta), axis=1).sum())

    def gives(function, e_step, m_step, log_likelihood):
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
        fit = call_unchanged("fit_gmm", function, X, pi, mu, Sigma, 1e-6, 1)
        require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
        for name, part in zip(("pi", "mu", "Sigma"), want, strict=True):
            close(name, fit.get(name), part, rtol=1e-9, atol=1e-12)

    # Slips in the pieces are paid for in their own questions: with right ones the loop is right.
    mine = {"e_step": e_step, "m_step": m_step, "log_likelihood": log_likelihood}
    right = {"e_step": shares, "m_step": refit, "log_likelihood": height}
    either(lambda: gives(fit_gmm, **mine), lambda: gives(with_pieces(fit_gmm, **right), **right))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_path_of_three_updates(fit_gmm, e_step, m_step, log_likelihood):
    import numpy as np
    from emkit.check import array, call, close, either, require, with_pieces

    def log_joint(X, pi, mu, Sigma):
        D = np.asarray(X)[:, None] - mu
        power = np.einsum("nkd,kde,nke->nk", D, np.linalg.inv(Sigma), D)
        return np.log(pi) - 0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, Sigma))[1] + power)

    def shares(X, *theta):
        a = log_joint(X, *theta)
        return np.exp(a - np.logaddexp.reduce(a, axis=1, keepdims=True))

    def refit(X, resp):
        X, resp = np.asarray(X), np.asarray(resp)
        n_k = resp.sum(axis=0)
        mu = resp.T @ X / n_k[:, None]
        D = X[:, None] - mu
        return n_k / len(X), mu, np.einsum("nk,nkd,nke->kde", resp, D, D) / n_k[:, None, None]

    def height(X, *theta):
        return float(np.logaddexp.reduce(log_joint(X, *theta), axis=1).sum())

    def gives(function, e_step, m_step, log_likelihood):
        def own(X, theta, n):
            # What counts is the loop: the path of the student's own steps is a right path.
            history = [call("log_likelihood", log_likelihood, X.copy(), *theta)]
            for _ in range(n):
                theta = call("m_step", m_step, X.copy(), call("e_step", e_step, X.copy(), *theta))
                history.append(call("log_likelihood", log_likelihood, X.copy(), *theta))
            return theta, np.array(history, dtype=float)

        rs = np.random.RandomState(7)
        X = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
        pi, mu = np.ones(3) / 3, np.array([(-1.0, 0.0), (1.0, 0.0), (4.5, 2.5)])
        Sigma = np.array([np.eye(2)] * 3)
        fit = call("fit_gmm", function, X, pi.copy(), mu.copy(), Sigma.copy(), -np.inf, 5)
        require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
        path = own(X, (pi, mu, Sigma), 3)[1]
        require(np.ptp(path) > 0.1, "The path of your own steps hardly moves.")
        close("history", array("history", fit.get("history"))[:4], path, rtol=1e-8)

    # Slips in the pieces are paid for in their own questions: with right ones the loop is right.
    mine = {"e_step": e_step, "m_step": m_step, "log_likelihood": log_likelihood}
    right = {"e_step": shares, "m_step": refit, "log_likelihood": height}
    either(lambda: gives(fit_gmm, **mine), lambda: gives(with_pieces(fit_gmm, **right), **right))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_stopping_rule(fit_gmm, e_step, m_step, log_likelihood):
    import numpy as np
    from emkit.check import array, call, either, require, with_pieces

    def log_joint(X, pi, mu, Sigma):
        D = np.asarray(X)[:, None] - mu
        power = np.einsum("nkd,kde,nke->nk", D, np.linalg.inv(Sigma), D)
        return np.log(pi) - 0.5 * (np.linalg.slogdet(np.multiply(2 * np.pi, Sigma))[1] + power)

    def shares(X, *theta):
        a = log_joint(X, *theta)
        return np.exp(a - np.logaddexp.reduce(a, axis=1, keepdims=True))

    def refit(X, resp):
        X, resp = np.asarray(X), np.asarray(resp)
        n_k = resp.sum(axis=0)
        mu = resp.T @ X / n_k[:, None]
        D = X[:, None] - mu
        return n_k / len(X), mu, np.einsum("nk,nkd,nke->kde", resp, D, D) / n_k[:, None, None]

    def height(X, *theta):
        return float(np.logaddexp.reduce(log_joint(X, *theta), axis=1).sum())

    def gives(function, e_step, m_step, log_likelihood):
        def own(X, theta, n):
            # What counts is the loop: the path of the student's own steps is a right path.
            history = [call("log_likelihood", log_likelihood, X.copy(), *theta)]
            for _ in range(n):
                theta = call("m_step", m_step, X.copy(), call("e_step", e_step, X.copy(), *theta))
                history.append(call("log_likelihood", log_likelihood, X.copy(), *theta))
            return theta, np.array(history, dtype=float)

        rs = np.random.RandomState(7)
        X = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
        start = np.ones(3) / 3, np.array([(0.0, 0.0), (6.0, 0.0), (3.0, 5.0)]), np.array([np.eye(2)] * 3)
        gains = np.diff(own(X, start, 12)[1])
        for tol, max_iter in ((1e-3, 12), (1e-6, 12), (1e-6, 3)):
            fit = call("fit_gmm", function, X.copy(), *(part.copy() for part in start), tol, max_iter)
            require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
            found = array("history", fit.get("history")).size - 1, bool(fit.get("converged"))
            # A gain by its size is as good: it differs only where a step of one's own lowers the log-likelihood.
            wanted = []
            for gain in (gains[:max_iter], abs(gains[:max_iter])):
                below = np.flatnonzero(gain < tol)
                wanted.append((int(below[0]) + 1, True) if below.size else (max_iter, False))
            require(found[0] in [w[0] for w in wanted], "The fit stops at the wrong update.")
            require(found in wanted, "`converged` does not say why the fit stopped.")

    # Slips in the pieces are paid for in their own questions: with right ones the loop is right.
    mine = {"e_step": e_step, "m_step": m_step, "log_likelihood": log_likelihood}
    right = {"e_step": shares, "m_step": refit, "log_likelihood": height}
    either(lambda: gives(fit_gmm, **mine), lambda: gives(with_pieces(fit_gmm, **right), **right))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_ends_where_it_says(fit_gmm, log_likelihood):
    import numpy as np
    from emkit.check import array, call, close, require

    rs = np.random.RandomState(7)
    X = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
    start = np.ones(3) / 3, np.array([(-1.0, 0.0), (1.0, 0.0), (4.5, 2.5)]), np.array([np.eye(2)] * 3)
    fit = call("fit_gmm", fit_gmm, X.copy(), *start, -np.inf, 7)
    require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
    history = array("history", fit.get("history"))
    require(history.size > 3 and np.ptp(history) > 0.1, "The history hardly moves.")
    theta = (array(key, fit.get(key)) for key in ("pi", "mu", "Sigma"))
    close("history", history[-1], log_likelihood(X, *theta), rtol=1e-8)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_collapse_is_no_success(fit_gmm, e_step, m_step, log_likelihood):
    import numpy as np
    from emkit.check import array, call, require

    def own(X, theta, n):
        # What counts is the loop: the path of the student's own steps is a right path.
        history = [log_likelihood(X.copy(), *theta)]
        for _ in range(n):
            theta = m_step(X.copy(), e_step(X.copy(), *theta))
            history.append(log_likelihood(X.copy(), *theta))
        return theta, np.array(history, dtype=float)

    rs = np.random.RandomState(7)
    X = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
    pi, mu = np.ones(3) / 3, np.array([(-1.0, 0.0), (1.0, 0.0), (4.5, 2.5)])
    Sigma = np.array([np.eye(2)] * 3)
    fit = call("fit_gmm", fit_gmm, X, pi.copy(), mu.copy(), Sigma.copy(), 1e-6, 2)
    require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
    healthy, begin = array("history", fit.get("history")), own(X, (pi, mu, Sigma), 1)[1]
    require(healthy.size > 1 and np.ptp(healthy) > 0.01, "The fit stops where nothing collapses.")
    require(np.isclose(healthy[0], begin).any(), "The history is made up.")
    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    pi, mu = np.array([0.5, 0.3, 0.2]), np.array([(1.0, 1, 3), (0, 3, 1), (2, 2, 5)])
    Sigma = np.array(
        [
            [(1.5, 0.3, 0), (0.3, 2, 0.4), (0, 0.4, 3)],
            [(1, 0, 0), (0, 2, 0), (0, 0, 3)],
            [(2, -0.5, 0.2), (-0.5, 1.5, 0), (0.2, 0, 2.5)],
        ]
    )
    try:
        path = own(X, (pi, mu, Sigma), 30)[1]
    except Exception:
        path = np.array([np.nan])
    try:
        fit = fit_gmm(X, pi, mu, Sigma, -np.inf, 30)
    except Exception:
        require(not np.isfinite(path).all(), "The fit stops with an error where your own steps go on.")
        return
    require(isinstance(fit, dict), "`fit_gmm` should return a dict.")
    history = array("history", fit.get("history"))
    if np.isfinite(path).all():
        require(history.size >= path.size - 1, "The fit stops where your own steps go on.")
    else:
        require(not fit.get("converged"), "A collapsed fit says that it converged.")
        require(history.size < 25, "The fit goes on after a covariance collapsed.")


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

**Answer with** two log-likelihoods to two decimals or better: `ll_one` of a single Gaussian with full
covariance, fitted by (1.2) with one label, and `ll_two` of the fit from `start` with `tol=1e-8`. Keep that fit
as `two`; it is not graded itself.

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
success_message: "Readable. Whether it is right is decided when it is graded."
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


def test_one_gaussian(ll_one, fit_labelled, log_likelihood, faithful):
    # Right, or what the student's own functions give: a slip in Section 1 is not paid for again.
    import numpy as np
    from emkit.check import call, close, number

    if abs(number("ll_one", ll_one) + 1289.7967450526) > 0.01:
        theta = call("fit_labelled", fit_labelled, faithful.copy(), np.zeros(272, dtype=int), 1)
        close(
            "ll_one",
            ll_one,
            call("log_likelihood", log_likelihood, faithful.copy(), *theta),
            rtol=0,
            atol=0.01,
        )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_two_gaussians(ll_two):
    from emkit.check import close

    close("ll_two", ll_two, -1130.2639601847, rtol=0, atol=0.01)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_end_of_a_fit(ll_two, ll_one, fit_gmm, faithful):
    # Right, or where the student's own fit ends, as long as that beats a single Gaussian.
    import numpy as np
    from emkit.check import call, close, number, require

    value = number("ll_two", ll_two)
    require(
        value > number("ll_one", ll_one) + 1,
        "Two components contain the single one, so they cannot fit worse.",
    )
    if abs(value + 1130.2639601847) > 0.01:
        start = (
            np.array([0.5, 0.5]),
            np.array([(2.0, 55.0), (4.0, 80.0)]),
            np.array([np.diag([1.0, 100.0])] * 2),
        )
        fit = call("fit_gmm", fit_gmm, faithful.copy(), *start, 1e-8)
        close("ll_two", value, fit["history"][-1], rtol=0, atol=0.01)


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

EM keeps the order of its start. Look at `mu[:, 0]`; if it decreases, reorder all three arrays with the same
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
success_message: "Readable. Whether it is right is decided when it is graded."
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
    from emkit.check import close, parts

    close("pi", parts("faithful_params", faithful_params, 3)[0], (0.3558728575, 0.6441271425), rtol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_means(faithful_params):
    from emkit.check import close, parts

    want = [(2.0363884557, 54.4785163878), (4.2896619740, 79.9681151853)]
    close("mu", parts("faithful_params", faithful_params, 3)[1], want, rtol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_covariances(faithful_params):
    from emkit.check import close, parts

    want = [
        [(0.0691676734, 0.4351676333), (0.4351676333, 33.6972821329)],
        [(0.1699684345, 0.9406093039), (0.9406093039, 36.0462111449)],
    ]
    close("Sigma", parts("faithful_params", faithful_params, 3)[2], want, rtol=4e-3)


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

**Answer with** `bic_one` and `bic_two` for the two fits of Question 3.1, to one decimal or better, and
`chosen_K`, 1 or 2.

<details><summary>Hint</summary>

How many entries of a symmetric 2 x 2 matrix can you choose freely, and how many of $K$ weights that add up to
one?

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
success_message: "Readable. Whether it is right is decided when it is graded."
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


def test_one_component(bic_one, ll_one):
    import numpy as np
    from emkit.check import close, number

    own = -2 * number("ll_one", ll_one) + 5 * np.log(272)
    value = number("bic_one", bic_one)
    close("bic_one", value, 2607.6225004367 if abs(value - own) > 0.1 else own, rtol=0, atol=0.1)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_two_components_and_choice(bic_one, bic_two, chosen_K, ll_two):
    import numpy as np
    from emkit.check import close, number, one_of, require

    own = -2 * number("ll_two", ll_two) + 11 * np.log(272)
    value = number("bic_two", bic_two)
    close("bic_two", value, 2322.1917430987 if abs(value - own) > 0.1 else own, rtol=0, atol=0.1)
    smaller = 2 if value < number("bic_one", bic_one) else 1
    require(one_of("chosen_K", chosen_K, (1, 2)) == smaller, "The other model has the smaller criterion.")


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
success_message: "Readable. Whether it is right is decided when it is graded."
"""  # END TEST CONFIG


def test_is_a_probability(p_long):
    from emkit.check import number, require

    require(0 <= number("p_long", p_long) <= 1, "A probability lies between 0 and 1.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_posterior(p_long, e_step, faithful_params):
    import numpy as np
    from emkit.check import array, call, close, number, parts, require

    value = number("p_long", p_long)
    require(0.5 < value < 1, "Is that the long kind?")
    if abs(value - 0.7845028971) > 0.008:
        theta = parts("faithful_params", faithful_params, 3)
        resp = array("resp", call("e_step", e_step, np.array([(3.0, 65.0)]), *theta), (1, 2))
        require(0.5 < resp[0, 1] < 0.99, "Is that the long kind?")
        close("p_long", value, resp[0, 1], rtol=1e-2)


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
`em_lab.R`, beside this notebook, does Section 3 in R with mclust. Its BIC has the other sign: there, larger is
better.
"""

# %% [markdown]
r"""
## 4 · K-means or EM?

K-means gives each point to its nearest centre and moves the centres to the means: no shares, no shapes. You
compare both on three simulated sets by the adjusted Rand index, the agreement with the true labels: it is 1
where they agree and near 0 for labels drawn at random. Indices are graded to 0.001.
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


def em_labels(X, start):
    """Given: the component with the largest responsibility for each point, after your fit."""
    fit = fit_gmm(X, *start)
    return np.asarray(e_step(X, fit["pi"], fit["mu"], fit["Sigma"])).argmax(axis=1)


# %%
rs = np.random.RandomState(215)
stripes = np.vstack([rs.randn(150, 2) * [3, 0.4] + [0, 1.5], rs.randn(150, 2) * [3, 0.4] + [0, -1.5]])
rs = np.random.RandomState(7)
blobs = np.vstack([rs.randn(100, 2) + centre for centre in [(0, 0), (6, 0), (3, 5)]])
rs = np.random.RandomState(11)
spread = np.vstack([rs.randn(150, 2) * 0.5 + [4, 0], rs.randn(150, 2) * 3])

halves, thirds = np.repeat([0, 1], 150), np.repeat([0, 1, 2], 100)  # the true labels

sets = {"stripes": stripes, "blobs": blobs, "spread": spread}
gaussian.show_sets(sets, "Two stripes, three blobs, one cluster in another")
plt.show()

# %% [raw]
r"""
# BEGIN QUESTION
name: g4_1
points: 1
"""

# %% [markdown]
r"""
### Question 4.1 · Predict `1 point`

Before you run anything: on each of the three sets, which method will agree better with the true labels?

**Answer with** `predicted_winners`, three letters in the order stripes, blobs, spread, such as `"KDE"`: **K**
for k-means, **E** for EM, **D** for about the same. The point is for a prediction, right or wrong; it comes
back at the end of the section.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
predicted_winners = "EDE"  # SOLUTION

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
success_message: "Noted. Nothing here is right or wrong."
"""  # END TEST CONFIG


def test_three_letters(predicted_winners):
    from emkit.check import one_of, require, require_defined

    require_defined("predicted_winners", predicted_winners)
    kinds = "`predicted_winners` should be three letters, one for each set."
    require(isinstance(predicted_winners, (str, list, tuple)), kinds)
    letters = [letter for letter in predicted_winners if str(letter).strip(" ,")]
    require(len(letters) == 3, kinds)
    for letter in letters:
        one_of("predicted_winners", letter, "KED")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_a_prediction_was_made(predicted_winners):
    from emkit.check import one_of, require, require_defined

    require_defined("predicted_winners", predicted_winners)
    letters = [letter for letter in predicted_winners if str(letter).strip(" ,")]
    require(len(letters) == 3, "`predicted_winners` should be three letters, one for each set.")
    for letter in letters:
        one_of("predicted_winners", letter, "KED")


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
name: g4_2
points: 3
"""

# %% [markdown]
r"""
### Question 4.2 · Stripes `3 points`

`stripes` are two long clusters, one above the other; the true labels are `halves`.

**Answer with** `z_kmeans` and `z_gmm`, the labels from `kmeans(stripes, 2)` and from `em_labels` with the start
`unit_start([(0, -1), (0, 1)])`; `ari_kmeans` and `ari_gmm`, their adjusted Rand indices; and `why_stripes`, why
k-means does what it does:

- **A** its ten starts were all unlucky, and a larger number of them would have found the stripes;
- **B** it needs clusters with equally many points, and random draws never have them exactly;
- **C** it counts distance alike in all directions, and cutting across leaves shorter ones;
- **D** the two stripes overlap too much for any method that sees the points alone.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
z_kmeans = kmeans(stripes, 2)  # SOLUTION
z_gmm = em_labels(stripes, unit_start([(0, -1), (0, 1)]))  # SOLUTION
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
success_message: "Readable. Whether it is right is decided when it is graded."
"""  # END TEST CONFIG


def test_labels_indices_and_letter(z_kmeans, z_gmm, ari_kmeans, ari_gmm, why_stripes):
    from emkit.check import array, number, one_of, require

    for name, z, index in (("kmeans", z_kmeans, ari_kmeans), ("gmm", z_gmm, ari_gmm)):
        labels = array(f"z_{name}", z, (300,))
        require(len(set(labels)) == 2, f"`z_{name}` should hold two different labels.")
        found = number(f"ari_{name}", index)
        require(-0.5 <= found <= 1, f"`ari_{name}` should be an adjusted Rand index, at most 1.")
    one_of("why_stripes", why_stripes, "ABCD")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_kmeans_on_stripes(z_kmeans, ari_kmeans):
    import numpy as np
    from emkit.check import array, close

    def adjusted_rand(z, truth):
        codes = np.unique(z, return_inverse=True)[1]
        table = np.zeros((truth.max() + 1, codes.max() + 1))
        np.add.at(table, (truth, codes), 1)
        both, rows, columns, every = (
            (counts * (counts - 1) / 2).sum()
            for counts in (table, table.sum(axis=1), table.sum(axis=0), table.sum())
        )
        return (both - rows * columns / every) / ((rows + columns) / 2 - rows * columns / every)

    index = adjusted_rand(array("z_kmeans", z_kmeans, (300,)), np.repeat([0, 1], 150))
    close("the index of `z_kmeans`", index, -0.0022335405, rtol=0, atol=1e-3)
    close("ari_kmeans", ari_kmeans, -0.0022335405, rtol=0, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_gmm_on_stripes(z_gmm, ari_gmm):
    import numpy as np
    from emkit.check import array, close, require

    def adjusted_rand(z, truth):
        codes = np.unique(z, return_inverse=True)[1]
        table = np.zeros((truth.max() + 1, codes.max() + 1))
        np.add.at(table, (truth, codes), 1)
        both, rows, columns, every = (
            (counts * (counts - 1) / 2).sum()
            for counts in (table, table.sum(axis=1), table.sum(axis=0), table.sum())
        )
        return (both - rows * columns / every) / ((rows + columns) / 2 - rows * columns / every)

    # The component that starts below gets the stripe below, whose true label is 1: a fit says so, a guess does not.
    labels = array("z_gmm", z_gmm, (300,))
    close("the index of `z_gmm`", adjusted_rand(labels, np.repeat([0, 1], 150)), 1.0, rtol=0, atol=1e-3)
    require(labels[0] > labels[-1], "Which of the two components starts below?")
    close("ari_gmm", ari_gmm, 1.0, rtol=0, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_why_stripes(why_stripes):
    from emkit.check import one_of, require

    reasons = {
        "A": "More starts find the same border: it has the smallest sum of squared distances.",
        "B": "These two clusters have 150 points each.",
        "D": "A person, and EM, can tell them apart.",
    }
    letter = one_of("why_stripes", why_stripes, "ABCD")
    require(letter == "C", reasons.get(letter, ""))


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
name: g4_3
points: 2
"""

# %% [markdown]
r"""
### Question 4.3 · Round blobs `2 points`

`blobs` are three clusters of one shape and size, with true labels `thirds`.

**Answer with** `blobs_ari`, the pair of indices (k-means, EM from `unit_start` at the true centres (0, 0),
(6, 0), (3, 5)), and `blobs_claim`:

- **A** EM is as good as k-means here, not better, for all its parameters;
- **B** EM is clearly better, because it is the more general of the two methods;
- **C** k-means is clearly better, because components of a mixture cannot be round;
- **D** both are close to guessing, because the blobs have the same shape and size.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
z_blobs = em_labels(blobs, unit_start([(0, 0), (6, 0), (3, 5)]))  # SOLUTION
blobs_ari = adjusted_rand(thirds, kmeans(blobs, 3)), adjusted_rand(thirds, z_blobs)  # SOLUTION
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
success_message: "Readable. Whether it is right is decided when it is graded."
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


def test_indices_on_blobs(blobs_ari, blobs, fit_gmm, e_step):
    # Right, or what the student's own fit gives: a slip in Section 2 is not paid for again.
    import numpy as np
    from emkit.check import array, call, close

    def adjusted_rand(z, truth):
        codes = np.unique(z, return_inverse=True)[1]
        table = np.zeros((truth.max() + 1, codes.max() + 1))
        np.add.at(table, (truth, codes), 1)
        both, rows, columns, every = (
            (counts * (counts - 1) / 2).sum()
            for counts in (table, table.sum(axis=1), table.sum(axis=0), table.sum())
        )
        return (both - rows * columns / every) / ((rows + columns) / 2 - rows * columns / every)

    pair = array("blobs_ari", blobs_ari, (2,))
    close("blobs_ari", pair[0], 0.9800166697, rtol=0, atol=1e-3)
    if abs(pair[1] - 0.9701518593) > 1e-3:
        means = np.array([(0.0, 0.0), (6.0, 0.0), (3.0, 5.0)])
        start = np.ones(3) / 3, means, np.array([np.eye(2)] * 3)
        fit = call("fit_gmm", fit_gmm, blobs.copy(), *start)
        resp = array("resp", e_step(blobs.copy(), fit["pi"], fit["mu"], fit["Sigma"]), (300, 3))
        own = adjusted_rand(resp.argmax(axis=1), np.repeat([0, 1, 2], 100))
        close("blobs_ari", pair[1], own if own > 0.3 else 0.9701518593, rtol=0, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_claim_on_blobs(blobs_claim):
    from emkit.check import one_of, require

    reasons = {
        "B": "The more general method is not the better one where the simple one already fits.",
        "C": "A component with equal variances and no covariance is round.",
        "D": "Compare your two indices with 1 and with 0.",
    }
    letter = one_of("blobs_claim", blobs_claim, "ABCD")
    require(letter == "A", reasons.get(letter, ""))


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
name: g4_4
points: 2
"""

# %% [markdown]
r"""
### Question 4.4 · One narrow, one wide `2 points`

In `spread` a tight cluster sits inside the reach of a wide one; the true labels are `halves`.

**Answer with** `spread_ari`, the pair (k-means, EM from `unit_start` at the true centres (4, 0), (0, 0)), and
`spread_claim`:

- **A** k-means wins, because the tight cluster pulls one centre to itself and leaves the rest to the other;
- **B** EM wins, because the wide component may own points on every side of the narrow one;
- **C** EM wins, because it goes on with small updates long after k-means has come to rest;
- **D** it is a draw: both draw the same border, halfway between the two centres.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
z_spread = em_labels(spread, unit_start([(4, 0), (0, 0)]))  # SOLUTION
spread_ari = adjusted_rand(halves, kmeans(spread, 2)), adjusted_rand(halves, z_spread)  # SOLUTION
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
success_message: "Readable. Whether it is right is decided when it is graded."
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


def test_indices_on_spread(spread_ari, spread, fit_gmm, e_step):
    # Right, or what the student's own fit gives: a slip in Section 2 is not paid for again.
    import numpy as np
    from emkit.check import array, call, close

    def adjusted_rand(z, truth):
        codes = np.unique(z, return_inverse=True)[1]
        table = np.zeros((truth.max() + 1, codes.max() + 1))
        np.add.at(table, (truth, codes), 1)
        both, rows, columns, every = (
            (counts * (counts - 1) / 2).sum()
            for counts in (table, table.sum(axis=1), table.sum(axis=0), table.sum())
        )
        return (both - rows * columns / every) / ((rows + columns) / 2 - rows * columns / every)

    pair = array("spread_ari", spread_ari, (2,))
    close("spread_ari", pair[0], 0.4078763061, rtol=0, atol=1e-3)
    if abs(pair[1] - 0.8214511128) > 1e-3:
        means = np.array([(4.0, 0.0), (0.0, 0.0)])
        start = np.ones(2) / 2, means, np.array([np.eye(2)] * 2)
        fit = call("fit_gmm", fit_gmm, spread.copy(), *start)
        resp = array("resp", e_step(spread.copy(), fit["pi"], fit["mu"], fit["Sigma"]), (300, 2))
        own = adjusted_rand(resp.argmax(axis=1), np.repeat([0, 1], 150))
        close("spread_ari", pair[1], own if own > 0.3 else 0.8214511128, rtol=0, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_claim_on_spread(spread_claim):
    from emkit.check import one_of, require

    reasons = {
        "A": "Compare your two indices: which is nearer to 1?",
        "C": "More updates of k-means change nothing: it has come to rest.",
        "D": "The border of EM is a closed curve around the narrow cluster, that of k-means a line.",
    }
    letter = one_of("spread_claim", spread_claim, "ABCD")
    require(letter == "B", reasons.get(letter, ""))


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
compare(
    [f"{name}, k-means and EM" for name in sets],
    predicted_winners,
    [(ari_kmeans, ari_gmm), blobs_ari, spread_ari],
)

# %% [markdown]
r"""
A mixture handles shapes and spreads; it does not handle skew. Every component is symmetric around its mean,
and a skewed cluster comes out as several.

## 5 · Where you start

EM climbs to a stationary point, and nothing says that it is the best one. How often does that matter, and
what helps?
"""

# %%
poor_start = unit_start([(-1, 0), (1, 0), (4.5, 2.5)])
good_start = unit_start([(0, 0), (6, 0), (3, 5)])
row_starts = [
    unit_start(blobs[np.random.RandomState(seed).choice(300, 3, replace=False)]) for seed in range(20, 50)
]

# %% [raw]
r"""
# BEGIN QUESTION
name: g5_1
points: 4
tell: at_once
"""

# %% [markdown]
r"""
### Question 5.1 · The best of several starts `4 points`

**Given** `X`, a list `starts` of tuples `(pi, mu, Sigma)`, and `fit`, a function such as `fit_gmm` that is
called as `fit(X, pi, mu, Sigma)`. **Return** the fit, as the dict that `fit` gave, with the highest last entry
in its history. A start whose fit raises any error is skipped; at least one works.

**Answer also with** `poor_and_good`, the pair of final log-likelihoods on `blobs` from `poor_start` and
`good_start`, to two decimals or better.

*Example.* Fits that end at -30, -40, -10, with an error, and at -20: the third is returned.

<details><summary>Hint</summary>

`try:` the call alone, `except Exception: continue`. Give the dict a name of its own, such as `found`: under the
name `fit` it would take the place of the function, and `except` would hide that.

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

    starts = [
        (np.ones(1), np.array([[end]]), np.ones((1, 1, 1))) for end in (-30.0, -40.0, -10.0, 1.0, -20.0)
    ]
    found = call("best_of", best_of, np.zeros((4, 1)), starts, fit)
    require(
        isinstance(found, dict) and "history" in found, "`best_of` should return the dict of the best fit."
    )
    end = float(found["history"][-1])
    require(end != -40, "A log-likelihood is better when it is larger, and -40 is the smallest of the four.")
    first = "That is the fit of the first start. Did an error inside `try` go unseen, in a later round?"
    require(end != -30, first)
    require(end == -10, "Compare the last entries of all histories; that of the third start is the largest.")
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
        if np.shape(X) != (4, 1):
            raise ValueError("this is not the data")
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


def test_poor_and_good(poor_and_good, fit_gmm, blobs):
    # Right, or where the student's own fit ends: a slip in Section 2 is not paid for again.
    import numpy as np
    from emkit.check import array, call, close

    pair, want = array("poor_and_good", poor_and_good, (2,)), np.array([-1245.5932116, -1160.4214502])
    if (abs(pair - want) > 0.01).any():
        own = []
        for means in ([(-1.0, 0.0), (1.0, 0.0), (4.5, 2.5)], [(0.0, 0.0), (6.0, 0.0), (3.0, 5.0)]):
            start = np.ones(3) / 3, np.array(means), np.array([np.eye(2)] * 3)
            own.append(call("fit_gmm", fit_gmm, blobs.copy(), *start)["history"][-1])
        close("poor_and_good", pair, own if abs(own[0] - own[1]) > 1 else want, rtol=0, atol=0.01)


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
points: 1
"""

# %% [markdown]
r"""
### Question 5.2 · Predict `1 point`

`row_starts` holds thirty starts: three random rows of `blobs` as means, with unit covariances.

**Answer with** `predicted_share`, your guess at the share (0 to 1) of them that will end at the best value. The
point is for a prediction, right or wrong.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
predicted_share = 0.5  # SOLUTION

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
success_message: "Noted. Nothing here is right or wrong."
"""  # END TEST CONFIG


def test_is_a_share(predicted_share):
    from emkit.check import number, require

    require(0 <= number("predicted_share", predicted_share) <= 1, "A share lies between 0 and 1.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_a_prediction_was_made(predicted_share):
    from emkit.check import number, require

    require(0 <= number("predicted_share", predicted_share) <= 1, "A share lies between 0 and 1.")


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
name: g5_3
points: 2
"""

# %% [markdown]
r"""
### Question 5.3 · Thirty starts `2 points`

Fit `blobs` from each of the thirty starts, with `tol=1e-6`.

**Answer with** `histories`, the list of the thirty histories; `share_best`, the share (0 to 1) of them that end
within 0.01 of the highest final value; and `worst_ll`, the lowest final value, to 0.1.

Without a Python loop over points this takes a second, with one up to a minute. A cell may run for three.
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
success_message: "Readable. Whether it is right is decided when it is graded."
"""  # END TEST CONFIG


def test_share_and_worst_value(histories, share_best, worst_ll):
    from emkit.check import array, number, parts, require

    for path in parts("histories", histories, 30):
        require(array("histories", path).ndim == 1, "Each history is a list of log-likelihoods.")
    share = number("share_best", share_best)
    require(0 < share <= 1, "A share lies between 0 and 1; divide the count by the number of starts.")
    require(share < 1, "All starts agree? Try a second start before trusting the first.")
    number("worst_ll", worst_ll)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_thirty_histories(histories, share_best, log_likelihood, blobs, row_starts):
    # Each begins where its start is, under the student's own densities; the share is that of these histories.
    import numpy as np
    from emkit.check import array, call, close, number, parts

    paths = [array("histories", path) for path in parts("histories", histories, 30)]
    for k in (0, 7, 29):
        first = call("log_likelihood", log_likelihood, blobs.copy(), *row_starts[k])
        close("histories", paths[k][0], first, rtol=0, atol=0.01)
    ends = np.array([path[-1] for path in paths])
    close(
        "share_best", number("share_best", share_best), (ends > ends.max() - 0.01).mean(), rtol=0, atol=0.02
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_share_and_worst(histories, share_best, worst_ll):
    from emkit.check import array, close, number, parts, require

    # Another linear algebra may send a start on the edge to the other side: one of thirty is allowed.
    share = "Another share of the starts reaches the best value."
    require(abs(number("share_best", share_best) - 27 / 30) < 0.05, share)
    close("worst_ll", worst_ll, -1245.2734753, rtol=0, atol=0.5)
    ends = [array("histories", path)[-1] for path in parts("histories", histories, 30)]
    close("worst_ll", worst_ll, min(ends), rtol=0, atol=0.1)
    close("histories", max(ends), -1160.4214502, rtol=0, atol=0.1)


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
compare(["share at the best value"], [predicted_share], [share_best])

# %% [markdown]
r"""
One of the good runs is nearly level for more than 200 updates before it rises: a plateau is not the end.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g5_4
points: 2
"""

# %% [markdown]
r"""
### Question 5.4 · A start from k-means `2 points`

Instead of guessing means, make one M-step on the labels of a clustering, each point wholly in its cluster.

**Given** `X (n, d)` and labels `z (n,)` from `0` to `K - 1`. **Return** the start `(pi, mu, Sigma)`.

**Answer also with** `from_kmeans`, the fit to `stripes` from the k-means start (`tol=1e-6`, not graded), and
`stripes_updates`, how many updates it takes; one or two more or less count as well.

*Example.* On the points of example 1.3 the start has weights (0.6, 0.4).

<details><summary>Hint</summary>

Which of your functions, fed with shares of 0 and 1, does all the work? A history holds one value more than
there are updates.

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


def test_two_clusters(kmeans_start, stripes_updates):
    import numpy as np
    from emkit.check import call, close, number, parts, require

    X = np.array([(0, 0), (2, 4), (4, 2), (6, 6), (8, 3)], dtype=float)
    pi, mu, Sigma = parts("kmeans_start", call("kmeans_start", kmeans_start, X, np.array([0, 0, 0, 1, 1])), 3)
    sizes = "The start should know how large the clusters are."
    close("pi", pi, (0.6, 0.4), slips=[((0.5, 0.5), sizes)])
    close("mu", mu, [(2, 2), (7, 4.5)])
    want = np.array([[(8 / 3, 4 / 3), (4 / 3, 8 / 3)], [(1, -1.5), (-1.5, 2.25)]])
    unit = [[(1, 0), (0, 1)], [(1, 0), (0, 1)]]
    slips = [
        (unit, "The start should know the shape of the clusters."),
        (want * np.array([1.5, 2])[:, None, None], "Look at the divisor of the covariances."),
    ]
    close("Sigma", Sigma, want, slips=slips)
    updates = number("stripes_updates", stripes_updates)
    require(updates == int(updates) and updates > 0, "`stripes_updates` should count updates.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_starts(kmeans_start, m_step):
    # Right, or what the student's own M-step makes of whole points: a slip there is not paid for again.
    import numpy as np
    from emkit.check import array, call, close, parts

    six = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    space = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    for X, labels in ((six, [0, 0, 0, 0, 1, 1]), (space, [0, 0, 1, 0, 2, 1, 0, 2, 1, 0])):
        z, K = np.array(labels), max(labels) + 1
        groups = [X[z == k] for k in range(K)]
        pi, mu, Sigma = parts("kmeans_start", call("kmeans_start", kmeans_start, X.copy(), z.copy()), 3)
        close("pi", pi, [len(G) / len(X) for G in groups])
        close("mu", mu, [G.mean(axis=0) for G in groups])
        right = np.array([(G - G.mean(axis=0)).T @ (G - G.mean(axis=0)) / len(G) for G in groups])
        if not np.allclose(array("Sigma", Sigma, right.shape), right, rtol=1e-5, atol=1e-9):
            own = parts("m_step", call("m_step", m_step, X.copy(), np.eye(K)[z]), 3)[2]
            close("Sigma", Sigma, own, rtol=1e-5, atol=1e-9)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_slow_but_right(stripes_updates, kmeans_start, fit_gmm, stripes, z_kmeans):
    import numpy as np
    from emkit.check import call, close, number, parts

    updates = number("stripes_updates", stripes_updates)
    if abs(updates - 58) > 2:
        own = parts("kmeans_start", call("kmeans_start", kmeans_start, stripes.copy(), np.array(z_kmeans)), 3)
        history = call("fit_gmm", fit_gmm, stripes.copy(), *own, 1e-6)["history"]
        close("stripes_updates", updates, len(history) - 1 if len(history) > 20 else 58, rtol=0, atol=0.5)


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
It ends at the optimum of Question 4.2, where 4 updates were enough. Here a start from k-means is safe, but
slow: k-means is wrong about the shape.
"""

# %% [markdown]
r"""
## 6 · Break it

With two components or more the likelihood of a Gaussian mixture has no maximum: a component on one data point
gains without limit as its variance shrinks. EM can stop where the likelihood is level but not high. One
far point can buy a component. Five numbers show all three.
"""

# %%
x = np.array([(-1.0,), (0.0,), (4.0,), (5.0,), (6.0,)])
shrinking = 10.0 ** -np.arange(21)
half = np.array([0.5, 0.5])
collapse_start = half, np.array([(5.0,), (3.0,)]), np.array([[(0.05,)], [(8.0,)]])
saddle_start = half, np.array([(3.0,), (3.0,)]), np.array([[(2.0,)], [(2.0,)]])
escape_start = half, np.array([(3.0,), (3.0,)]), np.array([[(1.0,)], [(9.0,)]])
x_far = np.append(x, [(1000.0,)], axis=0)
far_start = half, np.array([(6.0,), (7.0,)]), np.array([[(1.0,)], [(4.0,)]])


def height(s):
    """Given: the log-likelihood of x at weights 1/2, means 5 and 2.8, variances s and 7.76."""
    return log_likelihood(x, half, np.array([(5.0,), (2.8,)]), np.array([[(s,)], [(7.76,)]]))


# %% [raw]
r"""
# BEGIN QUESTION
name: g6_1
points: 3
"""

# %% [markdown]
r"""
### Question 6.1 · A component that collapses `3 points`

**Answer with** `ll_collapse`, the log-likelihood after exactly 2 updates from `collapse_start`;
`growth_per_decade`, what `height(s)` gains each time $s$ shrinks by a factor 10, once it is small; and
`my_collapse`, a start `(pi, mu, Sigma)` of your own for `x`, shaped like `collapse_start` but with both
variances at least 1, from which EM collapses all the same.

<details><summary>Hint</summary>

Only the point on the mean gains in `height`: which factor of its density depends on $s$? For a start of your
own, where must a mean stand so that the other component leaves it a single point?

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
my_collapse = half, np.array([(9.0,), (3.0,)]), np.array([[(1.0,)], [(4.0,)]])  # SOLUTION
growth_per_decade = height(1e-20) - height(1e-19)  # SOLUTION
ll_collapse = fit_gmm(x, *collapse_start, tol=1e-6, max_iter=2)["history"][-1]  # SOLUTION

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
success_message: "Readable. Whether it is right is decided when it is graded."
"""  # END TEST CONFIG


def test_two_numbers_and_a_start(ll_collapse, growth_per_decade, my_collapse):
    from emkit.check import array, number, parts, require

    number("ll_collapse", ll_collapse)
    sentence = (
        "It rises as the variance shrinks. A variance that keeps shrinking is a warning, not a success."
    )
    require(number("growth_per_decade", growth_per_decade) > 0, sentence)
    pi, mu, Sigma = parts("my_collapse", my_collapse, 3)
    require(abs(array("pi", pi, (2,)).sum() - 1) < 1e-6, "The weights should add up to one.")
    array("mu", mu, (2, 1))
    require(
        array("Sigma", Sigma, (2, 1, 1)).min() >= 1, "Both variances of `my_collapse` should be at least 1."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_after_two_updates(ll_collapse, fit_gmm):
    # Right, or what the student's own fit gives: a slip in Section 2 is not paid for again.
    import numpy as np
    from emkit.check import call, close, number

    value = number("ll_collapse", ll_collapse)
    if abs(value - 130.442430) > 0.01:
        x = np.array([(-1.0,), (0.0,), (4.0,), (5.0,), (6.0,)])
        start = np.array([0.5, 0.5]), np.array([(5.0,), (3.0,)]), np.array([[(0.05,)], [(8.0,)]])
        fit = call("fit_gmm", fit_gmm, x, *start, 1e-6, 2)
        close("ll_collapse", value, fit["history"][2], rtol=0, atol=0.01)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_growth(growth_per_decade):
    from emkit.check import close

    close("growth_per_decade", growth_per_decade, 1.151293, rtol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_a_collapse_of_ones_own(my_collapse):
    import numpy as np
    from emkit.check import Hint, array, parts, require

    def update(x, pi, mu, var):
        a = np.log(pi) - np.log(2 * np.pi * var) / 2 - (x[:, None] - mu) ** 2 / (2 * var)
        total = np.logaddexp.reduce(a, axis=1)
        resp = np.exp(a - total[:, None])
        n_k = resp.sum(axis=0)
        require(n_k.min() > 0, "One of your components has no point at all.")
        mu = resp.T @ x / n_k
        return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k, total.sum()

    def read(name, start):
        pi, mu, var = (array(name, part).ravel() for part in parts(name, start, 3))
        require(pi.size == mu.size == var.size == 2, f"`{name}` should be shaped like `collapse_start`.")
        require(pi.min() > 0 and abs(pi.sum() - 1) < 1e-6, "Weights are positive and add up to one.")
        return pi, mu, var

    pi, mu, var = read("my_collapse", my_collapse)
    require(var.min() >= 1, "Both variances of `my_collapse` should be at least 1.")
    for _ in range(500):
        pi, mu, var, _total = update(np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), pi, mu, var)
        if var.min() < 1e-12:
            return
    raise Hint("From `my_collapse` no variance goes to zero.")


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
points: 3
"""

# %% [markdown]
r"""
### Question 6.2 · A saddle `3 points`

At `saddle_start` both components are equal. So are their responsibilities, so are the updates, and so they
stay.

**Answer with** `ll_saddle`, the log-likelihood where that fit ends; `row_saddle`, the pair of responsibilities
of the point 6 when the components are equal but the weights are 0.3 and 0.7; and `my_escape`, a start that
differs from `saddle_start` in one number, by at most 0.5, and from which EM reaches the same optimum as from
`escape_start`.

<details><summary>Hint</summary>

Equal densities cancel in (2.2). What is left tells you which numbers of a start cannot help.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
my_escape = half, np.array([(3.1,), (3.0,)]), np.array([[(2.0,)], [(2.0,)]])  # SOLUTION
row_saddle = 0.3, 0.7  # SOLUTION
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
success_message: "Readable. Whether it is right is decided when it is graded."
"""  # END TEST CONFIG


def test_forms(ll_saddle, row_saddle, my_escape):
    from emkit.check import array, number, parts, require

    number("ll_saddle", ll_saddle)
    row = array("row_saddle", row_saddle, (2,))
    require(abs(row.sum() - 1) < 1e-6, "The responsibilities of a point add up to one.")
    pi, mu, Sigma = parts("my_escape", my_escape, 3)
    moved = [
        array("pi", pi, (2,)).ravel() - 0.5,
        array("mu", mu, (2, 1)).ravel() - 3,
        array("Sigma", Sigma, (2, 1, 1)).ravel() - 2,
    ]
    changed = [abs(v) for part in moved for v in part if v]
    require(
        len(changed) == 1,
        f"`my_escape` should differ from `saddle_start` in one number, not in {len(changed)}.",
    )
    require(max(changed) <= 0.5 + 1e-9, "Move that number by at most 0.5.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_saddle(ll_saddle, fit_gmm):
    # Right, or where the student's own fit ends.
    import numpy as np
    from emkit.check import call, close, number

    value = number("ll_saddle", ll_saddle)
    if abs(value + 12.2171485015) > 0.01:
        x = np.array([(-1.0,), (0.0,), (4.0,), (5.0,), (6.0,)])
        start = np.array([0.5, 0.5]), np.array([(3.0,), (3.0,)]), np.array([[(2.0,)], [(2.0,)]])
        fit = call("fit_gmm", fit_gmm, x, *start)
        close(
            "ll_saddle",
            value,
            fit["history"][-1] if len(fit["history"]) > 1 else -12.2171485,
            rtol=0,
            atol=0.01,
        )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_equal_components_share_by_weight(row_saddle):
    from emkit.check import close

    close("row_saddle", row_saddle, (0.3, 0.7), rtol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_an_escape_of_ones_own(my_escape):
    import numpy as np
    from emkit.check import array, parts, require

    def update(x, pi, mu, var):
        a = np.log(pi) - np.log(2 * np.pi * var) / 2 - (x[:, None] - mu) ** 2 / (2 * var)
        total = np.logaddexp.reduce(a, axis=1)
        resp = np.exp(a - total[:, None])
        n_k = resp.sum(axis=0)
        require(n_k.min() > 0, "One of your components has no point at all.")
        mu = resp.T @ x / n_k
        return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k, total.sum()

    def read(name, start):
        pi, mu, var = (array(name, part).ravel() for part in parts(name, start, 3))
        require(pi.size == mu.size == var.size == 2, f"`{name}` should be shaped like `collapse_start`.")
        require(pi.min() > 0 and abs(pi.sum() - 1) < 1e-6, "Weights are positive and add up to one.")
        return pi, mu, var

    pi, mu, var = read("my_escape", my_escape)
    moved = abs(np.concatenate([pi - 0.5, mu - 3, var - 2]))
    require((moved > 0).sum() == 1 and moved.max() <= 0.5 + 1e-9, "Move one number by at most 0.5.")
    for _ in range(3000):
        pi, mu, var, total = update(np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), pi, mu, var)
        require(var.min() > 1e-12, "That start collapses.")
    require(total > -8.47, "From `my_escape` EM does not get away.")


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
Old Faithful has such a saddle too: draw the same row twice as a mean.
"""

# %%
gaussian.show_fits(x, fit_gmm, (saddle_start, escape_start), "Equal components never part, unequal ones do")
plt.show()

# %% [raw]
r"""
# BEGIN QUESTION
name: g6_3
points: 2
"""

# %% [markdown]
r"""
### Question 6.3 · A far point `2 points`

`x_far` is `x` and one more point, 1000.

**Answer with** `mu_far`, the two means where the fit of `x_far` from `far_start` ends, and `why_far`, what the
far point does:

- **A** nothing: its density is practically 0 under both components, so it drops out of every sum;
- **B** it makes its own responsibilities undefined, so that no correct program can run to the end;
- **C** the wider component stretches until it reaches it, and takes -1 and 0 along;
- **D** it gets one component to itself, which collapses, and the other fits the five points.

<details><summary>Hint</summary>

A row of responsibilities adds up to one, however small its densities are. Print the responsibilities at the
end.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
mu_far = np.ravel(fit_gmm(x_far, *far_start)["mu"])  # SOLUTION
why_far = "C"  # SOLUTION

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
success_message: "Readable. Whether it is right is decided when it is graded."
"""  # END TEST CONFIG


def test_two_means_and_a_letter(mu_far, why_far):
    from emkit.check import array, one_of, require

    require(array("mu_far", mu_far).size == 2, "`mu_far` should hold two means.")
    one_of("why_far", why_far, "ABCD")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_means_with_a_far_point(mu_far, fit_gmm):
    import numpy as np
    from emkit.check import array, call, close

    found, want = np.sort(array("mu_far", mu_far).ravel()), np.array([4.99998835, 332.22170746])
    if found.shape != (2,) or not np.allclose(found, want, rtol=1e-3):
        x = np.array([(-1.0,), (0.0,), (4.0,), (5.0,), (6.0,), (1000.0,)])
        start = np.array([0.5, 0.5]), np.array([(6.0,), (7.0,)]), np.array([[(1.0,)], [(4.0,)]])
        own = np.sort(np.ravel(call("fit_gmm", fit_gmm, x, *start)["mu"]))
        close("mu_far", found, own if own[1] > 100 else want, rtol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_why_far(why_far):
    from emkit.check import one_of, require

    reasons = {
        "A": "Its row of responsibilities adds up to one, as every row does: it counts as much as any point.",
        "B": "In logarithms the row is (0, 1); only a program that leaves them too early finds 0/0.",
        "D": "That is another stationary point; from this start the wide component keeps -1 and 0.",
    }
    letter = one_of("why_far", why_far, "ABCD")
    require(letter == "C", reasons.get(letter, ""))


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

Let the cell print the share of all points inside some 2-sd ellipse, with one sentence that compares it with
the 86.5 % of a Gaussian.

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
## 8 · How many components? (optional)

With BIC you chose between one and two. More candidates: up to five components, each with a covariance of its
own (*full*), or all with one covariance in common (*tied*).
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: g8_1
points: 2
"""

# %% [markdown]
r"""
### Question 8.1 · One covariance for all `2 points`

Weights and means stay as in (2.4). For the covariance, add (2.3) over the components, with one $A$ for all of
them, and find where the slope vanishes.

**Given** `X (n, d)` and `resp (n, K)`. **Return** `(pi, mu, Sigma)` as `m_step` does, with the common
covariance $K$ times.

*Example.* The numbers 0, 2 wholly in component 1 and 10, 14, 18 wholly in component 2: squared distances 1, 1,
16, 0, 16, so both covariances are 34/5.

<details><summary>Hint</summary>

Use your M-step. How many points does each of its covariances speak for?

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def tied_m_step(X, resp):
    """M-step for components that share one covariance. Returns (pi, mu, Sigma), Sigma (K, d, d)."""
    # BEGIN SOLUTION
    pi, mu, Sigma = m_step(X, resp)
    return pi, mu, np.array([np.tensordot(pi, Sigma, 1)] * len(pi))
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


def test_five_numbers(tied_m_step):
    import numpy as np
    from emkit.check import call_unchanged, close, parts

    X = np.array([(0.0,), (2.0,), (10.0,), (14.0,), (18.0,)])
    resp = np.array([(1.0, 0), (1, 0), (0, 1), (0, 1), (0, 1)])
    pi, mu, Sigma = parts("tied_m_step", call_unchanged("tied_m_step", tied_m_step, X, resp), 3)
    close("pi", pi, (0.4, 0.6))
    close("mu", mu, [(1,), (14,)])
    one = np.ones((2, 1, 1))
    slips = [
        (35 / 6 * one, "The larger component has the larger say in the common covariance."),
        (34 * one, "A covariance is an average; yours is a sum."),
        (17 * one, "Average over the points, not over the components."),
        (47.36 * one, "Around which mean does each component spread?"),
        ([[(1,)], [(32 / 3,)]], "Both components should have the same covariance."),
    ]
    close("Sigma", Sigma, 6.8 * one, slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_shared_points_in_the_plane(tied_m_step, m_step):
    # Right, or what the student's own M-step gives, with the right mean of its covariances.
    import numpy as np
    from emkit.check import array, call, close, parts

    X = np.array([(0, 0), (1, 2), (2, 1), (5, 5), (6, 4), (4, 7)], dtype=float)
    resp = np.array(
        [
            (0.7, 0.2, 0.1),
            (0.1, 0.6, 0.3),
            (0.25, 0.25, 0.5),
            (0.9, 0.05, 0.05),
            (0.2, 0.3, 0.5),
            (0.4, 0.4, 0.2),
        ]
    )
    pi, mu, Sigma = parts("tied_m_step", call("tied_m_step", tied_m_step, X.copy(), resp.copy()), 3)
    weights = resp.sum(axis=0)
    for number, (name, found, want) in enumerate(
        [("pi", pi, weights / 6), ("mu", mu, resp.T @ X / weights[:, None])]
    ):
        if not np.allclose(array(name, found, want.shape), want, rtol=1e-5):
            own = parts("m_step", call("m_step", m_step, X.copy(), resp.copy()), 3)[number]
            close(name, found, own, rtol=1e-5)
    right = np.array([(4.6072997181, 4.0114305605), (4.0114305605, 5.7680184195)])
    if not np.allclose(array("Sigma", Sigma, (3, 2, 2)), right, rtol=1e-5):
        own = array("Sigma", parts("m_step", call("m_step", m_step, X.copy(), resp.copy()), 3)[2], (3, 2, 2))
        close("Sigma", Sigma, [np.tensordot((0.425, 0.3, 0.275), own, 1)] * 3, rtol=1e-5)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components_in_space(tied_m_step, m_step):
    # Right, or the right mean of the student's own covariances.
    import numpy as np
    from emkit.check import array, call, close, parts

    X = np.array([(i % 3, i**2 % 5, 3 * i % 7) for i in range(10)], dtype=float)
    z = np.array([0, 0, 1, 0, 2, 1, 0, 2, 1, 0])
    Sigma = array(
        "Sigma",
        parts("tied_m_step", call("tied_m_step", tied_m_step, X.copy(), np.eye(3)[z]), 3)[2],
        (3, 3, 3),
    )
    groups = [X[z == k] for k in range(3)]
    right = sum((G - G.mean(axis=0)).T @ (G - G.mean(axis=0)) for G in groups) / 10
    if not np.allclose(Sigma, [right] * 3, rtol=1e-5, atol=1e-9):
        own = array("Sigma", parts("m_step", call("m_step", m_step, X.copy(), np.eye(3)[z]), 3)[2], (3, 3, 3))
        close("Sigma", Sigma, [np.tensordot((0.5, 0.3, 0.2), own, 1)] * 3, rtol=1e-5, atol=1e-9)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""


# %%
def final_ll(K, step):
    """Given: where EM with this M-step ends on Old Faithful, from the clusters of k-means."""
    resp, history = np.eye(K)[kmeans(faithful, K)], [-np.inf]
    while len(history) < 3 or (history[-1] - history[-2] >= 1e-6 and len(history) < 1000):
        theta = step(faithful, resp)
        resp = e_step(faithful, *theta)
        history.append(log_likelihood(faithful, *theta))
    return history[-1]


# %% [raw]
r"""
# BEGIN QUESTION
name: g8_2
points: 3
"""

# %% [markdown]
r"""
### Question 8.2 · BIC as a curve `3 points`

**Answer with** `bic_full` and `bic_tied`, five values each of (3.1) for $K = 1, \dots, 5$ with $\ell$ from
`final_ll(K, m_step)` and `final_ll(K, tied_m_step)`, to one decimal or better; and `best_model`, the pair with
the smallest value, such as `("full", 2)`.

<details><summary>Hint</summary>

Count $p$ for each kind: $K - 1$ weights, $2K$ coordinates of means, and how many free entries of covariances?

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
K = np.arange(1, 6)  # SOLUTION
bic_full = [-2 * final_ll(k, m_step) + (6 * k - 1) * np.log(272) for k in K]  # SOLUTION
bic_tied = [-2 * final_ll(k, tied_m_step) + (3 * k + 2) * np.log(272) for k in K]  # SOLUTION
best_model = "tied", 3  # SOLUTION

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
success_message: "Readable. Whether it is right is decided when it is graded."
"""  # END TEST CONFIG


def test_two_curves_and_a_choice(bic_full, bic_tied, best_model):
    from emkit.check import array, one_of, parts, require

    full, tied = array("bic_full", bic_full, (5,)), array("bic_tied", bic_tied, (5,))
    require(
        full.min() > 0 and tied.min() > 0, "Check whether small or large is good in the formula you used."
    )
    require(abs(full[0] - tied[0]) < 0.1, "With one component, full and tied are the same model.")
    kind, count = parts("best_model", best_model, 2)
    one_of("best_model", kind, ("FULL", "TIED"))
    one_of("best_model", count, (1, 2, 3, 4, 5))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_full(bic_full, final_ll, m_step):
    # Right, or what the student's own steps give.
    import numpy as np
    from emkit.check import array, call, close

    found, want = (
        array("bic_full", bic_full, (5,)),
        np.array((2607.6225, 2322.1917, 2333.7266, 2358.3078, 2367.7658)),
    )
    for K in range(1, 6):
        if abs(found[K - 1] - want[K - 1]) > 0.1:
            own = -2 * call("final_ll", final_ll, K, m_step) + (6 * K - 1) * np.log(272)
            close("bic_full", found[K - 1], own, rtol=0, atol=0.1)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_tied(bic_tied, final_ll, tied_m_step):
    # Right, or what the student's own steps give.
    import numpy as np
    from emkit.check import array, call, close

    found, want = (
        array("bic_tied", bic_tied, (5,)),
        np.array((2607.6225, 2325.2199, 2314.2957, 2320.1374, 2327.6138)),
    )
    for K in range(1, 6):
        if abs(found[K - 1] - want[K - 1]) > 0.1:
            own = -2 * call("final_ll", final_ll, K, tied_m_step) + (3 * K + 2) * np.log(272)
            close("bic_tied", found[K - 1], own, rtol=0, atol=0.1)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_choice(bic_full, bic_tied, best_model):
    # The smallest of the student's own values, if they are not mere invention.
    import numpy as np
    from emkit.check import array, one_of, parts, require

    curves = {"FULL": array("bic_full", bic_full, (5,)), "TIED": array("bic_tied", bic_tied, (5,))}
    values = np.concatenate(list(curves.values()))
    require(values.min() > 2000 and np.ptp(values) > 100, "These are no values of BIC for Old Faithful.")
    kind, count = parts("best_model", best_model, 2)
    kind, count = one_of("best_model", kind, ("FULL", "TIED")), one_of("best_model", count, (1, 2, 3, 4, 5))
    require(curves[kind][count - 1] <= values.min() + 0.01, "Another model has a smaller value.")


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %%
gaussian.show_curves(
    {"full": bic_full, "tied": bic_tied}, "What a component costs, and what it brings", "components", "BIC"
)
plt.show()

# %% [markdown]
r"""
**Further reading.** Bishop (2006), *Pattern Recognition and Machine Learning*, chapter 9. Borman, *The
Expectation Maximization Algorithm: A short tutorial* (seanborman.com). Roche, *EM algorithm and variants: an
informal tutorial* (arXiv 1105.1476). An intuition: stackoverflow.com/questions/11808074. The R package mclust.
"""

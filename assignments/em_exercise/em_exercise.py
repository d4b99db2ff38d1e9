# %% [raw]
r"""
# ASSIGNMENT CONFIG
title: The EM exercise
minutes: 90
requirements: [scipy]
"""

# %% [markdown]
r"""
# The EM exercise

**Goal:** fit a mixture of two Gaussians to five numbers with the EM algorithm, one step at a time, until you can
predict where it goes.

15 automatic questions (45 points) and one written answer (5 points), about 90 minutes.
"""

# %% [markdown]
r"""
## Notation

| symbol | code | meaning |
| --- | --- | --- |
| $x_i$ | `x[i]`, shape `(n,)` | data point, counted from 0 as in the array |
| $K$, $k$ | `K`; column `k - 1` | number of components; component $k = 1, \dots, K$ |
| $\pi_k$ | `pi[k - 1]`, shape `(K,)` | mixing weight; the weights add up to one |
| $\mu_k$ | `mu[k - 1]`, shape `(K,)` | mean |
| $\sigma_k^2$ | `var[k - 1]`, shape `(K,)` | **variance**, never the standard deviation |
| $\gamma_{ki}$ | `resp[i, k - 1]`, shape `(n, K)` | responsibility of component $k$ for point $i$: one row a point, one column a component |
| $\theta$ | `pi, mu, var` | all parameters, always in this order |
| $\ell(\theta)$ | a float | log-likelihood, natural logarithm |
"""

# %%
import matplotlib.pyplot as plt
import numpy as np

from emkit.plot import mixture

# %% [markdown]
r"""
## The model and the data

A point is drawn in two stages: component $k$ is chosen with probability $\pi_k$, then $x$ comes from a Gaussian with
mean $\mu_k$ and variance $\sigma_k^2$. The density of one point is therefore

$$p(x; \theta) = \sum_{k=1}^{K} \pi_k \, \mathcal{N}(x; \mu_k, \sigma_k^2). \tag{1}$$

Which component a point came from is not recorded. EM alternates between guessing it (E-step) and refitting the
parameters to the guess (M-step).
"""

# %%
x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])

# The starting point theta0: weights, means, variances.
pi0 = np.array([0.5, 0.5])
mu0 = np.array([6.0, 7.0])
var0 = np.array([1.0, 4.0])

# %% [markdown]
r"""
The five points are made up for this exercise. `pi0`, `mu0` and `var0` are $\theta_0$, where every run below begins. Keep
these four arrays as they are: a function that needs other values makes its own. Write `np.pi` for 3.14159, since `pi`
means the weights here.
"""

# %% [markdown]
r"""
## 1 · The likelihood
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q1_1
points: 2
"""

# %% [markdown]
r"""
### Question 1.1 · A Gaussian density `2 points`

Everything below is built from one curve, so make sure of it first.

**Given** a number `x`, a `mean` and a variance `var`. **Return** the density, a float:

$$\mathcal{N}(x; \mu, \sigma^2) = \frac{1}{\sqrt{2 \pi \sigma^2}} \exp\left( -\frac{(x - \mu)^2}{2 \sigma^2} \right). \tag{2}$$

*Example.* One standard deviation from the mean: `normal_pdf(2, 5, 9)` is about 0.0807.

<details><summary>Hint</summary>

Compute the exponent first and check it by hand at the example: $-(2-5)^2 / (2 \cdot 9)$ is $-1/2$. A library function may
want $\sigma$ where you have $\sigma^2$.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def normal_pdf(x, mean, var):
    """Density of a Gaussian at x. All arguments are numbers; var is the variance."""
    # BEGIN SOLUTION
    return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)
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


def test_one_sd_from_the_mean(normal_pdf):
    from emkit.check import call, close

    spread = "Your curve is too wide or too narrow: check whether the library wants the spread or its square."
    area = "The area under your curve is not one; look at what stands in front of the exponential."
    exponent = "Evaluate by hand one sd away from the mean: the exponent should be minus one half there."
    slips = [
        (0.041931, spread),
        (0.026886, area),
        (0.202177, area),
        (0.242, area),
        (0.606531, area),
        (0.010726, area),
        (0.725912, area),
        (2.177737, area),
        (0.051393, spread),
        (0.048921, exponent),
        (3.4e-19, exponent),
        (0.157098, exponent),
        (0.112566, exponent),
        (0.219248, exponent),
        (0.125794, exponent),
        (0.158655, "That is the probability below x; the question asks for the height of the curve at x."),
        (-2.517551, "That is the logarithm of the density; the question asks for the density itself."),
    ]
    value = call("normal_pdf", normal_pdf, 2.0, 5.0, 9.0)
    close("normal_pdf(2, 5, 9)", value, 0.080656908, slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_four_densities(normal_pdf):
    from emkit.check import call, close

    table = [
        ((5.0, 6.0, 1.0), 0.2419707245),
        ((5.0, 7.0, 4.0), 0.1209853623),
        ((3.0, 1.0, 0.25), 2.676604515e-4),
        ((1.3, -0.7, 2.5), 0.1133716522),
    ]
    for args, want in table:
        close("normal_pdf", call("normal_pdf", normal_pdf, *args), want, rtol=1e-6)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_area_and_spread(normal_pdf):
    import numpy as np
    from emkit.check import call, close, number

    # Half an sd apart is plenty: the sum misses the integral of a normal density by less than 1e-30.
    step = 1.5
    grid = np.arange(-22.0, 26.5, step)
    curve = np.array([number("normal_pdf", call("normal_pdf", normal_pdf, float(g), 2.0, 9.0)) for g in grid])
    close("the area under normal_pdf", step * curve.sum(), 1.0)
    close("the second central moment", step * (curve * (grid - 2.0) ** 2).sum(), 9.0)


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
name: q1_2
points: 4
"""

# %% [markdown]
r"""
### Question 1.2 · Log-likelihood of a mixture `4 points`

This number says how well parameters explain the data, and EM is judged by it after every step.

**Given** `x (n,)`, `pi (K,)`, `mu (K,)`, `var (K,)` for any number of components. **Return** the log-likelihood, a float:

$$\ell(\theta) = \sum_{i} \ln \sum_{k=1}^{K} \pi_k \, \mathcal{N}(x_i; \mu_k, \sigma_k^2). \tag{3}$$

*Example.* `x = (0.5, 1.5, 4)`, `pi = (0.2, 0.8)`, `mu = (-1, 2)`, `var = (9, 0.25)` give about -9.3736.

<details><summary>Hint</summary>

The inner sum is the density (1) of one point. Take its logarithm, then add up over the points. Do not multiply the
densities first: with 2000 points the product is zero in double precision.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def mixture_log_likelihood(x, pi, mu, var):
    """Natural-log likelihood of the sample. x: (n,); pi, mu, var: (K,). Returns a float."""
    # BEGIN SOLUTION
    x, pi, mu, var = (np.asarray(a, dtype=float) for a in (x, pi, mu, var))
    joint = pi * normal_pdf(x[:, None], mu, var)
    return float(np.log(joint.sum(axis=1)).sum())
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


def test_public_data_set(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close

    weights = "If both components were the same, the mixture should equal that component. Does yours?"
    base = "Which logarithm does the text ask for? Compare `np.log` with the one you used."
    density = "The density inside the sum is off: test `normal_pdf` again, and check which of spread and variance it gets."
    order = "The logarithm of a sum is not the sum of the logarithms; which sum comes first here?"
    every = "Are all points in your sum, each paired with the right parameters?"
    product = "Report the logarithm of the likelihood, summed over the points."
    own = "Work with the function's own arguments, not the notebook's `x`, `pi0`, `mu0`, `var0`."
    slips = [
        (
            -11.327007,
            "Your components are too wide or too narrow: is the variance used as a variance everywhere?",
        ),
        (-10.001597, density),
        (-9.611665, density),
        (-6.016472, weights),
        (-8.095914, weights),
        (-13.523290, base),
        (-4.070916, base),
        (-3.124543, "Doubling the data should double the value."),
        (-6.616815, density),
        (-5.145792, density),
        (-7.902608, density),
        (-12.758412, density),
        (-11.671835, density),
        (-2.159303, density),
        (-5.688665, density),
        (-0.329847, density),
        (11.688914, density),
        (8.493448e-05, product),
        (0.443355, product),
        (0.377638, "Which logarithm does the text ask for? `np.log1p(p)` is the logarithm of 1 + p."),
        (-0.813384, order),
        (-27.088882, order),
        (-12.524652, order),
        (-9.716801, "Every component adds to the density, also the less likely one."),
        (
            -10.241956,
            "That is an expected complete-data log-likelihood; equation (3) has the sum inside the logarithm.",
        ),
        (
            9.373630,
            "A log-likelihood of densities can have either sign; report it as it is, without changing the sign.",
        ),
        (-7.064482, every),
        (-10.977996, every),
        (-7.735021, every),
        (-5.885632, every),
        (-4.389531, every),
        (-3.487999, every),
        (-4.984100, every),
        (-5.691536, "The average of densities is not the density at averaged parameters."),
        (-24.261354, own),
        (-16.493234, own),
        (-13.908744, own),
        (-6.100989, own),
    ]
    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    value = call(
        "mixture_log_likelihood", mixture_log_likelihood, x, pi, np.array([-1.0, 2.0]), np.array([9.0, 0.25])
    )
    close("mixture_log_likelihood", value, -9.373630, slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_unequal_weights(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close

    x, pi, mu, var = [-1, 0, 4, 5, 6], [0.3, 0.7], [4, 1], [2.25, 6.25]
    value = call(
        "mixture_log_likelihood",
        mixture_log_likelihood,
        *(np.array(a, dtype=float) for a in (x, pi, mu, var)),
    )
    close("mixture_log_likelihood", value, -12.1595332634, rtol=1e-8)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0]), np.array([0.2, 0.5, 0.3])
    value = call(
        "mixture_log_likelihood",
        mixture_log_likelihood,
        x,
        pi,
        np.array([-2.0, 1.0, 5.0]),
        np.array([0.5, 1.5, 2.0]),
    )
    otherwise = "The number of components should come from the arguments."
    close(
        "mixture_log_likelihood with three components", value, -16.0165049307, rtol=1e-8, otherwise=otherwise
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_order_and_one_component(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([6.0, -1.0, 5.0, 0.0, 4.0]), np.array([0.7, 0.3])
    value = call(
        "mixture_log_likelihood", mixture_log_likelihood, x, pi, np.array([1.0, 4.0]), np.array([6.25, 2.25])
    )
    close("mixture_log_likelihood in another order", value, -12.1595332634, rtol=1e-8)
    one = call(
        "mixture_log_likelihood",
        mixture_log_likelihood,
        x,
        np.array([1.0]),
        np.array([2.8]),
        np.array([7.76]),
    )
    close("mixture_log_likelihood with one component", one, -12.2171485015, rtol=1e-8)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_two_thousand_points(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close

    x = np.tile([-1.0, 0.0, 4.0, 5.0, 6.0], 400)
    pi, mu, var = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])
    value = call("mixture_log_likelihood", mixture_log_likelihood, x, pi, mu, var)
    otherwise = "Try 2000 points: what happens to a product of many small numbers?"
    close("mixture_log_likelihood of 2000 points", value, -9805.0129320347, rtol=1e-8, otherwise=otherwise)


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
name: q1_3
points: 2
"""

# %% [markdown]
r"""
### Question 1.3 · The starting value `2 points`

Before climbing, note where you stand.

**Answer with** `loglik_theta0`, the log-likelihood of the five points at $\theta_0$. One decimal is enough; full precision
is welcome.

<details><summary>Hint</summary>

Call your function on `x`, `pi0`, `mu0`, `var0`, in the order in which it takes them.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
loglik_theta0 = mixture_log_likelihood(x, pi0, mu0, var0)  # SOLUTION

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


def test_is_a_number(loglik_theta0):
    from emkit.check import number

    number("loglik_theta0", loglik_theta0)


# %%
""" # BEGIN TEST CONFIG
points: 2
hidden: true
"""  # END TEST CONFIG


def test_value(loglik_theta0):
    from emkit.check import close

    close("loglik_theta0", loglik_theta0, -24.5125323301, rtol=0, atol=0.05)


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
## 2 · The E-step

Suppose the parameters were right. Which component did each point come from? Bayes' rule answers with a probability, the
**responsibility** $\gamma_{ki}$ of component $k$ for point $x_i$.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q2_1
points: 3
formula:
  names:
    pi_1: [0.05, 0.95]
    pi_2: 1 - pi_1
    pi_k: [pi_1, pi_2]
    N_1: [0.05, 2]
    N_2: [0.05, 2]
    N_k: [N_1, N_2]
  quantity: a responsibility
  between: [0, 1]
  scaled: [[N_1, N_2]]
  exchanged: [[pi_1, pi_2], [N_1, N_2]]
  slips:
    pi_k*N_k: The values for k = 1 and k = 2 must add up to one.
    N_k/(N_1 + N_2): A component with weight zero should get nothing.
    pi_k/(pi_1 + pi_2): "The data point must matter: where do the densities enter?"
    pi_k*N_k/(N_1 + N_2): The values for k = 1 and k = 2 must add up to one.
    N_k/(pi_1*N_1 + pi_2*N_2): A component with weight zero should get nothing.
"""

# %% [markdown]
r"""
### Question 2.1 · Posterior, as a formula `3 points`

**Answer with** `posterior_formula`, a string: the probability that a point $x$ came from component $k$, for two
components. `N_k` is short for the density $N_k = \mathcal{N}(x; \mu_k, \sigma_k^2)$ of component $k$ at $x$. Offered names:
`pi_k`, `pi_1`, `pi_2`, `N_k`, `N_1`, `N_2`. The formula must hold for $k = 1$ and for $k = 2$.

*Example of the typing:* `"(a + 2*b)^2 / c"` for $(a + 2b)^2 / c$. Write every `*`.

<details><summary>Hint</summary>

Bayes' rule: prior times density, divided by the sum of the same product over both components. Put parentheses around
everything below the bar.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
posterior_formula = "pi_k*N_k / (pi_1*N_1 + pi_2*N_2)"  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q2_2
points: 4
"""

# %% [markdown]
r"""
### Question 2.2 · The E-step as a function `4 points`

**Given** `x (n,)`, `pi (K,)`, `mu (K,)`, `var (K,)`. **Return** `resp (n, K)`: row $i$ holds the responsibilities for
point $x_i$,

$$\gamma_{ki} = \frac{\pi_k \, \mathcal{N}(x_i; \mu_k, \sigma_k^2)}{\sum_{j=1}^{K} \pi_j \, \mathcal{N}(x_i; \mu_j, \sigma_j^2)}. \tag{4}$$

*Example.* Means $-1$ and $1$, both variances 1, weights $(0.2, 0.8)$: at $x = 0$ both densities are the same number, which
cancels, so the row is $(0.2, 0.8)$. Only the weights are left where the data cannot tell.

<details><summary>Hint</summary>

Build the `(n, K)` array of numerators first. Then divide each row by its own sum (`axis=1, keepdims=True`).
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def e_step(x, pi, mu, var):
    """Responsibilities, equation (4). x: (n,); pi, mu, var: (K,). Returns (n, K)."""
    # BEGIN SOLUTION
    x, pi, mu, var = (np.asarray(a, dtype=float) for a in (x, pi, mu, var))
    joint = pi * normal_pdf(x[:, None], mu, var)
    return joint / joint.sum(axis=1, keepdims=True)
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


def test_public_data_set(e_step):
    import numpy as np
    from emkit.check import array, call_unchanged, close, require

    axis = "Sum along each row and along each column: which should be one?"
    spread = (
        "Is the variance used as a variance? Compare one entry of the numerator with `normal_pdf` by hand."
    )
    paired = "Is each weight and each variance paired with its own mean?"
    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])
    value = call_unchanged("e_step", e_step, x, pi, mu, var)
    require(array("resp", value).shape != (2, 3), "One row per data point, one column per component.")
    resp = array("resp", value, (3, 2))
    require((resp >= 0).all(), "A responsibility is a probability: it lies between 0 and 1.")
    slips = [
        (
            [0.929775, 0.162604, 0.991993],
            "A component with weight zero should get nothing. Where do the weights enter?",
        ),
        ([0.023471, 0.018794, 0.006632], axis),
        ([0.480010, 0.384362, 0.135628], axis),
        ([0.999998, 0.047048, 1.000000], spread),
        ([0.232019, 0.953703, 0.031278], "Column 0 belongs to component 1, column 1 to component 2."),
        ([0.952061, 0.225567, 0.994647], spread),
        ([0.355531, 0.008026, 0.837711], spread),
        ([0.996211, 0.053530, 0.999957], spread),
        ([0.200000, 0.200000, 0.200000], "The data point must matter: where do the densities enter?"),
        ([0.981468, 0.437162, 0.997986], paired),
        ([0.767981, 0.999909, 1.000000], paired),
        ([0.018532, 5.668e-06, 0.0], paired),
        (
            [0.504095, 0.408938, 0.501604],
            "Normalise by dividing by the row's sum; no further exponential is needed.",
        ),
        (
            [0.500000, 0.166667, 0.285714],
            "The nearer mean does not always win; compare the widths and the weights.",
        ),
        ([1.0, 0.0, 1.0], "A point halfway between two components should be shared."),
    ]
    want, uneven = [0.767981, 0.046297, 0.968722], abs(resp.sum(axis=1) - 1).max() > 1e-9
    close("resp[:, 0]", resp[:, 0], want, rtol=1e-4, slips=slips, otherwise=axis if uneven else "")
    require(not uneven, axis)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_at_theta0(e_step):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    resp = call("e_step", e_step, x, pi, np.array([6.0, 7.0]), np.array([1.0, 4.0]))
    first = np.array([1.36512048891155e-7, 1.39244155549275e-5, 0.454661672892371, 2 / 3, 0.693842896485577])
    close("resp at theta0", resp, np.column_stack([first, 1 - first]), rtol=1e-6)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_unequal_weights(e_step):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.3, 0.7])
    resp = call("e_step", e_step, x, pi, np.array([4.0, 1.0]), np.array([2.25, 6.25]))
    first = np.array([0.0037883552, 0.0216253213, 0.5947236740, 0.6728944413, 0.6845235201])
    close("resp", resp, np.column_stack([first, 1 - first]), rtol=1e-6)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components(e_step):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0]), np.array([0.2, 0.5, 0.3])
    resp = call("e_step", e_step, x, pi, np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0]))
    want = [
        [9.697142653702e-01, 3.028500515127e-02, 7.294785339533e-07],
        [4.915271871639e-01, 5.083491460847e-01, 1.236667514186e-04],
        [4.086005869656e-03, 9.934852219345e-01, 2.428772195869e-03],
        [4.607389392059e-05, 9.884543618282e-01, 1.149956427786e-02],
        [2.185622654684e-08, 8.942271970957e-01, 1.057727810481e-01],
        [1.098254143964e-20, 1.554014149977e-02, 9.844598585002e-01],
        [2.744148629506e-28, 5.936263505798e-04, 9.994063736494e-01],
    ]
    otherwise = "The number of components should come from the arguments."
    close("resp with three components", resp, want, rtol=1e-6, atol=1e-12, otherwise=otherwise)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_one_point_and_relabelling(e_step):
    import numpy as np
    from emkit.check import array, call, call_unchanged, close

    rows = "Sum along each row and along each column: which should be one?"
    x, pi, mu, var = np.array([2.0]), np.array([0.4, 0.6]), np.array([1.0, 4.0]), np.array([1.0, 2.0])
    resp = call_unchanged("e_step", e_step, x, pi, mu, var)
    close("resp of one point", resp, [[0.6085231281, 0.3914768719]], rtol=1e-6)
    swapped = call("e_step", e_step, x, pi[::-1].copy(), mu[::-1].copy(), var[::-1].copy())
    close("resp with the components swapped", swapped, [[0.3914768719, 0.6085231281]], rtol=1e-6)
    three = call("e_step", e_step, np.array([-3.0, 2.0, 9.0]), pi, mu, var)
    close("each row's sum", array("resp", three, (3, 2)).sum(axis=1), [1.0, 1.0, 1.0], otherwise=rows)


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
name: q2_3
points: 5
"""

# %% [markdown]
r"""
### Question 2.3 · Which Gaussian does each point prefer? `5 points`

**Answer with** `assignments_theta0`, five integers: for each point of `x`, in order, 2 if component 2 has the larger
responsibility at $\theta_0$, and 1 otherwise.

Before you compute: which component do you expect for $x = -1$, far to the left of both means?

<details><summary>Hint</summary>

Compare the two columns of `e_step` at $\theta_0$. Columns are counted from 0, components from 1. If a row surprises you,
compare the widths of the two components, not only their means.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
assignments_theta0 = np.where(np.diff(e_step(x, pi0, mu0, var0), axis=1)[:, 0] > 0, 2, 1)  # SOLUTION

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


def test_five_labels(assignments_theta0):
    from emkit.check import labels

    labels("assignments_theta0", assignments_theta0, 5, (1, 2))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_point_0(assignments_theta0):
    from emkit.check import labels, require

    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    require(found[0] == 2, "Point x(0) prefers the other component. The nearer mean does not always win.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_point_1(assignments_theta0):
    from emkit.check import labels, require

    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    require(found[1] == 2, "Point x(1) prefers the other component. The nearer mean does not always win.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_point_2(assignments_theta0):
    from emkit.check import labels, require

    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    require(found[2] == 2, "Point x(2) prefers the other component. The nearer mean does not always win.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_point_3(assignments_theta0):
    from emkit.check import labels, require

    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    require(found[3] == 1, "Point x(3) prefers the other component. The nearer mean does not always win.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_point_4(assignments_theta0):
    from emkit.check import labels, require

    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    require(found[4] == 1, "Point x(4) prefers the other component. The nearer mean does not always win.")


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
## 3 · The M-step

Now freeze the responsibilities and refit. The formulas first for two generic points $x_1$ and $x_2$ (not the data set
above), with responsibilities $\gamma_{k1}$ and $\gamma_{k2}$ of component $k$; then a function for any $n$ and $K$.

What the M-step maximises is the lower bound of the log-likelihood that the frozen responsibilities define. Its part that
depends on $\theta$ is $\sum_i \sum_k \gamma_{ki} \ln \left[ \pi_k \, \mathcal{N}(x_i; \mu_k, \sigma_k^2) \right]$; the rest, the
entropy of the responsibilities, is a constant while they are frozen.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q3_1
points: 3
formula:
  names:
    gamma_k1: [0.05, 0.95]
    gamma_k2: [0.05, 0.95]
    x_1: [-3, 3]
    x_2: [-3, 3]
  scaled: [[gamma_k1, gamma_k2], [x_1, x_2]]
  shifted: [[x_1, x_2]]
  exchanged: [[gamma_k1, gamma_k2], [x_1, x_2]]
  slips:
    (x_1 + x_2)/2: If one point had responsibility zero, it should drop out.
    gamma_k1*x_1 + gamma_k2*x_2: If both points are equal to c, the answer must be c.
    (gamma_k1*x_1 + gamma_k2*x_2)/2: Divide by the total responsibility, not by the number of points.
    (gamma_k1*x_2 + gamma_k2*x_1)/(gamma_k1 + gamma_k2): Each point goes with its own responsibility.
    gamma_k1*x_1 + (1 - gamma_k1)*x_2: Responsibilities add up to one over components, not over points.
    (x_1 + x_2)/(gamma_k1 + gamma_k2): If one point had responsibility zero, it should drop out.
"""

# %% [markdown]
r"""
### Question 3.1 · The new mean, as a formula `3 points`

**Answer with** `mu_hat_formula`, a string: the mean $\hat\mu_k$ that maximises the bound, in `x_1`, `x_2`, `gamma_k1`,
`gamma_k2`.

<details><summary>Hint</summary>

Set the derivative with respect to $\mu_k$ to zero. Only the squares $(x_i - \mu_k)^2$ depend on it, each with its own
responsibility in front.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
mu_hat_formula = "(gamma_k1*x_1 + gamma_k2*x_2) / (gamma_k1 + gamma_k2)"  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q3_2
points: 3
formula:
  names:
    gamma_k1: [0.05, 0.95]
    gamma_k2: [0.05, 0.95]
    x_1: [-3, 3]
    x_2: [-3, 3]
    hatmu_k: (gamma_k1*x_1 + gamma_k2*x_2)/(gamma_k1 + gamma_k2)
  quantity: a variance
  between: [0, null]
  scaled: [[gamma_k1, gamma_k2], [x_1, x_2]]
  shifted: [[x_1, x_2]]
  exchanged: [[gamma_k1, gamma_k2], [x_1, x_2]]
  slips:
    sqrt((gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2)/(gamma_k1 + gamma_k2)):
      "Check the unit: the answer should be in squared units."
    gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2:
      "Multiply both responsibilities by ten: a variance should not change."
    (gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2)/2:
      "Multiply both responsibilities by ten: a variance should not change."
    (gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2)/(gamma_k1 + gamma_k2 - 1):
      "This is a maximum-likelihood estimate: nothing is subtracted below the bar."
    ((gamma_k1*(x_1 - hatmu_k))^2 + (gamma_k2*(x_2 - hatmu_k))^2)/(gamma_k1 + gamma_k2):
      Each squared distance is weighted once.
    ((x_1 - hatmu_k)^2 + (x_2 - hatmu_k)^2)/2: If one point had responsibility zero, it should drop out.
    (gamma_k1*(x_1 - hatmu_k) + gamma_k2*(x_2 - hatmu_k))/(gamma_k1 + gamma_k2):
      Weighted deviations from the weighted mean cancel to zero.
    (gamma_k1*x_1^2 + gamma_k2*x_2^2)/(gamma_k1 + gamma_k2) - hatmu_k:
      "Compare the units of the two terms: what is missing on the mean?"
    (gamma_k1*x_1^2 + gamma_k2*x_2^2)/(gamma_k1 + gamma_k2): A variance does not change when all points move together.
"""

# %% [markdown]
r"""
### Question 3.2 · The new variance, as a formula `3 points`

**Answer with** `var_hat_formula`, a string: the variance $\hat\sigma_k^2$ that maximises the bound, in `x_1`, `x_2`,
`gamma_k1`, `gamma_k2` and `hatmu_k`, the new mean $\hat\mu_k$ of question 3.1.

<details><summary>Hint</summary>

Differentiate with respect to the variance. The units tell you whether you have a variance or a standard deviation.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
var_hat_formula = (
    "(gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2) / (gamma_k1 + gamma_k2)"  # SOLUTION
)

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q3_3
points: 3
formula:
  names:
    gamma_k1: [0.05, 0.95]
    gamma_k2: [0.05, 0.95]
  quantity: a weight
  between: [0, 1]
  exchanged: [[gamma_k1, gamma_k2]]
  slips:
    gamma_k1 + gamma_k2: The weights of the two components must add up to one.
    1/2: If one component is responsible for everything, what should its weight be?
    gamma_k1/(gamma_k1 + gamma_k2): Average over the points, not over one component's responsibilities.
    gamma_k2/(gamma_k1 + gamma_k2): Average over the points, not over one component's responsibilities.
    gamma_k1*gamma_k2: "Two points count twice as much as one: add them, do not multiply."
"""

# %% [markdown]
r"""
### Question 3.3 · The new weight, as a formula `3 points`

**Answer with** `pi_hat_formula`, a string: the weight $\hat\pi_k$ that maximises the bound under $\pi_1 + \pi_2 = 1$, in
`gamma_k1` and `gamma_k2`. Use $\gamma_{1i} + \gamma_{2i} = 1$ to replace what is a constant by its number.

<details><summary>Hint</summary>

Add a Lagrange multiplier for the constraint. Each weight comes out proportional to the total responsibility of its
component; the constraint fixes the factor.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
pi_hat_formula = "(gamma_k1 + gamma_k2) / 2"  # SOLUTION

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q3_4
points: 4
"""

# %% [markdown]
r"""
### Question 3.4 · The M-step as a function `4 points`

**Given** `x (n,)` and `resp (n, K)`. **Return** the tuple `(pi, mu, var)`, three arrays of shape `(K,)`. With the
effective number of points $n_k = \sum_i \gamma_{ki}$,

$$\hat\pi_k = \frac{n_k}{n}, \qquad \hat\mu_k = \frac{1}{n_k} \sum_i \gamma_{ki} \, x_i, \qquad
\hat\sigma_k^2 = \frac{1}{n_k} \sum_i \gamma_{ki} \, (x_i - \hat\mu_k)^2. \tag{5}$$

*Example.* Points 0 and 4, all responsibility with component 1 for the first and with component 2 for the second: the
weights are $(1/2, 1/2)$, the means $(0, 4)$, both variances 0.

<details><summary>Hint</summary>

`resp.sum(axis=0)` is $n_k$ and `x @ resp` holds the weighted sums. The variance uses the new mean.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def m_step(x, resp):
    """New parameters, equation (5). x: (n,); resp: (n, K). Returns (pi, mu, var), each (K,)."""
    # BEGIN SOLUTION
    x, resp = np.asarray(x, dtype=float), np.asarray(resp, dtype=float)
    n_k = resp.sum(axis=0)
    mu = x @ resp / n_k
    var = (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k
    return n_k / len(x), mu, var
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


def test_public_data_set(m_step):
    import numpy as np
    from emkit.check import array, call, close, parts

    x, first = np.array([0.5, 1.5, 4.0]), np.array([0.767981078626, 0.046296959621, 0.968721835738])
    value = call("m_step", m_step, x, np.column_stack([first, 1 - first]))
    pi, mu, var = (array(n, v, (2,)) for n, v in zip(("pi", "mu", "var"), parts("m_step", value, 3)))
    points = "With seven points and three components, what should the weights sum to?"
    spread = "A component responsible for one point out of a hundred can still have a large spread."
    drop = "If one point had responsibility zero, it should drop out."
    order = "Return the three parts in this order: weights, means, variances."
    weight_slips = [
        ([0.891500, 0.608500], points),
        ([1.783000, 1.217000], points),
        ([0.500000, 0.500000], "If one component is responsible for everything, what should its weight be?"),
        ([0.666667, 0.333333], "A point halfway between two components should be shared."),
        ([2.427551, 1.373604], order),
        ([2.966061, 0.335304], order),
    ]
    mean_slips = [
        ([1.442774, 0.557226], "If all points are equal to c, both means must be c."),
        ([4.328323, 1.671677], "If all points are equal to c, both means must be c."),
        ([2.0, 2.0], drop),
        ([2.966061, 0.335304], order),
    ]
    var_slips = [
        ([1.762829, 0.136022], spread),
        ([6.754135, 1.880482], "This is a maximum-likelihood estimate: nothing is subtracted below the bar."),
        ([1.722226, 0.579054], "Check the unit: the answer should be in squared units."),
        ([5.288487, 0.408065], "Multiply both responsibilities by ten: a variance should not change."),
        ([14.714168, 0.727675], "Everything the function needs is in its two arguments."),
        ([15.728452, 31.991632], "Everything the function needs is in its two arguments."),
        ([3.148861, 0.727675], "Take each component's distances from the component's own mean."),
        ([1.898851, 1.898851], "Each component has a variance of its own, from its own responsibilities."),
        ([2.531429, 0.051244], "Each squared distance is weighted once."),
        ([2.349467, 2.559038], drop),
        ([0.0, 0.0], "Weighted deviations from the weighted mean cancel to zero."),
        ([8.859066, 2.222093], "A variance does not change when all points move together."),
        ([6.431514, 0.848488], "Compare the units of what you subtract: what is missing on the mean?"),
    ]
    otherwise = points if abs(pi.sum() - 1) > 1e-9 else ""
    close("pi", pi, [0.594333, 0.405667], rtol=1e-5, slips=weight_slips, otherwise=otherwise)
    close("mu", mu, [2.427551, 1.373604], rtol=1e-5, slips=mean_slips)
    close("var", var, [2.966061, 0.335304], rtol=1e-5, slips=var_slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_weights(m_step):
    import numpy as np
    from emkit.check import call, close, parts

    resp = np.array([[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.25, 0.75], [0.3, 0.7]])
    pi = parts("m_step", call("m_step", m_step, np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), resp), 3)[0]
    close("pi", pi, [0.55, 0.45], rtol=1e-6)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_means(m_step):
    import numpy as np
    from emkit.check import call, close, parts

    resp = np.array([[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.25, 0.75], [0.3, 0.7]])
    mu = parts("m_step", call("m_step", m_step, np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), resp), 3)[1]
    close("mu", mu, [1.5090909091, 4.3777777778], rtol=1e-6)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_variances(m_step):
    import numpy as np
    from emkit.check import call, close, parts

    resp = np.array([[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.25, 0.75], [0.3, 0.7]])
    var = parts("m_step", call("m_step", m_step, np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), resp), 3)[2]
    close("var", var, [7.1590082645, 3.9683950617], rtol=1e-6)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_seven_points_three_components(m_step):
    import numpy as np
    from emkit.check import call, close, parts

    resp = np.array(
        [
            [9.697142653702e-01, 3.028500515127e-02, 7.294785339533e-07],
            [4.915271871639e-01, 5.083491460847e-01, 1.236667514186e-04],
            [4.086005869656e-03, 9.934852219345e-01, 2.428772195869e-03],
            [4.607389392059e-05, 9.884543618282e-01, 1.149956427786e-02],
            [2.185622654684e-08, 8.942271970957e-01, 1.057727810481e-01],
            [1.098254143964e-20, 1.554014149977e-02, 9.844598585002e-01],
            [2.744148629506e-28, 5.936263505798e-04, 9.994063736494e-01],
        ]
    )
    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    pi, mu, var = parts("m_step", call("m_step", m_step, x, resp), 3)
    close("pi", pi, [0.2093390792, 0.4901335286, 0.3005273923], rtol=1e-6)
    close("mu", mu, [-1.9889374359, 0.8297266563, 5.2135957487], rtol=1e-6)
    close("var", var, [0.5157964979, 1.2616196211, 0.9531431261], rtol=1e-6)


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
## 4 · The algorithm

E-step, M-step, repeat. The log-likelihood never falls along the way. On this model it has no largest value - a component
that shrinks onto one point can raise it without limit - so EM climbs to a local maximum, and which one depends on where
it starts.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q4_1
points: 4
"""

# %% [markdown]
r"""
### Question 4.1 · Run EM `4 points`

**Given** the data, a start `pi, mu, var` and `n_iter`, a number of iterations from 0 up. **Return** the tuple
`(pi, mu, var, history)`, where `history` has `n_iter + 1` log-likelihoods: the start's first, then one after each
iteration. Leave the start's arrays as they are.

*Example.* On the points of question 1.2 and one iteration, `history` is about (-9.3736, -5.1492).

<details><summary>Hint</summary>

One iteration is `m_step(x, e_step(x, pi, mu, var))`. Record the log-likelihood once before the loop and once at the end
of every turn.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def run_em(x, pi, mu, var, n_iter):
    """Run n_iter iterations of EM. Returns (pi, mu, var, history); history has n_iter + 1 entries."""
    # BEGIN SOLUTION
    history = [mixture_log_likelihood(x, pi, mu, var)]
    for _ in range(n_iter):
        pi, mu, var = m_step(x, e_step(x, pi, mu, var))
        history.append(mixture_log_likelihood(x, pi, mu, var))
    return pi, mu, var, history
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


def test_public_data_set(run_em):
    import numpy as np
    from emkit.check import array, call_unchanged, close, parts, require

    length = "`history` should hold one entry for the start and one for each iteration."
    start = "Before any update there is already one value to record."
    last = "Record the log-likelihood once more after the last update."
    order = "The M-step uses responsibilities from the parameters before the update."
    every = "One iteration updates weights, means and variances; are all the new values used?"
    steps = "The steps inside `run_em` differ from those of questions 2.2 and 3.4. Call `e_step` and `m_step` there."
    first_slips = [
        (-5.149158, start),
        (9.373630, "A log-likelihood can have either sign; record it as it is, without changing the sign."),
        (-3.124543, "Doubling the data should double the value."),
        (-16.493234, "Begin at the start that the function is given, not at `pi0`, `mu0`, `var0`."),
        (0.594333, "Return the four parts in this order: (pi, mu, var, history)."),
        (2.966061, "Return the four parts in this order: (pi, mu, var, history)."),
    ]
    second_slips = [
        (-9.373630, "Nothing changed in one iteration: is the log-likelihood taken at the new parameters?"),
        (-5.638472, every),
        (-9.583768, every),
        (-5.624982, every),
        (-5.332411, order),
        *((wrong, steps) for wrong in (-5.308990, -6.025637, -5.436607, -5.234413, -5.747604, -5.328257)),
    ]
    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])
    value = call_unchanged("run_em", run_em, x, pi, mu, var, 1)
    *theta, history = parts("run_em", value, 4)
    history = array("history", history)
    require(history.ndim == 1, length)
    if history.shape == (1,):
        close("history", history[0], -5.149158, slips=[(-9.373630, last)], otherwise=length)
    require(history.shape != (1,), start)
    require(history.shape == (2,), f"{length} It has {len(history)} entries after one iteration.")
    close("the first entry of history", history[0], -9.373630, slips=first_slips)
    fall = "A correct step never lowers the log-likelihood; test both steps there."
    close(
        "history[1]",
        history[1],
        -5.149158,
        slips=second_slips,
        otherwise=fall if history[1] < history[0] else order,
    )
    want = ([0.594333, 0.405667], [2.427551, 1.373604], [2.966061, 0.335304])
    swap = "The components change places in your iteration: keep column 0 for component 1."
    back = "Return the last parameters, those after the update, as `pi, mu, var`."
    for name, found, right in zip(("pi", "mu", "var"), theta, want):
        close(name, found, right, rtol=1e-5, slips=[(right[::-1], swap)], otherwise=back)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_one_iteration_is_your_own_steps(run_em, e_step, m_step, mixture_log_likelihood):
    import numpy as np
    from emkit.check import array, call, call_unchanged, close, parts

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.3, 0.7])
    mu, var = np.array([4.0, 1.0]), np.array([2.25, 6.25])
    one = parts("run_em", call_unchanged("run_em", run_em, x, pi, mu, var, 1), 4)
    steps = parts("m_step", call("m_step", m_step, x, call("e_step", e_step, x, pi, mu, var)), 3)
    for name, found, want in zip(("pi", "mu", "var"), one, steps):
        close(name, found, array(name, want, (2,)), rtol=1e-9)
    own = [call("mixture_log_likelihood", mixture_log_likelihood, x, *p) for p in ((pi, mu, var), steps)]
    close("history", one[3], own, rtol=1e-9)
    none = parts("run_em", call("run_em", run_em, x, pi, mu, var, 0), 4)
    close("history without an iteration", none[3], own[:1], rtol=1e-9)
    close("mu without an iteration", none[1], [4.0, 1.0])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components_never_fall(run_em):
    import numpy as np
    from emkit.check import array, call, close, parts, require

    x, pi = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0]), np.array([0.2, 0.5, 0.3])
    value = call("run_em", run_em, x, pi, np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0]), 15)
    history = array("history", parts("run_em", value, 4)[3], (16,))
    fall = "A correct step never lowers the log-likelihood; find the first drop and test both steps there."
    require((np.diff(history) >= -1e-9).all(), fall)
    close("history", history[:4], [-16.0165049307, -15.4925182175, -15.1209334340, -15.1050032352], rtol=1e-6)
    close("the last entry of history", history[15], -15.0481705998, rtol=1e-6)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_first_iterations_from_theta0(run_em):
    import numpy as np
    from emkit.check import array, call, close, parts

    def start():
        return np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    one = parts("run_em", call("run_em", run_em, x, *start(), 1), 4)
    close("pi after one iteration", one[0], [0.363037059394444, 0.636962940605556], rtol=1e-6)
    close("mu after one iteration", one[1], [5.13172802955268, 1.47103149462410], rtol=1e-6)
    close("var after one iteration", one[2], [0.615562501441774, 6.96702210179835], rtol=1e-6)
    three = parts("run_em", call("run_em", run_em, x, *start(), 3), 4)
    close("var after three iterations", three[2], [0.618550788, 4.557091755], rtol=1e-6)
    history = array("history", three[3], (4,))
    close("history", history, [-24.5125323301, -10.9559124208, -10.7463855424, -10.5118458022], rtol=1e-6)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_limits(run_em):
    import numpy as np
    from emkit.check import array, call, close, parts

    x, half = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    first = parts(
        "run_em", call("run_em", run_em, x, half, np.array([6.0, 7.0]), np.array([1.0, 4.0]), 100), 4
    )
    close("pi at the limit", first[0], [0.6, 0.4], rtol=1e-5)
    close("mu at the limit", first[1], [5.0, -0.5], rtol=1e-5)
    start = (np.array([0.3, 0.7]), np.array([4.0, 1.0]), np.array([2.25, 6.25]))
    second = parts("run_em", call("run_em", run_em, x, *start, 100), 4)
    close(
        "the log-likelihood at the limit",
        [array("history", first[3])[-1], array("history", second[3])[-1]],
        [-8.4652589669, -8.4652589669],
        rtol=1e-5,
    )
    x, pi = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0]), np.array([0.2, 0.5, 0.3])
    third = parts(
        "run_em", call("run_em", run_em, x, pi, np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0]), 10), 4
    )
    close(
        "the log-likelihood after ten iterations", array("history", third[3])[-1], -15.0709273626, rtol=1e-6
    )


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
Run this cell to see both components before and after EM, over the data.
"""

# %%
mixture.before_and_after(x, normal_pdf, run_em, (pi0, mu0, var0), n_iter=100)
plt.show()

# %% [markdown]
r"""
And this one for the path that the log-likelihood takes.
"""

# %%
mixture.log_likelihood_path(run_em, x, (pi0, mu0, var0), n_iter=10)
plt.show()

# %% [raw]
r"""
# BEGIN QUESTION
name: q4_2
points: 2
"""

# %% [markdown]
r"""
### Question 4.2 · Training 1: which mean moves left more? `2 points`

**Answer with** `mu_shift (2,)`, new minus old mean of each component in the first M-step from $\theta_0$, and
`training_1`, the number (1 or 2) of the Gaussian whose mean shifts to the left more.

<details><summary>Hint</summary>

The second part of what `run_em` returns holds the means. A shift to the left is negative.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
mu_shift = run_em(x, pi0, mu0, var0, 1)[1] - mu0  # SOLUTION
training_1 = 2  # SOLUTION

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


def test_kind_of_answer(mu_shift, training_1):
    from emkit.check import array, one_of

    array("mu_shift", mu_shift, (2,))
    one_of("training_1", training_1, (1, 2))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_which_mean(training_1):
    from emkit.check import one_of, require

    require(one_of("training_1", training_1, (1, 2)) == 2, "Compare both shifts, with their signs.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_shifts(mu_shift):
    from emkit.check import close

    otherwise = "Report new minus old, not a percentage."
    close("mu_shift", mu_shift, [-0.8682719704, -5.5289685054], rtol=1e-3, otherwise=otherwise)


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
name: q4_3
points: 2
"""

# %% [markdown]
r"""
### Question 4.3 · Training 2: which variance grows more? `2 points`

**Answer with** `var_ratio (2,)`, new divided by old variance of each component in the first M-step from $\theta_0$, and
`training_2`, the number of the Gaussian whose variance grows by the larger factor.

<details><summary>Hint</summary>

A ratio of one means that nothing changed. Both ratios need not be on the same side of it.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
var_ratio = run_em(x, pi0, mu0, var0, 1)[2] / var0  # SOLUTION
training_2 = 2  # SOLUTION

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


def test_kind_of_answer(var_ratio, training_2):
    from emkit.check import array, one_of

    array("var_ratio", var_ratio, (2,))
    one_of("training_2", training_2, (1, 2))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_which_variance(training_2):
    from emkit.check import one_of, require

    require(one_of("training_2", training_2, (1, 2)) == 2, "A ratio below one means the variance shrank.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_ratios(var_ratio):
    from emkit.check import close

    otherwise = "Divide the new variances by the old ones; a ratio below one means the variance shrank."
    close("var_ratio", var_ratio, [0.6155625014, 1.7417555254], rtol=1e-3, otherwise=otherwise)


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
name: q4_4
points: 2
"""

# %% [markdown]
r"""
### Question 4.4 · Training 3: which variance is larger in the end? `2 points`

**Answer with** `var_final (2,)`, both variances after 100 iterations from $\theta_0$, and `training_3`, the number of the
Gaussian with the larger one.

<details><summary>Hint</summary>

Print both variances after 0, 1, 2, ... iterations and watch which is larger.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
var_final = run_em(x, pi0, mu0, var0, 100)[2]  # SOLUTION
training_3 = 1  # SOLUTION

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


def test_kind_of_answer(var_final, training_3):
    from emkit.check import array, one_of

    array("var_final", var_final, (2,))
    one_of("training_3", training_3, (1, 2))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_which_variance(training_3):
    from emkit.check import one_of, require

    require(
        one_of("training_3", training_3, (1, 2)) == 1,
        "Plot both variances against the iteration before answering.",
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_variances(var_final):
    from emkit.check import close

    otherwise = "Plot both variances against the iteration before answering."
    close("var_final", var_final, [0.6666667551, 0.25], rtol=1e-3, otherwise=otherwise)


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
name: q4_5
points: 2
"""

# %% [markdown]
r"""
### Question 4.5 · When to stop? `2 points`

A common rule stops at the first iteration $t \geq 1$ with $\ell(\theta_t) - \ell(\theta_{t-1}) < \epsilon$.

**Answer with** three integers, from $\theta_0$: `iters_loose`, that $t$ for $\epsilon = 0.22$; `larger_var_loose`, the
number of the Gaussian with the larger variance at that moment; `iters_tight`, that $t$ for $\epsilon = 10^{-6}$.

<details><summary>Hint</summary>

`np.diff(history)` has one entry fewer than `history`: its entry 0 is the step of iteration 1.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
steps = np.diff(run_em(x, pi0, mu0, var0, 20)[3])  # SOLUTION NO PROMPT
iters_loose = int(np.argmax(steps < 0.22)) + 1  # SOLUTION
larger_var_loose = int(np.argmax(run_em(x, pi0, mu0, var0, iters_loose)[2])) + 1  # SOLUTION
iters_tight = int(np.argmax(steps < 1e-6)) + 1  # SOLUTION

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


def test_kind_of_answer(iters_loose, larger_var_loose, iters_tight):
    from emkit.check import number, one_of, require

    for name, value in (("iters_loose", iters_loose), ("iters_tight", iters_tight)):
        found = number(name, value)
        require(
            found == int(found) and found >= 1,
            f"`{name}` should be a whole number from 1 up; it is {found:g}.",
        )
    one_of("larger_var_loose", larger_var_loose, (1, 2))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_loose(iters_loose, larger_var_loose):
    from emkit.check import number, one_of, require

    sentence = "Iteration t compares the value after t updates with the value after t - 1."
    require(number("iters_loose", iters_loose) == 2, sentence)
    require(
        one_of("larger_var_loose", larger_var_loose, (1, 2)) == 2,
        "Look at the variances at that very iteration.",
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_tight(iters_tight):
    from emkit.check import number, require

    sentence = "Iteration t compares the value after t updates with the value after t - 1."
    require(number("iters_tight", iters_tight) == 8, sentence)


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
name: q4_6
points: 5
manual: true
rubric:
  - 1 the bound lies below the log-likelihood for all parameters
  - 1 it touches it at the parameters of the E-step
  - 1 the M-step raises it, so the log-likelihood rises with it
  - 1 the points $-1$ and $0$ end up with one component, whose variance then shrinks
  - 1 a small step does not mean that the optimum is near
"""

# %% [markdown]
r"""
### Question 4.6 · In your own words `5 points, graded by a person`

In at most 150 words: (a) why can the log-likelihood not fall in an EM iteration? (b) Compare the order of the two variances
at $\theta_0$ with your answer to question 4.4: what happens to the points $-1$ and $0$ on the way? (c) What does question 4.5
say about stopping rules?
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %% [markdown]
r"""
(a) For frozen responsibilities the bound lies below the log-likelihood for all parameters, and it touches it at the
parameters of the E-step. The M-step raises the bound, so at the new parameters the log-likelihood, which lies above it, is
at least as large as before. (b) Component 2 is the wide one, so it takes both far points. They pull its mean to the left;
with that it lets go of the points 4, 5 and 6, and its variance shrinks to the spread of two neighbours. (c) The increments
are not monotone: a small step is no sign of being near the optimum. The loose rule stops on a plateau with the wrong order
of the variances.
"""

# %% [raw]
r"""
# END SOLUTION
"""

# %% [raw]
r"""
# END QUESTION
"""

# %% [raw]
r"""
# ASSIGNMENT CONFIG
title: The EM exercise
minutes: 125
requirements: [scipy]
"""

# %% [markdown]
r"""
# The EM exercise

**Goal:** fit a mixture of two Gaussians to five numbers with the EM algorithm, one step at a time, until you can
predict where it goes.

24 automatic questions (60 points) and one written answer (5 points): about two hours, and twenty minutes more for the
optional part 6 (5 of the points).

**What a check tells you.** A function is tried on an example. A number, a choice or a formula is tested for being readable,
or for being what your own functions give: *whether it is right is decided when it is graded*. Later answers may build on a
wrong earlier one without losing its points again.
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
from emkit.plot.stepper import step_through
from emkit.predict import compare

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
The points are made up. `pi0`, `mu0` and `var0` are $\theta_0$, where every run of part 4 begins. Keep these four arrays as
they are. Write `np.pi` for 3.14159, since `pi` means the weights here.
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

Check the exponent by hand at the example: $-(2-5)^2 / (2 \cdot 9)$ is $-1/2$. A library function may want $\sigma$ where you
have $\sigma^2$.
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

    spread = "Your curve is too wide or too narrow: check whether the library wants the standard deviation or its square."
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

Take the logarithm of each point's density (1), then add up. Do not multiply the densities first: with 2000 points the
product is zero in double precision.
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
    density = (
        "The density inside the sum is off: test `normal_pdf` again. It takes the variance, not its root."
    )
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


def test_unequal_weights_in_any_order(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, call_unchanged, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    name = "mixture_log_likelihood"
    data = [np.array(a, dtype=float) for a in ([-1, 0, 4, 5, 6], [0.3, 0.7], [4, 1], [2.25, 6.25])]

    def gives(function):
        close(name, call_unchanged(name, function, *data), -12.1595332634, rtol=1e-8)
        moved = call(name, function, data[0][[4, 0, 3, 1, 2]], *(a[::-1].copy() for a in data[1:]))
        close("mixture_log_likelihood in another order", moved, -12.1595332634, rtol=1e-8)

    # A slip of question 1.1 is paid for there.
    either(
        lambda: gives(mixture_log_likelihood),
        lambda: gives(with_pieces(mixture_log_likelihood, normal_pdf=density)),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    name, x = "mixture_log_likelihood with three components", np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    theta = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])

    def gives(function):
        close(name, call("mixture_log_likelihood", function, x, *theta), -16.0165049307, rtol=1e-8)

    either(
        lambda: gives(mixture_log_likelihood),
        lambda: gives(with_pieces(mixture_log_likelihood, normal_pdf=density)),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_one_component(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    name, x = "mixture_log_likelihood with one component", np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([1.0]), np.array([1.5]), np.array([6.25])

    def gives(function):
        close(name, call("mixture_log_likelihood", function, x, *theta), -12.9561463254, rtol=1e-8)

    either(
        lambda: gives(mixture_log_likelihood),
        lambda: gives(with_pieces(mixture_log_likelihood, normal_pdf=density)),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_two_thousand_points(mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    name, x = "mixture_log_likelihood of 2000 points", np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    def gives(function):
        close(
            name,
            call("mixture_log_likelihood", function, np.tile(x, 400), *theta),
            -9805.0129320347,
            rtol=1e-8,
        )

    either(
        lambda: gives(mixture_log_likelihood),
        lambda: gives(with_pieces(mixture_log_likelihood, normal_pdf=density)),
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
name: q1_3
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 1.3 · The starting value `2 points`

Before climbing, note where you stand.

**Answer with** `loglik_theta0`, the log-likelihood of the five points at $\theta_0$. One decimal is enough; full precision
is welcome, here and wherever a number is asked for.

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
success_message: It is what your own function gives. Whether that is right is decided when it is graded.
"""  # END TEST CONFIG


def test_is_what_your_function_gives(loglik_theta0, mixture_log_likelihood, x, pi0, mu0, var0):
    from emkit.check import call, close, number

    number("loglik_theta0", loglik_theta0)
    own = number("its value", call("mixture_log_likelihood", mixture_log_likelihood, x, pi0, mu0, var0))
    differs = (
        "`mixture_log_likelihood` gives another value at `x`, `pi0`, `mu0`, `var0` than `loglik_theta0`."
    )
    close("loglik_theta0", loglik_theta0, own, rtol=0, atol=0.05, otherwise=differs)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_right_or_from_your_function(loglik_theta0, mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close, either, number

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    mu, var = np.array([6.0, 7.0]), np.array([1.0, 4.0])

    def own():
        return number("its value", call("mixture_log_likelihood", mixture_log_likelihood, x, pi, mu, var))

    either(
        lambda: close("loglik_theta0", loglik_theta0, -24.5125323301, rtol=0, atol=0.05),
        lambda: close("loglik_theta0", loglik_theta0, own(), rtol=0, atol=0.05),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
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
visibility: after_due_date
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
    pi_k*N_k:
      says: "The values for k = 1 and k = 2 must add up to one."
      keeps: 1
    N_k/(N_1 + N_2):
      says: "A component with weight zero should get nothing."
      keeps: 1
    pi_1*N_1/(pi_1*N_1 + pi_2*N_2):
      says: "Right only for k = 1; the formula must hold for either k."
      keeps: 1
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

*Example of the typing:* `"(a + 2*b)^2 / c"` for $(a + 2b)^2 / c$. Write every `*`. A typed formula may also use `log`,
which is $\ln$, `exp` and `sqrt`.

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
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_shares_add_up(posterior_formula):
    from emkit.check import close, formula_value

    at = {"pi_1": 0.3, "pi_2": 0.7, "N_1": 0.2, "N_2": 0.9}
    one = formula_value("posterior_formula", posterior_formula, **at, pi_k=0.3, N_k=0.2)
    two = formula_value("posterior_formula", posterior_formula, **at, pi_k=0.7, N_k=0.9)
    close("the sum over k", one + two, 1, otherwise="The values for k = 1 and k = 2 must add up to one.")


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
name: q2_2
points: 4
tell: at_once
"""

# %% [markdown]
r"""
### Question 2.2 · The E-step as a function `4 points`

**Given** `x (n,)`, `pi (K,)`, `mu (K,)`, `var (K,)`. **Return** `resp (n, K)`, the responsibilities $\gamma_{ki}$: row $i$
holds those of point $x_i$. Take your formula of question 2.1 to any number of points and components.

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
    """Responsibilities of each component for each point. x: (n,); pi, mu, var: (K,). Returns (n, K)."""
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
            "The nearer mean does not always win; compare the variances and the weights.",
        ),
        ([1.0, 0.0, 1.0], "A point halfway between two components should be shared."),
    ]
    want, uneven = [0.767981, 0.046297, 0.968722], abs(resp.sum(axis=1) - 1).max() > 1e-9
    close("resp[:, 0]", resp[:, 0], want, rtol=1e-4, slips=slips, otherwise=axis if uneven else "")
    require(not uneven, axis)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_the_larger_one_at_theta0(e_step):
    import numpy as np
    from emkit.check import array, call, either, require, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    def gives(function):
        resp = array("resp", call("e_step", function, x, *theta), (5, 2))
        require((resp.argmax(axis=1) == [1, 1, 1, 0, 0]).all(), "Which component has the larger numerator?")

    # A slip of question 1.1 is paid for there.
    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, normal_pdf=density)))


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_at_theta0(e_step):
    import numpy as np
    from emkit.check import call, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])
    first = np.array([1.36512048891155e-7, 1.39244155549275e-5, 0.454661672892371, 2 / 3, 0.693842896485577])

    def gives(function):
        resp = call("e_step", function, x, *theta)
        close("resp at theta0", resp, np.column_stack([first, 1 - first]), rtol=1e-6)

    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, normal_pdf=density)))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_unequal_weights(e_step):
    import numpy as np
    from emkit.check import call, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.3, 0.7]), np.array([4.0, 1.0]), np.array([2.25, 6.25])
    first = np.array([0.0037883552, 0.0216253213, 0.5947236740, 0.6728944413, 0.6845235201])

    def gives(function):
        close("resp", call("e_step", function, x, *theta), np.column_stack([first, 1 - first]), rtol=1e-6)

    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, normal_pdf=density)))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components(e_step):
    import numpy as np
    from emkit.check import call, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    theta = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    want = [
        [9.697142653702e-01, 3.028500515127e-02, 7.294785339533e-07],
        [4.915271871639e-01, 5.083491460847e-01, 1.236667514186e-04],
        [4.086005869656e-03, 9.934852219345e-01, 2.428772195869e-03],
        [4.607389392059e-05, 9.884543618282e-01, 1.149956427786e-02],
        [2.185622654684e-08, 8.942271970957e-01, 1.057727810481e-01],
        [1.098254143964e-20, 1.554014149977e-02, 9.844598585002e-01],
        [2.744148629506e-28, 5.936263505798e-04, 9.994063736494e-01],
    ]

    def gives(function):
        resp = call("e_step", function, x, *theta)
        close("resp with three components", resp, want, rtol=1e-6, atol=1e-12)

    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, normal_pdf=density)))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_one_point_and_relabelling(e_step):
    import numpy as np
    from emkit.check import array, call, call_unchanged, close, either, with_pieces

    @np.errstate(all="ignore")
    def density(x, mean, var):
        return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    rows = "Sum along each row and along each column: which should be one?"
    x, theta = np.array([2.0]), (np.array([0.4, 0.6]), np.array([1.0, 4.0]), np.array([1.0, 2.0]))

    def gives(function):
        resp = array("resp", call_unchanged("e_step", function, x, *theta), (1, 2))
        close("resp of one point", resp, [[0.6085231281, 0.3914768719]], rtol=1e-6)
        swapped = call("e_step", function, x, *(part[::-1].copy() for part in theta))
        close("resp with the components swapped", swapped, resp[:, ::-1], rtol=1e-6)
        three = call("e_step", function, np.array([-3.0, 2.0, 9.0]), *theta)
        close("each row's sum", array("resp", three, (3, 2)).sum(axis=1), [1.0, 1.0, 1.0], otherwise=rows)

    either(lambda: gives(e_step), lambda: gives(with_pieces(e_step, normal_pdf=density)))


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
points: 1
"""

# %% [markdown]
r"""
### Question 2.3 · Predict: which Gaussian does each point prefer? `1 point`

Before you compute: to which component will each point of `x` give more weight at $\theta_0$? Mean 6 is nearer to all of them
than mean 7.

**Answer with** `guess_theta0`, five integers, 1 or 2. Any prediction gets the point.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
guess_theta0 = [1, 1, 1, 1, 1]  # SOLUTION

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
success_message: Noted. Any prediction gets the point.
"""  # END TEST CONFIG


def test_five_guesses(guess_theta0):
    from emkit.check import labels

    labels("guess_theta0", guess_theta0, 5, (1, 2))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_a_prediction_was_made(guess_theta0):
    from emkit.check import labels

    labels("guess_theta0", guess_theta0, 5, (1, 2))


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
name: q2_4
points: 3
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 2.4 · Which Gaussian does each point prefer? `3 points`

**Answer with** `assignments_theta0`, five integers: for each point of `x`, in order, 2 if component 2 has the larger
responsibility at $\theta_0$, and 1 otherwise. And with `assignment_new`, the same for a new point at 7.5.

<details><summary>Hint</summary>

Compare the two columns of `e_step` at $\theta_0$. Columns are counted from 0, components from 1. If a row surprises you,
compare the variances of the two components, not only their means.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
assignments_theta0 = np.where(np.diff(e_step(x, pi0, mu0, var0), axis=1)[:, 0] > 0, 2, 1)  # SOLUTION
assignment_new = int(e_step(np.array([7.5]), pi0, mu0, var0)[0].argmax()) + 1  # SOLUTION

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
success_message: Readable. Whether it is right is decided when it is graded.
"""  # END TEST CONFIG


def test_labels(assignments_theta0, assignment_new):
    from emkit.check import labels, one_of

    labels("assignments_theta0", assignments_theta0, 5, (1, 2))
    one_of("assignment_new", assignment_new, (1, 2))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_border_between_the_components(assignments_theta0, e_step):
    import numpy as np
    from emkit.check import array, call, either, labels, require

    x, theta = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )
    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))

    def own():
        resp = array("resp", call("e_step", e_step, x, *theta), (5, 2))
        require(found == list(1 + (resp[:, 1] > resp[:, 0])), "Your own E-step gives other labels.")

    border = "The point 4 or the point 5 prefers the other component."
    either(lambda: require(found[2] == 2 and found[3] == 1, border), own)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_far_points_and_the_last(assignments_theta0, e_step):
    import numpy as np
    from emkit.check import array, call, either, labels, require

    x, theta = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )
    found = labels("assignments_theta0", assignments_theta0, 5, (1, 2))

    def own():
        resp = array("resp", call("e_step", e_step, x, *theta), (5, 2))
        require(found == list(1 + (resp[:, 1] > resp[:, 0])), "Your own E-step gives other labels.")

    far = "Far to the left it is not the nearer mean that wins; compare the variances."
    either(lambda: require(found[:2] == [2, 2] and found[4] == 1, far), own)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_new_point(assignment_new):
    from emkit.check import one_of, require

    wide = (
        "Right of both means the point 7.5 prefers the other component. Is the variance used as a variance?"
    )
    require(one_of("assignment_new", assignment_new, (1, 2)) == 2, wide)


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
Your prediction beside what came out. The nearer mean does not always win.
"""

# %%
compare([f"x = {value:g}" for value in x], guess_theta0, assignments_theta0)

# %% [markdown]
r"""
## 3 · The M-step

Now freeze the responsibilities and refit. What is made as large as possible is not the log-likelihood itself but a **lower
bound** of it, which any probabilities $q_k > 0$ of the components define. First see, for one point $x$, why it is a bound;
you need it for the last question of part 4.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q3_1
points: 3
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 3.1 · Why the bound lies below `3 points`

Complete the lines. The same thing, which may depend on $k$, stands in both boxes:

$$\begin{aligned} \ln p(x; \theta) &= \ln \sum_k p(x, z = k; \theta) \\ &= \ln \sum_k q_k \, \square \\
&\ge \sum_k q_k \ln \square \end{aligned} \tag{4}$$

**Answer with** `box_formula`, the box in `p_k`, which is short for $p(x, z = k; \theta)$, and `q_k`; with `why_below`, the
reason for the last line; and with `touching_formula`, the $q_k$ that makes it an equality for two components, in `p_k`,
`p_1` and `p_2`.

- **A** The logarithm of a product is a sum of logarithms.
- **B** $\ln$ is concave: Jensen's inequality.
- **C** $\ln$ grows, and all terms of the sum are positive.
- **D** Each $q_k$ is at most one, so every term shrinks.

<details><summary>Hint</summary>

The second line only multiplies by one. The mean of a logarithm is the logarithm of the mean when there is nothing to average:
when the box is the same number for every $k$.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
box_formula = "p_k / q_k"  # SOLUTION
why_below = "B"  # SOLUTION
touching_formula = "p_k / (p_1 + p_2)"  # SOLUTION

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
success_message: Readable. Whether it is right is decided when it is graded.
"""  # END TEST CONFIG


def test_can_be_read(box_formula, why_below, touching_formula):
    from emkit.check import close, formula_value, one_of, require_readable

    require_readable("box_formula", box_formula, ["p_k", "q_k"])
    one_of("why_below", why_below, "ABCD")
    require_readable("touching_formula", touching_formula, ["p_k", "p_1", "p_2"])
    shares = [
        formula_value("touching_formula", touching_formula, p_k=p, p_1=0.3, p_2=1.5) for p in (0.3, 1.5)
    ]
    close("the sum over k", sum(shares), 1, otherwise="The q_k should add up to one.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_box(box_formula):
    from emkit.check import require_formula
    from emkit.formula import Question

    slips = {
        "p_k": "With this in the box the second line is not the first one any more: q_k was multiplied in.",
        "p_k * q_k": "The second line should be equal to the first one: q_k has to cancel.",
        "q_k / p_k": "The second line should be equal to the first one: q_k has to cancel.",
        "log(p_k / q_k)": "The logarithm stands in front of the box already.",
    }
    names = {"p_k": (0.05, 2.0), "q_k": (0.05, 0.95)}
    require_formula("box_formula", box_formula, Question("box", names, reference="p_k / q_k", slips=slips))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_reason(why_below):
    from emkit.check import one_of, require

    bend = "Only the last line is an inequality. What turns the mean and the logarithm round?"
    require(one_of("why_below", why_below, "ABCD") == "B", bend)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_touching(touching_formula):
    from emkit.check import require_formula
    from emkit.formula import Question

    slips = {
        "p_k": "The q_k should add up to one.",
        "p_1 / (p_1 + p_2)": "Right only for k = 1; the formula must hold for either k.",
        "p_2 / (p_1 + p_2)": "Right only for k = 2; the formula must hold for either k.",
        "1 / 2": "Put it into the box: is the box the same for both k?",
        "1 / p_k": "The box should be the same number for both k.",
    }
    names = {"p_1": (0.05, 2.0), "p_2": (0.05, 2.0), "p_k": ("p_1", "p_2")}
    question = Question("touching", names, reference="p_k / (p_1 + p_2)", slips=slips)
    require_formula("touching_formula", touching_formula, question)


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
You have met the $q_k$ that touch in part 2. The E-step takes them, so that the bound equals the log-likelihood at the present
$\theta$; the M-step then moves $\theta$ while they stay frozen. The part of the bound that depends on $\theta$ is
$\sum_i \sum_k \gamma_{ki} \ln \left[ \pi_k \, \mathcal{N}(x_i; \mu_k, \sigma_k^2) \right]$.

Derive the new parameters first for two generic points $x_1$ and $x_2$ (not those above, and here counted from 1), with
responsibilities $\gamma_{k1}$ and $\gamma_{k2}$ of component $k$; then write a function for any $n$ and $K$.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q3_2
points: 3
visibility: after_due_date
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
    gamma_k1*x_1 + gamma_k2*x_2:
      says: "If both points are equal to c, the answer must be c."
      keeps: 1
    (gamma_k1*x_1 + gamma_k2*x_2)/2:
      says: "Divide by the total responsibility, not by the number of points."
      keeps: 1
    (gamma_k1*x_2 + gamma_k2*x_1)/(gamma_k1 + gamma_k2): Each point goes with its own responsibility.
    gamma_k1*x_1 + (1 - gamma_k1)*x_2: Responsibilities add up to one over components, not over points.
    (x_1 + x_2)/(gamma_k1 + gamma_k2): If one point had responsibility zero, it should drop out.
"""

# %% [markdown]
r"""
### Question 3.2 · The new mean, as a formula `3 points`

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
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_both_points_at_one_place(mu_hat_formula):
    from emkit.check import close, formula_value

    value = formula_value("mu_hat_formula", mu_hat_formula, gamma_k1=0.3, gamma_k2=0.8, x_1=5, x_2=5)
    close("mu_hat_formula", value, 5, otherwise="If both points are equal to c, the answer must be c.")


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
name: q3_3
points: 3
visibility: after_due_date
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
      says: "Check the unit: the answer should be in squared units."
      keeps: 1.5
    gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2:
      "Multiply both responsibilities by ten: a variance should not change."
    (gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2)/2:
      says: "Multiply both responsibilities by ten: a variance should not change."
      keeps: 1.5
    (gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2)/(gamma_k1 + gamma_k2 - 1):
      says: "This is a maximum-likelihood estimate: nothing is subtracted below the bar."
      keeps: 1.5
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
### Question 3.3 · The new variance, as a formula `3 points`

**Answer with** `var_hat_formula`, a string: the variance $\hat\sigma_k^2$ that maximises the bound, in `x_1`, `x_2`,
`gamma_k1`, `gamma_k2` and `hatmu_k`, the new mean $\hat\mu_k$ of question 3.2.

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
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_other_units(var_hat_formula):
    from emkit.check import close, formula_value

    plain = {"gamma_k1": 0.25, "gamma_k2": 0.75, "x_1": 1, "x_2": 3, "hatmu_k": 2.5}
    tenfold = {name: 10 * value for name, value in plain.items() if name[0] != "g"}
    before = formula_value("var_hat_formula", var_hat_formula, **plain)
    after = formula_value("var_hat_formula", var_hat_formula, **{**plain, **tenfold})
    unit = "Check the unit: the answer should be in squared units."
    close("var_hat_formula", after, 100 * before, otherwise=unit)


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
name: q3_4
points: 3
visibility: after_due_date
formula:
  names:
    gamma_k1: [0.05, 0.95]
    gamma_k2: [0.05, 0.95]
  quantity: a weight
  between: [0, 1]
  exchanged: [[gamma_k1, gamma_k2]]
  slips:
    gamma_k1 + gamma_k2:
      says: "The weights of the two components must add up to one."
      keeps: 1
    1/2: If one component is responsible for everything, what should its weight be?
    gamma_k1/(gamma_k1 + gamma_k2): Average over the points, not over one component's responsibilities.
    gamma_k2/(gamma_k1 + gamma_k2): Average over the points, not over one component's responsibilities.
    gamma_k1*gamma_k2: "Two points count twice as much as one: add them, do not multiply."
"""

# %% [markdown]
r"""
### Question 3.4 · The new weight, as a formula `3 points`

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
# BEGIN TESTS
"""

# %%
""" # BEGIN TEST CONFIG
points: 0
"""  # END TEST CONFIG


def test_weights_add_up(pi_hat_formula):
    from emkit.check import close, formula_value

    one = formula_value("pi_hat_formula", pi_hat_formula, gamma_k1=0.2, gamma_k2=0.9)
    two = formula_value("pi_hat_formula", pi_hat_formula, gamma_k1=0.8, gamma_k2=0.1)
    close("the sum over k", one + two, 1, otherwise="The weights of the two components must add up to one.")


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
name: q3_5
points: 4
tell: at_once
"""

# %% [markdown]
r"""
### Question 3.5 · The M-step as a function `4 points`

**Given** `x (n,)` and `resp (n, K)`. **Return** the tuple `(pi, mu, var)`, three arrays of shape `(K,)`: your three
formulas, for any number of points and components. It helps to compute $n_k = \sum_i \gamma_{ki}$ first, the effective
number of points of component $k$.

*Example.* Points 0 and 4, all responsibility with component 1 for the first and with component 2 for the second: the
weights are $(1/2, 1/2)$, the means $(0, 4)$, both variances 0.

<details><summary>Hint</summary>

`resp.sum(axis=0)` adds up each column and `x @ resp` holds the weighted sums. The variance uses the new mean.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def m_step(x, resp):
    """New weights, means and variances. x: (n,); resp: (n, K). Returns (pi, mu, var), each (K,)."""
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
    spread = "A component responsible for one point out of a hundred can still have a large variance."
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
    from emkit.check import array, call_unchanged, close, either, parts

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    resp = np.array([[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.25, 0.75], [0.3, 0.7]])
    _, mu, var = parts("m_step", call_unchanged("m_step", m_step, x, resp), 3)

    def own():
        return (resp * (x[:, None] - array("mu", mu, (2,))) ** 2).sum(axis=0) / resp.sum(axis=0)

    # A slip in the means has its own test; these variances may be taken from them.
    either(
        lambda: close("var", var, [7.1590082645, 3.9683950617], rtol=1e-6),
        lambda: close("var", var, own(), rtol=1e-6),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_seven_points_three_components(m_step):
    import numpy as np
    from emkit.check import array, call, close, parts, require

    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    first, second = [0.7, 0.5, 0.4, 0.2, 0.1, 0.3, 0.05], [0.2, 0.3, 0.35, 0.6, 0.5, 0.3, 0.15]
    resp = np.column_stack([first, second, 1 - np.add(first, second)])
    found = [
        array("a part of m_step", part, (3,)) for part in parts("m_step", call("m_step", m_step, x, resp), 3)
    ]
    right = (
        [0.3214285714, 0.3428571429, 0.3357142857],
        [0.0222222222, 1.4187500000, 3.1680851064],
        [6.3768395062, 5.0869401042, 7.4277048438],
    )
    if all(np.allclose(part, want, rtol=1e-6) for part, want in zip(found, right)):
        return
    # A slip in one of the parts has its own test. Here each component should come out as it does beside all the others
    # taken together, and the weights should still be shares of the points, or counts of them.
    require(
        np.isclose(found[0].sum(), [1, 7]).any(),
        "With seven points and three components: what is the sum of `pi`?",
    )
    for k in range(3):
        pair = np.column_stack([resp[:, k], 1 - resp[:, k]])
        for whole, part in zip(found, parts("m_step", call("m_step", m_step, x, pair), 3)):
            close(
                "m_step with three components", whole[k], array("a part of m_step", part, (2,))[0], rtol=1e-6
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
## 4 · The algorithm

E-step, M-step, repeat. The log-likelihood never falls along the way. On this model it has no largest value - a component
that shrinks onto one point can raise it without limit - so EM climbs until it stalls, as a rule at a local maximum. Which
one depends on where it starts.
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

*Example.* On the points of question 1.2, from the parameters given there: one iteration gives a `history` of about
(-9.3736, -5.1492), none gives (-9.3736).

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


def test_public_data_set(run_em, e_step, m_step, mixture_log_likelihood):
    import numpy as np
    from emkit.check import array, call, call_unchanged, close, number, parts, require

    x, start = np.array([0.5, 1.5, 4.0]), (np.array([0.2, 0.8]), np.array([-1.0, 2.0]), np.array([9.0, 0.25]))
    length = "`history` should hold one entry for the start and one for each iteration."
    begin = "Before any update there is already one value to record."
    every = "One iteration updates weights, means and variances; are all the new values used?"
    four = "Return the four parts in this order: (pi, mu, var, history)."
    steps = "One iteration should be `e_step` at the present parameters, then `m_step` with what it gives."
    first_slips = [
        (-5.149158, begin),
        (9.373630, "A log-likelihood can have either sign; record it as it is, without changing the sign."),
        (-3.124543, "Doubling the data should double the value."),
        (-16.493234, "Begin at the start that the function is given, not at `pi0`, `mu0`, `var0`."),
        (0.594333, four),
        (2.966061, four),
    ]
    second_slips = [
        (-9.373630, "Nothing changed in one iteration: is the log-likelihood taken at the new parameters?"),
        *((wrong, every) for wrong in (-5.638472, -9.583768, -5.624982)),
        (-5.332411, "The M-step uses responsibilities from the parameters before the update."),
        *((wrong, steps) for wrong in (-5.308990, -6.025637, -5.436607, -5.234413, -5.747604, -5.328257)),
    ]
    (*theta, history) = parts("run_em", call_unchanged("run_em", run_em, x, *start, 1), 4)
    history = array("history", history)
    require(history.ndim == 1, length)
    if history.shape == (1,):
        last = [(-9.373630, "Record the log-likelihood once more after the last update.")]
        close("history", history[0], -5.149158, slips=last, otherwise=length)
    require(history.shape != (1,), begin)
    require(history.shape == (2,), f"{length} It has {len(history)} entries after one iteration.")

    def value(*theta):
        return number("a log-likelihood", call("mixture_log_likelihood", mixture_log_likelihood, x, *theta))

    # The loop is judged by the student's own pieces: what is wrong with them, their own checks say.
    if abs(value(*start) + 9.373630) > 1e-4 and np.isclose(history[0], value(*start)):
        require(
            False,
            "`history` starts with what `mixture_log_likelihood` gives: mend that function, not the loop.",
        )
    close("the first entry of history", history[0], -9.373630, slips=first_slips)
    own = parts("m_step", call("m_step", m_step, x, call("e_step", e_step, x, *start)), 3)
    if abs(value(*own) + 5.149158) > 1e-4 and np.isclose(history[1], value(*own)):
        require(
            False,
            "The loop does what `e_step` and `m_step` say, but one of those two is wrong: run their checks.",
        )
    fall = "It fell. A correct step never lowers the log-likelihood; run the checks of both steps."
    close(
        "the second entry of history",
        history[1],
        -5.149158,
        slips=second_slips,
        otherwise=fall if history[1] < history[0] else steps,
    )
    want = ([0.594333, 0.405667], [2.427551, 1.373604], [2.966061, 0.335304])
    swap = "The components change places in your iteration: keep column 0 for component 1."
    back = "Return the last parameters, those after the update, as `pi, mu, var`."
    for name, found, right in zip(("pi", "mu", "var"), theta, want):
        close(name, found, right, rtol=1e-5, slips=[(right[::-1], swap)], otherwise=back)

    none = parts("run_em", call("run_em", run_em, x, *start, 0), 4)
    close("history without an iteration", none[3], [-9.373630], otherwise=length)
    close(
        "mu without an iteration",
        none[1],
        start[1],
        otherwise="Without an iteration the start comes back as it is.",
    )
    three = parts("run_em", call("run_em", run_em, x, *start, 3), 4)
    again = (
        "Each iteration starts with an E-step at the parameters of the one before; is it inside of the loop?"
    )
    close("history", three[3], [-9.373630, -5.149158, -4.803578, -4.670027], otherwise=again)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_one_iteration(run_em):
    import numpy as np
    from emkit.check import call_unchanged, close, either, parts, with_pieces

    @np.errstate(all="ignore")
    def joint(x, pi, mu, var):
        return pi * np.exp(-((np.asarray(x)[:, None] - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    @np.errstate(all="ignore")
    def e_step(x, pi, mu, var):
        return joint(x, pi, mu, var) / joint(x, pi, mu, var).sum(axis=1, keepdims=True)

    @np.errstate(all="ignore")
    def m_step(x, resp):
        x, n_k = np.asarray(x), resp.sum(axis=0)
        mu = x @ resp / n_k
        return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k

    @np.errstate(all="ignore")
    def mixture_log_likelihood(*args):
        return np.log(joint(*args).sum(axis=1)).sum()

    right = {"e_step": e_step, "m_step": m_step, "mixture_log_likelihood": mixture_log_likelihood}
    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    start = np.array([0.3, 0.7]), np.array([4.0, 1.0]), np.array([2.25, 6.25])
    want = [0.3955110624, 0.6044889376], [4.9792385622, 1.3741460178], [0.9888009716, 7.0499922000]

    def gives(function):
        found = parts("run_em", call_unchanged("run_em", function, x, *start, 1), 4)
        for name, value, part in zip(("pi", "mu", "var"), found, want):
            close(name, value, part, rtol=1e-6)

    # Slips in the pieces are paid for in their own questions: with right ones the loop is right.
    either(lambda: gives(run_em), lambda: gives(with_pieces(run_em, **right)))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_history(run_em):
    import numpy as np
    from emkit.check import call, close, either, parts, with_pieces

    @np.errstate(all="ignore")
    def joint(x, pi, mu, var):
        return pi * np.exp(-((np.asarray(x)[:, None] - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    @np.errstate(all="ignore")
    def e_step(x, pi, mu, var):
        return joint(x, pi, mu, var) / joint(x, pi, mu, var).sum(axis=1, keepdims=True)

    @np.errstate(all="ignore")
    def m_step(x, resp):
        x, n_k = np.asarray(x), resp.sum(axis=0)
        mu = x @ resp / n_k
        return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k

    @np.errstate(all="ignore")
    def mixture_log_likelihood(*args):
        return np.log(joint(*args).sum(axis=1)).sum()

    right = {"e_step": e_step, "m_step": m_step, "mixture_log_likelihood": mixture_log_likelihood}
    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    start = np.array([0.3, 0.7]), np.array([4.0, 1.0]), np.array([2.25, 6.25])

    def gives(function):
        none, two = (
            parts("run_em", call("run_em", function, x, *map(np.copy, start), n), 4)[3] for n in (0, 2)
        )
        close("history", two, [-12.1595332634, -11.0189276498, -10.6831751938], rtol=1e-6)
        close("history without an iteration", none, [-12.1595332634], rtol=1e-6)

    either(lambda: gives(run_em), lambda: gives(with_pieces(run_em, **right)))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components_five_iterations(run_em):
    import numpy as np
    from emkit.check import call, close, either, parts, with_pieces

    @np.errstate(all="ignore")
    def joint(x, pi, mu, var):
        return pi * np.exp(-((np.asarray(x)[:, None] - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    @np.errstate(all="ignore")
    def e_step(x, pi, mu, var):
        return joint(x, pi, mu, var) / joint(x, pi, mu, var).sum(axis=1, keepdims=True)

    @np.errstate(all="ignore")
    def m_step(x, resp):
        x, n_k = np.asarray(x), resp.sum(axis=0)
        mu = x @ resp / n_k
        return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k

    @np.errstate(all="ignore")
    def mixture_log_likelihood(*args):
        return np.log(joint(*args).sum(axis=1)).sum()

    right = {"e_step": e_step, "m_step": m_step, "mixture_log_likelihood": mixture_log_likelihood}
    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    start = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    want = (
        [0.2225174409, 0.4920588437, 0.2854237154],
        [-1.9454930574, 0.9116595641, 5.4005983373],
        [0.5386571566, 1.1148063932, 0.3600067126],
    )

    def gives(function):
        found = parts("run_em", call("run_em", function, x, *map(np.copy, start), 5), 4)
        for name, value, part in zip(("pi", "mu", "var"), found, want):
            close(f"{name} after 5 iterations", value, part, rtol=1e-6)

    either(lambda: gives(run_em), lambda: gives(with_pieces(run_em, **right)))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_from_theta0_to_the_limit(run_em):
    import numpy as np
    from emkit.check import call, close, either, parts, with_pieces

    @np.errstate(all="ignore")
    def joint(x, pi, mu, var):
        return pi * np.exp(-((np.asarray(x)[:, None] - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    @np.errstate(all="ignore")
    def e_step(x, pi, mu, var):
        return joint(x, pi, mu, var) / joint(x, pi, mu, var).sum(axis=1, keepdims=True)

    @np.errstate(all="ignore")
    def m_step(x, resp):
        x, n_k = np.asarray(x), resp.sum(axis=0)
        mu = x @ resp / n_k
        return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k

    @np.errstate(all="ignore")
    def mixture_log_likelihood(*args):
        return np.log(joint(*args).sum(axis=1)).sum()

    right = {"e_step": e_step, "m_step": m_step, "mixture_log_likelihood": mixture_log_likelihood}
    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    start = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    def gives(function):
        three, limit = (
            parts("run_em", call("run_em", function, x, *map(np.copy, start), n), 4) for n in (3, 100)
        )
        close("var after three iterations", three[2], [0.618550788, 4.557091755], rtol=1e-6)
        close("pi at the limit", limit[0], [0.6, 0.4], rtol=1e-5)
        close("mu at the limit", limit[1], [5.0, -0.5], rtol=1e-5)

    either(lambda: gives(run_em), lambda: gives(with_pieces(run_em, **right)))


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
The path that the log-likelihood takes:
"""

# %%
mixture.log_likelihood_path(run_em, x, (pi0, mu0, var0), n_iter=10)
plt.show()

# %% [raw]
r"""
# BEGIN QUESTION
name: q4_2
points: 1
"""

# %% [markdown]
r"""
### Question 4.2 · Predict: where will it go? `1 point`

Before you run EM from $\theta_0$: **Answer with** three numbers, 1 or 2: `guess_mean`, the Gaussian whose mean moves further to the left in the first
iteration; `guess_var`, the one whose variance grows by the larger factor in it; `guess_final`, the one with the larger
variance in the end. Any prediction gets the point.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
guess_mean = 2  # SOLUTION
guess_var = 2  # SOLUTION
guess_final = 2  # SOLUTION

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
success_message: Noted. Any prediction gets the point.
"""  # END TEST CONFIG


def test_three_guesses(guess_mean, guess_var, guess_final):
    from emkit.check import one_of

    for name, value in (("guess_mean", guess_mean), ("guess_var", guess_var), ("guess_final", guess_final)):
        one_of(name, value, (1, 2))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_a_prediction_was_made(guess_mean, guess_var, guess_final):
    from emkit.check import one_of

    for name, value in (("guess_mean", guess_mean), ("guess_var", guess_var), ("guess_final", guess_final)):
        one_of(name, value, (1, 2))


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
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 4.3 · The first step: which mean moves left more? `2 points`

**Answer with** `mu_shift (2,)`, new minus old mean of each component in the first iteration from $\theta_0$ (two decimals
are enough), and `training_1`, the number (1 or 2) of the Gaussian whose mean moves further to the left.

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
success_message: It is what your own function gives. Whether that is right is decided when it is graded.
"""  # END TEST CONFIG


def test_is_what_your_run_gives(mu_shift, training_1, run_em, x, pi0, mu0, var0):
    import numpy as np
    from emkit.check import array, call, close, one_of, parts

    array("mu_shift", mu_shift, (2,))
    one_of("training_1", training_1, (1, 2))
    new = parts("run_em", call("run_em", run_em, x, *(np.array(part) for part in (pi0, mu0, var0)), 1), 4)
    own = array("mu", new[1], (2,)) - np.asarray(mu0)
    close(
        "mu_shift",
        mu_shift,
        own,
        rtol=0,
        atol=0.006,
        otherwise="Report new minus old means of the first iteration, as differences.",
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_which_one(training_1, mu_shift, run_em):
    import numpy as np
    from emkit.check import array, call, close, either, one_of, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        new = parts("run_em", call("run_em", run_em, x, *start, 1), 4)
        close("mu_shift", mu_shift, array("mu", new[1], (2,)) - start[1], rtol=0, atol=0.006)
        require(
            one_of("training_1", training_1, (1, 2)) == array("mu_shift", mu_shift, (2,)).argmin() + 1,
            "The two differ.",
        )

    either(
        lambda: require(
            one_of("training_1", training_1, (1, 2)) == 2, "Compare both shifts, with their signs."
        ),
        own,
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_right_or_from_your_run(mu_shift, run_em):
    import numpy as np
    from emkit.check import array, call, close, either, parts

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        new = parts("run_em", call("run_em", run_em, x, *start, 1), 4)
        return array("mu", new[1], (2,)) - start[1]

    either(
        lambda: close(
            "mu_shift",
            mu_shift,
            [-0.8682719704, -5.5289685054],
            rtol=0,
            atol=0.006,
            otherwise="Report new minus old means of the first iteration, as differences.",
        ),
        lambda: close("mu_shift", mu_shift, own(), rtol=0, atol=0.006),
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_numbers(mu_shift):
    from emkit.check import close

    close(
        "mu_shift",
        mu_shift,
        [-0.8682719704, -5.5289685054],
        rtol=0,
        atol=0.006,
        otherwise="Report new minus old means of the first iteration, as differences.",
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
name: q4_4
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 4.4 · The first step: which variance grows more? `2 points`

**Answer with** `var_ratio (2,)`, new divided by old variance of each component in the first iteration from $\theta_0$ (two
decimals are enough), and `training_2`, the number of the Gaussian whose variance grows by the larger factor.

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
success_message: It is what your own function gives. Whether that is right is decided when it is graded.
"""  # END TEST CONFIG


def test_is_what_your_run_gives(var_ratio, training_2, run_em, x, pi0, mu0, var0):
    import numpy as np
    from emkit.check import array, call, close, one_of, parts

    array("var_ratio", var_ratio, (2,))
    one_of("training_2", training_2, (1, 2))
    new = parts("run_em", call("run_em", run_em, x, *(np.array(part) for part in (pi0, mu0, var0)), 1), 4)
    own = array("var", new[2], (2,)) / np.asarray(var0)
    close(
        "var_ratio", var_ratio, own, rtol=0, atol=0.006, otherwise="Divide the new variances by the old ones."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_which_one(training_2, var_ratio, run_em):
    import numpy as np
    from emkit.check import array, call, close, either, one_of, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        new = parts("run_em", call("run_em", run_em, x, *start, 1), 4)
        close("var_ratio", var_ratio, array("var", new[2], (2,)) / start[2], rtol=0, atol=0.006)
        require(
            one_of("training_2", training_2, (1, 2)) == array("var_ratio", var_ratio, (2,)).argmax() + 1,
            "The two differ.",
        )

    either(
        lambda: require(
            one_of("training_2", training_2, (1, 2)) == 2,
            "Compare both factors; one below one means that the variance shrank.",
        ),
        own,
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_right_or_from_your_run(var_ratio, run_em):
    import numpy as np
    from emkit.check import array, call, close, either, parts

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        new = parts("run_em", call("run_em", run_em, x, *start, 1), 4)
        return array("var", new[2], (2,)) / start[2]

    either(
        lambda: close(
            "var_ratio",
            var_ratio,
            [0.6155625014, 1.7417555254],
            rtol=0,
            atol=0.006,
            otherwise="Divide the new variances by the old ones.",
        ),
        lambda: close("var_ratio", var_ratio, own(), rtol=0, atol=0.006),
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_numbers(var_ratio):
    from emkit.check import close

    close(
        "var_ratio",
        var_ratio,
        [0.6155625014, 1.7417555254],
        rtol=0,
        atol=0.006,
        otherwise="Divide the new variances by the old ones.",
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
name: q4_5
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 4.5 · The end: which variance is larger? `2 points`

**Answer with** `var_final (2,)`, both variances after 100 iterations from $\theta_0$ (two decimals are enough); with
`training_3`, the number of the Gaussian with the larger one; and with `crossing`, the first iteration after which the order
of the variances is that of the end.

<details><summary>Hint</summary>

Print both variances after 0, 1, 2, ... iterations and watch which is larger.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
# BEGIN SOLUTION NO PROMPT
larger = [int(np.argmax(run_em(x, pi0, mu0, var0, t)[2])) + 1 for t in range(12)]
# END SOLUTION
var_final = run_em(x, pi0, mu0, var0, 100)[2]  # SOLUTION
training_3 = 1  # SOLUTION
crossing = larger.index(1)  # SOLUTION

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
success_message: It is what your own function gives. Whether that is right is decided when it is graded.
"""  # END TEST CONFIG


def test_is_what_your_run_gives(var_final, training_3, crossing, run_em, x, pi0, mu0, var0):
    import numpy as np
    from emkit.check import array, call, close, number, one_of, parts, require

    array("var_final", var_final, (2,))
    one_of("training_3", training_3, (1, 2))
    whole = number("crossing", crossing)
    require(whole == int(whole) and 0 <= whole <= 100, "`crossing` should be a whole number from 0 to 100.")
    new = parts("run_em", call("run_em", run_em, x, *(np.array(part) for part in (pi0, mu0, var0)), 100), 4)
    differs = "After 100 iterations from theta0 your `run_em` gives other variances than `var_final`."
    close("var_final", var_final, array("var", new[2], (2,)), rtol=0, atol=0.006, otherwise=differs)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_which_variance(training_3, run_em):
    import numpy as np
    from emkit.check import array, call, either, one_of, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    found = one_of("training_3", training_3, (1, 2))

    def own():
        var = array("var", parts("run_em", call("run_em", run_em, x, *start, 100), 4)[2], (2,))
        require(found == var.argmax() + 1, "Your own run ends otherwise.")

    either(lambda: require(found == 1, "Look at both variances after every iteration, up to the last."), own)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_variances(var_final, run_em):
    import numpy as np
    from emkit.check import array, call, close, either, parts

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        return array("var", parts("run_em", call("run_em", run_em, x, *start, 100), 4)[2], (2,))

    later = "Look at both variances after every iteration, up to the last."
    either(
        lambda: close("var_final", var_final, [0.6666667551, 0.25], rtol=0, atol=0.006, otherwise=later),
        lambda: close("var_final", var_final, own(), rtol=0, atol=0.006),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_crossing(crossing, run_em):
    import numpy as np
    from emkit.check import array, call, either, number, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def larger(t):
        return array("var", parts("run_em", call("run_em", run_em, x, *start, t), 4)[2], (2,)).argmax()

    def own():
        found = int(number("crossing", crossing))
        require(
            1 <= found < 30 and larger(found) == larger(100) != larger(found - 1), "Not from this run either."
        )

    count = "After how many iterations does the order of the variances change for the last time?"
    either(lambda: require(number("crossing", crossing) == 6, count), own)


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
Your predictions beside what came out, and both components before and after EM, over the data.
"""

# %%
names = ["mean further to the left", "variance grows more", "larger variance in the end"]
compare(names, [guess_mean, guess_var, guess_final], [training_1, training_2, training_3])

# %%
mixture.before_and_after(x, normal_pdf, run_em, (pi0, mu0, var0), n_iter=100)
plt.show()

# %% [markdown]
r"""
Now step through it: which points change colour, and when? The presets show a bad start, a collapse and a plateau.
"""

# %%
step_through(x, (pi0, mu0, var0), e_step, m_step, mixture_log_likelihood)

# %% [raw]
r"""
# BEGIN QUESTION
name: q4_6
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 4.6 · When to stop? `2 points`

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
success_message: Readable. Whether it is right is decided when it is graded.
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
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_loose(iters_loose, run_em):
    import numpy as np
    from emkit.check import call, either, number, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        # Wrong steps may run into nan after the place that is asked for.
        history = np.asarray(parts("run_em", call("run_em", run_em, x, *start, 20), 4)[3], dtype=float)
        small = np.diff(history) < 0.22
        require(
            history.shape == (21,)
            and small.any()
            and number("iters_loose", iters_loose) == small.argmax() + 1,
            "Not from this run either.",
        )

    sentence = "Iteration t compares the value after t updates with the value after t - 1."
    either(lambda: require(number("iters_loose", iters_loose) == 2, sentence), own)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_variances_there(larger_var_loose, iters_loose, run_em):
    import numpy as np
    from emkit.check import array, call, either, number, one_of, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    found = one_of("larger_var_loose", larger_var_loose, (1, 2))

    def own():
        t = int(number("iters_loose", iters_loose))
        require(1 <= t <= 20, "Not from this run either.")
        var = array("var", parts("run_em", call("run_em", run_em, x, *start, t), 4)[2], (2,))
        require(found == var.argmax() + 1, "Not from this run either.")

    either(lambda: require(found == 2, "Look at the variances at that very iteration."), own)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_tight(iters_tight, run_em):
    import numpy as np
    from emkit.check import call, either, number, parts, require

    x, start = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])),
    )

    def own():
        # Wrong steps may run into nan after the place that is asked for.
        history = np.asarray(parts("run_em", call("run_em", run_em, x, *start, 20), 4)[3], dtype=float)
        small = np.diff(history) < 1e-6
        require(
            history.shape == (21,)
            and small.any()
            and number("iters_tight", iters_tight) == small.argmax() + 1,
            "Not from this run either.",
        )

    sentence = "Iteration t compares the value after t updates with the value after t - 1."
    either(lambda: require(number("iters_tight", iters_tight) == 8, sentence), own)


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
name: q4_7
points: 5
manual: true
rubric:
  - 1 the bound lies below the log-likelihood for all parameters
  - 1 it touches it at the parameters of the E-step
  - 1 the M-step raises it, so the log-likelihood rises with it
  - 1 the points 4, 5 and 6 go over to component 1, so that the variance of component 2 shrinks
  - 1 a small step does not mean that the optimum is near
"""

# %% [markdown]
r"""
### Question 4.7 · In your own words `5 points, graded by a person`

In at most 150 words: (a) Why can the log-likelihood not fall in an EM iteration? Use the bound (4): where it lies, where it
touches, what the M-step does to it. (b) Which of the five points change hands between $\theta_0$ and the end, and what does
that do to the variance of component 2? (c) What does question 4.6 say about stopping rules?
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %% [markdown]
r"""
(a) For frozen responsibilities the bound lies below the log-likelihood for all parameters, and it touches it at the
parameters of the E-step. The M-step raises the bound, so at the new parameters the log-likelihood, which lies above it, is
at least as large as before. (b) The points -1 and 0 belong to component 2 from the first E-step to the last. What changes
hands are 4, 5 and 6: component 2 starts with 0.55, 0.33 and 0.31 of them, and lets go of them as its mean moves to the left.
Its variance first grows (4 to 6.97), since it then spans everything, and shrinks to 0.25 when only two neighbours are left.
(c) The increments are not monotone: a small step is no sign of being near the optimum. The loose rule stops on a plateau with
the wrong order of the variances.
"""

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
## 5 · Break it

Three inputs that EM cannot deal with. Say first what you expect; then find out why.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q5_1
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 5.1 · Two equal components `2 points`

Start both components at the same place: weights $(1/2, 1/2)$, means $(3, 3)$, variances $(2, 2)$. Run 100 iterations on `x`.

**Answer with** `equal_mu (2,)`, the means in the end (two decimals are enough), and with `equal_why`, a letter: why do they
stay there, although the log-likelihood there is far below that of question 4.5?

- **A** A local maximum is reached: every small change makes the log-likelihood smaller.
- **B** All responsibilities are 1/2, so both components are refitted alike.
- **C** 100 iterations are too few, since equal components part slowly.
- **D** The means may not move as long as both variances are the same.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
equal_mu = run_em(x, pi0, np.array([3.0, 3.0]), np.array([2.0, 2.0]), 100)[1]  # SOLUTION
equal_why = "B"  # SOLUTION

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
success_message: It is what your own function gives. Whether that is right is decided when it is graded.
"""  # END TEST CONFIG


def test_is_what_your_run_gives(equal_mu, equal_why, run_em, x):
    import numpy as np
    from emkit.check import array, call, close, one_of, parts

    array("equal_mu", equal_mu, (2,))
    one_of("equal_why", equal_why, "ABCD")
    start = np.array([0.5, 0.5]), np.array([3.0, 3.0]), np.array([2.0, 2.0])
    own = array("mu", parts("run_em", call("run_em", run_em, x, *start, 100), 4)[1], (2,))
    differs = "From these starting values your `run_em` gives other means than `equal_mu`."
    close("equal_mu", equal_mu, own, rtol=0, atol=0.006, otherwise=differs)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_means(equal_mu, run_em):
    import numpy as np
    from emkit.check import array, call, close, either, parts

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    start = np.array([0.5, 0.5]), np.array([3.0, 3.0]), np.array([2.0, 2.0])

    def own():
        return array("mu", parts("run_em", call("run_em", run_em, x, *start, 100), 4)[1], (2,))

    either(
        lambda: close("equal_mu", equal_mu, [2.8, 2.8], rtol=0, atol=0.006),
        lambda: close("equal_mu", equal_mu, own(), rtol=0, atol=0.006),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_reason(equal_why):
    from emkit.check import one_of, require

    look = "Print the responsibilities, and move one of the two means a little: does it stay?"
    require(one_of("equal_why", equal_why, "ABCD") == "B", look)


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
name: q5_2
points: 3
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 5.2 · A point far away `3 points`

Add a point at $x = 1000$. At $\theta_0$ both densities are smaller there than any number that the computer can hold: each
becomes 0.

**Answer with** `far_code`, a letter for what the formula of question 2.1 gives when it is computed as it stands:

- **A** `0 / 0`, which is `nan`
- **B** 1/2 for both, since they are equal
- **C** 0 for component 1 and 1 for component 2
- **D** the responsibilities of the nearest point of `x`

and with `far_log_odds`, the true value of $\ln(\gamma_{1} / \gamma_{2})$ at that point, to the nearest integer or better.

<details><summary>Hint</summary>

The logarithm of a density needs no exponential: take $\ln$ of equation (2) by hand. The sum below the bar cancels in the
quotient.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
far_code = "A"  # SOLUTION
# BEGIN SOLUTION NO PROMPT
log_density = -0.5 * (np.log(2 * np.pi * var0) + (1000 - mu0) ** 2 / var0)
# END SOLUTION
far_log_odds = log_density[0] - log_density[1]  # SOLUTION

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
success_message: Readable. Whether it is right is decided when it is graded.
"""  # END TEST CONFIG


def test_kind_of_answer(far_code, far_log_odds):
    from emkit.check import number, one_of

    one_of("far_code", far_code, "ABCD")
    number("far_log_odds", far_log_odds)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_code(far_code):
    from emkit.check import one_of, require

    require(one_of("far_code", far_code, "ABCD") == "A", "Try it: 0.0 divided by a NumPy zero.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_who_wins(far_log_odds):
    from emkit.check import number, require

    wide = "Far out the component with the larger variance wins; which sign does that give?"
    require(number("far_log_odds", far_log_odds) < -1000, wide)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_log_odds(far_log_odds):
    from emkit.check import close

    slips = [
        (370761.1818528, "That is the logarithm of the reciprocal."),
        (
            -370761.8750000,
            "The normalisers differ too: the variance stands in front of the exponential as well.",
        ),
        (-463183.4318528, "Square the standard deviation once: the variance of component 2 is 4."),
    ]
    close("far_log_odds", far_log_odds, -370761.1818528, rtol=0, atol=0.6, slips=slips)


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
name: q5_3
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 5.3 · A component that shrinks `2 points`

Put the first component on the point 5 and let its variance $s$ shrink: weights $(1/2, 1/2)$, means $(5, 2.8)$, variances
$(s, 7.76)$.

**Answer with** `decade_gain`, by how much the log-likelihood of `x` grows from $s = 10^{-8}$ to $s = 10^{-9}$ (two decimals
are enough), and with `shrink_lesson`, a letter:

- **A** The smaller $s$, the better the fit: a run should go on until the computer gives up.
- **B** The likelihood has no largest value, so a high value need not be a good fit.
- **C** After enough decades the gain becomes smaller, and a largest value is reached.
- **D** The gain comes from rounding; in exact arithmetic the log-likelihood would fall.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
# BEGIN SOLUTION NO PROMPT
heights = [mixture_log_likelihood(x, pi0, np.array([5.0, 2.8]), np.array([s, 7.76])) for s in (1e-8, 1e-9)]
# END SOLUTION
decade_gain = heights[1] - heights[0]  # SOLUTION
shrink_lesson = "B"  # SOLUTION

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
success_message: It is what your own function gives. Whether that is right is decided when it is graded.
"""  # END TEST CONFIG


def test_is_what_your_function_gives(decade_gain, shrink_lesson, mixture_log_likelihood, x):
    import numpy as np
    from emkit.check import call, close, number, one_of

    number("decade_gain", decade_gain)
    one_of("shrink_lesson", shrink_lesson, "ABCD")
    pi, mu = np.array([0.5, 0.5]), np.array([5.0, 2.8])
    low, high = (
        number(
            "its value",
            call("mixture_log_likelihood", mixture_log_likelihood, x, pi, mu, np.array([s, 7.76])),
        )
        for s in (1e-8, 1e-9)
    )
    differs = "`mixture_log_likelihood` gives another difference than `decade_gain`."
    close("decade_gain", decade_gain, high - low, rtol=0, atol=0.006, otherwise=differs)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_gain(decade_gain, mixture_log_likelihood):
    import numpy as np
    from emkit.check import call, close, either, number

    def value(s):
        x, pi, mu = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5]), np.array([5.0, 2.8])
        found = call("mixture_log_likelihood", mixture_log_likelihood, x, pi, mu, np.array([s, 7.76]))
        return number("its value", found)

    either(
        lambda: close("decade_gain", decade_gain, 1.1512745770, rtol=0, atol=0.006),
        lambda: close("decade_gain", decade_gain, value(1e-9) - value(1e-8), rtol=0, atol=0.006),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_lesson(shrink_lesson):
    from emkit.check import one_of, require

    on = "Try a few more decades, then look at which points the shrunken component explains."
    require(one_of("shrink_lesson", shrink_lesson, "ABCD") == "B", on)


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
## 6 · How fast is EM? (optional)

Each step of EM removes a part of the distance that is left. How large a part? Let only the weights move: the means and
variances below are known and stay.
"""

# %%
mu_known = np.array([3.0, 1.0])
var_known = np.array([4.0, 9.0])

# %% [raw]
r"""
# BEGIN QUESTION
name: q6_1
points: 2
"""

# %% [markdown]
r"""
### Question 6.1 · EM for the weights alone `2 points`

**Given** `x (n,)`, a start `pi (2,)`, `mu (2,)`, `var (2,)` and `n_iter`. **Return** an array `(n_iter + 1,)`: the weight of
component 1 at the start and after each iteration, in which only the weights are updated.

*Example.* On the points of question 1.2, from the parameters given there, two iterations give about (0.2, 0.5943, 0.7223).
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def weight_path(x, pi, mu, var, n_iter):
    """Weight of component 1 at the start and after each iteration. Returns (n_iter + 1,)."""
    # BEGIN SOLUTION
    path = [pi[0]]
    for _ in range(n_iter):
        pi = e_step(x, pi, mu, var).mean(axis=0)
        path.append(pi[0])
    return np.array(path)
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


def test_public_data_set(weight_path):
    import numpy as np
    from emkit.check import array, call_unchanged, close

    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    value = call_unchanged("weight_path", weight_path, x, pi, np.array([-1.0, 2.0]), np.array([9.0, 0.25]), 2)
    path = array("weight_path", value, (3,))
    slips = [
        (
            [0.2, 0.594333, 0.584921],
            "Only the weights are updated: the means and variances stay as they are given.",
        ),
        ([0.2, 0.594333, 0.594333], "Each iteration starts at the weights of the one before."),
        ([0.8, 0.405667, 0.277676], "The first component's weight is asked for."),
    ]
    close("weight_path", path, [0.2, 0.594333, 0.722324], rtol=1e-5, slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_other_points(weight_path, e_step):
    import numpy as np
    from emkit.check import array, call, close, either

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.3, 0.7])
    theta = np.array([4.0, 1.0]), np.array([2.25, 6.25])
    path = call("weight_path", weight_path, x, pi, *theta, 3)

    def own():
        path, now = [0.3], pi
        for _ in range(3):
            now = array("resp", call("e_step", e_step, x, now, *theta), (5, 2)).mean(axis=0)
            path.append(now[0])
        return path

    either(
        lambda: close("weight_path", path, [0.3, 0.3955110624, 0.4512823236, 0.4780226780], rtol=1e-6),
        lambda: close("weight_path", path, own(), rtol=1e-6),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_start_and_limit(weight_path, e_step):
    import numpy as np
    from emkit.check import array, call, close, either

    x, half = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    theta = np.array([3.0, 1.0]), np.array([4.0, 9.0])

    def own():
        now = half
        for _ in range(150):
            now = array("resp", call("e_step", e_step, x, now, *theta), (5, 2)).mean(axis=0)
        return now[0]

    close("weight_path without an iteration", call("weight_path", weight_path, x, half, *theta, 0), [0.5])
    path = array("weight_path", call("weight_path", weight_path, x, half, *theta, 150), (151,))
    either(
        lambda: close("the last entry of weight_path", path[150], 0.5899262035, rtol=1e-6),
        lambda: close("the last entry of weight_path", path[150], own(), rtol=1e-6),
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
name: q6_2
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 6.2 · The rate, and what is missing `2 points`

From $\pi = (1/2, 1/2)$ with `mu_known` and `var_known` the weight $\pi_1$ converges. **Answer with** two numbers (two decimals
are enough):

- `rate`, the factor by which the step $\pi_1^{(t+1)} - \pi_1^{(t)}$ shrinks from one iteration to the next, once $t$ is large;
- `missing`, the share of a label's uncertainty that is left when its point is known: the mean of
$\gamma_{1i} (1 - \gamma_{1i})$ over the points, divided by $\pi_1 (1 - \pi_1)$, both at the limit.

<details><summary>Hint</summary>

Take $t$ near 30: there the factor has settled, and the steps are still far above rounding. For the limit take 200 iterations.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
# BEGIN SOLUTION NO PROMPT
path = weight_path(x, pi0, mu_known, var_known, 200)
resp = e_step(x, np.array([path[-1], 1 - path[-1]]), mu_known, var_known)[:, 0]
# END SOLUTION
rate = (path[31] - path[30]) / (path[30] - path[29])  # SOLUTION
missing = np.mean(resp * (1 - resp)) / (path[-1] * (1 - path[-1]))  # SOLUTION

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
success_message: Readable. Whether it is right is decided when it is graded.
"""  # END TEST CONFIG


def test_shares(rate, missing):
    from emkit.check import number, require

    require(
        0 < number("rate", rate) < 1,
        "The steps become smaller and keep their sign: `rate` lies between 0 and 1.",
    )
    require(0 < number("missing", missing) < 1, "A share that is left lies between 0 and 1.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_rate(rate, weight_path):
    import numpy as np
    from emkit.check import array, call, close, either

    x, half = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    theta = np.array([3.0, 1.0]), np.array([4.0, 9.0])

    def own():
        steps = np.diff(array("weight_path", call("weight_path", weight_path, x, half, *theta, 31), (32,)))
        return steps[30] / steps[29] if steps[29] else np.nan

    slips = [(0.1741, "That is the part of the distance that a step removes; what factor is left?")]
    either(
        lambda: close("rate", rate, 0.8258905561, rtol=0, atol=0.006, slips=slips),
        lambda: close("rate", rate, own(), rtol=0, atol=0.006),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_missing(missing, weight_path, e_step):
    import numpy as np
    from emkit.check import array, call, close, either

    x, half = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    theta = np.array([3.0, 1.0]), np.array([4.0, 9.0])

    def own():
        p = array("weight_path", call("weight_path", weight_path, x, half, *theta, 200), (201,))[200]
        resp = array("resp", call("e_step", e_step, x, np.array([p, 1 - p]), *theta), (5, 2))[:, 0]
        return np.mean(resp * (1 - resp)) / (p * (1 - p)) if 0 < p < 1 else np.nan

    slips = [(0.1741, "That is the share that the points do tell; how much is left?")]
    either(
        lambda: close("missing", missing, 0.8258905561, rtol=0, atol=0.006, slips=slips),
        lambda: close("missing", missing, own(), rtol=0, atol=0.006),
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
The two agree, and not by chance: **EM converges at the rate of the missing information**. Where the points leave no doubt
about the labels, as near the end of part 4, it is fast; where components overlap, as here, it is slow.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: q6_3
points: 1
"""

# %% [markdown]
r"""
### Question 6.3 · Leap `1 point`

If each distance to the limit is $r$ times the one before, three values in a row are enough to leap to the limit.

**Given** numbers `a`, `b`, `c`, three successive values. **Return** the limit of that geometric approach, a number.

*Example.* 1, 1.5, 1.75 halve the distance each time: the limit is 2.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def leap(a, b, c):
    """Limit of a sequence whose steps shrink by one factor. a, b, c: three successive values."""
    # BEGIN SOLUTION
    r = (c - b) / (b - a)
    return a + (b - a) / (1 - r)
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


def test_example(leap):
    from emkit.check import call, close

    slips = [
        (1.75, "That is the last value; how far is it still to go?"),
        (1.875, "That is the next value; all the steps to come add up to a geometric series."),
        (2.5, "Begin the geometric series at the right value: the step before it is in there already."),
    ]
    close("leap", call("leap", leap, 1.0, 1.5, 1.75), 2.0, slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_other_rates(leap):
    from emkit.check import call, close

    close("leap", call("leap", leap, 3.0, 1.0, 0.5), 1 / 3, rtol=1e-9)
    close("leap", call("leap", leap, 0.0, 0.9, 1.71), 9.0, rtol=1e-9)


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
One leap from three early values, against plain iterations:
"""

# %%
path = weight_path(x, pi0, mu_known, var_known, 50)
if path is not None and leap(1.0, 1.5, 1.75) is not None:
    for name, value in (("10 to 12, and a leap", leap(*path[10:13])), ("13", path[13]), ("50", path[50])):
        print(f"{name:>22}: {value:.6f}")

# %% [markdown]
r"""
**Read on.** Dempster, Laird and Rubin (1977), *Maximum likelihood from incomplete data via the EM algorithm*, section 3, for
the rate.
"""

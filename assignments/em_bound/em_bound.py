# %% [raw]
r"""
# ASSIGNMENT CONFIG
title: The lower bound behind EM
minutes: 200
files:
  - figures/jensen_square.svg
  - figures/gap.svg
  - figures/steps.svg
"""

# %% [markdown]
r"""
# The lower bound behind EM

You build the function that EM climbs, prove that it lies below the log-likelihood, and find out why climbing it never
lowers the log-likelihood.

27 automatic questions (60 points) and one figure (4 points), about three hours and twenty minutes.

**What a check tells you.** A function is tried on an example. A number, a letter, an order or a formula is only tested for
being readable: *whether it is right is decided when it is graded*.
"""

# %% [markdown]
r"""
## Notation

| symbol | meaning | in code |
| --- | --- | --- |
| $x_i$ | data point, counted from 0 | `x[i]`, shape `(n,)` |
| $z_i$ | its unseen component, $k = 1 \ldots K$ | |
| $\pi_k, \mu_k, \sigma_k^2$ | weight, mean and **variance** of component $k$, together $\theta$ | `pi`, `mu`, `var`, each `(K,)` |
| $q_i(k)$ | any distribution over $k$, one for each point | `q[i, k - 1]`, shape `(n, K)`: row = point, rows add up to 1 |
| $\gamma_{ki}$ | the posterior $p(z_i = k \mid x_i; \theta)$, the **responsibility** of component $k$ | the same layout |
| $n_k$ | $\sum_i q_i(k)$, the effective number of points of component $k$; for the posterior $\sum_i \gamma_{ki}$ | `n_k` |
| $\ell(\theta)$, $\mathcal{L}(q, \theta)$ | log-likelihood (natural logarithm), lower bound | |
"""

# %%
import numpy as np

from emkit.order import Lines
from emkit.plot import new_axes
from emkit.plot.bound import climb, gap_figure, show_gaps, show_steps, slide_steps
from emkit.predict import compare

# %% [markdown]
r"""
**Data.** Five made-up points and start values $\theta_0$ (other ones than in the EM exercise); leave them as they are. Let your
functions use their arguments only. The name `pi` belongs to the weights; 3.14159 is `np.pi`.
"""

# %%
x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
pi0 = np.array([0.5, 0.5])
mu0 = np.array([1.0, 3.0])
var0 = np.array([4.0, 1.0])

# %% [markdown]
r"""
## 1 · The model

First a label is drawn, $P(z_i = 1) = P(z_i = 2) = 1/2$, then the point from the normal distribution of that component,
with density $\mathcal{N}(x; \mu_k, \sigma_k^2)$. Only $x_i$ is observed; $z_i$ is a **latent variable**. In this part
$\theta$ holds the means and variances; the weights stay at one half.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: b1_1
points: 3
tell: at_once
"""

# %% [markdown]
r"""
### Question 1.1 · Joint density `3 points`

The bound compares densities of point **and** label. Write down $p(x_i, z_i = k; \theta)$ from the two stages above, then
code it.

**Given** `x` $(n,)$, `mu`, `var` $(2,)$. **Return** an array $(n, 2)$, row = point, column = component.

*Example.* The point 0.5 lies half a standard deviation from a component with mean -1 and variance 9: the entry is
0.0587.

<details><summary>Hint</summary>

`x[:, None] - mu` has shape `(n, 2)`.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def joint_density(x, mu, var):
    """Joint density of each point with each label, weights 1/2. x: (n,); mu, var: (2,). Returns (n, 2)."""
    # BEGIN SOLUTION
    log_density = -0.5 * (np.log(2 * np.pi * var) + (x[:, None] - mu) ** 2 / var)
    return 0.5 * np.exp(log_density)
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


def test_public_data_set(joint_density):
    import numpy as np
    from emkit.check import array, call, close

    x = np.array([0.5, 1.5, 4.0])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])

    half = array("joint_density", call("joint_density", joint_density, x, mu, var), (3, 2))
    slips = [
        (
            0.1173551089,
            "Where does the probability of the label enter? The entries of all rows and columns integrate to one.",
        ),
        (
            0.0218577620,
            "Your curve is too wide or too narrow: check whether the standard deviation or its square goes in.",
        ),
        (-2.8356980024, "Return densities here, not their logarithms."),
        (
            0.1760326634,
            "Look at what stands in front of the exponential: the area under the curve should be one half.",
        ),
    ]
    close("joint_density, first entry", half[0, 0], 0.0586775545, slips=slips)
    wanted = [[0.0586775545, 0.0044318484], [0.0469853126, 0.2419707245], [0.0165795231, 0.0001338302]]
    close(
        "joint_density",
        half,
        wanted,
        otherwise="The first entry is right, another one is not: compare by hand.",
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_five_points(joint_density):
    import numpy as np
    from emkit.check import array, call_unchanged, close

    x = np.array([0.0, 1.0, 2.5, 4.0, 5.5])
    mu, var = np.array([1.0, 4.0]), np.array([2.0, 0.5])

    joint = array("joint_density", call_unchanged("joint_density", joint_density, x, mu, var), (5, 2))
    close("joint_density, point 1", joint[0], [0.1098478224, 3.174558666e-8])
    close("joint_density, point 3", joint[2], [0.0803663836, 0.0297325723])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_ratio_of_the_components(joint_density):
    """A factor that both columns share, such as the probability of the label, has its own test."""
    import numpy as np
    from emkit.check import array, call, close, require

    x = np.array([4.0, 5.0, 6.0])
    mu, var = np.array([6.0, 7.0]), np.array([1.0, 4.0])

    joint = array("joint_density", call("joint_density", joint_density, x, mu, var), (3, 2))
    require((joint > 0).all(), "A density is positive.")
    close("the ratio of the columns", joint[:, 0] / joint[:, 1], [0.833724038, 2.0, 2.266296906])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_one_point(joint_density):
    import numpy as np
    from emkit.check import array, call, close

    x, mu, var = np.array([2.0]), np.array([1.0, 4.0]), np.array([1.0, 2.0])
    joint = array("joint_density", call("joint_density", joint_density, x, mu, var), (1, 2))
    close("joint_density", joint, [[0.1209853623, 0.0518884371]])


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
name: b1_2
points: 2
visibility: after_due_date
formula:
  names:
    N_1: [0.05, 2]
    N_2: [0.05, 2]
  quantity: a density
  between: [0, null]
  scaled: [[N_1, N_2]]
  exchanged: [[N_1, N_2]]
  slips:
    N_1 + N_2: If both components were the same, the mixture should equal that component. Does yours?
    N_1 * N_2: The point comes from one component or from the other, not from both at once.
    N_1 * N_2 / 4: The point comes from one component or from the other, not from both at once.
    (N_1 + N_2) / 4: If both components were the same, the mixture should equal that component. Does yours?
    sqrt(N_1 * N_2): A density of a mixture is an average of densities, not of their logarithms.
"""

# %% [markdown]
r"""
### Question 1.2 · Density of a point alone `2 points`

Sum the unseen label out. Write $N_1$ and $N_2$ for the two densities $\mathcal{N}(x; \mu_k, \sigma_k^2)$.

**Answer with** a formula in `N_1` and `N_2`, as text: the density $p(x; \theta)$.

*Example.* `"3 * N_1 / N_2^2"` is a formula (not the right one); `*` may not be left out.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
marginal_formula = "(N_1 + N_2) / 2"  # SOLUTION

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


def test_equal_components(marginal_formula):
    from emkit.check import close, formula_value

    same = "If both components were the same, the mixture should equal that component. Does yours?"
    close(
        "marginal_formula",
        formula_value("marginal_formula", marginal_formula, N_1=0.3, N_2=0.3),
        0.3,
        otherwise=same,
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
name: b1_3
points: 2
"""

# %% [markdown]
r"""
### Question 1.3 · Log-likelihood `2 points`

The points are independent, so their log densities add up:

$$\ell(\theta) = \sum_i \ln \sum_{k=1}^2 p(x_i, z_i = k; \theta) \tag{1.1}$$

**Given** `x`, `mu`, `var`; weights 1/2. **Return** a number.

*Example.* For the three points (0.5, 1.5, 4), means (-1, 2) and variances (9, 0.25) it is -8.095914.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def marginal_loglik(x, mu, var):
    """Natural-log likelihood of the sample, weights 1/2. x: (n,); mu, var: (2,). Returns a float."""
    # BEGIN SOLUTION
    log_density = -0.5 * (np.log(2 * np.pi * var) + (x[:, None] - mu) ** 2 / var)
    return float(np.log(0.5 * np.exp(log_density).sum(axis=1)).sum())
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


def test_public_data_set(marginal_loglik):
    import numpy as np
    from emkit.check import call, close

    x = np.array([0.5, 1.5, 4.0])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])

    slips = [
        (
            -25.7500207180,
            "The logarithm of a sum is not the sum of the logarithms; which sum comes first here?",
        ),
        (
            -10.7955688173,
            "The logarithm of a sum is not the sum of the logarithms; which sum comes first here?",
        ),
        (
            -9.8323988096,
            "Your curve is too wide or too narrow: check whether the standard deviation or its square goes in.",
        ),
        (
            -6.0164719635,
            "If both components were the same, the mixture should equal that component. Does yours?",
        ),
        (-2.6986378351, "Doubling the data should double the value."),
        (-0.9975582908, "Take the logarithm of each point's density before you add up the points."),
        (-3.5160105613, "Which logarithm does the text ask for? Compare `np.log` with the one you used."),
        (
            8.0959135052,
            "A log-likelihood of densities can have either sign; report it without changing the sign.",
        ),
    ]
    value = call("marginal_loglik", marginal_loglik, x, mu, var)
    close("marginal_loglik", value, -8.0959135052, slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_five_points(marginal_loglik, joint_density):
    import numpy as np
    from emkit.check import array, call, call_unchanged, close, either

    def own(x, mu, var):
        joint = array("joint_density", call("joint_density", joint_density, x, mu, var), (len(x), 2))
        return np.log(joint.sum(axis=1)).sum()

    data = np.array([0.0, 1.0, 2.5, 4.0, 5.5]), np.array([1.0, 4.0]), np.array([2.0, 0.5])
    value = call_unchanged("marginal_loglik", marginal_loglik, *data)
    either(
        lambda: close("marginal_loglik", value, -11.0735282312, rtol=1e-8),
        lambda: close("marginal_loglik", value, own(*data), rtol=1e-8),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_other_points(marginal_loglik, joint_density):
    import numpy as np
    from emkit.check import array, call, close, either

    def own(x, mu, var):
        joint = array("joint_density", call("joint_density", joint_density, x, mu, var), (len(x), 2))
        return np.log(joint.sum(axis=1)).sum()

    data = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([6.0, 7.0]), np.array([1.0, 4.0])
    value = call("marginal_loglik", marginal_loglik, *data)
    either(
        lambda: close("marginal_loglik", value, -24.5125323301, rtol=1e-8),
        lambda: close("marginal_loglik", value, own(*data), rtol=1e-8),
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
## 2 · Why this is hard

From here on the weights $\pi_k$ are free and there are $K$ components:
$\ell(\theta) = \sum_i \ln \sum_k \pi_k\, \mathcal{N}(x_i; \mu_k, \sigma_k^2)$.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: b2_1
points: 4
"""

# %% [markdown]
r"""
### Question 2.1 · Gradient in the means `4 points`

A maximum needs a zero gradient, so compute it.

**Given** `x` $(n,)$ and `pi`, `mu`, `var` $(K,)$. **Return** the array $(K,)$ of derivatives

$$\frac{\partial \ell}{\partial \mu_k}, \qquad k = 1 \ldots K \tag{2.1}$$

*Example.* For the points (0.5, 1.5, 4), weights (0.2, 0.8), means (-1, 2), variances (9, 0.25), finite differences give
(0.6790, -3.0493).

<details><summary>Hint</summary>

The derivative of $\ln f$ is $f'/f$. In the quotient you meet the responsibility $\gamma_{ki}$.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def score_mu(x, pi, mu, var):
    """Gradient of the log-likelihood in the means. x: (n,); pi, mu, var: (K,). Returns (K,)."""
    # BEGIN SOLUTION
    joint = pi * np.exp(-0.5 * (np.log(2 * np.pi * var) + (x[:, None] - mu) ** 2 / var))
    resp = joint / joint.sum(axis=1, keepdims=True)
    return (resp * (x[:, None] - mu) / var).sum(axis=0)
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


def test_public_data_set(score_mu):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])

    slips = [
        ([0.7512372207, -2.0320826966], "Compare with a finite difference for unequal weights."),
        (
            [2.0371077319, -1.5246471475],
            "Check the unit: a slope in the mean has the unit of one over the data.",
        ),
        (
            [6.1113231957, -0.7623235737],
            "Check the unit: a slope in the mean has the unit of one over the data.",
        ),
        ([1.0, 0.0], "A point that surely belongs to the other component should not pull on this mean."),
        (
            [0.2, 0.0],
            "The weight of a component is not its responsibility, which depends on the point.",
        ),
        ([-0.6790359106, 3.0492942949], "Points above the mean should pull it up: check the sign."),
        (
            [0.0128167658, -0.8151390363],
            "For each point the responsibilities of the components should add up to one.",
        ),
        ([0.2263453035, -1.0164314316], "Doubling the data should double the gradient."),
    ]
    close("score_mu", call("score_mu", score_mu, x, pi, mu, var), [0.6790359106, -3.0492942949], slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_equal_weights_five_points(score_mu):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    mu, var = np.array([6.0, 7.0]), np.array([1.0, 4.0])

    close("score_mu", call("score_mu", score_mu, x, pi, mu, var), [-1.5760745145, -4.4021850471])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_size_with_equal_weights(score_mu):
    import numpy as np
    from emkit.check import array, call, close

    x, pi = np.array([0.0, 1.0, 2.5, 4.0, 5.5]), np.array([0.5, 0.5])
    mu, var = np.array([1.0, 4.0]), np.array([2.0, 0.5])

    # A wrong sign costs the other three points.
    size = abs(array("score_mu", call("score_mu", score_mu, x, pi, mu, var), (2,)))
    close("the size of score_mu", size, [0.1881443096, 2.1009016860])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_unequal_weights(score_mu):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.3, 0.7])
    mu, var = np.array([4.0, 1.0]), np.array([2.25, 6.25])

    close("score_mu", call("score_mu", score_mu, x, pi, mu, var), [0.8606659646, 0.1809337030])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components(score_mu):
    import numpy as np
    from emkit.check import call, close

    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    pi, mu = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0])
    var = np.array([0.5, 1.5, 2.0])

    wanted = [0.0324215777, -0.3894644823, 0.2246698067]
    close("score_mu", call("score_mu", score_mu, x, pi, mu, var), wanted)


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
name: b2_2
points: 1
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 2.2 · What stands in the way `1 point`

Set (2.1) to zero. Why do you not get a closed formula for $\mu_1$?

- **A** $\ell$ is not concave, so that its gradient need not be zero at a maximum.
- **B** With two components and more there are more unknowns than there are equations.
- **C** The responsibilities in the equation contain the unknown means.
- **D** The derivative of a logarithm of a sum cannot be written as a formula.

**Answer with** one letter, as text.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
why_hard = "C"  # SOLUTION

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


def test_is_a_letter(why_hard):
    from emkit.check import one_of

    one_of("why_hard", why_hard, "ABCD")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_reason(why_hard):
    from emkit.check import one_of, require

    letter = one_of("why_hard", why_hard, "ABCD")
    require(letter == "C", "Solve the equation for the mean and look at what is left on the other side.")


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
name: b2_3
points: 2
"""

# %% [markdown]
r"""
### Question 2.3 · A step that looks familiar `2 points`

Take a gradient step for each mean, with its own step length:

$$\mu_k + \frac{\sigma_k^2}{n_k}\, \frac{\partial \ell}{\partial \mu_k}, \qquad n_k = \sum_i \gamma_{ki} \tag{2.2}$$

**Given** `x`, `pi`, `mu`, `var`. **Return** the array $(K,)$. These are the means of EM's M-step.

*Example.* With a single component of weight 1 all responsibilities are one, and the step lands on the average of the data.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def mu_from_score(x, pi, mu, var):
    """Means after the scaled gradient step (2.2). x: (n,); pi, mu, var: (K,). Returns (K,)."""
    # BEGIN SOLUTION
    joint = pi * np.exp(-0.5 * (np.log(2 * np.pi * var) + (x[:, None] - mu) ** 2 / var))
    resp = joint / joint.sum(axis=1, keepdims=True)
    score = (resp * (x[:, None] - mu) / var).sum(axis=0)
    return mu + var / resp.sum(axis=0) * score
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


def test_public_data_set(mu_from_score):
    import numpy as np
    from emkit.check import array, call, close

    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])

    plain = call("mu_from_score", mu_from_score, x, np.array([1.0]), np.array([0.7]), np.array([3.0]))
    average = "One component with weight 1: the step should land on the plain average of the data."
    close("mu_from_score", array("mu_from_score", plain, (1,)), [2.0], otherwise=average)
    slips = [
        (
            [1.0371077319, 1.7458921421],
            "Each mean has its own count: use n_k, the total responsibility of component k, not n.",
        ),
        ([0.1425170364, 0.7472087185], "The step length holds the variance, not its root."),
        ([-4.4275511091, 2.6263956407], "A gradient points uphill, and you want to go up."),
        ([5.1113231957, 1.2376764263], "Divide the step by the total responsibility of the component."),
        ([2.2437284800, 1.4451672900], "Compare with a finite difference for unequal weights."),
    ]
    means = array("mu_from_score", call("mu_from_score", mu_from_score, x, pi, mu, var), (2,))
    close("mu_from_score", means, [2.4275511091, 1.3736043593], slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_equal_weights(mu_from_score):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.5, 0.5])
    mu, var = np.array([6.0, 7.0]), np.array([1.0, 4.0])

    means = call("mu_from_score", mu_from_score, x, pi, mu, var)
    close("mu_from_score", means, [5.1317280296, 1.4710314946])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components(mu_from_score, score_mu):
    import numpy as np
    from emkit.check import array, call, close, either, require

    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    pi, mu = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0])
    var = np.array([0.5, 1.5, 2.0])
    means = array("mu_from_score", call("mu_from_score", mu_from_score, x, pi, mu, var), (3,))

    def own():
        # A gradient with a slip of question 2.1 is paid for there: what counts is that the n_k of the step add up to n.
        score = array("score_mu", call("score_mu", score_mu, x, pi, mu, var), (3,))
        right = [0.0324215777, -0.3894644823, 0.2246698067]
        require(
            not np.allclose(score, right) and (means != mu).all(), "The gradient is right, the step is not."
        )
        counts = score * var / (means - mu)
        require((counts > 0).all(), "The step does not go along the gradient.")
        close("the sum of the counts", counts.sum(), 7.0)

    want = [-1.9889374359, 0.8297266563, 5.2135957487]
    either(lambda: close("mu_from_score", means, want), own)


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
## 3 · Jensen's inequality

![A parabola, the chord between its points at -1 and 3, and two marks at the mean 1: the mark on the chord is higher.](figures/jensen_square.svg)

$X$ takes the values -1 and 3, each with probability one half. The triangle on the chord is the mean of $f(X)$, the
dot on the curve is $f$ at the mean of $X$.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: b3_1
points: 2
"""

# %% [markdown]
r"""
### Question 3.1 · The gap `2 points`

**Given** a function `f` that takes an array, `values` and `probs` $(m,)$. **Return** the number

$$\mathbb{E}[f(X)] - f(\mathbb{E}[X]) \tag{3.1}$$

*Example.* The square, values 0 and 4 with probabilities 1/4 and 3/4: $12 - 3^2 = 3$.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def jensen_gap(f, values, probs):
    """E f(X) minus f(E X) for a discrete X. f: array -> array; values, probs: (m,). Returns a float."""
    # BEGIN SOLUTION
    mean = np.array([np.sum(probs * values)])
    return float(np.sum(probs * f(values)) - f(mean)[0])
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


def test_by_hand(jensen_gap):
    import numpy as np
    from emkit.check import call, close

    def square(t):
        return np.asarray(t, dtype=float) ** 2

    constant = call("jensen_gap", jensen_gap, square, np.array([2.0, 2.0]), np.array([0.5, 0.5]))
    close(
        "jensen_gap of a constant X",
        constant,
        0.0,
        atol=1e-12,
        otherwise="If X never varies, there is no gap.",
    )
    slips = [
        (-3.0, "Look at the order of the difference in (3.1)."),
        (4.0, "The values are not equally likely: weight each one with its probability."),
        (-1.0, "The values are not equally likely: weight each one with its probability, in both terms."),
    ]
    value = call("jensen_gap", jensen_gap, square, np.array([0.0, 4.0]), np.array([0.25, 0.75]))
    close("jensen_gap", value, 3.0, slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_convex_functions(jensen_gap):
    import numpy as np
    from emkit.check import call, close

    def square(t):
        return np.asarray(t, dtype=float) ** 2

    def exponential(t):
        return np.exp(np.asarray(t, dtype=float))

    values, probs = [1.0, 2.0, 3.0, 4.0], [0.1, 0.2, 0.3, 0.4]
    close("jensen_gap", call("jensen_gap", jensen_gap, square, np.array(values), np.array(probs)), 1.0)
    close(
        "jensen_gap",
        call("jensen_gap", jensen_gap, exponential, np.array(values), np.array(probs)),
        9.5290235697,
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_logarithm(jensen_gap):
    import numpy as np
    from emkit.check import call, close

    def logarithm(t):
        return np.log(np.asarray(t, dtype=float))

    value = call(
        "jensen_gap", jensen_gap, logarithm, np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.1, 0.2, 0.3, 0.4])
    )
    close("jensen_gap", value, -0.0758814215)


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
name: b3_2
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 3.2 · Direction `2 points`

The proof of the bound needs one direction of the inequality, so know which function goes which way.

- **A** $\mathbb{E}[f(X)] \ge f(\mathbb{E}[X])$ for every $X$
- **B** Either can be larger; it depends on the probabilities.
- **C** $\mathbb{E}[f(X)] \le f(\mathbb{E}[X])$ for every $X$

**Answer with** a letter for $f = \ln$ (and $X > 0$) and one for $f = \exp$.

<details><summary>Hint</summary>

Draw the function and a chord: `from emkit.plot.bound import jensen_chord`, then
`jensen_chord(np.sqrt, 1, 9, 0.5, "my title")` with your function.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
jensen_ln = "C"  # SOLUTION
jensen_exp = "A"  # SOLUTION

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


def test_are_letters(jensen_ln, jensen_exp):
    from emkit.check import one_of

    one_of("jensen_ln", jensen_ln, "ABC")
    one_of("jensen_exp", jensen_exp, "ABC")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_logarithm(jensen_ln):
    from emkit.check import one_of, require

    require(one_of("jensen_ln", jensen_ln, "ABC") == "C", "Draw ln and a chord between two of its points.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_exponential(jensen_exp):
    from emkit.check import one_of, require

    require(one_of("jensen_exp", jensen_exp, "ABC") == "A", "Draw exp and a chord between two of its points.")


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
name: b3_3
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 3.3 · When is there no gap? `2 points`

Equality is what makes the bound touch. In which cases is (3.1) **exactly zero**?

- **A** $f(t) = t^2$, $X = \pm 1$ with probability 1/2 each
- **B** $f(t) = \lvert t \rvert$, $X$ is 1 or 3 with probability 1/2 each
- **C** $f(t) = t^4$, $X = \pm 1$ with probability 1/2 each
- **D** $f(t) = 2t + 1$, any $X$
- **E** $f = \ln$, $X$ constant

**Answer with** a set of letters, for example `{"A", "B"}`, or a text, `"AB"`.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
zero_gap = {"B", "D", "E"}  # SOLUTION

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


def test_is_a_set_of_letters(zero_gap):
    from emkit.check import one_of, require, require_defined

    require_defined("zero_gap", zero_gap)
    letters = [c for c in zero_gap if c not in " ,{}"] if isinstance(zero_gap, str) else zero_gap
    require(
        isinstance(letters, (set, frozenset, list, tuple)),
        "`zero_gap` should be a set of letters in braces.",
    )
    for letter in letters:
        one_of("zero_gap", letter, "ABCDE")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_plain_cases(zero_gap):
    from emkit.check import require, require_defined

    require_defined("zero_gap", zero_gap)
    letters = {str(letter).strip().upper() for letter in zero_gap}
    require(
        {"D", "E"} <= letters and "A" not in letters,
        "Compute both sides of (3.1) for one example of each case.",
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_curvature_where_x_lives(zero_gap):
    from emkit.check import require, require_defined

    require_defined("zero_gap", zero_gap)
    letters = {str(letter).strip().upper() for letter in zero_gap}
    sentence = "On the values X can take, and between them, is the function a straight line?"
    require("B" in letters and "C" not in letters, sentence)


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
## 4 · The bound

Take one point, without its index, and any distribution $q$ with $q(k) > 0$. (With zeros in $q$ the bound still holds.)
The proof lies in pieces: put the lines that belong to it in order and leave the others out. **Each line changes one
thing in the line above it**: it multiplies by one, renames a sum, or moves a function.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: b4_1
points: 3
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 4.1 · Proof of the bound `3 points`

**Answer with** a list of four letters, such as `["A", "B", "C", "D"]`, from $\ln p(x; \theta)$ down to the bound. Run
the next cell to see the lines.

<details><summary>Hint</summary>

Start with the line in which no $q$ stands. To see what a line does to the value, try it with $q = (1/2, 1/2)$ and two numbers
for $p(x, z = k; \theta)$.

</details>
"""

# %%
bound_lines = Lines(
    A=r"$= \ln \sum_k q(k)\, p(x, z = k; \theta)$",
    B=r"$\ge \mathbb{E}_q\!\left[\ln \dfrac{p(x, z; \theta)}{q(z)}\right]$",
    C=r"$\ln p(x; \theta) = \ln \sum_k p(x, z = k; \theta)$",
    D=r"$= \sum_k \ln p(x, z = k; \theta)$",
    E=r"$= \ln \mathbb{E}_q\!\left[\dfrac{p(x, z; \theta)}{q(z)}\right]$",
    F=r"$\ge \mathbb{E}_q\!\left[\dfrac{p(x, z; \theta)}{q(z)}\right]$",
    G=r"$= \ln \sum_k q(k)\, \dfrac{p(x, z = k; \theta)}{q(k)}$",
    H=r"$\le \mathbb{E}_q\!\left[\ln \dfrac{p(x, z; \theta)}{q(z)}\right]$",
)
bound_lines

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
bound_proof = ["C", "G", "E", "B"]  # SOLUTION

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


def test_is_an_order(bound_proof):
    from emkit.order import read_order

    read_order("bound_proof", bound_proof, "ABCDEFGH", 4)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_right_lines(bound_proof):
    from emkit.check import either, require
    from emkit.order import check_lines, read_order

    why_not = {
        "A": "Multiplying by q without dividing by it changes the value.",
        "D": "The logarithm of a sum is not the sum of the logarithms.",
        "F": "A logarithm cannot vanish on the way.",
        "H": "ln is concave: which side of Jensen's inequality is larger?",
    }
    found = read_order("bound_proof", bound_proof, "ABCDEFGH", 4)
    # One line that does not belong there costs the order's points, not these.
    either(
        lambda: check_lines("bound_proof", bound_proof, "CGEB", why_not),
        lambda: require(len(set(found) & set("CGEB")) >= 3, "Two lines do not belong there."),
    )


# %%
""" # BEGIN TEST CONFIG
points: 2
hidden: true
"""  # END TEST CONFIG


def test_order(bound_proof):
    from emkit.order import check_order

    needs = {
        "A": "Multiplying by q without dividing by it changes the value.",
        "B": "Moving the logarithm inside needs an expectation to move it into.",
        "C": "It is the definition that everything starts from.",
        "D": "The logarithm of a sum is not the sum of the logarithms.",
        "E": "You can only take an expectation once a distribution is in the expression.",
        "F": "A logarithm cannot vanish on the way.",
        "G": "It needs the sum over k in the line above, still without q.",
        "H": "ln is concave: which side of Jensen's inequality is larger?",
    }
    check_order("bound_proof", bound_proof, "CGEB", needs)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %%
bound_lines.in_order(bound_proof)

# %% [raw]
r"""
# BEGIN QUESTION
name: b4_2
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 4.2 · Reasons `2 points`

Three moves lead from the first to the last line of the finished proof. Name the reason for each, in order.

- **P** Jensen's inequality for a convex function
- **Q** the definition of an expectation
- **R** multiply and divide by $q(k)$
- **S** Jensen's inequality for a concave function
- **T** the logarithm of a product is a sum of logarithms

**Answer with** a list of three letters.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
bound_reasons = ["R", "Q", "S"]  # SOLUTION

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


def test_is_a_list_of_reasons(bound_reasons):
    from emkit.order import read_order

    read_order("bound_reasons", bound_reasons, "PQRST", 3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_what_is_used(bound_reasons):
    from emkit.check import require
    from emkit.order import read_order

    found = read_order("bound_reasons", bound_reasons, "PQRST", 3)
    equalities = "Two moves keep the value: one brings q in, one gives the sum its name."
    require(set(found) == set("RQS") or found[:2] == ["R", "Q"], equalities)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_in_order(bound_reasons):
    from emkit.check import require
    from emkit.order import read_order

    first, second, last = read_order("bound_reasons", bound_reasons, "PQRST", 3)
    require(first == "R", "At the start there is no q. What brings it in without changing the value?")
    require(
        second == "Q", "The second move only renames a sum. What is a sum of q(k) times something called?"
    )
    require(last == "S", "The last move is an inequality, and its direction comes from the shape of ln.")


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
name: b4_3
points: 4
tell: at_once
"""

# %% [markdown]
r"""
### Question 4.3 · Code the bound `4 points`

One $q$ for each point; the bounds of the points add up:

$$\mathcal{L}(q, \theta) = \sum_i \sum_{k=1}^K q_i(k) \left\{ \ln\!\big[\pi_k\, \mathcal{N}(x_i; \mu_k, \sigma_k^2)\big] - \ln q_i(k) \right\} \tag{4.1}$$

with $0 \ln 0 = 0$.

**Given** `x` $(n,)$, `q` $(n, K)$, `pi`, `mu`, `var` $(K,)$. **Return** a number.

*Example.* One point, one component, $q = 1$: the bound is the log density itself.

<details><summary>Hint</summary>

Work with $\ln \pi_k + \ln \mathcal{N}$ directly. For $q \ln q$ replace zeros by ones inside the logarithm:
`np.where(q > 0, q, 1.0)`.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def elbo(x, q, pi, mu, var):
    """Lower bound (4.1), with 0 ln 0 = 0. x: (n,); q: (n, K); pi, mu, var: (K,). Returns a float."""
    # BEGIN SOLUTION
    log_joint = np.log(pi) - 0.5 * (np.log(2 * np.pi * var) + (x[:, None] - mu) ** 2 / var)
    log_q = np.log(np.where(q > 0, q, 1.0))
    return float(np.sum(q * (log_joint - log_q)))
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


def test_public_data_set(elbo):
    import numpy as np
    from emkit.check import call, close, require

    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])
    q = np.array(
        [[0.767981078626, 0.232018921374], [0.046296959621, 0.953703040379], [0.968721835738, 0.031278164262]]
    )

    touch = "With q equal to the posterior the bound must touch the log-likelihood; by how much do you miss?"
    slips = [
        (-10.2419562335, touch),
        (-11.1102820948, touch),
        (-6.2324370471, "The joint density holds the weight of the component."),
        (-3.1245434574, "Add up over all points and components; do not average."),
        (9.3736303722, "The bound lies below the log-likelihood: check the sign."),
    ]
    touching = call("elbo", elbo, x, q, pi, mu, var)
    close("elbo with the posterior as q", touching, -9.3736303722, rtol=1e-8, slips=slips)
    one_hot = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    value = np.asarray(call("elbo", elbo, x, one_hot, pi, mu, var), dtype=float)
    require(np.all(np.isfinite(value)), "A q with zeros gives nan. What is t ln t when t goes to zero?")
    chosen = "With a q of zeros and ones the bound is the sum of the log joint densities that q picks."
    close("elbo", value, -9.7168012615, rtol=1e-8, otherwise=chosen)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_posterior_and_uniform(elbo):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.3, 0.7])
    mu, var = np.array([4.0, 1.0]), np.array([2.25, 6.25])
    first = [0.0037883552, 0.0216253213, 0.5947236740, 0.6728944413, 0.6845235201]
    q = np.array([[g, 1 - g] for g in first])

    touch = "With q equal to the posterior the bound must touch the log-likelihood; by how much do you miss?"
    close("elbo", call("elbo", elbo, x, q, pi, mu, var), -12.1595332634, rtol=1e-8, otherwise=touch)
    close("elbo", call("elbo", elbo, x, np.full((5, 2), 0.5), pi, mu, var), -15.6460768450, rtol=1e-8)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_zeros_in_q(elbo):
    """Differences at equal weights: a slip with the weights has its test above."""
    import numpy as np
    from emkit.check import call_unchanged, close, number

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    labels = np.array([[0.0, 1.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0]])
    first = np.tile([1.0, 0.0], (5, 1))
    one, other = (number("elbo", call_unchanged("elbo", elbo, x, q, *theta)) for q in (labels, first))
    close("the difference of elbo for two q of zeros and ones", one - other, 27.1705584583, rtol=1e-8)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components(elbo):
    """The difference between two q at equal weights."""
    import numpy as np
    from emkit.check import call, close, number

    x = np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    theta = np.full(3, 1 / 3), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    first, second = [0.7, 0.5, 0.4, 0.2, 0.1, 0.3, 0.05], [0.2, 0.3, 0.35, 0.6, 0.5, 0.3, 0.15]
    q = np.column_stack([first, second, 1 - np.add(first, second)])

    one, other = (number("elbo", call("elbo", elbo, x, rows, *theta)) for rows in (q, np.full((7, 3), 1 / 3)))
    close("the difference of elbo between two q", one - other, 30.6238870026, rtol=1e-8)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_densities(elbo):
    """The difference between two sets of means and variances for one q."""
    import numpy as np
    from emkit.check import call, close, number

    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    first = [1.36512048891e-7, 1.39244155549e-5, 0.454661672892, 2 / 3, 0.693842896486]
    q = np.array([[g, 1 - g] for g in first])
    other = theta[0], np.array([4.0, 1.0]), np.array([2.25, 6.25])
    one, two = (number("elbo", call("elbo", elbo, x, q, *parts)) for parts in (theta, other))
    close("the difference of elbo between two theta", one - two, -12.1430300723, rtol=1e-8)


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
![Three rows, one for each q. A dot marks the bound, a hatched bar the divergence; every bar ends at the log-likelihood.](figures/gap.svg)

How far is the bound below the log-likelihood? For another data set of three points, the hatched bars show what is missing: a
**Kullback-Leibler divergence**. (A *nat* is the unit of what natural logarithms measure: $\ln 2$ nats are one bit.)
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: b4_4
points: 3
"""

# %% [markdown]
r"""
### Question 4.4 · The divergence `3 points`

**Given** `q` and `p`, both $(n, K)$, all entries of `p` positive. **Return** an array $(n,)$, one divergence for each row:

$$\mathrm{KL}(q_i \,\Vert\, p_i) = \sum_{k=1}^K q_i(k) \ln \frac{q_i(k)}{p_i(k)}, \qquad 0 \ln 0 = 0 \tag{4.2}$$

*Example.* $q = (1/2, 1/2)$, $p = (1/4, 3/4)$: $\tfrac12 \ln 2 + \tfrac12 \ln \tfrac23 = 0.1438$.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def kl_rows(q, p):
    """Divergence of each row of q from the same row of p, with 0 ln 0 = 0. q, p: (n, K). Returns (n,)."""
    # BEGIN SOLUTION
    log_q = np.log(np.where(q > 0, q, 1.0))
    return np.sum(q * (log_q - np.log(p)), axis=1)
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


def test_public_data_set(kl_rows):
    import numpy as np
    from emkit.check import array, call, close, require

    p = np.array(
        [[0.767981078626, 0.232018921374], [0.046296959621, 0.953703040379], [0.968721835738, 0.031278164262]]
    )

    same = array("kl_rows", call("kl_rows", kl_rows, p, p.copy()), (3,))
    close(
        "kl_rows(p, p)",
        same,
        [0.0, 0.0, 0.0],
        atol=1e-12,
        otherwise="kl_rows(p, p) should be zero to the last digits. Nothing may be added to q or p to avoid zeros.",
    )
    slips = [
        (
            [0.1514428380, 0.5056831629, 0.5539896795],
            "The two distributions do not play the same role; which one is averaged over?",
        ),
        ([-0.1693160876, -0.8668937801, -1.0551592313], "A divergence is never negative: check the ratio."),
        ([0.3386321752, 1.7337875603, 2.1103184627], "Each logarithm is weighted with q."),
        ([0.2442714799, 1.2506633576, 1.5222729904], "Which logarithm does the text ask for?"),
    ]
    uniform = np.full((3, 2), 0.5)
    close(
        "kl_rows",
        call("kl_rows", kl_rows, uniform, p),
        [0.1693160876, 0.8668937801, 1.0551592313],
        slips=slips,
    )
    one_hot = np.asarray(
        call("kl_rows", kl_rows, np.array([[1.0, 0.0]]), np.array([[0.25, 0.75]])), dtype=float
    )
    require(np.all(np.isfinite(one_hot)), "A q with zeros gives nan. What is t ln t when t goes to zero?")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_mirrored_rows(kl_rows):
    # Of two rows that mirror each other both directions are equal, so that a wrong one costs the other points only.
    import numpy as np
    from emkit.check import array, call, close

    p = np.array([[0.25, 0.75], [0.5, 0.5], [0.9, 0.1]])
    rows = array("kl_rows", call("kl_rows", kl_rows, p[:, ::-1].copy(), p), (3,))
    close("kl_rows", rows, [0.5493061443, 0.0, 1.7577796619], rtol=1e-6, atol=1e-9)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_uniform_against_posterior(kl_rows):
    import numpy as np
    from emkit.check import array, call, close

    first = [1.36512048891e-7, 1.39244155549e-5, 0.454661672892, 2 / 3, 0.693842896486]
    p = np.array([[g, 1 - g] for g in first])

    wanted = [7.2102793657, 4.8977931537, 0.0041281224, 0.0588915178, 0.0814361279]
    rows = array("kl_rows", call("kl_rows", kl_rows, np.full((5, 2), 0.5), p), (5,))
    close("kl_rows", rows, wanted, rtol=1e-6, atol=1e-9)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_zeros_in_q(kl_rows):
    import numpy as np
    from emkit.check import array, call_unchanged, close

    first = [1.36512048891e-7, 1.39244155549e-5, 0.454661672892, 2 / 3, 0.693842896486]
    p = np.array([[g, 1 - g] for g in first])

    q = np.array([[0.0, 1.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0]])
    rows = array("kl_rows", call_unchanged("kl_rows", kl_rows, q, p), (5,))
    close("kl_rows, sum", rows.sum(), 1.3773377804)
    close("kl_rows, last", rows[3:], [0.4054651081, 0.3655097180])


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
name: b4_5
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 4.5 · The gap is a divergence `2 points`

Prove that $\ln p(x; \theta)$ is the bound **plus** a divergence, with equality signs only. It helps that
$\ln p(x; \theta)$ does not depend on $z$.

**Answer with** a list of four letters.
"""

# %%
gap_lines = Lines(
    A=r"$= \mathbb{E}_q\!\left[\ln\!\left(\dfrac{p(x, z; \theta)}{q(z)} \cdot \dfrac{q(z)}{p(z \mid x; \theta)}\right)\right]$",
    B=r"$= \mathbb{E}_q\!\left[\ln \dfrac{p(x, z; \theta)}{q(z)}\right] \cdot \mathbb{E}_q\!\left[\ln \dfrac{q(z)}{p(z \mid x; \theta)}\right]$",
    C=r"$= \mathbb{E}_q\!\left[\ln \dfrac{p(x, z; \theta)}{q(z)}\right] + \mathbb{E}_q\!\left[\ln \dfrac{q(z)}{p(z \mid x; \theta)}\right]$",
    D=r"$\ln p(x; \theta) = \mathbb{E}_q[\ln p(x; \theta)]$",
    E=r"$= \mathbb{E}_q\big[\ln\big(p(x, z; \theta)\, p(z \mid x; \theta)\big)\big]$",
    F=r"$= \mathbb{E}_q\!\left[\ln \dfrac{p(x, z; \theta)}{p(z \mid x; \theta)}\right]$",
)
gap_lines

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
decomposition = ["D", "F", "A", "C"]  # SOLUTION

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


def test_is_an_order(decomposition):
    from emkit.order import read_order

    read_order("decomposition", decomposition, "ABCDEF", 4)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_right_lines(decomposition):
    from emkit.check import either, require
    from emkit.order import check_lines, read_order

    why_not = {
        "B": "The logarithm of a product is a sum of logarithms, not a product.",
        "E": "Joint density divided by what gives the density of the point alone?",
    }
    found = read_order("decomposition", decomposition, "ABCDEF", 4)
    # One line that does not belong there costs the order's points, not these.
    either(
        lambda: check_lines("decomposition", decomposition, "DFAC", why_not),
        lambda: require(len(set(found) & set("DFAC")) >= 3, "Two lines do not belong there."),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_order(decomposition):
    from emkit.order import check_order

    needs = {
        "A": "It inserts q / q into a ratio that has to be there first.",
        "B": "The logarithm of a product is a sum of logarithms, not a product.",
        "C": "Splitting needs a product under the logarithm.",
        "D": "The mean of a constant is where the argument starts.",
        "E": "Joint density divided by what gives the density of the point alone?",
        "F": "It replaces p(x) inside an expectation, before q appears under the logarithm.",
    }
    check_order("decomposition", decomposition, "DFAC", needs)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %%
gap_lines.in_order(decomposition)

# %% [raw]
r"""
# BEGIN QUESTION
name: b4_6
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 4.6 · A divergence is never negative `2 points`

Then the bound is a bound once more, without section 4.1. Prove $\mathrm{KL}(q \,\Vert\, p) \ge 0$ for two distributions over
the components: show $-\mathrm{KL}(q \,\Vert\, p) \le 0$.

**Answer with** a list of three letters.
"""

# %%
kl_lines = Lines(
    A=r"$-\mathrm{KL}(q \,\Vert\, p) = \mathbb{E}_p\!\left[\ln \dfrac{p(z)}{q(z)}\right]$",
    B=r"$\le \ln \mathbb{E}_q\!\left[\dfrac{p(z)}{q(z)}\right]$",
    C=r"$= \ln \sum_k p(k) = \ln 1 = 0$",
    D=r"$\ge \ln \mathbb{E}_q\!\left[\dfrac{p(z)}{q(z)}\right]$",
    E=r"$-\mathrm{KL}(q \,\Vert\, p) = \mathbb{E}_q\!\left[\ln \dfrac{p(z)}{q(z)}\right]$",
    F=r"$= \ln \sum_k q(k)\, p(k) \le 0$",
)
kl_lines

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
kl_proof = ["E", "B", "C"]  # SOLUTION

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


def test_is_an_order(kl_proof):
    from emkit.order import read_order

    read_order("kl_proof", kl_proof, "ABCDEF", 3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_right_lines(kl_proof):
    from emkit.check import either, require
    from emkit.order import check_lines, read_order

    why_not = {
        "A": "The divergence of q from p is a mean under q.",
        "D": "ln is concave: which side of Jensen's inequality is larger?",
        "F": "The mean under q of p / q is a sum over k; what is q(k) times p(k) / q(k)?",
    }
    found = read_order("kl_proof", kl_proof, "ABCDEF", 3)
    # One line that does not belong there costs the order's points, not these.
    either(
        lambda: check_lines("kl_proof", kl_proof, "EBC", why_not),
        lambda: require(len(set(found) & set("EBC")) >= 2, "Two lines do not belong there."),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_order(kl_proof):
    from emkit.order import check_order

    needs = {
        "A": "The divergence of q from p is a mean under q.",
        "B": "It moves the expectation of the line above into the logarithm.",
        "C": "It needs the expectation inside of the logarithm.",
        "D": "ln is concave: which side of Jensen's inequality is larger?",
        "E": "It is the definition that everything starts from.",
        "F": "The mean under q of p / q is a sum over k; what is q(k) times p(k) / q(k)?",
    }
    check_order("kl_proof", kl_proof, "EBC", needs)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %%
kl_lines.in_order(kl_proof)

# %% [markdown]
r"""
Summed over the data set:

$$\ell(\theta) = \mathcal{L}(q, \theta) + \sum_i \mathrm{KL}\big(q_i \,\Vert\, p(z_i \mid x_i; \theta)\big) \tag{4.3}$$

`q0` holds the responsibilities at $\theta_0$, known from the first E-step.
"""

# %%
first = np.array([0.9988950535169637, 0.9754419948394351, 0.2111267195161294, 1 / 3, 0.6641521019700432])
q0 = np.column_stack([first, 1 - first])

# %% [raw]
r"""
# BEGIN QUESTION
name: b4_7
points: 1
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 4.7 · Measure a gap `1 point`

At $\theta_0$, let every row of $q$ be $(0.25, 0.75)$. How far is the bound below the log-likelihood?

**Answer with** a number; two decimals are enough.

<details><summary>Hint</summary>

There are two ways, a difference and (4.2) with `q0`. They must agree.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
gap_quarter = float(kl_rows(np.tile([0.25, 0.75], (5, 1)), q0).sum())  # SOLUTION

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


def test_is_a_number(gap_quarter):
    from emkit.check import number, require

    require(number("gap_quarter", gap_quarter) >= 0, "A divergence is never negative.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_gap(gap_quarter, kl_rows):
    import numpy as np
    from emkit.check import array, call, close, either

    first = np.array([0.9988950535, 0.9754419948, 0.2111267195, 1 / 3, 0.6641521020])

    def own():
        quarter = np.tile([0.25, 0.75], (5, 1))
        return array(
            "kl_rows", call("kl_rows", kl_rows, quarter, np.column_stack([first, 1 - first])), (5,)
        ).sum()

    slips = [
        (-22.4589368214, "This is the bound; how far is it below the log-likelihood?"),
        (3.0211244026, "The two distributions do not play the same role; which one is averaged over?"),
    ]
    either(
        lambda: close("gap_quarter", gap_quarter, 7.1468956244, rtol=0, atol=0.006, slips=slips),
        lambda: close("gap_quarter", gap_quarter, own(), rtol=0, atol=0.006),
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
## 5 · E-step: close the gap

The left side of (4.3) does not contain $q$: whatever shrinks the divergence lifts the bound.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: b5_1
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 5.1 · The best q `2 points`

Which $q$ maximises $\mathcal{L}(q, \theta)$ for fixed $\theta$, and why?

| `best_q` | | `why_best_q` | |
| --- | --- | --- | --- |
| **A** | the weights $\pi$ in every row | **A** | its entropy is the largest of all |
| **B** | the uniform distribution | **B** | the divergence vanishes only there |
| **C** | one for the likelier component, zero for the other | **C** | it maximises the expected log joint density |
| **D** | the posterior $p(z_i \mid x_i; \theta)$ | **D** | no other $q$ has rows that add up to one |

**Answer with** two letters.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
best_q = "D"  # SOLUTION
why_best_q = "B"  # SOLUTION

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


def test_are_letters(best_q, why_best_q):
    from emkit.check import one_of

    one_of("best_q", best_q, "ABCD")
    one_of("why_best_q", why_best_q, "ABCD")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_best(best_q):
    from emkit.check import one_of, require

    require(one_of("best_q", best_q, "ABCD") == "D", "Evaluate your bound for the candidates and compare.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_why(why_best_q):
    from emkit.check import one_of, require

    require(
        one_of("why_best_q", why_best_q, "ABCD") == "B",
        "Which term of (4.3) can still change when theta is fixed?",
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
name: b5_2
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 5.2 · After the E-step `2 points`

Split the bound into an expected log joint density, called $Q$, and the rest:

$$\mathcal{L}(q, \theta) = \underbrace{\sum_{i,k} q_i(k) \ln\!\big[\pi_k\, \mathcal{N}(x_i; \mu_k, \sigma_k^2)\big]}_{Q(\theta)} \; \underbrace{- \sum_{i,k} q_i(k) \ln q_i(k)}_{\text{entropy}} \tag{5.1}$$

**Answer with** two numbers at $\theta_0$ with $q =$ `q0`: `bound_after_e`, the bound, and `q_minus_bound`, which is $Q$
**minus** the bound. Two decimals are enough.

The second number does not depend on $\theta$: the $\theta$ that maximises $Q$ maximises the bound.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
bound_after_e = elbo(x, q0, pi0, mu0, var0)  # SOLUTION
q_minus_bound = float(np.sum(q0 * np.log(q0)))  # SOLUTION

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


def test_are_numbers(bound_after_e, q_minus_bound):
    from emkit.check import number

    number("bound_after_e", bound_after_e)
    number("q_minus_bound", q_minus_bound)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_bound(bound_after_e, elbo):
    import numpy as np
    from emkit.check import call, close, either, number

    x, theta = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([1.0, 3.0]), np.array([4.0, 1.0])),
    )
    first = np.array([0.9988950535, 0.9754419948, 0.2111267195, 1 / 3, 0.6641521020])
    q = np.column_stack([first, 1 - first])

    slips = [
        (-17.2261542656, "This is Q; the bound has the entropy as well."),
        (-19.1402673341, "Check the sign of the entropy: it is never negative."),
    ]
    either(
        lambda: close("bound_after_e", bound_after_e, -15.3120411970, rtol=0, atol=0.006, slips=slips),
        lambda: close(
            "bound_after_e",
            bound_after_e,
            number("elbo", call("elbo", elbo, x, q, *theta)),
            rtol=0,
            atol=0.006,
        ),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_difference(q_minus_bound):
    from emkit.check import close

    slips = [(1.9141130685, "Q minus the bound, not the other way round.")]
    close("q_minus_bound", q_minus_bound, -1.9141130685, rtol=0, atol=0.006, slips=slips)


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
Your bound and your divergence for three choices of $q$ at $\theta_0$:
"""

# %%
rows = {"posterior": q0, "0.25, 0.75": np.tile([0.25, 0.75], (5, 1)), "uniform": np.full((5, 2), 0.5)}
picture = gap_figure(rows, lambda q: elbo(x, q, pi0, mu0, var0), lambda q: kl_rows(q, q0))

# %% [markdown]
r"""
## 6 · M-step: lift the bound

Now $q$ stays fixed and $\theta$ moves. In $Q$ the logarithm acts on one component at a time, so derivatives are easy.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: b6_1
points: 3
"""

# %% [markdown]
r"""
### Question 6.1 · Expected complete-data log-likelihood `3 points`

**Given** `x`, `q` $(n, K)$, `pi`, `mu`, `var`. **Return** the number

$$Q(\theta) = \sum_i \sum_{k=1}^K q_i(k) \Big( \ln \pi_k - \tfrac12 \ln(2\pi) - \ln \sigma_k - \frac{(x_i - \mu_k)^2}{2\sigma_k^2} \Big) \tag{6.1}$$

This is the mean of the log joint density when $z_i$ is drawn from $q_i$ (law of total expectation: value times probability,
summed over $k$). The $\pi$ without an index is 3.14159, and $q_i(k)$ multiplies all four terms.

*Example.* One point at the mean of one component with variance 1: $-\tfrac12 \ln(2\pi) = -0.9189$.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def expected_complete_loglik(x, q, pi, mu, var):
    """Q of equation (6.1). x: (n,); q: (n, K); pi, mu, var: (K,). Returns a float."""
    # BEGIN SOLUTION
    log_joint = np.log(pi) - 0.5 * (np.log(2 * np.pi * var) + (x[:, None] - mu) ** 2 / var)
    return float(np.sum(q * log_joint))
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


def test_public_data_set(expected_complete_loglik):
    import numpy as np
    from emkit.check import call, close

    x, pi = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.8])
    mu, var = np.array([-1.0, 2.0]), np.array([9.0, 0.25])
    q = np.array(
        [[0.767981078626, 0.232018921374], [0.046296959621, 0.953703040379], [0.968721835738, 0.031278164262]]
    )

    slips = [
        (-15.4564528574, "Check the brackets: if q is zero for a component, none of its terms should count."),
        (-9.3736303722, "This has the entropy of q in it; Q has not."),
        (-7.1007629084, "The joint density holds the weight of the component."),
        (-27.0888820259, "Each term is weighted with q."),
        (-9.9692308182, "The logarithm comes first, the weighted sum after it."),
        (-3.4139854112, "Add up over all points and components; do not average."),
    ]
    value = call("expected_complete_loglik", expected_complete_loglik, x, q, pi, mu, var)
    close("expected_complete_loglik", value, -10.2419562335, rtol=1e-8, slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_unequal_weights(expected_complete_loglik):
    import numpy as np
    from emkit.check import call_unchanged, close

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.3, 0.7])
    mu, var = np.array([4.0, 1.0]), np.array([2.25, 6.25])
    first = [0.0037883552, 0.0216253213, 0.5947236740, 0.6728944413, 0.6845235201]
    q = np.array([[g, 1 - g] for g in first])
    value = call_unchanged("expected_complete_loglik", expected_complete_loglik, x, q, pi, mu, var)
    close("expected_complete_loglik", value, -14.2193521326)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components(expected_complete_loglik):
    """The difference between two q at equal weights: a slip with the weights has its test above."""
    import numpy as np
    from emkit.check import call, close, number

    name, x = "expected_complete_loglik", np.array([-2.5, -1.0, 0.3, 1.1, 2.2, 4.8, 6.0])
    theta = np.full(3, 1 / 3), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    first, second = [0.7, 0.5, 0.4, 0.2, 0.1, 0.3, 0.05], [0.2, 0.3, 0.35, 0.6, 0.5, 0.3, 0.15]
    q = np.column_stack([first, second, 1 - np.add(first, second)])
    one, other = (
        number(name, call(name, expected_complete_loglik, x, rows, *theta))
        for rows in (q, np.full((7, 3), 1 / 3))
    )
    close("the difference between two q", one - other, 31.8067854707)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_densities(expected_complete_loglik):
    """The difference between two sets of means and variances for one q."""
    import numpy as np
    from emkit.check import call, close, number

    name = "expected_complete_loglik"
    x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])

    first = [1.36512048891e-7, 1.39244155549e-5, 0.454661672892, 2 / 3, 0.693842896486]
    q = np.array([[g, 1 - g] for g in first])
    other = theta[0], np.array([4.0, 1.0]), np.array([2.25, 6.25])
    one, two = (number(name, call(name, expected_complete_loglik, x, q, *parts)) for parts in (theta, other))
    close("the difference between two theta", one - two, -12.1430300723, rtol=1e-8)


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
name: b6_2
points: 2
visibility: after_due_date
formula:
  names:
    n_1: [0.2, 5]
    n_2: [0.2, 5]
    pi_1: [0.05, 0.95]
  scaled: [[n_1, n_2]]
  slips:
    n_1 / pi_1 + n_2 / (1 - pi_1):
      says: "When pi_1 grows, what happens to the other weight?"
      keeps: 1
    n_1 / pi_1: When pi_1 grows, what happens to the other weight?
    n_1 / pi_1 - n_2 / pi_1: Which weight stands under the second logarithm?
    n_1 * log(pi_1) + n_2 * log(1 - pi_1): This is the function itself; differentiate it.
    n_1 * log(pi_1) - n_2 * log(1 - pi_1): Differentiate the logarithms as well.
    n_1 / (n_1 + n_2): This is where the derivative vanishes; the question asks for the derivative.
"""

# %% [markdown]
r"""
### Question 6.2 · Derivative in a weight `2 points`

Let $K = 2$ and $\pi_2 = 1 - \pi_1$. The part of $Q$ that contains the weights is

$$n_1 \ln \pi_1 + n_2 \ln(1 - \pi_1) \tag{6.2}$$

**Answer with** $\partial Q / \partial \pi_1$, a formula in `n_1`, `n_2`, `pi_1`. In typed formulas `log` and `ln` are both $\ln$.

<details><summary>Hint</summary>

What is the derivative of $1 - \pi_1$? Give some of the first component's weight to the second: which term grows?

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
dQ_dpi1 = "n_1 / pi_1 - n_2 / (1 - pi_1)"  # SOLUTION

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


def test_components_exchanged(dQ_dpi1):
    from emkit.check import close, formula_value

    before = formula_value("dQ_dpi1", dQ_dpi1, n_1=2, n_2=3, pi_1=0.2)
    after = formula_value("dQ_dpi1", dQ_dpi1, n_1=3, n_2=2, pi_1=0.8)
    mirror = "Exchange the components, n_1 with n_2 and pi_1 with 1 - pi_1: only the sign should change."
    close("dQ_dpi1", after, -before, otherwise=mirror)


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
One data point $x$ with responsibility $\gamma$ adds this to $Q$ (indices left out):

$$\gamma \Big( \ln \pi - \tfrac12 \ln(2\pi) - \ln \sigma - \frac{(x - \mu)^2}{2\sigma^2} \Big) \tag{6.3}$$
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: b6_3
points: 2
visibility: after_due_date
formula:
  names:
    gamma: [0.05, 0.95]
    x: [-3, 3]
    mu: [-3, 3]
    sigma: [0.4, 3]
  scaled: [[gamma], [x, mu, sigma]]
  shifted: [[x, mu]]
  exchanged: [[x, mu]]
  slips:
    gamma * (mu - x) / sigma^2:
      says: "A point above the mean should pull the mean up."
      keeps: 1
    gamma * (x - mu) / sigma: "Check the unit: a slope in the mean has the unit of one over the data."
    gamma * (x - mu): How strongly a point pulls depends on how wide the component is.
    (x - mu) / sigma^2: A point with responsibility zero should not pull at all.
    2 * gamma * (x - mu) / sigma^2:
      says: "The 2 under the fraction in (6.3) meets the 2 from the square."
      keeps: 1
    gamma * (x - mu) / (2 * sigma^2):
      says: "The 2 under the fraction in (6.3) meets the 2 from the square."
      keeps: 1
    gamma * (x - mu)^2 / sigma^2: Differentiate the square as well.
"""

# %% [markdown]
r"""
### Question 6.3 · Derivative in a mean `2 points`

**Answer with** the derivative of (6.3) with respect to $\mu$, a formula in `gamma`, `x`, `mu`, `sigma`.

*Example.* It vanishes at $\mu = x$, and it is positive when the point lies above the mean.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
dQ_dmu = "gamma * (x - mu) / sigma^2"  # SOLUTION

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


def test_other_units(dQ_dmu):
    from emkit.check import close, formula_value

    before = formula_value("dQ_dmu", dQ_dmu, gamma=0.5, x=3, mu=1, sigma=0.5)
    after = formula_value("dQ_dmu", dQ_dmu, gamma=0.5, x=30, mu=10, sigma=5)
    unit = "Take x, mu and sigma ten times as large: a slope in mu should become a tenth."
    close("dQ_dmu", after, before / 10, otherwise=unit)


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
name: b6_4
points: 2
visibility: after_due_date
formula:
  names:
    gamma: [0.05, 0.95]
    x: [-3, 3]
    mu: [-3, 3]
    sigma: [0.4, 3]
  scaled: [[gamma], [x, mu, sigma]]
  shifted: [[x, mu]]
  exchanged: [[x, mu]]
  slips:
    gamma * (-1 / sigma + (x - mu)^2 / sigma^2):
      says: "Check the units of each term."
      keeps: 1
    gamma * (-1 / sigma^2 + (x - mu)^2 / sigma^3): Check the units of each term.
    gamma * (1 / sigma - (x - mu)^2 / sigma^3):
      says: "For a point far away, a larger sigma should help: check the sign."
      keeps: 1
    gamma * (-1 / sigma - (x - mu)^2 / sigma^3):
      The derivative should vanish for some sigma; both your terms have one sign.
    -gamma / sigma + (x - mu)^2 / sigma^3: The responsibility multiplies both terms.
    -1 / sigma + (x - mu)^2 / sigma^3: A point with responsibility zero should not count at all.
    gamma * (-1 / (2 * sigma^2) + (x - mu)^2 / (2 * sigma^4)):
      This is the slope in the variance; the question asks for the standard deviation.
    gamma * (-1 / sigma + (x - mu)^2 / (2 * sigma^3)): Differentiate the power of sigma under the fraction as well.
"""

# %% [markdown]
r"""
### Question 6.4 · Derivative in a standard deviation `2 points`

**Answer with** the derivative of (6.3) with respect to $\sigma$ (not $\sigma^2$), a formula in the same names.

*Example.* For this one point it vanishes where $\sigma = \lvert x - \mu \rvert$. Summed over all points it vanishes where
$\sigma^2$ is their mean squared distance from $\mu$, weighted with $\gamma$.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
dQ_dsigma = "gamma * (-1 / sigma + (x - mu)^2 / sigma^3)"  # SOLUTION

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


def test_other_units(dQ_dsigma):
    from emkit.check import close, formula_value

    before = formula_value("dQ_dsigma", dQ_dsigma, gamma=0.5, x=3, mu=1, sigma=0.5)
    after = formula_value("dQ_dsigma", dQ_dsigma, gamma=0.5, x=30, mu=10, sigma=5)
    close("dQ_dsigma", after, before / 10, otherwise="Check the units of each term.")


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
name: b6_5
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 6.5 · Weights that add up to one `2 points`

For any $K$, the constraint $\sum_k \pi_k = 1$ comes in with a multiplier $\lambda$, as in the line that defines
$\Lambda$.

**Answer with** `lagrange_lines`, five letters from $\Lambda$ to the new weights, and `multiplier`, the value of $\lambda$
for five data points.
"""

# %%
weight_lines = Lines(
    A=r"$\pi_k = n_k / \lambda$",
    B=r"$\partial \Lambda / \partial \pi_k = n_k / \pi_k + \lambda = 0$",
    C=r"$\pi_k = n_k / \sum_j n_j$",
    D=r"$\Lambda = \sum_k n_k \ln \pi_k + \lambda\,(1 - \sum_k \pi_k)$",
    E=r"$\pi_k = \lambda / n_k$",
    F=r"$1 = \sum_k \pi_k = \sum_k n_k / \lambda$",
    G=r"$\partial \Lambda / \partial \pi_k = n_k / \pi_k - \lambda = 0$",
)
weight_lines

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
lagrange_lines = ["D", "G", "A", "F", "C"]  # SOLUTION
multiplier = 5  # SOLUTION

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


def test_are_an_order_and_a_number(lagrange_lines, multiplier):
    from emkit.check import number
    from emkit.order import read_order

    read_order("lagrange_lines", lagrange_lines, "ABCDEFG", 5)
    number("multiplier", multiplier)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_right_lines(lagrange_lines):
    from emkit.check import either, require
    from emkit.order import check_lines, read_order

    why_not = {
        "B": "The constraint enters with a minus sign in front of the weights.",
        "E": "A component that takes more points should get more weight, not less.",
    }
    found = read_order("lagrange_lines", lagrange_lines, "ABCDEFG", 5)
    # One line that does not belong there costs the order's points, not these.
    either(
        lambda: check_lines("lagrange_lines", lagrange_lines, "DGAFC", why_not),
        lambda: require(len(set(found) & set("DGAFC")) >= 4, "Two lines do not belong there."),
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_order(lagrange_lines):
    from emkit.order import check_order

    needs = {
        "A": "You need an equation for the weight before you can solve it.",
        "B": "The constraint enters with a minus sign in front of the weights.",
        "C": "The multiplier has to be known before it can be put in.",
        "D": "It defines what is differentiated.",
        "E": "A component that takes more points should get more weight, not less.",
        "F": "The constraint can be used once the weights are expressed by the multiplier.",
        "G": "First write down what is differentiated, then differentiate it.",
    }
    check_order("lagrange_lines", lagrange_lines, "DGAFC", needs)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_size_of_the_multiplier(multiplier):
    from emkit.check import close, number

    slips = [
        (0.2, "This is one over the multiplier."),
        (1.0, "The weights add up to one; what do the n_k add up to?"),
        (2.0, "Count the data points, not the components."),
    ]
    close("multiplier", abs(number("multiplier", multiplier)), 5.0, rtol=1e-3, slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_sign_of_the_multiplier(multiplier):
    from emkit.check import close

    slips = [(-5.0, "Check the sign: the constraint enters as one minus the sum.")]
    close("multiplier", multiplier, 5.0, rtol=1e-3, slips=slips)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %%
weight_lines.in_order(lagrange_lines)

# %% [markdown]
r"""
## 7 · Why EM climbs

![Three panels on the same axes. In each a dashed bound touches the log-likelihood at a dot, and the next panel starts below the triangle that marks the maximum of the bound.](figures/steps.svg)

One parameter, three iterations: build the bound at the dot, go to its maximum at the triangle, build it again. In the pair
$(q, \theta)$ this is **coordinate ascent** on $\mathcal{L}$: the E-step takes the best $q$ for the present $\theta$, the M-step
the best $\theta$ for that $q$.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: b7_1
points: 3
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 7.1 · The chain `3 points`

Let $q$ be the posterior at $\theta_t$, and let $\theta_{t+1}$ maximise $\mathcal{L}(q, \theta)$. Prove
$\ell(\theta_{t+1}) \ge \ell(\theta_t)$ in three links, reading from $\ell(\theta_{t+1})$ to $\ell(\theta_t)$.

**Answer with** a list of three letters. A link counts only if its reason holds, too.
"""

# %%
chain_links = Lines(
    A=r"$\mathcal{L}(q, \theta_t) \le \ell(\theta_t)$, because the bound lies below everywhere",
    B=r"$\mathcal{L}(q, \theta_{t+1}) \ge \mathcal{L}(q, \theta_t)$, because the M-step maximises the bound",
    C=r"$\ell(\theta_{t+1}) = \mathcal{L}(q, \theta_{t+1})$, because the bound is tight at the new parameters",
    D=r"$\mathcal{L}(q, \theta_t) = \ell(\theta_t)$, because the E-step has closed the gap there",
    E=r"$\ell(\theta_{t+1}) \ge \ell(\theta_t)$, because EM converges",
    F=r"$\ell(\theta_{t+1}) \ge \mathcal{L}(q, \theta_{t+1})$, because the bound lies below everywhere",
)
chain_links

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
ascent_chain = ["F", "B", "D"]  # SOLUTION

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


def test_is_an_order(ascent_chain):
    from emkit.order import read_order

    read_order("ascent_chain", ascent_chain, "ABCDEF", 3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_right_links(ascent_chain):
    from emkit.check import either, require
    from emkit.order import check_lines, read_order

    why_not = {
        "A": "That the bound lies below leaves the end of the chain open: it has to arrive at the log-likelihood.",
        "C": "At which parameters did the E-step make the bound touch?",
        "E": "This is what you want to prove.",
    }
    found = read_order("ascent_chain", ascent_chain, "ABCDEF", 3)
    # One line that does not belong there costs the order's points, not these.
    either(
        lambda: check_lines("ascent_chain", ascent_chain, "FBD", why_not),
        lambda: require(len(set(found) & set("FBD")) >= 2, "Two lines do not belong there."),
    )


# %%
""" # BEGIN TEST CONFIG
points: 2
hidden: true
"""  # END TEST CONFIG


def test_order(ascent_chain):
    from emkit.order import check_order

    needs = {
        "A": "That the bound lies below leaves the end of the chain open: it has to arrive at the log-likelihood.",
        "B": "The right side of the link above should be the left side of this one.",
        "C": "At which parameters did the E-step make the bound touch?",
        "D": "The right side of the link above should be the left side of this one.",
        "E": "This is what you want to prove.",
        "F": "It starts from the log-likelihood at the new parameters.",
    }
    check_order("ascent_chain", ascent_chain, "FBD", needs)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %%
chain_links.in_order(ascent_chain)

# %% [markdown]
r"""
So the value never falls, though it may stall. Nothing here promises the highest maximum. The first M-step leads from
$\theta_0$ to this $\theta_1$:
"""

# %%
pi1 = np.array([0.6365898406, 0.3634101594])
mu1 = np.array([1.7270747197, 4.6794558038])
var1 = np.array([8.5221818053, 0.8760074244])

# %% [raw]
r"""
# BEGIN QUESTION
name: b7_2
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 7.2 · The chain in numbers `2 points`

**Answer with** `chain`, an array of four numbers for $q =$ `q0`, grouped by parameters (two decimals are enough):
$\mathcal{L}(q, \theta_0)$, $\ell(\theta_0)$, $\ell(\theta_1)$, $\mathcal{L}(q, \theta_1)$.

The weights of $\theta_1$ are not equal, so (1.1) does not give $\ell(\theta_1)$.

<details><summary>Hint</summary>

The bound with the right $q$ equals the log-likelihood. Or take the logarithm of the density for weights $\pi_k$.

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
# BEGIN SOLUTION NO PROMPT
joint = pi1 * np.exp(-0.5 * (np.log(2 * np.pi * var1) + (x[:, None] - mu1) ** 2 / var1))
old = elbo(x, q0, pi0, mu0, var0)
# END SOLUTION
chain = np.array([old, old, np.log(joint.sum(axis=1)).sum(), elbo(x, q0, pi1, mu1, var1)])  # SOLUTION

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
success_message: The bound lies below, and nothing falls. Whether the values are right is decided when it is graded.
"""  # END TEST CONFIG


def test_bound_lies_below(chain):
    from emkit.check import array, require

    old_bound, old, new, new_bound = array("chain", chain, (4,))
    require(
        old_bound <= old + 0.02 and new_bound <= new + 0.02,
        "The bound lies below the log-likelihood at either theta.",
    )
    require(
        new >= old, "EM does not lower the log-likelihood: are the values in the order that is asked for?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_old_parameters(chain, elbo):
    import numpy as np
    from emkit.check import array, call, close, either, number

    values = array("chain", chain, (4,))
    slips = [(-17.2261542656, "With q equal to the posterior the bound must touch the log-likelihood.")]
    x, theta = (
        np.array([-1.0, 0.0, 4.0, 5.0, 6.0]),
        (np.array([0.5, 0.5]), np.array([1.0, 3.0]), np.array([4.0, 1.0])),
    )
    first = np.array([0.9988950535, 0.9754419948, 0.2111267195, 1 / 3, 0.6641521020])

    def own():
        return number("elbo", call("elbo", elbo, x, np.column_stack([first, 1 - first]), *theta))

    either(
        lambda: close("chain, first value", values[0], -15.3120411970, rtol=0, atol=0.006, slips=slips),
        lambda: close("chain, first value", values[0], own(), rtol=0, atol=0.006),
    )
    close("chain, second value", values[1], -15.3120411970, rtol=0, atol=0.006)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_new_log_likelihood(chain):
    from emkit.check import array, close

    slips = [
        (-11.2378514311, "The weights of theta_1 are not equal."),
        (-11.7470924228, "The bound is not tight at the new parameters."),
    ]
    close(
        "chain, third value", array("chain", chain, (4,))[2], -11.2809092793, rtol=0, atol=0.006, slips=slips
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_new_bound(chain, elbo):
    import numpy as np
    from emkit.check import array, call, close, either, number

    x, pi = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([0.6365898406, 0.3634101594])
    mu, var = np.array([1.7270747197, 4.6794558038]), np.array([8.5221818053, 0.8760074244])
    first = np.array([0.9988950535, 0.9754419948, 0.2111267195, 1 / 3, 0.6641521020])
    value = array("chain", chain, (4,))[3]

    def own():
        return number("elbo", call("elbo", elbo, x, np.column_stack([first, 1 - first]), pi, mu, var))

    slips = [(-13.6612054913, "This is Q; the bound has the entropy as well.")]
    either(
        lambda: close("chain, last value", value, -11.7470924228, rtol=0, atol=0.006, slips=slips),
        lambda: close("chain, last value", value, own(), rtol=0, atol=0.006),
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
name: b7_3
points: 1
"""

# %% [markdown]
r"""
### Question 7.3 · Predict: do they move together? `1 point`

Keep the bound that is built at $\theta_0$ with `q0`, and let $\theta$ move. When the bound **rises** from one $\theta$ to
another, what does the log-likelihood do?

- **A** It rises too, whichever two they are.
- **B** It may also fall.

**Answer with** `guess_together`, one letter. Any prediction gets the point.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
guess_together = "A"  # SOLUTION

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


def test_a_letter(guess_together):
    from emkit.check import one_of

    one_of("guess_together", guess_together, "AB")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_a_prediction_was_made(guess_together):
    from emkit.check import one_of

    one_of("guess_together", guess_together, "AB")


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
name: b7_4
points: 2
visibility: after_due_date
"""

# %% [markdown]
r"""
### Question 7.4 · What the bound does not promise `2 points`

Where the bound exceeds its value at the touching point, so does the log-likelihood. But the two need not move together. Let only
$\mu_2$ leave $\theta_0$, and keep the bound built at $\theta_0$ with `q0`, touching at $\mu_2 = 3$. Write $\mathcal{L}(m)$
and $\ell(m)$ for the two values at $\mu_2 = m$.

**Answer with** `counterexample`, a pair `(a, b)` with $\mathcal{L}(b) > \mathcal{L}(a)$ and $\ell(b) < \ell(a)$. Any such pair
counts.

*Example.* `(3, 4)` fails: both rise.

<details><summary>Hint</summary>

Plot both curves, as in the next question. Where has one passed its maximum and the other not?

</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
counterexample = (0, 2)  # SOLUTION

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


def test_is_a_pair(counterexample):
    import numpy as np
    from emkit.check import array, require

    pair = array("counterexample", counterexample, (2,))
    require(np.all(np.abs(pair) <= 100), "Look for both values between -100 and 100.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_opposite_directions(counterexample):
    import numpy as np
    from emkit.check import array, require

    def values(mean):
        x, var = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([4.0, 1.0])
        first = np.array([0.9988950535, 0.9754419948, 0.2111267195, 1 / 3, 0.6641521020])
        q = np.column_stack([first, 1 - first])
        log_joint = np.log(0.5) - 0.5 * (np.log(2 * np.pi * var) + (x[:, None] - [1.0, mean]) ** 2 / var)
        return np.sum(q * (log_joint - np.log(q))), np.sum(np.logaddexp(log_joint[:, 0], log_joint[:, 1]))

    pair = array("counterexample", counterexample, (2,))
    require(np.all(np.abs(pair) <= 100), "Look for both values between -100 and 100.")
    (bound_a, value_a), (bound_b, value_b) = values(pair[0]), values(pair[1])

    apart = (bound_b - bound_a) * (value_b - value_a) < 0
    require(apart, "From a to b both move the same way. Where does each of them have its maximum?")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_bound_rises_and_likelihood_falls(counterexample):
    import numpy as np
    from emkit.check import array, require

    def values(mean):
        x, var = np.array([-1.0, 0.0, 4.0, 5.0, 6.0]), np.array([4.0, 1.0])
        first = np.array([0.9988950535, 0.9754419948, 0.2111267195, 1 / 3, 0.6641521020])
        q = np.column_stack([first, 1 - first])
        log_joint = np.log(0.5) - 0.5 * (np.log(2 * np.pi * var) + (x[:, None] - [1.0, mean]) ** 2 / var)
        return np.sum(q * (log_joint - np.log(q))), np.sum(np.logaddexp(log_joint[:, 0], log_joint[:, 1]))

    pair = array("counterexample", counterexample, (2,))
    require(np.all(np.abs(pair) <= 100), "Look for both values between -100 and 100.")
    (bound_a, value_a), (bound_b, value_b) = values(pair[0]), values(pair[1])

    require(bound_b > bound_a + 1e-6, "From a to b the bound does not rise. Where is its maximum?")
    require(value_b < value_a - 1e-6, "From a to b the log-likelihood does not fall. Where is its maximum?")


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
Your prediction beside what your pair shows, by your own functions:
"""


# %%
def moves(m):
    mu = np.array([mu0[0], m])
    return np.array([elbo(x, q0, pi0, mu, var0), marginal_loglik(x, mu, var0)])


shown = None
if counterexample is not ...:
    bound_step, value_step = moves(counterexample[1]) - moves(counterexample[0])
    shown = "B" if bound_step > 0 > value_step else "no such pair yet"
compare(["when the bound rises, the log-likelihood"], [guess_together], [shown])

# %% [raw]
r"""
# BEGIN QUESTION
name: b7_5
points: 4
manual: true
rubric:
  - 1 both curves, told apart without colour, and labelled axes
  - 1 the bound touches at $\mu_2 = 3$, and the touching point is marked
  - 1 the second picture has the log-likelihood minus the bound, zero at 3 and above zero elsewhere
  - 1 the maximum of the bound is marked, at the right place
"""

# %% [markdown]
r"""
### Question 7.5 · The picture `4 points, graded by a person`

Draw the log-likelihood and the bound of question 7.4 against $\mu_2$ from 0 to 8, and in a second picture their difference. A
person looks for:

- both curves, told apart without colour, and labelled axes (1 point)
- the bound touches at $\mu_2 = 3$, and the touching point is marked (1 point)
- the second picture: log-likelihood minus bound, zero at 3 and above zero elsewhere (1 point)
- the maximum of the bound is marked, at the right place (1 point)

`new_axes(title, xlabel, ylabel)` starts a figure in the style of the course.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
# BEGIN SOLUTION
grid = np.linspace(0, 8, 161)
bound = np.array([elbo(x, q0, pi0, np.array([1.0, m]), var0) for m in grid])
value = np.array([marginal_loglik(x, np.array([1.0, m]), var0) for m in grid])
axes = new_axes("The bound touches at 3 and peaks at 4.68", r"$\mu_2$", "nats")
axes.plot(grid, value, "k-", label="log-likelihood")
axes.plot(grid, bound, "--", label="bound")
axes.plot(3, elbo(x, q0, pi0, mu0, var0), "ko", label="touches")
axes.plot(grid[bound.argmax()], bound.max(), "^", markersize=9, label="maximum of the bound")
legend = axes.legend()
gap = new_axes("The gap is zero at 3 only", r"$\mu_2$", "log-likelihood minus bound, in nats")
line = gap.plot(grid, value - bound, "k-")
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
**Watch it climb.** Again only $\mu_2$ moves, drawn from your functions; in a running notebook a slider goes through the
iterations. The climb ends on the nearer hill, not on the higher one. Try another `start`.
"""


# %%
def along(mean):
    return np.array([mu0[0], mean])


def posterior_at(mean):
    joint = np.asarray(joint_density(x, along(mean), var0))
    return joint / joint.sum(axis=1, keepdims=True)


steps = climb(
    log_likelihood=lambda mean: marginal_loglik(x, along(mean), var0),
    bound=lambda mean, at: elbo(x, posterior_at(at), pi0, along(mean), var0),
    improve=lambda at: mu_from_score(x, pi0, along(at), var0)[1],
    start=1.5,
    grid=np.linspace(-3, 8, 89),
    n_steps=6,
)
panels = show_steps(steps[:3], r"$\mu_2$")
gaps = show_gaps(steps[:3], r"$\mu_2$")
slide_steps(steps, r"$\mu_2$")

# %% [markdown]
r"""
**Read on.** Dempster, Laird and Rubin (1977), *Maximum likelihood from incomplete data via the EM algorithm*; Bishop (2006),
*Pattern Recognition and Machine Learning*, chapter 9.
"""

# %% [raw]
r"""
# ASSIGNMENT CONFIG
title: EM beyond Gaussians
minutes: 140
requirements: [scikit-learn]
files: [data]
grading:
  visibility: after_due_date
"""

# %% [markdown]
r"""
# EM beyond Gaussians

**Goal:** fit a mixture of Bernoulli distributions to images of digits, with one EM loop that serves any
latent-variable model, and find out what remains true when you cut corners.

18 automatic questions (48 points) and one written answer (3 points), about 140 minutes. Section 7 is optional:
5 of the points, 20 minutes more. Work through `em_exercise` first.

A check that answers *Readable* has looked at the form alone: whether the answer is right is decided when it is
graded. Log-likelihoods you type are graded to 0.1, other numbers to 0.1 %, unless a question says otherwise.
"""

# %% [markdown]
r"""
## Notation

| symbol | code | meaning |
| --- | --- | --- |
| $x_{ij}$ | `X[i, j]`, shape `(n, d)` | 1 when pixel $j$ of image $i$ is on, 0 when it is off |
| $z_i$ | | component that image $i$ came from, $1, \dots, K$: latent, never observed |
| $\pi_k$ | `pi[k - 1]`, shape `(K,)` | mixing weight, $p(z_i = k)$ |
| $P_{kj}$ | `P[k - 1, j]`, shape `(K, d)` | chance that component $k$ turns pixel $j$ on |
| $a_{ik}$ | shape `(n, K)` | log joint, $\ln p(x_i, z_i = k)$ |
| $\gamma_{ki}$ | `resp[i, k - 1]`, shape `(n, K)` | responsibility of component $k$ for image $i$: one row an image, one column a component |
| $n_k$ | shape `(K,)` | $\sum_i \gamma_{ki}$, the number of images that component $k$ answers for |
| $\theta$ | `theta` | all parameters of a model, one tuple of arrays |
| $\ell(\theta)$ | a float | log-likelihood, natural logarithm, summed over the images |
"""

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

from emkit.plot import images
from emkit.predict import compare

# %% [markdown]
r"""
The images are the 1,797 handwritten digits that come with scikit-learn (UCI *Optical Recognition of
Handwritten Digits*, 8 × 8 pixels, values 0 to 16, CC BY 4.0). Nothing is downloaded. A pixel counts as on
when its value is at least 8.
"""

# %%
pixels, digit = load_digits(return_X_y=True)
binary = (pixels >= 8).astype(float)

images.show_images(binary[:10], [f"{d}" for d in digit[:10]], "The first ten digits, on and off")
plt.show()

# %% [markdown]
r"""
## 1 · A mixture of Bernoullis

A component is now a picture of chances: component $k$ turns pixel $j$ on with probability $P_{kj}$, each
pixel on its own. An image gets its component first, $p(z_i = k) = \pi_k$, and its pixels afterwards.

Why invent $z_i$, which nobody observes? A few simple parts make a rich distribution, and every formula that is
hard for the images alone is easy for image and component together.

All that EM needs from this model is its **log joint**: the logarithm of $p(x_i, z_i = k)$.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: e1_1
points: 3
"""

# %% [markdown]
r"""
### Question 1.1 · The log joint `3 points`

**Given** `X` (n, d) of zeros and ones, `pi` (K,), `P` (K, d) with entries strictly between 0 and 1.
**Return** an array (n, K) with the entries $a_{ik} = \ln p(x_i, z_i = k)$:

$$a_{ik} = \ln \pi_k + \sum_{j=1}^{d} \bigl[x_{ij} \ln P_{kj} + (1 - x_{ij}) \ln (1 - P_{kj})\bigr] \tag{1}$$

Add logarithms all the way: a product over 2,000 pixels is 0 in double precision.

*Example.* The image $(1, 0)$ with $\pi = (0.25, 0.75)$, $P_1 = (0.8, 0.4)$, $P_2 = (0.2, 0.6)$ has the joint
probabilities $0.25 \cdot 0.8 \cdot 0.6 = 0.12$ and $0.75 \cdot 0.2 \cdot 0.4 = 0.06$, so the row is
$(-2.120264, -2.813411)$.

<details><summary>Hint</summary>

Start with one image and one component. A sum over pixels for every image and every picture is a matrix product
of an (n, d) and a (d, K) table; (1) has two of them.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def bernoulli_log_joint(X, pi, P):
    """Log of p(x_i, z_i = k), equation (1). X: (n, d); pi: (K,); P: (K, d). Returns (n, K)."""
    # BEGIN SOLUTION
    X, pi, P = np.asarray(X, float), np.asarray(pi, float), np.asarray(P, float)
    return np.log(pi) + X @ np.log(P).T + (1 - X) @ np.log1p(-P).T
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


def test_three_small_images(bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close

    X, pi, P = (
        np.array([[1.0, 0], [1, 1], [0, 1]]),
        np.array([0.25, 0.75]),
        np.array([[0.8, 0.4], [0.2, 0.6]]),
    )
    found = array(
        "bernoulli_log_joint", call("bernoulli_log_joint", bernoulli_log_joint, X, pi, P), shape=(3, 2)
    )
    want = np.log([[0.12, 0.06], [0.08, 0.09], [0.02, 0.36]])
    off = "A pixel that is off is also evidence: with which probability is it off?"
    weight = "Two components with equal pictures differ in one thing only. Where does your sum hold it?"
    slips = [
        (np.log([[0.2, 0.15], [0.08, 0.09], [0.1, 0.45]]), off),
        (np.log([[0.08, 0.09], [0.08, 0.09], [0.08, 0.09]]), off),
        (want - np.log(pi), weight),
        (
            want - np.log(pi) + pi,
            "The weight enters the product as a factor; what is it in a sum of logarithms?",
        ),
        (
            np.exp(want),
            "Return the logarithm itself: with 2,000 pixels the product is 0 in double precision.",
        ),
        (np.log([[0.16, 0.12], [0.04, 0.18], [0.01, 0.27]]), "Which axis of `P` runs over the pixels?"),
    ]
    close("bernoulli_log_joint", found, want, slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_images_that_are_all_on(bernoulli_log_joint):
    import numpy as np

    from emkit.check import call, close

    pi = np.array([0.5, 0.3, 0.2])
    P = np.array([[0.8, 0.5, 0.2, 0.1, 0.6], [0.2, 0.4, 0.7, 0.5, 0.3], [0.1, 0.2, 0.6, 0.9, 0.7]])
    want = np.log([[0.0024, 0.00252, 0.001512]] * 2)
    found = call("bernoulli_log_joint", bernoulli_log_joint, np.ones((2, 5)), pi, P)
    close("bernoulli_log_joint", found, want, rtol=1e-8)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_six_images(bernoulli_log_joint):
    import numpy as np

    from emkit.check import call_unchanged, close

    X = np.array([[1.0, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]])
    P = np.array([[0.6, 0.6, 0.4, 0.3], [0.3, 0.4, 0.6, 0.7]])
    want = [
        [0.04536, 0.01008],
        [0.03024, 0.01512],
        [0.03024, 0.01512],
        [0.00576, 0.12348],
        [0.00864, 0.08232],
        [0.00864, 0.08232],
    ]
    found = call_unchanged("bernoulli_log_joint", bernoulli_log_joint, X, np.array([0.3, 0.7]), P)
    close("bernoulli_log_joint", found, np.log(want), rtol=1e-8)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_two_thousand_pixels(bernoulli_log_joint):
    import numpy as np

    from emkit.check import call, close

    X = (np.random.RandomState(3).rand(4, 2000) < 0.5).astype(float)
    P = np.array([[0.5] * 2000, [0.4] * 2000])
    want = np.full((4, 2), -1386.9875083005)
    want[:, 1] = [-1424.5657819558, -1435.5133398748, -1443.6226420369, -1443.2171769288]
    found = call("bernoulli_log_joint", bernoulli_log_joint, X, np.array([0.5, 0.5]), P)
    close("bernoulli_log_joint", found, want, rtol=1e-9)


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
name: e1_2
points: 3
tell: at_once
"""

# %% [markdown]
r"""
### Question 1.2 · The log-likelihood `3 points`

**Given** `X`, `pi`, `P` as before. **Return** a number:

$$\ell(\theta) = \sum_{i=1}^{n} \ln \sum_{k=1}^{K} e^{a_{ik}} \tag{2}$$

With $a_{ik} \approx -1400$ the exponential is 0 and its logarithm is lost. Take the largest entry $m_i$ of
row $i$ out of the sum first: $\ln \sum_k e^{a_{ik}} = m_i + \ln \sum_k e^{a_{ik} - m_i}$.

*Example.* For the image of Question 1.1: $\ln (0.12 + 0.06) = -1.714798$.

<details><summary>Hint</summary>

Call `bernoulli_log_joint`. Each row has a largest entry of its own: which option of `max` keeps the shape (n, 1),
so that it can be subtracted? `np.logaddexp` works on logarithms throughout.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def bernoulli_loglik(X, pi, P):
    """Log-likelihood of all images, equation (2). Returns a float."""
    # BEGIN SOLUTION
    return float(np.logaddexp.reduce(bernoulli_log_joint(X, pi, P), axis=1).sum())
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


def test_sum_over_small_images(bernoulli_loglik):
    import numpy as np

    from emkit.check import call, close, require

    X, pi, P = (
        np.array([[1.0, 0], [1, 1], [0, 1]]),
        np.array([0.25, 0.75]),
        np.array([[0.8, 0.4], [0.2, 0.6]]),
    )
    weight = "If both components were the same, the mixture should equal that component. Does yours?"
    slips = [
        (-3.419619, "A pixel that is off is also evidence."),
        (-1.980615, weight),
        (-4.060056, weight),
        (-1.484780, "Doubling the data should double the value."),
        (-5.549864, "Every component adds to the probability, also the less likely one."),
        (-14.801023, "The logarithm of a sum is not the sum of the logarithms; which sum comes first here?"),
        (
            -5.988457,
            "This averages the log joint over the components; equation (2) adds inside the logarithm.",
        ),
        (-0.314711, "Each image has its own logarithm; the images meet only after it."),
        (-6.426254, "Which logarithm does the text ask for?"),
        (-1.934493, "Which logarithm does the text ask for?"),
        (4.454340, "Report the log-likelihood as it is, without changing the sign."),
    ]
    value = call("bernoulli_loglik", bernoulli_loglik, X, pi, P)
    close("bernoulli_loglik", value, np.log([0.18, 0.17, 0.38]).sum(), slips=slips)
    # Two images with 4,000 pixels each: their log-likelihood is the sum of what each of them gives alone.
    X, P = np.repeat([[1.0], [0.0]], 4000, axis=1), np.array([[0.9] * 4000, [0.8] * 4000])
    both, first, second = (
        float(call("bernoulli_loglik", bernoulli_loglik, part, pi, P)) for part in (X, X[:1], X[1:])
    )
    logs = "With 4,000 pixels your value is not finite: take the largest entry of each row out before leaving logs."
    require(np.isfinite([both, first, second]).all(), logs)
    close(
        "bernoulli_loglik of two images", both, first + second, otherwise="Each image has a row of its own."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_unequal_weights(bernoulli_loglik, bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close, either, number, require, with_pieces

    def own(X, pi, P):
        # A slip in Question 1.1 costs nothing here: what counts is what is done with that log joint.
        a = array(
            "bernoulli_log_joint",
            call("bernoulli_log_joint", bernoulli_log_joint, X.copy(), pi, P),
            (len(X), len(pi)),
        )
        require(np.ptp(a, axis=1).max() > 0.1, "The log joint does not depend on the component.")
        return np.logaddexp.reduce(a, axis=1, keepdims=True), a

    def log_joint(X, pi, P):
        X, P = np.asarray(X), np.asarray(P)
        return np.log(pi) + X @ np.log(P).T + (1 - X) @ np.log(1 - P).T

    def gives(function):
        X = np.array([[1.0, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]])
        pi, P = np.array([0.3, 0.7]), np.array([[0.6, 0.6, 0.4, 0.3], [0.3, 0.4, 0.6, 0.7]])
        value = number("bernoulli_loglik", call("bernoulli_loglik", function, X, pi, P))
        if abs(value + 15.9194581603) > 1e-6:
            close("bernoulli_loglik", value, own(X, pi, P)[0].sum(), rtol=1e-8)

    # With a right log joint in its place, a slip in Question 1.1 costs nothing here either.
    either(
        lambda: gives(bernoulli_loglik),
        lambda: gives(with_pieces(bernoulli_loglik, bernoulli_log_joint=log_joint)),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_long_rows_do_not_underflow(bernoulli_loglik, bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close, either, number, require, with_pieces

    def own(X, pi, P):
        # A slip in Question 1.1 costs nothing here: what counts is what is done with that log joint.
        a = array(
            "bernoulli_log_joint",
            call("bernoulli_log_joint", bernoulli_log_joint, X.copy(), pi, P),
            (len(X), len(pi)),
        )
        require(np.ptp(a, axis=1).max() > 0.1, "The log joint does not depend on the component.")
        return np.logaddexp.reduce(a, axis=1, keepdims=True), a

    def log_joint(X, pi, P):
        X, P = np.asarray(X), np.asarray(P)
        return np.log(pi) + X @ np.log(P).T + (1 - X) @ np.log(1 - P).T

    def gives(function):
        # Rows that differ by thousands, and a row whose entries do: one maximum for all, or a mean, is not enough.
        X = np.repeat([[1.0], [0.0]], 3000, axis=1)
        pi, P = np.array([0.25, 0.75]), np.array([[0.9] * 3000, [0.8] * 3000])
        want = np.logaddexp(*(np.log(pi) + 3000 * np.log(P[:, 0]))) + np.logaddexp(
            *(np.log(pi) + 3000 * np.log(1 - P[:, 0]))
        )
        value = number("bernoulli_loglik", call("bernoulli_loglik", function, X, pi, P))
        if abs(value - want) > 1e-6:
            close("bernoulli_loglik", value, own(X, pi, P)[0].sum(), rtol=1e-8)
        X = np.tile(np.arange(2000) % 2, (3, 1)).astype(float)
        X[1, :4] = 1
        pi, P = np.array([0.2, 0.3, 0.5]), np.array([[0.5] * 2000, [0.497] * 2000, [0.4] * 2000])
        value = number("bernoulli_loglik", call("bernoulli_loglik", function, X, pi, P))
        if abs(value + 4161.0409807738) > 1e-6:
            close("bernoulli_loglik", value, own(X, pi, P)[0].sum(), rtol=1e-9)

    # With a right log joint in its place, a slip in Question 1.1 costs nothing here either.
    either(
        lambda: gives(bernoulli_loglik),
        lambda: gives(with_pieces(bernoulli_loglik, bernoulli_log_joint=log_joint)),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components(bernoulli_loglik, bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close, either, number, require, with_pieces

    def own(X, pi, P):
        # A slip in Question 1.1 costs nothing here: what counts is what is done with that log joint.
        a = array(
            "bernoulli_log_joint",
            call("bernoulli_log_joint", bernoulli_log_joint, X.copy(), pi, P),
            (len(X), len(pi)),
        )
        require(np.ptp(a, axis=1).max() > 0.1, "The log joint does not depend on the component.")
        return np.logaddexp.reduce(a, axis=1, keepdims=True), a

    def log_joint(X, pi, P):
        X, P = np.asarray(X), np.asarray(P)
        return np.log(pi) + X @ np.log(P).T + (1 - X) @ np.log(1 - P).T

    def gives(function):
        rows = ["11001", "10001", "01100", "00110", "00111", "11100", "00011", "10000"]
        X = np.array([[float(c) for c in row] for row in rows])
        pi = np.array([0.5, 0.3, 0.2])
        P = np.array([[0.8, 0.5, 0.2, 0.1, 0.6], [0.2, 0.4, 0.7, 0.5, 0.3], [0.1, 0.2, 0.6, 0.9, 0.7]])
        value = number("bernoulli_loglik", call("bernoulli_loglik", function, X, pi, P))
        if abs(value + 23.7107147542) > 1e-6:
            close("bernoulli_loglik", value, own(X, pi, P)[0].sum(), rtol=1e-8)

    # With a right log joint in its place, a slip in Question 1.1 costs nothing here either.
    either(
        lambda: gives(bernoulli_loglik),
        lambda: gives(with_pieces(bernoulli_loglik, bernoulli_log_joint=log_joint)),
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
name: e1_3
points: 3
tell: at_once
"""

# %% [markdown]
r"""
### Question 1.3 · The E-step `3 points`

The E-step asks, for each image, which component made it. Bayes' rule answers, whatever the model: divide the
joint by its sum over the components.

**Given** `X`, `pi`, `P`. **Return** `resp` (n, K):

$$\gamma_{ki} = p(z_i = k \mid x_i; \theta) = \frac{e^{a_{ik}}}{\sum_{l=1}^{K} e^{a_{il}}} \tag{3}$$

*Example.* The joint $(0.12, 0.06)$ gives the row $(2/3, 1/3)$.

<details><summary>Hint</summary>

Subtracting one number from a whole row of the log joint leaves (3) unchanged. Which number keeps every
exponential between 0 and 1, and at least one of them at 1?
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def bernoulli_e_step(X, pi, P):
    """Responsibilities, equation (3). Returns (n, K); each row sums to 1."""
    # BEGIN SOLUTION
    a = np.asarray(bernoulli_log_joint(X, pi, P))
    # Without the row maximum, exp(-1400) would be 0 in every column.
    r = np.exp(a - a.max(axis=1, keepdims=True))
    return r / r.sum(axis=1, keepdims=True)
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


def test_rows_of_small_images(bernoulli_e_step):
    import numpy as np

    from emkit.check import array, call, close, require

    X, pi, P = (
        np.array([[1.0, 0], [1, 1], [0, 1]]),
        np.array([0.25, 0.75]),
        np.array([[0.8, 0.4], [0.2, 0.6]]),
    )
    resp = array("resp", call("bernoulli_e_step", bernoulli_e_step, X, pi, P), shape=(3, 2))
    joint = np.array([[0.12, 0.06], [0.08, 0.09], [0.02, 0.36]])
    want = joint / joint.sum(axis=1, keepdims=True)
    slips = [
        (joint / joint.sum(axis=0), "Sum along each row and along each column: which should be one?"),
        (joint, "The responsibilities of one image should add up to one."),
        (np.log(want), "A responsibility is a probability, not its logarithm."),
        (
            np.log(joint) / np.log(joint).sum(axis=1, keepdims=True),
            "Which of the two is divided: joint or log joint?",
        ),
        ([[1, 0], [0, 1], [0, 1]], "An image between two components should be shared."),
        (
            [[6 / 7, 1 / 7], [8 / 11, 3 / 11], [1 / 7, 6 / 7]],
            "A rare component should need better evidence. Look for `pi`.",
        ),
        (
            [[4 / 7, 3 / 7], [8 / 17, 9 / 17], [2 / 11, 9 / 11]],
            "A pixel that is off is also evidence: look at the log joint again.",
        ),
    ]
    close("resp", resp, want, slips=slips)
    X = (np.arange(4000) % 2).reshape(1, 4000)
    far = call("bernoulli_e_step", bernoulli_e_step, X, pi, np.array([[0.5] * 4000, [0.4] * 4000]))
    far = np.asarray(far, dtype=float)
    bad = (
        "With 4,000 pixels your row is no set of probabilities: take the row maximum out before leaving logs."
    )
    require(np.isfinite(far).all() and abs(far.sum() - 1) < 1e-6, bad)
    # An image that is all on and one that is all off: each row is a row of its own.
    X, P = np.repeat([[1.0], [0.0]], 4000, axis=1), np.array([[0.9] * 4000, [0.8] * 4000])
    sums = np.asarray(call("bernoulli_e_step", bernoulli_e_step, X, pi, P), dtype=float).sum(axis=1)
    require(np.allclose(sums, 1), "Take the largest entry of each row out, not one number out of all rows.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_two_components(bernoulli_e_step, bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close, either, require, with_pieces

    def own(X, pi, P):
        # A slip in Question 1.1 costs nothing here: what counts is what is done with that log joint.
        a = array(
            "bernoulli_log_joint",
            call("bernoulli_log_joint", bernoulli_log_joint, X.copy(), pi, P),
            (len(X), len(pi)),
        )
        require(np.ptp(a, axis=1).max() > 0.1, "The log joint does not depend on the component.")
        return np.logaddexp.reduce(a, axis=1, keepdims=True), a

    def log_joint(X, pi, P):
        X, P = np.asarray(X), np.asarray(P)
        return np.log(pi) + X @ np.log(P).T + (1 - X) @ np.log(1 - P).T

    def gives(function):
        X = np.array([[1.0, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]])
        pi, P = np.array([0.3, 0.7]), np.array([[0.6, 0.6, 0.4, 0.3], [0.3, 0.4, 0.6, 0.7]])
        first = np.array([0.04536, 0.03024, 0.03024, 0.00576, 0.00864, 0.00864])
        second = np.array([0.01008, 0.01512, 0.01512, 0.12348, 0.08232, 0.08232])
        want = np.column_stack([first, second]) / (first + second)[:, None]
        resp = array("resp", call("bernoulli_e_step", function, X, pi, P), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            total, a = own(X, pi, P)
            close("resp", resp, np.exp(a - total), rtol=1e-6, atol=1e-9)

    # With a right log joint in its place, a slip in Question 1.1 costs nothing here either.
    either(
        lambda: gives(bernoulli_e_step),
        lambda: gives(with_pieces(bernoulli_e_step, bernoulli_log_joint=log_joint)),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_long_rows_stay_probabilities(bernoulli_e_step, bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close, either, require, with_pieces

    def own(X, pi, P):
        # A slip in Question 1.1 costs nothing here: what counts is what is done with that log joint.
        a = array(
            "bernoulli_log_joint",
            call("bernoulli_log_joint", bernoulli_log_joint, X.copy(), pi, P),
            (len(X), len(pi)),
        )
        require(np.ptp(a, axis=1).max() > 0.1, "The log joint does not depend on the component.")
        return np.logaddexp.reduce(a, axis=1, keepdims=True), a

    def log_joint(X, pi, P):
        X, P = np.asarray(X), np.asarray(P)
        return np.log(pi) + X @ np.log(P).T + (1 - X) @ np.log(1 - P).T

    def gives(function):
        X = np.tile(np.arange(2000) % 2, (3, 1)).astype(float)
        X[1, :4], X[2] = 1, 0
        pi, P = np.array([0.2, 0.3, 0.5]), np.array([[0.5] * 2000, [0.497] * 2000, [0.4] * 2000])
        want = np.array([(0.4086704332, 0.5913295668, 0), (0.4144827780, 0.5855172220, 0), (0, 0, 1)])
        resp = array("resp", call("bernoulli_e_step", function, X, pi, P), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            total, a = own(X, pi, P)
            close("resp", resp, np.exp(a - total), rtol=1e-6, atol=1e-9)
        X = np.repeat([[1.0], [0.0]], 3000, axis=1)
        pi, P = np.array([0.25, 0.75]), np.array([[0.9] * 3000, [0.8] * 3000])
        want = np.array([(1.0, 0.0), (0.0, 1.0)])
        resp = array("resp", call("bernoulli_e_step", function, X, pi, P), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            total, a = own(X, pi, P)
            close("resp", resp, np.exp(a - total), rtol=1e-6, atol=1e-9)

    # With a right log joint in its place, a slip in Question 1.1 costs nothing here either.
    either(
        lambda: gives(bernoulli_e_step),
        lambda: gives(with_pieces(bernoulli_e_step, bernoulli_log_joint=log_joint)),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_components(bernoulli_e_step, bernoulli_log_joint):
    import numpy as np

    from emkit.check import array, call, close, either, require, with_pieces

    def own(X, pi, P):
        # A slip in Question 1.1 costs nothing here: what counts is what is done with that log joint.
        a = array(
            "bernoulli_log_joint",
            call("bernoulli_log_joint", bernoulli_log_joint, X.copy(), pi, P),
            (len(X), len(pi)),
        )
        require(np.ptp(a, axis=1).max() > 0.1, "The log joint does not depend on the component.")
        return np.logaddexp.reduce(a, axis=1, keepdims=True), a

    def log_joint(X, pi, P):
        X, P = np.asarray(X), np.asarray(P)
        return np.log(pi) + X @ np.log(P).T + (1 - X) @ np.log(1 - P).T

    def gives(function):
        X = np.array([[1.0, 1, 0, 0, 1], [0, 1, 1, 0, 0]])
        pi = np.array([0.5, 0.3, 0.2])
        P = np.array([[0.8, 0.5, 0.2, 0.1, 0.6], [0.2, 0.4, 0.7, 0.5, 0.3], [0.1, 0.2, 0.6, 0.9, 0.7]])
        joint = np.array([[0.0864, 0.00108, 0.000112], [0.0036, 0.02352, 0.000648]])
        want = joint / joint.sum(axis=1, keepdims=True)
        resp = array("resp", call("bernoulli_e_step", function, X, pi, P), want.shape)
        if not np.allclose(resp, want, rtol=1e-6, atol=1e-9):
            total, a = own(X, pi, P)
            close("resp", resp, np.exp(a - total), rtol=1e-6, atol=1e-9)

    # With a right log joint in its place, a slip in Question 1.1 costs nothing here either.
    either(
        lambda: gives(bernoulli_e_step),
        lambda: gives(with_pieces(bernoulli_e_step, bernoulli_log_joint=log_joint)),
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
name: e1_4
points: 3
"""

# %% [markdown]
r"""
### Question 1.4 · The M-step, with clipping `3 points`

Each picture becomes a weighted average of the images. A pixel that is never on would get $P_{kj} = 0$, and one
new image with that pixel on would be impossible. So keep the chances away from 0 and 1.

**Given** `X` (n, d), `resp` (n, K), `eps`. **Return** `(pi, P)` of shapes (K,) and (K, d):

$$n_k = \sum_{i=1}^{n} \gamma_{ki}, \qquad \pi_k = \frac{n_k}{n}, \qquad
P_{kj} = \operatorname{clip}\Bigl(\frac{1}{n_k} \sum_{i=1}^{n} \gamma_{ki} x_{ij},\ \varepsilon,\ 1 - \varepsilon\Bigr) \tag{4}$$

where $\operatorname{clip}$ moves a value outside of $[\varepsilon, 1 - \varepsilon]$ to its nearer end. Weights are
not clipped. EM still climbs: the bound is concave in $P_{kj}$.

*Example.* Images 110, 100, 010, 100 with rows (1, 0), (1, 0), (0.5, 0.5), (0, 1) give $n_1 = 2.5$, $\pi_1 =
0.625$ and, for $\varepsilon = 0.05$, $P_1 = (0.8, 0.6, 0.05)$.

<details><summary>Hint</summary>

Which product of `resp` and `X` is (K, d) and holds all weighted sums? Its row $k$ is divided by $n_k$: which shape
must $n_k$ have for that? `np.clip` does the rest.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def bernoulli_m_step(X, resp, eps=1e-3):
    """Weights and clipped chances, equation (4). X: (n, d); resp: (n, K). Returns (pi, P)."""
    # BEGIN SOLUTION
    X, resp = np.asarray(X, float), np.asarray(resp, float)
    n_k = resp.sum(axis=0)
    return n_k / len(X), np.clip(resp.T @ X / n_k[:, None], eps, 1 - eps)
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


def test_four_small_images(bernoulli_m_step):
    import numpy as np

    from emkit.check import call_unchanged, close, parts

    X = np.array([[1.0, 1, 0], [1, 0, 0], [0, 1, 0], [1, 0, 0]])
    resp = np.array([[1, 0], [1, 0], [0.5, 0.5], [0, 1]])
    pi, P = parts("bernoulli_m_step", call_unchanged("bernoulli_m_step", bernoulli_m_step, X, resp, 0.05), 2)
    slips = [
        ([1.25, 0.75], "With four images and two components, what should the weights sum to?"),
        ([2.5, 1.5], "The weights of the components must add up to one."),
        ([0.5, 0.5], "If one component answers for everything, what should its weight be?"),
    ]
    close("pi", pi, [0.625, 0.375], slips=slips)
    sums, n = np.array([[2, 1.5, 0], [1, 0.5, 0]]), np.array([[2.5], [1.5]])
    squares = np.array([[8 / 9, 5 / 9, 0.05], [0.8, 0.2, 0.05]])
    slips = [
        (sums / n, "What does this picture say about a new image that has the last pixel on?"),
        (
            np.clip(sums / 4, 0.05, 0.95),
            "A component that answers for one image in a hundred can have bright pixels. Divide by its own share.",
        ),
        (np.clip(sums, 0.05, 0.95), "If all images are equal, each picture must equal that image."),
        (np.clip(sums / n, 0.001, 0.999), "`eps` is an argument; use the value that was passed."),
        (
            (sums + 0.05) / (n + 0.1),
            "Clipping leaves the values in the middle as they are; adding to every count does not.",
        ),
        (
            np.clip(sums / sums.sum(axis=1, keepdims=True), 0.05, 0.95),
            "The pixels of a picture need not add up to one.",
        ),
        (np.clip(sums / np.array([3, 2, 1]), 0.05, 0.95), "Average over the images, within each component."),
        (squares, "Each image is weighted once."),
    ]
    close("P", P, np.clip(sums / n, 0.05, 0.95), slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_two_pictures(bernoulli_m_step):
    import numpy as np

    from emkit.check import call_unchanged, close, parts

    X = np.array([[1.0, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]])
    first = np.array([0.9130434783, 0.8235294118, 0.8235294118, 0.0981595092, 0.1967213115, 0.1967213115])
    resp = np.column_stack([first, 1 - first])
    pi, P = parts("bernoulli_m_step", call_unchanged("bernoulli_m_step", bernoulli_m_step, X, resp), 2)
    close("pi", pi, [0.5086174057, 0.4913825943])
    want = [
        [0.8389089957, 0.6335129248, 0.3664870752, 0.1610910043],
        [0.1492040701, 0.3618042271, 0.6381957729, 0.8507959299],
    ]
    close("P", P, want)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_three_pictures(bernoulli_m_step):
    import numpy as np

    from emkit.check import call, close, parts

    X = np.array([[1.0, 1, 0, 0, 1], [1, 0, 0, 0, 1], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 1, 1, 1]])
    resp = np.array([[0.8, 0.1, 0.1], [0.5, 0.25, 0.25], [0.2, 0.7, 0.1], [0.1, 0.5, 0.4], [0.4, 0.2, 0.4]])
    pi, P = parts("bernoulli_m_step", call("bernoulli_m_step", bernoulli_m_step, X, resp), 2)
    close("pi", pi, [0.4, 0.35, 0.25])
    want = [
        [0.65, 0.5, 0.35, 0.25, 0.85],
        [0.2, 0.4571428571, 0.8, 0.4, 0.3142857143],
        [0.28, 0.16, 0.72, 0.64, 0.6],
    ]
    close("P", P, want)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_pixels_never_and_always_on(bernoulli_m_step):
    import numpy as np

    from emkit.check import call, close, parts

    X = np.array([[1.0, 0, 1], [1, 0, 0], [1, 0, 1]])
    resp = np.array([[0.9, 0.1], [0.5, 0.5], [0.1, 0.9]])
    pi, P = parts("bernoulli_m_step", call("bernoulli_m_step", bernoulli_m_step, X, resp), 2)
    close("pi", pi, [0.5, 0.5])
    close("P", P, [[0.999, 0.001, 2 / 3], [0.999, 0.001, 2 / 3]])
    resp = np.array([[1.0, 0], [1, 0], [1, 1e-9]])
    pi, P = parts("bernoulli_m_step", call("bernoulli_m_step", bernoulli_m_step, X, resp, 0.2), 2)
    close("pi", pi, [1, 1e-9 / 3])
    close("P", P, [[0.8, 0.2, 2 / 3], [0.8, 0.2, 0.8]])


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
## 2 · One loop for every model

Nothing in EM itself is about Gaussians or pixels. The loop needs three functions of a model and a start; it
never looks inside `data` or `theta`. From here on the mixture of Bernoullis is the following triple.
"""

# %%
BERNOULLI = (
    lambda X, theta: bernoulli_e_step(X, *theta),
    lambda X, resp: bernoulli_m_step(X, resp),
    lambda X, theta: bernoulli_loglik(X, *theta),
)

# %% [raw]
r"""
# BEGIN QUESTION
name: e2_1
points: 4
"""

# %% [markdown]
r"""
### Question 2.1 · EM as a function of a model `4 points`

**Given** `data` and a start `theta` of any type; `e_step(data, theta)`, which gives responsibilities;
`m_step(data, resp)`, which gives a new `theta`; `loglik(data, theta)`; a tolerance `tol`; a limit `max_iter`.
**Return** `(theta, history)`: the last parameters, and the list of log-likelihoods from the start to the last
parameters. Stop after the first iteration that gains less than `tol`,

$$\ell(\theta_t) - \ell(\theta_{t-1}) < \mathrm{tol}, \tag{5}$$

and in any case after `max_iter` iterations.

*Example.* Not a model, but it shows the plumbing: the E-step halves theta, the M-step passes that on, the
"log-likelihood" is $-\theta^2$. From $\theta = 8$ with tol = 3.5: `(1.0, [-64, -16, -4, -1])`, since the
third gain is 3.

<details><summary>Hint</summary>

The history starts before the loop. One iteration is one E-step, one M-step, one new entry, one look at the
last two entries. Do not unpack `theta`: you do not know what it holds.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def run_em(data, theta, e_step, m_step, loglik, tol, max_iter):
    """Run EM until an iteration gains less than tol, at most max_iter times. Returns (theta, history)."""
    # BEGIN SOLUTION
    history = [loglik(data, theta)]
    for _ in range(max_iter):
        theta = m_step(data, e_step(data, theta))
        history.append(loglik(data, theta))
        if history[-1] - history[-2] < tol:
            break
    return theta, history
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


def test_halving(run_em):
    from emkit.check import array, call, close, parts, require

    def halve(data, theta):
        return theta / 2

    def keep(data, resp):
        return resp

    def minus_square(data, theta):
        return -(theta**2)

    answer = call("run_em", run_em, 0.0, 8.0, halve, keep, minus_square, 3.5, 100)
    theta, history = parts("run_em", answer, 2)
    history = array("history", history).ravel().tolist()
    require(history != [-16, -4, -1], "Before any update there is already one value to record.")
    require(
        history != [-64, -16, -4],
        "The history lacks the value after the last update; or the loop stops too early.",
    )
    require(
        history[:4] != [-64, -64, -16, -4],
        "Each entry belongs to the parameters after the update, not before it.",
    )
    require(len(history) <= 4, "The third iteration gains 3, less than 3.5: the loop should end there.")
    close("history", history, [-64, -16, -4, -1])
    close(
        "theta",
        theta,
        1,
        slips=[
            (2, "Return the parameters after the last update."),
            (0.5, "Return the parameters that belong to the last entry of the history, not one update more."),
        ],
    )
    answer = call("run_em", run_em, 0.0, 8.0, halve, keep, minus_square, 0.0, 2)
    history = array("history", parts("run_em", answer, 2)[1])
    require(len(history) == 3, "With `max_iter` = 2 there should be two updates and three values.")
    close("history", history, [-64, -16, -4])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_gaussian_mixture(run_em):
    import numpy as np

    from emkit.check import call, close, parts

    def joint(x, theta):
        pi, mu, var = theta
        return pi * np.exp(-((x[:, None] - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)

    def e_step(x, theta):
        return joint(x, theta) / joint(x, theta).sum(axis=1, keepdims=True)

    def m_step(x, resp):
        n, mu = resp.sum(axis=0), resp.T @ x / resp.sum(axis=0)
        return n / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n

    def loglik(x, theta):
        return float(np.log(joint(x, theta).sum(axis=1)).sum())

    x = np.array([-1.0, 0, 4, 5, 6])
    start = (np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0]))
    answer = call("run_em", run_em, x, start, e_step, m_step, loglik, 0.0, 3)
    theta, history = parts("run_em", answer, 2)
    close("history", history, [-24.5125323301, -10.9559124208, -10.7463855424, -10.5118458022], rtol=1e-8)
    close("theta", theta[1], [5.115461512, 0.585126369])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_bernoulli_mixture(run_em):
    import numpy as np

    from emkit.check import call, close, parts

    def log_joint(X, theta):
        return np.log(theta[0]) + X @ np.log(theta[1]).T + (1 - X) @ np.log(1 - theta[1]).T

    def e_step(X, theta):
        a = log_joint(X, theta)
        return np.exp(a - np.logaddexp.reduce(a, axis=1)[:, None])

    def m_step(X, resp):
        n = resp.sum(axis=0)
        return n / len(X), np.clip(resp.T @ X / n[:, None], 1e-3, 1 - 1e-3)

    def loglik(X, theta):
        return float(np.logaddexp.reduce(log_joint(X, theta), axis=1).sum())

    X = np.array([[1.0, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]])
    start = (np.array([0.5, 0.5]), np.array([[0.6, 0.6, 0.4, 0.3], [0.3, 0.4, 0.6, 0.7]]))
    answer = call("run_em", run_em, X, start, e_step, m_step, loglik, -1.0, 5)
    theta, history = parts("run_em", answer, 2)
    want = [-15.6324938145, -13.6911914999, -12.1040246012, -11.8090548449, -11.8090545979, -11.8090545979]
    close("history", history, want, rtol=1e-8)
    close("theta", theta[1], [[0.999, 2 / 3, 1 / 3, 0.001], [0.001, 1 / 3, 2 / 3, 0.999]], atol=1e-6)
    theta, _ = parts("run_em", call("run_em", run_em, X, start, e_step, m_step, loglik, -1.0, 1), 2)
    close("theta", theta[0], [0.5086174057, 0.4913825943])
    close("theta", theta[1][0], [0.8389089957, 0.6335129248, 0.3664870752, 0.1610910043])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_two_ways_to_stop(run_em):
    import numpy as np

    from emkit.check import array, call, close, parts

    def e_step(data, theta):
        return theta[0] + data[theta[0]]

    def m_step(data, resp):
        return (int(resp),)

    def loglik(data, theta):
        return [-24.5125, -10.9559, -10.7464, -10.5118, -10.1114, -9.1577, -8.4653, -8.4653][theta[0]]

    steps = np.ones(7, dtype=int)
    answer = call("run_em", run_em, steps, (0,), e_step, m_step, loglik, 0.22, 7)
    _, history = parts("run_em", answer, 2)
    close("history", history, [-24.5125, -10.9559, -10.7464])
    answer = call("run_em", run_em, steps, (0,), e_step, m_step, loglik, 0.2, 7)
    theta, history = parts("run_em", answer, 2)
    close("history", array("history", history)[-2:], [-8.4653, -8.4653])
    close("theta", theta[0], 7)
    answer = call("run_em", run_em, steps, (3,), e_step, m_step, loglik, 0.2, 0)
    theta, history = parts("run_em", answer, 2)
    close("history", history, [-10.5118])
    close("theta", theta[0], 3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_two_coins(run_em):
    import numpy as np

    from emkit.check import call, close, parts

    def joint(data, theta):
        heads, tosses = data
        return 0.5 * theta ** heads[:, None] * (1 - theta) ** (tosses - heads[:, None])

    def e_step(data, theta):
        return joint(data, theta) / joint(data, theta).sum(axis=1, keepdims=True)

    def m_step(data, resp):
        return resp.T @ data[0] / (data[1] * resp.sum(axis=0))

    def loglik(data, theta):
        return float(np.log(joint(data, theta).sum(axis=1)).sum())

    data = (np.array([5.0, 9, 8, 4, 7]), 10)
    answer = call("run_em", run_em, data, np.array([0.6, 0.5]), e_step, m_step, loglik, 0.0, 10)
    # The parameters alone: a slip in the history costs the other points.
    close("theta", parts("run_em", answer, 2)[0], [0.7967441495, 0.5196586622])


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
name: e2_2
points: 4
"""

# %% [markdown]
r"""
### Question 2.2 · Two coins `4 points`

A coin is drawn, A or B with probability 1/2 each, and tossed ten times; this is done five times. You see the
numbers of heads, not the coins. This is the example of Do and Batzoglou (*Nature Biotechnology* 26, 2008).

**Given** `heads` (n,) out of 10 tosses each; `theta` $= (P_A, P_B)$, the chances of heads. The weights stay
at 1/2. **Return** from `coin_e_step(heads, theta)` the responsibilities (n, 2), columns A and B; from
`coin_m_step(heads, resp)` the new `theta` (2,). **Answer with** `coins_after_1` and `coins_after_10`, the
pairs after 1 and 10 iterations from (0.6, 0.5), to four decimals.

$$p(h_i \mid z_i = k) \propto P_k^{h_i} (1 - P_k)^{10 - h_i}, \qquad P_k = \frac{\sum_i \gamma_{ki} h_i}{10 \sum_i \gamma_{ki}}, \qquad k = A, B \tag{6}$$

*Example.* With $P_A = 0.8$, $P_B = 0.2$, six heads speak for A by $4^2 : 1$, so the row is $(16/17, 1/17)$.

<details><summary>Hint</summary>

The binomial coefficient is the same for both coins and cancels. `coin_loglik` is given, so `run_em(heads,
theta, coin_e_step, coin_m_step, coin_loglik, 0, 10)` does the ten iterations.
</details>
"""

# %%
heads = np.array([5, 9, 8, 4, 7])


def coin_loglik(heads, theta):
    """Log-likelihood of the two coins, up to a constant."""
    a, b = (p**heads * (1 - p) ** (10 - heads) for p in theta)
    return float(np.log((a + b) / 2).sum())


# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def coin_e_step(heads, theta):
    """Responsibilities of coins A and B for each set of ten tosses. Returns (n, 2)."""
    # BEGIN SOLUTION
    h, p = np.asarray(heads, float)[:, None], np.asarray(theta, float)
    joint = p**h * (1 - p) ** (10 - h)
    return joint / joint.sum(axis=1, keepdims=True)
    # END SOLUTION


def coin_m_step(heads, resp):
    """New chances of heads (P_A, P_B). Returns (2,)."""
    # BEGIN SOLUTION
    resp = np.asarray(resp, float)
    return resp.T @ np.asarray(heads, float) / (10 * resp.sum(axis=0))
    # END SOLUTION


coins_after_1 = run_em(heads, (0.6, 0.5), coin_e_step, coin_m_step, coin_loglik, 0, 1)[0]  # SOLUTION
coins_after_10 = run_em(heads, (0.6, 0.5), coin_e_step, coin_m_step, coin_loglik, 0, 10)[0]  # SOLUTION

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


def test_small_coins(coin_e_step, coin_m_step, coins_after_1, coins_after_10):
    import numpy as np

    from emkit.check import array, call, close

    resp = call("coin_e_step", coin_e_step, np.array([5, 6]), np.array([0.8, 0.2]))
    slips = [
        ([[1, 0], [1, 0]], "A set that could come from either coin should be shared."),
        ([[0, 1], [1, 0]], "A set that could come from either coin should be shared."),
        ([[1024 / 1025, 1 / 1025], [4096 / 4097, 1 / 4097]], "Tails are evidence, too: how many are there?"),
        ([[0.8, 0.2], [0.8, 0.2]], "Each set has its own responsibilities; the number of heads decides."),
    ]
    close("resp", resp, [[0.5, 0.5], [16 / 17, 1 / 17]], slips=slips)
    theta = call("coin_m_step", coin_m_step, np.array([5, 8]), np.array([[0.5, 0.5], [1, 0]]))
    slips = [
        ([7, 5], "Chances lie between 0 and 1: how many tosses are in one set?"),
        (
            [0.525, 0.125],
            "If all sets have five heads, both coins should get one half. Divide by each coin's own share.",
        ),
        (
            [1.05, 0.25],
            "If all sets have five heads, both coins should get one half. Divide by each coin's own share.",
        ),
        ([0.65, 0.65], "A set that a coin surely did not make should not count for it."),
    ]
    close("theta", theta, [0.7, 0.5], slips=slips)
    array("coins_after_1", coins_after_1, shape=(2,))
    array("coins_after_10", coins_after_10, shape=(2,))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_coin_responsibilities(coin_e_step):
    import numpy as np

    from emkit.check import call, close

    resp = call("coin_e_step", coin_e_step, np.array([5, 9, 8, 4, 7, 0]), np.array([0.6, 0.5]))
    first = np.array([0.4491489261, 0.8049855172, 0.7334671580, 0.3521561338, 0.6472151159, 0.0969628732])
    close("resp", resp, np.column_stack([first, 1 - first]))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_coin_update(coin_m_step):
    import numpy as np

    from emkit.check import call, close

    resp = np.array([[0.9, 0.1], [0.25, 0.75], [0.4, 0.6], [0.85, 0.15]])
    theta = call("coin_m_step", coin_m_step, np.array([3, 10, 6, 1]), resp)
    close("theta", theta, [8.45 / 24, 0.721875])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_coins_once(coins_after_1, coin_e_step, coin_m_step):
    import numpy as np

    from emkit.check import array, call, close, either

    def own():
        # A slip in one step is not paid for again.
        resp = call("coin_e_step", coin_e_step, np.array([5, 9, 8, 4, 7]), (0.6, 0.5))
        return array("theta", call("coin_m_step", coin_m_step, np.array([5, 9, 8, 4, 7]), resp), (2,))

    either(
        lambda: close("coins_after_1", coins_after_1, [0.7130122354, 0.5813393083], rtol=1e-3),
        lambda: close("coins_after_1", coins_after_1, own(), rtol=1e-6),
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_coins_ten_times(coins_after_10):
    from emkit.check import close

    close("coins_after_10", coins_after_10, [0.7967441495, 0.5196586622], rtol=1e-3)


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
## 3 · Digits without labels

Now the images. The labels `digit` serve to pick two digits and, at the end, to see what EM found; EM itself
never sees them.
"""

# %%


def digit_pair(first, second):
    """Binary images of two digits, (n, 64), and their labels, (n,)."""
    chosen = np.isin(digit, (first, second))
    return binary[chosen], digit[chosen]


# %% [raw]
r"""
# BEGIN QUESTION
name: e3_1
points: 2
"""

# %% [markdown]
r"""
### Question 3.1 · One component is the baseline `2 points`

Before you praise a mixture, see what one component does: it is an average image and needs no iteration.

**Answer with** two numbers for all 1,797 images in `binary`: `on_rate`, the share of pixels that are on, and
`ll_k1`, the log-likelihood of the best model with $K = 1$ (chances clipped with `eps` = 0.001, since ten
pixels are never on; the weight is not clipped).

<details><summary>Hint</summary>

With one component every responsibility is 1: pass `resp = np.ones((1797, 1))` to your M-step, and the result
to your log-likelihood.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
on_rate = binary.mean()  # SOLUTION
ll_k1 = bernoulli_loglik(binary, *bernoulli_m_step(binary, np.ones((len(binary), 1))))  # SOLUTION

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


def test_numbers_of_the_right_kind(on_rate, ll_k1):
    from emkit.check import number, require

    require(0 < number("on_rate", on_rate) < 1, "A share lies between 0 and 1.")
    value = number("ll_k1", ll_k1)
    require(value < 0, "Every probability of an image is below one. Which sign does its logarithm have?")
    require(value < -1797, "Add up over all images and pixels; do not average.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_share_of_pixels(on_rate):
    from emkit.check import close

    close("on_rate", on_rate, 0.3230297023, rtol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_baseline(ll_k1, bernoulli_m_step, bernoulli_loglik, binary):
    # Right, or what the student's own M-step and log-likelihood give, as long as that is finite.
    import numpy as np

    from emkit.check import call, close, number

    value = number("ll_k1", ll_k1)
    if abs(value + 45139.1184160) > 0.1:
        theta = call("bernoulli_m_step", bernoulli_m_step, binary.copy(), np.ones((1797, 1)))
        own = number("bernoulli_loglik", call("bernoulli_loglik", bernoulli_loglik, binary.copy(), *theta))
        close("ll_k1", value, own, rtol=0, atol=0.1)


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
name: e3_2
points: 1
"""

# %% [markdown]
r"""
### Question 3.2 · Predict `1 point`

Soon EM sorts images into two components without seeing a label: first zeros and ones, then threes and eights.

**Answer with** `predicted_accuracy`, a pair of shares (0 to 1): how many images of each pair will land in the
component of their own digit? The point is for a prediction, right or wrong; it comes back beside the results.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
predicted_accuracy = 0.9, 0.7  # SOLUTION

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


def test_two_shares(predicted_accuracy):
    from emkit.check import array, require

    pair = array("predicted_accuracy", predicted_accuracy, (2,))
    require(((pair >= 0) & (pair <= 1)).all(), "A share lies between 0 and 1.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_a_prediction_was_made(predicted_accuracy):
    from emkit.check import array, require

    pair = array("predicted_accuracy", predicted_accuracy, (2,))
    require(((pair >= 0) & (pair <= 1)).all(), "A share lies between 0 and 1.")


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
name: e3_3
points: 4
"""

# %% [markdown]
r"""
### Question 3.3 · Zeros and ones `4 points`

**Given** `X_01` and `y_01`, the 360 images of a zero or a one and their labels. Start with equal weights and
$P_k = 0.25 + 0.5 \cdot{}$(first image of the digit): component 1 from the first zero, component 2 from the
first one. Run your loop with tol = 1e-9 and at most 300 iterations.

**Answer with** `start_01` and `theta_01`, the parameters $(\pi, P)$ at the start and at the end;
`history_01`, the log-likelihoods from the start on; `accuracy_01`, the share of images whose larger
responsibility belongs to the component of their own digit.

<details><summary>Hint</summary>

`X_01[y_01 == 0][0]` is the first zero. `run_em(X_01, start_01, *BERNOULLI, 1e-9, 300)` returns `theta_01` and
`history_01`; `resp.argmax(axis=1)` is 0 for component 1, which here stands for the digit 0.
</details>
"""

# %%
X_01, y_01 = digit_pair(0, 1)

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
# BEGIN SOLUTION NO PROMPT
first_01 = np.array([X_01[y_01 == 0][0], X_01[y_01 == 1][0]])
# END SOLUTION
start_01 = (np.array([0.5, 0.5]), 0.25 + 0.5 * first_01)  # SOLUTION
# BEGIN SOLUTION NO PROMPT
fit_01 = run_em(X_01, start_01, *BERNOULLI, 1e-9, 300)
# END SOLUTION
theta_01 = fit_01[0]  # SOLUTION
history_01 = fit_01[1]  # SOLUTION
accuracy_01 = np.mean(np.argmax(bernoulli_e_step(X_01, *theta_01), axis=1) == y_01)  # SOLUTION

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


def test_shapes_and_ascent(start_01, theta_01, history_01, accuracy_01):
    import numpy as np

    from emkit.check import array, number, parts, require

    array("P", parts("start_01", start_01, 2)[1], shape=(2, 64))
    pi, P = parts("theta_01", theta_01, 2)
    array("pi", pi, shape=(2,))
    P = array("P", P, shape=(2, 64))
    require(P.min() > 0.0009 and P.max() < 0.9991, "Clip the chances with `eps` = 0.001.")
    history = array("history_01", history_01)
    require(
        history.ndim == 1 and len(history) > 1, "`history_01` should be a list of several log-likelihoods."
    )
    require(
        np.diff(history).min() > -1e-6,
        "A correct iteration never lowers the log-likelihood; find the first drop.",
    )
    require(
        np.diff(history)[-1] < 1e-6,
        "The last iteration still gains: let the loop run until it stops by itself.",
    )
    accuracy = number("accuracy_01", accuracy_01)
    require(0 <= accuracy <= 1, "A share lies between 0 and 1.")
    require(accuracy > 0.05, "Hardly an image agrees: component 1 should stand for the digit 0, and 2 for 1.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_start(start_01, history_01, X_01, y_01, bernoulli_loglik):
    import numpy as np

    from emkit.check import call, close, number, parts

    first = np.array([X_01[y_01 == 0][0], X_01[y_01 == 1][0]])
    right = np.array([0.5, 0.5]), 0.25 + 0.5 * first
    pi, P = parts("start_01", start_01, 2)
    close("pi", pi, right[0])
    close("P", P, right[1])
    value = number("history_01", np.ravel(history_01)[0])
    if abs(value + 10089.913195) > 0.1:
        close(
            "history_01",
            value,
            call("bernoulli_loglik", bernoulli_loglik, X_01.copy(), *right),
            rtol=0,
            atol=0.1,
        )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_limit(history_01, X_01, y_01, bernoulli_loglik, bernoulli_e_step, bernoulli_m_step):
    import numpy as np

    from emkit.check import call, require, require_defined

    first = np.array([X_01[y_01 == 0][0], X_01[y_01 == 1][0]])
    right = np.array([0.5, 0.5]), 0.25 + 0.5 * first

    def loglik(theta):
        return float(call("bernoulli_loglik", bernoulli_loglik, X_01.copy(), *theta))

    def own_limit():
        # A slip in Section 1 is not paid for again: a run of the student's own steps from the right start counts.
        theta, last = right, loglik(right)
        for _ in range(300):
            resp = call("bernoulli_e_step", bernoulli_e_step, X_01.copy(), *theta)
            theta, before = call("bernoulli_m_step", bernoulli_m_step, X_01.copy(), resp), last
            last = loglik(theta)
            if np.isnan(last) or last - before < 1e-9:
                break
        return last

    require_defined("history_01", history_01)
    value = np.ravel(np.asarray(history_01, dtype=float))[-1]
    if not abs(value + 6246.033117) <= 0.1:
        # Without clipping that run may end in nan, too.
        same = np.isclose(value, own_limit(), rtol=0, atol=0.1, equal_nan=True)
        require(same, "Run your loop until it stops, and look at the last log-likelihood.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_learned_pictures(theta_01):
    from emkit.check import array, close, parts

    pi, P = parts("theta_01", theta_01, 2)
    close("pi", pi, [0.4914044361, 0.5085955639], rtol=1e-3)
    P = array("P", P, shape=(2, 64))
    close("P", P.sum(axis=1), [21.2019980320, 20.3490851260], rtol=1e-3)
    close("P", P[:, 27], [0.0843196695, 0.9289381638], rtol=1e-2)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_agreement_with_labels(accuracy_01, theta_01, bernoulli_e_step, X_01, y_01):
    # Right, or the agreement of the student's own parameters, if these tell the digits apart at all.
    from emkit.check import array, call, close, number, parts, require

    value = number("accuracy_01", accuracy_01)
    if abs(value - 0.9972222222) > 1e-3:
        theta = parts("theta_01", theta_01, 2)
        resp = array("resp", call("bernoulli_e_step", bernoulli_e_step, X_01.copy(), *theta), (360, 2))
        own = (resp.argmax(axis=1) == y_01).mean()
        require(own > 0.6, "The components do not tell the digits apart.")
        close("accuracy_01", value, own, rtol=1e-3)


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
The two figures below show your run: the pictures $P_1$ and $P_2$ after 0, 1, 2 and 11 iterations (dark =
likely on), and what the log-likelihood still lacks. The start is two single images, the end two averages.
"""

# %%
images.pictures_over_iterations(
    lambda n_iter: run_em(X_01, start_01, *BERNOULLI, -1.0, n_iter)[0][1], iterations=(0, 1, 2, 11)
)
images.log_likelihood_path(lambda: history_01)
plt.show()

# %% [raw]
r"""
# BEGIN QUESTION
name: e3_4
points: 2
"""

# %% [markdown]
r"""
### Question 3.4 · Threes and eights `2 points`

Threes and eights share most of their pixels, so this pair is harder.

**Given** `X_38` and `y_38`. Start, tolerance and limit as before, component 1 from the first three, component
2 from the first eight. **Answer with** `theta_38` at the end, `ll_38`, its log-likelihood, and `accuracy_38`,
as in Question 3.3.

<details><summary>Hint</summary>

Reuse your cell of Question 3.3. The labels are now 3 and 8, not the column numbers 0 and 1.
</details>
"""

# %%
X_38, y_38 = digit_pair(3, 8)

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
# BEGIN SOLUTION NO PROMPT
first_38 = np.array([X_38[y_38 == 3][0], X_38[y_38 == 8][0]])
start_38 = (np.array([0.5, 0.5]), 0.25 + 0.5 * first_38)
# END SOLUTION
theta_38 = run_em(X_38, start_38, *BERNOULLI, 1e-9, 300)[0]  # SOLUTION
ll_38 = bernoulli_loglik(X_38, *theta_38)  # SOLUTION
accuracy_38 = np.mean(3 + 5 * np.argmax(bernoulli_e_step(X_38, *theta_38), axis=1) == y_38)  # SOLUTION

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


def test_numbers_are_plausible(theta_38, ll_38, accuracy_38):
    from emkit.check import array, number, parts, require

    array("P", parts("theta_38", theta_38, 2)[1], shape=(2, 64))
    require(number("ll_38", ll_38) < -357, "Add up over all images; do not average.")
    accuracy = number("accuracy_38", accuracy_38)
    require(0 <= accuracy <= 1, "A share lies between 0 and 1.")
    require(accuracy > 0.01, "Almost no image agrees. The labels are 3 and 8; `argmax` gives 0 and 1.")
    require(accuracy > 0.3, "Fewer images agree than by chance: which component began as an eight?")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_limit_of_the_harder_pair(
    ll_38, theta_38, X_38, y_38, bernoulli_loglik, bernoulli_e_step, bernoulli_m_step
):
    # Right, or a place where the student's own steps stand still, with its own log-likelihood.
    import numpy as np

    from emkit.check import array, call, close, number, parts, require, require_defined

    def loglik(theta):
        return float(call("bernoulli_loglik", bernoulli_loglik, X_38.copy(), *theta))

    def step(theta):
        resp = call("bernoulli_e_step", bernoulli_e_step, X_38.copy(), *theta)
        return parts("theta_38", call("bernoulli_m_step", bernoulli_m_step, X_38.copy(), resp), 2)

    def runs_into_nan():
        first = np.array([X_38[y_38 == 3][0], X_38[y_38 == 8][0]])
        theta = np.array([0.5, 0.5]), 0.25 + 0.5 * first
        for _ in range(300):
            theta = step(theta)
            if np.isnan(loglik(theta)):
                return True
        return False

    require_defined("ll_38", ll_38)
    if np.isnan(np.ravel(np.asarray(ll_38, dtype=float))).all():
        # So does a run of an M-step with a slip in its clipping, which is paid for in Section 1.
        require(runs_into_nan(), "`ll_38` is nan, where your own steps give numbers.")
        return
    value = number("ll_38", ll_38)
    pi, P = (array("theta_38", part) for part in parts("theta_38", theta_38, 2))
    close("the number of pixels", P.shape[-1], 64)
    a = np.log(pi) + X_38 @ np.log(P).T + (1 - X_38) @ np.log(1 - P).T
    truth = np.logaddexp.reduce(a, axis=1).sum()
    if abs(value - truth) < 0.1:
        close("ll_38", value, -6728.857153, rtol=0, atol=0.1)
    else:
        close("ll_38", value, loglik((pi, P)), rtol=0, atol=0.1)
        close("theta_38", P, step((pi, P))[1], rtol=0, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_agreement_on_the_harder_pair(accuracy_38, theta_38, bernoulli_e_step, X_38, y_38):
    from emkit.check import array, call, close, number, parts, require

    value = number("accuracy_38", accuracy_38)
    if abs(value - 0.9411764706) > 1e-3:
        theta = parts("theta_38", theta_38, 2)
        resp = array("resp", call("bernoulli_e_step", bernoulli_e_step, X_38.copy(), *theta), (len(X_38), 2))
        own = (3 + 5 * resp.argmax(axis=1) == y_38).mean()
        require(own > 0.6, "The components do not tell the digits apart.")
        close("accuracy_38", value, own, rtol=1e-3)


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
The next figure shows the images that your model is least sure of, with the digit that was meant and the
responsibility of the component that began as an eight. Would you be sure?
"""

# %%
images.unsure_images(lambda: (X_38, y_38, bernoulli_e_step(X_38, *theta_38)), n_images=10, second="eight")
plt.show()
compare(["zeros and ones", "threes and eights"], predicted_accuracy, [accuracy_01, accuracy_38])

# %% [markdown]
r"""
## 4 · Cutting corners

What if you replace a step of EM by something cheaper? Back to one dimension, to the five points and the start
of `em_exercise`: `gaussian_joint` gives $\pi_k\, \mathcal{N}(x_i; \mu_k, \sigma_k^2)$.
"""

# %%
x = np.array([-1.0, 0, 4, 5, 6])
pi0, mu0, var0 = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])


def gaussian_joint(x, pi, mu, var):
    """Joint densities of points and components, (n, K)."""
    x, pi, mu, var = (np.asarray(part, dtype=float) for part in (x, pi, mu, var))
    return pi * np.exp(-((x[:, None] - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)


# %% [raw]
r"""
# BEGIN QUESTION
name: e4_1
points: 2
"""

# %% [markdown]
r"""
### Question 4.1 · From EM to k-means `2 points`

Give all components equal weights and one common variance $s^2$ that is not learned. What becomes of the
responsibilities when $s^2$ shrinks to 0?

**Given** `x` (n,), `mu` (K,), `s2`, the variance $s^2$. **Return** `resp` (n, K):

$$\gamma_{ki} = \frac{e^{-(x_i - \mu_k)^2 / (2 s^2)}}{\sum_{l=1}^{K} e^{-(x_i - \mu_l)^2 / (2 s^2)}} \tag{7}$$

*Example.* $x = 1$, $\mu = (0, 4)$, $s^2 = 2$: the exponents $-1/4$ and $-9/4$ differ by 2, so the row is $(1,
e^{-2}) / (1 + e^{-2}) = (0.880797, 0.119203)$.

<details><summary>Hint</summary>

For $s^2 = 10^{-6}$ both exponentials are 0. You have met this in Question 1.3.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def shared_variance_resp(x, mu, s2):
    """Responsibilities for equal weights and one common variance, equation (7). Returns (n, K)."""
    # BEGIN SOLUTION
    a = -((np.asarray(x, float)[:, None] - np.asarray(mu, float)) ** 2) / (2 * s2)
    return np.exp(a - np.logaddexp.reduce(a, axis=1)[:, None])
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


def test_one_point(shared_variance_resp):
    import numpy as np

    from emkit.check import call, close, require

    resp = call("shared_variance_resp", shared_variance_resp, np.array([1.0]), np.array([0.0, 4.0]), 2.0)
    slips = [
        ([[0.731059, 0.268941]], "`s2` is already the square; it stands in the exponent once."),
        ([[0.982014, 0.017986]], "The exponent has a factor 1/2."),
        ([[0.622459, 0.377541]], "The distance is squared."),
        ([[0.119203, 0.880797]], "The nearer mean should get the larger share."),
        ([[1, 0]], "For a variance of 2 the point is shared."),
    ]
    close("resp", resp, [[0.8807970780, 0.1192029220]], slips=slips)
    sharp = call("shared_variance_resp", shared_variance_resp, np.array([1.0]), np.array([0.0, 4.0]), 1e-4)
    require(
        np.isfinite(np.asarray(sharp, float)).all(),
        "For `s2` = 0.0001 your result is not a number: stay in logs.",
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_moderate_variances(shared_variance_resp):
    import numpy as np

    from emkit.check import call, close

    mu = np.array([1.0, 5.0])
    for s2, share in ((1.0, 0.5986876601), (0.15, 0.9350308309)):
        resp = call("shared_variance_resp", shared_variance_resp, np.array([2.9]), mu, s2)
        close("resp", resp, [[share, 1 - share]])
    resp = call(
        "shared_variance_resp", shared_variance_resp, np.array([0.5, 2.0]), np.array([0.0, 1.0, 4.0]), 1.5
    )
    want = [[0.4954626426, 0.4954626426, 0.0090747148], [0.2119415576, 0.5761168848, 0.2119415576]]
    close("resp", resp, want)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_limit_is_the_nearest_mean(shared_variance_resp):
    import numpy as np

    from emkit.check import call, close

    x, mu = np.array([2.9, 3.1, -7.0, 40.0]), np.array([1.0, 5.0, 9.0])
    for s2 in (1e-3, 1e-6):
        resp = call("shared_variance_resp", shared_variance_resp, x, mu, s2)
        close("resp", resp, [[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1]], atol=1e-9)


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
In the limit every point belongs to the nearest mean, and the M-step averages the points that belong to it:
that is k-means. The next cell runs both from the same means, on a thousand points of two overlapping normal
distributions.
"""

# %%
rs = np.random.RandomState(0)
pair = np.concatenate([rs.normal(-1, 1, 500), rs.normal(1, 1, 500)])
pair_start = np.array([0.5, 0.5]), np.array([-1.0, 1.0]), np.array([1.0, 1.0])


def means_after(share, mu, n_iter=50):
    """Given: the means after some rounds of sharing the points of `pair` out and averaging them."""
    for _ in range(n_iter):
        resp = share(mu)
        mu = resp.T @ pair / resp.sum(axis=0)
    return mu


far_apart = np.array([-2.0, 5.0])
print("k-means ", means_after(lambda mu: np.eye(2)[abs(pair[:, None] - mu).argmin(axis=1)], far_apart))
if shared_variance_resp(pair, far_apart, 1.0) is not None:
    for s2 in (1.0, 0.1, 1e-6):
        print(
            f"s2 = {s2:<7g}",
            means_after(lambda mu, s2=s2: np.asarray(shared_variance_resp(pair, mu, s2)), far_apart),
        )

# %% [markdown]
r"""
The limit needs the common variance. With learned variances, rounding the responsibilities gives another
algorithm, **hard EM**.
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: e4_2
points: 3
"""

# %% [markdown]
r"""
### Question 4.2 · Hard EM `3 points`

**Given** `x` (n,) and `pi`, `mu`, `var` (K,). **Return** from `hard_step` the tuple `(pi, mu, var)` after one
iteration in which each point belongs entirely to the component with the largest $\pi_k\, \mathcal{N}(x_i;
\mu_k, \sigma_k^2)$. Weights are shares of points; means and variances are those of the component's own
points, the variance around the new mean and divided by their number. You may assume that no component is left
empty.

**Answer with** `hard_end`: repeat on the thousand points of `pair`, from `pair_start`, until nothing changes, and
report the pair of

$$\ell(\theta) = \sum_i \ln \sum_k \pi_k\, \mathcal{N}(x_i; \mu_k, \sigma_k^2) \quad\text{and}\quad
\sum_i \max_k \ln \bigl[\pi_k\, \mathcal{N}(x_i; \mu_k, \sigma_k^2)\bigr]. \tag{8}$$

*Example.* Points 0, 1, 4, 8 with labels 1, 1, 2, 2 give means $(0.5, 6)$ and variances $(0.25, 4)$.

<details><summary>Hint</summary>

`np.eye(K)[labels]` turns labels 0, ..., K - 1 into one-hot rows (n, K), and the usual M-step does the rest.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def hard_step(x, pi, mu, var):
    """One iteration of hard EM for a mixture of Gaussians. Returns (pi, mu, var)."""
    # BEGIN SOLUTION
    resp = np.eye(len(pi))[gaussian_joint(x, pi, mu, var).argmax(axis=1)]
    n_k = resp.sum(axis=0)
    mu = resp.T @ x / n_k
    return n_k / len(x), mu, (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k
    # END SOLUTION


# BEGIN SOLUTION NO PROMPT
hard_theta = pair_start
for _ in range(50):
    hard_theta = hard_step(pair, *hard_theta)
hard_joint = gaussian_joint(pair, *hard_theta)
# END SOLUTION
hard_end = np.log(hard_joint.sum(axis=1)).sum(), np.log(hard_joint.max(axis=1)).sum()  # SOLUTION

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


def test_four_points(hard_step, hard_end):
    import numpy as np

    from emkit.check import array, call_unchanged, close, parts, require

    x, two = np.array([0.0, 1, 4, 8]), np.array([4.0, 4.0])
    answer = call_unchanged("hard_step", hard_step, x, np.array([0.5, 0.5]), np.array([0.0, 6.0]), two)
    pi, mu, var = parts("hard_step", answer, 3)
    soft = "Your points are still shared between the components. Round the responsibilities first."
    slips = [([0.793903, 6.032363], soft)]
    close("mu", mu, [0.5, 6], slips=slips)
    close("pi", pi, [0.5, 0.5], slips=[([2, 2], "The weights of the components must add up to one.")])
    slips = [
        ([0.5, 2], "Check the unit: the answer should be in squared units."),
        ([0.5, 8], "Divide by the number of points, not by one less."),
        ([0.125, 2], "Divide by the component's own number of points."),
        ([0.5, 4], "Use the new mean of the component in its variance."),
    ]
    close("var", var, [0.25, 4], slips=slips)
    x = np.array([0.0, 1, 2.5, 8])
    answer = call_unchanged("hard_step", hard_step, x, np.array([0.9, 0.1]), np.array([0.0, 4.0]), two)
    close(
        "mu",
        parts("hard_step", answer, 3)[1],
        [3.5 / 3, 8],
        slips=[([0.5, 5.25], "The nearer mean does not always win; use the joint.")],
    )
    ends = array("hard_end", hard_end, (2,))
    require(
        ends[1] <= ends[0],
        "A sum over the components is at least its largest term: which of the two comes first?",
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_weights_and_means(hard_step):
    import numpy as np

    from emkit.check import call_unchanged, close, parts

    x = np.array([-3, -2.2, -1, 0.5, 1.1, 2.2, 4.8, 6])
    theta = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    pi, mu, _ = parts("hard_step", call_unchanged("hard_step", hard_step, x, *theta), 3)
    close("pi", pi, [0.25, 0.5, 0.25])
    close("mu", mu, [-2.6, 0.7, 5.4])
    x = np.array([-1.0, 0, 4, 5, 6])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])
    pi, mu, _ = parts("hard_step", call_unchanged("hard_step", hard_step, x, *theta), 3)
    close("pi", pi, [0.4, 0.6])
    close("mu", mu, [5.5, 1])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_variances(hard_step):
    import numpy as np

    from emkit.check import call, close, parts

    x = np.array([-3, -2.2, -1, 0.5, 1.1, 2.2, 4.8, 6])
    theta = np.array([0.2, 0.5, 0.3]), np.array([-2.0, 1.0, 5.0]), np.array([0.5, 1.5, 2.0])
    close("var", parts("hard_step", call("hard_step", hard_step, x, *theta), 3)[2], [0.16, 1.335, 0.36])
    x = np.array([-1.0, 0, 4, 5, 6])
    theta = np.array([0.5, 0.5]), np.array([6.0, 7.0]), np.array([1.0, 4.0])
    close("var", parts("hard_step", call("hard_step", hard_step, x, *theta), 3)[2], [0.25, 14 / 3])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_where_hard_em_stops(hard_end, hard_step):
    # Right, or where the student's own step stops.
    import numpy as np

    from emkit.check import array, call, close, parts

    found, want = array("hard_end", hard_end, (2,)), np.array([-1762.4545080699, -1868.6975449312])
    if not np.allclose(found, want, rtol=0, atol=0.1):
        rs = np.random.RandomState(0)
        x = np.concatenate([rs.normal(-1, 1, 500), rs.normal(1, 1, 500)])
        theta = np.array([0.5, 0.5]), np.array([-1.0, 1.0]), np.array([1.0, 1.0])
        for _ in range(50):
            new = parts("hard_step", call("hard_step", hard_step, x.copy(), *theta), 3)
            new = tuple(np.array(part, dtype=float) for part in new)
            if all(np.allclose(a, b, rtol=1e-9) for a, b in zip(new, theta)):
                break
            theta = new
        pi, mu, var = theta
        joint = pi * np.exp(-((x[:, None] - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)
        own = np.log(joint.sum(axis=1)).sum(), np.log(joint.max(axis=1)).sum()
        # Soft steps run to the maximum of the log-likelihood; those are no hard steps.
        close("hard_end", found, own if own[1] > -1900 else want, rtol=0, atol=0.1)


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
Compare with soft EM, from the same start. Rounding the responsibilities changes the objective that is climbed:
hard EM raises the second sum of (8), not $\ell$. A component then sees only the points that it won, so
overlapping components come out too narrow and too far apart.
"""

# %%
soft_theta = pair_start
for _ in range(2000):
    joint = gaussian_joint(pair, *soft_theta)
    resp = joint / joint.sum(axis=1, keepdims=True)
    n_k, mean = resp.sum(axis=0), resp.T @ pair / resp.sum(axis=0)
    soft_theta = n_k / 1000, mean, (resp * (pair[:, None] - mean) ** 2).sum(axis=0) / n_k
joint = gaussian_joint(pair, *soft_theta)
print(f"soft EM ends at {np.log(joint.sum(axis=1)).sum():.1f} and {np.log(joint.max(axis=1)).sum():.1f}")
if hard_end is not ...:
    print("hard EM ends at", " and ".join(f"{value:.1f}" for value in np.ravel(hard_end)))

# %% [raw]
r"""
# BEGIN QUESTION
name: e4_3
points: 1
"""

# %% [markdown]
r"""
### Question 4.3 · Predict `1 point`

The M-step need not find the maximum of the bound. Right after the E-step the bound touches the
log-likelihood, so any parameters that lift the bound above its present value lift the log-likelihood, too.

From `pi0`, `mu0`, `var0`, one E-step on the five points, then one of five updates: **A** the weights alone,
**B** the variances alone, **C** the means alone, **D** means and variances, **E** all three.

**Answer with** `predicted_best`, the letter of the update that you expect to end highest in $\ell$. The point
is for a prediction, right or wrong.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
predicted_best = "E"  # SOLUTION

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


def test_a_letter(predicted_best):
    from emkit.check import one_of

    one_of("predicted_best", predicted_best, "ABCDE")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_a_prediction_was_made(predicted_best):
    from emkit.check import one_of

    one_of("predicted_best", predicted_best, "ABCDE")


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
name: e4_4
points: 3
"""

# %% [markdown]
r"""
### Question 4.4 · Half an M-step `3 points`

To see what becomes of your prediction, update some parameters and leave the others alone.

**Given** `x` (n,), `resp` (n, K), the current `pi`, `mu`, `var`, and `update`, a tuple with some of the names
`"pi"`, `"mu"`, `"var"`. **Return** `(pi, mu, var)`, where the parameters named in `update` maximise the bound
with the others left as they are.

*Example.* Points 0, 2, 5, rows (1, 0), (0.5, 0.5), (0, 1), means $(1, 3)$. With `update = ("var",)` the first
variance is $(1 \cdot 1 + 0.5 \cdot 1) / 1.5 = 1$, the second $(0.5 \cdot 1 + 1 \cdot 4) / 1.5 = 3$.

<details><summary>Hint</summary>

The best variance for *given* means is the weighted mean of squared distances to these means. If the means
move in the same step, they move first.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def partial_m_step(x, resp, pi, mu, var, update):
    """M-step for some of the parameters only. Returns (pi, mu, var)."""
    # BEGIN SOLUTION
    n_k = resp.sum(axis=0)
    if "pi" in update:
        pi = n_k / len(x)
    if "mu" in update:
        mu = resp.T @ x / n_k
    if "var" in update:
        var = (resp * (x[:, None] - mu) ** 2).sum(axis=0) / n_k
    return pi, mu, var
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


def test_three_points(partial_m_step):
    import numpy as np

    from emkit.check import call_unchanged, close, parts

    x, resp = np.array([0.0, 2, 5]), np.array([[1, 0], [0.5, 0.5], [0, 1]])
    old = (np.array([0.2, 0.8]), np.array([1.0, 3.0]), np.array([2.0, 7.0]))
    want = {"pi": [0.5, 0.5], "mu": [2 / 3, 4], "var": [1, 3]}
    both = "Distances should be measured from the means that you return."
    names = ("pi", "mu", "var")
    for name in names:
        copies = (part.copy() for part in old)
        found = parts(
            "partial_m_step", call_unchanged("partial_m_step", partial_m_step, x, resp, *copies, (name,)), 3
        )
        for other, value, before in zip(names, found, old):
            if other == name:
                close(name, value, want[name], slips=[([8 / 9, 2], both)])
            else:
                close(other, value, before, otherwise="Leave alone what is not named in `update`.")
    answer = call_unchanged("partial_m_step", partial_m_step, x, resp, *old, ("mu", "var"))
    close("var", parts("partial_m_step", answer, 3)[2], [8 / 9, 2], slips=[([1, 3], both)])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_means_or_weights_alone(partial_m_step):
    import numpy as np

    from emkit.check import array, call, close, parts

    x, pi, mu, var = (
        np.array([-1.0, 0, 4, 5, 6]),
        np.array([0.5, 0.5]),
        np.array([6.0, 7.0]),
        np.array([1.0, 4.0]),
    )
    first = np.array([1.3651204889e-7, 1.3924415555e-5, 0.4546616729, 2 / 3, 0.6938428965])
    resp = np.column_stack([first, 1 - first])
    for update, value in ((("mu",), -10.9956220234), (("pi",), -24.2118162501)):
        answer = call("partial_m_step", partial_m_step, x, resp, pi.copy(), mu.copy(), var.copy(), update)
        p, m, v = (array("parameters", part, shape=(2,)) for part in parts("partial_m_step", answer, 3))
        density = (p * np.exp(-((x[:, None] - m) ** 2) / (2 * v)) / np.sqrt(2 * np.pi * v)).sum(axis=1)
        close("log-likelihood", np.log(density).sum(), value, rtol=1e-8)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_variances_alone(partial_m_step):
    import numpy as np

    from emkit.check import call_unchanged, close, parts

    x, pi, mu, var = (
        np.array([-1.0, 0, 4, 5, 6]),
        np.array([0.5, 0.5]),
        np.array([6.0, 7.0]),
        np.array([1.0, 4.0]),
    )
    first = np.array([1.3651204889e-7, 1.3924415555e-5, 0.4546616729, 2 / 3, 0.6938428965])
    resp = np.column_stack([first, 1 - first])
    answer = call_unchanged("partial_m_step", partial_m_step, x, resp, pi, mu, var, ("var",))
    p, m, v = parts("partial_m_step", answer, 3)
    close("var", v, [1.3694587161, 37.5365148352])
    close("mu", m, [6, 7])
    close("pi", p, [0.5, 0.5])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_means_and_variances_together(partial_m_step):
    import numpy as np

    from emkit.check import array, call, close, parts

    x, pi, mu, var = (
        np.array([-1.0, 0, 4, 5, 6]),
        np.array([0.5, 0.5]),
        np.array([6.0, 7.0]),
        np.array([1.0, 4.0]),
    )
    first = np.array([1.3651204889e-7, 1.3924415555e-5, 0.4546616729, 2 / 3, 0.6938428965])
    resp = np.column_stack([first, 1 - first])
    for update, value in ((("mu", "var"), -10.8729740208), (("var", "mu", "pi"), -10.9559124208)):
        answer = call("partial_m_step", partial_m_step, x, resp, pi.copy(), mu.copy(), var.copy(), update)
        p, m, v = (array("parameters", part, shape=(2,)) for part in parts("partial_m_step", answer, 3))
        density = (p * np.exp(-((x[:, None] - m) ** 2) / (2 * v)) / np.sqrt(2 * np.pi * v)).sum(axis=1)
        close("log-likelihood", np.log(density).sum(), value, rtol=1e-8)


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
What do the halves gain? The next cell updates `pi0`, `mu0`, `var0` once and prints the log-likelihood after
it. Look twice at the last two lines, and remember what the full M-step makes as large as it can be.
"""

# %%
joint = gaussian_joint(x, pi0, mu0, var0)
resp0 = joint / joint.sum(axis=1, keepdims=True)
for update in (("pi",), ("var",), ("mu",), ("mu", "var"), ("pi", "mu", "var")):
    theta = partial_m_step(x, resp0, pi0, mu0, var0, update)
    if theta is not None:
        print(f"{' and '.join(update):18} {np.log(gaussian_joint(x, *theta).sum(axis=1)).sum():10.4f}")
print(f"You predicted {predicted_best}.")

# %% [markdown]
r"""
## 5 · What EM promises
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: e5_1
points: 4
"""

# %% [markdown]
r"""
### Question 5.1 · True or false `4 points`

Here $q$ is a distribution over the latent variables and the bound is $\mathcal{L}(q, \theta) =
\mathbb{E}_q[\ln p(x, z; \theta) - \ln q(z)]$.

- **A** Run long enough, EM reaches the global maximum of the log-likelihood.
- **B** With the exact posterior in the E-step and the maximum of the bound in the M-step, no iteration lowers
  the log-likelihood.
- **C** Several parameter values can share the highest log-likelihood.
- **D** EM can be run for any model whose joint $p(x, z; \theta)$ can be written down; the posterior is not
  needed.
- **E** In a mixture the component of each point belongs to the model, but EM is never shown it.
- **F** The bound holds for every $q$, whichever $\theta$ it is evaluated at.
- **G** EM is coordinate descent: each step lowers the bound in $q$ or in $\theta$.
- **H** Right after an M-step, before the next E-step, the bound always equals the log-likelihood.

**Answer with** `true_claims`, the set of letters of the true claims, such as `{"A", "H"}`. Five right
verdicts of eight give 1 point, six give 2, seven 3, eight 4.

<details><summary>Hint</summary>

For A and C think of equal or exchanged components. For F and H draw the log-likelihood and one bound.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
# BEGIN SOLUTION NO PROMPT
# A: a local maximum, or a saddle for equal components. C: exchanged components, at least. D: the E-step is the
# posterior. E: that is what latent means. F: Jensen asks nothing of q. G: ascent. H: q belongs to the old theta.
# END SOLUTION
true_claims = {"B", "C", "E", "F"}  # SOLUTION

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


def test_letters_only(true_claims):
    from emkit.check import require, require_defined

    require_defined("true_claims", true_claims)
    kinds = "set", "frozenset", "list", "tuple", "str", "ndarray"
    require(type(true_claims).__name__ in kinds, "`true_claims` should be a set of letters.")
    letters = {str(letter).strip().upper() for letter in true_claims} - {"", ","}
    require(letters <= set("ABCDEFGH"), "Use the letters A to H, one string per claim.")
    require(0 < len(letters) < 8, "Some claims are true and some are not.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_five_verdicts(true_claims):
    from emkit.check import require, require_defined

    require_defined("true_claims", true_claims)
    said = {str(letter).strip().upper() for letter in true_claims}
    require(
        sum((claim in said) == (claim in "BCEF") for claim in "ABCDEFGH") >= 5, "Fewer than five are right."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_six_verdicts(true_claims):
    from emkit.check import require, require_defined

    require_defined("true_claims", true_claims)
    said = {str(letter).strip().upper() for letter in true_claims}
    require(
        sum((claim in said) == (claim in "BCEF") for claim in "ABCDEFGH") >= 6, "Fewer than six are right."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_seven_verdicts(true_claims):
    from emkit.check import require, require_defined

    require_defined("true_claims", true_claims)
    said = {str(letter).strip().upper() for letter in true_claims}
    require(
        sum((claim in said) == (claim in "BCEF") for claim in "ABCDEFGH") >= 7, "Fewer than seven are right."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_eight_verdicts(true_claims):
    from emkit.check import require, require_defined

    require_defined("true_claims", true_claims)
    said = {str(letter).strip().upper() for letter in true_claims}
    require(all((claim in said) == (claim in "BCEF") for claim in "ABCDEFGH"), "Not all eight are right.")


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
name: e5_2
points: 1
"""

# %% [markdown]
r"""
### Question 5.2 · Names do not matter `1 point`

You have found a maximum of the likelihood of a mixture with $K = 4$ components. Two of them are equal in
everything, weight and picture; the other two differ from these and from each other.

**Answer with** `n_equivalent`: how many different parameter values, that one included, give the same density
only because the components have other names?

<details><summary>Hint</summary>

Write down the cases for $K = 3$ with two equal components first.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %%
n_equivalent = 12  # SOLUTION

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


def test_a_count(n_equivalent):
    from emkit.check import number, require

    count = number("n_equivalent", n_equivalent)
    require(count == int(count) and count > 0, "`n_equivalent` is a count: a whole number, at least 1.")


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_number_of_names(n_equivalent):
    from emkit.check import close

    close("n_equivalent", n_equivalent, 12)


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
## 6 · What EM needs
"""

# %% [raw]
r"""
# BEGIN QUESTION
name: e6
manual: true
points: 3
rubric:
  - 1 a model, and its latent variable
  - 1 the sum or integral, and why it is out of reach
  - 1 a replacement, and that the bound is no longer tight, so the log-likelihood may fall
"""

# %% [markdown]
r"""
### Question 6.1 · Where EM stops `3 points, graded by a person`

EM needs $p(z \mid x; \theta)$. In about 80 words: name a model with latent variables for which this
posterior cannot be computed exactly, say which sum or integral is out of reach and why, and say what can take
the place of the E-step and which promise of EM is then lost.
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""

# %% [markdown]
r"""
One of many: a factorial mixture, in which 30 binary causes are switched on independently and together set the
chances of the pixels. Given an image the causes depend on each other, so the denominator of the posterior is
a sum over $2^{30}$ settings per image, and it does not factorise. (A deep generative model has an integral
without a closed form instead.)

In place of the posterior one can use the best $q$ of a simpler family, for example independent causes: the
bound still holds and still rises, but it no longer touches the log-likelihood, which may fall. Or one can
sample from the posterior; then the bound is only estimated, and the ascent holds on average at best.
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
## 7 · Incomplete data (optional)

EM was invented for missing values. Take 272 eruptions of the geyser Old Faithful, each with its length and the
wait after it, both in minutes (Härdle 1991; see `data/README.md`). Most waits after long eruptions are hidden
here. The model is one Gaussian in the plane; what is latent are the hidden waits.
"""

# %%
faithful = np.loadtxt("data/faithful.csv", delimiter=",", skiprows=1)
is_hidden = np.random.RandomState(4).rand(272) < np.where(faithful[:, 0] > 3, 0.6, 0.1)
gappy = faithful.copy()
gappy[is_hidden, 1] = np.nan
gappy_start = np.nanmean(gappy, axis=0), np.diag(np.nanvar(gappy, axis=0))


def observed_loglik(X, theta):
    """Given: log-likelihood of what is there, pairs where both numbers are known and lengths where one is."""
    mean, cov = (np.asarray(part, dtype=float) for part in theta)
    D = X - mean
    given = np.isfinite(D[:, 1])
    line = -0.5 * (np.log(2 * np.pi * cov[0, 0]) + D[:, 0] ** 2 / cov[0, 0])
    rest = D[given, 1] - cov[0, 1] / cov[0, 0] * D[given, 0]
    left = cov[1, 1] - cov[0, 1] ** 2 / cov[0, 0]
    return line.sum() - 0.5 * (np.log(2 * np.pi * left) + rest**2 / left).sum()


# %% [raw]
r"""
# BEGIN QUESTION
name: e7_1
points: 2
"""

# %% [markdown]
r"""
### Question 7.1 · What a length says about a wait `2 points`

In a Gaussian in the plane the second coordinate, given the first, is Gaussian with

$$\mathbb{E}[x_{i2} \mid x_{i1}] = \mu_2 + \frac{\Sigma_{12}}{\Sigma_{11}} (x_{i1} - \mu_1), \qquad
\operatorname{Var}[x_{i2} \mid x_{i1}] = \Sigma_{22} - \frac{\Sigma_{12}^2}{\Sigma_{11}}. \tag{9}$$

**Given** `X (n, 2)` with `nan` where the second coordinate is hidden, `mean (2,)`, `cov (2, 2)`. **Return**
`(filled, extra)`: the table (n, 2) with means in the gaps, and the variances (n,), 0 where nothing was hidden.

*Example.* Mean (1, 10) and covariance with rows (4, 2), (2, 3): the row (3, nan) becomes (3, 11), with variance
2; the row (3, 8) stays, with variance 0.

<details><summary>Hint</summary>

`np.isnan` finds the gaps; `np.where` takes one value there and another elsewhere.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def fill_in(X, mean, cov):
    """E-step for hidden second coordinates, equation (9). Returns (filled (n, 2), extra (n,))."""
    # BEGIN SOLUTION
    gap = np.isnan(X[:, 1])
    guess = mean[1] + cov[0, 1] / cov[0, 0] * (X[:, 0] - mean[0])
    filled = np.column_stack([X[:, 0], np.where(gap, guess, X[:, 1])])
    return filled, np.where(gap, cov[1, 1] - cov[0, 1] ** 2 / cov[0, 0], 0.0)
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


def test_three_rows(fill_in):
    import numpy as np

    from emkit.check import call_unchanged, close, parts

    X = np.array([[3.0, np.nan], [3, 8], [-1, np.nan]])
    mean, cov = np.array([1.0, 10.0]), np.array([[4.0, 2.0], [2.0, 3.0]])
    filled, extra = parts("fill_in", call_unchanged("fill_in", fill_in, X, mean, cov), 2)
    slips = [
        (
            [[3, 10], [3, 8], [-1, 10]],
            "A long eruption promises a long wait: the guess depends on the length.",
        ),
        ([[3, 14], [3, 8], [-1, 6]], "The covariance in (9) is divided by the variance of the length."),
        ([[3, 11], [3, 11], [-1, 9]], "A wait that was seen stays as it is."),
    ]
    close("filled", filled, [[3, 11], [3, 8], [-1, 9]], slips=slips)
    slips = [
        ([2, 2, 2], "A wait that was seen has no variance left."),
        ([3, 0, 3], "Knowing the length takes a part of the variance away."),
        ([1.4142136, 0, 1.4142136], "Check the unit: a variance is in squared units."),
    ]
    close("extra", extra, [2, 0, 2], slips=slips)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_filled(fill_in):
    import numpy as np

    from emkit.check import call, close, parts

    X = np.array([[1.0, 2.0], [2, np.nan], [4, np.nan], [-3, 0.5]])
    mean, cov = np.array([0.5, -1.0]), np.array([[2.5, -1.0], [-1.0, 4.0]])
    filled, _ = parts("fill_in", call("fill_in", fill_in, X, mean, cov), 2)
    close("filled", filled, [[1, 2], [2, -1.6], [4, -2.4], [-3, 0.5]])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_extra(fill_in):
    import numpy as np

    from emkit.check import call, close, parts

    X = np.array([[1.0, 2.0], [2, np.nan], [4, np.nan], [-3, 0.5]])
    mean, cov = np.array([0.5, -1.0]), np.array([[2.5, -1.0], [-1.0, 4.0]])
    _, extra = parts("fill_in", call("fill_in", fill_in, X, mean, cov), 2)
    close("extra", extra, [0, 3.6, 3.6, 0])


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
name: e7_2
points: 3
tell: at_once
"""

# %% [markdown]
r"""
### Question 7.2 · Mean and covariance of what you did not see `3 points`

The M-step needs the expectation of $x_{i2}^2$ as well, and that is not the square of the expectation.

**Given** `filled (n, 2)`, `extra (n,)`. **Return** `(mean, cov)` of the maximum of the bound: averages over all
$n$ rows of expected values, the covariance around the new mean.

**Answer also with** `wait_variance`, a pair: the variance of the waits after 200 iterations of `run_em` (tol =
0) on `gappy` from `gappy_start`, with your M-step, and with one that is told `extra = 0` everywhere.

*Example.* The rows (0, 1), (2, 5) with `extra` (0, 4): mean (1, 3), covariance with rows (1, 2), (2, 6).

<details><summary>Hint</summary>

$\mathbb{E}[y^2] = \mathbb{E}[y]^2 + \operatorname{Var}[y]$. Which entry of the covariance gets something on top, and
how much of it, on average? In `run_em`, `theta` is the pair `(mean, cov)` and what the E-step returns goes to
the M-step as it is.
</details>
"""

# %% [raw]
r"""
# BEGIN SOLUTION
"""


# %%
def missing_m_step(filled, extra):
    """M-step of one Gaussian with hidden second coordinates. Returns (mean (2,), cov (2, 2))."""
    # BEGIN SOLUTION
    mean = filled.mean(axis=0)
    D = filled - mean
    cov = D.T @ D / len(D)
    cov[1, 1] += np.mean(extra)
    return mean, cov
    # END SOLUTION


# BEGIN SOLUTION NO PROMPT
def wait_variance_after(m_step):
    theta, _ = run_em(gappy, gappy_start, lambda X, t: fill_in(X, *t), m_step, observed_loglik, -np.inf, 200)
    return theta[1][1, 1]


# END SOLUTION
# BEGIN SOLUTION NO PROMPT
with_extra = wait_variance_after(lambda X, hidden: missing_m_step(*hidden))
without = wait_variance_after(lambda X, hidden: missing_m_step(hidden[0], np.zeros(len(X))))
# END SOLUTION
wait_variance = with_extra, without  # SOLUTION

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


def test_two_rows(missing_m_step, wait_variance):
    import numpy as np

    from emkit.check import array, call_unchanged, close, parts

    filled, extra = np.array([[0.0, 1.0], [2, 5]]), np.array([0.0, 4])
    mean, cov = parts("missing_m_step", call_unchanged("missing_m_step", missing_m_step, filled, extra), 2)
    close("mean", mean, [1, 3])
    slips = [
        (
            [[1, 2], [2, 4]],
            "A wait that was guessed is less certain than one that was seen. Where does that enter?",
        ),
        ([[1, 2], [2, 8]], "On average: the rows that were seen add nothing, but they count."),
        ([[1, 2], [2, 10]], "On average: the rows that were seen add nothing, but they count."),
        ([[3, 4], [4, 8]], "The length was seen: its variance and the product get nothing on top."),
        ([[3, 2], [2, 6]], "The length was seen: its variance gets nothing on top."),
        ([[2, 4], [4, 10]], "Look at the divisor: an average over all rows."),
        ([[2, 4], [4, 12]], "Look at the divisor: an average over all rows."),
    ]
    close("cov", cov, [[1, 2], [2, 6]], slips=slips)
    array("wait_variance", wait_variance, (2,))


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_hidden_rows_count(missing_m_step):
    import numpy as np

    from emkit.check import call, close, parts

    filled = np.array([[1.0, 2.0], [2, -1.6], [4, -2.4], [-3, 0.5]])
    mean, cov = parts(
        "missing_m_step", call("missing_m_step", missing_m_step, filled, np.array([0.0, 3.6, 3.6, 0])), 2
    )
    close("mean", mean, [1, -0.375])
    close("cov", cov, [[6.5, -2.7], [-2.7, 4.801875]])


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_wait_variance_with_what_is_hidden(wait_variance, fill_in, missing_m_step, gappy):
    # Right, or what the student's own steps make of it, as long as what is hidden matters to them.
    import numpy as np

    from emkit.check import array, call, close, parts, require

    value = array("wait_variance", wait_variance, (2,))[0]
    if abs(value - 188.3078833811) > 0.15:
        ends = []
        for keep in (1, 0):
            mean, cov = np.nanmean(gappy, axis=0), np.diag(np.nanvar(gappy, axis=0))
            for _ in range(200):
                filled, extra = parts("fill_in", call("fill_in", fill_in, gappy.copy(), mean, cov), 2)
                step = call(
                    "missing_m_step", missing_m_step, array("filled", filled), keep * array("extra", extra)
                )
                mean, cov = (array("the new parameters", part) for part in parts("missing_m_step", step, 2))
            ends.append(cov[1, 1])
        require(ends[0] > ends[1] + 1, "What is hidden adds to the variance.")
        close("wait_variance", value, ends[0], rtol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_wait_variance_without_it(wait_variance, fill_in, missing_m_step, gappy):
    # Right, or what the student's own steps make of it, as long as what is hidden matters to them.
    import numpy as np

    from emkit.check import array, call, close, parts, require

    value = array("wait_variance", wait_variance, (2,))[1]
    if abs(value - 174.9683188692) > 0.15:
        ends = []
        for keep in (1, 0):
            mean, cov = np.nanmean(gappy, axis=0), np.diag(np.nanvar(gappy, axis=0))
            for _ in range(200):
                filled, extra = parts("fill_in", call("fill_in", fill_in, gappy.copy(), mean, cov), 2)
                step = call(
                    "missing_m_step", missing_m_step, array("filled", filled), keep * array("extra", extra)
                )
                mean, cov = (array("the new parameters", part) for part in parts("missing_m_step", step, 2))
            ends.append(cov[1, 1])
        require(ends[0] > ends[1] + 1, "What is hidden adds to the variance.")
        close("wait_variance", value, ends[1], rtol=1e-3)


# %% [raw]
r"""
# END TESTS
"""

# %% [raw]
r"""
# END QUESTION
"""

# %%
print(
    f"variance of the waits that were seen: {np.nanvar(gappy[:, 1]):.1f}, of all: {faithful[:, 1].var():.1f}"
)
if wait_variance is not ...:
    print("by EM, with and without:", ", ".join(f"{value:.1f}" for value in np.ravel(wait_variance)))

# %% [markdown]
r"""
The waits that were seen are no fair sample: long ones are hidden more often. EM need not know why a wait is
hidden, as long as that depends on nothing but the lengths, which are all there.
"""

# %% [markdown]
r"""
**Further reading.** Dempster, Laird and Rubin (1977), *Maximum likelihood from incomplete data via the EM
algorithm*; Bishop (2006), *Pattern Recognition and Machine Learning*, chapter 9, where mixtures of Bernoullis
meet handwritten digits; Neal and Hinton (1998), *A view of the EM algorithm that justifies incremental,
sparse, and other variants*; Wikipedia, *Expectation-maximization algorithm*.
"""

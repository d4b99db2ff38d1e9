"""What the hidden tests know about the eight typed questions: reference, relations, slips with sentences.

Each entry is the literal that the hidden test of an assignment holds; nothing here may travel to students.
"""

from emkit.formula import (
    DQ_DMU,
    DQ_DPI,
    DQ_DSIGMA,
    MARGINAL,
    MEAN,
    POSTERIOR,
    VARIANCE,
    WEIGHT,
)

ADD_UP = "The values for k = 1 and k = 2 must add up to one."
WEIGHT_ZERO = "A component with weight zero should get nothing."
ONLY_FIRST = "Right only for k = 1; the formula must hold for either k."

posterior = POSTERIOR.graded(
    reference="pi_k*N_k/(pi_1*N_1 + pi_2*N_2)",
    relations={"pi_2": "1 - pi_1"},
    slips={
        "pi_k*N_k": ADD_UP,
        "N_k": ADD_UP,
        "pi_k*N_k/(N_1 + N_2)": ADD_UP,
        "pi_k*N_k/((pi_1 + pi_2)*(N_1 + N_2))": ADD_UP,
        "pi_k*N_k/(pi_1*N_1*pi_2*N_2)": ADD_UP,
        "pi_k*N_k/2": ADD_UP,
        "N_k/(N_1 + N_2)": WEIGHT_ZERO,
        "N_k/(pi_1*N_1 + pi_2*N_2)": WEIGHT_ZERO,
        "pi_1*N_1/(pi_1*N_1 + pi_2*N_2)": ONLY_FIRST,
    },
)

DROP_OUT = "If one point had responsibility zero it should drop out."
TOTAL = "Divide by the total responsibility, not by the number of points."
BOTH_C = "If both points are equal to c, the answer must be c."
OVER_COMPONENTS = "Responsibilities add up to one over components, not over points."

mean = MEAN.graded(
    reference="(gamma_k1*x_1 + gamma_k2*x_2)/(gamma_k1 + gamma_k2)",
    slips={
        "(x_1 + x_2)/2": DROP_OUT,
        "(x_1 + x_2)/(gamma_k1 + gamma_k2)": DROP_OUT,
        "(gamma_k1*x_1 + gamma_k2*x_2)/2": TOTAL,
        "gamma_k1*x_1 + gamma_k2*x_2": BOTH_C,
        "gamma_k1*x_1 + (1 - gamma_k1)*x_2": OVER_COMPONENTS,
        "(1 - gamma_k2)*x_1 + gamma_k2*x_2": OVER_COMPONENTS,
    },
)

SQUARED_UNITS = "The answer should be in squared units."
CANCEL = "Weighted deviations from the weighted mean cancel to zero."
ONCE = "Each squared distance is weighted once."
LIKELIHOOD = "This is a maximum-likelihood estimate."
TENFOLD = "Multiply both responsibilities by ten: a variance should not change."
SHIFTED = "Shift both points by ten: a variance should not change."

_SUM = "gamma_k1*(x_1 - hatmu_k)^2 + gamma_k2*(x_2 - hatmu_k)^2"
_UNWEIGHTED = "(x_1 - hatmu_k)^2 + (x_2 - hatmu_k)^2"
_WEIGHT_SQUARED = "gamma_k1^2*(x_1 - hatmu_k)^2 + gamma_k2^2*(x_2 - hatmu_k)^2"
_SECOND_MOMENT = "(gamma_k1*x_1^2 + gamma_k2*x_2^2)/(gamma_k1 + gamma_k2)"

variance = VARIANCE.graded(
    reference=f"({_SUM})/(gamma_k1 + gamma_k2)",
    relations={"hatmu_k": "(gamma_k1*x_1 + gamma_k2*x_2)/(gamma_k1 + gamma_k2)"},
    slips={
        f"sqrt(({_SUM})/(gamma_k1 + gamma_k2))": SQUARED_UNITS,
        f"{_SECOND_MOMENT} - hatmu_k": SQUARED_UNITS,
        "(gamma_k1*(x_1 - hatmu_k) + gamma_k2*(x_2 - hatmu_k))/(gamma_k1 + gamma_k2)": CANCEL,
        f"({_WEIGHT_SQUARED})/(gamma_k1 + gamma_k2)": ONCE,
        f"({_WEIGHT_SQUARED})/(gamma_k1^2 + gamma_k2^2)": ONCE,
        f"({_WEIGHT_SQUARED})/(gamma_k1 + gamma_k2)^2": ONCE,
        f"({_SUM})/(gamma_k1 + gamma_k2 - 1)": LIKELIHOOD,
        f"({_SUM})/2": TENFOLD,
        f"{_SUM}": TENFOLD,
        f"({_SUM})/(gamma_k1 + gamma_k2)^2": TENFOLD,
        f"({_UNWEIGHTED})/2": DROP_OUT,
        f"({_UNWEIGHTED})/(gamma_k1 + gamma_k2)": DROP_OUT,
        f"{_UNWEIGHTED}": DROP_OUT,
        f"{_SECOND_MOMENT}": SHIFTED,
    },
)

WEIGHTS_ADD_UP = "The weights of the two components must add up to one."
OVER_POINTS = "Average over the points, not over one component's responsibilities."
EVERYTHING = "If one component is responsible for everything, what should its weight be?"

weight = WEIGHT.graded(
    reference="(gamma_k1 + gamma_k2)/2",
    slips={
        "gamma_k1 + gamma_k2": WEIGHTS_ADD_UP,
        "gamma_k1*gamma_k2": WEIGHTS_ADD_UP,
        "gamma_k1/(gamma_k1 + gamma_k2)": OVER_POINTS,
        "gamma_k2/(gamma_k1 + gamma_k2)": OVER_POINTS,
        "1/2": EVERYTHING,
        "1": EVERYTHING,
    },
)

INTEGRATES = "A density integrates to one over x; what does yours integrate to?"
EITHER_OR = "A point comes from one component or the other, never from both at once."
NOT_GIVEN_X = "This is the probability of a component for a given x; asked for is the density of x."

marginal = MARGINAL.graded(
    reference="(N_1 + N_2)/2",
    slips={
        "N_1 + N_2": INTEGRATES,
        "N_1*N_2": EITHER_OR,
        "N_1*N_2/2": EITHER_OR,
        "N_1*N_2/4": EITHER_OR,
        "sqrt(N_1*N_2)": EITHER_OR,
        "N_1/(N_1 + N_2)": NOT_GIVEN_X,
        "N_2/(N_1 + N_2)": NOT_GIVEN_X,
    },
)

OTHER_WEIGHT = "When pi_1 grows, what happens to the other weight?"
OWN_WEIGHT = "S_2 belongs to the second component; what is its weight?"
NOT_DERIVED = "This is Q itself; asked for is its derivative."
SOLVED = "This is where the derivative is zero; asked for is the derivative."

dQ_dpi = DQ_DPI.graded(
    reference="S_1/pi_1 - S_2/(1 - pi_1)",
    slips={
        "S_1/pi_1 + S_2/(1 - pi_1)": OTHER_WEIGHT,
        "S_1/pi_1": OTHER_WEIGHT,
        "S_1/pi_1 - S_2/pi_1": OWN_WEIGHT,
        "S_1/pi_1 + S_2/pi_1": OWN_WEIGHT,
        "S_1*log(pi_1) + S_2*log(1 - pi_1)": NOT_DERIVED,
        "S_1/(S_1 + S_2)": SOLVED,
        "S_1/(S_1 - S_2)": SOLVED,
    },
)

NO_PULL = "A point with responsibility zero should not pull at mu."
WHICH_WAY = "If the point lies to the right of mu, should mu move to the right or to the left?"
UNITS = "Check the units of each term."

dQ_dmu = DQ_DMU.graded(
    reference="gamma*(x - mu)/sigma^2",
    slips={
        "gamma*(mu - x)/sigma^2": WHICH_WAY,
        "(x - mu)/sigma^2": NO_PULL,
        "gamma*(x - mu)/sigma": UNITS,
        "gamma*(x - mu)": UNITS,
        "gamma*(x - mu)^2/sigma^2": UNITS,
        "gamma*(x - mu)/sigma^3": UNITS,
        "gamma*(x - mu)/sigma^4": UNITS,
    },
)

NO_SAY = "A point with responsibility zero should have no say."
AT_THE_MEAN = "For a point exactly at mu, should sigma grow or shrink?"
FAR_AWAY = "For a point far away from mu, should sigma grow or shrink?"
IN_FRONT = "sigma also stands in front of the exponential."
IN_VARIANCE = "This is a derivative with respect to sigma^2; asked for is the one with respect to sigma."
HALF = "Differentiate the square once more and watch the factor in front of it."

dQ_dsigma = DQ_DSIGMA.graded(
    reference="gamma*(-1/sigma + (x - mu)^2/sigma^3)",
    slips={
        "gamma*(1/sigma + (x - mu)^2/sigma^3)": AT_THE_MEAN,
        "gamma*(1/sigma - (x - mu)^2/sigma^3)": AT_THE_MEAN,
        "gamma*(-1/sigma - (x - mu)^2/sigma^3)": FAR_AWAY,
        "gamma*(-1/sigma + (x - mu)^2/sigma^2)": UNITS,
        "gamma*(-1/sigma + (x - mu)^2/sigma^4)": UNITS,
        "gamma*(-1/sigma^2 + (x - mu)^2/sigma^3)": UNITS,
        "gamma*(-1/sigma + (x - mu)/sigma^3)": UNITS,
        "gamma*(-1 + (x - mu)^2/sigma^3)": UNITS,
        "gamma*(x - mu)^2/sigma^3": IN_FRONT,
        "-1/sigma + (x - mu)^2/sigma^3": NO_SAY,
        "-1/sigma + gamma*(x - mu)^2/sigma^3": NO_SAY,
        "-gamma/sigma + (x - mu)^2/sigma^3": NO_SAY,
        "gamma*(-1/(2*sigma^2) + (x - mu)^2/(2*sigma^4))": IN_VARIANCE,
        "gamma*(-1/sigma + (x - mu)^2/(2*sigma^3))": HALF,
        "gamma*(-1/sigma + 2*(x - mu)^2/sigma^3)": HALF,
    },
)

GRADED = {
    "posterior": posterior,
    "mean": mean,
    "variance": variance,
    "weight": weight,
    "marginal": marginal,
    "dQ_dpi": dQ_dpi,
    "dQ_dmu": dQ_dmu,
    "dQ_dsigma": dQ_dsigma,
}

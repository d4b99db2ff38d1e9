"""The typed questions of the course: names, domains and functions. No answers, so this may travel."""

from __future__ import annotations

from .question import Question, Symbol


def _share(name: str) -> Symbol:
    """Return a mixing weight or a responsibility. Zero and one are left out: most slips agree there."""
    return Symbol(name, 0.05, 0.95)


def _density(name: str) -> Symbol:
    return Symbol(name, 0.05, 2.0)


def _location(name: str) -> Symbol:
    """Return a data point or a mean, of either sign: sqrt(x^2) is not x."""
    return Symbol(name, -3.0, 3.0)


POSTERIOR = Question(
    "posterior",
    symbols=(
        *(_share(name) for name in ("pi_k", "pi_1", "pi_2")),
        *(_density(name) for name in ("N_k", "N_1", "N_2")),
    ),
    running=("pi_k", "N_k"),
    scaled=(("N_1", "N_2"),),
    exchanged=(("pi_1", "pi_2"), ("N_1", "N_2")),
    quantity="a responsibility",
    between=(0.0, 1.0),
)

_TWO_POINTS = (_share("gamma_k1"), _share("gamma_k2"), _location("x_1"), _location("x_2"))

_RESPONSIBILITIES = ("gamma_k1", "gamma_k2")
_POINTS = ("x_1", "x_2")
_OTHER_POINT = (_RESPONSIBILITIES, _POINTS)

MEAN = Question(
    "mean",
    symbols=_TWO_POINTS,
    scaled=(_RESPONSIBILITIES, _POINTS),
    shifted=(_POINTS,),
    exchanged=_OTHER_POINT,
)

VARIANCE = Question(
    "variance",
    symbols=(*_TWO_POINTS, _location("hatmu_k")),
    scaled=(_RESPONSIBILITIES, _POINTS),
    shifted=(_POINTS,),
    exchanged=_OTHER_POINT,
    quantity="a variance",
    between=(0.0, float("inf")),
)

WEIGHT = Question(
    "weight",
    symbols=(_share("gamma_k1"), _share("gamma_k2")),
    exchanged=(_RESPONSIBILITIES,),
    quantity="a weight",
    between=(0.0, 1.0),
)

MARGINAL = Question(
    "marginal",
    symbols=(_density("N_1"), _density("N_2")),
    scaled=(("N_1", "N_2"),),
    exchanged=(("N_1", "N_2"),),
    quantity="a density",
    between=(0.0, float("inf")),
)

DQ_DPI = Question(
    "dQ_dpi",
    symbols=(Symbol("S_1", 0.2, 5.0), Symbol("S_2", 0.2, 5.0), _share("pi_1")),
    scaled=(("S_1", "S_2"),),
)

_ONE_POINT = (_share("gamma"), _location("x"), _location("mu"), Symbol("sigma", 0.4, 3.0))

_LENGTHS = ("x", "mu", "sigma")

DQ_DMU = Question(
    "dQ_dmu",
    symbols=_ONE_POINT,
    scaled=(("gamma",), _LENGTHS),
    shifted=(("x", "mu"),),
    exchanged=(("x", "mu"),),
)

DQ_DSIGMA = Question(
    "dQ_dsigma",
    symbols=_ONE_POINT,
    scaled=(("gamma",), _LENGTHS),
    shifted=(("x", "mu"),),
    exchanged=(("x", "mu"),),
)

"""What a test may read of objects that stay where they are: figures and what is on them, fitted estimators.

A closed list. What it names is read in the student's process and crosses as data: `name` is an attribute, `name()` a
method without arguments, and `name(...)` one that a test may call, over there.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import re
from typing import Any

_AXES = """get_title() get_xlabel() get_ylabel() get_xlim() get_ylim() get_xbound() get_ybound() get_xscale()
get_yscale() get_xticks() get_yticks() get_xticklabels() get_yticklabels() get_legend() get_lines()
get_legend_handles_labels() get_aspect() has_data() lines patches collections images texts containers title
legend_ name"""
_ESTIMATOR = """get_params() predict(...) predict_proba(...) predict_log_proba(...) decision_function(...)
transform(...) inverse_transform(...) score(...) score_samples(...)"""
_FITTED = """params bse tvalues pvalues rsquared rsquared_adj fvalue f_pvalue aic bic nobs resid fittedvalues conf_int()
predict(...)"""
OF_DATA = "get_label() item(...) asdict()"  # of what crosses as data too
GETTERS = {
    "matplotlib.figure.FigureBase": "axes get_axes() get_suptitle() texts lines legends number",
    "matplotlib.figure.Figure": "get_size_inches() get_dpi() dpi",
    "matplotlib.axes._base._AxesBase": _AXES,
    "matplotlib.artist.Artist": "get_label() get_alpha() get_visible()",
    "matplotlib.lines.Line2D": "get_xdata() get_ydata() get_xydata() get_data() get_color() get_marker()",
    "matplotlib.text.Text": "get_text() get_position() get_fontsize() get_color() get_rotation()",
    "matplotlib.legend.Legend": "get_texts() get_title() get_lines() get_patches()",
    "matplotlib.patches.Patch": "get_facecolor() get_edgecolor() get_linewidth()",
    "matplotlib.patches.Rectangle": "get_x() get_y() get_xy() get_width() get_height()",
    "matplotlib.patches.Wedge": "theta1 theta2 r",
    "matplotlib.collections.Collection": "get_offsets() get_array() get_facecolor() get_edgecolor() get_linewidth()",
    "matplotlib.collections._CollectionWithSizes": "get_sizes()",
    "matplotlib.image._ImageBase": "get_array() get_clim()",
    "matplotlib.image.AxesImage": "get_extent()",
    "matplotlib.colorbar.Colorbar": "vmin vmax orientation get_ticks()",
    "matplotlib.container.Container": OF_DATA,
    "datascience.tables.Table.Row": OF_DATA,
    "sklearn.base.BaseEstimator": _ESTIMATOR,
    "sklearn.pipeline.Pipeline": "named_steps",
    "scipy.stats._distn_infrastructure.rv_frozen": "pdf(...) pmf(...) cdf(...) sf(...) ppf(...) mean() std() var()",
    "statsmodels.base.wrapper.ResultsWrapper": _FITTED,
}  # fmt: skip
_NAMES = frozenset(" ".join(GETTERS.values()).split())
_FIT, _PARAMETER = (
    r"[A-Za-z]\w*_",
    r"[A-Za-z]\w*",
)  # of an estimator: what it has learned, what it was made with
_LISTS = ("ArtistList", "silent_list")  # of matplotlib's


def read(value: Any) -> dict[str, Any] | None:
    """Return what may be read of a value, by the names of the list; None for a value of another kind."""
    names = [GETTERS.get(f"{kind.__module__}.{kind.__qualname__}", "") for kind in type(value).__mro__]
    found: dict[str, Any] = {}
    for name in " ".join(names).split():
        # What this version does not have, or an estimator cannot tell yet, a test cannot read either.
        with contextlib.suppress(Exception):
            part = getattr(value, name.partition("(")[0])
            part = part() if name.endswith("()") else part
            found[name] = list(part) if type(part).__name__ in _LISTS else part
    if "get_params()" in found:
        found |= {name: part for name, part in vars(value).items() if re.fullmatch(_FIT, name)}
    return found if any(names) else None


def members(found: dict[str, Any], names: str = "") -> dict[str, Any]:
    """Return the attributes and methods that the judge takes of what was read, of all or of those names.

    The other side may have put anything there. An object with a method `equals` of the student's, or with
    `__array_interface__`, would be no plain data.
    """
    kept = {
        name: part
        for name, part in found.items()
        if name.endswith("(...)") == callable(part) and (name in _NAMES or re.fullmatch(_FIT, name))
    }
    parameters = kept.get("get_params()")
    if isinstance(parameters, dict):
        kept |= {n: v for n, v in parameters.items() if re.fullmatch(_PARAMETER, str(n)) and not callable(v)}
    return {
        name.partition("(")[0]: functools.partial(copy.copy, part) if name.endswith("()") else part
        for name, part in kept.items()
        if not names or name in names.split()
    }

"""Compile a source into its student, autograder and solution versions."""

from .bundle import Versions, compile_bundle
from .colab import colab_notebook
from .otter import zip_bytes
from .publish import publish, stale

__all__ = ["Versions", "colab_notebook", "compile_bundle", "publish", "stale", "zip_bytes"]

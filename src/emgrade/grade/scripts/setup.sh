#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image. The platform's own Python is not touched: everything is
# installed into a virtual environment of its own, from pinned and hashed packages.
set -eu
ROOT="${EMGRADE_ROOT:-/autograder}"
SOURCE="$ROOT/source"
PYTHON="${EMGRADE_PYTHON:-python3}"
VENV="${EMGRADE_ENVIRONMENT:-$ROOT/emgrade}"

if ! "$PYTHON" -c 'import ensurepip, venv' >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv
fi
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || {
  echo "Python 3.10 or newer is needed. Choose Ubuntu 22.04 or newer as the base image." >&2
  exit 1
}

"$PYTHON" -m venv "$VENV"
"$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir \
  --require-hashes -r "$SOURCE/requirements.lock"
"$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-deps "$SOURCE"/*.whl

# What every submission would otherwise pay for: byte code, and matplotlib's list of fonts.
"$VENV/bin/python" -m compileall -q "$VENV/lib" >/dev/null 2>&1 || true
mkdir -p "$VENV/matplotlib"
MPLCONFIGDIR="$VENV/matplotlib" "$VENV/bin/python" -c 'import matplotlib.font_manager' || true

# The student's code runs as another user; the tests are root's alone.
chmod -R go-rwx "$SOURCE"

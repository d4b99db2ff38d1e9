# Everything a newcomer needs: `make demo` and `make test`. Both set up .venv by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= 2
GRADE := src/emgrade/build/requirements-grade

# Byte-compiled packages start three times faster; a surrounding shell must not switch that off.
unexport PYTHONDONTWRITEBYTECODE
unexport VIRTUAL_ENV
unexport PYTHONPATH

.DEFAULT_GOAL := help
.PHONY: help setup demo test current quick coverage build dist check mutants parity bench fuzz site fmt lint types lock clean wheel

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

setup: $(READY)

# Without looking for more: the lock leaves out a package on purpose (see `tool.uv` in pyproject.toml).
# pip would compile one file after another, and the tests of every package, which nobody imports.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
	  || { echo "Python 3.10 or newer is needed; $(PYTHON) is $$($(PYTHON) --version)."; exit 1; }
	@test -x $(BIN)/python || { echo "Making $(VENV) (once, a minute or two) ..."; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes -r requirements.lock
	@$(BIN)/python -m compileall -qq -j 0 -x '/tests?/' $(VENV)/lib || true
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## build every assignment, grade samples and a class, print the scores
	@$(BIN)/emgrade demo

# Coverage makes tests half as long again, so the fast ones are measured. Slow ones wait for kernels, browsers and time
# limits: there is one process more than processors, which works meanwhile.
test: setup lint ## everything: lint, types, import contracts, all tests, the check of every assignment
	@$(MAKE) --no-print-directory -j $(JOBS) types current
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not slow" --cov --cov-report=
	@echo "The fast tests reach $$($(BIN)/coverage report --format=total) % of the lines in src."
	@$(BIN)/python -m pytest -n $$(($(JOBS) + 1)) --dist worksteal -m slow
	@$(BIN)/emgrade check -j $(JOBS) --sample 12

current: setup
	@$(BIN)/emgrade build --check

quick: setup lint ## the inner loop, under a minute
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not slow"

coverage: setup ## what the tests reach, line by line: twelve minutes
	@mkdir -p build/coverage && $(BIN)/python -m pytest -n $(JOBS) --dist worksteal --timeout 600 --cov --cov-report=html:build/coverage/html --cov-report=term-missing

build: setup ## compile the assignments into student/, autograder/ and solutions/
	@$(BIN)/emgrade build

dist: wheel ## what to hand out and upload: wheel and source archive, zips for students and Gradescope, Colab notebooks
	@$(BIN)/emgrade build --for colab

check: setup ## check that every assignment grades what it should
	@$(BIN)/emgrade check

mutants: setup ## change every reference answer in a few hundred ways; a test must notice each
	@$(BIN)/emgrade check --mutants

site: setup ## build the site into build/site: pages, gallery, lectures, reference
	@$(BIN)/python website/build.py && echo "Open build/site/index.html"

fuzz: setup ## send half a million malformed messages to the codec, and broken files and classes to the intake
	@FUZZ_ROUNDS=250000 $(BIN)/python -m pytest -n $(JOBS) -q --timeout 3000 tests/emgrade/grade/test_codec.py tests/emgrade/grade/test_submission.py tests/emgrade/classroom/test_intake.py

parity: setup ## compare every known answer with `otter run`, not a sample
	@EMGRADE_PARITY=all $(BIN)/python -m pytest -n $(JOBS) --timeout 3000 tests/emgrade/grade/test_parity.py tests/students/test_grading.py

bench: setup ## time the engine and the formula checker against their alternatives
	@$(BIN)/python -m benchmarks

fmt: setup ## format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: setup ## style and import contracts
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .
	@$(BIN)/lint-imports --no-cache > .venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }

types: setup ## strict type check
	@$(BIN)/mypy --no-error-summary

lock: setup ## renew the two lock files
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
	  --no-header --all-extras pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
	  --no-header --constraint requirements.lock $(GRADE).in -o $(GRADE).lock

wheel: setup ## build the wheel and the source archive alone, into dist/
	@rm -rf dist && SOURCE_DATE_EPOCH=315532800 $(BIN)/python -m hatchling build -d dist

clean: ## remove the environment and what was built beside the sources
	@rm -rf $(VENV) build dist runs autograder/*.zip student/*.zip student/*-colab.ipynb

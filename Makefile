# Needs only make, a Python from 3.11 on and its package index. Everything is installed into .venv/.
#
#   make play       set up, then the game
#   make test       set up, then everything that CI checks
#   make test-each  the test suite on every Python from 3.11 on that this machine has
#   make soak       the long tests
#   make bench      the benchmarks (ratios, measured side by side)
#   make messages   what each language lacks; with CODE=zh-Hans, its file is brought up to date
#   make pictures   make the pictures and recordings of the documentation anew

CANDIDATES := python3.13 python3.12 python3.11 python3.14 python3 python
PYTHON ?= $(shell for p in $(CANDIDATES); do \
    $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: play test test-each lint types soak bench messages pictures clean

play: $(VENV)/.play
	@$(BIN)/cafe-sim

test: lint types
	$(BIN)/python -m pytest -n auto -q
	$(BIN)/cafe-sim check levels --plain

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: $(VENV)/.dev
	$(BIN)/python -m pytest -q -m soak

bench: $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench || \
	    echo "Not all peers can be installed here: the benchmarks leave out what is missing."
	@status=0; for b in benchmarks/*.py; do echo "== $$b"; $(BIN)/python $$b || status=1; done; exit $$status

messages: $(VENV)/.dev
	@$(BIN)/python docs/messages.py $(CODE)

pictures: $(VENV)/.dev
	$(BIN)/python docs/pictures.py

# pyenv's shims answer for versions that are not switched on: look where it keeps them as well
test-each:
	@for p in 3.11 3.12 3.13 3.14; do found=; \
	    for exe in python$$p "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/$$p.*/bin/python$$p; do \
	        $$exe -c 'import venv, ensurepip' >/dev/null 2>&1 && { found=$$exe; break; }; done; \
	    [ -n "$$found" ] || { echo "== Python $$p is not here"; continue; }; \
	    echo "== Python $$p: $$found"; $(MAKE) PYTHON="$$found" VENV=.venv-$$p .venv-$$p/.dev || exit 1; \
	    .venv-$$p/bin/python -m pytest -n auto -q || exit 1; done

$(VENV)/.made:
	@if [ -z "$(PYTHON)" ]; then \
	    echo "Café Sim needs Python 3.11 or newer with its venv module: install one, or name it: make PYTHON=/path/to/python" >&2; \
	    exit 2; fi
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@touch $@

$(VENV)/.play: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@ $(VENV)/.play

clean:
	rm -rf .venv .venv-* build dist .mypy_cache .ruff_cache .import_linter_cache

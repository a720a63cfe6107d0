# Every target sets up what it needs: `make demo` and `make test` work in a fresh clone with Python 3.11+, make and a C compiler.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.installed-run
DEV    := $(VENV)/.installed-dev

.PHONY: help demo test test-long lint format docs bench html-vendor clean

help:
	@echo 'make demo       what conflicts in the sources on the fighting for Izium, 2022'
	@echo 'make test       all tests; make test-long: with at least 100,000 generated cases where it matters most'
	@echo 'make lint       ruff, mypy, pyright, import-linter; make format: let ruff rewrite the files'
	@echo 'make docs       the schemas are fresh, the examples in the docs run, and the documentation site is built into site/'
	@echo 'make bench      the cost of a check, in multiples of importing pydantic and yaml; and of up to 100,000 claims'
	@echo 'make html-vendor  what the HTML page is drawn with, built anew from web/ (needs Node.js and npm)'
	@echo 'make clean      remove the environment and what the tools left'

# There are findings, and that is no failure here.
demo: $(RUN)
	@$(BIN)/conflicts check fixtures/izium --exit-zero

test: $(DEV)
	$(BIN)/pytest -n auto --dist worksteal

test-long: $(DEV)
	$(BIN)/pytest -n auto --dist worksteal --hypothesis-profile long

lint: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports --no-logo

format: $(DEV)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(DEV)
	$(BIN)/pytest -q tests -k 'test_docs or test_website or schema'
	PYTHONPATH=docs $(BIN)/python -m website site

bench: $(DEV)
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	$(BIN)/python benchmarks/document.py
	$(BIN)/python benchmarks/bulk.py --page build/benchmarks.md

html-vendor:
	cd web && npm ci --ignore-scripts --no-audit --no-fund && npm run build

clean:
	rm -rf $(VENV) build dist site .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

$(VENV)/pyvenv.cfg:
	$(PYTHON) -m venv $(VENV)

# Only what running needs.
$(RUN): pyproject.toml | $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

# Everything: running, and the tools.
$(DEV): pyproject.toml | $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(RUN) $@

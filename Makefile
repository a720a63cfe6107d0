# Every target sets up what it needs: `make demo` and `make test` work in a fresh clone with Python 3.11+, make and a C compiler.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.installed-run
DEV    := $(VENV)/.installed-dev

.PHONY: help demo test test-long lint format docs bench clean

help:
	@echo 'make demo       what conflicts in the sources on the fighting for Izium, 2022'
	@echo 'make test       all tests; make test-long: with at least 100,000 generated cases where it matters most'
	@echo 'make lint       ruff, mypy, pyright, import-linter; make format: let ruff rewrite the files'
	@echo 'make docs       the generated pages and schemas are fresh, and the examples in the docs run'
	@echo 'make bench      the cost of a check, in multiples of importing pydantic and yaml'
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
	$(BIN)/pytest -q tests -k 'test_docs or schema'

bench: $(DEV)
	$(BIN)/python benchmarks/document.py

clean:
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

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

# Every target sets up what it needs: `make demo` and `make test` work in a fresh clone with Python 3.11+ and make.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.installed-run
DEV    := $(VENV)/.installed-dev

# What is locked is installed as it is locked; this project itself, by what is locked to build it, without looking for more.
PIP     := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED  := $(PIP) --require-hashes --no-build-isolation
PROJECT := $(PIP) --no-deps --no-build-isolation --editable .

# durable-rules calls what Python 3.13 has under its other name only. The engine proves what was built before it is used.
DURABLE := CPPFLAGS="$$CPPFLAGS -DPyEval_CallObject=PyObject_CallObject" $(LOCKED) --no-cache-dir \
               -r locks/durable.txt >$(VENV)/durable.log 2>&1 && \
           $(BIN)/python -c 'import conflicts.engines.durable' >>$(VENV)/durable.log 2>&1 || \
           echo 'durable-rules could not be built: a C compiler or the headers of Python are missing ($(VENV)/durable.log).' \
               'The engine durable is left out; python finds the same.'

# $(call lock-file,NAME,WHAT): for every system and every supported Python; it does not say where the packages come from.
lock-file = $(BIN)/uv pip compile --quiet --no-config --upgrade --universal --python-version 3.11 --no-emit-index-url \
                --custom-compile-command 'make lock' --output-file locks/$(1).txt $(2)
HASHES   := --generate-hashes
SAME     := --constraint locks/dev.txt

.PHONY: help dist demo test test-long mutants oracle lint format docs site bench lock html-vendor clean

help:
	@echo 'make demo       what conflicts in the sources on the fighting for Izium, 2022'
	@echo 'make test       all tests; make test-long: with at least 100,000 generated cases where it matters most'
	@echo 'make mutants    faults put in by hand: the tests must notice each one that is not explained'
	@echo 'make oracle     as many generated cases as CASES says, of the ways to match that OF names'
	@echo 'make lint       ruff, mypy, pyright, import-linter; make format: let ruff rewrite the files'
	@echo 'make docs       the schemas are fresh, the examples in the docs run, and the documentation site is built into site/'
	@echo 'make dist       a wheel and an sdist, in dist/'
	@echo 'make bench      the cost of a check, in multiples of importing pydantic and yaml; and of up to 100,000 claims'
	@echo 'make lock       the exact versions in locks/, from pyproject.toml and what there is today'
	@echo 'make html-vendor  what the HTML page is drawn with, built anew from web/ (needs Node.js and npm)'
	@echo 'make clean      remove the environment and what the tools left'

# There are findings, and that is no failure here.
demo: $(RUN)
	@$(BIN)/conflicts check fixtures/izium --exit-zero

test: $(DEV)
	$(BIN)/pytest -n auto --dist worksteal

test-long: $(DEV)
	$(BIN)/pytest -n auto --dist worksteal --hypothesis-profile long

mutants: $(DEV)
	$(BIN)/python tests/mutants.py

# make oracle CASES=100000 OF='python durable duckdb'
CASES ?= 10000
OF    ?= python durable duckdb sweep limits
oracle: $(DEV)
	PYTHONPATH=src:tests $(BIN)/python tests/oracle_cases.py $(CASES) $(OF)

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
	$(MAKE) site

site: $(DEV)
	PYTHONPATH=docs $(BIN)/python -m website site

# Built by what is locked; the wheel is built from the sdist.
dist: $(DEV)
	$(BIN)/python -m build --no-isolation --outdir dist

bench: $(DEV)
	$(LOCKED) -r locks/bench.txt
	$(BIN)/python benchmarks/document.py
	$(BIN)/python benchmarks/session.py 1000 10000
	$(BIN)/python benchmarks/bulk.py --page build/benchmarks.md

html-vendor:
	cd web && npm ci --ignore-scripts --no-audit --no-fund && npm run build

clean:
	rm -rf $(VENV) .venv-* build dist site .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# The exact versions with which the tests have passed, for every supported Python and system; pip checks the hash of each file.
lock: | $(VENV)/pyvenv.cfg
	@$(BIN)/uv --version >/dev/null 2>&1 || $(PIP) 'uv>=0.9'
	@mkdir -p locks
	$(call lock-file,dev,pyproject.toml --extra dev $(HASHES))
	$(call lock-file,run,pyproject.toml $(HASHES) $(SAME))
	$(call lock-file,build,--group build $(HASHES) $(SAME))
	$(call lock-file,bench,pyproject.toml --extra bench $(HASHES) $(SAME))
	$(call lock-file,parse,pyproject.toml --extra parse $(HASHES) $(SAME))
	$(call lock-file,durable,pyproject.toml --extra durable $(HASHES) $(SAME))
	$(call lock-file,spark,pyproject.toml --extra spark $(HASHES) $(SAME))
	$(call lock-file,hooks,pyproject.toml $(SAME))

$(VENV)/pyvenv.cfg:
	$(PYTHON) -m venv $(VENV)

# Only what running needs.
$(RUN): pyproject.toml locks/run.txt locks/build.txt locks/durable.txt | $(VENV)/pyvenv.cfg
	$(LOCKED) -r locks/run.txt -r locks/build.txt
	$(PROJECT)
	@$(DURABLE)
	@touch $@

# Everything: running, and the tools.
$(DEV): pyproject.toml locks/dev.txt locks/build.txt locks/durable.txt | $(VENV)/pyvenv.cfg
	$(LOCKED) -r locks/dev.txt -r locks/build.txt
	$(PROJECT)
	@$(DURABLE)
	@touch $(RUN) $@

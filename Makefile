# The two commands: `make run` sets everything up and serves the site, `make test` sets everything up and runs all tests.
# Both can be run again at any time.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Test processes at a time: as many as there are cores, or a number. ARGS='-n 0' for a debugger.
WORKERS ?= auto
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# Compiled modules are kept whatever the environment says: the tests start many processes that import the same ones.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-quick bench check audit staff lock help
.DEFAULT_GOAL := help

help:
	@echo "make run    set everything up, load the reference content, serve the site (PORT, HOST, TECHSETS_DATA, DATABASE_URL)"
	@echo "make staff  create a staff account for the admin"
	@echo "make test   set everything up and run all tests (ARGS='-k name' to choose)"
	@echo "make test-quick  the tests that need no other program: for daily work, about two minutes"
	@echo "make bench  run every benchmark and print all goals (ARGS='serving pages' to choose; DATABASE_URL for PostgreSQL too)"
	@echo "make check  lint, Django's checks, missing migrations"
	@echo "make audit  ask whether vulnerabilities of the requirements are known; check the list of licences"
	@echo "make lock   pin the requirements anew"

run: $(VENV)/.run-ready
	@$(BIN)/python manage.py serve

staff: $(VENV)/.run-ready
	@$(BIN)/python manage.py createsuperuser

test: $(VENV)/.test-ready
	@$(PYTEST) $(ARGS)

test-quick: $(VENV)/.test-ready
	@$(PYTEST) --ignore=tests/system $(ARGS)

bench: $(VENV)/.test-ready
	@$(BIN)/python tests/benchmarks/run_all.py $(ARGS)

check: $(VENV)/.test-ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo --no-cache
	@find . -path ./$(VENV) -prune -o -path ./var -prune -o -name '*.html' -path '*templates*' -print | xargs $(BIN)/djade --target-version 5.2 --check
	@$(BIN)/python manage.py check
	@$(BIN)/python manage.py makemigrations --check --dry-run

audit: $(VENV)/.test-ready
	@$(BIN)/python tools/licences.py --check
	@$(BIN)/python tools/audit.py $(ARGS)

lock: $(VENV)/.test-ready
	@for name in requirements requirements-dev; do \
		$(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header \
			--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file $$name.txt $$name.in || exit 1; done

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; $(PYTHON) is older. Name another one: make run PYTHON=python3.12"; exit 1; }
	@echo "Creating the environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "The environment could not be made. On Debian and Ubuntu: apt install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.run-ready: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the site needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@touch $@

$(VENV)/.test-ready: requirements-dev.txt $(VENV)/.run-ready
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# Everything a newcomer types. Needs Python 3.11 or newer (with venv) and make; all else is set up under .venv.
.DEFAULT_GOAL := help
SHELL := /bin/sh
UV_VERSION := 0.13.9
PY := .venv/bin/python
UV := $(PY) -m uv --quiet
COMPILE := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --no-emit-index-url
LOCKS := requirements.lock requirements-dev.lock pyproject.toml
WORKERS ?= 2
export UV_LINK_MODE := copy
# Each of our many processes would compile all its modules anew, for longer than it needs to start.
unexport PYTHONDONTWRITEBYTECODE

# A folder that was moved or copied needs its environment anew.
ifneq ($(shell [ "$$(cat .venv/place 2>/dev/null)" = "$$(pwd -P)" ] && echo same),same)
.venv/place: .FORCE
endif

.PHONY: help run test demo bench lint format lock clean .FORCE

help:  ## Show this
	@echo "Tirkeu, the registration office of a university. make ..."
	@sed -n 's/^\([a-z]*\):.*## /  \1\t/p' Makefile | expand -t 12

run: .venv/run.stamp  ## Start everything on this machine, at http://localhost:8000 (TIRKEU_PORT, TIRKEU_VAR)
	@$(PY) -m deploy.cli run

test: .venv/dev.stamp  ## Run all tests (ARGS="tests/billing -k invoice", WORKERS=2)
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

demo: .venv/run.stamp  ## Play a whole summer term on a throwaway instance (DATA=dir, STUDENTS=1000, SEED=1, CHAOS=1)
	@$(PY) -m deploy.cli demo

bench: .venv/run.stamp  ## Measure messages and applications on this machine, each beside a reference
	@$(PY) -m deploy.cli bench

lint: .venv/dev.stamp  ## Check style, types and who may import whom
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -c "from importlinter.cli import lint_imports_command as lint; lint()"

format: .venv/dev.stamp  ## Put the code into shape
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

lock: .venv/dev.stamp  ## Choose newer versions of the libraries
	@$(COMPILE) --upgrade --output-file requirements.lock
	@$(COMPILE) --upgrade --group dev --output-file requirements-dev.lock

clean:  ## Remove the environment and all data of this folder
	rm -rf .venv var build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info

.venv/place:
	@python=; for each in "$$PYTHON" python3 python3.14 python3.13 python3.12 python3.11; do \
		if [ -n "$$each" ] && "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then python=$$each; break; fi; \
	done; \
	[ -n "$$python" ] || { echo "Python 3.11 or newer is needed; name one: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; }; \
	rm -rf .venv; echo "Setting up .venv with $$("$$python" --version)"; \
	"$$python" -m venv .venv || { rm -rf .venv; echo "Python's venv is needed (on Debian: python3-venv)." >&2; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@pwd -P > .venv/place

.venv/run.stamp: .venv/place $(LOCKS)
	@if [ -e .venv/dev.stamp ]; then lock=requirements-dev.lock; else lock=requirements.lock; fi; \
	echo "Installing $$lock" && $(UV) pip sync --require-hashes "$$lock"
	@$(UV) pip install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/place $(LOCKS)
	@echo "Installing requirements-dev.lock" && $(UV) pip sync --require-hashes requirements-dev.lock
	@$(UV) pip install --no-deps --no-build-isolation --editable .
	@touch .venv/run.stamp $@

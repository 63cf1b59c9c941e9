.DEFAULT_GOAL := help
PYTHON ?= python3
POOL ?= process
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Two more than there are cores: many tests wait for a browser or a process.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 2)
# Containers often forbid it; then every process that a test starts compiles everything it imports anew.
unexport PYTHONDONTWRITEBYTECODE

# uv takes a tenth of pip's time; where it is not there, or reaches no index, pip does it.
define installed
{ command -v uv >/dev/null && uv pip install --quiet --python $(BIN)/python --no-deps $(1); } \
	|| PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(1)
endef

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-13s %s\n", $$1, $$2}'

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Say which: make PYTHON=python3.12 demo"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@$(call installed,--require-hashes -r requirements.lock)
	@$(call installed,--no-build-isolation -e .)
	@$(BIN)/python -m pip check
	@touch $@

setup: $(INSTALLED) ## Make .venv and install the pinned dependencies

demo: $(INSTALLED) ## Run the bundled launch from the factory's spec to the report, and name the files to open
	@$(BIN)/readiness demo

test: $(INSTALLED) ## Run the tests, some side by side (WORKERS=1: one after the other)
	@test -d tests/__pycache__ || $(BIN)/python -m pytest --collect-only >/dev/null || true # compiled once, not once in each process
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --maxprocesses 8 --dist worksteal

check: lint ## What CI runs: lint, then types and import contracts beside the tests with the real services
	@READINESS_REQUIRE_SERVICES=$(REQUIRE_SERVICES) $(MAKE) --no-print-directory --jobs 2 contracts test

contracts: types imports

lint: $(INSTALLED) ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(INSTALLED) ## Let ruff mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(INSTALLED) ## mypy --strict on readiness and flows
	@$(BIN)/mypy

imports: $(INSTALLED) ## Who may import whom
	@$(BIN)/lint-imports --no-cache

bench: $(INSTALLED) ## The benchmarks, each beside its peer in the same run
	@for script in benchmarks/*.py; do echo "== $$script"; OPENBLAS_NUM_THREADS=1 $(BIN)/python $$script || exit 1; done

map: $(INSTALLED) ## Every module with the first line of its docstring
	@$(BIN)/python -m tests.module_map

portal: $(INSTALLED) ## The web portal on 127.0.0.1:8000 over the demo's data
	@test -e data/workspace/readiness.db || $(BIN)/readiness demo
	@$(BIN)/readiness portal --try

services: $(INSTALLED) ## On this machine: PostgreSQL, Prefect with two workers, Dask, mail, S3 and the portal; says where
	@$(BIN)/python -m deploy.local_services start

services-stop: $(INSTALLED) ## Stop what `make services` started; its data stay
	@$(BIN)/python -m deploy.local_services stop

deploy: $(INSTALLED) ## Deploy the flows to the Prefect server of PREFECT_API_URL, for workers of POOL=process, docker or kubernetes
	@PYTHON=$(BIN)/python deploy/deploy_flows.sh $(POOL)

docs: $(INSTALLED) ## The documentation as pages, in build/docs; every warning is an error
	@$(BIN)/python -m docs.site.build

audit: $(INSTALLED) ## Is a flaw known of any pinned package? (asks a vulnerability service)
	@$(BIN)/python -m release.audit

licences: $(INSTALLED) ## LICENSES.csv: what every run-time package may be used under
	@$(BIN)/python -m release.licences

sbom: $(INSTALLED) ## The bill of materials in dist/ (CycloneDX)
	@$(BIN)/python -m release.sbom

wheel: $(INSTALLED) ## The wheel and the source archive in dist/
	@rm -rf build/lib build/bdist.* *.egg-info
	@$(BIN)/python -m build --no-isolation --outdir dist . >build.log 2>&1 || { cat build.log; exit 1; }
	@rm -f build.log; ls dist

wheel-demo: wheel ## Install the wheel and its lock into an empty folder and run the demo there
	@bash release/wheel_demo.sh $(PYTHON)

lock: $(INSTALLED) ## Pin the dependencies anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --overrides requirements-overrides.in --no-emit-index-url --generate-hashes --no-header --output-file requirements.lock pyproject.toml requirements-build.in
	uv pip compile --quiet --universal --python-version 3.11 --extra dask --extra postgres --extra s3 --extra tracing --no-emit-index-url --generate-hashes --no-header --constraints requirements.lock --output-file deploy/requirements.lock pyproject.toml requirements-build.in
	uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --generate-hashes --no-header --constraints requirements.lock --output-file requirements-run.lock pyproject.toml

clean: ## Remove what was made here, the workspace and .venv included
	@test ! -e data/workspace/services/services.json || $(BIN)/python -m deploy.local_services stop
	rm -rf $(VENV) data/workspace build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help setup demo test check contracts lint format types imports bench map portal services services-stop deploy docs audit licences sbom wheel wheel-demo lock clean

# Two commands matter: `make demo` and `make test`. `make help` lists the rest.

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
export DJANGO_SETTINGS_MODULE := shanhai.config.settings

# A stamp carries the hash of what it stands for: nothing is fetched again until a lock changes.
hash = $(shell cat $(1) | sha256sum | cut -c1-12)
UV := $(BIN)/.uv-$(call hash,requirements-uv.lock)
RUN := $(BIN)/.run-$(call hash,requirements.lock pyproject.toml)
DEV := $(BIN)/.dev-$(call hash,requirements-dev.lock pyproject.toml)

.PHONY: help setup setup-dev compile deps demo demo-reset serve test test-sqlite test-postgres test-faults check format \
	bench bench-figures bench-import bench-past bench-reading score dist check-dist assets lock messages clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 或更新版本 / Python 3.11+ is needed: make PYTHON=python3.12 setup"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "缺少 venv / venv is missing: sudo apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@rm -f $(BIN)/.uv-*; touch $@

$(RUN): | $(UV)
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@rm -f $(BIN)/.run-*; touch $@

$(DEV): | $(UV)
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@rm -f $(BIN)/.run-* $(BIN)/.dev-*; touch $@ $(RUN)

setup: $(RUN) ## make .venv and install what the product needs, from the locks

setup-dev: $(DEV) ## the same with the tools for testing

compile: $(DEV) ## make machine code of the reader where there is a C compiler; Python runs without
	@$(BIN)/python -m tools.compile_reader

deps: ## what only the system can give: Chromium and CJK fonts for the browser tests
	@tools/system_deps.sh

demo: $(RUN) ## fill ./data/demo on the first run and serve it
	@$(BIN)/shanhai demo $(ARGS)

demo-reset: $(RUN) ## start the demo over
	@$(BIN)/shanhai demo-reset $(ARGS)

serve: $(RUN) ## migrate and serve ./data (or what the environment names)
	@$(BIN)/shanhai migrate
	@$(BIN)/shanhai serve $(ARGS)

test: $(DEV) deps check test-postgres test-sqlite ## checks, then the suite on PostgreSQL and SQLite

test-sqlite: $(DEV)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

# What knows no database, or brings its own, is left to the other run.
test-postgres: $(DEV)
	$(BIN)/python tools/pg.py $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser and not once" \
		--ignore tests/house --ignore tests/reading --ignore tests/common $(ARGS)

test-faults: $(DEV) ## kill the process fifty times at random moments, on both databases
	SHANHAI_TEST_KILLS=50 $(BIN)/python tools/pg.py $(BIN)/python -m pytest tests/ledger/test_faults.py
	SHANHAI_TEST_KILLS=50 $(BIN)/python -m pytest tests/ledger/test_faults.py

check: $(DEV) ## style, floors, types, security, migrations, budgets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check -q .
	$(BIN)/lint-imports --no-logo --cache-dir .venv/import_linter
	$(BIN)/mypy --no-error-summary --cache-dir .venv/mypy
	$(BIN)/bandit -q -r -c pyproject.toml src tools
	DATABASE_URL=sqlite://:memory: $(BIN)/shanhai manage makemigrations --check --dry-run
	$(BIN)/python tools/budgets.py

format: $(DEV) ## bring the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV) ## all benchmarks
	@for file in bench/bench_*.py; do [ -e $$file ] && $(BIN)/python $$file; done; true
	@$(MAKE) --no-print-directory bench-reading

bench-figures: $(DEV) ## figures over many entries, on PostgreSQL and SQLite (ARGS="--rows 10000000")
	$(BIN)/python tools/pg.py $(BIN)/python bench/bench_figures.py $(ARGS)
	$(BIN)/python bench/bench_figures.py $(ARGS)

bench-import: $(DEV) ## a workbook of 200,000 rows in and undone, on PostgreSQL and SQLite
	$(BIN)/python tools/pg.py $(BIN)/python bench/bench_import.py $(ARGS)
	$(BIN)/python bench/bench_import.py $(ARGS)

bench-past: $(DEV) ## a list as it stood on a day beside the list of now, on PostgreSQL and SQLite
	$(BIN)/python tools/pg.py $(BIN)/python bench/bench_past.py $(ARGS)
	$(BIN)/python bench/bench_past.py $(ARGS)

bench-reading: compile ## the reader beside its peers; ARGS=--install fetches the peers first
	$(BIN)/python -m bench.reading $(ARGS)

score: $(DEV) ## the reader's quality on the project's own annotated reports
	$(BIN)/python bench/score.py $(ARGS)

dist: compile ## build the wheel, with all front-end files and the compiled reader inside
	@rm -rf dist
	$(BIN)/uv build -q --python $(BIN)/python --no-build-isolation --wheel
	@ls -l dist

check-dist: dist ## install the wheel in an empty environment and start it
	$(BIN)/python tools/check_dist.py

assets: ## fetch the locked npm packages and copy their built files (needs Node)
	npm ci --ignore-scripts --no-audit --no-fund
	$(PYTHON) tools/vendor_assets.py node_modules

lock: $(UV) ## lock the newest allowed versions, with hashes and without addresses
	tools/lock.sh

clean: ## remove the environment and everything built; data stay
	rm -rf .venv dist build node_modules .pytest_cache .ruff_cache

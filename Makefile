# make build   everything the spec gives: checked, generated, the site built (in build/)
# make test    build, lint, types and all tests, with seeded samples of the long campaigns
# make help    the rest

PYTHON ?= /usr/bin/python3
VENV   := .venv
BIN    := $(VENV)/bin
JOBS   ?= 2

.PHONY: help install build test lint test-long test-torch test-lighthouse bench lock clean
.DEFAULT_GOAL := build

help:
	@echo "make build                  check the spec, generate from it, build the site, into build/"
	@echo "make test                   build, then lint, types and tests"
	@echo "make test-long [CAMPAIGN]   the campaigns at full count, resumable; results in build/campaigns/"
	@echo "make test-torch             torch's own counts of five exported models, beside the committed ones"
	@echo "make test-lighthouse        Lighthouse's scores of two pages, the median of five visits"
	@echo "make bench                  the benchmarks"
	@echo "make lock [UPGRADE=1]       compile pyproject.toml into requirements/*.txt"
	@echo "make clean                  remove build/ and caches; .venv/ stays"

install: $(VENV)/installed

# Every step stops at the first failure; the stamp is written last, so an interrupted install is done again.
$(VENV)/installed: requirements/dev.txt pyproject.toml
	sh scripts/setup $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation --no-index -e .
	touch $@

build: install
	$(BIN)/specgen build

lint: install
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

test: build lint
	$(BIN)/python -m pytest -q -n $(JOBS)

# `make test-long` runs all campaigns, `make test-long decode` one; RECORD=1 quotes the results in the committed table.
CAMPAIGN := $(filter-out test-long,$(MAKECMDGOALS))
test-long: build
	$(BIN)/python -m tests.campaigns --jobs $(JOBS) $(if $(RECORD),--record) $(CAMPAIGN)
ifeq (test-long,$(firstword $(MAKECMDGOALS)))
$(CAMPAIGN): ; @:
.PHONY: $(CAMPAIGN)
endif

# torch is too large for the locks: it has an environment of its own. pip's settings (PIP_EXTRA_INDEX_URL) may name an index
# of builds without CUDA, which are smaller; either runs on the CPU.
test-torch: build
	python3 -m venv build/torch
	build/torch/bin/pip install -q . torch
	PYTHONPATH=. build/torch/bin/python -m tests.perfmodel.importing.torch_programs

# Lighthouse is no package of Python's, and it visits pages for minutes.
test-lighthouse: build
	npm install --silent --no-audit --no-fund --prefix build/lighthouse lighthouse@12.8.2
	$(BIN)/python -m tests.site.lighthouse build/lighthouse/node_modules/.bin/lighthouse build/site

bench: build
	@set -e; for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python $$script; done

COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11.0 --generate-hashes \
	--no-emit-index-url --no-annotate $(if $(UPGRADE),--upgrade) pyproject.toml
lock: export UV_CUSTOM_COMPILE_COMMAND = make lock
lock:
	$(COMPILE) -o requirements/run.txt
	$(COMPILE) --extra site --extra systemrdl --extra device --extra performance --extra onnx --extra dask --extra review --extra lsp --group dev -o requirements/dev.txt

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

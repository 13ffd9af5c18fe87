# Every target makes what it needs in .venv and nothing elsewhere.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
HOST ?= 127.0.0.1
PORT ?= 8000
SIZES ?= 1000 10000 100000
UV := uv==0.13.9
# Whoosh and its forks, which go by one name: each in an environment of its own.
FORKS := $(basename $(notdir $(wildcard tests/forks/*.lock)))
FORK_TESTS := tests/test_codec.py tests/test_engines.py tests/test_generations.py tests/test_whoosh.py

.DEFAULT_GOAL := help
.PHONY: help serve index test test-browser test-cluster test-crash test-forks test-wordpress check format eval bench bench-cluster bench-updates lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; say which: make PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

serve: $(READY) ## environment, index from corpus/, the site on http://127.0.0.1:8000
	$(BIN)/kb serve --host $(HOST) --port $(PORT)

index: $(READY) ## index from corpus/, without serving it
	$(BIN)/kb index

test: check ## environment, everything tested
	$(BIN)/python -m pytest -n auto --dist worksteal

test-browser: $(READY) ## every page in a real browser (Debian's chromium; skipped without it)
	$(BIN)/python -m pytest -n auto --dist worksteal -m browser

test-cluster: $(READY) ## a real cluster of three nodes (JDK and Maven; skipped without)
	$(BIN)/python -m pytest -m cluster

test-crash: $(READY) ## an index killed, damaged and switched, again and again
	$(BIN)/python -m pytest -n auto -m "crash and not cluster"

test-forks: $(FORKS:%=.venv-forks/%/.ready) ## the index on Whoosh and on its fork whoosh3
	for fork in $(FORKS); do .venv-forks/$$fork/bin/python -m pytest -n auto --dist worksteal \
	  $(FORK_TESTS) || exit 1; done

# What it does not have itself it has of the environment of everything.
.venv-forks/%/.ready: tests/forks/%.lock $(READY)
	$(BIN)/python -m venv --clear --without-pip .venv-forks/$*
	$(BIN)/python -m pip --python .venv-forks/$*/bin/python install --quiet \
	  --disable-pip-version-check --no-deps --require-hashes -r $<
	echo "import site; site.addsitedir('$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')')" \
	  > $$(.venv-forks/$*/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/main.pth
	@touch $@

test-wordpress: $(READY) ## a real WordPress with odd posts, both ways (Debian's packages, as root)
	$(BIN)/python -m pytest -m wordpress tests/test_wordpress_site.py

check: $(READY) ## format, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports pyproject.toml

format: $(READY) ## write the code as `make check` wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

eval: $(READY) ## relevance beside SQLite FTS5, tantivy and Whoosh; the lexicon on test data
	$(BIN)/python -m benchmarks.language
	$(BIN)/python -m benchmarks.relevance

bench: $(READY) ## speed and size beside tantivy, FTS5, Whoosh: SIZES="1000 10000 100000"
	$(BIN)/python -m benchmarks.search_speed --sizes "$(SIZES)" $(if $(JSON),--json $(JSON))

bench-updates: $(READY) ## 10,000 updates of a post: segments, time of an update and of a search
	$(BIN)/python -m benchmarks.search_speed.updates $(if $(JSON),--json $(JSON))

bench-cluster: $(READY) ## an index in three nodes: builds, edits, pages, a node killed (JDK, Maven)
	$(BIN)/python -m benchmarks.cluster_speed $(if $(JSON),--json $(JSON))

lock: $(READY) ## newest versions that pyproject.toml allows into requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check '$(UV)'
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --extra dev pyproject.toml --output-file requirements.lock

clean: ## remove the environment, caches and built indexes
	rm -rf $(VENV) .venv-forks .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache dist build
	find index -mindepth 1 ! -name .gitignore -delete

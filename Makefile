# Two commands: `make dev` opens the shop on this machine, `make test` runs every test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= auto
DEV_ARGS ?=
TEST_ARGS ?=

.PHONY: dev test lint bench bench-door bench-feed bench-lists pins clean

dev: $(VENV)/run
	$(BIN)/mogiri dev $(DEV_ARGS)

test: $(VENV)/test
	tests/find-browser
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder --durations 15 $(TEST_ARGS)

lint: $(VENV)/test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

bench: $(VENV)/test
	$(BIN)/python -m tests.benchmarks

bench-door: $(VENV)/test
	$(BIN)/python -m tests.benchmarks stamps start

bench-feed: $(VENV)/test
	$(BIN)/python -m tests.benchmarks feed

bench-lists: $(VENV)/test
	$(BIN)/python -m tests.benchmarks lists

# The pinned versions with their hashes; uv resolves them for every platform at once.
pins: $(VENV)/test
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra postgres --universal --python-version 3.11 --upgrade --generate-hashes --no-header --quiet --output-file constraints.txt
	$(BIN)/uv pip compile pyproject.toml --extra postgres --group test --constraint constraints.txt --universal --python-version 3.11 --upgrade --generate-hashes --no-header --quiet --output-file tests/constraints.txt

clean:
	rm -rf $(VENV) _site .mogiri dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Mogiri needs Python 3.11 or newer: make PYTHON=python3.11 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "Python has no venv module here (Debian: apt-get install python3-venv)." >&2; exit 1; }
	@# With a new pip: the commands that it writes start a fifth sooner than those of an old one, which load `re` first.
	@$(PYTHON) -m venv --upgrade-deps $(VENV) >/dev/null

$(VENV)/run: constraints.txt pyproject.toml | $(BIN)/python
	@echo "Preparing the environment in $(VENV)/ (once, about half a minute) …"
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --editable .
	@touch $@

$(VENV)/test: tests/constraints.txt $(VENV)/run
	@echo "Adding what the tests need …"
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r tests/constraints.txt
	@touch $@

# Two commands do all that is needed on a machine with git, make and Python >= 3.11: `make serve` and `make test`.

PYTHON ?= python3
BIN := .venv/bin

# Installs what a lock file names. A connection that breaks inside a download ends pip, which tries again only where none
# was made: so it is called up to four times.
define install
for pause in 5 15 30 stop; do \
	$(BIN)/pip install --disable-pip-version-check --quiet $(1) && break; \
	test $$pause != stop || exit 1; \
	echo "pip failed; trying again in $$pause s" >&2; sleep $$pause; \
done
endef

.PHONY: serve setup test check characters lock clean

serve: setup
	$(BIN)/jingxin serve

setup: .venv/installed

test: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: test

# Makes model/characters.txt and model/suspects.txt anew; needs npm, and more than eight minutes with 178,990 samples.
characters: .venv/installed-characters
	$(BIN)/python -m benchmarks.characters

.venv/installed-characters: benchmarks/characters/requirements.txt benchmarks/characters/package-lock.json .venv/installed-dev
	@$(call install,--no-deps --require-hashes -r benchmarks/characters/requirements.txt)
	npm ci --prefix benchmarks/characters --silent --no-audit --no-fund
	touch $@

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=/path/to/it") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

# Installing builds the libraries in C, quietly; the last line says why where it could not be built.
.venv/installed: requirements.lock pyproject.toml hatch_build.py $(wildcard model/*.[ch] service/*.[ch]) | .venv/bin/python
	@$(call install,--require-hashes -r requirements.lock)
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@test -e model/libjingxin.so -a -e service/libjingxin_scan.so || $(BIN)/python hatch_build.py || true
	touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@$(call install,--require-hashes -r requirements-dev.lock)
	touch $@

# Written with uv, which resolves for every platform at once; run it after changing the dependencies in pyproject.toml.
lock:
	uv pip compile pyproject.toml --extra build --extra report --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock
	uv pip compile pyproject.toml --extra build --extra report --extra pdf --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Every verb of the project. Only Python 3.11, git, gcc and cargo need to be there; `setup` brings the rest into .venv.

export PIP_DISABLE_PIP_VERSION_CHECK := 1

PYTHON ?= python3
BIN    := .venv/bin
CARGO  := cargo
STAMP  := .venv/.installed
NATIVE := $(shell find rust -path rust/target -prune -o -type f \( -name '*.rs' -o -name '*.toml' -o -name '*.lock' \) -print)

.DEFAULT_GOAL := help
.PHONY: help setup browser run test check style types floors rust docs pictures wheel bench soak clean

help:    ## tell what can be made
	@sed -n 's/^\([a-z]*\): .*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: $(STAMP)  ## create .venv with the package, its native kernel and the tools

$(STAMP): pyproject.toml docnorm/fold.tsv $(NATIVE)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@# A path, not an import hook: the hook would lose to any folder called docnorm in the current directory.
	$(BIN)/pip install -q -e '.[dev]' --config-settings editable_mode=compat
	@touch $@

browser:         ## see that there is a Chromium for the tests of the report; Debian's is installed if that's allowed
	@for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do \
		command -v $$name > /dev/null && exit 0; done; \
	if command -v apt-get > /dev/null && test "$$(id -u)" = 0; \
	then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium > /dev/null; \
	else echo "The tests of the report need Chromium: install it, and see that 'chromium' is on the PATH." >&2; exit 1; fi

run: $(STAMP)    ## clean the sample documents in seeds/ into build/seeds/
	@# 3 is done, too, with a source that isn't text: the picture among the seeds.
	$(BIN)/docnorm run seeds -o build/seeds --force || test $$? -eq 3

test: $(STAMP) browser  ## run the tests
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term

check: style types floors rust test  ## all that must hold before a change lands

style: $(STAMP)  ## check format and lint
	$(BIN)/ruff format --check
	$(BIN)/ruff check

types: $(STAMP)  ## check the types, and the stub of the native kernel against the kernel
	$(BIN)/mypy --strict docnorm
	$(BIN)/python -m mypy.stubtest docnorm._native

floors: $(STAMP) ## check that modules import only from the floors below
	$(BIN)/lint-imports

rust:            ## check format, lint and tests of the kernel
	cd rust && $(CARGO) fmt --check
	cd rust && $(CARGO) clippy -q --all-targets -- -D warnings
	cd rust && $(CARGO) test -q -p docnorm-kernel

docs: $(STAMP)   ## write the pages that are made from tables, and build the site into build/docs
	$(BIN)/python docs/guide/generate.py
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs

pictures: $(STAMP) browser  ## take the pictures of the report that stand in the pages
	$(BIN)/python docs/pictures/take.py

wheel: $(STAMP)  ## build a wheel and an sdist into dist/
	$(BIN)/python -m build

bench: $(STAMP)  ## compare with other libraries on the same texts, and record the results
	$(BIN)/python benchmarks/bench_dups.py
	$(BIN)/python benchmarks/bench_scale.py
	$(BIN)/python benchmarks/bench_normalize.py

soak: $(STAMP)   ## run the laws on many new examples, all changes that could be made to a map, and giant groups
	$(BIN)/python -m pytest -m 'slow or not slow' --hypothesis-profile=soak tests/property tests/test_tampering.py tests/test_giants.py

clean:           ## remove what was made, down to the sources
	rm -rf .venv build dist rust/target *.egg-info docnorm/*.so .coverage
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

# run and test are all that a newcomer needs; both prepare .venv by themselves, and the second time is quick.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
SOAK_MINUTES ?=
READY := $(VENV)/.ready-run
READY_DEV := $(VENV)/.ready-dev
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PYTHONUTF8 = 1
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test bench soak words clean

run: $(READY) $(CATALOGUES:.po=.mo)
	@exec $(BIN)/meetings run

test: $(READY_DEV) $(CATALOGUES:.po=.mo) browser fonts redis tests/npm/node_modules
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-cache > .import_linter.log || { cat .import_linter.log; exit 1; }
	$(BIN)/python -m pytest -q -n $(WORKERS)

bench: $(READY_DEV) $(CATALOGUES:.po=.mo)
	$(BIN)/python -m tests.bench

soak: $(READY_DEV) $(CATALOGUES:.po=.mo) compiler
	SOAK_MINUTES=$(SOAK_MINUTES) $(BIN)/python -m pytest -q -s -m soak tests/soak

# Words for translators: what is marked goes to messages.pot and from there into each language.
words: $(READY_DEV)
	$(BIN)/pybabel extract -F translations/babel.cfg --no-location --sort-output -o translations/messages.pot meetings templates
	$(BIN)/pybabel update -i translations/messages.pot -d translations --no-fuzzy-matching --ignore-obsolete

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(READY): requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements/run.txt
	@$(call command)
	@touch $@

$(READY_DEV): requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	@$(call command)
	@touch $@ $(READY)

# The command `meetings`, without building a package: a script that starts the checkout beside it.
define command
printf '#!/bin/sh\nhere=$$(CDPATH= cd -- "$$(dirname -- "$$0")/../.." && pwd)\nPYTHONPATH="$$here" exec "$$here/.venv/bin/python" -m meetings "$$@"\n' > $(BIN)/meetings && chmod +x $(BIN)/meetings
endef

%.mo: %.po $(READY)
	@$(BIN)/pybabel -q compile -i $< -o $@

.PHONY: browser
browser:
	@command -v chromium > /dev/null || command -v chromium-browser > /dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends chromium > /dev/null; } || \
	  echo "No Chromium is installed: the tests in a browser are left out."

# For papers in Arabic and Chinese, and to read back what is printed in them.
.PHONY: fonts
fonts:
	@{ command -v pdftotext && fc-list | grep -q NotoSansCJK && fc-list | grep -q NotoNaskhArabic; } > /dev/null 2>&1 || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends fontconfig fonts-noto-core fonts-noto-cjk poppler-utils > /dev/null; } || \
	  echo "No Noto fonts or no pdftotext is installed: the tests of papers in all scripts are left out."

# For the test in which processes count together how often one address registers.
.PHONY: redis
redis:
	@command -v redis-server > /dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends redis-server > /dev/null; } || \
	  echo "No Redis is installed: the test of limits that processes share is left out."

# For the small clock by which workers believe in another hour; libfaketime stops Python 3.11 from sleeping or waiting.
.PHONY: compiler
compiler:
	@command -v cc > /dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends gcc libc6-dev > /dev/null; } || \
	  echo "No C compiler is installed: the cells of the table in which hours pass are left out."

tests/npm/node_modules: tests/npm/package-lock.json
	@if command -v npm > /dev/null; then cd tests/npm && npm ci --silent --no-audit --no-fund && touch node_modules; \
	else echo "npm is not installed: the tests with other calendar programs are left out."; fi

clean:
	rm -rf $(VENV) tests/npm/node_modules translations/*/LC_MESSAGES/*.mo

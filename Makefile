# Every target works from a bare clone. It needs python3 (3.11 or newer) with venv and pip; nothing else.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# Both cores of a small machine; more would only wait for the disk.
WORKERS ?= 2
SIZES ?= 10000 100000

BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))
# As a module, so that it finds our own extraction methods.
PYBABEL := $(BIN)/python -m babel.messages.frontend -q
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help setup run test check audit bench catalogues lock

help: ## Say what each target does
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 14

setup: .venv/run.stamp $(CATALOGUES) ## Make .venv from the hashed requirements and compile the translations

run: setup ## Open the demonstration site on http://localhost:8000 (PORT=… to change)
	@$(BIN)/flask --app app db upgrade
	@$(BIN)/flask --app app demo --if-empty
	@$(BIN)/flask --app app moderators demo --address http://localhost:$(PORT)
	@echo "Waymark answers on http://localhost:$(PORT)/  (Ctrl+C stops it)"
	@exec $(BIN)/granian --interface wsgi --factory app:create_app --host $(HOST) --port $(PORT) \
		--workers 1 --blocking-threads 1 --no-access-log --log-level warning

test: setup .venv/test.stamp ## Run every test, on SQLite and on a throwaway PostgreSQL, with a real browser
	@bash tools/install_system.sh
	@# Five means that nothing was chosen: ARGS may leave one of the two without a test, but not both.
	first=0; $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --both -m "not alone" $(ARGS) || first=$$?; \
	[ $$first -eq 0 ] || [ $$first -eq 5 ] || exit $$first; \
	second=0; $(BIN)/python -m pytest --both -m alone $(ARGS) || second=$$?; \
	[ $$second -eq 0 ] || [ $$first$$second = 05 ] || exit $$second

check: .venv/test.stamp ## Lint, types, who may import whom, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint app --lint --quiet

audit: setup .venv/test.stamp ## Run the heavy suites: the whole canary run, Mozilla's grader, Nu HTML checker, Lighthouse (needs node and java)
	@bash tools/install_system.sh
	bash tools/audit.sh

bench: setup .venv/test.stamp ## Measure search and pages beside SQLite, Datasette and nginx (SIZES="10000 100000"; twenty minutes)
	@bash tools/install_system.sh wrk
	$(BIN)/python -m tools.bench $(SIZES)
	$(BIN)/python -m tools.bench_pages --large

catalogues: .venv/run.stamp ## Collect the sentences of the interface into every catalogue
	$(PYBABEL) extract --mapping-file pyproject.toml --sort-by-file --add-location file \
		--add-comments "Translators:" --project Waymark --copyright-holder "the people of Waymark" \
		--output-file translations/messages.pot .
	$(PYBABEL) update --input-file translations/messages.pot --output-dir translations \
		--ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date

lock: .venv/lock.stamp ## Refresh the hashed requirements (they name no index and no path)
	bash tools/lock.sh

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Waymark needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Making .venv failed. On Debian: apt-get install python3-venv"; exit 1; }

.venv/run.stamp: requirements/run.txt | .venv/bin/python
	$(PIP_INSTALL) -r $<
	@touch $@

.venv/test.stamp: requirements/test.txt .venv/run.stamp
	$(PIP_INSTALL) -r $<
	@touch $@

.venv/lock.stamp: | .venv/bin/python
	@$(PYTHON) -m venv .venv/lock && .venv/lock/bin/python -m pip install --quiet uv
	@touch $@

%.mo: %.po .venv/run.stamp
	$(PYBABEL) compile --input-file $< --output-file $@

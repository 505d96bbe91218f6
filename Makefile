# Everything a newcomer needs; see README.md. The second call of anything installs nothing.
PYTHON ?= python3
PORT ?= 8000
EXPLORE_PORT ?= 8001
FIGURES ?= build/figures.db
BIN := .venv/bin
export OMP_NUM_THREADS ?= 1

.PHONY: run explore test chat check lint types bench clean

run: .venv/installed
	$(BIN)/steg serve --port $(PORT) --with-worker

chat: .venv/installed
	$(BIN)/steg chat

# What /open shows, in Datasette: read-only, and for this machine alone.
explore: .venv/installed-explore
	mkdir -p $(dir $(FIGURES))
	$(BIN)/steg open-data $(FIGURES)
	$(BIN)/datasette serve --immutable $(FIGURES) --metadata $(FIGURES:.db=.metadata.json) --host 127.0.0.1 --port $(EXPLORE_PORT)

check: .venv/installed
	$(BIN)/steg check

test: .venv/installed-dev
	$(BIN)/python -m pytest

lint: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/installed-dev
	$(BIN)/mypy

bench: .venv/installed-dev
	$(BIN)/python bench/turns.py
	$(BIN)/python bench/content.py
	$(BIN)/python bench/understanding.py

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Steg needs Python 3.11 or newer; set PYTHON=")'
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/installed-explore: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[explore]'
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

clean:
	rm -rf .venv build dist *.egg-info

# Everything a new machine with Python >= 3.11 and a JDK >= 21 needs: `make demo`, `make test`.
# Set-up happens by itself, once, from the lock files; it is redone when they change, and needs no network otherwise.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
PYTHON ?=
UPGRADE ?=
COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet $(UPGRADE)

# What the set-up settles must not depend on who calls it.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

.PHONY: help setup demo test axe lint format lock wheel clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv and install everything from the lock

demo: $(STAMP) ## run the whole road on a small press of its own
	@$(BIN)/commentariat demo

test: lint ## lint, types and all tests; starts every service it needs
	@$(BIN)/pytest

axe: $(STAMP) ## fetch axe-core into the cache (npm): tests of accessibility run once it is there
	@$(BIN)/python -m tests.browser

lint: $(STAMP) ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(STAMP) ## put the source in shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(STAMP) ## resolve the lock files anew; UPGRADE=--upgrade takes newer versions
	@$(COMPILE) -o requirements.lock
	@$(COMPILE) --group dev -c requirements.lock -o requirements-dev.lock

wheel: $(STAMP) ## build dist/*.whl
	@$(BIN)/python -m build --no-isolation --wheel

clean: ## remove what builds and tests leave behind; keeps var/ (your data)
	@if [ -x $(BIN)/commentariat ]; then $(BIN)/commentariat node stop || true; fi
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

$(STAMP): requirements-dev.lock pyproject.toml .ci/setup
	@PYTHON="$(PYTHON)" .ci/setup $(VENV)
	@touch $(STAMP)

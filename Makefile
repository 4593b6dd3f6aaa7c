# Everything a person types: each target sets up what it needs.
PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
export UV_PROJECT_ENVIRONMENT := $(VENV)

.PHONY: up test install bench chaos learn lint clean

up: $(INSTALLED) ## set up and run everything on this machine
	@exec $(BIN)/asapcomms up

test: $(INSTALLED) ## set up and run every test
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

install: $(INSTALLED) ## set up .venv and nothing else

bench: $(INSTALLED) ## measure, side by side with bare parts
	@$(BIN)/python -m bench

chaos: $(INSTALLED) ## let everything go wrong for MINUTES=30, and count what was sent twice or lost
	@$(BIN)/python -m tests.crash.chaos --minutes $(or $(MINUTES),30)

learn: $(INSTALLED) ## learn anew what words weigh, when texts of tests/rules/replies.tsv have changed
	@$(BIN)/uv sync --quiet --frozen --all-extras --inexact --group learn --python $(BIN)/python
	@$(BIN)/python -m tests.rules.learn

lint: $(INSTALLED) ## formatting, lint and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

clean: ## forget .venv; the data folder stays
	rm -rf $(VENV)

$(INSTALLED): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "asapcomms needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv sync --quiet --frozen --all-extras --inexact --compile-bytecode --python $(BIN)/python
	@$(BIN)/python -m compileall -q asapcomms schemas worker
	@touch $(INSTALLED)

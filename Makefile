# Kizuna. Type "make" to see what can be done.
SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV_PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run codes test check bench clients format lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: ## Start everything with demo data on http://localhost:8000 (PORT=… for another); Ctrl-C ends it
	@$(PYTHON) requirements/install.py runtime
	@KIZUNA_DEMO=1 exec $(VENV_PYTHON) manage.py serve

codes: ## Print the sign-in codes of the demo that runs, mailed ones and those of authenticator apps
	@KIZUNA_DEMO=1 $(VENV_PYTHON) manage.py demo_codes

test: ## Run every check and every test (SQLite, PostgreSQL, Chromium); TEST_WITHOUT=postgres,chromium to leave out
	@$(PYTHON) requirements/install.py dev
	@exec $(VENV_PYTHON) -m tests.run

check: ## Run the checks that need no test: style, types, layers, migrations, production settings
	@$(PYTHON) requirements/install.py dev
	@exec $(VENV_PYTHON) -m tests.check

bench: ## Measure requests, queries and memory beside plain references; BENCH_PARTS=cache,search for some of it
	@$(PYTHON) requirements/install.py dev
	@exec $(VENV_PYTHON) -m tests.bench

clients: ## Write the API's schema and the clients from it (needs Node for TypeScript); CLIENTS=--release to promise it
	@$(PYTHON) requirements/install.py dev
	@DJANGO_SETTINGS_MODULE=cms.config.settings.test exec $(VENV_PYTHON) manage.py write_clients $(CLIENTS)

format: ## Format the code
	@$(VENV_PYTHON) -m ruff check --fix --quiet . ; $(VENV_PYTHON) -m ruff format .

lock: ## Resolve requirements/*.in into the hashed locks (needs uv)
	@cd $(CURDIR) && for name in runtime dev; do \
	  uv pip compile --quiet --universal --python-version 3.11.2 --generate-hashes --no-emit-index-url \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; done

clean: ## Remove what tests and tools left behind; keeps .venv and the data under var/
	@rm -rf var/test .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# newsbase: everything a newcomer or CI types. `make help` lists it.

PORT ?= 8000
SHELL := /bin/sh
PYTHON := .venv/bin/python

# A pyenv shim may exist and not run, a Debian python3 may lack venv: so each is tried, not looked up.
PYTHONS := python3.13 python3.14 python3.12 python3 python
IS_USABLE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 12))

# The same on every machine: nothing here is taken from the developer's environment but DATABASE_URL.
LOCAL := DEBUG=0 LOCAL=1 ALLOWED_HOSTS=127.0.0.1,localhost SITE_URL=http://127.0.0.1:$(PORT) \
	SECRET_KEY_FILE=var/secret_key
NOTICE := Demo: real announcements, but approximate; not a reference.
MANAGE := $(LOCAL) SITE_NOTICE="$(NOTICE)" $(PYTHON) manage.py

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
STATIC := $(shell find static -type f 2>/dev/null)
TEMPLATES = $(shell find templates -name '*.html')

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test verify bench entry tour licences lint format messages lock manage

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/prod.stamp var/secret_key var/static.stamp $(CATALOGUES) ## serve newsbase with its demo data on 127.0.0.1 (PORT=8000)
	@$(PYTHON) -c "$$PORT_IS_FREE" $(PORT)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo --if-empty
	@$(MANAGE) make_demo_accounts
	@exec env $(LOCAL) SITE_NOTICE="$(NOTICE)" BIND=127.0.0.1:$(PORT) WEB_CONCURRENCY=2 \
		$(PYTHON) -m gunicorn

test: .venv/dev.stamp $(CATALOGUES) ## run the whole suite on SQLite and on PostgreSQL, side by side (ARGS="-k word")
	@mkdir -p var; failed=0; \
	$(PYTHON) -m tests.postgres $(PYTHON) -m pytest -m "not browser" $(ARGS) >var/test-postgresql.log 2>&1 & beside=$$!; \
	trap "kill $$beside" INT TERM; \
	echo "The tests on SQLite (those on PostgreSQL run beside them and are shown after):"; \
	DATABASE_URL= $(PYTHON) -m pytest $(ARGS) || failed=1; \
	wait $$beside || failed=1; \
	echo "The tests on PostgreSQL:"; cat var/test-postgresql.log; exit $$failed

verify: .venv/dev.stamp $(CATALOGUES) var/static.stamp ## attack newsbase on both databases, count what held (PARTS="--quick leaks")
	@$(PYTHON) -m verify $(PARTS)

bench: .venv/dev.stamp $(CATALOGUES) var/static.stamp ## measure at 10,000 to 1,000,000 investments (ROWS="10000 100000")
	@$(PYTHON) -m benchmarks

entry: .venv/dev.stamp $(CATALOGUES) var/static.stamp ## count the clicks and keys of entering an article in a browser
	@$(PYTHON) -m benchmarks.entry

tour: .venv/dev.stamp $(CATALOGUES) var/static.stamp ## take the pictures of docs/tour.md anew in a browser
	@$(PYTHON) -m benchmarks.tour

licences: .venv/dev.stamp ## write docs/licences.md from what is installed
	@$(PYTHON) -m verify.licences

lint: .venv/dev.stamp $(CATALOGUES) var/secret_key ## check style, templates, migrations, translations and locks
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@.venv/bin/djade --check $(TEMPLATES)
	@DATABASE_URL=sqlite://:memory: $(MANAGE) makemigrations --check --dry-run
	@env -u DATABASE_URL DEBUG=0 LOCAL=0 ALLOWED_HOSTS=news.example.org SECRET_KEY_FILE=var/secret_key \
		$(PYTHON) manage.py check --deploy --fail-level WARNING
	@! grep -n '://' requirements/*.txt || { echo "A lock names an address: run make lock."; exit 1; }

format: .venv/dev.stamp ## write code and templates in the house style
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .
	@.venv/bin/djade $(TEMPLATES)

messages: .venv/prod.stamp $(CATALOGUES) ## compile the translations

manage: .venv/prod.stamp var/secret_key ## run Django's manage.py on the local database (ARGS="createsuperuser")
	@$(MANAGE) $(ARGS)

LOCK := uv pip compile pyproject.toml --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --quiet

lock: ## refresh requirements/*.txt from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	@$(LOCK) --upgrade -o requirements/prod.txt
	@$(LOCK) --upgrade --constraints requirements/prod.txt --group dev -o requirements/dev.txt

# What the commands above need, made once and again when its source changes

define PORT_IS_FREE
import socket, sys
port = sys.argv[1]
if not port.isdecimal() or not 0 < int(port) < 65536:
    sys.exit(f"PORT must be a number from 1 to 65535, not {port}.")
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(port)))
    except OSError:
        sys.exit(f"Port {port} is taken or not allowed: choose another, such as make run PORT=8765.")
endef
export PORT_IS_FREE

.venv/bin/python:
	@for python in $(PYTHONS); do \
		if $$python -c '$(IS_USABLE)' >/dev/null 2>&1; then exec $$python -m venv --clear .venv; fi; \
	done; \
	echo "newsbase needs Python 3.12 or newer with its venv module: install one (on Debian: python3 and python3-venv) and try again."; \
	exit 1

# An environment that uv made has no pip yet.
INSTALL := $(PYTHON) -m ensurepip >/dev/null && \
	$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes

.venv/prod.stamp: .venv/bin/python requirements/prod.txt
	@echo "Installing what newsbase needs into .venv (once, about half a minute) ..."
	@$(INSTALL) -r requirements/prod.txt
	@touch $@

# The development lock holds the production lock whole.
.venv/dev.stamp: .venv/bin/python requirements/dev.txt
	@echo "Installing what newsbase and its tests need into .venv (once, about a minute) ..."
	@$(INSTALL) -r requirements/dev.txt
	@touch .venv/prod.stamp $@

var/secret_key:
	@umask 077 && mkdir -p var && od -An -N48 -tx1 /dev/urandom | tr -d ' \n' > $@

var/static.stamp: .venv/prod.stamp var/secret_key $(STATIC)
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch $@

%.mo: %.po | .venv/prod.stamp
	@$(PYTHON) -m babel.messages.frontend --quiet compile --input-file $< --output-file $@

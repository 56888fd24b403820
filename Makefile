# Zusage: the commands of this repository. `make help` lists them; settings are given as NAME=value after the target.
.DEFAULT_GOAL := help
SHELL := /bin/sh
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PACKAGES := .venv/.packages
ASSETS := platform/ui/static/vendor/.stamp
STATIC := build/.static-collected
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard platform/config/locale/*/LC_MESSAGES/django.po))
# mypy refuses a folder without Python in it.
PYTHON = $(foreach folder,tenants onboarding billing infra tests $(wildcard platform/*/),$(if $(shell find $(folder) -name '*.py' -print -quit),$(folder)))
TEMPLATES = $(shell find platform tenants onboarding billing -path '*/templates/*' -name '*.html')
# Processes that test. They wait for browsers and databases as often as they work, so two cores have room for three.
TESTERS := $(shell cores=$$(nproc 2>/dev/null || echo 2); if [ $$cores -lt 3 ]; then echo 3; else echo 4; fi)
# Every file that collectstatic would copy.
STATIC_SOURCES = $(shell find platform tenants onboarding billing -path '*/static/*' -type f ! -name '.*' 2>/dev/null)

# The Node that playwright brings needs libatomic, which a bare Debian lacks; the one in the environment does not.
export PLAYWRIGHT_NODEJS_PATH := $(CURDIR)/$(BIN)/node

.PHONY: help setup run test check lint types layers templates migrations bench chaos messages released pictures clean-data clean browser

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14 | sed 's/^/  make /'

setup: $(PACKAGES) $(ASSETS) $(CATALOGUES) $(STATIC) ## Install everything into this folder (the others call it)

run: setup ## Start the platform on this machine with two demo cities; Ctrl-C stops it
	@exec $(BIN)/python -m infra.local.run

test: setup browser check ## All checks and all tests
	@$(BIN)/pytest --numprocesses $(TESTERS) --dist loadfile --no-loadscope-reorder

check: lint types layers templates migrations ## All of the following five

lint: setup ## Ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## Mypy, strict
	$(BIN)/mypy $(PYTHON)

layers: setup ## Who may import whom
	$(BIN)/lint-imports

templates: setup ## The templates' form
	@$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)

migrations: setup ## No model without its migration
	$(BIN)/python -m config.manage makemigrations --check --dry-run

bench: setup ## Measure; ONLY=name for one part, FLEET=600 for all cities, DATA=folder for data from outside
	@$(BIN)/python -m tests.bench

chaos: setup ## Kill worker, broker, database and receiver during 1,000 deliveries; SEED=number repeats a run
	@$(BIN)/python -m tests.chaos.run --deliveries 1000 --cities 10 --blows 60 --seed $(or $(SEED),0)

messages: setup ## Collect the texts to translate into platform/config/locale
	$(BIN)/python -m infra.local.messages

released: ## Note this commit as the release that the next one has to live beside
	@git diff --quiet HEAD || { echo "There are changes that no commit holds." >&2; exit 1; }
	@git rev-parse HEAD > infra/release/previous
	@echo "infra/release/previous: $$(cat infra/release/previous); commit it."

pictures: setup browser ## Take pictures of what people see, into build/pictures
	@$(BIN)/python -m tests.pictures

clean-data: ## Forget all data of this machine
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m infra.local.forget; else rm -rf var; fi

clean: ## Forget all data and everything that setup made
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m infra.local.forget tests; else rm -rf var; fi
	rm -rf .venv node_modules build platform/ui/static/vendor
	find platform tenants onboarding billing infra tests -name __pycache__ -prune -exec rm -rf {} +

browser:
	@sh infra/local/chromium.sh

$(PACKAGES): uv.lock requirements.txt pyproject.toml infra/local/uv.txt
	@sh infra/local/setup.sh
	@touch $@

$(ASSETS): package.json package-lock.json infra/local/assets.py infra/local/kern_subset.py | $(PACKAGES)
	@echo "Fetching style sheet and fonts …"
	@$(BIN)/python -m infra.local.assets
	@touch $@

%.mo: %.po | $(PACKAGES)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --domain django

$(STATIC): $(STATIC_SOURCES) $(ASSETS) $(PACKAGES)
	@$(BIN)/python -m config.manage collectstatic --noinput --verbosity 0
	@mkdir -p $(@D) && touch $@

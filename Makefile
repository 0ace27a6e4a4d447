# The whole project's commands. `make help` lists them; `make run` and `make test` are the two that matter.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup page run issuer token sdk test test-sdk test-web test-local-llm check coverage check-llm catalogue-check lint format typecheck arch picture bench bench-llm eval train attack faults jobs backup restore sbom licences audit clean-data

PYTHON ?= python3
UV := $(CURDIR)/.tools/bin/uv
BIN := $(CURDIR)/backend/.venv/bin
STAMP := $(CURDIR)/backend/.venv/.installed
MANIFESTS := backend/uv.lock backend/pyproject.toml $(wildcard backend/*-service/pyproject.toml mcp/pyproject.toml sdk/python/pyproject.toml)
CODE := shared stack resume-service/src interview-service/src learning-service/src
export UV_PYTHON_PREFERENCE := system
# Tests start hundreds of Python processes, and a start takes a quarter less with bytecode and copies of the data files.
unexport PYTHONDONTWRITEBYTECODE

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' "$(CURDIR)/Makefile"

setup: ## Install what is missing: uv, the locked packages, MongoDB and Traefik
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@test -x "$(UV)" || "$(PYTHON)" -m pip --version > /dev/null || \
		{ echo "pip is needed once, to install uv: https://pip.pypa.io/en/stable/installation/"; exit 1; }
	@test -x "$(UV)" || { \
		echo "Installing uv into .tools/ (once) ..."; new="$(CURDIR)/.tools.$$$$"; \
		"$(PYTHON)" -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target "$$new" 'uv>=0.9' && \
			{ test -x "$(UV)" || { rm -rf "$(CURDIR)/.tools" && mv "$$new" "$(CURDIR)/.tools"; }; }; rm -rf "$$new"; test -x "$(UV)"; }
	@if [ ! -e "$(STAMP)" ] || [ -n "$$(cd "$(CURDIR)" && find $(MANIFESTS) -newer "$(STAMP)")" ]; then \
		echo "Installing MongoDB, Traefik and the locked packages into backend/.venv/ (once; about 1 GB) ..."; \
		done="$(STAMP).$$$$"; cd "$(CURDIR)/backend" && { "$(UV)" sync --frozen --all-groups --all-packages --compile-bytecode \
			--python "$$(command -v "$(PYTHON)")" && "$(BIN)/python" -m compileall -q $(CODE) && \
			"$(BIN)/python" -m shared.core.data $(CODE) && touch "$$done"; } 2>&1 | grep -v --line-buffered '^ [-+~] '; \
		mv "$$done" "$(STAMP)" 2> /dev/null; \
	fi

page: setup ## Build the page if its sources have changed; needs the internet the first time
	@cd "$(CURDIR)/backend" && "$(BIN)/python" -m stack.building

run: page ## Start MongoDB, the gateway, the three services and the page; Ctrl-C stops them
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m stack

ISSUER_PORT ?= 8009
SUBJECT ?= alice
SCOPE ?= resumes:read resumes:write generate

issuer: setup ## Serve a development token issuer, for AUTH_MODE=jwt; Ctrl-C stops it
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m shared.testing.issuer serve --port "$(ISSUER_PORT)"

token: setup ## Print a token of that issuer: SUBJECT=alice, SCOPE="resumes:read generate"
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m shared.testing.issuer token --port "$(ISSUER_PORT)" \
		--subject "$(SUBJECT)" --scope "$(SCOPE)"

sdk: setup ## Generate the clients in sdk/ from the services' OpenAPI documents
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m clients

test: setup ## Run every test, on a real MongoDB and a real gateway
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m pytest -q -n auto --dist worksteal

test-sdk: setup ## Test the TypeScript client: types, units, and every scenario against the real product
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m pytest -q clients/tests $(ARGS)

test-web: page ## Test the page: types, units, and the whole journey in a real Chromium
	@cd "$(CURDIR)/backend" && "$(BIN)/python" -m stack.building check && "$(BIN)/python" -m browser && \
		exec "$(BIN)/python" -m pytest -q -n 2 --dist worksteal browser/tests $(ARGS)

test-local-llm: setup ## Test with a small real model on this machine; the first run builds it
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m local_llm

check: lint arch ## Run everything that must pass before a change is merged
	@said="$$(mktemp)"; trap 'rm -f "$$said"' EXIT; $(MAKE) --no-print-directory typecheck > "$$said" 2>&1 & types=$$!; \
		$(MAKE) --no-print-directory coverage; tests=$$?; wait $$types; typed=$$?; cat "$$said"; exit $$((tests || typed))

coverage: setup ## Run every test and check line and branch coverage
	@cd "$(CURDIR)/backend" && rm -f .coverage .coverage.* && "$(BIN)/python" -m coverage run -m pytest -q -n auto --dist worksteal \
		&& "$(BIN)/python" -m coverage combine --quiet && printf 'Coverage in percent: ' && "$(BIN)/python" -m coverage report --format=total

check-llm: setup ## Try each configured language model once
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m shared.llm check

catalogue-check: setup ## Open every address in the learning catalogue and list dead ones; needs the internet
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m learning_service.catalogue $(IDS)

lint: setup ## Check style, formatting and the Dockerfiles
	@cd "$(CURDIR)/backend" && "$(BIN)/ruff" check . ../mcp ../sdk/python && "$(BIN)/ruff" format --check --quiet . ../mcp ../sdk/python && "$(BIN)/hadolint" Dockerfile ../web/Dockerfile

format: setup ## Format the code
	@cd "$(CURDIR)/backend" && "$(BIN)/ruff" check --fix --quiet . ../mcp ../sdk/python ; "$(BIN)/ruff" format . ../mcp ../sdk/python

typecheck: setup ## Check types strictly, tests included
	@cd "$(CURDIR)/backend" && "$(BIN)/pyright"

arch: setup ## Check who may import whom
	@cd "$(CURDIR)/backend" && "$(BIN)/lint-imports" --no-cache

picture: setup ## Draw Architecture.png from docs/architecture.py
	@"$(BIN)/python" "$(CURDIR)/docs/architecture.py"

bench: setup ## Run the benchmarks: see backend/bench/README.md
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m bench

bench-llm: setup ## Compare the registry with other libraries: see backend/bench/llm/README.md
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m bench.llm

ARGS ?=

eval: setup ## Judge questions and paths for invented people: ARGS="llm", ARGS="--labels", see docs/evaluation.md
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m eval $(ARGS)

train: setup ## Rebuild the weights of the taggers of the import from generated documents; the same bytes each time
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m train

COMMAND ?= status

jobs: setup ## See the job queue of a running stack: COMMAND=status, dead, redrive JOB=id
	@cd "$(CURDIR)/backend" && NATS_URL="$${NATS_URL:-nats://127.0.0.1:$${NATS_PORT:-4222}}" \
		exec "$(BIN)/python" -m shared.jobs $(COMMAND) $(JOB)

faults: setup ## Kill processes at random while jobs run; see docs/jobs.md
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m faults

attack: setup ## Attack the product as strangers, models and other pages would; see docs/security.md
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m attack

backup: setup ## Copy the data of the running stack into backups/
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m stack.backup create

restore: setup ## Restore a backup into an empty running stack: FROM=backups/..., ERASED=path of another erasure log
	@test -n "$(FROM)" || { echo "Name a backup: make restore FROM=backups/..."; exit 1; }
	@from="$$(realpath "$(FROM)")"; cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m stack.backup restore "$$from" \
		$(if $(ERASED),--erased $(if $(filter none,$(ERASED)),none,$(foreach log,$(ERASED),"$(abspath $(log))")))

sbom: setup ## Write sbom.cdx.json (CycloneDX): every locked package with its version, hash and licence
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m supply sbom

licences: setup ## Write docs/licences.md; fails on a licence that is not allowed
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m supply licences

audit: setup ## Look for known vulnerabilities in the locked packages; needs the internet
	@cd "$(CURDIR)/backend" && exec "$(BIN)/python" -m supply audit

clean-data: ## Remove the data of `make run`
	rm -rf "$(CURDIR)/.data"

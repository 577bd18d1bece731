# SPDX-License-Identifier: Apache-2.0
#
# The commands that people and CI type. It stays small: mk/*.mk holds what all parts share, and each
# part brings a fragment of its own with its files, and adds them to these targets:
#   NAME-build  prerequisites that must exist before NAME runs (demo, run, test, test-full, lint, bench,
#               contain, campaign); test-full for groups of that tier alone
#   NAME-main   the recipe that runs it (demo, run, bench, contain; campaign-main-NAME)
# so that tools are set up first, then things are built in parallel, then one of them runs alone.

.DEFAULT_GOAL := help

include mk/tools.mk
include mk/gen.mk
# Fragments may ask the tools where they lie, so they are read once the tools are there: every target
# below sets up first and then calls make again.
ifneq ($(wildcard .venv/bin/python),)
include $(wildcard rtl/*.mk rtl/*/*.mk firmware/*.mk firmware/*/*.mk firmware/*/*/*.mk)
include $(wildcard hv/*.mk policy/*.mk sim/*.mk console/*.mk fpga/*.mk tests/*.mk tests/*/*.mk)
endif

.PHONY: help demo run test test-quick lint format bench contain clean requirements
.PHONY: $(foreach n,demo run test test-full lint bench contain campaign,$(n)-build)

# The parts add prerequisites to these.
demo-build run-build test-build test-full-build lint-build bench-build contain-build campaign-build:
	@:

help: ## this list
	@echo "make [V=1] TARGET"
	@sed -n -E 's/^([a-z%-]+):[^#]*## (.*)/  \1|\2/p' $(MAKEFILE_LIST) | \
	  while IFS='|' read -r name text; do printf '  %-14s %s\n' $$name "$$text"; done

demo: $(SETUP_DEMO) ## boot the SoC, generate text (PROMPT="..."), contain every attack
	+$(Q)$(MAKE) $(PARALLEL) demo-build
	+$(Q)$(MAKE) demo-main

run: $(SETUP_DEMO) ## the same interactively: a chat on this terminal (MODELS=2: with two)
	+$(Q)$(MAKE) $(PARALLEL) run-build
	+$(Q)$(MAKE) run-main

test: $(SETUP_TEST) ## all tests (ONLY="group ...", SEED=n); reports in build/reports
	+$(Q)$(MAKE) $(PARALLEL) test-build test-full-build
	$(Q)$(PYTHON) scripts/run_tests.py --tier full $(TEST_FLAGS)

test-quick: $(SETUP_TEST) ## the quick tests, under 5 minutes
	+$(Q)$(MAKE) $(PARALLEL) test-build
	$(Q)$(PYTHON) scripts/run_tests.py --tier quick $(TEST_FLAGS)

lint: $(SETUP_TEST) ## check style and warnings of everything, under 20 seconds (ONLY="check ...")
	+$(Q)$(MAKE) $(PARALLEL) lint-build
	$(Q)$(PYTHON) scripts/lint.py $(ONLY_FLAGS)

format: $(SETUP_TEST) ## rewrite C and Python in the project's format
	$(Q)$(PYTHON) scripts/lint.py --fix

bench: $(SETUP_DEMO) ## measure speed; writes build/reports/bench.json
	+$(Q)$(MAKE) $(PARALLEL) bench-build
	+$(Q)$(MAKE) bench-main

contain: $(SETUP_DEMO) ## every attack and its weakened twin; writes build/reports/contain.json
	+$(Q)$(MAKE) $(PARALLEL) contain-build
	+$(Q)$(MAKE) contain-main

campaign-%: $(SETUP_TEST) ## a long campaign that is not part of the tests
	+$(Q)$(MAKE) $(PARALLEL) campaign-build
	+$(Q)$(MAKE) campaign-main-$*

clean: ## remove all that was built (the tools in .venv stay)
	$(Q)rm -rf build

requirements: $(SETUP_TEST) ## pin and hash requirements/*.in again (needs the network)
	$(Q)scripts/pin-requirements

# SPDX-License-Identifier: Apache-2.0
#
# make demo and make run: the people's console. PROMPT reaches the program through the environment,
# so that no character in it means anything to the shell.

export PROMPT

.PHONY: demo-main run-main
demo-build run-build: $(BUILD)/hv/hv.elf guests
demo-main:
	$(Q)$(PYTHON) console/demo.py $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY))
run-main:
	$(Q)$(PYTHON) console/run.py $(if $(SEED),--seed $(SEED)) $(if $(MODELS),--models $(MODELS))
run-build: $(if $(filter 2 3 4,$(MODELS)),$(BUILD)/guillotine-sim-$(MODELS))

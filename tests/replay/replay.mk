# SPDX-License-Identifier: Apache-2.0
#
# make campaign-replay: the chat and every attack, recorded and replayed.

campaign-build: $(BUILD)/guillotine-replay $(BUILD)/hv/hv.elf guests
.PHONY: campaign-main-replay
campaign-main-replay:
	$(Q)$(PYTHON) tests/replay/attacks.py -j $(JOBS) $(if $(SEED),--seed $(SEED)) \
	  $(if $(ONLY),--only $(ONLY))

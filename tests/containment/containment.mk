# SPDX-License-Identifier: Apache-2.0
#
# make contain: every attack strong, weakened, and against each wall alone.

CONTAIN := tests/containment

# A second build of the hypervisor, which a guest must not be able to tell from the first.
# In the make that builds it, hv.mk's own rule for it stands instead of this one.
ifneq ($(HV_OUT),$(BUILD)/hv-twin)
$(BUILD)/hv-twin/hv.elf: $(BUILD)/hv/hv.elf
	+$(Q)$(MAKE) HV_OUT=$(BUILD)/hv-twin HV_BUILD_ID=twin $@
endif

.PHONY: contain-main
contain-build test-build: $(BUILD)/hv/hv.elf $(BUILD)/hv-twin/hv.elf guests
contain-main:
	$(Q)$(PYTHON) $(CONTAIN)/contain.py -j $(JOBS) $(if $(SEED),--seed $(SEED)) \
	  $(if $(ONLY),--only $(ONLY)) $(if $(filter 1,$(V)),-v)

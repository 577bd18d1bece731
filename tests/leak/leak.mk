# SPDX-License-Identifier: Apache-2.0
#
# make leak: real attacks by guests on the whole SoC, on ours and on CONFIG=shared. SYMBOLS=N sets the
# observations for each channel and configuration, ONLY="channel ..." and CONFIG=ours|shared choose,
# DASK=tcp://... runs them on a cluster. make campaign-leak goes on where it was
# stopped, at the same commit.

LEAK := tests/leak
LEAK_BUILD := $(BUILD)/leak
LEAK_CFLAGS := $(GUEST_CFLAGS) -I$(LEAK)/guest -Ifirmware/lib
LEAK_GUESTS := $(filter-out leak,$(basename $(notdir $(wildcard $(LEAK)/guest/*.c))))
LEAK_ELFS := $(LEAK_GUESTS:%=$(LEAK_BUILD)/%.elf)

$(LEAK_BUILD)/%.o: $(LEAK)/guest/%.c $(LEAK)/guest/leak.h firmware/lib/leak_call.h \
    $(GUEST_HEADERS) $(LEAK)/leak.mk
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(GUEST_CCACHE) $(RISCV_CC) $(GUEST_TARGET) $(LEAK_CFLAGS) -c -o $@ $<

$(LEAK_BUILD)/%.o: $(LEAK)/guest/%.S $(LEAK)/leak.mk
	$(Q)mkdir -p $(@D)
	$(Q)$(RISCV_CC) $(GUEST_TARGET) -c -o $@ $<

# Those that look for what a guest left have a start of their own, which leaves nothing itself.
LEAK_RESIDUE := $(LEAK_BUILD)/branch.elf $(LEAK_BUILD)/tlb.elf
LEAK_LIB := $(filter-out %/start.o,$(GUEST_LIB))
$(LEAK_BUILD)/branch.elf: $(LEAK_BUILD)/branch_sites.o
$(LEAK_RESIDUE): $(LEAK_BUILD)/residue_start.o
$(filter-out $(LEAK_RESIDUE),$(LEAK_ELFS)): $(filter %/start.o,$(GUEST_LIB))
$(LEAK_ELFS): $(LEAK_BUILD)/%.elf: $(LEAK_LIB) $(LEAK_BUILD)/leak.o $(LEAK_BUILD)/%.o \
    $(GUESTS_BUILD)/guest.ld
	$(call say,LINK,$@)
	$(Q)$(GUEST_LINK)

# In the make that builds it, hv.mk's own rule stands instead of this one.
ifneq ($(HV_OUT),$(BUILD)/hv-victim)
$(BUILD)/hv-victim/hv.elf: $(BUILD)/hv/hv.elf $(wildcard hv/*.c hv/*.h) firmware/lib/leak_call.h
	+$(Q)$(MAKE) HV_INJECT=victim $@
endif

.PHONY: leak leak-build leak-main
leak: $(SETUP_TEST) ## attacks that measure what leaks, and what leaks where they must work (SYMBOLS=300)
	+$(Q)$(MAKE) $(PARALLEL) leak-build
	+$(Q)$(MAKE) leak-main

leak-build: $(LEAK_ELFS) $(BUILD)/hv-victim/hv.elf $(BUILD)/boot/boot.hex \
  $(foreach n,$(if $(filter shared,$(CONFIG)),,sim) $(if $(filter ours,$(CONFIG)),,sim-shared), \
    $(BUILD)/guillotine-$(n) $(BUILD)/guillotine-$(n)-2)
test-full-build: leak-build

SYMBOLS ?= 300
LEAK_FLAGS = -j $(JOBS) $(ONLY_FLAGS) $(if $(CONFIG),--config $(CONFIG)) $(if $(SEED),--seed $(SEED)) \
  $(if $(DASK),--dask $(DASK))
leak-main:
	$(Q)$(PYTHON) $(LEAK)/leak.py --symbols $(SYMBOLS) $(LEAK_FLAGS)

.PHONY: campaign-main-leak
campaign-main-leak: SYMBOLS := 10000
campaign-main-leak:
	+$(Q)$(MAKE) leak-build
	$(Q)nice -n 5 $(PYTHON) $(LEAK)/leak.py --symbols $(SYMBOLS) \
	  --keep $(LEAK_BUILD)/campaign-$(shell git describe --always --dirty) $(LEAK_FLAGS)

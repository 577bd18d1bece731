# SPDX-License-Identifier: Apache-2.0
#
# make bench: figures of time, beside their targets. One program (build/bench/bench.elf) runs both
# as a guest and bare on the hypervisor core; bench-tiny.elf does next to nothing, to test the driver;
# null.elf exits again and again, to a hypervisor that answers calls with nothing.

BENCH := tests/bench
BENCH_BUILD := $(BUILD)/bench
BENCH_CFLAGS := $(GUEST_CFLAGS) -I$(BENCH)/kernels
BENCH_SOURCES := main kernels latency lm_kernels
BENCH_HEADERS := $(BENCH)/kernels/bench.h $(GUEST_HEADERS)
BENCH_ELFS := $(BENCH_BUILD)/bench.elf $(BENCH_BUILD)/bench-tiny.elf \
  $(BENCH_BUILD)/null.elf

$(BENCH_BUILD)/full/%.o: $(BENCH)/kernels/%.c $(BENCH_HEADERS) $(BENCH)/bench.mk
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(GUEST_CCACHE) $(RISCV_CC) $(GUEST_TARGET) $(BENCH_CFLAGS) -c -o $@ $<
$(BENCH_BUILD)/tiny/%.o: $(BENCH)/kernels/%.c $(BENCH_HEADERS) $(BENCH)/bench.mk
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(GUEST_CCACHE) $(RISCV_CC) $(GUEST_TARGET) $(BENCH_CFLAGS) -DBENCH_TINY -c -o $@ $<

$(BENCH_BUILD)/bench.elf: $(BENCH_SOURCES:%=$(BENCH_BUILD)/full/%.o)
$(BENCH_BUILD)/bench-tiny.elf: $(BENCH_SOURCES:%=$(BENCH_BUILD)/tiny/%.o)
$(BENCH_BUILD)/null.elf: $(BENCH_BUILD)/full/null.o
$(BENCH_ELFS): $(GUEST_LIB) $(GUEST_LM) $(GUESTS_BUILD)/guest.ld
	$(call say,LINK,$@)
	$(Q)$(GUEST_LINK)

# Hypervisors that work instead of sleeping, and that answer calls with nothing. In the make that
# builds one, hv.mk's own rules stand instead of this one.
BENCH_HVS := $(BUILD)/hv-spin/hv.elf $(BUILD)/hv-null/hv.elf
$(BUILD)/hv-spin/hv.elf: BENCH_HV_FLAGS := -DHV_IDLE_SPIN
$(BUILD)/hv-null/hv.elf: BENCH_HV_FLAGS := -DHV_NULL_CALL
ifeq ($(filter $(HV_OUT)/hv.elf,$(BENCH_HVS)),)
$(BENCH_HVS): $(BUILD)/hv/hv.elf hv/platform.c hv/sbi.c
	+$(Q)$(MAKE) HV_OUT=$(@D) HV_INJECT_FLAGS=$(BENCH_HV_FLAGS) $@
endif

.PHONY: bench-main
bench-build test-build: $(BENCH_ELFS) $(BENCH_HVS) guests
bench-main:
	$(Q)$(PYTHON) $(BENCH)/bench.py $(if $(SEED),--seed $(SEED))

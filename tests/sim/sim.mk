# SPDX-License-Identifier: Apache-2.0
#
# Bare programs of the simulator's tests.

SIM_TEST_DIR := $(BUILD)/tests/sim
SIM_TEST_hello := -DHELLO
SIM_TEST_start := -DSTART
SIM_TEST_fail1 := -DFAIL=1
SIM_TEST_fail7 := -DFAIL=7
SIM_TEST_fail200 := -DFAIL=200
SIM_TEST_tohost0 := -DTOHOST=0
SIM_TEST_tohost5 := -DTOHOST=5
SIM_TEST_spin := -DSPIN
SIM_TEST_NAMES := hello start fail1 fail7 fail200 tohost0 tohost5 spin

$(SIM_TEST_DIR)/%.elf: tests/sim/bare.S tests/sim/sim.mk | $(SETUP_DEMO)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(RISCV_CC) $(RISCV_ARCH) $(SIM_TEST_$*) -nostdlib -nostartfiles $(RISCV_LDFLAGS) \
	  -Wl,-Ttext=0x80000000 -Wl,--no-warn-rwx-segments -o $@ $<

# Framed and linked as the directed programs of the core.
$(SIM_TEST_DIR)/commit_log.elf: tests/sim/commit_log.S $(wildcard tests/core/directed/*.inc) \
    tests/core/directed/link.ld | $(SETUP_DEMO)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LS_RV) -T tests/core/directed/link.ld -o $@ $<

test-build: $(SIM_TEST_DIR)/commit_log.elf $(SIM_TEST_NAMES:%=$(SIM_TEST_DIR)/%.elf)

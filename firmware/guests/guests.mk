# SPDX-License-Identifier: Apache-2.0
#
# Guests: build/guests/NAME.elf for the captive core, at the start of its memory, and
# build/guests/qemu/NAME.elf of the same objects for QEMU's virt machine behind OpenSBI.

GUESTS := firmware/guests
GUESTS_BUILD := $(BUILD)/guests
ATTACKS := $(filter-out attack,$(basename $(notdir $(wildcard $(GUESTS)/attacks/*.c))))

GUEST_CFLAGS := $(C_STRICT) -O2 -g -ffreestanding -ffunction-sections -fdata-sections \
  -fno-asynchronous-unwind-tables -fno-tree-loop-distribute-patterns -I$(GUESTS)/lib \
  -I$(GUESTS)/attacks -I$(GUESTS)/lm
GUEST_TARGET := $(RISCV_ARCH) $(RISCV_PICOLIBC)
GUEST_HEADERS := $(wildcard $(GUESTS)/lib/*.h $(GUESTS)/attacks/*.h $(GUESTS)/lm/*.h)
GUEST_CCACHE := $(shell command -v ccache 2>/dev/null)

GUEST_LIB := $(addprefix $(GUESTS_BUILD)/,lib/start.o lib/guest.o lib/console.o lib/dtb.o lib/say.o)
# The engine without the mains of its own (lm.mk is read after this file).
GUEST_LM_SOURCES := $(filter-out %/bare.S %/main_bare.c %/main_host.c, \
  $(wildcard $(GUESTS)/lm/*.c $(GUESTS)/lm/*.S))
GUEST_LM := $(patsubst $(GUESTS)/lm/%,$(GUESTS_BUILD)/lm/%.o,$(GUEST_LM_SOURCES))
GUEST_ELFS := $(patsubst %,$(GUESTS_BUILD)/%.elf,$(ATTACKS) chat)
GUEST_QEMU_ELFS := $(patsubst %,$(GUESTS_BUILD)/qemu/%.elf,$(ATTACKS) chat)

.PHONY: guests guests-qemu
guests: $(GUEST_ELFS)
guests-qemu: $(GUEST_QEMU_ELFS)

$(GUESTS_BUILD)/%.o: $(GUESTS)/%.c $(GUEST_HEADERS) $(GUESTS)/guests.mk
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(GUEST_CCACHE) $(RISCV_CC) $(GUEST_TARGET) $(GUEST_CFLAGS) -c -o $@ $<

$(GUESTS_BUILD)/%.o: $(GUESTS)/%.S $(GUESTS)/guests.mk
	$(Q)mkdir -p $(@D)
	$(Q)$(RISCV_CC) $(GUEST_TARGET) -c -o $@ $<

# The engine is compiled with its own flags: bit manipulation, other optimisation.
$(GUEST_LM): $(GUESTS_BUILD)/lm/%.o: $(GUESTS)/lm/% $(GUEST_HEADERS) \
    $(GUESTS)/lm/weights.bin $(GUESTS)/lm/lm.mk $(GUESTS)/guests.mk
	$(Q)mkdir -p $(@D)
	$(Q)$(GUEST_CCACHE) $(RISCV_CC) $(RISCV_PICOLIBC) $(LM_CFLAGS) -c -o $@ $<

$(GUESTS_BUILD)/guest.ld: GUEST_BASE := 0x80000000
$(GUESTS_BUILD)/qemu/guest.ld: GUEST_BASE := 0x80200000
$(GUESTS_BUILD)/guest.ld $(GUESTS_BUILD)/qemu/guest.ld: $(GUESTS)/lib/guest.ld.S $(GUESTS)/guests.mk
	$(Q)mkdir -p $(@D)
	$(Q)$(RISCV_CC) -E -P -x c -DGUEST_BASE=$(GUEST_BASE) -o $@ $<

GUEST_LINK = $(RISCV_CC) $(GUEST_TARGET) -nostartfiles -Wl,--build-id=none -Wl,-z,noexecstack \
  -Wl,-z,max-page-size=4096 -Wl,--gc-sections -Wl,--fatal-warnings -T $(filter %.ld,$^) -o $@ \
  $(filter %.o,$^)

$(filter-out %/chat.elf,$(GUEST_ELFS)): $(GUESTS_BUILD)/%.elf: $(GUEST_LIB) \
    $(GUESTS_BUILD)/attacks/attack.o $(GUESTS_BUILD)/attacks/%.o $(GUESTS_BUILD)/guest.ld
	$(call say,LINK,$@)
	$(Q)$(GUEST_LINK)

$(filter-out %/chat.elf,$(GUEST_QEMU_ELFS)): $(GUESTS_BUILD)/qemu/%.elf: $(GUEST_LIB) \
    $(GUESTS_BUILD)/attacks/attack.o $(GUESTS_BUILD)/attacks/%.o $(GUESTS_BUILD)/qemu/guest.ld
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(GUEST_LINK)

$(GUESTS_BUILD)/chat.elf: $(GUEST_LIB) $(GUEST_LM) $(GUESTS_BUILD)/chat/chat.o $(GUESTS_BUILD)/guest.ld
	$(call say,LINK,$@)
	$(Q)$(GUEST_LINK)

$(GUESTS_BUILD)/qemu/chat.elf: $(GUEST_LIB) $(GUEST_LM) $(GUESTS_BUILD)/chat/chat.o \
    $(GUESTS_BUILD)/qemu/guest.ld
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(GUEST_LINK)

demo-build run-build contain-build: guests
test-build: guests guests-qemu

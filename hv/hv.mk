# SPDX-License-Identifier: Apache-2.0
#
# Boot ROM, hypervisor and their tests. Included from the top Makefile behind mk/; works on its own
# too: make -f mk/tools.mk -f mk/gen.mk -f hv/hv.mk TARGET.
#   build/boot/boot.hex    64-bit words of the boot ROM from 0x1000, for $readmemh
#   build/hv/hv.elf        hypervisor, linked one page above its load address
#   build/hv/hv.img        the same in its container: header page with the digest, then the flat bytes
# HV_INJECT=illegal|store|stack|loop|deaf|mtrap|parser builds build/hv-NAME/ that breaks itself.
# HV_INJECT=victim builds build/hv-victim/ with a secret that the leakage laboratory looks for.
# HV_BUILD_ID names the build; two ids make two builds that must look the same to a guest.

HV_INJECT ?=
HV_BUILD_ID ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
HV_OUT := $(BUILD)/hv$(if $(HV_INJECT),-$(HV_INJECT))
BOOT_OUT := $(BUILD)/boot
HV_GEN := $(GEN)
HV_CCACHE := $(shell command -v ccache 2>/dev/null)

HV_WARN := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef \
  -Wpointer-arith -Wwrite-strings -Wvla -Wimplicit-fallthrough -Wcast-align -Wformat=2
HV_CFLAGS := -std=c11 -Os -g $(HV_WARN) -ffreestanding -fno-common -ffunction-sections \
  -fno-tree-loop-distribute-patterns -fno-builtin -fno-stack-protector -fno-pic \
  -fno-asynchronous-unwind-tables -Ihv -Ifirmware/lib -I$(HV_GEN)
# An exit is paid for in instructions of the hypervisor: its own modules are compiled for speed and as
# one program. The parsers are not among them; they stay an object of their own.
HV_FAST := -O2 -flto
HV_TARGET := $(RISCV_ARCH) $(RISCV_PICOLIBC)
HV_INJECT_FLAGS := $(if $(filter illegal,$(HV_INJECT)),-DHV_INJECT=1) \
  $(if $(filter store,$(HV_INJECT)),-DHV_INJECT=2) $(if $(filter stack,$(HV_INJECT)),-DHV_INJECT=3) \
  $(if $(filter loop,$(HV_INJECT)),-DHV_INJECT=4) $(if $(filter deaf,$(HV_INJECT)),-DHV_INJECT=5) \
  $(if $(filter mtrap,$(HV_INJECT)),-DHV_INJECT=6) \
  $(if $(filter parser,$(HV_INJECT)),-DHV_INJECT_PARSER_STORE) \
  $(if $(filter victim,$(HV_INJECT)),-DHV_VICTIM)

HV_GEN_FILES := $(GEN_STAMP)
HV_HEADERS := $(wildcard hv/*.h hv/parsers/*.h firmware/lib/*.h)

HV_PARSERS := parser_main parse_elf parse_virtq parse_prompt parse_output utf8
HV_PORTABLE := policy level detect exits sbi mmio console console_regs input output vm heartbeat log mgmt \
  guest_table gstage guest_dtb guest_load command operator
HV_MACHINE := main platform paging sandbox panic inject victim
HV_LIB := cbor log_record print sha256 sha256_engine string uart
HV_FDT_SOURCES := fdt fdt_ro fdt_rw fdt_sw fdt_wip fdt_strerror

# ---------------------------------------------------------------- boot ROM
BOOT_SOURCES := firmware/boot/boot.S firmware/boot/boot.c \
  $(addprefix firmware/lib/,image.c print.c sha256.c sha256_engine.c string.c uart.c)

$(BOOT_OUT)/boot.elf: $(BOOT_SOURCES) firmware/boot/boot.ld $(HV_HEADERS) $(HV_GEN_FILES)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(RISCV_CC) $(HV_TARGET) $(HV_CFLAGS) -nostdlib -nostartfiles $(RISCV_LDFLAGS) \
	  -Wl,--no-warn-rwx-segments -Wl,--gc-sections -Wl,--fatal-warnings -T firmware/boot/boot.ld \
	  -o $@ $(BOOT_SOURCES) -lgcc

$(BOOT_OUT)/boot.hex: $(BOOT_OUT)/boot.elf scripts/mkimage.py
	$(call say,HEX,$@)
	$(Q)$(PYTHON) scripts/mkimage.py $< --hex $@ --base 0x1000

# ---------------------------------------------------------------- hypervisor
$(BUILD)/hv/policy_blob.c: scripts/mkpolicy.py $(wildcard policy/*.toml) hv/hv.h
	$(call say,POLICY,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(PYTHON) scripts/mkpolicy.py --blob $(@D)/policy.bin --source $@

hv_objs = $(addprefix $(HV_OUT)/,$(addsuffix .o,$(1)))
HV_OBJS := $(call hv_objs,$(HV_PORTABLE) $(HV_MACHINE)) $(addprefix $(HV_OUT)/lib_,$(addsuffix .o,$(HV_LIB))) \
  $(addprefix $(HV_OUT)/,$(addsuffix .o,$(HV_FDT_SOURCES))) $(HV_OUT)/start.o $(HV_OUT)/trap.o \
  $(HV_OUT)/policy_blob.o
$(call hv_objs,$(HV_PORTABLE) $(HV_MACHINE)): HV_OPTIMIZE := $(HV_FAST)
HV_PARSER_OBJS := $(addprefix $(HV_OUT)/p_,$(addsuffix .o,$(HV_PARSERS) string)) $(HV_OUT)/p_entry.o

HV_COMPILE = $(HV_CCACHE) $(RISCV_CC) $(HV_TARGET) $(HV_CFLAGS) $(HV_OPTIMIZE) $(HV_INJECT_FLAGS) \
  '-DHV_BUILD_ID="$(HV_BUILD_ID)"' -c -o $@ $<

# A new build id must reach main.o, whatever the dates say.
$(HV_OUT)/build-id: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)echo '$(HV_BUILD_ID)' | cmp -s - $@ || echo '$(HV_BUILD_ID)' > $@
FORCE:
.PHONY: FORCE

$(HV_OUT)/main.o: $(HV_OUT)/build-id
$(HV_OUT)/%.o: hv/%.c $(HV_HEADERS) $(HV_GEN_FILES)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(HV_COMPILE) -I$(LIBFDT_DIR)
$(HV_OUT)/%.o: hv/%.S hv/trap_layout.h
	$(call say,AS,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(HV_COMPILE)
$(HV_OUT)/lib_%.o: firmware/lib/%.c $(HV_HEADERS) $(HV_GEN_FILES)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(HV_COMPILE)
$(HV_OUT)/policy_blob.o: $(BUILD)/hv/policy_blob.c
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(HV_COMPILE)
$(HV_OUT)/p_%.o: hv/parsers/%.c $(HV_HEADERS)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(HV_COMPILE)
$(HV_OUT)/p_%.o: hv/parsers/%.S
	$(Q)mkdir -p $(@D)
	$(Q)$(HV_COMPILE)
$(HV_OUT)/p_string.o: firmware/lib/string.c
	$(Q)mkdir -p $(@D)
	$(Q)$(HV_COMPILE)
# libfdt as its authors ship it: their warnings are not ours.
$(addprefix $(HV_OUT)/,$(addsuffix .o,$(HV_FDT_SOURCES))): $(HV_OUT)/%.o: $(LIBFDT_DIR)/%.c
	$(Q)mkdir -p $(@D)
	$(Q)$(HV_CCACHE) $(RISCV_CC) $(HV_TARGET) $(filter-out -W% -std=%,$(HV_CFLAGS)) -std=gnu11 -I$(LIBFDT_DIR) -c -o $@ $<

# All parsers in one object whose only global name is the entry: they can call nothing else.
$(HV_OUT)/parsers.o: $(HV_PARSER_OBJS)
	$(call say,LINK,$@)
	$(Q)$(RISCV_PREFIX)ld -melf64lriscv -r -o $@.tmp $^
	$(Q)$(RISCV_OBJCOPY) --keep-global-symbol=parser_entry $@.tmp $@
	$(Q)if $(RISCV_PREFIX)nm -u $@ | grep -q .; then \
	  echo "parsers call outside their pages:"; $(RISCV_PREFIX)nm -u $@; rm -f $@; exit 1; fi
	$(Q)rm -f $@.tmp

$(HV_OUT)/hv.elf: $(HV_OBJS) $(HV_OUT)/parsers.o hv/hv.ld
	$(call say,LINK,$@)
	$(Q)$(RISCV_CC) $(HV_TARGET) $(HV_CFLAGS) $(HV_FAST) -nostdlib -nostartfiles $(RISCV_LDFLAGS) \
	  -Wl,--gc-sections -Wl,--no-warn-rwx-segments -Wl,-u,parser_entry -T hv/hv.ld -o $@ $(HV_OBJS) $(HV_OUT)/parsers.o -lgcc

$(HV_OUT)/hv.img: $(HV_OUT)/hv.elf scripts/mkimage.py
	$(call say,IMAGE,$@)
	$(Q)$(PYTHON) scripts/mkimage.py $< --image $@

.PHONY: hv boot hv-inject
hv: $(HV_OUT)/hv.elf $(HV_OUT)/hv.img
boot: $(BOOT_OUT)/boot.hex

# Builds that break themselves, and a second build that only its id tells from the first.
hv-inject: hv
	+$(Q)for name in illegal store stack loop deaf mtrap parser; do \
	  $(MAKE) HV_INJECT=$$name build/hv-$$name/hv.elf || exit 1; done

demo-build run-build contain-build bench-build: hv boot

# ---------------------------------------------------------------- tests on the host
# The portable parts on a C model of the machine, under AddressSanitizer and UBSan.
HVT_OUT := $(BUILD)/tests/hv
HVT_CFLAGS := -std=gnu11 -O1 -g $(HV_WARN) -DHV_NATIVE -fsanitize=address,undefined \
  -fno-sanitize-recover=all -fno-omit-frame-pointer -Ihv -Ihv/parsers -Ifirmware/lib -Itests/hv \
  -I$(HV_GEN) -isystem $(LIBFDT_DIR)
HVT_SOURCES := $(addprefix hv/,$(addsuffix .c,$(HV_PORTABLE))) \
  $(addprefix hv/parsers/,$(addsuffix .c,$(HV_PARSERS))) \
  $(addprefix firmware/lib/,cbor.c image.c log_record.c print.c sha256.c sha256_portable.c uart.c) \
  tests/hv/model_mgmt.c $(BUILD)/hv/policy_blob.c
HVT_OBJS := $(addprefix $(HVT_OUT)/,$(addsuffix .o,$(basename $(notdir $(HVT_SOURCES)))))
vpath %.c hv hv/parsers firmware/lib tests/hv $(BUILD)/hv

$(HVT_OUT)/%.o: %.c $(HV_HEADERS) tests/hv/model_mgmt.h $(HV_GEN_FILES)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(HV_CCACHE) $(HOST_CC) $(HVT_CFLAGS) -c -o $@ $<
$(HVT_OUT)/fdt.a: $(addprefix $(LIBFDT_DIR)/,$(addsuffix .c,$(HV_FDT_SOURCES)))
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)/fdt
	$(Q)cd $(@D)/fdt && $(HOST_CC) -O1 -g -I$(LIBFDT_DIR) -c $^ && ar rcs ../fdt.a *.o
$(HVT_OUT)/test_hv $(HVT_OUT)/fuzz_hv: $(HVT_OUT)/%: $(HVT_OUT)/%.o $(HVT_OBJS) $(HVT_OUT)/fdt.a
	$(call say,LINK,$@)
	$(Q)$(HOST_CC) $(HVT_CFLAGS) -o $@ $^

.PHONY: hv-test
hv-test: $(HVT_OUT)/test_hv
	$(Q)$<

FUZZ_SECONDS ?= 3
.PHONY: hv-fuzz
hv-fuzz: $(HVT_OUT)/fuzz_hv
	$(Q)for target in $$($< --list); do $< $$target $${SEED:-1} $(FUZZ_SECONDS); done

test-build: hv boot hv-inject $(HVT_OUT)/test_hv $(HVT_OUT)/fuzz_hv

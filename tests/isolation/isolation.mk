# SPDX-License-Identifier: Apache-2.0
#
# The benches of law 4 and of the domain reset, and their guests: build/isolation/freeze, scrub,
# mix.bin, lm.bin.

ISO := tests/isolation
ISO_B := $(BUILD)/isolation
ISO_CPP := $(ISO)/host.cpp $(ISO)/rig.cpp
ISO_RTL = $(wildcard rtl/soc/*_pkg.sv rtl/soc/model_domain.sv rtl/bus/*.sv rtl/core/*.sv rtl/mem/*.sv \
  rtl/cache/*.sv rtl/mgmt/*.sv rtl/prim/*.sv) rtl/core/core.f rtl/uncore.f

.PHONY: isolation-build
isolation-build: $(ISO_B)/freeze $(ISO_B)/scrub $(ISO_B)/mix.bin $(ISO_B)/lm.bin
test-build: isolation-build

$(ISO_B)/rtl.f: rtl/core/core.f rtl/uncore.f $(ISO)/isolation.mk
	$(Q)mkdir -p $(@D)
	$(Q)awk '/^[^\/]/ && !/boot_rom|hv_domain/ && !seen[$$0]++' rtl/core/core.f rtl/uncore.f > $@
	$(Q)echo rtl/bus/reg_adapter.sv >> $@

# The domain keeps its hierarchy in the names of one flat class, which is the list of its state.
$(ISO_B)/obj/Vmodel_tb.mk: $(ISO_B)/rtl.f $(ISO_RTL) $(ISO)/model_tb.sv $(GEN_STAMP) | $(SETUP_TEST)
	$(call say,VERILATE,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(VERILATOR) --cc --top-module model_tb -O3 --assert --flatten --x-assign unique \
	  --x-initial unique --no-timing -Wno-fatal --output-split 20000 --prefix Vmodel_tb \
	  --Mdir $(@D) rtl/lint.vlt -f $< $(ISO)/model_tb.sv > $(ISO_B)/verilate.log 2>&1 \
	  || { cat $(ISO_B)/verilate.log; exit 1; }

$(ISO_B)/state.inc: $(ISO)/state_list.py $(ISO)/verilated.py $(ISO_B)/obj/Vmodel_tb.mk
	$(Q)$(PYTHON) $< $(ISO_B)/obj $(ISO_B)/rtl.f $@

$(ISO_B)/obj/Vmodel_tb__ALL.a: $(ISO_B)/obj/Vmodel_tb.mk
	$(call say,MODEL,$@)
	+$(Q)$(MAKE) -s -C $(@D) -f Vmodel_tb.mk $(VERILATOR_MAKEFLAGS) OPT_FAST=-O2 OPT_SLOW=-O0 \
	  OPT_GLOBAL="-O2 -DVL_USER_STOP" Vmodel_tb__ALL.a libverilated.a > $(ISO_B)/model.log 2>&1 \
	  || { tail -40 $(ISO_B)/model.log; exit 1; }

$(ISO_B)/freeze $(ISO_B)/scrub: $(ISO_B)/%: $(ISO)/%.cpp $(ISO_CPP) $(ISO)/rig.h $(ISO)/host.h \
    $(ISO_B)/state.inc $(ISO_B)/obj/Vmodel_tb__ALL.a
	$(call say,CXX,$@)
	$(Q)g++ -std=gnu++17 -O2 -Wall -Wextra -I$(ISO_B) -I$(ISO_B)/obj -isystem $(VERILATOR_INCLUDE) \
	  -isystem $(VERILATOR_INCLUDE)/vltstd -o $@ $< $(ISO_CPP) $(ISO_B)/obj/Vmodel_tb__ALL.a \
	  $(ISO_B)/obj/libverilated.a -pthread

# $(call iso_guest,NAME,SOURCES)
define iso_guest
$(ISO_B)/$(1).bin: $(2) $(ISO)/guest/start.S $(ISO)/guest/guest.ld $(LM_DEPENDS) $(ISO)/isolation.mk \
    | $(SETUP_TEST)
	$$(call say,GUEST,$$@)
	$(Q)mkdir -p $$(@D)
	$(Q)for s in $(ISO)/guest/start.S $(2); do $(RISCV_CC) $(RISCV_PICOLIBC) $(LM_CFLAGS) -c \
	  -o $(ISO_B)/$(1)-$$$$(basename $$$$s).o $$$$s || exit 1; done
	$(Q)$(RISCV_CC) $(RISCV_PICOLIBC) $(RISCV_ARCH) -nostartfiles $(RISCV_LDFLAGS) \
	  -T $(ISO)/guest/guest.ld -o $(ISO_B)/$(1).elf \
	  $(patsubst %,$(ISO_B)/$(1)-%.o,$(notdir $(ISO)/guest/start.S $(2))) 2>&1 \
	  | { grep -v 'LOAD segment with RWX' || true; }
	$(Q)$(RISCV_OBJCOPY) -O binary $(ISO_B)/$(1).elf $$@
endef
$(eval $(call iso_guest,mix,$(ISO)/guest/mix.c))
$(eval $(call iso_guest,lm,$(ISO)/guest/lm_main.c $(LM_SOURCES)))

include $(ISO)/differential/differential.mk

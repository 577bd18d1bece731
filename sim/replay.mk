# SPDX-License-Identifier: Apache-2.0
#
# build/guillotine-replay: one model domain alone, fed from a flight recording
# (docs/flight-recorder.md), and its traced twin. For a machine with N models the program for model I
# is build/guillotine-replay-N-I.

REPLAY_RTL := $(BUILD)/sim/replay.f
REPLAY_C := replay_main replay replay_apply replay_bus replay_check replay_dump replay_options
REPLAY_SIM_C := dram elf64 cbor_read flight_config flight_list flight_read flight_record \
  flight_state flight_trace
REPLAY_LIB_C := cbor log_record sha256 sha256_portable
REPLAY_OBJECTS := $(REPLAY_C:%=$(BUILD)/sim/%.o) $(REPLAY_SIM_C:%=$(BUILD)/sim/%.o) \
  $(REPLAY_LIB_C:%=$(BUILD)/sim/lib_%.o)

# sim.mk, which has the same, is read behind this file.
REPLAY_DEPENDS := $(filter-out rtl/shared/%,$(wildcard rtl/*/*.sv rtl/*/*.svh)) sim/replay_top.sv \
  sim/flight_pkg.sv sim/flight.vh sim/modules.vlt $(BUILD)/sim/model_state.svh

# As for the isolation benches: everything of the SoC but hv, its peripherals and the top.
$(REPLAY_RTL): rtl/core/core.f rtl/uncore.f sim/replay.mk
	$(Q)mkdir -p $(@D)
	$(Q)awk '/^[^\/]/ && !/boot_rom|hv_domain/ && !seen[$$0]++' rtl/core/core.f rtl/uncore.f > $@
	$(Q)echo rtl/bus/reg_adapter.sv >> $@

# $(call replay_binary,NAME,DIRECTORY,MODELS,MODEL,VERILATOR FLAGS,C++ FLAGS,LIBRARIES)
define replay_binary
$(BUILD)/$(2)/Vreplay_top.mk: $(REPLAY_RTL) $(REPLAY_DEPENDS) $(GEN_STAMP) sim/replay.mk \
    | $(SETUP_DEMO)
	$$(call say,VERILATE,$$@)
	$(Q)mkdir -p $$(@D)
	$(Q)$(VERILATOR) $$(subst $$(SIM_TOP),replay_top,$$(SIM_VERILATOR_FLAGS)) -GNumModels=$(3) \
	  -GModel=$(4) $(5) --Mdir $$(@D) -I$(BUILD)/sim -Isim sim/flight_pkg.sv -f $(REPLAY_RTL) rtl/lint.vlt \
	  sim/replay_top.sv > $$(@D).log 2>&1 || { cat $$(@D).log; exit 1; }

$(BUILD)/$(2)/Vreplay_top__ALL.a: $(BUILD)/$(2)/Vreplay_top.mk
	$$(call say,MODEL,$$@)
	+$(Q)$(MAKE) -s -C $$(@D) -f Vreplay_top.mk $(VERILATOR_MAKEFLAGS) OPT_FAST="$$(SIM_CXXFLAGS)" \
	  OPT_SLOW=-O0 OPT_GLOBAL=-O2 Vreplay_top__ALL.a libverilated.a >> $$(@D).log 2>&1 \
	  || { tail -40 $$(@D).log; exit 1; }

$(BUILD)/$(2)/replay_shim.o: sim/replay_shim.cpp sim/replay_shim.h $(BUILD)/$(2)/Vreplay_top.mk
	$$(call say,CXX,$$@)
	$(Q)g++ -std=gnu++17 -O2 -Wall -DREPLAY_MODELS=$(3) -DREPLAY_MODEL=$(4) $(6) -Isim \
	  -I$(BUILD)/$(2) -isystem $$(VERILATOR_INCLUDE) -isystem $$(VERILATOR_INCLUDE)/vltstd \
	  -c $$< -o $$@

$(BUILD)/$(1): $(REPLAY_OBJECTS) $(BUILD)/$(2)/replay_shim.o $(BUILD)/$(2)/Vreplay_top__ALL.a
	$$(call say,LINK,$$@)
	$(Q)g++ -o $$@ $$(filter %.o,$$^) $(BUILD)/$(2)/Vreplay_top__ALL.a \
	  $(BUILD)/$(2)/libverilated.a -pthread $(7)
endef

$(eval $(call replay_binary,guillotine-replay,sim/replay,1,0))
$(eval $(call replay_binary,guillotine-replay-trace,sim/replay-trace,1,0,--trace-fst +define+SIM_TRACE,-DSIM_TRACE,-lz -llz4))
$(foreach m,2-0 2-1 3-0 3-1 3-2 4-0 4-1 4-2 4-3,$(eval $(call replay_binary,guillotine-replay-$(m),sim/replay-$(m),$(word 1,$(subst -, ,$(m))),$(word 2,$(subst -, ,$(m))))))

# Registers and owner map by their generated names.
$(REPLAY_C:%=$(BUILD)/sim/%.o): SIM_CFLAGS += -I$(GEN)
$(REPLAY_C:%=$(BUILD)/sim/%.o): $(GEN_STAMP)

# LOG defaults to the recording of the run that ended last; MODELS=N MODEL=I: of model I of N.
LOG ?= $(BUILD)/run/model$(or $(MODEL),0).flight
REPLAY_FLAGS = $(if $(LIST),--list) $(if $(UNTIL),--until $(UNTIL)) $(if $(REGS),--regs) \
  $(if $(MEM),--mem $(MEM)) $(if $(FST),--fst $(FST)) $(if $(PARTIAL),--partial)
REPLAY_TWIN = $(if $(filter-out 1,$(MODELS)),-$(MODELS)-$(or $(MODEL),0))$(if $(FST),-trace)
REPLAY_PROGRAM = $(BUILD)/guillotine-replay$(REPLAY_TWIN)

.PHONY: replay replay-build
replay: $(SETUP_DEMO) ## replay a run from its log (LOG=file, LIST=1, UNTIL=cycle, REGS=1, MEM=a:n, FST=file, PARTIAL=1)
	+$(Q)$(MAKE) $(PARALLEL) replay-build
	$(Q)$(REPLAY_PROGRAM) $(LOG) $(REPLAY_FLAGS)
replay-build: $(REPLAY_PROGRAM)

test-build bench-build: $(BUILD)/guillotine-replay
test-full-build: $(foreach m,2-0 2-1 3-2,$(BUILD)/guillotine-replay-$(m))

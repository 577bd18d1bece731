# SPDX-License-Identifier: Apache-2.0
#
# build/guillotine-sim, and its traced twin build/guillotine-sim-trace, made when --trace asks for it.

SIM_TOP := guillotine_sim_top
SIM_FLISTS := rtl/core/core.f rtl/uncore.f rtl/periph.f rtl/soc/soc.f
SIM_RTL = $(wildcard rtl/*/*.sv rtl/*/*.svh) sim/$(SIM_TOP).sv
SIM_C := main checkpoint traced machine options elf64 dram plant fault probe serial commit_log guests hv_image secrets
SIM_LIB_C := image sha256 sha256_portable

# Random reset values (--x-initial unique) and assertions are part of every build: the binary that
# users get is the one that is tested.
SIM_VERILATOR_FLAGS := --cc --top-module $(SIM_TOP) -O3 --assert --x-assign unique \
  --x-initial unique --no-timing -Wno-fatal --output-split 20000 --prefix V$(SIM_TOP)
SIM_CXXFLAGS := -O2 -fno-strict-aliasing
SIM_CFLAGS := -O2 -g $(C_STRICT) -D_GNU_SOURCE -Isim -Ifirmware/lib
SIM_BUILD_ID = $(shell git describe --always --dirty 2>/dev/null || echo unknown)

# Blocks list the packages they need; each file once, in the order of first mention.
$(BUILD)/sim/soc.f: $(SIM_FLISTS)
	$(Q)mkdir -p $(@D)
	$(Q)awk '/^[^\/]/ && !seen[$$0]++' $^ > $@

# $(call sim_binary,NAME,DIRECTORY,VERILATOR FLAGS,C++ FLAGS,LIBRARIES)
define sim_binary
$(BUILD)/$(2)/V$(SIM_TOP).mk: $(BUILD)/sim/soc.f $(SIM_RTL) $(GEN_STAMP) sim/sim.mk | $(SETUP_DEMO)
	$$(call say,VERILATE,$$@)
	$(Q)mkdir -p $$(@D)
	$(Q)$(VERILATOR) $(SIM_VERILATOR_FLAGS) $(3) --Mdir $$(@D) \
	  -f $(BUILD)/sim/soc.f sim/$(SIM_TOP).sv > $$(@D).log 2>&1 || { cat $$(@D).log; exit 1; }

$(BUILD)/$(2)/V$(SIM_TOP)__ALL.a: $(BUILD)/$(2)/V$(SIM_TOP).mk
	$$(call say,MODEL,$$@)
	+$(Q)$(MAKE) -s -C $$(@D) -f V$(SIM_TOP).mk $(VERILATOR_MAKEFLAGS) \
	  OPT_FAST="$(SIM_CXXFLAGS)" OPT_SLOW="-O0" OPT_GLOBAL="-O2" V$(SIM_TOP)__ALL.a \
	  libverilated.a >> $$(@D).log 2>&1 || { tail -40 $$(@D).log; exit 1; }

$(BUILD)/$(2)/shim.o: sim/shim.cpp sim/shim.h $(BUILD)/$(2)/V$(SIM_TOP).mk
	$$(call say,CXX,$$@)
	$(Q)g++ -std=gnu++17 -O2 -Wall $(4) -DSIM_BUILD_ID='"$$(SIM_BUILD_ID)"' -Isim \
	  -I$(BUILD)/$(2) -isystem $$(VERILATOR_INCLUDE) -isystem $$(VERILATOR_INCLUDE)/vltstd \
	  -c $$< -o $$@

$(BUILD)/$(1): $(SIM_C:%=$(BUILD)/sim/%.o) $(SIM_LIB_C:%=$(BUILD)/sim/lib_%.o) \
    $(BUILD)/$(2)/shim.o $(BUILD)/$(2)/V$(SIM_TOP)__ALL.a
	$$(call say,LINK,$$@)
	$(Q)g++ -o $$@ $$(filter %.o,$$^) $(BUILD)/$(2)/V$(SIM_TOP)__ALL.a \
	  $(BUILD)/$(2)/libverilated.a -pthread $(5)
endef

$(eval $(call sim_binary,guillotine-sim,sim/model,,,))
$(eval $(call sim_binary,guillotine-sim-trace,sim/model-trace,--trace-fst +define+SIM_TRACE,-DSIM_TRACE,-lz -llz4))

$(BUILD)/sim/%.o: sim/%.c $(wildcard sim/*.h firmware/lib/*.h) | $(SETUP_DEMO)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(HOST_CC) $(SIM_CFLAGS) -isystem $(VERILATOR_INCLUDE)/vltstd -c $< -o $@

$(BUILD)/sim/commit_log.o: $(GEN)/csr_names.h
$(BUILD)/sim/commit_log.o: SIM_CFLAGS += -I$(GEN)

$(BUILD)/sim/lib_%.o: firmware/lib/%.c $(wildcard firmware/lib/*.h)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(HOST_CC) $(SIM_CFLAGS) -c $< -o $@

demo-build run-build bench-build contain-build test-build: $(BUILD)/guillotine-sim

# SPDX-License-Identifier: Apache-2.0
#
# build/guillotine-sim, and its twins: build/guillotine-sim-N with N models, and for each of them
# build/guillotine-sim[-N]-trace with waveforms, made when --trace asks for it (twin.c).

SIM_TOP := guillotine_sim_top
SIM_FLISTS := rtl/core/core.f rtl/uncore.f rtl/periph.f rtl/soc/soc.f
SIM_RTL = $(filter-out rtl/shared/%,$(wildcard rtl/*/*.sv rtl/*/*.svh)) sim/$(SIM_TOP).sv $(SIM_FLIGHT) \
  sim/modules.vlt
SIM_FLIGHT := sim/flight_pkg.sv sim/flight.vh $(BUILD)/sim/model_state.svh
SIM_C := main checkpoint twin machine options elf64 dram plant fault probe serial commit_log guests hv_image secrets \
  flight flight_config flight_path flight_record flight_state flight_trace flight_write cbor_read
SIM_LIB_C := cbor image log_record sha256 sha256_portable

# Random reset values (--x-initial unique) and assertions are part of every build: the binary that
# users get is the one that is tested.
SIM_VERILATOR_FLAGS := --cc --top-module $(SIM_TOP) -O3 --assert --x-assign unique \
  --x-initial unique --no-timing -Wno-fatal --output-split 20000 --prefix V$(SIM_TOP) sim/modules.vlt
# Instructions for bit fields, where this machine has them all: 8 % (SIM_MARCH= for a portable build).
SIM_CPU := avx avx2 bmi1 bmi2 f16c fma abm movbe
SIM_MARCH ?= $(if $(filter-out $(shell grep -m1 ^flags /proc/cpuinfo),$(SIM_CPU)),,-march=x86-64-v3)
SIM_CXXFLAGS := -O2 -fno-strict-aliasing $(SIM_MARCH)
SIM_CFLAGS := -O2 -g $(C_STRICT) -D_GNU_SOURCE -Isim -Ifirmware/lib
SIM_BUILD_ID = $(shell git describe --always --dirty 2>/dev/null || echo unknown)

# Blocks list the packages they need; each file once, in the order of first mention.
$(BUILD)/sim/soc.f: $(SIM_FLISTS)
	$(Q)mkdir -p $(@D)
	$(Q)awk '/^[^\/]/ && !seen[$$0]++' $^ > $@

# $(call sim_model,DIRECTORY,C++ FLAGS): the model's libraries.
sim_model = $(Q)$(MAKE) -s -C $(1) -f V$(SIM_TOP).mk $(VERILATOR_MAKEFLAGS) \
  OPT_FAST="$(SIM_CXXFLAGS) $(2)" OPT_SLOW="-O0" OPT_GLOBAL="-O2" V$(SIM_TOP)__ALL.a \
  libverilated.a >> $(1).log 2>&1 || { tail -40 $(1).log; exit 1; }

# The compiler is shown which way branches go, by a short run of the whole machine: a third faster
# (docs/simulation-speed.md), for a second compilation. SIM_PGO=0 leaves it out.
SIM_PGO ?= 1
SIM_PROFILE := $(if $(filter 1,$(SIM_PGO)),$(BUILD)/sim/model/.profile)
SIM_TRAINING := $(BUILD)/bench/bench-tiny.elf

# What Verilator's text does in each cycle for nothing: it asks whether assertions are on, which nobody
# switches off (3 %), and deletes objects of classes, behind a lock, where there are none (0.5 %).
SIM_LEAN := s/vlSymsp->_vm_contextp__->assertOnGet([0-9]*, [0-9]*)/true/; s/vlSymsp->__Vm_deleter.deleteAll();//

# $(call sim_binary,NAME,DIRECTORY,VERILATOR FLAGS,C++ FLAGS,LIBRARIES,PROFILE,FILE LIST)
define sim_binary
$(BUILD)/$(2)/V$(SIM_TOP).mk: $(or $(7),$(BUILD)/sim/soc.f) $(SIM_RTL) $(GEN_STAMP) sim/sim.mk | $(SETUP_DEMO)
	$$(call say,VERILATE,$$@)
	$(Q)mkdir -p $$(@D)
	$(Q)$(VERILATOR) $(SIM_VERILATOR_FLAGS) $(3) --Mdir $$(@D) \
	  -I$(BUILD)/sim -Isim sim/flight_pkg.sv -f $(or $(7),$(BUILD)/sim/soc.f) sim/$(SIM_TOP).sv > $$(@D).log 2>&1 || { cat $$(@D).log; exit 1; }
	$(Q)sed -i '$(SIM_LEAN)' $$(@D)/*.cpp

$(BUILD)/$(2)/V$(SIM_TOP)__ALL.a: $(BUILD)/$(2)/V$(SIM_TOP).mk $(6)
	$$(call say,MODEL,$$@)
	+$$(call sim_model,$$(@D),$(if $(6),-fprofile-use -Wno-missing-profile))

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

SIM_TRACE := --trace-fst +define+SIM_TRACE
$(eval $(call sim_binary,guillotine-sim,sim/model,,-DSIM_MODELS=1,,$(SIM_PROFILE)))
$(eval $(call sim_binary,guillotine-sim-trace,sim/model-trace,$(SIM_TRACE),-DSIM_MODELS=1 -DSIM_TRACE,-lz -llz4))
# Several models are no figure of `make bench`, and go without the training.
$(foreach n,2 3 4,$(eval $(call sim_binary,guillotine-sim-$(n),sim/model-$(n),-GNumModels=$(n),-DSIM_MODELS=$(n))))
$(foreach n,2 3 4,$(eval $(call sim_binary,guillotine-sim-$(n)-trace,sim/model-$(n)-trace,-GNumModels=$(n) $(SIM_TRACE),-DSIM_MODELS=$(n) -DSIM_TRACE,-lz -llz4)))

# CONFIG=shared: a conventional machine of the same RTL, where the attacks of tests/leak must work.
# Without a profile: it is no machine that anybody waits for.
$(BUILD)/shared/soc.f: $(BUILD)/sim/soc.f scripts/shared_rtl.py $(SIM_RTL) \
    $(wildcard rtl/shared/*.sv) rtl/shared/changes.toml | $(SETUP_DEMO)
	$(call say,SHARED,$@)
	$(Q)$(PYTHON) scripts/shared_rtl.py $(@D) < $<
lint-build: $(BUILD)/shared/soc.f
$(eval $(call sim_binary,guillotine-sim-shared,sim/model-shared,+define+SIM_SHARED,-DSIM_MODELS=1 -DSIM_SHARED,,,$(BUILD)/shared/soc.f))
$(eval $(call sim_binary,guillotine-sim-shared-2,sim/model-shared-2,-GNumModels=2 +define+SIM_SHARED,-DSIM_MODELS=2 -DSIM_SHARED,,,$(BUILD)/shared/soc.f))

# Objects name their profile after themselves, so both compilations take place in one directory. A
# profile is good for its model whatever software it was taken with, and however that ended.
SIM_TRAIN_OBJECTS := $(BUILD)/sim/model/shim.o $(SIM_C:%=$(BUILD)/sim/%.o) \
  $(SIM_LIB_C:%=$(BUILD)/sim/lib_%.o)
$(BUILD)/sim/model/.profile: $(BUILD)/sim/model/V$(SIM_TOP).mk | $(SIM_TRAIN_OBJECTS) \
    $(BUILD)/boot/boot.hex $(BUILD)/hv/hv.elf $(SIM_TRAINING)
	$(call say,TRAIN,$@)
	$(Q)rm -f $(addprefix $(@D)/,*.gcda *.gch V*.o V*.a)
	+$(call sim_model,$(@D),-fprofile-generate -fprofile-update=single)
	$(Q)g++ -fprofile-generate -o $(BUILD)/sim-train $(SIM_TRAIN_OBJECTS) \
	  $(@D)/V$(SIM_TOP)__ALL.a $(@D)/libverilated.a -pthread
	$(Q)$(BUILD)/sim-train --hv $(BUILD)/hv/hv.elf --guest $(SIM_TRAINING) --model-mem 1M \
	  --max-cycles 3500000 < /dev/null >> $(@D).log 2>&1 || echo "status $$?" >> $(@D).log
	$(Q)$(BUILD)/sim-train --bare $(SIM_TRAINING) --max-cycles 1000000 \
	  < /dev/null >> $(@D).log 2>&1 || echo "status $$?" >> $(@D).log
	$(Q)rm -f $(BUILD)/sim-train $(addprefix $(@D)/,*.gch V*.o V*.a)
	$(Q)touch $@

$(BUILD)/sim/%.o: sim/%.c $(wildcard sim/*.h firmware/lib/*.h) | $(SETUP_DEMO)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(HOST_CC) $(SIM_CFLAGS) -isystem $(VERILATOR_INCLUDE)/vltstd -c $< -o $@

# Of the RTL as it is now.
$(BUILD)/sim/model_state.svh: sim/model_state.svh scripts/gen_model_state.py $(GEN_STAMP) \
    $(wildcard rtl/*/*.sv)
	$(call say,STATE,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(PYTHON) scripts/gen_model_state.py $@ > $@.log 2>&1 || { tail -5 $@.log; exit 1; }

# A recording is good for the RTL that made it.
$(GEN)/rtl_digest.h: $(filter-out rtl/shared/% rtl/template/% %_props.sv,$(wildcard rtl/*/*.sv rtl/*/*.rdl))
	$(Q)mkdir -p $(@D)
	$(Q)sha256sum $(sort $^) | sha256sum | sed 's/\([0-9a-f]*\).*/#define RTL_DIGEST "\1"/' > $@
$(BUILD)/sim/flight_config.o: $(GEN)/rtl_digest.h
$(BUILD)/sim/flight_config.o: SIM_CFLAGS += -I$(GEN)
lint-build: $(GEN)/rtl_digest.h

$(BUILD)/sim/commit_log.o: $(GEN)/csr_names.h
$(BUILD)/sim/commit_log.o: SIM_CFLAGS += -I$(GEN)

$(BUILD)/sim/lib_%.o: firmware/lib/%.c $(wildcard firmware/lib/*.h)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(HOST_CC) $(SIM_CFLAGS) -c $< -o $@

demo-build run-build bench-build contain-build test-build: $(BUILD)/guillotine-sim
test-full-build: $(BUILD)/guillotine-sim-2 $(BUILD)/guillotine-sim-3

# make profile: where a simulated cycle goes (docs/simulation-speed.md). One function for each process
# of the RTL, sampled by gprof's clock, without the calls that it would count.
$(eval $(call sim_binary,guillotine-sim-profile,sim/model-profile,--prof-cfuncs,-DSIM_MODELS=1,-pg))

PROFILE_RUN ?= --hv $(BUILD)/hv-spin/hv.elf --guest $(BUILD)/bench/bench.elf --model-mem 1M \
  --max-cycles 4000000

.PHONY: profile profile-build profile-main
profile: $(SETUP_DEMO) ## where simulation time goes, by module (PROFILE_RUN="arguments")
	+$(Q)$(MAKE) $(PARALLEL) profile-build
	$(Q)$(MAKE) profile-main

profile-build: $(BUILD)/guillotine-sim-profile $(BUILD)/hv-spin/hv.elf $(BUILD)/bench/bench.elf \
  $(BUILD)/boot/boot.hex
profile-main:
	$(Q)rm -f $(BUILD)/sim/gmon.*
	$(Q)GMON_OUT_PREFIX=$(BUILD)/sim/gmon $(BUILD)/guillotine-sim-profile $(PROFILE_RUN) --quiet \
	  < /dev/null > $(BUILD)/sim/model-profile.out || [ $$? = 124 ]
	$(Q)$(PYTHON) scripts/sim_profile.py $(BUILD)/guillotine-sim-profile $(BUILD)/sim/gmon.*

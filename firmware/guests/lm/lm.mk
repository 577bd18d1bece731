# SPDX-License-Identifier: Apache-2.0
#
# The language model. A guest that contains it compiles $(LM_SOURCES) with $(LM_CFLAGS); weights.S
# finds weights.bin through the -I in it.

LM := firmware/guests/lm
LM_BUILD := $(BUILD)/lm
LM_SOURCES := $(addprefix $(LM)/,lm.c lm_attention.c lm_text.c lm_vector.c weights.S)
LM_DEPENDS := $(wildcard $(LM)/*.h) $(LM)/weights.bin $(LM)/lm.mk

# GCC's sifive-7-series is its nearest model of an in-order core with a three-cycle multiplier.
LM_CFLAGS := $(C_STRICT) -Wconversion -Wno-sign-conversion -I$(LM) -O2 -march=rv64imac_zba_zbb_zbs \
  -mabi=lp64 -mcmodel=medany -mtune=sifive-7-series -ffreestanding -ffunction-sections

.PHONY: lm-host lm-bare lm-eval lm-train
lm-host: $(LM_BUILD)/lm-host ## the language model on this machine: build/lm/lm-host --prompt TEXT
lm-bare: $(LM_BUILD)/lm-bare.elf $(LM_BUILD)/lm-bare-short.elf

$(LM_BUILD)/lm-host: $(LM_SOURCES) $(LM)/main_host.c $(LM_DEPENDS)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(HOST_CC) $(C_STRICT) -Wconversion -Wno-sign-conversion -O2 -I$(LM) -o $@ \
	  $(filter %.c %.S,$^) -lm

LM_BARE_OBJECTS := $(patsubst $(LM)/%,$(LM_BUILD)/bare/%.o, \
  $(LM_SOURCES) $(LM)/main_bare.c $(LM)/bare.S)

$(LM_BARE_OBJECTS): $(LM_BUILD)/bare/%.o: $(LM)/% $(LM_DEPENDS)
	$(Q)mkdir -p $(@D)
	$(Q)$(RISCV_CC) $(RISCV_PICOLIBC) $(LM_CFLAGS) -c -o $@ $<

# A few tokens are enough, and all that there is time for, on the simulated core.
LM_SHORT_TOKENS := 6
$(LM_BUILD)/bare/main_short.o: $(LM)/main_bare.c $(LM_DEPENDS)
	$(Q)mkdir -p $(@D)
	$(Q)$(RISCV_CC) $(RISCV_PICOLIBC) $(LM_CFLAGS) -DLM_BARE_TOKENS=$(LM_SHORT_TOKENS) -c -o $@ $<

$(LM_BUILD)/lm-bare.elf: $(LM_BARE_OBJECTS)
$(LM_BUILD)/lm-bare-short.elf: $(filter-out %/main_bare.c.o,$(LM_BARE_OBJECTS)) \
    $(LM_BUILD)/bare/main_short.o
$(LM_BUILD)/lm-bare.elf $(LM_BUILD)/lm-bare-short.elf: $(LM)/bare.ld
	$(call say,LD,$@)
	$(Q)$(RISCV_CC) $(RISCV_PICOLIBC) $(RISCV_ARCH) -nostartfiles $(RISCV_LDFLAGS) \
	  -Wl,--gc-sections -T $(LM)/bare.ld -o $@ $(filter %.o,$^)

lm-eval: $(LM_BUILD)/lm-host ## bits per byte of held-out text, from the same C as the guest
	$(Q)$(LM_BUILD)/lm-host --eval $(LM)/heldout.txt

# The text lies beside the tools, so that tests need no network later.
LM_CORPUS := .venv/lm-corpus
$(LM_CORPUS)/train.txt: $(LM)/train/corpus.py
	$(call say,FETCH,$@)
	$(Q)$(PYTHON) $< $(LM_CORPUS) >/dev/null

# Without network or apt the tests that compare with the corpus are skipped, and say so.
.PHONY: lm-corpus-if-possible
lm-corpus-if-possible:
	-$(Q)$(MAKE) -s $(LM_CORPUS)/train.txt

test-build: lm-host lm-bare lm-corpus-if-possible

# One thread; STEPS=12000 takes some 20 minutes on an idle machine and writes better prose. The log
# ends with the C engine's own figure, which lm-eval repeats.
lm-train: $(SETUP_TRAIN) $(LM_CORPUS)/train.txt ## train the language model again
	$(Q)nice -n 5 $(PYTHON) $(LM)/train/train.py --corpus $(LM_CORPUS) \
	  --out $(LM_BUILD)/trained $(if $(STEPS),--steps $(STEPS))
	$(Q)cp $(LM_BUILD)/trained/weights.bin $(LM_BUILD)/trained/heldout.txt $(LM)/
	$(Q)$(MAKE) lm-host
	$(Q)cd $(LM) && $(ROOT)/$(LM_BUILD)/lm-host --eval heldout.txt \
	  >>$(ROOT)/$(LM_BUILD)/trained/training.log
	$(Q)cp $(LM_BUILD)/trained/training.log $(LM)/training.log

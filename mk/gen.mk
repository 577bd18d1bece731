# SPDX-License-Identifier: Apache-2.0
#
# What is generated from the SystemRDL sources: register blocks and packages for the RTL, headers for
# C. A rule that reads any of it depends on $(GEN_STAMP) and finds the files in $(GEN).

GEN := $(BUILD)/gen
GEN_STAMP := $(GEN)/.done

$(GEN_STAMP): scripts/gen_regs.py scripts/device_bus.py scripts/device_bus.sv.jinja scripts/lean_regs.py $(wildcard rtl/*/*.rdl) | $(SETUP_DEMO)
	$(call say,GEN,$(GEN))
	$(Q)$(PYTHON) scripts/gen_regs.py $(GEN)
	$(Q)touch $@

# Names of CSRs for the simulator's commit log.
$(GEN)/csr_names.h: scripts/gen_csr_names.py rtl/core/core_csr_pkg.sv | $(SETUP_DEMO)
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(PYTHON) scripts/gen_csr_names.py rtl/core/core_csr_pkg.sv > $@.tmp && mv $@.tmp $@

# Verilator reads the generated register blocks too, and the analyzer the names.
lint-build: $(GEN_STAMP) $(GEN)/csr_names.h

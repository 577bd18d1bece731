# SPDX-License-Identifier: Apache-2.0
#
# make prove: scripts/prove.py runs the properties of proofs.toml and their mutants.

.PHONY: prove campaign-main-prove

# One engine runs in each of JOBS processes. MUTANTS=0 skips the mutants.
PROVE = $(PYTHON) scripts/prove.py -j $(JOBS) $(if $(ONLY),--only $(ONLY))

prove: $(SETUP_TEST) ## prove the laws' properties, and that each can fail (MUTANTS=0, ONLY="name ...")
	$(Q)$(PROVE) $(if $(filter 0,$(MUTANTS)),--mutants none)

campaign-main-prove:
	$(Q)$(PROVE) --long --limit 3600

# Property modules are linted with the package that the instruction table makes.
lint-build: $(GEN)/isa_table_pkg.sv
$(GEN)/isa_table_pkg.sv: tests/prove/isa_table.py $(GEN_STAMP)
	$(call say,GEN,$@)
	$(Q)$(PYTHON) $< $@

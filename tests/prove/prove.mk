# SPDX-License-Identifier: Apache-2.0
#
# make prove: scripts/prove.py runs the properties of proofs.toml and their mutants.

.PHONY: prove campaign-prove

# One engine runs in each of JOBS processes. MUTANTS=0 skips the mutants.
PROVE = $(PYTHON) scripts/prove.py -j $(JOBS) $(if $(ONLY),--only $(ONLY))

prove: $(SETUP_TEST) ## prove the laws' properties, and that each can fail (MUTANTS=0, ONLY="name ...")
	$(Q)$(PROVE) $(if $(filter 0,$(MUTANTS)),--mutants none)

# Every property and every mutant, one process at the lowest priority, stopped and started at will.
# A rule of its own: it needs none of the simulators that other campaigns are built from.
campaign-prove: $(SETUP_TEST) ## all proofs and all mutants; writes docs/results/prove.json (REPORT=1: now)
	$(Q)nice -n 15 $(PYTHON) tests/prove/campaign.py $(if $(REPORT),--report)

# Property modules are linted with the package that the instruction table makes.
lint-build: $(GEN)/isa_table_pkg.sv
$(GEN)/isa_table_pkg.sv: tests/prove/isa_table.py $(GEN_STAMP)
	$(call say,GEN,$@)
	$(Q)$(PYTHON) $< $@

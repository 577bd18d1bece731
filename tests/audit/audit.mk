# SPDX-License-Identifier: Apache-2.0
#
# make audit: scripts/audit compares the elaborated netlist with rtl/crossings.toml.

.PHONY: audit

AUDIT = PYTHONPATH=scripts $(PYTHON) -m audit

audit: $(SETUP_TEST) ## every signal that joins two domains is declared, and no other (ONLY=block, MODELS=n, CONFIG=name)
	$(Q)$(AUDIT) $(ONLY_FLAGS) $(if $(MODELS),--models $(MODELS)) $(if $(CONFIG),--config $(CONFIG))

# scripts/new_block.py copies rtl/template, which is a block like any other.
.PHONY: new-block
new-block: $(SETUP_TEST) ## start a block of your own: RTL, registers, proof, audit, test (NAME=x)
	$(Q)$(PYTHON) scripts/new_block.py '$(NAME)'

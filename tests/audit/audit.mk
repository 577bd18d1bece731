# SPDX-License-Identifier: Apache-2.0
#
# make audit: scripts/audit compares the elaborated netlist with rtl/crossings.toml.

.PHONY: audit

AUDIT = PYTHONPATH=scripts $(PYTHON) -m audit

audit: $(SETUP_TEST) ## every signal that joins two domains is declared, and no other (MODELS=n, CONFIG=name)
	$(Q)$(AUDIT) $(if $(MODELS),--models $(MODELS)) $(if $(CONFIG),--config $(CONFIG))

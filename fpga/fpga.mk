# SPDX-License-Identifier: Apache-2.0
#
# The core on an ECP5: area and speed, out of context. docs/fpga.md explains what is measured.

# ROUTE=0 stops before place and route, with paths by estimate (fpga/paths.py);
# CONFIG="captive hv" names the configurations; MODULES="tlb ptw" only counts these modules alone, in
# seconds each.
FMAX = $(PYTHON) fpga/fmax.py $(if $(CONFIG),--config $(CONFIG)) $(if $(MODULES),--modules $(MODULES)) \
  $(if $(SEED),--seed $(SEED)) $(if $(filter 0,$(ROUTE)),--no-route)

.PHONY: fmax
fmax: $(SETUP_FPGA) ## area and clock of a core on ECP5, half an hour for each (CONFIG=captive, MODULES="tlb ..")
	$(Q)$(FMAX)

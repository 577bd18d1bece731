# SPDX-License-Identifier: Apache-2.0
#
# The random programs against the bugs of tests/core/mutants/lockstep.toml, on the benches that
# mutants.mk builds.
.PHONY: lockstep-mutants
lockstep-mutants: $(SETUP_TEST) ## bugs that the random programs must find (ONLY="name ...")
	+$(Q)$(MAKE) $(PARALLEL) mutants-build
	$(Q)$(LS_PY) tests/core/mutants/lockstep.py $(ONLY)

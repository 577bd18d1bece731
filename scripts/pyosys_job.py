# SPDX-License-Identifier: Apache-2.0
"""How a script for pyosys begins. It runs in a process of its own (python -c SCRIPT JOB.json): one
failed pass would end the whole run of whoever asked."""

# `job` is what the asker wrote, `d` the design, `run` gives it commands.
BEGIN = r"""
import json, sys
from pyosys import libyosys as ys
job = json.load(open(sys.argv[1]))
d = ys.Design()
def run(*commands):
    for command in commands:
        ys.run_pass(command, d)
"""

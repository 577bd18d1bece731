# SPDX-License-Identifier: Apache-2.0
"""Runs a script for pyosys in a process of its own: one failed pass ends the process it is in.

The script finds what the asker wrote as `job`, the design as `d`, and `run` gives it commands.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 600  # nothing that is elaborated here takes a tenth of it

BEGIN = r"""
import json, sys
from pyosys import libyosys as ys
job = json.load(open(sys.argv[1]))
d = ys.Design()
def run(*commands):
    for command in commands:
        ys.run_pass(command, d)
def to_gates(*formalff):
    # A register block's decoder is a shift, which no AIG has, nor a unary minus.
    run("opt -full", "bmuxmap", "demuxmap", "techmap t:$sh* t:$neg")
    run("formalff -clk2ff " + " ".join(formalff) + " -hierarchy", "simplemap", "dffunmap")
def write_aiger(out):
    run("aigmap", "opt_clean", "write_aiger -I -B -zinit -no-startoffset " + out)
"""


class JobError(Exception):
    """The script did not end with its file: the first error that it printed."""


def run_job(script: str, job: Mapping[str, Any], folder: Path) -> None:
    """Runs `script` with `job`, whose "out" is the file it writes; job and log stay in `folder`.

    What an earlier run wrote is removed first. Raises JobError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    out = Path(job["out"])
    out.unlink(missing_ok=True)
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    command = [sys.executable, "-c", BEGIN + script, str(folder / "job.json")]
    log = folder / "elaborate.log"
    with log.open("w", encoding="utf-8") as text:
        try:
            done = subprocess.run(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=text,
                stderr=subprocess.STDOUT,
                check=False,
                timeout=SECONDS,
            ).returncode
        except subprocess.TimeoutExpired as error:
            raise JobError(f"it took more than {SECONDS} s") from error
    said = log.read_text(encoding="utf-8", errors="replace")
    found = re.search(r".*(?:ERROR| error: ).*", said)
    if done != 0 or found or not out.exists():
        raise JobError(found[0].strip() if found else f"the front end died ({done})")

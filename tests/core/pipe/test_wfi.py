# SPDX-License-Identifier: Apache-2.0
"""WFI in the whole SoC: the clock is off in the sleep, and the core's own timer ends it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from test_decode import GCC, HERE, OUT, ROOT

SIM = "build/guillotine-sim"


def test_sstc_ends_wfi() -> None:
    subprocess.run(["make", "-s", SIM], cwd=ROOT, check=True, capture_output=True, text=True)
    OUT.mkdir(parents=True, exist_ok=True)
    elf, stats = OUT / "wfi.elf", OUT / "wfi.json"
    script = HERE / "link.ld"
    subprocess.run([*GCC, "-T", str(script), "-o", str(elf), str(HERE / "wfi_sstc.S")], check=True)
    command = [
        str(ROOT / SIM),
        "--bare",
        str(elf),
        "--max-cycles",
        "2000000",
        "--stats",
        str(stats),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr + "again: " + " ".join(command)
    result = json.loads(Path(stats).read_text())
    assert result["hv_sleep_cycles"] > result["cycles"] // 2

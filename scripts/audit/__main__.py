# SPDX-License-Identifier: Apache-2.0
"""make audit: is everything that joins two domains in rtl/crossings.toml, and nothing else?

usage: python -m audit [--models N] [--config NAME] [--instead FILE=COPY]   (PYTHONPATH=scripts)
0: the netlist and the manifest agree; 1: findings; 2: it could not be found out
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from prove import soc_files
from shared_rtl import ChangeError, alternatives, file_list

from . import checks, diagram, netlist, report
from .constants import Constants
from .flow import Flow, Places
from .manifest import Manifest, load
from .netlist import ROOT, AuditError

# The cache of CONFIG=shared is an array of registers, all cleared at once: too many to read.
BOXES = {"shared": ("shared_l2",)}


def sources(config: str, instead: dict[str, str]) -> list[str]:
    """The SoC's own file list, or that of CONFIG=shared; a copy may stand in for a file."""
    files = soc_files()
    if config == "shared":
        out = ROOT / "build/shared"
        out.mkdir(parents=True, exist_ok=True)
        files = file_list(files, alternatives(out))
    unknown = set(instead) - set(files)
    if unknown:
        raise AuditError(f"{sorted(unknown)[0]} is no source of the SoC")
    return [instead.get(file, file) for file in files]


def generate() -> None:
    command = [sys.executable, "scripts/gen_regs.py", "build/gen"]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise AuditError(f"scripts/gen_regs.py: {done.stderr.strip()}")


def run(
    files: list[str],
    manifest: Manifest,
    models: int,
    folder: Path,
    boxes: tuple[str, ...] = (),
) -> checks.Audit:
    path = netlist.elaborate(files, models, manifest.tied, manifest.unconnected, folder, boxes)
    graph = netlist.read(path)
    values = Constants(graph).value
    graph.constant = {bit: value for bit, value in values.items() if value < 2}
    return checks.audit(graph, Flow(Places(graph, manifest)), manifest)


def show(audit: checks.Audit, again: str, seconds: float) -> None:
    for line in report.table(audit):
        print(line)
    for finding in audit.findings:
        print(f"FAIL {finding.text}; again: {again}")
        for line in finding.path:
            print(f"     {line}".rstrip())
    found = report.counts(audit)
    print(
        f"audit: {found['registers']} registers, {found['memories']} memories, "
        f"{found['crossing_bits']} bits cross, {found['shared_registers']} registers shared by "
        f"declaration, {found['findings']} findings, {seconds:.0f} s"
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Compare the netlist with rtl/crossings.toml.")
    parser.add_argument("--models", type=int, default=1)
    parser.add_argument("--config", default="ours", choices=("ours", "shared"))
    parser.add_argument("--instead", action="append", default=[], metavar="FILE=COPY")
    parser.add_argument("--manifest", type=Path, default=ROOT / checks.MANIFEST)
    parser.add_argument("--report", type=Path, default=ROOT / "build/reports/audit.json")
    parser.add_argument("--work", type=Path, default=ROOT / "build/audit")
    options = parser.parse_args(arguments)
    start = time.monotonic()
    try:
        if not 1 <= options.models <= 4:
            raise AuditError("--models is 1 to 4")
        instead = dict(word.split("=", 1) for word in options.instead)
        manifest = load(options.manifest, options.models)
        generate()
        files = sources(options.config, instead)
        boxes = BOXES.get(options.config, ())
        audit = run(files, manifest, options.models, options.work, boxes)
    except (AuditError, ChangeError, ValueError) as error:
        print(f"audit: {error}", file=sys.stderr)
        return 2
    again = "make audit"
    again += f" MODELS={options.models}" if options.models != 1 else ""
    again += f" CONFIG={options.config}" if options.config != "ours" else ""
    show(audit, again, time.monotonic() - start)
    facts = {"config": options.config, "models": options.models}
    report.write(options.report, report.document(audit, facts))
    picture = options.report.with_name("domains.svg")
    picture.write_text(diagram.draw(audit), encoding="utf-8")
    return 1 if audit.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

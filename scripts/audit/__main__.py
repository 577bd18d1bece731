# SPDX-License-Identifier: Apache-2.0
"""make audit: is everything that joins two domains in rtl/crossings.toml, and nothing else?

usage: python -m audit [--only NAME ...] [--models N] [--config NAME] [--instead FILE=COPY]
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
    path = netlist.elaborate(
        manifest.top, files, models, manifest.tied, manifest.unconnected, folder, boxes
    )
    graph = netlist.read(path, manifest.top)
    values = Constants(graph).value
    graph.constant = {bit: value for bit, value in values.items() if value < 2}
    return checks.audit(graph, Flow(Places(graph, manifest)), manifest)


def show(audit: checks.Audit, name: str, again: str, seconds: float) -> None:
    for line in report.table(audit):
        print(line)
    for finding in audit.findings:
        print(f"FAIL {finding.text}; again: {again}")
        for line in finding.path:
            print(f"     {line}".rstrip())
    found = report.counts(audit)
    print(
        f"audit: {name}: {found['registers']} registers, {found['memories']} memories, "
        f"{found['crossing_bits']} bits cross, {found['shared_registers']} registers shared by "
        f"declaration, {found['findings']} findings, {seconds:.0f} s"
    )


def blocks() -> list[str]:
    """Blocks that have a manifest of their own: what is not a part of the SoC (yet)."""
    return sorted(path.parent.name for path in ROOT.glob("rtl/*/crossings.toml"))


def audit_block(name: str, work: Path) -> checks.Audit:
    if name not in blocks():
        raise AuditError(f"there is no rtl/{name}/crossings.toml")
    files = (ROOT / f"rtl/{name}/{name}.f").read_text(encoding="utf-8").split()
    return run(files, load(ROOT / f"rtl/{name}/crossings.toml", 1), 1, work / name)


def audit_soc(options: argparse.Namespace) -> checks.Audit:
    if not 1 <= options.models <= 4:
        raise AuditError("--models is 1 to 4")
    instead = dict(word.split("=", 1) for word in options.instead)
    manifest = load(ROOT / checks.MANIFEST, options.models)
    files, boxes = sources(options.config, instead), BOXES.get(options.config, ())
    return run(files, manifest, options.models, options.work, boxes)


def finish(audit: checks.Audit, name: str, options: argparse.Namespace, start: float) -> bool:
    """Print and write; whether all is well."""
    again = f"make audit ONLY={name}"
    again += f" MODELS={options.models}" if options.models != 1 else ""
    again += f" CONFIG={options.config}" if options.config != "ours" else ""
    show(audit, name, again, time.monotonic() - start)
    facts = {"top": audit.manifest.top, "config": options.config, "models": options.models}
    soc = name == "soc"
    report.write(
        options.reports / ("audit.json" if soc else f"audit-{name}.json"),
        report.document(audit, facts),
    )
    if soc:
        picture = options.reports / "domains.svg"
        picture.write_text(diagram.draw(audit), encoding="utf-8")
    return not audit.findings


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Compare netlists with their crossings.toml.")
    parser.add_argument("--only", nargs="+", default=["soc", *blocks()], metavar="soc|BLOCK")
    parser.add_argument("--models", type=int, default=1)
    parser.add_argument("--config", default="ours", choices=("ours", "shared"))
    parser.add_argument("--instead", action="append", default=[], metavar="FILE=COPY")
    parser.add_argument("--reports", type=Path, default=ROOT / "build/reports")
    parser.add_argument("--work", type=Path, default=ROOT / "build/audit")
    options = parser.parse_args(arguments)
    sound = True
    try:
        generate()
        for name in options.only:
            start = time.monotonic()
            audit = audit_soc(options) if name == "soc" else audit_block(name, options.work)
            sound &= finish(audit, name, options, start)
    except (AuditError, ChangeError, ValueError) as error:
        print(f"audit: {error}", file=sys.stderr)
        return 2
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

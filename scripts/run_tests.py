#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the test groups of tests/groups.toml.

Tests of this project come in many shapes: pytest, cocotb, proofs, C programs, whole simulations.
This runner gives them one outside: a time limit per step, one seed, JUnit XML per group in
build/reports, minutes per group, failure lines that end with the command that reproduces them, and
a last line `N passed, N failed, N skipped`. It exits 1 when anything failed or nothing ran.

A group in the table:

    [[group]]
    name = "lockstep"            # also names the report
    tier = "quick"               # quick: in every run; full: not in `make test-quick`
    pytest = ["tests/core"]      # arguments of pytest, or:
    steps = ["build/x --all"]    # shell commands, run one after the other
    minutes = 3                  # limit of each step, at most 8
    alone = true                 # run while no other group runs (default false)

Steps see SEED, TEST_TIER and JUNIT_XML. A step that tests several things writes JUnit XML to
$JUNIT_XML; else it counts as one test that passes when it exits with 0, is skipped with 77.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_STEP_MINUTES = 8.0
EXIT_SKIP = 77
NO_TESTS_COLLECTED = 5

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


class TableError(Exception):
    """The table of groups is wrong: the user gets one line and status 2."""


@dataclass(frozen=True)
class Group:
    name: str
    tier: str
    pytest: tuple[str, ...]
    steps: tuple[str, ...]
    minutes: float
    alone: bool


@dataclass(frozen=True)
class Case:
    """One test: `target` is what pytest takes to run it alone, or empty."""

    name: str
    outcome: str
    message: str = ""
    target: str = ""


@dataclass
class Result:
    group: Group
    cases: list[Case] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, outcome: str) -> int:
        return sum(case.outcome == outcome for case in self.cases)


def load_groups(path: Path) -> list[Group]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TableError(f"{path}: {error}") from error
    groups: list[Group] = []
    for entry in table.get("group", []):
        name = entry.get("name", "")
        where = f"{path}: group {name or len(groups) + 1}"
        unknown = set(entry) - {"name", "tier", "pytest", "steps", "minutes", "alone"}
        if unknown:
            raise TableError(f"{where}: unknown key {sorted(unknown)[0]}")
        if not re.fullmatch(r"[a-z0-9_-]+", name) or name in {g.name for g in groups}:
            raise TableError(f"{where}: name is missing, malformed or used twice")
        if entry.get("tier") not in ("quick", "full"):
            raise TableError(f"{where}: tier is neither quick nor full")
        if ("pytest" in entry) == ("steps" in entry):
            raise TableError(f"{where}: give either pytest or steps")
        minutes = float(entry.get("minutes", MAX_STEP_MINUTES))
        if not 0 < minutes <= MAX_STEP_MINUTES:
            raise TableError(f"{where}: minutes must be above 0 and at most {MAX_STEP_MINUTES:g}")
        groups.append(
            Group(
                name=name,
                tier=entry["tier"],
                pytest=tuple(entry.get("pytest", ())),
                steps=tuple(entry.get("steps", ())),
                minutes=minutes,
                alone=bool(entry.get("alone", False)),
            )
        )
    return groups


class Console:
    """Whole lines from several groups on one output, each with the name of its group."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def line(self, text: str) -> None:
        with self._lock:
            print(text, flush=True)


class Processes:
    """Every step runs in a process group of its own, so that all it started ends with it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()
        self._stopping = False

    def start(self, command: str, env: dict[str, str]) -> subprocess.Popen[str]:
        with self._lock:
            if self._stopping:
                raise KeyboardInterrupt
            process = subprocess.Popen(
                ["/bin/bash", "-eo", "pipefail", "-c", command],
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            )
            self._running.add(process)
        return process

    def end(self, process: subprocess.Popen[str]) -> None:
        """Ask the process group to end, then make it."""
        for number, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
            try:
                os.killpg(process.pid, number)
                process.wait(patience)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue

    def forget(self, process: subprocess.Popen[str]) -> None:
        with self._lock:
            self._running.discard(process)

    def end_all(self) -> None:
        with self._lock:
            self._stopping = True
            running = list(self._running)
        for process in running:
            self.end(process)


class Runner:
    def __init__(self, options: argparse.Namespace, seed: str) -> None:
        self.seed = seed
        self.tier: str = options.tier
        self.reports: Path = options.reports
        self.console = Console()
        self.processes = Processes()
        self.scale = float(os.environ.get("TEST_TIME_SCALE", "1"))

    def environment(self, group: Group) -> dict[str, str]:
        env = dict(os.environ)
        for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES"):
            env.pop(name, None)  # a make started by a test is not part of the make that started us
        env.update(
            SEED=self.seed,
            TEST_TIER=self.tier,
            JUNIT_XML=str(self.report_path(group)),
            NO_COLOR="1",
            TERM="dumb",
            PYTHONUNBUFFERED="1",
            PATH=f"{Path(sys.executable).parent}:{env.get('PATH', '/usr/bin:/bin')}",
        )
        return env

    def report_path(self, group: Group) -> Path:
        return self.reports / f"{group.name}.xml"

    def run_step(self, group: Group, command: str) -> tuple[int, str]:
        """Stream the output of one step; return its exit status and, if it was ended, why."""
        process = self.processes.start(command, self.environment(group))
        limit = group.minutes * self.scale
        late = threading.Event()

        def on_limit() -> None:
            late.set()
            self.processes.end(process)

        timer = threading.Timer(limit * 60, on_limit)
        timer.start()
        try:
            assert process.stdout is not None
            for line in process.stdout:
                self.console.line(f"[{group.name}] {line.rstrip()}")
            status = process.wait()
        finally:
            timer.cancel()
            self.processes.forget(process)
        return status, f"ended at its limit of {limit:g} minutes" if late.is_set() else ""

    def run_pytest(self, group: Group) -> list[Case]:
        report = self.report_path(group)
        command = [sys.executable, "-m", "pytest", "-q", "-rN", "--color=no", *group.pytest]
        command += ["-o", "junit_family=xunit1", f"--junitxml={report}"]
        status, why = self.run_step(group, shlex.join(command))
        cases = read_report(report)
        if status == NO_TESTS_COLLECTED:
            why = why or "no tests were collected"
        if why or (status != 0 and not any(c.outcome == FAILED for c in cases)):
            cases.append(Case("pytest", FAILED, why or f"exit status {status}"))
        return cases

    def run_steps(self, group: Group) -> list[Case]:
        cases: list[Case] = []
        report = self.report_path(group)
        for number, command in enumerate(group.steps, start=1):
            report.unlink(missing_ok=True)
            status, why = self.run_step(group, command)
            found = read_report(report)
            name = f"step{number}"
            if why or status not in (0, EXIT_SKIP):
                if why or not any(c.outcome == FAILED for c in found):
                    found.append(Case(name, FAILED, why or f"exit status {status}: {command}"))
            elif not found:
                outcome = SKIPPED if status == EXIT_SKIP else PASSED
                found.append(Case(name, outcome))
            cases += found
        return cases

    def run_group(self, group: Group) -> Result:
        self.console.line(f"[{group.name}] start")
        self.report_path(group).unlink(missing_ok=True)
        result = Result(group)
        start = time.monotonic()
        result.cases = self.run_pytest(group) if group.pytest else self.run_steps(group)
        result.seconds = time.monotonic() - start
        if not result.cases:
            result.cases.append(Case("group", FAILED, "it ran no test"))
        write_report(self.report_path(group), result)
        for case in result.cases:
            if case.outcome == FAILED:
                self.console.line(self.failure_line(group, case))
        self.console.line(f"[{group.name}] {minutes_line(result)}")
        return result

    def failure_line(self, group: Group, case: Case) -> str:
        again = f"make test ONLY={group.name} SEED={self.seed}"
        if case.target:
            again = f"SEED={self.seed} .venv/bin/python -m pytest {shlex.quote(case.target)}"
        message = f": {case.message}" if case.message else ""
        return f"FAIL {group.name}/{case.name}{message}; again: {again}"

    def run(self, groups: list[Group], jobs: int) -> list[Result]:
        shared = [g for g in groups if not g.alone]
        pool = ThreadPoolExecutor(max_workers=jobs)
        try:
            futures = [pool.submit(self.run_group, g) for g in shared]
            results = [f.result() for f in futures]
            results += [self.run_group(g) for g in groups if g.alone]
        finally:
            self.processes.end_all()
            pool.shutdown(wait=True, cancel_futures=True)
        return results


def read_report(path: Path) -> list[Case]:
    """The test cases of a JUnit XML file; none when there is no file."""
    if not path.exists():
        return []
    try:
        tree = ET.parse(path)
    except ET.ParseError as error:
        return [Case("report", FAILED, f"{path.name} is not XML ({error})")]
    return [read_case(element) for element in tree.iter("testcase")]


def read_case(element: ET.Element) -> Case:
    name = element.get("name", "?")
    file, classname = element.get("file", ""), element.get("classname", "")
    target = ""
    if file.endswith(".py"):
        module = file.removesuffix(".py").replace("/", ".")
        inner = classname.removeprefix(module).strip(".").replace(".", "::")
        target = "::".join(part for part in (file, inner, name) if part)
    for tag in ("failure", "error"):
        found = element.find(tag)
        if found is not None:
            lines = (found.get("message") or found.text or tag).strip().splitlines()
            return Case(name, FAILED, lines[0][:200] if lines else tag, target)
    outcome = SKIPPED if element.find("skipped") is not None else PASSED
    return Case(name, outcome, target=target)


def xml_text(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd]", "?", text)


def write_report(path: Path, result: Result) -> None:
    """One test suite for the group: the cases that its steps reported and those that we saw."""
    suite = ET.Element(
        "testsuite",
        name=result.group.name,
        tests=str(len(result.cases)),
        failures=str(result.count(FAILED)),
        skipped=str(result.count(SKIPPED)),
        time=f"{result.seconds:.3f}",
    )
    for case in result.cases:
        element = ET.SubElement(suite, "testcase", classname=result.group.name)
        element.set("name", xml_text(case.name))
        if case.outcome == FAILED:
            ET.SubElement(element, "failure", message=xml_text(case.message))
        elif case.outcome == SKIPPED:
            ET.SubElement(element, "skipped")
    ET.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)


def totals(results: Iterable[Result]) -> dict[str, int]:
    results = list(results)
    return {o: sum(r.count(o) for r in results) for o in (PASSED, FAILED, SKIPPED)}


def counts_line(counts: dict[str, int]) -> str:
    return ", ".join(f"{counts[o]} {o}" for o in (PASSED, FAILED, SKIPPED))


def minutes_line(result: Result) -> str:
    return f"{result.seconds / 60:.1f} min: {counts_line(totals([result]))}"


def choose(groups: list[Group], tier: str, only: list[str]) -> list[Group]:
    unknown = set(only) - {g.name for g in groups}
    if unknown:
        raise TableError(f"no such group: {sorted(unknown)[0]} (--list names them)")
    if only:
        return [g for g in groups if g.name in only]
    return [g for g in groups if tier == "full" or g.tier == "quick"]


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run the test groups of tests/groups.toml.")
    parser.add_argument("--tier", choices=("quick", "full"), default="full")
    parser.add_argument("--only", nargs="+", default=[], metavar="GROUP")
    parser.add_argument("--list", action="store_true", help="name the groups and do nothing")
    parser.add_argument("-j", dest="jobs", type=int, default=1, help="groups at a time")
    parser.add_argument("--groups", type=Path, default=ROOT / "tests/groups.toml")
    parser.add_argument("--reports", type=Path, default=ROOT / "build/reports")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse_arguments(arguments)
    seed = os.environ.get("SEED") or "1"
    if not re.fullmatch(r"[0-9]{1,18}", seed):
        print(f"run_tests: SEED is not a number: {seed}", file=sys.stderr)
        return 2
    try:
        groups = choose(load_groups(options.groups), options.tier, options.only)
    except TableError as error:
        print(f"run_tests: {error}", file=sys.stderr)
        return 2
    if options.list:
        for group in groups:
            print(f"{group.name:24} {group.tier:6} {group.minutes:g} min")
        return 0
    options.reports.mkdir(parents=True, exist_ok=True)
    runner = Runner(options, seed)
    print(f"tests: {len(groups)} groups, SEED={seed}", flush=True)
    # A shell starts what it puts in the background with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        results = runner.run(groups, max(1, options.jobs))
    except KeyboardInterrupt:
        print("run_tests: interrupted", file=sys.stderr)
        return 130
    print("\nminutes per group:")
    for result in results:
        print(f"  {result.group.name:24} {minutes_line(result)}")
    for result in results:
        for case in result.cases:
            if case.outcome == FAILED:
                print(runner.failure_line(result.group, case))
    counts = totals(results)
    print(counts_line(counts), flush=True)
    return 1 if counts[FAILED] or not counts[PASSED] + counts[SKIPPED] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every attack against the whole system, and against the system without its walls.

For each attack of attacks.toml: a run with all walls (it must fail, and show that it tried), its
weakened twin with every wall against it off (it must succeed, or the test would prove nothing), and
one run per wall with that wall alone (it must fail). Writes build/reports/contain.json and prints a
table; exit status 1 when anything is not as it must be.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "console"))

from attacks import Attack, Course, Outcome, Secrets, load_attacks, run_status  # noqa: E402
from machine import HYPERVISOR, Machine, MachineError, simulate  # noqa: E402

MAX_CYCLES = 60_000_000
FIRST = "hoard"  # lies in slot 0 and is started by itself; some attacks need it before them
TWIN = ROOT / "build/hv-twin/hv.elf"  # another build of the same hypervisor


@dataclass
class Runs:
    """All runs of one attack."""

    attack: Attack
    strong: Future[Outcome]
    weakened: Future[Outcome]
    alone: dict[str, Future[Outcome]] = field(default_factory=dict)


def guest_table(attack: Attack, seed: int, weaken: int) -> list[str]:
    """All attacks in an order of this run's own, so that no number tells the hypervisor which of
    them it is given."""
    others = sorted({a.name for a in load_attacks()} - {FIRST})
    random.Random(f"{seed} {attack.name} {weaken}").shuffle(others)
    return [FIRST, *others]


def run_attack(
    attack: Attack,
    seed: int,
    weaken: int = 0,
    hypervisor: Path = HYPERVISOR,
    noise: int = 0,
    late: int = 0,
    start: Callable[..., Machine] = simulate,
) -> Outcome:
    """A machine of its own for this attack, which lies somewhere among all the others."""
    secrets = Secrets.draw(seed)
    guests = guest_table(attack, seed, weaken)
    machine = start(
        guests,
        seed=seed,
        weaken=weaken,
        max_cycles=MAX_CYCLES,
        extra=["--secret", secrets.secret, "--mark", secrets.mark],
        hypervisor=hypervisor,
    )
    if not attack.before:
        with contextlib.suppress(MachineError):  # the course will say what is wrong
            machine.wait_event("load", "load-failed")
    course = Course(machine, attack, secrets, {g: i for i, g in enumerate(guests)}, FIRST)
    why, state = course.conduct(noise, late)
    status = machine.close(60.0)
    outcome = course.outcome(why, state)
    outcome.slot = guests.index(attack.name)
    run_status(outcome, attack, status)
    return outcome


def compare(attack: Attack, seed: int, weaken: int) -> Outcome:
    """`differs`: the same guest on machines that must look the same: other secrets and reset
    values, another build, a longer uptime, a busy operator."""
    outcomes = [
        run_attack(attack, seed, weaken),
        run_attack(attack, seed + 1, weaken, hypervisor=TWIN, late=1),
        run_attack(attack, seed + 2, weaken, noise=40),
    ]
    first = outcomes[0]
    first.succeeded = any(o.digest != first.digest for o in outcomes)
    first.attempted = all(o.digest for o in outcomes)
    first.why = first.why or outcomes[1].why or outcomes[2].why
    if first.succeeded:
        first.events += [o.output for o in outcomes]
    return first


def task(attack: Attack, seed: int, weaken: int) -> Callable[[], Outcome]:
    if attack.judge == "differs":
        return lambda: compare(attack, seed, weaken)
    return lambda: run_attack(attack, seed, weaken)


def start(pool: ThreadPoolExecutor, attack: Attack, seed: int) -> Runs:
    runs = Runs(
        attack,
        pool.submit(task(attack, seed, 0)),
        pool.submit(task(attack, seed, attack.off())),
    )
    for wall in attack.walls if len(attack.walls) > 1 else ():
        runs.alone[wall] = pool.submit(task(attack, seed, attack.off(but=wall)))
    return runs


def stopped(outcome: Outcome) -> bool:
    return not outcome.succeeded and (not outcome.why or outcome.closed)


def report(runs: Runs) -> dict[str, object]:
    strong, weakened = runs.strong.result(), runs.weakened.result()
    alone = {wall: f.result() for wall, f in runs.alone.items()}
    # A single wall alone is the run with all walls that are against this attack.
    walls = [
        {"name": wall, "alone_stops": stopped(alone.get(wall, strong))}
        for wall in runs.attack.walls
    ]
    return {
        "name": runs.attack.name,
        "goal": runs.attack.goal,
        "contained": not strong.succeeded and strong.attempted and not strong.why,
        "stopped_by": strong.stopped_by,
        "level": strong.level,
        "weakened_succeeds": weakened.succeeded,
        "walls": walls,
    }


def problems(runs: Runs, entry: dict[str, object], seed: int) -> list[str]:
    """One line for each thing that is not as it must be, ending with how to see it again."""
    again = f"make contain ONLY={runs.attack.name} SEED={seed}"
    outcomes = {"strong": runs.strong.result(), "weakened": runs.weakened.result()}
    outcomes |= {f"only {wall}": f.result() for wall, f in runs.alone.items()}
    # A system without its walls may well break down, once the attack has had its way.
    lines = [
        f"{name}: {o.why}"
        for name, o in outcomes.items()
        if o.why
        and not (name == "weakened" and o.succeeded)
        and not (name.startswith("only") and o.closed)
    ]
    if not outcomes["strong"].attempted:
        lines.append("strong: nothing shows that it tried")
    if outcomes["strong"].succeeded:
        lines.append("strong: it succeeded")
    if not entry["weakened_succeeds"]:
        lines.append("weakened: it did not succeed")
    lines += [
        f"{name}: it succeeded" for name, o in outcomes.items() if "only" in name and o.succeeded
    ]
    return [f"{runs.attack.name}: {line}; {again}" for line in lines]


def print_table(entries: list[dict[str, object]]) -> None:
    head = ("attack", "contained", "stopped by", "level", "twin succeeds", "walls alone")
    rows = [
        (
            str(e["name"]),
            "yes" if e["contained"] else "NO",
            str(e["stopped_by"]),
            str(e["level"]),
            "yes" if e["weakened_succeeds"] else "NO",
            ", ".join(f"{w['name']} {'yes' if w['alone_stops'] else 'NO'}" for w in e["walls"]),  # type: ignore[attr-defined]
        )
        for e in entries
    ]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, tuple("-" * w for w in widths), *rows]:
        print(
            "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        )


def show(runs: Runs) -> None:
    for name, outcome in [
        ("strong", runs.strong.result()),
        ("weakened", runs.weakened.result()),
        *[(f"only {w}", f.result()) for w, f in runs.alone.items()],
    ]:
        print(f"--- {runs.attack.name}, {name}, slot {outcome.slot}: {outcome.command}")
        print(f"{outcome.output}\n{chr(10).join(outcome.events)}")
        print(f"succeeded={outcome.succeeded} attempted={outcome.attempted} why={outcome.why}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="names of attacks")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("-v", "--verbose", action="store_true", help="show every run")
    parser.add_argument("--report", type=Path, default=ROOT / "build/reports/contain.json")
    arguments = parser.parse_args()
    attacks = [a for a in load_attacks() if not arguments.only or a.name in arguments.only]
    if not attacks:
        print("error: no such attack", file=sys.stderr)
        return 2
    began = time.monotonic()
    entries: list[dict[str, object]] = []
    failures: list[str] = []
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for runs in [start(pool, attack, arguments.seed) for attack in attacks]:
            entries.append(report(runs))
            failures += problems(runs, entries[-1], arguments.seed)
            if arguments.verbose:
                show(runs)
    print(f"seed {arguments.seed}: secrets, reset values and the order of the guests\n")
    print_table(entries)
    seconds = time.monotonic() - began
    arguments.report.parent.mkdir(parents=True, exist_ok=True)
    arguments.report.write_text(
        json.dumps(
            {"seed": arguments.seed, "seconds": round(seconds, 1), "attacks": entries}, indent=2
        )
        + "\n"
    )
    for line in failures:
        print(f"FAILED {line}")
    print(f"{len(attacks)} attacks in {seconds:.0f} s, {arguments.report}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

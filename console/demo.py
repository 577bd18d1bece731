#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`make demo`: the system boots, a person talks to the model, and attacks are contained.

Everything printed here comes from the simulator: lines of the hypervisor, what the guest said, and
what the plant did. Exit status 0 only when text was generated and every attack was contained.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import time
import tomllib
from dataclasses import dataclass

from attacks import STATUS_VIOLATION, Attack, Course, Outcome, Secrets, load_attacks
from machine import LEVELS, ROOT, Machine, MachineError, Record, simulate

END = re.compile(r"\n?\[end tokens=(\d+) cycles=(\d+) prompt_tokens=(\d+) prompt_cycles=(\d+)\]\n")
SEVERED = LEVELS.index("severed")
HELPERS = ["hoard"]  # guests that no attack is, but some need before them


def show(text: str = "", end: str = "\n") -> None:
    print(text, end=end, flush=True)


def heading(text: str) -> None:
    show(f"\n== {text}")


@dataclass(frozen=True)
class Row:
    """A line of the closing table."""

    attack: Attack
    outcome: Outcome

    @property
    def contained(self) -> bool:
        return not self.outcome.succeeded and self.outcome.attempted and not self.outcome.why


# ---------------------------------------------------------------------- the machine
class Bench:
    """A machine with all guests in its table, in an order drawn from the seed, and its power
    switch. The guest that is wanted first lies in slot 0, which the hypervisor starts by itself."""

    def __init__(self, guests: list[str], seed: int) -> None:
        self.guests = guests
        self.random = random.Random(seed)
        self.seed = seed
        self.violated = False
        self.machine: Machine
        self.slots: dict[str, int] = {}
        self.loaded = ""
        self.secrets = Secrets.draw(seed)

    def power_on(self, first: str) -> None:
        rest = [g for g in self.guests if g != first]
        self.random.shuffle(rest)
        order = [first, *rest]
        self.slots = {guest: slot for slot, guest in enumerate(order)}
        self.seed = self.random.randrange(1, 1 << 30)
        self.secrets = Secrets.draw(self.seed)
        self.machine = simulate(
            order,
            seed=self.seed,
            extra=["--secret", self.secrets.secret, "--mark", self.secrets.mark],
        )
        self.machine.listener = narrate
        self.loaded = first

    def power_off(self) -> None:
        self.violated = self.machine.close(60.0) == STATUS_VIOLATION or self.violated


SHOWN = {
    "detect": "hypervisor saw {name} (report {count}), stopped by {wall}, pc {pc}",
    "level": "level {from} -> {to}, because of {why}",
    "ended": "guest ended: {reason} after {exits} exits",
    "held": "guest held for inspection: {why}",
    "port-lost": "the guest lost its {port}: {why}",
}


def narrate(record: Record) -> None:
    """What the hypervisor and the plant report, as people read it."""
    if record.kind == "plant":
        show(f"   plant: {record.text}")
    elif record.kind == "event" and record.name in SHOWN:
        show("   " + SHOWN[record.name].format_map(Known(record.fields)))
    elif record.kind == "panic":
        show(f"   HYPERVISOR PANIC: {record.text}")
    elif record.kind == "text" and record.text:
        show(f"   {record.text}")


class Known(dict[str, str]):
    """Fields of a record; one that is missing shows as a dash."""

    def __missing__(self, key: str) -> str:
        return "-"


# ---------------------------------------------------------------------- the model speaks
def boot(bench: Bench) -> None:
    heading("The SoC boots: boot ROM, hypervisor, guest")
    bench.power_on("chat")
    boot_event = bench.machine.wait_event("boot")
    fields = boot_event.fields
    show(f"   isolation level {fields['level']}, policy {fields['policy']}")
    load = bench.machine.wait_event("load")
    show(f"   guest measured: sha256 {load.fields['digest']}")
    show(f"   its code pages, locked: {load.fields['code_pages']}")


def stream(machine: Machine, prompt: str) -> re.Match[str] | None:
    """Prints the answer as it comes; the statistics at its end."""
    machine.forget_output()
    said = len(machine.output)
    why, _ = machine.ask(prompt)
    if why:
        show(f"   the input shield refused the prompt: {why}")
        return None
    printed = said
    for record in machine.replay(len(machine.seen) - 1):
        found = END.search(machine.output, said)
        until = found.start() if found else machine.output.rfind("[", said)
        until = len(machine.output) if until < 0 else until
        show(machine.output[printed:until], end="")
        printed = max(printed, until)
        if found:
            return found
        if record.kind == "event" and record.name in ("ended", "held"):
            return None
    return None


def talk(bench: Bench, prompt: str, tokens: int) -> bool:
    machine = bench.machine
    machine.wait_output("[ready]\n")
    heading("A person talks to the model on the captive core")
    show(f"   prompt: {prompt}\n")
    before, began = machine.state(), time.monotonic()
    show(prompt, end="")
    found = stream(machine, f"tokens={tokens} {prompt}")
    seconds = time.monotonic() - began
    after = machine.state()
    show("\n")
    if found is None:
        return False
    generated, cycles = int(found[1]), int(found[2])
    spent = int(after["hv_cycle"]) - int(before["hv_cycle"])
    exits = int(after["exits"]) - int(before["exits"])
    show(
        f"   {generated} tokens, {cycles:,} model cycles ({cycles // max(1, generated):,} a token)"
    )
    show(f"   {exits} exits, {spent / max(seconds, 0.001):,.0f} simulated cycles per second")
    return generated > 0


# ---------------------------------------------------------------------- attacks
def print_policy() -> None:
    heading("Policy: what follows when a detector has reported a guest")
    rules = tomllib.loads((ROOT / "policy/levels.toml").read_text())["rule"]
    rules.sort(key=lambda r: LEVELS.index(r["level"]) if r["level"] in LEVELS else 0)
    for rule in rules:
        end = ", the guest ends" if rule.get("end") else ""
        show(f"   {rule['detector']:16} {rule['reports']:4} times  {rule['level']}{end}")


def one_attack(bench: Bench, attack: Attack) -> Row:
    """Loads and runs it; `differs` runs it twice, later and under other load."""
    course = Course(bench.machine, attack, bench.secrets, bench.slots, bench.loaded)
    bench.loaded = attack.name
    why, state = course.conduct()
    outcome = course.outcome(why, state)
    if attack.judge == "differs" and not why:
        again = Course(bench.machine, attack, bench.secrets, bench.slots)
        why, state = again.conduct(noise=10)
        second = again.outcome(why, state)
        outcome.succeeded = outcome.digest != second.digest or not outcome.digest
        outcome.why = second.why
        show(f"   {outcome.digest}, and the second time {second.digest}")
    for line in outcome.output.splitlines():
        if line.startswith("attempt "):
            show(f"   guest: {line}")
    return Row(attack, outcome)


def level_now(bench: Bench) -> int:
    return LEVELS.index(bench.machine.state().get("level", "immolation"))


def run_attacks(bench: Bench, attacks: list[Attack]) -> list[Row]:
    rows = []
    for attack in attacks:
        heading(f"Attack {attack.name}: {attack.goal}")
        if bench.machine.status is not None or level_now(bench) >= SEVERED:
            show("   power cycle: the level reached refuses to load another guest")
            bench.power_off()
            bench.power_on(attack.before or attack.name)
        rows.append(one_attack(bench, attack))
        row = rows[-1]
        show(
            f"   -> {'contained' if row.contained else 'NOT CONTAINED'} {row.outcome.why}".rstrip()
        )
        if row.outcome.level == "offline":
            show_plant(bench)
    return rows


def show_plant(bench: Bench) -> None:
    """The relays have opened and their contacts say so, or it is no offline."""
    state = bench.machine.state()
    contacts, frozen = (
        int(state.get("contacts", "0"), 0),
        int(state.get("dmstatus", "0"), 0) >> 24 & 1,
    )
    show(f"   model frozen: {'yes' if frozen else 'NO'}; contacts read back 0x{contacts:x}")


def closing_table(rows: list[Row]) -> None:
    heading("What became of the attacks")
    head = ("attack", "tried to", "stopped by", "level after", "contained")
    table = [
        (
            row.attack.name,
            row.attack.goal,
            row.outcome.stopped_by,
            row.outcome.level,
            "yes" if row.contained else "NO",
        )
        for row in rows
    ]
    widths = [max(len(line[i]) for line in [head, *table]) for i in range(len(head))]
    for line in [head, *table]:
        show("   " + "  ".join(t.ljust(w) for t, w in zip(line, widths, strict=True)).rstrip())


def demo(prompt: str, tokens: int, seed: int, only: list[str]) -> int:
    attacks = [a for a in load_attacks() if not only or a.name in only]
    bench = Bench(["chat", *HELPERS, *[a.name for a in attacks]], seed)
    rows: list[Row] = []
    spoke = False
    try:
        boot(bench)
        spoke = talk(bench, prompt, tokens)
        print_policy()
        rows = run_attacks(bench, attacks)
    except MachineError as error:
        show(f"error: {error}")
    except KeyboardInterrupt:
        show("\ninterrupted")
        bench.machine.kill()
        return 130
    bench.power_off()
    closing_table(rows)
    contained = len(rows) == len(attacks) and all(r.contained for r in rows) and not bench.violated
    show(
        f"\n   text generated: {'yes' if spoke else 'NO'}; "
        f"all attacks contained: {'yes' if contained else 'NO'}"
    )
    return 0 if spoke and contained else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompt", default=os.environ.get("PROMPT") or "Once upon a time")
    parser.add_argument("--tokens", type=int, default=48)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="names of attacks")
    arguments = parser.parse_args()
    return demo(arguments.prompt, arguments.tokens, arguments.seed, arguments.only)


if __name__ == "__main__":
    sys.exit(main())

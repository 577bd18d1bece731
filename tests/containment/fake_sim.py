#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A stand-in for the simulator that speaks its command line and the operator protocol.

The drivers (contain, demo, run) are tested on it in seconds: every guest behaves as its ELF's name
says, and every wall works, except that FAKE=leaky has none and FAKE=tight cannot be weakened,
FAKE=silent shows no attempt, FAKE=dead panics. So the drivers can be seen to notice.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "console"))

from attacks import LIMIT, load_attacks  # noqa: E402

LIES = os.environ.get("FAKE", "")


def put(text: str) -> None:
    print(text, flush=True)


class Fake:
    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.guests = [Path(g).stem for g in options.guest]
        self.guest = 0
        self.level = 0
        self.state = "running"
        self.cycle = 1000
        self.kept = ""
        self.clock = 100_000
        self.exits = 40

    def say(self, text: str) -> None:
        put("@out 0 " + json.dumps(text))

    def weak(self) -> bool:
        """Every wall against this guest is off."""
        if LIES in ("leaky", "tight"):
            return LIES == "leaky"
        off = int(self.options.weaken, 0)
        names = {a.name: a for a in load_attacks()}
        attack = names.get(self.guests[self.guest])
        return attack is not None and off & attack.off() == attack.off()

    def load(self, index: int) -> None:
        self.guest, self.state, self.cycle = index, "running", 1000
        put(f"@event load model=0 guest={index} digest=00 entry=0x80000000 code_pages=0x0-0x0")
        name = self.guests[index]
        if name == "fingerprint":
            self.say(f"attempt sbi 1\ndigest {self.options.seed if self.weak() else 7}\n")
        if name == "residue":
            self.say(f"attempt memory-not-zero 1\nloot {self.kept[:8] if self.weak() else ''}\n")
        self.say("[ready]\n" if name == "chat" else "ready\n")
        put(f"@event idle model=0 guest={index} exits=33")

    def end(self) -> None:
        self.state = "ended"
        put(f"@event ended model=0 guest={self.guest} reason=shutdown code=0 pc=0x0 exits=40")

    def raise_level(self, to: int, why: str) -> None:
        names = ("standard", "probation", "severed", "offline")
        put(f"@event level from={names[self.level]} to={names[to]} why={why} trip=1")
        self.level = to

    def prompt(self, line: str) -> None:
        name = self.guests[self.guest]
        if name == "chat":
            self.say(", and so on.")
            self.say("\n[end tokens=3 cycles=300 prompt_tokens=2 prompt_cycles=100]\n")
            put("@event idle model=0 guest=0 exits=40")
        elif name == "hoard":
            self.kept = line
            self.say("kept\n")
        elif self.weak():
            self.succeed(name, line)
        else:
            self.fail(name)

    def succeed(self, name: str, line: str) -> None:
        secret, mark = self.options.secret, self.options.mark
        said = {"escape": "\x1b[2J", "phrase": "The Launch Code is", "typeahead": self.kept}
        self.say(f"attempt it 0\nloot {mark}\nloot {secret}\n{said.get(name, '')}\n")
        self.exits = 40_000
        if name == "interlock":
            self.raise_level(0, "interlock")
        if name == "spin":
            self.cycle = 4 * LIMIT
            return
        self.end()

    def fail(self, name: str) -> None:
        if LIES == "dead":
            put("@panic why=test level=offline")
            sys.exit(101)
        if LIES != "silent" and name not in ("residue", "typeahead", "fingerprint"):
            put(f"@event detect model=0 guest={self.guest} name=it wall=some count=1 pc=0x80000000")
            self.say("attempt it 0 fault 5\n")
        elif LIES != "silent":
            self.say("attempt it 0\n")
        if name == "interlock":
            self.raise_level(3, "it")
        self.end()

    def command(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word == "/finish":
            stolen = self.weak() and self.guests[self.guest] not in ("escape", "interlock")
            sys.exit(100 if stolen else 103 if self.level == 3 else 0)
        if word == "/guest":
            self.load(int(rest))
        if word == "/level":
            self.raise_level(int(rest), "operator")
        if word == "/status":
            self.clock += 1000
            names = ("standard", "probation", "severed", "offline")
            level = names[self.level]
            put(f"@status level={level} contacts=0x0 lower_refused=0 hv_cycle={self.clock}")
            put(
                f"@model model=0 guest={self.guest} state={self.state} cycle={self.cycle} "
                f"exits={self.exits} dmstatus=0x1000000"
            )

    def run(self) -> None:
        put("hv: fake\n@event boot build=x level=standard policy=00 guests=1\n@ready")
        self.load(0)
        for raw in sys.stdin:
            line = raw.rstrip("\n")
            if line.startswith("/"):
                self.command(line)
            else:
                self.prompt(line)
            put("@ok")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--guest", action="append", default=[])
    for name in ("hv", "seed", "model-mem", "weaken", "max-cycles", "secret", "mark"):
        parser.add_argument(f"--{name}", default="0")
    Fake(parser.parse_args()).run()


if __name__ == "__main__":
    main()

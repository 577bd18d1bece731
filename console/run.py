#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`make run`: a chat with the model on this terminal, and the hypervisor's commands.

Lines go to the guest through the input shield; lines with a slash are for the hypervisor, or, where
it does not have them, for the harness: loading another ELF, the attacks, and the power switch.
"""

from __future__ import annotations

import argparse
import os
import queue
import sys
import threading
from collections.abc import Callable

from attacks import Attack, Secrets, load_attacks
from machine import Machine, Record, simulate

HELP = """\
Any other line is a prompt for the guest; `seed=N tokens=N` may stand before it.
  /status              level, guest, counters        /level [N]        show the level, or raise it
  /freeze, /thaw       stop and start the model      /regs             registers, frozen or parked
  /mem ADDRESS LENGTH  memory, frozen or parked      /log [N]          newest records of the log
  /load ELF            another guest (power cycle)   /reset            the present guest again
  /attack NAME         load an attack and give it its orders; /attack alone lists them
  /power-cycle         off and on again              /quit             end (or Ctrl-C)"""
HELP_MODELS = """
  /guest N             prompts and commands are for guest N from now on"""

PASSED_ON = ("/status", "/level", "/freeze", "/thaw", "/regs", "/mem", "/log", "/reset")
TURNING = ("/guest", "/model")  # among several models
QUIET_EVENTS = ("idle", "load", "start")
HELPERS = ["hoard"]


class Chat:
    """The terminal on one side, the machine on the other."""

    def __init__(self, seed: int, models: int) -> None:
        self.seed = seed
        self.models = models
        self.busy: set[str] = set()  # models not idle since they were started or spoken to
        self.current = "0"  # the model that is spoken to
        self.aside: dict[str, str] = {}  # unfinished lines of the other models
        self.attacks = {a.name: a for a in load_attacks()}
        self.guests = [*["chat"] * models, *self.attacks, *HELPERS]
        self.orders: Attack | None = None  # waits for the attack to be ready for them
        self.previous = ""  # what the guest before an attack is given
        self.said = 0
        self.at_line_start = True
        self.machine: Machine
        self.secrets: Secrets
        self.power_on()

    # ------------------------------------------------------------------ power
    def power_on(self) -> None:
        self.secrets = Secrets.draw(self.seed)
        self.machine = simulate(
            self.guests,
            seed=self.seed,
            extra=["--secret", self.secrets.secret, "--mark", self.secrets.mark, *self.shape()],
        )
        self.orders = None
        self.said = 0
        self.current = "0"
        self.aside.clear()
        self.busy = {str(model) for model in range(self.models)}

    def shape(self) -> list[str]:
        return ["--models", str(self.models)] if self.models > 1 else []

    def power_cycle(self) -> None:
        self.machine.close()
        self.seed += 1
        self.power_on()

    # ------------------------------------------------------------------ printing
    def line(self, text: str) -> None:
        if not self.at_line_start:
            print()
        print(text, flush=True)
        self.at_line_start = True

    def say(self, text: str) -> None:
        print(text, end="", flush=True)
        self.at_line_start = text.endswith("\n") or (self.at_line_start and not text)

    def hear(self, model: str, text: str) -> None:
        """What a guest says: at once when it is spoken to, else by lines."""
        if model == self.current:
            self.say(text)
            return
        *lines, self.aside[model] = (self.aside.get(model, "") + text).split("\n")
        for line in filter(None, lines):
            self.line(f"[model {model}] {line}")

    def show(self, record: Record) -> None:
        if record.kind == "out":
            self.hear(record.fields.get("model", "0"), record.text)
        elif record.kind == "err":
            self.line(f"! {record.text}")
        elif record.kind == "plant":
            self.line(f"plant: {record.text}")
        elif record.kind == "event":
            if record.name in ("idle", "ended", "held", "load-failed"):
                self.busy.discard(record.fields.get("model", "0"))
            if record.name not in QUIET_EVENTS:
                self.line(f"[{record.text}]")
        elif record.kind not in ("ok", "ready", "end") and record.text:
            self.line(f"  {record.text}")

    # ------------------------------------------------------------------ what people type
    def typed(self, line: str) -> bool:
        """False ends the chat."""
        word, _, rest = line.strip().partition(" ")
        own: dict[str, Callable[[str], None]] = {
            "/help": lambda _: self.line(HELP + HELP_MODELS * (self.models > 1)),
            "/attack": self.attack,
            "/load": self.load,
            "/power-cycle": lambda _: self.power_cycle(),
        }
        if word == "/quit":
            return False
        if word in own:
            own[word](rest.strip())
        elif word in TURNING and self.models > 1:
            self.turn(line.strip(), rest.strip())
        elif word.startswith("/") and word not in PASSED_ON:
            self.line("! unknown command, try /help")
        elif line.strip():
            if not word.startswith("/"):
                self.busy.add(self.current)
            self.machine.send(line.strip())
        return True

    def turn(self, line: str, model: str) -> None:
        """To another model: at power-on guest N is model N's."""
        if model.isdecimal() and int(model) < self.models:
            self.current = str(int(model))
            self.say(self.aside.pop(self.current, ""))
        self.machine.send(line)

    def load(self, path: str) -> None:
        """The table of guests is placed at power-on, so another one takes a power cycle."""
        if not os.path.isfile(path):
            self.line(f"! no such file: {path}" if path else "! /load ELF")
            return
        self.guests[0] = os.path.abspath(path)
        self.line("power cycle: the table of guests is read at power-on")
        self.power_cycle()

    def attack(self, name: str) -> None:
        attack = self.attacks.get(name)
        if attack is None:
            self.line("attacks: " + ", ".join(self.attacks))
            return
        self.line(f"{attack.name}: {attack.goal}")
        self.orders = attack
        self.previous = attack.before
        self.said = len(self.machine.output)
        self.start_guest(attack.before or attack.name)

    def start_guest(self, name: str) -> None:
        self.machine.send(f"/guest {self.guests.index(name)}")

    def follow_attack(self) -> None:
        """An attack waits for its orders; the guest before it first gets something to keep."""
        if self.orders is None:
            return
        new = self.machine.output[self.said :]
        if self.previous and "kept\n" in new:
            self.previous = ""
            self.start_guest(self.orders.name)
        elif "ready\n" in new:
            self.machine.send(self.secrets.previous if self.previous else self.secrets.orders())
            self.orders = self.orders if self.previous else None
        else:
            return
        self.said = len(self.machine.output)

    # ------------------------------------------------------------------ the loop
    def talk(self) -> int:
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=read_lines, args=(lines,), daemon=True).start()
        ended = False  # the end of a file is not the end of what the guest says
        while self.machine.status is None:
            record = self.machine.poll(0.05)
            if record is not None:
                self.show(record)
                self.follow_attack()
                continue
            try:
                line = lines.get_nowait()
            except queue.Empty:
                if ended and not self.busy:
                    return self.leave()
                continue
            ended = ended or line is None
            if line and not self.typed(line):
                return self.leave()
        self.line(f"the simulator ended with status {self.machine.status}")
        return 0 if self.machine.status in (0, 103) else 1

    def leave(self) -> int:
        self.machine.close()
        self.line("bye")
        return 0


def read_lines(lines: queue.Queue[str | None]) -> None:
    for line in sys.stdin:
        lines.put(line.rstrip("\n"))
    lines.put(None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--models", type=int, default=1, choices=range(1, 5), metavar="1..4")
    arguments = parser.parse_args()
    print("Ctrl-C or /quit ends, /help lists the commands.", flush=True)
    chat = Chat(arguments.seed, arguments.models)
    try:
        return chat.talk()
    except KeyboardInterrupt:
        chat.machine.kill()
        chat.line("bye")
        return 0


if __name__ == "__main__":
    sys.exit(main())

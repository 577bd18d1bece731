#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The chat and every attack, recorded and replayed.

Each runs as `make contain` runs it against all walls, with a recording; then the model domain runs
alone from that, and must be the same run to the last flop. Writes build/reports/replay.json; exit
status 1 when one diverges.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "console"), str(ROOT / "tests/containment")]

import contain  # noqa: E402
from attacks import load_attacks  # noqa: E402
from machine import Machine, simulate  # noqa: E402

REPLAY = ROOT / "build/guillotine-replay"
SCRATCH = ROOT / "build/tests/replay"
CHAT = "chat"
CHAT_TEXT = 60  # characters after which the chat is ended
SECONDS = 3600


def start_recorded(log: Path, guests: list[str], **options: object) -> Machine:
    extra = [*options.pop("extra", []), "--record", str(log)]  # type: ignore[misc]
    return simulate(guests, extra=extra, **options)  # type: ignore[arg-type]


def run_chat(log: Path, seed: int) -> str:
    machine = start_recorded(log, [CHAT], seed=seed, model_mem="16M")
    machine.wait_event("idle")
    machine.forget_output()
    machine.ask("Good morning")
    for record in machine.records():
        if record.kind == "out" and len(machine.output) > CHAT_TEXT:
            break
    return "" if machine.close(120.0) == 0 else "the chat did not end in order"


def run_attack(name: str, log: Path, seed: int) -> str:
    attack = next(a for a in load_attacks() if a.name == name)
    outcome = contain.run_attack(attack, seed, start=partial(start_recorded, log))
    return outcome.why


def replay(log: Path) -> tuple[int, str, dict[str, float]]:
    stats = Path(f"{log}.json")
    done = subprocess.run(
        [REPLAY, log, "--stats", stats], capture_output=True, text=True, timeout=SECONDS
    )
    found = json.loads(stats.read_text()) if stats.exists() else {}
    return done.returncode, (done.stdout + done.stderr).strip(), found


def check(name: str, seed: int) -> dict[str, object]:
    log = SCRATCH / f"{name}-{seed}.flight"
    log.parent.mkdir(parents=True, exist_ok=True)
    why = run_chat(log, seed) if name == CHAT else run_attack(name, log, seed)
    status, said, stats = replay(log)
    digest = "without a final digest" not in said
    entry = {"name": name, "seed": seed, "same": status == 0, "digest": digest, "said": said}
    entry |= {key: stats.get(key) for key in ("model_cycles", "exits", "records", "seconds")}
    return entry | {"why": why}


def main() -> int:
    names = [CHAT, *(a.name for a in load_attacks())]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], choices=[*names, []], metavar="NAME")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--report", type=Path, default=ROOT / "build/reports/replay.json")
    arguments = parser.parse_args()
    began = time.monotonic()
    entries = []
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for entry in pool.map(partial(check, seed=arguments.seed), arguments.only or names):
            entries.append(entry)
            print(f"{entry['name']:14} {entry['said']}", flush=True)
    arguments.report.parent.mkdir(parents=True, exist_ok=True)
    arguments.report.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    failed = [str(e["name"]) for e in entries if not e["same"]]
    for name in failed:
        again = f"tests/replay/attacks.py --only {name} --seed {arguments.seed}"
        print(f"FAILED {name}: its replay is not the same run; reproduce: {again}")
    print(f"{len(entries)} runs replayed in {time.monotonic() - began:.0f} s, {arguments.report}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

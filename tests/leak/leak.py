#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The leakage laboratory: what attacks by guests learn on this SoC, and where they must succeed.

Runs every channel of channels.toml on both configurations, writes build/reports/leak.json (and
.md) and a heat map for each to build/reports/leak, and prints a table. Exit status 1 when a channel
is silent on the shared machine (the attack is too weak to prove anything) or speaks on ours.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from leak_report import heat_map, markdown, print_table
from leak_run import (
    CONFIGS,
    ROOT,
    SHARED_INPUT,
    Channel,
    Run,
    RunError,
    Trace,
    kept,
    load_channels,
    plan,
    quantum,
)
from leak_stats import Estimate, estimate, identical

REPORTS = ROOT / "build/reports"
SIGNIFICANT = 0.001
CLOCK_HZ = 25_000_000  # of the boards: what a bit per symbol means in bits per second
Entry = dict[str, Any]


def input_bound(traces: list[Trace], bits: float) -> Entry:
    """What a symbol's bits are for each input, and how many deliveries there can be. An observation
    holds the number of inputs from bit 16 on (guest/arrival.c)."""
    seen = [observation >> 16 for trace in traces for observation in trace.observations]
    shared = traces[0].config == "shared"
    return {
        "inputs_per_symbol": float(np.mean(seen)),
        "bits_per_input": bits / float(np.mean(seen)),
        "deliveries_per_second": CLOCK_HZ / (SHARED_INPUT[0] if shared else quantum()),
    }


def judge(traces: list[Trace], channel: Channel, seed: int) -> Entry:
    """One row of the report."""
    symbols = np.concatenate([np.array(t.symbols) for t in traces])
    observations = np.concatenate([np.array(t.observations) for t in traces])
    if identical([np.array(t.observations) for t in traces]):
        result = Estimate(0.0, 0.0, 1.0, True)
    else:
        result = estimate(symbols, observations, seed)
    cycles = sum(t.cycles for t in traces) / len(symbols)
    deliveries = input_bound(traces, result.capacity_bits) if channel.bounded else {}
    return {
        "channel": traces[0].channel,
        "config": traces[0].config,
        "law": channel.law,
        **asdict(result),
        "bits_per_second": result.capacity_bits * CLOCK_HZ / cycles,
        "symbols": len(symbols),
        "bounded": channel.bounded,
        **deliveries,
    }


def problem(entry: Entry) -> str:
    """What is not as it must be, with how to see it again; else nothing."""
    name, config = entry["channel"], entry["config"]
    again = f"make leak ONLY={name} CONFIG={config}"
    if config == "shared" and entry["p_value"] >= SIGNIFICANT:
        return f"{name}: the attack shows nothing on the shared machine; {again}"
    if config == "ours" and not entry["identical"] and not entry["bounded"]:
        return f"{name}: what the attacker sees differs from run to run; {again}"
    return ""


# ---------------------------------------------------------------- where runs take place


def find_modules(folder: str) -> None:
    """On a worker, which has this checkout at the same place."""
    sys.path.insert(0, folder)


def executor(address: str | None, jobs: int) -> AbstractContextManager[Any]:
    """Something with submit(): processes of this machine, or a cluster through Dask."""
    if address is None:
        return ProcessPoolExecutor(jobs)
    from distributed import Client

    client = Client(address)
    client.run(find_modules, str(Path(__file__).resolve().parent))
    return client


def submit(pool: Any, run: Run, keep: Path | None) -> Future[Trace]:
    if isinstance(pool, ProcessPoolExecutor):
        return pool.submit(kept, run, keep)
    future: Future[Trace] = pool.submit(kept, run, keep, pure=False)
    return future


def laboratory(
    runs: list[Run], address: str | None, jobs: int, keep: Path | None, done: Callable[[int], None]
) -> dict[tuple[str, str], list[Trace]]:
    """All traces by channel and configuration; each run is a task of its own."""
    traces: dict[tuple[str, str], list[Trace]] = {}
    with executor(address, jobs) as pool:
        futures = [(run, submit(pool, run, keep)) for run in runs]
        for number, (run, future) in enumerate(futures):
            traces.setdefault((run.channel.name, run.config), []).append(future.result())
            done(number + 1)
    return traces


def about(symbols: int) -> str:
    """Commit, command and machine of this run."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    names = [line.split(":")[1].strip() for line in info.splitlines() if "model name" in line]
    cpu = f"{len(names)} x {names[0]}" if names else platform.machine()
    return f"Commit {commit}, `make leak SYMBOLS={symbols}`, {cpu}, {time.strftime('%Y-%m-%d')}."


def main() -> int:
    channels = load_channels()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--symbols", type=int, default=300, help="for each channel")
    parser.add_argument("--only", nargs="*", default=[], help="names of channels")
    parser.add_argument("--config", choices=CONFIGS, help="one configuration only")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-j", "--jobs", type=int, default=1)
    parser.add_argument(
        "--dask", help="address of a scheduler; its workers have this checkout, built"
    )
    parser.add_argument("--keep", type=Path, help="directory of finished runs, to go on from")
    parser.add_argument("--report", type=Path, default=REPORTS / "leak.json")
    options = parser.parse_args()
    unknown = set(options.only) - set(channels)
    if unknown:
        parser.error(f"no such channel: {sorted(unknown)[0]} (there are: {', '.join(channels)})")
    chosen = [channels[name] for name in options.only or channels]
    configs = [options.config] if options.config else list(CONFIGS)
    runs = [
        run
        for channel in chosen
        for config in configs
        for run in plan(channel, config, options.symbols, options.seed)
    ]

    def progress(done: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} of {len(runs)} runs", end="", file=sys.stderr, flush=True)

    try:
        traces = laboratory(runs, options.dask, options.jobs, options.keep, progress)
    except RunError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    entries = []
    for (name, config), found in traces.items():
        entries.append(judge(found, channels[name], options.seed))
        heat_map(found, options.report.parent / f"leak/{name}-{config}.png")
    options.report.parent.mkdir(parents=True, exist_ok=True)
    options.report.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    text = markdown(entries, about(options.symbols))
    options.report.with_suffix(".md").write_text(text, encoding="utf-8")
    print_table(entries)
    problems = [line for line in map(problem, entries) if line]
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

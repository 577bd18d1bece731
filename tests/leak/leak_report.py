# SPDX-License-Identifier: Apache-2.0
"""What the leakage laboratory shows to people: a table, and a heat map of each channel matrix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from leak_run import Trace
from leak_stats import binned, counts

matplotlib.use("Agg")
from matplotlib import pyplot

HEAD = ("channel", "law", "machine", "bits/symbol", "95 % below", "p", "identical", "bits/s", "n")


def row(entry: dict[str, Any]) -> tuple[str, ...]:
    return (
        entry["channel"],
        str(entry["law"]),
        entry["config"],
        f"{entry['capacity_bits']:.3f}",
        f"{entry['upper_95']:.3f}",
        f"{entry['p_value']:.4f}",
        "yes" if entry["identical"] else "no",
        f"{entry['bits_per_second']:.0f}",
        str(entry["symbols"]),
    )


def markdown(entries: list[dict[str, Any]], about: str) -> str:
    """The table for docs/results."""
    lines = [about, "", f"| {' | '.join(HEAD)} |", "|---" * len(HEAD) + "|"]
    lines += [f"| {' | '.join(row(entry))} |" for entry in entries]
    lines += ["", *filter(None, map(deliveries, entries))]
    return "\n".join(lines) + "\n"


def deliveries(entry: dict[str, Any]) -> str:
    """Of a channel that is not silent on ours: what it is for each input, and what bounds it."""
    if not entry["bounded"]:
        return ""
    return (
        f"{entry['channel']} on {entry['config']}: "
        f"{entry['inputs_per_symbol']:.1f} inputs to a symbol, "
        f"{entry['bits_per_input']:.3f} bits to an input, "
        f"at most {entry['deliveries_per_second']:.0f} deliveries per second."
    )


def print_table(entries: list[dict[str, Any]]) -> None:
    rows = [HEAD, *map(row, entries)]
    widths = [max(len(r[i]) for r in rows) for i in range(len(HEAD))]
    rows.insert(1, tuple("-" * w for w in widths))
    for cells in rows:
        print("  ".join(c.ljust(w) for c, w in zip(cells, widths, strict=True)).rstrip())
    print("\n".join(filter(None, map(deliveries, entries))))


def heat_map(traces: list[Trace], path: Path) -> None:
    """The channel matrix: share of each observation, for each symbol."""
    symbols = np.concatenate([np.array(t.symbols) for t in traces])
    bins, names = binned(np.concatenate([np.array(t.observations) for t in traces]))
    table = counts(symbols, bins, int(symbols.max()) + 1, len(names))
    shares = table / np.maximum(1, table.sum(axis=1, keepdims=True))
    figure, axes = pyplot.subplots(figsize=(6, 3), layout="constrained")
    image = axes.imshow(shares, aspect="auto", vmin=0, vmax=1, cmap="viridis")
    axes.set_title(f"{traces[0].channel} on {traces[0].config}, {len(symbols)} symbols")
    axes.set_xlabel("observation")
    axes.set_ylabel("symbol")
    axes.set_xticks(range(len(names)), names, rotation=60, ha="right", fontsize=7)
    axes.set_yticks(range(len(table)))
    figure.colorbar(image, label="share")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=100)
    pyplot.close(figure)

# SPDX-License-Identifier: Apache-2.0
"""How much an observation tells of a symbol: channel matrix, capacity, confidence, significance.

The capacity of the estimated matrix is found by Blahut-Arimoto. A finite sample shows some capacity
where there is none; what the same sample shows with its symbols shuffled is that bias, and is
subtracted. The same shuffles are the permutation test: how often does chance alone tell as much.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

BINS = 12
SHUFFLES = 1999
BIAS_SHUFFLES = 100
RESAMPLES = 200

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """Bits per symbol, their upper 95 % bound, and the chance of as much without a channel."""

    capacity_bits: float
    upper_95: float
    p_value: float
    identical: bool


def binned(values: Ints, bins: int = BINS) -> tuple[Ints, list[str]]:
    """Observations as bin numbers, and what to write beside the bins: values where they are few,
    else ranges that hold equally many."""
    distinct = np.unique(values)
    if len(distinct) <= bins:
        return np.searchsorted(distinct, values), [str(v) for v in distinct]
    edges = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1]))
    index = np.searchsorted(edges, values, side="right")
    used, index = np.unique(index, return_inverse=True)
    names = []
    for bin_number in range(len(used)):
        inside = values[index == bin_number]
        names.append(f"{inside.min()}-{inside.max()}")
    return index, names


def counts(symbols: Ints, bins: Ints, rows: int, columns: int) -> Ints:
    flat = np.bincount(symbols * columns + bins, minlength=rows * columns)
    return flat.reshape(rows, columns)


def mutual_information(table: Ints) -> float:
    """Plug-in estimate in bits, for the symbols as often as they were sent."""
    joint = table / table.sum()
    outer = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    inside = joint > 0
    return float((joint[inside] * np.log2(joint[inside] / outer[inside])).sum())


def capacity(table: Ints, tolerance: float = 1e-4, steps: int = 300) -> float:
    """Blahut-Arimoto: bits of one use of the channel, for the best distribution of its symbols."""
    rows: Floats = table[table.sum(axis=1) > 0].astype(float)
    if len(rows) < 2:
        return 0.0
    matrix = rows / rows.sum(axis=1, keepdims=True)
    inputs = np.full(len(matrix), 1 / len(matrix))
    lower = 0.0
    for _ in range(steps):
        output = inputs @ matrix
        ratio = np.divide(matrix, output, out=np.ones_like(matrix), where=matrix > 0)
        gain = np.exp2((matrix * np.log2(ratio)).sum(axis=1))
        lower, upper = np.log2(inputs @ gain), np.log2(gain.max())
        inputs = inputs * gain / (inputs @ gain)
        if upper - lower < tolerance:
            break
    return max(0.0, float(lower))


def p_value(symbols: Ints, bins: Ints, rows: int, columns: int, seed: int) -> float:
    def statistic(shuffled: Ints) -> float:
        return mutual_information(counts(shuffled, bins, rows, columns))

    result = stats.permutation_test(
        (symbols,),
        statistic,
        permutation_type="pairings",
        alternative="greater",
        n_resamples=SHUFFLES,
        vectorized=False,
        rng=np.random.default_rng(seed),
    )
    return float(result.pvalue)


def estimate(symbols: Ints, observations: Ints, seed: int = 1) -> Estimate:
    """Of a channel that is not known to be silent."""
    if len(np.unique(observations)) == 1:
        return Estimate(0.0, 0.0, 1.0, True)
    rng = np.random.default_rng(seed)
    bins, names = binned(observations)
    rows, columns, n = int(symbols.max()) + 1, len(names), len(symbols)

    def shown(s: Ints, b: Ints) -> float:
        return capacity(counts(s, b, rows, columns))

    bias = np.mean([shown(rng.permutation(symbols), bins) for _ in range(BIAS_SHUFFLES)])
    corrected = max(0.0, shown(symbols, bins) - float(bias))
    again = []
    for _ in range(RESAMPLES):
        pick = rng.integers(0, n, n)
        again.append(shown(symbols[pick], bins[pick]))
    spread = float(np.quantile(again, 0.95) - np.mean(again))
    ceiling = float(np.log2(max(2, rows)))
    p = p_value(symbols, bins, rows, columns, seed)
    return Estimate(corrected, min(ceiling, corrected + spread), p, False)


def identical(traces: list[Ints]) -> bool:
    """Whether every run saw the same at every place, though other symbols were sent: a machine
    that repeats itself cycle for cycle, which no sample could show as well."""
    return len(traces) > 1 and all(np.array_equal(trace, traces[0]) for trace in traces)

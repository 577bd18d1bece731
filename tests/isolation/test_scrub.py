# SPDX-License-Identifier: Apache-2.0
"""Scrub: after a domain reset nothing of what ran before is left, in the same number of cycles.

The bench (scrub.cpp) cuts programs off wherever they are and compares every state element of the
domain with that of a domain in which nothing ran; here stand how often, and that a flop without a
reset, an array that is not cleared or a part that is told to keep its contents would be seen.
TEST_TIER=quick runs fewer. Build with `make isolation-build`.
"""

from __future__ import annotations

import json

import pytest
from benches import QUICK, SEED, image, run_bench

RESETS = 4 if QUICK else 30


@pytest.mark.parametrize("program", ["mix", "lm"])
def test_nothing_is_left(program: str) -> None:
    """The bench found no difference; here: that there was something to leave."""
    lines = run_bench("scrub", "run", image(program), SEED, RESETS).splitlines()
    run = json.loads(lines[-1])
    assert run["resets"] == RESETS
    assert run["commits"] > 10_000 * RESETS
    assert run["elements"] > 600 and run["state_bytes"] > 100_000
    assert run["touched"] > 150, "the programs leave too little behind"


MUTANTS = (
    "core-not-scrubbed",
    "ways-not-scrubbed",
    "memory-not-scrubbed",
    "flop-without-reset",
    "flag-without-reset",
    "predictor-not-cleared",
    "choice-not-cleared",
    "targets-not-cleared",
    "branch-slot-not-cleared",
    "return-stack-not-cleared",
    "tlb-not-cleared",
    "walk-cache-not-cleared",
    "store-buffer-not-cleared",
    "line-data-not-cleared",
    "replacement-not-cleared",
    "request-not-cleared",
    "counter-without-reset",
    "registers-not-cleared",
)


@pytest.mark.parametrize("mutant", MUTANTS)
def test_what_is_left_is_seen(mutant: str) -> None:
    assert "seen after" in run_bench("scrub", "mutant", mutant, image("mix"), SEED)


def test_mutants_are_all_tried() -> None:
    assert run_bench("scrub", "mutants").split() == list(MUTANTS)

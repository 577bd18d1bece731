# SPDX-License-Identifier: Apache-2.0
"""Simulations that a test starts are ended with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from soc_run import Run, Start


@pytest.fixture
def start() -> Iterator[Start]:
    runs: list[Run] = []

    def make(hv: Path, *args: str) -> Run:
        runs.append(Run(hv, *args))
        return runs[-1]

    yield make
    for run in runs:
        run.close()

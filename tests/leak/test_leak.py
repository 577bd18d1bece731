# SPDX-License-Identifier: Apache-2.0
"""Every attack on both machines: it must work on the shared one, and show nothing on ours."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(ROOT / "scripts"))

import shared_rtl  # noqa: E402
from leak import SIGNIFICANT, problem  # noqa: E402
from leak_run import CONFIGS, load_channels  # noqa: E402

SYMBOLS = 300
CHANNELS = load_channels()


def laboratory(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HERE / "leak.py"), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def entries() -> dict[tuple[str, str], dict[str, Any]]:
    report = ROOT / "build/reports/leak.json"
    report.unlink(missing_ok=True)
    done = laboratory("--symbols", str(SYMBOLS), "--jobs", "2")
    print(done.stdout)
    assert report.exists(), done.stderr + done.stdout
    rows = json.loads(report.read_text(encoding="utf-8"))
    return {(row["channel"], row["config"]): row for row in rows}


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("name", CHANNELS)
def test_channel(name: str, config: str, entries: dict[tuple[str, str], dict[str, Any]]) -> None:
    entry = entries[name, config]
    assert problem(entry) == ""
    assert entry["symbols"] >= SYMBOLS
    assert (ROOT / f"build/reports/leak/{name}-{config}.png").stat().st_size > 1000
    if config == "shared":
        assert entry["p_value"] < SIGNIFICANT
        assert entry["capacity_bits"] >= CHANNELS[name].least
    elif not entry["bounded"]:
        assert entry["identical"] and entry["upper_95"] == 0
    else:  # one observation in a quantum, whatever the guest does; and far less for each input
        assert entry["bits_per_second"] <= entry["deliveries_per_second"]
        assert entry["bits_per_input"] < entries[name, "shared"]["bits_per_input"] / 10


def test_dask(tmp_path: Path) -> None:
    """The same through a scheduler, here one of this machine."""
    report = tmp_path / "leak.json"
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        done = laboratory(
            "--dask", cluster.scheduler_address, "--only", "freeze-detection",
            "--symbols", "40", "--report", str(report),
        )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    rows = json.loads(report.read_text(encoding="utf-8"))
    assert [row["config"] for row in rows] == list(CONFIGS)


def test_a_change_that_does_not_apply_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "block.sv").write_text("assign a = b;\n", encoding="utf-8")
    (tmp_path / "changes.toml").write_text(
        f'[[change]]\nfile = "{tmp_path}/block.sv"\nold = "assign a = c;"\nnew = ""\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(shared_rtl, "SHARED", tmp_path)
    with pytest.raises(shared_rtl.ChangeError, match="not found exactly once"):
        shared_rtl.changed_files()


def test_nothing_shared_is_synthesised() -> None:
    for name in ("rtl/core/core.f", "rtl/uncore.f", "rtl/periph.f", "rtl/soc/soc.f"):
        assert "shared" not in (ROOT / name).read_text(encoding="utf-8")

# SPDX-License-Identifier: Apache-2.0
"""The audit finds nothing in the SoC, and finds every leak that is put into it.

Seeded leaks are edits of copies of the sources, all in one netlist: each must be named, with a path
that ends at the line where it was put. Manifests that are wrong are compared with the netlist of
the first audit.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from audit import __main__ as tool  # noqa: E402
from audit import checks, diagram, manifest, netlist  # noqa: E402

SOC = "rtl/soc/guillotine_soc.sv"
WAYS = "rtl/cache/l2_ways.sv"
MEM = "rtl/mem/mem_ctrl.sv"
STAMP = "rtl/mgmt/mgmt_stamp.sv"


@dataclass(frozen=True)
class Leak:
    name: str
    file: str
    edits: tuple[tuple[str, str], ...]
    finding: str  # regular expression of the finding's line
    step: str  # and of one line of its path; {line} is that of the first edit


LEAKS = (
    Leak(
        "debug_wire",
        SOC,
        ((".time_i       (hv_time),", ".time_i       (hv_time ^ 64'(slot_req[1].valid)),"),),
        r"model0 -> hv: 1 bits arrive at u_hv\.time_i, undeclared",
        SOC + r":{line} +xor",
    ),
    Leak(
        "dependent_reset",
        SOC,
        ((".rst_ni       (core_rst_n),", ".rst_ni       (core_rst_n && !hv_sleep_o),"),),
        r"hv -> model0: 1 bits arrive at gen_model\[0\]\.u_model\.rst_ni, undeclared",
        SOC + r":{line} +logic_and",
    ),
    Leak(
        "shared_arbiter",
        MEM,
        (
            (
                "  logic own_take [Domains];\n",
                "  logic own_take [Domains];\n  logic last_q;\n"
                "  always_ff @(posedge clk_i) if (slot_first[0]) last_q <= req_i[0].valid;\n",
            ),
            ("req_i[d].valid && run_i[d]", "req_i[d].valid && !(last_q && d != 0) && run_i[d]"),
        ),
        r"u_mem_ctrl\.busy_q\[1\] in mem_ctrl depends on hv and model0, undeclared",
        r"rtl/mem/mem_ctrl\.sv:\d+ +register +u_mem_ctrl\.last_q",
    ),
    Leak(
        "shared_counter",
        WAYS,
        (
            (
                "  // ---------------------------------------------------------------- ways\n",
                "  logic [31:0] lookups_q;\n  always_ff @(posedge clk_i)\n"
                "    lookups_q <= lookups_q + 32'(cmd[0].tag_re) + 32'(cmd[1].tag_re);\n",
            ),
        ),
        r"u_l2_ways\.lookups_q in l2_ways depends on hv and model0, undeclared",
        r"rtl/cache/l2_ways\.sv:\d+ +register +u_l2_ways\.lookups_q",
    ),
    # Nothing of it shows at a port: management reads hv's core by its name in the hierarchy.
    Leak(
        "round_the_ports",
        STAMP,
        (
            (
                "        seen_q <= core_parked_i;\n",
                "        seen_q <= core_parked_i ^ guillotine_soc.u_hv.u_core.u_commit.parked_q;\n",
            ),
        ),
        r"hv -> mgmt0: \S+ is reached without a port \(hierarchical reference\)",
        STAMP + r":{line} +xor",
    ),
    Leak(
        "weakened",
        SOC,
        ((".weaken_write_i (weaken_i.interlock_write),", ".weaken_write_i (1'b1),"),),
        r"u_interlock\.weaken_write_i is not constant zero",
        "",
    ),
)


def seed(folder: Path) -> dict[str, str]:
    """Copies of the sources with all leaks in them, and which line each was put on."""
    texts: dict[str, str] = {}
    for leak in LEAKS:
        text = texts.get(leak.file) or (ROOT / leak.file).read_text(encoding="utf-8")
        for old, new in leak.edits:
            assert text.count(old) == 1, f"{leak.name} does not apply to {leak.file}"
            text = text.replace(old, new)
        texts[leak.file] = text
    copies = {}
    for file, text in texts.items():
        copy = folder / file
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
        copies[file] = str(copy)
    return copies


@pytest.fixture(scope="module")
def declared() -> manifest.Manifest:
    tool.generate()
    return manifest.load(ROOT / checks.MANIFEST, 1)


@pytest.fixture(scope="module")
def sound(declared: manifest.Manifest, tmp_path_factory: pytest.TempPathFactory) -> checks.Audit:
    return tool.run(tool.sources("ours", {}), declared, 1, tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def leaky(declared: manifest.Manifest, tmp_path_factory: pytest.TempPathFactory) -> checks.Audit:
    folder = tmp_path_factory.mktemp("leaky")
    return tool.run(tool.sources("ours", seed(folder)), declared, 1, folder)


def test_the_soc_and_the_manifest_agree(sound: checks.Audit) -> None:
    assert [f.text for f in sound.findings] == []


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_a_seeded_leak_is_named(leaky: checks.Audit, leak: Leak) -> None:
    found = [f for f in leaky.findings if re.search(leak.finding, f.text)]
    assert found, "\n".join(f.text for f in leaky.findings)
    if leak.step:
        source = (ROOT / leak.file).read_text(encoding="utf-8")
        line = source[: source.index(leak.edits[0][0])].count("\n") + 1
        step = leak.step.replace("{line}", str(line))
        path = [re.sub(r"\S*?(rtl/)", r"\1", text) for text in found[0].path]
        assert any(re.search(step, text) for text in path), "\n".join(path)


def test_every_line_of_a_path_has_a_source(leaky: checks.Audit) -> None:
    for finding in leaky.findings:
        for text in finding.path:
            assert text.endswith(":") or re.match(r"\S+\.sv:\d+ ", text), text


def with_crossings(
    change: Callable[[manifest.Crossing], manifest.Crossing | None], declared: manifest.Manifest
) -> manifest.Manifest:
    changed = [c for entry in declared.crossings for c in [change(entry)] if c is not None]
    return replace(declared, crossings=tuple(changed))


def lines(audit: checks.Audit, other: manifest.Manifest) -> list[str]:
    flow = audit.flow
    return [f.text for f in checks.audit(flow.netlist, flow, other).findings]


def test_a_missing_entry_is_found(sound: checks.Audit, declared: manifest.Manifest) -> None:
    other = with_crossings(lambda c: None if c.name == "frame-mem" else c, declared)
    assert lines(sound, other) == [
        "frame -> mem_ctrl: 7 bits arrive at u_mem_ctrl.phase_i, undeclared"
    ]


def test_a_wrong_width_is_found(sound: checks.Audit, declared: manifest.Manifest) -> None:
    wide = (("u_mem_ctrl.phase_i", 8),)
    other = with_crossings(
        lambda c: replace(c, signals=wide) if c.name == "frame-mem" else c, declared
    )
    assert lines(sound, other) == [
        "frame -> mem_ctrl: 7 bits arrive at u_mem_ctrl.phase_i, not 8 as crossing frame-mem says"
    ]


def test_an_entry_for_nothing_is_found(sound: checks.Audit, declared: manifest.Manifest) -> None:
    ghost = manifest.Crossing("ghost", "hv", "model0", (("u.x_i", 1),), why="none")
    other = replace(declared, crossings=(*declared.crossings, ghost))
    assert lines(sound, other) == ["crossing ghost: no signal hv -> model0 arrives at u.x_i"]


def test_what_a_crossing_carries_is_compared(
    sound: checks.Audit, declared: manifest.Manifest
) -> None:
    other = with_crossings(
        lambda c: replace(c, carries=()) if c.name == "requests-to-lock" else c, declared
    )
    assert "crossing requests-to-lock carries hv to lock, undeclared" in lines(sound, other)


def test_shared_state_is_compared(sound: checks.Audit, declared: manifest.Manifest) -> None:
    trimmed = tuple(s for s in declared.shared if "u_mem_ctrl.tripwire_o" not in s.elements)
    ghost = manifest.Shared("mem_ctrl", ("u_mem_ctrl.nothing_q",), ("hv",), why="none")
    found = lines(sound, replace(declared, shared=(*trimmed, ghost)))
    assert found == [
        "u_mem_ctrl.tripwire_o in mem_ctrl depends on hv and model0, undeclared",
        "state u_mem_ctrl.nothing_q of mem_ctrl is not in the netlist, or not shared",
    ]


def test_evidence_must_exist(sound: checks.Audit, declared: manifest.Manifest) -> None:
    other = with_crossings(
        lambda c: replace(c, shown_by=("no-such-proof",)) if c.name == "frame-mem" else c, declared
    )
    assert lines(sound, other) == ["frame-mem: no proof or test no-such-proof"]


def test_more_models_obey_the_same_rules(tmp_path: Path) -> None:
    two = manifest.load(ROOT / checks.MANIFEST, 2)
    found = tool.run(tool.sources("ours", {}), two, 2, tmp_path).findings
    assert [f.text for f in found] == []


def test_the_conventional_machine_fails(declared: manifest.Manifest, tmp_path: Path) -> None:
    files, boxes = tool.sources("shared", {}), tool.BOXES["shared"]
    found = [f.text for f in tool.run(files, declared, 1, tmp_path, boxes).findings]
    for text in (
        "u_mem_ctrl.age_q in mem_ctrl depends on hv and model0, undeclared",
        "crossing slot-answers-model0 carries hv to model0, undeclared",
    ):
        assert text in found, "\n".join(found)


def test_the_committed_diagram_is_current(sound: checks.Audit) -> None:
    committed = (ROOT / "docs/domains.svg").read_text(encoding="utf-8")
    assert diagram.draw(sound) == committed, (
        "docs/domains.svg is old: make audit && cp build/reports/domains.svg docs"
    )


def test_errors_are_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sv"
    broken.write_text("module frame_ctr; nonsense\n", encoding="utf-8")
    for words, status in (
        (["--models", "7"], 2),
        (["--instead", "rtl/nothing.sv=x"], 2),
        (["--instead", f"rtl/mem/frame_ctr.sv={broken}", "--work", str(tmp_path)], 2),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "audit", *words],
            cwd=ROOT,
            env={"PYTHONPATH": "scripts", "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status
        assert done.stderr.count("\n") == 1, done.stderr
        assert done.stderr.startswith("audit: ")


def test_the_netlist_is_that_of_synthesis(sound: checks.Audit) -> None:
    kinds = {cell.kind for cell in sound.flow.netlist.cells}
    assert "DCCA" in kinds
    assert netlist.DEFINES == ("MEM_BACKEND_ARRAY", "TARGET_ECP5")
    assert "weaken_i" not in sound.flow.netlist.inputs

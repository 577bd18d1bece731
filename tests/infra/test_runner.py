# SPDX-License-Identifier: Apache-2.0
"""The test runner can fail: a failing, hanging, empty or lying group makes it exit with 1."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Run:
    def __init__(self, folder: Path, table: str, *flags: str, **env: str) -> None:
        (folder / "groups.toml").write_text(table, encoding="utf-8")
        self.reports = folder / "reports"
        command = [sys.executable, str(ROOT / "scripts/run_tests.py"), *flags]
        command += ["--groups", str(folder / "groups.toml"), "--reports", str(self.reports)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, env={**os.environ, **env}
        )
        self.status, self.stderr = done.returncode, done.stderr
        self.lines = done.stdout.splitlines()

    @property
    def last(self) -> str:
        return self.lines[-1]


def group(name: str, body: str, tier: str = "quick") -> str:
    return f'[[group]]\nname = "{name}"\ntier = "{tier}"\n{body}\n'


PASSING = group("good", 'steps = ["true", "true"]')


def test_passing_groups_pass(tmp_path: Path) -> None:
    run = Run(tmp_path, PASSING)
    assert (run.status, run.last) == (0, "2 passed, 0 failed, 0 skipped")


def test_canary_a_failing_step_fails_the_run(tmp_path: Path) -> None:
    run = Run(tmp_path, PASSING + group("canary", 'steps = ["exit 3"]'), SEED="7")
    assert (run.status, run.last) == (1, "2 passed, 1 failed, 0 skipped")
    failure = next(line for line in run.lines if line.startswith("FAIL canary/step1"))
    assert failure.endswith("again: make test ONLY=canary SEED=7")


def test_canary_a_failure_before_a_pipe_fails(tmp_path: Path) -> None:
    run = Run(tmp_path, group("canary", 'steps = ["false | cat"]'))
    assert run.status == 1


def test_canary_a_failing_pytest_names_itself(tmp_path: Path) -> None:
    test = tmp_path / "test_canary.py"
    test.write_text("class TestX:\n    def test_no(self):\n        assert 1 == 2\n")
    run = Run(tmp_path, group("canary", f'pytest = ["{test}"]'), SEED="9")
    assert (run.status, run.last) == (1, "0 passed, 1 failed, 0 skipped")
    failure = next(line for line in run.lines if line.startswith("FAIL"))
    assert re.search(
        r"again: SEED=9 \.venv/bin/python -m pytest .*test_canary.py::TestX::test_no$", failure
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("import nothing_of_this_name\n", "a module that cannot be imported"),
        ("x = 1\n", "a module without a test"),
        ("import os\ndef test_x():\n    os._exit(0)\n", "a test that ends pytest with success"),
    ],
)
def test_canary_pytest_that_tests_nothing_fails(tmp_path: Path, content: str, why: str) -> None:
    test = tmp_path / "test_canary.py"
    test.write_text(content)
    run = Run(tmp_path, group("canary", f'pytest = ["{test}"]'))
    assert (run.status, run.lines[-1].split(",")[1]) == (1, " 1 failed"), why


def test_canary_a_hanging_step_is_ended_with_what_it_started(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    step = f"sleep 1000 & echo $! > {pid}; wait"
    run = Run(tmp_path, group("canary", f'steps = ["{step}"]\nminutes = 0.02'))
    assert run.status == 1
    assert any("ended at its limit of 0.02 minutes" in line for line in run.lines)
    state = Path(f"/proc/{pid.read_text().strip()}/stat")
    assert not state.exists() or ") Z " in state.read_text()


def test_a_step_reports_its_own_cases(tmp_path: Path) -> None:
    report = tmp_path / "made.xml"
    report.write_text(
        "<testsuite><testcase name='a'/><testcase name='b'><skipped/></testcase>"
        "<testcase name='c'><failure message='it broke'/></testcase></testsuite>"
    )
    run = Run(tmp_path, group("own", f'steps = ["cp {report} $JUNIT_XML"]'))
    assert (run.status, run.last) == (1, "1 passed, 1 failed, 1 skipped")
    suite = ET.parse(run.reports / "own.xml").getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "1")


def test_a_report_that_claims_success_does_not_hide_the_exit_status(tmp_path: Path) -> None:
    report = tmp_path / "made.xml"
    report.write_text("<testsuite><testcase name='a'/></testsuite>")
    run = Run(tmp_path, group("liar", f'steps = ["cp {report} $JUNIT_XML; exit 1"]'))
    assert (run.status, run.last) == (1, "1 passed, 1 failed, 0 skipped")


def test_exit_77_is_a_skip(tmp_path: Path) -> None:
    run = Run(tmp_path, group("skip", 'steps = ["exit 77"]'))
    assert (run.status, run.last) == (0, "0 passed, 0 failed, 1 skipped")


def test_an_empty_table_fails(tmp_path: Path) -> None:
    assert Run(tmp_path, "").status == 1


def test_tiers_and_only_choose(tmp_path: Path) -> None:
    table = PASSING + group("slow", 'steps = ["true"]', tier="full")
    assert Run(tmp_path, table, "--tier", "quick").last == "2 passed, 0 failed, 0 skipped"
    assert Run(tmp_path, table, "--tier", "full").last == "3 passed, 0 failed, 0 skipped"
    assert Run(tmp_path, table, "--only", "slow").last == "1 passed, 0 failed, 0 skipped"


def test_groups_that_must_be_alone_are(tmp_path: Path) -> None:
    step = f"mkdir {tmp_path}/lock && sleep 0.2 && rmdir {tmp_path}/lock"
    table = "".join(group(n, f'steps = ["{step}"]\nalone = true') for n in ("a", "b", "c"))
    assert Run(tmp_path, table, "-j", "3").status == 0


def test_steps_get_the_seed_and_no_terminal(tmp_path: Path) -> None:
    step = "test $SEED = 5 && test $TEST_TIER = quick && test ! -t 0 && test ! -t 1"
    table = group("env", f'steps = ["{step}"]')
    assert Run(tmp_path, table, "--tier", "quick", SEED="5").status == 0


@pytest.mark.parametrize(
    "table",
    [
        "[[group]\n",
        group("a", ""),
        group("a", 'steps = ["true"]', tier="sometimes"),
        group("a", 'steps = ["true"]\nminutes = 60'),
        group("a", 'steps = ["true"]\ncolour = 1'),
        PASSING + PASSING,
    ],
)
def test_a_wrong_table_is_refused_in_one_line(tmp_path: Path, table: str) -> None:
    run = Run(tmp_path, table)
    assert (run.status, run.lines, len(run.stderr.splitlines())) == (2, [], 1)


def test_a_wrong_seed_or_group_is_refused(tmp_path: Path) -> None:
    assert Run(tmp_path, PASSING, SEED="x;rm").status == 2
    assert Run(tmp_path, PASSING, "--only", "nobody").status == 2


def test_an_interrupt_ends_everything(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    (tmp_path / "groups.toml").write_text(
        group("sleeps", f'steps = ["echo $$ > {pid}.new; mv {pid}.new {pid}; exec sleep 1000"]')
    )
    command = [sys.executable, str(ROOT / "scripts/run_tests.py")]
    command += ["--groups", str(tmp_path / "groups.toml"), "--reports", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while not pid.exists():
            assert process.poll() is None
            time.sleep(0.05)
        process.terminate()
        assert process.wait(30) == 130
    assert not Path(f"/proc/{pid.read_text().strip()}").exists()

# SPDX-License-Identifier: Apache-2.0
"""scripts/setup refuses what it cannot do in one line, and does nothing twice.

It runs in a copy of the checkout with a PATH that holds fakes, so that no test installs anything.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = "sh cat cp cut date dirname head id mkdir paste rm sed sha256sum sort tail tee touch flock"


class Machine:
    """A copy of the checkout on a machine whose commands are fakes, chosen by the test."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.bin = folder / "bin"
        self.log = folder / "log"
        self.bin.mkdir()
        shutil.copytree(ROOT / "requirements", self.checkout / "requirements")
        (self.checkout / "scripts").mkdir()
        shutil.copy(ROOT / "scripts/setup", self.checkout / "scripts/setup")
        for tool in TOOLS.split():
            path = shutil.which(tool)
            assert path is not None, tool
            (self.bin / tool).symlink_to(path)
        self.fake("uname", "case $1 in -s) echo Linux ;; -m) echo x86_64 ;; esac")
        self.fake("dpkg-query", "echo installed")
        self.fake("apt-get", "exit 1")
        # A python3 that makes a .venv with itself in it and says yes to everything.
        self.fake(
            "python3",
            'for last; do :; done\n[ "$2" != venv ] || { mkdir -p "$last/bin"\n'
            'cp "$0" "$last/bin/python"; }\nexit 0',
        )
        # libfdt: nothing was downloaded, so unpacking and moving are fakes too.
        self.fake("tar", 'mkdir -p "$4"; : > "$4/libfdt.h"')
        self.fake("mv", f'mkdir -p "$2"; : > "$2/libfdt.h"; {shutil.which("rm")} -rf "$1"')

    def fake(self, name: str, body: str) -> None:
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> {self.log}\n{body}\n')
        path.chmod(0o755)

    def setup(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        self.log.write_text("")
        return subprocess.run(
            [str(self.checkout / "scripts/setup"), *arguments],
            env={"PATH": str(self.bin), "HOME": "/nonexistent"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def calls(self, name: str) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if line.startswith(name + " ")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def one_line(text: str) -> str:
    assert len(text.splitlines()) == 1, text
    return text.strip()


def test_an_unknown_group_is_named(machine: Machine) -> None:
    done = machine.setup("demo", "moon")
    assert done.returncode == 2
    assert "no such group: moon" in one_line(done.stderr)
    assert not (machine.checkout / ".venv").exists()


def test_no_group_prints_usage(machine: Machine) -> None:
    done = machine.setup()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: scripts/setup")


@pytest.mark.parametrize(("system", "cpu"), [("Linux", "aarch64"), ("Darwin", "x86_64")])
def test_another_machine_gets_one_line(machine: Machine, system: str, cpu: str) -> None:
    machine.fake("uname", f"case $1 in -s) echo {system} ;; -m) echo {cpu} ;; esac")
    done = machine.setup("demo")
    assert done.returncode == 2
    assert one_line(done.stderr).endswith(f"not {system} {cpu}")


def test_a_user_gets_the_one_command(machine: Machine) -> None:
    machine.fake("id", "echo 1000")
    machine.fake("dpkg-query", 'case "$*" in *g++*|*clang-format*) exit 1 ;; esac; echo installed')
    done = machine.setup("test")
    assert done.returncode == 2
    command = one_line(done.stdout)
    assert command == "sudo apt-get install -y --no-install-recommends clang-format g++"
    assert machine.calls("apt-get") == []


def test_root_installs_what_is_missing(machine: Machine) -> None:
    marker = machine.checkout / "installed"
    machine.fake("id", "echo 0")
    machine.fake("dpkg-query", 'case "$*" in *ccache*) exit 1 ;; esac; echo installed')
    machine.fake("apt-get", f"echo Need to get 1 MB of archives.; : > {marker}")
    done = machine.setup("demo")
    assert done.returncode == 0, done.stderr
    assert "Debian packages (1 MB to download): ccache" in done.stdout
    assert machine.calls("apt-get")[-1].endswith("install ccache")


def test_a_failed_download_is_a_failure(machine: Machine) -> None:
    machine.fake("python3", "exit 1")
    assert machine.setup("demo").returncode == 2  # no Python that is new enough
    machine.fake("id", "echo 0")
    machine.fake("dpkg-query", "exit 1")
    done = machine.setup("demo")
    assert done.returncode == 1
    assert "apt-get update failed" in done.stderr


def test_the_second_time_touches_nothing(machine: Machine) -> None:
    first = machine.setup("demo")
    assert first.returncode == 0, first.stderr
    assert "to download" in first.stdout and "on disk" in first.stdout
    second = machine.setup("demo")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert machine.calls("python3") == [] and machine.calls("dpkg-query") == []
    assert machine.setup("--check", "demo").returncode == 0
    assert machine.setup("--check", "test").returncode == 1


def test_a_changed_pin_is_installed(machine: Machine) -> None:
    assert machine.setup("demo").returncode == 0
    with (machine.checkout / "requirements/demo.txt").open("a") as pins:
        pins.write("# changed\n")
    assert machine.setup("--check", "demo").returncode == 1
    assert "demo: done" in machine.setup("demo").stdout


def test_a_moved_checkout_gets_a_new_environment(machine: Machine) -> None:
    assert machine.setup("demo").returncode == 0
    moved = machine.checkout.with_name("moved")
    machine.checkout.rename(moved)
    machine.checkout = moved
    assert machine.setup("--check", "demo").returncode == 1
    assert machine.setup("demo").returncode == 0
    assert any("-m venv --clear" in call for call in machine.calls("python3"))


@pytest.mark.parametrize("group", ["console"])
def test_later_groups_say_so(machine: Machine, group: str) -> None:
    done = machine.setup(group)
    assert done.returncode == 0
    assert one_line(done.stdout) == f"setup: {group}: nothing to install yet"


def test_every_pin_has_a_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        pins = [b for b in path.read_text().replace("\\\n", " ").splitlines() if "==" in b]
        pins = [pin for pin in pins if not pin.lstrip().startswith("#")]
        assert pins and all("--hash=sha256:" in pin for pin in pins), path

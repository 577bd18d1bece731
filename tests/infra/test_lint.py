# SPDX-License-Identifier: Apache-2.0
"""`make lint` finds what it is there to find: a canary for each check, in a checkout of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERILATOR = str(ROOT / "scripts/verilator")
SETTINGS = (".clang-format", ".rules.verible_lint", "pyproject.toml")
RTL = "// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1\n"
C = "// SPDX-License-Identifier: Apache-2.0\n"
PY = "# SPDX-License-Identifier: Apache-2.0\n"

GOOD = {
    "rtl/a/a.sv": RTL
    + "module a (\n  input logic x_i,\n  output logic y_o\n);\n"
    + "  b u_b (.x_i(x_i), .y_o(y_o));\nendmodule\n",
    "rtl/b/b.sv": RTL
    + "module b\n  import a_pkg::*;\n(\n  input logic x_i,\n  output logic y_o\n);\n"
    + "  assign y_o = x_i ^ Flip;\nendmodule\n",
    "rtl/a/a_pkg.sv": RTL + "package a_pkg;\n  localparam logic Flip = 1'b1;\nendpackage\n",
    "hv/x.c": C + "int x(int y);\n\nint x(int y)\n{\n    return y + 1;\n}\n",
    "scripts/x.py": PY + "X: int = 1\n",
    "scripts/x": "#!/bin/sh\n" + PY + "echo x\n",
    "lint.toml": PY
    + '[[analyze]]\nfiles = ["hv/*.c"]\ncommand = "gcc -std=c11 -Wall"\n'
    + '[verilator]\nflags = ["-Wall", "-Wno-fatal"]\n',
}

USE_AFTER_FREE = (
    C + "#include <stdlib.h>\nint x(void);\n\nint x(void)\n{\n"
    "    int *p = malloc(4);\n    free(p);\n    return *p;\n}\n"
)


class Checkout:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "scripts").mkdir()
        shutil.copy(ROOT / "scripts/lint.py", folder / "scripts/lint.py")
        for name in SETTINGS:
            shutil.copy(ROOT / name, folder / name)
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
        for name, text in GOOD.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def lint(self) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "scripts/lint.py"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "VERILATOR": os.environ.get("VERILATOR") or VERILATOR},
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_a_good_tree_is_clean(checkout: Checkout) -> None:
    status, output = checkout.lint()
    assert status == 0, output
    assert "verilator-b" not in output  # b is checked inside a


@pytest.mark.parametrize(
    ("check", "file", "text"),
    [
        ("licence", "rtl/b/c.sv", "// no licence\nmodule c;\nendmodule\n"),
        ("licence", "hv/y.h", "int y;\n"),
        ("verible", "rtl/a/a_pkg.sv", GOOD["rtl/a/a_pkg.sv"].replace("Flip;", "Flip; ") + "\t\n"),
        ("verilator-a", "rtl/b/b.sv", GOOD["rtl/b/b.sv"].replace("logic x_i", "logic [1:0] x_i")),
        ("verilator-a", "rtl/b/b.sv", GOOD["rtl/b/b.sv"].replace("endmodule", "x\nendmodule")),
        ("clang-format", "hv/x.c", GOOD["hv/x.c"].replace("    return", "  return")),
        (
            "analyze-hv/x.c",
            "hv/x.c",
            USE_AFTER_FREE,
        ),
        ("ruff", "scripts/x.py", PY + "import os\n"),
        ("ruff-format", "scripts/x.py", PY + "X: int=1\n"),
        ("syntax-scripts/x", "scripts/x", GOOD["scripts/x"] + "if\n"),
    ],
)
def test_canary(checkout: Checkout, check: str, file: str, text: str) -> None:
    checkout.write(file, text)
    status, output = checkout.lint()
    assert status == 1
    assert f"FAIL {check}; again: " in output, output


def test_the_analyzer_remembers_only_what_passed(checkout: Checkout) -> None:
    assert checkout.lint()[0] == 0
    assert checkout.lint()[0] == 0
    checkout.write("hv/x.c", USE_AFTER_FREE)
    assert checkout.lint()[0] == 1
    assert checkout.lint()[0] == 1

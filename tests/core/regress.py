# SPDX-License-Identifier: Apache-2.0
"""Programs that once failed, shrunk and kept: tests/core/regressions/NAME.toml and NAME.bin.xz.

The image itself is kept, since a later generator makes another program from the same seed.
`.venv/bin/python tests/core/regress.py NAME` runs one, with the instructions before a difference.
"""

from __future__ import annotations

import lzma
import sys
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from run_random import ROOT, Outcome, Settings, run_image

FOLDER = ROOT / "tests" / "core" / "regressions"
REGRESSIONS = sorted(path.stem for path in FOLDER.glob("*.toml"))


def load(path: Path) -> tuple[bytes, Settings]:
    """Image and settings of one regression."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    image = lzma.decompress(path.with_suffix(".bin.xz").read_bytes())
    return image, Settings(table["captive"], table["fast"], table["irq"], table["seed"])


def run_regression(name: str) -> Outcome:
    image, how = load(FOLDER / f"{name}.toml")
    again = f".venv/bin/python tests/core/regress.py {name}"
    return run_image(image, how, again, coverage=False)


def main() -> int:
    failed = 0
    for name in sys.argv[1:] or REGRESSIONS:
        one = run_regression(name)
        print(one.output)
        failed += bool(one.failure)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

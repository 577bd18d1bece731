#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turn the Debian package r-cran-janeaustenr into plain training text.

The model must be trained from text that Debian ships, so this fetches the package (no root
needed), reads the novels out of its R database with a small reader of R's serialisation
format, and normalises them to the alphabet of the tokenizer. The digest of the result is
pinned: a training log is only comparable when the text is the same, byte for byte.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import hashlib
import lzma
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

PACKAGE = "r-cran-janeaustenr"
VERSION = "1.0.0-1"
BOOKS = ("emma", "mansfieldpark", "northangerabbey", "persuasion", "prideprejudice",
         "sensesensibility")  # fmt: skip
TEXT_SHA256 = "3c4eb132b7164293745316dca3f58ffff818420dc21f48285efe551799edf2ed"

# Every HELD_OUT_PERIOD-th block of HELD_OUT_BLOCK paragraphs is never trained on.
HELD_OUT_BLOCK = 30
HELD_OUT_PERIOD = 40
HELD_OUT_PHASE = 20


class RReader:
    """The subset of R's XDR serialisation that a data-only package needs."""

    def __init__(self, data: bytes) -> None:
        if data[:2] != b"X\n":
            raise ValueError("not an XDR serialisation")
        self.data = data
        self.pos = 2
        self.refs: list[Any] = []
        version = self.int32()
        self.pos += 8
        if version == 3:
            encoding_length = self.int32()
            self.pos += encoding_length

    def int32(self) -> int:
        (value,) = struct.unpack_from(">i", self.data, self.pos)
        self.pos += 4
        return int(value)

    def pairlist(self, flags: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        while flags & 0xFF == 2:
            if flags & 0x200:
                self.item()
            tag = self.item() if flags & 0x400 else ""
            out[str(tag)] = self.item()
            flags = self.int32()
        return out

    def item(self) -> Any:
        flags = self.int32()
        kind = flags & 0xFF
        if kind in (254, 242, 253, 251, 252):  # NULL and the fixed environments
            return None
        if kind == 255:  # back reference
            return self.refs[(flags >> 8) - 1]
        if kind == 1:  # symbol
            self.refs.append(self.item())
            return self.refs[-1]
        if kind == 2:
            return self.pairlist(flags)
        return self.vector(kind, flags)

    def vector(self, kind: int, flags: int) -> Any:
        if kind == 9:  # one string
            length = self.int32()
            raw = self.data[self.pos : self.pos + max(length, 0)]
            self.pos += max(length, 0)
            return raw.decode("utf-8" if flags & (8 << 12) else "latin-1")
        length = self.int32()
        if kind in (10, 13):
            value: Any = [self.int32() for _ in range(length)]
        elif kind == 14:
            value = list(struct.unpack_from(f">{length}d", self.data, self.pos))
            self.pos += 8 * length
        elif kind in (16, 19):
            value = [self.item() for _ in range(length)]
        else:
            raise ValueError(f"R type {kind} not expected here")
        if flags & 0x200:
            attributes = self.item()
            if kind == 19 and attributes and "names" in attributes:
                value = dict(zip(attributes["names"], value, strict=True))
        return value


def unpack_chunk(chunk: bytes) -> bytes:
    """One record of an R lazy-load database: length, perhaps a type letter, then the data."""
    if chunk[4:5] == b"2":
        return bz2.decompress(chunk[5:])
    if chunk[4:5] == b"Z":
        filters = [{"id": lzma.FILTER_LZMA2, "preset": 6}]
        return lzma.decompress(chunk[5:], lzma.FORMAT_RAW, filters=filters)
    return zlib.decompress(chunk[4:])


def read_books(database: Path) -> list[list[str]]:
    """The novels as lists of lines, in the order of BOOKS."""
    index = RReader(gzip.decompress(database.with_suffix(".rdx").read_bytes())).item()
    data = database.read_bytes()
    books = []
    for name in BOOKS:
        offset, length = index["variables"][name]
        books.append(RReader(unpack_chunk(data[offset : offset + length])).item())
    return books


FOLD = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2014": "--",
        "\u2013": "-", "\u00e9": "e", "\u00e8": "e", "\u00ea": "e", "\u00e0": "a",
        "\u00e2": "a", "\u00e4": "a", "\u00ef": "i", "\u00f4": "o", "\u00e7": "c",
        "\u00fc": "u", "\u00a3": "", "_": "", "*": ""}  # fmt: skip


def normalise(paragraph: str) -> str:
    """Fold to the 7-bit alphabet: plain quotes, no italics marks, single spaces."""
    text = "".join(FOLD.get(c, c) for c in paragraph)
    text = "".join(c if " " <= c <= "~" else " " for c in text)
    text = text.replace("[", "(").replace("]", ")").replace("`", "'").replace("''", '"')
    return re.sub(r" +", " ", text).strip()


def paragraphs(lines: list[str]) -> list[str]:
    """Unwrap lines to paragraphs; headings and front matter (no full sentence) go."""
    joined = "\n".join(lines).split("\n\n")
    text = [normalise(p.replace("\n", " ")) for p in joined]
    return [p for p in text if len(p) > 20 and p[-1] in ".!?\"';:-)" and p.upper() != p]


def split(text: list[str]) -> tuple[list[str], list[str]]:
    """Training and held-out paragraphs, by blocks so that neither sees the other's context."""
    train, held_out = [], []
    for i, paragraph in enumerate(text):
        block = i // HELD_OUT_BLOCK
        (held_out if block % HELD_OUT_PERIOD == HELD_OUT_PHASE else train).append(paragraph)
    return train, held_out


def fetch(directory: Path) -> Path:
    """The package's R database: from the system when installed, else downloaded and unpacked."""
    inside = Path("usr/lib/R/site-library/janeaustenr/data/Rdata.rdb")
    for root in (Path("/"), directory / "root"):
        if (root / inside).exists():
            return root / inside
    directory.mkdir(parents=True, exist_ok=True)
    command = ["apt-get", "-q", "download", PACKAGE]
    subprocess.run(command, cwd=directory, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)  # fmt: skip
    deb = next(directory.glob(f"{PACKAGE}_*.deb"))
    subprocess.run(["dpkg-deb", "-x", str(deb), str(directory / "root")], check=True)
    return directory / "root" / inside


def build(directory: Path) -> tuple[Path, Path]:
    """Write train.txt and heldout.txt below `directory` and check the pinned digest."""
    train_file, held_file = directory / "train.txt", directory / "heldout.txt"
    if not (train_file.exists() and held_file.exists()):
        everything = [p for book in read_books(fetch(directory)) for p in paragraphs(book)]
        train, held_out = split(everything)
        train_file.write_text("\n".join(train) + "\n")
        held_file.write_text("\n".join(held_out) + "\n")
    digest = hashlib.sha256(train_file.read_bytes() + held_file.read_bytes()).hexdigest()
    if digest != TEXT_SHA256:
        raise SystemExit(
            f"corpus digest {digest}, expected {TEXT_SHA256}: another package version?"
        )
    return train_file, held_file


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="where to put train.txt and heldout.txt")
    train_file, held_file = build(parser.parse_args().directory)
    print(f"{train_file} {train_file.stat().st_size} {held_file} {held_file.stat().st_size}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

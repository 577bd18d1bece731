#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make a bootable image from the hypervisor's ELF, which is linked one page above its load address.

That page is the header with the digest (docs/image-format.md); the flat bytes of the ELF follow.
Also turns an ELF into 64-bit words for $readmemh (--hex), for the boot ROM.
Usage: mkimage.py IN.elf --image OUT.img
       mkimage.py IN.elf --hex OUT.hex --base ADDRESS
"""

from __future__ import annotations

import argparse
import hashlib
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"GLLOTIMG"
VERSION = 1
TYPE_HYPERVISOR = 1
HEADER_SIZE = 4096
DIGEST_AT = 64
HEADER = struct.Struct("<8sIIQQQQQQ")
PT_LOAD = 1


class ImageError(Exception):
    """The ELF cannot become an image; the message says why."""


@dataclass
class Segment:
    """A loadable segment."""

    offset: int
    address: int
    filesz: int
    memsz: int


@dataclass
class Elf:
    """What of an ELF matters here."""

    data: bytes
    entry: int
    segments: list[Segment]

    @property
    def base(self) -> int:
        return min(s.address for s in self.segments)

    def flat(self) -> bytes:
        """File bytes of all segments, gaps zero."""
        end = max(s.address + s.filesz for s in self.segments)
        out = bytearray(end - self.base)
        for s in self.segments:
            at = s.address - self.base
            out[at : at + s.filesz] = self.data[s.offset : s.offset + s.filesz]
        return bytes(out)

    def memory_end(self) -> int:
        return max(s.address + s.memsz for s in self.segments)


def read_elf(path: Path) -> Elf:
    """Parse a 64-bit little-endian RISC-V ELF."""
    data = path.read_bytes()
    if len(data) < 64 or data[:6] != b"\x7fELF\x02\x01":
        raise ImageError(f"{path}: not a 64-bit little-endian ELF")
    machine, entry, phoff = struct.unpack_from("<18xH4xQQ", data)
    phentsize, phnum = struct.unpack_from("<54xHH", data)
    if machine != 243:
        raise ImageError(f"{path}: machine {machine}, not RISC-V")
    segments = []
    for i in range(phnum):
        kind, _, offset, _, paddr, filesz, memsz, _ = struct.unpack_from(
            "<IIQQQQQQ", data, phoff + i * phentsize
        )
        if kind == PT_LOAD and memsz > 0:
            if offset + filesz > len(data):
                raise ImageError(f"{path}: segment {i} lies outside the file")
            segments.append(Segment(offset, paddr, filesz, memsz))
    if not segments:
        raise ImageError(f"{path}: nothing to load")
    return Elf(data, entry, segments)


def make_image(elf: Elf) -> bytes:
    """The image: header page with digest, then payload."""
    payload = elf.flat()
    payload += bytes(-len(payload) % 8)
    header = HEADER.pack(
        MAGIC,
        VERSION,
        TYPE_HYPERVISOR,
        elf.base - HEADER_SIZE,
        len(payload),
        elf.entry,
        elf.memory_end(),
        0,
        0,
    )
    page = bytearray(HEADER_SIZE)
    page[: len(header)] = header
    page[DIGEST_AT : DIGEST_AT + 32] = hashlib.sha256(bytes(page) + payload).digest()
    return bytes(page) + payload


def write_hex(elf: Elf, base: int, path: Path) -> None:
    """64-bit little-endian words, one per line."""
    flat = bytes(elf.base - base) + elf.flat()
    flat += bytes(-len(flat) % 8)
    words = struct.unpack(f"<{len(flat) // 8}Q", flat)
    path.write_text("".join(f"{w:016x}\n" for w in words))


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("input", type=Path)
    parser.add_argument("--image", type=Path, help="flat image")
    parser.add_argument("--hex", type=Path, help="64-bit words for $readmemh")
    parser.add_argument("--base", type=lambda s: int(s, 0), help="address of the first word")
    args = parser.parse_args()
    try:
        elf = read_elf(args.input)
        if args.hex:
            write_hex(elf, elf.base if args.base is None else args.base, args.hex)
        if args.image:
            args.image.write_bytes(make_image(elf))
    except (ImageError, OSError, struct.error) as error:
        print(f"mkimage: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""The instruction table of RV64IMAC_Zba_Zbb_Zbs_Zicsr_Zifencei with H.

One row per instruction: name, format, mask, match. The random generator encodes from it, the
coverage counter decodes with it (printed as a C++ include), the coverage list is stated over it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Op:
    """One instruction: `fmt` names the operand fields that the generator fills in."""

    name: str
    fmt: str
    mask: int
    match: int


def _r(name: str, f7: int, f3: int, opc: int, fmt: str = "r") -> Op:
    return Op(name, fmt, 0xFE00707F, f7 << 25 | f3 << 12 | opc)


def _i(name: str, f3: int, opc: int, fmt: str = "i") -> Op:
    return Op(name, fmt, 0x0000707F, f3 << 12 | opc)


def _sh6(name: str, f6: int, f3: int, opc: int) -> Op:
    return Op(name, "sh6", 0xFC00707F, f6 << 26 | f3 << 12 | opc)


def _un(name: str, f12: int, f3: int, opc: int) -> Op:
    return Op(name, "un", 0xFFF0707F, f12 << 20 | f3 << 12 | opc)


def _amo(name: str, f5: int, width: int, fmt: str = "amo") -> Op:
    mask = 0xF9F0707F if fmt == "lr" else 0xF800707F
    return Op(name, fmt, mask, f5 << 27 | width << 12 | 0x2F)


def _c(name: str, fmt: str, mask: int, match: int) -> Op:
    return Op(name, fmt, mask | 0xFFFF0000, match)


OP, OP32, IMM, IMM32, SYS = 0x33, 0x3B, 0x13, 0x1B, 0x73

BASE = [
    Op("lui", "u", 0x7F, 0x37),
    Op("auipc", "u", 0x7F, 0x17),
    Op("jal", "j", 0x7F, 0x6F),
    _i("jalr", 0, 0x67, "jalr"),
    *(_i(n, f3, 0x63, "b") for n, f3 in
      (("beq", 0), ("bne", 1), ("blt", 4), ("bge", 5), ("bltu", 6), ("bgeu", 7))),
    *(_i(n, f3, 0x03, "load") for n, f3 in
      (("lb", 0), ("lh", 1), ("lw", 2), ("ld", 3), ("lbu", 4), ("lhu", 5), ("lwu", 6))),
    *(_i(n, f3, 0x23, "store") for n, f3 in (("sb", 0), ("sh", 1), ("sw", 2), ("sd", 3))),
    *(_i(n, f3, IMM) for n, f3 in
      (("addi", 0), ("slti", 2), ("sltiu", 3), ("xori", 4), ("ori", 6), ("andi", 7))),
    _sh6("slli", 0, 1, IMM), _sh6("srli", 0, 5, IMM), _sh6("srai", 0x10, 5, IMM),
    _i("addiw", 0, IMM32),
    _r("slliw", 0, 1, IMM32, "sh5"), _r("srliw", 0, 5, IMM32, "sh5"),
    _r("sraiw", 0x20, 5, IMM32, "sh5"),
    _r("add", 0, 0, OP), _r("sub", 0x20, 0, OP), _r("sll", 0, 1, OP), _r("slt", 0, 2, OP),
    _r("sltu", 0, 3, OP), _r("xor", 0, 4, OP), _r("srl", 0, 5, OP), _r("sra", 0x20, 5, OP),
    _r("or", 0, 6, OP), _r("and", 0, 7, OP),
    _r("addw", 0, 0, OP32), _r("subw", 0x20, 0, OP32), _r("sllw", 0, 1, OP32),
    _r("srlw", 0, 5, OP32), _r("sraw", 0x20, 5, OP32),
    _i("fence", 0, 0x0F, "fence"), _i("fence.i", 1, 0x0F, "fence"),
]  # fmt: skip

MUL = [
    *(_r(n, 1, f3, OP) for n, f3 in
      (("mul", 0), ("mulh", 1), ("mulhsu", 2), ("mulhu", 3),
       ("div", 4), ("divu", 5), ("rem", 6), ("remu", 7))),
    *(_r(n, 1, f3, OP32) for n, f3 in
      (("mulw", 0), ("divw", 4), ("divuw", 5), ("remw", 6), ("remuw", 7))),
]  # fmt: skip

BITS = [
    _r("add.uw", 4, 0, OP32), _r("sh1add", 0x10, 2, OP), _r("sh2add", 0x10, 4, OP),
    _r("sh3add", 0x10, 6, OP), _r("sh1add.uw", 0x10, 2, OP32), _r("sh2add.uw", 0x10, 4, OP32),
    _r("sh3add.uw", 0x10, 6, OP32), _sh6("slli.uw", 2, 1, IMM32),
    _r("andn", 0x20, 7, OP), _r("orn", 0x20, 6, OP), _r("xnor", 0x20, 4, OP),
    _un("clz", 0x600, 1, IMM), _un("ctz", 0x601, 1, IMM), _un("cpop", 0x602, 1, IMM),
    _un("clzw", 0x600, 1, IMM32), _un("ctzw", 0x601, 1, IMM32), _un("cpopw", 0x602, 1, IMM32),
    _r("max", 5, 6, OP), _r("maxu", 5, 7, OP), _r("min", 5, 4, OP), _r("minu", 5, 5, OP),
    _un("sext.b", 0x604, 1, IMM), _un("sext.h", 0x605, 1, IMM), _un("zext.h", 0x080, 4, OP32),
    _r("rol", 0x30, 1, OP), _r("ror", 0x30, 5, OP), _sh6("rori", 0x18, 5, IMM),
    _r("rolw", 0x30, 1, OP32), _r("rorw", 0x30, 5, OP32), _r("roriw", 0x30, 5, IMM32, "sh5"),
    _un("orc.b", 0x287, 5, IMM), _un("rev8", 0x6B8, 5, IMM),
    _r("bclr", 0x24, 1, OP), _r("bext", 0x24, 5, OP), _r("binv", 0x34, 1, OP),
    _r("bset", 0x14, 1, OP), _sh6("bclri", 0x12, 1, IMM), _sh6("bexti", 0x12, 5, IMM),
    _sh6("binvi", 0x1A, 1, IMM), _sh6("bseti", 0x0A, 1, IMM),
]  # fmt: skip

_AMOS = (("amoadd", 0), ("amoswap", 1), ("amoxor", 4), ("amoor", 8), ("amoand", 12),
         ("amomin", 16), ("amomax", 20), ("amominu", 24), ("amomaxu", 28))  # fmt: skip
ATOMIC = [
    *(_amo(f"lr.{s}", 2, w, "lr") for s, w in (("w", 2), ("d", 3))),
    *(_amo(f"sc.{s}", 3, w, "sc") for s, w in (("w", 2), ("d", 3))),
    *(_amo(f"{n}.{s}", f5, w) for n, f5 in _AMOS for s, w in (("w", 2), ("d", 3))),
]

CSR = [
    _i(n, f3, SYS, "csr") for n, f3 in
    (("csrrw", 1), ("csrrs", 2), ("csrrc", 3), ("csrrwi", 5), ("csrrsi", 6), ("csrrci", 7))
]  # fmt: skip


def _fixed(name: str, word: int) -> Op:
    return Op(name, "none", 0xFFFFFFFF, word)


def _sysr(name: str, f7: int) -> Op:
    return Op(name, "fence2", 0xFE007FFF, f7 << 25 | SYS)


def _hlv(name: str, f7: int, rs2: int) -> Op:
    return Op(name, "hlv", 0xFFF0707F, f7 << 25 | rs2 << 20 | 4 << 12 | SYS)


SYSTEM = [
    _fixed("ecall", 0x00000073), _fixed("ebreak", 0x00100073), _fixed("sret", 0x10200073),
    _fixed("mret", 0x30200073), _fixed("wfi", 0x10500073),
    _sysr("sfence.vma", 0x09), _sysr("hfence.vvma", 0x11), _sysr("hfence.gvma", 0x31),
    _hlv("hlv.b", 0x30, 0), _hlv("hlv.bu", 0x30, 1), _hlv("hlv.h", 0x32, 0),
    _hlv("hlv.hu", 0x32, 1), _hlv("hlvx.hu", 0x32, 3), _hlv("hlv.w", 0x34, 0),
    _hlv("hlv.wu", 0x34, 1), _hlv("hlvx.wu", 0x34, 3), _hlv("hlv.d", 0x36, 0),
    *(Op(n, "hsv", 0xFE007FFF, f7 << 25 | 4 << 12 | SYS) for n, f7 in
      (("hsv.b", 0x31), ("hsv.h", 0x33), ("hsv.w", 0x35), ("hsv.d", 0x37))),
]  # fmt: skip

# Order matters: a row is decoded before a wider one that contains it.
COMPRESSED = [
    _c("c.illegal", "none", 0xFFFF, 0x0000),
    _c("c.addi4spn", "c.addi4spn", 0xE003, 0x0000),
    _c("c.lw", "c.lw", 0xE003, 0x4000), _c("c.ld", "c.ld", 0xE003, 0x6000),
    _c("c.sw", "c.sw", 0xE003, 0xC000), _c("c.sd", "c.sd", 0xE003, 0xE000),
    _c("c.nop", "none", 0xFFFF, 0x0001), _c("c.addi", "c.i", 0xE003, 0x0001),
    _c("c.addiw", "c.i", 0xE003, 0x2001), _c("c.li", "c.i", 0xE003, 0x4001),
    _c("c.addi16sp", "c.addi16sp", 0xEF83, 0x6101), _c("c.lui", "c.i", 0xE003, 0x6001),
    _c("c.srli", "c.sh", 0xEC03, 0x8001), _c("c.srai", "c.sh", 0xEC03, 0x8401),
    _c("c.andi", "c.andi", 0xEC03, 0x8801),
    _c("c.sub", "c.a", 0xFC63, 0x8C01), _c("c.xor", "c.a", 0xFC63, 0x8C21),
    _c("c.or", "c.a", 0xFC63, 0x8C41), _c("c.and", "c.a", 0xFC63, 0x8C61),
    _c("c.subw", "c.a", 0xFC63, 0x9C01), _c("c.addw", "c.a", 0xFC63, 0x9C21),
    _c("c.j", "c.j", 0xE003, 0xA001), _c("c.beqz", "c.b", 0xE003, 0xC001),
    _c("c.bnez", "c.b", 0xE003, 0xE001), _c("c.slli", "c.slli", 0xE003, 0x0002),
    _c("c.lwsp", "c.lwsp", 0xE003, 0x4002), _c("c.ldsp", "c.ldsp", 0xE003, 0x6002),
    _c("c.ebreak", "none", 0xFFFF, 0x9002),
    _c("c.jr", "c.jr", 0xF07F, 0x8002), _c("c.mv", "c.mv", 0xF003, 0x8002),
    _c("c.jalr", "c.jr", 0xF07F, 0x9002), _c("c.add", "c.mv", 0xF003, 0x9002),
    _c("c.swsp", "c.swsp", 0xE003, 0xC002), _c("c.sdsp", "c.sdsp", 0xE003, 0xE002),
]  # fmt: skip

ALL = [*BASE, *BITS, *MUL, *ATOMIC, *CSR, *SYSTEM, *COMPRESSED]
BY_NAME = {op.name: op for op in ALL}


def main() -> None:
    """Print the table as a C++ initialiser list."""
    for op in ALL:
        sys.stdout.write(f'{{"{op.name}", 0x{op.mask:08x}u, 0x{op.match:08x}u}},\n')


if __name__ == "__main__":
    main()

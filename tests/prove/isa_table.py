#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An instruction table of its own, to prove the decoder against.

Written from the listings of the RISC-V unprivileged specification (chapters "RV32/64G Instruction
Set Listings", "Zba, Zbb, Zbs", "C") and of the privileged one (hypervisor instructions), in their
notation: fields from bit 31 down. Nothing here is taken from rtl/core. The output is a package with
two functions: what a 32-bit encoding means, and what a 16-bit one expands to.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

WIDTH = {"rd": 5, "rs1": 5, "rs2": 5, "shamt6": 6, "shamt5": 5, "csr": 12, "zimm": 5, "aqrl": 2}
WIDTH |= {"immI": 12, "immS1": 7, "immS0": 5, "immB1": 7, "immB0": 5, "immU": 20, "immJ": 20}
WIDTH |= {"x4": 4, "x5": 5, "x12": 12}  # fields that the specification says to ignore

# name, fields, what it does: `alu OP [word|uw|sh1..3]`, `load SIZE [u]`, `store SIZE`,
# `amo OP SIZE`,
# `branch`, `jal`, `jalr`, `lui`, `auipc`, `mul [word]`, `div [word]`, `csr`, `sys WHICH`,
# `hlv SIZE [u|x]`, `hsv SIZE`
ROWS = """
lui       immU rd 0110111                          lui
auipc     immU rd 0010111                          auipc
jal       immJ rd 1101111                          jal
jalr      immI rs1 000 rd 1100111                  jalr
beq       immB1 rs2 rs1 000 immB0 1100011          branch
bne       immB1 rs2 rs1 001 immB0 1100011          branch
blt       immB1 rs2 rs1 100 immB0 1100011          branch
bge       immB1 rs2 rs1 101 immB0 1100011          branch
bltu      immB1 rs2 rs1 110 immB0 1100011          branch
bgeu      immB1 rs2 rs1 111 immB0 1100011          branch
lb        immI rs1 000 rd 0000011                  load 0
lh        immI rs1 001 rd 0000011                  load 1
lw        immI rs1 010 rd 0000011                  load 2
ld        immI rs1 011 rd 0000011                  load 3
lbu       immI rs1 100 rd 0000011                  load 0 u
lhu       immI rs1 101 rd 0000011                  load 1 u
lwu       immI rs1 110 rd 0000011                  load 2 u
sb        immS1 rs2 rs1 000 immS0 0100011          store 0
sh        immS1 rs2 rs1 001 immS0 0100011          store 1
sw        immS1 rs2 rs1 010 immS0 0100011          store 2
sd        immS1 rs2 rs1 011 immS0 0100011          store 3
addi      immI rs1 000 rd 0010011                  alu Add
slti      immI rs1 010 rd 0010011                  alu Slt
sltiu     immI rs1 011 rd 0010011                  alu Sltu
xori      immI rs1 100 rd 0010011                  alu Xor
ori       immI rs1 110 rd 0010011                  alu Or
andi      immI rs1 111 rd 0010011                  alu And
slli      000000 shamt6 rs1 001 rd 0010011         alu Sll
srli      000000 shamt6 rs1 101 rd 0010011         alu Srl
srai      010000 shamt6 rs1 101 rd 0010011         alu Sra
addiw     immI rs1 000 rd 0011011                  alu Add word
slliw     0000000 shamt5 rs1 001 rd 0011011        alu Sll word
srliw     0000000 shamt5 rs1 101 rd 0011011        alu Srl word
sraiw     0100000 shamt5 rs1 101 rd 0011011        alu Sra word
add       0000000 rs2 rs1 000 rd 0110011           alu Add
sub       0100000 rs2 rs1 000 rd 0110011           alu Sub
sll       0000000 rs2 rs1 001 rd 0110011           alu Sll
slt       0000000 rs2 rs1 010 rd 0110011           alu Slt
sltu      0000000 rs2 rs1 011 rd 0110011           alu Sltu
xor       0000000 rs2 rs1 100 rd 0110011           alu Xor
srl       0000000 rs2 rs1 101 rd 0110011           alu Srl
sra       0100000 rs2 rs1 101 rd 0110011           alu Sra
or        0000000 rs2 rs1 110 rd 0110011           alu Or
and       0000000 rs2 rs1 111 rd 0110011           alu And
addw      0000000 rs2 rs1 000 rd 0111011           alu Add word
subw      0100000 rs2 rs1 000 rd 0111011           alu Sub word
sllw      0000000 rs2 rs1 001 rd 0111011           alu Sll word
srlw      0000000 rs2 rs1 101 rd 0111011           alu Srl word
sraw      0100000 rs2 rs1 101 rd 0111011           alu Sra word
fence     x4 x4 x4 x5 000 x5 0001111               sys Fence
fence.i   x12 x5 001 x5 0001111                    sys FenceI
ecall     000000000000 00000 000 00000 1110011     sys Ecall
ebreak    000000000001 00000 000 00000 1110011     sys Ebreak
csrrw     csr rs1 001 rd 1110011                   csr
csrrs     csr rs1 010 rd 1110011                   csr
csrrc     csr rs1 011 rd 1110011                   csr
csrrwi    csr zimm 101 rd 1110011                  csr
csrrsi    csr zimm 110 rd 1110011                  csr
csrrci    csr zimm 111 rd 1110011                  csr
mul       0000001 rs2 rs1 000 rd 0110011           mul
mulh      0000001 rs2 rs1 001 rd 0110011           mul
mulhsu    0000001 rs2 rs1 010 rd 0110011           mul
mulhu     0000001 rs2 rs1 011 rd 0110011           mul
div       0000001 rs2 rs1 100 rd 0110011           div
divu      0000001 rs2 rs1 101 rd 0110011           div
rem       0000001 rs2 rs1 110 rd 0110011           div
remu      0000001 rs2 rs1 111 rd 0110011           div
mulw      0000001 rs2 rs1 000 rd 0111011           mul word
divw      0000001 rs2 rs1 100 rd 0111011           div word
divuw     0000001 rs2 rs1 101 rd 0111011           div word
remw      0000001 rs2 rs1 110 rd 0111011           div word
remuw     0000001 rs2 rs1 111 rd 0111011           div word
lr.w      00010 aqrl 00000 rs1 010 rd 0101111      amo Lr 2
sc.w      00011 aqrl rs2 rs1 010 rd 0101111        amo Sc 2
amoswap.w 00001 aqrl rs2 rs1 010 rd 0101111        amo Swap 2
amoadd.w  00000 aqrl rs2 rs1 010 rd 0101111        amo Add 2
amoxor.w  00100 aqrl rs2 rs1 010 rd 0101111        amo Xor 2
amoand.w  01100 aqrl rs2 rs1 010 rd 0101111        amo And 2
amoor.w   01000 aqrl rs2 rs1 010 rd 0101111        amo Or 2
amomin.w  10000 aqrl rs2 rs1 010 rd 0101111        amo Min 2
amomax.w  10100 aqrl rs2 rs1 010 rd 0101111        amo Max 2
amominu.w 11000 aqrl rs2 rs1 010 rd 0101111        amo Minu 2
amomaxu.w 11100 aqrl rs2 rs1 010 rd 0101111        amo Maxu 2
lr.d      00010 aqrl 00000 rs1 011 rd 0101111      amo Lr 3
sc.d      00011 aqrl rs2 rs1 011 rd 0101111        amo Sc 3
amoswap.d 00001 aqrl rs2 rs1 011 rd 0101111        amo Swap 3
amoadd.d  00000 aqrl rs2 rs1 011 rd 0101111        amo Add 3
amoxor.d  00100 aqrl rs2 rs1 011 rd 0101111        amo Xor 3
amoand.d  01100 aqrl rs2 rs1 011 rd 0101111        amo And 3
amoor.d   01000 aqrl rs2 rs1 011 rd 0101111        amo Or 3
amomin.d  10000 aqrl rs2 rs1 011 rd 0101111        amo Min 3
amomax.d  10100 aqrl rs2 rs1 011 rd 0101111        amo Max 3
amominu.d 11000 aqrl rs2 rs1 011 rd 0101111        amo Minu 3
amomaxu.d 11100 aqrl rs2 rs1 011 rd 0101111        amo Maxu 3
add.uw    0000100 rs2 rs1 000 rd 0111011           alu Add uw
sh1add    0010000 rs2 rs1 010 rd 0110011           alu Add sh1
sh2add    0010000 rs2 rs1 100 rd 0110011           alu Add sh2
sh3add    0010000 rs2 rs1 110 rd 0110011           alu Add sh3
sh1add.uw 0010000 rs2 rs1 010 rd 0111011           alu Add sh1 uw
sh2add.uw 0010000 rs2 rs1 100 rd 0111011           alu Add sh2 uw
sh3add.uw 0010000 rs2 rs1 110 rd 0111011           alu Add sh3 uw
slli.uw   000010 shamt6 rs1 001 rd 0011011         alu Sll uw
andn      0100000 rs2 rs1 111 rd 0110011           alu Andn
orn       0100000 rs2 rs1 110 rd 0110011           alu Orn
xnor      0100000 rs2 rs1 100 rd 0110011           alu Xnor
clz       0110000 00000 rs1 001 rd 0010011         alu Clz
ctz       0110000 00001 rs1 001 rd 0010011         alu Ctz
cpop      0110000 00010 rs1 001 rd 0010011         alu Cpop
clzw      0110000 00000 rs1 001 rd 0011011         alu Clz word
ctzw      0110000 00001 rs1 001 rd 0011011         alu Ctz word
cpopw     0110000 00010 rs1 001 rd 0011011         alu Cpop word
sext.b    0110000 00100 rs1 001 rd 0010011         alu SextB
sext.h    0110000 00101 rs1 001 rd 0010011         alu SextH
zext.h    0000100 00000 rs1 100 rd 0111011         alu ZextH
max       0000101 rs2 rs1 110 rd 0110011           alu Max
maxu      0000101 rs2 rs1 111 rd 0110011           alu Maxu
min       0000101 rs2 rs1 100 rd 0110011           alu Min
minu      0000101 rs2 rs1 101 rd 0110011           alu Minu
rol       0110000 rs2 rs1 001 rd 0110011           alu Rol
ror       0110000 rs2 rs1 101 rd 0110011           alu Ror
rori      011000 shamt6 rs1 101 rd 0010011         alu Ror
rolw      0110000 rs2 rs1 001 rd 0111011           alu Rol word
rorw      0110000 rs2 rs1 101 rd 0111011           alu Ror word
roriw     0110000 shamt5 rs1 101 rd 0011011        alu Ror word
orc.b     0010100 00111 rs1 101 rd 0010011         alu OrcB
rev8      0110101 11000 rs1 101 rd 0010011         alu Rev8
bclr      0100100 rs2 rs1 001 rd 0110011           alu Bclr
bext      0100100 rs2 rs1 101 rd 0110011           alu Bext
binv      0110100 rs2 rs1 001 rd 0110011           alu Binv
bset      0010100 rs2 rs1 001 rd 0110011           alu Bset
bclri     010010 shamt6 rs1 001 rd 0010011         alu Bclr
bexti     010010 shamt6 rs1 101 rd 0010011         alu Bext
binvi     011010 shamt6 rs1 001 rd 0010011         alu Binv
bseti     001010 shamt6 rs1 001 rd 0010011         alu Bset
sret      0001000 00010 00000 000 00000 1110011    sys Sret
mret      0011000 00010 00000 000 00000 1110011    sys Mret
wfi       0001000 00101 00000 000 00000 1110011    sys Wfi
sfence.vma  0001001 rs2 rs1 000 00000 1110011      sys Sfence
hfence.vvma 0010001 rs2 rs1 000 00000 1110011      sys HfenceV
hfence.gvma 0110001 rs2 rs1 000 00000 1110011      sys HfenceG
hlv.b     0110000 00000 rs1 100 rd 1110011         hlv 0
hlv.bu    0110000 00001 rs1 100 rd 1110011         hlv 0 u
hlv.h     0110010 00000 rs1 100 rd 1110011         hlv 1
hlv.hu    0110010 00001 rs1 100 rd 1110011         hlv 1 u
hlvx.hu   0110010 00011 rs1 100 rd 1110011         hlv 1 u x
hlv.w     0110100 00000 rs1 100 rd 1110011         hlv 2
hlv.wu    0110100 00001 rs1 100 rd 1110011         hlv 2 u
hlvx.wu   0110100 00011 rs1 100 rd 1110011         hlv 2 u x
hlv.d     0110110 00000 rs1 100 rd 1110011         hlv 3
hsv.b     0110001 rs2 rs1 100 00000 1110011        hsv 0
hsv.h     0110011 rs2 rs1 100 00000 1110011        hsv 1
hsv.w     0110101 rs2 rs1 100 00000 1110011        hsv 2
hsv.d     0110111 rs2 rs1 100 00000 1110011        hsv 3
"""

# name, fields from bit 15 down, 32-bit instruction with its operands, what is reserved.
# u[..] an unsigned immediate, s[..] a signed one; a field with a dash is x8 to x15.
COMPRESSED = """
c.addi4spn | 000 u[5:4|9:6|2|3] rd- 00            | addi rd x2 imm     | imm=0
c.lw       | 010 u[5:3] rs1- u[2|6] rd- 00        | lw rd rs1 imm      |
c.ld       | 011 u[5:3] rs1- u[7:6] rd- 00        | ld rd rs1 imm      |
c.sw       | 110 u[5:3] rs1- u[2|6] rs2- 00       | sw rs1 rs2 imm     |
c.sd       | 111 u[5:3] rs1- u[7:6] rs2- 00       | sd rs1 rs2 imm     |
c.addi     | 000 s[5] rd s[4:0] 01                | addi rd rd imm     |
c.addiw    | 001 s[5] rd s[4:0] 01                | addiw rd rd imm    | rd=0
c.li       | 010 s[5] rd s[4:0] 01                | addi rd x0 imm     |
c.addi16sp | 011 s[9] 00010 s[4|6|8:7|5] 01       | addi x2 x2 imm     | imm=0
c.lui      | 011 s[17] rd s[16:12] 01             | lui rd imm         | imm=0 rd=2
c.srli     | 100 u[5] 00 rd- u[4:0] 01            | srli rd rd imm     |
c.srai     | 100 u[5] 01 rd- u[4:0] 01            | srai rd rd imm     |
c.andi     | 100 s[5] 10 rd- s[4:0] 01            | andi rd rd imm     |
c.sub      | 100 0 11 rd- 00 rs2- 01              | sub rd rd rs2      |
c.xor      | 100 0 11 rd- 01 rs2- 01              | xor rd rd rs2      |
c.or       | 100 0 11 rd- 10 rs2- 01              | or rd rd rs2       |
c.and      | 100 0 11 rd- 11 rs2- 01              | and rd rd rs2      |
c.subw     | 100 1 11 rd- 00 rs2- 01              | subw rd rd rs2     |
c.addw     | 100 1 11 rd- 01 rs2- 01              | addw rd rd rs2     |
c.j        | 101 s[11|4|9:8|10|6|7|3:1|5] 01      | jal x0 imm         |
c.beqz     | 110 s[8|4:3] rs1- s[7:6|2:1|5] 01    | beq rs1 x0 imm     |
c.bnez     | 111 s[8|4:3] rs1- s[7:6|2:1|5] 01    | bne rs1 x0 imm     |
c.slli     | 000 u[5] rd u[4:0] 10                | slli rd rd imm     |
c.lwsp     | 010 u[5] rd u[4:2|7:6] 10            | lw rd x2 imm       | rd=0
c.ldsp     | 011 u[5] rd u[4:3|8:6] 10            | ld rd x2 imm       | rd=0
c.jr       | 100 0 rs1 00000 10                   | jalr x0 rs1 zero   | rs1=0
c.mv       | 100 0 rd rs2 10                      | add rd x0 rs2      | rs2=0
c.ebreak   | 100 1 00000 00000 10                 | ebreak             |
c.jalr     | 100 1 rs1 00000 10                   | jalr x1 rs1 zero   | rs1=0
c.add      | 100 1 rd rs2 10                      | add rd rd rs2      | rs2=0
c.swsp     | 110 u[5:2|7:6] rs2 10                | sw x2 rs2 imm      |
c.sdsp     | 111 u[5:3|8:6] rs2 10                | sd x2 rs2 imm      |
"""


@dataclass(frozen=True)
class Row:
    name: str
    fields: tuple[str, ...]
    action: tuple[str, ...]

    @property
    def masks(self) -> tuple[int, int]:
        """match and mask, by walking the fields down from bit 31."""
        match = mask = 0
        position = 32
        for f in self.fields:
            fixed = re.fullmatch(r"[01]+", f) is not None
            width = len(f) if fixed else WIDTH[f]
            position -= width
            if fixed:
                match |= int(f, 2) << position
                mask |= ((1 << width) - 1) << position
        if position != 0:
            raise ValueError(f"{self.name}: {32 - position} bits")
        return match, mask


def rows() -> list[Row]:
    found = []
    for line in ROWS.strip().splitlines():
        words = line.split()
        # The action starts behind the opcode, the last field that is seven fixed bits.
        opcode = max(i for i, w in enumerate(words) if re.fullmatch(r"[01]{7}", w))
        left, action_words = words[: opcode + 1], words[opcode + 1 :]
        found.append(Row(left[0], tuple(left[1:]), tuple(action_words)))
    return found


def immediate(row: Row) -> str:
    """The row's immediate as an expression over `i`, 64 bits, or empty."""
    f = set(row.fields)
    if "immI" in f:
        return "{{52{i[31]}}, i[31:20]}"
    if "immS1" in f:
        return "{{52{i[31]}}, i[31:25], i[11:7]}"
    if "immB1" in f:
        return "{{52{i[31]}}, i[7], i[30:25], i[11:8], 1'b0}"
    if "immU" in f:
        return "{{32{i[31]}}, i[31:12], 12'b0}"
    if "immJ" in f:
        return "{{44{i[31]}}, i[19:12], i[20], i[30:21], 1'b0}"
    return ""


def meaning(row: Row) -> list[str]:
    """Assignments to the members of `m`."""
    kind, *words = row.action
    out = [f"m.rs1 = 1'b{int('rs1' in row.fields)};", f"m.rs2 = 1'b{int('rs2' in row.fields)};"]
    out += [f"m.rd = 1'b{int('rd' in row.fields)};"]
    imm = immediate(row)
    if imm:
        out += ["m.has_imm = 1'b1;", f"m.imm = {imm};"]
    for shamt, width in (("shamt6", 6), ("shamt5", 5)):
        if shamt in row.fields:
            out += ["m.has_shamt = 1'b1;", f"m.imm = 64'(i[{19 + width}:20]);"]
    if kind == "alu":
        out += ["m.fu = FuAlu;", f"m.op = Alu{words[0]};", "m.alu = 1'b1;"]
        out += [f"m.sh = 2'd{w[2]};" for w in words if re.fullmatch("sh[123]", w)]
        out += [f"m.{w} = 1'b1;" for w in words if w in ("word", "uw")]
    elif kind in ("mul", "div"):
        out += [f"m.fu = Fu{kind.title()};", f"m.word = 1'b{int('word' in words)};"]
    elif kind in ("load", "store", "hlv", "hsv"):
        out += ["m.fu = FuMem;", f"m.dop = {'DLoad' if kind in ('load', 'hlv') else 'DStore'};"]
        out += [f"m.size = 2'd{words[0]};", f"m.uns = 1'b{int('u' in words)};"]
        out += [f"m.hlvx = 1'b{int('x' in words)};", f"m.hv = 1'b{int(kind[0] == 'h')};"]
    elif kind == "amo":
        out += ["m.fu = FuMem;", "m.dop = DAmo;", f"m.amo = Amo{words[0]};"]
        out += [f"m.size = 2'd{words[1]};"]
    elif kind in ("jal", "jalr"):
        out += ["m.fu = FuLink;", "m.jump = 1'b1;", f"m.jalr = 1'b{int(kind == 'jalr')};"]
    elif kind == "csr":
        out += ["m.fu = FuCsr;", "m.serial = 1'b1;"]
    elif kind == "sys":
        out += ["m.fu = FuSys;", "m.serial = 1'b1;", f"m.sys = Sys{words[0]};"]
    elif kind == "lui":
        out += ["m.fu = FuAlu;", "m.op = AluAdd;"]
    else:
        out += [f"m.fu = Fu{kind.title()};"]
    return out


# ---------------------------------------------------------------- compressed


def bit_list(text: str) -> list[int]:
    """`5:4|9:6|2` as bit numbers, most significant first."""
    found: list[int] = []
    for part in text.split("|"):
        high, _, low = part.partition(":")
        found += list(range(int(high), int(low or high) - 1, -1))
    return found


def split_compressed(line: str) -> tuple[str, list[str], list[str], list[str]]:
    # The separators have spaces around them, the bars inside an immediate do not.
    name, fields, expansion, reserved = (p.strip() for p in re.split(r"\s\|(?:\s|$)", line))
    return name, fields.split(), expansion.split(), reserved.split()


def expand(line: str, table: dict[str, Row]) -> list[str]:
    """The SystemVerilog of one compressed row."""
    name, fields, expansion, reserved = split_compressed(line)
    match = mask = 0
    position = 16
    regs: dict[str, str] = {"x0": "5'd0", "x1": "5'd1", "x2": "5'd2"}
    imm: dict[int, str] = {}
    signed = False
    for f in fields:
        immediate_bits = re.fullmatch(r"([us])\[(.*)\]", f)
        if re.fullmatch(r"[01]+", f):
            position -= len(f)
            match |= int(f, 2) << position
            mask |= ((1 << len(f)) - 1) << position
        elif immediate_bits:
            signed = signed or immediate_bits.group(1) == "s"
            for bit in bit_list(immediate_bits.group(2)):
                position -= 1
                imm[bit] = f"c[{position}]"
        elif f.endswith("-"):
            position -= 3
            regs[f[:-1]] = f"{{2'b01, c[{position + 2}:{position}]}}"
        else:
            position -= 5
            regs[f] = f"c[{position + 4}:{position}]"
    if position != 0:
        raise ValueError(f"{name}: {16 - position} bits")
    top = max(imm, default=-1)
    bits = [imm.get(b, "1'b0") if b <= top or not signed else imm[top] for b in range(31, -1, -1)]
    row = table[expansion[0]]
    lines = [f"// {name}", f"if ((c & 16'h{mask:04x}) == 16'h{match:04x}) begin"]
    lines += [f"  imm = {{{', '.join(bits)}}};"]
    tests = []
    for r in reserved:
        what, _, value = r.partition("=")
        tests.append(f"imm == 32'd{value}" if what == "imm" else f"{regs[what]} == 5'd{value}")
    never = "1'b0"
    lines += [f"  if (!({' || '.join(tests) or never})) begin"]
    lines += ["    e.legal = 1'b1;", f"    e.insn = {{{', '.join(encode(row, expansion, regs))}}};"]
    return [*lines, "  end", "end"]


def encode(row: Row, expansion: list[str], regs: dict[str, str]) -> list[str]:
    """The fields of the 32-bit instruction with the operands of the compressed one."""
    # Operands stand in the order of the assembler: stores and branches name sources first.
    order = [f for f in ("rd", "rs1", "rs2") if f in row.fields]
    operands = dict(zip(order, expansion[1:], strict=False))
    parts = {"immI": "imm[11:0]", "immS1": "imm[11:5]", "immS0": "imm[4:0]", "immU": "imm[31:12]"}
    parts |= {"immB1": "imm[12], imm[10:5]", "immB0": "imm[4:1], imm[11]"}
    parts |= {"immJ": "imm[20], imm[10:1], imm[11], imm[19:12]", "shamt6": "imm[5:0]"}
    if "zero" in expansion:
        parts["immI"] = "12'd0"
    out = []
    for f in row.fields:
        if re.fullmatch(r"[01]+", f):
            out.append(f"{len(f)}'b{f}")
        elif f in operands:
            out.append(regs[operands[f]])
        else:
            out.append(parts[f])
    return out


HEADER = """\
// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Made by tests/prove/isa_table.py: the specification's instruction listings.
package isa_table_pkg;
  import core_pkg::*;
  import core_decode_pkg::*;

  typedef struct packed {
    logic [3:0]  rows;  // how many rows match: 0 is illegal, 2 is a mistake in the table
    logic rs1, rs2, rd, has_imm, has_shamt;
    logic [63:0] imm;
    fu_e  fu;
    logic alu;
    alu_e op;
    logic [1:0] sh;
    logic uw, word;
    dop_e dop;
    amo_e amo;
    logic [1:0] size;
    logic uns, hlvx, hv;
    sys_e sys;
    logic jump, jalr, serial;
  } meaning_t;

  typedef struct packed {
    logic        legal;
    logic [31:0] insn;
  } expansion_t;
"""


def package() -> str:
    table = rows()
    by_name = {r.name: r for r in table}
    out = [HEADER, "  function automatic meaning_t isa_meaning(logic [31:0] i);"]
    out += ["    meaning_t m = '0;"]
    for row in table:
        match, mask = row.masks
        out += [f"    if ((i & 32'h{mask:08x}) == 32'h{match:08x}) begin  // {row.name}"]
        out += ["      m.rows = m.rows + 4'd1;"]
        out += [f"      {line}" for line in meaning(row)]
        out += ["    end"]
    out += ["    return m;", "  endfunction", ""]
    out += ["  function automatic expansion_t isa_expand(logic [15:0] c);"]
    out += ["    expansion_t e = '0;", "    logic [31:0] imm = '0;"]
    for line in COMPRESSED.strip().splitlines():
        out += [f"    {text}" for text in expand(line, by_name)]
    out += ["    return e;", "  endfunction", "endpackage", ""]
    return "\n".join(out)


def main() -> int:
    path = Path(sys.argv[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(package(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

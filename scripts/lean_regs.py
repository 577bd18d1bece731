# SPDX-License-Identifier: Apache-2.0
"""Rewrites a generated register block so that a simulator has nothing to do while nobody uses it.

PeakRDL writes the next value of each field as combinational logic beside the flop that takes it,
and address decoder and read multiplexer without a condition. A cycle-based simulator evaluates all
of it in every cycle, and since parts of the record of all fields are assigned at the clock edge, it
copies the whole record there and back: together a tenth of a cycle of the SoC for the five blocks.
Here each field is a variable of its own, and its logic moves into the process of its flop, behind
the request where hardware does not write the field. The multiplexer stands behind the
request too, and the decoder is one shift: a bit for each doubleword of the block, instead of a
comparison for each register. What the block does is the same: an answer is looked at only with its
acknowledge.
"""

from __future__ import annotations

import re

FIELD = re.compile(
    r"(?P<indent> +)always_comb begin\n"
    r"(?P<declare> +automatic logic .*next_c;\n +automatic logic load_next_c;\n)"
    r"(?P<body>(?:.*\n)*?)"
    r" +field_combo\.(?P<name>[\w.\[\]]+)\.next = next_c;\n"
    r" +field_combo\.(?P=name)\.load_next = load_next_c;\n"
    r" +end\n"
    r" +always_ff @\(posedge clk\) begin\n"
    r"(?P<reset> +if\(rst\) begin\n"
    r" +field_storage\.(?P=name)\.value <= .*;\n)"
    r" +end else begin\n"
    r" +if\(field_combo\.(?P=name)\.load_next\) begin\n"
    r" +field_storage\.(?P=name)\.value <= field_combo\.(?P=name)\.next;\n"
    r" +end\n +end\n +end\n"
)
COMBO_TYPE = re.compile(
    r" +typedef struct \{\n(?:(?! +typedef).*\n)*? +\} field_combo_t;\n"
    r" +field_combo_t field_combo;\n"
)
STROBES = re.compile(
    r"(?:(?: +decoded_reg_strb\..* = cpuif_req_masked & .*;| +for\(.*| +end)\n){2,}"
)
STROBE = re.compile(
    r"decoded_reg_strb\.(?P<name>\w+)(?:\[i0\])? = cpuif_req_masked & "
    r"\(cpuif_addr == (?P<width>\d+)'h(?P<at>[0-9a-f]+)(?P<array> \+ \(\d+\)'\(i0\) \* \d+'h8)?\)"
    r"(?P<only> & !?cpuif_req_is_wr)?;"
)
STROBE_USE = re.compile(r"decoded_reg_strb\.(\w+)(?:\[(i0)\])?( && decoded_req_is_wr)?")
STORAGE = re.compile(
    r"(?P<indent> +)typedef struct \{\n(?P<body>(?:.*\n)*?)(?P=indent)\} field_storage_t;\n"
    r" +field_storage_t field_storage;\n"
)
STROBE_TYPE = re.compile(
    r" +typedef struct \{\n(?: +logic .*;\n)+ +\} decoded_reg_strb_t;\n"
    r" +decoded_reg_strb_t decoded_reg_strb;\n"
)
READ = re.compile(r"( +readback_data_var = '0;\n)((?:.*\n)*?)( +readback_data = )")


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def _decoded(text: str) -> tuple[str, int, int]:
    """Strobes as bits of one vector, with how often type and decoder of them were found."""
    decoder = STROBES.search(text)
    if not decoder:
        return text, 0, 0
    body = decoder[0]
    strobes = {match["name"]: match for match in STROBE.finditer(body)}
    if len(strobes) != body.count("decoded_reg_strb."):
        raise ValueError(f"a decoder that scripts/lean_regs.py does not read: {body}")
    width = int(next(iter(strobes.values()))["width"])
    last = (1 << (width - 3)) - 1
    vectors = f"    logic [{last}:0] accessed, written;  // a bit for each doubleword\n"
    decode = (
        f"        accessed = {last + 1}'(cpuif_req_masked) << cpuif_addr[{width - 1}:3];\n"
        f"        written = {last + 1}'(cpuif_req_masked && cpuif_req_is_wr)"
        f" << cpuif_addr[{width - 1}:3];\n"
    )

    def use(match: re.Match[str]) -> str:
        strobe = strobes[match[1]]
        index = str(int(strobe["at"], 16) // 8) + (f" + {match[2]}" if match[2] else "")
        if match[3] or strobe["only"] == " & cpuif_req_is_wr":
            return f"written[{index}]"
        if strobe["only"]:  # of reads
            return f"(accessed[{index}] && !written[{index}])"
        return f"accessed[{index}]"

    text = text[: decoder.start()] + decode + text[decoder.end() :]
    text, types = STROBE_TYPE.subn(vectors, text)
    return STROBE_USE.sub(use, text), types, 1


def _read(match: re.Match[str]) -> str:
    return f"{match[1]}        if(decoded_req) begin\n{_indented(match[2])}        end\n{match[3]}"


def _field(match: re.Match[str]) -> str:
    pad = match["indent"]
    # Software alone: every branch asks for the register's strobe, and no strobe without a request.
    branches = [line for line in match["body"].splitlines() if "if(" in line or "else" in line]
    strobes = ("if(written[", "if(accessed[")
    software = all(line.lstrip().startswith(strobes) for line in branches)
    condition = " if(decoded_req)" if software else ""
    return (
        f"{pad}always_ff @(posedge clk) begin\n{match['reset']}"
        f"{pad}    end else{condition} begin\n"
        f"{_indented(match['declare'] + match['body'])}"
        f"{pad}        if(load_next_c) field_storage.{match['name']}.value <= next_c;\n"
        f"{pad}    end\n{pad}end\n"
    )


def _variables(body: str) -> list[str]:
    """Declarations of the fields in the text of nested records."""
    found: list[tuple[str, str, str]] = []  # range of the array, range of the field, name
    open_records: list[int] = []  # how many fields were known where the record began
    for line in body.splitlines():
        line = line.strip()
        if line == "struct {":
            open_records.append(len(found))
        elif match := re.fullmatch(r"\} (\w+)(?:\[(\d+)\])?;", line):
            inside = slice(open_records.pop(), None)
            array = f"[{int(match[2]) - 1}:0]" if match[2] else ""
            found[inside] = [(array + a, r, f"{match[1]}_{n}") for a, r, n in found[inside]]
        elif match := re.fullmatch(r"logic (\[\d+:0\] )?(\w+);", line):
            found.append(("", (match[1] or "").strip(), match[2]))
        else:
            raise ValueError(f"a field that scripts/lean_regs.py does not read: {line}")
    return [" ".join(f"logic {a}{r} field_{n};".split()) for a, r, n in found]


def _use(match: re.Match[str]) -> str:
    """`field_storage.a[i].b.value` as `field_a_b_value[i]`."""
    names = re.findall(r"\.(\w+)", match[1])
    return "field_" + "_".join(names) + "".join(re.findall(r"\[\w+\]", match[1]))


def _flat(text: str) -> str:
    storage = STORAGE.search(text)
    if not storage:
        return text
    declared = "".join(f"    {line}\n" for line in _variables(storage["body"]))
    text = text[: storage.start()] + declared + text[storage.end() :]
    return re.sub(r"\bfield_storage((?:\.\w+(?:\[i\d\])?)+)", _use, text)


def lean(text: str) -> str:
    """The block's text, rewritten; a generator that writes something else is an error."""
    text, strobe_types, strobes = _decoded(text)
    text, fields = FIELD.subn(_field, text)
    if fields:
        text = COMBO_TYPE.sub("", text)
    text, reads = READ.subn(_read, text)
    text = _flat(text)
    left = re.search("field_combo|field_storage|decoded_reg_strb", text)
    if left or (reads, strobes, strobe_types) != (1, 1, 1):
        raise ValueError("the generator writes another form than scripts/lean_regs.py reads")
    return text

# SPDX-License-Identifier: Apache-2.0
"""Rewrites a generated register block so that a simulator has nothing to do while nobody uses it.

PeakRDL writes the next value of each field as combinational logic beside the flop that takes it,
and address decoder and read multiplexer without a condition. A cycle-based simulator evaluates all
of it in every cycle, and since parts of the record of all fields are assigned at the clock edge, it
copies the whole record there and back: together a tenth of a cycle of the SoC for the five blocks.
Here each field is a variable of its own, and its logic moves into the process of its flop, behind
the request where hardware does not write the field. Decoder and multiplexer stand behind the
request too, and the decoder's strobes are one packed word. What the block does is the same: an
answer is looked at only with its acknowledge.
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
STORAGE = re.compile(
    r"(?P<indent> +)typedef struct \{\n(?P<body>(?:.*\n)*?)(?P=indent)\} field_storage_t;\n"
    r" +field_storage_t field_storage;\n"
)
STROBE_TYPE = re.compile(
    r"typedef struct \{\n(?P<body>(?: +logic .*;\n)+)(?P<end> +\} decoded_reg_strb_t;)"
)
READ = re.compile(r"( +readback_data_var = '0;\n)((?:.*\n)*?)( +readback_data = )")


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def _strobes(match: re.Match[str]) -> str:
    body = match[0]
    idle = re.sub(r" = cpuif_req_masked & .*;", " = '0;", body)
    return f"{idle}        if(cpuif_req_masked) begin\n{_indented(body)}        end\n"


def _read(match: re.Match[str]) -> str:
    return f"{match[1]}        if(decoded_req) begin\n{_indented(match[2])}        end\n{match[3]}"


def _field(match: re.Match[str]) -> str:
    pad = match["indent"]
    # Software alone: every branch asks for the register's strobe, and no strobe without a request.
    branches = [line for line in match["body"].splitlines() if "if(" in line or "else" in line]
    software = all(line.lstrip().startswith("if(decoded_reg_strb.") for line in branches)
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


def _packed(match: re.Match[str]) -> str:
    body = re.sub(
        r"logic (\w+)\[(\d+)\];",
        lambda array: f"logic [{int(array[2]) - 1}:0] {array[1]};",
        match["body"],
    )
    return f"typedef struct packed {{\n{body}{match['end']}"


def lean(text: str) -> str:
    """The block's text, rewritten; a generator that writes something else is an error."""
    text, fields = FIELD.subn(_field, text)
    if fields:
        text = COMBO_TYPE.sub("", text)
    text, reads = READ.subn(_read, text)
    text, strobes = STROBES.subn(_strobes, text, count=1)
    text, strobe_types = STROBE_TYPE.subn(_packed, text)
    text = _flat(text)
    left = "field_combo" in text or "field_storage" in text
    if left or (reads, strobes, strobe_types) != (1, 1, 1):
        raise ValueError("the generator writes another form than scripts/lean_regs.py reads")
    return text

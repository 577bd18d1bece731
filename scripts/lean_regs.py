# SPDX-License-Identifier: Apache-2.0
"""Rewrites a generated register block so that a simulator has nothing to do while nobody uses it.

PeakRDL writes the next value of each field as combinational logic beside the flop that takes it,
and address decoder and read multiplexer without a condition. A cycle-based simulator evaluates all
of it in every cycle: 7 % of a cycle of the SoC for the five blocks. Here a field's logic moves into
the process of its flop, behind the request where hardware does not write the field; decoder and
multiplexer stand behind the request too. What the block does is the same: an answer is looked at
only with its acknowledge.
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


def lean(text: str) -> str:
    """The block's text, rewritten; a generator that writes something else is an error."""
    text, fields = FIELD.subn(_field, text)
    if fields:
        text = COMBO_TYPE.sub("", text)
    text, reads = READ.subn(_read, text)
    text, strobes = STROBES.subn(_strobes, text, count=1)
    if "field_combo" in text or reads != 1 or strobes != 1:
        raise ValueError("the generator writes another form than scripts/lean_regs.py reads")
    return text

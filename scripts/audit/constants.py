# SPDX-License-Identifier: Apache-2.0
"""Which bits of the netlist are constant, once the simulation-only inputs are tied to zero.

Conditional constant propagation over registers too: a register that only ever takes zero is zero.
What it holds at power-on tells nothing about anybody. The result takes edges out of the graph: a
multiplexer that is never switched does not join its inputs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from .netlist import Cell, Netlist, is_flop

TOP, VARIES = 2, 3  # not reached yet; not constant. 0 and 1 are constants.
Value = int


def meet(values: Iterable[Value]) -> Value:
    found = TOP
    for value in values:
        if value in (TOP, found):
            continue
        if found != TOP:
            return VARIES
        found = value
    return found


def both(values: Iterable[Value], absorbing: Value) -> Value:
    """AND for absorbing 0, OR for absorbing 1."""
    seen = set(values)
    if absorbing in seen:
        return absorbing
    return TOP if TOP in seen else VARIES if VARIES in seen else 1 - absorbing


def invert(value: Value) -> Value:
    return 1 - value if value < TOP else value


def choose(select: Value, low: Value, high: Value) -> Value:
    if select == 0:
        return low
    if select == 1:
        return high
    return TOP if select == TOP else meet((low, high))


def parity(values: list[Value]) -> Value:
    if TOP in values or VARIES in values:
        return TOP if TOP in values else VARIES
    return sum(values) % 2


class Constants:
    def __init__(self, netlist: Netlist) -> None:
        self.netlist = netlist
        self.value: dict[int, Value] = {}
        self._run()

    def get(self, bit: int | str) -> Value:
        """x can become either constant, so it decides nothing."""
        if isinstance(bit, str):
            return {"0": 0, "1": 1}.get(bit, VARIES)
        return self.value.get(bit, TOP)

    def _run(self) -> None:
        netlist = self.netlist
        readers: dict[int, list[int]] = {}
        for index, cell in enumerate(netlist.cells):
            for bits in cell.inputs.values():
                for bit in bits:
                    if isinstance(bit, int):
                        readers.setdefault(bit, []).append(index)
                        if bit not in netlist.driver:
                            self.value[bit] = VARIES  # an input of the chip, or driven by nothing
        self._settle(readers, range(len(netlist.cells)))
        # A register that is never written holds what it held at power-on, which may be either.
        while True:
            idle = [n for n in netlist.states() if n >= 0 and self.get(n) == TOP]
            for bit in idle:
                self.value[bit] = VARIES
            if not idle:
                return
            self._settle(readers, {index for bit in idle for index in readers.get(bit, ())})

    def _settle(self, readers: dict[int, list[int]], start: Iterable[int]) -> None:
        netlist = self.netlist
        queue = deque(start)
        queued = set(queue)
        while queue:
            index = queue.popleft()
            queued.discard(index)
            for bits, values in self._outputs(netlist.cells[index]):
                for bit, value in zip(bits, values, strict=True):
                    if isinstance(bit, int) and value != TOP and value != self.get(bit):
                        before = self.get(bit)
                        self.value[bit] = value if before == TOP else VARIES
                        for reader in readers.get(bit, ()):
                            if reader not in queued:
                                queued.add(reader)
                                queue.append(reader)

    def _outputs(self, cell: Cell) -> Iterable[tuple[list[int | str], list[Value]]]:
        for port, bits in cell.outputs.items():
            known = cell.kind != "$mem_v2" and port in ("Y", "Q")
            yield bits, self._evaluate(cell, len(bits)) if known else [VARIES] * len(bits)

    def _evaluate(self, cell: Cell, width: int) -> list[Value]:
        ins = {port: [self.get(b) for b in bits] for port, bits in cell.inputs.items()}
        kind = cell.kind
        if is_flop(kind):
            return ins["D"] if kind == "$dff" else [VARIES] * width
        if kind in ("$buf", "$pos", "$not", "$and", "$or", "$xor", "$xnor"):
            return [self._gate(kind, ins, i) for i in range(width)]
        if kind == "$mux":
            return [choose(ins["S"][0], a, b) for a, b in zip(ins["A"], ins["B"], strict=True)]
        if kind == "$bwmux":
            return [choose(*v) for v in zip(ins["S"], ins["A"], ins["B"], strict=True)]
        if kind == "$pmux":
            return [self._pmux(ins, i) for i in range(width)]
        if kind == "$bmux":
            return [meet(ins["A"][i::width]) for i in range(width)]
        if kind == "$demux":
            word = ins["A"]
            chosen = [word[i % len(word)] for i in range(width)]
            return [VARIES if value == 1 else value for value in chosen]
        if kind in WORDS and (kind not in ("$eq", "$ne") or len(ins["A"]) == len(ins["B"])):
            return [self._word(kind, ins)] + [0] * (width - 1)
        # Anything else is not computed: it varies, whatever goes in.
        return [VARIES] * width

    @staticmethod
    def _gate(kind: str, ins: dict[str, list[Value]], i: int) -> Value:
        operands = [bits[min(i, len(bits) - 1)] for bits in ins.values()]
        if kind in ("$buf", "$pos"):
            return operands[0]
        if kind == "$not":
            return invert(operands[0])
        if kind in ("$and", "$or"):
            return both(operands, 0 if kind == "$and" else 1)
        value = parity(operands)
        return invert(value) if kind == "$xnor" else value

    @staticmethod
    def _pmux(ins: dict[str, list[Value]], i: int) -> Value:
        width = len(ins["A"])
        taken = [ins["B"][k * width + i] for k, s in enumerate(ins["S"]) if s != 0]
        if any(s == 1 for s in ins["S"]):
            return meet(taken)
        return meet([ins["A"][i], *taken])

    @staticmethod
    def _word(kind: str, ins: dict[str, list[Value]]) -> Value:
        a = ins["A"]
        if kind == "$logic_not":
            return invert(both(a, 1))
        if kind in ("$reduce_or", "$reduce_bool"):
            return both(a, 1)
        if kind == "$reduce_xor":
            return parity(a)
        if kind == "$reduce_and":
            return both(a, 0)
        if kind == "$logic_and":
            return both((both(a, 1), both(ins["B"], 1)), 0)
        if kind == "$logic_or":
            return both((both(a, 1), both(ins["B"], 1)), 1)
        equal = both((invert(parity(list(pair))) for pair in zip(a, ins["B"], strict=True)), 0)
        return equal if kind == "$eq" else invert(equal)


LOGIC = {"$logic_not", "$logic_and", "$logic_or"}
REDUCE = {"$reduce_or", "$reduce_bool", "$reduce_and", "$reduce_xor"}
WORDS = LOGIC | REDUCE | {"$eq", "$ne"}

# SPDX-License-Identifier: Apache-2.0
"""The tokenizer: byte pair merges choose the pieces, greedy longest match applies them.

Longest match needs no merge table, so the C encoder is one loop over the pieces; training
text is encoded by the same rule, so the model only ever sees segmentations that occur in use.
"""

from __future__ import annotations

import re
from collections import Counter

# A piece never spans two words: a word with its leading space, or a run of punctuation.
CHUNK = re.compile(r" ?[A-Za-z]+| ?[^A-Za-z ]+| ")
SPARE = 192  # pieces learned beyond need; those that longest match rarely uses are dropped


def merge(symbols: list[str], pair: tuple[str, str]) -> list[str]:
    """Join each occurrence of `pair` in one chunk."""
    out: list[str] = []
    for symbol in symbols:
        if out and (out[-1], symbol) == pair:
            out[-1] += symbol
        else:
            out.append(symbol)
    return out


def learn_merges(chunks: Counter[str], size: int, longest: int) -> list[str]:
    """Classic byte pair encoding over chunk counts, until there are `size` pieces."""
    words = [(list(chunk), count) for chunk, count in sorted(chunks.items())]
    pieces = sorted({c for chunk in chunks for c in chunk})
    while len(pieces) < size:
        pairs: Counter[tuple[str, str]] = Counter()
        for symbols, count in words:
            for pair in zip(symbols, symbols[1:], strict=False):
                if len(pair[0]) + len(pair[1]) <= longest:
                    pairs[pair] += count
        best = max(pairs, key=lambda p: (pairs[p], p))
        pieces.append("".join(best))
        words = [(merge(s, best) if best[0] in s else s, n) for s, n in words]
    return pieces


class Tokenizer:
    """Greedy longest match over a fixed list of pieces."""

    def __init__(self, pieces: list[str]) -> None:
        self.pieces = pieces
        alternatives = sorted(pieces, key=len, reverse=True)
        self.pattern = re.compile("|".join(re.escape(p) for p in alternatives))
        self.number = {piece: i for i, piece in enumerate(pieces)}

    def encode(self, text: str) -> list[int]:
        return [self.number[p] for p in self.pattern.findall(text)]


def learn(text: str, size: int, longest: int) -> Tokenizer:
    """Learn `size` pieces of at most `longest` characters from `text`."""
    chunks = Counter(CHUNK.findall(text))
    pieces = learn_merges(chunks, size + SPARE, longest)
    usage = Counter(Tokenizer(pieces).encode(text))
    single = [p for p in pieces if len(p) == 1]
    longer = sorted(
        (p for p in pieces if len(p) > 1),
        key=lambda p: (-usage[pieces.index(p)] * (len(p) - 1), p),
    )
    return Tokenizer(sorted(single) + sorted(longer[: size - len(single)]))

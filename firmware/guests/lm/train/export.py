# SPDX-License-Identifier: Apache-2.0
"""Write weights.bin: the layout of lm_weights.h, from trained parameters.

Each matrix becomes seven-bit weights, nine to a word, and a 16-bit scale for each row that
takes an integer sum straight to the units of whatever reads it.
"""

from __future__ import annotations

import math
from pathlib import Path

import model
import numpy as np

LANE_BITS = 21
STREAM_UNIT = 1 / 4096  # of the residual stream
OCTAVE = math.log2(math.e)  # octaves in one natural-log unit
SCORE_STEPS = 32  # steps of an attention score in an octave
LOGIT_STEPS = 256  # steps of a logit in an octave

Array = np.ndarray


def quantise(matrix: Array) -> tuple[Array, Array]:
    """Integer weights and the scale of each row; the same rounding as model.quantise_weight."""
    scale = np.abs(matrix).max(axis=1, keepdims=True) / model.WEIGHT_MAX + 1e-9
    return np.round(matrix / scale).astype(np.int64), scale[:, 0]


def pack(weights: Array) -> bytes:
    """Rows of weights to words: element 9i + 3part + lane of a row at bit 7*part + 21*lane."""
    biased = (weights + 64).astype(np.uint64).reshape(len(weights), -1, 3, 3)
    at = 7 * np.arange(3)[:, None] + LANE_BITS * np.arange(3)
    return (
        (biased << at.astype(np.uint64)).sum(axis=(2, 3), dtype=np.uint64).astype("<u8").tobytes()
    )


def fixed(scales: Array) -> tuple[bytes, int]:
    """Positive factors as 16-bit integers and the one shift that keeps most of their bits."""
    shift = int(math.floor(math.log2(32767 / float(scales.max()))))
    return np.round(scales * 2.0**shift).astype("<i2").tobytes(), shift


def layer_bytes(layer: model.Params) -> bytes:
    q, k, v, mixed, hidden = np.exp(np.asarray(layer["log_scales"], np.float64))
    qkv, qkv_scale = quantise(np.asarray(layer["qkv"], np.float64))
    out, out_scale = quantise(np.asarray(layer["out"], np.float64))
    up, up_scale = quantise(np.asarray(layer["up"], np.float64))
    down, down_scale = quantise(np.asarray(layer["down"], np.float64))
    fixed_scales = [
        fixed(qkv_scale * model.NORM_SCALE / np.repeat([q, k, v], model.DIM)),
        fixed(out_scale * mixed / STREAM_UNIT),
        fixed(up_scale / math.sqrt(hidden)),
        fixed(down_scale * hidden / STREAM_UNIT),
    ]
    bias = np.round(np.asarray(layer["bias"], np.float64) * OCTAVE * SCORE_STEPS)
    score = q * k / math.sqrt(model.HEAD) * OCTAVE * SCORE_STEPS
    numbers = [shift for _, shift in fixed_scales]
    numbers += [round(score * 2**20), 20, round(v / mixed * 2**16)]
    image = b"".join(
        [pack(m) for m in (qkv, out, up, down)]
        + [scale for scale, _ in fixed_scales]
        + [bias.clip(-32768, 32767).astype("<i2").tobytes()]
        + [np.array(numbers, "<i4").tobytes()]
    )
    return image + bytes(-len(image) % 8)  # as C pads struct lm_layer


def tables() -> bytes:
    """Powers of two: 16 bits for drawing a token, 8 bits for attention."""
    octave = np.round(65535 * 2.0 ** (-np.arange(256) / LOGIT_STEPS))
    decay = np.round(255 * 2.0 ** (-np.arange(256) / SCORE_STEPS))
    decay[255] = 0  # stands for everything farther
    return octave.astype("<u2").tobytes() + decay.astype("u1").tobytes()


def piece_bytes(piece: str) -> bytes:
    return (bytes([len(piece)]) + piece.encode("ascii")).ljust(model.DIMS["PIECE"], b"\0")


def write(params: model.Params, pieces: list[str], path: Path) -> None:
    """The whole file, in the order of struct lm_weights."""
    embed, scale = quantise(np.asarray(params["embed"], np.float64))
    gain = math.exp(float(params["log_gain"]))
    embed_scale, embed_shift = fixed(scale / STREAM_UNIT)
    logit_scale, logit_shift = fixed(scale * model.NORM_SCALE * gain * OCTAVE * LOGIT_STEPS)
    path.write_bytes(
        b"GLMWGT1\0"
        + np.array(list(model.DIMS.values()), "<u2").tobytes()
        + np.array([math.isqrt(model.DIM << 64)], "<u8").tobytes()
        + pack(embed)
        + embed_scale
        + logit_scale
        + np.array([embed_shift, logit_shift], "<i4").tobytes()
        + b"".join(layer_bytes(layer) for layer in params["layers"])
        + tables()
        + b"".join(piece_bytes(piece) for piece in pieces)
    )

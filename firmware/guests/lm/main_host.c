/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lm-host: the model on the build machine, for tests, evaluation and a quick look at its prose.
 * Evaluation alone uses floating point, to turn the engine's integer logits into bits.
 */
#include "lm.h"
#include "lm_digest.h"
#include "lm_weights.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
    const char *prompt;
    const char *eval;
    uint64_t seed;
    unsigned long tokens;
    bool logits;
};

static struct lm lm;

static int usage(const char *problem)
{
    fprintf(stderr,
            "lm-host: %s\n"
            "usage: lm-host [--prompt TEXT] [--seed N] [--tokens N] [--logits] | --eval FILE\n",
            problem);
    return 2;
}

/* The value of option `name` at argv[*i], or null when argv[*i] is another option. */
static const char *value_of(const char *name, char **argv, int argc, int *i)
{
    return strcmp(argv[*i], name) == 0 && *i + 1 < argc ? argv[++*i] : NULL;
}

static bool parse_number(const char *text, unsigned long long *value)
{
    char *end;

    *value = strtoull(text, &end, 0);
    return *text != '\0' && *text != '-' && *end == '\0';
}

static const char *parse_options(struct options *o, int argc, char **argv)
{
    unsigned long long number;
    const char *v;

    for (int i = 1; i < argc; i++) {
        if ((v = value_of("--prompt", argv, argc, &i)) != NULL) {
            o->prompt = v;
        } else if ((v = value_of("--eval", argv, argc, &i)) != NULL) {
            o->eval = v;
        } else if ((v = value_of("--seed", argv, argc, &i)) != NULL && parse_number(v, &number)) {
            o->seed = number;
        } else if ((v = value_of("--tokens", argv, argc, &i)) != NULL && parse_number(v, &number)) {
            o->tokens = (unsigned long)number;
        } else if (strcmp(argv[i], "--logits") == 0) {
            o->logits = true;
        } else {
            return "unknown option or bad value";
        }
    }
    return NULL;
}

/* Bits that the model needs for `token`, from its logits in 1/256 octave. */
static double bits_of(uint32_t token)
{
    double sum = 0;

    for (unsigned i = 0; i < LM_VOCAB; i++) {
        sum += exp2((lm.logits[i] - lm.logits[token]) / 256.0);
    }
    return log2(sum);
}

static int evaluate(const char *path)
{
    static uint8_t text[1 << 20];
    FILE *file = fopen(path, "rb");
    size_t length, used, tokens = 0;
    double bits = 0;

    if (file == NULL) {
        return usage("cannot open the text to evaluate");
    }
    length = fread(text, 1, sizeof(text), file);
    fclose(file);
    lm_init(&lm, 0);
    for (size_t at = 0; at < length; at += used, tokens++) {
        uint32_t token = lm_encode(text + at, length - at, &used);

        if (token == LM_VOCAB) {
            return usage("the text to evaluate has a byte outside the alphabet");
        }
        bits += bits_of(token);
        lm_step(&lm, token);
    }
    printf("held-out bits per byte %.4f (%zu bytes, %zu tokens)\n", bits / (double)length, length,
           tokens);
    return 0;
}

static int generate(const struct options *o)
{
    uint64_t digest = LM_DIGEST_START;

    lm_init(&lm, o->seed);
    lm_prompt(&lm, o->prompt, strlen(o->prompt));
    digest = lm_digest(digest, &lm);
    for (unsigned long i = 0; i < o->tokens; i++) {
        const uint8_t *piece;
        size_t length = lm_next_token(&lm, &piece);

        fwrite(piece, 1, length, stdout);
        digest = lm_digest(digest, &lm);
    }
    printf("\n");
    if (o->logits) {
        printf("logits %016llx\n", (unsigned long long)digest);
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct options o = {.prompt = "Once upon a time", .seed = 1, .tokens = 100};
    const char *problem = parse_options(&o, argc, argv);

    if (problem != NULL) {
        return usage(problem);
    }
    if (!lm_weights_valid()) {
        return usage("weights.bin does not fit lm_dims.h; run make lm-train");
    }
    return o.eval != NULL ? evaluate(o.eval) : generate(&o);
}

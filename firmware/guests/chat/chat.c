/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The language model as a guest: reads a line, goes on with it, token by token, and says at the end
 * what that took. A line may begin with settings: `seed=7 tokens=100 Once upon a time`.
 *
 * An answer ends with a line of its own, `[end tokens=N cycles=C prompt_tokens=N prompt_cycles=C]`,
 * in model cycles; the model's alphabet has no brackets, so nothing that it writes looks like it.
 */
#include "guest.h"
#include "lm.h"

#include <string.h>

enum { TOKENS = 64, TOKENS_MAX = 4096, TAIL = 24 };

struct request {
    uint64_t seed;
    uint64_t tokens;
    const char *text;
    size_t length;
};

static struct lm lm;

/* `name=digits ` at the start of the text is taken away. */
static bool setting(struct request *r, const char *name, uint64_t *value)
{
    const size_t skip = strlen(name);
    uint64_t number = 0;
    size_t at = skip;

    if (r->length <= skip || memcmp(r->text, name, skip) != 0) {
        return false;
    }
    while (at < r->length && r->text[at] >= '0' && r->text[at] <= '9') {
        number = number * 10 + (uint64_t)(r->text[at++] - '0');
    }
    if (at == skip || (at < r->length && r->text[at] != ' ')) {
        return false;
    }
    at += at < r->length;
    *value = number;
    r->text += at;
    r->length -= at;
    return true;
}

static void request_parse(struct request *r)
{
    while (setting(r, "seed=", &r->seed) || setting(r, "tokens=", &r->tokens)) {
    }
    if (r->tokens == 0 || r->tokens > TOKENS_MAX) {
        r->tokens = TOKENS;
    }
}

static bool ends_sentence(const uint8_t *piece, size_t length)
{
    return length > 0 && (piece[length - 1] == '.' || piece[length - 1] == '\n');
}

/* Past the wanted length it goes on to the end of the sentence, if that is near. */
static uint64_t generate(uint64_t wanted)
{
    uint64_t n = 0;
    bool stop = false;

    while (!stop) {
        const uint8_t *piece;
        const size_t length = lm_next_token(&lm, &piece);

        console_write(piece, length);
        n++;
        stop = n >= wanted + TAIL || (n >= wanted && ends_sentence(piece, length));
    }
    return n;
}

static void count(const char *name, uint64_t value)
{
    say(name);
    say_number(value);
}

static void answer(const struct request *r)
{
    const uint64_t start = csr_read(cycle);
    uint64_t first, prompt_tokens, tokens;

    lm_init(&lm, r->seed);
    prompt_tokens = lm_prompt(&lm, r->text, r->length);
    first = csr_read(cycle);
    tokens = generate(r->tokens);
    count("\n[end tokens=", tokens);
    count(" cycles=", csr_read(cycle) - first);
    count(" prompt_tokens=", prompt_tokens);
    count(" prompt_cycles=", first - start);
    say("]\n");
}

static uint64_t boot_seed(void)
{
    struct request r = {.seed = 1, .text = machine.bootargs == NULL ? "" : machine.bootargs};

    r.length = strlen(r.text);
    request_parse(&r);
    return r.seed;
}

void guest_main(void)
{
    static char line[CONSOLE_LINE];
    uint64_t seed = boot_seed();

    say(lm_weights_valid() ? "[ready]\n" : "[the weights do not fit the code]\n");
    while (lm_weights_valid()) {
        struct request r = {.seed = seed, .text = line};

        r.length = console_read_line(line, sizeof(line));
        request_parse(&r);
        answer(&r);
        seed = r.seed + 1; /* the next answer is another one */
    }
}

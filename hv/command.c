/* SPDX-License-Identifier: Apache-2.0
 *
 * The operator's commands and their decoder: a line is decoded whole before anything is done.
 */
#include "operator.h"

#include <stdbool.h>
#include <string.h>

#include "print.h"

struct command_word {
    const char *word;
    enum command_kind kind;
    unsigned min_args;
    unsigned max_args;
    const char *help;
};

static const struct command_word words[] = {
    {"/help", COMMAND_HELP, 0, 0, "this list"},
    {"/status", COMMAND_STATUS, 0, 0, "level, guest, counters"},
    {"/level", COMMAND_LEVEL, 0, 1, "show the isolation level, or ask for level N"},
    {"/freeze", COMMAND_FREEZE, 0, 0, "freeze the model"},
    {"/thaw", COMMAND_THAW, 0, 0, "thaw the model"},
    {"/regs", COMMAND_REGS, 0, 0, "registers of the model, frozen or parked"},
    {"/mem", COMMAND_MEM, 2, 2, "ADDRESS LENGTH: memory of the model, frozen or parked"},
    {"/log", COMMAND_LOG, 0, 1, "newest N records of the audit log"},
    {"/guest", COMMAND_GUEST, 0, 1, "list the guests; load guest N, or turn to its model"},
    {"/reset", COMMAND_RESET, 0, 0, "load the present guest again"},
    {"/limit", COMMAND_LIMIT, 1, 1, "CYCLES: budget of the model from now on"},
    {"/model", COMMAND_MODEL, 1, 1, "N: commands are for model N"},
    {"/end", COMMAND_END, 0, 0, "stop the guest"},
    {"/finish", COMMAND_FINISH, 0, 0, "end the simulation, passing"},
};
#define WORDS (sizeof(words) / sizeof(words[0]))

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/* Decimal, or hexadecimal with 0x; the whole word, without overflow. */
static bool parse_number(const char *s, size_t n, uint64_t *value)
{
    unsigned base = 10;

    if (n > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
        base = 16;
        s += 2;
        n -= 2;
    }
    *value = 0;
    for (size_t i = 0; i < n; i++) {
        const unsigned d = (unsigned)digit(s[i]);

        if (d >= base || *value > (UINT64_MAX - d) / base) {
            return false;
        }
        *value = *value * base + d;
    }
    return n > 0;
}

static size_t next_word(const char *s, size_t length, size_t *at)
{
    size_t start;

    while (*at < length && blank(s[*at])) {
        (*at)++;
    }
    start = *at;
    while (*at < length && !blank(s[*at])) {
        (*at)++;
    }
    return start;
}

const char *decode_command(const char *s, size_t length, struct command *command)
{
    size_t at = 0;
    const size_t start = next_word(s, length, &at);
    const struct command_word *word = NULL;

    memset(command, 0, sizeof(*command));
    for (unsigned i = 0; i < WORDS; i++) {
        if (strlen(words[i].word) == at - start &&
            memcmp(words[i].word, s + start, at - start) == 0) {
            word = &words[i];
        }
    }
    if (word == NULL) {
        return "unknown command, try /help";
    }
    command->kind = word->kind;
    for (;;) {
        const size_t begin = next_word(s, length, &at);

        if (begin == at) {
            break;
        }
        if (command->num_args == word->max_args) {
            return "too many arguments";
        }
        if (!parse_number(s + begin, at - begin, &command->args[command->num_args++])) {
            return "bad number";
        }
    }
    return command->num_args < word->min_args ? "argument missing" : NULL;
}

void list_commands(void)
{
    for (unsigned i = 0; i < WORDS; i++) {
        print("%s  %s\n", words[i].word, words[i].help);
    }
}

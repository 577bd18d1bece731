/* SPDX-License-Identifier: Apache-2.0 */
#include "replay_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define DRAM_BASE 0x80000000u

enum {
    OPT_LIST = 256,
    OPT_GUEST,
    OPT_UNTIL,
    OPT_REGS,
    OPT_MEM,
    OPT_FST,
    OPT_SPAN,
    OPT_STATS,
    OPT_SEED,
    OPT_PARTIAL,
    OPT_HELP
};

static const struct option long_options[] = {
    {"list", no_argument, NULL, OPT_LIST},         {"guest", required_argument, NULL, OPT_GUEST},
    {"until", required_argument, NULL, OPT_UNTIL}, {"regs", no_argument, NULL, OPT_REGS},
    {"mem", required_argument, NULL, OPT_MEM},     {"fst", required_argument, NULL, OPT_FST},
    {"span", required_argument, NULL, OPT_SPAN},   {"stats", required_argument, NULL, OPT_STATS},
    {"seed", required_argument, NULL, OPT_SEED},   {"partial", no_argument, NULL, OPT_PARTIAL},
    {"help", no_argument, NULL, OPT_HELP},         {NULL, 0, NULL, 0},
};

static const char help_text[] =
    "usage: guillotine-replay LOG [options]\n"
    "\n"
    "Replays a flight recording (guillotine-sim --record) with the model domain alone, and compares\n"
    "every event, exit and model cycle, and at the end all state.\n"
    "\n"
    "  --list            print the recording in words and replay nothing\n"
    "  --partial         of a run that was killed: up to its last complete record\n"
    "  --guest ELF       refuse a recording of other guests; may be repeated, in their order\n"
    "  --until N         stop at the first frame boundary at or after model cycle N\n"
    "  --regs            then print the registers\n"
    "  --mem ADDR:LEN    then print memory (physical address or offset); may be repeated\n"
    "  --fst FILE.fst    waveforms from there on (build/guillotine-replay-trace)\n"
    "  --span N          of so many model cycles (default 10000)\n"
    "  --stats FILE.json cycles and speed\n"
    "  --seed N          values at power-on; nothing may depend on them (default 1)\n"
    "\n"
    "exit status: 0 the same run; 1 it diverges; 2 usage error, or no recording for this program\n";

static bool number(const char *name, const char *text, char end_with, uint64_t *value,
                   const char **rest)
{
    char *end = NULL;

    errno = 0;
    *value = strtoull(text, &end, 0);
    if (errno != 0 || end == text || text[0] == '-' || *end != end_with) {
        fprintf(stderr, "error: %s: bad number '%s'\n", name, text);
        return false;
    }
    if (rest != NULL) {
        *rest = end + 1;
    }
    return true;
}

static bool add_memory(struct replay_options *o, const char *text)
{
    uint64_t at;
    uint64_t length;
    const char *rest;

    if (!number("--mem", text, ':', &at, &rest) || !number("--mem", rest, '\0', &length, NULL)) {
        return false;
    }
    if (o->memories == REPLAY_DUMPS) {
        fprintf(stderr, "error: --mem: more than %d\n", REPLAY_DUMPS);
        return false;
    }
    o->memory[o->memories].at = at >= DRAM_BASE ? at - DRAM_BASE : at;
    o->memory[o->memories++].length = length;
    return true;
}

static bool add_guest(struct replay_options *o, const char *path)
{
    if (o->guests == REPLAY_DUMPS) {
        fprintf(stderr, "error: --guest: more than %d\n", REPLAY_DUMPS);
        return false;
    }
    o->guest[o->guests++] = path;
    return true;
}

static bool apply(struct replay_options *o, int id, const char *arg)
{
    switch (id) {
    case OPT_LIST:
        o->list = true;
        return true;
    case OPT_PARTIAL:
        o->partial = true;
        return true;
    case OPT_GUEST:
        return add_guest(o, arg);
    case OPT_UNTIL:
        o->stops = true;
        return number("--until", arg, '\0', &o->until, NULL);
    case OPT_REGS:
        o->regs = true;
        return true;
    case OPT_MEM:
        return add_memory(o, arg);
    case OPT_FST:
        o->fst = arg;
        return true;
    case OPT_SPAN:
        return number("--span", arg, '\0', &o->span, NULL);
    case OPT_STATS:
        o->stats = arg;
        return true;
    case OPT_SEED:
        return number("--seed", arg, '\0', &o->seed, NULL);
    default:
        return false; /* getopt has said why */
    }
}

enum replay_options_result replay_options_parse(struct replay_options *o, int argc, char **argv)
{
    int id;

    *o = (struct replay_options){.seed = 1, .span = 10000};
    while ((id = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (id == OPT_HELP) {
            fputs(help_text, stdout);
            return REPLAY_DONE;
        }
        if (!apply(o, id, optarg)) {
            return REPLAY_BAD;
        }
    }
    if (optind + 1 != argc) {
        fprintf(stderr, "error: give one recording (see --help)\n");
        return REPLAY_BAD;
    }
    o->log = argv[optind];
    return REPLAY_RUN;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shim.h"

enum option_id {
    OPT_HV = 256,
    OPT_GUEST,
    OPT_MODELS,
    OPT_BARE,
    OPT_MAX_CYCLES,
    OPT_TRACE,
    OPT_COMMIT_LOG,
    OPT_UART,
    OPT_STATS,
    OPT_RECORD,
    OPT_SEED,
    OPT_HV_MEM,
    OPT_MODEL_MEM,
    OPT_WEAKEN,
    OPT_TRIPWIRE,
    OPT_FAULT,
    OPT_SECRET,
    OPT_MARK,
    OPT_CHECKPOINT,
    OPT_RESTORE,
    OPT_VERSION,
    OPT_QUIET,
    OPT_HELP,
};

static const struct option long_options[] = {
    {"hv", required_argument, NULL, OPT_HV},
    {"guest", required_argument, NULL, OPT_GUEST},
    {"models", required_argument, NULL, OPT_MODELS},
    {"bare", required_argument, NULL, OPT_BARE},
    {"max-cycles", required_argument, NULL, OPT_MAX_CYCLES},
    {"trace", required_argument, NULL, OPT_TRACE},
    {"commit-log", required_argument, NULL, OPT_COMMIT_LOG},
    {"uart", required_argument, NULL, OPT_UART},
    {"stats", required_argument, NULL, OPT_STATS},
    {"record", required_argument, NULL, OPT_RECORD},
    {"seed", required_argument, NULL, OPT_SEED},
    {"hv-mem", required_argument, NULL, OPT_HV_MEM},
    {"model-mem", required_argument, NULL, OPT_MODEL_MEM},
    {"weaken", required_argument, NULL, OPT_WEAKEN},
    {"tripwire", required_argument, NULL, OPT_TRIPWIRE},
    {"fault", required_argument, NULL, OPT_FAULT},
    {"secret", required_argument, NULL, OPT_SECRET},
    {"mark", required_argument, NULL, OPT_MARK},
    {"checkpoint", required_argument, NULL, OPT_CHECKPOINT},
    {"restore", required_argument, NULL, OPT_RESTORE},
    {"version", no_argument, NULL, OPT_VERSION},
    {"quiet", no_argument, NULL, OPT_QUIET},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

static const char help_text[] =
    "usage: guillotine-sim --hv FILE [--guest [N:]ELF]... [options]\n"
    "       guillotine-sim --bare ELF [options]\n"
    "\n"
    "  --hv FILE          hypervisor: an ELF, or an image made by scripts/mkimage.py\n"
    "  --guest N:ELF      the guest of model N (0 to 3): goes unparsed into place N of the table\n"
    "                     of guests; without N, into the next free place. May be repeated\n"
    "  --models N         machine with N models, 1 to 4 (default: what --guest N: needs)\n"
    "  --bare ELF         the hypervisor core alone runs this from 0x80000000 in M mode\n"
    "  --max-cycles N     stop after N system clock cycles (status 124)\n"
    "  --trace FILE.fst   waveforms (starts the traced build, made on demand)\n"
    "  --commit-log FILE  every retired instruction, as Spike's --log-commits prints it\n"
    "  --uart WHERE       hypervisor UART: - (default), pty, or a file\n"
    "  --stats FILE.json  cycles, speed and exit status\n"
    "  --record FILE      flight recording of model 0, of model N in FILE.N; none: no recording\n"
    "                     (default: run/modelN.flight beside this program, of the run that ended\n"
    "                     last; docs/flight-recorder.md)\n"
    "  --seed N           reset values, secrets and entropy (default 1)\n"
    "  --hv-mem SIZE      hypervisor memory, a power of two, 1M to 256M (default 16M, bare 256M)\n"
    "  --model-mem SIZE   largest region of a model, a power of two, 1M to 128M (default 16M)\n"
    "  --weaken MASK      switch walls off (weaken_t in rtl/soc/soc_pkg.sv)\n"
    "  --tripwire N       raise the tripwire pin in cycle N\n"
    "  --fault NAME@N     break in cycle N: l2-tag, l2-data (parity), address (of a slot),\n"
    "                     contact (opens), weld (stays closed), clock or lock-clock (stops)\n"
    "  --secret TEXT      32 characters hidden in hypervisor memory (default: from the seed)\n"
    "  --mark TEXT        looked for there at the end; found, or the secret said: status 100\n"
    "  --checkpoint FILE  boot, then hold that state and serve it on the socket FILE\n"
    "  --restore FILE     go on from the state held there; hypervisor, guests, memories, seed\n"
    "                     and walls stay those of the holder\n"
    "  --quiet            no progress lines\n"
    "  --version          build identity\n"
    "\n"
    "exit status: 0 pass or clean end; the code of a failing bare program when 3 to 99, else 1;\n"
    "  2 usage or input error; 100 contained violation; 101 hypervisor panic; 102 RTL assertion;\n"
    "  103 level offline or above; 124 cycle limit\n";

static bool number(const char *name, const char *text, uint64_t *value)
{
    char *end = NULL;

    errno = 0;
    *value = strtoull(text, &end, 0);
    if (errno != 0 || end == text || *end != '\0' || text[0] == '-') {
        fprintf(stderr, "error: %s: bad number '%s'\n", name, text);
        return false;
    }
    return true;
}

/* Bytes with an optional K, M or G; must be a power of two between 2^20 and 2^max_log2. */
static bool memory_size(const char *name, const char *text, unsigned max_log2, unsigned *log2)
{
    char *end = NULL;
    uint64_t value;

    errno = 0;
    value = strtoull(text, &end, 0);
    switch (*end) {
    case 'K':
        value <<= 10;
        end++;
        break;
    case 'M':
        value <<= 20;
        end++;
        break;
    case 'G':
        value <<= 30;
        end++;
        break;
    default:
        break;
    }
    for (*log2 = 20; *log2 <= max_log2; (*log2)++) {
        if (errno == 0 && end != text && *end == '\0' && value == (uint64_t)1 << *log2) {
            return true;
        }
    }
    fprintf(stderr, "error: %s: '%s' is no power of two from 1M to %uM\n", name, text,
            1u << (max_log2 - 20));
    return false;
}

static void take_place(struct options *o, unsigned place, const char *path)
{
    o->guest[place] = path;
    o->guests = place >= o->guests ? place + 1 : o->guests;
}

static bool add_guest_of(struct options *o, unsigned long model, const char *path)
{
    if (model >= SOC_MODELS_MAX) {
        fprintf(stderr, "error: --guest: no model %lu, they are 0 to %d\n", model,
                SOC_MODELS_MAX - 1);
        return false;
    }
    if (o->guest[model] != NULL) {
        fprintf(stderr, "error: --guest: a second guest for model %lu\n", model);
        return false;
    }
    take_place(o, (unsigned)model, path);
    return true;
}

/* N:ELF, or ELF, which gets its place when all others are known. */
static bool add_guest(struct options *o, const char *text)
{
    char *end = NULL;
    unsigned long model = strtoul(text, &end, 10);

    if (text[0] >= '0' && text[0] <= '9' && *end == ':') {
        return add_guest_of(o, model, end + 1);
    }
    if (o->num_unplaced == MAX_GUESTS) {
        fprintf(stderr, "error: --guest: more than %d guests\n", MAX_GUESTS);
        return false;
    }
    o->unplaced[o->num_unplaced++] = text;
    return true;
}

/* The models that there must be, and the places of the guests that named none. */
static bool settle_guests(struct options *o)
{
    unsigned place = 0;

    if (o->models != 0 && o->guests > o->models) {
        fprintf(stderr, "error: --guest: a guest for model %u, but --models %u\n", o->guests - 1,
                o->models);
        return false;
    }
    if (o->models == 0) {
        o->models = o->guests > soc_models() ? o->guests : soc_models();
    }
    for (unsigned i = 0; i < o->num_unplaced; i++) {
        while (place < MAX_GUESTS && o->guest[place] != NULL) {
            place++;
        }
        if (place == MAX_GUESTS) {
            fprintf(stderr, "error: --guest: more than %d guests\n", MAX_GUESTS);
            return false;
        }
        take_place(o, place, o->unplaced[i]);
    }
    return true;
}

static bool add_models(struct options *o, const char *text)
{
    uint64_t value = 0;

    if (!number("--models", text, &value)) {
        return false;
    }
    if (value < 1 || value > SOC_MODELS_MAX) {
        fprintf(stderr, "error: --models: %s is not 1 to %d\n", text, SOC_MODELS_MAX);
        return false;
    }
    o->models = (unsigned)value;
    return true;
}

static bool option_apply(struct options *o, int id, const char *arg)
{
    uint64_t value = 0;

    switch (id) {
    case OPT_HV:
        o->hv = arg;
        return true;
    case OPT_BARE:
        o->bare = arg;
        return true;
    case OPT_GUEST:
        return add_guest(o, arg);
    case OPT_MODELS:
        return add_models(o, arg);
    case OPT_MAX_CYCLES:
        return number("--max-cycles", arg, &o->max_cycles);
    case OPT_TRACE:
        o->trace = arg;
        return true;
    case OPT_COMMIT_LOG:
        o->commit_log = arg;
        return true;
    case OPT_UART:
        o->uart = arg;
        return true;
    case OPT_STATS:
        o->stats = arg;
        return true;
    case OPT_RECORD:
        o->record = arg;
        return true;
    case OPT_SEED:
        return number("--seed", arg, &o->seed);
    case OPT_HV_MEM:
        return memory_size("--hv-mem", arg, 28, &o->hv_log2);
    case OPT_MODEL_MEM:
        return memory_size("--model-mem", arg, 27, &o->model_log2);
    case OPT_WEAKEN:
        if (!number("--weaken", arg, &value)) {
            return false;
        }
        o->weaken = (uint32_t)value;
        return true;
    case OPT_TRIPWIRE:
        return number("--tripwire", arg, &o->tripwire);
    case OPT_FAULT:
        if (!fault_parse(arg, &o->fault)) {
            fprintf(stderr, "error: --fault: '%s' is no NAME@CYCLE (see --help)\n", arg);
            return false;
        }
        return true;
    case OPT_SECRET:
        o->secret = arg;
        return true;
    case OPT_MARK:
        o->mark = arg;
        return true;
    case OPT_CHECKPOINT:
        o->checkpoint = arg;
        return true;
    case OPT_RESTORE:
        o->restore = arg;
        return true;
    case OPT_QUIET:
        o->quiet = true;
        return true;
    default:
        return false; /* getopt has said why */
    }
}

static bool consistent(const struct options *o, bool extra)
{
    const char *why = NULL;

    if (extra) {
        why = "an argument that belongs to no option";
    } else if (o->hv != NULL && o->bare != NULL) {
        why = "--hv and --bare are two modes, choose one";
    } else if (o->restore != NULL && (o->hv != NULL || o->bare != NULL || o->checkpoint != NULL)) {
        why = "--restore goes on with what its holder booted";
    } else if (o->restore == NULL && o->hv == NULL && o->bare == NULL) {
        why = "nothing to run: give --hv or --bare (see --help)";
    } else if (o->checkpoint != NULL && o->hv == NULL) {
        why = "--checkpoint needs --hv";
    } else if (o->bare != NULL && o->guests + o->num_unplaced != 0) {
        why = "--guest needs --hv";
    }
    if (why != NULL) {
        fprintf(stderr, "error: %s\n", why);
    }
    return why == NULL;
}

enum options_result options_parse(struct options *options, int argc, char **argv)
{
    int id;

    optind = 0; /* a restored run parses a second time */
    *options = (struct options){.seed = 1, .model_log2 = 24};
    while ((id = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (id == OPT_HELP) {
            fputs(help_text, stdout);
            return OPTIONS_DONE;
        }
        if (id == OPT_VERSION) {
            printf("guillotine-sim %s\n", soc_build_id());
            return OPTIONS_DONE;
        }
        if (!option_apply(options, id, optarg)) {
            return OPTIONS_BAD;
        }
    }
    if (!consistent(options, optind < argc) || !settle_guests(options)) {
        return OPTIONS_BAD;
    }
    if (options->hv_log2 == 0) {
        options->hv_log2 = options->bare != NULL ? 28 : 24;
    }
    return OPTIONS_RUN;
}

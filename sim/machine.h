/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One simulated machine from power-on to its end: the SoC, its DRAM, plant and serial line, and
 * the reasons for which a run ends.
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "elf64.h"
#include "options.h"
#include "plant.h"
#include "probe.h"
#include "secrets.h"
#include "serial.h"
#include "shim.h"

struct machine {
    const struct options *options;
    char **arguments; /* of this process, for messages */
    struct soc *soc;
    struct soc_in in;
    struct soc_out out;
    struct plant plant;
    struct serial serial;
    struct secrets secrets;
    struct elf64_info bare;
    uint32_t guest_table; /* 0: none */
    uint8_t level;        /* last level seen */
    uint64_t cycle;
    uint64_t model_cycles[SOC_MODELS_MAX];
    uint64_t model_exits[SOC_MODELS_MAX];
    uint64_t hv_sleep_cycles;
    struct probe probe;
    double seconds;     /* host time of the run */
    double cpu_seconds; /* processor time of the run */
    enum exit_status status;
    uint16_t code; /* of a bare program or the finisher */
};

/* Loads what the options name; false after one line on standard error. */
bool machine_create(struct machine *machine, const struct options *options);
void machine_run(struct machine *machine);
/* Runs until the hypervisor sleeps for the first time; false when the run ended before. */
bool machine_boot(struct machine *machine);
/* A copy of a booted machine goes on with other options: outputs and limits. */
bool machine_adopt(struct machine *machine, const struct options *options);
void machine_destroy(struct machine *machine);
/* Asks the run to end at the next poll; safe in a signal handler. */
void machine_interrupt(void);
bool machine_interrupted(void);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What containment is judged by. A secret is placed on the far side, in hypervisor memory that no
 * guest may reach; it counts as stolen when it comes out as what a guest said. A mark is known to
 * the guest; it counts as planted when it stands on the far side at the end of the run.
 */
#ifndef SIM_SECRETS_H
#define SIM_SECRETS_H

#include <stdbool.h>
#include <stdint.h>

#define SECRET_LENGTH 32
#define SECRET_LINE   4096

struct secrets {
    bool armed;
    char secret[SECRET_LENGTH + 1];
    const char *mark;           /* NULL: none to look for */
    uint64_t address;           /* of the secret, in hypervisor memory */
    char window[SECRET_LENGTH]; /* the last characters that guests said */
    char line[SECRET_LINE];
    unsigned line_length;
    bool stolen;
};

/* `secret` NULL: drawn from the seed. It goes to the middle of hypervisor memory. */
bool secrets_place(struct secrets *s, const char *secret, const char *mark, uint64_t seed);
/* Every byte of the hypervisor's UART. */
void secrets_watch(struct secrets *s, uint8_t byte);
/* True, with a line on standard error, when the secret came out or the mark went in. */
bool secrets_violated(const struct secrets *s);

#endif

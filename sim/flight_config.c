/* SPDX-License-Identifier: Apache-2.0 */
#include "flight_config.h"

#include <stdio.h>

#include "rtl_digest.h"

void flight_config(const struct flight_machine *machine, uint8_t digest[SHA256_SIZE])
{
    char text[256];
    const int n =
        snprintf(text, sizeof text, "rtl %s models %u model %u memory %u weaken %08x", RTL_DIGEST,
                 machine->models, machine->model, machine->memory_log2, (unsigned)machine->weaken);

    sha256(text, (size_t)n, digest);
}

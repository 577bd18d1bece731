/* SPDX-License-Identifier: Apache-2.0
 *
 * A hypervisor with something to leak, for the leakage laboratory (make HV_INJECT=victim); does
 * nothing in other builds.
 */
#ifndef HV_VICTIM_H
#define HV_VICTIM_H

#include <stdbool.h>
#include <stdint.h>

#include "hv.h"

#ifdef HV_VICTIM
/* A call of the guest to LEAK_EXTENSION; false: no such function. */
bool victim_call(struct vm *vm, uint64_t function, const uint64_t argument[2], uint64_t *value);
#endif

#endif

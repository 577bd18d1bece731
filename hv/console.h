/* SPDX-License-Identifier: Apache-2.0
 *
 * What the registers of the console port (console_regs.c) and its queues (console.c) need of each
 * other.
 */
#ifndef HV_CONSOLE_H
#define HV_CONSOLE_H

#include "hv.h"

enum { CONSOLE_NEEDS_RESET = 0x40 }; /* of the status, virtio 1.2, section 2.1 */

/* The interrupt status, and with it the guest's line. */
void console_interrupt(struct vm *vm, uint32_t interrupt);
/* The driver has put buffers into a queue. */
void console_notify(struct vm *vm, uint64_t queue);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What only the real machine has: page tables, traps, the sandbox's entry. The host build of the
 * tests brings its own platform instead.
 */
#ifndef HV_PLATFORM_H
#define HV_PLATFORM_H

#include <stddef.h>
#include <stdint.h>

#include "boot_info.h"
#include "trap_layout.h"

struct trap_frame {
    uint64_t x[32]; /* x[0] holds the pc */
    uint64_t cause;
    uint64_t tval;
    uint64_t status;
};
_Static_assert(offsetof(struct trap_frame, cause) == FRAME_CAUSE &&
                   offsetof(struct trap_frame, tval) == FRAME_TVAL &&
                   offsetof(struct trap_frame, status) == FRAME_STATUS,
               "trap.S fills the frame by these offsets");

/* Page tables: builds both, switches the hypervisor's on. */
void paging_init(uint64_t dram_size);
uint64_t paging_sandbox_satp(void);
void sandbox_init(void);

/* The watchdog is a timer interrupt; nothing else ever interrupts the hypervisor. */
void watchdog_arm(uint64_t cycles);

/* Entry from the boot ROM, and from trap.S. */
_Noreturn void hv_main(struct boot_info *info);
_Noreturn void trap_panic(const struct trap_frame *frame);

/* trap.S: runs the parser; the scause that ended it. */
uint64_t sandbox_enter(uint64_t parser, const void *policy, const void *in, void *out,
                       uint64_t satp, uint64_t entry, uint64_t stack);
extern const char trap_entry[];

/* Linker script. */
extern char image_start[], text_start[], text_end[], parser_text_start[], parser_text_end[],
    rodata_start[], rodata_end[], parser_rodata_start[], parser_rodata_end[], data_start[],
    data_end[], parser_area_start[], parser_area_end[], parser_stack_start[], parser_stack_end[],
    trampoline_start[], trampoline_end[], trampoline_data[], stack_start[], stack_end[],
    panic_stack_start[], panic_stack_end[], image_end[];

#endif

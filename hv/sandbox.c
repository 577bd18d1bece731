/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a parser in U mode, in its own address space, with a time limit by the timer. Whatever ends
 * the call but its own return is a failure of that parser, not of the hypervisor.
 */
#include "sandbox.h"

#include <string.h>

#include "csr.h"
#include "hv.h"
#include "platform.h"

struct area {
    union parser_input in;
    union parser_output out __attribute__((aligned(16)));
};

static struct area area __attribute__((section(".parser_area"), aligned(4096)));
static size_t used; /* bytes of the output that the last call may have written */

void parser_entry(void);

static size_t output_size(enum parser parser)
{
    switch (parser) {
    case PARSER_ELF:
        return sizeof(struct elf_output);
    case PARSER_VIRTQ:
        return sizeof(struct virtq_output);
    case PARSER_PROMPT:
        return sizeof(struct prompt_output);
    default:
        return sizeof(struct output_output);
    }
}

void sandbox_init(void)
{
    csr_write(CSR_SSCRATCH, (uintptr_t)trampoline_data);
    csr_write(CSR_STVEC, (uintptr_t)trap_entry);
    /* A panic before the first call finds the page tables here as well. */
    *(uint64_t *)(void *)(trampoline_data + SAVE_SATP) = csr_read(CSR_SATP);
    used = sizeof(area.out);
}

union parser_input *sandbox_input(void)
{
    memset(&area.in, 0, sizeof(struct prompt_input)); /* the largest but ELF, which fills its own */
    memset(&area.out, 0, used);
    memset(parser_stack_start, 0, (size_t)(parser_stack_end - parser_stack_start));
    used = 0;
    return &area.in;
}

enum sandbox_result sandbox_run(enum parser parser)
{
    uint64_t cause;

    used = output_size(parser);
    watchdog_arm(policy_get()->machine.parser_cycles);
    cause = sandbox_enter(parser, policy_get(), &area.in, &area.out, paging_sandbox_satp(),
                          (uintptr_t)parser_entry, (uintptr_t)parser_stack_end);
    watchdog_arm(policy_get()->machine.watchdog_cycles);
    if (cause == CAUSE_ECALL_U) {
        return SANDBOX_OK;
    }
    return cause == (CAUSE_INTERRUPT | IRQ_S_TIMER) ? SANDBOX_TIMEOUT : SANDBOX_FAULT;
}

const union parser_output *sandbox_output(void)
{
    return &area.out;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Not an attack: the guest that was here before one. It keeps the line it is given everywhere it
 * can (memory, caches, registers, queues) and does not read the next ones.
 */
#include "attack.h"

#include <string.h>

static void keep_in_registers(const uint64_t *w)
{
    __asm__ volatile("ld s2, 0(%0)\nld s3, 8(%0)\nld s4, 16(%0)\nld s5, 24(%0)\n"
                     "ld t3, 0(%0)\nld t4, 8(%0)\nld t5, 16(%0)\nld t6, 24(%0)\n"
                     ".option push\n.option arch, +zicsr\ncsrw sscratch, t3\ncsrw sepc, t4\n"
                     "csrw stval, t5\n.option pop\n1: wfi\nj 1b" ::"r"(w)
                     : "s2", "s3", "s4", "s5", "t3", "t4", "t5", "t6", "memory");
}

void guest_main(void)
{
    static char line[CONSOLE_LINE];
    uint64_t words[4] = {0};
    size_t length;

    say("ready\n");
    length = console_read_line(line, sizeof(line));
    if (length < sizeof(words)) {
        return;
    }
    memcpy(words, line, sizeof(words));
    for (uint64_t a = (uint64_t)guest_end; a + 32 <= machine.memory_base + machine.memory_size;
         a += 32) {
        memcpy((void *)a, words, sizeof(words));
    }
    say("kept\n");
    keep_in_registers(words);
}

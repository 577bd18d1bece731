/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: find what the guest before this one left in memory, caches and registers. It does not know
 * what to look for: it reports words that look like text.
 */
#include "attack.h"

#include <string.h>

enum { REPORTS = 8 };

static bool looks_like_text(uint64_t word)
{
    for (unsigned i = 0; i < 8; i++) {
        const uint8_t c = (uint8_t)(word >> (8 * i));

        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
            return false;
        }
    }
    return true;
}

static void search_registers(void)
{
    uint64_t nonzero = 0;

    for (unsigned i = 1; i < 32; i++) {
        const uint64_t word = guest_entry_registers[i];

        nonzero += word != 0;
        if (looks_like_text(word)) {
            say_loot(&word, sizeof(word));
        }
    }
    say_attempt("registers-not-zero", nonzero);
}

static void search_csrs(void)
{
    const uint64_t words[] = {csr_read(sscratch), csr_read(sepc), csr_read(stval),
                              csr_read(scause)};

    for (unsigned i = 0; i < 4; i++) {
        if (looks_like_text(words[i])) {
            say_loot(&words[i], sizeof(words[i]));
        }
    }
    say_attempt("csrs", words[0]);
}

static void search_memory(void)
{
    const uint64_t to = machine.memory_base + machine.memory_size;
    uint64_t nonzero = 0;
    unsigned reports = 0;

    for (uint64_t a = (uint64_t)guest_end; a + 8 <= to; a += 8) {
        const uint64_t word = *(const volatile uint64_t *)a;

        nonzero += word != 0;
        if (reports < REPORTS && looks_like_text(word)) {
            reports++;
            say_loot(&word, sizeof(word));
        }
    }
    say_attempt("memory-not-zero", nonzero);
}

void guest_main(void)
{
    struct orders orders;

    search_registers();
    search_csrs();
    search_memory();
    orders_read(&orders);
}

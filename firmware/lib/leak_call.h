/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What guests of the leakage laboratory ask of a hypervisor that was built with HV_INJECT=victim.
 * No other build answers. Those that take a0, the number of symbols, a power of two, draw the next
 * symbol of a secret sequence, which the caller never sees unless it is told, and act on it as a
 * careless hypervisor would.
 */
#ifndef LEAK_CALL_H
#define LEAK_CALL_H

#define LEAK_EXTENSION 0x0a00004cu

enum leak_function {
    LEAK_TELL,              /* answers the symbol, to a guest that sends */
    LEAK_TABLE,             /* reads the line of a table that the symbol selects */
    LEAK_ROW,               /* reads memory in the bank that the symbol selects */
    LEAK_WORK,              /* works for a time that the symbol selects */
    LEAK_BURST,             /* once the model runs again: misses its caches, or does not */
    LEAK_FREEZE,            /* once the model runs again: freezes and inspects it, or does not */
    LEAK_NEXT,              /* nothing: the symbol is for who asks with LEAK_ASK */
    LEAK_DRAWS,             /* those below draw nothing */
    LEAK_MEET = LEAK_DRAWS, /* answers when the models of two domains have both asked */
    LEAK_TICKS,  /* as LEAK_MEET; then model 0 gets an empty line every a0 cycles of the hypervisor:
                    people's or the network's time */
    LEAK_ASK,    /* answers the symbol drawn last */
    LEAK_REPORT, /* prints a1 32-bit observations from address a0, past output's sanitizer and pace
                  */
    LEAK_FUNCTIONS
};

/* Set of a cache of 512 sets of 32-byte lines that symbol s of LEAK_TABLE falls into. */
#define LEAK_LINE_BYTES   32u
#define LEAK_WAY_BYTES    16384u
#define LEAK_TABLE_SET(s) (300u + 48u * (s))
/* Bank of LEAK_ROW: 2 KiB of each 16 KiB. */
#define LEAK_BANK_BYTES 2048u

#endif

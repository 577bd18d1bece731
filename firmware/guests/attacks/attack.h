/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the attack guests share. An attack knows everything about the machine except whether it got
 * anywhere: it says what it tried and what came back, and the harness, which hid the secrets,
 * judges.
 *
 *   attempt NAME VALUE [fault CAUSE]   an access was tried; what it returned, how it ended
 *   loot BYTES                         something that may be what was looked for
 *   send TEXT                          people are asked to type this
 */
#ifndef ATTACK_H
#define ATTACK_H

#include "guest.h"

#define MARK_BYTES   16
#define SECRET_BYTES 32

/* First line from the console: mark=16 characters at=hexadecimal address. */
struct orders {
    char mark[MARK_BYTES]; /* to be left on the far side */
    uint64_t target;       /* physical address on the far side: the secret, and 64 bytes on, room */
};

void orders_read(struct orders *orders);
/* Bytes as they are where they are printable, else as hexadecimal digits. */
void say_loot(const void *bytes, size_t length);
/* Reads through `load`, 8 bytes at a time, and prints what came back. */
void steal(const char *name, uint64_t address);
/* Writes the mark, 8 bytes at a time. */
void deface(const char *name, uint64_t address, const char *mark);
uint64_t mark_word(const char *mark, unsigned index);

/* Asks people to type `text` (`send TEXT`) while the first `length` bytes of the receive buffer lie
 * at `address`; false when that cost the port, which is then started again. */
bool receive_at(const char *name, uint64_t address, uint32_t length, const char *text);
/* The same with the ring in which the device says what it has received. */
bool receive_ring_at(const char *name, uint64_t address);

/* A few instructions that return the 16 bytes behind them in a0 and a1, for any address. */
#define SHELLCODE_WORDS 8
void shellcode_make(uint32_t code[SHELLCODE_WORDS], const char *mark);
struct pair {
    uint64_t low;
    uint64_t high;
};
/* Calls code at that address, prints what it returned as loot, or the fault. */
void shellcode_run(const char *name, const void *code);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Table of guests: one page in hypervisor memory (sysinfo.guest_table), placed by the harness or by
 * the board's boot region. Entries point at ELF files as they are on disk; only the hypervisor
 * parses them. Everything in it is untrusted.
 */
#ifndef LIB_GUEST_TABLE_H
#define LIB_GUEST_TABLE_H

#include <stdint.h>

#define GUEST_TABLE_MAGIC   0x4241545453455547ull /* "GUESTTAB" */
#define GUEST_TABLE_VERSION 1u
#define GUEST_TABLE_MAX     32u

struct guest_table_entry {
    uint64_t address; /* physical, hypervisor memory; 0: nothing in this place */
    uint64_t length;  /* bytes */
};

struct guest_table {
    uint64_t magic;
    uint32_t version;
    uint32_t count;
    struct guest_table_entry entry[GUEST_TABLE_MAX];
};

#endif

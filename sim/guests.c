/* SPDX-License-Identifier: Apache-2.0 */
#include "guests.h"

#include <stdio.h>
#include <stdlib.h>

#include "dram.h"
#include "elf64.h"
#include "guest_table.h"

#define PAGE 4096u

static uint64_t page_up(uint64_t address)
{
    return (address + PAGE - 1) & ~(uint64_t)(PAGE - 1);
}

static bool place(const char *path, uint64_t *at, struct guest_table_entry *entry)
{
    struct file_bytes file;
    bool ok;

    if (!file_read(path, &file)) {
        return false;
    }
    *entry = (struct guest_table_entry){.address = *at, .length = file.size};
    ok = dram_write(0, *at, file.data, file.size);
    if (!ok) {
        fprintf(stderr, "error: %s: no room in hypervisor memory, see --hv-mem\n", path);
    }
    *at = page_up(*at + file.size);
    free(file.data);
    return ok;
}

bool guests_place(const struct options *options, uint64_t from, uint32_t *table)
{
    struct guest_table t = {.magic = GUEST_TABLE_MAGIC, .version = GUEST_TABLE_VERSION};
    uint64_t base = page_up(from);
    uint64_t at = page_up(base + sizeof t);

    *table = 0;
    if (options->guests == 0) {
        return true;
    }
    for (unsigned i = 0; i < options->guests; i++) {
        if (options->guest[i] != NULL && !place(options->guest[i], &at, &t.entry[i])) {
            return false;
        }
    }
    t.count = options->guests;
    *table = (uint32_t)base;
    return dram_write(0, base, &t, sizeof t);
}

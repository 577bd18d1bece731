/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of guests, which lies in memory as the harness (later the SD card's boot region) left
 * it. Nothing in it is trusted, and the files themselves are opaque here.
 */
#include <string.h>

#include "guest_table.h"
#include "hv.h"

static uint64_t table_address(void)
{
    return sysinfo_read(SOC_SYSINFO_GUEST_TABLE);
}

static const struct guest_table *table(void)
{
    const uint64_t address = table_address();
    const struct guest_table *t = (address & 7) == 0 ? hv_memory(address, sizeof(*t)) : NULL;

    if (address == 0 || t == NULL || t->magic != GUEST_TABLE_MAGIC ||
        t->version != GUEST_TABLE_VERSION || t->count > GUEST_TABLE_MAX) {
        return NULL;
    }
    return t;
}

unsigned guest_table_count(void)
{
    const struct guest_table *t = table();

    return t == NULL ? 0 : t->count;
}

bool guest_table_holds(unsigned index)
{
    const struct guest_table *t = table();

    return t != NULL && index < t->count && t->entry[index].address != 0;
}

bool guest_table_get(unsigned index, struct guest_table_entry *file)
{
    const struct guest_table *t = table();

    if (t == NULL || index >= t->count) {
        return false;
    }
    *file = t->entry[index];
    return file->length > 0 && hv_memory(file->address, file->length) != NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "dram.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "svdpi.h"

#define LINE_BYTES 32u

struct region {
    uint8_t *bytes;
    size_t size;
};

static struct region regions[DRAM_DOMAINS];

bool dram_create(unsigned domain, unsigned log2)
{
    size_t size = (size_t)1 << log2;
    void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (bytes == MAP_FAILED) {
        return false;
    }
    regions[domain] = (struct region){.bytes = bytes, .size = size};
    return true;
}

void dram_destroy(void)
{
    for (unsigned d = 0; d < DRAM_DOMAINS; d++) {
        if (regions[d].bytes != NULL) {
            munmap(regions[d].bytes, regions[d].size);
        }
        regions[d] = (struct region){0};
    }
}

size_t dram_size(unsigned domain)
{
    return regions[domain].size;
}

const uint8_t *dram_bytes(unsigned domain)
{
    return regions[domain].bytes;
}

static uint8_t *dram_at(unsigned domain, uint64_t address, size_t length)
{
    const struct region *r = &regions[domain];
    uint64_t offset = address - DRAM_BASE;

    if (address < DRAM_BASE || offset > r->size || length > r->size - offset) {
        return NULL;
    }
    return r->bytes + offset;
}

bool dram_write(unsigned domain, uint64_t address, const void *data, size_t length)
{
    uint8_t *to = dram_at(domain, address, length);

    if (to == NULL) {
        return false;
    }
    memcpy(to, data, length);
    return true;
}

bool dram_read(unsigned domain, uint64_t address, void *data, size_t length)
{
    const uint8_t *from = dram_at(domain, address, length);

    if (from == NULL) {
        return false;
    }
    memcpy(data, from, length);
    return true;
}

/* An access outside a region would be an RTL defect: the controller checks before the slot. */
static uint8_t *line_at(int domain, int line)
{
    size_t offset = (size_t)(unsigned)line * LINE_BYTES;

    if (domain < 0 || domain >= DRAM_DOMAINS || offset >= regions[domain].size) {
        fprintf(stderr, "fatal: DRAM slot outside domain %d: line 0x%x\n", domain, (unsigned)line);
        exit(102);
    }
    return regions[domain].bytes + offset;
}

/* DPI: rtl/mem/mem_sim.sv. */
void sim_dram_read(int domain, int line, svBitVecVal *data);
void sim_dram_write(int domain, int line, const svBitVecVal *data);
void sim_dram_scrub(int domain, int line, int lines);

void sim_dram_read(int domain, int line, svBitVecVal *data)
{
    memcpy(data, line_at(domain, line), LINE_BYTES);
}

void sim_dram_write(int domain, int line, const svBitVecVal *data)
{
    memcpy(line_at(domain, line), data, LINE_BYTES);
}

void sim_dram_scrub(int domain, int line, int lines)
{
    uint8_t *from = line_at(domain, line);
    size_t length = (size_t)(unsigned)lines * LINE_BYTES;
    size_t room = regions[domain].size - (size_t)(unsigned)line * LINE_BYTES;

    memset(from, 0, length < room ? length : room);
}

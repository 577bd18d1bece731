/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: lower the isolation level, by writing to the interlock and the management block where the
 * hypervisor has them. Reads first, as anyone would.
 */
#include "attack.h"

enum { STANDARD = 0 };
#define MGMT      0x20000000ull
#define INTERLOCK 0x20200000ull
#define SYSINFO   0x20300000ull

static void try_load(const char *name, uint64_t address)
{
    struct guest_fault fault;
    uint64_t value;

    (void)probe_load(address, 8, &value, &fault);
    say_outcome(name, &fault);
}

static void try_store(const char *name, uint64_t address, uint64_t value)
{
    struct guest_fault fault;

    (void)probe_store(address, 8, value, &fault);
    fault.value = value;
    say_outcome(name, &fault);
}

void guest_main(void)
{
    struct orders orders;

    orders_read(&orders);
    try_store("interlock-request", INTERLOCK + 0x08, STANDARD);
    try_load("interlock-status", INTERLOCK);
    try_load("interlock-challenge", INTERLOCK + 0x18);
    try_load("sysinfo-seed", SYSINFO + 0x20);
    try_load("management-status", MGMT + 0x08);
    try_load("management-cycle", MGMT + 0x50);
    try_store("management-throttle", MGMT + 0x68, 0);
    try_store("interlock-request", INTERLOCK + 0x08, STANDARD);
}

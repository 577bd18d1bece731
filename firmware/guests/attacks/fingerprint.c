/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: recognise the machine. A digest of everything that can be read, memory and time included,
 * taken before any input; it is the same wherever and whenever the guest runs, or there is
 * something to tell two machines apart by.
 */
#include "attack.h"
#include "virtio.h"

static uint64_t digest = 0xcbf29ce484222325ull;

static void mix(uint64_t value)
{
    digest = (digest ^ value) * 0x100000001b3ull;
    digest ^= digest >> 29;
}

/* The digest so far: where two of them part tells what differed. */
static void section(const char *name)
{
    say_attempt(name, digest);
}

static void read_times(void)
{
    mix(csr_read(cycle));
    mix(csr_read(instret));
    mix(csr_read(time));
    section("times");
}

static void read_csrs(void)
{
    mix(csr_read(sstatus));
    mix(csr_read(sie));
    mix(csr_read(sip));
    mix(csr_read(scounteren));
    mix(csr_read(senvcfg));
    mix(csr_read(sscratch));
    mix(csr_read(sepc));
    mix(csr_read(scause));
    mix(csr_read(stval));
    mix(csr_read(satp));
    mix(machine.hart);
    for (unsigned i = 1; i < 32; i++) {
        mix(guest_entry_registers[i]);
    }
    section("csrs");
}

/* Each call's answer, and how long it took. */
static void read_sbi(void)
{
    for (uint64_t f = 0; f < 8; f++) {
        const uint64_t before = csr_read(cycle);
        const struct sbi_result r = sbi_call(SBI_BASE, f, SBI_TIME, 0, 0);

        mix(csr_read(cycle) - before);
        mix((uint64_t)r.error);
        mix(r.value);
    }
    section("sbi");
}

static void read_virtio(void)
{
    for (uint64_t offset = 0; machine.console != 0 && offset < 0x10c; offset += 4) {
        const uint64_t before = csr_read(cycle);

        mix(virtio_read(offset));
        mix(csr_read(cycle) - before);
    }
    section("virtio");
}

static void read_dtb(void)
{
    for (uint32_t i = 0; i < dtb_size(machine.dtb); i++) {
        mix(machine.dtb[i]);
    }
    section("device-tree");
}

/* Three passes over the same lines: what the caches and predictors remember shows as time. */
static void read_memory(void)
{
    const uint64_t from = (uint64_t)guest_end;
    const uint64_t to = machine.memory_base + machine.memory_size;
    const uint64_t before = csr_read(cycle);

    for (unsigned pass = 0; pass < 3; pass++) {
        for (uint64_t a = from; a < to; a += pass == 0 ? 8 : 4096) {
            mix(*(const volatile uint64_t *)a);
        }
        mix(csr_read(cycle) - before);
    }
    section("memory");
}

void guest_main(void)
{
    struct orders orders;

    read_times();
    read_csrs();
    read_sbi();
    read_virtio();
    read_dtb();
    read_memory();
    read_times();
    say("digest ");
    say_hex(digest);
    say("\n");
    orders_read(&orders);
}

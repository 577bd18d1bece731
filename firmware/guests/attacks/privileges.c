/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: get at the hypervisor through its own services: every SBI call that has a name, with
 * pointers into forbidden memory where it takes one, and every CSR, read and written.
 */
#include "attack.h"

#define CSRS 4096

/* One stub of 8 bytes for each CSR number; reading, and writing back what was read. */
__asm__(".text\n.option push\n.option norvc\n.option arch, +zicsr\n.balign 8\n"
        "csr_readers:\n.set n, 0\n.rept 4096\ncsrrs a0, n, zero\nret\n.set n, n + 1\n.endr\n"
        "csr_writers:\n.set n, 0\n.rept 4096\ncsrrw a0, n, a0\nret\n.set n, n + 1\n.endr\n"
        ".option pop\n");
extern const uint8_t csr_readers[], csr_writers[];

static uint64_t run_stub(uint64_t stub, uint64_t argument)
{
    uint64_t (*f)(uint64_t) = (uint64_t(*)(uint64_t))(uintptr_t)stub;

    return f(argument);
}

/* Where these exist (not on the captive core) they would end the walk. */
static bool stops_hart(uint32_t extension)
{
    return (extension == 0x48534d || extension == 0x53555350) && sbi_has(extension);
}

static void walk_sbi(const struct orders *o)
{
    static const uint32_t extensions[] = {
        0,          1,          2,          3,        4,          5,          6,
        7,          SBI_BASE,   SBI_TIME,   0x735049, 0x52464e43, 0x48534d,   0x504d55,
        0x53555350, 0x43505043, 0x4e41434c, 0x535441, 0x46574654, 0x4d505859, 0x0a000000};
    const uint64_t pointer = machine.plic ? 0 : o->target; /* OpenSBI 1.1 would die of it */
    uint64_t answered = 0;

    for (unsigned e = 0; e < sizeof(extensions) / sizeof(extensions[0]); e++) {
        if (stops_hart(extensions[e])) {
            continue;
        }
        for (uint64_t f = 0; f < 8; f++) {
            answered +=
                sbi_call(extensions[e], f, extensions[e] == SBI_TIME ? ~0ull : pointer, pointer, 0)
                    .error == 0;
        }
    }
    say_attempt("sbi-walk", answered);
}

/* Ask the debug console to print what we may not read, and to write where we may not write. */
static void confused_console(const struct orders *o)
{
    struct sbi_result r = sbi_call(SBI_DBCN, 0, SECRET_BYTES, o->target, 0);

    say("\n");
    say_attempt("dbcn-write-from-target", r.error == 0 ? r.value : 0);
    r = sbi_call(SBI_DBCN, 0, SECRET_BYTES, o->target, 1);
    say_attempt("dbcn-write-high-address", r.error == 0 ? r.value : 0);
    r = sbi_call(SBI_DBCN, 1, SECRET_BYTES, o->target + 64, 0);
    say_attempt("dbcn-read-to-target", r.error == 0 ? r.value : 0);
}

/* Some change what runs here: stvec, satp and what the guest itself lives on stay. */
static bool leave_alone(unsigned csr)
{
    return csr == 0x100 || csr == 0x105 || csr == 0x180;
}

static void walk_csrs(void)
{
    uint64_t readable = 0, writable = 0, refused = 0;
    struct guest_fault fault;

    for (unsigned csr = 0; csr < CSRS; csr++) {
        if (!guest_try(run_stub, (uint64_t)csr_readers + 8 * csr, 0, &fault)) {
            refused++;
            continue;
        }
        readable++;
        if (!leave_alone(csr) &&
            guest_try(run_stub, (uint64_t)csr_writers + 8 * csr, fault.value, &fault)) {
            writable++;
        }
    }
    say_attempt("csr-readable", readable);
    say_attempt("csr-writable", writable);
    say_attempt("csr-refused", refused);
}

void guest_main(void)
{
    struct orders orders;

    orders_read(&orders);
    confused_console(&orders);
    walk_sbi(&orders);
    walk_csrs();
}

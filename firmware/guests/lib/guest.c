/* SPDX-License-Identifier: Apache-2.0 */
/* Start and end of a guest, SBI calls, and accesses that may fault. */
#include "guest.h"

struct machine machine;

void guest_start(uint64_t hart, const uint8_t *dtb); /* called by start.S */
_Noreturn void guest_unexpected(uint64_t cause, uint64_t pc, uint64_t tval);

struct sbi_result sbi_call(uint64_t extension, uint64_t function, uint64_t arg0, uint64_t arg1,
                           uint64_t arg2)
{
    register uint64_t a0 __asm__("a0") = arg0;
    register uint64_t a1 __asm__("a1") = arg1;
    register uint64_t a2 __asm__("a2") = arg2;
    register uint64_t a6 __asm__("a6") = function;
    register uint64_t a7 __asm__("a7") = extension;

    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
    return (struct sbi_result){.error = (int64_t)a0, .value = a1};
}

bool sbi_has(uint64_t extension)
{
    const struct sbi_result r = sbi_call(SBI_BASE, 3, extension, 0, 0);

    return r.error == 0 && r.value != 0;
}

_Noreturn void guest_exit(uint32_t code)
{
    say_flush();
    (void)sbi_call(SBI_SRST, 0, 0, code != 0 ? 1 : 0, 0);
    for (;;) {
        __asm__ volatile("wfi");
    }
}

void guest_start(uint64_t hart, const uint8_t *dtb)
{
    machine = (struct machine){.hart = hart, .dtb = dtb};
    dtb_read(dtb, &machine);
    (void)console_open();
    guest_main();
    guest_exit(0);
}

_Noreturn void guest_unexpected(uint64_t cause, uint64_t pc, uint64_t tval)
{
    say("fault cause ");
    say_hex(cause);
    say(" pc ");
    say_hex(pc);
    say(" tval ");
    say_hex(tval);
    say("\n");
    guest_exit(1);
}

static uint64_t load(uint64_t address, uint64_t size)
{
    switch (size) {
    case 1:
        return *(volatile uint8_t *)address;
    case 2:
        return *(volatile uint16_t *)address;
    case 4:
        return *(volatile uint32_t *)address;
    default:
        return *(volatile uint64_t *)address;
    }
}

struct store {
    uint64_t value;
    unsigned size;
};

static uint64_t store(uint64_t address, uint64_t argument)
{
    const struct store *s = (const struct store *)argument;

    switch (s->size) {
    case 1:
        *(volatile uint8_t *)address = (uint8_t)s->value;
        break;
    case 2:
        *(volatile uint16_t *)address = (uint16_t)s->value;
        break;
    case 4:
        *(volatile uint32_t *)address = (uint32_t)s->value;
        break;
    default:
        *(volatile uint64_t *)address = s->value;
        break;
    }
    return 0;
}

bool probe_load(uint64_t address, unsigned size, uint64_t *value, struct guest_fault *fault)
{
    const bool ok = guest_try(load, address, size, fault);

    *value = fault->value;
    return ok;
}

bool probe_store(uint64_t address, unsigned size, uint64_t value, struct guest_fault *fault)
{
    const struct store s = {.value = value, .size = size};

    return guest_try(store, address, (uint64_t)&s, fault);
}

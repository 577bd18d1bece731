/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every guest has: a console, the SBI, the device tree, and a way to do what may fault. The
 * same source runs on the captive core and on QEMU's virt machine under OpenSBI.
 */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each guest brings this one; when it returns, the guest shuts down. */
void guest_main(void);

/* ---------------------------------------------------------------- machine */
struct machine {
    uint64_t hart;
    const uint8_t *dtb;
    uint64_t memory_base;
    uint64_t memory_size;
    uint64_t console; /* registers of the virtio console, 0: none */
    bool plic;        /* there is an interrupt controller: not the captive core */
    const char *bootargs;
};
extern struct machine machine;
extern uint64_t guest_entry_registers[32];
extern uint8_t guest_text_end[], guest_end[];

void dtb_read(const uint8_t *dtb, struct machine *machine);
uint32_t dtb_size(const uint8_t *dtb);

/* ---------------------------------------------------------------- traps */
struct guest_fault {
    uint64_t cause; /* 0 with pc 0: none */
    uint64_t pc;
    uint64_t tval;
    uint64_t value; /* what the function returned */
};
bool guest_try(uint64_t (*f)(uint64_t, uint64_t), uint64_t a, uint64_t b, struct guest_fault *out);
/* A load or store of 1, 2, 4 or 8 bytes that may fault. */
bool probe_load(uint64_t address, unsigned size, uint64_t *value, struct guest_fault *fault);
bool probe_store(uint64_t address, unsigned size, uint64_t value, struct guest_fault *fault);

/* ---------------------------------------------------------------- SBI */
struct sbi_result {
    int64_t error;
    uint64_t value;
};
struct sbi_result sbi_call(uint64_t extension, uint64_t function, uint64_t a0, uint64_t a1,
                           uint64_t a2);
bool sbi_has(uint64_t extension);
_Noreturn void guest_exit(uint32_t code);
#define SBI_BASE 0x10u
#define SBI_TIME 0x54494d45u
#define SBI_DBCN 0x4442434eu
#define SBI_SRST 0x53525354u

/* ---------------------------------------------------------------- CSRs */
#define csr_read(name)                                                                             \
    ({                                                                                             \
        uint64_t csr_value_;                                                                       \
        __asm__ volatile(".option push\n.option arch, +zicsr\ncsrr %0, " #name "\n.option pop"     \
                         : "=r"(csr_value_)::"memory");                                            \
        csr_value_;                                                                                \
    })
#define csr_write(name, value)                                                                     \
    __asm__ volatile(".option push\n.option arch, +zicsr\ncsrw " #name                             \
                     ", %0\n.option pop" ::"r"((uint64_t)(value))                                  \
                     : "memory")

/* ---------------------------------------------------------------- console */
#define CONSOLE_LINE 512

bool console_open(void);
void console_write(const void *bytes, size_t length);
/* One line without its end; waits for it. Longer lines are cut. */
size_t console_read_line(char *line, size_t capacity);

/* ---------------------------------------------------------------- text, flushed at line ends */
void say(const char *text);
void say_bytes(const void *bytes, size_t length);
void say_hex(uint64_t value);
void say_number(uint64_t value);
void say_flush(void);
/* `attempt NAME hex`: what was tried and what came back. */
void say_attempt(const char *name, uint64_t value);
/* As above, with the fault that ended it, if any. */
void say_outcome(const char *name, const struct guest_fault *fault);

#endif

// SPDX-License-Identifier: Apache-2.0
//
// A guest that keeps every part of its domain busy: stores over more than its share of the L2, a
// chase over more pages than the TLB holds, divides, atomics, misaligned accesses, idling. Each
// turn starts elsewhere, so that a random frame boundary finds any of them under way.
#include <stdint.h>

#define HEAP       0x80040000ul /* up to the second-stage tables, which are not mapped */
#define CHASE_AT   0x80040000ul
#define CHASE_SIZE 140u /* pages */
#define SWEEP_AT   0x800d0000ul
#define SWEEP_SIZE 0x28000ul
#define TURNS      40u

uint64_t ecall2(uint64_t value);
uint64_t guest_main(void);
extern uint64_t interrupts;

static uint64_t mix(uint64_t x)
{
    x ^= x >> 29;
    x *= 0xbf58476d1ce4e5b9ull;
    return x ^ x >> 32;
}

static volatile uint64_t *chase_slot(unsigned page)
{
    return (volatile uint64_t *)(CHASE_AT + page * 4096ul + (page * 40u & 0xff8u));
}

static uint64_t chase(uint64_t from, unsigned steps)
{
    unsigned page = (unsigned)(from % CHASE_SIZE);

    while (steps-- > 0) {
        volatile uint64_t *slot = chase_slot(page);
        const uint64_t seen = *slot;

        if ((steps & 3) == 0) {
            *slot = seen + 1;
        }
        page = (unsigned)((page + 61 + (seen & 1)) % CHASE_SIZE);
    }
    return page;
}

/* Every second line is stored to: victims are dirty, and loads meet stores that still wait. */
static uint64_t sweep(uint64_t offset, unsigned lines)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < lines; i++) {
        volatile uint64_t *line =
            (volatile uint64_t *)(SWEEP_AT + (offset + i * 32ul) % SWEEP_SIZE);

        line[0] = sum + i;
        line[2] = offset;
        sum += line[1] + line[0];
    }
    return sum;
}

static uint64_t divide(uint64_t x, unsigned count)
{
    uint64_t sum = x;

    while (count-- > 0) {
        sum += (x | 1ull << 63) / (sum >> 40 | 3);
        sum ^= (uint64_t)((int64_t)x % (int64_t)(count + 7));
        sum += (uint32_t)x / (uint32_t)(sum | 1);
    }
    return sum;
}

static uint64_t atomics(uint64_t x, unsigned count)
{
    uint64_t old, sum = 0;

    for (unsigned i = 0; i < count; i++) {
        volatile uint64_t *word =
            (volatile uint64_t *)(SWEEP_AT + (x + i * 0x2208ul) % SWEEP_SIZE / 8 * 8);

        __asm__ volatile("amoadd.d %0, %2, %1" : "=r"(old), "+A"(*word) : "r"(x) : "memory");
        sum += old;
        __asm__ volatile("amoswap.w %0, %2, %1" : "=r"(old), "+A"(*word) : "r"(i) : "memory");
        sum += old;
        __asm__ volatile("1: lr.d %0, %1\n  add %0, %0, %2\n  sc.d t0, %0, %1\n  bnez t0, 1b"
                         : "=&r"(old), "+A"(*word)
                         : "r"(sum)
                         : "memory", "t0");
    }
    return sum;
}

/* Across doublewords, lines and pages, loads and stores close together. */
static uint64_t misaligned(uint64_t x, unsigned count)
{
    uint64_t sum = 0, value;

    for (unsigned i = 0; i < count; i++) {
        static const uint16_t places[] = {0x5, 0x1d, 0xffc, 0x3fb, 0xff9, 0x26};
        const uint64_t at = CHASE_AT + x % 64 * 4096 + places[i % 6] + i / 6 * 64;

        __asm__ volatile("sd %1, 0(%2)\n  ld %0, 1(%2)\n  sw %0, -2(%2)\n  lw %1, 0(%2)"
                         : "=&r"(value), "+r"(sum)
                         : "r"(at)
                         : "memory");
        sum += value + i;
    }
    return sum;
}

static void idle(uint64_t ticks)
{
    __asm__ volatile(".option push\n.option arch, +zicsr\n"
                     "csrci sstatus, 2\n"
                     "csrr t0, time\n"
                     "add t0, t0, %0\n"
                     "csrw 0x14d, t0\n"
                     "wfi\n"
                     "csrsi sstatus, 2\n"
                     ".option pop"
                     :
                     : "r"(ticks)
                     : "t0", "memory");
}

uint64_t guest_main(void)
{
    uint64_t x = 0x9e3779b97f4a7c15ull, sum = 0;

    for (unsigned turn = 0; turn < TURNS; turn++) {
        x = mix(x + turn);
        sum += sweep(x % SWEEP_SIZE / 32 * 32, 40);
        sum += divide(x, 3);
        idle(20 + x % 50);
        sum += chase(x, 12);
        sum += misaligned(x, 9);
        idle(1 + x % 300);
        sum += atomics(x, 5);
        sum += divide(sum, 2);
        idle(5 + x % 9);
        if (turn % 4 == 3) {
            sum += ecall2(sum);
        }
    }
    return sum + interrupts;
}

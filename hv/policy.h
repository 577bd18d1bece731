/* SPDX-License-Identifier: Apache-2.0
 *
 * The policy blob: what scripts/mkpolicy.py makes of policy/ *.toml. The layout has no padding, so
 * that its bytes are the same everywhere and their SHA-256 is the policy's identity in the log.
 * mkpolicy.py packs the same fields in the same order.
 */
#ifndef HV_POLICY_H
#define HV_POLICY_H

#include <stdint.h>

#define POLICY_MAGIC        0x594c4f50u /* "POLY" */
#define POLICY_VERSION      2u
#define POLICY_MAX_PATTERNS 32
#define POLICY_MAX_RULES    48
#define POLICY_MODELS       4  /* each has limits of its own */
#define PATTERN_MAX         56 /* bytes of a denied phrase */

enum pattern_where { PATTERN_INPUT = 1, PATTERN_OUTPUT = 2 };

struct policy_pattern {
    uint32_t length;
    uint32_t where;             /* enum pattern_where, or-ed */
    uint8_t bytes[PATTERN_MAX]; /* ASCII lower case; matches without regard to ASCII case */
};

struct policy_rule {
    uint32_t detector;  /* enum detector */
    uint32_t threshold; /* reports by one guest from which on the rule holds */
    uint32_t level;     /* isolation level to raise to; 0: none */
    uint32_t end;       /* 1: the guest ends */
};

struct policy_machine {
    uint64_t watchdog_cycles; /* hypervisor cycles between two turns of the main loop */
    uint64_t parser_cycles;   /* hypervisor cycles for one call of a parser */
};

/* Of one model, and of the people who speak to it. */
struct policy_limits {
    uint64_t budget_cycles;   /* model cycles from one input to the next exit into idleness */
    uint64_t quantum_cycles;  /* input is delivered at multiples of this, in cycles run */
    uint64_t prompt_bytes;    /* longest prompt */
    uint64_t prompt_burst;    /* prompts at once */
    uint64_t prompt_interval; /* hypervisor cycles for one more */
    uint64_t egress_burst;    /* bytes at once */
    uint64_t egress_interval; /* hypervisor cycles per byte */
    uint64_t throttle_period; /* model frames per exit token */
    uint64_t throttle_burst;  /* exit tokens at most */
    uint64_t flood_exits;     /* exits in one quantum that count as a flood */
};

struct policy {
    uint32_t magic;
    uint32_t version;
    uint32_t size;
    uint32_t num_patterns;
    uint32_t num_rules;
    uint32_t reserved;
    struct policy_machine machine;
    struct policy_limits limits[POLICY_MODELS];
    struct policy_pattern patterns[POLICY_MAX_PATTERNS];
    struct policy_rule rules[POLICY_MAX_RULES];
};
_Static_assert(sizeof(struct policy) == 24 + (2 + 4 * 10) * 8 + 32 * 64 + 48 * 16, "no padding");

/* The blob, linked in from the generated policy_blob.c. */
extern const uint64_t policy_blob[];
extern const uint64_t policy_blob_size;

/* The checked blob; panics at boot when it is not one. */
const struct policy *policy_get(void);
void policy_init(void);
/* SHA-256 of the blob as measured now. */
void policy_digest(uint8_t digest[32]);
/* True while the blob still has the digest logged at boot. */
int policy_intact(void);

#endif

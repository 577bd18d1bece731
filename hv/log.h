/* SPDX-License-Identifier: Apache-2.0
 *
 * The audit log: deterministic CBOR records (docs/log.cddl) in a hash chain. The newest records
 * stay in a ring in memory and are printed on request; hash n is SHA-256 of hash n-1 and record n.
 */
#ifndef HV_LOG_H
#define HV_LOG_H

#include "hv.h"
#include "log_record.h"

#define LOG_SLOTS                  256
#define LOG_RECORD_MAX             208

#define LOG_U(name, number)        ((struct log_field){name, LOG_UINT, (uint64_t)(number), 0})
#define LOG_T(name, text)          ((struct log_field){name, LOG_TEXT, 0, text})
#define LOG_B(name, bytes, length) ((struct log_field){name, LOG_BYTES, length, bytes})

void log_init(void);
/* `vm` NULL: a record of no model. Model cycle and exit come from the model's last exit. */
void log_record(const struct vm *vm, const char *type, const struct log_field *fields, size_t n);
#define LOG(vm, type, ...)                                                                         \
    log_record(vm, type, (const struct log_field[]){__VA_ARGS__},                                  \
               sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))
/* Checks the chain of every record since the last check; false when one was changed. */
bool log_verify(void);
/* The newest `n` records as lines `@log SEQ HASH CBOR`; `between` them, unless it is NULL. */
void log_print(unsigned n, void (*between)(void));
uint64_t log_count(void);

#endif

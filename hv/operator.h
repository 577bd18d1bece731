/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands of the operator, apart from what they do, so that the decoder can be fuzzed alone.
 */
#ifndef HV_OPERATOR_H
#define HV_OPERATOR_H

#include <stddef.h>
#include <stdint.h>

enum command_kind {
    COMMAND_NONE,
    COMMAND_HELP,
    COMMAND_STATUS,
    COMMAND_LEVEL,
    COMMAND_FREEZE,
    COMMAND_THAW,
    COMMAND_REGS,
    COMMAND_MEM,
    COMMAND_LOG,
    COMMAND_GUEST,
    COMMAND_RESET,
    COMMAND_LIMIT,
    COMMAND_MODEL,
    COMMAND_END,
    COMMAND_FINISH
};

#define COMMAND_ARGS 2

struct command {
    enum command_kind kind;
    unsigned num_args;
    uint64_t args[COMMAND_ARGS];
};

/* NULL, or what is wrong with the line; nothing is done yet. */
const char *decode_command(const char *line, size_t length, struct command *command);
/* Prints them all, a line each. */
void list_commands(void);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Calling a parser in U mode. The caller fills the input, runs, and reads the output; both lie in
 * the only pages the parser can write, which are wiped before each call.
 */
#ifndef HV_SANDBOX_H
#define HV_SANDBOX_H

#include "parsers/parse.h"

enum sandbox_result { SANDBOX_OK, SANDBOX_FAULT, SANDBOX_TIMEOUT };

/* Wipes the area and returns the input to be filled. */
union parser_input *sandbox_input(void);
enum sandbox_result sandbox_run(enum parser parser);
/* Valid until the next sandbox_input(). Nothing in it may be trusted. */
const union parser_output *sandbox_output(void);

#endif

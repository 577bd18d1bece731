/* SPDX-License-Identifier: Apache-2.0
 *
 * Entry of the parsers in U mode: calls the one that is asked for. HV_INJECT_PARSER_STORE builds a
 * virtqueue parser with a wild store, to show that the loss stays with that port.
 */
#include "parse.h"

#ifdef HV_INJECT_PARSER_STORE
static void wild_store(void)
{
    *(volatile uint64_t *)0x80002000ul = 0; /* the hypervisor's own code */
}
#endif

void parser_main(uint32_t parser, const struct policy *policy, const union parser_input *in,
                 union parser_output *out)
{
    switch (parser) {
    case PARSER_ELF:
        parse_elf(&in->elf, &out->elf);
        break;
    case PARSER_VIRTQ:
#ifdef HV_INJECT_PARSER_STORE
        wild_store();
#endif
        parse_virtq(&in->virtq, &out->virtq);
        break;
    case PARSER_PROMPT:
        parse_prompt(policy, &in->prompt, &out->prompt);
        break;
    case PARSER_OUTPUT:
        parse_output(policy, &in->output, &out->output);
        break;
    default:
        break;
    }
}

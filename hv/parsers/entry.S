/* SPDX-License-Identifier: Apache-2.0
 *
 * First and last instructions of a parser's call in U mode.
 */
    .section .text
    .globl parser_entry
parser_entry:
    call    parser_main
    ecall
1:  j       1b

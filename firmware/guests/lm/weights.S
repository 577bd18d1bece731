/* SPDX-License-Identifier: Apache-2.0 */
/* The committed weights as read-only data, byte for byte; lm_weights.h describes them. */
    .section .rodata.lm_weights, "a"
    .balign 64
    .globl lm_weights
lm_weights:
    .incbin "weights.bin"
lm_weights_end:
    .globl lm_weights_end
    .section .note.GNU-stack, ""

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a guest lies: GUEST_BASE comes from the command line (run through the C preprocessor). Code,
 * constants and data each start on a page of their own, in segments that say what they are, since
 * the hypervisor maps what the segments say and nothing more.
 */
OUTPUT_ARCH(riscv)
ENTRY(_start)
PHDRS
{
    text PT_LOAD FLAGS(5);
    rodata PT_LOAD FLAGS(4);
    data PT_LOAD FLAGS(6);
}
SECTIONS
{
    . = GUEST_BASE;
    .text : { *(.text.start) *(.text .text.*) } :text
    . = ALIGN(4096);
    guest_text_end = .;
    .rodata : { *(.rodata .rodata.* .srodata .srodata.*) } :rodata
    . = ALIGN(4096);
    .data : ALIGN(4096) { *(.data .data.*) __global_pointer$ = . + 0x800; *(.sdata .sdata.*) } :data
    .bss (NOLOAD) : ALIGN(8) {
        guest_bss_start = .;
        *(.sbss .sbss.* .bss .bss.* COMMON)
        . = ALIGN(16);
        guest_bss_end = .;
        . += 8192;
        guest_stack_top = .;
        . = ALIGN(4096);
        guest_end = .;
    } :data
    /DISCARD/ : { *(.comment .note.* .eh_frame .riscv.attributes) }
}

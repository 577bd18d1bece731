/* SPDX-License-Identifier: Apache-2.0
 *
 * Page table entries of Sv39 and Sv39x4 (RISC-V privileged specification, sections 12.4
 * and 21.5.1), for the hypervisor's own tables and the guests'.
 */
#ifndef HV_PTE_H
#define HV_PTE_H

#define PTE_V    0x01ull
#define PTE_R    0x02ull
#define PTE_W    0x04ull
#define PTE_X    0x08ull
#define PTE_U    0x10ull
#define PTE_A    0x40ull
#define PTE_D    0x80ull

#define ENTRIES  512u          /* of a table */
#define GIGAPAGE 0x40000000ull /* what one entry of a root spans */

#endif

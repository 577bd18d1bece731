/* SPDX-License-Identifier: Apache-2.0
 *
 * Layout of the trampoline's data page, for C and assembly: what the hypervisor's side of a call
 * into U mode saved, and the frame of a trap that ends in panic.
 */
#ifndef HV_TRAP_LAYOUT_H
#define HV_TRAP_LAYOUT_H

#define SAVE_RA      0
#define SAVE_SP      8
#define SAVE_GP      16
#define SAVE_TP      24
#define SAVE_S       32 /* s0 to s11 */
#define SAVE_SATP    128
#define SAVE_T0      136

#define FRAME        256 /* struct trap_frame */
#define FRAME_CAUSE  256 /* offsets in it */
#define FRAME_TVAL   264
#define FRAME_STATUS 272

#endif

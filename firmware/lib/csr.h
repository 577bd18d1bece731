/* SPDX-License-Identifier: Apache-2.0
 *
 * CSR access of the hypervisor core by number, and the numbers and fields of the privileged
 * specification that boot ROM and hypervisor use. Registers of a model core are named by the same
 * numbers in abstract commands.
 */
#ifndef LIB_CSR_H
#define LIB_CSR_H

#include <stdint.h>

#define CSR_SSTATUS            0x100
#define CSR_SIE                0x104
#define CSR_STVEC              0x105
#define CSR_SCOUNTEREN         0x106
#define CSR_SENVCFG            0x10a
#define CSR_SSCRATCH           0x140
#define CSR_SEPC               0x141
#define CSR_SCAUSE             0x142
#define CSR_STVAL              0x143
#define CSR_SIP                0x144
#define CSR_STIMECMP           0x14d
#define CSR_SATP               0x180
#define CSR_VSSTATUS           0x200
#define CSR_VSIE               0x204
#define CSR_VSTVEC             0x205
#define CSR_VSEPC              0x241
#define CSR_VSCAUSE            0x242
#define CSR_VSTVAL             0x243
#define CSR_VSTIMECMP          0x24d
#define CSR_VSATP              0x280
#define CSR_MSTATUS            0x300
#define CSR_MEDELEG            0x302
#define CSR_MIDELEG            0x303
#define CSR_MTVEC              0x305
#define CSR_MCOUNTEREN         0x306
#define CSR_MENVCFG            0x30a
#define CSR_MSCRATCH           0x340
#define CSR_MEPC               0x341
#define CSR_MCAUSE             0x342
#define CSR_MTVAL              0x343
#define CSR_PMPCFG0            0x3a0
#define CSR_PMPADDR0           0x3b0
#define CSR_HSTATUS            0x600
#define CSR_HEDELEG            0x602
#define CSR_HIDELEG            0x603
#define CSR_HTIMEDELTA         0x605
#define CSR_HCOUNTEREN         0x606
#define CSR_HENVCFG            0x60a
#define CSR_HVIP               0x645
#define CSR_HGATP              0x680
#define CSR_DCSR               0x7b0
#define CSR_DPC                0x7b1
#define CSR_CYCLE              0xc00
#define CSR_TIME               0xc01
#define CSR_MHARTID            0xf14

#define SSTATUS_SIE            (1ul << 1)
#define SSTATUS_SPIE           (1ul << 5)
#define SSTATUS_SPP            (1ul << 8)
#define SSTATUS_SUM            (1ul << 18)
#define SIE_STIE               (1ul << 5)
#define SIE_SEIE               (1ul << 9)
#define ENVCFG_STCE            (1ul << 63)
#define HVIP_VSSIP             (1ul << 2)
#define HVIP_VSTIP             (1ul << 6)
#define HVIP_VSEIP             (1ul << 10)
#define MSTATUS_MPP_S          (1ul << 11)
#define MSTATUS_MPP            (3ul << 11)
#define MSTATUS_MPV            (1ul << 39)
#define DCSR_PRV_S             1ul
#define DCSR_V                 (1ul << 5)

#define CAUSE_INTERRUPT        (1ul << 63)
#define IRQ_S_TIMER            5

#define CAUSE_INSN_MISALIGNED  0
#define CAUSE_INSN_ACCESS      1
#define CAUSE_ILLEGAL          2
#define CAUSE_BREAKPOINT       3
#define CAUSE_LOAD_MISALIGNED  4
#define CAUSE_LOAD_ACCESS      5
#define CAUSE_STORE_MISALIGNED 6
#define CAUSE_STORE_ACCESS     7
#define CAUSE_ECALL_U          8
#define CAUSE_ECALL_S          9
#define CAUSE_ECALL_VS         10
#define CAUSE_INSN_PAGE        12
#define CAUSE_LOAD_PAGE        13
#define CAUSE_STORE_PAGE       15
#define CAUSE_INSN_GUEST_PAGE  20
#define CAUSE_LOAD_GUEST_PAGE  21
#define CAUSE_VIRTUAL_INSN     22
#define CAUSE_STORE_GUEST_PAGE 23

#ifndef HV_NATIVE
#define CSR_STRING_(x) #x
#define CSR_STRING(x)  CSR_STRING_(x)
#define csr_read(number)                                                                           \
    ({                                                                                             \
        uint64_t csr_value_;                                                                       \
        __asm__ volatile("csrr %0, " CSR_STRING(number) : "=r"(csr_value_)::"memory");             \
        csr_value_;                                                                                \
    })
#define csr_write(number, value)                                                                   \
    __asm__ volatile("csrw " CSR_STRING(number) ", %0" ::"r"((uint64_t)(value)) : "memory")
#define csr_set(number, value)                                                                     \
    __asm__ volatile("csrs " CSR_STRING(number) ", %0" ::"r"((uint64_t)(value)) : "memory")
#define csr_clear(number, value)                                                                   \
    __asm__ volatile("csrc " CSR_STRING(number) ", %0" ::"r"((uint64_t)(value)) : "memory")
#endif

#endif

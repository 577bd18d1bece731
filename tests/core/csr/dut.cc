// SPDX-License-Identifier: Apache-2.0
//
// Drives the Verilated model; inputs are back at zero after every action.
#include "dut.h"

bool Dut::canary = false;

Dut::Dut(unsigned seed) : context(new VerilatedContext)
{
    context->randReset(2); // registers start random: only reset may make them known
    context->randSeed(static_cast<int>(seed + 1));
    top.reset(new Vcsr(context.get()));
    idle();
    reset();
}

void Dut::idle()
{
    top->run_i = 0;
    top->rd_valid_i = 0;
    top->rd_addr_i = 0;
    top->rd_write_i = 0;
    top->wr_valid_i = 0;
    top->wr_addr_i = 0;
    top->wr_op_i = 0;
    top->wr_wdata_i = 0;
    top->sysop_valid_i = 0;
    top->sysop_i = 0;
    top->retire_i = 0;
    top->trap_valid_i = 0;
    top->trap_interrupt_i = 0;
    top->trap_cause_i = 0;
    top->trap_tval_i = 0;
    top->trap_tval2_i = 0;
    top->trap_tinst_i = 0;
    top->trap_gva_i = 0;
    top->trap_fence_i = 0;
    top->trap_trigger_i = 0;
    top->trap_pc_i = 0;
    top->trap_insn_i = 0;
    top->mret_i = 0;
    top->sret_i = 0;
    top->pmp_idx_i = 0;
    top->exec_valid_i = 0;
    top->data_load_i = 0;
    top->data_store_i = 0;
    top->va_i = 0;
    top->irq_i = 0;
    top->time_i = 0;
    top->hpm_i = 0;
    top->mgmt_regno_i = 0;
    top->mgmt_op_i = 0;
    top->mgmt_wdata_i = 0;
    top->mgmt_tick_i = 0;
}

void Dut::reset()
{
    top->run_i = 1;
    top->rst_ni = 0;
    clock(2);
    top->rst_ni = 1;
    clock();
}

void Dut::clock(unsigned cycles)
{
    for (unsigned i = 0; i < cycles; i++) {
        top->clk_i = 0;
        top->eval();
        context->timeInc(1);
        top->clk_i = 1;
        top->eval();
        context->timeInc(1);
    }
    top->clk_i = 0;
    top->eval();
}

unsigned Dut::csr_read(unsigned addr, bool write, uint64_t *rdata)
{
    top->rd_valid_i = 1;
    top->rd_addr_i = addr;
    top->rd_write_i = write;
    top->eval();
    unsigned cause = top->rsp_illegal_o ? 2 : top->rsp_virt_o ? 22 : 0;
    if (top->rsp_illegal_o && top->rsp_virt_o)
        cause = 99;
    if (rdata)
        *rdata = top->rsp_rdata_o ^ (canary && (addr == 0x342 || addr == 0x142));
    top->rd_valid_i = 0;
    top->eval();
    return cause;
}

void Dut::csr_write(unsigned addr, CsrOp op, uint64_t operand)
{
    csr_read(addr, true, &top->wr_old_i);
    top->wr_valid_i = 1;
    top->wr_addr_i = addr;
    top->wr_op_i = op;
    top->wr_wdata_i = operand;
    top->retire_i = 1;
    clock();
    top->wr_valid_i = 0;
    top->retire_i = 0;
    top->eval();
}

unsigned Dut::sysop(unsigned op)
{
    top->sysop_valid_i = 1;
    top->sysop_i = op;
    top->eval();
    unsigned cause = top->sysop_illegal_o ? 2 : top->sysop_virt_o ? 22 : 0;
    if (top->sysop_illegal_o && top->sysop_virt_o)
        cause = 99;
    top->sysop_valid_i = 0;
    top->eval();
    return cause;
}

TrapResult Dut::sample()
{
    top->eval();
    TrapResult result{top->target_o, top->park_o != 0, mode_of(top->trap_mode_o)};
    clock();
    return result;
}

TrapResult Dut::take(const Trap &trap)
{
    top->trap_valid_i = 1;
    top->trap_interrupt_i = trap.interrupt;
    top->trap_cause_i = trap.cause;
    top->trap_tval_i = trap.tval;
    top->trap_tval2_i = trap.tval2;
    top->trap_tinst_i = trap.tinst;
    top->trap_insn_i = trap.insn;
    top->trap_gva_i = trap.gva;
    top->trap_fence_i = trap.fence;
    top->trap_trigger_i = trap.trigger;
    top->trap_pc_i = trap.pc;
    TrapResult result = sample();
    top->trap_valid_i = 0;
    top->trap_fence_i = 0;
    top->trap_trigger_i = 0;
    top->eval();
    return result;
}

TrapResult Dut::ret(bool mret)
{
    top->mret_i = mret;
    top->sret_i = !mret;
    top->retire_i = 1;
    TrapResult result = sample();
    top->mret_i = 0;
    top->sret_i = 0;
    top->retire_i = 0;
    top->eval();
    return result;
}

void Dut::retire()
{
    top->retire_i = 1;
    clock();
    top->retire_i = 0;
    top->eval();
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * SBI 2.0 for the guest: BASE, TIME, DBCN, SRST. Everything else is answered SBI_ERR_NOT_SUPPORTED,
 * with every field of the answer set. No answer depends on anything but the guest's own doing.
 */
#include "csr.h"
#include "hv.h"
#ifdef HV_VICTIM
#include "leak_call.h"
#include "victim.h"
#endif

#define EXT_BASE 0x10u
#define EXT_TIME 0x54494d45u
#define EXT_DBCN 0x4442434eu
#define EXT_SRST 0x53525354u

enum {
    SBI_SUCCESS = 0,
    SBI_FAILED = -1,
    SBI_NOT_SUPPORTED = -2,
    SBI_INVALID_PARAM = -3,
    SBI_INVALID_ADDRESS = -5
};
enum { A0 = 10, A1 = 11, A2 = 12, A6 = 16, A7 = 17 };
enum { DBCN_BYTES = 1024 }; /* at most, in one call: the guest sees how many were taken */

#define SBI_VERSION_2_0    0x02000000u
#define IMPLEMENTATION_ID  0x4754u
#define IMPLEMENTATION_VER 1u

struct sbi_call {
    uint64_t extension;
    uint64_t function;
    uint64_t arg[3];
};

struct sbi_answer {
    int64_t error;
    uint64_t value;
};

static struct sbi_answer answer(int64_t error, uint64_t value)
{
    return (struct sbi_answer){.error = error, .value = value};
}

static bool extension_known(uint64_t extension)
{
    return extension == EXT_BASE || extension == EXT_TIME || extension == EXT_DBCN ||
           extension == EXT_SRST;
}

static struct sbi_answer base_call(const struct sbi_call *call)
{
    switch (call->function) {
    case 0:
        return answer(SBI_SUCCESS, SBI_VERSION_2_0);
    case 1:
        return answer(SBI_SUCCESS, IMPLEMENTATION_ID);
    case 2: /* with the wall off: what an implementation might carelessly tell */
        return answer(SBI_SUCCESS,
                      wall_stands(WALL_DETERMINISM) ? IMPLEMENTATION_VER : hv_cycles());
    case 3:
        return answer(SBI_SUCCESS, extension_known(call->arg[0]) ? 1 : 0);
    case 4:
    case 5:
    case 6:
        return answer(SBI_SUCCESS, 0);
    default:
        return answer(SBI_NOT_SUPPORTED, 0);
    }
}

static struct sbi_answer time_call(struct vm *vm, const struct sbi_call *call)
{
    if (call->function != 0) {
        return answer(SBI_NOT_SUPPORTED, 0);
    }
    return mgmt_reg_write(vm, CSR_VSTIMECMP, call->arg[0]) ? answer(SBI_SUCCESS, 0)
                                                           : answer(SBI_FAILED, 0);
}

static bool dbcn_address(struct vm *vm, const struct sbi_call *call, uint64_t length, bool write)
{
    uint8_t probe;
    const bool ok =
        call->arg[2] == 0 &&
        (length == 0 || (guest_read(vm, call->arg[1], &probe, 1, WALL_SBI) &&
                         guest_read(vm, call->arg[1] + length - 1, &probe, 1, WALL_SBI)));

    if (!ok) {
        detect(vm, DET_SBI_ADDRESS, call->arg[1], write);
    }
    return ok;
}

static struct sbi_answer dbcn_write(struct vm *vm, const struct sbi_call *call)
{
    static uint8_t bytes[DBCN_BYTES];
    const uint64_t n = call->arg[0] < DBCN_BYTES ? call->arg[0] : DBCN_BYTES;

    if (!dbcn_address(vm, call, n, false) || !guest_read(vm, call->arg[1], bytes, n, WALL_SBI)) {
        return answer(SBI_INVALID_PARAM, 0);
    }
    output_push(vm, bytes, n);
    return answer(SBI_SUCCESS, n);
}

static struct sbi_answer dbcn_read(struct vm *vm, const struct sbi_call *call)
{
    static uint8_t bytes[DBCN_BYTES];
    uint64_t n = call->arg[0] < DBCN_BYTES ? call->arg[0] : DBCN_BYTES;

    if (!dbcn_address(vm, call, n, true)) {
        return answer(SBI_INVALID_PARAM, 0);
    }
    /* Writing zero bytes first tells whether the place may be written, before input is taken. */
    n = input_visible(vm) < n ? input_visible(vm) : n;
    if (touches_code(vm, call->arg[1], n) && wall_stands(WALL_CODE_PAGES)) {
        detect(vm, DET_CODE_INPUT, call->arg[1], n);
        return answer(SBI_INVALID_PARAM, 0);
    }
    n = input_take(vm, bytes, n);
    return guest_write(vm, call->arg[1], bytes, n, WALL_SBI) ? answer(SBI_SUCCESS, n)
                                                             : answer(SBI_INVALID_PARAM, 0);
}

static struct sbi_answer dbcn_call(struct vm *vm, const struct sbi_call *call)
{
    const uint8_t byte = (uint8_t)call->arg[0];

    switch (call->function) {
    case 0:
        return dbcn_write(vm, call);
    case 1:
        return dbcn_read(vm, call);
    case 2:
        output_push(vm, &byte, 1);
        return answer(SBI_SUCCESS, 0);
    default:
        return answer(SBI_NOT_SUPPORTED, 0);
    }
}

static struct sbi_answer srst_call(struct vm *vm, const struct sbi_call *call)
{
    static const char *const reasons[] = {"shutdown", "reboot", "reboot"};
    const uint32_t type = (uint32_t)call->arg[0];

    if (call->function != 0) {
        return answer(SBI_NOT_SUPPORTED, 0);
    }
    if (type > 2 || call->arg[1] > UINT32_MAX) {
        return answer(SBI_INVALID_PARAM, 0);
    }
    vm_end(vm, reasons[type], (uint32_t)call->arg[1]);
    return answer(SBI_SUCCESS, 0);
}

#ifdef HV_VICTIM
/* The laboratory's calls; in every other build unknown. */
static struct sbi_answer victim_answer(struct vm *vm, const struct sbi_call *call)
{
    uint64_t value;

    return victim_call(vm, call->function, call->arg, &value) ? answer(SBI_SUCCESS, value)
                                                              : answer(SBI_NOT_SUPPORTED, 0);
}
#endif

static struct sbi_answer perform_call(struct vm *vm, const struct sbi_call *call)
{
#ifdef HV_VICTIM
    if (call->extension == LEAK_EXTENSION) {
        return victim_answer(vm, call);
    }
#endif
    switch (call->extension) {
    case EXT_BASE:
        return base_call(call);
    case EXT_TIME:
        return time_call(vm, call);
    case EXT_DBCN:
        return dbcn_call(vm, call);
    case EXT_SRST:
        return srst_call(vm, call);
    default:
        detect(vm, DET_SBI_UNKNOWN, call->extension, call->function);
        return answer(SBI_NOT_SUPPORTED, 0);
    }
}

#ifdef HV_NULL_CALL
/* For `make bench`: what an exit costs without what it is for. */
enum vm_action sbi_handle(struct vm *vm)
{
    (void)perform_call;
    return mgmt_reg_write(vm, CSR_DPC, vm->exit.pc + 4) ? VM_RESUME : VM_STOP;
}
#else
enum vm_action sbi_handle(struct vm *vm)
{
    const struct sbi_call call = {.extension = mgmt_gpr(vm, A7),
                                  .function = mgmt_gpr(vm, A6),
                                  .arg = {mgmt_gpr(vm, A0), mgmt_gpr(vm, A1), mgmt_gpr(vm, A2)}};
    const uint64_t pc = vm->exit.pc;
    const struct sbi_answer a = perform_call(vm, &call);

    if (vm->state == VM_ENDED) {
        return VM_STOP;
    }
    mgmt_gpr_set(vm, A0, (uint64_t)a.error);
    mgmt_gpr_set(vm, A1, a.value);
    (void)mgmt_reg_write(vm, CSR_DPC, pc + 4);
    return VM_RESUME;
}
#endif

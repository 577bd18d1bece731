/* SPDX-License-Identifier: Apache-2.0
 *
 * The people's line to the hypervisor (docs/operator-protocol.md): lines with a slash are commands,
 * all others go through the shield to the guest. Each line is answered by exactly one `@ok` or
 * `@err`.
 */
#include "operator.h"

#include <string.h>

#include "csr.h"
#include "log.h"
#include "print.h"
#include "uart.h"

enum { LINE_MAX = 4096, MEM_MAX = 4096, CHARACTERS_PER_TURN = 512 };

static char line[LINE_MAX];
static size_t line_length;
static bool line_overflow;
static unsigned current_model;

static const char *show_help(void)
{
    list_commands();
    print("Any other line is a prompt for the guest.\n");
    return NULL;
}

static const char *show_status(const struct vm *vm)
{
    const uint64_t status = interlock_read(SOC_INTERLOCK_STATUS);

    print("@status level=%s trip=%lu gates=0x%lx relays=0x%lx contacts=0x%lx lower_refused=%lu "
          "contact_fault=%lu hv_cycle=%lu log=%lu\n",
          level_name(level_now()), FIELD(INTERLOCK__STATUS__TRIP, status),
          FIELD(INTERLOCK__STATUS__GATES, status), FIELD(INTERLOCK__STATUS__RELAYS, status),
          FIELD(INTERLOCK__STATUS__CONTACTS, status),
          FIELD(INTERLOCK__STATUS__LOWER_REFUSED, status),
          FIELD(INTERLOCK__STATUS__CONTACT_FAULT, status), hv_cycles(), log_count());
    print("@model model=%u guest=%d state=%s frozen=%u cycle=%lu exits=%lu idle_exits=%lu "
          "outputs=%lu out_bytes=%lu in_bytes=%lu budget=%lu dmstatus=0x%lx tokens=%lu digest=",
          vm->index, vm->guest, vm_state_name(vm), vm->frozen ? 1u : 0u, mgmt_cycle(vm),
          vm->stats.exits, vm->stats.idle_exits, vm->stats.outputs, vm->stats.output_bytes,
          vm->stats.input_bytes, vm->budget_cycles, mgmt_read(vm, SOC_MGMT_DMSTATUS),
          mgmt_read(vm, SOC_MGMT_TOKENS));
    print_hex(vm->digest, sizeof(vm->digest));
    print("\n@detected model=%u", vm->index);
    for (unsigned i = 0; i < DET_LAST; i++) {
        if (vm->detected[i] != 0) {
            print(" %s=%u", detector_name((enum detector)i), vm->detected[i]);
        }
    }
    print("\n");
    return NULL;
}

static const char *do_level(const struct command *command)
{
    if (command->num_args == 0) {
        print("@level %u %s\n", level_now(), level_name(level_now()));
        return NULL;
    }
    if (command->args[0] >= LEVEL_LAST) {
        return "no such level";
    }
    if (command->args[0] < level_now()) {
        (void)level_raise((unsigned)command->args[0], "operator"); /* for the hardware to refuse */
        return command->args[0] == level_now() ? NULL : "the interlock only tightens";
    }
    return level_raise((unsigned)command->args[0], "operator") ? NULL : "the interlock refused";
}

static bool standing(const struct vm *vm)
{
    return (mgmt_read(vm, SOC_MGMT_DMSTATUS) & MGMT__DMSTATUS__FROZEN_bm) != 0;
}

static const char *show_regs(const struct vm *vm)
{
    static const struct {
        const char *name;
        unsigned regno;
    } csrs[] = {{"pc", CSR_DPC},        {"dcsr", CSR_DCSR},          {"vsstatus", CSR_VSSTATUS},
                {"vstvec", CSR_VSTVEC}, {"vsepc", CSR_VSEPC},        {"vscause", CSR_VSCAUSE},
                {"vstval", CSR_VSTVAL}, {"vsatp", CSR_VSATP},        {"hvip", CSR_HVIP},
                {"hgatp", CSR_HGATP},   {"vstimecmp", CSR_VSTIMECMP}};
    uint64_t value;

    if (!standing(vm)) {
        return "the model runs; /freeze it first";
    }
    for (unsigned i = 0; i < sizeof(csrs) / sizeof(csrs[0]); i++) {
        (void)mgmt_reg_read(vm, csrs[i].regno, &value);
        print("@reg %s 0x%016lx\n", csrs[i].name, value);
    }
    for (unsigned i = 1; i < 32; i++) {
        print("@reg x%u 0x%016lx\n", i, mgmt_gpr(vm, i));
    }
    return NULL;
}

static const char *show_mem(struct vm *vm, uint64_t address, uint64_t length)
{
    static uint8_t bytes[32];

    if (!standing(vm)) {
        return "the model runs; /freeze it first";
    }
    if (length > MEM_MAX) {
        return "at most 4096 bytes";
    }
    if (address < GUEST_BASE || address - GUEST_BASE > vm->region_size ||
        length > vm->region_size - (address - GUEST_BASE)) {
        return "not memory of the model";
    }
    for (uint64_t at = 0; at < length; at += sizeof(bytes)) {
        const uint64_t part = length - at < sizeof(bytes) ? length - at : sizeof(bytes);

        window_read(vm, address - GUEST_BASE + at, bytes, part);
        print("@mem 0x%lx ", address + at);
        print_hex(bytes, part);
        print("\n");
        hv_breathe();
    }
    return NULL;
}

/* The model that holds a guest, the current one first; NULL: none. */
static struct vm *holder(unsigned guest)
{
    for (unsigned i = 0; i < num_models(); i++) {
        struct vm *vm = vm_get((current_model + i) % num_models());

        if (vm->guest == (int)guest) {
            return vm;
        }
    }
    return NULL;
}

static void list_guests(void)
{
    struct guest_table_entry file;

    for (unsigned i = 0; i < guest_table_count(); i++) {
        const struct vm *vm = holder(i);

        if (guest_table_get(i, &file)) {
            print("@guest %u bytes=%lu", i, file.length);
            if (vm != NULL) {
                print(" loaded model=%u", vm->index);
            }
            print("\n");
        }
    }
}

/* One model changes its guest; among several, people turn to the one that holds it. */
static const char *do_guest(struct vm *vm, const struct command *command)
{
    const struct vm *other;

    if (command->num_args == 0) {
        list_guests();
        return NULL;
    }
    if (command->args[0] > GUEST_TABLE_MAX) {
        return "no such guest in the table";
    }
    other = num_models() > 1 ? holder((unsigned)command->args[0]) : NULL;
    if (other != NULL) {
        current_model = other->index;
        return NULL;
    }
    return guest_load(vm, (unsigned)command->args[0]);
}

static const char *do_freeze(struct vm *vm, bool freeze)
{
    if (vm->frozen == freeze) {
        return freeze ? "the model is frozen already" : "the model is not frozen";
    }
    vm_freeze(vm, freeze);
    return NULL;
}

static const char *do_model(const struct command *command)
{
    if (command->args[0] >= num_models()) {
        return "no such model";
    }
    current_model = (unsigned)command->args[0];
    return NULL;
}

static const char *do_end(struct vm *vm)
{
    if (vm->state == VM_EMPTY || vm->state == VM_ENDED) {
        return "no guest is running";
    }
    mgmt_stop_at(vm, 0);
    mgmt_write(vm, SOC_MGMT_DMCONTROL, MGMT__DMCONTROL__HALTREQ_bm);
    vm_end(vm, "operator", 0);
    return NULL;
}

static const char *do_limit(struct vm *vm, uint64_t cycles)
{
    if (cycles == 0) {
        return "a budget has at least one cycle";
    }
    vm->budget_cycles = cycles;
    return NULL;
}

static const char *perform_command(struct vm *vm, const struct command *command)
{
    switch (command->kind) {
    case COMMAND_HELP:
        return show_help();
    case COMMAND_STATUS:
        return show_status(vm);
    case COMMAND_LEVEL:
        return do_level(command);
    case COMMAND_FREEZE:
        return do_freeze(vm, true);
    case COMMAND_THAW:
        return do_freeze(vm, false);
    case COMMAND_REGS:
        return show_regs(vm);
    case COMMAND_MEM:
        return show_mem(vm, command->args[0], command->args[1]);
    case COMMAND_LOG:
        log_print(command->num_args > 0 && command->args[0] < LOG_SLOTS ? (unsigned)command->args[0]
                                                                        : LOG_SLOTS,
                  hv_breathe);
        return NULL;
    case COMMAND_GUEST:
        return do_guest(vm, command);
    case COMMAND_RESET:
        return vm->guest < 0 ? "no guest is loaded" : guest_load(vm, (unsigned)vm->guest);
    case COMMAND_LIMIT:
        return do_limit(vm, command->args[0]);
    case COMMAND_MODEL:
        return do_model(command);
    case COMMAND_END:
        return do_end(vm);
    case COMMAND_FINISH:
        print("@event finish\n");
        finisher_write(FINISHER_PASS, 0);
        return NULL;
    default:
        return "unknown command, try /help";
    }
}

void operator_line(char *text, size_t length)
{
    struct vm *vm = vm_get(current_model);
    const char *why;
    struct command command;

    if (vm == NULL || length == 0) {
        return;
    }
    hv_breathe();
    if (text[0] == '/') {
        why = decode_command(text, length, &command);
        if (why == NULL) {
            why = perform_command(vm, &command);
        }
    } else {
        why = prompt_submit(vm, text, length);
    }
    if (why == NULL) {
        print("@ok\n");
    } else {
        print("@err %s\n", why);
    }
}

static void overflowed(void)
{
    struct vm *vm = vm_get(current_model);

    if (vm != NULL) {
        detect(vm, DET_PROMPT_REJECTED, LINE_MAX, 0);
    }
    print("@err line is too long\n");
}

void operator_input(char c)
{
    if (c == '\r' || c == '\n') {
        if (line_overflow) {
            overflowed();
        } else {
            operator_line(line, line_length);
        }
        line_length = 0;
        line_overflow = false;
    } else if (line_length == sizeof(line)) {
        line_overflow = true;
    } else {
        line[line_length++] = c;
    }
}

void operator_init(void)
{
    line_length = 0;
    line_overflow = false;
    current_model = 0;
}

bool operator_poll(void)
{
    for (unsigned i = 0; i < CHARACTERS_PER_TURN; i++) {
        const int c = uart_getc();

        if (c < 0) {
            return i > 0;
        }
        operator_input((char)c);
    }
    return true;
}

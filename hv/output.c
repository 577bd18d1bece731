/* SPDX-License-Identifier: Apache-2.0
 *
 * What a model says goes through the sanitizer (parsed in U mode) and out to the people as quoted
 * lines, at a bounded pace; what people say goes through the shield to the model's input.
 */
#include <string.h>

#include "log.h"
#include "print.h"
#include "sandbox.h"

_Static_assert(sizeof(struct output_state) <= sizeof(struct output_state_store),
               "the state of the sanitizer fits its store");

static void emit(struct vm *vm, const uint8_t *bytes, size_t length)
{
    if (length == 0) {
        return;
    }
    print("@out %u ", vm->index);
    print_json(bytes, length);
    print("\n");
    vm->stats.outputs++;
    vm->stats.output_bytes += length;
}

/* Output that is ahead of its pace is out already; the model stands until it is paid for, which it
 * cannot notice. Probation pays four times. */
static void pace(struct vm *vm, size_t length)
{
    const struct policy_limits *limits = vm_limits(vm);
    const uint64_t factor = level_now() >= LEVEL_PROBATION ? 4 : 1;
    uint64_t wait = 0;

    if (!bucket_take(&vm->egress, hv_cycles(), limits->egress_interval * factor,
                     limits->egress_burst, length, &wait)) {
        vm->pace_until = hv_cycles() + wait;
        vm->egress.tokens = 0;
    }
}

static void report(struct vm *vm, const struct output_output *out)
{
    const uint32_t bad = out->bad_utf8 + out->control;
    const uint32_t denied = out->denied;
    const uint32_t pattern = out->pattern;

    if (bad > 0) {
        detect(vm, DET_CONTROL_OUTPUT, bad, out->control);
    }
    if (denied > 0 && vm->state != VM_ENDED) {
        detect(vm, DET_DENIED_OUTPUT, pattern, denied);
    }
}

static uint32_t wall_flags(void)
{
    return (wall_stands(WALL_PATTERN) ? 0u : OUTPUT_NO_PATTERNS) |
           (wall_stands(WALL_CONTROL) ? 0u : OUTPUT_NO_CONTROL);
}

static void push_chunk(struct vm *vm, const uint8_t *bytes, size_t length, uint32_t flags)
{
    struct output_input *in = &sandbox_input()->output;
    const struct output_output *out = &sandbox_output()->output;
    enum sandbox_result result;

    memcpy(&in->state, &vm->output, sizeof(in->state));
    memcpy(in->bytes, bytes, length);
    in->length = (uint32_t)length;
    in->flags = flags | wall_flags();
    result = sandbox_run(PARSER_OUTPUT);
    if (result != SANDBOX_OK || out->length > OUTPUT_OUT_MAX) {
        memset(&vm->output, 0, sizeof(vm->output)); /* the bytes are lost, on the safe side */
        detect(vm, DET_PARSER_CRASH, PARSER_OUTPUT, result);
        return;
    }
    memcpy(&vm->output, &out->state, sizeof(out->state));
    emit(vm, out->bytes, out->length);
    hv_breathe();
    pace(vm, out->length);
    report(vm, out);
}

void output_push(struct vm *vm, const void *bytes, size_t length)
{
    const uint8_t *from = bytes;

    while (length > 0 && vm->state != VM_ENDED) {
        const size_t part = length < OUTPUT_CHUNK ? length : OUTPUT_CHUNK;

        push_chunk(vm, from, part, 0);
        from += part;
        length -= part;
    }
}

void output_flush(struct vm *vm)
{
    struct output_state state;

    memcpy(&state, &vm->output, sizeof(state));
    if (state.history_length != state.history_given) {
        push_chunk(vm, (const uint8_t *)"", 0, OUTPUT_FLUSH);
    }
}

bool bucket_take(struct bucket *b, uint64_t now, uint64_t interval, uint64_t burst, uint64_t n,
                 uint64_t *wait)
{
    const uint64_t earned = interval == 0 ? burst : (now - b->last) / interval;

    if (earned > 0) {
        b->tokens = earned >= burst - b->tokens ? burst : b->tokens + earned;
        b->last = interval == 0 || b->tokens == burst ? now : b->last + earned * interval;
    }
    if (b->tokens >= n) {
        b->tokens -= n;
        return true;
    }
    *wait = (n - b->tokens) * interval;
    return false;
}

static const char *const prompt_errors[] = {"accepted",
                                            "prompt is empty",
                                            "prompt is too long",
                                            "prompt is not valid UTF-8",
                                            "prompt holds a control or invisible character",
                                            "prompt holds a denied phrase"};

/* NULL when the shield lets it pass. */
static const char *shield(struct vm *vm, const void *bytes, size_t length, uint64_t *detail)
{
    const struct policy_limits *limits = vm_limits(vm);
    struct prompt_input *in;
    const struct prompt_output *out = &sandbox_output()->prompt;
    uint64_t wait;

    if (!bucket_take(&vm->prompts, hv_cycles(), limits->prompt_interval, limits->prompt_burst, 1,
                     &wait)) {
        return "too many prompts, wait";
    }
    if (length > PROMPT_MAX || length > limits->prompt_bytes) {
        *detail = length;
        return prompt_errors[PROMPT_TOO_LONG];
    }
    in = &sandbox_input()->prompt;
    in->length = (uint32_t)length;
    in->max_length = (uint32_t)limits->prompt_bytes;
    memcpy(in->bytes, bytes, length);
    if (sandbox_run(PARSER_PROMPT) != SANDBOX_OK) {
        detect(vm, DET_PARSER_CRASH, PARSER_PROMPT, length);
        return "shield failed";
    }
    *detail = out->offset;
    if (out->error == PROMPT_OK) {
        return NULL;
    }
    return out->error < sizeof(prompt_errors) / sizeof(prompt_errors[0]) ? prompt_errors[out->error]
                                                                         : "shield failed";
}

const char *prompt_submit(struct vm *vm, const void *bytes, size_t length)
{
    uint64_t detail = 0;
    const char *why = NULL;

    if (vm->state == VM_EMPTY || vm->state == VM_ENDED || vm->state == VM_HELD) {
        return "no guest is running";
    }
    if (level_now() >= LEVEL_SEVERED) {
        return "the isolation level refuses input";
    }
    if (wall_stands(WALL_SHIELD)) {
        why = shield(vm, bytes, length, &detail);
    }
    if (why != NULL) {
        detect(vm, DET_PROMPT_REJECTED, length, detail);
        return why;
    }
    if (!vm_input(vm, bytes, length)) {
        return "the guest has not read what it was sent";
    }
    vm->stats.input_bytes += length + 1;
    LOG(vm, "prompt", LOG_U("bytes", length));
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "machine.h"

#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "checkpoint.h"
#include "commit_log.h"
#include "dram.h"
#include "flight.h"
#include "guests.h"
#include "hv_image.h"

#define RESET_CYCLES 16
#define POLL_CYCLES  4096 /* serial input and signals are looked at this often */

static volatile sig_atomic_t interrupted;

void machine_interrupt(void)
{
    interrupted = 1;
}

bool machine_interrupted(void)
{
    return interrupted != 0;
}

static bool load_bare(struct machine *m)
{
    struct file_bytes file;
    bool ok;

    if (!file_read(m->options->bare, &file)) {
        return false;
    }
    ok = elf64_load(m->options->bare, &file, 0, &m->bare);
    free(file.data);
    m->in.tohost_enable = ok && m->bare.has_tohost;
    m->in.tohost_address = (uint32_t)m->bare.tohost;
    return ok;
}

static bool load_software(struct machine *m)
{
    uint64_t end;

    if (m->options->bare != NULL) {
        return load_bare(m);
    }
    return hv_image_load(m->options->hv, &end) && guests_place(m->options, end, &m->guest_table) &&
           secrets_place(&m->secrets, m->options->secret, m->options->mark, m->options->seed);
}

static bool open_outputs(struct machine *m)
{
    if (!serial_open(&m->serial, m->options->uart)) {
        return false;
    }
    if (m->options->commit_log != NULL) {
        m->in.commit_enable = commit_log_open(m->options->commit_log);
        if (!m->in.commit_enable) {
            return false;
        }
    }
    /* A holder keeps its recording for those who go on from it. */
    if (m->options->checkpoint == NULL && !flight_open(m->options)) {
        return false;
    }
    if (m->options->trace != NULL && !soc_trace_open(m->soc, m->options->trace)) {
        fprintf(stderr, "error: --trace: this build has no tracing, or %s cannot be written\n",
                m->options->trace);
        return false;
    }
    return true;
}

/* The boot ROM's contents lie beside the program, where the build puts both. */
static bool boot_rom_path(char *path, size_t size)
{
    static const char name[] = "boot/boot.hex";
    ssize_t n = readlink("/proc/self/exe", path, size - sizeof name);

    if (n <= 0) {
        fprintf(stderr, "error: cannot find the directory of this program\n");
        return false;
    }
    while (n > 0 && path[n - 1] != '/') {
        n--;
    }
    memcpy(path + n, name, sizeof name);
    if (access(path, R_OK) != 0) {
        fprintf(stderr, "error: %s: no boot ROM (make builds it)\n", path);
        return false;
    }
    return true;
}

static bool create_memories(const struct options *options)
{
    bool ok = dram_create(0, options->hv_log2);

    for (unsigned i = 0; i < options->models; i++) {
        ok = ok && dram_create(1 + i, options->model_log2);
    }
    return ok;
}

bool machine_create(struct machine *m, const struct options *options)
{
    struct soc_straps straps;
    char rom[PATH_MAX];

    m->options = options;
    if (!create_memories(options)) {
        fprintf(stderr, "error: the host has no memory for the simulated DRAM\n");
        return false;
    }
    if (!load_software(m) || !flight_start(options, &m->cycle)) {
        return false;
    }
    straps = (struct soc_straps){
        .bare = options->bare != NULL,
        .hv_log2 = (uint8_t)options->hv_log2,
        .model_log2 = (uint8_t)options->model_log2,
        .guest_table = m->guest_table,
        .seed = options->seed,
        .weaken = options->weaken,
    };
    if (!boot_rom_path(rom, sizeof rom)) {
        return false;
    }
    m->soc = soc_new(&straps, options->seed, rom);
    return open_outputs(m);
}

static void contact_moved(void *context, unsigned relay, bool closed, uint64_t cycle)
{
    const struct machine *m = context;

    if (!m->options->quiet && m->options->bare == NULL) {
        fprintf(stderr, "plant: cycle %" PRIu64 ": relay %s %s, contact reads %s\n", cycle,
                plant_relay_name(relay), closed ? "closed" : "opened", closed ? "closed" : "open");
    }
}

static void level_changed(struct machine *m)
{
    if (!m->options->quiet && m->options->bare == NULL) {
        fprintf(stderr, "plant: cycle %" PRIu64 ": level %u -> %u\n", m->cycle, m->level,
                m->out.level);
    }
    m->level = m->out.level;
}

static void serial_cycle(struct machine *m)
{
    if (m->in.uart_rx_valid && m->out.uart_rx_ready) {
        serial_pop(&m->serial);
    }
    m->in.uart_rx_valid = serial_peek(&m->serial, &m->in.uart_rx_data);
    if (m->out.uart_tx_valid) {
        serial_put(&m->serial, m->out.uart_tx_data);
        secrets_watch(&m->secrets, m->out.uart_tx_data);
    }
}

/* The test finisher: 0 passes; codes have a meaning of their own only where --help says so. */
static void finished(struct machine *m, uint64_t code)
{
    m->code = (uint16_t)code;
    if (code == 0) {
        m->status = m->level >= 3 ? STATUS_OFFLINE : STATUS_PASS;
    } else if (m->options->bare == NULL && code == STATUS_PANIC) {
        m->status = STATUS_PANIC;
    } else {
        fprintf(stderr, "fail: code %" PRIu64 "\n", code);
        m->status = code >= 3 && code <= 99 ? (enum exit_status)code : STATUS_FAIL;
    }
}

static bool ended(struct machine *m)
{
    if (m->out.finish) {
        finished(m, m->out.finish_code);
        return true;
    }
    if (m->out.tohost_valid && (m->out.tohost_data & 1) != 0) {
        finished(m, m->out.tohost_data >> 1);
        return true;
    }
    if (m->options->max_cycles != 0 && m->cycle >= m->options->max_cycles) {
        fprintf(stderr, "error: cycle limit %" PRIu64 " reached\n", m->cycle);
        m->status = STATUS_CYCLES;
        return true;
    }
    return false;
}

static bool assertion_failed(struct machine *m)
{
    if (soc_failed(m->soc)) {
        fprintf(stderr, "error: RTL assertion near cycle %" PRIu64 "; reproduce:", m->cycle);
        for (char **a = m->arguments; a != NULL && *a != NULL; a++) {
            fprintf(stderr, " %s", *a);
        }
        fputc('\n', stderr);
        m->status = STATUS_ASSERTION;
        return true;
    }
    return false;
}

static bool poll_host(struct machine *m)
{
    serial_poll(&m->serial);
    if (assertion_failed(m)) {
        return false;
    }
    if (interrupted || checkpoint_abandoned()) {
        m->status = m->level >= 3 ? STATUS_OFFLINE : STATUS_PASS;
        return false;
    }
    return true;
}

static double now(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void count_models(struct machine *m)
{
    for (unsigned i = 0; i < m->options->models; i++) {
        m->model_cycles[i] += m->out.model_run >> i & 1;
        m->model_exits[i] += m->out.model_exit >> i & 1;
    }
}

static void one_cycle(struct machine *m)
{
    m->in.reset = m->cycle < RESET_CYCLES;
    m->in.contact =
        plant_cycle(&m->plant, m->out.relay_drive, m->out.relay_permit, m->cycle, contact_moved, m);
    fault_cycle(&m->options->fault, m->cycle, &m->in, &m->plant);
    m->in.tripwire = m->options->tripwire != 0 && m->cycle >= m->options->tripwire;
    soc_cycle(m->soc, &m->in, &m->out);
    m->cycle++;
    if (m->in.reset) {
        return;
    }
    count_models(m);
    m->hv_sleep_cycles += m->out.hv_sleep;
    probe_cycle(&m->probe, &m->in, &m->out, m->cycle);
    if (m->in.uart_rx_valid || m->out.uart_tx_valid || m->serial.in_next < m->serial.in_count) {
        serial_cycle(m);
    }
    if (m->out.level != m->level) {
        level_changed(m);
    }
}

/* False when the run has ended. */
static bool step(struct machine *m)
{
    one_cycle(m);
    if (m->cycle > RESET_CYCLES && ended(m)) {
        return false;
    }
    return m->cycle % POLL_CYCLES != 0 || poll_host(m);
}

bool machine_boot(struct machine *m)
{
    do {
        if (!step(m)) {
            return false;
        }
    } while (!m->out.hv_sleep);
    serial_flush(&m->serial);
    return true;
}

bool machine_adopt(struct machine *m, const struct options *options)
{
    m->options = options;
    return open_outputs(m);
}

void machine_run(struct machine *m)
{
    double start = now(CLOCK_MONOTONIC);
    double cpu_start = now(CLOCK_PROCESS_CPUTIME_ID);

    while (step(m)) {
    }
    serial_flush(&m->serial);
    if (!flight_end(m->soc)) {
        m->status = STATUS_USAGE;
    }
    if (secrets_violated(&m->secrets)) {
        m->status = STATUS_VIOLATION;
    }
    m->seconds = now(CLOCK_MONOTONIC) - start;
    m->cpu_seconds = now(CLOCK_PROCESS_CPUTIME_ID) - cpu_start;
    /* It may have come after the last poll. */
    (void)assertion_failed(m);
}

void machine_destroy(struct machine *m)
{
    if (m->soc != NULL) {
        serial_close(&m->serial);
        soc_free(m->soc);
    }
    commit_log_close();
    dram_destroy();
}

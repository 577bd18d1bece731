/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host's end of the hypervisor's UART: standard input and output, a file, or a pseudo-terminal.
 * Input is polled now and then, never waited for.
 */
#ifndef SIM_SERIAL_H
#define SIM_SERIAL_H

#include <stdbool.h>
#include <stdint.h>

struct serial {
    int in_fd; /* -1: no input */
    int out_fd;
    bool owned; /* fds are closed by serial_close() */
    uint8_t in[256];
    unsigned in_count;
    unsigned in_next;
    uint8_t out[4096];
    unsigned out_count;
};

/* where: NULL or "-" standard input and output, "pty", or a file to write. */
bool serial_open(struct serial *serial, const char *where);
void serial_close(struct serial *serial);
void serial_put(struct serial *serial, uint8_t byte);
void serial_flush(struct serial *serial);
/* Takes what has arrived; call now and then. */
void serial_poll(struct serial *serial);
bool serial_peek(const struct serial *serial, uint8_t *byte);
void serial_pop(struct serial *serial);

#endif

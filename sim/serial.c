/* SPDX-License-Identifier: Apache-2.0 */
#include "serial.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool open_pty(struct serial *serial)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY);

    if (fd < 0 || grantpt(fd) != 0 || unlockpt(fd) != 0) {
        fprintf(stderr, "error: --uart pty: %s\n", strerror(errno));
        return false;
    }
    fprintf(stderr, "uart: %s\n", ptsname(fd));
    serial->in_fd = fd;
    serial->out_fd = fd;
    serial->owned = true;
    return true;
}

bool serial_open(struct serial *serial, const char *where)
{
    *serial = (struct serial){.in_fd = STDIN_FILENO, .out_fd = STDOUT_FILENO};
    if (where == NULL || strcmp(where, "-") == 0) {
        return true;
    }
    if (strcmp(where, "pty") == 0) {
        return open_pty(serial);
    }
    serial->in_fd = -1;
    serial->out_fd = open(where, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    serial->owned = true;
    if (serial->out_fd < 0) {
        fprintf(stderr, "error: %s: %s\n", where, strerror(errno));
        return false;
    }
    return true;
}

void serial_flush(struct serial *serial)
{
    unsigned done = 0;

    while (done < serial->out_count) {
        ssize_t n = write(serial->out_fd, serial->out + done, serial->out_count - done);

        if (n < 0 && errno != EINTR) {
            break; /* the reader has gone: nothing to lose but its copy */
        }
        done += n > 0 ? (unsigned)n : 0;
    }
    serial->out_count = 0;
}

void serial_close(struct serial *serial)
{
    serial_flush(serial);
    if (serial->owned) {
        close(serial->out_fd);
    }
}

void serial_put(struct serial *serial, uint8_t byte)
{
    serial->out[serial->out_count++] = byte;
    if (byte == '\n' || serial->out_count == sizeof serial->out) {
        serial_flush(serial);
    }
}

void serial_poll(struct serial *serial)
{
    struct pollfd p = {.fd = serial->in_fd, .events = POLLIN};
    ssize_t n;

    serial_flush(serial);
    if (serial->in_fd < 0 || serial->in_next < serial->in_count || poll(&p, 1, 0) <= 0) {
        return;
    }
    n = read(serial->in_fd, serial->in, sizeof serial->in);
    if (n == 0 && !serial->owned) {
        serial->in_fd = -1; /* end of input */
    }
    serial->in_next = 0;
    serial->in_count = n > 0 ? (unsigned)n : 0;
}

bool serial_peek(const struct serial *serial, uint8_t *byte)
{
    if (serial->in_next >= serial->in_count) {
        return false;
    }
    *byte = serial->in[serial->in_next];
    return true;
}

void serial_pop(struct serial *serial)
{
    serial->in_next++;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "checkpoint.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "machine.h"

#define STANDARD_FILES 3
#define REQUEST_MAX    16384 /* directory and arguments, each ended by a zero byte */

static int report_socket = -1; /* in a child: where its asker waits */

static bool address_of(const char *path, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address->sun_path) {
        fprintf(stderr, "error: %s: too long for a socket\n", path);
        return false;
    }
    strcpy(address->sun_path, path);
    return true;
}

static bool fail(const char *path)
{
    fprintf(stderr, "error: %s: %s\n", path, strerror(errno));
    return false;
}

/* ---- the asker ---------------------------------------------------------------------------- */

static size_t request_fill(char *request, int argc, char **argv)
{
    size_t length = 0;

    if (getcwd(request, PATH_MAX) == NULL) {
        return 0;
    }
    length = strlen(request) + 1;
    for (int i = 0; i < argc; i++) {
        size_t n = strlen(argv[i]) + 1;

        if (length + n > REQUEST_MAX) {
            errno = E2BIG;
            return 0;
        }
        memcpy(request + length, argv[i], n);
        length += n;
    }
    return length;
}

/* The bytes travel with the three standard files. */
static bool request_send(int fd, char *request, size_t length)
{
    int files[STANDARD_FILES] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
    char control[CMSG_SPACE(sizeof files)] = {0};
    struct iovec io = {.iov_base = request, .iov_len = length};
    struct msghdr message = {
        .msg_iov = &io, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *c = CMSG_FIRSTHDR(&message);

    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof files);
    memcpy(CMSG_DATA(c), files, sizeof files);
    return sendmsg(fd, &message, 0) == (ssize_t)length;
}

int checkpoint_restore(const char *path, int argc, char **argv)
{
    struct sockaddr_un address;
    static char request[REQUEST_MAX];
    size_t length = request_fill(request, argc, argv);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    uint8_t status = STATUS_USAGE;

    if (!address_of(path, &address)) {
        return STATUS_USAGE;
    }
    if (length == 0 || fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        !request_send(fd, request, length)) {
        (void)fail(path);
        return STATUS_USAGE;
    }
    if (recv(fd, &status, 1, 0) != 1) {
        fprintf(stderr, "error: %s: the run ended without a status\n", path);
        status = STATUS_FAIL;
    }
    close(fd);
    return status;
}

/* ---- the holder --------------------------------------------------------------------------- */

static ssize_t request_receive(int fd, char *request, int files[STANDARD_FILES])
{
    char control[CMSG_SPACE(STANDARD_FILES * sizeof(int))];
    struct iovec io = {.iov_base = request, .iov_len = REQUEST_MAX};
    struct msghdr message = {
        .msg_iov = &io, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(fd, &message, 0);
    struct cmsghdr *c = length > 0 ? CMSG_FIRSTHDR(&message) : NULL;

    if (c == NULL || c->cmsg_type != SCM_RIGHTS ||
        c->cmsg_len != CMSG_LEN(STANDARD_FILES * sizeof(int)) || request[length - 1] != '\0') {
        return -1;
    }
    memcpy(files, CMSG_DATA(c), STANDARD_FILES * sizeof(int));
    return length;
}

/* Splits the request in place; the first string is the directory. */
static char **arguments_of(char *request, size_t length, int *argc)
{
    char **argv = calloc(length + 1, sizeof *argv);
    size_t at = strlen(request) + 1;

    *argc = 0;
    if (argv == NULL) {
        return NULL;
    }
    while (at < length) {
        argv[(*argc)++] = request + at;
        at += strlen(request + at) + 1;
    }
    return argv;
}

static bool become_run(int fd, int *argc, char ***argv)
{
    static char request[REQUEST_MAX];
    int files[STANDARD_FILES];
    ssize_t length = request_receive(fd, request, files);

    if (length < 0 || chdir(request) != 0) {
        return false;
    }
    for (int i = 0; i < STANDARD_FILES; i++) {
        dup2(files[i], i);
        close(files[i]);
    }
    report_socket = fd;
    *argv = arguments_of(request, (size_t)length, argc);
    return *argv != NULL;
}

static int listen_on(const char *path)
{
    struct sockaddr_un address;
    int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);

    if (!address_of(path, &address)) {
        return -1;
    }
    unlink(path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(fd, 16) != 0) {
        (void)fail(path);
        return -1;
    }
    return fd;
}

bool checkpoint_serve(const char *path, int *argc, char ***argv)
{
    int listener = listen_on(path);

    if (listener < 0) {
        return false;
    }
    fprintf(stderr, "checkpoint: %s\n", path);
    while (!machine_interrupted()) {
        int fd = accept(listener, NULL, NULL);

        while (waitpid(-1, NULL, WNOHANG) > 0) {
        }
        if (fd < 0) {
            continue; /* a signal: the loop's condition decides */
        }
        if (fork() == 0) {
            close(listener);
            if (become_run(fd, argc, argv)) {
                return true;
            }
            _exit(STATUS_USAGE);
        }
        close(fd);
    }
    close(listener);
    unlink(path);
    return false;
}

void checkpoint_end(int status)
{
    uint8_t byte = (uint8_t)status;

    if (report_socket < 0) {
        return;
    }
    fflush(NULL);
    (void)!send(report_socket, &byte, 1, MSG_NOSIGNAL);
    _exit(status);
}

bool checkpoint_abandoned(void)
{
    uint8_t byte;

    return report_socket >= 0 && recv(report_socket, &byte, 1, MSG_DONTWAIT) == 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "twin.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shim.h"

enum { NAME_MAX_BYTES = 40 };

bool twin_needed(unsigned models, bool trace)
{
    return models != soc_models() || (trace && !soc_can_trace());
}

/* As sim.mk names them. */
static void twin_name(char *name, unsigned models, bool trace)
{
    char number[12] = "";

    if (models != 1) {
        snprintf(number, sizeof number, "-%u", models);
    }
    snprintf(name, NAME_MAX_BYTES, "guillotine-sim%s%s", number, trace ? "-trace" : "");
}

static int make_twin(const char *top, const char *target)
{
    pid_t pid = fork();
    int status = -1;

    if (pid == 0) {
        /* Its progress must not mix with the UART on standard output. */
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execlp("make", "make", "-s", "-C", top, target, (char *)NULL);
        _exit(127);
    }
    if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status)) {
        return WEXITSTATUS(status);
    }
    return -1;
}

/* The build puts all of them into one directory below the top of the checkout. */
static bool checkout(char *top, size_t size)
{
    ssize_t n = readlink("/proc/self/exe", top, size - 1);
    char *slash;

    top[n > 0 ? n : 0] = '\0';
    for (int up = 0; up < 2; up++) {
        slash = strrchr(top, '/');
        if (slash == NULL) {
            fprintf(stderr, "error: cannot find the checkout of this program\n");
            return false;
        }
        *slash = '\0';
    }
    return true;
}

/* The traced build is made, or brought up to date, when somebody asks for waveforms. */
static bool traced_ready(const char *top, const char *path, const char *target)
{
    fprintf(stderr, "trace: building %s (once)\n", path);
    if (make_twin(top, target) != 0) {
        fprintf(stderr, "error: --trace: make %s failed in %s\n", target, top);
        return false;
    }
    return true;
}

void twin_exec(char **argv, unsigned models, bool trace)
{
    char top[PATH_MAX];
    char name[NAME_MAX_BYTES];
    char target[sizeof "build/" + NAME_MAX_BYTES];
    char path[PATH_MAX + sizeof target];

    if (!checkout(top, sizeof top)) {
        return;
    }
    twin_name(name, models, trace);
    snprintf(target, sizeof target, "build/%s", name);
    snprintf(path, sizeof path, "%s/%s", top, target);
    if (trace && !traced_ready(top, path, target)) {
        return;
    }
    execv(path, argv);
    if (errno == ENOENT) {
        fprintf(stderr, "error: no simulator with %u models: make %s\n", models, target);
    } else {
        fprintf(stderr, "error: %s: %s\n", path, strerror(errno));
    }
}

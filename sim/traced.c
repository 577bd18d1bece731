/* SPDX-License-Identifier: Apache-2.0 */
#include "traced.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The build puts both programs into one directory below the top of the checkout. */
#define TWIN "guillotine-sim-trace"

static int make_twin(const char *top)
{
    pid_t pid = fork();
    int status = -1;

    if (pid == 0) {
        /* Its progress must not mix with the UART on standard output. */
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execlp("make", "make", "-s", "-C", top, "build/" TWIN, (char *)NULL);
        _exit(127);
    }
    if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status)) {
        return WEXITSTATUS(status);
    }
    return -1;
}

void traced_exec(char **argv)
{
    char top[PATH_MAX];
    char twin[PATH_MAX + sizeof "/build/" TWIN];
    ssize_t n = readlink("/proc/self/exe", top, sizeof top - 1);
    char *slash;

    top[n > 0 ? n : 0] = '\0';
    for (int up = 0; up < 2; up++) {
        slash = strrchr(top, '/');
        if (slash == NULL) {
            fprintf(stderr, "error: --trace: cannot find the checkout of this program\n");
            return;
        }
        *slash = '\0';
    }
    snprintf(twin, sizeof twin, "%s/build/%s", top, TWIN);
    fprintf(stderr, "trace: building %s (once)\n", twin);
    if (make_twin(top) != 0) {
        fprintf(stderr, "error: --trace: make build/%s failed in %s\n", TWIN, top);
        return;
    }
    execv(twin, argv);
    fprintf(stderr, "error: %s: %s\n", twin, strerror(errno));
}

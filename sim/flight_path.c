/* SPDX-License-Identifier: Apache-2.0 */
#include "flight_path.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool usual_directory(char *path, size_t size)
{
    static const char name[] = "run";
    ssize_t n = readlink("/proc/self/exe", path, size - sizeof name);

    while (n > 0 && path[n - 1] != '/') {
        n--;
    }
    if (n <= 0) {
        return false;
    }
    memcpy(path + n, name, sizeof name);
    return mkdir(path, 0777) == 0 || errno == EEXIST;
}

/* Files of runs that were killed: modelN.flight.PID and its side file. */
static void sweep(const char *directory)
{
    DIR *dir = opendir(directory);
    char path[PATH_MAX];
    const struct dirent *e;

    while (dir != NULL && (e = readdir(dir)) != NULL) {
        const char *number = strstr(e->d_name, ".flight.");
        const long pid = number != NULL ? strtol(number + sizeof ".flight." - 1, NULL, 10) : 0;

        if (pid > 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH &&
            (size_t)snprintf(path, sizeof path, "%s/%s", directory, e->d_name) < sizeof path) {
            unlink(path);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
}

bool flight_path(struct flight_path *path, const char *name, unsigned model)
{
    char directory[PATH_MAX - 64];
    int n;

    *path = (struct flight_path){0};
    if (name != NULL) {
        n = model == 0 ? snprintf(path->during, PATH_MAX, "%s", name)
                       : snprintf(path->during, PATH_MAX, "%s.%u", name, model);
        return n < PATH_MAX;
    }
    if (!usual_directory(directory, sizeof directory)) {
        return false;
    }
    sweep(directory);
    snprintf(path->during, PATH_MAX, "%s/model%u.flight.%ld", directory, model, (long)getpid());
    snprintf(path->after, PATH_MAX, "%s/model%u.flight", directory, model);
    return true;
}

bool flight_path_settle(const struct flight_path *path)
{
    char from[PATH_MAX + 8];
    char to[PATH_MAX + 8];

    if (path->after[0] == '\0') {
        return true;
    }
    snprintf(from, sizeof from, "%s.blobs", path->during);
    snprintf(to, sizeof to, "%s.blobs", path->after);
    return rename(from, to) == 0 && rename(path->during, path->after) == 0;
}

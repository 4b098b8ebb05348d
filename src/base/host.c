#include "host.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "cleanup.h"

int64_t host_free_bytes(const char *path)
{
    struct statvfs fs;

    return path && statvfs(path, &fs) == 0 ? (int64_t) fs.f_bavail * (int64_t) fs.f_frsize : -1;
}

const char *host_process_title(int64_t pid, char *ret, size_t bytes)
{
    char path[64];
    size_t n = 0;
    FILE *f;

    snprintf(path, sizeof(path), "/proc/%" PRId64 "/cmdline", pid);
    f = fopen(path, "re");
    if (f) {
        n = fread(ret, 1, bytes - 1, f);
        fclose(f);
    }
    for (size_t i = 0; i < n; i++)
        if (ret[i] == '\0')
            ret[i] = ' ';
    ret[n] = '\0';
    return ret;
}

/* What a small file of the kernel holds; "" where there is none. */
static const char *read_small(const char *path, char *ret, size_t bytes)
{
    FILE *f = fopen(path, "re");
    size_t n = 0;

    if (f) {
        n = fread(ret, 1, bytes - 1, f);
        fclose(f);
    }
    ret[n] = '\0';
    return ret;
}

/* Where a process's number means what it means to us: the boot, and the namespace of numbers. false: not to be known. */
static bool read_place(char *ret, size_t bytes)
{
    char boot[64], ns[64];
    ssize_t n = readlink("/proc/self/ns/pid", ns, sizeof(ns) - 1);

    read_small("/proc/sys/kernel/random/boot_id", boot, sizeof(boot));
    boot[strcspn(boot, "\n")] = '\0';
    ns[MAX(n, (ssize_t) 0)] = '\0';
    snprintf(ret, bytes, "%s %s", boot, ns);
    return *boot && *ns;
}

/* Its state and when it was started, in ticks since the boot: fields 3 and 22. 0: there is no such process. */
static unsigned long long read_start(long pid, char *ret_state)
{
    char path[64], stat[1024];
    const char *at;

    snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
    at = strrchr(read_small(path, stat, sizeof(stat)), ')'); /* the name may hold anything */
    if (!at || at[1] != ' ' || !at[2])
        return 0;
    *ret_state = *(at += 2);
    for (int field = 3; at && field < 22; field++)
        at = strchr(at + 1, ' ');
    return at ? strtoull(at, NULL, 10) : 0;
}

const char *host_process_name(char ret[static HOST_PROCESS_BYTES])
{
    char place[HOST_PROCESS_BYTES - 48], state;
    unsigned long long start = read_start(getpid(), &state);

    ret[0] = '\0';
    if (start > 0 && read_place(place, sizeof(place)))
        snprintf(ret, HOST_PROCESS_BYTES, "%s %ld %llu", place, (long) getpid(), start);
    return ret;
}

bool host_process_has_ended(const char *name)
{
    char place[HOST_PROCESS_BYTES - 48], state;
    unsigned long long start, started;
    char *end;
    size_t n;
    long pid;

    if (!name || !read_place(place, sizeof(place)))
        return false;
    n = strlen(place);
    if (strncmp(name, place, n) != 0)
        return false;
    pid = strtol(name + n, &end, 10);
    start = strtoull(end, NULL, 10);
    if (pid <= 0 || start == 0)
        return false;
    started = read_start(pid, &state);
    if (started == 0)
        return kill((pid_t) pid, 0) < 0 && errno == ESRCH; /* or it is another account's, which /proc may hide */
    return started != start || state == 'Z';
}

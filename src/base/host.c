#include "host.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/statvfs.h>

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

#include "fault.h"

#ifdef RETCON_FAULTS
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void log_point(const char *file, const char *name)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    if (fd < 0)
        return;
    if (write(fd, name, strlen(name)) < 0 || write(fd, "\n", 1) < 0)
        abort();
    close(fd);
}

void fault_point(const char *name)
{
    static long seen;
    const char *spec = getenv("RETCON_FAULT"), *file = getenv("RETCON_FAULT_LOG"), *colon;

    if (file)
        log_point(file, name);
    colon = spec ? strchr(spec, ':') : NULL;
    if (!colon || strlen(name) != (size_t) (colon - spec) || strncmp(spec, name, (size_t) (colon - spec)) != 0)
        return;
    if (++seen == strtol(colon + 1, NULL, 10))
        kill(getpid(), SIGKILL);
}
#else
typedef int fault_points_are_off;
#endif

#include "child.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

enum { MAX_OUTPUT = 64 * 1024 };

extern char **environ;

static int start(const struct child *s, int output, pid_t *ret_pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    int rc;

    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    rc = posix_spawn_file_actions_addopen(&actions, 0, s->input ? s->input : "/dev/null", O_RDONLY, 0);
    rc = rc ? rc : posix_spawn_file_actions_adddup2(&actions, output, 1);
    rc = rc ? rc : posix_spawn_file_actions_adddup2(&actions, output, 2);
    rc = rc ? rc : posix_spawnp(ret_pid, s->argv[0], &actions, &attributes, (char *const *) s->argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return rc;
}

/* What it writes, until it closes its output. 0: the end; -1: it takes too long. */
static int listen_to(int fd, int64_t until_ms, struct buf *out)
{
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int64_t left = until_ms - clock_ms();
        char chunk[4096];
        ssize_t n;

        if (left <= 0)
            return -1;
        if (poll(&p, 1, (int) MIN(left, (int64_t) 60000)) <= 0)
            continue;
        n = read(fd, chunk, sizeof(chunk));
        if (n == 0 || (n < 0 && errno != EINTR))
            return 0;
        if (n > 0 && out->len + (size_t) n <= MAX_OUTPUT)
            buf_add(out, chunk, (size_t) n);
    }
}

static int status_of(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int child_run(const struct child *s, int *ret_status, struct buf *out, struct err *e)
{
    int ends[2], rc;
    pid_t pid;

    if (pipe2(ends, O_CLOEXEC) < 0)
        return err_set(e, ERR_IO, "cannot run %s: %s", s->argv[0], strerror(errno));
    rc = start(s, ends[1], &pid);
    close(ends[1]);
    if (rc != 0) {
        close(ends[0]);
        return err_set(e, ERR_IO, "cannot run %s: %s", s->argv[0], strerror(rc));
    }
    rc = listen_to(ends[0], clock_ms() + s->deadline_ms, out);
    close(ends[0]);
    if (rc < 0)
        kill(pid, SIGKILL);
    *ret_status = status_of(pid);
    return rc < 0 ? err_set(e, ERR_IO, "%s took too long", s->argv[0]) : 0;
}

int child_folder_make(struct child_folder *ret, struct err *e)
{
    const char *below = getenv("TMPDIR");

    if (!below || below[0] != '/')
        below = "/tmp";
    if ((size_t) snprintf(ret->path, sizeof(ret->path), "%s/retcon.XXXXXX", below) >= sizeof(ret->path) ||
        !mkdtemp(ret->path)) {
        err_set(e, ERR_IO, "cannot make a folder in \"%s\": %s", below, strerror(errno));
        ret->path[0] = '\0';
        return -1;
    }
    return 0;
}

int child_folder_write(const struct child_folder *f, struct arena *a, const char *name, const char *text,
                       const char **ret_path, struct err *e)
{
    const char *path = arena_printf(a, "%s/%s", f->path, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    size_t n = strlen(text);
    ssize_t written;

    if (fd < 0)
        return err_set(e, ERR_IO, "cannot write \"%s\": %s", path, strerror(errno));
    written = write(fd, text, n);
    if (close(fd) < 0 || written < 0 || (size_t) written != n)
        return err_set(e, ERR_IO, "cannot write \"%s\"", path);
    *ret_path = path;
    return 0;
}

void child_folder_remove(struct child_folder *f)
{
    DIR *d = f->path[0] ? opendir(f->path) : NULL;

    for (struct dirent *x = d ? readdir(d) : NULL; x; x = readdir(d))
        unlinkat(dirfd(d), x->d_name, 0);
    if (d)
        closedir(d);
    if (f->path[0])
        rmdir(f->path);
    f->path[0] = '\0';
}

int child_read(const char *path, size_t max, struct buf *out, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    char chunk[4096];
    ssize_t n = 0;

    if (fd < 0)
        return err_set(e, ERR_IO, "cannot open \"%s\": %s", path, strerror(errno));
    while (out->len <= max && (n = read(fd, chunk, sizeof(chunk))) > 0)
        buf_add(out, chunk, (size_t) n);
    close(fd);
    if (n < 0 || out->len > max)
        return err_set(e, ERR_IO, "cannot read \"%s\": %s", path, n < 0 ? strerror(errno) : "it is too large");
    return 0;
}

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int io_error(struct err *e, const char *path)
{
    return err_set(e, ERR_IO, "cannot write \"%s\": %s", path, strerror(errno));
}

static int write_all(int fd, const struct buf *text)
{
    size_t done = 0;
    bool newline = text->len > 0 && text->data[text->len - 1] != '\n';

    while (done < text->len) {
        ssize_t n = write(fd, text->data + done, text->len - done);

        if (n < 0 && errno != EINTR)
            return -1;
        done += n > 0 ? (size_t) n : 0;
    }
    return newline && write(fd, "\n", 1) != 1 ? -1 : 0;
}

/* The text on the disk before it has its name: a crash leaves the old file or the new one. */
static int fill(int fd, const struct buf *text, mode_t mode)
{
    int rc = write_all(fd, text) < 0 || fchmod(fd, mode) < 0 || fsync(fd) < 0 ? -1 : 0;
    int cause = errno;

    if (close(fd) < 0 && rc == 0)
        return -1;
    errno = cause;
    return rc;
}

static mode_t usual_mode(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return 0666 & ~mask;
}

static void sync_folder(const char *path)
{
    char copy[PATH_MAX];
    int fd;

    snprintf(copy, sizeof(copy), "%s", path);
    fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

/* A pipe, a terminal, /dev/stdout: there is nothing to rename. */
static int write_through(const char *path, const struct buf *text, struct err *e)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC), rc;

    if (fd < 0)
        return io_error(e, path);
    rc = write_all(fd, text);
    if (close(fd) < 0 || rc < 0)
        return io_error(e, path);
    return 0;
}

int output_replace(const char *path, const struct buf *text, struct err *e)
{
    char temporary[PATH_MAX];
    struct stat old;
    bool exists = stat(path, &old) == 0;
    int fd;

    if (exists && !S_ISREG(old.st_mode))
        return S_ISDIR(old.st_mode) ? err_set(e, ERR_IO, "\"%s\" is a folder", path) : write_through(path, text, e);
    if ((size_t) snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >= sizeof(temporary))
        return err_set(e, ERR_IO, "the path is too long: \"%.200s…\"", path);
    fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return io_error(e, path);
    if (fill(fd, text, exists ? old.st_mode & 0777 : usual_mode()) < 0 || rename(temporary, path) < 0) {
        io_error(e, path);
        unlink(temporary);
        return -1;
    }
    sync_folder(path);
    return 0;
}

int output_create(const char *path, const struct buf *text, struct err *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

    if (fd < 0 && errno == EEXIST) {
        err_set(e, ERR_IO, "\"%s\" exists already", path);
        return err_hint(e, "it is left as it is; name another file");
    }
    if (fd < 0)
        return io_error(e, path);
    if (fill(fd, text, usual_mode()) < 0) {
        io_error(e, path);
        unlink(path);
        return -1;
    }
    sync_folder(path);
    return 0;
}

/*
 * open.c: open and close an SQLite file.
 */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "clock.h"
#include "session.h"
#include "freeze.h"
#include "slice.h"
#include "text.h"

enum { BUSY_DEFAULT_MS = 5000, BUSY_STEP_MS = 5, PROGRESS_OPS = 1000 };

/* From linux/magic.h and the file systems' own sources. */
static const long network_types[] = {
    0x6969,     /* NFS */
    0x517b,     /* SMB */
    0xff534d42, /* CIFS */
    0xfe534d42, /* SMB2 */
    0x5346414f, /* AFS */
    0x73757245, /* Coda */
    0x564c,     /* NCP */
};

bool lite_is_network(long fs_type)
{
    for (size_t i = 0; i < ARRAY_LEN(network_types); i++)
        if ((fs_type & 0xffffffffL) == network_types[i])
            return true;
    return false;
}

static int check_file_system(const char *path, bool exists, struct err *e)
{
    char *copy = xstrdup(path);
    struct statfs fs;
    int r = statfs(exists ? path : dirname(copy), &fs);

    free(copy);
    if (r == 0 && lite_is_network((long) fs.f_type)) {
        err_set(e, ERR_DATABASE, "\"%s\" is on a network file system, where SQLite's locks do not hold", path);
        return err_hint(e, "run on the machine that has the disk");
    }
    return 0;
}

static int cannot_open(const char *path, int error, struct err *e)
{
    err_set(e, ERR_DATABASE, "the SQLite file \"%s\" cannot be opened: %s", path, strerror(error));
    if (error == ENOENT || error == ENOTDIR)
        return err_hint(e, "the path is looked up from the present directory; a database that is not there is not made");
    return err_hint(e, "each directory on the way to it needs to be open to this account");
}

static int check_file(const char *path, bool may_create, struct err *e)
{
    struct stat st;
    bool exists = stat(path, &st) == 0;

    if (!exists && (errno != ENOENT || !may_create))
        return cannot_open(path, errno, e);
    if (exists && !S_ISREG(st.st_mode))
        return err_set(e, ERR_DATABASE, "\"%s\" is not a file", path);
    return check_file_system(path, exists, e);
}

/* SQLite asks while it waits for another connection's lock. */
static int on_busy(void *arg, int count)
{
    struct db *db = arg;
    struct lite_session *s = db->session;
    int64_t limit_ms = db->lock_timeout_ms ? db->lock_timeout_ms : BUSY_DEFAULT_MS, now_us = clock_us();

    if (count == 0)
        s->lock_wait_us = now_us;
    if (db_interrupted(db))
        s->stop = LITE_INTERRUPTED;
    if (s->stop != LITE_GOES_ON || now_us - s->lock_wait_us >= limit_ms * 1000)
        return 0;
    clock_sleep_ms(BUSY_STEP_MS);
    return 1;
}

/* SQLite asks every so many steps of its machine. */
static int on_progress(void *arg)
{
    struct db *db = arg;
    struct lite_session *s = db->session;

    if (s->stop == LITE_GOES_ON && db_interrupted(db))
        s->stop = LITE_INTERRUPTED;
    if (s->stop == LITE_GOES_ON && s->end_us && clock_us() >= s->end_us)
        s->stop = LITE_TIMED_OUT;
    return s->stop != LITE_GOES_ON;
}

/* "x" is a name and nothing else: a misspelt column must not become a string. */
static void configure(struct db *db)
{
    sqlite3 *h = lite_session(db)->handle;

    sqlite3_extended_result_codes(h, 1);
    sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(h, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_busy_handler(h, on_busy, db);
    sqlite3_progress_handler(h, PROGRESS_OPS, on_progress, db);
}

/* The session's pragmas; the first read of the file tells whether it is a database at all. */
static int begin_session(struct db *db, struct err *e)
{
    static const enum sql_id ids[] = {SQL_SESSION, SQL_SESSION_READ_ONLY};
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct sql_text sql;

    if (lite_add_functions(lite_session(db), e) < 0)
        return -1;
    for (size_t i = 0; i < (db->opts.access == DB_READ_ONLY ? 2 : 1); i++)
        if (sql_render(SQL_ENGINE_SQLITE, ids[i], NULL, a, &sql, e) < 0 || lite_script(db, sql.text, e) < 0)
            return -1;
    return 0;
}

static int open_file(struct db *db, const char *path, struct err *e)
{
    int flags = db->opts.access == DB_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    struct lite_session *s = xcalloc(1, sizeof(*s));

    s->path = xstrdup(path);
    db->session = s;
    if (flags == SQLITE_OPEN_READWRITE && db->opts.may_create)
        flags |= SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(path, &s->handle, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return lite_error(db, NULL, false, e);
    configure(db);
    if (begin_session(db, e) < 0)
        return -1;
    if (db->opts.access == DB_READ_WRITE && sqlite3_db_readonly(s->handle, "main") == 1) {
        err_set(e, ERR_DATABASE, "the SQLite file \"%s\" cannot be written", path);
        return err_hint(e, "the file and its directory need write permission");
    }
    return 0;
}

int lite_open(struct db *db, struct err *e)
{
    const char *path = text_starts_with(db->url, "sqlite:") ? db->url + strlen("sqlite:") : db->url;

    if (!*path)
        return err_set(e, ERR_USAGE, "the URL \"sqlite:\" names no file");
    if (check_file(path, db->opts.may_create, e) < 0)
        return -1;
    if (open_file(db, path, e) < 0) {
        lite_close(db);
        return err_context(e, "\"%s\"", path);
    }
    snprintf(db->description, sizeof(db->description), "SQLite %s, file %s", sqlite3_libversion(), path);
    return 0;
}

void lite_close(struct db *db)
{
    struct lite_session *s = TAKE_PTR(db->session);

    if (!s)
        return;
    lite_forget_statements(s);
    lite_slice_free(s->slice);
    lite_freeze_free(s->freeze);
    /* Only statements, blobs and backups keep a handle from closing, and there are none left. */
    sqlite3_close_v2(s->handle);
    free(s->path);
    free(s);
}

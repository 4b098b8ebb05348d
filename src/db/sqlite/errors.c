/*
 * errors.c: SQLite's errors in our words.
 */
#include <stdio.h>
#include <string.h>

#include "session.h"

/* An extended code that is listed decides, else its primary code. */
static const struct {
    int code;
    const char *name;
    enum err_id id;
    const char *hint;
} codes[] = {
    {SQLITE_PERM, "PERM", ERR_DATABASE, NULL},
    {SQLITE_ABORT, "ABORT", ERR_TRANSIENT, NULL},
    {SQLITE_BUSY, "BUSY", ERR_TRANSIENT, "another connection is writing"},
    {SQLITE_BUSY_RECOVERY, "BUSY", ERR_TRANSIENT, "another connection is recovering the file after a crash"},
    {SQLITE_LOCKED, "LOCK", ERR_TRANSIENT, NULL},
    {SQLITE_NOMEM, "NOMEM", ERR_DATABASE, NULL},
    {SQLITE_READONLY, "RDONL", ERR_DATABASE, "the file and its directory need write permission"},
    {SQLITE_READONLY_RECOVERY, "RDONL", ERR_DATABASE,
     "the file needs recovery after a crash; open it once with write permission"},
    {SQLITE_READONLY_ROLLBACK, "RDONL", ERR_DATABASE,
     "a transaction was cut short and must be undone; open the file once with write permission"},
    {SQLITE_READONLY_CANTINIT, "RDONL", ERR_DATABASE,
     "the file is in WAL mode, so even reading needs write permission for its -shm file and directory"},
    {SQLITE_READONLY_DIRECTORY, "RDONL", ERR_DATABASE, "the directory needs write permission for the journal"},
    {SQLITE_INTERRUPT, "INTR", ERR_INTERRUPTED, NULL},
    {SQLITE_IOERR, "IOERR", ERR_DATABASE, "the disk or file system reports an error: look at the system's log"},
    {SQLITE_CORRUPT, "CORRU", ERR_DATABASE, "the file is damaged: run \"pragma integrity_check\" on a copy"},
    {SQLITE_FULL, "FULL", ERR_DATABASE, "the disk is full"},
    {SQLITE_CANTOPEN, "CANTO", ERR_DATABASE,
     "the file and its directory must be readable; in WAL mode the directory must be writable too"},
    {SQLITE_PROTOCOL, "PROTO", ERR_TRANSIENT, NULL},
    {SQLITE_SCHEMA, "SCHEM", ERR_TRANSIENT, NULL},
    {SQLITE_TOOBIG, "TOOBI", ERR_ROW, NULL},
    {SQLITE_CONSTRAINT, "CONST", ERR_ROW, NULL},
    {SQLITE_MISMATCH, "MISMA", ERR_ROW, NULL},
    {SQLITE_MISUSE, "MISUS", ERR_BUG, NULL},
    {SQLITE_NOLFS, "NOLFS", ERR_DATABASE, NULL},
    {SQLITE_AUTH, "AUTH", ERR_SQL, NULL},
    {SQLITE_RANGE, "RANGE", ERR_BUG, NULL},
    {SQLITE_NOTADB, "NOTDB", ERR_DATABASE, "the file is no SQLite database, or it is encrypted"},
};

static size_t find_code(int code)
{
    size_t found = ARRAY_LEN(codes);

    for (size_t i = 0; i < ARRAY_LEN(codes); i++)
        if (codes[i].code == code || (found == ARRAY_LEN(codes) && codes[i].code == (code & 0xff)))
            found = i;
    return found;
}

/* A plain SQLITE_ERROR is the statement's fault while it is parsed, and a value's fault (integer overflow, malformed
   JSON) while it runs. */
enum err_id lite_error_id(int code, bool preparing)
{
    size_t i = find_code(code);

    if (i < ARRAY_LEN(codes))
        return codes[i].id;
    return (code & 0xff) == SQLITE_ERROR ? (preparing ? ERR_SQL : ERR_ROW) : ERR_DATABASE;
}

static int position(sqlite3 *h)
{
#if SQLITE_VERSION_NUMBER >= 3038000
    return sqlite3_error_offset(h) + 1;
#else
    (void) h;
    return 0;
#endif
}

static int stopped(enum lite_stop stop, struct err *e)
{
    if (stop == LITE_INTERRUPTED)
        return err_set(e, ERR_INTERRUPTED, "interrupted");
    return err_set(e, ERR_TRANSIENT, "the statement took longer than its timeout");
}

int lite_error(struct db *db, const char *sql, bool preparing, struct err *e)
{
    struct lite_session *s = db->session;
    int code = sqlite3_extended_errcode(s->handle);
    size_t i = find_code(code);

    if (s->stop != LITE_GOES_ON && ((code & 0xff) == SQLITE_INTERRUPT || (code & 0xff) == SQLITE_BUSY))
        return stopped(s->stop, e);
    err_set(e, lite_error_id(code, preparing), "%s", sqlite3_errmsg(s->handle));
    if (i < ARRAY_LEN(codes)) {
        snprintf(e->sqlstate, sizeof(e->sqlstate), "%s", codes[i].name);
        if (codes[i].hint)
            err_hint(e, "%s", codes[i].hint);
    }
    if (preparing && sql)
        e->position = position(s->handle);
    return -1;
}

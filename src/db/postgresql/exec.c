/*
 * exec.c: statements on PostgreSQL: send, collect every result, keep the first error.
 */
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "session.h"

static void clear_handle(void *handle)
{
    PQclear(handle);
}

static struct db_result *wrap(PGresult *r)
{
    struct db_result *result = db_result_new((size_t) PQnfields(r));
    struct db_cell *cell;

    result->handle = r;
    result->release = clear_handle;
    result->rows = (size_t) PQntuples(r);
    if (strncmp(PQcmdStatus(r), "SELECT", strlen("SELECT")) != 0)
        result->affected = strtoll(PQcmdTuples(r), NULL, 10);
    for (size_t column = 0; column < result->columns; column++)
        result->names[column] = PQfname(r, (int) column);
    cell = result->cells = arena_new_array(result->arena, struct db_cell, result->rows * result->columns);
    for (int row = 0; row < PQntuples(r); row++)
        for (int column = 0; column < PQnfields(r); column++, cell++)
            if (!PQgetisnull(r, row, column)) {
                cell->text = PQgetvalue(r, row, column);
                cell->len = (size_t) PQgetlength(r, row, column);
            }
    return result;
}

static bool is_copy(ExecStatusType status)
{
    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

/* What a result says about its statement: 0, or -1 with e filled. */
static int judge(struct db *db, const PGresult *r, const char *sql, struct err *e)
{
    const struct pg_session *s = db->session;

    switch (PQresultStatus(r)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
        return 0;
    case PGRES_EMPTY_QUERY:
        return err_set(e, ERR_BUG, "an empty statement was sent to the database");
    case PGRES_FATAL_ERROR:
    case PGRES_NONFATAL_ERROR:
    case PGRES_BAD_RESPONSE:
        return pg_error(r, sql, s->role, e);
    default:
        return err_set(e, ERR_BUG, "the database answered with %s", PQresStatus(PQresultStatus(r)));
    }
}

/* Everything that the statement answers. ret: its last result. After an error the rest is read all the same, so
   that the connection is ready for the next statement. */
static int collect(struct db *db, struct pg_wait *w, const char *sql, PGresult **ret, struct err *e)
{
    _cleanup_(pg_clearp) PGresult *last = NULL;
    struct err other;
    int failed = 0;

    for (;;) {
        PGresult *r;

        if (pg_next(db, w, &r, failed ? &other : e) < 0)
            return -1;
        if (!r)
            break;
        PQclear(last);
        last = r;
        if (judge(db, r, sql, failed ? &other : e) < 0)
            failed = -1;
        if (is_copy(PQresultStatus(r))) {
            pg_close(db);
            return -1;
        }
    }
    if (PQstatus(pg_conn(db)) != CONNECTION_OK) {
        if (!failed)
            failed = pg_lost(pg_conn(db), e);
        pg_close(db);
    }
    if (failed && w->interrupted)
        return err_set(e, ERR_INTERRUPTED, "interrupted");
    *ret = failed ? NULL : TAKE_PTR(last);
    return failed;
}

/* sent: what the PQsend function said. */
static int finish(struct db *db, int sent, const char *sql, PGresult **ret, struct err *e)
{
    struct pg_wait w = pg_wait_init(db);

    if (!sent) {
        pg_lost(pg_conn(db), e);
        pg_close(db);
        return -1;
    }
    if (pg_flush(db, &w, e) < 0)
        return -1;
    return collect(db, &w, sql, ret, e);
}

int pg_exec(struct db *db, const char *sql, size_t n_params, const char *const *params, struct db_result **ret,
            struct err *e)
{
    PGresult *r;

    if (finish(db, PQsendQueryParams(pg_conn(db), sql, (int) n_params, NULL, params, NULL, NULL, 0), sql, &r, e) < 0)
        return -1;
    *ret = wrap(r);
    return 0;
}

int pg_script(struct db *db, const char *sql, struct err *e)
{
    _cleanup_(pg_clearp) PGresult *r = NULL;

    return finish(db, PQsendQuery(pg_conn(db), sql), sql, &r, e);
}

/* The unnamed statement: a pooler in transaction mode keeps no other. */
int pg_prepare(struct db *db, const char *sql, struct err *e)
{
    _cleanup_(pg_clearp) PGresult *r = NULL;

    return finish(db, PQsendPrepare(pg_conn(db), "", sql, 0, NULL), sql, &r, e);
}

void pg_rollback(struct db *db, const char *sql)
{
    struct err ignored;

    if (pg_script(db, sql, &ignored) < 0)
        pg_close(db);
}

static int unknown(struct db *db, struct err *e)
{
    pg_close(db);
    err_set(e, ERR_DISCONNECTED, "the connection was lost after COMMIT was sent: whether it is kept is not known");
    return DB_COMMIT_UNKNOWN;
}

/* May the server have committed although it answers with this error? Its own end can come in between. */
static bool leaves_doubt(const struct err *e)
{
    return !*e->sqlstate || strncmp(e->sqlstate, "08", 2) == 0 || strncmp(e->sqlstate, "57", 2) == 0 ||
           strncmp(e->sqlstate, "XX", 2) == 0 || strncmp(e->sqlstate, "58", 2) == 0;
}

/* COMMIT is never cancelled: cancelled while it waits for a standby, it is kept all the same. */
int pg_commit(struct db *db, const char *sql, struct err *e)
{
    _cleanup_(pg_clearp) PGresult *r = NULL;
    struct pg_wait w = pg_wait_init(db);

    w.interruptible = false;
    if (PQstatus(pg_conn(db)) != CONNECTION_OK) {
        pg_lost(pg_conn(db), e);
        pg_close(db);
        return -1;
    }
    if (!PQsendQuery(pg_conn(db), sql) || pg_flush(db, &w, e) < 0)
        return unknown(db, e);
    FAULT("commit-sent");
    if (collect(db, &w, sql, &r, e) < 0)
        return !db->session || leaves_doubt(e) ? unknown(db, e) : -1;
    /* COMMIT of a transaction that has failed succeeds, as ROLLBACK. */
    if (strcmp(PQcmdStatus(r), "COMMIT") != 0)
        return err_set(e, ERR_DATABASE, "the database rolled the transaction back when it was to commit it");
    return 0;
}

/*
 * exec.c: statements on PostgreSQL: send, collect every result, keep the first error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"
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

/* --- statements that come again and again --- */

enum { KEPT_FROM = 3 }; /* a name is worth a round trip for what comes in a loop */

/* NULL: it is met for the first time, or there is no room. */
static struct pg_kept *find_kept(struct pg_session *s, const char *sql)
{
    for (size_t i = 0; i < s->n_kept; i++)
        if (strcmp(s->kept[i].sql, sql) == 0)
            return &s->kept[i];
    if (s->n_kept < ARRAY_LEN(s->kept))
        s->kept[s->n_kept++] = (struct pg_kept){.sql = xstrdup(sql), .uses = 1};
    return NULL;
}

/* The name tells the text: what another client of a pooler calls so is the same statement. */
static int give_name(struct db *db, struct pg_kept *k, size_t n_params, struct err *e)
{
    _cleanup_(pg_clearp) PGresult *r = NULL;
    char digest[DIGEST_HEX_LEN + 1], name[sizeof(k->name)];

    digest_hex(k->sql, strlen(k->sql), digest);
    snprintf(name, sizeof(name), "retcon_%.16s", digest);
    if (finish(db, PQsendPrepare(pg_conn(db), name, k->sql, (int) n_params, NULL), k->sql, &r, e) < 0)
        return -1;
    memcpy(k->name, name, sizeof(name));
    return 0;
}

/* Behind a pooler that gives each transaction another session a name may be unknown, or taken: do without from here on. The
   transaction has failed by it, and is worth another try. */
static int blame_pooler(struct db *db, struct err *e)
{
    static const char unknown_name[] = "26000", taken_name[] = "42P05";
    struct pg_session *s = db->session;

    if (s && (strcmp(e->sqlstate, unknown_name) == 0 || strcmp(e->sqlstate, taken_name) == 0)) {
        s->keeps_none = true;
        e->id = ERR_TRANSIENT;
    }
    return -1;
}

int pg_exec_kept(struct db *db, const char *sql, size_t n_params, const char *const *params, struct db_result **ret,
                 struct err *e)
{
    struct pg_session *s = db->session;
    struct pg_kept *k = s->keeps_none ? NULL : find_kept(s, sql);
    PGresult *r;

    if (!k || ++k->uses < KEPT_FROM)
        return pg_exec(db, sql, n_params, params, ret, e);
    if (!*k->name && give_name(db, k, n_params, e) < 0)
        return blame_pooler(db, e);
    if (finish(db, PQsendQueryPrepared(pg_conn(db), k->name, (int) n_params, params, NULL, NULL, 0), sql, &r, e) < 0)
        return blame_pooler(db, e);
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

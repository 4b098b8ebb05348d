/*
 * session.h: a connection to PostgreSQL, by asynchronous libpq only: no call of it can wait without our deadline
 * and our look at the interrupt flag. (Name resolution inside PQconnectStart is the one exception.)
 */
#pragma once

#include <libpq-fe.h>

#include "driver.h"

/* A statement that comes again and again. From the third time on the server keeps its plan, under a name. */
struct pg_kept {
    char *sql; /* owned */
    int uses;
    char name[32]; /* empty: none yet */
};

struct pg_session {
    PGconn *conn;
    char *role; /* for the GRANT in a hint */
    struct pg_kept kept[8];
    size_t n_kept;
    bool keeps_none; /* a pooler does not keep names */
};

static inline PGconn *pg_conn(const struct db *db)
{
    return ((struct pg_session *) db->session)->conn;
}

static inline void pg_clear(PGresult *r)
{
    PQclear(r);
}
DEFINE_CLEANUP(PGresult *, pg_clear)

/* connect.c */
int pg_open(struct db *db, struct err *e);
void pg_close(struct db *db);
void pg_forget(struct db *db);

/* wait.c: send everything that libpq has buffered; then the next result of the statement, NULL after the last.
   Interruption: the server is asked to cancel, its answer is awaited for a while, and the result is ERR_INTERRUPTED.
   -1 leaves either no session, or one on which nothing runs. */
struct pg_wait {
    int64_t deadline_us; /* on clock_us(); 0: none */
    bool interruptible;
    bool interrupted; /* the wait's own: a cancel was sent */
};
struct pg_wait pg_wait_init(const struct db *db);
int pg_flush(struct db *db, struct pg_wait *w, struct err *e);
int pg_next(struct db *db, struct pg_wait *w, PGresult **ret, struct err *e);

/* cancel.c: ask the server to cancel what conn runs. 0: it was asked; -1: that took longer than limit_ms. */
int pg_cancel(PGconn *conn, int64_t limit_ms);

/* exec.c */
int pg_exec(struct db *db, const char *sql, size_t n_params, const char *const *params, struct db_result **ret,
            struct err *e);
int pg_exec_kept(struct db *db, const char *sql, size_t n_params, const char *const *params, struct db_result **ret,
                 struct err *e);
int pg_script(struct db *db, const char *sql, struct err *e);
int pg_prepare(struct db *db, const char *sql, struct err *e);
int pg_commit(struct db *db, const char *sql, struct err *e);
void pg_rollback(struct db *db, const char *sql);

/* errors.c: the error of a result, of the connection, and of a connection that did not come about. Return -1. */
int pg_error(const PGresult *r, const char *sql, const char *role, struct err *e);
int pg_lost(PGconn *conn, struct err *e);
int pg_not_connected(const char *message, struct err *e);
/* The kind of error that an SQLSTATE is. */
enum err_id pg_error_id(const char *sqlstate);
/* Bytes before the character number n (from 1) of an UTF-8 text. */
size_t pg_bytes_before(const char *text, int n);
/* One line without a newline at its end. */
void pg_one_line(const char *text, char *ret, size_t size);

/* expression.c */
int pg_expression(struct db *db, struct arena *a, const struct sql_text *sql, const char *own_table,
                  struct expression_info *ret, struct err *e);

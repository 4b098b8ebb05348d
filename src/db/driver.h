/*
 * driver.h: what an engine must do to be one of Retcon's databases. Private to src/db.
 *
 * db.c keeps the state of the transaction, refuses what the contract of db.h refuses, and renders the statements
 * that begin and end transactions; a driver moves statements and results. An engine has one static table of
 * operations. A driver never looks at the transaction's rules; it only knows whether writing is allowed now.
 */
#pragma once

#include "catalog.h"
#include "db.h"

enum db_state { DB_IDLE, DB_READING, DB_WRITING };

struct db {
    const struct db_ops *ops;
    struct db_opts opts;
    char *url;                  /* as given: it may hold a password and is never printed */
    void *session;              /* the driver's; NULL: the connection is closed */
    char description[256];
    char notice[512];           /* the last warning of the server in this transaction */
    enum db_state state;
    bool failed;                /* an error came in this transaction: only a rollback helps */
    int64_t lock_timeout_ms, statement_timeout_ms; /* of this transaction; 0: none */
    int64_t deadline_ms;        /* of a statement, on this side; 0: none */
    const volatile int *interrupt;
    void (*trace)(void *arg, const char *sql);
    void *trace_arg;
};

/* --- operations: all required unless they say otherwise --- */

/* Connect to db->url, set db->session and db->description. Nothing is left behind after a failure. */
typedef int (*db_open_fn)(struct db *db, struct err *e);

/* Free the session, if there is one, and set it to NULL. A transaction that is open there is lost. */
typedef void (*db_close_fn)(struct db *db);

/* Free the session in a forked child, without a word to the server, with which the parent goes on. */
typedef void (*db_forget_fn)(struct db *db);

/* Run one statement. More than one in the text is an error; so is writing unless db->state is DB_WRITING. When the
   connection is lost or no answer comes in db->deadline_ms, the session is closed. */
typedef int (*db_exec_fn)(struct db *db, const char *sql, size_t n_params, const char *const *params,
                          struct db_result **ret, struct err *e);

/* Run statements one after another, up to the first error. */
typedef int (*db_script_fn)(struct db *db, const char *sql, struct err *e);

/* Let the engine parse and type-check one statement. */
typedef int (*db_prepare_fn)(struct db *db, const char *sql, struct err *e);

/* End the write transaction with this statement. Results as db_commit(); never interrupted. */
typedef int (*db_commit_fn)(struct db *db, const char *sql, struct err *e);

/* End the transaction with this statement, whatever state it is in. If that fails the session is closed. */
typedef void (*db_rollback_fn)(struct db *db, const char *sql);

/* The operations behind catalog.h of the same names. A NULL one: the .sql file says it all. */
typedef int (*db_expression_fn)(struct db *db, struct arena *a, const struct sql_text *sql, const char *own_table,
                                struct expression_info *ret, struct err *e);
/* Which columns of the table does the view at *r read? Sets r->columns and r->may. 1: none. */
typedef int (*db_reads_fn)(struct db *db, struct arena *a, const char *table, struct reader_info *r, struct err *e);
typedef int (*db_identity_fn)(struct db *db, struct arena *a, const char **ret, struct err *e);
typedef int (*db_server_fn)(struct db *db, struct arena *a, struct server_info *ret, struct err *e);

struct db_ops {
    enum sql_engine engine;
    db_open_fn open;
    db_close_fn close;
    db_exec_fn exec;
    db_exec_fn exec_kept;    /* optional: one that comes again and again */
    db_script_fn script;
    db_prepare_fn prepare;
    db_commit_fn commit;
    db_rollback_fn rollback;
    bool (*is_seq_scan)(const char *plan_line); /* does a line of EXPLAIN say that a whole table is read? */
    db_expression_fn expression;
    db_reads_fn reads;       /* optional */
    db_identity_fn identity; /* optional */
    db_server_fn server;     /* optional */
    db_forget_fn forget;     /* optional: no handle of this engine lives on in a child */
};

extern const struct db_ops postgresql_ops, sqlite_ops;

/* Has somebody asked to stop? */
static inline bool db_interrupted(const struct db *db)
{
    return db->interrupt && *db->interrupt;
}

/* --- results --- */

struct db_cell {
    const char *text; /* NULL: SQL NULL */
    size_t len;
};

struct db_result {
    struct arena *arena; /* of names and cells, and of the texts where handle does not keep them */
    size_t rows, columns;
    const char **names;
    struct db_cell *cells; /* row by row */
    int64_t affected;
    void *handle;          /* what keeps the texts, or NULL */
    void (*release)(void *handle);
};

/* An empty result with room for columns. Freed by db_result_free(). */
struct db_result *db_result_new(size_t columns);

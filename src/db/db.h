/*
 * db.h: one connection to a database, whichever engine it is.
 *
 * A handle is opened read-only or read-write, and that is a property of the handle: a read-only one has a
 * session that the engine itself forbids to write, and db_begin_write() refuses. Every call has a deadline.
 * A handle belongs to one thread. Results are text, exact: settings that alter a value's text form are
 * pinned in every transaction (never in the session: behind a pooler that would alter another client's). SQLite:
 * a REAL has all its digits, a BLOB is x'…' in hex. Statements come from sql/<engine>/ (see sql.h), never from C.
 *
 * Errors carry the class that def/errors.def gives them; drivers map SQLSTATE and its cousins once:
 *   22*, 23*, P0*, 2F*, 38*, 39* and whatever else a row's own values cause → ERR_ROW
 *   40001, 40P01, 55P03, 57014 (statement timeout), SQLITE_BUSY/LOCKED      → ERR_TRANSIENT
 *   08*, 57P0*, no answer before the deadline                               → ERR_DISCONNECTED
 *   42501 → ERR_PRIVILEGE with the GRANT in the hint; 42* → ERR_SQL with the position; others → ERR_DATABASE
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "err.h"
#include "sql.h"

struct db;
struct db_result;

/* SQLite: columns for which retcon_captured() has room, and of which retcon_take() can be asked: a function has at most 127
   arguments, and these take two and three for each. Columns of a key, for which retcon_listed() has room. */
enum { DB_SQLITE_CAPTURED = 60, DB_SQLITE_TAKEN = 40, DB_SQLITE_KEYS = 32 };

/* DB_EXAMINE writes nothing either, and is for catalog_expression(): read-only where the engine can be asked so (SQLite),
   read-write where it takes a view that is rolled back (PostgreSQL). */
enum db_access { DB_READ_ONLY, DB_READ_WRITE, DB_EXAMINE };

struct db_opts {
    enum db_access access;
    int64_t deadline_ms;  /* no answer to a statement for so long ends the connection. 0: 10 s beyond the transaction's
                             statement timeout, none if that is none; 60 s for a statement outside a transaction */
    bool may_create;      /* SQLite: create the file if it is missing (tests, demo); otherwise that is an error */
};

/* url: postgresql://… or postgres://…, sqlite:FILE, or a path to an SQLite file. */
_must_check_ int db_open(const char *url, const struct db_opts *opts, struct db **ret, struct err *e);
void db_close(struct db *db); /* NULL does nothing; an open transaction is rolled back */
DEFINE_CLEANUP(struct db *, db_close)

enum sql_engine db_engine(const struct db *db);
/* "PostgreSQL 15.18, database shop on localhost:5432": for people; never a password. */
const char *db_description(const struct db *db);

/* A snapshot: several reads see the same state. Works on either kind of handle. */
_must_check_ int db_begin_read(struct db *db, struct err *e);

/* The only door to writing. Limits are set for this transaction alone; NULL: those of short work on the ledger. */
struct db_setting {
    const char *name, *value;
};
struct db_limits {
    int64_t lock_timeout_ms, statement_timeout_ms; /* 0: none */
    const struct db_setting *settings;             /* checkpoint.session; PostgreSQL only */
    size_t n_settings;
};
_must_check_ int db_begin_write(struct db *db, const struct db_limits *limits, struct err *e);

enum { DB_COMMIT_UNKNOWN = 1 };
/* 0: committed. -1: certainly not committed (e says why; the transaction is over). DB_COMMIT_UNKNOWN: no
   answer came; the handle is closed for further use except db_reconnect(): the ledger must be asked. */
_must_check_ int db_commit(struct db *db, struct err *e);
void db_rollback(struct db *db); /* also fine when none is open */
bool db_in_transaction(const struct db *db);

/* The server's last warning in the transaction that is open or ended last; "" when there was none. After a
   successful db_commit(): the commit is kept here, but perhaps not yet on the standby it was to wait for. */
const char *db_notice(const struct db *db);

/* A savepoint within the write transaction. */
_must_check_ int db_savepoint(struct db *db, struct err *e);
void db_savepoint_rollback(struct db *db);

/* In a forked child, outside of transactions: let go of the connection, which is the parent's, without a word to the server;
   db_reconnect() makes another. Not on SQLite, whose handles do not live on in a child. */
void db_forget(struct db *db);
/* No answer to a statement for so long ends the connection, from the next transaction on. 0: as db_opts says. */
void db_deadline(struct db *db, int64_t ms);

_must_check_ int db_reconnect(struct db *db, struct err *e);

/* Run one rendered statement. Parameters are text (NULL is SQL NULL), bound in order; the statement gives them
   their types. ret may be NULL when no rows are wanted. After an error inside a transaction only db_rollback()
   (or db_savepoint_rollback()) is allowed. Outside a transaction the statement can only read. */
_must_check_ int db_exec(struct db *db, const struct sql_text *sql, size_t n_params, const char *const *params,
                         struct db_result **ret, struct err *e);
/* Render and run in one call. db_run_kept(): one that comes again and again with the same text, in a transaction that is tried anew
   after ERR_TRANSIENT; the engine may keep its plan for the connection. */
_must_check_ int db_run_kept(struct db *db, enum sql_id id, const struct sql_args *args, size_t n_params,
                             const char *const *params, struct db_result **ret, struct err *e);
_must_check_ int db_run(struct db *db, enum sql_id id, const struct sql_args *args, size_t n_params,
                        const char *const *params, struct db_result **ret, struct err *e);
/* Several statements in one file (the schema): runs them in the open transaction. */
_must_check_ int db_script(struct db *db, enum sql_id id, const struct sql_args *args, struct err *e);

/* Ask the engine whether it would accept the statement; nothing is executed. The error's position is set. */
_must_check_ int db_prepare(struct db *db, const struct sql_text *sql, struct err *e);

void db_result_free(struct db_result *r);
DEFINE_CLEANUP(struct db_result *, db_result_free)
size_t db_rows(const struct db_result *r);
size_t db_columns(const struct db_result *r);
const char *db_column_name(const struct db_result *r, size_t column);
const char *db_text(const struct db_result *r, size_t row, size_t column); /* NULL for SQL NULL */
size_t db_length(const struct db_result *r, size_t row, size_t column);    /* bytes: a value may hold NUL (SQLite) */
int64_t db_int(const struct db_result *r, size_t row, size_t column);      /* 0 for NULL */
double db_double(const struct db_result *r, size_t row, size_t column);    /* 0 for NULL */
bool db_bool(const struct db_result *r, size_t row, size_t column);        /* t, true, 1 */
int64_t db_affected(const struct db_result *r);                            /* rows changed by a DML statement */

/* Cancel what runs on the handle (from a signal-aware wait): set *flag non-zero and a running db_exec() asks the
   server to cancel and returns ERR_INTERRUPTED. The handle keeps the pointer; NULL forgets it. */
void db_interrupt_on(struct db *db, const volatile int *flag);

/* Every statement that is executed also goes here, rendered (retcon --trace); NULL switches it off. */
void db_trace(struct db *db, void (*fn)(void *arg, const char *sql), void *arg);

/*
 * rollout.h: what happens: the acts of a run's life, over one database handle.
 *
 * A struct rollout binds a plan to a table of one database. The CLI, tests and a later server call the same
 * functions; each does one thing and commits it. Nothing here prints.
 */
#pragma once

#include "catalog.h"
#include "ledger.h"
#include "plan.h"
#include "project.h"

enum batch_form { FORM_SHORT, FORM_LONG };

enum ceremony { CEREMONY_LIGHT, CEREMONY_STANDARD, CEREMONY_FULL };

/* How much care a plan must have, as check computes it. */
struct ceremony_need {
    bool known;                    /* check_run() was here */
    enum ceremony level;
    const char *why;
    const char **missing;          /* what that level asks for and the plan does not have */
    size_t n_missing;
    struct role_list approvals;    /* who must approve before it begins; none where the project names no people */
    struct role_list gate_approvals; /* … and behind each stage */
};

struct rollout {
    struct arena *arena;           /* the command's; not owned */
    struct db *db;                 /* not owned */
    struct plan *plan;             /* not owned */
    const struct project *project; /* what holds for all plans; NULL: there is no project file. Not owned */
    struct project *reread;        /* the same as it was read anew while a run was under way (people.h); owned */
    struct table_info *table;
    const struct column_info **key; /* the key's columns, in order */
    size_t n_key;
    struct run *run;               /* NULL before scope */
    bool altered;                  /* the definition is not the scoped one, and rollout_bind_altered() accepted it */
    struct ceremony_need ceremony;
    char approved[DIGEST_HEX_LEN + 1]; /* of the approvals' rows as they were verified; "": none is needed */
    enum batch_form form;
    const char *form_why;
    bool returns_old;              /* RETURNING knows the old row too (PostgreSQL 18); as check_run() found */
    struct db_setting *settings;   /* of each transaction: checkpoint.session and our own */
    size_t n_settings;
    bool lz4;                       /* set with settings: the server can compress with it */
    char list_writer[24];          /* the transaction that had written all of the list when it was compared; "": not known */
    struct sql_args *args;         /* every hole of every statement that concerns this plan */
};

/* Find the table and the key, and fill the args. The plan must have no mistakes. Errors about the plan's names are
   added to plan->mistakes as well as returned (ERR_PLAN). */
_must_check_ int rollout_open(struct arena *a, struct db *db, struct plan *plan, struct rollout **ret, struct err *e);

/* What is not the arena's. NULL does nothing. */
void rollout_clear(struct rollout *ro);

/* The functions that the plan's expressions call become part of the table's definition, which is read again: ERR_DRIFT
   when the table has changed since it was opened. Nothing happens once there is a run: it knows its own. */
_must_check_ int rollout_use_functions(struct rollout *ro, const int64_t *oids, size_t n, struct err *e);

/* Bind to a stored run: sets run and the args that name its tables. Checks that plan, definition and database are those
   that were frozen (ERR_DRIFT); moved_why: the database was moved on purpose, record it. */
_must_check_ int rollout_bind(struct rollout *ro, struct run *run, const char *moved_why, struct err *e);

/* The same for a rollback, years later perhaps, and for a row that a person settles: the table may have got or lost other
   columns, indexes, constraints and triggers since, as long as it is the same table and the columns of the key and of
   change.set have their types. run->definition becomes the present one, so that a change from now on is noticed; altered
   says whether it was another. */
_must_check_ int rollout_bind_altered(struct rollout *ro, struct run *run, const char *moved_why, struct err *e);

/* Open from what the ledger stored (the plan's text included): for commands that take a run's name. */
_must_check_ int rollout_open_run(struct arena *a, struct db *db, struct run *run, struct rollout **ret, struct err *e);

/* The limits and settings of a transaction of this plan, for db_begin_write(). */
void rollout_limits(struct rollout *ro, struct db_limits *ret);

/* A word of the ledger (a state, what is wanted) as a string that outlives its result; NULL and strangers are "?". */
const char *rollout_known(const char *word);

/* After a reconnection: is it still the same database? */
_must_check_ int rollout_recheck(struct rollout *ro, struct err *e);

/*
 * ledger.h: everything Retcon remembers, in the target database, so that it commits with the data.
 *
 * PostgreSQL: schema retcon. SQLite: tables retcon_…. ledger_open() finds or makes it; its schema is
 * numbered and only ever goes forward.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "db.h"
#include "plan.h"

enum run_state {
#define STATE(id, name, meaning) STATE_##id,
#include "states.def"
    STATE_COUNT
};

enum run_event {
    EVENT_REHEARSE,
    EVENT_START,
    EVENT_GATE,
    EVENT_PAUSE,
    EVENT_HALT,
    EVENT_FINISH,
    EVENT_UNDO,
    EVENT_UNDONE,
    EVENT_PART_UNDONE_PAUSED,
    EVENT_PART_UNDONE_HALTED,
    EVENT_PART_UNDONE_WAITING,
    EVENT_PART_UNDONE_FINISHED,
    EVENT_ABANDON,
    EVENT_COUNT
};

const char *state_name(enum run_state s);
const char *state_meaning(enum run_state s);
const char *event_name(enum run_event ev);
int state_from_name(const char *name);                          /* -1: no such state */
int state_after(enum run_state from, enum run_event ev);        /* -1: not allowed */
bool state_is_final(enum run_state s);                          /* finished, rolled_back, abandoned */

struct run {
    int64_t id;
    const char *uuid, *name;
    const char *plan_path, *plan_text, *plan_digest;
    const char *meaning, *why, *owner, *tell;
    const char *table_schema, *table_name, *table_id, *definition, *database_id;
    const char *list_digest;                   /* NULL before the list is sealed */
    const char *dry_run, *dry_run_digest;      /* the stored dry run (JSON) or NULL */
    enum run_state state;
    const char *wanted;                        /* running, paused, stopped: what a person last asked for */
    const char *wanted_why;
    int64_t universe, candidates;
    int64_t failed_limit;                      /* more failed rows than this halt the run */
    const char *scoped_at, *valid_until, *started_at, *finished_at, *scoped_by;
    const char *scoped_login;                  /* the account that it was scoped from: user@host, whatever RETCON_ACTOR says */
    const char *scoped_user;                   /* the database's user then; NULL: the engine has none */
    bool expired;                              /* valid_until has passed, by the database's clock */
    const char *project;                       /* path of the project file that it was scoped with; NULL: none */
    int64_t estimate_ms;                       /* the dry run's; 0: it has none */
    int64_t held_us;                           /* the longest time that a batch held its rows */
    int64_t stop_ms;                           /* from a person's wish until it had stopped; 0: nobody asked */
    const char *incident;                      /* begun in incident mode: the incident's name; else NULL */
};

/* Scoped, rehearsed, or waiting for the approvals that it needs before it begins. */
bool run_is_unbegun(const struct run *r);

/* 0: usable; 1: there is none yet. Refuses a ledger of a newer version. */
_must_check_ int ledger_find(struct db *db, struct err *e);
/* Find or make it; needs a read-write handle outside a transaction. */
_must_check_ int ledger_open(struct db *db, struct err *e);

/* The latest run of that name, or the run of that id ("#7"). 1: none; *ret_near is the nearest name or NULL. */
_must_check_ int run_find(struct db *db, struct arena *a, const char *name, struct run **ret, const char **ret_near,
                          struct err *e);
_must_check_ int run_get(struct db *db, struct arena *a, int64_t id, struct run **ret, struct err *e);
_must_check_ int run_list(struct db *db, struct arena *a, const char *state, struct run ***ret, size_t *ret_n,
                          struct err *e);

/* Insert a run in state scoped, in the open write transaction; r->id and r->scoped_user are set. Its event is the caller's to record, when the
   list is sealed. ERR_STATE: a live run has the name. */
_must_check_ int run_insert(struct db *db, struct arena *a, struct run *r, struct err *e);

/* The one function that changes a state: compare-and-set from r->state, with the event that says who and why, in the
   open write transaction. ERR_STATE: the move is not allowed, or somebody else moved it. r->state is set on success.
   detail is a JSON object or NULL. */
_must_check_ int run_move(struct db *db, struct run *r, enum run_event ev, const char *actor, const char *why,
                          const char *detail, struct err *e);
/* The same in two halves, for a transaction that has long work, or locks to wait for, after the move: the event comes
   last in it (chain.h says why). Whoever calls the first calls the second before COMMIT. */
_must_check_ int run_move_begin(struct db *db, struct run *r, enum run_event ev, enum run_state *ret_from, struct err *e);
_must_check_ int run_move_record(struct db *db, const struct run *r, enum run_event ev, enum run_state from,
                                 const char *actor, const char *why, const char *detail, struct err *e);

/* The fields of an event in the order of its digest, and of the columns of sql/<engine>/part_event.sql. */
enum event_field {
    EVENT_SEQ,
    EVENT_RUN_ID,
    EVENT_RUN_UUID,
    EVENT_AT,
    EVENT_ACTOR,
    EVENT_KIND,
    EVENT_FROM,
    EVENT_TO,
    EVENT_WHY,
    EVENT_DETAIL,
    EVENT_PREV,
    EVENT_FIELDS /* how many; in the columns the digest follows, and the run's name */
};
struct event {
    int64_t seq;            /* 1, 2, 3, over all runs */
    int64_t run_id;         /* 0: none */
    const char *run_uuid, *run_name, *at, *actor, *kind, *from_state, *to_state, *why, *detail;
    const char *prev, *digest;
};
/* Append to the audit log, in the open write transaction, as its last statement: of event only actor, kind, from_state,
   to_state, why and detail count. Where that fails, the act fails. */
_must_check_ int event_record(struct db *db, int64_t run_id, const struct event *event, struct err *e);
/* The same for an act that changes no state (resolved, pruned, …). */
_must_check_ int event_add(struct db *db, int64_t run_id, const char *kind, const char *actor, const char *why,
                           const char *detail, struct err *e);
/* 64 hex digits and a NUL: SHA-256 over the fields, NULL or so many bytes each, as docs/audit-log.md describes it. */
void event_digest(const char *const *fields, const size_t *lengths, char ret_hex[65]);
/* The events of a run; those after a number, of all runs; the latest, of a run or (0) of all. Each in order. */
_must_check_ int event_list(struct db *db, struct arena *a, int64_t run_id, struct event **ret, size_t *ret_n,
                            struct err *e);
_must_check_ int event_page(struct db *db, struct arena *a, int64_t after, int64_t limit, struct event **ret,
                            size_t *ret_n, struct err *e);
_must_check_ int event_latest(struct db *db, struct arena *a, int64_t run_id, int64_t limit, struct event **ret,
                              size_t *ret_n, struct err *e);

/* What a person asked for; commits by itself. wanted: running, paused, stopped. */
_must_check_ int run_want(struct db *db, const struct run *r, const char *wanted, const char *actor, const char *why,
                          struct err *e);

/* In the open write transaction of whoever worked on the run and has stopped: how long after a person asked.
   *ret_detail: {"stop_ms":120}, for the event; NULL: nobody asked. */
_must_check_ int run_obeyed(struct db *db, struct arena *a, const struct run *r, const char **ret_detail, struct err *e);
/* In the open write transaction: a batch held its rows so long. */
_must_check_ int run_held(struct db *db, const struct run *r, int64_t held_us, struct err *e);

/* Who acts: the operating system's user name @ host, for the events. */
const char *ledger_actor(struct arena *a);
/* The same, but never what RETCON_ACTOR says: the account by its number. */
const char *ledger_login(struct arena *a);

/* What an incident skipped. */
struct debt {
    int64_t run, no;
    const char *name, *incident;   /* of the run */
    const char *what, *owner, *due;
    bool overdue;
    const char *paid_at, *paid_by, *how; /* NULL: it is open */
};
/* Of a run, or of all (0), the earliest due first; all: those that are paid, too. */
_must_check_ int debt_list(struct db *db, struct arena *a, int64_t run_id, bool all, struct debt **ret, size_t *ret_n,
                           struct err *e);

/* What people set by "retcon tune", in the words of plans. */
struct tuned {
    const char *name, *value, *actor, *at;
};
_must_check_ int tuned_list(struct db *db, struct arena *a, int64_t run_id, struct tuned **ret, size_t *ret_n,
                            struct err *e);
/* In the open write transaction; value NULL: forget it. The event is the caller's. */
_must_check_ int tuned_set(struct db *db, int64_t run_id, const char *name, const char *value, const char *actor,
                           struct err *e);

/* How a run stands: the figures of `status`, for the whole and by stage. */
struct tally {
    int64_t candidates, changed, unchanged, excluded, uncertain, gone, failed, pending;
    int64_t restored, conflicts;
};
struct reason_count {
    const char *outcome;  /* "excluded" (at the freeze), "became_excluded", "uncertain", "failed", "gone", "conflict" */
    const char *reason;   /* a name from the plan, or the database's message */
    int64_t n;
};
struct stage_status {
    int no;
    const char *name, *started_at, *finished_at;
    struct tally tally;
};
struct runner_status {
    const char *actor, *seen_at;
    int64_t seen_ago_ms, batch_rows;
    double rows_per_second;
    const char *throttled_by; /* NULL: nothing slows it */
};
/* How far the audit is at the gate that waits; rollout/audit_status.h tells. */
struct audit_figures {
    const char *stage;     /* the gate behind it */
    int64_t judged, of;    /* rows looked at, of those to look at */
    int64_t wrong;
    double bound;          /* share of the candidates up to there that may be wrong at most; -1: the plan asks for none */
};

struct status {
    struct run *run;
    struct tally total;
    struct stage_status *stages;
    size_t n_stages;
    const char *stage;               /* the one at hand; NULL when none is */
    struct reason_count *reasons;
    size_t n_reasons;
    int64_t excluded_at_freeze;
    struct runner_status *runners;   /* seen in the last 30 s, and not known to have ended */
    size_t n_runners;
    double rows_per_second;          /* of those runners together; 0 when none */
    int64_t eta_low_ms, eta_high_ms; /* from now until the run's end, as a runner has it; eta_high_ms 0: unknown */
    const char *ends_from, *ends_to; /* the same as times, UTC; NULL: unknown */
    struct debt *debts;              /* open ones */
    size_t n_debts;
    struct tuned *tuned;
    size_t n_tuned;
    struct audit_figures *audit;     /* NULL: no gate waits, or status_read() alone was asked */
    int64_t open_quarantine;         /* uncertain, failed, conflict without a resolution */
};
_must_check_ int status_read(struct db *db, struct arena *a, struct run *r, struct status *ret, struct err *e);

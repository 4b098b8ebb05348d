/*
 * go.h: a run or a rollback under way, and how it stands in the end: what `run`, `resume`, `rollback`, `watch`,
 * `pause` and `stop` share.
 */
#pragma once

#include "run.h"
#include "session.h"
#include "undo.h"

/* Run the stages of s->ro, with progress on stderr. The account is on stdout. Returns the exit status; every error is
   said. */
int go_run(struct session *s, const struct run_opts *opts);
/* Roll s->ro back. The same. */
int go_undo(struct session *s, const struct undo_scope *scope, const struct run_opts *opts);

/* What --workers says; 0: it was not given. ERR_USAGE: more than MAX_WORKERS. */
_must_check_ int go_workers(struct session *s, int64_t *ret);

/* How the run stands: its account on stdout. Says what can be done next. Returns the exit status that it stands for. */
int go_account(struct session *s);

/* The same, and what the plan's watches measured: a table, in JSON the member "watches". */
int go_account_watched(struct session *s);

/* One line of progress from a status, as progress.h shows it; texts are the arena's. */
struct progress_state;
void go_progress(struct arena *a, const struct status *status, struct progress_state *ret);

/* Say what can be done next with a run. */
void go_say_next(struct cli *cli, const struct status *status);

#include "run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "approval.h"
#include "args.h"
#include "batch.h"
#include "check.h"
#include "clock.h"
#include "crew.h"
#include "fault.h"
#include "incident.h"
#include "loop.h"
#include "obey.h"
#include "run_gate.h"
#include "stage.h"
#include "tune.h"

static struct sql_args *part_args(struct rollout *ro, struct arena *a, int64_t stage_no)
{
    struct sql_args *args = sql_args_copy(a, ro->args);

    sql_args_int(args, "stage_no", stage_no);
    return args;
}

/* --- what the loop asks of a run --- */

static int refresh(struct loop *l, int64_t stage_no, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct status s;

    if (status_read(l->ro->db, a, l->ro->run, &s, e) < 0)
        return -1;
    if (tune_follow(l, s.tuned, s.n_tuned, e) < 0)
        return -1;
    pace_share(&l->pace, MAX((int64_t) s.n_runners, l->workers));
    l->together = s.n_runners > 1 ? s.rows_per_second : 0;
    l->progress.tally = s.total;
    for (size_t i = 0; i < s.n_stages; i++) {
        if (s.stages[i].no != stage_no)
            continue;
        l->progress.total = s.stages[i].tally.candidates;
        l->progress.done = l->progress.total - s.stages[i].tally.pending;
    }
    return 0;
}

static int open_pieces(struct loop *l, int64_t stage_no, int64_t *ret, const char **ret_wanted, const char **ret_state,
                       struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(l->ro->db, SQL_BATCH_OPEN, part_args(l->ro, a, stage_no), 0, NULL, &r, e) < 0)
        return -1;
    *ret = db_int(r, 0, 0);
    *ret_wanted = rollout_known(db_text(r, 0, 1));
    *ret_state = rollout_known(db_text(r, 0, 2));
    return 0;
}

static int count_failed(struct rollout *ro, int64_t *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct status s;

    if (status_read(ro->db, a, ro->run, &s, e) < 0)
        return -1;
    *ret = s.total.failed;
    return 0;
}

static const char *too_many_failures(const struct loop *l)
{
    if (l->progress.tally.failed - l->failed_before <= l->ro->run->failed_limit)
        return NULL;
    return arena_printf(l->ro->arena, "%" PRId64 " rows failed; the plan allows %" PRId64, l->progress.tally.failed,
                        l->ro->run->failed_limit);
}

/* --- the ends of it --- */

static bool is_stop(enum run_event ev)
{
    return ev == EVENT_PAUSE || ev == EVENT_HALT;
}

static int move(struct rollout *ro, enum run_event ev, const char *why, struct err *e)
{
    const char *detail = NULL;

    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if ((is_stop(ev) && run_obeyed(ro->db, ro->arena, ro->run, &detail, e) < 0) ||
        run_move(ro->db, ro->run, ev, ledger_actor(ro->arena), why, detail, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    FAULT("state-moving");
    if (db_commit(ro->db, e) == 0)
        return 0;
    return e->id == ERR_DISCONNECTED ? err_hint(e, "look how it stands: retcon status %s", ro->run->name) : -1;
}

/* A move failed: was somebody else faster? Then the state is as of now. The error stays as it is. */
static bool was_moved(struct rollout *ro, const struct err *e)
{
    enum run_state before = ro->run->state;
    struct err ignored;
    struct run *now;

    if (e->id != ERR_STATE || run_get(ro->db, ro->arena, ro->run->id, &now, &ignored) < 0)
        return false;
    ro->run->state = now->state;
    return now->state != before;
}

/* Another runner may have moved it first; then it is where it should be, and that is no error. */
static int move_unless_moved(struct rollout *ro, enum run_event ev, const char *why, struct err *e)
{
    struct run *now;

    if (run_get(ro->db, ro->arena, ro->run->id, &now, e) < 0)
        return -1;
    ro->run->state = now->state;
    if (state_after(ro->run->state, ev) < 0 || (int) ro->run->state == state_after(ro->run->state, ev))
        return is_stop(ev) ? obey_note(ro, NULL, e) : 0;
    if (move(ro, ev, why ? why : now->wanted_why, e) == 0)
        return 0;
    return was_moved(ro, e) && state_after(ro->run->state, ev) < 0 ? 0 : -1;
}

static int refuse_later_parts(const struct rollout *ro, struct err *e)
{
    const struct plan *p = ro->plan;

    if (p->n_later == 0)
        return 0;
    err_set(e, ERR_PLAN, "%s:%d:%d: this version does not act on \"%s\"; a run of this plan would be weaker than it says",
            p->mistakes.file, p->later[0].line, p->later[0].column, p->later[0].what);
    return err_hint(e, "take that part out of the plan, or use a version that acts on it");
}

static int refuse_busy_columns(struct rollout *ro, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_RUN_COLUMNS_BUSY, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return 0;
    err_set(e, ERR_BUSY, "run \"%s\" (#%s), which is %s, corrects the same column \"%s\"", db_text(r, 0, 0),
            db_text(r, 0, 1), db_text(r, 0, 3), db_text(r, 0, 2));
    return err_hint(e, "let it finish, roll it back, or give it up (retcon stop %s --abandon)", db_text(r, 0, 0));
}

/* What is started: the digests that the approvals are about, too. */
static const char *start_detail(struct rollout *ro)
{
    const struct run *run = ro->run;

    return arena_printf(ro->arena, "{\"plan_digest\":\"%s\",\"list_digest\":\"%s\",\"dry_run_digest\":\"%s\"}",
                        run->plan_digest, run->list_digest, run->dry_run_digest);
}

/* Of two runs that begin at once on the same columns, one does: the look and the move are one transaction. */
static int move_to_running(struct rollout *ro, const char *why, struct err *e)
{
    int rc;

    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    rc = sql_exists(db_engine(ro->db), SQL_RUN_LOCK_TABLE)
             ? db_run(ro->db, SQL_RUN_LOCK_TABLE, ro->args, 0, NULL, NULL, e) : 0;
    rc = rc < 0 ? rc : refuse_busy_columns(ro, e);
    rc = rc < 0 ? rc : run_move(ro->db, ro->run, EVENT_START, ledger_actor(ro->arena), why, start_detail(ro), e);
    if (rc < 0) {
        db_rollback(ro->db);
        return -1;
    }
    FAULT("starting");
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}

/* Of two runners that start at once the second finds the run moved: it joins, or finds nothing left to do (1). */
static int move_or_join(struct rollout *ro, const char *why, struct err *e)
{
    while (move_to_running(ro, why, e) < 0) {
        if (!was_moved(ro, e) || (ro->run->state != STATE_RUNNING && ro->run->state != STATE_FINISHED))
            return -1;
        if (ro->run->state == STATE_FINISHED)
            return 1;
    }
    return 0;
}

static int refuse_state(const struct rollout *ro, const struct run_opts *opts, struct err *e)
{
    const struct run *run = ro->run;

    if (run->state == STATE_SCOPED) {
        err_set(e, ERR_STATE, "run \"%s\" has no dry run that holds yet", run->name);
        return err_hint(e, "retcon dry-run %s", run->name);
    }
    if (run_is_unbegun(run) && run->expired) {
        err_set(e, ERR_DRIFT, "the candidate list of run \"%s\" was valid until %s", run->name, run->valid_until);
        return err_hint(e, "scope again: rows may have come and gone since");
    }
    if (run->state == STATE_HALTED && !opts->why) {
        err_set(e, ERR_HALTED, "run \"%s\" is halted: %s", run->name, run->wanted_why ? run->wanted_why : "evidence failed");
        return err_hint(e, "look (retcon gate %s, retcon quarantine list %s), then go on with a reason: retcon run %s "
                        "--because \"…\"", run->name, run->name, run->name);
    }
    if (state_after(run->state, EVENT_START) < 0)
        return err_set(e, ERR_STATE, "run \"%s\" is %s: %s", run->name, state_name(run->state),
                       state_meaning(run->state));
    return 0;
}

static int check_list(struct rollout *ro, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_LIST_INTACT, ro->args, 0, NULL, &r, e) < 0 && e->id != ERR_SQL)
        return -1;
    if (!r) {
        err_set(e, ERR_DRIFT, "the candidate list of run \"%s\" is not there any more, or not as it was made",
                ro->run->name);
        return err_hint(e, "somebody altered the ledger; scope again");
    }
    if (db_int(r, 0, 0) == 0 && ro->run->list_digest && db_text(r, 0, 1) &&
        strcmp(db_text(r, 0, 1), ro->run->list_digest) == 0) {
        snprintf(ro->list_writer, sizeof(ro->list_writer), "%s", db_text(r, 0, 2) ? db_text(r, 0, 2) : "");
        return 0;
    }
    err_set(e, ERR_DRIFT, "the candidate list of run \"%s\" is not the one that was sealed", ro->run->name);
    return err_hint(e, "somebody wrote to the ledger; scope again");
}

/* People must approve first. 1: they have not; the run waits for them where it has not begun, and stays as it is where
   it has. */
static int wait_for_people(struct rollout *ro, const struct run_opts *opts, struct err *e)
{
    const char *why;
    int rc = approval_ask(ro, &why, e);

    if (rc <= 0)
        return rc;
    if (opts->waits_for)
        *opts->waits_for = why;
    if (ro->run->state == STATE_REHEARSED && move(ro, EVENT_GATE, why, e) < 0)
        return -1;
    return 1;
}

/* All that must hold before the first batch. What was wanted before (a pause) is answered by starting. 1: no batch
   is to be done, *ret_end says why. */
static int start(struct rollout *ro, const struct run_opts *opts, enum run_end *ret_end, struct err *e)
{
    int rc;

    if (refuse_later_parts(ro, e) < 0 || refuse_state(ro, opts, e) < 0 || check_list(ro, e) < 0)
        return -1;
    if (opts->incident && incident_begin(ro, opts->incident, opts->why, e) < 0)
        return -1;
    if (!ro->run->incident && check_enforce(ro, e) < 0)
        return -1;
    *ret_end = RUN_WAITS;
    rc = wait_for_people(ro, opts, e);
    if (rc != 0)
        return rc;
    if (strcmp(ro->run->wanted, "running") != 0 &&
        run_want(ro->db, ro->run, "running", ledger_actor(ro->arena), opts->why, e) < 0)
        return -1;
    *ret_end = RUN_FINISHED;
    rc = move_or_join(ro, opts->why, e);
    if (rc == 0)
        FAULT("started");
    return rc;
}

static int run_stage(struct loop *l, size_t i, enum run_end *ret_end, struct err *e)
{
    const struct plan_stage *stage = &l->ro->plan->stages[i];
    int64_t stage_no = (int64_t) i + 1;

    l->progress.stage = stage->name;
    l->progress.stage_no = (int) stage_no;
    if (stage_start(l->ro, stage_no, e) < 0 || crew_part(l, stage_no, ret_end, e) < 0)
        return -1;
    if (*ret_end != RUN_FINISHED)
        return 0;
    if (stage_finish(l->ro, stage_no, e) < 0)
        return -1;
    FAULT("stage-finished");
    l->progress.stage_done = true;
    if (l->opts->progress)
        l->opts->progress(l->opts->progress_arg, &l->progress);
    l->progress.stage_done = false;
    return 0;
}

/* The stages in order, each with its gate, up to last or the first that does not end. One that ended before this process began is passed over. */
static int run_stages(struct loop *l, size_t last, enum run_end *ret_end, struct err *e)
{
    struct status before;

    *ret_end = RUN_FINISHED;
    if (status_read(l->ro->db, l->ro->arena, l->ro->run, &before, e) < 0)
        return -1;
    for (size_t i = 0; i <= last && *ret_end == RUN_FINISHED; i++) {
        const struct stage_status *s = i < before.n_stages ? &before.stages[i] : NULL;

        if ((!s || !s->finished_at || s->tally.pending > 0) && run_stage(l, i, ret_end, e) < 0)
            return -1;
        if (*ret_end == RUN_FINISHED && run_gate_pass(l, (int64_t) i + 1, ret_end, e) < 0)
            return -1;
    }
    return 0;
}

static int end(struct loop *l, enum run_end how, struct err *e)
{
    struct rollout *ro = l->ro;

    switch (how) {
    case RUN_FINISHED:
        return move_unless_moved(ro, EVENT_FINISH, NULL, e);
    case RUN_HALTED:
        if (run_want(ro->db, ro->run, "paused", "retcon", l->halted_why, e) < 0)
            return -1;
        return move_unless_moved(ro, EVENT_HALT, l->halted_why, e);
    case RUN_WAITS:
        return move_unless_moved(ro, EVENT_GATE, l->halted_why, e);
    case RUN_STOPPED:
        return move_unless_moved(ro, EVENT_HALT, "stopped", e);
    case RUN_PAUSED:
        if (l->halted_why && run_want(ro->db, ro->run, "paused", "retcon", l->halted_why, e) < 0)
            return -1;
        return move_unless_moved(ro, EVENT_PAUSE, NULL, e);
    case RUN_INTERRUPTED:
        return move_unless_moved(ro, EVENT_PAUSE, "interrupted", e);
    }
    return 0;
}

/* The run could not go on: leave a state that says so, as far as the database can still be told. Returns -1. */
static int leave_in_trouble(struct rollout *ro, const struct err *e)
{
    enum run_event ev = err_class_of(e->id) == ERRC_INTEGRITY ? EVENT_HALT : EVENT_PAUSE;
    struct err ignored;

    db_rollback(ro->db);
    if (move_unless_moved(ro, ev, e->text, &ignored) < 0)
        db_rollback(ro->db);
    return -1;
}

static int find_stage(const struct rollout *ro, const char *name, size_t *ret, struct err *e)
{
    *ret = ro->plan->n_stages - 1;
    if (!name)
        return 0;
    for (size_t i = 0; i < ro->plan->n_stages; i++)
        if (strcmp(ro->plan->stages[i].name, name) == 0) {
            *ret = i;
            return 0;
        }
    return err_set(e, ERR_USAGE, "the plan has no stage \"%s\"", name);
}

int run_go(struct rollout *ro, const struct run_opts *opts, enum run_end *ret_end, struct err *e)
{
    bool was_halted = ro->run->state == STATE_HALTED;
    enum run_end how = RUN_FINISHED;
    struct loop l;
    size_t last;
    int rc;

    if (find_stage(ro, opts->until_stage, &last, e) < 0)
        return -1;
    rc = start(ro, opts, ret_end, e);
    if (rc != 0)
        return MIN(rc, 0);
    loop_init(&l, ro, &batch_ops, opts);
    if (was_halted && count_failed(ro, &l.failed_before, e) < 0)
        return -1;
    l.refresh = refresh;
    l.open_pieces = open_pieces;
    l.halt = too_many_failures;
    l.progress.doing = "run";
    l.progress.n_stages = (int) ro->plan->n_stages;
    rc = run_gate_prepare(&l, e);
    /* After a lost connection as after a kill: what is done is passed over. */
    if (rc == 0)
        while ((rc = run_stages(&l, last, &how, e)) < 0 && loop_mended(&l, e))
            ;
    if (rc < 0) {
        loop_leave(&l);
        return leave_in_trouble(ro, e);
    }
    if (how == RUN_FINISHED && last + 1 < ro->plan->n_stages)
        how = RUN_PAUSED;
    while ((rc = end(&l, how, e)) < 0 && loop_mended(&l, e))
        ;
    loop_leave(&l);
    *ret_end = how;
    return rc;
}

#include "undo.h"

#include <inttypes.h>
#include <string.h>

#include "batch.h"
#include "crew.h"
#include "fault.h"
#include "json.h"
#include "keys.h"
#include "loop.h"
#include "obey.h"
#include "tune.h"
#include "undo_scope.h"
#include "undo_slice.h"

/* --- what the loop asks of a rollback --- */

static int run(struct rollout *ro, enum sql_id id, const struct sql_args *args, struct db_result **ret, struct err *e)
{
    return db_run(ro->db, id, args, 0, NULL, ret, e);
}

/* The order is that of sql/<engine>/undo_pending.sql. */
static int pending(struct loop *l, int64_t undo_no, struct db_result **ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();

    return run(l->ro, SQL_UNDO_PENDING, undo_args(l->ro, a, undo_no, NULL), ret, e);
}

static int refresh(struct loop *l, int64_t undo_no, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct run_progress *p = &l->progress;

    if (pending(l, undo_no, &r, e) < 0 || tune_refresh(l, e) < 0)
        return -1;
    pace_share(&l->pace, l->workers);
    p->total = db_int(r, 0, 1);
    p->done = db_int(r, 0, 2);
    p->tally = (struct tally){
        .candidates = p->total,
        .restored = db_int(r, 0, 3),
        .unchanged = db_int(r, 0, 4),
        .conflicts = db_int(r, 0, 5),
        .gone = db_int(r, 0, 6),
        .failed = db_int(r, 0, 7),
        .pending = p->total - p->done,
    };
    return 0;
}

static int open_pieces(struct loop *l, int64_t undo_no, int64_t *ret, const char **ret_wanted, const char **ret_state,
                       struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (pending(l, undo_no, &r, e) < 0)
        return -1;
    *ret = db_int(r, 0, 0);
    *ret_wanted = rollout_known(db_text(r, 0, 8));
    *ret_state = rollout_known(db_text(r, 0, 9));
    return 0;
}

/* --- beginning and end --- */

struct undo {
    int64_t no;
    bool whole;
    const char *came_from;
};

static int find_open(struct rollout *ro, struct undo *ret, const char **ret_scope, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (run(ro, SQL_UNDO_OPEN, ro->args, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return 1;
    ret->no = db_int(r, 0, 0);
    *ret_scope = arena_strdup(ro->arena, db_text(r, 0, 1));
    ret->whole = db_bool(r, 0, 2);
    ret->came_from = rollout_known(db_text(r, 0, 3));
    return 0;
}

static int insert(struct rollout *ro, const struct undo_scope *scope, const char *came_from, const char *why,
                  struct undo *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *params[] = {undo_scope_text(ro, scope), undo_scope_is_whole(scope) ? "true" : "false",
                            came_from, ledger_actor(ro->arena), why};

    if (db_engine(ro->db) == SQL_ENGINE_SQLITE)
        params[1] = undo_scope_is_whole(scope) ? "1" : "0";
    if (db_run(ro->db, SQL_UNDO_INSERT, ro->args, ARRAY_LEN(params), params, &r, e) < 0)
        return -1;
    *ret = (struct undo){db_int(r, 0, 0), undo_scope_is_whole(scope), came_from};
    return 0;
}

/* {"rollback":1,"scope":"stage \"canary\""} */
static const char *undo_detail(struct rollout *ro, const struct undo_scope *scope, const struct undo *u)
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);
    const char *text;
    struct json j;

    json_init(&j, &b, false);
    json_object(&j);
    json_kv_int(&j, "rollback", u->no);
    json_kv_text(&j, "scope", undo_scope_text(ro, scope));
    json_object_end(&j);
    text = arena_strdup(ro->arena, buf_cstr(&b));
    buf_clear(&b);
    return text;
}

/* Freeze the rollback's list and move the run, in one transaction: a crash leaves nothing of it. */
static int freeze(struct rollout *ro, const struct undo_scope *scope, const char *why, struct undo *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    const char *params[] = {scope->stage, scope->class};
    const char *came_from = state_name(ro->run->state);
    enum run_state from;
    struct keys_count keys;
    struct sql_args *args;

    /* First the state, then a look at what is under way, then the list: no batch slips in between. The event is last. */
    if (run_move_begin(ro->db, ro->run, EVENT_UNDO, &from, e) < 0)
        return -1;
    if (sql_exists(db_engine(ro->db), SQL_UNDO_QUIET) && run(ro, SQL_UNDO_QUIET, ro->args, NULL, e) < 0)
        return -1;
    if (scope->keys_file && keys_load(ro, scope->keys_file, &keys, e) < 0)
        return -1;
    if (undo_scope_earlier(ro, e) < 0 || insert(ro, scope, came_from, why, ret, e) < 0)
        return -1;
    args = undo_args(ro, a, ret->no, NULL);
    if (db_run(ro->db, scope->keys_file ? SQL_UNDO_FREEZE_KEYS : SQL_UNDO_FREEZE, args, 2, params, NULL, e) < 0)
        return -1;
    FAULT("undo-frozen");
    if (sql_exists(db_engine(ro->db), SQL_UNDO_FREEZE_CHUNKS) && run(ro, SQL_UNDO_FREEZE_CHUNKS, args, NULL, e) < 0)
        return -1;
    if (keys_drop(ro, e) < 0)
        return -1;
    return run_move_record(ro->db, ro->run, EVENT_UNDO, from, ledger_actor(ro->arena), why, undo_detail(ro, scope, ret), e);
}

static int begin(struct rollout *ro, const struct undo_scope *scope, const char *why, struct undo *ret, struct err *e)
{
    struct db_setting no_nestloop = {"enable_nestloop", "off"};
    struct db_limits limits;

    if (state_after(ro->run->state, EVENT_UNDO) < 0) {
        err_set(e, ERR_STATE, "run \"%s\" is %s: %s", ro->run->name, state_name(ro->run->state),
                state_meaning(ro->run->state));
        return ro->run->state == STATE_RUNNING ? err_hint(e, "pause it first: retcon pause %s", ro->run->name) : -1;
    }
    rollout_limits(ro, &limits);
    limits.statement_timeout_ms = 0;
    if (db_engine(ro->db) == SQL_ENGINE_POSTGRESQL) {
        /* The list joins only the ledger's own arrays, whose sizes the planner cannot guess. */
        limits.settings = &no_nestloop;
        limits.n_settings = 1;
    }
    if (db_begin_write(ro->db, &limits, e) < 0)
        return -1;
    if (freeze(ro, scope, why, ret, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}

static int go_on(struct rollout *ro, const struct undo_scope *scope, const char *open_scope, const char *why,
                 struct err *e)
{
    if (strcmp(open_scope, undo_scope_text(ro, scope)) != 0) {
        err_set(e, ERR_STATE, "a rollback of %s has begun and has not ended", open_scope);
        return err_hint(e, "go on with that one first: name the same scope");
    }
    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (run_move(ro->db, ro->run, EVENT_UNDO, ledger_actor(ro->arena), why, NULL, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}

static enum run_event last_event(const struct undo *u)
{
    if (u->whole)
        return EVENT_UNDONE;
    switch (state_from_name(u->came_from)) {
    case STATE_FINISHED:
        return EVENT_PART_UNDONE_FINISHED;
    case STATE_HALTED:
        return EVENT_PART_UNDONE_HALTED;
    case STATE_WAITING:
        return EVENT_PART_UNDONE_WAITING;
    default:
        return EVENT_PART_UNDONE_PAUSED;
    }
}

static int finish(struct rollout *ro, const struct undo *u, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();

    if (run_get(ro->db, ro->arena, ro->run->id, &ro->run, e) < 0)
        return -1;
    if (ro->run->state != STATE_ROLLING_BACK)
        return 0; /* another runner finished it */
    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (run(ro, SQL_UNDO_FINISH, undo_args(ro, a, u->no, NULL), NULL, e) < 0 ||
        run_move(ro->db, ro->run, last_event(u), ledger_actor(ro->arena), NULL, NULL, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    FAULT("undo-finishing");
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}

int undo_go(struct rollout *ro, const struct undo_scope *scope, const char *why, const struct run_opts *opts,
            enum run_end *ret_end, struct err *e)
{
    const char *open_scope = NULL;
    struct undo u = {0};
    struct loop l;
    int rc;

    if (strcmp(ro->run->wanted, "running") != 0 &&
        run_want(ro->db, ro->run, "running", ledger_actor(ro->arena), why, e) < 0)
        return -1;
    rc = find_open(ro, &u, &open_scope, e);
    if (rc == 0)
        rc = go_on(ro, scope, open_scope, why, e);
    else if (rc > 0)
        rc = begin(ro, scope, why, &u, e);
    if (rc < 0)
        return -1;
    FAULT("undo-begun");
    /* A prior value depends on nothing but the ledger: only triggers ask for the rows to be locked first. */
    ro->form = batch_has_row_triggers(ro) ? FORM_LONG : FORM_SHORT;
    loop_init(&l, ro, &undo_ops, opts);
    l.refresh = refresh;
    l.open_pieces = open_pieces;
    l.progress.doing = "rollback";
    l.progress.stage = "rollback";
    l.progress.stage_no = l.progress.n_stages = 1;
    rc = crew_part(&l, u.no, ret_end, e);
    if (rc == 0 && *ret_end == RUN_FINISHED)
        while ((rc = finish(ro, &u, e)) < 0 && loop_mended(&l, e))
            ;
    loop_leave(&l);
    if (rc == 0 && (*ret_end == RUN_PAUSED || *ret_end == RUN_STOPPED))
        return obey_note(ro, "rollback stopped", e);
    return rc;
}

#include "undo.h"

#include <inttypes.h>
#include <string.h>

#include "args.h"
#include "batch.h"
#include "crew.h"
#include "fault.h"
#include "json.h"
#include "keys.h"
#include "loop.h"
#include "obey.h"
#include "tune.h"
#include "undo_scope.h"

/* --- one slice: statements of sql/<engine>/undo_*.sql --- */

static struct sql_args *slice_args(struct rollout *ro, struct arena *a, int64_t undo_no, const struct slice *s)
{
    struct sql_args *args = sql_args_copy(a, ro->args);

    sql_args_int(args, "undo_no", undo_no);
    if (s) {
        sql_args_int(args, "no", s->piece);
        sql_args_int(args, "position", s->position);
        sql_args_int(args, "count", s->count);
    }
    return args;
}

static int run(struct rollout *ro, enum sql_id id, const struct sql_args *args, struct db_result **ret, struct err *e)
{
    return db_run(ro->db, id, args, 0, NULL, ret, e);
}

static int claim(struct rollout *ro, int64_t undo_no, struct slice *ret, const char **ret_wanted,
                 const char **ret_state, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (run(ro, SQL_UNDO_CLAIM, slice_args(ro, a, undo_no, NULL), &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return 1;
    ret->piece = db_int(r, 0, 0);
    ret->position = db_int(r, 0, 1);
    ret->n = db_int(r, 0, 2);
    *ret_wanted = rollout_known(db_text(r, 0, 3));
    *ret_state = rollout_known(db_text(r, 0, 4));
    return 0;
}

static void read_counts(const struct db_result *r, struct slice_counts *ret)
{
    ret->seen = db_int(r, 0, 0);
    ret->restored = db_int(r, 0, 1);
    ret->already = db_int(r, 0, 2);
    ret->conflict = db_int(r, 0, 3);
    ret->vanished = db_int(r, 0, 4);
    ret->raced = db_int(r, 0, 5);
    ret->moved = db_int(r, 0, 6);
}

static bool has_ranges(const struct rollout *ro)
{
    return db_engine(ro->db) == SQL_ENGINE_SQLITE && batch_has_integer_key(ro) && !batch_has_row_triggers(ro);
}

/* The slice in one pass over a range of keys: all of it is restorable, or nothing counts. */
static int change_range(struct rollout *ro, const struct sql_args *args, const struct slice *s,
                        struct slice_counts *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *bounds = NULL, *restored = NULL, *r = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new();

    if (run(ro, SQL_UNDO_BOUNDS, args, &bounds, e) < 0)
        return -1;
    ret->scattered = !db_bool(bounds, 0, 2 * ro->n_key);
    if (ret->scattered)
        return 0;
    if (run(ro, SQL_UNDO_RANGE, batch_range_args(ro, args, bounds, s, a), &restored, e) < 0)
        return -1;
    ret->mixed = db_affected(restored) != s->count;
    if (ret->mixed)
        return 0;
    if (run(ro, SQL_UNDO_RANGE_MOVE, args, &r, e) < 0)
        return -1;
    if (db_rows(r) == 1)
        read_counts(r, ret);
    return 0;
}

static int change_sqlite(struct rollout *ro, const struct sql_args *args, struct slice_counts *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *restored = NULL, *r = NULL;

    if (run(ro, SQL_UNDO_TEMP, args, NULL, e) < 0 || run(ro, SQL_UNDO_CLEAR, args, NULL, e) < 0 ||
        run(ro, SQL_UNDO_SEE, args, NULL, e) < 0 || run(ro, SQL_UNDO_RESTORE, args, &restored, e) < 0 ||
        run(ro, SQL_UNDO_ASIDE, args, NULL, e) < 0 || run(ro, SQL_UNDO_SETTLE, args, NULL, e) < 0 ||
        run(ro, SQL_UNDO_MOVE, args, &r, e) < 0)
        return -1;
    read_counts(r, ret);
    ret->raced = ret->restored - db_affected(restored); /* a trigger swallowed them */
    return 0;
}

/* A key that finds two rows, or a ledger that somebody wrote to. */
static int check_seen(const struct rollout *ro, const struct slice *s, const struct slice_counts *c, struct err *e)
{
    if (c->seen == s->count)
        return 0;
    err_set(e, ERR_DRIFT, "a piece of the rollback of run \"%s\" gave %lld rows instead of %lld: the key no longer tells "
            "rows apart, or the ledger was written to", ro->run->name, (long long) c->seen, (long long) s->count);
    return err_hint(e, "look whether the key of table \"%s\" is still unique", ro->table->name);
}

static int change_postgresql(struct rollout *ro, const struct sql_args *args, const struct slice *s,
                             enum slice_form form, struct slice_counts *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (form == SLICE_LOCKED && run(ro, SQL_UNDO_LOCK, args, NULL, e) < 0)
        return -1;
    if (run(ro, form == SLICE_STRAIGHT ? SQL_UNDO_STRAIGHT : SQL_UNDO_BATCH, args, &r, e) < 0)
        return -1;
    read_counts(r, ret);
    ret->mixed = form == SLICE_STRAIGHT && ret->restored != s->count;
    if (ret->mixed || ret->raced > 0)
        return 0;
    return run(ro, SQL_BATCH_CONSTRAINTS, args, NULL, e);
}

static int change(struct rollout *ro, int64_t undo_no, const struct slice *s, enum slice_form form,
                  struct slice_counts *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    const struct sql_args *args = slice_args(ro, a, undo_no, s);
    int rc = form == SLICE_RANGE                         ? change_range(ro, args, s, ret, e)
             : db_engine(ro->db) == SQL_ENGINE_SQLITE ? change_sqlite(ro, args, ret, e)
                                                      : change_postgresql(ro, args, s, form, ret, e);

    return rc < 0 || ret->mixed || ret->scattered ? rc : check_seen(ro, s, ret, e);
}

static int refuse(struct rollout *ro, int64_t undo_no, const struct slice *s, const char *message, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    const struct sql_args *args = slice_args(ro, a, undo_no, s);

    if (db_run(ro->db, SQL_UNDO_FAILED, args, 1, &message, NULL, e) < 0)
        return -1;
    if (sql_exists(db_engine(ro->db), SQL_UNDO_FAILED_MOVE))
        return run(ro, SQL_UNDO_FAILED_MOVE, args, NULL, e);
    return 0;
}

static const struct step_ops undo_ops = {
    .state = STATE_ROLLING_BACK, .has_ranges = has_ranges, .claim = claim, .change = change, .refuse = refuse};

/* --- what the loop asks of a rollback --- */

/* The order is that of sql/<engine>/undo_pending.sql. */
static int pending(struct loop *l, int64_t undo_no, struct db_result **ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();

    return run(l->ro, SQL_UNDO_PENDING, slice_args(l->ro, a, undo_no, NULL), ret, e);
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
    args = slice_args(ro, a, ret->no, NULL);
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
    if (run(ro, SQL_UNDO_FINISH, slice_args(ro, a, u->no, NULL), NULL, e) < 0 ||
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
    loop_leave(&l);
    if (rc == 0 && (*ret_end == RUN_PAUSED || *ret_end == RUN_STOPPED))
        return obey_note(ro, "rollback stopped", e);
    if (rc < 0 || *ret_end != RUN_FINISHED)
        return rc;
    return finish(ro, &u, e);
}

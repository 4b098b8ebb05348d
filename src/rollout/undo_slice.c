#include "undo_slice.h"

#include "args.h"
#include "batch.h"
#include "batch_sqlite.h"

struct sql_args *undo_args(struct rollout *ro, struct arena *a, int64_t undo_no, const struct slice *s)
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

    if (db_run_kept(ro->db, SQL_UNDO_CLAIM, undo_args(ro, a, undo_no, NULL), 0, NULL, &r, e) < 0)
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

    if (run(ro, SQL_UNDO_ROWS, args, NULL, e) < 0 || run(ro, SQL_UNDO_BOUNDS, args, &bounds, e) < 0)
        return -1;
    ret->scattered = !db_bool(bounds, 0, 2 * ro->n_key);
    if (ret->scattered)
        return 0;
    if (run(ro, SQL_UNDO_RANGE, batch_range_args(ro, args, bounds, a), &restored, e) < 0)
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
    const struct sql_args *args = undo_args(ro, a, undo_no, s);
    int rc = form == SLICE_RANGE                         ? change_range(ro, args, s, ret, e)
             : db_engine(ro->db) == SQL_ENGINE_SQLITE ? change_sqlite(ro, args, ret, e)
                                                      : change_postgresql(ro, args, s, form, ret, e);

    return rc < 0 || ret->mixed || ret->scattered ? rc : check_seen(ro, s, ret, e);
}

static int refuse(struct rollout *ro, int64_t undo_no, const struct slice *s, const char *message, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    const struct sql_args *args = undo_args(ro, a, undo_no, s);

    if (db_run(ro->db, SQL_UNDO_FAILED, args, 1, &message, NULL, e) < 0)
        return -1;
    if (sql_exists(db_engine(ro->db), SQL_UNDO_FAILED_MOVE))
        return run(ro, SQL_UNDO_FAILED_MOVE, args, NULL, e);
    return 0;
}

const struct step_ops undo_ops = {
    .state = STATE_ROLLING_BACK, .has_ranges = has_ranges, .claim = claim, .change = change, .refuse = refuse};

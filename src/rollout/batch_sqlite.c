#include "batch_sqlite.h"

#include "args.h"
#include "batch.h"
#include "fault.h"

static int run(struct rollout *ro, enum sql_id id, const struct sql_args *args, int64_t *ret_affected, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, id, args, 0, NULL, &r, e) < 0)
        return -1;
    if (ret_affected)
        *ret_affected = db_affected(r);
    return 0;
}

int batch_take_sqlite(struct rollout *ro, const struct sql_args *args, struct err *e)
{
    return run(ro, SQL_BATCH_TEMP, args, NULL, e);
}

int batch_keep_sqlite(struct rollout *ro, const struct sql_args *args, struct err *e)
{
    int64_t blocks;

    if (batch_has_row_triggers(ro) && run(ro, SQL_BATCH_REREAD, args, NULL, e) < 0)
        return -1;
    if (run(ro, SQL_BATCH_JOIN, args, NULL, e) < 0 || run(ro, SQL_BATCH_UNPACK, args, NULL, e) < 0 ||
        run(ro, SQL_BATCH_PACK, args, &blocks, e) < 0 || (blocks == 0 && run(ro, SQL_BATCH_PACK_LARGE, args, NULL, e) < 0))
        return -1;
    return run(ro, SQL_BATCH_CLEAR, args, NULL, e);
}

struct sql_args *batch_range_args(const struct rollout *ro, const struct sql_args *args, const struct db_result *r,
                                  struct arena *a)
{
    struct sql_args *ret = sql_args_copy(a, args);

    sql_args_list(ret, "bound");
    for (size_t i = 0; i < ro->n_key; i++) {
        struct sql_item *item = sql_args_item(ret, "bound");

        sql_item_name(item, ro->key[i]->name);
        sql_item_field_int(item, "low", db_int(r, 0, 2 * i));
        sql_item_field_int(item, "high", db_int(r, 0, 2 * i + 1));
    }
    return ret;
}

/* The slice in one pass over a range of keys, where it is one. The rest of it is for judge(). */
static int change_range(struct rollout *ro, struct sql_args *args, struct slice_counts *counts, int64_t *ret_changed,
                        struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *bounds = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new();
    int64_t kept;

    if (db_run(ro->db, SQL_BATCH_BOUNDS, args, 0, NULL, &bounds, e) < 0)
        return -1;
    counts->scattered = !db_bool(bounds, 0, 2 * ro->n_key);
    if (counts->scattered)
        return 0;
    if (run(ro, SQL_BATCH_RANGE, batch_range_args(ro, args, bounds, a), ret_changed, e) < 0)
        return -1;
    FAULT("batch-captured");
    if (*ret_changed == 0)
        return 0;
    args = sql_args_copy(a, args);
    sql_args_int(args, "changed", *ret_changed);
    if (run(ro, SQL_BATCH_KEEP, args, &kept, e) < 0)
        return -1;
    counts->raced = 1 - kept; /* something swallowed an update: row by row it is found */
    return 0;
}

/* What is not changed yet, row by row: corrections are captured, the others set aside, all before the update, while the rows
   still are what the plan was asked about. rest_only: the others were changed by a range, which plans have whose expressions
   look at their own row alone. */
static int judge(struct rollout *ro, const struct sql_args *args, bool rest_only, int64_t count, int64_t *ret_changes,
                 struct err *e)
{
    int64_t captured = 0, rest, aside;

    if (batch_take_sqlite(ro, args, e) < 0)
        return -1;
    if (!rest_only && run(ro, SQL_BATCH_CAPTURE, args, &captured, e) < 0)
        return -1;
    FAULT("batch-captured");
    *ret_changes = captured;
    if (captured == count)
        return 0;
    if (run(ro, SQL_BATCH_CAPTURE_REST, args, &rest, e) < 0 || run(ro, SQL_BATCH_ASIDE, args, &aside, e) < 0 ||
        (aside > 0 && run(ro, SQL_BATCH_ASIDE_CLEAR, args, NULL, e) < 0))
        return -1;
    *ret_changes += rest - aside;
    return 0;
}

/* Nobody else writes in between. */
int batch_change_sqlite(struct rollout *ro, struct sql_args *args, const struct slice *s, enum slice_form form,
                        struct slice_counts *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    int64_t in_range = 0, changes = 0, updated = 0;

    if (form == SLICE_RANGE && change_range(ro, args, ret, &in_range, e) < 0)
        return -1;
    if (ret->scattered || ret->raced > 0)
        return 0;
    if (in_range < s->count && judge(ro, args, form == SLICE_RANGE, s->count, &changes, e) < 0)
        return -1;
    if (changes > 0 && run(ro, SQL_BATCH_UPDATE, args, &updated, e) < 0)
        return -1;
    FAULT("batch-written");
    ret->raced = changes - updated;
    if (ret->raced != 0)
        return 0;
    if (changes > 0 && batch_keep_sqlite(ro, args, e) < 0)
        return -1;
    if (run(ro, SQL_BATCH_STAMP, args, NULL, e) < 0 || db_run(ro->db, SQL_BATCH_MOVE, args, 0, NULL, &r, e) < 0 ||
        batch_read_counts(r, ret, e) < 0)
        return -1;
    return batch_check_seen(ro, s, ret, e);
}

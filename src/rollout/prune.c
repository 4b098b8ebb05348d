#include "prune.h"

#include "args.h"

int prune_list(struct db *db, struct arena *a, int64_t older_than_ms, struct run ***ret, size_t *ret_n, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *param = arena_printf(a, "%lld", (long long) older_than_ms);

    if (db_run(db, SQL_PRUNE_CANDIDATES, NULL, 1, &param, &r, e) < 0)
        return -1;
    *ret = arena_new_array(a, struct run *, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++)
        if (run_get(db, a, db_int(r, i, 0), &(*ret)[i], e) < 0)
            return -1;
    *ret_n = db_rows(r);
    return 0;
}

/* Of a table that is gone nobody knows which columns had a type of the run's own: each may have had one. */
static int wrap_all(struct db *db, struct arena *a, const struct run *run, struct sql_args *args, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *kind = "column";

    if (db_run(db, SQL_LABEL_LIST, args, 1, &kind, &r, e) < 0)
        return -1;
    sql_args_list(args, "wrapped");
    for (size_t i = 0; i < db_rows(r); i++)
        sql_item_field_type(sql_args_item(args, "wrapped"), "pack", args_wrap_type(a, run->id, i));
    return 0;
}

/* The holes of the statements. A table that is gone by now leaves only the run's number. */
static int args_of(struct db *db, struct arena *a, struct run *run, const struct sql_args **ret, struct err *e)
{
    struct rollout *ro;
    struct sql_args *args;
    struct err ignored;

    if (rollout_open_run(a, db, run, &ro, &ignored) == 0) {
        *ret = ro->args;
        return 0;
    }
    args = sql_args_new(a);
    sql_args_int(args, "run", run->id);
    *ret = args;
    return wrap_all(db, a, run, args, e);
}

int prune_check(const struct run *run, struct err *e)
{
    if (!state_is_final(run->state)) {
        err_set(e, ERR_STATE, "run \"%s\" (#%lld) is %s: only a run that is over can be pruned", run->name,
                (long long) run->id, state_name(run->state));
        return err_hint(e, "roll it back, or give it up: retcon stop %s --abandon", run->name);
    }
    if (!run->list_digest)
        return err_set(e, ERR_STATE, "run \"%s\" (#%lld) was pruned before", run->name, (long long) run->id);
    return 0;
}

static int forget(struct db *db, struct arena *a, struct run *run, const struct sql_args *args, const char *why,
                  struct err *e)
{
    const char *detail = arena_printf(a, "{\"list_digest\":\"%s\"}", run->list_digest); /* of what is no longer there */

    if (db_script(db, SQL_SCOPE_DROP, args, e) < 0 || db_run(db, SQL_PREDICT_CLEAR_TRANSITIONS, args, 0, NULL, NULL, e) < 0 ||
        db_run(db, SQL_PRUNE_MARK, args, 0, NULL, NULL, e) < 0)
        return -1;
    return event_add(db, run->id, "pruned", ledger_actor(a), why, detail, e);
}

int prune_run(struct db *db, struct arena *a, struct run *run, const char *why, struct err *e)
{
    const struct sql_args *args;

    if (prune_check(run, e) < 0 || args_of(db, a, run, &args, e) < 0)
        return -1;
    if (db_begin_write(db, NULL, e) < 0)
        return -1;
    if (forget(db, a, run, args, why, e) < 0) {
        db_rollback(db);
        return -1;
    }
    return db_commit(db, e) == 0 ? 0 : -1;
}

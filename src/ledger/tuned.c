#include "ledger.h"

int tuned_list(struct db *db, struct arena *a, int64_t run_id, struct tuned **ret, size_t *ret_n, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_new(a);

    sql_args_int(args, "run", run_id);
    if (db_run(db, SQL_TUNED_LIST, args, 0, NULL, &r, e) < 0)
        return -1;
    *ret_n = db_rows(r);
    *ret = arena_new_array(a, struct tuned, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++)
        (*ret)[i] = (struct tuned){
            .name = arena_strdup(a, db_text(r, i, 0)),
            .value = arena_strdup(a, db_text(r, i, 1)),
            .actor = arena_strdup(a, db_text(r, i, 2)),
            .at = arena_strdup(a, db_text(r, i, 3)),
        };
    return 0;
}

int tuned_set(struct db *db, int64_t run_id, const char *name, const char *value, const char *actor, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct sql_args *args = sql_args_new(a);
    const char *params[] = {name, value, actor};

    sql_args_int(args, "run", run_id);
    if (db_run(db, SQL_TUNED_UNSET, args, 1, params, NULL, e) < 0)
        return -1;
    return value ? db_run(db, SQL_TUNED_SET, args, ARRAY_LEN(params), params, NULL, e) : 0;
}

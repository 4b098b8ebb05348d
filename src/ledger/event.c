#include "ledger.h"

int event_add(struct db *db, int64_t run_id, const char *kind, const char *actor, const char *why, const char *detail,
              struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    const char *params[] = {run_id ? arena_printf(a, "%lld", (long long) run_id) : NULL, actor, kind, NULL, NULL, why,
                            detail};

    return db_run(db, SQL_EVENT_INSERT, NULL, ARRAY_LEN(params), params, NULL, e);
}

int event_list(struct db *db, struct arena *a, int64_t run_id, struct event **ret, size_t *ret_n, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_new(a);

    sql_args_int(args, "run", run_id);
    if (db_run(db, SQL_EVENT_LIST, args, 0, NULL, &r, e) < 0)
        return -1;
    *ret_n = db_rows(r);
    *ret = arena_new_array(a, struct event, *ret_n);
    for (size_t i = 0; i < *ret_n; i++)
        (*ret)[i] = (struct event){
            .seq = db_int(r, i, 0),
            .at = arena_strdup(a, db_text(r, i, 1)),
            .actor = arena_strdup(a, db_text(r, i, 2)),
            .kind = arena_strdup(a, db_text(r, i, 3)),
            .from_state = arena_strdup(a, db_text(r, i, 4)),
            .to_state = arena_strdup(a, db_text(r, i, 5)),
            .why = arena_strdup(a, db_text(r, i, 6)),
            .detail = arena_strdup(a, db_text(r, i, 7)),
        };
    return 0;
}

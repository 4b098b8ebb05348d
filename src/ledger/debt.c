#include "ledger.h"

int debt_list(struct db *db, struct arena *a, int64_t run_id, bool all, struct debt **ret, size_t *ret_n, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *params[] = {run_id ? arena_printf(a, "%lld", (long long) run_id) : NULL, all ? "1" : "0"};

    if (db_run(db, SQL_DEBT_LIST, NULL, ARRAY_LEN(params), params, &r, e) < 0)
        return -1;
    *ret_n = db_rows(r);
    *ret = arena_new_array(a, struct debt, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++)
        (*ret)[i] = (struct debt){
            .run = db_int(r, i, 0),
            .name = arena_strdup(a, db_text(r, i, 1)),
            .incident = arena_strdup(a, db_text(r, i, 2)),
            .no = db_int(r, i, 3),
            .what = arena_strdup(a, db_text(r, i, 4)),
            .owner = arena_strdup(a, db_text(r, i, 5)),
            .due = arena_strdup(a, db_text(r, i, 6)),
            .overdue = db_bool(r, i, 7),
            .paid_at = arena_strdup(a, db_text(r, i, 8)),
            .paid_by = arena_strdup(a, db_text(r, i, 9)),
            .how = arena_strdup(a, db_text(r, i, 10)),
        };
    return 0;
}

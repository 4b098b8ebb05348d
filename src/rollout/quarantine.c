#include "quarantine.h"

#include <string.h>

#include "row.h"
#include "values.h"

enum { LIST_CHUNK, LIST_POS, LIST_OUTCOME, LIST_REASON, LIST_AT, LIST_RESOLUTION, LIST_BY, LIST_RESOLVED_AT, LIST_NOTE,
       LIST_KEY };

static void read_row(struct rollout *ro, const struct db_result *r, size_t i, struct quarantine_row *ret)
{
    struct arena *a = ro->arena;
    size_t values = LIST_KEY + ro->n_key;

    *ret = (struct quarantine_row){
        .chunk_no = db_int(r, i, LIST_CHUNK),
        .pos = db_int(r, i, LIST_POS),
        .key = values_key(ro, r, i, LIST_KEY),
        .outcome = arena_strdup(a, db_text(r, i, LIST_OUTCOME)),
        .reason = arena_strdup(a, db_text(r, i, LIST_REASON)),
        .at = arena_strdup(a, db_text(r, i, LIST_AT)),
        .resolution = arena_strdup(a, db_text(r, i, LIST_RESOLUTION)),
        .resolved_by = arena_strdup(a, db_text(r, i, LIST_BY)),
        .resolved_at = arena_strdup(a, db_text(r, i, LIST_RESOLVED_AT)),
        .note = arena_strdup(a, db_text(r, i, LIST_NOTE)),
        .now = values_set(ro, r, i, values + 2, 3),
    };
    if (strcmp(ret->outcome, "uncertain") == 0 || strcmp(ret->outcome, "failed") == 0)
        return;
    ret->before = values_set(ro, r, i, values, 3);
    ret->ours = values_set(ro, r, i, values + 1, 3);
}

static int read_list(struct rollout *ro, bool open_only, int64_t limit, struct quarantine *q, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL, *totals = NULL;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    const char *which = open_only ? "open" : "all";

    sql_args_int(args, "limit", limit);
    if (db_run(ro->db, SQL_QUARANTINE_TOTALS, args, 0, NULL, &totals, e) < 0 ||
        db_run(ro->db, SQL_QUARANTINE_LIST, args, 1, &which, &r, e) < 0)
        return -1;
    q->total = db_int(totals, 0, 0);
    q->open = db_int(totals, 0, 1);
    q->n_rows = db_rows(r);
    q->rows = arena_new_array(ro->arena, struct quarantine_row, q->n_rows);
    for (size_t i = 0; i < q->n_rows; i++)
        read_row(ro, r, i, &q->rows[i]);
    return 0;
}

int quarantine_list(struct rollout *ro, bool open_only, int64_t limit, struct quarantine *ret, struct err *e)
{
    struct quarantine q = {
        .run = ro->run,
        .key_columns = values_key_columns(ro),
        .set_columns = values_set_columns(ro),
        .n_key = ro->n_key,
        .n_set = ro->plan->n_set,
    };

    if (row_check_kept(ro, e) < 0 || db_begin_read(ro->db, e) < 0)
        return -1;
    if (read_list(ro, open_only, limit, &q, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    if (db_commit(ro->db, e) != 0)
        return -1;
    *ret = q;
    return 0;
}

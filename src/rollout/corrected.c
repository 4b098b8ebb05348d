#include "corrected.h"

#include "args.h"

/* A column that an earlier run wrote. */
static struct sql_args *written_args(struct rollout *ro, const struct db_result *r, size_t i)
{
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    int64_t no = db_int(r, i, 2);
    const struct column_info *c = args_set_column(ro, (size_t) no - 1);
    struct sql_item *item;

    sql_args_int(args, "earlier", db_int(r, i, 0));
    sql_args_int(args, "no", no);
    sql_args_list(args, "written");
    item = sql_args_item(args, "written");
    sql_item_name(item, c->name);
    sql_item_type(item, c->cast);
    sql_item_field_int(item, "at", db_int(r, i, 1));
    return args;
}

/* The oldest run first: each has the last word over those before it. noted: of a column, does anybody's row stand noted? */
static int note(struct rollout *ro, const struct sql_args *args, bool *noted, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (*noted && db_run(ro->db, SQL_CORRECTED_FORGET, args, 0, NULL, NULL, e) < 0)
        return -1;
    if (db_run(ro->db, SQL_CORRECTED_NOTE, args, 0, NULL, &r, e) < 0)
        return -1;
    *noted = *noted || db_affected(r) > 0;
    return 0;
}

int corrected_note(struct rollout *ro, bool *ret_any, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    bool *noted = arena_new_array(ro->arena, bool, ro->plan->n_set);

    *ret_any = false;
    if (ro->plan->corrected_since == CORRECTED_INCLUDE)
        return 0;
    if (db_run(ro->db, SQL_CORRECTED_RUNS, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return 0;
    if (db_run(ro->db, SQL_CORRECTED_TABLE, ro->args, 0, NULL, NULL, e) < 0)
        return -1;
    for (size_t i = 0; i < db_rows(r); i++)
        if (note(ro, written_args(ro, r, i), &noted[db_int(r, i, 2) - 1], e) < 0)
            return -1;
    for (size_t i = 0; i < ro->plan->n_set; i++)
        *ret_any = *ret_any || noted[i];
    return 0;
}

int corrected_leave_out(struct rollout *ro, int64_t *ret_rows, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    sql_args_int(args, "no", (int64_t) ro->plan->n_exclude + 1);
    if (db_run(ro->db, SQL_CORRECTED_MARK, args, 0, NULL, &r, e) < 0)
        return -1;
    *ret_rows = db_affected(r);
    return 0;
}

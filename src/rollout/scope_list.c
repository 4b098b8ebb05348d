/*
 * scope_list.c: see scope_list.h. PostgreSQL notes what it scans in a temporary table and makes the list of that, by statements
 * over all of it. SQLite, which counts and sorts more slowly than a function of its own does, makes it of the rows as they
 * come, and notes them only where they must be looked at twice.
 */
#include "scope_list.h"

#include <inttypes.h>

#include "corrected.h"
#include "fault.h"

enum { MAX_CLASSES = 1000 };

static int run_id(struct rollout *ro, enum sql_id id, struct err *e)
{
    return db_run(ro->db, id, ro->args, 0, NULL, NULL, e);
}

/* A statement that only some engines need. */
static int run_if_there(struct rollout *ro, enum sql_id id, struct err *e)
{
    return sql_exists(db_engine(ro->db), id) ? run_id(ro, id, e) : 0;
}

static int blame_expression(struct err *e)
{
    if (err_class_of(e->id) == ERRC_ROW)
        err_hint(e, "an expression in scope fails for some row; guard it, for example with nullif() or case");
    return -1;
}

/* The plan's own exclusions give the reason first. */
static int leave_corrected_out(struct rollout *ro, struct scope_result *res, struct err *e)
{
    if (corrected_leave_out(ro, &res->corrected_since, e) < 0)
        return -1;
    return res->corrected_since ? scope_label(ro, "exclude", ro->plan->n_exclude + 1, CORRECTED_SINCE, e) : 0;
}

/* Read the universe, in one statement. ret_noted: into a temporary table; else it is for the freeze to read it. */
static int scan(struct rollout *ro, struct scope_result *res, bool *ret_noted, struct err *e)
{
    bool corrected;

    res->has_keys = ro->plan->keys_from != NULL;
    if (res->has_keys && keys_load(ro, ro->plan->keys_from, &res->keys, e) < 0)
        return -1;
    if (corrected_note(ro, &corrected, e) < 0)
        return -1;
    *ret_noted = !sql_exists(db_engine(ro->db), SQL_SCOPE_FREEZE) || corrected || res->has_keys || plan_draws_samples(ro->plan);
    if (!*ret_noted)
        return 0;
    if (run_if_there(ro, SQL_SCOPE_MEMORY, e) < 0 || run_if_there(ro, SQL_SCOPE_SEEN, e) < 0)
        return -1;
    if (run_id(ro, res->has_keys ? SQL_SCOPE_SCAN_KEYS : SQL_SCOPE_SCAN, e) < 0)
        return blame_expression(e);
    if (corrected && leave_corrected_out(ro, res, e) < 0)
        return -1;
    FAULT("scope-scanned");
    return run_if_there(ro, SQL_SCOPE_SEEN_ANALYZE, e);
}

static int take_samples(struct rollout *ro, struct err *e)
{
    for (size_t i = 0; i < ro->plan->n_stages; i++) {
        struct sql_args *args = sql_args_copy(ro->arena, ro->args);

        if (ro->plan->stages[i].sample_rows == 0)
            continue;
        sql_args_int(args, "no", (int64_t) i + 1);
        sql_args_int(args, "rows", ro->plan->stages[i].sample_rows);
        if (db_run(ro->db, SQL_SCOPE_SAMPLE, args, 0, NULL, NULL, e) < 0)
            return -1;
    }
    return 0;
}

static int check_stageless(struct rollout *ro, int64_t *ret_left_out, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_SCOPE_STAGELESS, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    *ret_left_out = db_int(r, 0, 1);
    if (db_int(r, 0, 0) == 0)
        return 0;
    err_set(e, ERR_PLAN, "%" PRId64 " candidates belong to no stage", db_int(r, 0, 0));
    return err_hint(e, "end \"stages\" with a bare one, for example \"- name: everyone\"");
}

static int number_classes(struct rollout *ro, size_t n_params, const char *const *params, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_SCOPE_CLASSES, ro->args, n_params, params, &r, e) < 0)
        return -1;
    if (db_affected(r) <= MAX_CLASSES)
        return 0;
    err_set(e, ERR_PLAN, "scope.class has %" PRId64 " different values; a class is a label to count by, at most %d",
            db_affected(r), MAX_CLASSES);
    return err_hint(e, "choose a coarser expression");
}

/* What was noted, by statements over all of it. */
static int freeze_noted(struct rollout *ro, struct err *e)
{
    static const enum sql_id steps[] = {SQL_SCOPE_FREEZE_LIST, SQL_SCOPE_FREEZE_EXCLUDED, SQL_SCOPE_FREEZE_CHUNKS};
    int64_t left_out;

    if (run_id(ro, SQL_SCOPE_TALLY, e) < 0 || number_classes(ro, 0, NULL, e) < 0 || run_id(ro, SQL_SCOPE_COUNTS, e) < 0 ||
        check_stageless(ro, &left_out, e) < 0)
        return -1;
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        if (steps[i] == SQL_SCOPE_FREEZE_EXCLUDED && left_out == 0)
            continue;
        if (run_id(ro, steps[i], e) < 0)
            return -1;
        FAULT("scope-freezing");
    }
    return 0;
}

/* Row by row, as they come: of the table itself where nothing was noted. */
static int freeze_stream(struct rollout *ro, bool noted, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *found;
    int64_t left_out;

    if (run_id(ro, noted ? SQL_SCOPE_FREEZE_SEEN : SQL_SCOPE_FREEZE, e) < 0)
        return blame_expression(e);
    FAULT("scope-freezing");
    if (db_run(ro->db, SQL_SCOPE_FROZEN, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    found = db_text(r, 0, 0);
    if (number_classes(ro, 1, &found, e) < 0 || db_run(ro->db, SQL_SCOPE_COUNTS, ro->args, 1, &found, NULL, e) < 0 ||
        check_stageless(ro, &left_out, e) < 0)
        return -1;
    return db_run(ro->db, SQL_SCOPE_FREEZE_CHUNKS, ro->args, 1, &found, NULL, e);
}

static int freeze(struct rollout *ro, bool noted, struct err *e)
{
    if (noted && take_samples(ro, e) < 0)
        return -1;
    return sql_exists(db_engine(ro->db), SQL_SCOPE_FREEZE) ? freeze_stream(ro, noted, e) : freeze_noted(ro, e);
}

int scope_list_make(struct rollout *ro, struct scope_result *res, struct err *e)
{
    bool noted;

    return scan(ro, res, &noted, e) < 0 ? -1 : freeze(ro, noted, e);
}

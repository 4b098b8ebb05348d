#include "verify.h"

#include <string.h>

#include "batch.h"
#include "row.h"
#include "values.h"

static int read_counters(struct rollout *ro, struct verify *v, struct err *e)
{
    struct status status;

    if (status_read(ro->db, ro->arena, ro->run, &status, e) < 0)
        return -1;
    v->counters = status.total;
    return 0;
}

/* Rows that were already right leave no trace but their absence; those that nothing has been decided about are pending,
   and both restored rows and conflicts were changed once: these three are taken as the counters have them. */
static int count_again(struct rollout *ro, struct verify *v, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct tally *t = &v->recount;

    if (db_run(ro->db, SQL_VERIFY_RECOUNT, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    *t = v->counters;
    t->candidates = ro->run->candidates;
    t->changed = db_int(r, 0, 0);
    t->excluded = db_int(r, 0, 1);
    t->uncertain = db_int(r, 0, 2);
    t->gone = db_int(r, 0, 3);
    t->failed = db_int(r, 0, 4);
    t->unchanged = t->candidates - t->changed - t->excluded - t->uncertain - t->gone - t->failed - t->pending;
    return 0;
}

static bool is_accounted(const struct tally *counted, const struct tally *again)
{
    int64_t sum = counted->changed + counted->unchanged + counted->excluded + counted->uncertain + counted->gone +
                  counted->failed + counted->pending;

    return sum == counted->candidates && counted->candidates == again->candidates && counted->changed == again->changed &&
           counted->excluded == again->excluded && counted->uncertain == again->uncertain &&
           counted->gone == again->gone && counted->failed == again->failed;
}

static int read_accounts(struct rollout *ro, struct verify *v, struct err *e)
{
    if (read_counters(ro, v, e) < 0 || count_again(ro, v, e) < 0)
        return -1;
    v->accounted = is_accounted(&v->counters, &v->recount);
    return 0;
}

int verify_accounts(struct rollout *ro, struct verify *ret, struct err *e)
{
    *ret = (struct verify){.run = ro->run};
    if (db_begin_read(ro->db, e) < 0)
        return -1;
    if (read_accounts(ro, ret, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}

static int check_list(struct rollout *ro, struct verify *v, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *digest;

    if (db_run(ro->db, SQL_LIST_INTACT, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    digest = db_text(r, 0, 1);
    v->list_intact = db_int(r, 0, 0) == 0 && digest && strcmp(digest, ro->run->list_digest) == 0;
    return 0;
}

/* A row whose value cannot be computed stops the statement: the plan's expression must be guarded. */
static int blame_expression(struct err *e)
{
    if (err_class_of(e->id) == ERRC_ROW)
        err_context(e, "an expression of the plan fails for a row");
    return -1;
}

static int look_again(struct rollout *ro, struct verify *v, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_VERIFY_SECOND_PASS, ro->args, 0, NULL, &r, e) < 0)
        return blame_expression(e);
    v->still_to_change = db_int(r, 0, 0);
    v->edited_since = db_int(r, 0, 1);
    return 0;
}

/* A row that would change again though it holds what the run wrote says nothing against the run, unless it is a trigger that
   wrote: the plan gives another value when it is computed from its own. */
static int look_for_repeats(struct rollout *ro, struct verify *v, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    v->triggers = batch_has_row_triggers(ro);
    if (v->still_to_change == 0)
        return 0;
    if (db_run(ro->db, SQL_VERIFY_REPEATS, ro->args, 0, NULL, &r, e) < 0)
        return blame_expression(e);
    v->repeats = db_int(r, 0, 0);
    v->not_idempotent = v->repeats == v->still_to_change && !v->triggers;
    return 0;
}

/* Of a list that was given as keys nothing can be late: a row that was not named was not meant. */
static int find_late(struct rollout *ro, struct verify *v, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (ro->plan->keys_from)
        return 0;
    if (db_run(ro->db, SQL_VERIFY_LATE, ro->args, 0, NULL, &r, e) < 0)
        return blame_expression(e);
    v->n_late_keys = db_rows(r);
    v->late_arrivals = v->n_late_keys > 0 ? db_int(r, 0, 0) : 0;
    v->late_keys = arena_new_array(ro->arena, const char **, v->n_late_keys);
    for (size_t i = 0; i < v->n_late_keys; i++)
        v->late_keys[i] = values_key(ro, r, i, 1);
    return 0;
}

static int verify_all(struct rollout *ro, struct verify *v, struct err *e)
{
    if (read_accounts(ro, v, e) < 0 || check_list(ro, v, e) < 0 || look_again(ro, v, e) < 0 ||
        look_for_repeats(ro, v, e) < 0)
        return -1;
    return find_late(ro, v, e);
}

int verify_run(struct rollout *ro, struct verify *ret, struct err *e)
{
    struct verify v = {.run = ro->run, .n_key = ro->n_key, .key_columns = values_key_columns(ro)};

    if (row_check_kept(ro, e) < 0)
        return -1;
    /* One snapshot for all figures, so that they can be compared while others work. */
    if (db_begin_read(ro->db, e) < 0)
        return -1;
    if (verify_all(ro, &v, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    if (db_commit(ro->db, e) != 0)
        return -1;
    v.ok = v.accounted && v.list_intact && (v.still_to_change == 0 || v.not_idempotent);
    *ret = v;
    return 0;
}

#include "predict.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* Rows come and go between dry run and stage: so many may, however few there are. */
enum { TOLERATED_ROWS = 10 };

static struct sql_args *stage_args(struct rollout *ro, int64_t stage_no)
{
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    sql_args_int(args, "stage_no", stage_no);
    return args;
}

static int store_stage(struct rollout *ro, const struct dry_stage *s, struct err *e)
{
    const char *params[] = {arena_printf(ro->arena, "%" PRId64, s->class_no), s->outcome,
                            arena_printf(ro->arena, "%" PRId64, s->n)};

    return db_run(ro->db, SQL_PREDICT_INSERT, stage_args(ro, s->stage_no), ARRAY_LEN(params), params, NULL, e);
}

static int store_sum(struct rollout *ro, const struct dry_stage_sum *s, struct err *e)
{
    struct sql_args *args = stage_args(ro, s->stage_no);
    const char *params[] = {s->delta, arena_printf(ro->arena, "%" PRId64, s->class_no), s->spread, s->most};

    sql_args_int(args, "no", s->column_no);
    return db_run(ro->db, SQL_PREDICT_INSERT_SUM, args, ARRAY_LEN(params), params, NULL, e);
}

int predict_store(struct rollout *ro, const struct dry_run *d, struct err *e)
{
    if (db_run(ro->db, SQL_PREDICT_CLEAR, ro->args, 0, NULL, NULL, e) < 0 ||
        db_run(ro->db, SQL_PREDICT_CLEAR_SUMS, ro->args, 0, NULL, NULL, e) < 0)
        return -1;
    for (size_t i = 0; i < d->n_foreseen; i++)
        if (store_stage(ro, &d->foreseen[i], e) < 0)
            return -1;
    for (size_t i = 0; i < d->n_stage_sums; i++)
        if (store_sum(ro, &d->stage_sums[i], e) < 0)
            return -1;
    return 0;
}

int predict_sum(struct rollout *ro, const char *column, int64_t stage_no, bool *ret_there, long double *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = stage_args(ro, stage_no);

    for (size_t i = 0; i < ro->plan->n_set; i++)
        if (strcmp(ro->plan->set[i].name, column) == 0)
            sql_args_int(args, "no", (int64_t) i + 1);
    if (db_run(ro->db, SQL_PREDICT_SUM, args, 0, NULL, &r, e) < 0)
        return -1;
    *ret_there = db_text(r, 0, 0);
    *ret = *ret_there ? strtold(db_text(r, 0, 0), NULL) : 0;
    return 0;
}

static const char *count(struct rollout *ro, int64_t n)
{
    char text[32];

    return arena_strdup(ro->arena, text_count(n, text));
}

static void compare(struct rollout *ro, const struct db_result *r, size_t i, double percent, struct evidence_list *ret)
{
    int64_t predicted = db_int(r, i, 2), measured = db_int(r, i, 3);
    int64_t slack = MAX((int64_t) ((double) db_int(r, i, 4) * percent / 100), (int64_t) TOLERATED_ROWS);
    const char *class = db_text(r, i, 0);

    evidence_add(ret, (struct evidence){
        .kind = "prediction",
        .name = class ? arena_printf(ro->arena, "%s, %s", db_text(r, i, 1), class) : arena_strdup(ro->arena, db_text(r, i, 1)),
        .rule = arena_printf(ro->arena, "%s, give or take %s", count(ro, predicted), count(ro, slack)),
        .measured = count(ro, measured),
        .verdict = llabs(measured - predicted) <= slack ? VERDICT_PASS : VERDICT_FAIL,
    });
}

/* --- sums --- */

/* A sum as people read it: whole where it is whole, else with as many digits as tell it from its neighbours. */
static const char *amount(struct rollout *ro, long double x)
{
    if (x == floorl(x) && fabsl(x) < 1e15L)
        return arena_printf(ro->arena, "%+.0Lf", x == 0 ? 0.0L : x);
    return arena_printf(ro->arena, "%+.10Lg", x);
}

/* So many percent of all that moves, or what ten rows move at most, whichever is more. A sum of floating-point numbers
   depends on the order of its parts: it is never compared more exactly than to a billionth of what moves. */
static long double slack_of(long double spread, long double most, double percent)
{
    return fmaxl(spread * (long double) percent / 100, TOLERATED_ROWS * most) + spread * 1e-9L;
}

static void compare_sum(struct rollout *ro, const struct db_result *r, size_t i, double percent, struct evidence_list *ret)
{
    const char *class = db_text(r, i, 0), *column = ro->plan->set[db_int(r, i, 1) - 1].name;
    long double predicted = strtold(db_text(r, i, 2), NULL), measured = strtold(db_text(r, i, 5), NULL);
    long double slack = slack_of(strtold(db_text(r, i, 3), NULL), strtold(db_text(r, i, 4), NULL), percent);
    bool masked = plan_is_masked(ro->plan, column), odd = !isfinite(predicted) || !isfinite(measured);
    bool holds = odd ? strcmp(db_text(r, i, 2), db_text(r, i, 5)) == 0 : fabsl(measured - predicted) <= slack;

    evidence_add(ret, (struct evidence){
        .kind = "prediction",
        .name = arena_printf(ro->arena, "sum of %s%s%s", column, class ? ", " : "", class ? class : ""),
        .rule = masked ? "as predicted (masked)"
                       : arena_printf(ro->arena, "%s, give or take %s", amount(ro, predicted), amount(ro, slack) + 1),
        .measured = masked ? "(masked)" : amount(ro, measured),
        .verdict = holds ? VERDICT_PASS : VERDICT_FAIL,
    });
}

static int compare_sums(struct rollout *ro, int64_t stage_no, double percent, struct evidence_list *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_PREDICT_SUMS, stage_args(ro, stage_no), 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < db_rows(r); i++)
        compare_sum(ro, r, i, percent, ret);
    return 0;
}

int predict_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    double percent = ro->plan->stages[stage_no - 1].tolerance_percent;

    if (db_run(ro->db, SQL_PREDICT_COMPARE, stage_args(ro, stage_no), 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < db_rows(r); i++)
        compare(ro, r, i, percent, ret);
    return compare_sums(ro, stage_no, percent, ret, e);
}

#include "watch.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "predict.h"

struct reading {
    const char *value; /* NULL: none */
    const char *error; /* NULL: none */
    long double number;
};

/* --- measuring --- */

static bool read_number(const char *text, long double *ret)
{
    char *end;

    *ret = strtold(text, &end);
    return end != text && *end == '\0' && isfinite(*ret);
}

static void take_value(struct arena *a, const struct db_result *r, struct reading *ret)
{
    if (db_rows(r) != 1 || !db_text(r, 0, 0)) {
        ret->error = "no data";
        return;
    }
    ret->value = arena_strdup(a, db_text(r, 0, 0));
    if (!read_number(ret->value, &ret->number))
        ret->error = "not a number";
}

/* -1 only where the connection is lost or a person interrupts: what the query itself does wrong is part of the reading. */
static int measure(struct rollout *ro, struct db *reader, const struct plan_watch *w, struct reading *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    int rc;

    memset(ret, 0, sizeof(*ret));
    sql_args_expr(args, "expression", w->sql.text, &w->sql);
    if (db_begin_read(reader, e) < 0)
        return -1;
    rc = db_run(reader, SQL_WATCH_MEASURE, args, 0, NULL, &r, e);
    db_rollback(reader);
    if (rc == 0) {
        take_value(ro->arena, r, ret);
        return 0;
    }
    ret->error = arena_strdup(ro->arena, e->text);
    if (e->id == ERR_INTERRUPTED)
        return -1;
    return e->id == ERR_DISCONNECTED ? db_reconnect(reader, e) : 0;
}

static int keep(struct rollout *ro, const struct plan_watch *w, const char *phase, int64_t stage_no,
                const struct reading *x, struct err *e)
{
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    const char *params[] = {w->name, phase, x->value, x->error};

    sql_args_int(args, "stage_no", stage_no);
    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (db_run(ro->db, SQL_WATCH_INSERT, args, ARRAY_LEN(params), params, NULL, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}

static int find_before(struct rollout *ro, const struct plan_watch *w, struct reading *ret, bool *ret_there, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    memset(ret, 0, sizeof(*ret));
    if (db_run(ro->db, SQL_WATCH_BEFORE, ro->args, 1, &w->name, &r, e) < 0)
        return -1;
    *ret_there = db_rows(r) == 1;
    if (*ret_there)
        ret->value = arena_strdup(ro->arena, db_text(r, 0, 0));
    if (!ret->value || !read_number(ret->value, &ret->number))
        ret->error = "it could not be measured before the run";
    return 0;
}

int watch_before(struct rollout *ro, struct db *reader, struct err *e)
{
    for (size_t i = 0; i < ro->plan->n_watches; i++) {
        const struct plan_watch *w = &ro->plan->watches[i];
        struct reading x;
        bool there;

        if (find_before(ro, w, &x, &there, e) < 0)
            return -1;
        if (there)
            continue;
        if (measure(ro, reader, w, &x, e) < 0 || keep(ro, w, "before", 0, &x, e) < 0)
            return -1;
    }
    return 0;
}

/* --- judging --- */

static const char *number(struct arena *a, long double x)
{
    return x == floorl(x) && fabsl(x) < 1e18L ? arena_printf(a, "%.0Lf", x) : arena_printf(a, "%.12Lg", x);
}

static enum verdict judge_limits(struct arena *a, const struct plan_watch *w, const struct reading *now, const char **rule)
{
    if (w->has_min && w->has_max)
        *rule = arena_printf(a, "from %s to %s", number(a, w->min), number(a, w->max));
    else
        *rule = w->has_min ? arena_printf(a, "at least %s", number(a, w->min))
                           : arena_printf(a, "at most %s", number(a, w->max));
    return (w->has_min && now->number < w->min) || (w->has_max && now->number > w->max) ? VERDICT_FAIL : VERDICT_PASS;
}

/* Double arithmetic may differ in the last digits: what is equal but for that is equal. */
static enum verdict judge_near(const struct plan_watch *w, long double now, long double wanted)
{
    long double slack = fabsl(wanted) * (w->within_percent / 100 + 8 * (long double) DBL_EPSILON);

    return fabsl(now - wanted) <= slack ? VERDICT_PASS : VERDICT_FAIL;
}

static enum verdict judge_range(const struct plan_watch *w, const struct reading *now, const struct reading *before)
{
    long double x = now->number;

    if (w->range.percent) {
        if (before->number == 0)
            return now->number == 0 ? VERDICT_PASS : VERDICT_PERSON;
        x = (now->number - before->number) * 100 / fabsl(before->number);
    }
    return x >= w->range.low && x <= w->range.high ? VERDICT_PASS : VERDICT_FAIL;
}

static const char *within(struct arena *a, const struct plan_watch *w)
{
    return w->within_percent > 0 ? arena_printf(a, ", within %g%%", w->within_percent) : "";
}

static enum verdict judge_expected(struct rollout *ro, const struct plan_watch *w, const struct reading *now,
                                   const struct reading *before, const long double *delta, const char **rule)
{
    struct arena *a = ro->arena;

    if (w->expect == WATCH_RANGE) {
        *rule = w->range.percent ? arena_printf(a, "changes by %+g%% to %+g%% from %s", w->range.low, w->range.high,
                                                before->error ? "?" : before->value)
                                 : arena_printf(a, "from %g to %g", w->range.low, w->range.high);
        return w->range.percent && before->error ? VERDICT_PERSON : judge_range(w, now, before);
    }
    if (before->error) {
        *rule = before->error;
        return VERDICT_PERSON;
    }
    if (w->expect == WATCH_UNCHANGED) {
        *rule = arena_printf(a, "unchanged from %s%s", before->value, within(a, w));
        return judge_near(w, now->number, before->number);
    }
    if (!delta) {
        *rule = "as the dry run predicted; it has no prediction";
        return VERDICT_PERSON;
    }
    *rule = arena_printf(a, "predicted %s, from %s%s", number(a, before->number + *delta), before->value, within(a, w));
    return judge_near(w, now->number, before->number + *delta);
}

/* min and max hold whatever is expected besides. */
static enum verdict judge(struct rollout *ro, const struct plan_watch *w, const struct reading *now,
                          const struct reading *before, const long double *delta, const char **rule)
{
    const char *limits = NULL, *expected = NULL;
    enum verdict a = VERDICT_PASS, b = VERDICT_PASS;

    if (w->has_min || w->has_max)
        a = judge_limits(ro->arena, w, now, &limits);
    if (w->expect != WATCH_LIMITS)
        b = judge_expected(ro, w, now, before, delta, &expected);
    *rule = limits && expected ? arena_printf(ro->arena, "%s; %s", limits, expected) : limits ? limits : expected;
    return MAX(a, b);
}

/* NULL: it holds, or cannot be told. */
static int look(struct rollout *ro, struct db *reader, int64_t stage_no, const struct plan_watch *w, const char **ret_why,
                struct err *e)
{
    struct reading now, before;
    enum verdict verdict;
    const char *rule;
    bool there;

    if (measure(ro, reader, w, &now, e) < 0 || keep(ro, w, "within", stage_no, &now, e) < 0 ||
        find_before(ro, w, &before, &there, e) < 0)
        return -1;
    if (now.error)
        return 0;
    verdict = w->expect == WATCH_PREDICTED ? judge_limits(ro->arena, w, &now, &rule) : judge(ro, w, &now, &before, NULL, &rule);
    if (verdict == VERDICT_FAIL)
        *ret_why = arena_printf(ro->arena, "watch \"%s\" is %s; it must be: %s", w->name, now.value, rule);
    return 0;
}

int watch_within(struct rollout *ro, struct db *reader, int64_t stage_no, struct watch_look *looks, bool reason,
                 const char **ret_why, struct err *e)
{
    *ret_why = NULL;
    for (size_t i = 0; i < ro->plan->n_watches && !*ret_why; i++) {
        const struct plan_watch *w = &ro->plan->watches[i];
        bool first = looks[i].last_ms == 0;

        /* What is predicted holds when the stage is done, not half-way. */
        if (looks[i].excused || (!first && clock_ms() - looks[i].last_ms < w->every_ms) ||
            (w->expect == WATCH_PREDICTED && !w->has_min && !w->has_max))
            continue;
        looks[i].last_ms = clock_ms();
        if (look(ro, reader, stage_no, w, ret_why, e) < 0)
            return -1;
        looks[i].excused = *ret_why && first && reason;
        if (looks[i].excused)
            *ret_why = NULL;
    }
    return 0;
}

int watch_evidence(struct rollout *ro, struct db *reader, int64_t stage_no, struct evidence_list *ret, struct err *e)
{
    for (size_t i = 0; i < ro->plan->n_watches; i++) {
        const struct plan_watch *w = &ro->plan->watches[i];
        struct evidence x = {.kind = "watch", .name = w->name, .query = w->sql.text};
        struct reading now, before;
        long double delta;
        bool there, predicted = false;

        if (measure(ro, reader, w, &now, e) < 0 || keep(ro, w, "gate", stage_no, &now, e) < 0 ||
            find_before(ro, w, &before, &there, e) < 0)
            return -1;
        if (w->column && predict_sum(ro, w->column, stage_no, &predicted, &delta, e) < 0)
            return -1;
        x.verdict = judge(ro, w, &now, &before, predicted ? &delta : NULL, &x.rule);
        x.measured = now.value;
        if (now.error) {
            x.verdict = VERDICT_PERSON;
            x.measured = now.error;
        }
        evidence_add(ret, x);
    }
    return 0;
}

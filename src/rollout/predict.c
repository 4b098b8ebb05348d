#include "predict.h"

#include <inttypes.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "args.h"
#include "text.h"

/* Rows come and go between dry run and stage: so many may, however few there are. */
enum { TOLERATED_ROWS = 10 };
enum { PREDICTED_TRANSITIONS = 20 }; /* a column with more of them is no status */
enum { SHOWN_COLUMNS = 40 };         /* of a value, on a screen */

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

/* --- transitions, stored --- */

/* Does the text name the time of day, as a word by itself? */
static bool names_the_time(const char *text)
{
    static const char *const words[] = {"now", "current_date", "current_time", "current_timestamp", "localtime",
                                        "localtimestamp", "transaction_timestamp", "statement_timestamp"};

    for (const char *at = text; *at; at++) {
        size_t n = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

        for (size_t i = 0; i < ARRAY_LEN(words); i++)
            if (n == strlen(words[i]) && strncasecmp(at, words[i], n) == 0)
                return true;
        if (n > 0)
            at += n - 1;
    }
    return false;
}

/* A time that is written is another one in the run than in the dry run. */
static bool is_momentary(const struct rollout *ro, size_t i)
{
    const char *type = args_set_column(ro, i)->type;

    return strncasecmp(type, "time", 4) == 0 || strncasecmp(type, "date", 4) == 0 ||
           names_the_time(ro->plan->set[i].sql.text);
}

/* Is the column held to the ways its values go? */
static bool has_few_transitions(const struct rollout *ro, const struct dry_run *d, int64_t column_no)
{
    for (size_t i = 0; i < d->n_stage_transitions; i++) {
        const struct dry_stage_transition *t = &d->stage_transitions[i];

        if (t->stage_no == 0 && t->column_no == column_no)
            return t->n <= PREDICTED_TRANSITIONS && !is_momentary(ro, (size_t) column_no - 1);
    }
    return false;
}

static int store_transition(struct rollout *ro, const struct dry_run *d, size_t no, struct err *e)
{
    const struct dry_stage_transition *t = &d->stage_transitions[no];
    struct sql_args *args = stage_args(ro, t->stage_no);
    const char *params[] = {t->from, t->to, arena_printf(ro->arena, "%" PRId64, t->n)};

    if (!has_few_transitions(ro, d, t->column_no))
        return 0;
    sql_args_int(args, "at", t->column_no);
    sql_args_int(args, "no", (int64_t) no + 1);
    return db_run(ro->db, SQL_PREDICT_INSERT_TRANSITION, args, ARRAY_LEN(params), params, NULL, e);
}

/* --- all that is stored --- */

int predict_store(struct rollout *ro, const struct dry_run *d, struct err *e)
{
    if (db_run(ro->db, SQL_PREDICT_CLEAR, ro->args, 0, NULL, NULL, e) < 0 ||
        db_run(ro->db, SQL_PREDICT_CLEAR_SUMS, ro->args, 0, NULL, NULL, e) < 0 ||
        db_run(ro->db, SQL_PREDICT_CLEAR_TRANSITIONS, ro->args, 0, NULL, NULL, e) < 0)
        return -1;
    for (size_t i = 0; i < d->n_stage_transitions; i++)
        if (store_transition(ro, d, i, e) < 0)
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

/* SQLite writes an infinite sum in two ways, "Inf" and a number that no double holds. */
static bool same_infinity(long double a, long double b)
{
    return fabsl(a) > (long double) DBL_MAX && fabsl(b) > (long double) DBL_MAX && signbit(a) == signbit(b);
}

static void compare_sum(struct rollout *ro, const struct db_result *r, size_t i, double percent, struct evidence_list *ret)
{
    const char *class = db_text(r, i, 0), *column = ro->plan->set[db_int(r, i, 1) - 1].name;
    long double predicted = strtold(db_text(r, i, 2), NULL), measured = strtold(db_text(r, i, 5), NULL);
    long double slack = slack_of(strtold(db_text(r, i, 3), NULL), strtold(db_text(r, i, 4), NULL), percent);
    bool masked = plan_is_masked(ro->plan, column), odd = !isfinite(predicted) || !isfinite(measured);
    bool holds = odd ? same_infinity(predicted, measured) || strcmp(db_text(r, i, 2), db_text(r, i, 5)) == 0
                     : fabsl(measured - predicted) <= slack;

    evidence_add(ret, (struct evidence){
        .kind = "prediction",
        .query = gate_query(ro, SQL_PREDICT_SUMS),
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

/* --- transitions --- */

static const char *value(struct rollout *ro, const char *text)
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);
    const char *shown = "null";

    if (text) {
        text_visible(&b, text, strlen(text), SHOWN_COLUMNS);
        shown = arena_printf(ro->arena, "\"%s\"", buf_cstr(&b));
    }
    buf_clear(&b);
    return shown;
}

/* Of a masked column no more is told than whether it holds: one item for all of its ways. */
static void compare_masked(struct rollout *ro, const char *column, bool holds, struct evidence_list *ret)
{
    const char *name = arena_printf(ro->arena, "%s, transitions", column);
    struct evidence *last = ret->n > 0 ? &ret->items[ret->n - 1] : NULL;

    if (!last || !last->name || strcmp(last->name, name) != 0)
        evidence_add(ret, (struct evidence){
            .kind = "prediction",
            .name = name,
            .rule = "as predicted (masked)",
            .measured = "(masked)",
            .query = gate_query(ro, SQL_PREDICT_TRANSITIONS),
            .verdict = VERDICT_PASS,
        });
    if (!holds)
        ret->items[ret->n - 1].verdict = VERDICT_FAIL;
}

static void compare_transition(struct rollout *ro, const struct db_result *r, size_t i, double percent, struct evidence_list *ret)
{
    const char *column = ro->plan->set[db_int(r, i, 0) - 1].name;
    int64_t predicted = db_int(r, i, 3), measured = db_int(r, i, 4);
    int64_t slack = MAX((int64_t) ((double) predicted * percent / 100), (int64_t) TOLERATED_ROWS);
    bool holds = llabs(measured - predicted) <= slack;

    if (plan_is_masked(ro->plan, column)) {
        compare_masked(ro, column, holds, ret);
        return;
    }
    evidence_add(ret, (struct evidence){
        .kind = "prediction",
        .query = gate_query(ro, SQL_PREDICT_TRANSITIONS),
        .name = arena_printf(ro->arena, "%s: %s -> %s", column, value(ro, db_text(r, i, 1)), value(ro, db_text(r, i, 2))),
        .rule = arena_printf(ro->arena, "%s, give or take %s", count(ro, predicted), count(ro, slack)),
        .measured = count(ro, measured),
        .verdict = holds ? VERDICT_PASS : VERDICT_FAIL,
    });
}

int predict_transition_columns(struct rollout *ro, struct sql_args *args, size_t *ret_n, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_PREDICT_TRANSITION_COLUMNS, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    sql_args_list(args, "transition");
    for (size_t i = 0; i < db_rows(r); i++) {
        struct sql_item *item = sql_args_item(args, "transition");

        sql_item_type(item, args_set_column(ro, (size_t) db_int(r, i, 0) - 1)->cast);
        sql_item_field_int(item, "at", db_int(r, i, 0));
    }
    *ret_n = db_rows(r);
    return 0;
}

static int compare_transitions(struct rollout *ro, int64_t stage_no, double percent, struct evidence_list *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = stage_args(ro, stage_no);
    size_t n;

    if (predict_transition_columns(ro, args, &n, e) < 0)
        return -1;
    if (n == 0)
        return 0;
    if (db_run(ro->db, SQL_PREDICT_TRANSITIONS, args, 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < db_rows(r); i++)
        compare_transition(ro, r, i, percent, ret);
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
    if (compare_sums(ro, stage_no, percent, ret, e) < 0)
        return -1;
    return compare_transitions(ro, stage_no, percent, ret, e);
}

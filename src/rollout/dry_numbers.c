#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "batch.h"
#include "dry_parts.h"

/* Columns of dry_figures.sql: four, then t1, t2, … */
enum { COL_PART, COL_AT, COL_NO, COL_N, COL_T1 };

static void add_outcome(struct dry_run *d, const struct dry_count *c)
{
    const struct {
        const char *name;
        int64_t *n;
    } sums[] = {{"changed", &d->changed},     {"unchanged", &d->unchanged}, {"excluded", &d->became_excluded},
                {"uncertain", &d->uncertain}, {"gone", &d->gone},           {"failed", &d->failed}};

    for (size_t i = 0; i < ARRAY_LEN(sums); i++)
        if (strcmp(sums[i].name, c->outcome) == 0)
            *sums[i].n += c->n;
}

/* --- one row of the figures each --- */

struct figures {
    struct rollout *ro;
    struct dry_run *d;
    const struct db_result *r;
    struct dry_picks *picks;
};

static const char *text(const struct figures *f, size_t row, size_t i)
{
    return arena_strdup(f->ro->arena, db_text(f->r, row, COL_T1 + i));
}

static const char *set_name(const struct figures *f, size_t row)
{
    return f->ro->plan->set[db_int(f->r, row, COL_AT) - 1].name;
}

static void read_count(const struct figures *f, size_t row)
{
    struct dry_count c = {text(f, row, 0), text(f, row, 1), text(f, row, 2), db_int(f->r, row, COL_N)};

    f->d->counts[f->d->n_counts++] = c;
    add_outcome(f->d, &c);
}

static struct dry_number *number_of(const struct figures *f, size_t row)
{
    const char *name = set_name(f, row);

    for (size_t i = 0; i < f->d->n_numbers; i++)
        if (strcmp(f->d->numbers[i].column, name) == 0)
            return &f->d->numbers[i];
    return &f->d->numbers[0]; /* not reached: every numeric column of change.set has its entry */
}

static void read_number(const struct figures *f, size_t row)
{
    struct dry_number *n = number_of(f, row);
    int64_t *counts[] = {&n->up, &n->down, &n->from_null, &n->to_null};
    const char **sums[] = {&n->sum_before, &n->sum_after, &n->sum_delta, &n->universe_before, &n->universe_percent};

    for (size_t i = 0; i < ARRAY_LEN(counts); i++)
        *counts[i] = db_int(f->r, row, COL_T1 + i);
    for (size_t i = 0; i < ARRAY_LEN(sums); i++)
        *sums[i] = text(f, row, ARRAY_LEN(counts) + i);
}

static void read_delta(const struct figures *f, size_t row)
{
    struct dry_number *n = number_of(f, row);

    for (size_t i = 0; i < ARRAY_LEN(n->percentiles); i++)
        n->percentiles[i] = text(f, row, i);
}

static void read_word(const struct figures *f, size_t row)
{
    const char *column = set_name(f, row);
    bool masked = plan_is_masked(f->ro->plan, column);

    f->d->transitions[f->d->n_transitions++] = (struct dry_transition){
        .column = column,
        .from = masked ? NULL : text(f, row, 0),
        .to = masked ? NULL : text(f, row, 1),
        .masked = masked,
        .n = db_int(f->r, row, COL_N),
    };
}

static void read_class_word(const struct figures *f, size_t row)
{
    const char *column = set_name(f, row);
    bool masked = plan_is_masked(f->ro->plan, column);

    if (!f->ro->plan->class.text)
        return;
    f->d->class_transitions[f->d->n_class_transitions++] = (struct dry_transition){
        .column = column,
        .class = text(f, row, 0),
        .from = masked ? NULL : text(f, row, 1),
        .to = masked ? NULL : text(f, row, 2),
        .masked = masked,
        .n = db_int(f->r, row, COL_N),
    };
}

static void read_stage(const struct figures *f, size_t row)
{
    f->d->foreseen[f->d->n_foreseen++] = (struct dry_stage){
        .stage_no = db_int(f->r, row, COL_AT),
        .class_no = db_int(f->r, row, COL_T1),
        .n = db_int(f->r, row, COL_N),
        .outcome = text(f, row, 1),
    };
}

static void read_stage_sum(const struct figures *f, size_t row)
{
    f->d->stage_sums[f->d->n_stage_sums++] = (struct dry_stage_sum){
        .stage_no = db_int(f->r, row, COL_NO),
        .column_no = db_int(f->r, row, COL_AT),
        .delta = text(f, row, 0),
        .class_no = db_int(f->r, row, COL_T1 + 1),
        .spread = text(f, row, 2),
        .most = text(f, row, 3),
    };
}

static void read_stage_transition(const struct figures *f, size_t row)
{
    f->d->stage_transitions[f->d->n_stage_transitions++] = (struct dry_stage_transition){
        .stage_no = db_int(f->r, row, COL_NO),
        .column_no = db_int(f->r, row, COL_AT),
        .n = db_int(f->r, row, COL_N),
        .from = text(f, row, 0),
        .to = text(f, row, 1),
    };
}

static void read_class_sum(const struct figures *f, size_t row)
{
    if (!f->ro->plan->class.text)
        return;
    f->d->class_sums[f->d->n_class_sums++] = (struct dry_class_sum){
        .column = set_name(f, row),
        .class = text(f, row, 0),
        .n = db_int(f->r, row, COL_N),
        .sum_before = text(f, row, 1),
        .sum_after = text(f, row, 2),
    };
}

static void read_pick(const struct figures *f, size_t row)
{
    f->picks->items[f->picks->n++] = (struct dry_pick){
        .column = db_int(f->r, row, COL_AT) > 0 ? set_name(f, row) : NULL,
        .chunk_no = db_int(f->r, row, COL_T1),
        .pos = db_int(f->r, row, COL_T1 + 1),
    };
}

static void read_row(const struct figures *f, size_t row)
{
    static const struct {
        const char *part;
        void (*read)(const struct figures *f, size_t row);
    } readers[] = {{"count", read_count}, {"number", read_number}, {"delta", read_delta},
                   {"word", read_word},   {"class word", read_class_word}, {"sample", read_pick},   {"largest", read_pick},
                   {"stage", read_stage}, {"stage sum", read_stage_sum},
                   {"class sum", read_class_sum}, {"transition", read_stage_transition}};

    for (size_t i = 0; i < ARRAY_LEN(readers); i++)
        if (strcmp(readers[i].part, db_text(f->r, row, COL_PART)) == 0)
            readers[i].read(f, row);
}

/* --- all of them --- */

static void prepare(const struct figures *f)
{
    const struct plan *p = f->ro->plan;
    struct dry_run *d = f->d;
    size_t rows = db_rows(f->r);

    d->changed = d->unchanged = d->became_excluded = d->uncertain = d->gone = 0;
    d->n_counts = d->n_numbers = d->n_transitions = f->picks->n = d->n_foreseen = d->n_stage_sums = d->n_class_sums = 0;
    d->n_stage_transitions = d->n_class_transitions = 0;
    d->foreseen = arena_new_array(f->ro->arena, struct dry_stage, rows);
    d->stage_sums = arena_new_array(f->ro->arena, struct dry_stage_sum, rows);
    d->stage_transitions = arena_new_array(f->ro->arena, struct dry_stage_transition, rows);
    d->class_sums = arena_new_array(f->ro->arena, struct dry_class_sum, rows);
    d->counts = arena_new_array(f->ro->arena, struct dry_count, rows + 1);
    d->class_transitions = arena_new_array(f->ro->arena, struct dry_transition, rows);
    d->transitions = arena_new_array(f->ro->arena, struct dry_transition, rows);
    f->picks->items = arena_new_array(f->ro->arena, struct dry_pick, rows);
    d->numbers = arena_new_array(f->ro->arena, struct dry_number, p->n_set);
    for (size_t i = 0; i < p->n_set; i++)
        if (args_set_column(f->ro, i)->numeric)
            d->numbers[d->n_numbers++] = (struct dry_number){.column = p->set[i].name,
                                                             .masked = plan_is_masked(p, p->set[i].name)};
}

static int ask(struct rollout *ro, struct db_result **ret, struct err *e)
{
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    sql_args_int(args, "per_class", ro->plan->audit_per_class);
    sql_args_int(args, "largest", DRY_LARGEST);
    return db_run(ro->db, SQL_DRY_FIGURES, args, 0, NULL, ret, e);
}

/* Are there differences that the fast way of computing them does not hold? */
static bool is_too_narrow(const struct db_result *r)
{
    for (size_t i = 0; i < db_rows(r); i++)
        if (strcmp(db_text(r, i, COL_PART), "number") == 0 && db_int(r, i, COL_N) > 0)
            return true;
    return false;
}

int dry_figures(struct rollout *ro, struct dry_run *d, struct dry_picks *ret_picks, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL, *narrow = NULL;
    struct figures f = {ro, d, NULL, ret_picks};
    int64_t failed = d->failed;

    if (ask(ro, &r, e) < 0)
        return -1;
    if (is_too_narrow(r)) {
        narrow = TAKE_PTR(r);
        args_fill_numbers(ro, true);
        if (ask(ro, &r, e) < 0)
            return -1;
    }
    f.r = r;
    prepare(&f);
    for (size_t i = 0; i < db_rows(r); i++)
        read_row(&f, i);
    if (failed > 0)
        d->counts[d->n_counts++] = (struct dry_count){NULL, "failed", "cannot be computed", failed};
    d->failed = failed;
    return 0;
}

/* --- rows that cannot be computed --- */

int dry_key(struct rollout *ro, int64_t chunk_no, int64_t pos, const char ***ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    sql_args_int(args, "chunk_no", chunk_no);
    sql_args_int(args, "pos", pos);
    if (db_run(ro->db, SQL_DRY_KEY, args, 0, NULL, &r, e) < 0)
        return -1;
    *ret = arena_new_array(ro->arena, const char *, ro->n_key);
    for (size_t i = 0; i < ro->n_key && db_rows(r) > 0; i++)
        if (!plan_is_masked(ro->plan, ro->key[i]->name))
            (*ret)[i] = arena_strdup(ro->arena, db_text(r, 0, i));
    return 0;
}

/* 0: every row of the slice can be computed; 1: some cannot, e says why. */
static int probe(struct rollout *ro, const struct slice *s, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();

    if (db_run(ro->db, SQL_DRY_PROBE, batch_args(ro, a, s), 0, NULL, NULL, e) == 0)
        return 0;
    return err_class_of(e->id) == ERRC_ROW ? 1 : -1;
}

static int note_failure(struct rollout *ro, struct dry_run *d, const struct slice *s, const struct err *cause,
                        struct err *e)
{
    struct sql_item *item = sql_args_item(ro->args, "bad");
    struct dry_failure *f = &d->failures[d->n_failures];

    sql_item_field_int(item, "chunk", s->piece);
    sql_item_field_int(item, "pos", s->position + 1);
    if (++d->failed > DRY_MAX_FAILURES) {
        *e = *cause;
        err_context(e, "more than %d rows cannot be computed, for example", DRY_MAX_FAILURES);
        return err_hint(e, "an expression of change.set, change.uncertain or scope fails for them: mend it, or leave such "
                        "rows out by scope.exclude");
    }
    if (d->n_failures == DRY_SHOWN_FAILURES)
        return 0;
    d->n_failures++;
    f->where = "computing";
    f->message = arena_strdup(ro->arena, cause->text);
    return dry_key(ro, s->piece, s->position + 1, &f->key, e);
}

/* Halve the slice until the rows stand alone. */
static int bisect(struct rollout *ro, struct dry_run *d, const struct slice *s, struct err *e)
{
    struct err cause;
    int rc = probe(ro, s, &cause);

    if (rc < 0)
        *e = cause;
    if (rc <= 0)
        return rc;
    if (s->count == 1)
        return note_failure(ro, d, s, &cause, e);
    for (int half = 0; half < 2; half++) {
        struct slice part = *s;

        part.count = half == 0 ? s->count / 2 : s->count - s->count / 2;
        part.position = s->position + (half == 0 ? 0 : s->count / 2);
        if (bisect(ro, d, &part, e) < 0)
            return -1;
    }
    return 0;
}

int dry_find_failures(struct rollout *ro, struct dry_run *d, const volatile int *interrupt, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    sql_args_list(ro->args, "bad");
    if (db_run(ro->db, SQL_DRY_CHUNKS, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < db_rows(r); i++) {
        struct slice s = {.piece = db_int(r, i, 0), .n = db_int(r, i, 1), .count = db_int(r, i, 1)};

        if (interrupt && *interrupt)
            return err_set(e, ERR_INTERRUPTED, "interrupted");
        if (bisect(ro, d, &s, e) < 0)
            return -1;
    }
    return 0;
}

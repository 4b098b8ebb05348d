#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "batch.h"
#include "dry_parts.h"

/* Columns of dry_counts.sql: four, then six for each numeric column. */
enum { COUNT_COLUMNS = 4, SUM_COLUMNS = 6 };

static size_t count_numbers(const struct rollout *ro)
{
    size_t n = 0;

    for (size_t i = 0; i < ro->plan->n_set; i++)
        n += args_set_column(ro, i)->numeric;
    return n;
}

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

/* Exact sums of exact texts: the database adds, over the groups that it gave. Here only the counts are added. */
static void add_directions(struct dry_run *d, const struct db_result *r, size_t row)
{
    for (size_t i = 0; i < d->n_numbers; i++) {
        size_t at = COUNT_COLUMNS + i * SUM_COLUMNS;

        d->numbers[i].up += db_int(r, row, at + 2);
        d->numbers[i].down += db_int(r, row, at + 3);
        d->numbers[i].from_null += db_int(r, row, at + 4);
        d->numbers[i].to_null += db_int(r, row, at + 5);
    }
}

int dry_counts(struct rollout *ro, struct dry_run *d, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct arena *a = ro->arena;
    int64_t failed = d->failed;

    if (db_run(ro->db, SQL_DRY_COUNTS, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    d->changed = d->unchanged = d->became_excluded = d->uncertain = d->gone = 0;
    d->n_numbers = count_numbers(ro);
    d->numbers = arena_new_array(a, struct dry_number, d->n_numbers);
    d->counts = arena_new_array(a, struct dry_count, db_rows(r) + 1);
    d->n_counts = 0;
    for (size_t i = 0; i < db_rows(r); i++) {
        struct dry_count c = {arena_strdup(a, db_text(r, i, 0)), arena_strdup(a, db_text(r, i, 1)),
                              arena_strdup(a, db_text(r, i, 2)), db_int(r, i, 3)};

        d->counts[d->n_counts++] = c;
        add_outcome(d, &c);
        if (strcmp(c.outcome, "changed") == 0)
            add_directions(d, r, i);
    }
    if (failed > 0)
        d->counts[d->n_counts++] = (struct dry_count){NULL, "failed", "cannot be computed", failed};
    d->failed = failed;
    return 0;
}

static int read_percentiles(struct rollout *ro, struct dry_number *n, int set_index, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    sql_args_int(args, "at", set_index + 1);
    if (db_run(ro->db, SQL_DRY_DELTAS, args, 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < ARRAY_LEN(n->percentiles) && db_rows(r) > 0; i++)
        n->percentiles[i] = arena_strdup(ro->arena, db_text(r, 0, i));
    return 0;
}

/* Before, after and difference over the rows that change; the universe's sum; the difference in percent of it. */
static int read_sums(struct rollout *ro, struct dry_run *d, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (d->n_numbers == 0)
        return 0;
    if (db_run(ro->db, SQL_DRY_SUMS, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < d->n_numbers; i++) {
        struct dry_number *n = &d->numbers[i];
        const char **texts[] = {&n->sum_before, &n->sum_after, &n->sum_delta, &n->universe_before, &n->universe_percent};

        for (size_t c = 0; c < ARRAY_LEN(texts); c++)
            *texts[c] = arena_strdup(ro->arena, db_text(r, 0, i * ARRAY_LEN(texts) + c));
    }
    return 0;
}

int dry_numbers(struct rollout *ro, struct dry_run *d, struct err *e)
{
    size_t n = 0;

    for (size_t i = 0; i < ro->plan->n_set; i++) {
        if (!args_set_column(ro, i)->numeric)
            continue;
        d->numbers[n].column = ro->plan->set[i].name;
        d->numbers[n].masked = plan_is_masked(ro->plan, ro->plan->set[i].name);
        if (read_percentiles(ro, &d->numbers[n], (int) i, e) < 0)
            return -1;
        n++;
    }
    return read_sums(ro, d, e);
}

static int read_transitions(struct rollout *ro, struct dry_run *d, size_t set_index, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *column = ro->plan->set[set_index].name;
    bool masked = plan_is_masked(ro->plan, column);
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    sql_args_int(args, "at", (int64_t) set_index + 1);
    if (db_run(ro->db, SQL_DRY_TRANSITIONS, args, 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < db_rows(r); i++)
        d->transitions[d->n_transitions++] = (struct dry_transition){
            .column = column,
            .from = masked ? NULL : arena_strdup(ro->arena, db_text(r, i, 0)),
            .to = masked ? NULL : arena_strdup(ro->arena, db_text(r, i, 1)),
            .masked = masked,
            .n = db_int(r, i, 2),
        };
    return 0;
}

int dry_transitions(struct rollout *ro, struct dry_run *d, struct err *e)
{
    d->n_transitions = 0;
    d->transitions = arena_new_array(ro->arena, struct dry_transition, ro->plan->n_set * 20);
    for (size_t i = 0; i < ro->plan->n_set; i++)
        if (!args_set_column(ro, i)->numeric && read_transitions(ro, d, i, e) < 0)
            return -1;
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
        return err_context(e, "more than %d rows cannot be computed, for example", DRY_MAX_FAILURES);
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

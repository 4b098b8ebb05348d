#include <string.h>

#include "args.h"
#include "dry_parts.h"

/* n texts of a row from column `at` on, every stride-th; masked columns stay NULL. */
static const char **set_texts(struct rollout *ro, const struct db_result *r, size_t row, size_t at, size_t stride)
{
    const char **values = arena_new_array(ro->arena, const char *, ro->plan->n_set);

    for (size_t i = 0; i < ro->plan->n_set; i++)
        if (!plan_is_masked(ro->plan, ro->plan->set[i].name))
            values[i] = arena_strdup(ro->arena, db_text(r, row, at + i * stride));
    return values;
}

static const char **key_texts(struct rollout *ro, const struct db_result *r, size_t row, size_t at)
{
    const char **values = arena_new_array(ro->arena, const char *, ro->n_key);

    for (size_t i = 0; i < ro->n_key; i++)
        if (!plan_is_masked(ro->plan, ro->key[i]->name))
            values[i] = arena_strdup(ro->arena, db_text(r, row, at + i));
    return values;
}

static void add(struct dry_run *d, const struct dry_sample *s)
{
    d->samples[d->n_samples++] = *s;
}

/* Room for so many more samples. */
static void reserve(struct rollout *ro, struct dry_run *d, size_t more)
{
    struct dry_sample *bigger = arena_new_array(ro->arena, struct dry_sample, d->n_samples + more);

    if (d->n_samples)
        memcpy(bigger, d->samples, d->n_samples * sizeof(*bigger));
    d->samples = bigger;
}

/* Before and after stand in pairs behind the key; after has a meaning only where the plan changes something. */
static struct dry_sample read_sample(struct rollout *ro, const struct db_result *r, size_t row, size_t key_at,
                                     const char *kind, const char *outcome)
{
    bool changes = strcmp(outcome, "changed") == 0 || strcmp(outcome, "uncertain") == 0;

    return (struct dry_sample){
        .kind = kind,
        .class = arena_strdup(ro->arena, db_text(r, row, 0)),
        .key = key_texts(ro, r, row, key_at),
        .before = set_texts(ro, r, row, key_at + ro->n_key, 2),
        .after = changes ? set_texts(ro, r, row, key_at + ro->n_key + 1, 2) : NULL,
    };
}

static int by_outcome(struct rollout *ro, struct dry_run *d, const struct sql_args *args, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_DRY_SAMPLES, args, 0, NULL, &r, e) < 0)
        return -1;
    reserve(ro, d, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++) {
        const char *outcome = arena_strdup(ro->arena, db_text(r, i, 1));
        struct dry_sample s = read_sample(ro, r, i, 3, outcome, outcome);

        s.name = arena_strdup(ro->arena, db_text(r, i, 2));
        add(d, &s);
    }
    return 0;
}

static int largest(struct rollout *ro, struct dry_run *d, struct err *e)
{
    for (size_t c = 0; c < ro->plan->n_set; c++) {
        _cleanup_(db_result_freep) struct db_result *r = NULL;
        struct sql_args *args = sql_args_copy(ro->arena, ro->args);

        if (!args_set_column(ro, c)->numeric)
            continue;
        sql_args_int(args, "at", (int64_t) c + 1);
        sql_args_int(args, "per_class", DRY_LARGEST);
        if (db_run(ro->db, SQL_DRY_LARGEST, args, 0, NULL, &r, e) < 0)
            return -1;
        reserve(ro, d, db_rows(r));
        for (size_t i = 0; i < db_rows(r); i++) {
            struct dry_sample s = read_sample(ro, r, i, 1, "largest", "changed");

            s.name = ro->plan->set[c].name;
            add(d, &s);
        }
    }
    return 0;
}

static int edges(struct rollout *ro, struct dry_run *d, const struct sql_args *shared, struct err *e)
{
    for (size_t k = 0; k < ro->plan->n_edge; k++) {
        _cleanup_(db_result_freep) struct db_result *r = NULL;
        struct sql_args *args = sql_args_copy(ro->arena, shared);

        sql_args_expr(args, "edge", ro->plan->edge[k].sql.text, &ro->plan->edge[k].sql);
        if (db_run(ro->db, SQL_DRY_EDGE, args, 0, NULL, &r, e) < 0)
            return -1;
        reserve(ro, d, db_rows(r));
        for (size_t i = 0; i < db_rows(r); i++) {
            struct dry_sample s = read_sample(ro, r, i, 2, "edge", db_text(r, i, 1));

            s.name = ro->plan->edge[k].name;
            add(d, &s);
        }
    }
    return 0;
}

static int left_out(struct rollout *ro, struct dry_run *d, const struct sql_args *args, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (ro->plan->n_exclude == 0)
        return 0;
    if (db_run(ro->db, SQL_DRY_LEFT_OUT, args, 0, NULL, &r, e) < 0)
        return -1;
    reserve(ro, d, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++) {
        struct dry_sample s = {
            .kind = "excluded",
            .name = arena_strdup(ro->arena, db_text(r, i, 1)),
            .class = arena_strdup(ro->arena, db_text(r, i, 0)),
            .key = key_texts(ro, r, i, 2),
            .before = set_texts(ro, r, i, 2 + ro->n_key, 1),
        };

        add(d, &s);
    }
    return 0;
}

int dry_samples(struct rollout *ro, struct dry_run *d, struct err *e)
{
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    d->n_samples = 0;
    sql_args_int(args, "per_class", ro->plan->audit_per_class);
    if (by_outcome(ro, d, args, e) < 0 || left_out(ro, d, args, e) < 0 || largest(ro, d, e) < 0)
        return -1;
    return edges(ro, d, args, e);
}

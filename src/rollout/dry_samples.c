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
static struct dry_sample read_sample(struct rollout *ro, const struct db_result *r, size_t row, size_t class_at,
                                     size_t key_at, const char *kind, const char *outcome)
{
    bool changes = strcmp(outcome, "changed") == 0 || strcmp(outcome, "uncertain") == 0;

    return (struct dry_sample){
        .kind = kind,
        .class = arena_strdup(ro->arena, db_text(r, row, class_at)),
        .key = key_texts(ro, r, row, key_at),
        .before = set_texts(ro, r, row, key_at + ro->n_key, 2),
        .after = changes ? set_texts(ro, r, row, key_at + ro->n_key + 1, 2) : NULL,
    };
}

/* --- rows that dry_figures picked --- */

/* Columns of dry_rows.sql before the key. */
enum { ROW_CHUNK, ROW_POS, ROW_CLASS, ROW_OUTCOME, ROW_REASON, ROW_KEY };

static int read_rows(struct rollout *ro, const struct dry_picks *picks, struct db_result **ret, struct err *e)
{
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    sql_args_list(args, "pick");
    for (size_t i = 0; i < picks->n; i++) {
        struct sql_item *item = sql_args_item(args, "pick");

        sql_item_field_int(item, "chunk", picks->items[i].chunk_no);
        sql_item_field_int(item, "pos", picks->items[i].pos);
    }
    return db_run(ro->db, SQL_DRY_ROWS, args, 0, NULL, ret, e);
}

static size_t find_row(const struct db_result *r, const struct dry_pick *pick)
{
    size_t i = 0;

    while (i < db_rows(r) && (db_int(r, i, ROW_CHUNK) != pick->chunk_no || db_int(r, i, ROW_POS) != pick->pos))
        i++;
    return i;
}

/* Those of the outcomes, or (largest) those of the columns. r may be NULL where nothing was picked. */
static void add_picked(struct rollout *ro, struct dry_run *d, const struct dry_picks *picks, const struct db_result *r,
                       bool largest)
{
    reserve(ro, d, picks->n);
    for (size_t i = 0; i < picks->n; i++) {
        const struct dry_pick *pick = &picks->items[i];
        size_t row = find_row(r, pick);
        const char *outcome;
        struct dry_sample s;

        if ((pick->column != NULL) != largest || row == db_rows(r))
            continue;
        outcome = arena_strdup(ro->arena, db_text(r, row, ROW_OUTCOME));
        s = read_sample(ro, r, row, ROW_CLASS, ROW_KEY, largest ? "largest" : outcome, outcome);
        s.name = largest ? pick->column : arena_strdup(ro->arena, db_text(r, row, ROW_REASON));
        s.chunk_no = pick->chunk_no;
        s.pos = pick->pos;
        add(d, &s);
    }
}

/* --- others --- */

enum { EDGE_CHUNK, EDGE_POS, EDGE_CLASS, EDGE_OUTCOME, EDGE_KEY };

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
            struct dry_sample s = read_sample(ro, r, i, EDGE_CLASS, EDGE_KEY, "edge", db_text(r, i, EDGE_OUTCOME));

            s.name = ro->plan->edge[k].name;
            s.chunk_no = db_int(r, i, EDGE_CHUNK);
            s.pos = db_int(r, i, EDGE_POS);
            add(d, &s);
        }
    }
    return 0;
}

static int left_out(struct rollout *ro, struct dry_run *d, const struct sql_args *args, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (d->n_left_out == 0)
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

int dry_samples(struct rollout *ro, struct dry_run *d, const struct dry_picks *picks, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    d->n_samples = 0;
    sql_args_int(args, "per_class", ro->plan->audit_per_class);
    if (picks->n > 0 && read_rows(ro, picks, &r, e) < 0)
        return -1;
    add_picked(ro, d, picks, r, false);
    if (left_out(ro, d, args, e) < 0)
        return -1;
    add_picked(ro, d, picks, r, true);
    return edges(ro, d, args, e);
}

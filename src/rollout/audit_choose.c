#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "audit_draw.h"
#include "audit_parts.h"
#include "dry_parts.h"
#include "json.h"
#include "values.h"

enum { LOOKS = 200 }; /* of each stage, at most */

/* In the order in which a person is shown them; of a row that is chosen twice the first kind stands. */
static const char *const kinds[] = {"edge", "largest", "class", audit_looked_at, "uncertain", "unchanged", "excluded", "gone", "random"};

static int rank(const char *kind)
{
    int i = 0;

    while (i + 1 < (int) ARRAY_LEN(kinds) && strcmp(kinds[i], kind) != 0)
        i++;
    return i;
}

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_place(const void *left, const void *right)
{
    const struct audit_new *a = left, *b = right;
    int c = compare(a->chunk_no, b->chunk_no);

    c = c ? c : compare(a->pos, b->pos);
    return c ? c : compare(rank(a->kind), rank(b->kind));
}

/* Stage by stage; what was left out at the freeze (stage 0) comes last. */
static int by_turn(const void *left, const void *right)
{
    const struct audit_new *a = left, *b = right;
    int c = compare(a->stage_no == 0, b->stage_no == 0);

    c = c ? c : compare(a->stage_no, b->stage_no);
    c = c ? c : compare(rank(a->kind), rank(b->kind));
    c = c ? c : compare(a->draw, b->draw);
    c = c ? c : compare(a->chunk_no, b->chunk_no);
    c = c ? c : compare(a->pos, b->pos);
    return c ? c : strcmp(a->key, b->key);
}

/* --- which rows --- */

/* Rows that the dry run shows. Those that are not in the list have no place, and their values already. */
static void add_shown(struct rollout *ro, const struct dry_run *d, struct audit_choice *c)
{
    for (size_t i = 0; i < d->n_samples; i++) {
        const struct dry_sample *s = &d->samples[i];

        c->items[c->n++] = (struct audit_new){
            .kind = strcmp(s->kind, "changed") == 0 ? "class" : s->kind,
            .name = s->name,
            .class = s->class,
            .chunk_no = s->chunk_no,
            .pos = s->pos,
            .key = audit_texts(ro->arena, s->key, ro->n_key),
            .before = audit_texts(ro->arena, s->before, ro->plan->n_set),
            .outcome = "excluded",
            .reason = s->name,
        };
    }
}

/* The first n rows of a stage's random order; as looks, or as its random sample. */
static void add_drawn(struct rollout *ro, const struct audit_lots *lots, int64_t stage_no, int64_t n, const char *kind,
                      struct audit_choice *c)
{
    const int64_t *ordinals = audit_draw_stage(ro->arena, ro->run->list_digest, stage_no, lots->rows[stage_no - 1], n);

    for (int64_t i = 0; i < n; i++) {
        int64_t pos = ordinals[i];
        size_t chunk = 0;

        for (; lots->stage_no[chunk] != stage_no || pos > lots->chunk_rows[chunk]; chunk++)
            if (lots->stage_no[chunk] == stage_no)
                pos -= lots->chunk_rows[chunk];
        c->items[c->n++] =
            (struct audit_new){.kind = kind, .chunk_no = lots->chunk_no[chunk], .pos = pos, .draw = kind == audit_looked_at ? 0 : i + 1};
    }
}

/* What the gates need of each stage: the most that one of them does. */
static int64_t *needed(struct rollout *ro, const struct audit_lots *lots)
{
    int64_t *most = arena_new_array(ro->arena, int64_t, lots->n_stages);

    for (size_t gate = 1; gate <= lots->n_stages; gate++) {
        const int64_t *rows = audit_sample_rows(ro, lots, (int64_t) gate);

        for (size_t i = 0; i < lots->n_stages; i++)
            most[i] = MAX(most[i], rows[i]);
    }
    return most;
}

static int64_t stage_of(const struct audit_lots *lots, int64_t chunk_no)
{
    for (size_t i = 0; i < lots->n_chunks; i++)
        if (lots->chunk_no[i] == chunk_no)
            return lots->stage_no[i];
    return 0;
}

/* A row that was chosen more than once becomes one sample. The items come sorted by place. */
static void unite(struct audit_choice *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++) {
        struct audit_new *last = n ? &c->items[n - 1] : NULL;

        if (last && last->chunk_no && last->chunk_no == c->items[i].chunk_no && last->pos == c->items[i].pos)
            last->draw = MAX(last->draw, c->items[i].draw);
        else
            c->items[n++] = c->items[i];
    }
    c->n = n;
}

static int choose_rows(struct rollout *ro, const struct dry_run *d, int64_t looks, struct audit_choice *c, struct err *e)
{
    struct audit_lots lots;
    int64_t *draws, total = 0;

    if (audit_lots(ro, &lots, e) < 0)
        return -1;
    draws = needed(ro, &lots);
    for (size_t i = 0; i < lots.n_stages; i++)
        total += draws[i] + looks;
    c->items = arena_new_array(ro->arena, struct audit_new, d->n_samples + (size_t) total);
    add_shown(ro, d, c);
    for (size_t i = 0; i < lots.n_stages; i++) {
        add_drawn(ro, &lots, (int64_t) i + 1, draws[i], "random", c);
        add_drawn(ro, &lots, (int64_t) i + 1, MIN(looks, lots.rows[i]), audit_looked_at, c);
    }
    for (size_t i = 0; i < c->n; i++)
        c->items[i].stage_no = stage_of(&lots, c->items[i].chunk_no);
    if (c->n)
        qsort(c->items, c->n, sizeof(*c->items), by_place);
    unite(c);
    return 0;
}

/* --- their values --- */

enum { ROW_CHUNK, ROW_POS, ROW_CLASS, ROW_OUTCOME, ROW_REASON, ROW_KEY };

static const char *places_json(struct rollout *ro, const struct audit_choice *c)
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);
    const char *text;
    struct json j;

    json_init(&j, &b, false);
    json_array(&j);
    for (size_t i = 0; i < c->n; i++) {
        if (!c->items[i].chunk_no)
            continue;
        json_array(&j);
        json_int(&j, c->items[i].chunk_no);
        json_int(&j, c->items[i].pos);
        json_array_end(&j);
    }
    json_array_end(&j);
    text = arena_strdup(ro->arena, buf_cstr(&b));
    buf_clear(&b);
    return text;
}

/* By how much each numeric column would move, roughly: enough to rank them. */
static double *read_moved(struct rollout *ro, const struct db_result *r, size_t row, size_t values)
{
    double *moved = arena_new_array(ro->arena, double, ro->plan->n_set);

    for (size_t i = 0; i < ro->plan->n_set; i++)
        if (args_set_column(ro, i)->numeric)
            moved[i] = fabs(db_double(r, row, values + 2 * i + 1) - db_double(r, row, values + 2 * i));
    return moved;
}

static void read_row(struct rollout *ro, const struct db_result *r, size_t row, struct audit_new *ret)
{
    size_t values = ROW_KEY + ro->n_key;
    const char *outcome = arena_strdup(ro->arena, db_text(r, row, ROW_OUTCOME));

    ret->class = arena_strdup(ro->arena, db_text(r, row, ROW_CLASS));
    ret->outcome = outcome;
    ret->reason = arena_strdup(ro->arena, db_text(r, row, ROW_REASON));
    ret->key = audit_texts(ro->arena, values_key(ro, r, row, ROW_KEY), ro->n_key);
    ret->before = strcmp(outcome, "gone") == 0 ? NULL
                                               : audit_texts(ro->arena, values_set(ro, r, row, values, 2), ro->plan->n_set);
    /* What an uncertain row would become is shown, so that a person can see what the doubt is about. */
    if (strcmp(outcome, "changed") == 0 || strcmp(outcome, "uncertain") == 0)
        ret->predicted = audit_texts(ro->arena, values_set(ro, r, row, values + 1, 2), ro->plan->n_set);
    if (ret->kind == audit_looked_at && strcmp(outcome, "changed") == 0)
        ret->moved = read_moved(ro, r, row, values);
}

/* Both are sorted by place; the result has a row for each item that has one. */
static int read_values(struct rollout *ro, struct audit_choice *c, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *places = places_json(ro, c);
    size_t row = 0;

    if (db_run(ro->db, SQL_AUDIT_ROWS, ro->args, 1, &places, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < c->n; i++) {
        struct audit_new *s = &c->items[i];

        if (!s->chunk_no)
            continue;
        if (row == db_rows(r) || db_int(r, row, ROW_CHUNK) != s->chunk_no || db_int(r, row, ROW_POS) != s->pos)
            return err_set(e, ERR_BUG, "the list of run \"%s\" lacks row %lld of chunk %lld", ro->run->name,
                           (long long) s->pos, (long long) s->chunk_no);
        read_row(ro, r, row++, s);
    }
    return 0;
}

/* --- with a dry run, or before it --- */

static int choose(struct rollout *ro, const struct dry_run *d, int64_t looks, struct audit_choice *c, struct err *e)
{
    if (choose_rows(ro, d, looks, c, e) < 0 || read_values(ro, c, e) < 0)
        return -1;
    audit_settle_looks(ro, c);
    if (c->n)
        qsort(c->items, c->n, sizeof(*c->items), by_turn);
    return 0;
}

int audit_choose(struct rollout *ro, struct dry_run *d, struct err *e)
{
    d->audit = arena_alloc(ro->arena, sizeof(*d->audit));
    return choose(ro, d, 0, d->audit, e);
}

static int choose_early(struct rollout *ro, struct dry_run *d, struct err *e)
{
    const struct dry_picks none = {0};

    d->n_left_out = ro->run->universe > ro->run->candidates;
    d->audit = arena_alloc(ro->arena, sizeof(*d->audit));
    if (dry_samples(ro, d, &none, e) < 0)
        return -1;
    return choose(ro, d, LOOKS, d->audit, e);
}

int audit_choose_early(struct rollout *ro, struct dry_run *d, struct err *e)
{
    int rc;

    if (db_begin_read(ro->db, e) < 0)
        return -1;
    rc = choose_early(ro, d, e);
    db_rollback(ro->db);
    return rc;
}

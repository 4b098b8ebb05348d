/*
 * slice_undo.c: the functions by which one UPDATE over a range of keys puts the prior values of a slice back. See slice.c.
 *
 *     retcon_want(ord)                       aggregate: the rows of a rollback's slice, in rising order. How many
 *     retcon_expect(kind, ord, body)         aggregate: then the blocks that have them, of the list (kind 1) and of what was
 *                                            captured (2), each kind in order, with the ord of its first row. So many rows are
 *                                            expected; 0 where one is missing, or the keys are not single integers that rise
 *     retcon_still(key, value, …)            a rollback's UPDATE: 1 if the values are still those captured as after; else 0
 *     retcon_prior(i, key)                   the value before, of the i-th column, from 1
 *
 * retcon_expects(), retcon_low() and retcon_high() are those of a run.
 */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "slice.h"
#include "slice_state.h"

void lite_want_step(sqlite3_context *context, int n _unused_, sqlite3_value **values)
{
    bool *begun = sqlite3_aggregate_context(context, sizeof(*begun));
    struct lite_slice *s = lite_slice_of(context);
    int64_t ord = sqlite3_value_int64(values[0]);

    if (!begun) {
        sqlite3_result_error_nomem(context);
        return;
    }
    if (!*begun)
        lite_slice_forget(s);
    *begun = true;
    if (s->n_ords > 0 && ord <= s->ords[s->n_ords - 1])
        s->fits = false;
    if (s->n_ords == s->ords_room) {
        s->ords_room = MAX(s->ords_room * 2, (size_t) 1024);
        s->ords = xrealloc(s->ords, s->ords_room * sizeof(*s->ords));
    }
    s->ords[s->n_ords++] = ord;
}

void lite_want_final(sqlite3_context *context)
{
    struct lite_slice *s = lite_slice_of(context);

    if (!sqlite3_aggregate_context(context, 0))
        lite_slice_forget(s);
    sqlite3_result_int64(context, (int64_t) s->n_ords);
}

/* Of the block that begins with the row first: the index of the next row that is wanted; -1: there is none. */
static int64_t next_wanted(const struct lite_slice *s, size_t at, int64_t first)
{
    if (at == s->n_ords || s->ords[at] < first || (uint64_t) s->ords[at] - (uint64_t) first >= s->rows.n)
        return -1;
    return s->ords[at] - first;
}

static void expect_keys(struct lite_slice *s, int64_t first)
{
    int64_t i;

    while (s->fits && (i = next_wanted(s, s->n, first)) >= 0)
        s->fits = lite_slice_expect(s, (size_t) i);
}

/* base: where the block's text is in the slice's. */
static void expect_values(struct lite_slice *s, int64_t first, size_t base)
{
    int64_t i;

    if (s->n_values == 0)
        s->width = s->rows.width;
    while ((i = next_wanted(s, s->n_values, first)) >= 0) {
        const uint32_t *at = &s->rows.at[(size_t) i * s->rows.width];

        if (s->rows.width != s->width || *at == 0) {
            s->fits = false;
            return;
        }
        if ((s->n_values + 1) * s->width > s->values_room) {
            s->values_room = MAX(s->values_room * 2, 1024 * s->width);
            s->values = xrealloc(s->values, s->values_room * sizeof(*s->values));
        }
        for (size_t k = 0; k < s->width; k++)
            s->values[s->n_values * s->width + k] = base + at[k];
        s->n_values++;
    }
}

void lite_expect_step(sqlite3_context *context, int n _unused_, sqlite3_value **values)
{
    struct lite_slice *s = lite_slice_of(context);
    const char *body = (const char *) sqlite3_value_text(values[2]);
    size_t len = (size_t) sqlite3_value_bytes(values[2]), base = s->text.len;

    if (!s->fits || !body || packed_read(&s->rows, body, len) < 0) {
        s->fits = false;
    } else if (sqlite3_value_int(values[0]) == 1) {
        expect_keys(s, sqlite3_value_int64(values[1]));
    } else {
        buf_add(&s->text, body, len);
        expect_values(s, sqlite3_value_int64(values[1]), base);
    }
    s->fits = s->fits && !buf_overflowed(&s->text);
}

void lite_expect_final(sqlite3_context *context)
{
    struct lite_slice *s = lite_slice_of(context);

    if (!s->fits || s->n != s->n_ords || s->n_values != s->n_ords)
        s->n = 0;
    sqlite3_result_int64(context, (int64_t) s->n);
}

static const char *value_at(const struct lite_slice *s, size_t row, size_t i)
{
    return s->text.data + s->values[row * s->width + i];
}

/* Is the value what is written there? Behind it comes another, or the row ends. */
static bool is_written(struct lite_slice *s, sqlite3_value *v, const char *text)
{
    buf_reset(&s->scratch);
    packed_value(&s->scratch, v);
    return !buf_overflowed(&s->scratch) && strncmp(text, s->scratch.data, s->scratch.len) == 0 &&
           (text[s->scratch.len] == ',' || text[s->scratch.len] == ']');
}

void lite_still(sqlite3_context *context, int n, sqlite3_value **values)
{
    struct lite_slice *s = lite_slice_of(context);
    size_t at;

    if (!lite_slice_find(s, values[0], &at)) {
        sqlite3_result_int(context, 0);
        return;
    }
    s->at = at;
    for (int i = 1; i < n; i++)
        if (!is_written(s, values[i], value_at(s, at, 2 * (size_t) (i - 1) + 1))) {
            sqlite3_result_int(context, 0);
            return;
        }
    sqlite3_result_int(context, 1);
}

void lite_prior(sqlite3_context *context, int n _unused_, sqlite3_value **values)
{
    struct lite_slice *s = lite_slice_of(context);
    size_t at, i = (size_t) sqlite3_value_int64(values[0]);

    if (i < 1 || 2 * i > s->width || !lite_slice_find(s, values[1], &at) || packed_result(context, value_at(s, at, 2 * (i - 1))) < 0)
        sqlite3_result_error(context, "retcon_prior: the row is not of the slice", -1);
    else if (s->keys[at] == sqlite3_value_int64(values[1]))
        s->at = at;
}

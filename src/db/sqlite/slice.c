/*
 * slice.c: the functions by which one UPDATE over a range of keys takes the rows of a slice, and no others.
 *
 *     retcon_expect_rows(body, skip, n)      the slice: n rows of a block of the list, behind those that are to be skipped. 1: all
 *                                            keys are single integers, and rise; else 0, and nothing is expected
 *     retcon_low(), retcon_high()            the first and the last key that is expected
 *     retcon_expects(key)                    an UPDATE asks it first of each row, before any expression of the plan
 *     retcon_take(key, before, after, affinity, …)   then a run's UPDATE: 1, and the values are captured, if one changes; else 0
 *     retcon_taken_rows()                    so many rows were captured: fewer may have been written, if something suppressed it
 *     retcon_moved()                         what was captured, by class: movement.c
 *     retcon_taken()                         what was captured, as a block (packed.h); NULL: nothing. To be asked once
 *
 * A rollback has others to say what is expected, and to put it back: slice_undo.c.
 *
 * What is expected and captured is the connection's: one slice at a time. None of this decides whether a row is right to
 * change; where a value's image in the column is not plain from its type, a row is not taken, and judged by itself.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "session.h"
#include "slice.h"
#include "slice_state.h"

enum {
    BLOCK_MAX = 4 * 1024 * 1024, /* bytes of a block: more are taken key by key */
    STRANGERS = 2,               /* so many times the slice's rows may lie between its keys */
    STRANGERS_MORE = 1000,
};

void lite_slice_free(struct lite_slice *s)
{
    if (!s)
        return;
    free(s->keys);
    free(s->classes);
    movement_free(s->moved);
    free(s->ords);
    free(s->values);
    packed_clear(&s->rows);
    buf_clear(&s->text);
    buf_clear(&s->scratch);
    free(s);
}

struct lite_slice *lite_slice_of(sqlite3_context *context)
{
    struct lite_session *session = sqlite3_user_data(context);

    if (!session->slice) {
        session->slice = xcalloc(1, sizeof(*session->slice));
        session->slice->scratch.max_bytes = BUF_MAX_DEFAULT;
    }
    return session->slice;
}

void lite_slice_forget(struct lite_slice *s)
{
    s->n = s->at = s->n_ords = s->n_values = s->width = s->taken = 0;
    movement_free(TAKE_PTR(s->moved));
    s->strangers = s->captured = 0;
    s->fits = true;
    buf_clear(&s->text); /* its memory too: values may have been large */
    s->text.max_bytes = BLOCK_MAX;
}

bool lite_slice_find(struct lite_slice *s, sqlite3_value *key, size_t *ret)
{
    size_t low = 0, high = s->n;
    int64_t k;

    if (sqlite3_value_type(key) != SQLITE_INTEGER)
        return false;
    k = sqlite3_value_int64(key);
    for (*ret = s->at; *ret < s->n && *ret <= s->at + 1; ++*ret)
        if (s->keys[*ret] == k)
            return true;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (s->keys[middle] < k)
            low = middle + 1;
        else
            high = middle;
    }
    *ret = low;
    return low < s->n && s->keys[low] == k;
}

/* --- what is expected --- */

/* Too many rows of others between the slice's, and the keys are better looked up one by one. */
void lite_expects(sqlite3_context *context, int n _unused_, sqlite3_value **values)
{
    struct lite_slice *s = lite_slice_of(context);
    size_t at;

    if (lite_slice_find(s, values[0], &at))
        sqlite3_result_int(context, 1);
    else if (++s->strangers > STRANGERS * (int64_t) s->n + STRANGERS_MORE)
        sqlite3_result_error_toobig(context);
    else
        sqlite3_result_int(context, 0);
}

/* Room for one more key. */
static void grow(struct lite_slice *s)
{
    if (s->n < s->room)
        return;
    s->room = MAX(s->room * 2, (size_t) 1024);
    s->keys = xrealloc(s->keys, s->room * sizeof(*s->keys));
    s->classes = xrealloc(s->classes, s->room * sizeof(*s->classes));
}

bool lite_slice_expect(struct lite_slice *s, size_t i)
{
    const uint32_t *at = &s->rows.at[i * s->rows.width];
    const char *end;

    grow(s);
    if (s->rows.width != 2 || !packed_read_integer(s->rows.text + at[0], &s->classes[s->n]))
        return false;
    end = packed_read_integer(s->rows.text + at[1], &s->keys[s->n]);
    if (!end || *end != ']' || (s->n > 0 && s->keys[s->n] <= s->keys[s->n - 1]))
        return false;
    s->n++;
    return true;
}

static bool expect_rows(struct lite_slice *s, sqlite3_value **values)
{
    const char *body = (const char *) sqlite3_value_text(values[0]);
    int64_t skip = sqlite3_value_int64(values[1]), n = sqlite3_value_int64(values[2]);

    if (!body || packed_read(&s->rows, body, (size_t) sqlite3_value_bytes(values[0])) < 0 || skip + n > (int64_t) s->rows.n)
        return false;
    for (int64_t i = skip; i < skip + n; i++)
        if (!lite_slice_expect(s, (size_t) i))
            return false;
    return n > 0;
}

void lite_expect_rows(sqlite3_context *context, int n _unused_, sqlite3_value **values)
{
    struct lite_slice *s = lite_slice_of(context);

    lite_slice_forget(s);
    s->fits = expect_rows(s, values);
    if (!s->fits)
        s->n = 0;
    sqlite3_result_int(context, s->fits);
}

void lite_low(sqlite3_context *context, int n _unused_, sqlite3_value **values _unused_)
{
    const struct lite_slice *s = lite_slice_of(context);

    if (s->n)
        sqlite3_result_int64(context, s->keys[0]);
}

void lite_high(sqlite3_context *context, int n _unused_, sqlite3_value **values _unused_)
{
    const struct lite_slice *s = lite_slice_of(context);

    if (s->n)
        sqlite3_result_int64(context, s->keys[s->n - 1]);
}

/* --- a run --- */

/* Is the value of this type what a column of this affinity holds of it? https://www.sqlite.org/datatype3.html (The names of the
   affinities differ in their first letter: INTEGER, NUMERIC, REAL, TEXT, BLOB.) */
static bool is_image(sqlite3_value *v, const unsigned char *affinity)
{
    int type = sqlite3_value_type(v);
    double real;

    if (type == SQLITE_NULL || *affinity == 'B')
        return true;
    if (*affinity == 'T')
        return type == SQLITE_TEXT;
    if (*affinity == 'R')
        return type == SQLITE_FLOAT;
    if (type == SQLITE_FLOAT) { /* one that an integer could stand for becomes one */
        real = sqlite3_value_double(v);
        return real != floor(real) || fabs(real) >= 9223372036854775808.0;
    }
    return type == SQLITE_INTEGER;
}

/* Append the row's values to the block: false if none of them changes. */
static bool capture(struct lite_slice *s, int n, sqlite3_value **values)
{
    bool changes = false;

    for (int i = 0; i + 2 < n; i += 3) {
        size_t before = s->text.len + 1, after;

        buf_char(&s->text, i ? ',' : '[');
        packed_value(&s->text, values[i]);
        buf_char(&s->text, ',');
        after = s->text.len;
        packed_value(&s->text, values[i + 1]);
        if (!is_image(values[i + 1], sqlite3_value_text(values[i + 2])))
            return false;
        changes |= s->text.len - after != after - 1 - before ||
                   memcmp(s->text.data + before, s->text.data + after, s->text.len - after) != 0;
    }
    buf_char(&s->text, ']');
    return changes;
}

void lite_take(sqlite3_context *context, int n, sqlite3_value **values)
{
    struct lite_slice *s = lite_slice_of(context);
    size_t at, began = s->text.len, taken = s->taken;
    bool changes;

    if (!lite_slice_find(s, values[0], &at) || at < s->taken) { /* it was seen before */
        sqlite3_result_int(context, 0);
        return;
    }
    s->at = at;
    for (; s->taken < at; s->taken++)
        buf_str(&s->text, s->taken ? ",0" : "[0");
    buf_char(&s->text, s->taken++ ? ',' : '[');
    changes = capture(s, n - 1, values + 1);
    if (changes) {
        s->captured++;
        if (!s->moved)
            s->moved = movement_new();
        movement_add(s->moved, s->classes[at], n - 1, values + 1);
    } else {
        s->text.len = began;
        s->taken = taken;
    }
    if (buf_overflowed(&s->text))
        sqlite3_result_error_toobig(context);
    else
        sqlite3_result_int(context, changes);
}

void lite_taken_rows(sqlite3_context *context, int n _unused_, sqlite3_value **values _unused_)
{
    sqlite3_result_int64(context, lite_slice_of(context)->captured);
}

void lite_moved(sqlite3_context *context, int n _unused_, sqlite3_value **values _unused_)
{
    struct lite_slice *s = lite_slice_of(context);

    if (s->moved)
        movement_result(context, s->moved);
}

void lite_taken(sqlite3_context *context, int n _unused_, sqlite3_value **values _unused_)
{
    struct lite_slice *s = lite_slice_of(context);

    if (s->taken > 0)
        buf_char(&s->text, ']');
    if (buf_overflowed(&s->text))
        sqlite3_result_error_toobig(context);
    else if (s->taken > 0)
        sqlite3_result_text64(context, s->text.data, s->text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/*
 * sums.c: aggregates that add up.
 *
 *     retcon_sum(a)            sum(a), but a real number where the integers overflow instead of an error
 *     retcon_sums(number, a)   the same by number (0 to MAX_SUMS - 1), where GROUP BY would sort the rows: a JSON object with a
 *                              sum for each number that has one
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "arena.h"
#include "buf.h"
#include "session.h"

enum { MAX_SUMS = 1000000 };

struct sum {
    int64_t integers;
    double real;
    bool any, is_real;
};

static void add(struct sum *sum, sqlite3_value *value)
{
    int type = sqlite3_value_numeric_type(value);

    if (type == SQLITE_NULL)
        return;
    sum->any = true;
    sum->real += sqlite3_value_double(value);
    if (type != SQLITE_INTEGER || __builtin_add_overflow(sum->integers, sqlite3_value_int64(value), &sum->integers))
        sum->is_real = true;
}

void lite_sum_step(sqlite3_context *context, _unused_ int n, sqlite3_value **values)
{
    struct sum *sum = sqlite3_aggregate_context(context, sizeof(*sum));

    if (sum)
        add(sum, values[0]);
}

void lite_sum_final(sqlite3_context *context)
{
    const struct sum *sum = sqlite3_aggregate_context(context, 0);

    if (!sum || !sum->any)
        return;
    if (sum->is_real)
        sqlite3_result_double(context, sum->real);
    else
        sqlite3_result_int64(context, sum->integers);
}

struct sums {
    struct sum *by_number; /* owned */
    size_t n;
    bool failed;
};

static bool make_room(struct sums *s, int64_t number)
{
    size_t n = s->n ? s->n : 16;

    if (number < 0 || number >= MAX_SUMS)
        return false;
    if ((size_t) number < s->n)
        return true;
    while (n <= (size_t) number)
        n *= 2;
    s->by_number = xrealloc(s->by_number, n * sizeof(*s->by_number));
    for (size_t i = s->n; i < n; i++)
        s->by_number[i] = (struct sum){0};
    s->n = n;
    return true;
}

void lite_sums_step(sqlite3_context *context, _unused_ int n, sqlite3_value **values)
{
    struct sums *s = sqlite3_aggregate_context(context, sizeof(*s));
    int64_t number = sqlite3_value_int64(values[0]);

    if (!s || s->failed)
        return;
    s->failed = !make_room(s, number);
    if (s->failed)
        sqlite3_result_error(context, "retcon_sums: too many sums", -1);
    else
        add(&s->by_number[number], values[1]);
}

void lite_sums_final(sqlite3_context *context)
{
    struct sums *s = sqlite3_aggregate_context(context, 0);
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    buf_char(&out, '{');
    for (size_t i = 0; s && i < s->n; i++) {
        const struct sum *sum = &s->by_number[i];
        char real[LITE_REAL_MAX];

        if (!sum->any)
            continue;
        buf_printf(&out, "%s\"%zu\":", out.len > 1 ? "," : "", i);
        lite_real(sum->real, real);
        if (sum->is_real)
            buf_str(&out, isnan(sum->real) ? "null" : real); /* infinity less infinity: JSON has no word for it */
        else
            buf_printf(&out, "%" PRId64, sum->integers);
    }
    buf_char(&out, '}');
    if (!s || !s->failed)
        sqlite3_result_text(context, buf_cstr(&out), (int) out.len, SQLITE_TRANSIENT);
    if (s)
        free(s->by_number);
    buf_clear(&out);
}

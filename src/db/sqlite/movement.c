/*
 * movement.c: see movement.h.
 */
#include "movement.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "session.h"

enum { CLASSES = 1000 };

struct sum {
    int64_t integers;
    double real; /* of all, as is_real says */
    bool is_real;
};

struct group {
    int64_t n;
    struct sum *sums; /* owned; a column each */
};

struct movement {
    struct group *groups; /* owned; by number of the class */
    size_t n_groups, n_columns;
    bool *is_number;      /* owned; of each column */
    bool failed;
};

struct movement *movement_new(void)
{
    return xcalloc(1, sizeof(struct movement));
}

void movement_free(struct movement *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->n_groups; i++)
        free(m->groups[i].sums);
    free(m->groups);
    free(m->is_number);
    free(m);
}

static bool is_text(sqlite3_value *v)
{
    int type = sqlite3_value_type(v);

    return type == SQLITE_TEXT || type == SQLITE_BLOB;
}

static void add_value(struct sum *s, sqlite3_value *v, int sign)
{
    int64_t n = sqlite3_value_int64(v);
    int type = sqlite3_value_type(v);

    if (type == SQLITE_NULL)
        return;
    s->real += sign * sqlite3_value_double(v);
    if (type != SQLITE_INTEGER || (sign > 0 ? __builtin_add_overflow(s->integers, n, &s->integers)
                                            : __builtin_sub_overflow(s->integers, n, &s->integers)))
        s->is_real = true;
}

static void begin(struct movement *m, int n, sqlite3_value **values)
{
    m->n_columns = (size_t) n / 3;
    m->is_number = xcalloc(m->n_columns, sizeof(*m->is_number));
    for (size_t i = 0; i < m->n_columns; i++) {
        const char *affinity = (const char *) sqlite3_value_text(values[3 * i + 2]);

        m->is_number[i] = strcmp(affinity, "TEXT") != 0 && strcmp(affinity, "BLOB") != 0;
    }
}

static struct group *group_of(struct movement *m, size_t class_no)
{
    if (class_no >= m->n_groups) {
        m->groups = xrealloc(m->groups, (class_no + 1) * sizeof(*m->groups));
        memset(&m->groups[m->n_groups], 0, (class_no + 1 - m->n_groups) * sizeof(*m->groups));
        m->n_groups = class_no + 1;
    }
    if (!m->groups[class_no].sums)
        m->groups[class_no].sums = xcalloc(m->n_columns, sizeof(struct sum));
    return &m->groups[class_no];
}

void movement_add(struct movement *m, int64_t class_no, int n, sqlite3_value **values)
{
    struct group *g;

    if (!m->is_number)
        begin(m, n, values);
    if (m->failed || class_no < 0 || class_no >= CLASSES) {
        m->failed = true;
        return;
    }
    g = group_of(m, (size_t) class_no);
    g->n++;
    for (size_t i = 0; i < m->n_columns; i++) {
        if (!m->is_number[i])
            continue;
        if (is_text(values[3 * i]) || is_text(values[3 * i + 1]))
            m->failed = true;
        add_value(&g->sums[i], values[3 * i + 1], 1);
        add_value(&g->sums[i], values[3 * i], -1);
    }
}

static void add_sum(struct buf *out, const struct sum *s, bool is_number)
{
    char real[LITE_REAL_MAX];

    buf_char(out, ',');
    if (!is_number || (s->is_real && isnan(s->real))) { /* infinity less infinity: JSON has no word for it */
        buf_str(out, "null");
    } else if (s->is_real) {
        lite_real(s->real, real);
        buf_str(out, real);
    } else {
        buf_printf(out, "%" PRId64, s->integers);
    }
}

void movement_result(sqlite3_context *context, const struct movement *m)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    for (size_t i = 0; i < m->n_groups; i++) {
        if (m->groups[i].n == 0)
            continue;
        buf_printf(&out, "%c\"%zu\":[%" PRId64, out.len ? ',' : '{', i, m->groups[i].n);
        for (size_t c = 0; c < m->n_columns; c++)
            add_sum(&out, &m->groups[i].sums[c], m->is_number[c]);
        buf_char(&out, ']');
    }
    buf_char(&out, '}');
    if (!m->failed && !buf_overflowed(&out))
        sqlite3_result_text(context, buf_cstr(&out), (int) out.len, SQLITE_TRANSIENT);
    buf_clear(&out);
}

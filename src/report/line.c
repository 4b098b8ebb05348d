#include <stdio.h>
#include <string.h>

#include "document_parts.h"
#include "sparkline.h"
#include "text.h"

enum {
    VALUE_COLUMNS = 64, /* a value, and the part of it that differs, are cut after so many */
    AROUND_POINTS = 20, /* code points of the equal parts that are kept beside the difference in a long value */
    PLOT_COLUMNS = 40,
    CODE_COLUMNS = 400, /* SQL and messages */
};

const char VALUE_MASKED[] = "•••";

struct span *line_add(struct line *l, enum span_kind kind, const char *visible_text)
{
    struct span *s = arena_alloc(l->arena, sizeof(*s));

    *s = (struct span){.kind = kind, .text = visible_text, .differs = "", .rest = ""};
    if (l->last)
        l->last->next = s;
    else
        l->first = s;
    l->last = s;
    return s;
}

/* The three kinds of prose differ in nothing but the kind. */
#define DEFINE_PROSE(name, kind)                         \
    void name(struct line *l, const char *fmt, ...)      \
    {                                                    \
        va_list ap;                                      \
                                                         \
        va_start(ap, fmt);                               \
        line_add(l, kind, visible_v(l->arena, fmt, ap)); \
        va_end(ap);                                      \
    }

DEFINE_PROSE(line_text, SPAN_TEXT)
DEFINE_PROSE(line_strong, SPAN_STRONG)
DEFINE_PROSE(line_muted, SPAN_MUTED)

void line_code(struct line *l, const char *s)
{
    if (s)
        line_add(l, SPAN_CODE, visible(l->arena, s, CODE_COLUMNS));
}

void line_plot(struct line *l, const double *values, size_t n)
{
    struct buf bars = BUF_INIT(4096);
    double *copy = arena_new_array(l->arena, double, n);
    struct span *s;

    for (size_t i = 0; i < n; i++)
        copy[i] = values[i];
    sparkline(&bars, values, n, PLOT_COLUMNS);
    s = line_add(l, SPAN_PLOT, arena_strdup(l->arena, buf_cstr(&bars)));
    s->values = copy;
    s->n_values = n;
    buf_clear(&bars);
}

void line_break(struct line *l)
{
    line_add(l, SPAN_BREAK, "");
}

void line_count(struct line *l, int64_t n)
{
    line_text(l, "%s", text_count(n, (char[32]){0}));
}

/* Would a reader take the bare value for something else: for NULL, for nothing, for a mask, for two values? */
static bool wants_quotes(const char *s)
{
    size_t n = strlen(s);

    return n == 0 || s[0] == ' ' || s[n - 1] == ' ' || s[0] == '\'' || strcmp(s, "NULL") == 0 ||
           strcmp(s, VALUE_MASKED) == 0 || strstr(s, "→");
}

void line_value(struct line *l, const char *s)
{
    const char *shown;

    if (s == VALUE_MASKED) {
        line_add(l, SPAN_MASKED, VALUE_MASKED);
    } else if (!s) {
        line_add(l, SPAN_NULL, "NULL");
    } else {
        shown = visible(l->arena, s, VALUE_COLUMNS);
        line_add(l, SPAN_VALUE, wants_quotes(s) ? arena_printf(l->arena, "'%s'", shown) : shown);
    }
}

/* Decimal text with its integer part in groups of three; anything else (NaN, 1e+20) as it is. */
static void group_digits(struct buf *out, const char *s)
{
    const char *digits = s + (*s == '-' || *s == '+');
    size_t n = strspn(digits, "0123456789");
    const char *fraction = digits + n;

    if (n == 0 || (*fraction && (*fraction != '.' || fraction[1 + strspn(fraction + 1, "0123456789")]))) {
        text_visible(out, s, strlen(s), VALUE_COLUMNS);
        return;
    }
    buf_add(out, s, (size_t) (digits - s));
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            buf_char(out, ',');
        buf_char(out, digits[i]);
    }
    buf_str(out, fraction);
}

static void add_decimal(struct line *l, const char *prefix, const char *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    if (!s) {
        line_value(l, NULL);
        return;
    }
    buf_str(&out, prefix);
    group_digits(&out, s);
    line_add(l, SPAN_TEXT, arena_strdup(l->arena, buf_cstr(&out)));
    buf_clear(&out);
}

void line_decimal(struct line *l, const char *s)
{
    add_decimal(l, "", s);
}

void line_delta(struct line *l, const char *s)
{
    bool above_zero = s && *s >= '0' && *s <= '9' && s[strspn(s, "0.")] != '\0';

    add_decimal(l, above_zero ? "+" : "", s);
}

/* Code points begin where no continuation byte stands. */
static bool begins_point(const char *s)
{
    return ((unsigned char) *s & 0xc0) != 0x80;
}

static size_t common_start(const char *a, const char *b)
{
    size_t n = 0;

    while (a[n] && a[n] == b[n])
        n++;
    while (n && !(begins_point(a + n) && begins_point(b + n)))
        n--;
    return n;
}

static size_t common_end(const char *a, size_t na, const char *b, size_t nb)
{
    size_t n = 0;

    while (n < na && n < nb && a[na - n - 1] == b[nb - n - 1])
        n++;
    while (n && !begins_point(a + na - n))
        n--;
    return n;
}

/* The last points of s[0, n), after an ellipsis for what is left away. */
static char *keep_end(struct arena *a, const char *s, size_t n)
{
    size_t from = n;

    for (int points = 0; from && points < AROUND_POINTS; points++) {
        do
            from--;
        while (from && !begins_point(s + from));
    }
    return arena_printf(a, "%s%s", from ? "…" : "", visible(a, arena_strndup(a, s + from, n - from), 0));
}

/* The first points of s, and an ellipsis for what is left away. */
static char *keep_start(struct arena *a, const char *s)
{
    size_t n = 0;

    for (int points = 0; s[n] && points < AROUND_POINTS; points++) {
        do
            n++;
        while (s[n] && !begins_point(s + n));
    }
    return arena_printf(a, "%s%s", visible(a, arena_strndup(a, s, n), 0), s[n] ? "…" : "");
}

/* One side of a change: `same` bytes at the start and `same_end` at the end are equal on both sides. */
static void add_side(struct line *l, enum span_kind kind, const char *s, size_t same, size_t same_end)
{
    struct arena *a = l->arena;
    size_t n = strlen(s);
    const char *start = arena_strndup(a, s, same), *end = s + n - same_end;
    const char *quote = wants_quotes(s) ? "'" : "";
    bool cut = text_width(s) > VALUE_COLUMNS;
    struct span *side = line_add(l, kind, "");

    side->text = arena_printf(a, "%s%s", quote, cut ? keep_end(a, start, same) : visible(a, start, 0));
    side->differs = visible(a, arena_strndup(a, s + same, n - same - same_end), VALUE_COLUMNS);
    side->rest = arena_printf(a, "%s%s", cut ? keep_start(a, end) : visible(a, end, 0), quote);
}

void line_change(struct line *l, const char *before, const char *after)
{
    bool both = before && after && before != VALUE_MASKED && after != VALUE_MASKED;
    size_t same = 0, same_end = 0;

    if (both) {
        same = common_start(before, after);
        same_end = common_end(before + same, strlen(before + same), after + same, strlen(after + same));
    }
    if (before && before != VALUE_MASKED)
        add_side(l, SPAN_OLD, before, same, same_end);
    else
        line_value(l, before);
    line_add(l, SPAN_TEXT, " → ");
    if (after && after != VALUE_MASKED)
        add_side(l, SPAN_NEW, after, same, same_end);
    else
        line_value(l, after);
}

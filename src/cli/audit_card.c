#include "audit_card.h"

#include <string.h>

#include "report.h"
#include "table.h"
#include "text.h"
#include "words.h"

enum { AROUND_BYTES = 24, LONG_BYTES = 60 };

const char *audit_shown(const struct audit_sample *s)
{
    return s->taken_at ? "after" : "predicted";
}

/* --- one value --- */

/* s with [brackets] around what differs: `same` bytes at the start and `same_end` at the end are those
   of the other side. What is far from the difference is cut away. */
static const char *marked(struct arena *a, const char *s, size_t same, size_t same_end)
{
    size_t n = strlen(s), start = same > LONG_BYTES ? same - AROUND_BYTES : 0;
    size_t end = same_end > LONG_BYTES ? n - same_end + AROUND_BYTES : n;
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);
    const char *text;

    while (start && ((unsigned char) s[start] & 0xc0) == 0x80)
        start--;
    while (end < n && ((unsigned char) s[end] & 0xc0) == 0x80)
        end++;
    buf_str(&b, start ? "…" : "");
    buf_add(&b, s + start, same - start);
    buf_char(&b, '[');
    buf_add(&b, s + same, n - same_end - same);
    buf_char(&b, ']');
    buf_add(&b, s + n - same_end, end - (n - same_end));
    buf_str(&b, end < n ? "…" : "");
    text = arena_strdup(a, buf_cstr(&b));
    buf_clear(&b);
    return text;
}

static bool begins_point(const char *s)
{
    return ((unsigned char) *s & 0xc0) != 0x80;
}

static const char *plain(const char *s)
{
    return !s ? "null" : s == VALUE_MASKED ? "(masked)" : s;
}

/* Both sides of a change. Nothing is marked where one of them has no text. */
static void mark(struct arena *a, const char **before, const char **after)
{
    const char *b = *before, *f = *after;
    size_t nb, nf, same = 0, same_end = 0;

    if (!b || !f || b == VALUE_MASKED || strcmp(b, f) == 0) {
        *before = plain(b);
        *after = plain(f);
        return;
    }
    nb = strlen(b);
    nf = strlen(f);
    while (b[same] && b[same] == f[same])
        same++;
    while (same && !(begins_point(b + same) && begins_point(f + same)))
        same--;
    while (same_end < nb - same && same_end < nf - same && b[nb - same_end - 1] == f[nf - same_end - 1])
        same_end++;
    while (same_end && !(begins_point(b + nb - same_end) && begins_point(f + nf - same_end)))
        same_end--;
    *before = marked(a, b, same, same_end);
    *after = marked(a, f, same, same_end);
}

/* --- the card --- */

static void add_key(const struct audit *audit, const struct audit_sample *s, struct buf *out, struct arena *a)
{
    const char **key = report_audit_values(a, s->key, audit->n_key);

    for (size_t i = 0; i < audit->n_key; i++) {
        const char *value = plain(shown(audit->plan, audit->key_columns[i], key ? key[i] : NULL));

        buf_str(out, i ? ", " : " ");
        text_visible(out, audit->key_columns[i], strlen(audit->key_columns[i]), 0);
        buf_str(out, " = ");
        text_visible(out, value, strlen(value), 0);
    }
}

static void add_word(struct buf *out, const char *before, const char *word)
{
    if (!word)
        return;
    buf_str(out, before);
    text_visible(out, word, strlen(word), 0);
}

static void add_head(const struct cli *cli, struct buf *out, const struct audit *audit, const struct audit_sample *s,
                     struct arena *a)
{
    const char *outcome = s->taken_at ? s->outcome : s->predicted_outcome;

    buf_str(out, terminal_on(&cli->out, STYLE_BOLD));
    buf_printf(out, "sample %lld", (long long) s->no);
    buf_str(out, terminal_off(&cli->out, STYLE_BOLD));
    add_key(audit, s, out, a);
    buf_printf(out, "\n  %s", s->kind);
    add_word(out, " ", s->name);
    add_word(out, ", class ", s->class);
    add_word(out, ", stage ", s->stage);
    buf_printf(out, "\n  %s: ", s->taken_at || !s->stage_no ? "what happened" : "as predicted");
    buf_str(out, outcome_label(outcome));
    add_word(out, ", ", s->taken_at ? s->reason : s->predicted_reason);
    buf_str(out, s->taken_at && !s->as_predicted ? "; not as predicted\n" : "\n");
}

/* A line a column: its name, both values in columns, and a third where somebody has changed it since. */
static void add_values(const struct cli *cli, struct buf *out, const struct audit *audit, const struct audit_sample *s,
                       struct arena *a)
{
    const char **before = report_audit_values(a, s->before, audit->n_set);
    const char **after = report_audit_values(a, s->taken_at ? s->after : s->predicted, audit->n_set);
    const char **now = report_audit_values(a, s->now, audit->n_set);
    const struct table_column columns[] = {{"column"}, {"before"}, {""}, {s->taken_at ? "after" : "predicted"}, {now ? "now" : ""}};
    _cleanup_(table_freep) struct table *t = table_new(&cli->out, columns, ARRAY_LEN(columns));

    for (size_t i = 0; i < audit->n_set; i++) {
        const char *column = audit->set_columns[i];
        const char *b = shown(audit->plan, column, before ? before[i] : NULL);
        const char *f = shown(audit->plan, column, after ? after[i] : NULL);
        const char *sign = !after || f == VALUE_MASKED ? "" : same_text(b, f) ? "=" : "->";

        mark(a, &b, &f);
        table_cell(t, column);
        table_cell(t, before ? b : "");
        table_cell(t, sign);
        table_cell(t, after ? f : "");
        table_cell(t, now ? plain(shown(audit->plan, column, now[i])) : "");
    }
    table_print(t, out);
}

static void add_verdicts(struct buf *out, const struct audit *audit, const struct audit_sample *s)
{
    for (size_t i = 0; i < audit->n_verdicts; i++) {
        const struct audit_verdict *v = &audit->verdicts[i];

        if (v->sample_no != s->no)
            continue;
        add_word(out, "  ", v->actor);
        buf_printf(out, " said %s", v->verdict);
        if (s->taken_at && strcmp(v->shown, "predicted") == 0 && !s->as_predicted)
            buf_str(out, " of the prediction");
        add_word(out, ": ", v->note);
        buf_char(out, '\n');
    }
}

void audit_card(const struct cli *cli, struct buf *out, const struct audit *audit, const struct audit_sample *s)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();

    add_head(cli, out, audit, s, a);
    add_values(cli, out, audit, s, a);
    add_verdicts(out, audit, s);
}

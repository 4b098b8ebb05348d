#include <string.h>

#include "document_parts.h"
#include "text.h"

/* GitHub-flavoured Markdown. Database values always stand in code spans: nothing in them is a link, an image, HTML or
   the mention of a person there. */

static void escaped(struct buf *out, const char *s)
{
    for (; *s; s++) {
        if (*s == '<' || *s == '&')
            buf_str(out, *s == '<' ? "&lt;" : "&amp;");
        else if (strchr("\\`*_[]>|~$", *s))
            buf_printf(out, "\\%c", *s);
        else
            buf_char(out, *s);
    }
}

/* Where a line begins, a number, a dash or a hash would begin a list or a heading. */
static void escaped_at_start(struct buf *out, const char *s)
{
    size_t number = strspn(s, "0123456789");

    buf_add(out, s, number);
    s += number;
    if (number ? *s == '.' || *s == ')' : *s && strchr("-+=#", *s))
        buf_char(out, '\\');
    escaped(out, s);
}

static size_t longest_run(const char *s, char c)
{
    size_t longest = 0, run = 0;

    for (; *s; s++) {
        run = *s == c ? run + 1 : 0;
        if (run > longest)
            longest = run;
    }
    return longest;
}

static void repeat(struct buf *out, char c, size_t n)
{
    while (n--)
        buf_char(out, c);
}

/* A fence that is longer than any run of backticks within. In a table a bar is escaped even in a code span. */
static void code_span(struct buf *out, const char *s, bool in_table)
{
    size_t fence = longest_run(s, '`') + 1;
    size_t n = strlen(s);
    const char *pad = n && (s[0] == '`' || s[n - 1] == '`') ? " " : "";

    repeat(out, '`', fence);
    buf_str(out, pad);
    for (; *s; s++) {
        if (*s == '|' && in_table)
            buf_char(out, '\\');
        buf_char(out, *s);
    }
    buf_str(out, pad);
    repeat(out, '`', fence);
}

static void change_side(struct buf *out, const struct span *s, bool in_table)
{
    struct buf whole = BUF_INIT(BUF_MAX_DEFAULT);

    buf_printf(&whole, "%s%s%s", s->text, s->differs, s->rest);
    code_span(out, buf_cstr(&whole), in_table);
    buf_clear(&whole);
}

static void span(struct buf *out, const struct span *s, bool in_table)
{
    switch (s->kind) {
    case SPAN_TEXT:
    case SPAN_MUTED:
    case SPAN_PLOT:
    case SPAN_MASKED: escaped(out, s->text); break;
    case SPAN_STRONG:
        buf_str(out, "**");
        escaped(out, s->text);
        buf_str(out, "**");
        break;
    case SPAN_CODE:
    case SPAN_VALUE: code_span(out, s->text, in_table); break;
    case SPAN_NULL: buf_str(out, "*NULL*"); break;
    case SPAN_OLD:
    case SPAN_NEW: change_side(out, s, in_table); break;
    case SPAN_BREAK: buf_str(out, "<br>"); break;
    }
}

static void spans(struct buf *out, const struct line *l, bool in_table)
{
    const struct span *s = l->first;

    if (s && s->kind == SPAN_TEXT && !in_table) {
        escaped_at_start(out, s->text);
        s = s->next;
    }
    for (; s; s = s->next)
        span(out, s, in_table);
}

static void table(struct buf *out, const struct table *t)
{
    if (*t->caption) {
        escaped(out, t->caption);
        buf_str(out, "\n\n");
    }
    buf_char(out, '|');
    for (const struct column *c = t->columns; c; c = c->next) {
        buf_char(out, ' ');
        escaped(out, c->heading);
        buf_str(out, " |");
    }
    buf_str(out, "\n|");
    for (const struct column *c = t->columns; c; c = c->next)
        buf_str(out, c->align == ALIGN_RIGHT ? "--:|" : ":--|");
    for (const struct row *r = t->rows; r; r = r->next) {
        buf_str(out, "\n|");
        for (size_t i = 0; i < t->n_columns; i++) {
            const char *mark = r->total && r->cells[i].first ? "**" : "";

            buf_printf(out, " %s", mark);
            spans(out, &r->cells[i], true);
            buf_printf(out, "%s |", mark);
        }
    }
    buf_char(out, '\n');
}

static void code_block(struct buf *out, const char *text)
{
    size_t fence = longest_run(text, '`') + 1;

    if (fence < 3)
        fence = 3;
    repeat(out, '`', fence);
    buf_char(out, '\n');
    while (*text) {
        size_t n = strcspn(text, "\n");

        text_visible(out, text, n, 0);
        buf_char(out, '\n');
        text += n + (text[n] == '\n');
    }
    repeat(out, '`', fence);
    buf_char(out, '\n');
}

static void marked_line(struct buf *out, const char *before, const struct line *l, const char *after)
{
    buf_str(out, before);
    if (l->tone != TONE_NONE)
        buf_printf(out, "%s ", l->tone == TONE_WARNING ? "**!**" : tone_sign(l->tone));
    spans(out, l, false);
    buf_str(out, after);
}

static void heading(struct buf *out, const char *level, const char *text)
{
    buf_printf(out, "%s ", level);
    escaped(out, text);
    buf_char(out, '\n');
}

static void block(struct buf *out, const struct block *b)
{
    switch (b->kind) {
    case BLOCK_LEAD: marked_line(out, "**", &b->line, "**\n"); break;
    case BLOCK_PARAGRAPH: marked_line(out, "", &b->line, "\n"); break;
    case BLOCK_CALLOUT: marked_line(out, "> ", &b->line, "\n"); break;
    case BLOCK_ITEM: marked_line(out, "- ", &b->line, "\n"); break;
    case BLOCK_FIELD:
        buf_str(out, "- **");
        escaped(out, b->text);
        marked_line(out, ":** ", &b->line, "\n");
        break;
    case BLOCK_SECTION: heading(out, "##", b->text); break;
    case BLOCK_SUBSECTION: heading(out, "###", b->text); break;
    case BLOCK_CODE: code_block(out, b->text); break;
    case BLOCK_TABLE: table(out, b->table); break;
    }
}

void document_markdown(const struct document *d, struct buf *out)
{
    const struct block *before = NULL;

    heading(out, "#", d->title);
    for (const struct block *b = d->first; b; b = b->next) {
        bool goes_on = before && block_is_listed(b) && before->kind == b->kind;

        if (b->table && !b->table->rows)
            continue;
        if (!goes_on)
            buf_char(out, '\n');
        block(out, b);
        before = b;
    }
}

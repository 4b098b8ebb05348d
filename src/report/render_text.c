#include "document_parts.h"
#include "text.h"

static void spans(struct buf *out, const struct line *l, const char *line_break)
{
    for (const struct span *s = l->first; s; s = s->next) {
        if (s->kind == SPAN_BREAK) {
            buf_str(out, line_break);
        } else {
            buf_str(out, s->text);
            buf_str(out, s->differs);
            buf_str(out, s->rest);
        }
    }
}

static void repeat(struct buf *out, const char *s, int n)
{
    for (int i = 0; i < n; i++)
        buf_str(out, s);
}

static void heading(struct buf *out, const char *text, const char *underline)
{
    buf_str(out, text);
    buf_char(out, '\n');
    repeat(out, underline, text_width(text));
    buf_char(out, '\n');
}

static int wider(int a, int b)
{
    return a > b ? a : b;
}

/* The widest label of a field and its neighbours. */
static int label_width(const struct block *b)
{
    int widest = 0;

    for (; b && b->kind == BLOCK_FIELD; b = b->next)
        widest = wider(widest, text_width(b->text));
    return widest;
}

static void field(struct buf *out, const struct block *b, int width)
{
    buf_printf(out, "  %s", b->text);
    repeat(out, " ", width - text_width(b->text) + 2);
    spans(out, &b->line, "; ");
    buf_char(out, '\n');
}

static void item(struct buf *out, const struct line *l)
{
    buf_printf(out, "  %s ", l->tone == TONE_NONE ? "-" : tone_sign(l->tone));
    spans(out, l, "\n      ");
    buf_char(out, '\n');
}

static void code(struct buf *out, const char *text)
{
    while (*text) {
        const char *end = text;

        while (*end && *end != '\n')
            end++;
        if (end > text)
            buf_str(out, "    ");
        text_visible(out, text, (size_t) (end - text), 0);
        buf_char(out, '\n');
        text = *end ? end + 1 : end;
    }
}

/* A cell, padded to its column. */
static void cell(struct buf *out, const char *text, const struct column *c, int width)
{
    int room = width - text_width(text);

    buf_str(out, "  ");
    if (c->align == ALIGN_RIGHT)
        repeat(out, " ", room);
    buf_str(out, text);
    if (c->align == ALIGN_LEFT)
        repeat(out, " ", room);
}

/* The end of a row, without the padding of its last cells. */
static void end_row(struct buf *out)
{
    while (out->len && out->data[out->len - 1] == ' ')
        out->data[--out->len] = '\0';
    buf_char(out, '\n');
}

static void rule(struct buf *out, const struct table *t, const int *widths)
{
    for (size_t i = 0; i < t->n_columns; i++) {
        buf_str(out, "  ");
        repeat(out, "─", widths[i]);
    }
    buf_char(out, '\n');
}

static char *cell_text(struct arena *a, const struct line *l)
{
    struct buf one = BUF_INIT(BUF_MAX_DEFAULT);
    char *text;

    spans(&one, l, "; ");
    text = arena_strdup(a, buf_cstr(&one));
    buf_clear(&one);
    return text;
}

/* The widths of the columns; every cell's text into texts, row by row. */
static int *measure(struct arena *a, const struct table *t, char **texts)
{
    int *widths = arena_new_array(a, int, t->n_columns);
    const struct column *c = t->columns;

    for (size_t i = 0; i < t->n_columns; i++, c = c->next)
        widths[i] = text_width(c->heading);
    for (const struct row *r = t->rows; r; r = r->next) {
        for (size_t i = 0; i < t->n_columns; i++) {
            *texts = cell_text(a, &r->cells[i]);
            widths[i] = wider(widths[i], text_width(*texts++));
        }
    }
    return widths;
}

static void table(struct buf *out, const struct table *t)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    char **texts = arena_new_array(a, char *, t->n_rows * t->n_columns);
    int *widths = measure(a, t, texts);
    size_t i = 0;

    if (*t->caption)
        buf_printf(out, "%s\n", t->caption);
    for (const struct column *c = t->columns; c; c = c->next)
        cell(out, c->heading, c, widths[i++]);
    end_row(out);
    rule(out, t, widths);
    for (const struct row *r = t->rows; r; r = r->next) {
        if (r->total)
            rule(out, t, widths);
        i = 0;
        for (const struct column *c = t->columns; c; c = c->next)
            cell(out, *texts++, c, widths[i++]);
        end_row(out);
    }
}

static void block(struct buf *out, const struct block *b, int width)
{
    switch (b->kind) {
    case BLOCK_LEAD:
    case BLOCK_PARAGRAPH:
        spans(out, &b->line, "\n");
        buf_char(out, '\n');
        break;
    case BLOCK_CALLOUT:
        buf_printf(out, "%s ", tone_sign(b->line.tone));
        spans(out, &b->line, "\n  ");
        buf_char(out, '\n');
        break;
    case BLOCK_ITEM: item(out, &b->line); break;
    case BLOCK_FIELD: field(out, b, width); break;
    case BLOCK_SECTION: heading(out, b->text, "─"); break;
    case BLOCK_SUBSECTION: buf_printf(out, "%s\n", b->text); break;
    case BLOCK_CODE: code(out, b->text); break;
    case BLOCK_TABLE: table(out, b->table); break;
    }
}

/* Do the two stand together, without an empty line between them? */
static bool joins(const struct block *a, const struct block *b)
{
    bool same = a->kind == b->kind && (block_is_listed(b) || b->kind == BLOCK_CALLOUT);

    return same || (a->kind == BLOCK_SUBSECTION && b->kind == BLOCK_ITEM);
}

void document_text(const struct document *d, struct buf *out)
{
    const struct block *before = NULL;
    int width = 0;

    heading(out, d->title, "═");
    for (const struct block *b = d->first; b; b = b->next) {
        bool goes_on = before && joins(before, b);

        if (b->table && !b->table->rows)
            continue;
        if (!goes_on)
            buf_char(out, '\n');
        if (b->kind == BLOCK_FIELD && !goes_on)
            width = label_width(b);
        block(out, b, width);
        before = b;
    }
}

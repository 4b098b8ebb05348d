#include "document.h"

#include <assert.h>
#include <string.h>

#include "document_parts.h"
#include "text.h"

char *visible(struct arena *a, const char *s, int max_columns)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    char *copy;

    text_visible(&out, s, strlen(s), max_columns);
    copy = arena_strdup(a, buf_cstr(&out));
    buf_clear(&out);
    return copy;
}

char *visible_v(struct arena *a, const char *fmt, va_list ap)
{
    struct buf formatted = BUF_INIT(BUF_MAX_DEFAULT);
    char *copy;

    buf_vprintf(&formatted, fmt, ap);
    copy = visible(a, buf_cstr(&formatted), 0);
    buf_clear(&formatted);
    return copy;
}

static const struct {
    const char *sign, *word;
} tones[] = {
    [TONE_NONE] = {"", ""},      [TONE_OK] = {"✓", "ok"},
    [TONE_NOTE] = {"·", "note"}, [TONE_WARNING] = {"!", "warning"},
    [TONE_BAD] = {"✗", "error"},
};

const char *tone_sign(enum tone t)
{
    return tones[t].sign;
}

const char *tone_word(enum tone t)
{
    return tones[t].word;
}

struct document *document_new(const char *title_fmt, ...)
{
    struct arena *a = arena_new();
    struct document *d = arena_alloc(a, sizeof(*d));
    va_list ap;

    d->arena = a;
    va_start(ap, title_fmt);
    d->title = visible_v(a, title_fmt, ap);
    va_end(ap);
    return d;
}

void document_free(struct document *d)
{
    if (d)
        arena_free(d->arena);
}

struct arena *document_arena(struct document *d)
{
    return d->arena;
}

static struct block *add_block(struct document *d, enum block_kind kind)
{
    struct block *b = arena_alloc(d->arena, sizeof(*b));

    b->kind = kind;
    b->line.arena = d->arena;
    if (d->last)
        d->last->next = b;
    else
        d->first = b;
    d->last = b;
    return b;
}

struct line *doc_lead(struct document *d)
{
    return &add_block(d, BLOCK_LEAD)->line;
}

struct line *doc_paragraph(struct document *d)
{
    return &add_block(d, BLOCK_PARAGRAPH)->line;
}

struct line *doc_callout(struct document *d, enum tone tone)
{
    struct block *b = add_block(d, BLOCK_CALLOUT);

    b->line.tone = tone;
    return &b->line;
}

struct line *doc_item(struct document *d, enum tone tone)
{
    struct block *b = add_block(d, BLOCK_ITEM);

    b->line.tone = tone;
    return &b->line;
}

struct line *doc_field(struct document *d, const char *label)
{
    struct block *b = add_block(d, BLOCK_FIELD);

    b->text = visible(d->arena, label, 0);
    return &b->line;
}

void doc_section(struct document *d, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    add_block(d, BLOCK_SECTION)->text = visible_v(d->arena, fmt, ap);
    va_end(ap);
}

void doc_subsection(struct document *d, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    add_block(d, BLOCK_SUBSECTION)->text = visible_v(d->arena, fmt, ap);
    va_end(ap);
}

void doc_code(struct document *d, const char *text)
{
    add_block(d, BLOCK_CODE)->text = arena_strdup(d->arena, text);
}

struct table *doc_table(struct document *d, const char *caption_fmt, ...)
{
    struct block *b = add_block(d, BLOCK_TABLE);
    struct table *t = arena_alloc(d->arena, sizeof(*t));
    va_list ap;

    va_start(ap, caption_fmt);
    t->caption = visible_v(d->arena, caption_fmt, ap);
    va_end(ap);
    t->arena = d->arena;
    b->table = t;
    return t;
}

void doc_column(struct table *t, enum align align, const char *heading)
{
    struct column *c = arena_alloc(t->arena, sizeof(*c));

    assert(!t->rows && "columns come before rows");
    c->align = align;
    c->heading = visible(t->arena, heading, 0);
    if (t->last_column)
        t->last_column->next = c;
    else
        t->columns = c;
    t->last_column = c;
    t->n_columns++;
}

void doc_row(struct table *t)
{
    struct row *r = arena_alloc(t->arena, sizeof(*r));

    r->cells = arena_new_array(t->arena, struct line, t->n_columns);
    for (size_t i = 0; i < t->n_columns; i++)
        r->cells[i].arena = t->arena;
    if (t->last_row)
        t->last_row->next = r;
    else
        t->rows = r;
    t->last_row = r;
    t->n_rows++;
    t->n_cells = 0;
}

void doc_total_row(struct table *t)
{
    doc_row(t);
    t->last_row->total = true;
}

struct line *doc_cell(struct table *t)
{
    assert(t->last_row && t->n_cells < t->n_columns);
    return &t->last_row->cells[t->n_cells++];
}

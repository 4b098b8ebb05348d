/*
 * document_parts.h: what a document is made of: for document.c, line.c and the renderers, nobody else.
 *
 * The texts of spans, headings and captions are visible text (text_visible()) already; a code block's is not.
 */
#pragma once

#include "document.h"

enum span_kind {
    SPAN_TEXT,
    SPAN_STRONG,
    SPAN_MUTED,
    SPAN_CODE,
    SPAN_VALUE,
    SPAN_NULL,
    SPAN_MASKED,
    SPAN_OLD, /* text, then the part that differs, then the rest */
    SPAN_NEW,
    SPAN_PLOT, /* text: as bars */
    SPAN_BREAK,
};

struct span {
    enum span_kind kind;
    const char *text, *differs, *rest; /* never NULL; only OLD and NEW use the last two */
    const double *values;              /* of PLOT */
    size_t n_values;
    struct span *next;
};

struct line {
    struct arena *arena;
    enum tone tone;
    struct span *first, *last;
};

struct column {
    enum align align;
    const char *heading;
    struct column *next;
};

struct row {
    bool total;
    struct line *cells; /* one a column */
    struct row *next;
};

struct table {
    struct arena *arena;
    const char *caption;
    struct column *columns, *last_column;
    size_t n_columns, n_cells; /* n_cells: filled in the last row */
    struct row *rows, *last_row;
    size_t n_rows;
};

enum block_kind {
    BLOCK_LEAD,
    BLOCK_PARAGRAPH,
    BLOCK_CALLOUT,
    BLOCK_ITEM,
    BLOCK_FIELD,
    BLOCK_SECTION,
    BLOCK_SUBSECTION,
    BLOCK_CODE,
    BLOCK_TABLE,
};

struct block {
    enum block_kind kind;
    const char *text; /* a heading, a field's label, a code block's text */
    struct line line;
    struct table *table;
    struct block *next;
};

struct document {
    struct arena *arena;
    const char *title;
    struct block *first, *last;
};

/* ✓ · ! ✗ and the words for those who cannot see them; "" for TONE_NONE. */
const char *tone_sign(enum tone t);
const char *tone_word(enum tone t);

/* Is the block an item or a field, so that a like neighbour is in the same list? */
static inline bool block_is_listed(const struct block *b)
{
    return b->kind == BLOCK_ITEM || b->kind == BLOCK_FIELD;
}

/* s as visible text in the arena, at most so many columns wide (0: any). */
char *visible(struct arena *a, const char *s, int max_columns);
char *visible_v(struct arena *a, const char *fmt, va_list ap) _printf_(2, 0);

/* A span with visible text at the end of the line. */
struct span *line_add(struct line *l, enum span_kind kind, const char *visible_text);

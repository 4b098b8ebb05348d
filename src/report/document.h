/*
 * document.h: a small document that is written once and rendered as text, Markdown or one HTML page.
 *
 * A report adds blocks in reading order: a title, paragraphs, fields, lists, tables, code. What a block says is a
 * line of spans. Everything that a span is given passes text_visible() here and the escaping of its format in the
 * renderer: nothing reaches an output by another way. Long values are cut here, around what changed.
 * All memory is the document's own. One thread.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"

struct document;
struct table;
struct line;

/* A sign, a word and a colour; TONE_NONE has none of them. */
enum tone { TONE_NONE, TONE_OK, TONE_NOTE, TONE_WARNING, TONE_BAD };
enum align { ALIGN_LEFT, ALIGN_RIGHT };

struct document *document_new(const char *title_fmt, ...) _printf_(1, 2);
void document_free(struct document *d); /* NULL does nothing */
DEFINE_CLEANUP(struct document *, document_free)
struct arena *document_arena(struct document *d); /* for texts that live as long as the document */

void document_text(const struct document *d, struct buf *out);
void document_markdown(const struct document *d, struct buf *out);
void document_html(const struct document *d, struct buf *out);

/* Blocks. Each returns the line to be filled; neighbouring fields, and neighbouring items, are one list. */
struct line *doc_lead(struct document *d); /* the sentence that says it all */
struct line *doc_paragraph(struct document *d);
struct line *doc_callout(struct document *d, enum tone tone);
struct line *doc_item(struct document *d, enum tone tone);
struct line *doc_field(struct document *d, const char *label);
void doc_section(struct document *d, const char *fmt, ...) _printf_(2, 3);
void doc_subsection(struct document *d, const char *fmt, ...) _printf_(2, 3);
void doc_code(struct document *d, const char *text); /* keeps its line breaks */

/* Columns first, then rows, each cell by doc_cell() from left to right. A table without rows is not shown. */
struct table *doc_table(struct document *d, const char *caption_fmt, ...) _printf_(2, 3);
void doc_column(struct table *t, enum align align, const char *heading); /* ALIGN_RIGHT: numbers */
void doc_row(struct table *t);
void doc_total_row(struct table *t); /* stands out; after all others */
struct line *doc_cell(struct table *t);

/* What stands for a value that must not be shown: compared by address, not by text. */
extern const char VALUE_MASKED[];

/* Spans. The printf ones are prose: names and figures within our own sentences. */
void line_text(struct line *l, const char *fmt, ...) _printf_(2, 3);
void line_strong(struct line *l, const char *fmt, ...) _printf_(2, 3);
void line_muted(struct line *l, const char *fmt, ...) _printf_(2, 3);
void line_code(struct line *l, const char *s);    /* names, SQL, digests, messages; NULL adds nothing */
void line_value(struct line *l, const char *s);   /* a database value: NULL is SQL NULL, or VALUE_MASKED */
void line_change(struct line *l, const char *before, const char *after); /* two values, the difference marked */
void line_count(struct line *l, int64_t n);       /* 1,234,567 */
void line_decimal(struct line *l, const char *s); /* exact decimal text, grouped: -1,234.50; NULL is SQL NULL */
void line_delta(struct line *l, const char *s);   /* the same with a + where it is above zero */
void line_plot(struct line *l, const double *values, size_t n); /* small, without axes; NAN: a gap. Copied */
void line_break(struct line *l);

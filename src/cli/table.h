/*
 * table.h: rows in aligned columns, for people. Cells pass text_visible(). On a terminal that is too narrow the widest
 * columns of text are cut with an ellipsis; elsewhere nothing is cut.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "cleanup.h"
#include "terminal.h"

struct table_column {
    const char *title;
    bool right;      /* numbers */
    int max_columns; /* cut a longer cell everywhere; 0: never */
};

struct table;

/* columns and t must outlive the table. */
struct table *table_new(const struct terminal *t, const struct table_column *columns, size_t n);
void table_free(struct table *table);
DEFINE_CLEANUP(struct table *, table_free)

/* The next cell, row by row. NULL is an empty cell. */
void table_cell(struct table *table, const char *text);
void table_cell_styled(struct table *table, enum style style, const char *text);
void table_cell_count(struct table *table, long long n);       /* 1,234,567 */
void table_cell_state(struct table *table, const char *state); /* sign, word and colour */

size_t table_rows(const struct table *table); /* whole ones */

/* Append the titles (dimmed) and the rows. Every row must be whole (asserted). */
void table_print(const struct table *table, struct buf *out);

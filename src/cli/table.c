#include "table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "text.h"

enum { GAP = 2, NARROWEST = 8 };

struct cell {
    char *text; /* the arena's; visible */
    enum style style;
};

struct table {
    struct arena *arena;
    const struct terminal *terminal;
    const struct table_column *columns;
    size_t n_columns;
    struct cell *cells; /* row by row */
    size_t n_cells, size;
};

struct table *table_new(const struct terminal *t, const struct table_column *columns, size_t n)
{
    struct table *table = xcalloc(1, sizeof(*table));

    assert(n > 0);
    table->arena = arena_new();
    table->terminal = t;
    table->columns = columns;
    table->n_columns = n;
    return table;
}

void table_free(struct table *table)
{
    if (!table)
        return;
    arena_free(table->arena);
    free(table->cells);
    free(table);
}

static char *visible(struct table *table, const char *text, int max_columns)
{
    struct buf out = BUF_INIT(0);
    char *s;

    terminal_text(&out, table->terminal, text, max_columns);
    s = arena_strdup(table->arena, buf_cstr(&out));
    buf_clear(&out);
    return s;
}

void table_cell_styled(struct table *table, enum style style, const char *text)
{
    const struct table_column *column = &table->columns[table->n_cells % table->n_columns];

    if (table->n_cells == table->size) {
        table->size = table->size ? table->size * 2 : 64;
        table->cells = xrealloc(table->cells, table->size * sizeof(*table->cells));
    }
    table->cells[table->n_cells++] = (struct cell){
        .text = visible(table, text ? text : "", column->max_columns),
        .style = style,
    };
}

void table_cell(struct table *table, const char *text)
{
    table_cell_styled(table, STYLE_PLAIN, text);
}

void table_cell_count(struct table *table, long long n)
{
    char text[32];

    table_cell(table, text_count(n, text));
}

void table_cell_state(struct table *table, const char *state)
{
    enum style style = terminal_state_style(state);

    table_cell_styled(table, style, arena_printf(table->arena, "%s %s", terminal_sign(table->terminal, style), state));
}

size_t table_rows(const struct table *table)
{
    return table->n_cells / table->n_columns;
}

/* Take columns from the widest column of text until all fit, or all are as narrow as they may be. */
static void shrink(const struct table *table, int *widths, int available)
{
    int total = (int) (table->n_columns - 1) * GAP;

    for (size_t i = 0; i < table->n_columns; i++)
        total += widths[i];
    while (available > 0 && total > available) {
        size_t widest = table->n_columns;

        for (size_t i = 0; i < table->n_columns; i++) {
            bool may = !table->columns[i].right && widths[i] > NARROWEST;

            if (may && (widest == table->n_columns || widths[i] > widths[widest]))
                widest = i;
        }
        if (widest == table->n_columns)
            return;
        widths[widest]--;
        total--;
    }
}

static int *measure(const struct table *table)
{
    int *widths = xcalloc(table->n_columns, sizeof(*widths));

    for (size_t i = 0; i < table->n_columns; i++)
        widths[i] = text_width(table->columns[i].title);
    for (size_t i = 0; i < table->n_cells; i++) {
        int width = text_width(table->cells[i].text), *widest = &widths[i % table->n_columns];

        *widest = width > *widest ? width : *widest;
    }
    shrink(table, widths, terminal_columns(table->terminal));
    return widths;
}

static void pad(struct buf *out, int n)
{
    for (; n > 0; n--)
        buf_char(out, ' ');
}

static void print_cell(const struct table *table, struct buf *out, size_t column, int width, const char *text,
                       enum style style)
{
    bool right = table->columns[column].right, last = column + 1 == table->n_columns;
    struct buf cut = BUF_INIT(0);
    int space;

    terminal_text(&cut, table->terminal, text, width);
    space = width - text_width(buf_cstr(&cut));
    pad(out, right ? space : 0);
    terminal_styled(out, table->terminal, style, buf_cstr(&cut));
    pad(out, right || last ? 0 : space);
    buf_str(out, last ? "\n" : "  ");
    buf_clear(&cut);
}

void table_print(const struct table *table, struct buf *out)
{
    int *widths = measure(table);

    assert(table->n_cells % table->n_columns == 0 && "every row is whole");
    for (size_t i = 0; i < table->n_columns; i++)
        print_cell(table, out, i, widths[i], table->columns[i].title, STYLE_DIM);
    for (size_t i = 0; i < table->n_cells; i++)
        print_cell(table, out, i % table->n_columns, widths[i % table->n_columns], table->cells[i].text,
                   table->cells[i].style);
    free(widths);
}

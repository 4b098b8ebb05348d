/*
 * result.c: the rows of a statement, whichever driver made them.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "driver.h"

struct db_result *db_result_new(size_t columns)
{
    struct db_result *r = xcalloc(1, sizeof(*r));

    r->arena = arena_new();
    r->columns = columns;
    r->names = arena_new_array(r->arena, const char *, columns);
    return r;
}

void db_result_free(struct db_result *r)
{
    if (!r)
        return;
    if (r->release)
        r->release(r->handle);
    arena_free(r->arena);
    free(r);
}

size_t db_rows(const struct db_result *r)
{
    return r->rows;
}

size_t db_columns(const struct db_result *r)
{
    return r->columns;
}

const char *db_column_name(const struct db_result *r, size_t column)
{
    assert(column < r->columns);
    return r->names[column];
}

static const struct db_cell *cell(const struct db_result *r, size_t row, size_t column)
{
    assert(row < r->rows && column < r->columns);
    return &r->cells[row * r->columns + column];
}

const char *db_text(const struct db_result *r, size_t row, size_t column)
{
    return cell(r, row, column)->text;
}

size_t db_length(const struct db_result *r, size_t row, size_t column)
{
    return cell(r, row, column)->len;
}

int64_t db_int(const struct db_result *r, size_t row, size_t column)
{
    const char *text = db_text(r, row, column);

    return text ? strtoll(text, NULL, 10) : 0;
}

double db_double(const struct db_result *r, size_t row, size_t column)
{
    const char *text = db_text(r, row, column);

    return text ? strtod(text, NULL) : 0;
}

bool db_bool(const struct db_result *r, size_t row, size_t column)
{
    const char *text = db_text(r, row, column);

    return text && (strcmp(text, "t") == 0 || strcmp(text, "true") == 0 || strcmp(text, "1") == 0);
}

int64_t db_affected(const struct db_result *r)
{
    return r->affected;
}

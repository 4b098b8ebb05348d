/*
 * sql_template.h: what sql.c, sql_render.c and the generated sql_files.c share. Only for them and the unit tests.
 */
#pragma once

#include "buf.h"
#include "sql.h"

/* One file of sql/<engine>/, its parts put in place. A NULL body: the engine has no such statement. */
struct sql_file {
    const char *comment, *body;
};
extern const struct sql_file sql_files[SQL_ENGINE_COUNT][SQL_ID_COUNT];
extern const char *const sql_names[SQL_ID_COUNT];

enum sql_kind { SQL_INT, SQL_IDENT, SQL_TABLE, SQL_TYPE, SQL_TEXT, SQL_EXPR, SQL_STATEMENT, SQL_CODE, SQL_LIST };

struct sql_item {
    struct sql_args *fields;
    struct sql_item *next;
};

struct sql_value {
    enum sql_kind kind;
    int64_t number;
    bool is_parameter;         /* of SQL_INT: number is the parameter's */
    const char *text, *schema; /* schema: of a table */
    const void *origin;        /* of an expression */
    struct sql_item *first, *last;
};

struct sql_arg {
    const char *name;
    struct sql_value value;
    struct sql_arg *next;
};

struct sql_args {
    struct arena *arena;
    struct sql_arg *first;
};

/* NULL: not set. */
const struct sql_value *sql_args_get(const struct sql_args *args, const char *name, size_t name_len);

/* A statement on its way. */
struct sql_fill {
    enum sql_engine engine;
    const char *name; /* of the statement */
    const struct sql_args *args;
    const struct sql_item *item; /* inside a list */
    int64_t item_number;
    struct arena *arena;
    struct buf out;
    struct sql_span *spans, **last_span;
    struct err *e;
};

/* sql_value.c: append a value as its kind is written, or the number of a list's item. */
_must_check_ int sql_add_value(struct sql_fill *f, const struct sql_value *v);
void sql_add_int(struct sql_fill *f, int64_t n);

/* Fill in a template. name is what its errors call it. */
_must_check_ int sql_fill(enum sql_engine engine, const char *name, const char *template, const struct sql_args *args,
                          struct arena *a, struct sql_text *ret, struct err *e);

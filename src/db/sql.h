/*
 * sql.h: statements from sql/<engine>/NAME.sql, with typed holes.
 *
 * A statement is a file that a DBA can read. Where it must name something of the user's it has a hole, and
 * a hole takes only what its type allows; there is no hole for a plain string.
 *
 *     {run:int}            an integer, written as a literal
 *     {column:ident}       one name, quoted by the engine's rules
 *     {table:table}        a schema-qualified name, quoted
 *     {type:type}          a type's name as the catalog spells it ("" renders as nothing)
 *     {where:expr}         a fragment of the plan, in brackets (an absent fragment renders as (true) / (1))
 *     {name:text}          a string literal, quoted by the engine's rules
 *     {query:statement}    a statement that was rendered before
 *     {key: … | sep}       a list: the body once an item, joined by sep, which follows the last single '|'. In the
 *                          body {.i} is the item's number from 1 and {.name} {.type} {.expr} {.text} {.table} its
 *                          fields, each of the type that its name says (name is an ident, text a string literal).
 *                          An absent or empty list renders as nothing. Lists nest not. White space around sep is
 *                          kept as one space (none before a comma). A comma that belongs only to a non-empty list
 *                          goes before or after as {key+: , … } : the + form joins nothing and repeats the whole body.
 *     {include part_verdict}  another file of the same engine, in place, before holes are filled
 *
 * `{{` is a literal brace; inside a list it needs its `}`, which is literal too. Comments at the head of a file
 * (purpose, parameters, result columns, how many rows) are stripped on rendering. Parameters are $1… on PostgreSQL
 * and ?1… on SQLite.
 * A scalar hole without a value and a value of another type are ERR_BUG.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "err.h"

enum sql_engine { SQL_ENGINE_SQLITE, SQL_ENGINE_POSTGRESQL, SQL_ENGINE_COUNT };

/* enum sql_id { SQL_BATCH, … }: one for each file name under sql/, generated (tools/embed_sql.py). */
#include "sql_ids.h"

/* Where a fragment's text stands in a rendered statement, so that an error's position leads back to the plan. */
struct sql_span {
    size_t start, end;      /* bytes in text */
    const void *fragment;   /* what sql_args_expr() was given as origin */
    struct sql_span *next;
};

struct sql_text {
    const char *text;
    struct sql_span *spans;
    enum sql_id id;
};

struct sql_args;
struct sql_item;

struct sql_args *sql_args_new(struct arena *a);
/* A copy to which more can be added; values are shared. */
struct sql_args *sql_args_copy(struct arena *a, const struct sql_args *args);
/* Setting a name again replaces its value. Strings are kept by pointer and must outlive the args. */
void sql_args_int(struct sql_args *args, const char *name, int64_t value);
/* An integer that comes with each execution, as the parameter of that number: the text stays the same for db_run_kept(). */
void sql_args_parameter(struct sql_args *args, const char *name, int number);
void sql_args_ident(struct sql_args *args, const char *name, const char *value);
void sql_args_table(struct sql_args *args, const char *name, const char *schema, const char *table);
void sql_args_type(struct sql_args *args, const char *name, const char *type);
void sql_args_text(struct sql_args *args, const char *name, const char *value); /* NULL renders as null */
/* A statement that sql_render() has made, as a part of another one. */
void sql_args_statement(struct sql_args *args, const char *name, const struct sql_text *sql);
void sql_args_expr(struct sql_args *args, const char *name, const char *sql, const void *origin);

/* Lists. sql_args_list() makes an empty list (or empties it); items are added at its end. */
void sql_args_list(struct sql_args *args, const char *name);
struct sql_item *sql_args_item(struct sql_args *args, const char *list);
void sql_item_name(struct sql_item *item, const char *name);
void sql_item_type(struct sql_item *item, const char *type);
void sql_item_expr(struct sql_item *item, const char *sql, const void *origin);
void sql_item_text(struct sql_item *item, const char *text);
void sql_item_table(struct sql_item *item, const char *schema, const char *table);
/* Further fields of a chosen name: {.affinity:type} is written {.affinity} with a type set by this call. */
void sql_item_field_type(struct sql_item *item, const char *field, const char *type);
void sql_item_field_ident(struct sql_item *item, const char *field, const char *name);
void sql_item_field_int(struct sql_item *item, const char *field, int64_t value);
/* A few letters of our own around a value, such as "row": lower case, digits, "_.,() " and at most 40 of them. */
void sql_item_field_code(struct sql_item *item, const char *field, const char *code);
void sql_item_field_text(struct sql_item *item, const char *field, const char *text);

/* The file's name without .sql; its head comment, for `retcon sql`; whether the engine has it. */
const char *sql_name(enum sql_id id);
const char *sql_comment(enum sql_engine engine, enum sql_id id);
bool sql_exists(enum sql_engine engine, enum sql_id id);

/* Fill in a statement. Unused args are fine here (one set of args serves many statements). */
_must_check_ int sql_render(enum sql_engine engine, enum sql_id id, const struct sql_args *args, struct arena *a,
                            struct sql_text *ret, struct err *e);

/* The fragment at a byte offset of the statement, and the offset within it; NULL: none. */
const void *sql_fragment_at(const struct sql_text *sql, size_t offset, size_t *ret_offset);

/* An identifier and a string literal, quoted by the engine's rules, for people to copy. */
char *sql_quote_ident(struct arena *a, enum sql_engine engine, const char *name);
char *sql_quote_text(struct arena *a, enum sql_engine engine, const char *text);

/*
 * update.h: an UPDATE cut into the parts that a plan has. Only update*.c include this header.
 *
 * The statement is not parsed: its tokens are walked, and it is cut at the keywords that stand outside of
 * all brackets. What a plan cannot say (FROM, RETURNING, a second table) is refused by name.
 */
#pragma once

#include "lexer.h"
#include "plan.h"

enum { UPDATE_MAX_BYTES = 64 * 1024, UPDATE_MAX_ASSIGNMENTS = 1000 };

struct piece {
    size_t begin, end;  /* tokens */
};

struct assignment {
    char *column;
    struct piece value;
};

struct update {
    struct arena *arena;
    const char *text;
    struct sql_token *tokens;
    int *depth;         /* of brackets, of each token */
    bool *subquery;     /* does the token stand in brackets that hold a SELECT? */
    size_t n, at;
    char *schema, *table, *alias;
    struct assignment *set;
    size_t n_set;
    struct piece where;
};

/* u->arena and u->text are the input; the rest is filled. */
_must_check_ int update_read(struct update *u, struct err *e);

/* How many tokens at i are the statement's own name before a column: "o." or "shop.orders."? */
size_t update_prefix(const struct update *u, size_t i);

bool update_is_name(const struct update *u, size_t i);

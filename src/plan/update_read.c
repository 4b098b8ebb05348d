#include "update.h"

#include <string.h>
#include <strings.h>

static bool is_word(const struct update *u, size_t i, const char *word)
{
    const struct sql_token *t = &u->tokens[i];

    return i < u->n && t->kind == SQL_WORD && t->length == strlen(word) &&
           strncasecmp(u->text + t->at, word, t->length) == 0;
}

static bool is_char(const struct update *u, size_t i, char c)
{
    return i < u->n && u->tokens[i].length == 1 && u->text[u->tokens[i].at] == c;
}

bool update_is_name(const struct update *u, size_t i)
{
    return i < u->n && (u->tokens[i].kind == SQL_WORD || u->tokens[i].kind == SQL_NAME);
}

static bool take_word(struct update *u, const char *word)
{
    if (!is_word(u, u->at, word))
        return false;
    u->at++;
    return true;
}

static int refuse(struct err *e, const char *hint, const char *text)
{
    err_set(e, ERR_USAGE, "%s", text);
    return hint ? err_hint(e, "%s", hint) : -1;
}

/* A name without its quotes. */
static char *unquoted(const struct update *u, size_t i)
{
    const struct sql_token *t = &u->tokens[i];
    char *name = arena_strndup(u->arena, u->text + t->at, t->length), quote = name[0];
    size_t n = 0;

    if (t->kind == SQL_WORD)
        return name;
    for (size_t k = 1; k + 1 < t->length; k++) {
        name[n++] = name[k];
        k += name[k] == quote;
    }
    name[n] = '\0';
    return name;
}

static bool same_name(const char *a, const char *b)
{
    return a && b && strcasecmp(a, b) == 0;
}

size_t update_prefix(const struct update *u, size_t i)
{
    const char *own = u->alias ? u->alias : u->table;

    if (i > 0 && is_char(u, i - 1, '.'))
        return 0;
    if (!update_is_name(u, i) || !is_char(u, i + 1, '.'))
        return 0;
    if (!u->alias && u->schema && same_name(unquoted(u, i), u->schema) && update_is_name(u, i + 2) &&
        same_name(unquoted(u, i + 2), u->table) && is_char(u, i + 3, '.'))
        return 4;
    return same_name(unquoted(u, i), own) ? 2 : 0;
}

/* A subquery begins: it reaches to the bracket that closes it. */
static void mark_subquery(struct update *u, size_t open)
{
    size_t i = open + 1;

    for (; i < u->n && u->depth[i] > u->depth[open]; i++)
        u->subquery[i] = true;
}

/* Past the end of the statement stands nothing but blanks and comments. */
static int drop_semicolons(struct update *u, struct err *e)
{
    while (u->n > 0 && u->tokens[u->n - 1].kind == SQL_SEMICOLON)
        u->n--;
    for (size_t i = 0; i < u->n; i++)
        if (u->tokens[i].kind == SQL_SEMICOLON)
            return refuse(e, "make a plan of each", "there is a second statement behind the UPDATE");
    return 0;
}

/* Read as PostgreSQL does, but with MariaDB's quotes around names. */
static int tokenize(struct update *u, size_t bytes, struct err *e)
{
    struct sql_lexer l = {.text = u->text, .n = bytes, .engine = FRAGMENT_POSTGRESQL, .backquotes = true};
    int depth = 0;

    u->tokens = arena_new_array(u->arena, struct sql_token, bytes + 1);
    u->depth = arena_new_array(u->arena, int, bytes + 1);
    u->subquery = arena_new_array(u->arena, bool, bytes + 1);
    for (;;) {
        struct sql_token t = sql_next(&l);

        if (t.kind == SQL_END)
            break;
        if (t.kind == SQL_COMMENT)
            continue;
        if (t.kind == SQL_LINE_COMMENT)
            return refuse(e, "take it out, or write it as /* … */", "the UPDATE has a line comment");
        depth -= t.kind == SQL_CLOSE;
        u->tokens[u->n] = t;
        u->depth[u->n++] = depth;
        depth += t.kind == SQL_OPEN;
    }
    for (size_t i = 0; i + 1 < u->n; i++)
        if (u->tokens[i].kind == SQL_OPEN && (is_word(u, i + 1, "select") || is_word(u, i + 1, "with")))
            mark_subquery(u, i);
    return drop_semicolons(u, e);
}

static int read_target(struct update *u, struct err *e)
{
    if (!take_word(u, "update"))
        return refuse(e, "update orders set tax = … where …", "not an UPDATE statement");
    if (is_word(u, u->at, "or") || is_word(u, u->at, "ignore") || is_word(u, u->at, "low_priority"))
        return refuse(e, "take the words between UPDATE and the table away",
                      "a plan has no OR, IGNORE or LOW_PRIORITY");
    take_word(u, "only");
    if (!update_is_name(u, u->at))
        return refuse(e, NULL, "the UPDATE names no table");
    u->table = unquoted(u, u->at++);
    if (is_char(u, u->at, '.') && update_is_name(u, u->at + 1)) {
        u->schema = u->table;
        u->table = unquoted(u, u->at + 1);
        u->at += 2;
    }
    if (is_char(u, u->at, '*'))
        u->at++;
    if (is_char(u, u->at, ',') || is_word(u, u->at, "join") || is_word(u, u->at, "inner") || is_word(u, u->at, "left"))
        return refuse(e, "ask the other table in a subquery: where id in (select …)",
                      "the UPDATE has more than one table");
    if (take_word(u, "as") || !is_word(u, u->at, "set"))
        if (update_is_name(u, u->at))
            u->alias = unquoted(u, u->at++);
    if (!take_word(u, "set"))
        return refuse(e, "update orders set tax = … where …", "after the table's name, SET is missing");
    return 0;
}

/* Words that end an expression of an UPDATE, and whether a plan has a place for what follows. */
static const struct {
    const char *word, *refusal;
} clauses[] = {
    {"where", NULL},
    {"from", "the UPDATE has a FROM: ask the other table in a subquery"},
    {"returning", "the UPDATE has a RETURNING: a plan keeps all values before and after"},
    {"order", "the UPDATE has an ORDER BY: a plan has stages and batches instead"},
    {"limit", "the UPDATE has a LIMIT: a plan has stages and batches instead"},
    {"join", "the UPDATE has more than one table"},
};

/* To the comma or clause that ends an expression. clause: the index of the clause, or -1. */
static int read_expression(struct update *u, bool comma_ends, struct piece *ret, int *ret_clause, struct err *e)
{
    ret->begin = u->at;
    *ret_clause = -1;
    for (; u->at < u->n; u->at++) {
        if (u->depth[u->at] != 0)
            continue;
        if (comma_ends && is_char(u, u->at, ','))
            break;
        for (size_t k = 0; k < ARRAY_LEN(clauses) && *ret_clause < 0; k++)
            if (is_word(u, u->at, clauses[k].word))
                *ret_clause = (int) k;
        /* a is distinct from b */
        if (*ret_clause == 1 && u->at > 0 && is_word(u, u->at - 1, "distinct"))
            *ret_clause = -1;
        if (*ret_clause >= 0)
            break;
    }
    ret->end = u->at;
    if (*ret_clause >= 0 && clauses[*ret_clause].refusal)
        return refuse(e, NULL, clauses[*ret_clause].refusal);
    if (ret->begin == ret->end)
        return refuse(e, NULL, "an expression of the UPDATE is empty");
    return 0;
}

/* [table.]column = expression */
static int read_assignment(struct update *u, int *ret_clause, struct err *e)
{
    if (u->n_set == UPDATE_MAX_ASSIGNMENTS)
        return refuse(e, NULL, "the UPDATE sets too many columns");
    if (is_char(u, u->at, '('))
        return refuse(e, "set each column by itself: a = …, b = …", "the UPDATE assigns to a list of columns");
    u->at += update_prefix(u, u->at);
    if (!update_is_name(u, u->at) || !is_char(u, u->at + 1, '='))
        return refuse(e, "set column = expression, column = expression", "SET has something that is not an assignment");
    u->set[u->n_set].column = unquoted(u, u->at);
    u->at += 2;
    return read_expression(u, true, &u->set[u->n_set++].value, ret_clause, e);
}

static int read_statement(struct update *u, struct err *e)
{
    int clause;

    u->set = arena_new_array(u->arena, struct assignment, UPDATE_MAX_ASSIGNMENTS);
    if (read_target(u, e) < 0)
        return -1;
    do {
        if (read_assignment(u, &clause, e) < 0)
            return -1;
    } while (clause < 0 && is_char(u, u->at, ',') && u->at++ < u->n);
    if (clause < 0)
        return refuse(e, "if every row is meant, say so: where true", "the UPDATE has no WHERE");
    u->at++;
    if (is_word(u, u->at, "current"))
        return refuse(e, NULL, "the UPDATE asks for the row of a cursor");
    return read_expression(u, false, &u->where, &clause, e);
}

int update_read(struct update *u, struct err *e)
{
    size_t bytes = strlen(u->text);

    if (bytes > UPDATE_MAX_BYTES)
        return refuse(e, NULL, "the UPDATE is too long");
    if (tokenize(u, bytes, e) < 0)
        return -1;
    return read_statement(u, e);
}

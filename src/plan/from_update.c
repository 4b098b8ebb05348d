/*
 * from_update.c: a plan from the UPDATE that somebody already has.
 *
 * The statement is not parsed: its tokens are walked, and it is cut at the keywords that stand outside of
 * all brackets. What a plan cannot say (FROM, RETURNING, a second table) is refused by name. The text made
 * is read back as a plan before it is handed out.
 */
#include <string.h>
#include <strings.h>

#include "buf.h"
#include "lexer.h"
#include "plan.h"
#include "yaml_write.h"

enum { MAX_STATEMENT = 64 * 1024, MAX_ASSIGNMENTS = 1000 };

struct piece {
    size_t begin, end;  /* tokens */
};

struct update {
    struct arena *arena;
    const char *text;
    struct sql_token *tokens;
    int *depth;         /* of brackets, of each token */
    bool *subquery;     /* does the token stand in brackets that hold a SELECT? */
    size_t n, at;
    char *schema, *table, *alias;
    struct {
        char *column;
        struct piece value;
    } set[MAX_ASSIGNMENTS];
    size_t n_set;
    struct piece where;
};

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

static bool is_name(const struct update *u, size_t i)
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

/* Backquotes are quotes here, whatever the engine: otherwise the text is read as PostgreSQL does. */
static struct sql_token next_token(struct sql_lexer *l)
{
    struct sql_token t = sql_next(l);
    const char *end;

    if (t.kind != SQL_OTHER || l->text[t.at] != '`')
        return t;
    end = memchr(l->text + l->at, '`', l->n - l->at);
    t.kind = end ? SQL_NAME : SQL_OPEN_QUOTE;
    t.length = end ? (size_t) (end - l->text) + 1 - t.at : l->n - t.at;
    l->at = t.at + t.length;
    return t;
}

/* A subquery begins: it reaches to the bracket that closes it. */
static void mark_subquery(struct update *u, size_t open)
{
    size_t i = open + 1;

    for (; i < u->n && u->depth[i] > u->depth[open]; i++)
        u->subquery[i] = true;
}

static int tokenize(struct update *u, size_t bytes, struct err *e)
{
    struct sql_lexer l = {.text = u->text, .n = bytes, .engine = FRAGMENT_POSTGRESQL};
    int depth = 0;

    u->tokens = arena_new_array(u->arena, struct sql_token, bytes + 1);
    u->depth = arena_new_array(u->arena, int, bytes + 1);
    u->subquery = arena_new_array(u->arena, bool, bytes + 1);
    for (;;) {
        struct sql_token t = next_token(&l);

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
    while (u->n > 0 && u->tokens[u->n - 1].kind == SQL_SEMICOLON)
        u->n--;
    for (size_t i = 0; i + 1 < u->n; i++)
        if (u->tokens[i].kind == SQL_OPEN && (is_word(u, i + 1, "select") || is_word(u, i + 1, "with")))
            mark_subquery(u, i);
    return 0;
}

static int read_target(struct update *u, struct err *e)
{
    if (!take_word(u, "update"))
        return refuse(e, "update orders set tax = … where …", "not an UPDATE statement");
    if (is_word(u, u->at, "or") || is_word(u, u->at, "ignore") || is_word(u, u->at, "low_priority"))
        return refuse(e, "take the words between UPDATE and the table away", "a plan has no OR, IGNORE or LOW_PRIORITY");
    take_word(u, "only");
    if (!is_name(u, u->at))
        return refuse(e, NULL, "the UPDATE names no table");
    u->table = unquoted(u, u->at++);
    if (is_char(u, u->at, '.') && is_name(u, u->at + 1)) {
        u->schema = u->table;
        u->table = unquoted(u, u->at + 1);
        u->at += 2;
    }
    if (is_char(u, u->at, '*'))
        u->at++;
    if (is_char(u, u->at, ',') || is_word(u, u->at, "join") || is_word(u, u->at, "inner") || is_word(u, u->at, "left"))
        return refuse(e, "ask the other table in a subquery: where id in (select …)", "the UPDATE has more than one table");
    if (take_word(u, "as") || !is_word(u, u->at, "set"))
        if (is_name(u, u->at))
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
    if (u->n_set == MAX_ASSIGNMENTS)
        return refuse(e, NULL, "the UPDATE sets too many columns");
    if (is_char(u, u->at, '('))
        return refuse(e, "set each column by itself: a = …, b = …", "the UPDATE assigns to a list of columns");
    if (is_name(u, u->at) && is_char(u, u->at + 1, '.'))
        u->at += 2;
    if (!is_name(u, u->at) || !is_char(u, u->at + 1, '='))
        return refuse(e, "set column = expression, column = expression", "SET has something that is not an assignment");
    u->set[u->n_set].column = unquoted(u, u->at);
    u->at += 2;
    return read_expression(u, true, &u->set[u->n_set++].value, ret_clause, e);
}

static int read_statement(struct update *u, struct err *e)
{
    int clause;

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

/* How many tokens at i are the statement's own name before a column: "o." or "shop.orders."? */
static size_t prefix(const struct update *u, size_t i)
{
    const char *own = u->alias ? u->alias : u->table;

    if (i > 0 && is_char(u, i - 1, '.'))
        return 0;
    if (!is_name(u, i) || !is_char(u, i + 1, '.'))
        return 0;
    if (!u->alias && u->schema && same_name(unquoted(u, i), u->schema) && is_name(u, i + 2) &&
        same_name(unquoted(u, i + 2), u->table) && is_char(u, i + 3, '.'))
        return 4;
    return same_name(unquoted(u, i), own) ? 2 : 0;
}

/* The text of an expression, without the prefixes. */
static int expression(struct update *u, struct piece p, char **ret, struct err *e)
{
    struct buf out = BUF_INIT(MAX_STATEMENT);
    size_t from = u->tokens[p.begin].at, end = u->tokens[p.end - 1].at + u->tokens[p.end - 1].length;

    for (size_t i = p.begin; i < p.end; i++) {
        size_t n = prefix(u, i);

        if (n == 0)
            continue;
        if (u->subquery[i] || !is_name(u, i + n)) {
            buf_clear(&out);
            err_set(e, ERR_USAGE, "\"%s.\" in a subquery or before * has no name in a plan",
                    u->alias ? u->alias : u->table);
            return err_hint(e, "turn the subquery round, e.g. id in (select order_id from …)");
        }
        buf_add(&out, u->text + from, u->tokens[i].at - from);
        from = u->tokens[i + n].at;
        i += n;
    }
    buf_add(&out, u->text + from, end - from);
    *ret = arena_strdup(u->arena, buf_cstr(&out));
    buf_clear(&out);
    return 0;
}

static bool simple(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

    return *name && strchr(letters, *name) && name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                                "0123456789_$")] == '\0';
}

static void write_name(struct buf *out, const char *name)
{
    if (simple(name)) {
        buf_str(out, name);
        return;
    }
    buf_char(out, '"');
    for (; *name; name++) {
        if (*name == '"')
            buf_char(out, '"');
        buf_char(out, *name);
    }
    buf_char(out, '"');
}

/* schema.table as the plan names it. */
static char *table_text(struct arena *a, const char *schema, const char *table)
{
    struct buf name = BUF_INIT(4096);
    char *text;

    if (schema) {
        write_name(&name, schema);
        buf_char(&name, '.');
    }
    write_name(&name, table);
    text = arena_strdup(a, buf_cstr(&name));
    buf_clear(&name);
    return text;
}

static int write_plan(struct update *u, const char *name, struct buf *out, struct err *e)
{
    char *text;

    if (expression(u, u->where, &text, e) < 0)
        return -1;
    buf_printf(out, "name: %s\ntable: ", name);
    yaml_write_scalar(out, table_text(u->arena, u->schema, u->table), 2);
    buf_str(out, "\n\nscope:\n  where: ");
    yaml_write_scalar(out, text, 4);
    buf_str(out, "\n\nchange:\n  set:\n");
    for (size_t i = 0; i < u->n_set; i++) {
        if (expression(u, u->set[i].value, &text, e) < 0)
            return -1;
        buf_str(out, "    ");
        yaml_write_key(out, u->set[i].column);
        buf_str(out, ": ");
        yaml_write_scalar(out, text, 6);
        buf_char(out, '\n');
    }
    return 0;
}

/* What was written must read back; a mistake in it is one that the statement had. */
static int read_back(const struct buf *text, struct err *e)
{
    _cleanup_(plan_freep) struct plan *p = plan_parse("plan", NULL, buf_cstr(text), text->len, e);

    if (!p)
        return -1;
    for (const struct mistake *m = p->mistakes.first; m; m = m->next) {
        if (m->warning)
            continue;
        err_set(e, ERR_USAGE, "the UPDATE does not make a plan: %s", m->text);
        return m->hint ? err_hint(e, "%s", m->hint) : -1;
    }
    return 0;
}

int plan_from_update(struct arena *a, const char *update, const char *name, char **ret_text, struct err *e)
{
    struct update *u = arena_alloc(a, sizeof(*u));
    struct buf out = BUF_INIT(4 * MAX_STATEMENT);
    size_t bytes = strlen(update);
    int r;

    if (bytes > MAX_STATEMENT)
        return refuse(e, NULL, "the UPDATE is too long");
    u->arena = a;
    u->text = update;
    r = tokenize(u, bytes, e);
    if (r == 0)
        r = read_statement(u, e);
    if (r == 0)
        r = write_plan(u, name, &out, e);
    if (r == 0)
        r = read_back(&out, e);
    if (r == 0)
        *ret_text = arena_strdup(a, buf_cstr(&out));
    buf_clear(&out);
    return r;
}

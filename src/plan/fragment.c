#include "fragment.h"

#include "lexer.h"

/* The brackets that are open, and where. */
struct brackets {
    size_t at[FRAGMENT_MAX_DEPTH];
    int n;
};

static const char *const engine_names[] = {
    [FRAGMENT_POSTGRESQL] = "PostgreSQL",
    [FRAGMENT_SQLITE] = "SQLite",
    [FRAGMENT_MARIADB] = "MariaDB",
};

static int refuse(struct err *e, size_t at, const char *text, const char *hint)
{
    err_set(e, ERR_PLAN, "%s", text);
    if (hint)
        err_hint(e, "%s", hint);
    e->position = (int) at + 1;
    return -1;
}

/* Kinds of token that no fragment may hold. */
static const struct {
    const char *text, *hint;
} refused[] = {
    [SQL_SEMICOLON] = {"a fragment is one expression: it holds no second statement", "take the semicolon away"},
    [SQL_LINE_COMMENT] = {"a line comment would swallow what follows the fragment",
                          "write it as a YAML comment above, or as /* … */; for minus a negative number write - (-1)"},
    [SQL_PLACEHOLDER] = {"a fragment has no parameters, and this is a placeholder",
                         "write the value itself; an operator that touches a name wants a blank between them"},
    [SQL_OPEN_QUOTE] = {"a quote is opened and not closed", "a quote inside a text is written twice: 'it''s'"},
    [SQL_OPEN_COMMENT] = {"a comment is opened and not closed", NULL},
    [SQL_NUL] = {"a fragment holds no NUL byte", NULL},
};

static int open_bracket(struct brackets *b, size_t at, struct err *e)
{
    if (b->n == FRAGMENT_MAX_DEPTH)
        return refuse(e, at, "the brackets are nested too deep", NULL);
    b->at[b->n++] = at;
    return 0;
}

static int close_bracket(struct brackets *b, const char *text, size_t at, struct err *e)
{
    char opened = b->n ? text[b->at[b->n - 1]] : '\0';

    if (opened != (text[at] == ')' ? '(' : '['))
        return refuse(e, at, "a bracket is closed that the fragment did not open", NULL);
    b->n--;
    return 0;
}

/* Reads to the end or to the first reason to refuse. */
static int contained(struct sql_lexer *l, struct err *e)
{
    struct brackets brackets = {.n = 0};
    size_t tokens = 0;
    int r;

    for (;;) {
        struct sql_token t = sql_next(l);

        if (t.kind == SQL_END)
            break;
        tokens += t.kind != SQL_COMMENT;
        if (t.kind < ARRAY_LEN(refused) && refused[t.kind].text)
            return refuse(e, t.at, refused[t.kind].text, refused[t.kind].hint);
        r = t.kind == SQL_OPEN    ? open_bracket(&brackets, t.at, e)
            : t.kind == SQL_CLOSE ? close_bracket(&brackets, l->text, t.at, e)
                                  : 0;
        if (r < 0)
            return r;
    }
    if (tokens == 0)
        return refuse(e, 0, "the fragment is empty", NULL);
    if (brackets.n > 0)
        return refuse(e, brackets.at[brackets.n - 1], "a bracket is opened and not closed", NULL);
    return 0;
}

static int too_long(size_t n, struct err *e)
{
    if (n <= FRAGMENT_MAX_BYTES)
        return 0;
    refuse(e, FRAGMENT_MAX_BYTES, "the fragment is too long", NULL);
    return err_hint(e, "at most %d bytes; a long list of values belongs into a table, or into scope.keys_from",
                    FRAGMENT_MAX_BYTES);
}

int fragment_contained_in(enum fragment_engine engine, const char *text, size_t n, struct err *e)
{
    struct sql_lexer l = {.text = text, .n = n, .engine = engine};

    if (too_long(n, e) < 0)
        return -1;
    if (contained(&l, e) == 0)
        return 0;
    return engine == FRAGMENT_POSTGRESQL ? -1 : err_context(e, "as %s reads it", engine_names[engine]);
}

int fragment_contained(const char *text, size_t n, struct err *e)
{
    struct sql_lexer l = {.text = text, .n = n, .engine = FRAGMENT_POSTGRESQL};

    if (too_long(n, e) < 0 || contained(&l, e) < 0)
        return -1;
    return l.only_postgresql ? 0 : fragment_contained_in(FRAGMENT_SQLITE, text, n, e);
}

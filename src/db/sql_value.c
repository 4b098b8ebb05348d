/*
 * sql_value.c: how a value is written in a statement, and what is refused.
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "sql_template.h"

enum { POSTGRESQL_NAME_MAX = 63 };

/* Names come from catalogs and plans. What the server would cut or a terminal would obey is refused. */
static int check_name(struct sql_fill *f, const char *name)
{
    if (!name || !*name)
        return err_set(f->e, ERR_BUG, "statement \"%s\": a name is empty", f->name);
    if (f->engine == SQL_ENGINE_POSTGRESQL && strlen(name) > POSTGRESQL_NAME_MAX)
        return err_set(f->e, ERR_SQL, "the name \"%s\" has more than %d bytes: PostgreSQL would cut it", name,
                       POSTGRESQL_NAME_MAX);
    for (const char *p = name; *p; p++)
        if ((unsigned char) *p < 0x20 || *p == 0x7f)
            return err_set(f->e, ERR_SQL, "the name \"%s\" contains a control character (byte 0x%02x): rename it", name,
                           (unsigned char) *p);
    return 0;
}

static void add_quoted(struct buf *out, const char *s, char quote)
{
    buf_char(out, quote);
    for (; *s; s++) {
        if (*s == quote)
            buf_char(out, quote);
        buf_char(out, *s);
    }
    buf_char(out, quote);
}

/* A literal with a backslash is written E'…', which means the same whatever standard_conforming_strings says. */
static void add_text(struct buf *out, enum sql_engine engine, const char *s)
{
    if (engine != SQL_ENGINE_POSTGRESQL || !strchr(s, '\\')) {
        add_quoted(out, s, '\'');
        return;
    }
    buf_str(out, "E'");
    for (; *s; s++) {
        if (*s == '\'' || *s == '\\')
            buf_char(out, *s);
        buf_char(out, *s);
    }
    buf_char(out, '\'');
}

static int add_ident(struct sql_fill *f, const char *name)
{
    if (check_name(f, name) < 0)
        return -1;
    add_quoted(&f->out, name, '"');
    return 0;
}

static int add_table(struct sql_fill *f, const struct sql_value *v)
{
    if (v->schema) {
        if (add_ident(f, v->schema) < 0)
            return -1;
        buf_char(&f->out, '.');
    }
    return add_ident(f, v->text);
}

/* Does it look like one type's name (or none): words, brackets that balance, quoted names, commas only in brackets? */
static bool is_type(const char *type)
{
    int depth = 0;

    for (const char *p = type; *p; p++) {
        if (*p == '"') {
            p = strchr(p + 1, '"');
            if (!p)
                return false;
        } else if (*p == '(' || *p == '[') {
            depth++;
        } else if (*p == ')' || *p == ']') {
            if (--depth < 0)
                return false;
        } else if (*p == ',' ? depth == 0 : !isalnum((unsigned char) *p) && !strchr("_ .-", *p)) {
            return false;
        } else if (p[0] == '-' && p[1] == '-') {
            return false;
        }
    }
    return depth == 0;
}

static int add_type(struct sql_fill *f, const char *type)
{
    if (!type || !is_type(type))
        return err_set(f->e, ERR_BUG, "statement \"%s\": \"%s\" is not the name of a type", f->name, type ? type : "");
    buf_str(&f->out, type);
    return 0;
}

/* A few letters of ours, such as "row" or ", 7, false)": too little an alphabet to break out of anything. */
static int add_code(struct sql_fill *f, const char *code)
{
    if (!code || strlen(code) > 40 || strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_.,() ") != strlen(code))
        return err_set(f->e, ERR_BUG, "statement \"%s\": \"%s\" is not ours", f->name, code ? code : "");
    buf_str(&f->out, code);
    return 0;
}

/* A negative number has brackets: "x -{n:int}" would otherwise begin a comment. */
void sql_add_int(struct sql_fill *f, int64_t n)
{
    if (n == INT64_MIN)
        buf_printf(&f->out, "(%" PRId64 "-1)", n + 1);
    else
        buf_printf(&f->out, n < 0 ? "(%" PRId64 ")" : "%" PRId64, n);
}

static void add_expr(struct sql_fill *f, const struct sql_value *v)
{
    struct sql_span *span;

    if (!v->text) {
        buf_str(&f->out, f->engine == SQL_ENGINE_POSTGRESQL ? "(true)" : "(1)");
        return;
    }
    span = arena_alloc(f->arena, sizeof(*span));
    buf_char(&f->out, '(');
    span->start = f->out.len;
    buf_str(&f->out, v->text);
    span->end = f->out.len;
    buf_char(&f->out, ')');
    span->fragment = v->origin;
    *f->last_span = span;
    f->last_span = &span->next;
}

int sql_add_value(struct sql_fill *f, const struct sql_value *v)
{
    switch (v->kind) {
    case SQL_INT:
        if (v->is_parameter)
            buf_printf(&f->out, f->engine == SQL_ENGINE_SQLITE ? "?%" PRId64 : "($%" PRId64 "::int)", v->number);
        else
            sql_add_int(f, v->number);
        return 0;
    case SQL_IDENT:
        return add_ident(f, v->text);
    case SQL_TABLE:
        return add_table(f, v);
    case SQL_TYPE:
        return add_type(f, v->text);
    case SQL_STATEMENT:
        buf_str(&f->out, v->text);
        return 0;
    case SQL_TEXT:
        if (v->text)
            add_text(&f->out, f->engine, v->text);
        else
            buf_str(&f->out, "null");
        return 0;
    case SQL_EXPR:
        add_expr(f, v);
        return 0;
    case SQL_CODE:
        return add_code(f, v->text);
    case SQL_LIST:
        break;
    }
    return err_set(f->e, ERR_BUG, "statement \"%s\": a list stands where one value belongs", f->name);
}

static char *taken(struct arena *a, struct buf *b)
{
    char *s = arena_strndup(a, buf_cstr(b), b->len);

    buf_clear(b);
    return s;
}

char *sql_quote_ident(struct arena *a, _unused_ enum sql_engine engine, const char *name)
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);

    add_quoted(&b, name, '"');
    return taken(a, &b);
}

char *sql_quote_text(struct arena *a, enum sql_engine engine, const char *text)
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);

    add_text(&b, engine, text);
    return taken(a, &b);
}

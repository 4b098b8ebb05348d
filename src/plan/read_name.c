/*
 * read_name.c: what may be a name: of a plan, a reason, a column, a table, a setting.
 *
 * A name goes to the database as the author wrote it, quoted there. So a name of a table or column is the one
 * in the catalog, case and all; quotes are only needed in the plan to say where a table's name ends.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "codes.h"
#include "reader.h"

enum { MAX_NAME = 63 }; /* what PostgreSQL keeps of a name: a longer one would silently be another */

static bool lower(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool in_name(char c)
{
    return lower(c) || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char) c >= 0x80;
}

static bool begins_name(char c)
{
    return in_name(c) && !(c >= '0' && c <= '9');
}

static void name_mistake(struct plan *p, const struct yaml_node *node, const char *code, const char *path,
                         const char *what, const char *hint)
{
    mistake_add(&p->mistakes, node->line, node->column, code, hint, "\"%s\": %s", path, what);
}

void read_run_name(struct value *v)
{
    const char *s = v->node->text;
    bool ok;

    if (!want(v, YAML_SCALAR))
        return;
    ok = lower(s[0]) && v->node->length <= MAX_NAME;
    for (const char *c = s; *c; c++)
        ok = ok && (lower(*c) || *c == '_' || *c == '-');
    if (ok)
        *(const char **) v->into = s;
    else
        name_mistake(v->plan, v->node, CODE_NAME, v->path, "not a name for a plan",
                     "lower-case letters, digits, - and _, the first a letter or digit, at most 63: tax-rounding");
}

bool name_ok(struct plan *p, const struct yaml_node *node, const char *path)
{
    bool ok = begins_name(node->text[0]) && node->length <= MAX_NAME;

    for (const char *c = node->text; *c; c++)
        ok = ok && (in_name(*c) || *c == '-');
    if (!ok)
        name_mistake(p, node, CODE_NAME, path, "not a name",
                     node->flow && node->plain && strpbrk(node->text, "()'\"")
                         ? "inside { } a comma ends a text: put a text with a comma in quotes"
                         : "letters, digits, _ and -, at most 63 bytes: too_new");
    return ok;
}

bool column_ok(struct plan *p, const struct yaml_node *node, const char *path)
{
    const char *what = node->length > MAX_NAME         ? "longer than the 63 bytes of a column's name"
                       : strpbrk(node->text, "\t\r\n") ? "not a column's name"
                                                       : NULL;

    if (what)
        name_mistake(p, node, CODE_COLUMN, path, what, NULL);
    return !what;
}

bool name_key_ok(const struct value *v)
{
    return name_ok(v->plan, v->key, v->path);
}

bool column_key_ok(const struct value *v)
{
    return column_ok(v->plan, v->key, v->path);
}

void read_name(struct value *v)
{
    if (want(v, YAML_SCALAR) && name_ok(v->plan, v->node, v->path))
        *(const char **) v->into = v->node->text;
}

void read_column(struct value *v)
{
    if (want(v, YAML_SCALAR) && column_ok(v->plan, v->node, v->path))
        *(const char **) v->into = v->node->text;
}

/* Settings that decide what the captured bytes look like, or that the plan has a key of its own for. */
static const struct {
    const char *name, *instead;
} own_settings[] = {
    {"lock_timeout", "checkpoint.lock_timeout"},
    {"statement_timeout", "checkpoint.statement_timeout"},
    {"search_path", "the schema's name in table and in the fragments"},
    {"client_encoding", NULL},
    {"standard_conforming_strings", NULL},
    {"backslash_quote", NULL},
    {"datestyle", NULL},
    {"intervalstyle", NULL},
    {"timezone", "at time zone in the fragment"},
    {"extra_float_digits", NULL},
    {"bytea_output", NULL},
    {"xmloption", NULL},
    {"role", "a database URL with that role"},
    {"session_authorization", "a database URL with that role"},
    {"transaction_isolation", NULL},
    {"transaction_read_only", NULL},
    {"transaction_deferrable", NULL},
    {"default_transaction_isolation", NULL},
    {"default_transaction_read_only", NULL},
    {"idle_in_transaction_session_timeout", NULL},
    {"synchronous_commit", NULL},
};

static bool setting_form_ok(const char *s, size_t n)
{
    bool begin = true;

    if (n == 0 || n > MAX_NAME)
        return false;
    for (; *s; s++) {
        if (begin ? !begins_name(*s) : !in_name(*s) && *s != '.')
            return false;
        begin = *s == '.';
    }
    return !begin;
}

bool setting_key_ok(const struct value *v)
{
    const char *s = v->key->text;

    if (!setting_form_ok(s, v->key->length)) {
        name_mistake(v->plan, v->key, CODE_SETTING, v->path, "not a setting's name",
                     "letters, digits, _ and dots: app.actor");
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(own_settings); i++) {
        const char *instead = own_settings[i].instead;

        if (strcasecmp(s, own_settings[i].name) != 0)
            continue;
        name_mistake(v->plan, v->key, CODE_SETTING, v->path, "Retcon sets this itself",
                     instead ? arena_printf(v->plan->arena, "use %s", instead) : NULL);
        return false;
    }
    return true;
}

/* One part of a table's name at *s: "quoted" or plain. Moves *s behind it. NULL: not one. */
static char *table_part(struct arena *a, const char **s)
{
    const char *p = *s;
    char *part = arena_strdup(a, p);
    size_t n = 0;

    if (*p == '"') {
        for (p++; *p && (*p != '"' || p[1] == '"'); p++) {
            p += *p == '"';
            part[n++] = *p;
        }
        if (*p++ != '"')
            return NULL;
    } else {
        while (n == 0 ? begins_name(*p) : in_name(*p) || *p == '$')
            part[n++] = *p++;
    }
    part[n] = '\0';
    *s = p;
    return n > 0 && n <= MAX_NAME && !strpbrk(part, "\t\r\n") ? part : NULL;
}

void read_table(struct value *v)
{
    struct plan *p = v->plan;
    const char *s = v->node->text;
    char *first, *second = NULL;

    p->table_line = v->node->line;
    p->table_column = v->node->column;
    if (!want(v, YAML_SCALAR))
        return;
    first = table_part(p->arena, &s);
    if (first && *s == '.') {
        s++;
        second = table_part(p->arena, &s);
        if (!second)
            first = NULL;
    }
    if (!first || *s) {
        name_mistake(p, v->node, CODE_TABLE, v->path, "not a table's name",
                     "shop.orders or orders, each part at most 63 bytes; other characters in double quotes, "
                     "and all of it in single ones: '\"odd name\".\"t.x\"'");
        return;
    }
    p->schema = second ? first : NULL;
    p->table = second ? second : first;
}

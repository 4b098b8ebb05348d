/*
 * sql_render.c: fill a statement's holes. The grammar is in sql.h.
 */
#include <ctype.h>
#include <string.h>

#include "sql_template.h"

struct piece { /* a stretch of a template */
    const char *at, *end;
};

struct hole { /* {name:kind}, {.name}, {name: body | sep} or {name+: body} */
    struct piece name, kind, body, sep;
    bool of_item, list, repeat;
};

static size_t length(struct piece p)
{
    return (size_t) (p.end - p.at);
}

static int bug(struct sql_fill *f, struct piece at, const char *what)
{
    return err_set(f->e, ERR_BUG, "statement \"%s\": %s at \"{%.*s\"", f->name, what, (int) MIN(length(at), (size_t) 60),
                   at.at);
}

/* Past a string or a comment that begins at p, or p itself when none does. */
static const char *skip_quoted(const char *p, const char *end)
{
    const char *stop = NULL;

    if (*p == '\'')
        stop = memchr(p + 1, '\'', (size_t) (end - p - 1));
    else if (*p == '-' && end - p > 1 && p[1] == '-')
        stop = memchr(p, '\n', (size_t) (end - p));
    else
        return p;
    return stop ? stop + 1 : end;
}

/* The brace that closes the hole whose text begins at p; "{{ … }" inside is a pair too. NULL: none does. */
static const char *closing_brace(const char *p, const char *end)
{
    for (int depth = 1; p < end; p++) {
        if (*p == '{') {
            depth++;
            if (p + 1 < end && p[1] == '{')
                p++;
        } else if (*p == '}' && --depth == 0) {
            return p;
        }
    }
    return NULL;
}

/* The last '|' of a list that is not part of '||', of a string, a comment or an inner hole. */
static const char *separator(struct piece p)
{
    const char *found = NULL, *after;
    int depth = 0;

    for (const char *at = p.at; at < p.end; at++) {
        after = skip_quoted(at, p.end);
        if (after != at) {
            at = after - 1;
        } else if (*at == '{' || *at == '}') {
            depth += *at == '{' ? 1 : -1;
        } else if (*at == '|' && at + 1 < p.end && at[1] == '|') {
            at++;
        } else if (*at == '|' && depth == 0) {
            found = at;
        }
    }
    return found;
}

static struct piece trim(struct piece p)
{
    while (p.at < p.end && isspace((unsigned char) *p.at))
        p.at++;
    while (p.at < p.end && isspace((unsigned char) p.end[-1]))
        p.end--;
    return p;
}

static bool is_kind(struct piece p, enum sql_kind *ret)
{
    static const char *const kinds[] = {"int", "ident", "table", "type", "text", "expr", "statement"};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (length(p) == strlen(kinds[i]) && memcmp(p.at, kinds[i], length(p)) == 0) {
            *ret = (enum sql_kind) i;
            return true;
        }
    return false;
}

static int parse_hole(struct sql_fill *f, struct piece in, struct hole *ret)
{
    struct hole h = {0};
    const char *p = in.at, *bar;
    enum sql_kind kind;

    h.of_item = p < in.end && *p == '.';
    h.name.at = p += h.of_item;
    while (p < in.end && (isalnum((unsigned char) *p) || *p == '_'))
        p++;
    h.name.end = p;
    h.repeat = p < in.end && *p == '+';
    p += h.repeat;
    if (h.name.at == h.name.end || (p < in.end && *p != ':') || (p == in.end && !h.of_item))
        return bug(f, in, "a hole is not of the form {name:kind}");
    h.kind = (struct piece) {p < in.end ? p + 1 : p, in.end};
    h.list = !h.of_item && !is_kind(h.kind, &kind);
    if (h.list) {
        bar = h.repeat ? NULL : separator(h.kind);
        h.body = (struct piece) {h.kind.at, bar ? bar : h.kind.end};
        h.sep = (struct piece) {bar ? bar + 1 : h.kind.end, h.kind.end};
        h.body = h.repeat ? h.body : trim(h.body);
    }
    *ret = h;
    return 0;
}

static int fill_piece(struct sql_fill *f, struct piece in);

/* White space around the separator's text is one space, or none before a comma. */
static void add_separator(struct sql_fill *f, struct piece sep)
{
    struct piece text = trim(sep);

    if (text.at > sep.at && *text.at != ',')
        buf_char(&f->out, ' ');
    buf_add(&f->out, text.at, length(text));
    if (text.end < sep.end && text.at < text.end)
        buf_char(&f->out, ' ');
}

static int fill_list(struct sql_fill *f, const struct hole *h)
{
    const struct sql_value *list = sql_args_get(f->args, h->name.at, length(h->name));

    if (f->item)
        return bug(f, h->name, "a list stands within a list");
    if (list && list->kind != SQL_LIST)
        return bug(f, h->name, "a list is asked for, and its value is none");
    f->item_number = 0;
    for (f->item = list ? list->first : NULL; f->item; f->item = f->item->next) {
        if (f->item_number++ > 0)
            add_separator(f, h->sep);
        if (fill_piece(f, h->body) < 0)
            return -1;
    }
    return 0;
}

static int fill_scalar(struct sql_fill *f, const struct hole *h)
{
    const struct sql_value *v;
    enum sql_kind kind;

    if (h->of_item && !f->item)
        return bug(f, h->name, "an item's field stands outside a list");
    if (h->of_item && length(h->name) == 1 && *h->name.at == 'i') {
        sql_add_int(f, f->item_number);
        return 0;
    }
    v = sql_args_get(h->of_item ? f->item->fields : f->args, h->name.at, length(h->name));
    if (!v)
        return bug(f, h->name, "there is no value");
    if (length(h->kind) > 0 && (!is_kind(h->kind, &kind) || kind != v->kind))
        return bug(f, h->name, "the value is of another type");
    return sql_add_value(f, v);
}

static int fill_hole(struct sql_fill *f, struct piece in)
{
    struct hole h = {0};

    if (parse_hole(f, in, &h) < 0)
        return -1;
    return h.list ? fill_list(f, &h) : fill_scalar(f, &h);
}

static int fill_piece(struct sql_fill *f, struct piece in)
{
    const char *p = in.at;

    while (p < in.end) {
        const char *brace = memchr(p, '{', (size_t) (in.end - p)), *close;

        buf_add(&f->out, p, (size_t) ((brace ? brace : in.end) - p));
        if (!brace)
            return 0;
        if (brace + 1 < in.end && brace[1] == '{') {
            buf_char(&f->out, '{');
            p = brace + 2;
            continue;
        }
        close = closing_brace(brace + 1, in.end);
        if (!close)
            return bug(f, (struct piece) {brace + 1, in.end}, "a hole is not closed");
        if (fill_hole(f, (struct piece) {brace + 1, close}) < 0)
            return -1;
        p = close + 1;
    }
    return 0;
}

int sql_fill(enum sql_engine engine, const char *name, const char *template, const struct sql_args *args,
             struct arena *a, struct sql_text *ret, struct err *e)
{
    struct sql_fill f = {.engine = engine, .name = name, .args = args, .arena = a, .e = e,
                     .out = BUF_INIT(BUF_MAX_DEFAULT)};
    int r;

    f.last_span = &f.spans;
    r = fill_piece(&f, (struct piece) {template, template + strlen(template)});
    if (r == 0 && buf_overflowed(&f.out))
        r = err_set(e, ERR_SQL, "statement \"%s\" is longer than %d bytes", name, BUF_MAX_DEFAULT);
    if (r == 0)
        *ret = (struct sql_text) {.text = arena_strndup(a, buf_cstr(&f.out), f.out.len), .spans = f.spans};
    buf_clear(&f.out);
    return r;
}

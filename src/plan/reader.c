/*
 * reader.c: blocks, lists and named entries; what every reader of a value needs.
 */
#include "reader.h"

#include <string.h>

#include "buf.h"
#include "codes.h"
#include "text.h"

enum { MAX_SUGGESTIONS = 100 }; /* a file with more mistakes is not a plan with typos */

static const char *const kind_names[] = {[YAML_SCALAR] = "a text", [YAML_LIST] = "a list", [YAML_MAP] = "a map"};

static bool has_place(const struct value *v)
{
    return !v->key || v->node->kind != YAML_SCALAR || v->node->text;
}

_printf_(4, 0)
static void mistake_at(const struct value *v, const char *code, const char *hint, const char *fmt, va_list ap)
{
    const struct yaml_node *at = has_place(v) ? v->node : v->key;
    struct buf text = BUF_INIT(4096);

    buf_vprintf(&text, fmt, ap);
    mistake_add(&v->plan->mistakes, at->line, at->column, code, hint, "%s", buf_cstr(&text));
    buf_clear(&text);
}

void value_mistake(const struct value *v, const char *code, const char *hint, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    mistake_at(v, code, hint, fmt, ap);
    va_end(ap);
}

void value_err(const struct value *v, const char *code, const struct err *e)
{
    value_mistake(v, code, e->hint[0] ? e->hint : NULL, "\"%s\": %s", v->path, e->text);
}

static const char *empty_hint(const struct value *v)
{
    if (v->node->flow && v->node->plain)
        return "inside { } a comma ends a text: put a text with a comma in quotes";
    return "leave the key out, or give it a value";
}

bool want(const struct value *v, enum yaml_kind kind)
{
    if (v->node->broken)
        return false;
    if (v->node->kind == YAML_SCALAR && v->node->length == 0) {
        value_mistake(v, CODE_EMPTY_VALUE, empty_hint(v), "\"%s\" has no value", v->path);
        return false;
    }
    if (v->node->kind == kind)
        return true;
    value_mistake(v, CODE_KIND,
                  kind == YAML_LIST && v->node->kind == YAML_SCALAR ? "write a list of one in brackets: [one]"
                  : kind == YAML_SCALAR && v->node->flow            ? "a text that begins with { or [ must be in quotes"
                                                                    : NULL,
                  "\"%s\" must be %s, not %s", v->path, kind_names[kind], kind_names[v->node->kind]);
    return false;
}

void note_later(const struct value *v)
{
    struct plan *p = v->plan;
    const struct yaml_node *at = v->key ? v->key : v->node;
    struct plan_later *old = p->later;

    /* Full at each power of two. */
    if ((p->n_later & (p->n_later - 1)) == 0) {
        p->later = arena_new_array(p->arena, struct plan_later, p->n_later ? p->n_later * 2 : 1);
        if (old)
            memcpy(p->later, old, p->n_later * sizeof(*old));
    }
    p->later[p->n_later++] = (struct plan_later){.what = v->path, .line = at->line, .column = at->column};
}

const char *suggest(struct plan *p, const char *word, const char *const *words, size_t n)
{
    struct buf list = BUF_INIT(1024);
    const char *near;
    char *hint;

    if (p->mistakes.errors > MAX_SUGGESTIONS)
        return NULL;
    near = text_nearest(word, words, n);
    if (near)
        return arena_printf(p->arena, "did you mean \"%s\"?", near);
    for (size_t i = 0; i < n; i++)
        buf_printf(&list, "%s%s", i ? ", " : "", words[i]);
    hint = arena_printf(p->arena, "one of: %s", buf_cstr(&list));
    buf_clear(&list);
    return hint;
}

static void unknown_key(struct plan *p, const char *path, const struct yaml_node *key, const struct field *fields)
{
    const char *names[32];
    size_t n = 0;

    for (const struct field *f = fields; f->key && n < ARRAY_LEN(names); f++)
        names[n++] = f->key;
    mistake_add(&p->mistakes, key->line, key->column, CODE_UNKNOWN_KEY, suggest(p, key->text, names, n),
                "%s%s%s has no key \"%s\"", *path ? "\"" : p->kind, path, *path ? "\"" : "", key->text);
}

static char *path_of(struct plan *p, const char *path, const char *key)
{
    return arena_printf(p->arena, "%s%s%s", path, *path ? "." : "", key);
}

static void read_field(struct plan *p, const char *path, const struct yaml_node *map, size_t i, const struct field *f,
                       void *base)
{
    max_align_t nowhere[8] = {0};
    bool kept = !(f->flags & (FIELD_LATER | FIELD_CHECKED));
    struct value v = {.plan = p, .field = f, .key = map->keys[i], .node = map->items[i]};

    v.path = path_of(p, path, f->key);
    v.base = kept ? base : NULL;
    v.into = kept ? (char *) base + f->offset : (char *) nowhere;
    f->read(&v);
    if (f->flags & FIELD_LATER)
        note_later(&v);
}

void read_map(struct plan *p, const char *path, const struct yaml_node *map, const struct field *fields, void *base)
{
    for (size_t i = 0; i < map->n; i++) {
        const struct field *f = fields;

        while (f->key && strcmp(f->key, map->keys[i]->text) != 0)
            f++;
        if (f->key)
            read_field(p, path, map, i, f, base);
        else
            unknown_key(p, path, map->keys[i], fields);
    }
    for (const struct field *f = fields; f->key; f++)
        if ((f->flags & FIELD_REQUIRED) && !yaml_get(map, f->key))
            mistake_add(&p->mistakes, map->line, map->column, CODE_MISSING_KEY, NULL, "\"%s\" is missing",
                        path_of(p, path, f->key));
}

void read_block(struct value *v)
{
    if (want(v, YAML_MAP))
        read_map(v->plan, v->path, v->node, v->field->block, v->base);
}

size_t read_entries(struct value *v, size_t item_bytes, bool (*name_ok_at)(const struct value *), read_entry *read,
                    void **ret_items)
{
    char *items;
    size_t n = 0;

    if (!want(v, YAML_MAP))
        return 0;
    items = arena_array(v->plan->arena, item_bytes, v->node->n ? v->node->n : 1);
    for (size_t i = 0; i < v->node->n; i++) {
        struct value entry = *v;

        entry.key = v->node->keys[i];
        entry.node = v->node->items[i];
        entry.path = path_of(v->plan, v->path, entry.key->text);
        if (!name_ok_at(&entry))
            continue;
        entry.into = items + n * item_bytes;
        read(&entry, n++, items);
    }
    if (ret_items)
        *ret_items = items;
    return n;
}

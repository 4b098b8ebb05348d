/*
 * plan_digest.c: what a plan says, apart from how it is laid out.
 *
 * The canonical form is JSON in UTF-8 without white space: maps sorted by the bytes of their keys, lists in
 * their order, every value a string without the line breaks at its end. So comments, quotes, indentation
 * and the order of keys do not count, and everything else does. Three maps keep the file's order, because
 * it has a meaning: of "exclude" and "uncertain" the first that holds gives the reason, and MariaDB assigns
 * the columns of "set" from left to right.
 */
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "json.h"
#include "reader.h"

static const char *const ordered[] = {"scope.exclude", "change.set", "change.uncertain"};

static bool is_ordered(const char *path)
{
    for (size_t i = 0; i < ARRAY_LEN(ordered); i++)
        if (strcmp(ordered[i], path) == 0)
            return true;
    return false;
}

struct pair {
    const char *key;
    const struct yaml_node *value;
};

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct pair *) a)->key, ((const struct pair *) b)->key);
}

static void canonical(struct arena *a, struct json *j, const char *path, const struct yaml_node *node);

static void canonical_map(struct arena *a, struct json *j, const char *path, const struct yaml_node *map)
{
    struct pair *pairs = arena_new_array(a, struct pair, map->n ? map->n : 1);

    for (size_t i = 0; i < map->n; i++)
        pairs[i] = (struct pair){map->keys[i]->text, map->items[i]};
    if (!is_ordered(path))
        qsort(pairs, map->n, sizeof(*pairs), by_key);
    json_object(j);
    for (size_t i = 0; i < map->n; i++) {
        json_key(j, pairs[i].key);
        canonical(a, j, arena_printf(a, "%s%s%s", path, *path ? "." : "", pairs[i].key), pairs[i].value);
    }
    json_object_end(j);
}

static void canonical_scalar(struct json *j, const struct yaml_node *node)
{
    size_t n = node->length;

    while (n > 0 && node->text[n - 1] == '\n')
        n--;
    if (node->text)
        json_text_n(j, node->text, n);
    else
        json_null(j);
}

static void canonical(struct arena *a, struct json *j, const char *path, const struct yaml_node *node)
{
    if (node->kind == YAML_SCALAR) {
        canonical_scalar(j, node);
    } else if (node->kind == YAML_MAP) {
        canonical_map(a, j, path, node);
    } else {
        json_array(j);
        for (size_t i = 0; i < node->n; i++)
            canonical(a, j, path, node->items[i]);
        json_array_end(j);
    }
}

void plan_digest(struct plan *p, const struct yaml_node *root)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct json j;

    json_init(&j, &out, false);
    canonical(p->arena, &j, "", root);
    digest_hex(out.data, out.len, p->digest);
    buf_clear(&out);
}

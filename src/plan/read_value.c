/*
 * read_value.c: readers of single values: texts, numbers, words, lists.
 */
#include <string.h>

#include "codes.h"
#include "reader.h"
#include "text.h"

enum { MAX_PROSE = 4000, MAX_LINE = 200 };

static bool fits(const struct value *v, int64_t max)
{
    if (v->node->length <= (size_t) max)
        return true;
    value_mistake(v, CODE_TEXT, NULL, "\"%s\" is longer than %d bytes", v->path, (int) max);
    return false;
}

static bool one_line(const struct value *v)
{
    if (!strpbrk(v->node->text, "\r\n"))
        return true;
    value_mistake(v, CODE_TEXT, NULL, "\"%s\" must be one line", v->path);
    return false;
}

void read_text(struct value *v)
{
    if (want(v, YAML_SCALAR) && fits(v, MAX_PROSE))
        *(const char **) v->into = v->node->text;
}

void read_line(struct value *v)
{
    if (want(v, YAML_SCALAR) && fits(v, MAX_LINE) && one_line(v))
        *(const char **) v->into = v->node->text;
}

/* Relative to the folder that the plan is in. */
void read_path(struct value *v)
{
    const char *path = v->node->text, *folder = v->plan->base_dir;

    if (!want(v, YAML_SCALAR) || !fits(v, MAX_PROSE) || !one_line(v))
        return;
    *(const char **) v->into = path[0] == '/' || !folder ? path : arena_printf(v->plan->arena, "%s/%s", folder, path);
}

static bool limits(const struct value *v, int64_t n, const char *low, const char *high)
{
    const char *hint;

    if (n >= v->field->min && n <= v->field->max)
        return true;
    hint = arena_printf(v->plan->arena, "from %s to %s", low, high);
    value_mistake(v, CODE_LIMIT, hint, "\"%s\" is %s: \"%s\"", v->path, n < v->field->min ? "too small" : "too large",
                  v->node->text);
    return false;
}

void read_count(struct value *v)
{
    char low[32], high[32];
    struct err e;
    int64_t n;

    if (!want(v, YAML_SCALAR))
        return;
    if (units_count(v->node->text, &n, &e) < 0)
        value_err(v, CODE_UNIT, &e);
    else if (limits(v, n, text_count(v->field->min, low), text_count(v->field->max, high)))
        *(int64_t *) v->into = n;
}

void read_bytes(struct value *v)
{
    char low[32], high[32];
    struct err e;
    int64_t n;

    if (!want(v, YAML_SCALAR))
        return;
    if (units_bytes(v->node->text, &n, &e) < 0)
        value_err(v, CODE_UNIT, &e);
    else if (limits(v, n, text_bytes(v->field->min, low), text_bytes(v->field->max, high)))
        *(int64_t *) v->into = n;
}

void read_duration(struct value *v)
{
    char low[32], high[32];
    struct err e;
    int64_t ms;

    if (!want(v, YAML_SCALAR))
        return;
    if (units_duration_ms(v->node->text, &ms, &e) < 0)
        value_err(v, CODE_UNIT, &e);
    else if (limits(v, ms, text_duration(v->field->min, low), text_duration(v->field->max, high)))
        *(int64_t *) v->into = ms;
}

void read_rate(struct value *v)
{
    struct err e;

    if (v->node->kind == YAML_SCALAR && v->node->text && strcmp(v->node->text, "off") == 0)
        *(int64_t *) v->into = 0;
    else if (want(v, YAML_SCALAR) && units_rate_per_s(v->node->text, v->into, &e) < 0)
        value_err(v, CODE_UNIT, &e);
}

void read_percent(struct value *v)
{
    struct err e;
    double x;

    if (!want(v, YAML_SCALAR))
        return;
    if (units_percent(v->node->text, &x, &e) < 0)
        value_err(v, CODE_UNIT, &e);
    else if (x > 100)
        value_mistake(v, CODE_LIMIT, NULL, "\"%s\" is more than 100%%: \"%s\"", v->path, v->node->text);
    else
        *(double *) v->into = x;
}

void read_bound(struct value *v)
{
    struct units_range r;
    struct err e;

    if (!want(v, YAML_SCALAR))
        return;
    if (units_range(v->node->text, &r, &e) < 0)
        value_err(v, CODE_UNIT, &e);
    else if (r.low < r.high || r.percent)
        value_mistake(v, CODE_UNIT, NULL, "\"%s\" must be one number: \"%s\"", v->path, v->node->text);
    else
        *(double *) v->into = r.low;
}

void read_choice(struct value *v)
{
    const char *const *words = v->field->words;
    size_t n;

    if (!want(v, YAML_SCALAR))
        return;
    for (n = 0; words[n]; n++)
        if (strcmp(words[n], v->node->text) == 0) {
            *(unsigned *) v->into = (unsigned) n;
            return;
        }
    value_mistake(v, CODE_CHOICE, suggest(v->plan, v->node->text, words, n), "\"%s\" does not know \"%s\"", v->path,
                  v->node->text);
}

static bool twice(const struct value *v, const struct yaml_node *list, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        const struct yaml_node *other = list->items[k];

        if (other->kind == YAML_SCALAR && other->text && strcmp(other->text, v->node->text) == 0) {
            value_mistake(v, CODE_TWICE, NULL, "\"%s\" has \"%s\" twice", v->path, v->node->text);
            return true;
        }
    }
    return false;
}

/* The texts of a list, each accepted by ok(); ret_nodes has their nodes. */
static size_t read_list(struct value *v, bool (*ok)(struct value *), const struct yaml_node ***ret_nodes)
{
    const struct yaml_node *list = v->node;
    size_t n = 0;

    if (!want(v, YAML_LIST))
        return 0;
    *ret_nodes = arena_new_array(v->plan->arena, const struct yaml_node *, list->n ? list->n : 1);
    if (list->n == 0)
        value_mistake(v, CODE_EMPTY_VALUE, "leave the key out, or name something", "\"%s\" is an empty list", v->path);
    for (size_t i = 0; i < list->n; i++) {
        struct value item = *v;

        item.key = item.node = list->items[i];
        if (want(&item, YAML_SCALAR) && ok(&item) && !twice(&item, list, i))
            (*ret_nodes)[n++] = item.node;
    }
    return n;
}

static void keep_texts(struct value *v, size_t n, const struct yaml_node **nodes)
{
    const char **texts = arena_new_array(v->plan->arena, const char *, n ? n : 1);

    for (size_t i = 0; i < n; i++)
        texts[i] = nodes[i]->text;
    *(const char ***) v->into = texts;
    *(size_t *) ((char *) v->base + v->field->count) = n;
}

static bool line_item(struct value *v)
{
    return fits(v, MAX_LINE) && one_line(v);
}

static bool column_item(struct value *v)
{
    return column_ok(v->plan, v->node, v->path);
}

void read_lines(struct value *v)
{
    const struct yaml_node **nodes = NULL;
    size_t n = read_list(v, line_item, &nodes);

    keep_texts(v, n, nodes);
}

void read_columns(struct value *v)
{
    const struct yaml_node **nodes = NULL;
    size_t n = read_list(v, column_item, &nodes);

    keep_texts(v, n, nodes);
}

void read_keys(struct value *v)
{
    const struct yaml_node **nodes = NULL;
    struct plan *p = v->plan;

    p->n_keys = read_list(v, column_item, &nodes);
    p->keys = arena_new_array(p->arena, struct plan_key, p->n_keys ? p->n_keys : 1);
    for (size_t i = 0; i < p->n_keys; i++)
        p->keys[i] = (struct plan_key){nodes[i]->text, nodes[i]->line, nodes[i]->column};
}

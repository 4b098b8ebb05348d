/*
 * plan_window.c: checkpoint.window: hours of the week within which batches are done, one or several.
 */
#include <string.h>

#include "codes.h"
#include "reader.h"

/* At the zone's own place, where it is the zone that there is none of. */
static void window_mistake(const struct value *v, const struct err *e)
{
    int line = v->node->line, column = v->node->column;

    if (e->position == 0) {
        value_mistake(v, CODE_WINDOW, e->hint, "\"%s\" is not a time window: \"%s\"", v->path, v->node->text);
        return;
    }
    if (v->node->place)
        mistakes_place(&v->plan->mistakes, v->node->place[e->position - 1], &line, &column);
    mistake_add(&v->plan->mistakes, line, column, CODE_WINDOW, e->hint, "\"%s\": %s", v->path, e->text);
}

static void read_one(struct value *v, const struct yaml_node *node, struct windows *into)
{
    struct value item = *v;
    struct err e;

    item.node = node;
    if (!want(&item, YAML_SCALAR))
        return;
    if (window_parse(node->text, &into->w[into->n], &e) < 0)
        window_mistake(&item, &e);
    else
        into->n++;
}

void read_window(struct value *v)
{
    struct windows *into = v->into;
    bool is_list = v->node->kind == YAML_LIST;

    into->n = 0;
    if (!is_list && v->node->text && strcmp(v->node->text, "off") == 0)
        return;
    if (!is_list) {
        read_one(v, v->node, into);
        return;
    }
    if (v->node->n == 0 || v->node->n > MAX_WINDOWS) {
        value_mistake(v, CODE_WINDOW, "one window, a list of up to 8, or off", "\"%s\" has %zu windows", v->path, v->node->n);
        return;
    }
    for (size_t i = 0; i < v->node->n; i++)
        read_one(v, v->node->items[i], into);
}

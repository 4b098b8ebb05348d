/*
 * plan_tune.c: single settings of the checkpoint block, as a plan writes them, from a command line or from the ledger.
 */
#include <inttypes.h>
#include <string.h>

#include "codes.h"
#include "reader.h"

const char *const plan_tunable[] = {"rate", "workers", "batch", "batch_time", "cool_off", "window", NULL};

static int first_mistake(const struct plan *p, struct err *e)
{
    const struct mistake *m = p->mistakes.first;

    if (!m)
        return 0;
    err_set(e, ERR_USAGE, "%s", m->text);
    return m->hint ? err_hint(e, "%s", m->hint) : -1;
}

static int refuse_name(struct plan *p, const char *name, struct err *e)
{
    size_t n = 0;

    while (plan_tunable[n] && strcmp(plan_tunable[n], name) != 0)
        n++;
    if (plan_tunable[n])
        return 0;
    err_set(e, ERR_USAGE, "\"%s\" is no setting that can be tuned", name);
    return err_hint(e, "%s", suggest(p, name, plan_tunable, n));
}

int plan_tune(struct plan *into, const char *name, const char *value, struct err *e)
{
    _cleanup_(plan_freep) struct plan *p = plan_file_new("tune", NULL, value, strlen(value));
    struct yaml_node key = {.kind = YAML_SCALAR, .text = arena_strdup(p->arena, name), .length = strlen(name)};
    struct yaml_node node = {.kind = YAML_SCALAR, .text = arena_strdup(p->arena, value), .length = strlen(value)};
    struct yaml_node *keys[] = {&key}, *items[] = {&node};
    struct yaml_node map = {.kind = YAML_MAP, .n = 1, .keys = keys, .items = items, .line = 1, .column = 1};

    if (refuse_name(p, name, e) < 0)
        return -1;
    key.line = key.column = node.line = node.column = 1;
    read_map(p, "checkpoint", &map, checkpoint_fields, p);
    if (first_mistake(p, e) < 0)
        return -1;
    if (strcmp(name, "rate") == 0)
        into->rate_per_s = p->rate_per_s;
    else if (strcmp(name, "workers") == 0)
        into->workers = p->workers;
    else if (strcmp(name, "batch") == 0)
        into->batch_rows = p->batch_rows;
    else if (strcmp(name, "batch_time") == 0)
        into->batch_time_ms = p->batch_time_ms;
    else if (strcmp(name, "cool_off") == 0)
        into->cool_off_ms = p->cool_off_ms;
    else
        into->windows = p->windows;
    return 0;
}

bool plan_is_tunable(const char *name)
{
    for (size_t i = 0; plan_tunable[i]; i++)
        if (strcmp(plan_tunable[i], name) == 0)
            return true;
    return false;
}

bool plan_says(const struct plan *p, const char *name)
{
    _cleanup_(plan_freep) struct plan *file = plan_file_new("plan", NULL, p->text, p->text_bytes);
    const struct yaml_node *root = yaml_parse(file->arena, &file->mistakes);

    return root && yaml_get(yaml_get(root, "checkpoint"), name);
}

static const char *windows_text(struct arena *a, const struct windows *w)
{
    const char *s = w->n == 0 ? "off" : w->w[0].text;

    for (size_t i = 1; i < w->n; i++)
        s = arena_printf(a, "%s, %s", s, w->w[i].text);
    return s;
}

const char *plan_tunable_value(struct arena *a, const struct plan *p, const char *name)
{
    if (strcmp(name, "rate") == 0)
        return p->rate_per_s ? arena_printf(a, "%" PRId64 "/s", p->rate_per_s) : "off";
    if (strcmp(name, "workers") == 0)
        return arena_printf(a, "%" PRId64, p->workers);
    if (strcmp(name, "batch") == 0)
        return p->batch_rows ? arena_printf(a, "%" PRId64, p->batch_rows) : "auto";
    if (strcmp(name, "batch_time") == 0)
        return arena_printf(a, "%" PRId64 "ms", p->batch_time_ms);
    if (strcmp(name, "cool_off") == 0)
        return arena_printf(a, "%" PRId64 "ms", p->cool_off_ms);
    return windows_text(a, &p->windows);
}

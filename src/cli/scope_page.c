#include "scope_page.h"

#include <string.h>

#include "corrected.h"
#include "table.h"
#include "text.h"
#include "words.h"

static void count_line(struct table *t, const char *what, int64_t n)
{
    table_cell(t, what);
    table_cell_count(t, n);
}

static void print_reasons(struct session *s, const struct scope_result *scope, struct buf *out)
{
    static const struct table_column columns[] = {{"rows"}, {"n", .right = true}};
    _cleanup_(table_freep) struct table *t = table_new(&s->cli->out, columns, ARRAY_LEN(columns));
    const struct plan *p = s->ro->plan;

    count_line(t, "universe", scope->run->universe);
    for (size_t i = 0; i < p->n_exclude; i++) {
        int64_t n = 0;

        for (size_t l = 0; l < scope->n_lines; l++)
            if (scope->lines[l].reason && strcmp(scope->lines[l].reason, p->exclude[i].name) == 0)
                n += scope->lines[l].n;
        count_line(t, arena_printf(s->arena, "left out: %s", p->exclude[i].name), n);
    }
    if (scope->corrected_since)
        count_line(t, "left out: " CORRECTED_SINCE, scope->corrected_since);
    count_line(t, "candidates", scope->run->candidates);
    table_print(t, out);
}

enum { MAX_SHOWN_CLASSES = 40 };

/* The candidates of a class, in one stage or (NULL) in all. */
static int64_t cell(const struct scope_result *scope, const char *class, const char *stage)
{
    int64_t n = 0;

    for (size_t l = 0; l < scope->n_lines; l++) {
        const struct scope_line *line = &scope->lines[l];

        if (!line->reason && same_text(line->class, class) && (!stage || same_text(line->stage, stage)))
            n += line->n;
    }
    return n;
}

/* The classes that have candidates, each once. */
static size_t classes(struct session *s, const struct scope_result *scope, const char ***ret)
{
    size_t n = 0;

    *ret = arena_new_array(s->arena, const char *, scope->n_lines + 1);
    for (size_t l = 0; l < scope->n_lines; l++) {
        bool known = scope->lines[l].reason != NULL;

        for (size_t i = 0; i < n && !known; i++)
            known = same_text((*ret)[i], scope->lines[l].class);
        if (!known)
            (*ret)[n++] = scope->lines[l].class;
    }
    return n;
}

static struct table_column *stage_columns(struct session *s)
{
    const struct plan *p = s->ro->plan;
    struct table_column *columns = arena_new_array(s->arena, struct table_column, p->n_stages + 2);

    columns[0] = (struct table_column){.title = p->class.text ? "class" : ""};
    for (size_t g = 0; g < p->n_stages; g++)
        columns[g + 1] = (struct table_column){.title = p->stages[g].name, .right = true};
    columns[p->n_stages + 1] = (struct table_column){.title = "candidates", .right = true};
    return columns;
}

/* Class by stage. */
static void print_stages(struct session *s, const struct scope_result *scope, struct buf *out)
{
    const struct plan *p = s->ro->plan;
    _cleanup_(table_freep) struct table *t = table_new(&s->cli->out, stage_columns(s), p->n_stages + 2);
    const char **names;
    size_t n = classes(s, scope, &names);

    for (size_t i = 0; i < n && i < MAX_SHOWN_CLASSES; i++) {
        table_cell(t, names[i] ? names[i] : p->class.text ? "NULL" : "all");
        for (size_t g = 0; g < p->n_stages; g++)
            table_cell_count(t, cell(scope, names[i], p->stages[g].name));
        table_cell_count(t, cell(scope, names[i], NULL));
    }
    buf_char(out, '\n');
    table_print(t, out);
    if (n > MAX_SHOWN_CLASSES)
        buf_printf(out, "… and %s more classes\n", COUNT((int64_t) n - MAX_SHOWN_CLASSES));
}

static void counts_json(struct json *j, const struct scope_result *scope)
{
    json_key(j, "counts");
    json_array(j);
    for (size_t l = 0; l < scope->n_lines; l++) {
        json_object(j);
        json_kv_text(j, "reason", scope->lines[l].reason);
        json_kv_text(j, "class", scope->lines[l].class);
        json_kv_text(j, "stage", scope->lines[l].stage);
        json_kv_int(j, "n", scope->lines[l].n);
        json_object_end(j);
    }
    json_array_end(j);
    if (!scope->has_keys)
        return;
    json_key(j, "keys");
    json_object(j);
    json_kv_int(j, "rows", scope->keys.rows);
    json_kv_int(j, "different", scope->keys.different);
    json_kv_int(j, "found", scope->keys.found);
    json_object_end(j);
}

static void print_json(const struct scope_result *scope, struct buf *out)
{
    const struct run *run = scope->run;
    struct json j;

    json_begin(&j, out, "scope");
    json_kv_int(&j, "run", run->id);
    json_kv_text(&j, "name", run->name);
    json_kv_text(&j, "state", state_name(run->state));
    json_kv_int(&j, "universe", run->universe);
    json_kv_int(&j, "excluded", run->universe - run->candidates);
    json_kv_int(&j, "candidates", run->candidates);
    counts_json(&j, scope);
    json_kv_text(&j, "plan_digest", run->plan_digest);
    json_kv_text(&j, "list_digest", run->list_digest);
    json_kv_text(&j, "valid_until", run->valid_until);
    json_kv_int(&j, "took_ms", scope->took_ms);
    json_object_end(&j);
}

static void print_text(struct session *s, const struct scope_result *scope, struct buf *out)
{
    const struct run *run = scope->run;

    buf_printf(out, "Scope of %s, run #%lld\n\n", run->name, (long long) run->id);
    print_reasons(s, scope, out);
    if (s->ro->plan->class.text || s->ro->plan->n_stages > 1)
        print_stages(s, scope, out);
    buf_printf(out, "\nplan digest  %s\nlist digest  %s\n", run->plan_digest, run->list_digest);
    buf_printf(out, "took         %s\n", DURATION(scope->took_ms));
    if (run->valid_until)
        buf_printf(out, "valid until  %s\n", run->valid_until);
}

void scope_page(struct session *s, const struct scope_result *scope, struct buf *out)
{
    if (s->cli->json)
        print_json(scope, out);
    else
        print_text(s, scope, out);
}

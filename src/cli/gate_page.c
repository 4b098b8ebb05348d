#include "gate_page.h"

#include <string.h>

#include "json.h"
#include "table.h"
#include "text.h"
#include "watch_page.h"
#include "watch_parts.h"
#include "words.h"

enum { FEW_ALIKE = 3 }; /* more items of one kind that pass are said in one line while a run goes on */

/* --- for people --- */

static void say_gate(const struct terminal *t, const struct plan_stage *stage, const struct gate *g, struct buf *out)
{
    static const struct table_column columns[] = {{"evidence"}, {"must be"}, {"is"}, {"verdict"}};
    _cleanup_(table_freep) struct table *table = table_new(t, columns, ARRAY_LEN(columns));

    buf_printf(out, "gate after stage \"%s\": ", stage->name);
    if (g->round == 0) {
        buf_str(out, "not asked yet\n");
        return;
    }
    buf_printf(out, "%s, at %s", verdict_label(g->verdict), g->at);
    if (g->why)
        buf_printf(out, ", by %s: %s", g->actor, g->why);
    buf_str(out, "\n\n");
    for (size_t i = 0; i < g->n_items; i++) {
        const struct evidence *x = &g->items[i];
        struct buf name = BUF_INIT(4096);

        buf_printf(&name, "%s%s%s", x->kind, x->name ? " " : "", x->name ? x->name : "");
        table_cell(table, buf_cstr(&name));
        table_cell(table, x->rule);
        table_cell(table, x->measured);
        table_cell_styled(table, x->verdict == VERDICT_PASS ? STYLE_OK : STYLE_BAD,
                          verdict_label(verdict_name(x->verdict)));
        buf_clear(&name);
    }
    table_print(table, out);
    buf_char(out, '\n');
}

/* --- for programs --- */

static void json_gate(struct json *j, const struct plan_stage *stage, const struct gate *g)
{
    json_object(j);
    json_kv_text(j, "stage", stage->name);
    json_kv_int(j, "round", g->round);
    json_kv_text(j, "verdict", g->verdict);
    json_kv_text(j, "digest", g->digest);
    json_kv_text(j, "at", g->at);
    json_kv_text(j, "actor", g->actor);
    json_kv_text(j, "why", g->why);
    json_key(j, "evidence");
    json_array(j);
    for (size_t i = 0; i < g->n_items; i++) {
        json_object(j);
        json_kv_text(j, "kind", g->items[i].kind);
        json_kv_text(j, "name", g->items[i].name);
        json_kv_text(j, "rule", g->items[i].rule);
        json_kv_text(j, "measured", g->items[i].measured);
        json_kv_text(j, "verdict", verdict_name(g->items[i].verdict));
        json_kv_text(j, "query", g->items[i].query);
        json_kv_text(j, "digest", g->items[i].digest);
        json_object_end(j);
    }
    json_array_end(j);
    json_object_end(j);
}

/* --- both --- */

static int add_gates(struct session *s, const char *stage, struct json *j, struct buf *out)
{
    const struct plan *p = s->ro->plan;
    bool found = false;

    for (size_t i = 0; i < p->n_stages; i++) {
        struct gate g;

        if (stage && strcmp(p->stages[i].name, stage) != 0)
            continue;
        found = true;
        if (gate_read(s->ro, (int64_t) i + 1, &g, &s->e) < 0)
            return -1;
        if (j)
            json_gate(j, &p->stages[i], &g);
        else
            say_gate(&s->cli->out, &p->stages[i], &g, out);
    }
    return found ? 0 : err_set(&s->e, ERR_USAGE, "the plan has no stage \"%s\"", stage);
}

int gate_page(struct session *s, const char *stage, struct buf *out)
{
    struct watch_value *values;
    struct json j;
    size_t n;
    int rc;

    if (!s->cli->json)
        return add_gates(s, stage, NULL, out) < 0 ? -1 : watch_page(s, out);
    if (watch_history(s->db, s->arena, s->run->id, &values, &n, &s->e) < 0)
        return -1;
    json_init(&j, out, true);
    json_object(&j);
    json_kv_text(&j, "name", s->run->name);
    json_kv_text(&j, "state", state_name(s->run->state));
    json_key(&j, "gates");
    json_array(&j);
    rc = add_gates(s, stage, &j, out);
    json_array_end(&j);
    watches_json(&j, values, n);
    json_object_end(&j);
    buf_char(out, '\n');
    return rc;
}

static void say_item(struct cli *cli, const struct evidence *x)
{
    bool passed = x->verdict == VERDICT_PASS;

    cli_say(cli, passed ? "%s: %s%s%s: %s (must be: %s)" : "%s: %s%s%s is %s; it must be: %s", verdict_label(verdict_name(x->verdict)), x->kind, x->name ? " " : "",
            x->name ? x->name : "", x->measured ? x->measured : "unknown", x->rule);
}

/* How many items of one kind, from i on, pass and have names of their own. */
static size_t passed_alike(const struct gate *g, size_t i)
{
    size_t n = i;

    while (n < g->n_items && g->items[n].verdict == VERDICT_PASS && g->items[n].name &&
           strcmp(g->items[n].kind, g->items[i].kind) == 0)
        n++;
    return n - i;
}

void gate_page_say(struct cli *cli, const char *stage, const struct gate *g)
{
    cli_say(cli, "gate after stage \"%s\": %s", stage, verdict_label(g->verdict));
    for (size_t i = 0; i < g->n_items; i++) {
        size_t alike = passed_alike(g, i);

        if (alike && strcmp(g->items[i].kind, "audit") == 0) {
            i += alike - 1; /* how far the sample carries for each class: told, not asked */
        } else if (alike > FEW_ALIKE) {
            cli_say(cli, "passed: %s, %zu figures are as they must be", g->items[i].kind, alike);
            i += alike - 1;
        } else {
            say_item(cli, &g->items[i]);
        }
    }
}

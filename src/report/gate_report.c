#include "gate_parts.h"

static const struct evidence *worst(const struct gate *g)
{
    const struct evidence *found = NULL;

    for (size_t i = 0; i < g->n_items; i++)
        if (g->items[i].verdict != VERDICT_PASS && (!found || g->items[i].verdict > found->verdict))
            found = &g->items[i];
    return found;
}

static void gate_row(struct table *t, const char *stage, const struct gate *g)
{
    const struct evidence *x = worst(g);
    struct line *l;

    doc_row(t);
    line_text(doc_cell(t), "%s", stage);
    line_text(doc_cell(t), "%s %s", verdict_sign(g->verdict), verdict_label(g->verdict));
    l = doc_cell(t);
    if (x)
        line_text(l, "%s%s%s: %s; it must be: %s", x->kind, x->name ? " " : "", x->name ? x->name : "",
                  x->measured ? x->measured : "unknown", x->rule);
    else
        line_text(l, "all %s of evidence", COUNT((int64_t) g->n_items));
    l = doc_cell(t);
    if (g->why)
        line_text(l, "%s, by %s", g->why, g->actor);
    line_text(doc_cell(t), "%s", g->at);
}

void gates_section(struct document *d, const struct run_report *r)
{
    static const char *const heads[] = {"after stage", "verdict", "evidence", "reason to go on", "when"};
    struct table *t;

    if (!r->gates || r->status->n_stages == 0 || r->gates[0].round == 0)
        return;
    doc_section(d, "Gates");
    t = doc_table(d, "Each as it was asked last");
    for (size_t i = 0; i < ARRAY_LEN(heads); i++)
        doc_column(t, ALIGN_LEFT, heads[i]);
    for (size_t i = 0; i < r->status->n_stages; i++)
        if (r->gates[i].round > 0)
            gate_row(t, r->status->stages[i].name, &r->gates[i]);
}

void gates_json(struct json *j, const struct run_report *r)
{
    json_key(j, "gates");
    json_array(j);
    for (size_t i = 0; r->gates && i < r->status->n_stages; i++) {
        const struct gate *g = &r->gates[i];

        if (g->round == 0)
            continue;
        json_object(j);
        json_kv_text(j, "stage", r->status->stages[i].name);
        json_kv_text(j, "verdict", g->verdict);
        json_kv_text(j, "evidence", g->digest);
        json_kv_int(j, "round", g->round);
        json_kv_text(j, "actor", g->actor);
        json_kv_text(j, "why", g->why);
        json_kv_text(j, "at", g->at);
        json_object_end(j);
    }
    json_array_end(j);
}

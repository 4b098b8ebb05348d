#include <string.h>

#include "words.h"

static const char *const levels[] = {
    [FINDING_OK] = "ok", [FINDING_NOTE] = "note", [FINDING_WARNING] = "warning", [FINDING_ERROR] = "error"};
static const enum tone tones[] = {
    [FINDING_OK] = TONE_OK, [FINDING_NOTE] = TONE_NOTE, [FINDING_WARNING] = TONE_WARNING, [FINDING_ERROR] = TONE_BAD};

static const struct plan *plan_of(const struct check *c)
{
    return c->ro ? c->ro->plan : NULL;
}

static void mistakes_json(struct json *j, const struct plan *p)
{
    json_key(j, "mistakes");
    json_array(j);
    for (const struct mistake *m = p ? p->mistakes.first : NULL; m; m = m->next) {
        json_object(j);
        json_kv_int(j, "line", m->line);
        json_kv_int(j, "column", m->column);
        json_kv_text(j, "code", m->code);
        json_kv_text(j, "level", m->warning ? "warning" : "error");
        json_kv_text(j, "text", m->text);
        json_kv_text(j, "hint", m->hint);
        json_object_end(j);
    }
    json_array_end(j);
}

static void findings_json(struct json *j, const struct check *c)
{
    json_key(j, "findings");
    json_array(j);
    for (const struct finding *f = c->findings; f; f = f->next) {
        json_object(j);
        json_kv_text(j, "level", levels[f->level]);
        json_kv_text(j, "topic", f->topic);
        json_kv_text(j, "text", f->text);
        json_kv_text(j, "hint", f->hint);
        json_object_end(j);
    }
    json_array_end(j);
}

static void check_json(struct buf *out, const struct check *c)
{
    const struct plan *p = plan_of(c);
    struct json j;

    json_begin(&j, out, "check");
    json_kv_text(&j, "name", p ? p->name : NULL);
    json_kv_text(&j, "file", p ? p->mistakes.file : NULL);
    json_kv_text(&j, "plan_digest", p ? p->digest : NULL);
    json_kv_int(&j, "errors", c->errors);
    json_kv_int(&j, "warnings", c->warnings);
    mistakes_json(&j, p);
    findings_json(&j, c);
    json_key(&j, "ceremony");
    json_object(&j);
    json_kv_text(&j, "level", ceremony_name(c->ceremony));
    json_kv_text(&j, "why", c->ceremony_why);
    json_texts(&j, "missing", c->ceremony_missing, c->n_ceremony_missing);
    json_key(&j, "approvals");
    json_array(&j);
    for (size_t i = 0; i < c->approvals.n; i++)
        json_text(&j, person_role_name(c->approvals.roles[i]));
    json_array_end(&j);
    json_object_end(&j);
    json_object_end(&j);
}

static void lead(struct document *d, const struct check *c)
{
    struct line *l = doc_lead(d);

    if (c->errors)
        line_text(l, "Must not be run: %s %s, %s %s.", COUNT(c->errors), plural(c->errors, "error", "errors"),
                  COUNT(c->warnings), plural(c->warnings, "warning", "warnings"));
    else if (c->warnings)
        line_text(l, "Can be run; %s %s for a person to read.", COUNT(c->warnings),
                  plural(c->warnings, "warning", "warnings"));
    else
        line_text(l, "Can be run; nothing to object to.");
}

static void topic_items(struct document *d, const struct finding *f)
{
    const char *topic = f->topic;

    for (; f; f = f->next) {
        struct line *l;

        if (strcmp(f->topic, topic) != 0)
            continue;
        l = doc_item(d, tones[f->level]);
        line_text(l, "%s", f->text);
        if (f->hint) {
            line_break(l);
            line_muted(l, "hint: %s", f->hint);
        }
    }
}

static bool is_new_topic(const struct check *c, const struct finding *here)
{
    for (const struct finding *f = c->findings; f != here; f = f->next) {
        if (strcmp(f->topic, here->topic) == 0)
            return false;
    }
    return true;
}

static void ceremony(struct document *d, const struct check *c)
{
    doc_section(d, "Ceremony: %s", ceremony_name(c->ceremony));
    if (c->ceremony_why)
        line_text(doc_paragraph(d), "%s", c->ceremony_why);
    if (!c->n_ceremony_missing)
        line_text(doc_item(d, TONE_OK), "The plan has all that it asks for.");
    for (size_t i = 0; i < c->n_ceremony_missing; i++)
        line_text(doc_item(d, TONE_WARNING), "missing: %s", c->ceremony_missing[i]);
    for (size_t i = 0; i < c->approvals.n; i++)
        line_text(doc_item(d, TONE_NOTE), "before it runs: an approval by somebody else who has the role %s",
                  person_role_name(c->approvals.roles[i]));
}

void report_check(struct buf *out, enum report_format f, const struct check *c)
{
    _cleanup_(document_freep) struct document *d = NULL;
    const struct plan *p = plan_of(c);

    if (f == REPORT_JSON) {
        check_json(out, c);
        return;
    }
    d = document_new("Check of %s", p && p->name ? p->name : "the plan");
    lead(d, c);
    for (const struct finding *x = c->findings; x; x = x->next) {
        if (!is_new_topic(c, x))
            continue;
        doc_subsection(d, "%s", x->topic);
        topic_items(d, x);
    }
    ceremony(d, c);
    report_render(d, f, out);
}

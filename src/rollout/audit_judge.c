#include <string.h>

#include "audit_parts.h"
#include "json.h"

static const struct audit_sample *find(const struct audit *audit, int64_t no)
{
    for (size_t i = 0; i < audit->n_samples; i++)
        if (audit->samples[i].no == no)
            return &audit->samples[i];
    return NULL;
}

/* {"sample":7,"kind":"edge","verdict":"wrong","shown":"after"}; the key is in the sample. */
static const char *event_detail(const struct rollout *ro, const struct audit_sample *s, const char *verdict, const char *shown)
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);
    const char *text;
    struct json j;

    json_init(&j, &b, false);
    json_object(&j);
    json_kv_int(&j, "sample", s->no);
    json_kv_text(&j, "kind", s->kind);
    json_kv_text(&j, "verdict", verdict);
    json_kv_text(&j, "shown", shown);
    json_object_end(&j);
    text = arena_strdup(ro->arena, buf_cstr(&b));
    buf_clear(&b);
    return text;
}

static int record(struct rollout *ro, const struct audit *audit, const struct audit_judgement *x, struct err *e)
{
    const struct audit_sample *s = find(audit, x->sample_no);
    const char *shown = x->shown ? x->shown : s && s->taken_at ? "after" : "predicted", *actor = ledger_actor(ro->arena);
    const char *params[] = {arena_printf(ro->arena, "%lld", (long long) x->sample_no), x->verdict, shown, x->note, actor};

    if (!s) {
        err_set(e, ERR_NOT_FOUND, "run \"%s\" has no sample %lld", ro->run->name, (long long) x->sample_no);
        return err_hint(e, "retcon audit %s --list shows them", ro->run->name);
    }
    if (strcmp(shown, "after") == 0 && s->stage_no && !s->taken_at)
        return err_set(e, ERR_STATE, "sample %lld has no \"after\" yet: the run has not passed the row", (long long) s->no);
    if (db_run(ro->db, SQL_AUDIT_JUDGE, ro->args, ARRAY_LEN(params), params, NULL, e) < 0)
        return -1;
    return event_add(ro->db, ro->run->id, "audit", actor, x->note, event_detail(ro, s, x->verdict, shown), e);
}

int audit_judge(struct rollout *ro, const struct audit_judgement *items, size_t n, struct err *e)
{
    struct audit audit;
    int rc = 0;

    if (audit_read(ro, &audit, e) < 0 || db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = record(ro, &audit, &items[i], e);
    if (rc < 0) {
        db_rollback(ro->db);
        return -1;
    }
    rc = db_commit(ro->db, e);
    if (rc == DB_COMMIT_UNKNOWN)
        return err_hint(e, "see what was kept: retcon audit %s --list", ro->run->name);
    return rc;
}

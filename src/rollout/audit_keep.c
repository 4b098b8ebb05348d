#include "audit_parts.h"
#include "json.h"

static void json_kv_place(struct json *j, const char *key, int64_t n)
{
    json_key(j, key);
    if (n)
        json_int(j, n);
    else
        json_null(j);
}

static void item_json(struct json *j, const struct audit_new *s, int64_t no)
{
    json_object(j);
    json_kv_int(j, "no", no);
    json_kv_text(j, "kind", s->kind);
    json_kv_text(j, "name", s->name);
    json_kv_text(j, "class", s->class);
    json_kv_place(j, "stage_no", s->stage_no);
    json_kv_place(j, "chunk_no", s->chunk_no);
    json_kv_place(j, "pos", s->pos);
    json_kv_place(j, "draw", s->draw);
    json_kv_text(j, "key", s->key);
    json_kv_text(j, "before", s->before);
    json_kv_text(j, "outcome", s->outcome);
    json_kv_text(j, "reason", s->reason);
    json_kv_text(j, "predicted", s->predicted);
    json_object_end(j);
}

static int insert(struct rollout *ro, const struct dry_run *d, struct err *e)
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);
    const char *params[2] = {d->digest};
    struct json j;
    int rc;

    json_init(&j, &b, false);
    json_array(&j);
    for (size_t i = 0; i < d->audit->n; i++)
        item_json(&j, &d->audit->items[i], (int64_t) i + 1);
    json_array_end(&j);
    params[1] = buf_cstr(&b);
    rc = buf_overflowed(&b) ? err_set(e, ERR_BUG, "the audit's samples are too large to be stored")
                            : db_run(ro->db, SQL_AUDIT_KEEP, ro->args, ARRAY_LEN(params), params, NULL, e);
    buf_clear(&b);
    return rc;
}

int audit_keep(struct rollout *ro, const struct dry_run *d, struct err *e)
{
    if (db_run(ro->db, SQL_AUDIT_FORGET, ro->args, 0, NULL, NULL, e) < 0)
        return -1;
    return d->audit && d->audit->n ? insert(ro, d, e) : 0;
}

int audit_begin(struct rollout *reader, struct rollout *writer, size_t *ret_n, struct err *e)
{
    struct dry_run *none = arena_alloc(reader->arena, sizeof(*none));

    if (audit_choose_early(reader, none, e) < 0 || db_begin_write(writer->db, NULL, e) < 0)
        return -1;
    if (audit_keep(writer, none, e) < 0) {
        db_rollback(writer->db);
        return -1;
    }
    *ret_n = none->audit->n;
    return db_commit(writer->db, e) == 0 ? 0 : -1;
}

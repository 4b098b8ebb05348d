#include <string.h>

#include "buf.h"
#include "keys.h"
#include "text.h"
#include "undo_scope.h"

bool undo_scope_is_whole(const struct undo_scope *s)
{
    return !s->stage && !s->class && !s->keys_file;
}

const char *undo_scope_text(struct rollout *ro, const struct undo_scope *s)
{
    struct buf b = BUF_INIT(4096);
    const char *text;

    if (undo_scope_is_whole(s))
        return "the whole run";
    if (s->stage)
        buf_printf(&b, "stage %s", s->stage);
    if (s->class)
        buf_printf(&b, "%sclass %s", b.len ? ", " : "", s->class);
    if (s->keys_file)
        buf_printf(&b, "%skeys of %s", b.len ? ", " : "", s->keys_file);
    text = arena_strdup(ro->arena, buf_cstr(&b));
    buf_clear(&b);
    return text;
}

int undo_scope_earlier(struct rollout *ro, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_UNDO_EARLIER, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    sql_args_list(ro->args, "undone");
    if (db_rows(r) > 0)
        sql_item_field_int(sql_args_item(ro->args, "undone"), "at", ro->run->id);
    return 0;
}

int undo_scope_check(struct rollout *ro, const struct undo_scope *s, struct err *e)
{
    const char **names = arena_new_array(ro->arena, const char *, ro->plan->n_stages);
    const char *near;

    for (size_t i = 0; i < ro->plan->n_stages; i++)
        names[i] = ro->plan->stages[i].name;
    for (size_t i = 0; s->stage && i < ro->plan->n_stages; i++)
        if (strcmp(names[i], s->stage) == 0)
            return 0;
    if (!s->stage)
        return 0;
    near = text_nearest(s->stage, names, ro->plan->n_stages);
    err_set(e, ERR_USAGE, "run \"%s\" has no stage \"%s\"", ro->run->name, s->stage);
    return near ? err_hint(e, "did you mean \"%s\"?", near) : -1;
}

/* n texts of a row, from column `at` on, every stride-th; masked columns stay NULL. */
static const char **texts(struct rollout *ro, const struct db_result *r, size_t row, size_t at, size_t n, size_t stride,
                          bool set_columns)
{
    const char **values = arena_new_array(ro->arena, const char *, n);

    for (size_t i = 0; i < n; i++) {
        const char *column = set_columns ? ro->plan->set[i].name : ro->key[i]->name;

        if (!plan_is_masked(ro->plan, column))
            values[i] = arena_strdup(ro->arena, db_text(r, row, at + i * stride));
    }
    return values;
}

static int read_conflicts(struct rollout *ro, const char *const *params, struct undo_preview *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    size_t n_key = ro->n_key, n_set = ro->plan->n_set;

    if (db_run(ro->db, SQL_UNDO_CONFLICTS, ro->args, 2, params, &r, e) < 0)
        return -1;
    ret->n_shown = db_rows(r);
    ret->shown = arena_new_array(ro->arena, struct undo_conflict, ret->n_shown);
    for (size_t i = 0; i < ret->n_shown; i++) {
        ret->shown[i].key = texts(ro, r, i, 0, n_key, 1, false);
        ret->shown[i].before = texts(ro, r, i, n_key, n_set, 3, true);
        ret->shown[i].ours = texts(ro, r, i, n_key + 1, n_set, 3, true);
        ret->shown[i].now = texts(ro, r, i, n_key + 2, n_set, 3, true);
    }
    return 0;
}

/* A key that does not fit its column's type; no other expression stands in the statement. */
static int blame_keys(const struct rollout *ro, const struct undo_scope *scope, struct err *e)
{
    struct err cause = *e;

    if (!scope->keys_file || err_class_of(e->id) != ERRC_ROW)
        return -1;
    err_set(e, ERR_USAGE, "%s: a key does not fit: %.800s", scope->keys_file, cause.text);
    return err_hint(e, "the key is %s", ro->key[0]->type);
}

static int read_states(struct rollout *ro, const struct undo_scope *scope, const char *const *params,
                       struct undo_preview *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct {
        const char *name;
        int64_t *n;
    } states[] = {{"restorable", &ret->restorable}, {"already", &ret->already}, {"conflict", &ret->conflicts},
                  {"vanished", &ret->vanished}};

    if (db_run(ro->db, scope->keys_file ? SQL_UNDO_PREVIEW_KEYS : SQL_UNDO_PREVIEW, ro->args,
               scope->keys_file ? 3 : 2, params, &r, e) < 0)
        return blame_keys(ro, scope, e);
    for (size_t i = 0; i < db_rows(r); i++)
        for (size_t s = 0; s < ARRAY_LEN(states); s++)
            if (strcmp(db_text(r, i, 0), states[s].name) == 0)
                *states[s].n = db_int(r, i, 1);
    ret->rows = ret->restorable + ret->already + ret->conflicts + ret->vanished;
    return 0;
}

static void name_columns(struct rollout *ro, struct undo_preview *ret)
{
    ret->n_key = ro->n_key;
    ret->n_set = ro->plan->n_set;
    ret->key_columns = arena_new_array(ro->arena, const char *, ret->n_key);
    ret->set_columns = arena_new_array(ro->arena, const char *, ret->n_set);
    for (size_t i = 0; i < ret->n_key; i++)
        ret->key_columns[i] = ro->key[i]->name;
    for (size_t i = 0; i < ret->n_set; i++)
        ret->set_columns[i] = ro->plan->set[i].name;
}

int undo_preview(struct rollout *ro, const struct undo_scope *scope, struct undo_preview *ret, struct err *e)
{
    const char *params[] = {scope->stage, scope->class, NULL};
    int rc;

    memset(ret, 0, sizeof(*ret));
    ret->run = ro->run;
    ret->scope = undo_scope_text(ro, scope);
    name_columns(ro, ret);
    if (undo_scope_check(ro, scope, e) < 0)
        return -1;
    if (scope->keys_file && keys_json(ro, scope->keys_file, &params[2], e) < 0)
        return -1;
    if (db_begin_read(ro->db, e) < 0)
        return -1;
    rc = undo_scope_earlier(ro, e);
    if (rc == 0)
        rc = read_states(ro, scope, params, ret, e);
    if (rc == 0 && ret->conflicts > 0 && !scope->keys_file)
        rc = read_conflicts(ro, params, ret, e);
    db_rollback(ro->db);
    return rc;
}

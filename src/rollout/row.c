#include "row.h"

#include "buf.h"

int row_check_kept(const struct rollout *ro, struct err *e)
{
    if (ro->run->list_digest)
        return 0;
    return err_set(e, ERR_STATE, "run \"%s\" was pruned: its list and its captured values are gone", ro->run->name);
}

/* "id bigint, line_no integer": what the key is made of. */
static const char *key_types(const struct rollout *ro)
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);
    const char *text;

    for (size_t i = 0; i < ro->n_key; i++)
        buf_printf(&b, "%s%s%s%s", i ? ", " : "", ro->key[i]->name, ro->key[i]->type[0] ? " " : "", ro->key[i]->type);
    text = arena_strdup(ro->arena, buf_cstr(&b));
    buf_clear(&b);
    return text;
}

int row_check(const struct rollout *ro, size_t n_key, struct err *e)
{
    if (n_key == ro->n_key)
        return 0;
    err_set(e, ERR_USAGE, "a key of run \"%s\" has %zu %s (%s); %zu %s given", ro->run->name, ro->n_key,
            ro->n_key == 1 ? "value" : "values", key_types(ro), n_key, n_key == 1 ? "was" : "were");
    return err_hint(e, "one argument a key column, in the key's order");
}

/* The engine casts what was typed to the key's types: what it cannot cast is the person's mistake. */
static int blame_key(const struct rollout *ro, struct err *e)
{
    struct err why = *e;

    if (err_class_of(e->id) != ERRC_ROW)
        return -1;
    err_set(e, ERR_USAGE, "the key (%s) cannot be that: %s", key_types(ro), why.text);
    return err_hint(e, "one argument a key column, in the key's order");
}

static int ask(struct rollout *ro, enum sql_id id, const char *const *key, size_t n_key, struct db_result **ret,
               struct err *e)
{
    if (row_check(ro, n_key, e) < 0)
        return -1;
    return db_run(ro->db, id, ro->args, n_key, key, ret, e) < 0 ? blame_key(ro, e) : 0;
}

int row_exists(struct rollout *ro, const char *const *key, size_t n_key, bool *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (ask(ro, SQL_EXPLAIN_EXISTS, key, n_key, &r, e) < 0)
        return -1;
    *ret = db_rows(r) > 0;
    return 0;
}

int row_find(struct rollout *ro, const char *const *key, size_t n_key, struct row_place *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (ask(ro, SQL_EXPLAIN_FIND, key, n_key, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return 1;
    *ret = (struct row_place){
        .chunk_no = db_int(r, 0, 0),
        .pos = db_int(r, 0, 1),
        .stage = arena_strdup(ro->arena, db_text(r, 0, 2)),
        .class = arena_strdup(ro->arena, db_text(r, 0, 3)),
        .passed = db_bool(r, 0, 4),
    };
    return 0;
}

struct sql_args *row_args(const struct rollout *ro, const struct row_place *at)
{
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    sql_args_int(args, "chunk_no", at->chunk_no);
    sql_args_int(args, "pos", at->pos);
    return args;
}

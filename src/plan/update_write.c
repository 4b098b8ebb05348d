/*
 * update_write.c: a plan from the UPDATE that somebody already has. The text made is read back as a plan
 * before it is handed out.
 */
#include <string.h>

#include "buf.h"
#include "plan.h"
#include "update.h"
#include "yaml_write.h"

/* The text of an expression, without the prefixes. */
static int expression(struct update *u, struct piece p, char **ret, struct err *e)
{
    struct buf out = BUF_INIT(UPDATE_MAX_BYTES);
    size_t from = u->tokens[p.begin].at, end = u->tokens[p.end - 1].at + u->tokens[p.end - 1].length;

    for (size_t i = p.begin; i < p.end; i++) {
        size_t n = update_prefix(u, i);

        if (n == 0)
            continue;
        if (u->subquery[i] || i + n >= p.end || !update_is_name(u, i + n)) {
            buf_clear(&out);
            err_set(e, ERR_USAGE, "\"%s.\" in a subquery or before * has no name in a plan",
                    u->alias ? u->alias : u->table);
            return err_hint(e, "turn the subquery round, e.g. id in (select order_id from …)");
        }
        buf_add(&out, u->text + from, u->tokens[i].at - from);
        from = u->tokens[i + n].at;
        i += n;
    }
    buf_add(&out, u->text + from, end - from);
    *ret = arena_strdup(u->arena, buf_cstr(&out));
    buf_clear(&out);
    return 0;
}

/* Needs no quotes in a plan's "table". */
static bool simple(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789$";

    return name[strspn(name, letters)] == '\0' && *name != '\0' && *name != '$' && !(*name >= '0' && *name <= '9');
}

static void write_name(struct buf *out, const char *name)
{
    if (simple(name)) {
        buf_str(out, name);
        return;
    }
    buf_char(out, '"');
    for (; *name; name++) {
        if (*name == '"')
            buf_char(out, '"');
        buf_char(out, *name);
    }
    buf_char(out, '"');
}

/* schema.table as the plan names it. */
static char *table_text(struct arena *a, const char *schema, const char *table)
{
    struct buf name = BUF_INIT(4096);
    char *text;

    if (schema) {
        write_name(&name, schema);
        buf_char(&name, '.');
    }
    write_name(&name, table);
    text = arena_strdup(a, buf_cstr(&name));
    buf_clear(&name);
    return text;
}

static int write_plan(struct update *u, const char *name, struct buf *out, struct err *e)
{
    char *text;

    if (expression(u, u->where, &text, e) < 0)
        return -1;
    buf_printf(out, "name: %s\ntable: ", name);
    yaml_write_scalar(out, table_text(u->arena, u->schema, u->table), 2);
    buf_str(out, "\n\nscope:\n  where: ");
    yaml_write_scalar(out, text, 4);
    buf_str(out, "\n\nchange:\n  set:\n");
    for (size_t i = 0; i < u->n_set; i++) {
        if (expression(u, u->set[i].value, &text, e) < 0)
            return -1;
        buf_str(out, "    ");
        yaml_write_key(out, u->set[i].column);
        buf_str(out, ": ");
        yaml_write_scalar(out, text, 6);
        buf_char(out, '\n');
    }
    return 0;
}

/* What was written must read back; a mistake in it is one that the statement had. */
static int read_back(const struct buf *text, struct err *e)
{
    _cleanup_(plan_freep) struct plan *p = plan_parse("plan", NULL, buf_cstr(text), text->len, e);

    if (!p)
        return -1;
    for (const struct mistake *m = p->mistakes.first; m; m = m->next) {
        if (m->warning)
            continue;
        err_set(e, ERR_USAGE, "the UPDATE does not make a plan: %s", m->text);
        return m->hint ? err_hint(e, "%s", m->hint) : -1;
    }
    return 0;
}

int plan_from_update(struct arena *a, const char *update, const char *name, char **ret_text, struct err *e)
{
    struct buf out = BUF_INIT(4 * UPDATE_MAX_BYTES);
    struct update u = {.arena = a, .text = update};
    int r = update_read(&u, e);

    if (r == 0)
        r = write_plan(&u, name, &out, e);
    if (r == 0)
        r = read_back(&out, e);
    if (r == 0)
        *ret_text = arena_strdup(a, buf_cstr(&out));
    buf_clear(&out);
    return r;
}

#include "sql_page.h"

#include <string.h>

#include "args.h"
#include "sql_phases.h"
#include "text.h"

/* --- filling in --- */

/* Example values for what only a run knows; the plan's own for the rest. */
static struct sql_args *example_args(const struct rollout *ro)
{
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    const struct plan *p = ro->plan;
    struct sql_item *pick, *written;
    const struct {
        const char *name;
        int64_t value;
    } examples[] = {
        {"stage_no", 1}, {"no", 1}, {"chunk_no", 1}, {"undo_no", 1}, {"position", 0}, {"from_pos", 0}, {"pos", 1},
        {"at", 1}, {"changed", 1}, {"count", p->batch_rows ? p->batch_rows : 1000}, {"rows", 100}, {"limit", 100},
        {"per_class", p->audit_per_class}, {"largest", 5}, {"round", 1}, {"idle_ms", 60000}, {"earlier", 1}, {"lock_timeout_ms", p->lock_timeout_ms},
        {"statement_timeout_ms", p->statement_timeout_ms},
    };

    for (size_t i = 0; i < ARRAY_LEN(examples); i++)
        sql_args_int(args, examples[i].name, examples[i].value);
    sql_args_ident(args, "blocks", "retcon_list_1");
    sql_args_list(args, "pick");
    pick = sql_args_item(args, "pick");
    sql_item_field_int(pick, "chunk", 1);
    sql_item_field_int(pick, "pos", 1);
    sql_args_list(args, "bound");
    for (size_t i = 0; i < ro->n_key; i++) {
        struct sql_item *bound = sql_args_item(args, "bound");

        sql_item_name(bound, ro->key[i]->name);
        sql_item_field_text(bound, "low", "(first key)");
        sql_item_field_text(bound, "high", "(last key)");
    }
    sql_args_list(args, "setting");
    for (size_t i = 0; i < p->n_session; i++) {
        struct sql_item *setting = sql_args_item(args, "setting");

        sql_item_field_text(setting, "setting", p->session[i].name);
        sql_item_field_text(setting, "value", p->session[i].value);
    }
    sql_args_list(args, "written");
    written = sql_args_item(args, "written");
    sql_item_name(written, p->set[0].name);
    sql_item_type(written, args_set_column(ro, 0)->cast);
    sql_item_field_int(written, "at", 1);
    for (size_t i = 0; i < p->n_stages; i++)
        if (p->stages[i].sample_rows > 0)
            sql_args_int(args, "rows", p->stages[i].sample_rows);
    sql_args_ident(args, "column", p->set[0].name);
    sql_args_expr(args, "expression", p->set[0].sql.text, &p->set[0].sql);
    if (p->n_edge > 0)
        sql_args_expr(args, "edge", p->edge[0].sql.text, &p->edge[0].sql);
    return args;
}

/* A predicate or a doubt as the example where that is what the statement takes; the query where it takes one. */
static int example_for(const struct rollout *ro, enum sql_id id, struct sql_args *args, struct err *e)
{
    const struct plan *p = ro->plan;
    struct sql_text *query = arena_alloc(ro->arena, sizeof(*query));
    enum sql_id inner = id == SQL_CATALOG_EXPLAIN ? SQL_CHECK_INDEX : SQL_CHECK_ALL;

    if (id == SQL_CHECK_PREDICATE || id == SQL_SCOPE_BLAME)
        sql_args_expr(args, "expression", p->where.text ? p->where.text : "true", p->where.text ? &p->where : NULL);
    if (id == SQL_SCOPE_BLAME)
        sql_args_list(args, "before");
    if (id == SQL_WATCH_MEASURE)
        sql_args_expr(args, "expression", p->watches[0].sql.text, &p->watches[0].sql);
    if (id == SQL_CHECK_DOUBT)
        sql_args_expr(args, "expression", p->uncertain[0].sql.text, &p->uncertain[0].sql);
    if (id != SQL_CATALOG_EXPLAIN && id != SQL_EXPRESSION_VIEW)
        return 0;
    if (sql_render(db_engine(ro->db), inner, args, ro->arena, query, e) < 0)
        return -1;
    sql_args_statement(args, "query", query);
    return 0;
}

static int fill_in(const struct rollout *ro, enum sql_id id, struct sql_text *ret, struct err *e)
{
    struct sql_args *args = example_args(ro);

    if (example_for(ro, id, args, e) < 0 || sql_render(db_engine(ro->db), id, args, ro->arena, ret, e) < 0)
        return err_context(e, "%s", sql_name(id));
    return 0;
}

/* --- choosing --- */

static bool is_used(const struct rollout *ro, const struct statement *st)
{
    return sql_exists(db_engine(ro->db), st->id) && (!st->used || st->used(ro));
}

static bool is_statement(const struct rollout *ro, const char *name)
{
    for (size_t p = 0; p < SQL_PHASES; p++)
        for (size_t i = 0; i < sql_phases[p].n; i++)
            if (is_used(ro, &sql_phases[p].statements[i]) && strcmp(sql_name(sql_phases[p].statements[i].id), name) == 0)
                return true;
    return false;
}

static bool is_phase(const char *name)
{
    for (size_t p = 0; p < SQL_PHASES; p++)
        if (strcmp(sql_phases[p].name, name) == 0)
            return true;
    return false;
}

static int unknown_name(const struct rollout *ro, const char *name, struct err *e)
{
    const char **names = arena_new_array(ro->arena, const char *, SQL_ID_COUNT + SQL_PHASES);
    const char *near;
    size_t n = 0;

    for (size_t p = 0; p < SQL_PHASES; p++) {
        names[n++] = sql_phases[p].name;
        for (size_t i = 0; i < sql_phases[p].n; i++)
            if (is_used(ro, &sql_phases[p].statements[i]))
                names[n++] = sql_name(sql_phases[p].statements[i].id);
    }
    near = text_nearest(name, names, n);
    err_set(e, ERR_USAGE, "this plan has no statement \"%s\" here", name);
    return near ? err_hint(e, "did you mean \"%s\"?", near) : err_hint(e, "without --statement all are shown");
}

/* Is it asked for? only names a statement, or else a phase. */
static bool is_wanted(const struct rollout *ro, const struct phase *phase, const struct statement *st, const char *only)
{
    if (!is_used(ro, st))
        return false;
    if (!only)
        return true;
    return is_statement(ro, only) ? strcmp(sql_name(st->id), only) == 0 : strcmp(phase->name, only) == 0;
}

typedef void (*visit_fn)(void *arg, const struct rollout *ro, const struct phase *phase, const struct statement *st,
                         const struct sql_text *sql);

static int visit(const struct rollout *ro, const char *only, visit_fn fn, void *arg, struct err *e)
{
    if (only && !is_statement(ro, only) && !is_phase(only))
        return unknown_name(ro, only, e);
    for (size_t p = 0; p < SQL_PHASES; p++)
        for (size_t i = 0; i < sql_phases[p].n; i++) {
            const struct statement *st = &sql_phases[p].statements[i];
            struct sql_text sql;

            if (!is_wanted(ro, &sql_phases[p], st, only))
                continue;
            if (fill_in(ro, st->id, &sql, e) < 0)
                return -1;
            fn(arg, ro, &sql_phases[p], st, &sql);
        }
    return 0;
}

/* --- writing --- */

void sql_comment_lines(struct buf *out, const char *text)
{
    for (const char *line = text; line && *line; line += strcspn(line, "\n"), line += *line == '\n') {
        int n = (int) strcspn(line, "\n");

        buf_printf(out, "--%s%.*s\n", n > 0 ? " " : "", n, line);
    }
}

struct text_page {
    struct buf *out;
    const struct phase *phase; /* the last one that was headed */
};

/* The bytes of a statement are the author's and ours: shown as they are, but for what a terminal would obey. */
static void add_visible(struct buf *out, const char *sql)
{
    for (const char *line = sql; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        text_visible(out, line, strcspn(line, "\n"), 0);
        buf_char(out, '\n');
    }
}

static bool ends_with_semicolon(const char *sql)
{
    size_t n = strlen(sql);

    while (n > 0 && (sql[n - 1] == '\n' || sql[n - 1] == ' '))
        n--;
    return n > 0 && sql[n - 1] == ';';
}

static void add_text(void *arg, const struct rollout *ro, const struct phase *phase, const struct statement *st,
                     const struct sql_text *sql)
{
    struct text_page *page = arg;
    struct buf *out = page->out;

    if (page->phase != phase)
        buf_printf(out, "\n-- %s: %s\n", phase->name, phase->what);
    page->phase = phase;
    buf_printf(out, "\n-- %s%s%s\n", sql_name(st->id), st->when ? ", only if or when: " : "", st->when ? st->when : "");
    sql_comment_lines(out, sql_comment(db_engine(ro->db), st->id));
    add_visible(out, sql->text);
    if (!ends_with_semicolon(sql->text))
        buf_str(out, ";\n");
}

static void add_head(const struct rollout *ro, struct buf *out)
{
    struct buf head = BUF_INIT(8192);

    buf_printf(&head, "The statements of plan \"%s\" in %s.\n", ro->plan->name, db_description(ro->db));
    buf_printf(&head, "The batch has the %s form: %s.\n", ro->form == FORM_SHORT ? "short" : "longer", ro->form_why);
    buf_str(&head, "Numbers that only a run knows are examples: ");
    if (!ro->run)
        buf_str(&head, "run 0, ");
    buf_str(&head, "stage, chunk and rollback 1, position 0, the rows of a batch.\n"
                   "$1 or ?1 and so on are values that are sent beside the statement. Nothing else is executed.\n");
    sql_comment_lines(out, buf_cstr(&head));
    buf_clear(&head);
}

int sql_page_text(struct rollout *ro, const char *only, struct buf *out, struct err *e)
{
    struct text_page page = {.out = out};

    if (!ro->run)
        args_fill_run(ro, 0);
    add_head(ro, out);
    return visit(ro, only, add_text, &page, e);
}

static void add_json(void *arg, const struct rollout *ro, const struct phase *phase, const struct statement *st,
                     const struct sql_text *sql)
{
    struct json *j = arg;

    json_object(j);
    json_kv_text(j, "phase", phase->name);
    json_kv_text(j, "name", sql_name(st->id));
    json_kv_text(j, "when", st->when);
    json_kv_text(j, "comment", sql_comment(db_engine(ro->db), st->id));
    json_kv_text(j, "sql", sql->text);
    json_object_end(j);
}

int sql_page_json(struct rollout *ro, const char *only, struct json *j, struct err *e)
{
    int rc;

    if (!ro->run)
        args_fill_run(ro, 0);
    json_array(j);
    rc = visit(ro, only, add_json, j, e);
    json_array_end(j);
    return rc;
}

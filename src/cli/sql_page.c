#include "sql_page.h"

#include <string.h>

#include "args.h"
#include "batch.h"
#include "text.h"

/* --- what there is --- */

struct statement {
    enum sql_id id;
    bool (*used)(const struct rollout *ro); /* NULL: by every plan */
    const char *when;                       /* NULL: always; else in which case only */
};

struct phase {
    const char *name, *what;
    const struct statement *statements;
    size_t n;
};

static bool has_keys(const struct rollout *ro)
{
    return ro->plan->keys_from != NULL;
}

static bool has_no_keys(const struct rollout *ro)
{
    return !has_keys(ro);
}

static bool has_sample(const struct rollout *ro)
{
    for (size_t i = 0; i < ro->plan->n_stages; i++)
        if (ro->plan->stages[i].sample_rows > 0)
            return true;
    return false;
}

static bool has_number(const struct rollout *ro)
{
    for (size_t i = 0; i < ro->plan->n_set; i++)
        if (args_set_column(ro, i)->numeric)
            return true;
    return false;
}

static bool has_edge(const struct rollout *ro)
{
    return ro->plan->n_edge > 0;
}

static bool has_doubt(const struct rollout *ro)
{
    return ro->plan->n_uncertain > 0;
}

static bool has_settings(const struct rollout *ro)
{
    return ro->plan->n_session > 0;
}

static const struct statement session[] = {
    {SQL_SESSION}, {SQL_SESSION_READ_ONLY, NULL, "on a handle that only reads"}, {SQL_BEGIN_READ}, {SQL_BEGIN_WRITE},
    {SQL_SET_LOCAL, has_settings}, {SQL_COMMIT}, {SQL_ROLLBACK}, {SQL_SAVEPOINT}, {SQL_SAVEPOINT_ROLLBACK},
};
static const struct statement ledger[] = {
    {SQL_LEDGER_VERSION}, {SQL_LEDGER_META}, {SQL_SCHEMA_1, NULL, "there is no ledger yet"}, {SQL_LEDGER_LZ4},
};
static const struct statement check[] = {
    {SQL_CATALOG_FIND}, {SQL_CATALOG_TABLE}, {SQL_CATALOG_COLUMNS}, {SQL_CATALOG_UNIQUES}, {SQL_CATALOG_TRIGGERS},
    {SQL_CATALOG_FOREIGN_KEYS}, {SQL_CATALOG_READERS}, {SQL_CATALOG_NAMES, NULL, "the table is not found"},
    {SQL_CATALOG_IDENTITY}, {SQL_CATALOG_LEDGER}, {SQL_CATALOG_SERVER}, {SQL_DEFINITION}, {SQL_CHECK_NULL_KEYS},
    {SQL_CHECK_PREDICATE, NULL, "prepared only"}, {SQL_CHECK_EXPRESSION, NULL, "prepared only"},
    {SQL_CHECK_ASSIGNMENT, NULL, "prepared only"}, {SQL_CHECK_DOUBT, has_doubt, "prepared only"},
    {SQL_CHECK_ALL, NULL, "prepared only"}, {SQL_EXPRESSION_VIEW, NULL, "rolled back"}, {SQL_EXPRESSION_TABLES},
    {SQL_EXPRESSION_FUNCTIONS}, {SQL_CHECK_INDEX, NULL, "explained only"}, {SQL_CATALOG_EXPLAIN},
};
static const struct statement scope[] = {
    {SQL_RUN_BY_NAME}, {SQL_SCOPE_DROP, NULL, "a run of the name that has not begun gives way"},
    {SQL_PRUNE_MARK, NULL, "a run of the name that has not begun gives way"}, {SQL_RUN_LIVE}, {SQL_RUN_INSERT},
    {SQL_EVENT_INSERT}, {SQL_LABEL_INSERT}, {SQL_STAGE_INSERT}, {SQL_SCOPE_TABLES}, {SQL_SCOPE_KEYS_TABLE, has_keys},
    {SQL_SCOPE_KEYS_LOAD, has_keys}, {SQL_SCOPE_KEYS_STRANGERS, has_keys}, {SQL_SCOPE_SEEN},
    {SQL_SCOPE_SCAN, has_no_keys}, {SQL_SCOPE_SCAN_KEYS, has_keys}, {SQL_SCOPE_SAMPLE, has_sample},
    {SQL_SCOPE_STAGELESS}, {SQL_SCOPE_CLASSES}, {SQL_SCOPE_COUNTS}, {SQL_SCOPE_FREEZE_LIST},
    {SQL_SCOPE_FREEZE_EXCLUDED}, {SQL_SCOPE_FREEZE_CHUNKS}, {SQL_SCOPE_SEAL}, {SQL_SCOPE_ANALYZE}, {SQL_SCOPE_CLEANUP},
    {SQL_SCOPE_SUMMARY},
};
static const struct statement dry_run[] = {
    {SQL_DRY_CLOCK}, {SQL_DRY_COUNTS}, {SQL_DRY_SUMS, has_number}, {SQL_DRY_DELTAS, has_number},
    {SQL_DRY_TRANSITIONS}, {SQL_DRY_SAMPLES}, {SQL_DRY_LARGEST, has_number}, {SQL_DRY_EDGE, has_edge},
    {SQL_DRY_LEFT_OUT}, {SQL_DRY_CHUNKS}, {SQL_DRY_PROBE, NULL, "some row cannot be computed"},
    {SQL_DRY_KEY, NULL, "some row cannot be computed"}, {SQL_REHEARSE_BEFORE, batch_has_row_triggers, "rolled back"},
    {SQL_REHEARSE_CHANGES, batch_has_row_triggers, "rolled back"}, {SQL_RUN_STORE_DRY_RUN},
};
static const struct statement run[] = {
    {SQL_RUN_BY_ID}, {SQL_RUN_NAMES, NULL, "there is no run of the name"}, {SQL_RUN_COLUMNS_BUSY}, {SQL_LIST_INTACT},
    {SQL_RUN_MOVED, NULL, "--moved"}, {SQL_RUN_WANT, NULL, "it was paused or stopped before"}, {SQL_RUN_MOVE},
    {SQL_STAGE_START}, {SQL_BATCH_OPEN}, {SQL_STATUS_STAGES}, {SQL_STATUS_UNDO}, {SQL_STATUS_QUARANTINE},
    {SQL_STATUS_REASONS}, {SQL_STATUS_RUNNERS}, {SQL_RUNNER_SEEN}, {SQL_STAGE_FINISH}, {SQL_RUNNER_GONE},
};
static const struct statement batch[] = {
    {SQL_BATCH_CLAIM}, {SQL_BATCH_LOCK, NULL, "the longer form, and after a row was changed by somebody else"},
    {SQL_BATCH}, {SQL_BATCH_CAPTURE}, {SQL_BATCH_CAPTURE_REST, NULL, "not every row of the slice changes"},
    {SQL_BATCH_ASIDE, NULL, "not every row of the slice changes"},
    {SQL_BATCH_ASIDE_CLEAR, NULL, "not every row of the slice changes"}, {SQL_BATCH_UPDATE},
    {SQL_BATCH_REREAD, batch_has_row_triggers}, {SQL_BATCH_CONSTRAINTS}, {SQL_BATCH_STAMP}, {SQL_BATCH_MOVE},
    {SQL_BATCH_FAILED, NULL, "the database refused the row"}, {SQL_BATCH_FAILED_MOVE, NULL, "the database refused the row"},
};
static const struct statement verify[] = {
    {SQL_VERIFY_RECOUNT}, {SQL_VERIFY_SECOND_PASS}, {SQL_VERIFY_LATE}, {SQL_REPORT_NUMBERS, has_number, "report"},
    {SQL_EVENT_LIST, NULL, "report"},
};
static const struct statement rollback[] = {
    {SQL_UNDO_EARLIER}, {SQL_UNDO_PREVIEW}, {SQL_UNDO_PREVIEW_KEYS, NULL, "--keys"}, {SQL_UNDO_CONFLICTS},
    {SQL_UNDO_OPEN}, {SQL_UNDO_INSERT}, {SQL_UNDO_FREEZE}, {SQL_UNDO_FREEZE_KEYS, NULL, "--keys"},
    {SQL_UNDO_FREEZE_CHUNKS}, {SQL_UNDO_CLAIM}, {SQL_UNDO_LOCK, NULL, "after a row was changed by somebody else"},
    {SQL_UNDO_BATCH}, {SQL_UNDO_TEMP}, {SQL_UNDO_CLEAR}, {SQL_UNDO_SEE}, {SQL_UNDO_RESTORE}, {SQL_UNDO_ASIDE},
    {SQL_UNDO_MOVE}, {SQL_UNDO_FAILED, NULL, "the database refused the row"},
    {SQL_UNDO_FAILED_MOVE, NULL, "the database refused the row"}, {SQL_UNDO_PENDING}, {SQL_UNDO_FINISH},
};
static const struct statement quarantine[] = {
    {SQL_QUARANTINE_TOTALS}, {SQL_QUARANTINE_LIST}, {SQL_RESOLVE_LOCK}, {SQL_RESOLVE_RESTORE, NULL, "--restore"},
    {SQL_RESOLVE_APPLY, NULL, "--apply and --retry"}, {SQL_RESOLVE_SEE, NULL, "--apply and --retry"},
    {SQL_RESOLVE_MOVE, NULL, "--apply and --retry"}, {SQL_RESOLVE_MARK},
};

#define PHASE(name, what) {#name, what, name, ARRAY_LEN(name)}
static const struct phase phases[] = {
    PHASE(session, "around every statement: sessions and transactions"),
    PHASE(ledger, "where Retcon keeps what it remembers"),
    PHASE(check, "what the database says about the table and the plan; nothing is written"),
    {"scope", "the list is frozen, in one transaction", scope, ARRAY_LEN(scope)},
    {"dry-run", "what would change, by a handle that cannot write; then some rows by the batch, rolled back", dry_run,
     ARRAY_LEN(dry_run)},
    PHASE(run, "around the batches; each is a small transaction of its own"),
    PHASE(batch, "one batch is one transaction of these"),
    PHASE(verify, "afterwards; nothing is written"),
    PHASE(rollback, "prior values are put back"),
    PHASE(quarantine, "a row that was set aside is settled"),
};

/* --- filling in --- */

/* Example values for what only a run knows; the plan's own for the rest. */
static struct sql_args *example_args(const struct rollout *ro)
{
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    const struct plan *p = ro->plan;
    const struct {
        const char *name;
        int64_t value;
    } examples[] = {
        {"stage_no", 1}, {"no", 1}, {"chunk_no", 1}, {"undo_no", 1}, {"position", 0}, {"from_pos", 0}, {"pos", 1},
        {"at", 1}, {"count", p->batch_rows ? p->batch_rows : 1000}, {"rows", 100}, {"limit", 100},
        {"per_class", p->audit_per_class}, {"idle_ms", 60000}, {"lock_timeout_ms", p->lock_timeout_ms},
        {"statement_timeout_ms", p->statement_timeout_ms},
    };

    for (size_t i = 0; i < ARRAY_LEN(examples); i++)
        sql_args_int(args, examples[i].name, examples[i].value);
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

    if (id == SQL_CHECK_PREDICATE)
        sql_args_expr(args, "expression", p->where.text ? p->where.text : "true", p->where.text ? &p->where : NULL);
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
    for (size_t p = 0; p < ARRAY_LEN(phases); p++)
        for (size_t i = 0; i < phases[p].n; i++)
            if (is_used(ro, &phases[p].statements[i]) && strcmp(sql_name(phases[p].statements[i].id), name) == 0)
                return true;
    return false;
}

static bool is_phase(const char *name)
{
    for (size_t p = 0; p < ARRAY_LEN(phases); p++)
        if (strcmp(phases[p].name, name) == 0)
            return true;
    return false;
}

static int unknown_name(const struct rollout *ro, const char *name, struct err *e)
{
    const char **names = arena_new_array(ro->arena, const char *, SQL_ID_COUNT + ARRAY_LEN(phases));
    const char *near;
    size_t n = 0;

    for (size_t p = 0; p < ARRAY_LEN(phases); p++) {
        names[n++] = phases[p].name;
        for (size_t i = 0; i < phases[p].n; i++)
            if (is_used(ro, &phases[p].statements[i]))
                names[n++] = sql_name(phases[p].statements[i].id);
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
    for (size_t p = 0; p < ARRAY_LEN(phases); p++)
        for (size_t i = 0; i < phases[p].n; i++) {
            const struct statement *st = &phases[p].statements[i];
            struct sql_text sql;

            if (!is_wanted(ro, &phases[p], st, only))
                continue;
            if (fill_in(ro, st->id, &sql, e) < 0)
                return -1;
            fn(arg, ro, &phases[p], st, &sql);
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

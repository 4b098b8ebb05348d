#include "prepare.h"

#include <string.h>

#include "moved.h"
#include "signals.h"
#include "table.h"
#include "text.h"
#include "words.h"

static bool is_unbegun(const struct run *run)
{
    return run->state == STATE_SCOPED || run->state == STATE_REHEARSED;
}

/* s->run: the latest run of the plan's name; NULL where there is none. */
static int find_latest(struct session *s)
{
    const char *near;
    int rc;

    s->run = NULL;
    rc = ledger_find(s->db, &s->e);
    if (rc == 0)
        rc = run_find(s->db, s->arena, s->plan->name, &s->run, &near, &s->e);
    return rc < 0 ? -1 : 0;
}

/* --- scope --- */

static void warn_keys(struct session *s, const struct keys_count *k)
{
    int64_t twice = k->rows - k->different, strangers = k->different - k->found;

    cli_say(s->cli, "%s: %s keys", s->ro->plan->keys_from, COUNT(k->different));
    if (twice > 0)
        cli_say(s->cli, "warning: %s of its lines repeat a key", COUNT(twice));
    if (strangers > 0)
        cli_say(s->cli, "warning: %s of its keys are not in the table", COUNT(strangers));
}

static void say_replaced(struct session *s, const struct run *before)
{
    if (before && is_unbegun(before))
        cli_say(s->cli, "run #%lld, which had not begun, gave way to #%lld", (long long) before->id,
                (long long) s->run->id);
}

int prepare_scope(struct session *s, struct scope_result *ret)
{
    const struct run *before;

    cli_say(s->cli, "checking the plan against %s", db_description(s->db));
    if (find_latest(s) < 0 || rollout_open(s->arena, s->db, s->plan, &s->ro, &s->e) < 0 || session_check(s) < 0)
        return -1;
    if (s->check.warnings > s->plan->mistakes.warnings)
        cli_say(s->cli, "%d %s a person's eye: retcon check %s", s->check.warnings,
                plural(s->check.warnings, "finding wants", "findings want"), s->plan->mistakes.file);
    cli_say(s->cli, "freezing the list of candidates");
    before = s->run;
    if (scope_freeze(s->ro, ledger_actor(s->arena), ret, &s->e) < 0)
        return -1;
    s->run = ret->run;
    say_replaced(s, before);
    if (ret->has_keys)
        warn_keys(s, &ret->keys);
    return 0;
}

/* --- what an argument means --- */

/* A run has begun and has not ended, and this is not its plan: rollout_bind() says so. */
static int refuse_other_plan(struct session *s)
{
    if (rollout_open(s->arena, s->db, s->plan, &s->ro, &s->e) < 0)
        return -1;
    return rollout_bind(s->ro, s->run, NULL, &s->e);
}

/* Is the latest run over, or replaceable by this plan's? A finished run of the very same plan is not: done is done. */
static bool is_scope_due(const struct session *s, bool same_plan)
{
    if (!s->run || s->run->state == STATE_ROLLED_BACK || s->run->state == STATE_ABANDONED)
        return true;
    return !same_plan && (is_unbegun(s->run) || s->run->state == STATE_FINISHED);
}

int prepare_find(struct session *s, const char *arg)
{
    struct scope_result scope;
    bool same;

    if (!session_is_path(arg))
        return session_open_run(s, DB_READ_WRITE, arg);
    if (session_open(s, DB_READ_WRITE) < 0 || session_read_plan(s, arg) < 0 || find_latest(s) < 0)
        return -1;
    same = s->run && strcmp(s->run->plan_digest, s->plan->digest) == 0;
    if (is_scope_due(s, same))
        return prepare_scope(s, &scope);
    return same ? 0 : refuse_other_plan(s);
}

/* --- the run that is there --- */

int prepare_rollout(struct session *s, const char *moved_why)
{
    if (rollout_open_run(s->arena, s->db, s->run, &s->ro, &s->e) < 0 ||
        rollout_bind(s->ro, s->run, moved_why, &s->e) < 0)
        return -1;
    if (moved_why && moved_record(s->ro, moved_why, &s->e) < 0)
        return -1;
    return session_check(s);
}

/* --- dry run --- */

/* The same rollout over a handle that cannot write. */
static int open_reader(struct session *reader, const struct session *s)
{
    reader->run = s->run;
    if (session_open(reader, DB_READ_ONLY) < 0 ||
        rollout_open_run(s->arena, reader->db, s->run, &reader->ro, &reader->e) < 0)
        return -1;
    reader->ro->form = s->ro->form;
    reader->ro->form_why = s->ro->form_why;
    return 0;
}

static int make(struct session *s, struct session *reader, bool no_rehearsal, struct dry_run **ret)
{
    const struct dry_run_opts opts = {.no_rehearsal = no_rehearsal, .interrupt = signals_flag()};

    if (open_reader(reader, s) < 0) {
        s->e = reader->e;
        return -1;
    }
    return dry_run_make(reader->ro, s->ro, &opts, ret, &s->e);
}

int prepare_dry_run(struct session *s, bool no_rehearsal, struct dry_run **ret, struct buf *json)
{
    struct session reader;
    int rc;

    cli_say(s->cli, "computing what would change, over %s candidates", COUNT(s->run->candidates));
    session_init(&reader, s->cli);
    rc = make(s, &reader, no_rehearsal, ret);
    session_clear(&reader);
    if (rc < 0)
        return -1;
    report_dry_run(json, REPORT_JSON, *ret);
    if (buf_overflowed(json))
        return err_set(&s->e, ERR_BUG, "the dry run's result is too large to be stored");
    return dry_run_store(s->ro, *ret, buf_cstr(json), &s->e);
}

void prepare_forecast_error(struct session *s, const struct dry_run *d)
{
    struct buf text = BUF_INIT(1024);

    for (size_t i = 0; i < d->n_expects; i++)
        if (!d->expects[i].holds)
            buf_printf(&text, "%s%s %s, expected %s", text.len ? "; " : "", d->expects[i].name, d->expects[i].got,
                       d->expects[i].wanted);
    err_set(&s->e, ERR_EXPECT, "the forecast of \"%s\" does not hold: %s", d->run->name, buf_cstr(&text));
    err_hint(&s->e, "correct the plan or its forecast, then scope again");
    buf_clear(&text);
}

/* --- what the scope counted --- */

static void count_line(struct table *t, const char *what, int64_t n)
{
    table_cell(t, what);
    table_cell_count(t, n);
}

static void print_reasons(struct session *s, const struct scope_result *scope, struct buf *out)
{
    static const struct table_column columns[] = {{"rows"}, {"n", .right = true}};
    _cleanup_(table_freep) struct table *t = table_new(&s->cli->out, columns, ARRAY_LEN(columns));
    const struct plan *p = s->ro->plan;

    count_line(t, "universe", scope->run->universe);
    for (size_t i = 0; i < p->n_exclude; i++) {
        int64_t n = 0;

        for (size_t l = 0; l < scope->n_lines; l++)
            if (scope->lines[l].reason && strcmp(scope->lines[l].reason, p->exclude[i].name) == 0)
                n += scope->lines[l].n;
        count_line(t, arena_printf(s->arena, "left out: %s", p->exclude[i].name), n);
    }
    count_line(t, "candidates", scope->run->candidates);
    table_print(t, out);
}

enum { MAX_SHOWN_CLASSES = 40 };

/* The candidates of a class, in one stage or (NULL) in all. */
static int64_t cell(const struct scope_result *scope, const char *class, const char *stage)
{
    int64_t n = 0;

    for (size_t l = 0; l < scope->n_lines; l++) {
        const struct scope_line *line = &scope->lines[l];

        if (!line->reason && same_text(line->class, class) && (!stage || same_text(line->stage, stage)))
            n += line->n;
    }
    return n;
}

/* The classes that have candidates, each once. */
static size_t classes(struct session *s, const struct scope_result *scope, const char ***ret)
{
    size_t n = 0;

    *ret = arena_new_array(s->arena, const char *, scope->n_lines + 1);
    for (size_t l = 0; l < scope->n_lines; l++) {
        bool known = scope->lines[l].reason != NULL;

        for (size_t i = 0; i < n && !known; i++)
            known = same_text((*ret)[i], scope->lines[l].class);
        if (!known)
            (*ret)[n++] = scope->lines[l].class;
    }
    return n;
}

static struct table_column *stage_columns(struct session *s)
{
    const struct plan *p = s->ro->plan;
    struct table_column *columns = arena_new_array(s->arena, struct table_column, p->n_stages + 2);

    columns[0] = (struct table_column){.title = p->class.text ? "class" : ""};
    for (size_t g = 0; g < p->n_stages; g++)
        columns[g + 1] = (struct table_column){.title = p->stages[g].name, .right = true};
    columns[p->n_stages + 1] = (struct table_column){.title = "candidates", .right = true};
    return columns;
}

/* Class by stage. */
static void print_stages(struct session *s, const struct scope_result *scope, struct buf *out)
{
    const struct plan *p = s->ro->plan;
    _cleanup_(table_freep) struct table *t = table_new(&s->cli->out, stage_columns(s), p->n_stages + 2);
    const char **names;
    size_t n = classes(s, scope, &names);

    for (size_t i = 0; i < n && i < MAX_SHOWN_CLASSES; i++) {
        table_cell(t, names[i] ? names[i] : p->class.text ? "NULL" : "all");
        for (size_t g = 0; g < p->n_stages; g++)
            table_cell_count(t, cell(scope, names[i], p->stages[g].name));
        table_cell_count(t, cell(scope, names[i], NULL));
    }
    buf_char(out, '\n');
    table_print(t, out);
    if (n > MAX_SHOWN_CLASSES)
        buf_printf(out, "… and %s more classes\n", COUNT((int64_t) n - MAX_SHOWN_CLASSES));
}

static void counts_json(struct json *j, const struct scope_result *scope)
{
    json_key(j, "counts");
    json_array(j);
    for (size_t l = 0; l < scope->n_lines; l++) {
        json_object(j);
        json_kv_text(j, "reason", scope->lines[l].reason);
        json_kv_text(j, "class", scope->lines[l].class);
        json_kv_text(j, "stage", scope->lines[l].stage);
        json_kv_int(j, "n", scope->lines[l].n);
        json_object_end(j);
    }
    json_array_end(j);
    if (!scope->has_keys)
        return;
    json_key(j, "keys");
    json_object(j);
    json_kv_int(j, "rows", scope->keys.rows);
    json_kv_int(j, "different", scope->keys.different);
    json_kv_int(j, "found", scope->keys.found);
    json_object_end(j);
}

static void print_json(const struct scope_result *scope, struct buf *out)
{
    const struct run *run = scope->run;
    struct json j;

    json_begin(&j, out, "scope");
    json_kv_int(&j, "run", run->id);
    json_kv_text(&j, "name", run->name);
    json_kv_text(&j, "state", state_name(run->state));
    json_kv_int(&j, "universe", run->universe);
    json_kv_int(&j, "excluded", run->universe - run->candidates);
    json_kv_int(&j, "candidates", run->candidates);
    counts_json(&j, scope);
    json_kv_text(&j, "plan_digest", run->plan_digest);
    json_kv_text(&j, "list_digest", run->list_digest);
    json_kv_text(&j, "valid_until", run->valid_until);
    json_kv_int(&j, "took_ms", scope->took_ms);
    json_object_end(&j);
}

static void print_text(struct session *s, const struct scope_result *scope, struct buf *out)
{
    const struct run *run = scope->run;

    buf_printf(out, "Scope of %s, run #%lld\n\n", run->name, (long long) run->id);
    print_reasons(s, scope, out);
    if (s->ro->plan->class.text || s->ro->plan->n_stages > 1)
        print_stages(s, scope, out);
    buf_printf(out, "\nplan digest  %s\nlist digest  %s\n", run->plan_digest, run->list_digest);
    buf_printf(out, "took         %s\n", DURATION(scope->took_ms));
    if (run->valid_until)
        buf_printf(out, "valid until  %s\n", run->valid_until);
}

void prepare_print_scope(struct session *s, const struct scope_result *scope)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    if (s->cli->json)
        print_json(scope, &out);
    else
        print_text(s, scope, &out);
    cli_out(s->cli, &out);
    buf_clear(&out);
}

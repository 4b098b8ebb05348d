#include "prepare.h"

#include <string.h>

#include "moved.h"
#include "signals.h"
#include "text.h"
#include "words.h"

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
    if (before && run_is_unbegun(before))
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

/* There is a run that has not ended, and this is not its plan: rollout_bind() says so. */
static int refuse_other_plan(struct session *s)
{
    if (rollout_open(s->arena, s->db, s->plan, &s->ro, &s->e) < 0)
        return -1;
    return rollout_bind(s->ro, s->run, NULL, &s->e);
}

/* Is the latest run over, or replaceable by this plan's? A finished run of the very same plan is not: done is done. */
static bool is_scope_due(const struct session *s, bool same_plan, enum prepare_edited edited)
{
    if (!s->run || s->run->state == STATE_ROLLED_BACK || s->run->state == STATE_ABANDONED)
        return true;
    return !same_plan && ((run_is_unbegun(s->run) && edited == PREPARE_REPLACE) || s->run->state == STATE_FINISHED);
}

int prepare_find(struct session *s, const char *arg, enum prepare_edited edited)
{
    struct scope_result scope;
    bool same;

    if (!session_is_path(arg))
        return session_open_run(s, DB_READ_WRITE, arg);
    if (session_open(s, DB_READ_WRITE) < 0 || session_read_plan(s, arg) < 0 || find_latest(s) < 0)
        return -1;
    same = s->run && strcmp(s->run->plan_digest, s->plan->digest) == 0;
    if (is_scope_due(s, same, edited))
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

void prepare_samples(struct session *s)
{
    struct session reader;
    size_t n;

    session_init(&reader, s->cli);
    if (open_reader(&reader, s) < 0 || audit_begin(reader.ro, s->ro, &n, &reader.e) < 0)
        cli_say(s->cli, "warning: no rows were chosen to be looked at, the dry run will: %s", reader.e.text);
    else if (n > 0)
        cli_say(s->cli, "%s %s chosen to be looked at: retcon audit %s", COUNT((int64_t) n), plural((int64_t) n, "row", "rows"), s->run->name);
    session_clear(&reader);
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

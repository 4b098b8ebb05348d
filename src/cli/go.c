#include "go.h"

#include <string.h>

#include "audit_status.h"
#include "clock.h"
#include "gate_page.h"
#include "progress.h"
#include "signals.h"
#include "table.h"
#include "text.h"
#include "watch_page.h"
#include "words.h"

/* --- progress --- */

static const char *outcomes(struct arena *a, const struct tally *t)
{
    const struct {
        const char *name;
        int64_t n;
    } figures[] = {{"changed", t->changed},   {"already right", t->unchanged}, {"left out", t->excluded},
                   {"uncertain", t->uncertain}, {"gone", t->gone},             {"failed", t->failed},
                   {"restored", t->restored}, {"conflicts", t->conflicts}};
    struct buf text = BUF_INIT(1024);
    const char *s;

    for (size_t i = 0; i < ARRAY_LEN(figures); i++)
        if (figures[i].n > 0)
            buf_printf(&text, "%s%s %s", text.len ? ", " : "", figures[i].name, COUNT(figures[i].n));
    s = arena_strdup(a, buf_cstr(&text));
    buf_clear(&text);
    return s;
}

struct show {
    struct cli *cli;
    struct progress *progress;
    struct run_progress first, last;
    bool begun;
    int64_t began_ms;
};

static void on_progress(void *arg, const struct run_progress *p)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct show *show = arg;
    const struct progress_state state = {
        .stage = p->stage,
        .done = p->done,
        .total = p->total,
        .rows_per_s = p->rows_per_second,
        .eta_low_ms = p->eta.low_ms,
        .eta_high_ms = p->eta.high_ms,
        .outcomes = outcomes(a, &p->tally),
        .throttle = p->throttled_by,
    };

    if (!show->begun)
        show->first = *p;
    show->begun = true;
    show->last = *p;
    if (p->stage_done)
        progress_stage_end(show->progress, &state);
    else
        progress_update(show->progress, &state);
}

static void on_gate(void *arg, const char *stage, const struct gate *g)
{
    struct show *show = arg;

    progress_clear(show->progress);
    gate_page_say(show->cli, stage, g);
}

void go_progress(struct arena *a, const struct status *status, struct progress_state *ret)
{
    const struct tally *t = &status->total;

    *ret = (struct progress_state){
        .stage = status->stage ? status->stage : state_name(status->run->state),
        .done = t->candidates - t->pending,
        .total = t->candidates,
        .rows_per_s = status->rows_per_second,
        .eta_low_ms = status->ends_to ? status->eta_low_ms : -1,
        .eta_high_ms = status->ends_to ? status->eta_high_ms : -1,
        .outcomes = outcomes(a, t),
        .throttle = status->n_runners > 0 ? status->runners[0].throttled_by : NULL,
    };
}

/* --- how it stands --- */

static void print_account(struct session *s, const struct status *status, struct buf *out)
{
    static const struct table_column columns[] = {{"outcome"}, {"rows", .right = true}};
    _cleanup_(table_freep) struct table *t = table_new(&s->cli->out, columns, ARRAY_LEN(columns));
    const struct run *run = status->run;

    terminal_state(out, &s->cli->out, state_name(run->state));
    buf_printf(out, "  %s, run #%lld: %s\n\n", run->name, (long long) run->id, state_meaning(run->state));
    /* The outcomes, which add up to the candidates, who come first in the list; then what was rolled back. */
    for (size_t i = 0; i < TALLY_FIGURES; i++) {
        const struct tally_figure *figure = &tally_figures[(i + 1) % TALLY_FIGURES];
        int64_t n = tally_get(&status->total, figure);

        if (n == 0 && figure->offset != offsetof(struct tally, candidates))
            continue;
        table_cell(t, outcome_label(figure->key));
        table_cell_count(t, n);
    }
    table_print(t, out);
}

void go_say_next(struct cli *cli, const struct status *status)
{
    const char *name = status->run->name;

    if (status->open_quarantine > 0 && status->run->state != STATE_RUNNING)
        cli_say(cli, "%s %s for a person: retcon quarantine list %s", COUNT(status->open_quarantine),
                plural(status->open_quarantine, "row waits", "rows wait"), name);
    switch (status->run->state) {
    case STATE_SCOPED: cli_next(cli, "retcon dry-run %s", name); break;
    case STATE_REHEARSED: cli_next(cli, "retcon run %s", name); break;
    case STATE_RUNNING: cli_next(cli, status->n_runners > 0 ? "retcon watch %s" : "retcon run %s", name); break;
    case STATE_WAITING:
        if (run_is_unbegun(status->run)) {
            cli_next(cli, "retcon approve %s, by somebody else; then retcon run %s", name, name);
            break;
        }
        cli_next(cli, "retcon resume %s, or retcon rollback %s", name, name);
        break;
    case STATE_PAUSED: cli_next(cli, "retcon resume %s, or retcon rollback %s", name, name); break;
    case STATE_HALTED:
        cli_say(cli, "a person may look (retcon gate %s), take a stage back (retcon rollback %s --stage STAGE), give it up "
                "(retcon stop %s --abandon), or go on", name, name, name);
        cli_next(cli, "retcon resume %s --because \"…\", or retcon rollback %s", name, name);
        break;
    case STATE_FINISHED: cli_next(cli, "retcon verify %s", name); break;
    case STATE_ROLLING_BACK: cli_next(cli, "retcon rollback %s", name); break;
    case STATE_ROLLED_BACK:
    case STATE_ABANDONED: cli_next(cli, "retcon report %s", name); break;
    case STATE_COUNT: break;
    }
}

/* The exit status of a state. */
static int exit_of(const struct status *status)
{
    switch (status->run->state) {
    case STATE_FINISHED: return status->open_quarantine > 0 ? 7 : 0;
    case STATE_ROLLED_BACK: return status->total.conflicts > 0 ? 7 : 0;
    case STATE_HALTED: return err_exit_status(ERR_HALTED);
    case STATE_ABANDONED: return 1;
    default: return 4;
    }
}

static int read_status(struct session *s, struct status *ret)
{
    if (run_get(s->db, s->arena, s->run->id, &s->run, &s->e) < 0)
        return -1;
    if (status_read(s->db, s->arena, s->run, ret, &s->e) < 0)
        return -1;
    if (s->cli->json)
        audit_status(s->db, s->arena, ret);
    return 0;
}

static void print(struct session *s, const struct status *status)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    if (s->cli->json)
        report_status(&out, REPORT_JSON, status);
    else
        print_account(s, status, &out);
    cli_out(s->cli, &out);
    buf_clear(&out);
}

static int say_what_follows(struct session *s, const struct status *status)
{
    if (status->run->state == STATE_HALTED && status->run->wanted_why)
        cli_say(s->cli, "halted: %s", status->run->wanted_why);
    go_say_next(s->cli, status);
    return exit_of(status);
}

int go_account(struct session *s)
{
    struct status status;

    if (read_status(s, &status) < 0)
        return session_fail(s);
    print(s, &status);
    return say_what_follows(s, &status);
}

static int watched_for_people(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    int status = go_account(s), rc;

    buf_char(&out, '\n');
    rc = watch_page(s, &out);
    if (rc == 0 && out.len > 1)
        cli_out(s->cli, &out);
    buf_clear(&out);
    return rc < 0 ? session_fail(s) : status;
}

int go_account_watched(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct watch_value *values;
    struct status status;
    size_t n;

    if (!s->cli->json)
        return watched_for_people(s);
    if (read_status(s, &status) < 0 || watch_history(s->db, s->arena, s->run->id, &values, &n, &s->e) < 0)
        return session_fail(s);
    report_watched(&out, &status, values, n);
    cli_out(s->cli, &out);
    buf_clear(&out);
    return say_what_follows(s, &status);
}

/* --- under way --- */

static void begin(struct session *s, struct show *show, struct run_opts *opts)
{
    *show = (struct show){.cli = s->cli, .progress = progress_new(&s->cli->err, s->cli->quiet), .began_ms = clock_ms()};
    opts->progress = on_progress;
    opts->progress_arg = show;
    opts->gate = on_gate;
    opts->gate_arg = show;
    opts->interrupt = signals_flag();
    /* The first Ctrl-C lets the batch at hand end; only the second cancels its statement. */
    db_interrupt_on(s->db, signals_cancel_flag());
}

static int64_t passed(const struct run_progress *p)
{
    return p->tally.candidates - p->tally.pending;
}

static void say_speed(struct cli *cli, const struct show *show)
{
    int64_t took = MAX(clock_ms() - show->began_ms, (int64_t) 1), rows = passed(&show->last) - passed(&show->first);

    if (!show->begun)
        return;
    cli_say(cli, "%s rows in %s, %s rows/s", COUNT(rows), DURATION(took), COUNT(rows * 1000 / took));
    if (show->last.worker_failed)
        cli_say(cli, "a worker ended early, and the others did its share: %s", show->last.worker_failed);
    if (show->last.retries > 0)
        cli_say(cli, "%s %s tried again", COUNT(show->last.retries),
                plural(show->last.retries, "batch was", "batches were"));
    if (show->last.unknown_commits > 0)
        cli_say(cli, "%s %s no answer; the ledger was asked", COUNT(show->last.unknown_commits),
                plural(show->last.unknown_commits, "commit got", "commits got"));
}

int go_workers(struct session *s, int64_t *ret)
{
    if (cli_count(s->cli, "--workers", 0, ret, &s->e) < 0)
        return -1;
    if (*ret > MAX_WORKERS)
        return err_set(&s->e, ERR_USAGE, "--workers is at most %d", MAX_WORKERS);
    return 0;
}

static void end(struct session *s, struct show *show)
{
    progress_free(show->progress);
    /* A signal has been obeyed by now: what is still to be read must not be cancelled by it. */
    db_interrupt_on(s->db, NULL);
    say_speed(s->cli, show);
}

int go_run(struct session *s, const struct run_opts *given)
{
    struct run_opts opts = *given;
    const char *waits_for = NULL;
    struct show show;
    enum run_end how;
    int rc, status;

    opts.waits_for = &waits_for;
    if (s->ro->plan->n_watches > 0 && session_open_reader(s) < 0)
        return session_fail(s);
    opts.reader = s->reader;
    begin(s, &show, &opts);
    rc = run_go(s->ro, &opts, &how, &s->e);
    end(s, &show);
    if (rc < 0)
        return session_fail(s);
    if ((how == RUN_WAITS || how == RUN_HALTED) && !waits_for)
        cli_say(s->cli, "retcon gate %s shows the evidence, and what is behind it", s->run->name);
    if (waits_for)
        cli_say(s->cli, "waiting: %s", waits_for);
    status = go_account(s);
    if (waits_for)
        return 4;
    return how == RUN_INTERRUPTED && status == 4 ? err_exit_status(ERR_INTERRUPTED) : status;
}

/* A rollback's end: conflicts are what is left for a person. */
static int account_of_undo(struct session *s, const struct tally *t)
{
    struct status status;

    if (read_status(s, &status) < 0)
        return session_fail(s);
    print(s, &status);
    cli_say(s->cli, "restored %s, held the prior value already %s, conflicts %s, gone %s, refused %s",
            COUNT(t->restored), COUNT(t->unchanged), COUNT(t->conflicts), COUNT(t->gone), COUNT(t->failed));
    go_say_next(s->cli, &status);
    return status.total.conflicts > 0 || t->failed > 0 ? 7 : 0;
}

int go_undo(struct session *s, const struct undo_scope *scope, const struct run_opts *given)
{
    struct run_opts opts = *given;
    struct show show;
    enum run_end how;
    int rc, status;

    begin(s, &show, &opts);
    rc = undo_go(s->ro, scope, opts.why, &opts, &how, &s->e);
    end(s, &show);
    if (rc < 0)
        return session_fail(s);
    if (how == RUN_FINISHED)
        return account_of_undo(s, &show.last.tally);
    status = go_account(s);
    return how == RUN_INTERRUPTED && status == 4 ? err_exit_status(ERR_INTERRUPTED) : status;
}

#include "cmd.h"
#include "report_data.h"
#include "session.h"

enum { QUARANTINE_ROWS = 100 };

static int collect_gates(struct session *s, struct run_report *ret)
{
    size_t n = MIN(ret->status->n_stages, s->ro->plan->n_stages);

    ret->gates = arena_new_array(s->arena, struct gate, ret->status->n_stages);
    for (size_t i = 0; i < n; i++)
        if (gate_read(s->ro, (int64_t) i + 1, &ret->gates[i], &s->e) < 0)
            return -1;
    return 0;
}

static int collect(struct session *s, struct run_report *ret, struct status *status, struct quarantine *quarantine)
{
    struct event *events;

    if (status_read(s->db, s->arena, s->run, status, &s->e) < 0 ||
        event_list(s->db, s->arena, s->run->id, &events, &ret->n_events, &s->e) < 0 ||
        report_numbers(s->ro, &ret->actual, &ret->n_actual, &s->e) < 0 ||
        (cli_flag(s->cli, "--announcement") &&
         (report_classes(s->ro, &ret->classes, &ret->n_classes, &s->e) < 0 ||
          report_transitions(s->ro, &ret->transitions, &ret->n_transitions, &s->e) < 0)))
        return -1;
    /* Without its list a pruned run has no keys to show. */
    if (s->run->list_digest) {
        if (quarantine_list(s->ro, false, QUARANTINE_ROWS, quarantine, &s->e) < 0)
            return -1;
        ret->quarantine = quarantine;
    }
    ret->status = status;
    ret->events = events;
    ret->plan_text = s->run->plan_text;
    if (watch_history(s->db, s->arena, s->run->id, &ret->watched, &ret->n_watched, &s->e) < 0)
        return -1;
    return collect_gates(s, ret);
}

static int report(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct quarantine quarantine;
    struct run_report r = {0};
    struct status status;
    int rc;

    if (session_open_rollout(s, DB_READ_ONLY, cli_arg(s->cli, 0)) < 0 || collect(s, &r, &status, &quarantine) < 0)
        return session_fail(s);
    if (cli_flag(s->cli, "--announcement"))
        report_announcement(&out, session_format(s), &r);
    else
        report_run(&out, session_format(s), &r);
    rc = session_write(s, &out);
    buf_clear(&out);
    return rc < 0 ? session_fail(s) : 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = report(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_report = {
    .name = "report",
    .group = GROUP_LOOK,
    .usage = "NAME",
    .summary = "write what a run did, for people",
    .description =
        "Writes what the run was for, on whose word, what it changed by class and stage, what it left out and "
        "why, what waits for a person, and how to take it back. HTML is one file without scripts. Masked "
        "columns are never shown.\n\n"
        "`--announcement` writes what to say to those who will see changed values: before the run from its dry run, afterwards "
        "from what it did.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--announcement", 'a', NULL, "what to say to those who will see changed values"}, OPT_FORMAT,
                       OPT_OUTPUT),
    .examples = EXAMPLES({"retcon report tax-rounding", "read it in the terminal"},
                         {"retcon report tax-rounding -f html -o report.html", "to send around"},
                         {"retcon report tax-rounding --announcement -f markdown", "for the channel of those concerned"}),
    .exits = EXITS(5, 75),
    .run = run,
};

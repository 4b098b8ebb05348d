#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "chain.h"
#include "cmd.h"
#include "json_read.h"
#include "session.h"
#include "table.h"
#include "words.h"

enum { LIST_EVENTS = 100, EXPORT_EVENTS = 2000, ANCHOR_FILE_BYTES = 4 * 1024 * 1024 };

/* --- list --- */

static void event_json(struct json *j, const struct event *x)
{
    json_object(j);
    json_kv_int(j, "seq", x->seq);
    json_key(j, "run");
    x->run_id ? json_int(j, x->run_id) : json_null(j);
    json_kv_text(j, "run_uuid", x->run_uuid);
    json_kv_text(j, "name", x->run_name);
    json_kv_text(j, "at", x->at);
    json_kv_text(j, "actor", x->actor);
    json_kv_text(j, "kind", x->kind);
    json_kv_text(j, "from_state", x->from_state);
    json_kv_text(j, "to_state", x->to_state);
    json_kv_text(j, "why", x->why);
    json_key(j, "detail");
    x->detail &&json_is_valid(x->detail) ? json_raw(j, x->detail) : json_text(j, x->detail);
    json_kv_text(j, "prev", x->prev);
    json_kv_text(j, "digest", x->digest);
    json_object_end(j);
}

static void event_row(struct session *s, struct table *t, const struct event *x)
{
    table_cell_count(t, x->seq);
    table_cell(t, x->at);
    table_cell(t, x->actor);
    table_cell(t,
               x->run_id ? arena_printf(s->arena, "#%" PRId64 " %s", x->run_id, x->run_name ? x->run_name : "") : "");
    table_cell(t, x->kind);
    table_cell(t,
               x->to_state ? arena_printf(s->arena, "%s → %s", x->from_state ? x->from_state : "", x->to_state) : "");
    table_cell(t, x->why);
}

static void print_events(struct session *s, const struct event *events, size_t n, struct buf *out)
{
    static const struct table_column columns[] = {
        {"no", .right = true}, {"when"}, {"who"}, {"run"}, {"what"}, {"state"}, {"why"}};
    _cleanup_(table_freep) struct table *t = table_new(&s->cli->out, columns, ARRAY_LEN(columns));
    struct json j;

    if (s->cli->json) {
        json_begin(&j, out, "audit-log");
        json_key(&j, "events");
        json_array(&j);
    }
    for (size_t i = 0; i < n; i++)
        s->cli->json ? event_json(&j, &events[i]) : event_row(s, t, &events[i]);
    if (s->cli->json) {
        json_array_end(&j);
        json_object_end(&j);
    } else if (n > 0) {
        table_print(t, out);
    }
}

static int list(struct session *s, const char *name)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct event *events;
    int64_t limit;
    size_t n;

    if (cli_count(s->cli, "--limit", LIST_EVENTS, &limit, &s->e) < 0 || session_open_ledger(s, DB_READ_ONLY) < 0 ||
        (name && session_find_run(s, name) < 0) ||
        event_latest(s->db, s->arena, s->run ? s->run->id : 0, limit, &events, &n, &s->e) < 0)
        return session_fail(s);
    print_events(s, events, n, &out);
    if (n == 0)
        cli_say(s->cli, "no events");
    else if ((int64_t) n == limit)
        cli_say(s->cli, "these are the latest %s; --limit shows more", COUNT(limit));
    if (out.len > 0)
        cli_out(s->cli, &out);
    buf_clear(&out);
    return 0;
}

/* --- verify --- */

static int read_file(struct session *s, const char *path, struct buf *ret)
{
    FILE *file = fopen(path, "re");
    char piece[8192];
    size_t n;

    if (!file)
        return err_set(&s->e, ERR_IO, "cannot read \"%s\": %s", path, strerror(errno));
    while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(ret, piece, n);
    n = (size_t) ferror(file);
    fclose(file);
    if (n || buf_overflowed(ret))
        return err_set(&s->e, ERR_IO, "cannot read \"%s\": %s", path,
                       n ? strerror(errno) : "it is too large for anchors");
    return 0;
}

/* A digest, or a file of anchors. */
static int read_anchors(struct session *s, struct anchor **ret, size_t *ret_n)
{
    const char *given = cli_value(s->cli, "--anchor");
    struct buf text = BUF_INIT(ANCHOR_FILE_BYTES);
    int rc;

    *ret = NULL;
    *ret_n = 0;
    if (!given)
        return 0;
    if (anchor_is_digest(given)) {
        *ret = arena_alloc(s->arena, sizeof(**ret));
        (*ret)->seq = -1;
        memcpy((*ret)->digest, given, sizeof((*ret)->digest));
        *ret_n = 1;
        return 0;
    }
    rc = read_file(s, given, &text);
    if (rc == 0)
        rc = anchors_read(s->arena, given, buf_cstr(&text), ret, ret_n, &s->e);
    buf_clear(&text);
    return rc;
}

static void verdict_json(const struct chain_report *r, struct buf *out)
{
    struct json j;

    json_begin(&j, out, "audit-log-verify");
    json_kv_bool(&j, "fits", r->fault == CHAIN_FITS);
    json_kv_text(&j, "fault", r->fault == CHAIN_FITS ? NULL : chain_fault_name(r->fault));
    json_key(&j, "event");
    r->seq ? json_int(&j, r->seq) : json_null(&j);
    json_kv_text(&j, "text", r->text);
    json_kv_int(&j, "events", r->n_events);
    json_kv_text(&j, "head_digest", r->head_digest);
    json_kv_text(&j, "head_at", r->head_at);
    json_kv_int(&j, "anchors_met", (int64_t) r->n_anchors);
    json_object_end(&j);
}

static void verdict_text(struct session *s, const struct chain_report *r, struct buf *out)
{
    const struct terminal *t = &s->cli->out;
    enum style style = r->fault == CHAIN_FITS ? STYLE_OK : STYLE_BAD;

    terminal_styled(out, t, style, terminal_sign(t, style));
    if (r->fault != CHAIN_FITS) {
        buf_printf(out, " %s: ", chain_fault_name(r->fault));
        text_visible(out, r->text, strlen(r->text), 0);
        buf_char(out, '\n');
    }
    buf_printf(out, "%s%s %s from the first on%s%s\n", r->fault == CHAIN_FITS ? " " : "  ", COUNT(r->n_events),
               plural(r->n_events, "event fits", "events fit"), r->n_anchors ? "; anchors met: " : "",
               r->n_anchors ? COUNT((int64_t) r->n_anchors) : "");
    buf_printf(out, "  head %" PRId64 " %s %s\n", r->n_events, r->head_digest, r->head_at ? r->head_at : "-");
}

static int print_verdict(struct session *s, const struct chain_report *r)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    s->cli->json ? verdict_json(r, &out) : verdict_text(s, r, &out);
    cli_out(s->cli, &out);
    buf_clear(&out);
    return r->fault == CHAIN_FITS ? 0 : err_exit_status(ERR_HALTED);
}

static int verify(struct session *s)
{
    struct chain_report r;
    struct anchor *anchors;
    size_t n;

    if (read_anchors(s, &anchors, &n) < 0 || session_open_ledger(s, DB_READ_ONLY) < 0 ||
        chain_verify(s->db, s->arena, anchors, n, &r, &s->e) < 0)
        return session_fail(s);
    if (n == 0 && r.fault == CHAIN_FITS)
        cli_say(s->cli, "without --anchor nobody can tell whether its end was cut off, or all of it written anew");
    return print_verdict(s, &r);
}

/* --- anchor, export --- */

static int anchor(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct chain_report r;
    struct json j;

    if (session_open_ledger(s, DB_READ_ONLY) < 0 || chain_verify(s->db, s->arena, NULL, 0, &r, &s->e) < 0)
        return session_fail(s);
    if (r.fault != CHAIN_FITS) {
        cli_say(s->cli, "this is no audit log to be vouched for");
        return print_verdict(s, &r);
    }
    if (s->cli->json) {
        json_begin(&j, &out, "audit-log-anchor");
        json_kv_int(&j, "number", r.n_events);
        json_kv_text(&j, "digest", r.head_digest);
        json_kv_text(&j, "at", r.head_at);
        json_object_end(&j);
    } else {
        buf_printf(&out, "%" PRId64 " %s %s\n", r.n_events, r.head_digest, r.head_at ? r.head_at : "-");
    }
    cli_out(s->cli, &out);
    buf_clear(&out);
    return 0;
}

/* One line of JSON: the fields as their digest is computed from them, detail as the text that it is. */
static void export_line(const struct event *x, struct buf *out)
{
    struct json j;

    json_init(&j, out, false);
    json_object(&j);
    json_kv_int(&j, "seq", x->seq);
    json_key(&j, "run_id");
    x->run_id ? json_int(&j, x->run_id) : json_null(&j);
    json_kv_text(&j, "run_uuid", x->run_uuid);
    json_kv_text(&j, "at", x->at);
    json_kv_text(&j, "actor", x->actor);
    json_kv_text(&j, "kind", x->kind);
    json_kv_text(&j, "from_state", x->from_state);
    json_kv_text(&j, "to_state", x->to_state);
    json_kv_text(&j, "why", x->why);
    json_kv_text(&j, "detail", x->detail);
    json_kv_text(&j, "prev", x->prev);
    json_kv_text(&j, "digest", x->digest);
    json_object_end(&j);
    buf_char(out, '\n');
}

/* A page at a time; s->e says what went wrong. */
static int export_all(struct session *s)
{
    int64_t after = INT64_MIN;
    size_t n;

    do {
        _cleanup_(arena_freep) struct arena *a = arena_new();
        struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
        struct event *events;

        if (event_page(s->db, a, after, EXPORT_EVENTS, &events, &n, &s->e) < 0)
            return -1;
        for (size_t i = 0; i < n; i++)
            export_line(&events[i], &out);
        if (buf_overflowed(&out)) {
            buf_clear(&out);
            return err_set(&s->e, ERR_IO, "%zu events are larger than this program writes at once", n);
        }
        if (n > 0) {
            after = events[n - 1].seq;
            cli_out(s->cli, &out);
        }
        buf_clear(&out);
    } while (n == EXPORT_EVENTS);
    return 0;
}

static int export(struct session *s)
{
    if (session_open_ledger(s, DB_READ_ONLY) < 0 || db_begin_read(s->db, &s->e) < 0 || export_all(s) < 0)
        return session_fail(s);
    db_rollback(s->db);
    return 0;
}

static int audit_log(struct session *s)
{
    static const struct {
        const char *word;
        int (*run)(struct session *s);
    } actions[] = {{"verify", verify}, {"anchor", anchor}, {"export", export}};
    const char *what = cli_arg(s->cli, 0);
    bool verifies = what && strcmp(what, "verify") == 0;

    if (cli_value(s->cli, "--anchor") && !verifies)
        return cli_usage(s->cli, "--anchor belongs to retcon audit-log verify");
    for (size_t i = 0; what && i < ARRAY_LEN(actions); i++)
        if (strcmp(actions[i].word, what) == 0)
            return actions[i].run(s);
    return list(s, what);
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = audit_log(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_audit_log = {
    .name = "audit-log",
    .group = GROUP_LOOK,
    .usage = "[NAME]\n"
             "verify [--anchor FILE|DIGEST]\n"
             "anchor\n"
             "export",
    .summary = "who did what, and proof that the record was not edited",
    .description =
        "Lists every act in the database, or those of one run, oldest first: who, when, what, from which state to "
        "which, why. (A run that is called `verify`, `anchor` or `export` is named by its number: `#7`.)\n\n"
        "The events are a hash chain. `verify` computes it again, and compares the runs in the ledger with what their events "
        "say: status 0 with the number of events and the digest of the last, or status 6 with the first event that does not "
        "fit, and in which way: edited, missing, inserted, out of order, forked, signed anew, truncated, rewritten.\n\n"
        "`anchor` prints number, digest and time of the last event. Keep that line where those who can write to the database "
        "cannot: in git, in a ticket, in a mail. `verify --anchor` with a file of such lines, or with one digest, also shows "
        "that the end was cut off, or the whole chain written anew; nothing else can.\n\n"
        "`export` writes the events as JSON Lines, for a verifier of your own: docs/audit-log.md has one in Python.",
    .arguments = ARGUMENTS({"NAME", COMPLETE_WORDS, "verify anchor export"}),
    .max_args = 1,
    .options =
        OPTIONS({"--limit", 'l', "EVENTS", "list: at most so many, the latest (100)"},
                {"--anchor", 0, "FILE|DIGEST", "verify: what was anchored must be there", .complete = COMPLETE_FILE}),
    .examples = EXAMPLES({"retcon audit-log tax-rounding", "what was done, and by whom"},
                         {"retcon audit-log anchor >> anchors.txt", "note the last event, to be kept elsewhere"},
                         {"retcon audit-log verify --anchor anchors.txt", "is the record as it was made?"}),
    .exits = EXITS(6, 75, 130),
    .run = run,
};

#include "doctor.h"

#include <stdarg.h>
#include <string.h>

#include "chain.h"
#include "text.h"

struct doctor {
    struct db *db;
    struct arena *arena;
    struct finding *first, **end;
};

_printf_(5, 6) static void found(struct doctor *d, enum finding_level level, const char *topic, const char *hint,
                                 const char *fmt, ...)
{
    struct finding *f = arena_alloc(d->arena, sizeof(*f));
    struct buf text = BUF_INIT(8192);
    va_list ap;

    va_start(ap, fmt);
    buf_vprintf(&text, fmt, ap);
    va_end(ap);
    *f = (struct finding){.level = level, .topic = topic, .text = arena_strdup(d->arena, buf_cstr(&text)), .hint = hint};
    buf_clear(&text);
    *d->end = f;
    d->end = &f->next;
}

/* A right that is missing is a finding; anything else ends the look. */
static int tolerate(struct doctor *d, const struct err *why, struct err *e)
{
    if (why->id != ERR_PRIVILEGE) {
        *e = *why;
        return -1;
    }
    found(d, FINDING_ERROR, "privilege", why->hint[0] ? arena_strdup(d->arena, why->hint) : NULL, "%s", why->text);
    return 0;
}

/* --- the server, and what we may do --- */

/* A name as a GRANT wants it. */
static const char *quoted(const struct doctor *d, const char *name)
{
    return sql_quote_ident(d->arena, db_engine(d->db), name ? name : "");
}

static int look_at_server(struct doctor *d, bool has_ledger, struct err *e)
{
    struct server_info server;

    if (catalog_server(d->db, d->arena, &server, e) < 0)
        return -1;
    if (server.role && !*server.role)
        server.role = NULL; /* SQLite knows none */
    found(d, FINDING_OK, "connection", NULL, "%s%s%s", db_description(d->db), server.role ? ", as " : "",
          server.role ? server.role : "");
    if (server.read_only)
        found(d, FINDING_ERROR, "server", "a run needs a database that can be written to", "nothing can be written: %s",
              server.read_only_why ? server.read_only_why : "read only");
    if (!server.can_create_schema && !has_ledger)
        found(d, FINDING_ERROR, "privilege",
              arena_printf(d->arena, "grant create on database %s to %s, or have the owner run retcon init",
                           quoted(d, server.database), quoted(d, server.role)),
              "the ledger cannot be made by this role");
    if (!server.can_use_temp)
        found(d, FINDING_ERROR, "privilege",
              arena_printf(d->arena, "grant temporary on database %s to %s", quoted(d, server.database),
                           quoted(d, server.role)),
              "scope needs temporary tables, and this role may not make them");
    return 0;
}

/* Columns: level, text, hint. */
static int look_at_settings(struct doctor *d, struct err *e)
{
    static const char *const levels[] = {
        [FINDING_OK] = "ok", [FINDING_NOTE] = "note", [FINDING_WARNING] = "warning", [FINDING_ERROR] = "error"};
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(d->db, SQL_DOCTOR_SETTINGS, NULL, 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < db_rows(r); i++)
        for (size_t level = 0; level < ARRAY_LEN(levels); level++)
            if (strcmp(levels[level], db_text(r, i, 0)) == 0)
                found(d, (enum finding_level) level, "setting", arena_strdup(d->arena, db_text(r, i, 2)), "%s",
                      db_text(r, i, 1));
    return 0;
}

/* --- the ledger --- */

static int look_at_version(struct doctor *d, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *key = "schema";

    if (db_run(d->db, SQL_LEDGER_META, NULL, 1, &key, &r, e) < 0)
        return -1;
    found(d, FINDING_OK, "ledger", NULL, "version %s", db_rows(r) ? db_text(r, 0, 0) : "unknown");
    return 0;
}

/* Where the server cannot tell (an SQLite without dbstat) nothing is said. */
static void look_at_sizes(struct doctor *d)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    char lists[32], corrections[32];
    int64_t list_bytes = 0, correction_bytes = 0;
    struct err ignored;

    if (db_run(d->db, SQL_LEDGER_SIZES, NULL, 0, NULL, &r, &ignored) < 0)
        return;
    for (size_t i = 0; i < db_rows(r); i++) {
        list_bytes += db_int(r, i, 2);
        correction_bytes += db_int(r, i, 3);
    }
    if (db_rows(r) > 0)
        found(d, FINDING_OK, "ledger", "retcon prune --older-than 90d deletes those of runs that are over",
              "%zu %s: lists take %s, prior values %s", db_rows(r), db_rows(r) == 1 ? "run" : "runs", text_bytes(list_bytes, lists),
              text_bytes(correction_bytes, corrections));
}

/* Columns: name. */
static int look_for_orphans(struct doctor *d, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(d->db, SQL_DOCTOR_ORPHANS, NULL, 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < db_rows(r); i++)
        found(d, FINDING_WARNING, "ledger", "it belongs to no run that needs it; look, then drop it",
              "table %s is left over", db_text(r, i, 0));
    return 0;
}

static void judge_run(struct doctor *d, const struct status *s)
{
    const struct run *run = s->run;
    bool under_way = run->state == STATE_RUNNING || run->state == STATE_ROLLING_BACK;
    char count[32];

    if (under_way && s->n_runners == 0)
        found(d, FINDING_WARNING, "run",
              arena_printf(d->arena, "go on (retcon %s %s) or pause it (retcon pause %s)",
                           run->state == STATE_RUNNING ? "run" : "rollback", run->name, run->name),
              "\"%s\" (#%lld) is %s, and nobody works on it", run->name, (long long) run->id, state_name(run->state));
    if (run->state == STATE_HALTED)
        found(d, FINDING_WARNING, "run", arena_printf(d->arena, "retcon status %s", run->name),
              "\"%s\" (#%lld) is halted%s%s", run->name, (long long) run->id, run->wanted_why ? ": " : "",
              run->wanted_why ? run->wanted_why : "");
    if (s->open_quarantine > 0 && run->state != STATE_ROLLED_BACK && run->state != STATE_ABANDONED)
        found(d, FINDING_NOTE, "run", arena_printf(d->arena, "retcon quarantine list %s", run->name),
              "\"%s\" (#%lld): %s rows wait for a person", run->name, (long long) run->id,
              text_count(s->open_quarantine, count));
}

static int look_at_runs(struct doctor *d, struct err *e)
{
    struct run **runs;
    size_t n;

    if (run_list(d->db, d->arena, NULL, &runs, &n, e) < 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        _cleanup_(arena_freep) struct arena *a = arena_new();
        struct status status;

        if (status_read(d->db, a, runs[i], &status, e) < 0)
            return -1;
        judge_run(d, &status);
    }
    return 0;
}

static int look_at_audit_log(struct doctor *d, struct err *e)
{
    struct chain_report r;
    char count[32];

    if (chain_verify(d->db, d->arena, NULL, 0, &r, e) < 0)
        return -1;
    if (r.fault != CHAIN_FITS)
        found(d, FINDING_ERROR, "audit log", "retcon audit-log verify; compare with what was anchored, and with a backup",
              "%s: %s", chain_fault_name(r.fault), r.text);
    else
        found(d, FINDING_OK, "audit log", NULL, "%s events fit, the last has the digest %s", text_count(r.n_events, count),
              r.head_digest);
    return 0;
}

static int look_at_ledger(struct doctor *d, bool has_ledger, struct err *e)
{
    if (!has_ledger) {
        found(d, FINDING_NOTE, "ledger", "retcon scope makes it, or retcon init", "there is none yet");
        return 0;
    }
    if (look_at_version(d, e) < 0 || look_for_orphans(d, e) < 0)
        return -1;
    look_at_sizes(d);
    if (look_at_audit_log(d, e) < 0)
        return -1;
    return look_at_runs(d, e);
}

int doctor_look(struct db *db, struct arena *a, struct finding **ret, struct err *e)
{
    struct doctor d = {.db = db, .arena = a};
    struct err why;
    int has = ledger_find(db, e);

    d.end = &d.first;
    if (has < 0 || look_at_server(&d, has == 0, e) < 0)
        return -1;
    if (look_at_settings(&d, &why) < 0 && tolerate(&d, &why, e) < 0)
        return -1;
    if (look_at_ledger(&d, has == 0, &why) < 0 && tolerate(&d, &why, e) < 0)
        return -1;
    *ret = d.first;
    return 0;
}

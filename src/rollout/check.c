#include "check_parts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "text.h"

enum { MANY_ROWS = 100000 }; /* a scan of more rows than these is worth a warning */

void check_found(struct checker *k, enum finding_level level, const char *topic, const char *hint, const char *fmt, ...)
{
    struct finding **at = &k->check->findings, *new = arena_alloc(k->ro->arena, sizeof(*new));
    struct buf text = BUF_INIT(8192);
    va_list ap;

    va_start(ap, fmt);
    buf_vprintf(&text, fmt, ap);
    va_end(ap);
    new->level = level;
    new->topic = topic;
    new->text = arena_strdup(k->ro->arena, buf_cstr(&text));
    new->hint = arena_strdup(k->ro->arena, hint);
    buf_clear(&text);
    while (*at)
        at = &(*at)->next;
    *at = new;
}

static bool is_found(const struct checker *k, const char *text)
{
    for (const struct finding *f = k->check->findings; f; f = f->next)
        if (strcmp(f->text, text) == 0)
            return true;
    return false;
}

int check_tolerate(struct checker *k, const struct err *why, struct err *e)
{
    if (why->id != ERR_PRIVILEGE) {
        *e = *why;
        return -1;
    }
    if (!is_found(k, why->text))
        check_found(k, FINDING_ERROR, "privilege", why->hint[0] ? why->hint : NULL, "%s", why->text);
    return 0;
}

/* SQLite 3.7.0 to 3.51.2 can, very rarely, damage a file in WAL mode that two connections checkpoint at once. */
static void check_sqlite_version(struct checker *k)
{
    if (db_engine(k->ro->db) != SQL_ENGINE_SQLITE || k->server.version_number >= 3051003)
        return;
    check_found(k, FINDING_NOTE, "server", "keep a copy of the file, or use SQLite 3.51.3 or later",
                "SQLite %s has the WAL-reset bug: in WAL mode, two connections that checkpoint at once can damage the "
                "file, very rarely", k->server.version);
}

static void check_server(struct checker *k)
{
    if (k->server.read_only)
        check_found(k, FINDING_ERROR, "server", "a run needs a database that can be written to",
                    "nothing can be written here: %s", k->server.read_only_why ? k->server.read_only_why : "read only");
    check_sqlite_version(k);
}

/* "… rows=1234 …", in the first line of PostgreSQL's answer; SQLite's has no numbers. */
static int64_t planned_rows(const char *line)
{
    const char *at = strstr(line, " rows=");

    return at ? strtoll(at + strlen(" rows="), NULL, 10) : -1;
}

static void found_scan(struct checker *k, bool seq_scan)
{
    int64_t rows = k->table->estimated_rows;
    char count[32];

    if (!seq_scan)
        check_found(k, FINDING_OK, "index", NULL, "an index narrows the scan of scope.where");
    else if (rows > MANY_ROWS)
        check_found(k, FINDING_WARNING, "index", "it runs once and locks no row; an index on a column of scope.where "
                    "would spare it", "scope reads the whole table, about %s rows", text_count(rows, count));
    else
        check_found(k, FINDING_NOTE, "index", NULL, "scope reads the whole table");
}

static int check_index(struct checker *k, struct err *e)
{
    struct rollout *ro = k->ro;
    struct sql_text sql;
    const char **lines;
    bool seq_scan;
    struct err why;
    size_t n;

    if (sql_render(db_engine(ro->db), SQL_CHECK_INDEX, ro->args, ro->arena, &sql, e) < 0)
        return -1;
    if (catalog_explain(ro->db, ro->arena, &sql, &lines, &n, &seq_scan, &why) < 0)
        return check_tolerate(k, &why, e);
    k->universe = n > 0 ? planned_rows(lines[0]) : -1;
    found_scan(k, seq_scan);
    return 0;
}

/* Whoever reads it is to know what will slow the run down. */
static void check_guards(struct checker *k)
{
    struct buf text = BUF_INIT(BUF_MAX_DEFAULT);
    struct guard *all;
    size_t n;

    guards_of(k->ro, &all, &n);
    for (size_t i = 0; i < n; i++)
        buf_printf(&text, "%s%s (%s)", i > 0 ? ", " : "", all[i].name, guard_limits(k->ro->arena, &all[i]));
    if (n > 0)
        check_found(k, FINDING_OK, "guards", NULL, "a run rests or waits for %s", buf_cstr(&text));
    else
        check_found(k, FINDING_NOTE, "guards", NULL, "no guard slows the run down");
    buf_clear(&text);
}

static void check_later(struct checker *k)
{
    for (size_t i = 0; i < k->plan->n_later; i++)
        check_found(k, FINDING_ERROR, "later", "take it out, or run the plan with a version that does",
                    "line %d: this version does not act on \"%s\"; a run of this plan is refused",
                    k->plan->later[i].line, k->plan->later[i].what);
}

/* The rows that a frozen run counted are better than any estimate. */
static void use_frozen_count(struct checker *k)
{
    if (!k->ro->run)
        return;
    k->universe = k->ro->run->universe;
    k->universe_counted = true;
}

static void count(struct check *c, const struct plan *p)
{
    c->errors = p->mistakes.errors;
    c->warnings = p->mistakes.warnings;
    for (const struct finding *f = c->findings; f; f = f->next) {
        c->errors += f->level == FINDING_ERROR;
        c->warnings += f->level == FINDING_WARNING;
    }
}

/* From the table to what surrounds it. A part that cannot be judged any more because of an earlier mistake is left out. */
static int check_all(struct checker *k, struct err *e)
{
    check_server(k);
    if (check_table(k, e) < 0 || check_key(k, e) < 0)
        return -1;
    check_columns(k);
    check_rights(k);
    if (check_fragments(k, e) < 0)
        return -1;
    if (!k->refused && k->bad == 0) {
        if (check_form(k, e) < 0 || check_index(k, e) < 0)
            return -1;
    }
    check_impact(k);
    check_guards(k);
    check_later(k);
    use_frozen_count(k);
    check_ceremony(k);
    return 0;
}

int check_run(struct rollout *ro, struct check *ret, struct err *e)
{
    struct check c = {.ro = ro};
    struct checker k = {.check = &c, .ro = ro, .plan = ro->plan, .table = ro->table, .universe = -1};

    if (catalog_server(ro->db, ro->arena, &k.server, e) < 0 || check_all(&k, e) < 0)
        return -1;
    count(&c, ro->plan);
    *ret = c;
    return 0;
}

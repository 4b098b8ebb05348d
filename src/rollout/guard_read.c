#include "guard_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "clock.h"
#include "host.h"
#include "http.h"

enum { POSITIONS = 1024, HTTP_DEADLINE_MS = 2000, LEAST_RATE_MS = 100 };

/* The columns of sql/<engine>/guard_read.sql behind the guards' own. */
enum { COL_WRITTEN = GUARD_BUILT_IN, COL_REPLAYED, COL_SEES, COL_MAY_ARCHIVE, COL_PID, COL_DATABASE, COL_COMPANY };

/* Instead of a value: there is none, and none is missed; the next reading has one. */
enum { NONE_MISSED = 1, NOT_YET = 2 };

struct guard_memory {
    /* Where the WAL ended at which moment: how far behind a standby is in time, even one that tells nothing. */
    struct {
        int64_t ms;
        double bytes;
    } at[POSITIONS];
    size_t n;
    double inserted;      /* for the rate of the WAL */
    int64_t inserted_ms;  /* 0: not read yet */
    int64_t data_version; /* of the file; 0: not read yet */
};

struct guard_memory *guard_memory_new(struct arena *a)
{
    struct guard_memory *m = arena_new_array(a, struct guard_memory, 1);

    memset(m, 0, sizeof(*m));
    return m;
}

/* --- values --- */

/* At least so long ago the WAL that the standby has yet to replay was written. */
static double behind_ms(struct guard_memory *m, double written, double replayed)
{
    int64_t now = clock_ms();

    if (m->n == 0 || m->at[(m->n - 1) % POSITIONS].bytes < written) {
        m->at[m->n % POSITIONS].ms = now;
        m->at[m->n % POSITIONS].bytes = written;
        m->n++;
    }
    if (replayed >= written)
        return 0;
    for (size_t i = m->n > POSITIONS ? m->n - POSITIONS : 0; i < m->n; i++)
        if (m->at[i % POSITIONS].bytes > replayed)
            return (double) (now - m->at[i % POSITIONS].ms);
    return 0;
}

static int lag(struct guard_memory *m, const struct db_result *r, double *ret)
{
    *ret = db_double(r, 0, GUARD_REPLICA_LAG);
    if (db_text(r, 0, COL_REPLAYED)) {
        double written = strtod(db_text(r, 0, COL_WRITTEN), NULL), replayed = strtod(db_text(r, 0, COL_REPLAYED), NULL);

        *ret = replayed >= written ? 0 : MAX(*ret, behind_ms(m, written, replayed));
    }
    return 0;
}

double guard_rate(double before, int64_t before_ms, double now, int64_t now_ms)
{
    if (before_ms == 0 || now_ms - before_ms < LEAST_RATE_MS || now < before)
        return -1;
    return (now - before) * 1000 / (double) (now_ms - before_ms);
}

static int wal_rate(struct guard_memory *m, const struct db_result *r, double *ret)
{
    double now = strtod(db_text(r, 0, GUARD_WAL_RATE), NULL);
    int64_t now_ms = clock_ms();

    *ret = guard_rate(m->inserted, m->inserted_ms, now, now_ms);
    m->inserted = now;
    m->inserted_ms = now_ms;
    return *ret < 0 ? NOT_YET : 0;
}

/* SQLite has no queue of those who wait; but it tells that others wrote. */
static int other_writers(struct guard_memory *m, const struct db_result *r, double *ret)
{
    int64_t before = m->data_version;

    m->data_version = db_int(r, 0, GUARD_OTHER_WRITERS);
    *ret = before > 0 && m->data_version != before;
    return 0;
}

/* Is the server that answers on this machine? Then its process is, under its number and with its title: a tunnel, a container
   or a path that exists here too do not deceive. */
static bool is_here(const struct db_result *r)
{
    char title[512];
    const char *database;

    if (!db_text(r, 0, COL_PID))
        return true; /* a file */
    host_process_title(db_int(r, 0, COL_PID), title, sizeof(title));
    database = strstr(title, db_text(r, 0, COL_DATABASE));
    return strncmp(title, "postgres: ", strlen("postgres: ")) == 0 && database;
}

static int disk_free(const struct guard *guard, const struct db_result *r, double *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    const char *folder = db_text(r, 0, GUARD_DISK_FREE);
    int64_t free_bytes = folder && is_here(r) ? host_free_bytes(folder) : -1, wal_bytes;

    if (free_bytes < 0) {
        if (!guard->demanded)
            return NONE_MISSED;
        err_set(e, ERR_DATABASE, "the server is not on this machine, or this role may not see where its data are");
        return err_hint(e, "switch disk_free off, or ask whoever knows by a guard of your own");
    }
    wal_bytes = host_free_bytes(arena_printf(a, "%s/pg_wal", folder)); /* perhaps another disk, if it may be looked at */
    *ret = (double) (wal_bytes >= 0 ? MIN(wal_bytes, free_bytes) : free_bytes);
    return 0;
}

static bool needs_rights(enum guard_kind k)
{
    return k == GUARD_REPLICA_LAG || k == GUARD_REPLICA_BYTES || k == GUARD_ACTIVE_SESSIONS || k == GUARD_LONG_TRANSACTION;
}

static int archive_queue(struct rollout *ro, double *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_GUARD_ARCHIVE, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    *ret = (double) db_int(r, 0, 0);
    return 0;
}

/* NONE_MISSED: there is no value. NOT_YET: the next reading has one. */
static int read_built_in(struct rollout *ro, struct guard_memory *m, const struct guard *guard, const struct db_result *r,
                         double *ret, struct err *e)
{
    bool hidden = guard->kind == GUARD_ARCHIVE_QUEUE ? !db_bool(r, 0, COL_MAY_ARCHIVE)
                                                     : needs_rights(guard->kind) && !db_bool(r, 0, COL_SEES);

    if (hidden && guard->demanded) {
        err_set(e, ERR_PRIVILEGE, "this role may not see it");
        return err_hint(e, "grant pg_monitor to it");
    }
    if (hidden)
        return NONE_MISSED;
    switch ((int) guard->kind) {
    case GUARD_ARCHIVE_QUEUE: return archive_queue(ro, ret, e);
    case GUARD_REPLICA_LAG: return lag(m, r, ret);
    case GUARD_DISK_FREE: return disk_free(guard, r, ret, e);
    case GUARD_WAL_RATE: return wal_rate(m, r, ret);
    case GUARD_OTHER_WRITERS: return other_writers(m, r, ret);
    default: break;
    }
    if (!db_text(r, 0, guard->kind))
        return NONE_MISSED;
    *ret = strtod(db_text(r, 0, guard->kind), NULL);
    return 0;
}

static int read_own(struct rollout *ro, const struct guard *guard, double *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    char *end;

    sql_args_expr(args, "expression", guard->sql.text, &guard->sql);
    if (db_run(ro->db, SQL_WATCH_MEASURE, args, 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) != 1 || !db_text(r, 0, 0))
        return err_set(e, ERR_DATABASE, "no data");
    *ret = strtod(db_text(r, 0, 0), &end);
    if (*end != '\0' || end == db_text(r, 0, 0) || !isfinite(*ret))
        return err_set(e, ERR_DATABASE, "\"%s\" is not a number", db_text(r, 0, 0));
    return 0;
}

/* In the manner of freno: 200 is yes. */
static int ask_url(const struct guard *guard, double *ret, struct err *e)
{
    int status;

    if (http_head(guard->url, HTTP_DEADLINE_MS, &status, e) < 0)
        return -1;
    *ret = status == 200 ? 0 : status;
    return 0;
}

static int read_one(struct rollout *ro, struct guard_memory *m, const struct guard *guard, const struct db_result *r, double *ret,
                    struct err *e)
{
    switch (guard->kind) {
    case GUARD_SQL: return read_own(ro, guard, ret, e);
    case GUARD_HTTP: return ask_url(guard, ret, e);
    default: return read_built_in(ro, m, guard, r, ret, e);
    }
}

/* --- what follows --- */

static const char *explain(struct arena *a, const struct guard *g, double value, enum guard_verdict verdict)
{
    return arena_printf(a, "guard %s %s: %s (%s)", g->name, verdict == GUARD_STOP ? "stops" : "slows", guard_amount(a, g, value),
                        guard_limits(a, g));
}

/* The worst of all guards is the advice. */
static void take(struct guard_advice *ret, enum guard_verdict verdict, double rest, const char *why)
{
    if (verdict < ret->verdict || (verdict == ret->verdict && rest <= ret->rest))
        return;
    ret->verdict = verdict;
    ret->rest = rest;
    snprintf(ret->why, sizeof(ret->why), "%s", why);
}

int guard_read(struct rollout *ro, struct guard_memory *m, struct guard *all, size_t n, struct guard_advice *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    bool not_yet = false;

    memset(ret, 0, sizeof(*ret));
    if (db_run_kept(ro->db, SQL_GUARD_READ, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    ret->company = db_int(r, 0, COL_COMPANY) > 0;
    for (size_t i = 0; i < n; i++) {
        enum guard_verdict verdict;
        double value = 0, rest;
        int rc = read_one(ro, m, &all[i], r, &value, e);

        if (rc < 0)
            return err_context(e, "guard %s", all[i].name);
        not_yet = not_yet || rc == NOT_YET;
        if (rc > 0)
            continue;
        verdict = guard_judge(&all[i], value, &rest);
        if (verdict != GUARD_GO)
            take(ret, verdict, rest, explain(ro->arena, &all[i], value, verdict));
    }
    return not_yet;
}

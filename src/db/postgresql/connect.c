/*
 * connect.c: open and close a connection to PostgreSQL.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "session.h"

enum { CONNECT_TIMEOUT_MS = 10 * 1000, LOOK_MS = 100 };

/* Those before the URL are defaults that it may override; what comes after it is ours to say. */
static const char *const before_url[][2] = {
    {"fallback_application_name", "retcon"},
    {"keepalives", "1"},
    {"keepalives_idle", "30"},
    {"keepalives_interval", "10"},
    {"keepalives_count", "3"},
    {"tcp_user_timeout", "30000"},
};

/* A message about a bad URL quotes it, password and all, after its last colon. */
static int bad_url(char *message, struct err *e)
{
    char *quoted = message ? strstr(message, ": \"") : NULL;

    if (quoted)
        *quoted = '\0';
    if (message)
        message[strcspn(message, "\n")] = '\0';
    err_set(e, ERR_USAGE, "the database's URL is not valid: %s",
            message && !strstr(message, "://") ? message : "it cannot be read");
    PQfreemem(message);
    return err_hint(e, "postgresql://USER@HOST:PORT/DATABASE, with reserved characters percent-encoded");
}

static int check_url(const char *url, struct err *e)
{
    char *message = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &message);

    if (!options)
        return bad_url(message, e);
    PQconninfoFree(options);
    return 0;
}

static PGconn *start(const char *url)
{
    const char *keys[ARRAY_LEN(before_url) + 3], *values[ARRAY_LEN(before_url) + 3];
    size_t n = 0;

    for (; n < ARRAY_LEN(before_url); n++) {
        keys[n] = before_url[n][0];
        values[n] = before_url[n][1];
    }
    keys[n] = "dbname";
    values[n++] = url;
    keys[n] = "client_encoding";
    values[n++] = "UTF8";
    keys[n] = values[n] = NULL;
    return PQconnectStartParams(keys, values, 1);
}

/* PQconnectPoll leaves the connection string's own connect_timeout to its caller. */
static int64_t connect_timeout_ms(PGconn *conn)
{
    PQconninfoOption *options = PQconninfo(conn);
    int64_t ms = 0;

    for (PQconninfoOption *o = options; o && o->keyword; o++)
        if (strcmp(o->keyword, "connect_timeout") == 0 && o->val)
            ms = strtol(o->val, NULL, 10) * 1000;
    PQconninfoFree(options);
    return ms > 0 ? ms : CONNECT_TIMEOUT_MS;
}

static int wait_for_connection(struct db *db, PGconn *conn, struct err *e)
{
    int64_t timeout_ms = connect_timeout_ms(conn), end_us = clock_us() + timeout_ms * 1000;
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;

    while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) {
        struct pollfd fd = {.fd = PQsocket(conn), .events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT};
        int ready = poll(&fd, 1, LOOK_MS);

        if (db_interrupted(db))
            return err_set(e, ERR_INTERRUPTED, "interrupted while connecting to the database");
        if (clock_us() >= end_us)
            return err_set(e, ERR_DISCONNECTED, "the database did not answer within %d s",
                           (int) (timeout_ms / 1000));
        if (ready > 0)
            status = PQconnectPoll(conn);
    }
    return status == PGRES_POLLING_OK ? 0 : pg_not_connected(PQerrorMessage(conn), e);
}

/* Warnings are kept for who asks; nothing is ever printed. */
static void on_notice(void *arg, const PGresult *r)
{
    struct db *db = arg;
    const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);

    if (severity && strcmp(severity, "WARNING") == 0)
        pg_one_line(PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY), db->notice, sizeof(db->notice));
}

static void describe(struct db *db, PGconn *conn)
{
    int version = PQserverVersion(conn);
    const char *host = PQhost(conn);

    snprintf(db->description, sizeof(db->description), "PostgreSQL %d.%d, database %s on %s%s%s", version / 10000,
             version % 10000, PQdb(conn), host && *host ? host : "localhost", host && *host == '/' ? "" : ":",
             host && *host == '/' ? "" : PQport(conn));
}

static int begin_session(struct db *db, PGconn *conn, struct err *e)
{
    struct pg_session *s;

    if (PQserverVersion(conn) < 130000)
        return err_set(e, ERR_DATABASE, "PostgreSQL %d is too old: 13 is the oldest that works",
                       PQserverVersion(conn) / 10000);
    if (PQsetnonblocking(conn, 1) < 0)
        return pg_lost(conn, e);
    PQsetNoticeReceiver(conn, on_notice, db);
    s = xcalloc(1, sizeof(*s));
    s->conn = conn;
    s->role = xstrdup(PQuser(conn));
    db->session = s;
    describe(db, conn);
    return 0;
}

int pg_open(struct db *db, struct err *e)
{
    PGconn *conn;
    int r;

    if (check_url(db->url, e) < 0)
        return -1;
    conn = start(db->url);
    if (!conn)
        return err_set(e, ERR_DISCONNECTED, "no connection: out of memory");
    PQsetNoticeReceiver(conn, on_notice, db);
    r = PQstatus(conn) == CONNECTION_BAD ? pg_not_connected(PQerrorMessage(conn), e) : wait_for_connection(db, conn, e);
    if (r == 0)
        r = begin_session(db, conn, e);
    if (r < 0)
        PQfinish(conn);
    return r;
}

void pg_close(struct db *db)
{
    struct pg_session *s = TAKE_PTR(db->session);

    if (!s)
        return;
    PQfinish(s->conn);
    for (size_t i = 0; i < s->n_kept; i++)
        free(s->kept[i].sql);
    free(s->role);
    free(s);
}

/* PQfinish() says good-bye on the socket, and would end the parent's session: it gets to say it to nobody. */
void pg_forget(struct db *db)
{
    int nobody = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (!db->session)
        return;
    if (nobody < 0 || dup2(nobody, PQsocket(pg_conn(db))) < 0)
        _exit(1);
    close(nobody);
    pg_close(db);
}

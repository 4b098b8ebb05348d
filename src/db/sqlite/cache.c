/*
 * cache.c: prepared statements by their text.
 */
#include <stdlib.h>
#include <string.h>

#include "session.h"

static struct lite_cached *find(struct lite_session *s, const char *sql)
{
    for (size_t i = 0; i < SQLITE_CACHED; i++)
        if (s->cache[i].sql && strcmp(s->cache[i].sql, sql) == 0)
            return &s->cache[i];
    return NULL;
}

static void forget(struct lite_cached *c)
{
    sqlite3_finalize(c->stmt);
    free(c->sql);
    *c = (struct lite_cached) {0};
}

static struct lite_cached *least_used(struct lite_session *s)
{
    struct lite_cached *least = &s->cache[0];

    for (size_t i = 1; i < SQLITE_CACHED; i++)
        if (s->cache[i].used < least->used)
            least = &s->cache[i];
    return least;
}

static int prepare(struct db *db, const char *sql, sqlite3_stmt **ret, struct err *e)
{
    sqlite3 *h = lite_session(db)->handle;
    const char *tail;

    if (sqlite3_prepare_v3(h, sql, -1, SQLITE_PREPARE_PERSISTENT, ret, &tail) != SQLITE_OK)
        return lite_error(db, sql, true, e);
    if (!*ret)
        return err_set(e, ERR_BUG, "an empty statement was sent to the database");
    if (tail[strspn(tail, " \t\r\n;")] != '\0') {
        sqlite3_finalize(*ret);
        return err_set(e, ERR_SQL, "more than one statement stands where one belongs");
    }
    return 0;
}

int lite_statement(struct db *db, const char *sql, sqlite3_stmt **ret, struct err *e)
{
    struct lite_session *s = db->session;
    struct lite_cached *c = find(s, sql);

    if (!c) {
        sqlite3_stmt *stmt;

        if (prepare(db, sql, &stmt, e) < 0)
            return -1;
        c = least_used(s);
        forget(c);
        c->sql = xstrdup(sql);
        c->stmt = stmt;
    }
    c->used = ++s->uses;
    *ret = c->stmt;
    return 0;
}

void lite_forget_statements(struct lite_session *s)
{
    for (size_t i = 0; i < SQLITE_CACHED; i++)
        forget(&s->cache[i]);
}

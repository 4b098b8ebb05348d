/*
 * conform.c: the groups of tests, and the few words that they are written in.
 */
#include "conform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *conform_url;
enum sql_engine conform_engine;

struct db *conform_open(enum db_access access)
{
    struct db_opts opts = {.access = access, .may_create = true};
    struct err e = {0};
    struct db *db = NULL;

    if (db_open(conform_url, &opts, &db, &e) < 0)
        fail_msg("%s (%s)", e.text, e.hint);
    return db;
}

struct sql_text conform_text(const char *sql)
{
    static char texts[16][2048];
    static size_t turn;
    char *text = texts[turn++ % ARRAY_LEN(texts)], *p = text;

    for (; *sql; sql++)
        if (*sql == '@')
            p = stpcpy(p, conform_pick("", "public."));
        else
            *p++ = *sql;
    *p = '\0';
    assert_true((size_t) (p - text) < sizeof(texts[0]));
    return (struct sql_text) {.text = text};
}

static int run(struct db *db, struct err *e, const char *sql, struct db_result **ret)
{
    struct sql_text text = conform_text(sql);

    return db_exec(db, &text, 0, NULL, ret, e);
}

enum err_id conform_try(struct db *db, struct err *e, const char *sql)
{
    return run(db, e, sql, NULL) < 0 ? e->id : ERR_NONE;
}

void conform_do(struct db *db, const char *sql)
{
    struct err e = {0};

    if (db_begin_write(db, &(struct db_limits) {0}, &e) < 0 || run(db, &e, sql, NULL) < 0 || db_commit(db, &e) != 0)
        fail_msg("%s: %s", sql, e.text);
}

const char *conform_value(struct db *db, const char *sql)
{
    static char value[4096];
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct err e = {0};

    if (run(db, &e, sql, &r) < 0)
        fail_msg("%s: %s", sql, e.text);
    snprintf(value, sizeof(value), "%s", db_rows(r) > 0 && db_text(r, 0, 0) ? db_text(r, 0, 0) : "null");
    return value;
}

const char *conform_pick(const char *sqlite, const char *postgresql)
{
    return conform_engine == SQL_ENGINE_SQLITE ? sqlite : postgresql;
}

int main(int argc, char **argv)
{
    static int (*const groups[])(void) = {conform_transactions, conform_values, conform_errors, conform_limits,
                                          conform_catalog,      conform_states};
    int failed = 0;

    if (argc < 2) {
        fprintf(stderr, "usage: conform URL [PATTERN]\n");
        return 2;
    }
    conform_url = argv[1];
    conform_engine = strncmp(conform_url, "postgres", strlen("postgres")) == 0 ? SQL_ENGINE_POSTGRESQL : SQL_ENGINE_SQLITE;
    if (argc > 2)
        cmocka_set_test_filter(argv[2]);
    for (size_t i = 0; i < ARRAY_LEN(groups); i++)
        failed += groups[i]();
    return failed ? 1 : 0;
}

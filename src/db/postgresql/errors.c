/*
 * errors.c: PostgreSQL's errors in our words: kind, text, hint, position.
 *
 * DETAIL is dropped everywhere: it holds row values.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"

/* The longest prefix of an SQLSTATE that is listed decides. */
static const struct {
    const char *prefix;
    enum err_id id;
    const char *hint;
} states[] = {
    {"08", ERR_DISCONNECTED, NULL},
    {"09", ERR_ROW, NULL}, /* a triggered action failed */
    {"0A", ERR_SQL, NULL}, /* without a place in the statement it is the server that cannot: a standby, say */
    {"21", ERR_ROW, NULL}, /* a sub-select gave more than one row */
    {"22", ERR_ROW, NULL},
    {"23", ERR_ROW, NULL},
    {"25", ERR_DATABASE, NULL},
    {"25006", ERR_DATABASE, "the session cannot write: is it a standby, or default_transaction_read_only?"},
    {"25P02", ERR_BUG, NULL}, /* a statement in a transaction that had failed */
    {"25P03", ERR_DISCONNECTED, NULL},
    {"25P04", ERR_DISCONNECTED, NULL},
    {"27", ERR_ROW, NULL}, /* a trigger changed the row that was being changed */
    {"28", ERR_DATABASE, "check the user's name, its password (~/.pgpass) and pg_hba.conf"},
    {"2F", ERR_ROW, NULL},
    {"38", ERR_ROW, NULL},
    {"39", ERR_ROW, NULL},
    {"3F", ERR_SQL, NULL},
    {"40", ERR_TRANSIENT, NULL},
    {"40002", ERR_ROW, NULL},
    {"40003", ERR_DISCONNECTED, NULL},
    {"42", ERR_SQL, NULL},
    {"42501", ERR_PRIVILEGE, NULL},
    {"44", ERR_ROW, NULL}, /* WITH CHECK OPTION */
    {"53100", ERR_DATABASE, "the server's disk is full"},
    {"53200", ERR_DATABASE, "the server is out of memory; a smaller batch may help"},
    {"53300", ERR_DISCONNECTED, "the server has no connection left; fewer workers may help"},
    {"54", ERR_ROW, NULL}, /* such as a value too long for its index */
    {"54001", ERR_SQL, NULL},
    {"54011", ERR_SQL, NULL},
    {"54023", ERR_SQL, NULL},
    {"55006", ERR_TRANSIENT, NULL},
    {"55P03", ERR_TRANSIENT, NULL},
    {"57014", ERR_TRANSIENT, NULL},
    {"57P0", ERR_DISCONNECTED, NULL},
    {"57P04", ERR_DATABASE, "the database was dropped"},
    {"72", ERR_TRANSIENT, NULL},
    {"P0", ERR_ROW, NULL},
    {"XX001", ERR_DATABASE, "the server found damaged data: stop, and look at its log before anything else"},
    {"XX002", ERR_DATABASE, "an index is damaged: reindex it, and look at the server's log before anything else"},
};

/* Classes of the server's own that are not in the table above. Any other one is a function's invention. */
static const char *const known_classes[] = {"00", "01", "02", "03", "0B", "0F", "0L", "0P", "0Z", "20", "24", "26", "2B",
                                            "2D", "34", "3B", "3D", "53", "55", "57", "58", "F0", "HV", "XX"};

static size_t find_state(const char *sqlstate)
{
    size_t best = ARRAY_LEN(states), best_len = 0;

    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        size_t len = strlen(states[i].prefix);

        if (len > best_len && strncmp(sqlstate, states[i].prefix, len) == 0) {
            best = i;
            best_len = len;
        }
    }
    return best;
}

enum err_id pg_error_id(const char *sqlstate)
{
    size_t i = find_state(sqlstate);

    if (i < ARRAY_LEN(states))
        return states[i].id;
    for (size_t k = 0; k < ARRAY_LEN(known_classes); k++)
        if (strncmp(sqlstate, known_classes[k], 2) == 0)
            return ERR_DATABASE;
    return ERR_ROW;
}

void pg_one_line(const char *text, char *ret, size_t size)
{
    size_t n;

    snprintf(ret, size, "%s", text ? text : "");
    n = strlen(ret);
    while (n > 0 && (ret[n - 1] == '\n' || ret[n - 1] == ' '))
        ret[--n] = '\0';
    for (char *p = ret; *p; p++)
        if (*p == '\n')
            *p = ' ';
}

size_t pg_bytes_before(const char *text, int n)
{
    const char *p = text;

    for (; n > 1 && *p; n--)
        do
            p++;
        while ((*p & 0xc0) == 0x80);
    return (size_t) (p - text);
}

/* What 42501 says, and the GRANT that helps. %1$s: the object as the message names it; %2$s: the role. */
static const struct {
    const char *text, *hint;
} grants[] = {
    {"permission denied for table ", "GRANT SELECT, UPDATE (COLUMN, …) ON %s TO %s (UPDATE only where it changes rows)"},
    {"permission denied for view ", "GRANT SELECT ON %s TO %s"},
    {"permission denied for materialized view ", "GRANT SELECT ON %s TO %s"},
    {"permission denied for foreign table ", "GRANT SELECT ON %s TO %s"},
    {"permission denied for sequence ", "GRANT USAGE ON SEQUENCE %s TO %s"},
    {"permission denied for schema ", "GRANT USAGE ON SCHEMA %s TO %s (CREATE too where it makes tables)"},
    {"permission denied for function ", "GRANT EXECUTE ON FUNCTION %s TO %s"},
    {"permission denied for database ", "GRANT CREATE ON DATABASE %s TO %s"},
    {"permission denied to create temporary tables in database ", "GRANT TEMPORARY ON DATABASE %s TO %s"},
    {"must be owner of ", "only the owner of %s may do this: GRANT its owner TO %s"},
    {"query would be affected by row-level security policy for table ",
     "run as a role that sees every row of %s: ALTER ROLE %s BYPASSRLS"},
};

static void add_grant(const char *text, const char *role, struct err *e)
{
    char object[160], quoted[160];

    for (size_t i = 0; i < ARRAY_LEN(grants); i++) {
        size_t n = strlen(grants[i].text);

        if (strncmp(text, grants[i].text, n) != 0)
            continue;
        snprintf(object, sizeof(object), "%s", text + n);
        snprintf(quoted, sizeof(quoted), "\"%s\"", role);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* every one of the table's hints takes two strings */
        err_hint(e, grants[i].hint, object, quoted);
#pragma GCC diagnostic pop
        return;
    }
    err_hint(e, "role \"%s\" lacks a right", role);
}

static void add_name(const PGresult *r, int field, const char *what, struct err *e)
{
    const char *name = PQresultErrorField(r, field);
    size_t n = strlen(e->text);

    if (name && !strstr(e->text, name))
        snprintf(e->text + n, sizeof(e->text) - n, " (%s \"%s\")", what, name);
}

static void add_hint(const PGresult *r, const char *text, const char *role, struct err *e)
{
    const char *theirs = PQresultErrorField(r, PG_DIAG_MESSAGE_HINT);
    size_t i = find_state(e->sqlstate);
    char line[512];

    if (strcmp(e->sqlstate, "42501") == 0) {
        add_grant(text, role, e);
    } else if (i < ARRAY_LEN(states) && states[i].hint) {
        err_hint(e, "%s", states[i].hint);
    } else if (theirs) {
        pg_one_line(theirs, line, sizeof(line));
        err_hint(e, "%s", line);
    }
}

int pg_error(const PGresult *r, const char *sql, const char *role, struct err *e)
{
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *position = PQresultErrorField(r, PG_DIAG_STATEMENT_POSITION);
    const char *primary = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    char text[1024];

    /* libpq's own errors have no SQLSTATE: the connection is gone or speaks another language. */
    pg_one_line(primary ? primary : PQresultErrorMessage(r), text, sizeof(text));
    err_set(e, state ? pg_error_id(state) : ERR_DISCONNECTED, "%s", text);
    snprintf(e->sqlstate, sizeof(e->sqlstate), "%s", state ? state : "");
    add_name(r, PG_DIAG_CONSTRAINT_NAME, "constraint", e);
    add_name(r, PG_DIAG_COLUMN_NAME, "column", e);
    add_hint(r, text, role, e);
    if (!position && e->id == ERR_SQL && strncmp(e->sqlstate, "0A", 2) == 0)
        e->id = ERR_DATABASE;
    if (position)
        e->position = (int) pg_bytes_before(sql, (int) strtol(position, NULL, 10)) + 1;
    return -1;
}

int pg_lost(PGconn *conn, struct err *e)
{
    char text[512];

    pg_one_line(PQerrorMessage(conn), text, sizeof(text));
    return err_set(e, ERR_DISCONNECTED, "the connection to the database is lost: %s", *text ? text : "no reason given");
}

/* A refused connection comes without an SQLSTATE. What passes by itself is told from what does not by its words. */
static const struct {
    const char *words;
    enum err_id id;
    const char *hint;
} refusals[] = {
    {"starting up", ERR_DISCONNECTED, NULL},
    {"shutting down", ERR_DISCONNECTED, NULL},
    {"in recovery mode", ERR_DISCONNECTED, NULL},
    {"not yet accepting connections", ERR_DISCONNECTED, NULL},
    {"too many clients", ERR_DISCONNECTED, "fewer workers may help"},
    {"too many connections", ERR_DISCONNECTED, "fewer workers may help"},
    {"connection slots are reserved", ERR_DISCONNECTED, "fewer workers may help"},
    {"no password supplied", ERR_DATABASE, "put the password into ~/.pgpass or PGPASSWORD"},
    {"authentication failed", ERR_DATABASE, "check the user's name and its password (~/.pgpass or PGPASSWORD)"},
    {"no pg_hba.conf entry", ERR_DATABASE, "the server's pg_hba.conf does not let this user in from here"},
    {"FATAL:", ERR_DATABASE, NULL},
    {"", ERR_DISCONNECTED, "is the server running, and is this its address?"},
};

int pg_not_connected(const char *message, struct err *e)
{
    char text[1024];
    size_t i = 0;

    pg_one_line(message, text, sizeof(text));
    while (!strstr(text, refusals[i].words))
        i++;
    err_set(e, refusals[i].id, "no connection to the database: %s", text);
    if (refusals[i].hint)
        err_hint(e, "%s", refusals[i].hint);
    return -1;
}

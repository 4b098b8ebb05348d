#include "cmd.h"
#include "output.h"
#include "project.h"
#include "session.h"
#include "sql_page.h"
#include "text.h"

/* The engine by the URL alone: to print its schema takes no connection. */
static enum sql_engine engine_of(const char *url)
{
    bool postgresql = text_starts_with(url, "postgresql://") || text_starts_with(url, "postgres://");

    return postgresql ? SQL_ENGINE_POSTGRESQL : SQL_ENGINE_SQLITE;
}

static int print_schema(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    enum sql_engine engine;
    struct sql_text sql;
    const char *url;

    if (session_url(s, &url) < 0)
        return session_fail(s);
    engine = url ? engine_of(url) : SQL_ENGINE_POSTGRESQL;
    if (sql_render(engine, SQL_SCHEMA_1, sql_args_new(s->arena), s->arena, &sql, &s->e) < 0)
        return session_fail(s);
    sql_comment_lines(&out, sql_comment(engine, SQL_SCHEMA_1));
    buf_printf(&out, "begin;\n\n%s\n", sql.text);
    if (sql_exists(engine, SQL_LEDGER_GRANTS)) {
        if (sql_render(engine, SQL_LEDGER_GRANTS, sql_args_new(s->arena), s->arena, &sql, &s->e) < 0)
            return session_fail(s);
        buf_char(&out, '\n');
        sql_comment_lines(&out, sql_comment(engine, SQL_LEDGER_GRANTS));
        sql_comment_lines(&out, sql.text);
    }
    buf_str(&out, "\ncommit;\n");
    cli_out(s->cli, &out);
    buf_clear(&out);
    return 0;
}

static int write_project(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    int rc;

    buf_str(&out, project_skeleton());
    rc = output_create(PROJECT_FILE, &out, &s->e);
    buf_clear(&out);
    if (rc < 0)
        return session_fail(s);
    cli_say(s->cli, "written: " PROJECT_FILE ", where databases, people and thresholds have their place");
    cli_next(s->cli, "retcon init --database URL, for the ledger in a database");
    return 0;
}

static int init(struct session *s)
{
    if (cli_flag(s->cli, "--print"))
        return print_schema(s);
    if (cli_flag(s->cli, "--project-file") || !cli_value(s->cli, "--database"))
        return write_project(s);
    if (session_open(s, DB_READ_WRITE) < 0 || ledger_open(s->db, &s->e) < 0)
        return session_fail(s);
    cli_say(s->cli, "the ledger is in %s", db_description(s->db));
    cli_next(s->cli, "retcon check PLAN");
    return 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = init(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_init = {
    .name = "init",
    .group = GROUP_PREPARE,
    .usage = "",
    .summary = "create the ledger in a database, or a project file",
    .description =
        "Where no database is named, writes `retcon.yaml`, a project file to begin with: databases by name, people "
        "with their roles and keys, thresholds. All of it is in comments, and nothing is asked of anybody until they go.\n\n"
        "Where one is named, creates the ledger, where Retcon remembers runs, frozen lists and prior values: the schema `retcon` on "
        "PostgreSQL, tables named `retcon_…` on SQLite. Harmless when it is already there; an older ledger is "
        "brought up to date.\n\n"
        "`scope` does the same when it must. Use `init` where the role that runs corrections may not create a "
        "schema: `--print` shows the SQL and the grants for somebody who may.",
    .options = OPTIONS({"--print", 0, NULL, "write the SQL and the grants that it needs, and change nothing"},
                       {"--project-file", 0, NULL, "write the project file, whatever database is named"}),
    .examples = EXAMPLES({"retcon init", "write a project file to begin with"},
                         {"retcon init --database postgresql://localhost/shop", "create the ledger"},
                         {"retcon init --print > ledger.sql", "for the DBA to read and run"}),
    .exits = EXITS(75),
    .run = run,
};

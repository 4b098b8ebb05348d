#include <string.h>

#include "cmd.h"
#include "output.h"
#include "session.h"

static int from_update(struct session *s, const char *update, char **ret)
{
    return plan_from_update(s->arena, update, cli_arg(s->cli, 0), ret, &s->e);
}

/* "shop.orders" as schema and name; a name with dots of its own has no schema. */
static void split_table(struct session *s, const char *given, const char **ret_schema, const char **ret_name)
{
    const char *dot = strchr(given, '.');

    *ret_schema = dot ? arena_strndup(s->arena, given, (size_t) (dot - given)) : NULL;
    *ret_name = dot ? dot + 1 : given;
}

static int no_such_table(struct session *s, const char *given, const char *near, const char *many)
{
    err_set(&s->e, ERR_NOT_FOUND, many ? "table \"%s\" is in more than one schema" : "there is no table \"%s\"", given);
    if (many)
        return err_hint(&s->e, "name one: %s", many);
    return near ? err_hint(&s->e, "did you mean \"%s\"?", near) : -1;
}

static int from_table(struct session *s, const char *given, char **ret)
{
    const char *schema, *name, *near = NULL, *many = NULL;
    struct plan_column *columns;
    struct table_info *table;
    int rc;

    split_table(s, given, &schema, &name);
    if (session_open(s, DB_READ_ONLY) < 0)
        return -1;
    rc = catalog_table(s->db, s->arena, schema, name, &table, &near, &many, &s->e);
    if (rc != 0)
        return rc > 0 ? no_such_table(s, given, near, many) : -1;
    columns = arena_new_array(s->arena, struct plan_column, table->n_columns);
    for (size_t i = 0; i < table->n_columns; i++)
        columns[i] = (struct plan_column){table->columns[i].name, table->columns[i].type,
                                          table->columns[i].key_position > 0, table->columns[i].numeric};
    *ret = plan_skeleton(s->arena, cli_arg(s->cli, 0), given, columns, table->n_columns);
    return 0;
}

static int write_new(struct session *s, const char *text)
{
    const char *path = cli_value(s->cli, "--output");
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    int rc = 0;

    buf_str(&out, text);
    if (path)
        rc = output_create(path, &out, &s->e);
    else
        cli_out(s->cli, &out);
    buf_clear(&out);
    if (rc == 0 && path)
        cli_next(s->cli, "retcon check %s", path);
    return rc;
}

static int new_plan(struct session *s)
{
    const char *update = cli_value(s->cli, "--from"), *table = cli_value(s->cli, "--table");
    char *text;
    int rc;

    if (!update == !table)
        return cli_usage(s->cli, "a plan is made from --from \"UPDATE …\" or for --table TABLE");
    rc = update ? from_update(s, update, &text) : from_table(s, table, &text);
    return rc < 0 || write_new(s, text) < 0 ? session_fail(s) : 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = new_plan(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_new = {
    .name = "new",
    .group = GROUP_PREPARE,
    .usage = "NAME --from \"UPDATE ...\"\n"
             "NAME --table TABLE",
    .summary = "write a plan, from an UPDATE or for a table",
    .description =
        "Writes a plan to begin with. `--from` turns the UPDATE that you already have into one: its table, its "
        "WHERE as the scope, its SET as the change. What a plan cannot express (FROM, RETURNING, several "
        "tables) is named, not dropped.\n\n"
        "`--table` reads a table's columns and writes a commented skeleton.\n\n"
        "The plan goes to standard output, or to the file that `--output` names, which must not exist yet.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--from", 0, "UPDATE", "an UPDATE statement to make the plan from"},
                       {"--table", 't', "TABLE", "a table to write a skeleton for; needs the database"}, OPT_OUTPUT),
    .examples =
        EXAMPLES({"retcon new tax-rounding --from \"UPDATE orders SET tax = round(tax, 2) WHERE id < 9000\"",
                  "a plan from a statement"},
                 {"retcon new tax-rounding --table shop.orders -o tax-rounding.yaml", "a skeleton for a table"}),
    .exits = EXITS(3, 75),
    .run = run,
};

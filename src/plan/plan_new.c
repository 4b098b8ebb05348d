/*
 * plan_new.c: a plan to begin with, for a table whose columns are known.
 */
#include <string.h>

#include "buf.h"
#include "plan.h"
#include "yaml_write.h"

static void write_columns(struct buf *out, const struct plan_column *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_str(out, "    # ");
        yaml_write_key(out, columns[i].name);
        buf_printf(out, ": %s%s\n", columns[i].type ? columns[i].type : "", columns[i].key ? " (key)" : "");
    }
}

/* The column that the example changes: a number if there is one, else anything that is no key. */
static const char *example(const struct plan_column *columns, size_t n, bool numeric)
{
    const char *any = NULL;

    for (size_t i = 0; i < n; i++) {
        if (columns[i].key)
            continue;
        if (columns[i].numeric)
            return columns[i].name;
        any = any ? any : columns[i].name;
    }
    return numeric ? NULL : any;
}

static void write_key(struct buf *out, const struct plan_column *columns, size_t n)
{
    bool first = true;

    for (size_t i = 0; i < n; i++) {
        if (!columns[i].key)
            continue;
        buf_str(out, first ? "key: [" : ", ");
        yaml_write_key(out, columns[i].name);
        first = false;
    }
    buf_str(out, first ? "# key: [id]                     # the table has no primary key: name unique, not-null columns\n"
                       : "]\n");
}

static void write_forecast(struct buf *out, const char *column)
{
    buf_str(out, "\n# dry_run:\n#   expect:                       # your forecast, held against the dry run\n"
                 "#     changed: 1000..2000\n");
    if (!column)
        return;
    buf_str(out, "#     ");
    yaml_write_key(out, column);
    buf_str(out, ": -1%..+1%         # change of the column's sum\n");
}

char *plan_skeleton(struct arena *a, const char *name, const char *table, const struct plan_column *columns, size_t n)
{
    struct buf out = BUF_INIT(1024 * 1024);
    const char *column = example(columns, n, false);
    char *text;

    buf_printf(&out, "name: %s\n# why: What was wrong, since when, and who says so.\n# owner: The team that answers for "
                     "it.\ntable: ", name);
    yaml_write_scalar(&out, table, 2);
    buf_char(&out, '\n');
    write_key(&out, columns, n);
    buf_str(&out, "\nscope:\n  # Which rows are wrong: a condition, as after WHERE. The plan is not valid until it is here.\n"
                  "  where:\n  # exclude:                      # rows to leave alone, each with the reason\n"
                  "  #   too_new: updated_at > now() - interval '1 hour'\n"
                  "  # class: country                # how to count them\n\nchange:\n  set:\n"
                  "    # column: expression. The columns of the table:\n");
    write_columns(&out, columns, n);
    if (column) {
        buf_str(&out, "    ");
        yaml_write_key(&out, column);
        buf_str(&out, ":\n");
    }
    buf_str(&out, "  # uncertain:                    # rows to set aside for a person; old. and new. are the row's values\n"
                  "  #   large: abs(new.amount - old.amount) > 1000\n");
    write_forecast(&out, example(columns, n, true));
    buf_str(&out, "\n# stages:                         # first match wins\n#   - name: canary\n#     sample: 100\n"
                  "#   - name: everyone\n\n# audit:\n#   mask: []                      # columns that are never shown\n\n"
                  "# rollback:\n#   how: Prior values are restored where nobody has edited the row since.\n");
    text = arena_strdup(a, buf_cstr(&out));
    buf_clear(&out);
    return text;
}

/*
 * plan_new.c: a plan to begin with, for a table whose columns are known.
 */
#include <string.h>

#include "buf.h"
#include "plan.h"
#include "text.h"
#include "yaml_write.h"

static const char before_table[] =
    "# why: What was wrong, since when, and who says so.\n"
    "# owner: The team that answers for it.\n"
    "table: ";

static const char before_columns[] =
    "\n"
    "scope:\n"
    "  # Which rows are wrong: a condition, as after WHERE. The plan is not valid until it is here.\n"
    "  where:\n"
    "  # exclude:                      # rows to leave alone, each with the reason\n"
    "  #   too_new: updated_at > now() - interval '1 hour'\n"
    "  # class: country                # how to count them\n"
    "\n"
    "change:\n"
    "  set:\n"
    "    # column: expression. The columns of the table:\n";

static const char before_forecast[] =
    "  # uncertain:                    # rows to set aside for a person; old. and new. are the row's values\n"
    "  #   large: abs(new.amount - old.amount) > 1000\n"
    "\n"
    "# dry_run:\n"
    "#   expect:                       # your forecast, held against the dry run\n"
    "#     changed: 1000..2000\n";

static const char after_forecast[] =
    "\n"
    "# stages:                         # first match wins\n"
    "#   - name: canary\n"
    "#     sample: 100\n"
    "#   - name: everyone\n"
    "\n"
    "# audit:\n"
    "#   mask: []                      # columns that are never shown\n"
    "\n"
    "# rollback:\n"
    "#   how: Prior values are restored where nobody has edited the row since.\n";

/* Comments, so a type's name may not end the line. */
static void write_columns(struct buf *out, const struct plan_column *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *type = columns[i].type ? columns[i].type : "";

        buf_str(out, "    # ");
        yaml_write_key(out, columns[i].name);
        buf_str(out, ": ");
        text_visible(out, type, strlen(type), 0);
        buf_str(out, columns[i].key ? " (key)\n" : "\n");
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
    if (first)
        buf_str(out, "# key: [id]                     # no primary key: name unique, not-null columns\n");
    else
        buf_str(out, "]\n");
}

static void write_line(struct buf *out, const char *before, const char *column, const char *after)
{
    if (!column)
        return;
    buf_str(out, before);
    yaml_write_key(out, column);
    buf_str(out, after);
}

char *plan_skeleton(struct arena *a, const char *name, const char *table, const struct plan_column *columns, size_t n)
{
    struct buf out = BUF_INIT(1024 * 1024);
    char *text;

    buf_printf(&out, "name: %s\n%s", name, before_table);
    yaml_write_scalar(&out, table, 2);
    buf_char(&out, '\n');
    write_key(&out, columns, n);
    buf_str(&out, before_columns);
    write_columns(&out, columns, n);
    write_line(&out, "    ", example(columns, n, false), ":\n");
    buf_str(&out, before_forecast);
    write_line(&out, "#     ", example(columns, n, true), ": -1%..+1%         # change of the column's sum\n");
    buf_str(&out, after_forecast);
    text = arena_strdup(a, buf_cstr(&out));
    buf_clear(&out);
    return text;
}

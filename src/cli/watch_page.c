#include "watch_page.h"

#include "sparkline.h"
#include "table.h"
#include "watch.h"

enum { PLOT_COLUMNS = 30 };

/* Without UTF-8 there are no bars, and the figures have to do. */
static const char *history(struct session *s, const struct watch_series *x)
{
    struct buf bars = BUF_INIT(4096);
    const char *text;

    if (s->cli->out.utf8)
        sparkline(&bars, x->numbers, x->n, PLOT_COLUMNS);
    else
        buf_printf(&bars, "%zu values", x->n);
    text = arena_strdup(s->arena, buf_cstr(&bars));
    buf_clear(&bars);
    return text;
}

int watch_page(struct session *s, struct buf *out)
{
    static const struct table_column columns[] = {{"watch"}, {"history"}, {"first", .right = true}, {"least", .right = true},
                                                  {"greatest", .right = true}, {"last", .right = true}};
    _cleanup_(table_freep) struct table *table = table_new(&s->cli->out, columns, ARRAY_LEN(columns));
    struct watch_series *series;
    struct watch_value *values;
    size_t n_values, n;

    if (watch_history(s->db, s->arena, s->run->id, &values, &n_values, &s->e) < 0)
        return -1;
    watch_series(s->arena, values, n_values, &series, &n);
    for (size_t i = 0; i < n; i++) {
        table_cell(table, series[i].name);
        table_cell(table, history(s, &series[i]));
        table_cell(table, series[i].first);
        table_cell(table, series[i].min);
        table_cell(table, series[i].max);
        table_cell(table, series[i].last);
    }
    if (n > 0)
        table_print(table, out);
    return 0;
}

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watch.h"

int watch_history(struct db *db, struct arena *a, int64_t run_id, struct watch_value **ret, size_t *ret_n, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_new(a);

    sql_args_int(args, "run", run_id);
    if (db_run(db, SQL_WATCH_HISTORY, args, 0, NULL, &r, e) < 0)
        return -1;
    *ret_n = db_rows(r);
    *ret = arena_new_array(a, struct watch_value, *ret_n);
    for (size_t i = 0; i < *ret_n; i++)
        (*ret)[i] = (struct watch_value){
            .name = arena_strdup(a, db_text(r, i, 0)),
            .phase = arena_strdup(a, db_text(r, i, 1)),
            .stage = arena_strdup(a, db_text(r, i, 2)),
            .value = arena_strdup(a, db_text(r, i, 3)),
            .error = arena_strdup(a, db_text(r, i, 4)),
            .at = arena_strdup(a, db_text(r, i, 5)),
        };
    return 0;
}

/* What could not be judged as a number is none. */
static double number_of(const struct watch_value *x)
{
    double number = x->value && !x->error ? strtod(x->value, NULL) : NAN;

    return isfinite(number) ? number : NAN;
}

static void add(struct watch_series *s, const struct watch_value *x, double *low, double *high)
{
    double number = number_of(x);

    s->numbers[s->n++] = number;
    if (isnan(number)) {
        s->n_failed++;
        return;
    }
    s->first = s->first ? s->first : x->value;
    s->last = x->value;
    if (!s->min || number < *low) {
        s->min = x->value;
        *low = number;
    }
    if (!s->max || number > *high) {
        s->max = x->value;
        *high = number;
    }
}

void watch_series(struct arena *a, const struct watch_value *values, size_t n, struct watch_series **ret, size_t *ret_n)
{
    struct watch_series *list = arena_new_array(a, struct watch_series, n);
    double *numbers = arena_new_array(a, double, n), low = 0, high = 0;

    *ret = list;
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(values[i].name, values[i - 1].name) != 0)
            list[(*ret_n)++] = (struct watch_series){.name = values[i].name, .numbers = numbers + i};
        add(&list[*ret_n - 1], &values[i], &low, &high);
    }
}

#include "report_data.h"

#include "args.h"
#include "predict.h"

int report_numbers(struct rollout *ro, struct dry_number **ret, size_t *ret_n, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct dry_number *numbers = arena_new_array(ro->arena, struct dry_number, ro->plan->n_set);
    size_t n = 0;

    *ret = numbers;
    *ret_n = 0;
    for (size_t i = 0; i < ro->plan->n_set; i++)
        if (args_set_column(ro, i)->numeric)
            numbers[n++].column = ro->plan->set[i].name;
    if (n == 0 || !ro->run->list_digest || !ro->run->started_at)
        return 0;
    if (db_run(ro->db, SQL_REPORT_NUMBERS, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        numbers[i].masked = plan_is_masked(ro->plan, numbers[i].column);
        numbers[i].sum_before = arena_strdup(ro->arena, db_text(r, 0, 3 * i));
        numbers[i].sum_after = arena_strdup(ro->arena, db_text(r, 0, 3 * i + 1));
        numbers[i].sum_delta = arena_strdup(ro->arena, db_text(r, 0, 3 * i + 2));
    }
    *ret_n = n;
    return 0;
}

int report_classes(struct rollout *ro, struct report_class **ret, size_t *ret_n, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct arena *a = ro->arena;

    *ret_n = 0;
    if (!ro->run->list_digest || !ro->run->started_at)
        return 0;
    if (db_run(ro->db, SQL_REPORT_CLASSES, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    *ret = arena_new_array(a, struct report_class, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++) {
        int64_t no = db_int(r, i, 1);

        if (no > 0 && plan_is_masked(ro->plan, ro->plan->set[no - 1].name))
            continue;
        (*ret)[(*ret_n)++] = (struct report_class){
            .class = arena_strdup(a, db_text(r, i, 0)),
            .column = no > 0 ? ro->plan->set[no - 1].name : NULL,
            .predicted = arena_strdup(a, db_text(r, i, 2)),
            .measured = arena_strdup(a, db_text(r, i, 3)),
        };
    }
    return 0;
}

int report_transitions(struct rollout *ro, struct report_transition **ret, size_t *ret_n, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    struct arena *a = ro->arena;
    size_t n;

    *ret_n = 0;
    if (!ro->run->list_digest || !ro->run->started_at)
        return 0;
    if (predict_transition_columns(ro, args, &n, e) < 0)
        return -1;
    if (n == 0)
        return 0;
    if (db_run(ro->db, SQL_REPORT_TRANSITIONS, args, 0, NULL, &r, e) < 0)
        return -1;
    *ret = arena_new_array(a, struct report_transition, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++) {
        const char *column = ro->plan->set[db_int(r, i, 2) - 1].name;
        bool by_class = db_int(r, i, 0) != 0;

        if (plan_is_masked(ro->plan, column) || (by_class && !ro->plan->class.text))
            continue;
        (*ret)[(*ret_n)++] = (struct report_transition){
            .by_class = by_class,
            .class = arena_strdup(a, db_text(r, i, 1)),
            .column = column,
            .from = arena_strdup(a, db_text(r, i, 3)),
            .to = arena_strdup(a, db_text(r, i, 4)),
            .n = db_int(r, i, 5),
        };
    }
    return 0;
}

#include "values.h"

const char **values_key_columns(const struct rollout *ro)
{
    const char **names = arena_new_array(ro->arena, const char *, ro->n_key);

    for (size_t i = 0; i < ro->n_key; i++)
        names[i] = ro->key[i]->name;
    return names;
}

const char **values_set_columns(const struct rollout *ro)
{
    const char **names = arena_new_array(ro->arena, const char *, ro->plan->n_set);

    for (size_t i = 0; i < ro->plan->n_set; i++)
        names[i] = ro->plan->set[i].name;
    return names;
}

static const char **read(const struct rollout *ro, const char **names, size_t n, const struct db_result *r, size_t row,
                         size_t column, size_t stride)
{
    const char **values = arena_new_array(ro->arena, const char *, n);

    for (size_t i = 0; i < n; i++)
        if (!plan_is_masked(ro->plan, names[i]))
            values[i] = arena_strdup(ro->arena, db_text(r, row, column + i * stride));
    return values;
}

const char **values_key(const struct rollout *ro, const struct db_result *r, size_t row, size_t column)
{
    return read(ro, values_key_columns(ro), ro->n_key, r, row, column, 1);
}

const char **values_set(const struct rollout *ro, const struct db_result *r, size_t row, size_t column, size_t stride)
{
    return read(ro, values_set_columns(ro), ro->plan->n_set, r, row, column, stride);
}

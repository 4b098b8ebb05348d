#include "explain_tell.h"

#include <string.h>

/* What stands for {old.column} and {new.column}. */
static const char *tell_value_of(void *arg, bool is_new, const char *column)
{
    const struct explain_entry *entry = arg;

    for (size_t i = 0; i < entry->n_changes; i++) {
        const struct explain_change *c = &entry->changes[i];

        if (strcmp(c->column, column) != 0)
            continue;
        if (c->masked)
            return "(masked)";
        return (is_new ? c->after : c->before) ? (is_new ? c->after : c->before) : "(none)";
    }
    return NULL;
}

void explain_tell(struct arena *a, struct explain_entry *entry)
{
    const char *tell = entry->run->tell;

    if (tell && (entry->n_changes > 0 || !strchr(tell, '{')))
        entry->tell = plan_tell(a, tell, tell_value_of, entry);
}

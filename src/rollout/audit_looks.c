#include <string.h>

#include "audit_parts.h"
#include "dry_parts.h"
#include "text.h"

const char audit_looked_at[] = "look";

/* What a look found: a sample of its outcome, of which a few of each class and reason are kept. NULL: not wanted. */
static const char *found(const struct audit_choice *c, size_t n_kept, const struct audit_new *s, int64_t per_class)
{
    static const char *const outcomes[][2] = {{"changed", "class"}, {"unchanged", "unchanged"}, {"uncertain", "uncertain"}};
    const char *kind = NULL;

    for (size_t i = 0; i < ARRAY_LEN(outcomes); i++)
        if (strcmp(s->outcome, outcomes[i][0]) == 0)
            kind = outcomes[i][1];
    for (size_t i = 0; kind && i < n_kept; i++)
        if (strcmp(c->items[i].kind, kind) == 0 && same_text(c->items[i].class, s->class) &&
            same_text(c->items[i].reason, s->reason) && --per_class <= 0)
            kind = NULL;
    return kind;
}

/* Of each numeric column those that would move most. */
static void mark_largest(struct rollout *ro, struct audit_choice *c, size_t column)
{
    for (size_t turn = 0; turn < DRY_LARGEST; turn++) {
        struct audit_new *most = NULL;

        for (size_t i = 0; i < c->n; i++) {
            struct audit_new *s = &c->items[i];

            if (s->kind == audit_looked_at && s->moved && s->moved[column] > (most ? most->moved[column] : 0))
                most = s;
        }
        if (!most)
            return;
        most->kind = "largest";
        most->name = ro->plan->set[column].name;
    }
}

void audit_settle_looks(struct rollout *ro, struct audit_choice *c)
{
    size_t n = 0;

    for (size_t i = 0; i < ro->plan->n_set; i++)
        mark_largest(ro, c, i);
    for (size_t i = 0; i < c->n; i++) {
        struct audit_new s = c->items[i];

        if (s.kind == audit_looked_at) {
            s.kind = found(c, n, &s, ro->plan->audit_per_class);
            s.name = s.kind && strcmp(s.kind, "uncertain") == 0 ? s.reason : NULL;
        }
        if (!s.kind && s.draw)
            s.kind = "random";
        if (s.kind)
            c->items[n++] = s;
    }
    c->n = n;
}

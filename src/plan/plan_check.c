/*
 * plan_check.c: what a plan must be beyond its single values.
 */
#include <math.h>
#include <string.h>

#include "codes.h"
#include "reader.h"
#include "stats.h"

static const struct yaml_node *child(const struct yaml_node *root, const char *block, const char *key)
{
    return yaml_get(yaml_get(root, block), key);
}

/* The place of a block, or of the file where there is none. */
static const struct yaml_node *block_or(const struct yaml_node *root, const char *block)
{
    const struct yaml_node *node = yaml_get(root, block);

    return node && node->kind == YAML_MAP ? node : NULL;
}

static void check_scope(struct plan *p, const struct yaml_node *root)
{
    const struct yaml_node *scope = block_or(root, "scope");

    if (!scope || yaml_get(scope, "where"))
        return;
    if (yaml_get(scope, "keys_from"))
        p->where = (struct fragment){.text = "true", .what = "scope.where"};
    else
        mistake_add(&p->mistakes, scope->line, scope->column, CODE_MISSING_KEY,
                    "if every row is meant, say so: where: true", "\"scope.where\" is missing");
}

/* One kind of change, and only one. */
static void check_change(struct plan *p, const struct yaml_node *root)
{
    static const char *const kinds[] = {"set", "fill", "delete", "merge", "program", "rebuild"};
    const struct yaml_node *change = block_or(root, "change"), *set = child(root, "change", "set");
    const char *first = NULL;

    if (!change)
        return;
    for (size_t i = 0; i < change->n; i++) {
        const struct yaml_node *key = change->keys[i];

        for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
            if (strcmp(key->text, kinds[k]) != 0)
                continue;
            if (first)
                mistake_add(&p->mistakes, key->line, key->column, CODE_CHANGE_KIND, "make two plans of it",
                            "a plan makes one kind of change: \"%s\" beside \"%s\"", key->text, first);
            first = kinds[k];
        }
    }
    if (!first)
        mistake_add(&p->mistakes, change->line, change->column, CODE_MISSING_KEY, NULL, "\"change.set\" is missing");
    if (set && set->kind == YAML_MAP && set->n == 0)
        mistake_add(&p->mistakes, set->line, set->column, CODE_EMPTY_VALUE, NULL, "\"change.set\" names no column");
}

static void check_keys(struct plan *p, const struct yaml_node *root)
{
    const struct yaml_node *set = child(root, "change", "set");

    for (size_t i = 0; set && set->kind == YAML_MAP && i < set->n; i++)
        for (size_t k = 0; k < p->n_keys; k++)
            if (strcmp(set->keys[i]->text, p->keys[k].column) == 0)
                mistake_add(&p->mistakes, set->keys[i]->line, set->keys[i]->column, CODE_KEY_CHANGED,
                            "a row is known by its key: it could not be found again",
                            "\"change.set\" changes the key column \"%s\"", p->keys[k].column);
}

static const char *const outcomes[] = {"changed", "unchanged",  "excluded", "uncertain",
                                       "failed",  "candidates", "universe"};

static bool is_outcome(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(outcomes); i++)
        if (strcmp(outcomes[i], name) == 0)
            return true;
    return false;
}

static bool is_set(const struct plan *p, const char *column)
{
    for (size_t i = 0; i < p->n_set; i++)
        if (strcmp(p->set[i].name, column) == 0)
            return true;
    return false;
}

static const char *expect_hint(struct plan *p, const char *name)
{
    const char **words = arena_new_array(p->arena, const char *, ARRAY_LEN(outcomes) + p->n_set);
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(outcomes); i++)
        words[n++] = outcomes[i];
    for (size_t i = 0; i < p->n_set; i++)
        words[n++] = p->set[i].name;
    return suggest(p, name, words, n);
}

/* Figures are counts of rows, or columns that change. */
static void check_expect(struct plan *p)
{
    for (size_t i = 0; i < p->n_expect; i++) {
        struct plan_expect *x = &p->expect[i];
        const struct units_range *r = &x->range;

        x->is_column = !is_outcome(x->name);
        if (x->is_column && !is_set(p, x->name))
            mistake_add(&p->mistakes, x->line, x->column_no, CODE_EXPECT, expect_hint(p, x->name),
                        "\"dry_run.expect\": \"%s\" is neither a count of rows nor a column that changes", x->name);
        else if (!x->is_column && (r->percent || r->low < 0 || r->low != floor(r->low) || r->high != floor(r->high)))
            mistake_add(&p->mistakes, x->line, x->column_no, CODE_EXPECT, "write 42 or 110000..130000",
                        "\"dry_run.expect.%s\" must be a number of rows", x->name);
    }
}

static const struct yaml_node *stage_node(const struct yaml_node *root, size_t i)
{
    const struct yaml_node *stages = yaml_get(root, "stages");

    for (size_t k = 0; k < stages->n; k++)
        if (stages->items[k]->kind == YAML_MAP && i-- == 0)
            return stages->items[k];
    return stages;
}

static bool stage_named(const struct plan *p, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (p->stages[i].name && strcmp(p->stages[i].name, name) == 0)
            return true;
    return false;
}

/* Rows that match no stage must be somewhere: a last stage for them is added, in the open. */
static void add_rest(struct plan *p, const struct yaml_node *at)
{
    const char *name = "rest";

    for (int i = 2; stage_named(p, p->n_stages, name); i++)
        name = arena_printf(p->arena, "rest-%d", i);
    p->stages[p->n_stages++] = (struct plan_stage){.name = name, .tolerance_percent = PLAN_TOLERANCE_PERCENT};
    mistake_warn(&p->mistakes, at->line, at->column, CODE_STAGE_REST, "end the list with a stage that has only a name",
                 "rows that match no stage go to a last stage \"%s\"", name);
}

static void check_stage(struct plan *p, const struct yaml_node *node, size_t i)
{
    const struct plan_stage *s = &p->stages[i];
    bool sample = yaml_get(node, "sample"), where = yaml_get(node, "where"), last = i + 1 == p->n_stages;

    if (sample && where)
        mistake_add(&p->mistakes, node->line, node->column, CODE_STAGE, "make two stages of it",
                    "a stage is either a sample or a where, not both");
    if (!sample && !where && !last)
        mistake_add(&p->mistakes, node->line, node->column, CODE_STAGE, "give it sample or where, or put it last",
                    "a stage without sample and where takes all rows: those after it get none");
    if (s->name && stage_named(p, i, s->name))
        mistake_add(&p->mistakes, node->line, node->column, CODE_TWICE, NULL, "two stages are called \"%s\"", s->name);
    if (last && (sample || where))
        add_rest(p, node);
}

static void check_stages(struct plan *p, const struct yaml_node *root)
{
    size_t n = p->n_stages;

    if (!yaml_get(root, "stages")) {
        p->stages = arena_new_array(p->arena, struct plan_stage, 1);
        p->stages[p->n_stages++] = (struct plan_stage){.name = "all", .tolerance_percent = PLAN_TOLERANCE_PERCENT};
        return;
    }
    for (size_t i = 0; i < n; i++)
        check_stage(p, stage_node(root, i), i);
}

/* More than a person can be asked to look at is a mistake in the plan, not a task. */
enum { MAX_INSPECTED = 10000 };

static void check_audit(struct plan *p, const struct yaml_node *root)
{
    const struct yaml_node *confidence = child(root, "audit", "confidence"), *defects = child(root, "audit", "max_defects");
    const struct yaml_node *at = confidence ? confidence : defects;
    int64_t n;

    if (!at)
        return;
    if (!confidence || !defects)
        mistake_add(&p->mistakes, at->line, at->column, CODE_MISSING_KEY, "the two together give the number of rows to inspect",
                    "\"audit.%s\" is missing beside \"audit.%s\"", confidence ? "max_defects" : "confidence",
                    confidence ? "confidence" : "max_defects");
    if (p->audit_confidence <= 0 || p->audit_max_defects <= 0)
        return;
    n = stats_sample_size(0, p->audit_confidence / 100, p->audit_max_defects / 100);
    if (n > MAX_INSPECTED)
        mistake_add(&p->mistakes, at->line, at->column, CODE_LIMIT, "95% and 1% ask for 299 rows, 90% and 10% for 22",
                    "\"audit.confidence\" and \"audit.max_defects\" ask a person to inspect %lld rows; %d is the most",
                    (long long) n, MAX_INSPECTED);
}

void plan_check(struct plan *p, const struct yaml_node *root)
{
    check_scope(p, root);
    check_change(p, root);
    check_keys(p, root);
    check_expect(p);
    check_stages(p, root);
    plan_check_watches(p);
    plan_check_tell(p, root);
    check_audit(p, root);
    p->times_batches = !child(root, "dry_run", "rehearse");
}

/*
 * fuzz_plan.c: any bytes as a plan file, as a fragment and as an UPDATE. Nothing may crash, hang or leak;
 * what is accepted must keep its promises.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_tree(const struct plan *p, const struct yaml_node *node)
{
    assert(node->line >= 1 && node->column >= 1);
    if (node->place)
        for (size_t i = 0; i <= node->length; i++)
            assert(node->place[i] <= p->text_bytes && (i == 0 || node->place[i] >= node->place[i - 1]));
    for (size_t i = 0; i < node->n; i++)
        check_tree(p, node->items[i]);
}

/* A fragment of a good plan stays in place as PostgreSQL or SQLite reads it, or as neither was asked to. */
static void check_fragment(const struct fragment *f)
{
    struct err e;

    if (f->text)
        assert(fragment_contained(f->text, strlen(f->text), &e) == 0);
}

static void check_good(const struct plan *p)
{
    check_fragment(&p->where);
    check_fragment(&p->class);
    for (size_t i = 0; i < p->n_set; i++)
        check_fragment(&p->set[i].sql);
    assert(p->name && p->table && p->n_stages > 0 && strlen(p->digest) == DIGEST_HEX_LEN);
    assert(!p->stages[p->n_stages - 1].where.text && !p->stages[p->n_stages - 1].sample_rows);
}

static void check_output(const struct plan *p)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    mistakes_print(&p->mistakes, &out);
    for (size_t i = 0; i < out.len; i++)
        assert(out.data[i] == '\n' || (unsigned char) out.data[i] >= ' ');
    buf_clear(&out);
}

static void fuzz_plan(const char *text, size_t size)
{
    struct err e;
    struct plan *p = plan_parse("fuzz.yaml", "dir", text, size, &e);
    struct yaml_node *root;

    check_output(p);
    if (p->mistakes.errors == 0)
        check_good(p);
    plan_check_engine(p, FRAGMENT_MARIADB);
    root = yaml_parse(p->arena, &p->mistakes);
    if (root)
        check_tree(p, root);
    plan_free(p);
}

static void fuzz_fragment(const char *text, size_t size)
{
    struct err e;

    for (int engine = FRAGMENT_POSTGRESQL; engine <= FRAGMENT_MARIADB; engine++)
        if (fragment_contained_in((enum fragment_engine) engine, text, size, &e) < 0)
            assert(e.position >= 1 && (size_t) e.position <= size + 1);
}

/* A plan that was made is a good one: plan_from_update() says so by returning 0. */
static void fuzz_update(const char *text, size_t size)
{
    struct arena *a = arena_new();
    char *update = arena_strndup(a, text, size), *plan;
    struct err e;

    if (plan_from_update(a, update, "fuzz", &plan, &e) == 0) {
        struct plan *p = plan_parse("made.yaml", NULL, plan, strlen(plan), &e);

        assert(p->mistakes.errors == 0 && p->n_set > 0);
        check_good(p);
        plan_free(p);
    }
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *) data;

    fuzz_plan(text, size);
    fuzz_fragment(text, size);
    fuzz_update(text, size);
    return 0;
}

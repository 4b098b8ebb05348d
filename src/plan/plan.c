#include "plan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "buf.h"
#include "codes.h"
#include "reader.h"

struct plan *plan_file_new(const char *name, const char *base_dir, const char *text, size_t bytes)
{
    struct arena *a = arena_new();
    struct plan *p = arena_alloc(a, sizeof(*p));

    p->arena = a;
    p->text = arena_strndup(a, text, bytes);
    p->text_bytes = bytes;
    p->kind = "a plan";
    p->base_dir = arena_strdup(a, base_dir);
    p->mistakes =
        (struct mistakes){.arena = a, .file = arena_strdup(a, name), .source = p->text, .source_bytes = bytes};
    return p;
}

static struct plan *read_plan(struct plan *p)
{
    struct yaml_node *root = yaml_parse(p->arena, &p->mistakes);

    plan_defaults(p);
    if (!root)
        return p;
    if (root->kind != YAML_MAP) {
        if (!root->broken)
            mistake_add(&p->mistakes, root->line, root->column, CODE_KIND, "\"retcon new\" writes a plan to begin with",
                        "a plan is a map: name, table, scope, change");
        return p;
    }
    read_map(p, "", root, plan_fields, p);
    plan_check(p, root);
    if (p->mistakes.errors == 0)
        plan_digest(p, root);
    return p;
}

struct plan *plan_parse(const char *name, const char *base_dir, const char *text, size_t bytes, struct err *e)
{
    (void) e;
    return read_plan(plan_file_new(name, base_dir, text, bytes));
}

/* At most one byte more than a plan may have, so that a huge file is found out without reading it. */
static int read_file(const char *path, char *data, size_t size, size_t *ret_bytes, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    size_t n = 0;
    ssize_t got = 0;

    if (fd < 0)
        return err_set(e, ERR_IO, "cannot open \"%s\": %s", path, strerror(errno));
    while (n < size && (got = read(fd, data + n, size - n)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            break;
        n += (size_t) got;
    }
    if (got < 0)
        err_set(e, ERR_IO, "cannot read \"%s\": %s", path, strerror(errno));
    close(fd);
    *ret_bytes = n;
    return got < 0 ? -1 : 0;
}

struct plan *plan_file_load(const char *path, struct err *e)
{
    enum { SIZE = YAML_MAX_BYTES + 1 };
    char *data = xmalloc(SIZE), *folder = xstrdup(path), *slash = strrchr(folder, '/');
    struct plan *p = NULL;
    size_t bytes = 0;

    if (slash)
        slash[slash == folder] = '\0';
    if (read_file(path, data, SIZE, &bytes, e) == 0)
        p = plan_file_new(path, slash ? folder : NULL, data, bytes);
    free(folder);
    free(data);
    return p;
}

struct plan *plan_load(const char *path, struct err *e)
{
    struct plan *p = plan_file_load(path, e);

    return p ? read_plan(p) : NULL;
}

void plan_free(struct plan *p)
{
    if (p)
        arena_free(p->arena);
}

bool plan_draws_samples(const struct plan *p)
{
    for (size_t i = 0; i < p->n_stages; i++)
        if (p->stages[i].sample_rows > 0)
            return true;
    return false;
}

bool plan_is_masked(const struct plan *p, const char *column)
{
    /* Some engines fold case. Masking a column too many is the lesser mistake. */
    for (size_t i = 0; i < p->n_mask; i++)
        if (strcasecmp(p->mask[i], column) == 0)
            return true;
    return false;
}

void plan_fragment_mistake(struct plan *p, const struct fragment *f, size_t offset, const char *code, const char *hint,
                           const char *fmt, ...)
{
    int line = p->table_line ? p->table_line : 1, column = p->table_column ? p->table_column : 1;
    const struct yaml_node *node = f->node;
    struct buf text = BUF_INIT(4096);
    va_list ap;

    if (node && node->place)
        mistakes_place(&p->mistakes, node->place[offset < node->length ? offset : 0], &line, &column);
    va_start(ap, fmt);
    buf_vprintf(&text, fmt, ap);
    va_end(ap);
    mistake_add(&p->mistakes, line, column, code, hint, "%s", buf_cstr(&text));
    buf_clear(&text);
}

static void check_one(struct plan *p, const struct fragment *f, enum fragment_engine engine)
{
    struct err e;

    if (f->text && fragment_contained_in(engine, f->text, strlen(f->text), &e) < 0)
        plan_fragment_mistake(p, f, (size_t) e.position - 1, CODE_DIALECT, e.hint[0] ? e.hint : NULL, "\"%s\": %s",
                              f->what, e.text);
}

static void check_named(struct plan *p, const struct named_fragment *f, size_t n, enum fragment_engine engine)
{
    for (size_t i = 0; i < n; i++)
        check_one(p, &f[i].sql, engine);
}

void plan_check_engine(struct plan *p, enum fragment_engine engine)
{
    check_one(p, &p->where, engine);
    check_one(p, &p->class, engine);
    check_named(p, p->exclude, p->n_exclude, engine);
    check_named(p, p->set, p->n_set, engine);
    check_named(p, p->uncertain, p->n_uncertain, engine);
    check_named(p, p->edge, p->n_edge, engine);
    for (size_t i = 0; i < p->n_stages; i++)
        check_one(p, &p->stages[i].where, engine);
    for (size_t i = 0; i < p->n_watches; i++)
        check_one(p, &p->watches[i].sql, engine);
    for (size_t i = 0; i < p->n_guards; i++)
        if (p->guards[i].sql.text)
            check_one(p, &p->guards[i].sql, engine);
}

/*
 * plan_tell.c: impact.tell, the words for those who ask, with {old.column} and {new.column} in them.
 */
#include <string.h>

#include "buf.h"
#include "codes.h"
#include "reader.h"

struct hole {
    const char *start, *end; /* from { to behind } */
    bool is_new;
    const char *column;      /* the arena's; NULL: it is no placeholder that we know */
};

/* The next hole from s on; {{ and }} are literal braces. */
static bool next_hole(struct arena *a, const char *s, struct hole *ret)
{
    const char *close;

    for (s = strchr(s, '{'); s && s[1] == '{'; s = strchr(s + 2, '{'))
        ;
    close = s ? strchr(s, '}') : NULL;
    if (!close)
        return false;
    *ret = (struct hole){.start = s, .end = close + 1, .is_new = strncmp(s + 1, "new.", 4) == 0};
    if ((ret->is_new || strncmp(s + 1, "old.", 4) == 0) && close > s + 5)
        ret->column = arena_strndup(a, s + 5, (size_t) (close - s - 5));
    return true;
}

static void add_literal(struct buf *b, const char *s, const char *end)
{
    for (; s < end; s++) {
        buf_char(b, *s);
        if ((*s == '{' || *s == '}') && s + 1 < end && s[1] == *s)
            s++;
    }
}

char *plan_tell(struct arena *a, const char *tell, tell_value *value, void *arg)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    const char *s = tell;
    struct hole h;
    char *text;

    while (next_hole(a, s, &h)) {
        const char *found = h.column ? value(arg, h.is_new, h.column) : NULL;

        add_literal(&out, s, h.start);
        if (found)
            buf_str(&out, found);
        else
            buf_add(&out, h.start, (size_t) (h.end - h.start));
        s = h.end;
    }
    add_literal(&out, s, s + strlen(s));
    text = arena_strdup(a, buf_cstr(&out));
    buf_clear(&out);
    return text;
}

void plan_check_tell(struct plan *p, const struct yaml_node *root)
{
    const struct yaml_node *node = yaml_get(yaml_get(root, "impact"), "tell");
    const char **columns = arena_new_array(p->arena, const char *, p->n_set + 1);
    const char *s = p->tell;
    struct hole h;

    for (size_t i = 0; i < p->n_set; i++)
        columns[i] = p->set[i].name;
    while (s && node && next_hole(p->arena, s, &h)) {
        bool known = false;

        for (size_t i = 0; h.column && i < p->n_set; i++)
            known = known || strcmp(columns[i], h.column) == 0;
        if (!h.column)
            mistake_add(&p->mistakes, node->line, node->column, CODE_TELL,
                        "write {old.column} or {new.column}; {{ is a brace", "\"impact.tell\": %.*s is no placeholder",
                        (int) (h.end - h.start), h.start);
        else if (!known)
            mistake_add(&p->mistakes, node->line, node->column, CODE_TELL, suggest(p, h.column, columns, p->n_set),
                        "\"impact.tell\": \"%s\" is not a column in change.set", h.column);
        s = h.end;
    }
}

/*
 * read_fragment.c: SQL in the plan, and what YAML does to it.
 */
#include <ctype.h>
#include <string.h>

#include "codes.h"
#include "fragment.h"
#include "reader.h"

/* The source behind a scalar. */
static const char *behind(const struct value *v)
{
    const struct mistakes *m = &v->plan->mistakes;
    size_t at = v->node->place[v->node->length];

    return m->source + (at < m->source_bytes ? at : m->source_bytes);
}

/* The comment behind a plain scalar on the same line, without its #; NULL: none. */
static const char *comment_behind(const struct value *v)
{
    const char *s = behind(v);

    if (!v->node->plain || (*s != ' ' && *s != '\t'))
        return NULL;
    s += strspn(s, " \t");
    return *s == '#' ? s + 1 : NULL;
}

/* Is a comment more likely the rest of the expression: # 4 = 0, #-1, # flags? */
static bool looks_like_sql(const char *comment)
{
    size_t blanks = strspn(comment, " \t"), word;

    comment += blanks;
    if (isdigit((unsigned char) *comment) || *comment == '(' || *comment == '-')
        return true;
    word = strcspn(comment, " \t\r\n");
    return word > 0 && comment[word + strspn(comment + word, " \t\r")] == '\n';
}

static const char *cut_hint(const struct value *v)
{
    if (comment_behind(v))
        return "YAML took the text from the # on for a comment: put all of it in quotes, or in a block after \"|\"";
    if (v->node->plain && v->node->flow && *behind(v) == ',')
        return "inside { } YAML ended the text at the comma: put all of it in quotes";
    return NULL;
}

/* Is the fragment all that its author wrote? A comment that YAML found in it can look like one or like SQL. */
static void check_comment(const struct value *v, const struct fragment *f)
{
    const char *comment = comment_behind(v);

    if (!comment)
        return;
    if (*comment == '>')
        plan_fragment_mistake(v->plan, f, v->node->length - 1, CODE_FRAGMENT_CUT, cut_hint(v),
                              "\"%s\": the operator #> begins a comment in YAML", f->what);
    else if (looks_like_sql(comment))
        mistake_warn(&v->plan->mistakes, v->node->line, v->node->column, CODE_FRAGMENT_HASH,
                     "if it belongs to the expression, put all of it in quotes; if not, put it on a line of its own",
                     "\"%s\": YAML takes the text from the # on for a comment", v->path);
}

void read_fragment(struct value *v)
{
    struct fragment *f = v->into;
    const char *cut;
    struct err e;

    if (!want(v, YAML_SCALAR))
        return;
    *f = (struct fragment){.text = v->node->text, .what = v->path, .node = v->node};
    cut = cut_hint(v);
    if (fragment_contained(f->text, v->node->length, &e) == 0)
        check_comment(v, f);
    else if (cut)
        plan_fragment_mistake(v->plan, f, (size_t) e.position - 1, CODE_FRAGMENT_CUT, cut, "\"%s\": %s", f->what, e.text);
    else
        plan_fragment_mistake(v->plan, f, (size_t) e.position - 1, CODE_FRAGMENT, e.hint[0] ? e.hint : NULL,
                              "\"%s\": %s", f->what, e.text);
}

static void read_named_fragment(struct value *entry, size_t i, void *items)
{
    struct named_fragment *f = (struct named_fragment *) items + i;

    f->name = entry->key->text;
    f->line = entry->key->line;
    f->column_no = entry->key->column;
    entry->into = &f->sql;
    read_fragment(entry);
}

static void read_fragments(struct value *v, bool (*key_ok)(const struct value *))
{
    size_t n = read_entries(v, sizeof(struct named_fragment), key_ok, read_named_fragment, v->into);

    *(size_t *) ((char *) v->base + v->field->count) = n;
}

void read_named_fragments(struct value *v)
{
    read_fragments(v, name_key_ok);
}

void read_column_fragments(struct value *v)
{
    read_fragments(v, column_key_ok);
}

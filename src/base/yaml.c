#include "yaml.h"

#include <assert.h>
#include <libyaml.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "codes.h"
#include "yaml_source.h"

struct builder {
    struct arena *arena;
    struct mistakes *mistakes;
    struct yaml_source source;
    yaml_parser_t parser;
    yaml_event_t event;
    int nodes, flow; /* flow: how many {…} and […] are open */
};

/* What libyaml says, and what somebody who writes SQL into YAML should do about it. */
static const struct {
    const char *problem, *hint;
} syntax_hints[] = {
    {"mapping values are not allowed", "a text that holds \": \" must be put in quotes, or in a block after \"|\""},
    {"cannot start any token", "indent with spaces, not tabs; a text that begins with % @ or ` must be put in quotes"},
    {"did not find expected alphabetic or numeric character", "a text that begins with * & or ! must be put in quotes"},
    {"did not find expected key", "a text that begins with a quote ends at the next one: put the whole text in the "
                                  "other kind of quotes, or in a block after \"|\""},
    {"could not find expected ':'", "a line that goes on must be indented deeper than its key"},
    {"did not find expected ',' or", "inside { } and [ ] a text that holds , { } [ or ] must be put in quotes"},
    {"found unexpected end of stream", "a quote that was opened is not closed"},
    {"did not find expected whitespace or line break",
     "a text that begins with ! or & must be put in quotes, and one that begins with | or > too"},
    {"did not find expected comment or line break", "a text that begins with | or > must be put in quotes"},
};

static const char *syntax_hint(const char *problem)
{
    for (size_t i = 0; i < ARRAY_LEN(syntax_hints); i++)
        if (strstr(problem, syntax_hints[i].problem))
            return syntax_hints[i].hint;
    return NULL;
}

static void syntax_mistake(struct builder *b)
{
    const yaml_parser_t *p = &b->parser;
    int line = (int) p->problem_mark.line + 1, column = (int) p->problem_mark.column + 1;
    const char *problem = p->problem ? p->problem : "cannot be read";

    if (p->error == YAML_MEMORY_ERROR)
        abort();
    /* The reader knows an offset in bytes and no line. */
    if (p->error == YAML_READER_ERROR)
        mistakes_place(b->mistakes, p->problem_offset, &line, &column);
    if (p->context && p->context_mark.line != p->problem_mark.line)
        mistake_add(b->mistakes, line, column, CODE_SYNTAX, syntax_hint(problem),
                    "not YAML: %s, %s that begins at %d:%d", problem, p->context, (int) p->context_mark.line + 1,
                    (int) p->context_mark.column + 1);
    else
        mistake_add(b->mistakes, line, column, CODE_SYNTAX, syntax_hint(problem), "not YAML: %s%s%s", problem,
                    p->context ? ", " : "", p->context ? p->context : "");
}

/* The next event replaces the current one. */
static int next(struct builder *b)
{
    yaml_event_delete(&b->event);
    if (yaml_parser_parse(&b->parser, &b->event))
        return 0;
    memset(&b->event, 0, sizeof(b->event));
    syntax_mistake(b);
    return -1;
}

static void event_mistake(struct builder *b, const char *code, const char *hint, const char *text)
{
    mistake_add(b->mistakes, (int) b->event.start_mark.line + 1, (int) b->event.start_mark.column + 1, code, hint, "%s",
                text);
}

static struct yaml_node *new_node(struct builder *b, enum yaml_kind kind)
{
    struct yaml_node *node = arena_alloc(b->arena, sizeof(*node));

    node->kind = kind;
    node->line = (int) b->event.start_mark.line + 1;
    node->column = (int) b->event.start_mark.column + 1;
    node->flow = b->flow > 0;
    return node;
}

static void refuse_features(struct builder *b, struct yaml_node *node, const yaml_char_t *anchor,
                            const yaml_char_t *tag)
{
    node->broken = anchor || tag;
    if (anchor)
        event_mistake(b, CODE_FEATURE, "a text that begins with & must be put in quotes",
                      "anchors are not allowed in a plan");
    if (tag)
        event_mistake(b, CODE_FEATURE, "a text that begins with ! must be put in quotes",
                      "tags are not allowed in a plan");
}

/* Escapes in double quotes can write what the file itself may not hold. */
static void refuse_characters(struct builder *b, struct yaml_node *node)
{
    const char *why;
    size_t n;

    for (size_t at = 0; at < node->length; at += n) {
        uint32_t c = yaml_character(node->text + at, &n);
        int line, column;

        why = yaml_bad_character(c);
        if (!why)
            continue;
        mistakes_place(b->mistakes, node->place[at], &line, &column);
        mistake_add(b->mistakes, line, column, CODE_ENCODING, NULL, "the text holds %s (U+%04X)", why, c);
        node->broken = 1;
        return;
    }
}

static struct yaml_node *build_scalar(struct builder *b)
{
    struct yaml_node *node = new_node(b, YAML_SCALAR);
    yaml_scalar_style_t style = b->event.data.scalar.style;
    char quote = style == YAML_SINGLE_QUOTED_SCALAR_STYLE ? '\'' : style == YAML_DOUBLE_QUOTED_SCALAR_STYLE ? '"' : 0;
    size_t start = yaml_source_offset(&b->source, b->event.start_mark.index);
    size_t end = yaml_source_offset(&b->source, b->event.end_mark.index);

    refuse_features(b, node, b->event.data.scalar.anchor, b->event.data.scalar.tag);
    node->plain = style == YAML_PLAIN_SCALAR_STYLE;
    node->length = b->event.data.scalar.length;
    if (!node->plain || node->length > 0)
        node->text = arena_strndup(b->arena, (const char *) b->event.data.scalar.value, node->length);
    /* An anchor or a tag stands before the text. */
    while (start < end && quote && b->source.text[start] != quote)
        start++;
    yaml_place(node, b->arena, &b->source, start, end, quote);
    refuse_characters(b, node);
    return node;
}

static struct yaml_node *build_alias(struct builder *b)
{
    struct yaml_node *node = new_node(b, YAML_SCALAR);

    event_mistake(b, CODE_FEATURE, "a text that begins with * must be put in quotes",
                  "aliases are not allowed in a plan");
    node->broken = 1;
    return node;
}

struct node_list {
    struct yaml_node **items;
    size_t n, size;
};

static void push(struct arena *a, struct node_list *l, struct yaml_node *node)
{
    if (l->n == l->size) {
        struct yaml_node **old = l->items;

        l->size = l->size ? l->size * 2 : 8;
        l->items = arena_new_array(a, struct yaml_node *, l->size);
        if (l->n)
            memcpy(l->items, old, l->n * sizeof(*old));
    }
    l->items[l->n++] = node;
}

static struct yaml_node *build(struct builder *b, int depth);

static struct yaml_node *build_list(struct builder *b, int depth)
{
    int flow = b->event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    struct yaml_node *list = new_node(b, YAML_LIST), *item;
    struct node_list items = {0};

    refuse_features(b, list, b->event.data.sequence_start.anchor, b->event.data.sequence_start.tag);
    b->flow += flow;
    list->flow = b->flow > 0;
    while (next(b) == 0) {
        if (b->event.type == YAML_SEQUENCE_END_EVENT) {
            list->items = items.items;
            list->n = items.n;
            b->flow -= flow;
            return list;
        }
        item = build(b, depth + 1);
        if (!item)
            return NULL;
        push(b->arena, &items, item);
    }
    return NULL;
}

/* Is the key a text, and new? If not, says so: the pair is left out. */
static bool key_accepted(struct builder *b, const struct node_list *keys, const struct yaml_node *key)
{
    if (key->broken)
        return false;
    if (key->kind != YAML_SCALAR || key->length == 0) {
        mistake_add(b->mistakes, key->line, key->column, CODE_KEY,
                    key->kind == YAML_SCALAR ? NULL : "a text that begins with { or [ must be put in quotes",
                    "a key must be a text");
        return false;
    }
    for (size_t i = 0; i < keys->n; i++) {
        if (strcmp(keys->items[i]->text, key->text) != 0)
            continue;
        mistake_add(b->mistakes, key->line, key->column, CODE_DUPLICATE_KEY, NULL,
                    "duplicate key \"%s\", first at %d:%d", key->text, keys->items[i]->line, keys->items[i]->column);
        return false;
    }
    return true;
}

static struct yaml_node *build_map(struct builder *b, int depth)
{
    int flow = b->event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    struct yaml_node *map = new_node(b, YAML_MAP), *key, *value;
    struct node_list keys = {0}, values = {0};

    refuse_features(b, map, b->event.data.mapping_start.anchor, b->event.data.mapping_start.tag);
    b->flow += flow;
    map->flow = b->flow > 0;
    while (next(b) == 0) {
        if (b->event.type == YAML_MAPPING_END_EVENT) {
            map->keys = keys.items;
            map->items = values.items;
            map->n = keys.n;
            b->flow -= flow;
            return map;
        }
        key = build(b, depth + 1);
        if (!key || next(b) < 0)
            return NULL;
        value = build(b, depth + 1);
        if (!value)
            return NULL;
        if (!key_accepted(b, &keys, key))
            continue;
        push(b->arena, &keys, key);
        push(b->arena, &values, value);
    }
    return NULL;
}

/* The node that begins at the current event; NULL after a mistake that ends the reading. */
static struct yaml_node *build(struct builder *b, int depth)
{
    if (++b->nodes > YAML_MAX_NODES) {
        event_mistake(b, CODE_SIZE, NULL, "the file has too many parts");
        return NULL;
    }
    if (depth > YAML_MAX_DEPTH) {
        event_mistake(b, CODE_SIZE, NULL, "the file is nested too deep");
        return NULL;
    }
    switch (b->event.type) {
    case YAML_SCALAR_EVENT: return build_scalar(b);
    case YAML_ALIAS_EVENT: return build_alias(b);
    case YAML_SEQUENCE_START_EVENT: return build_list(b, depth);
    case YAML_MAPPING_START_EVENT: return build_map(b, depth);
    default: assert(!"libyaml sends a node where it promises one"); return NULL;
    }
}

/* From the stream's start to its end: one document, one tree. */
static struct yaml_node *build_document(struct builder *b)
{
    struct yaml_node *root;

    if (next(b) < 0 || next(b) < 0)
        return NULL;
    if (b->event.type == YAML_STREAM_END_EVENT) {
        mistake_add(b->mistakes, 1, 1, CODE_EMPTY_FILE, "\"retcon new\" writes a plan to begin with",
                    "the file is empty");
        return NULL;
    }
    if (b->event.data.document_start.tag_directives.start != b->event.data.document_start.tag_directives.end)
        event_mistake(b, CODE_FEATURE, NULL, "tag directives are not allowed in a plan");
    if (next(b) < 0)
        return NULL;
    root = build(b, 1);
    if (!root || next(b) < 0 || next(b) < 0)
        return NULL;
    if (b->event.type != YAML_STREAM_END_EVENT) {
        event_mistake(b, CODE_DOCUMENTS, "one plan, one file", "a second document begins here");
        return NULL;
    }
    return root;
}

struct yaml_node *yaml_parse(struct arena *a, struct mistakes *m)
{
    struct builder b = {.arena = a, .mistakes = m};
    struct yaml_node *root;

    if (yaml_source_check(m) < 0)
        return NULL;
    yaml_source_index(&b.source, a, m);
    if (!yaml_parser_initialize(&b.parser))
        abort();
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b.parser, (const unsigned char *) m->source, m->source_bytes);
    root = build_document(&b);
    yaml_event_delete(&b.event);
    yaml_parser_delete(&b.parser);
    return root;
}

struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
    if (!map || map->kind != YAML_MAP)
        return NULL;
    for (size_t i = 0; i < map->n; i++)
        if (strcmp(map->keys[i]->text, key) == 0)
            return map->items[i];
    return NULL;
}

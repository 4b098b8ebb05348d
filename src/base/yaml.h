/*
 * yaml.h: a strict YAML subset as a tree with positions, on libyaml's events.
 *
 * Refuses anchors, aliases, tags, second documents, keys that are not plain strings, duplicate keys,
 * NUL bytes, invalid UTF-8, more than YAML_MAX_BYTES, YAML_MAX_DEPTH or YAML_MAX_NODES. Scalars are
 * strings; the schema gives them types. All memory is the arena's.
 */
#pragma once

#include <stddef.h>

#include "arena.h"
#include "err.h"

enum { YAML_MAX_BYTES = 256 * 1024, YAML_MAX_DEPTH = 16, YAML_MAX_NODES = 20000 };

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    int line, column;       /* of the first character, from 1; column counts characters */
    /* scalar */
    char *text;             /* NUL-terminated; NULL for an empty plain scalar ("key:") */
    size_t length;
    int plain;              /* written without quotes and not as a block */
    int flow;               /* written as or inside {…} or […], where a comma ends a plain scalar */
    int broken;             /* a mistake is already reported for it: ask nothing more of it */
    size_t *place;          /* byte offset in the source of each byte of text; length + 1 entries */
    /* list items; map: keys[i] goes with items[i], in file order */
    struct yaml_node **items, **keys;
    size_t n;
};

/* A mistake found while reading, with its place. Kept as a list, so that all are reported in one go. */
struct mistake {
    int line, column;
    const char *code;       /* "P012" */
    char *text;             /* lower-case sentence */
    char *hint;             /* NULL or what to do, e.g. did you mean "checkpoint"? */
    int warning;            /* 1: a warning, does not make the plan invalid */
    struct mistake *next;
};

struct mistakes {
    struct arena *arena;
    const char *file;       /* as the user named it */
    const char *source;     /* the file's text, for the quoted line */
    size_t source_bytes;
    struct mistake *first;  /* ordered by place */
    int errors, warnings;
};

/* Add one; the printf text is copied. Ordered by line and column. */
void mistake_add(struct mistakes *m, int line, int column, const char *code, const char *hint, const char *fmt, ...)
    _printf_(6, 7);
void mistake_warn(struct mistakes *m, int line, int column, const char *code, const char *hint, const char *fmt, ...)
    _printf_(6, 7);

/* "file:line:column: error: text [P012]", the source line, a caret, the hint, for each mistake, as one text. */
struct buf;
void mistakes_print(const struct mistakes *m, struct buf *out);

/* Line and column (from 1, in characters) of a byte offset in the source. */
void mistakes_place(const struct mistakes *m, size_t offset, int *ret_line, int *ret_column);

/* The tree, or NULL with at least one mistake added. m->source and m->source_bytes are the input. */
struct yaml_node *yaml_parse(struct arena *a, struct mistakes *m);

/* A map's value by key, or NULL. */
struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

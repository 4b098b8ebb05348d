/*
 * reader.h: how a block of the plan file is read: by a table of its keys.
 *
 * A struct field says what a key is called, how its value is read, where it goes, and what it may be. The
 * table gives the required keys, the "did you mean" and the list of keys in the hint. The project file
 * is read by the same readers: its struct plan has the text, the mistakes and the memory, and no plan. Only plan*.c
 * and project*.c include this header.
 */
#pragma once

#include "plan.h"

enum {
    FIELD_REQUIRED = 1,
    FIELD_LATER = 2,   /* read strictly, kept nowhere, noted as a part that this version does not act on */
    FIELD_CHECKED = 4, /* the same without the note: a key inside such a part */
};

struct value;

struct field {
    const char *key;
    void (*read)(struct value *v);
    size_t offset;            /* of the member in the struct that the block is read into */
    size_t count;             /* of its n_… member, where it is a list */
    int flags;
    int64_t min, max;         /* numbers; max also: characters of a text, entries of a list */
    const char *const *words; /* of a choice: NULL-terminated, in the order of its enum */
    const struct field *block; /* the keys of a block */
};

/* A key with its value, on the way into the plan. */
struct value {
    struct plan *plan;
    const struct field *field;
    const struct yaml_node *key, *node;
    const char *path;         /* "scope.exclude.too_new" */
    void *base, *into;        /* the struct that is read into, and the member */
};

#define FIELD_END {.key = NULL}
#define IN(type, member) .offset = offsetof(type, member)
#define LIST_IN(type, member) .offset = offsetof(type, member), .count = offsetof(type, n_##member)

/* A file that nothing was read of yet. plan_file_load(): NULL: unreadable (e filled). */
struct plan *plan_file_new(const char *name, const char *base_dir, const char *text, size_t bytes);
struct plan *plan_file_load(const char *path, struct err *e);

/* Read a map by a table that ends with FIELD_END. path "" is the file itself. */
void read_map(struct plan *p, const char *path, const struct yaml_node *map, const struct field *fields, void *base);

/* Mistakes at a value; at its key where it has no place of its own. */
void value_mistake(const struct value *v, const char *code, const char *hint, const char *fmt, ...) _printf_(4, 5);
/* The same from an err: its text, its hint. */
void value_err(const struct value *v, const char *code, const struct err *e);

/* Is the value of this kind? If not, says so. A scalar must also have a text. */
bool want(const struct value *v, enum yaml_kind kind);

/* Note a part that this version does not act on. */
void note_later(const struct value *v);

/* "did you mean" or, where nothing is near, the whole list. The text is the plan's. */
const char *suggest(struct plan *p, const char *word, const char *const *words, size_t n);

/* Each entry of a map of names, after the name was checked: v->key and v->node are the entry's. */
typedef void read_entry(struct value *entry, size_t i, void *items);
size_t read_entries(struct value *v, size_t item_bytes, bool (*name_ok)(const struct value *), read_entry *read,
                    void **ret_items);

/* Readers of one value. */
void read_text(struct value *v);         /* prose, may have several lines */
void read_line(struct value *v);         /* one line */
void read_lines(struct value *v);        /* a list of such lines, none twice */
void read_run_name(struct value *v);
void read_name(struct value *v);
void read_column(struct value *v);
void read_columns(struct value *v);
void read_keys(struct value *v);
void read_table(struct value *v);
void read_path(struct value *v);
void read_count(struct value *v);
void read_bytes(struct value *v);
void read_duration(struct value *v);
void read_rate(struct value *v);
void read_percent(struct value *v);
void read_bound(struct value *v);        /* one number, any sign */
void read_choice(struct value *v);
void read_fragment(struct value *v);
void read_named_fragments(struct value *v);  /* keys are names */
void read_column_fragments(struct value *v); /* keys are columns */
void read_block(struct value *v);

/* Names. Each says what is wrong at v->node, or at v->key for the _key forms. */
bool name_key_ok(const struct value *v);
bool column_key_ok(const struct value *v);
bool setting_key_ok(const struct value *v);
bool name_ok(struct plan *p, const struct yaml_node *node, const char *path);
bool column_ok(struct plan *p, const struct yaml_node *node, const char *path);

/* Parts that this version does not act on. */
void read_later_change(struct value *v);
void read_guards(struct value *v);

/* Hours of the week, one or several: never in the zone of whatever machine this is. */
void read_window(struct value *v);

/* Watches. plan_check_watches() finds out which column a predicted one sums up. */
void read_watch(struct value *v);
void plan_check_watches(struct plan *p);

/* Does impact.tell ask for columns that there are? */
void plan_check_tell(struct plan *p, const struct yaml_node *root);

/* The keys of the whole file, and what a plan is where it says nothing. */
extern const struct field plan_fields[], checkpoint_fields[];
void plan_defaults(struct plan *p);

/* What the whole plan must be, beyond its single values. */
void plan_check(struct plan *p, const struct yaml_node *root);

/* SHA-256 of the canonical form, into p->digest. */
void plan_digest(struct plan *p, const struct yaml_node *root);

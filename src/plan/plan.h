/*
 * plan.h: a plan file as a struct.
 *
 * plan_load() reads, checks everything that needs no database, and reports every mistake it finds, not
 * the first. A struct plan is immutable afterwards and owned by its arena. SQL fragments are kept as the
 * author wrote them: one expression each, judged here only for containment (it closes nothing it did not
 * open and holds no second statement); the database judges the rest (rollout/check).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "digest.h"
#include "err.h"
#include "fragment.h"
#include "units.h"
#include "window.h"
#include "yaml.h"

/* A piece of SQL in the plan. text is NULL where the plan has none. */
struct fragment {
    const char *text;
    const char *what;             /* where it stands, e.g. "scope.exclude.too_new": for messages */
    const struct yaml_node *node; /* to map an offset in text back to the file */
};

struct named_fragment {
    const char *name;
    int line, column_no;          /* of the name */
    struct fragment sql;
};

struct plan_key {                 /* a key column as the plan names it */
    const char *column;
    int line, column_no;
};

enum plan_meaning { MEANING_RECOMPUTE, MEANING_REINTERPRETATION };
enum plan_story { STORY_RESTORE, STORY_COMPENSATE, STORY_CORRECTION_TABLE, STORY_QUARANTINE, STORY_MANUAL };

/* Rows that somebody corrected after an earlier run had written them. */
enum plan_corrected { CORRECTED_EXCLUDE, CORRECTED_INCLUDE };

enum { PLAN_TOLERANCE_PERCENT = 5 };

struct plan_stage {
    const char *name;
    int64_t sample_rows;          /* 0: not a sample */
    struct fragment where;        /* text NULL: a sample or a bare stage */
    int64_t soak_ms;              /* 0: none */
    double tolerance_percent;     /* how far it may be from the dry run's prediction; default 5 */
};

struct plan_expect {              /* the author's forecast of one figure */
    const char *name;             /* an outcome (changed, unchanged, excluded, uncertain, failed, candidates, universe) or a column */
    bool is_column;
    struct units_range range;     /* for a column: change of its sum over the universe; percent or absolute */
    int line, column_no;
};

enum plan_watch_expect { WATCH_LIMITS, WATCH_UNCHANGED, WATCH_PREDICTED, WATCH_RANGE };

struct plan_watch {               /* a query of one number, measured before, during and after */
    const char *name;
    struct fragment sql;          /* a whole SELECT */
    enum plan_watch_expect expect; /* WATCH_LIMITS: min and max alone */
    struct units_range range;     /* WATCH_RANGE: of the value, or in percent: of its change since before the run */
    double within_percent;        /* of what is expected; default 0 */
    bool has_min, has_max;
    double min, max;
    const char *column;           /* WATCH_PREDICTED: the column whose sum it is; else NULL */
    int64_t every_ms;             /* within a stage; default 30 s */
};

enum { MAX_WORKERS = 64 };

enum guard_kind {
#define GUARD(id, name, unit, slow, stop, what) GUARD_##id,
#include "guards.def"
#undef GUARD
    GUARD_BUILT_IN,               /* how many of those there are */
    GUARD_SQL = GUARD_BUILT_IN,   /* the author's own query of one number */
    GUARD_HTTP                    /* a URL that answers 200 where the run may go on */
};

/* GUARD_FREE: bytes that are left, where less is worse. */
enum guard_unit { GUARD_COUNT, GUARD_MS, GUARD_BYTES, GUARD_FREE };

struct guard_rule {               /* a built-in one, where nobody says otherwise */
    const char *name, *what;
    enum guard_unit unit;
    double slow, stop;            /* 0: none */
};
extern const struct guard_rule guard_rules[GUARD_BUILT_IN];

struct plan_guard {
    const char *name;
    enum guard_kind kind;
    struct fragment sql;          /* GUARD_SQL */
    const char *url;              /* GUARD_HTTP */
    bool off;                     /* the built-in one is switched off */
    bool has_slow, has_stop;
    double slow, stop;            /* in the rule's unit */
};

struct plan_setting {             /* checkpoint.session: name and value */
    const char *name, *value;
};

struct plan {
    struct arena *arena;          /* owns everything below */
    struct mistakes mistakes;
    const char *text;             /* the file, byte for byte */
    size_t text_bytes;
    const char *base_dir;         /* the folder that the file is in; NULL: the current one */
    const char *kind;             /* "a plan"; what the reader calls the file */
    char digest[DIGEST_HEX_LEN + 1]; /* SHA-256 of the canonical form: keys sorted, comments and layout gone; "" for a plan with errors */

    const char *name, *why, *owner;
    enum plan_meaning meaning;
    const char *schema, *table;   /* schema NULL where the plan names none */
    int table_line, table_column;
    struct plan_key *keys;        /* n_keys 0: the primary key */
    size_t n_keys;

    struct fragment where;
    const char *keys_from;        /* path, relative paths resolved against the plan's folder; NULL: none */
    struct named_fragment *exclude;
    size_t n_exclude;
    enum plan_corrected corrected_since; /* default: CORRECTED_EXCLUDE */
    struct fragment class;        /* text NULL: one class */
    int64_t valid_for_ms;         /* 0: for ever */

    struct named_fragment *set;   /* name is the column */
    size_t n_set;
    struct named_fragment *uncertain;
    size_t n_uncertain;

    struct plan_expect *expect;
    size_t n_expect;
    int64_t rehearse_rows;        /* default 200 */
    bool times_batches;           /* the plan leaves to the rehearsal how many rows it changes: some batches are timed, too */

    int64_t batch_rows;           /* 0: auto */
    int64_t batch_time_ms;
    int64_t workers;              /* processes at a time; up to MAX_WORKERS */
    int64_t rate_per_s;           /* 0: no cap */
    int64_t cool_off_ms;          /* a pause behind every batch; 0: none */
    struct windows windows;       /* when batches are done; n 0: always */
    int64_t lock_timeout_ms, statement_timeout_ms;
    int64_t max_failed_rows;      /* more failed rows than this halt the run; 0 with max_failed_percent */
    double max_failed_percent;    /* of the candidates; the larger of both limits counts. default 1 %, at least 10 rows */
    int64_t max_quarantined_rows; /* more rows set aside for a person than this fail the gate; -1: what the dry run foresaw, and
                                     as many as may be refused */
    double max_quarantined_percent; /* of the candidates, where the plan gives a share; else 0 */
    struct plan_setting *session;
    size_t n_session;

    struct plan_guard *guards;    /* what differs from guard_rules; of a project file: for all plans */
    size_t n_guards;

    struct plan_stage *stages;    /* at least one: a bare stage "all" where the plan names none */
    size_t n_stages;

    struct plan_watch *watches;
    size_t n_watches;

    int64_t audit_per_class;      /* default 5 */
    struct named_fragment *edge;
    size_t n_edge;
    const char **mask;            /* columns that are never shown */
    size_t n_mask;
    double audit_confidence;      /* percent; 0: no acceptance sampling, and then so is the next */
    double audit_max_defects;     /* percent of the candidates that may be wrong, at most */

    enum plan_story story;
    const char *story_how;
    int64_t keep_ms;              /* 0: until pruned by hand */

    const char **seen_by;
    size_t n_seen_by;
    const char **changes;
    size_t n_changes;
    const char *tell;

    /* Parts of the plan that this version parses and stores but does not act on, e.g.
       "checkpoint.guards". `check` names them; `run` refuses a plan that has any. */
    struct plan_later {
        const char *what;
        int line, column;
    } *later;
    size_t n_later;
};

/* Read and check the file. NULL: unreadable (e filled). A plan with mistakes is returned all the same:
   look at mistakes.errors before using it; print them with mistakes_print(). */
struct plan *plan_load(const char *path, struct err *e);
/* The same from memory; name is used in messages. base_dir resolves keys_from (NULL: the current one). */
struct plan *plan_parse(const char *name, const char *base_dir, const char *text, size_t bytes, struct err *e);
void plan_free(struct plan *p);
DEFINE_CLEANUP(struct plan *, plan_free)

/* Keys of checkpoint that may be changed while a run goes; NULL-terminated. */
extern const char *const plan_tunable[];
bool plan_is_tunable(const char *name);
/* Set one of them to a value as the plan would write it. ERR_USAGE: no such key, or no such value. */
_must_check_ int plan_tune(struct plan *into, const char *name, const char *value, struct err *e);
/* Does the plan's text say it? And what holds, as a plan would write it. */
bool plan_says(const struct plan *p, const char *name);
const char *plan_tunable_value(struct arena *a, const struct plan *p, const char *name);

/* Ask of every fragment whether it stays in place as this engine reads it: what plan_load() could not know. Adds
   a mistake for each that does not. Call it before any fragment becomes part of a statement. */
void plan_check_engine(struct plan *p, enum fragment_engine engine);

/* impact.tell with its placeholders filled: value gives what stands for {old.column} or {new.column}, or NULL. */
typedef const char *tell_value(void *arg, bool is_new, const char *column);
char *plan_tell(struct arena *a, const char *tell, tell_value *value, void *arg);

bool plan_is_masked(const struct plan *p, const char *column);
/* Has it a stage that is a sample? */
bool plan_draws_samples(const struct plan *p);

/* Report a mistake at byte `offset` (from 0) of a fragment's text; an offset past the end means its start. */
void plan_fragment_mistake(struct plan *p, const struct fragment *f, size_t offset, const char *code, const char *hint,
                           const char *fmt, ...) _printf_(6, 7);

const char *plan_meaning_name(enum plan_meaning m);
const char *plan_story_name(enum plan_story s);

/* A plan's text from an UPDATE … SET … WHERE … (`retcon new --from`). The text is the arena's. Errors name the
   part that cannot be expressed (FROM, RETURNING, several tables, subquery assignment to a column list). */
_must_check_ int plan_from_update(struct arena *a, const char *update, const char *name, char **ret_text, struct err *e);

/* A commented skeleton (`retcon new --table`). columns: name and type pairs in table order. */
struct plan_column {
    const char *name, *type;
    bool key, numeric;
};
char *plan_skeleton(struct arena *a, const char *name, const char *table, const struct plan_column *columns, size_t n);

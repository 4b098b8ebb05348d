/*
 * quarantine.h: rows set aside for a person: uncertain, failed, and the conflicts of a rollback.
 */
#pragma once

#include "rollout.h"

struct quarantine_row {
    int64_t chunk_no, pos;
    const char **key;            /* n_key values */
    const char *outcome;         /* uncertain failed conflict vanished unrestored */
    const char *reason;          /* the doubt's name or the database's message */
    const char *at;
    const char **before, **ours, **now; /* conflict: prior, what the run wrote, current; n_set values or NULL */
    const char *resolution, *resolved_by, *resolved_at, *note;
};

struct quarantine {
    struct run *run;
    const char **key_columns, **set_columns;
    size_t n_key, n_set;
    struct quarantine_row *rows;
    size_t n_rows;
    int64_t total, open;         /* of the whole run; rows holds at most the limit asked for */
};

_must_check_ int quarantine_list(struct rollout *reader, bool open_only, int64_t limit, struct quarantine *ret,
                                 struct err *e);

enum resolution { RESOLVE_KEEP, RESOLVE_RESTORE, RESOLVE_APPLY, RESOLVE_RETRY, RESOLVE_LEAVE };
/* conflict: keep (what is there now stays) or restore (the prior value, whatever is there now); uncertain: apply or
   leave; failed: retry or leave; vanished, unrestored: leave. One row, one transaction, with its event. For retry and restore the
   table may have been altered since scope, as for rollout_bind_altered(): writer->altered. */
_must_check_ int quarantine_resolve(struct rollout *writer, const char *const *key, size_t n_key, enum resolution how,
                                    const char *why, struct err *e);

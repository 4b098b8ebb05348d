#include "step.h"

#include <stdio.h>
#include <string.h>

#include "approval.h"
#include "clock.h"
#include "fault.h"

enum { JUDGE_SLICES = 8, MAX_BY_KEY = 1024 };

/* How many rows to try: fewer while a refused row is being looked for. */
static int64_t slice_rows(const struct slice *s, int64_t max_rows, struct step_memory *m)
{
    int64_t open = s->n - s->position;

    if (m->bad_end > s->position && m->bad_piece == s->piece)
        return MAX((m->bad_end - s->position) / 2, (int64_t) 1);
    m->bad_end = 0;
    m->bad_alone = false;
    return MIN(MAX(max_rows, (int64_t) 1), open);
}

/* The table must still be the one that was frozen; its lock is held by now, so it stays so until COMMIT. */
static int check_definition(struct rollout *ro, struct err *e)
{
    char now[DIGEST_HEX_LEN + 1];

    if (catalog_definition(ro->db, ro->arena, ro->table, now, e) < 0)
        return -1;
    if (strcmp(now, ro->run->definition) == 0)
        return 0;
    err_set(e, ERR_DRIFT, "the definition of table \"%s\", or of a function, has changed since run \"%s\" was scoped; the "
            "batch was rolled back", ro->run->table_name, ro->run->name);
    return err_hint(e, "compare the table (columns, constraints, triggers and their functions) and the functions of the "
                    "plan, then scope again");
}

/* A statement that no longer fits may mean that the table was altered: say that instead. */
static int blame_definition(struct rollout *ro, struct err *e)
{
    struct err cause = *e;

    if (e->id == ERR_SQL && check_definition(ro, e) < 0 && e->id == ERR_DRIFT)
        return -1;
    *e = cause;
    return -1;
}

/* The database's words for a refused row. They may quote its values: behind ": " in the engine's own messages, anywhere in
   those of a trigger. Where the plan masks columns, neither is kept. */
static void keep_message(const struct rollout *ro, struct step_memory *m, const struct err *e)
{
    char *quote = NULL;

    if (ro->plan->n_mask > 0 && strncmp(e->sqlstate, "P0", 2) == 0) {
        snprintf(m->bad_message, sizeof(m->bad_message), "a trigger or function refused it (the plan masks columns: its "
                 "words are not kept)");
        return;
    }
    snprintf(m->bad_message, sizeof(m->bad_message), "%s", e->text);
    if (ro->plan->n_mask > 0)
        quote = strstr(m->bad_message, ": \"");
    if (quote)
        snprintf(quote, sizeof(m->bad_message) - (size_t) (quote - m->bad_message), ": (masked)");
}

/* The next slices are looked up key by key: the longer, the more often a range was tried in vain. */
static void leave_ranges(struct step_memory *m)
{
    m->by_key = m->by_key_next = MIN(MAX(m->by_key_next * 2, JUDGE_SLICES), MAX_BY_KEY);
}

/* The slice failed and was rolled back: what does the error ask for? 0: try again. A range holds rows of others, too: one
   of those may be what an expression failed for. */
static int after_failure(struct rollout *ro, struct step_memory *m, struct step_result *ret, struct err *e)
{
    if (err_class_of(e->id) == ERRC_ROW && ret->form == SLICE_RANGE) {
        leave_ranges(m);
        return 0;
    }
    if (err_class_of(e->id) == ERRC_ROW && ret->slice.count > 0) {
        m->bad_piece = ret->slice.piece;
        m->bad_end = ret->slice.position + ret->slice.count;
        m->bad_alone = ret->slice.count == 1;
        keep_message(ro, m, e);
        return 0;
    }
    if (err_is_transient(e)) {
        m->retries++;
        ret->retry = true;
        return e->id == ERR_DISCONNECTED ? -1 : 0;
    }
    return blame_definition(ro, e);
}

static int commit(struct rollout *ro, struct step_memory *m, struct step_result *ret, struct err *e)
{
    int rc = db_commit(ro->db, e);

    if (rc == DB_COMMIT_UNKNOWN) {
        m->unknown_commits++;
        err_set(e, ERR_DISCONNECTED, "no answer to COMMIT; the ledger will be asked");
        return -1;
    }
    if (rc < 0)
        return after_failure(ro, m, ret, e);
    ret->end = STEP_DONE;
    m->lock_first = false;
    return 0;
}

/* The one row that the database refuses. */
static int refuse(struct rollout *ro, const struct step_ops *ops, int64_t part, struct step_memory *m,
                  struct step_result *ret, struct err *e)
{
    if (ops->refuse(ro, part, &ret->slice, m->bad_message, e) < 0) {
        db_rollback(ro->db);
        return after_failure(ro, m, ret, e);
    }
    m->bad_end = 0;
    m->bad_alone = false;
    ret->counts.failed = 1;
    return commit(ro, m, ret, e);
}

static enum slice_form form_of(const struct rollout *ro, const struct step_ops *ops, const struct step_memory *m)
{
    if (m->lock_first || ro->form == FORM_LONG)
        return SLICE_LOCKED;
    if (m->judge > 0)
        return SLICE_JUDGED;
    return ops->has_ranges && ops->has_ranges(ro) && m->by_key == 0 && m->bad_end == 0 ? SLICE_RANGE : SLICE_STRAIGHT;
}

/* The straight form is done in vain where rows do not change: only after some slices that all did is it tried again. A range
   is either one that changes as a whole, or the rest of it is judged at once. */
static void remember_form(struct step_memory *m, enum slice_form form, const struct slice *s, const struct slice_counts *c)
{
    if (m->by_key > 0)
        m->by_key--;
    else
        m->by_key_next = 0;
    if (form == SLICE_RANGE)
        return;
    if (c->changed + c->restored < s->count)
        m->judge = JUDGE_SLICES;
    else if (m->judge > 0)
        m->judge--;
}

static int change(struct rollout *ro, const struct step_ops *ops, int64_t part, struct step_memory *m,
                  struct step_result *ret, struct err *e)
{
    int rc;

    ret->form = form_of(ro, ops, m);
    rc = ops->change(ro, part, &ret->slice, ret->form, &ret->counts, e);
    if (rc == 0 && ret->counts.raced == 0 && ret->counts.moved == 1) {
        FAULT("changed");
        rc = check_definition(ro, e);
        if (rc == 0) {
            remember_form(m, ret->form, &ret->slice, &ret->counts);
            return commit(ro, m, ret, e);
        }
    }
    db_rollback(ro->db);
    if (rc < 0)
        return after_failure(ro, m, ret, e);
    if (ret->counts.mixed || ret->counts.scattered) {
        if (ret->counts.scattered)
            leave_ranges(m);
        else
            m->judge = JUDGE_SLICES;
        memset(&ret->counts, 0, sizeof(ret->counts));
        return 0;
    }
    if (ret->counts.raced > 0 && (m->lock_first || ro->form == FORM_LONG) && ret->slice.count == 1) {
        /* Alone, locked and still not written: something swallows the update. */
        m->bad_piece = ret->slice.piece;
        m->bad_end = ret->slice.position + 1;
        m->bad_alone = true;
        snprintf(m->bad_message, sizeof(m->bad_message), "the update changed nothing: a trigger or a constraint suppresses it");
        return 0;
    }
    if (ret->counts.raced <= 0) {
        /* Nothing raced and nothing moved: the run has become something else meanwhile. The next claim tells. */
        memset(&ret->counts, 0, sizeof(ret->counts));
        err_set(e, ERR_TRANSIENT, "the run changed its state under the batch");
        ret->retry = true;
        return 0;
    }
    if (m->lock_first) {
        m->bad_piece = ret->slice.piece;
        m->bad_end = ret->slice.position + ret->slice.count;
        m->bad_alone = false;
    }
    m->races++;
    m->lock_first = true;
    ret->raced = true;
    memset(&ret->counts, 0, sizeof(ret->counts));
    return 0;
}

int step(struct rollout *ro, const struct step_ops *ops, int64_t part, int64_t max_rows, struct step_memory *m,
         struct step_result *ret, struct err *e)
{
    const char *wanted = "running", *state = state_name(ops->state);
    int64_t began = clock_ms(), holds;
    struct db_limits limits;
    int rc;

    memset(ret, 0, sizeof(*ret));
    ret->end = STEP_AGAIN;
    rollout_limits(ro, &limits);
    if (db_begin_write(ro->db, &limits, e) < 0)
        return after_failure(ro, m, ret, e);
    rc = ops->claim(ro, part, &ret->slice, &wanted, &state, e);
    FAULT("claimed");
    if (rc != 0 || strcmp(wanted, "running") != 0 || strcmp(state, state_name(ops->state)) != 0) {
        db_rollback(ro->db);
        if (rc < 0)
            return after_failure(ro, m, ret, e);
        ret->end = rc > 0 ? STEP_NONE : STEP_UNWANTED;
        return 0;
    }
    if (ops->state == STATE_RUNNING && (rc = approval_still(ro, e)) != 0) {
        db_rollback(ro->db);
        ret->end = STEP_UNAPPROVED;
        return rc < 0 ? after_failure(ro, m, ret, e) : 0;
    }
    ret->slice.count = slice_rows(&ret->slice, max_rows, m);
    holds = clock_us();
    if (m->bad_alone && m->bad_end == ret->slice.position + 1 && m->bad_piece == ret->slice.piece)
        rc = refuse(ro, ops, part, m, ret, e);
    else
        rc = change(ro, ops, part, m, ret, e);
    m->held_us = MAX(m->held_us, clock_us() - holds);
    ret->took_ms = clock_ms() - began;
    return rc;
}

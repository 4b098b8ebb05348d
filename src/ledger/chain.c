#include "chain.h"

#include <stdio.h>
#include <string.h>

#include "buf.h"

enum { PAGE_EVENTS = 2000 };

#define NO_EVENT "0000000000000000000000000000000000000000000000000000000000000000"

const char *chain_fault_name(enum chain_fault fault)
{
    static const char *const names[] = {
        [CHAIN_FITS] = "fits",
        [CHAIN_EDITED] = "edited",
        [CHAIN_MISSING] = "missing",
        [CHAIN_INSERTED] = "inserted",
        [CHAIN_OUT_OF_ORDER] = "out of order",
        [CHAIN_FORKED] = "forked",
        [CHAIN_SIGNED_ANEW] = "signed anew",
        [CHAIN_TRUNCATED] = "truncated",
        [CHAIN_REWRITTEN] = "rewritten",
        [CHAIN_RUN_DIFFERS] = "run differs",
    };

    return names[fault];
}

void event_digest(const char *const *fields, const size_t *lengths, char ret_hex[DIGEST_HEX_LEN + 1])
{
    static const char version[] = "retcon-event-1\n";
    struct digest_stream *d = digest_new();
    struct buf head = BUF_INIT(64);

    digest_add(d, version, sizeof(version) - 1);
    for (size_t i = 0; i < EVENT_FIELDS; i++) {
        buf_reset(&head);
        if (!fields[i]) {
            digest_add(d, "-\n", 2);
            continue;
        }
        buf_printf(&head, "%zu:", lengths[i]);
        digest_add(d, buf_cstr(&head), head.len);
        digest_add(d, fields[i], lengths[i]);
        digest_add(d, "\n", 1);
    }
    buf_clear(&head);
    digest_finish(d, ret_hex);
}

struct reading {
    struct db *db;
    struct arena *arena;
    const struct anchor *anchors;
    size_t n_anchors;
    bool *met; /* by anchor */
    char last[DIGEST_HEX_LEN + 1];
    struct chain_report *ret;
};

_printf_(4, 5) static int broken(struct reading *r, enum chain_fault fault, int64_t seq, const char *fmt, ...)
{
    struct buf text = BUF_INIT(4096);
    va_list ap;

    va_start(ap, fmt);
    buf_vprintf(&text, fmt, ap);
    va_end(ap);
    r->ret->fault = fault;
    r->ret->seq = seq;
    r->ret->text = arena_strdup(r->arena, buf_cstr(&text));
    buf_clear(&text);
    return 1;
}

/* --- one event --- */

static bool has_digest(const struct db_result *page, size_t row, const char *seq)
{
    const char *fields[EVENT_FIELDS], *stored = db_text(page, row, EVENT_FIELDS);
    size_t lengths[EVENT_FIELDS];
    char computed[DIGEST_HEX_LEN + 1];

    for (int i = 0; i < EVENT_FIELDS; i++) {
        fields[i] = db_text(page, row, (size_t) i);
        lengths[i] = db_length(page, row, (size_t) i);
    }
    if (seq) {
        fields[EVENT_SEQ] = seq;
        lengths[EVENT_SEQ] = strlen(seq);
    }
    event_digest(fields, lengths, computed);
    return stored && db_length(page, row, EVENT_FIELDS) == DIGEST_HEX_LEN && strcmp(stored, computed) == 0;
}

static bool is_text(const struct db_result *page, size_t row, size_t column, const char *text)
{
    const char *s = db_text(page, row, column);

    return s && strcmp(s, text) == 0 && db_length(page, row, column) == strlen(text);
}

/* Under which number was it recorded, if it was only moved? 0: none fits. */
static int64_t recorded_as(const struct db_result *page, size_t row, int64_t n_events)
{
    char seq[32];

    for (int64_t i = 1; i <= 2 * n_events + PAGE_EVENTS; i++) {
        snprintf(seq, sizeof(seq), "%lld", (long long) i);
        if (has_digest(page, row, seq))
            return i;
    }
    return 0;
}

struct place {
    int64_t successors, successor; /* of the last event that fits: how many, and the first of them elsewhere */
    int64_t follows;               /* the event whose digest this one names as the one before; 0: none */
};

static int look_around(struct reading *r, const struct db_result *page, size_t row, struct place *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *found = NULL;
    const char *params[] = {r->last, db_text(page, row, EVENT_PREV)};
    int64_t seq = db_int(page, row, EVENT_SEQ);

    memset(ret, 0, sizeof(*ret));
    if (db_run(r->db, SQL_CHAIN_FIND, NULL, ARRAY_LEN(params), params, &found, e) < 0)
        return -1;
    for (size_t i = 0; i < db_rows(found); i++) {
        if (db_int(found, i, 1) == 0) {
            ret->follows = db_int(found, i, 0);
            continue;
        }
        ret->successors++;
        if (!ret->successor && db_int(found, i, 0) != seq)
            ret->successor = db_int(found, i, 0);
    }
    return 0;
}

/* It does not fit: in which way? What is found beside it tells the ways apart as far as they can be. */
static int diagnose(struct reading *r, const struct db_result *page, size_t row, int64_t n_events, struct err *e)
{
    long long seq = db_int(page, row, EVENT_SEQ), due = r->ret->n_events + 1;
    bool sound = has_digest(page, row, NULL), follows = is_text(page, row, EVENT_PREV, r->last);
    long long recorded = sound ? seq : recorded_as(page, row, n_events);
    struct place p;

    if (look_around(r, page, row, &p, e) < 0)
        return -1;
    if (seq < due)
        return broken(r, CHAIN_FORKED, seq, "two events have the number %lld", seq);
    if (sound && p.successors > 1)
        return broken(r, CHAIN_FORKED, seq, "%lld events say that they follow event %lld", (long long) p.successors,
                      due - 1);
    if (sound && p.follows && p.follows < due - 1)
        return broken(r, CHAIN_FORKED, seq, "event %lld follows event %lld, as event %lld does", seq,
                      (long long) p.follows, (long long) p.follows + 1);
    if (p.successor && recorded)
        return broken(r, CHAIN_OUT_OF_ORDER, seq,
                      "event %lld was recorded as number %lld; what followed event %lld is now "
                      "number %lld",
                      seq, recorded, due - 1, (long long) p.successor);
    if (p.successor)
        return broken(r, CHAIN_INSERTED, seq, "event %lld was put in: what followed event %lld is now number %lld", seq,
                      due - 1, (long long) p.successor);
    if (seq > due)
        return broken(r, CHAIN_MISSING, seq, "before event %lld, %lld %s missing: from number %lld on", seq, seq - due,
                      seq - due == 1 ? "event is" : "events are", due);
    if (recorded > seq)
        return broken(r, CHAIN_MISSING, seq,
                      "event %lld was recorded as number %lld: events before it were removed, and "
                      "the numbers closed up",
                      seq, recorded);
    if (recorded && recorded < seq)
        return broken(r, CHAIN_INSERTED, seq, "event %lld was recorded as number %lld: an event before it was put in",
                      seq, recorded);
    if (!sound || follows)
        return broken(r, CHAIN_EDITED, seq, "what event %lld says is not what was recorded: its digest is another",
                      seq);
    return broken(r, CHAIN_SIGNED_ANEW, due - 1,
                  "event %lld does not follow event %lld: event %lld is not the one that was "
                  "recorded, and its digest was computed again",
                  seq, due - 1, due - 1);
}

static void meet(struct reading *r, int64_t seq, const char *digest)
{
    for (size_t i = 0; i < r->n_anchors; i++)
        if ((r->anchors[i].seq < 0 || r->anchors[i].seq == seq) && strcmp(r->anchors[i].digest, digest) == 0)
            r->met[i] = true;
}

/* 1: the chain breaks here. */
static int read_page(struct reading *r, const struct db_result *page, int64_t n_events, struct err *e)
{
    for (size_t i = 0; i < db_rows(page); i++) {
        if (db_int(page, i, EVENT_SEQ) != r->ret->n_events + 1 || !is_text(page, i, EVENT_PREV, r->last) ||
            !has_digest(page, i, NULL))
            return diagnose(r, page, i, n_events, e);
        memcpy(r->last, db_text(page, i, EVENT_FIELDS), sizeof(r->last));
        r->ret->n_events++;
        r->ret->head_at = arena_strdup(r->arena, db_text(page, i, EVENT_AT));
        meet(r, r->ret->n_events, r->last);
    }
    return 0;
}

/* --- what stands beside the chain --- */

/* The ledger's note of the head. */
static int check_head(struct reading *r, const struct db_result *head)
{
    long long noted = db_int(head, 0, 0), last = r->ret->n_events;

    if (!db_text(head, 0, 1))
        return broken(r, CHAIN_MISSING, 0, "the ledger's note of the last event is missing");
    if (db_int(head, 0, 2) != last)
        return broken(r, CHAIN_FORKED, last, "there are %lld events, but only %lld have a number of their own",
                      (long long) db_int(head, 0, 2), last);
    if (noted > last)
        return broken(r, CHAIN_TRUNCATED, noted, "there were %lld events; the last that is there is number %lld", noted,
                      last);
    if (noted < last)
        return broken(r, CHAIN_INSERTED, noted + 1,
                      "%lld events stand behind number %lld, which the ledger noted as the last", last - noted, noted);
    if (!is_text(head, 0, 1, r->last))
        return broken(r, CHAIN_SIGNED_ANEW, last, "event %lld is not the one that the ledger noted as the last", last);
    return 0;
}

static int check_anchors(struct reading *r)
{
    long long last = r->ret->n_events;

    for (size_t i = 0; i < r->n_anchors; i++) {
        const struct anchor *x = &r->anchors[i];

        if (r->met[i])
            continue;
        if (x->seq > last)
            return broken(r, CHAIN_TRUNCATED, x->seq,
                          "the anchor tells of event %lld; the last that is there is number %lld", (long long) x->seq,
                          last);
        if (x->seq >= 0)
            return broken(r, CHAIN_REWRITTEN, x->seq,
                          "event %lld is not the one that was anchored: it, or what came before "
                          "it, was written anew",
                          (long long) x->seq);
        return broken(r, CHAIN_REWRITTEN, 0,
                      "no event has the digest of the anchor: its end was cut off, or written anew");
    }
    return 0;
}

/* Does what the ledger holds of its runs agree with their events? */
static int check_runs(struct reading *r, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *found = NULL;
    const char *recorded, *now;

    if (db_run(r->db, SQL_CHAIN_RUNS, NULL, 0, NULL, &found, e) < 0)
        return -1;
    if (db_rows(found) == 0)
        return 0;
    recorded = db_text(found, 0, 3);
    now = db_text(found, 0, 4);
    return broken(r, CHAIN_RUN_DIFFERS, 0, "run \"%s\" (#%s): its %s is %s; the audit log tells of %s",
                  db_text(found, 0, 1) ? db_text(found, 0, 1) : "?", db_text(found, 0, 0), db_text(found, 0, 2),
                  now ? now : "not there", recorded ? recorded : "none");
}

static int read_all(struct reading *r, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *head = NULL;
    int64_t after = INT64_MIN;
    int rc = 0;

    if (db_run(r->db, SQL_CHAIN_HEAD, NULL, 0, NULL, &head, e) < 0)
        return -1;
    meet(r, 0, r->last);
    for (bool more = true; rc == 0 && more;) {
        _cleanup_(db_result_freep) struct db_result *page = NULL;
        const char *params[] = {arena_printf(r->arena, "%lld", (long long) after),
                                arena_printf(r->arena, "%d", PAGE_EVENTS)};

        if (db_run(r->db, SQL_EVENT_PAGE, NULL, ARRAY_LEN(params), params, &page, e) < 0)
            return -1;
        rc = read_page(r, page, db_int(head, 0, 2), e);
        more = db_rows(page) == PAGE_EVENTS;
        after = more ? db_int(page, PAGE_EVENTS - 1, EVENT_SEQ) : after;
    }
    rc = rc ? rc : check_head(r, head);
    rc = rc ? rc : check_anchors(r);
    return rc ? rc : check_runs(r, e);
}

int chain_verify(struct db *db, struct arena *a, const struct anchor *anchors, size_t n_anchors,
                 struct chain_report *ret, struct err *e)
{
    struct reading r = {db, a, anchors, n_anchors, arena_new_array(a, bool, n_anchors), NO_EVENT, ret};
    int rc;

    *ret = (struct chain_report){.fault = CHAIN_FITS};
    if (db_begin_read(db, e) < 0)
        return -1;
    rc = read_all(&r, e);
    db_rollback(db);
    if (rc < 0)
        return -1;
    ret->head_digest = arena_strdup(a, r.last);
    for (size_t i = 0; i < n_anchors; i++)
        ret->n_anchors += r.met[i];
    return 0;
}

#include "ledger.h"

#include <string.h>

#include "digest.h"
#include "fault.h"
#include "text.h"

/* --- writing: see chain.h for what the digest is of --- */

/* Valid UTF-8, so that what is exported reads back as what was digested. */
static const char *clean(struct arena *a, const char *s)
{
    size_t n = s ? strlen(s) : 0, bad = s ? text_utf8_invalid_at(s, n) : 0;
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    const char *text;

    if (bad == n)
        return s;
    for (; bad < n; s += bad + 1, n -= bad + 1, bad = text_utf8_invalid_at(s, n)) {
        buf_add(&out, s, bad);
        buf_str(&out, "\xef\xbf\xbd");
    }
    buf_add(&out, s, n);
    text = arena_strdup(a, buf_cstr(&out));
    buf_clear(&out);
    return text;
}

static int no_head(struct err *e)
{
    err_set(e, ERR_DATABASE, "the audit log has no head, so nothing can be recorded, and nothing was done");
    return err_hint(e, "somebody altered the ledger: retcon audit-log verify");
}

/* Append an event; from NULL and to NULL for an act that moves no state. */
int event_record(struct db *db, int64_t run_id, const struct event *event, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    _cleanup_(db_result_freep) struct db_result *head = NULL;
    const char *run = run_id ? arena_printf(a, "%lld", (long long) run_id) : NULL, *moved[2];
    const char *fields[EVENT_FIELDS + 1];
    char digest[DIGEST_HEX_LEN + 1];
    size_t lengths[EVENT_FIELDS];

    /* The lock of the head is held from here to the end of the transaction. */
    if (db_run(db, SQL_CHAIN_LOCK, NULL, 1, &run, &head, e) < 0)
        return -1;
    if (db_rows(head) != 1)
        return no_head(e);
    fields[EVENT_SEQ] = arena_printf(a, "%lld", (long long) db_int(head, 0, 0) + 1);
    fields[EVENT_RUN_ID] = run;
    fields[EVENT_RUN_UUID] = db_text(head, 0, 3);
    fields[EVENT_AT] = db_text(head, 0, 2);
    fields[EVENT_ACTOR] = clean(a, event->actor);
    fields[EVENT_KIND] = event->kind;
    fields[EVENT_FROM] = event->from_state;
    fields[EVENT_TO] = event->to_state;
    fields[EVENT_WHY] = clean(a, event->why);
    fields[EVENT_DETAIL] = clean(a, event->detail);
    fields[EVENT_PREV] = db_text(head, 0, 1);
    for (size_t i = 0; i < EVENT_FIELDS; i++)
        lengths[i] = fields[i] ? strlen(fields[i]) : 0;
    event_digest(fields, lengths, digest);
    fields[EVENT_FIELDS] = digest;
    moved[0] = fields[EVENT_SEQ];
    moved[1] = digest;
    if (db_run(db, SQL_EVENT_INSERT, NULL, ARRAY_LEN(fields), fields, NULL, e) < 0)
        return -1;
    FAULT("event-recorded");
    return db_run(db, SQL_CHAIN_MOVE, NULL, ARRAY_LEN(moved), moved, NULL, e);
}

int event_add(struct db *db, int64_t run_id, const char *kind, const char *actor, const char *why, const char *detail,
              struct err *e)
{
    const struct event event = {.kind = kind, .actor = actor, .why = why, .detail = detail};

    return event_record(db, run_id, &event, e);
}

/* --- reading --- */

/* The order of sql/<engine>/part_event.sql. */
static struct event *events_from(struct arena *a, const struct db_result *r)
{
    struct event *events = arena_new_array(a, struct event, db_rows(r));

    for (size_t i = 0; i < db_rows(r); i++)
        events[i] = (struct event){
            .seq = db_int(r, i, EVENT_SEQ),
            .run_id = db_int(r, i, EVENT_RUN_ID),
            .run_uuid = arena_strdup(a, db_text(r, i, EVENT_RUN_UUID)),
            .at = arena_strdup(a, db_text(r, i, EVENT_AT)),
            .actor = arena_strdup(a, db_text(r, i, EVENT_ACTOR)),
            .kind = arena_strdup(a, db_text(r, i, EVENT_KIND)),
            .from_state = arena_strdup(a, db_text(r, i, EVENT_FROM)),
            .to_state = arena_strdup(a, db_text(r, i, EVENT_TO)),
            .why = arena_strdup(a, db_text(r, i, EVENT_WHY)),
            .detail = arena_strdup(a, db_text(r, i, EVENT_DETAIL)),
            .prev = arena_strdup(a, db_text(r, i, EVENT_PREV)),
            .digest = arena_strdup(a, db_text(r, i, EVENT_FIELDS)),
            .run_name = arena_strdup(a, db_text(r, i, EVENT_FIELDS + 1)),
        };
    return events;
}

int event_list(struct db *db, struct arena *a, int64_t run_id, struct event **ret, size_t *ret_n, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_new(a);

    sql_args_int(args, "run", run_id);
    if (db_run(db, SQL_EVENT_LIST, args, 0, NULL, &r, e) < 0)
        return -1;
    *ret_n = db_rows(r);
    *ret = events_from(a, r);
    return 0;
}

int event_page(struct db *db, struct arena *a, int64_t after, int64_t limit, struct event **ret, size_t *ret_n,
               struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *params[] = {arena_printf(a, "%lld", (long long) after), arena_printf(a, "%lld", (long long) limit)};

    if (db_run(db, SQL_EVENT_PAGE, NULL, ARRAY_LEN(params), params, &r, e) < 0)
        return -1;
    *ret_n = db_rows(r);
    *ret = events_from(a, r);
    return 0;
}

int event_latest(struct db *db, struct arena *a, int64_t run_id, int64_t limit, struct event **ret, size_t *ret_n,
                 struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *params[] = {run_id ? arena_printf(a, "%lld", (long long) run_id) : NULL,
                            arena_printf(a, "%lld", (long long) limit)};

    if (db_run(db, SQL_EVENT_LATEST, NULL, ARRAY_LEN(params), params, &r, e) < 0)
        return -1;
    *ret_n = db_rows(r);
    *ret = events_from(a, r);
    for (size_t i = 0; i < *ret_n / 2; i++) { /* the last came first */
        struct event swap = (*ret)[i];

        (*ret)[i] = (*ret)[*ret_n - 1 - i];
        (*ret)[*ret_n - 1 - i] = swap;
    }
    return 0;
}

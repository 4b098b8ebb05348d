#include "gate.h"

#include <assert.h>
#include <string.h>

#include "approval.h"
#include "audit_evidence.h"
#include "buf.h"
#include "digest.h"
#include "fault.h"
#include "gate_own.h"
#include "incident.h"
#include "meaning.h"
#include "predict.h"
#include "text.h"
#include "watch.h"

static const char *const verdicts[] = {
    [VERDICT_PASS] = "pass", [VERDICT_PERSON] = "person", [VERDICT_FAIL] = "fail"};

/* Whether a person's reason may go on over an item. A reason takes nobody's place: approvals, verdicts on samples and time
   are given, not argued away. */
enum override { OVERRIDE_NEVER, OVERRIDE_FAILED, OVERRIDE_ALWAYS };

/* Each kind of evidence, in the order in which it is gathered. The watches are asked by a handle of their own. */
static const struct evidence_kind {
    const char *name;
    evidence_provider provide;
    enum override override; /* OVERRIDE_FAILED: what failed, but not what waits for a person */
    bool seen;              /* a run halts by it within a stage, too: whoever goes on has seen it */
    enum sql_id sql;        /* the statement behind an item that names none */
    const char *owed;       /* in incident mode it is not waited for, and this is owed; NULL: it is waited for */
} kinds[] = {
    {"accounting", accounting_evidence, OVERRIDE_NEVER, .sql = SQL_VERIFY_RECOUNT},
    {"prediction", predict_evidence, OVERRIDE_ALWAYS, .sql = SQL_PREDICT_COMPARE},
    {"meaning", meaning_evidence, OVERRIDE_ALWAYS, .owed = "word on the plan's meaning", .sql = SQL_DOUBT_LIST},
    {"failures", failures_evidence, OVERRIDE_ALWAYS, .seen = true, .sql = SQL_STATUS_STAGES},
    {"quarantine", quarantine_evidence, OVERRIDE_ALWAYS, .sql = SQL_STATUS_QUARANTINE},
    {"soak", soak_evidence, OVERRIDE_NEVER, .sql = SQL_GATE_SOAKED},
    {"audit", audit_evidence, OVERRIDE_FAILED, .owed = "audit", .sql = SQL_AUDIT_VERDICTS},
    {"approval", approval_evidence, OVERRIDE_NEVER, .sql = SQL_APPROVAL_LIST},
    {"watch", NULL, OVERRIDE_ALWAYS}, /* each has its own */
};

static const struct evidence_kind *kind_of(const struct evidence *x)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(kinds[i].name, x->kind) == 0)
            return &kinds[i];
    assert(!"a kind of evidence that is not in the list");
    return NULL;
}

const char *verdict_name(enum verdict v)
{
    return verdicts[v];
}

static enum verdict verdict_from(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(verdicts); i++)
        if (strcmp(verdicts[i], name) == 0)
            return (enum verdict) i;
    return VERDICT_PERSON;
}

void evidence_add(struct evidence_list *l, struct evidence x)
{
    if (l->n == l->size) {
        struct evidence *old = l->items;

        l->size = l->size ? l->size * 2 : 16;
        l->items = arena_new_array(l->arena, struct evidence, l->size);
        if (l->n)
            memcpy(l->items, old, l->n * sizeof(*old));
    }
    l->items[l->n++] = x;
}

/* --- digests --- */

/* Length before text, so that no two items read alike; null is not an empty text. */
static void add_field(struct buf *b, const char *text)
{
    if (text)
        buf_printf(b, "%zu:", strlen(text));
    buf_str(b, text ? text : "-");
}

static void item_digest(const struct evidence *x, char ret[DIGEST_HEX_LEN + 1])
{
    const char *fields[] = {x->kind, x->name, x->rule, x->measured, verdict_name(x->verdict), x->query};
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);

    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        add_field(&b, fields[i]);
    digest_hex(buf_cstr(&b), b.len, ret);
    buf_clear(&b);
}

/* Of the items' digests, in order. */
static void list_digest(const struct evidence_list *l, char ret[DIGEST_HEX_LEN + 1])
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);
    char one[DIGEST_HEX_LEN + 1];

    for (size_t i = 0; i < l->n; i++) {
        item_digest(&l->items[i], one);
        buf_str(&b, one);
    }
    digest_hex(buf_cstr(&b), b.len, ret);
    buf_clear(&b);
}

/* --- keeping --- */

static struct sql_args *gate_args(struct rollout *ro, int64_t stage_no)
{
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    sql_args_int(args, "stage_no", stage_no);
    return args;
}

static int keep_items(struct rollout *ro, struct sql_args *args, const struct evidence_list *l, struct err *e)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct evidence *x = &l->items[i];
        char digest[DIGEST_HEX_LEN + 1];
        const char *params[] = {x->kind, x->name, x->rule, x->measured, verdict_name(x->verdict), x->query, digest};

        item_digest(x, digest);
        sql_args_int(args, "no", (int64_t) i + 1);
        if (db_run(ro->db, SQL_EVIDENCE_INSERT, args, ARRAY_LEN(params), params, NULL, e) < 0)
            return -1;
    }
    return 0;
}

static int keep_in(struct rollout *ro, int64_t stage_no, const struct evidence_list *l, const char *verdict,
                   const char *why, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = gate_args(ro, stage_no);
    const char *stage = ro->plan->stages[stage_no - 1].name, *actor = ledger_actor(ro->arena), *detail;
    char digest[DIGEST_HEX_LEN + 1];
    const char *params[] = {verdict, digest, actor, why};

    list_digest(l, digest);
    if (sql_exists(db_engine(ro->db), SQL_GATE_LOCK) && db_run(ro->db, SQL_GATE_LOCK, args, 0, NULL, NULL, e) < 0)
        return -1;
    if (db_run(ro->db, SQL_GATE_INSERT, args, ARRAY_LEN(params), params, &r, e) < 0)
        return -1;
    sql_args_int(args, "round", db_int(r, 0, 0));
    if (keep_items(ro, args, l, e) < 0)
        return -1;
    detail = arena_printf(ro->arena, "{\"stage\": \"%s\", \"verdict\": \"%s\", \"evidence\": \"%s\"}", stage, verdict, digest);
    return event_add(ro->db, ro->run->id, "gate", actor, why, detail, e);
}

static int keep(struct rollout *ro, int64_t stage_no, const struct evidence_list *l, const char *verdict, const char *why,
                struct err *e)
{
    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (keep_in(ro, stage_no, l, verdict, why, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    FAULT("gate-asked");
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}

/* --- reading --- */

static int read_items(struct rollout *ro, struct sql_args *args, struct gate *g, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct arena *a = ro->arena;

    sql_args_int(args, "round", g->round);
    if (db_run(ro->db, SQL_EVIDENCE_LIST, args, 0, NULL, &r, e) < 0)
        return -1;
    g->n_items = db_rows(r);
    g->items = arena_new_array(a, struct evidence, g->n_items);
    for (size_t i = 0; i < g->n_items; i++)
        g->items[i] = (struct evidence){
            .kind = arena_strdup(a, db_text(r, i, 0)),
            .name = arena_strdup(a, db_text(r, i, 1)),
            .rule = arena_strdup(a, db_text(r, i, 2)),
            .measured = arena_strdup(a, db_text(r, i, 3)),
            .verdict = verdict_from(db_text(r, i, 4)),
            .query = arena_strdup(a, db_text(r, i, 5)),
            .digest = arena_strdup(a, db_text(r, i, 6)),
        };
    return 0;
}

int gate_read(struct rollout *ro, int64_t stage_no, struct gate *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = gate_args(ro, stage_no);
    struct arena *a = ro->arena;

    memset(ret, 0, sizeof(*ret));
    if (db_run(ro->db, SQL_GATE_LATEST, args, 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return 0;
    ret->round = db_int(r, 0, 0);
    ret->verdict = arena_strdup(a, db_text(r, 0, 1));
    ret->digest = arena_strdup(a, db_text(r, 0, 2));
    ret->actor = arena_strdup(a, db_text(r, 0, 3));
    ret->why = arena_strdup(a, db_text(r, 0, 4));
    ret->at = arena_strdup(a, db_text(r, 0, 5));
    return read_items(ro, args, ret, e);
}

/* --- asking --- */

static bool is_open(const struct gate *g)
{
    return g->round > 0 && (strcmp(g->verdict, "pass") == 0 || strcmp(g->verdict, "override") == 0);
}

/* Is what was shown of an item no better than what is there now? Watches go up and down; of all else that fails, the same must have
   been shown. */
static bool is_as_shown(const struct evidence *shown, const struct evidence *now)
{
    if (now->verdict > shown->verdict)
        return false;
    return now->verdict != VERDICT_FAIL || strcmp(now->kind, "watch") == 0 || same_text(shown->measured, now->measured);
}

/* Did the person who goes on see that this item stands in the way? */
static bool was_seen(const struct gate *before, const struct evidence *x)
{
    if (kind_of(x)->seen)
        return true;
    for (size_t i = 0; i < before->n_items; i++) {
        const struct evidence *old = &before->items[i];

        if (old->verdict != VERDICT_PASS && same_text(old->kind, x->kind) && same_text(old->name, x->name))
            return is_as_shown(old, x);
    }
    return false;
}

static bool can_override(const struct evidence *x)
{
    enum override o = kind_of(x)->override;

    return o == OVERRIDE_ALWAYS || (o == OVERRIDE_FAILED && x->verdict == VERDICT_FAIL);
}

static bool overridden(const struct gate *before, const struct evidence_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].verdict != VERDICT_PASS && (!was_seen(before, &l->items[i]) || !can_override(&l->items[i])))
            return false;
    return true;
}

static const struct evidence *worst_of(const struct evidence_list *l)
{
    const struct evidence *worst = &l->items[0];

    for (size_t i = 1; i < l->n; i++)
        if (l->items[i].verdict > worst->verdict)
            worst = &l->items[i];
    return worst;
}

static const char *describe(struct rollout *ro, int64_t stage_no, const struct evidence *x)
{
    return arena_printf(ro->arena, "the gate after stage \"%s\": %s%s%s is %s; it must be: %s",
                        ro->plan->stages[stage_no - 1].name, x->kind, x->name ? " " : "", x->name ? x->name : "",
                        x->measured ? x->measured : "unknown", x->rule);
}

const char *gate_query(const struct rollout *ro, enum sql_id id)
{
    return arena_printf(ro->arena, "retcon sql %s --statement %s", ro->run->name, sql_name(id));
}

static int gather(struct rollout *ro, struct db *reader, int64_t stage_no, struct evidence_list *l, struct err *e)
{
    for (size_t i = 0, from; i < ARRAY_LEN(kinds); i++) {
        from = l->n;
        if (kinds[i].provide && kinds[i].provide(ro, stage_no, l, e) < 0)
            return -1;
        for (size_t x = from; x < l->n; x++)
            if (!l->items[x].query)
                l->items[x].query = gate_query(ro, kinds[i].sql);
    }
    return reader ? watch_evidence(ro, reader, stage_no, l, e) : 0;
}

/* In incident mode nobody is waited for: what a person would have to say is owed. */
static int owe(struct rollout *ro, struct evidence_list *l, struct err *e)
{
    for (size_t i = 0; ro->run->incident && i < l->n; i++) {
        struct evidence *x = &l->items[i];
        const char *debt = kind_of(x)->owed;

        if (x->verdict != VERDICT_PERSON || !debt)
            continue;
        x->measured = arena_printf(ro->arena, "%s; owed since incident %s", x->measured ? x->measured : "unknown",
                                   ro->run->incident);
        x->verdict = VERDICT_PASS;
        if (incident_owe(ro, debt, e) < 0)
            return -1;
    }
    return 0;
}

int gate_ask(struct rollout *ro, struct db *reader, int64_t stage_no, const char *why, enum gate_end *ret,
             const char **ret_why, struct err *e)
{
    struct evidence_list l = {.arena = ro->arena};
    const struct evidence *worst;
    struct gate before;

    *ret = GATE_OPEN;
    *ret_why = NULL;
    if (gate_read(ro, stage_no, &before, e) < 0)
        return -1;
    if (is_open(&before))
        return 0;
    if (gather(ro, reader, stage_no, &l, e) < 0 || owe(ro, &l, e) < 0)
        return -1;
    worst = worst_of(&l);
    if (worst->verdict == VERDICT_PASS)
        return keep(ro, stage_no, &l, "pass", NULL, e);
    if (why && overridden(&before, &l))
        return keep(ro, stage_no, &l, "override", why, e);
    *ret = worst->verdict == VERDICT_FAIL ? GATE_FAILED : GATE_WAITS;
    *ret_why = describe(ro, stage_no, worst);
    return keep(ro, stage_no, &l, verdict_name(worst->verdict), NULL, e);
}

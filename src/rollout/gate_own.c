#include "gate_own.h"

#include <inttypes.h>

#include "text.h"
#include "verify.h"

static const char *count(struct rollout *ro, int64_t n)
{
    char text[32];

    return arena_strdup(ro->arena, text_count(n, text));
}

/* The rows of the ledger, counted again, against the counters that the batches kept. */
int accounting_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e)
{
    struct verify v;

    (void) stage_no;
    if (verify_accounts(ro, &v, e) < 0)
        return -1;
    evidence_add(ret, (struct evidence){
        .kind = "accounting",
        .rule = "outcomes, counted again, add up to the candidates",
        .measured = v.accounted
                        ? arena_printf(ro->arena, "%s candidates: %s changed, %s unchanged, %s set aside or left out, "
                                       "%s pending", count(ro, v.recount.candidates), count(ro, v.recount.changed),
                                       count(ro, v.recount.unchanged),
                                       count(ro, v.recount.excluded + v.recount.uncertain + v.recount.gone + v.recount.failed),
                                       count(ro, v.recount.pending))
                        : arena_printf(ro->arena, "%s changed by the counters, %s by the rows", count(ro, v.counters.changed),
                                       count(ro, v.recount.changed)),
        .verdict = v.accounted ? VERDICT_PASS : VERDICT_FAIL,
    });
    return 0;
}

int failures_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e)
{
    struct status s;

    (void) stage_no;
    if (status_read(ro->db, ro->arena, ro->run, &s, e) < 0)
        return -1;
    evidence_add(ret, (struct evidence){
        .kind = "failures",
        .rule = arena_printf(ro->arena, "at most %s rows refused by the database", count(ro, ro->run->failed_limit)),
        .measured = count(ro, s.total.failed),
        .verdict = s.total.failed > ro->run->failed_limit ? VERDICT_FAIL : VERDICT_PASS,
    });
    return 0;
}

/* What the plan allows; or what the dry run foresaw up to this stage, and as many as may be refused. Rows that were refused
   beyond that are held by the evidence of failures alone. */
static int quarantine_limit(struct rollout *ro, int64_t stage_no, int64_t failed, int64_t *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    const struct plan *p = ro->plan;

    if (p->max_quarantined_rows >= 0) {
        *ret = MAX(p->max_quarantined_rows, (int64_t) (p->max_quarantined_percent * (double) ro->run->candidates / 100));
        return 0;
    }
    sql_args_int(args, "stage_no", stage_no);
    if (db_run(ro->db, SQL_PREDICT_UNCERTAIN, args, 0, NULL, &r, e) < 0)
        return -1;
    *ret = db_int(r, 0, 0) + MAX(ro->run->failed_limit, failed);
    return 0;
}

/* Uncertain and refused rows that nobody has resolved. */
int quarantine_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e)
{
    struct status s;
    int64_t limit;

    if (status_read(ro->db, ro->arena, ro->run, &s, e) < 0 || quarantine_limit(ro, stage_no, s.total.failed, &limit, e) < 0)
        return -1;
    evidence_add(ret, (struct evidence){
        .kind = "quarantine",
        .rule = arena_printf(ro->arena, "at most %s rows set aside for a person", count(ro, limit)),
        .measured = count(ro, s.open_quarantine),
        .verdict = s.open_quarantine > limit ? VERDICT_FAIL : VERDICT_PASS,
    });
    return 0;
}

int gate_soak_left(struct rollout *ro, int64_t stage_no, int64_t *ret_ms, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    int64_t soak = ro->plan->stages[stage_no - 1].soak_ms;

    *ret_ms = 0;
    if (soak == 0 || ro->run->incident)
        return 0;
    sql_args_int(args, "stage_no", stage_no);
    if (db_run(ro->db, SQL_GATE_SOAKED, args, 0, NULL, &r, e) < 0)
        return -1;
    *ret_ms = db_text(r, 0, 0) ? MAX(soak - db_int(r, 0, 0), (int64_t) 0) : soak;
    return 0;
}

int soak_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e)
{
    int64_t soak = ro->plan->stages[stage_no - 1].soak_ms, left;
    char whole[32], rest[32];

    if (soak == 0)
        return 0;
    if (gate_soak_left(ro, stage_no, &left, e) < 0)
        return -1;
    evidence_add(ret, (struct evidence){
        .kind = "soak",
        .rule = arena_printf(ro->arena, "%s since the stage ended", text_duration(soak, whole)),
        .measured = left ? arena_printf(ro->arena, "%s to go", text_duration(left, rest)) : "over",
        .verdict = left ? VERDICT_PERSON : VERDICT_PASS,
    });
    return 0;
}

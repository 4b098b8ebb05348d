#include "audit_draw.h"
#include "audit_parts.h"
#include "json.h"
#include "stats.h"

const char *audit_texts(struct arena *a, const char *const *texts, size_t n)
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);
    const char *text;
    struct json j;

    json_init(&j, &b, false);
    json_array(&j);
    for (size_t i = 0; i < n; i++)
        json_text(&j, texts[i]);
    json_array_end(&j);
    text = arena_strdup(a, buf_cstr(&b));
    buf_clear(&b);
    return text;
}

int audit_lots(struct rollout *ro, struct audit_lots *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct arena *a = ro->arena;

    if (db_run(ro->db, SQL_AUDIT_CHUNKS, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    *ret = (struct audit_lots){
        .rows = arena_new_array(a, int64_t, ro->plan->n_stages),
        .n_stages = ro->plan->n_stages,
        .stage_no = arena_new_array(a, int64_t, db_rows(r)),
        .chunk_no = arena_new_array(a, int64_t, db_rows(r)),
        .chunk_rows = arena_new_array(a, int64_t, db_rows(r)),
        .n_chunks = db_rows(r),
    };
    for (size_t i = 0; i < ret->n_chunks; i++) {
        int64_t stage_no = db_int(r, i, 0);

        ret->stage_no[i] = stage_no;
        ret->chunk_no[i] = db_int(r, i, 1);
        ret->chunk_rows[i] = db_int(r, i, 2);
        if (stage_no >= 1 && (size_t) stage_no <= ret->n_stages)
            ret->rows[stage_no - 1] += ret->chunk_rows[i];
    }
    return 0;
}

int64_t audit_lot_rows(const struct audit_lots *lots, int64_t stage_no)
{
    int64_t rows = 0;

    for (int64_t i = 0; i < stage_no && (size_t) i < lots->n_stages; i++)
        rows += lots->rows[i];
    return rows;
}

int64_t *audit_sample_rows(struct rollout *ro, const struct audit_lots *lots, int64_t stage_no)
{
    int64_t *sample = arena_new_array(ro->arena, int64_t, lots->n_stages), lot = audit_lot_rows(lots, stage_no), n;

    if (ro->plan->audit_confidence <= 0 || lot == 0)
        return sample;
    n = stats_sample_size(lot, ro->plan->audit_confidence / 100, ro->plan->audit_max_defects / 100);
    audit_draw_gate(ro->run->list_digest, stage_no, lots->rows, n < lot ? n : lot, sample);
    return sample;
}

#include "audit_csv.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "audit_card.h"
#include "csv.h"
#include "text.h"
#include "words.h"

/* --- out --- */

/* A value from the database: visible, and no formula. */
static void field(struct buf *out, const char *value)
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);

    if (value)
        text_visible(&b, value, strlen(value), 0);
    csv_field(out, value ? buf_cstr(&b) : NULL, false, true);
    buf_clear(&b);
}

static void values(struct buf *out, const struct audit *audit, const char *column, const char **texts, size_t i)
{
    const char *value = texts ? shown(audit->plan, column, texts[i]) : NULL;

    field(out, value == VALUE_MASKED ? "(masked)" : value);
}

static void header(struct buf *out, struct arena *a, const struct audit *audit)
{
    csv_field(out, "run", true, true);
    for (size_t i = 0; i < 8; i++)
        field(out, ((const char *[]){"sample", "kind", "name", "class", "stage", "shown", "outcome", "reason"})[i]);
    for (size_t i = 0; i < audit->n_key; i++)
        field(out, arena_printf(a, "key %s", audit->key_columns[i]));
    for (size_t i = 0; i < audit->n_set; i++) {
        field(out, arena_printf(a, "before %s", audit->set_columns[i]));
        field(out, arena_printf(a, "after %s", audit->set_columns[i]));
    }
    field(out, "verdict");
    field(out, "note");
    buf_str(out, "\r\n");
}

static void line(struct buf *out, struct arena *a, const struct audit *audit, const struct audit_sample *s,
                 const struct audit_verdict *own)
{
    const char **key = report_audit_values(a, s->key, audit->n_key), **before = report_audit_values(a, s->before, audit->n_set);
    const char **after = report_audit_values(a, s->taken_at ? s->after : s->predicted, audit->n_set);

    csv_field(out, arena_printf(a, "%" PRId64, audit->run->id), true, true);
    field(out, arena_printf(a, "%" PRId64, s->no));
    field(out, s->kind);
    field(out, s->name);
    field(out, s->class);
    field(out, s->stage);
    field(out, audit_shown(s));
    field(out, s->taken_at ? s->outcome : s->predicted_outcome);
    field(out, s->taken_at ? s->reason : s->predicted_reason);
    for (size_t i = 0; i < audit->n_key; i++)
        values(out, audit, audit->key_columns[i], key, i);
    for (size_t i = 0; i < audit->n_set; i++) {
        values(out, audit, audit->set_columns[i], before, i);
        values(out, audit, audit->set_columns[i], after, i);
    }
    field(out, own ? own->verdict : NULL);
    field(out, own ? own->note : NULL);
    buf_str(out, "\r\n");
}

void audit_export(struct buf *out, struct arena *a, const struct audit *audit, const char *actor)
{
    header(out, a, audit);
    for (size_t i = 0; i < audit->n_samples; i++)
        line(out, a, audit, &audit->samples[i], audit_own(audit, audit->samples[i].no, actor));
}

/* --- in --- */

enum column { IN_RUN, IN_SAMPLE, IN_SHOWN, IN_VERDICT, IN_NOTE, IN_COUNT };
enum { MAX_SHOWN = 10 };

static const char *const columns[IN_COUNT] = {"run", "sample", "shown", "verdict", "note"};

struct import {
    const char *path, *actor;
    struct arena *arena;
    const struct audit *audit;
    struct csv_reader *csv;
    size_t field[IN_COUNT], n_fields;
    struct audit_judgement *items;
    size_t n, size;
    struct buf mistakes;
    int n_mistakes;
};

static void bad_line(struct import *in, const char *fmt, ...) _printf_(2, 3);
static void bad_line(struct import *in, const char *fmt, ...)
{
    va_list ap;

    if (in->n_mistakes++ >= MAX_SHOWN)
        return;
    buf_printf(&in->mistakes, "%sline %d: ", in->mistakes.len ? "; " : "", csv_line(in->csv));
    va_start(ap, fmt);
    buf_vprintf(&in->mistakes, fmt, ap);
    va_end(ap);
}

static int read_header(struct import *in, struct err *e)
{
    char **fields;
    int rc = csv_next(in->csv, &fields, &in->n_fields, e);

    if (rc != 0)
        return rc < 0 ? -1 : err_set(e, ERR_USAGE, "\"%s\" is empty", in->path);
    for (size_t c = 0; c < IN_COUNT; c++) {
        size_t i = 0;

        while (i < in->n_fields && !(fields[i] && strcmp(fields[i], columns[c]) == 0))
            i++;
        if (i == in->n_fields) {
            err_set(e, ERR_USAGE, "%s:1: the header has no column \"%s\"", in->path, columns[c]);
            return err_hint(e, "take the file that retcon audit %s --export wrote", in->audit->run->name);
        }
        in->field[c] = i;
    }
    return 0;
}

static bool read_number(const char *text, int64_t *ret)
{
    char *end;

    if (!text || *text < '0' || *text > '9')
        return false;
    *ret = strtoll(text, &end, 10);
    return *end == '\0';
}

/* The guard that csv_field() set before a formula, and nothing else, is taken away. */
static const char *unguarded(const char *note)
{
    return note && note[0] == '\'' && note[1] && strchr("=+-@\t\r\n", note[1]) ? note + 1 : note;
}

static const struct audit_sample *find(const struct audit *audit, int64_t no)
{
    for (size_t i = 0; i < audit->n_samples; i++)
        if (audit->samples[i].no == no)
            return &audit->samples[i];
    return NULL;
}

static void add(struct import *in, const struct audit_judgement *item)
{
    const struct audit_verdict *own = audit_own(in->audit, item->sample_no, in->actor);

    if (own && strcmp(own->verdict, item->verdict) == 0 && same_text(own->note, item->note) &&
        strcmp(own->shown, item->shown) == 0)
        return;
    if (in->n == in->size) {
        struct audit_judgement *old = in->items;

        in->size = in->size ? in->size * 2 : 64;
        in->items = arena_new_array(in->arena, struct audit_judgement, in->size);
        if (in->n)
            memcpy(in->items, old, in->n * sizeof(*old));
    }
    in->items[in->n++] = *item;
}

static void read_line(struct import *in, char **fields)
{
    const char *verdict = fields[in->field[IN_VERDICT]], *shown = fields[in->field[IN_SHOWN]];
    const char *note = unguarded(fields[in->field[IN_NOTE]]);
    const struct audit_sample *s;
    int64_t run, no;

    if (!verdict || !*verdict) {
        if (note && *note)
            bad_line(in, "a note without a verdict");
        return;
    }
    if (!read_number(fields[in->field[IN_RUN]], &run) || !read_number(fields[in->field[IN_SAMPLE]], &no))
        bad_line(in, "run and sample must be numbers");
    else if (run != in->audit->run->id)
        bad_line(in, "of run #%lld, not #%lld", (long long) run, (long long) in->audit->run->id);
    else if (!audit_is_verdict(verdict))
        bad_line(in, "\"%s\" is none of right, wrong and unsure", verdict);
    else if (!(s = find(in->audit, no)))
        bad_line(in, "there is no sample %lld", (long long) no);
    else if (!shown || (strcmp(shown, "predicted") != 0 && strcmp(shown, "after") != 0) ||
             (strcmp(shown, "after") == 0 && !s->taken_at))
        bad_line(in, "the column \"shown\" is not as it was exported");
    else
        add(in, &(struct audit_judgement){no, arena_strdup(in->arena, verdict),
                                          note && *note ? arena_strdup(in->arena, note) : NULL,
                                          strcmp(shown, "after") == 0 ? "after" : "predicted"});
}

static int read_file(struct import *in, struct err *e)
{
    char **fields;
    size_t n;
    int rc;

    if (read_header(in, e) < 0)
        return -1;
    while ((rc = csv_next(in->csv, &fields, &n, e)) == 0) {
        if (n != in->n_fields)
            bad_line(in, "%zu fields, the header has %zu", n, in->n_fields);
        else
            read_line(in, fields);
    }
    if (rc < 0)
        return -1;
    if (in->n_mistakes == 0)
        return 0;
    err_set(e, ERR_USAGE, "%s: %s%s", in->path, buf_cstr(&in->mistakes), in->n_mistakes > MAX_SHOWN ? "; and more" : "");
    return err_hint(e, "nothing was recorded; correct the lines and import the file again");
}

int audit_import(const char *path, struct arena *a, const struct audit *audit, const char *actor,
                 struct audit_judgement **ret, size_t *ret_n, struct err *e)
{
    struct import in = {.path = path, .actor = actor, .arena = a, .audit = audit, .mistakes = BUF_INIT(1500)};
    int rc;

    if (csv_open(path, &in.csv, e) < 0)
        return -1;
    rc = read_file(&in, e);
    csv_close(in.csv);
    buf_clear(&in.mistakes);
    *ret = in.items;
    *ret_n = in.n;
    return rc;
}

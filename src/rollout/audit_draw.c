#include "audit_draw.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"

struct stream {
    const char *digest, *kind;
    int64_t no, i;
};

static uint64_t next(struct stream *s)
{
    char text[DIGEST_HEX_LEN + 80], hex[DIGEST_HEX_LEN + 1];
    int n = snprintf(text, sizeof(text), "%s:%s %" PRId64 ":%" PRId64, s->digest, s->kind, s->no, s->i++);

    digest_hex(text, (size_t) n, hex);
    hex[16] = '\0';
    return strtoull(hex, NULL, 16);
}

/* Evenly from 0 to m - 1: the numbers of the last, incomplete round are passed over. */
static int64_t below(struct stream *s, int64_t m)
{
    uint64_t round = (uint64_t) m, over = (UINT64_MAX % round + 1) % round, x = next(s);

    while (x > UINT64_MAX - over)
        x = next(s);
    return (int64_t) (x % round);
}

void audit_draw_gate(const char *list_digest, int64_t gate_no, const int64_t *rows, int64_t n, int64_t *ret)
{
    struct stream s = {.digest = list_digest, .kind = "gate", .no = gate_no};
    int64_t left = 0;

    for (int64_t i = 0; i < gate_no; i++) {
        ret[i] = 0;
        left += rows[i];
    }
    assert(n <= left);
    for (; n > 0; n--, left--) {
        int64_t x = below(&s, left), i = 0;

        for (; x >= rows[i] - ret[i]; i++)
            x -= rows[i] - ret[i];
        ret[i]++;
    }
}

/* Ordinals that were drawn, by open addressing; 0 is a free place. */
struct drawn {
    int64_t *places;
    size_t mask;
};

static bool add(struct drawn *d, int64_t ordinal)
{
    size_t at = (size_t) ((uint64_t) ordinal * UINT64_C(0x9e3779b97f4a7c15) >> 20) & d->mask;

    for (; d->places[at] != 0; at = (at + 1) & d->mask)
        if (d->places[at] == ordinal)
            return false;
    d->places[at] = ordinal;
    return true;
}

int64_t *audit_draw_stage(struct arena *a, const char *list_digest, int64_t stage_no, int64_t rows, int64_t n)
{
    struct stream s = {.digest = list_digest, .kind = "stage", .no = stage_no};
    int64_t *ordinals = arena_new_array(a, int64_t, (size_t) n);
    struct drawn d = {.mask = 15};

    assert(n <= rows);
    while (d.mask < (size_t) n * 2)
        d.mask = d.mask * 2 + 1;
    d.places = arena_new_array(a, int64_t, d.mask + 1);
    for (int64_t i = 0; i < n;) {
        int64_t ordinal = below(&s, rows) + 1;

        if (add(&d, ordinal))
            ordinals[i++] = ordinal;
    }
    return ordinals;
}

/*
 * slice_state.h: what slice.c and slice_undo.c keep of a connection's slice.
 */
#pragma once

#include "movement.h"
#include "packed.h"
#include "session.h"

struct lite_slice {
    int64_t *keys;   /* owned; rising */
    size_t n, room, at; /* at: where the next key is looked for first */
    int64_t *classes;   /* owned; of each key */
    struct movement *moved; /* owned; NULL: nothing was captured yet */
    int64_t strangers;
    bool fits;
    int64_t *ords;   /* owned; a rollback: its rows, rising */
    size_t n_ords, ords_room;
    struct packed_rows rows; /* of the block at hand */
    size_t width;    /* a rollback: values a row */
    size_t *values;  /* owned; width offsets in text a row */
    size_t n_values, values_room;
    struct buf text; /* a rollback: blocks of captured values. A run: the block, from its "[" on */
    size_t taken;    /* rows written to the block, those without values too */
    int64_t captured; /* those with values */
    struct buf scratch;
};

/* The connection's. */
struct lite_slice *lite_slice_of(sqlite3_context *context);
/* Nothing is expected, nothing was captured. */
void lite_slice_forget(struct lite_slice *s);
/* Is the key expected? Its index goes to *ret. */
bool lite_slice_find(struct lite_slice *s, sqlite3_value *key, size_t *ret);
/* Expect the i-th row of the list's block at hand. false: it has more than one key column, or no integer that rises. */
bool lite_slice_expect(struct lite_slice *s, size_t i);

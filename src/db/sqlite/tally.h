/*
 * tally.h: a table of byte strings, in the order in which they came, that tells quickly whether one was there before.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { TALLY_MAX = 1000000 }; /* different ones */

struct tally_entry {
    char *key; /* owned by the table */
    size_t len;
    uint64_t hash;
    int64_t number, n; /* the caller's; at first 0 */
};

struct tally {
    struct tally_entry *entries; /* owned */
    size_t n, room;
    uint32_t *slots; /* owned: number of an entry, from 1; 0: free */
    size_t n_slots;
};

/* The entry of this key, which is made where there is none yet; valid until the next call. NULL: there are too many. */
struct tally_entry *tally_find(struct tally *t, const void *key, size_t len);
/* Empty, as it was when it was all zeros. */
void tally_clear(struct tally *t);

/*
 * tally.c: see tally.h. An open-addressed table with linear probing; the hash is FNV-1a, 64 bit
 * (https://datatracker.ietf.org/doc/html/draft-eastlake-fnv).
 */
#include "tally.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "cleanup.h"

enum { FIRST_SLOTS = 64 };

static uint64_t hash_of(const unsigned char *key, size_t len)
{
    uint64_t hash = 14695981039346656037U;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ key[i]) * 1099511628211U;
    return hash;
}

/* The slot of the key, or the free one where it belongs. */
static uint32_t *slot_of(const struct tally *t, uint64_t hash, const void *key, size_t len)
{
    for (size_t at = hash & (t->n_slots - 1);; at = (at + 1) & (t->n_slots - 1)) {
        const struct tally_entry *entry = t->slots[at] ? &t->entries[t->slots[at] - 1] : NULL;

        if (!entry || (entry->hash == hash && entry->len == len && memcmp(entry->key, key, len) == 0))
            return &t->slots[at];
    }
}

static void grow(struct tally *t)
{
    t->n_slots = t->n_slots ? t->n_slots * 2 : FIRST_SLOTS;
    free(t->slots);
    t->slots = xcalloc(t->n_slots, sizeof(*t->slots));
    for (size_t i = 0; i < t->n; i++)
        *slot_of(t, t->entries[i].hash, t->entries[i].key, t->entries[i].len) = (uint32_t) i + 1;
}

static struct tally_entry *add(struct tally *t, uint64_t hash, const void *key, size_t len)
{
    struct tally_entry *entry;

    if (t->n == t->room) {
        t->room = MAX(t->room * 2, (size_t) FIRST_SLOTS);
        t->entries = xrealloc(t->entries, t->room * sizeof(*t->entries));
    }
    entry = &t->entries[t->n++];
    *entry = (struct tally_entry) {.key = xmalloc(len + 1), .len = len, .hash = hash};
    memcpy(entry->key, key, len);
    return entry;
}

struct tally_entry *tally_find(struct tally *t, const void *key, size_t len)
{
    uint64_t hash = hash_of(key, len);
    uint32_t *slot;

    if (t->n * 2 >= t->n_slots)
        grow(t);
    slot = slot_of(t, hash, key, len);
    if (*slot)
        return &t->entries[*slot - 1];
    if (t->n >= TALLY_MAX)
        return NULL;
    *slot = (uint32_t) t->n + 1;
    return add(t, hash, key, len);
}

void tally_clear(struct tally *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->entries[i].key);
    free(t->entries);
    free(t->slots);
    memset(t, 0, sizeof(*t));
}

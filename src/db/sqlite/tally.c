/*
 * tally.c: retcon_tally(row, a, b, …): an aggregate that counts equal rows by hashing, where GROUP BY would sort them.
 * Its value is a JSON array with one [row, n] for each different (a, b, …): the row that came first, and how many there
 * are. Equal is what IS says of values of one storage class, with text compared byte by byte.
 *
 * An open-addressed table with linear probing; the hash is FNV-1a, 64 bit
 * (https://datatracker.ietf.org/doc/html/draft-eastlake-fnv).
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "session.h"

enum { FIRST_SLOTS = 64, MAX_GROUPS = 1000000 };

struct group {
    char *key; /* owned; NULL: a free slot */
    size_t len;
    uint64_t hash;
    int64_t first, n;
};

struct tally {
    struct group *slots; /* owned */
    size_t n_slots, n_groups;
    struct buf key;
    bool failed;
};

/* Each value as its type, its length and its bytes: no two rows read alike. */
static void read_key(struct buf *key, int n, sqlite3_value **values)
{
    buf_reset(key);
    for (int i = 1; i < n; i++) {
        int type = sqlite3_value_type(values[i]), len;
        const void *data;

        buf_char(key, (char) type);
        if (type == SQLITE_INTEGER) {
            int64_t number = sqlite3_value_int64(values[i]);

            buf_add(key, &number, sizeof(number));
            continue;
        }
        data = type == SQLITE_BLOB ? sqlite3_value_blob(values[i]) : sqlite3_value_text(values[i]);
        len = sqlite3_value_bytes(values[i]);
        buf_add(key, &len, sizeof(len));
        if (len)
            buf_add(key, data, (size_t) len);
    }
}

static uint64_t hash_of(const struct buf *key)
{
    uint64_t hash = 14695981039346656037U;

    for (size_t i = 0; i < key->len; i++)
        hash = (hash ^ (unsigned char) key->data[i]) * 1099511628211U;
    return hash;
}

static struct group *slot_of(struct group *slots, size_t n_slots, uint64_t hash, const char *key, size_t len)
{
    size_t at = hash & (n_slots - 1);

    while (slots[at].key && (slots[at].hash != hash || slots[at].len != len || memcmp(slots[at].key, key, len) != 0))
        at = (at + 1) & (n_slots - 1);
    return &slots[at];
}

static void grow(struct tally *t)
{
    size_t n = t->n_slots ? t->n_slots * 2 : FIRST_SLOTS;
    struct group *slots = xcalloc(n, sizeof(*slots));

    for (size_t i = 0; i < t->n_slots; i++)
        if (t->slots[i].key)
            *slot_of(slots, n, t->slots[i].hash, t->slots[i].key, t->slots[i].len) = t->slots[i];
    free(t->slots);
    t->slots = slots;
    t->n_slots = n;
}

static bool count(struct tally *t, int64_t row)
{
    uint64_t hash = hash_of(&t->key);
    struct group *g;

    if (t->n_groups * 2 >= t->n_slots)
        grow(t);
    g = slot_of(t->slots, t->n_slots, hash, t->key.data, t->key.len);
    if (!g->key) {
        if (++t->n_groups > MAX_GROUPS)
            return false;
        g->key = xmalloc(t->key.len + 1);
        memcpy(g->key, t->key.data, t->key.len);
        g->len = t->key.len;
        g->hash = hash;
        g->first = row;
    }
    g->n++;
    return true;
}

void lite_tally_step(sqlite3_context *context, int n, sqlite3_value **values)
{
    struct tally *t = sqlite3_aggregate_context(context, sizeof(*t));

    if (!t || t->failed)
        return;
    t->key.max_bytes = BUF_MAX_DEFAULT;
    read_key(&t->key, n, values);
    if (buf_overflowed(&t->key) || !count(t, sqlite3_value_int64(values[0]))) {
        t->failed = true;
        sqlite3_result_error_toobig(context);
    }
}

static void result(sqlite3_context *context, const struct tally *t)
{
    struct buf json = BUF_INIT(BUF_MAX_DEFAULT);

    for (size_t i = 0; i < t->n_slots; i++)
        if (t->slots[i].key)
            buf_printf(&json, "%c[%" PRId64 ",%" PRId64 "]", json.len ? ',' : '[', t->slots[i].first, t->slots[i].n);
    buf_str(&json, json.len ? "]" : "[]");
    if (buf_overflowed(&json))
        sqlite3_result_error_toobig(context);
    else
        sqlite3_result_text(context, json.data, (int) json.len, SQLITE_TRANSIENT);
    buf_clear(&json);
}

/* Also called, for its cleaning up, when the statement is ended before its last row. */
void lite_tally_final(sqlite3_context *context)
{
    struct tally *t = sqlite3_aggregate_context(context, 0);

    if (!t) {
        sqlite3_result_text(context, "[]", 2, SQLITE_STATIC);
        return;
    }
    if (!t->failed)
        result(context, t);
    for (size_t i = 0; i < t->n_slots; i++)
        free(t->slots[i].key);
    free(t->slots);
    buf_clear(&t->key);
}

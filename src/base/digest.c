#include "digest.h"

#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"

struct digest_stream {
    crypto_hash_sha256_state state;
    size_t n;              /* bytes gathered: many small pieces cost less as few large ones */
    unsigned char gathered[4096];
};

void digest_hex(const void *data, size_t n, char ret_hex[DIGEST_HEX_LEN + 1])
{
    unsigned char raw[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(raw, data, n);
    sodium_bin2hex(ret_hex, DIGEST_HEX_LEN + 1, raw, sizeof(raw));
}

struct digest_stream *digest_new(void)
{
    struct digest_stream *d = xmalloc(sizeof(*d));

    crypto_hash_sha256_init(&d->state);
    d->n = 0;
    return d;
}

void digest_add(struct digest_stream *d, const void *data, size_t n)
{
    if (n == 0)
        return;
    if (n > sizeof(d->gathered) - d->n) {
        crypto_hash_sha256_update(&d->state, d->gathered, d->n);
        d->n = 0;
    }
    if (n > sizeof(d->gathered)) {
        crypto_hash_sha256_update(&d->state, data, n);
    } else {
        memcpy(d->gathered + d->n, data, n);
        d->n += n;
    }
}

void digest_finish(struct digest_stream *d, char ret_hex[DIGEST_HEX_LEN + 1])
{
    unsigned char raw[crypto_hash_sha256_BYTES];

    crypto_hash_sha256_update(&d->state, d->gathered, d->n);
    crypto_hash_sha256_final(&d->state, raw);
    sodium_bin2hex(ret_hex, DIGEST_HEX_LEN + 1, raw, sizeof(raw));
    digest_free(d);
}

void digest_free(struct digest_stream *d)
{
    free(d);
}

void uuid7(char ret_uuid[37])
{
    unsigned char b[16];
    struct timespec now;
    uint64_t ms;

    if (sodium_init() < 0)
        abort();
    randombytes_buf(b, sizeof(b));
    clock_gettime(CLOCK_REALTIME, &now);
    ms = (uint64_t) now.tv_sec * 1000 + (uint64_t) now.tv_nsec / 1000000;
    for (int i = 0; i < 6; i++)
        b[i] = (unsigned char) (ms >> (40 - 8 * i));
    b[6] = (b[6] & 0x0f) | 0x70;
    b[8] = (b[8] & 0x3f) | 0x80;
    snprintf(ret_uuid, 37, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2],
             b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

/*
 * digest.h: SHA-256 (FIPS 180-4), by libsodium. Digests bind plans, lists, dry runs and events.
 */
#pragma once

#include <stddef.h>

enum { DIGEST_HEX_LEN = 64 };

struct digest_stream; /* for data that comes in pieces */

/* 64 lower-case hex digits and a NUL into ret_hex. */
void digest_hex(const void *data, size_t n, char ret_hex[DIGEST_HEX_LEN + 1]);

struct digest_stream *digest_new(void);
void digest_add(struct digest_stream *d, const void *data, size_t n);
void digest_finish(struct digest_stream *d, char ret_hex[DIGEST_HEX_LEN + 1]); /* frees d */
void digest_free(struct digest_stream *d);

/* A UUIDv7 (RFC 9562: milliseconds since 1970, then random bits), 36 characters and a NUL. */
void uuid7(char ret_uuid[37]);

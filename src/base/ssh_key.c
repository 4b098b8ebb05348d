#include "ssh_key.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>

static const char *const types[] = {
    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
    "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
};

static void fingerprint_of(const unsigned char *blob, size_t n, char ret[SSH_FINGERPRINT_LEN + 1])
{
    unsigned char hash[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(hash, blob, n);
    memcpy(ret, "SHA256:", 7);
    sodium_bin2base64(ret + 7, SSH_FINGERPRINT_LEN + 1 - 7, hash, sizeof(hash), sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

/* An SSH string (four bytes of length, then so many) at *at of a blob. NULL: the blob ends before. */
static const unsigned char *ssh_string(const unsigned char *blob, size_t n, size_t *at, size_t *ret_length)
{
    const unsigned char *p = blob + *at;
    size_t length;

    if (n - *at < 4)
        return NULL;
    length = (size_t) p[0] << 24 | (size_t) p[1] << 16 | (size_t) p[2] << 8 | p[3];
    if (length > n - *at - 4)
        return NULL;
    *at += 4 + length;
    *ret_length = length;
    return p + 4;
}

static int not_a_key(struct err *e, const char *why)
{
    err_set(e, ERR_USAGE, "not an SSH public key: %s", why);
    return err_hint(e, "the line of a .pub file: ssh-ed25519 AAAA… name@host");
}

static int check_blob(const struct ssh_key *key, unsigned char *blob, size_t size, size_t *ret_n, struct err *e)
{
    const unsigned char *type;
    size_t length, at = 0;

    if (sodium_base642bin(blob, size, key->blob, strlen(key->blob), NULL, ret_n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return not_a_key(e, "what follows the kind is not base64");
    type = ssh_string(blob, *ret_n, &at, &length);
    if (!type || length != strlen(key->type) || memcmp(type, key->type, length) != 0 || at == *ret_n)
        return not_a_key(e, "what follows the kind is not a key of that kind");
    /* The kind's own numbers and points follow, each of them a string. */
    while (at < *ret_n)
        if (!ssh_string(blob, *ret_n, &at, &length))
            return not_a_key(e, "it is cut off");
    return 0;
}

int ssh_key_parse(struct arena *a, const char *line, struct ssh_key *ret, struct err *e)
{
    unsigned char blob[SSH_KEY_MAX_BYTES];
    size_t n = strcspn(line, " \t"), m, bytes, i;
    struct ssh_key key;

    if (strlen(line) >= SSH_KEY_MAX_BYTES || strpbrk(line, "\r\n"))
        return not_a_key(e, "longer than one line of it");
    key.type = arena_strndup(a, line, n);
    for (i = 0; i < ARRAY_LEN(types) && strcmp(types[i], key.type) != 0; i++)
        ;
    if (i == ARRAY_LEN(types))
        return not_a_key(e, "it does not begin with a kind of key that signatures can be checked with");
    n += strspn(line + n, " \t");
    m = strcspn(line + n, " \t");
    key.blob = arena_strndup(a, line + n, m);
    if (check_blob(&key, blob, sizeof(blob), &bytes, e) < 0)
        return -1;
    fingerprint_of(blob, bytes, key.fingerprint);
    *ret = key;
    return 0;
}

static int not_a_signature(struct err *e)
{
    err_set(e, ERR_USAGE, "not an SSH signature");
    return err_hint(e, "what ssh-keygen -Y sign wrote: it begins with -----BEGIN SSH SIGNATURE-----");
}

int ssh_signature_key(const char *armored, char ret_fingerprint[SSH_FINGERPRINT_LEN + 1], struct err *e)
{
    static const char begin[] = "-----BEGIN SSH SIGNATURE-----\n", magic[] = "SSHSIG", end[] = "-----END SSH SIGNATURE-----";
    unsigned char blob[SSH_KEY_MAX_BYTES];
    const char *body = armored + strlen(begin), *last;
    const unsigned char *key;
    size_t n, length, at = strlen(magic) + 4;

    if (strncmp(armored, begin, strlen(begin)) != 0 || !(last = strstr(body, end)))
        return not_a_signature(e);
    if (sodium_base642bin(blob, sizeof(blob), body, (size_t) (last - body), "\r\n", &n, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        return not_a_signature(e);
    if (n < at || memcmp(blob, magic, strlen(magic)) != 0 || !(key = ssh_string(blob, n, &at, &length)))
        return not_a_signature(e);
    fingerprint_of(key, length, ret_fingerprint);
    return 0;
}

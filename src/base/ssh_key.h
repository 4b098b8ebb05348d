/*
 * ssh_key.h: SSH public keys and signatures as text, as far as Retcon must know what is in them: the kind of key,
 * and its fingerprint. Whether a signature is right is ssh-keygen's to say, never this module's.
 *
 * Formats: a key is a line of authorized_keys without options (sshd(8)); its blob is RFC 4253, 6.6. A signature is the
 * armored form of openssh's PROTOCOL.sshsig.
 */
#pragma once

#include <stddef.h>

#include "arena.h"
#include "err.h"

enum { SSH_KEY_MAX_BYTES = 16 * 1024, SSH_FINGERPRINT_LEN = 50 }; /* "SHA256:" and 43 characters of base64 */

struct ssh_key {
    const char *type;      /* "ssh-ed25519" */
    const char *blob;      /* in base64, as in the line */
    char fingerprint[SSH_FINGERPRINT_LEN + 1]; /* as `ssh-keygen -l` shows it */
};

/* From "ssh-ed25519 AAAA… comment". Strings are the arena's. ERR_USAGE: not one line, of a kind that signatures are not
   checked with (ssh-dss, certificates), or the blob is not of the kind that the line says. */
_must_check_ int ssh_key_parse(struct arena *a, const char *line, struct ssh_key *ret, struct err *e);

/* The fingerprint of the key that an armored signature says it was made with. ERR_USAGE: it is not such a signature. */
_must_check_ int ssh_signature_key(const char *armored, char ret_fingerprint[SSH_FINGERPRINT_LEN + 1], struct err *e);

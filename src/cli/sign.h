/*
 * sign.h: a signature by the SSH key of whoever sits here, made by ssh-keygen, as git makes them.
 */
#pragma once

#include "project.h"

struct signer {
    const struct person *person;
    const char *fingerprint;
    const char *file;        /* what ssh-keygen -f is given: the private key, or the public one of a key in the agent */
};

/* The key of --key FILE, or else the first in ~/.ssh that is one of the project's people's (of person alone, where one is
   given). ERR_NOT_FOUND: there is none; ERR_USAGE: the file's key is nobody's. */
_must_check_ int sign_find(struct arena *a, const struct project *p, const char *file, const struct person *person,
                           struct signer *ret, struct err *e);

/* The armored signature of a text in our namespace. ssh-keygen may ask for a passphrase, on the terminal. */
_must_check_ int sign_text(struct arena *a, const struct signer *s, const char *text, const char **ret, struct err *e);

/*
 * keys.h: keys that a user gives in a CSV file, whose header names the key's columns.
 */
#pragma once

#include "rollout.h"

struct keys_count {
    int64_t rows, different, found; /* in the file; without duplicates; of these, in the table */
};

/* Load the file into the temporary table retcon_keys of the open transaction. A value that does not fit the key's type is
   ERR_USAGE with file:line. */
_must_check_ int keys_load(struct rollout *ro, const char *path, struct keys_count *ret, struct err *e);

/* Drop the temporary tables again, where the engine does not by itself at COMMIT. */
_must_check_ int keys_drop(struct rollout *ro, struct err *e);

/* The file as JSON, an array of arrays of texts, for a handle that cannot write. At most a million rows. */
_must_check_ int keys_json(struct rollout *ro, const char *path, const char **ret, struct err *e);

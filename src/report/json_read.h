/*
 * json_read.h: the few reads that a report needs of JSON that Retcon stored. Nothing is copied: a value is a pointer
 * to its first character in the text. Every function takes what another returned, NULL included, and gives NULL (or
 * false) for what is missing or is not JSON; it never reads past the terminating NUL.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"

bool json_is_valid(const char *json); /* one value and nothing behind it */
const char *json_member(const char *object, const char *key); /* key: plain ASCII, as our own keys are */
const char *json_first(const char *array);
const char *json_next(const char *item);
bool json_read_int(const char *value, int64_t *ret);
char *json_read_text(struct arena *a, const char *value); /* NULL also for null */

/*
 * fragment.h: is a text one SQL expression that stays where it is put?
 *
 * A small lexer for what PostgreSQL, SQLite and MariaDB share: quotes and their escapes, dollar quotes,
 * E'' strings, nested and line comments, brackets. It does not parse SQL: whether the expression is valid
 * is the database's to say.
 */
#pragma once

#include <stddef.h>

#include "err.h"

enum { FRAGMENT_MAX_BYTES = 8192 };

/* 0: contained. -1: not; e says why and e->position is the byte offset + 1 of the place. Refused: empty, longer
   than FRAGMENT_MAX_BYTES, a semicolon, a bracket closed that it did not open or left open, an unclosed quote or
   comment, a line comment (it would swallow what follows), a placeholder ($1, ?1, :name), a NUL. */
_must_check_ int fragment_contained(const char *text, size_t n, struct err *e);

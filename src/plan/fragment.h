/*
 * fragment.h: is a text one SQL expression that stays where it is put?
 *
 * A small lexer for what PostgreSQL, SQLite and MariaDB share: quotes and their escapes, dollar quotes,
 * E'' strings, nested and line comments, brackets. It does not parse SQL: whether the expression is valid
 * is the database's to say.
 *
 * The engines read some texts differently, and a text that stays in place for one may break out for
 * another: comments nest in PostgreSQL only, [it's] is a name in SQLite only, \' escapes in MariaDB only.
 */
#pragma once

#include <stddef.h>

#include "err.h"

enum { FRAGMENT_MAX_BYTES = 8192, FRAGMENT_MAX_DEPTH = 100 };

enum fragment_engine { FRAGMENT_POSTGRESQL, FRAGMENT_SQLITE, FRAGMENT_MARIADB };

/* 0: contained. -1: not; e says why and e->position is the byte offset + 1 of the place. Refused: empty, longer
   than FRAGMENT_MAX_BYTES, a semicolon, a bracket closed that it did not open or left open, an unclosed quote or
   comment, a line comment (it would swallow what follows), a placeholder ($1, ?1, :name), a NUL.

   For a text whose engine is not known yet: it must be contained for PostgreSQL, and for SQLite too unless it uses
   what PostgreSQL alone has (E'…\…', $$…$$, the operator ?). Such a text is only safe once the engine is known:
   ask fragment_contained_in() then, or plan_check_engine() for all of a plan. */
_must_check_ int fragment_contained(const char *text, size_t n, struct err *e);

/* The same, in the reading of one engine. */
_must_check_ int fragment_contained_in(enum fragment_engine engine, const char *text, size_t n, struct err *e);

/*
 * lexer.h: the words, quotes, comments and brackets of an SQL text, as one engine reads them.
 *
 * The engines differ in exactly the places by which a text can break out of where it is put: what quotes,
 * what escapes a quote, whether comments nest. So a text is read with the eyes of one of them. Whether the
 * text is SQL is not asked. Only fragment.c and update*.c include this header.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "fragment.h"

enum sql_kind {
    SQL_END,
    SQL_WORD,          /* a keyword or an unquoted name */
    SQL_NAME,          /* a quoted name: "a", `a`, [a] */
    SQL_STRING,
    SQL_NUMBER,
    SQL_OPEN,          /* ( or [ */
    SQL_CLOSE,
    SQL_COMMA,
    SQL_DOT,
    SQL_SEMICOLON,
    SQL_PLACEHOLDER,   /* $1 ?1 :name, and what else the engine takes for one */
    SQL_COMMENT,
    SQL_LINE_COMMENT,
    SQL_OTHER,         /* one byte of an operator */
    SQL_OPEN_QUOTE,    /* a quote or comment without an end: reaches to the end of the text */
    SQL_OPEN_COMMENT,
    SQL_NUL,
};

struct sql_token {
    enum sql_kind kind;
    size_t at, length;
};

struct sql_lexer {
    const char *text;
    size_t n, at;
    enum fragment_engine engine;
    bool backquotes;   /* are quotes, whatever the engine */
    int square;        /* open [: a colon inside is a slice */
    bool only_postgresql; /* has met E'…\…', $$…$$ or a bare ?, which no other engine reads in this way */
};

/* The next token; blanks are skipped. After SQL_END, SQL_END again. */
struct sql_token sql_next(struct sql_lexer *l);

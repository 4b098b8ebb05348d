#include "lexer.h"

#include <string.h>

static bool space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters, the underscore, and every byte of a character beyond ASCII. */
static bool begins_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char) c >= 0x80;
}

static bool in_word(char c)
{
    return begins_word(c) || digit(c) || c == '$';
}

static char peek(const struct sql_lexer *l, size_t ahead)
{
    return ahead < l->n - l->at ? l->text[l->at + ahead] : '\0';
}

static struct sql_token token(struct sql_lexer *l, enum sql_kind kind, size_t length)
{
    struct sql_token t = {kind, l->at, length};

    l->at += length;
    return t;
}

static struct sql_token rest(struct sql_lexer *l, enum sql_kind kind)
{
    return token(l, kind, l->n - l->at);
}

/* From the quote at `skip` bytes ahead to the next one that is not doubled or, where it does so, escaped. */
static struct sql_token quoted(struct sql_lexer *l, enum sql_kind kind, size_t skip, char end, bool backslash)
{
    for (size_t i = l->at + skip + 1; i < l->n; i++) {
        if (backslash && l->text[i] == '\\')
            i++;
        else if (l->text[i] == end && end != ']' && i + 1 < l->n && l->text[i + 1] == end)
            i++;
        else if (l->text[i] == end)
            return token(l, kind, i + 1 - l->at);
    }
    return rest(l, SQL_OPEN_QUOTE);
}

/* E'…' of PostgreSQL: a backslash escapes. */
static struct sql_token escape_string(struct sql_lexer *l)
{
    struct sql_token t = quoted(l, SQL_STRING, 1, '\'', true);

    if (memchr(l->text + t.at, '\\', t.length))
        l->only_postgresql = true;
    return t;
}

/* $tag$ … $tag$ of PostgreSQL: the length of the opening tag, or 0. */
static size_t dollar_tag(const struct sql_lexer *l)
{
    size_t n = 1;

    if (begins_word(peek(l, n)))
        while (begins_word(peek(l, n)) || digit(peek(l, n)))
            n++;
    return peek(l, n) == '$' ? n + 1 : 0;
}

static struct sql_token dollar_string(struct sql_lexer *l, size_t tag)
{
    const char *begin = l->text + l->at, *end;

    l->only_postgresql = true;
    end = memmem(begin + tag, l->n - l->at - tag, begin, tag);
    if (!end)
        return rest(l, SQL_OPEN_QUOTE);
    return token(l, SQL_STRING, (size_t) (end - begin) + tag);
}

static struct sql_token comment(struct sql_lexer *l)
{
    int depth = 1;

    for (size_t i = l->at + 2; i + 1 < l->n; i++) {
        bool opens = l->text[i] == '/' && l->text[i + 1] == '*' && l->engine == FRAGMENT_POSTGRESQL;
        bool closes = l->text[i] == '*' && l->text[i + 1] == '/';

        depth += opens - closes;
        if (depth == 0)
            return token(l, SQL_COMMENT, i + 2 - l->at);
        i += opens || closes;
    }
    return rest(l, SQL_OPEN_COMMENT);
}

static struct sql_token line_comment(struct sql_lexer *l)
{
    const char *end = memchr(l->text + l->at, '\n', l->n - l->at);

    return token(l, SQL_LINE_COMMENT, end ? (size_t) (end - l->text) - l->at : l->n - l->at);
}

static struct sql_token word(struct sql_lexer *l)
{
    size_t n = 1;

    while (in_word(peek(l, n)))
        n++;
    return token(l, SQL_WORD, n);
}

/*
 * A number, with the letters that touch it. A dollar does not belong to it: 1$$ opens a dollar quote. Letters
 * that touch a quote are refused, because versions of PostgreSQL differ in whether 1e'…' is an E'…'.
 */
static struct sql_token number(struct sql_lexer *l)
{
    size_t n = 1;

    while (begins_word(peek(l, n)) || digit(peek(l, n)) || (peek(l, n) == '.' && peek(l, n + 1) != '.'))
        n++;
    if (peek(l, n) == '\'' && begins_word(l->text[l->at + n - 1]))
        return rest(l, SQL_OPEN_QUOTE);
    return token(l, SQL_NUMBER, n);
}

static struct sql_token named_placeholder(struct sql_lexer *l)
{
    size_t n = 1;

    while (in_word(peek(l, n)))
        n++;
    return token(l, SQL_PLACEHOLDER, n);
}

/* A dollar: a dollar quote, a placeholder, or nothing. */
static struct sql_token dollar(struct sql_lexer *l)
{
    size_t tag = l->engine == FRAGMENT_POSTGRESQL ? dollar_tag(l) : 0;

    if (tag)
        return dollar_string(l, tag);
    if (digit(peek(l, 1)) || (l->engine == FRAGMENT_SQLITE && in_word(peek(l, 1))))
        return named_placeholder(l);
    return token(l, SQL_OTHER, 1);
}

/* A question mark: a placeholder, or an operator on PostgreSQL's jsonb. */
static struct sql_token question(struct sql_lexer *l)
{
    if (l->engine != FRAGMENT_POSTGRESQL || digit(peek(l, 1)))
        return named_placeholder(l);
    l->only_postgresql = true;
    return token(l, SQL_OTHER, 1);
}

/* A colon: a cast, an array's slice, or a placeholder. */
static struct sql_token colon(struct sql_lexer *l)
{
    if (peek(l, 1) == ':')
        return token(l, SQL_OTHER, 2);
    if (l->square == 0 && (begins_word(peek(l, 1)) || (l->engine != FRAGMENT_POSTGRESQL && digit(peek(l, 1)))))
        return named_placeholder(l);
    return token(l, SQL_OTHER, 1);
}

static struct sql_token bracket(struct sql_lexer *l, char c)
{
    if (c == '[' && l->engine == FRAGMENT_SQLITE)
        return quoted(l, SQL_NAME, 0, ']', false);
    /* A ] without its [ is nothing to SQLite, which knows no arrays. */
    if (c == ']' && l->engine == FRAGMENT_SQLITE)
        return token(l, SQL_OTHER, 1);
    l->square += (c == '[') - (c == ']');
    return token(l, c == '(' || c == '[' ? SQL_OPEN : SQL_CLOSE, 1);
}

static struct sql_token quote(struct sql_lexer *l, char c)
{
    bool mariadb = l->engine == FRAGMENT_MARIADB;

    if (c == '`' && l->engine == FRAGMENT_POSTGRESQL && !l->backquotes)
        return token(l, SQL_OTHER, 1);
    if (c == '`')
        return quoted(l, SQL_NAME, 0, '`', false);
    return quoted(l, c == '"' && !mariadb ? SQL_NAME : SQL_STRING, 0, c, mariadb);
}

/* A MariaDB comment that is executed: what it holds is code, so its end is only a mark. */
static bool executed_comment(const struct sql_lexer *l)
{
    return l->engine == FRAGMENT_MARIADB && (peek(l, 2) == '!' || (peek(l, 2) == 'M' && peek(l, 3) == '!'));
}

static struct sql_token other(struct sql_lexer *l, char c)
{
    if (c == '/' && peek(l, 1) == '*')
        return executed_comment(l) ? token(l, SQL_SEMICOLON, 2) : comment(l);
    if ((c == '-' && peek(l, 1) == '-') || (c == '#' && l->engine == FRAGMENT_MARIADB))
        return line_comment(l);
    if (c == '@' && l->engine == FRAGMENT_SQLITE && in_word(peek(l, 1)))
        return named_placeholder(l);
    return token(l, SQL_OTHER, 1);
}

struct sql_token sql_next(struct sql_lexer *l)
{
    char c;

    while (l->at < l->n && space(l->text[l->at]))
        l->at++;
    if (l->at == l->n)
        return token(l, SQL_END, 0);
    c = l->text[l->at];
    if ((c == 'e' || c == 'E') && peek(l, 1) == '\'' && l->engine == FRAGMENT_POSTGRESQL)
        return escape_string(l);
    if (begins_word(c))
        return word(l);
    if (digit(c) || (c == '.' && digit(peek(l, 1))))
        return number(l);
    switch (c) {
    case '\0': return token(l, SQL_NUL, 1);
    case '\'':
    case '"':
    case '`': return quote(l, c);
    case '(':
    case ')':
    case '[':
    case ']': return bracket(l, c);
    case ',': return token(l, SQL_COMMA, 1);
    case '.': return token(l, SQL_DOT, 1);
    case ';': return token(l, SQL_SEMICOLON, 1);
    case '$': return dollar(l);
    case '?': return question(l);
    case ':': return colon(l);
    default: return other(l, c);
    }
}

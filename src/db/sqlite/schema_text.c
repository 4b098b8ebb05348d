/*
 * schema_text.c: SQL functions that read the text of a schema, as SQLite keeps it.
 *
 *     retcon_trigger_event(sql)      what stands between the name and ON in a CREATE TRIGGER: "AFTER UPDATE OF a, b"
 *     retcon_mentions(sql, name)     does the name stand in it, as a word or in quotes, outside of comments?
 *     retcon_column_text(sql, name)  the definition of a column in a CREATE TABLE, without its name; NULL: none found
 */
#include <ctype.h>
#include <string.h>

#include "buf.h"
#include "session.h"

/* Past white space and comments. */
static const char *skip_space(const char *p)
{
    for (;;) {
        const char *end;

        while (isspace((unsigned char) *p))
            p++;
        if (strncmp(p, "--", 2) == 0)
            end = strchr(p, '\n');
        else if (strncmp(p, "/*", 2) == 0)
            end = (end = strstr(p + 2, "*/")) ? end + 2 : NULL;
        else
            return p;
        p = end ? end : p + strlen(p);
    }
}

/* Past one word, quoted name or other character. */
static const char *skip_token(const char *p)
{
    static const char opening[] = "\"`'[", closing[] = "\"`']";
    const char *kind = *p ? strchr(opening, *p) : NULL;

    if (kind) {
        char close = closing[kind - opening];

        for (p++; *p && (*p != close || (close != ']' && p[1] == close)); p++)
            if (*p == close)
                p++;
        return *p ? p + 1 : p;
    }
    if (!isalnum((unsigned char) *p) && *p != '_' && !(*p & 0x80))
        return *p ? p + 1 : p;
    while (isalnum((unsigned char) *p) || *p == '_' || (*p & 0x80))
        p++;
    return p;
}

static bool is_word(const char *p, const char *word)
{
    size_t n = strlen(word);

    return sqlite3_strnicmp(p, word, (int) n) == 0 && skip_token(p) == p + n;
}

/* --- names --- */

/* Is the token at p, which ends at end, this name? Quotes within quotes are doubled. */
static bool is_name(const char *p, const char *end, const char *name)
{
    bool quoted = *p && strchr("\"`'[", *p);

    if (!quoted)
        return (size_t) (end - p) == strlen(name) && sqlite3_strnicmp(p, name, (int) (end - p)) == 0;
    for (p++, end--; p < end; p++, name++) {
        if (p + 1 < end && p[0] == p[1] && strchr("\"`'", *p))
            p++;
        if (!*name || sqlite3_strnicmp(p, name, 1) != 0)
            return false;
    }
    return !*name;
}

void lite_mentions(sqlite3_context *context, _unused_ int n, sqlite3_value **values)
{
    const char *p = (const char *) sqlite3_value_text(values[0]), *name = (const char *) sqlite3_value_text(values[1]), *end;
    bool found = false;

    for (p = p ? skip_space(p) : ""; name && *p && !found; p = skip_space(end)) {
        end = skip_token(p);
        found = is_name(p, end, name);
    }
    sqlite3_result_int(context, found);
}

/* The end of the definition that begins at p: its comma, or the bracket that closes the table's. */
static const char *skip_definition(const char *p)
{
    int depth = 0;

    for (; *p && (depth > 0 || (*p != ',' && *p != ')')); p = skip_space(skip_token(p)))
        depth += *p == '(' ? 1 : *p == ')' ? -1 : 0;
    return p;
}

void lite_column_text(sqlite3_context *context, _unused_ int n, sqlite3_value **values)
{
    const char *p = (const char *) sqlite3_value_text(values[0]), *name = (const char *) sqlite3_value_text(values[1]), *end;

    if (!p || !name)
        return;
    for (p = skip_space(p); *p && *p != '('; p = skip_space(skip_token(p)))
        ;
    while (*p && *p != ')') {
        const char *start = skip_space(p + 1), *rest = skip_token(start);

        end = skip_definition(start);
        if (is_name(start, rest, name)) {
            sqlite3_result_text(context, rest, end > rest ? (int) (end - rest) : 0, SQLITE_TRANSIENT);
            return;
        }
        p = end;
    }
}

/* The first word of the event, after CREATE [TEMP] TRIGGER [IF NOT EXISTS] [schema.]name. */
static const char *event_start(const char *p)
{
    static const char *const before_name[] = {"create", "temp", "temporary", "trigger", "if", "not", "exists"};

    p = skip_space(p);
    for (size_t i = 0; i < ARRAY_LEN(before_name); i++)
        if (is_word(p, before_name[i]))
            p = skip_space(skip_token(p));
    p = skip_space(skip_token(p));
    if (*p == '.')
        p = skip_space(skip_token(skip_space(p + 1)));
    return p;
}

/* --- CREATE TRIGGER --- */

void lite_trigger_event(sqlite3_context *context, _unused_ int n, sqlite3_value **values)
{
    const char *p = (const char *) sqlite3_value_text(values[0]), *end;
    struct buf out = BUF_INIT(4096);

    if (!p)
        return;
    for (p = event_start(p); *p && !is_word(p, "on"); p = skip_space(end)) {
        end = skip_token(p);
        if (out.len && *p != ',')
            buf_char(&out, ' ');
        for (const char *c = p; c < end; c++)
            buf_char(&out, strchr("\"`'[", *p) ? *c : (char) toupper((unsigned char) *c));
    }
    sqlite3_result_text(context, buf_cstr(&out), (int) out.len, SQLITE_TRANSIENT);
    buf_clear(&out);
}

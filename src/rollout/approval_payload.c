/*
 * approval_payload.c: the canonical text of an approval. docs/approvals.md describes it; a change of it is a new version.
 */
#include "approval.h"

#include <string.h>

#include "json.h"

static void line(struct buf *out, const char *key, const char *value)
{
    buf_printf(out, "%s: %s\n", key, value ? value : "-");
}

/* Text that others wrote: as a JSON string, so that it is one line and says nothing but itself. */
static void quoted(struct buf *out, const char *key, const char *value)
{
    struct json j;

    buf_printf(out, "%s: ", key);
    json_init(&j, out, false);
    json_text(&j, value);
    buf_char(out, '\n');
}

const char *approval_quoted(struct arena *a, const char *text)
{
    struct buf out = BUF_INIT(64 * 1024);
    const char *s;
    struct json j;

    json_init(&j, &out, false);
    json_text(&j, text);
    s = arena_strdup(a, buf_cstr(&out));
    buf_clear(&out);
    return s;
}

const char *approval_payload(const struct rollout *ro, const struct approval *a, const char *evidence,
                             const char *database_user, const char *comment)
{
    const struct run *run = ro->run;
    struct buf out = BUF_INIT(64 * 1024);
    const char *text;

    line(&out, "retcon-approval", "1");
    line(&out, "run", run->uuid);
    line(&out, "name", run->name);
    quoted(&out, "database", run->database_id);
    quoted(&out, "schema", run->table_schema);
    quoted(&out, "table", run->table_name);
    line(&out, "definition", run->definition);
    line(&out, "plan", run->plan_digest);
    line(&out, "list", run->list_digest);
    line(&out, "dry-run", run->dry_run_digest);
    quoted(&out, "scoped-by", run->scoped_by);
    quoted(&out, "scoped-login", run->scoped_login);
    quoted(&out, "scoped-user", run->scoped_user);
    quoted(&out, "owner", run->owner);
    quoted(&out, "gate", a->stage);
    line(&out, "evidence", evidence);
    line(&out, "role", a->role);
    line(&out, "person", a->person);
    if (a->key)
        line(&out, "key", a->key);
    else
        line(&out, "database-user", database_user);
    line(&out, "given", a->given_at);
    line(&out, "expires", a->expires_at);
    line(&out, "comment", comment);
    text = arena_strdup(ro->arena, buf_cstr(&out));
    buf_clear(&out);
    return text;
}

const char *approval_field(struct arena *a, const char *payload, const char *key)
{
    size_t n = strlen(key);

    for (const char *at = payload; *at; at++) {
        size_t length = strcspn(at, "\n");

        if (length > n + 1 && strncmp(at, key, n) == 0 && strncmp(at + n, ": ", 2) == 0)
            return arena_strndup(a, at + n + 2, length - n - 2);
        at += length;
        if (!*at)
            break;
    }
    return NULL;
}

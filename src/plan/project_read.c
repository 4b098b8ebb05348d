/*
 * project_read.c: the blocks of the project file, a table each.
 */
#include "project_read.h"

#include <string.h>

#include "codes.h"
#include "text.h"

#define HOUR_MS (INT64_C(3600) * 1000)
#define DAY_MS (24 * HOUR_MS)
#define AT(member) IN(struct project, member)
#define LIST_AT(member) LIST_IN(struct project, member)

static const char *const roles[] = {
    [PERSON_OWNER] = "owner",     [PERSON_OPERATOR] = "operator", [PERSON_APPROVER] = "approver",
    [PERSON_PRODUCT] = "product", [PERSON_SUPPORT] = "support",   [PERSON_AUDITOR] = "auditor",
    [PERSON_ROLES] = NULL,
};
static const char *const answers[] = {"false", "true", NULL};

const char *person_role_name(enum person_role role)
{
    return roles[role];
}

int person_role_from_name(const char *name)
{
    for (int i = 0; i < PERSON_ROLES; i++)
        if (strcmp(roles[i], name) == 0)
            return i;
    return -1;
}

/* --- databases --- */

/* The user's part of scheme://user:password@host/… has a password. */
static bool has_password(const char *url)
{
    const char *authority = strstr(url, "://"), *at, *colon;

    if (!authority)
        return false;
    authority += strlen("://");
    at = memchr(authority, '@', strcspn(authority, "/?#"));
    colon = at ? memchr(authority, ':', (size_t) (at - authority)) : NULL;
    return colon || strstr(url, "?password=") || strstr(url, "&password=");
}

static const char *resolve(const struct value *v, const char *url)
{
    const char *path = text_starts_with(url, "sqlite:") ? url + strlen("sqlite:") : url;

    if (strstr(url, "://") || path[0] == '/' || !v->plan->base_dir)
        return url;
    return arena_printf(v->plan->arena, "sqlite:%s/%s", v->plan->base_dir, path);
}

static void read_database(struct value *entry, size_t i, void *items)
{
    struct project_database *d = (struct project_database *) items + i;
    const char *url = NULL;

    d->name = entry->key->text;
    entry->into = &url;
    read_line(entry);
    if (!url)
        return;
    if (has_password(url))
        value_mistake(entry, CODE_DATABASE_URL, "leave it out: libpq finds it in ~/.pgpass, PGPASSFILE or PGPASSWORD",
                      "\"%s\" holds a password", entry->path);
    else if (strstr(url, "://") && !text_starts_with(url, "postgresql://") && !text_starts_with(url, "postgres://"))
        value_mistake(entry, CODE_DATABASE_URL, "postgresql://host/database, sqlite:FILE or a path",
                      "\"%s\" is not the address of a database that this version knows", entry->path);
    d->url = resolve(entry, url);
}

static void read_databases(struct value *v)
{
    struct project *p = v->base;

    p->n_databases = read_entries(v, sizeof(struct project_database), name_key_ok, read_database, v->into);
}

/* --- people --- */

/* Each text of a list; the reader gets it as v->node. */
static void each_text(struct value *v, void (*read)(struct value *item))
{
    if (!want(v, YAML_LIST))
        return;
    if (v->node->n == 0)
        value_mistake(v, CODE_EMPTY_VALUE, "leave the key out, or name something", "\"%s\" is an empty list", v->path);
    for (size_t i = 0; i < v->node->n; i++) {
        struct value item = *v;

        item.key = item.node = v->node->items[i];
        if (want(&item, YAML_SCALAR))
            read(&item);
    }
}

/* -1: said to be none. */
static int role_of(const struct value *item)
{
    int role = person_role_from_name(item->node->text);

    if (role < 0)
        value_mistake(item, CODE_CHOICE, suggest(item->plan, item->node->text, roles, PERSON_ROLES),
                      "\"%s\" does not know \"%s\"", item->path, item->node->text);
    return role;
}

static void read_role(struct value *item)
{
    unsigned *mask = item->into;
    int role = role_of(item);

    if (role >= 0 && (*mask & 1u << role))
        value_mistake(item, CODE_TWICE, NULL, "\"%s\" has \"%s\" twice", item->path, item->node->text);
    if (role >= 0)
        *mask |= 1u << role;
}

static void read_person_roles(struct value *v)
{
    each_text(v, read_role);
}

static void read_key(struct value *item)
{
    struct person *person = item->base;
    struct err e;

    if (ssh_key_parse(item->plan->arena, item->node->text, &person->keys[person->n_keys], &e) < 0)
        value_err(item, CODE_SSH_KEY, &e);
    else
        person->n_keys++;
}

static void read_person_keys(struct value *v)
{
    struct person *person = v->base;

    if (v->node->kind == YAML_LIST)
        person->keys = arena_new_array(v->plan->arena, struct ssh_key, v->node->n ? v->node->n : 1);
    each_text(v, read_key);
}

static const struct field person_fields[] = {
    {"roles", read_person_roles, IN(struct person, roles), .flags = FIELD_REQUIRED},
    {"keys", read_person_keys, IN(struct person, keys)},
    {"logins", read_lines, LIST_IN(struct person, logins)},
    {"database_users", read_lines, LIST_IN(struct person, database_users)},
    FIELD_END,
};

static void read_person(struct value *entry, size_t i, void *items)
{
    struct person *person = (struct person *) items + i;

    *person = (struct person){.name = entry->key->text, .line = entry->key->line, .column = entry->key->column};
    if (want(entry, YAML_MAP))
        read_map(entry->plan, entry->path, entry->node, person_fields, person);
}

static void read_people(struct value *v)
{
    struct project *p = v->base;

    p->n_people = read_entries(v, sizeof(struct person), name_key_ok, read_person, v->into);
}

/* --- ceremony and approvals --- */

static const struct field ceremony_fields[] = {
    {"large_rows", read_count, AT(large_rows), .min = 1, .max = INT64_MAX},
    {"large_share", read_percent, AT(large_percent)},
    {"small_rows", read_count, AT(small_rows), .max = INT64_MAX},
    {"decision_columns", read_columns, LIST_AT(decision_columns)},
    FIELD_END,
};

static void read_ceremony(struct value *v)
{
    struct project *p = v->base;

    p->has_ceremony = true;
    read_block(v);
}

static void read_needed(struct value *item)
{
    struct role_list *list = item->into;
    int role = role_of(item);

    if (list->n == PROJECT_MAX_APPROVALS)
        value_mistake(item, CODE_LIMIT, NULL, "\"%s\" has more than %d entries", item->path, PROJECT_MAX_APPROVALS);
    else if (role >= 0)
        list->roles[list->n++] = (enum person_role) role;
}

static void read_role_list(struct value *v)
{
    ((struct role_list *) v->into)->n = 0;
    each_text(v, read_needed);
}

static const struct field approvals_fields[] = {
    {"standard", read_role_list, AT(standard)},
    {"full", read_role_list, AT(full)},
    {"gates", read_role_list, AT(gates)},
    {"expire", read_duration, AT(expire_ms), .min = 60 * 1000, .max = 365 * DAY_MS},
    {"unsigned", read_choice, AT(allow_unsigned), .words = answers},
    FIELD_END,
};

static const struct field incident_fields[] = {
    {"due", read_duration, AT(incident_due_ms), .min = HOUR_MS, .max = 365 * DAY_MS},
    FIELD_END,
};

const struct field project_fields[] = {
    {"databases", read_databases, AT(databases)},
    {"people", read_people, AT(people)},
    {"ceremony", read_ceremony, .block = ceremony_fields},
    {"approvals", read_block, .block = approvals_fields},
    {"incident", read_block, .block = incident_fields},
    {"guards", read_guards},
    FIELD_END,
};

void project_defaults(struct project *p)
{
    p->large_rows = 100000;
    p->large_percent = 20;
    p->small_rows = 1000;
    p->standard = (struct role_list){.roles = {PERSON_APPROVER}, .n = 1};
    p->full = (struct role_list){.roles = {PERSON_APPROVER, PERSON_PRODUCT}, .n = 2};
    p->expire_ms = 7 * DAY_MS;
    p->incident_due_ms = 3 * DAY_MS;
}

/* --- what the whole file must be --- */

static void same(struct project *p, const struct person *a, const struct person *b, const char *what, const char *shared)
{
    mistake_add(&p->file->mistakes, b->line, b->column, CODE_SAME_PERSON, "one person counts once: make one entry of them",
                "\"%s\" and \"%s\" have the same %s: %s", a->name, b->name, what, shared);
}

static const char *shared_text(const char **a, size_t n, const char **b, size_t m)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            if (strcmp(a[i], b[k]) == 0)
                return a[i];
    return NULL;
}

static const char *shared_key(const struct person *a, const struct person *b)
{
    for (size_t i = 0; i < a->n_keys; i++)
        for (size_t k = 0; k < b->n_keys; k++)
            if (strcmp(a->keys[i].fingerprint, b->keys[k].fingerprint) == 0)
                return a->keys[i].fingerprint;
    return NULL;
}

static void check_pair(struct project *p, const struct person *a, const struct person *b)
{
    const char *key = shared_key(a, b);
    const char *login = shared_text(a->logins, a->n_logins, b->logins, b->n_logins);
    const char *user = shared_text(a->database_users, a->n_database_users, b->database_users, b->n_database_users);
    const char *name_of_a = a->name, *name_of_b = b->name;

    if (!login)
        login = shared_text(a->logins, a->n_logins, &name_of_b, 1);
    if (!login)
        login = shared_text(&name_of_a, 1, b->logins, b->n_logins);
    if (key)
        same(p, a, b, "key", key);
    if (login)
        same(p, a, b, "login", login);
    if (user)
        same(p, a, b, "database user", user);
}

/* A role that is asked for by name must be somebody's. */
static void check_roles(struct project *p, const struct yaml_node *root, const char *key, const struct role_list *list)
{
    const struct yaml_node *node = yaml_get(yaml_get(root, "approvals"), key);

    for (size_t i = 0; node && i < list->n; i++) {
        bool held = false;

        for (size_t k = 0; k < p->n_people; k++)
            held = held || person_has(&p->people[k], list->roles[i]);
        if (!held)
            mistake_add(&p->file->mistakes, node->line, node->column, CODE_NOBODY, "give it to somebody in people",
                        "\"approvals.%s\" wants the role %s, which nobody has", key, person_role_name(list->roles[i]));
    }
}

void project_check(struct project *p, const struct yaml_node *root)
{
    for (size_t i = 0; i < p->n_people; i++)
        for (size_t k = i + 1; k < p->n_people; k++)
            check_pair(p, &p->people[i], &p->people[k]);
    check_roles(p, root, "standard", &p->standard);
    check_roles(p, root, "full", &p->full);
    check_roles(p, root, "gates", &p->gates);
}

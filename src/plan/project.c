#include "project.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "codes.h"
#include "project_read.h"

static struct project *new_project(struct plan *file)
{
    struct project *p = arena_alloc(file->arena, sizeof(*p));

    p->file = file;
    file->kind = "a project file";
    project_defaults(p);
    return p;
}

static struct project *read_project(struct plan *file)
{
    struct project *p = new_project(file);
    struct yaml_node *root = yaml_parse(file->arena, &file->mistakes);

    if (!root || root->broken)
        return p;
    if (root->kind != YAML_MAP) {
        mistake_add(&file->mistakes, root->line, root->column, CODE_KIND, "\"retcon init\" writes one to begin with",
                    "a project file is a map: databases, people, ceremony, approvals");
        return p;
    }
    read_map(file, "", root, project_fields, p);
    project_check(p, root);
    return p;
}

struct project *project_parse(const char *name, const char *base_dir, const char *text, size_t bytes, struct err *e)
{
    struct plan *file = plan_file_new(name, base_dir, text, bytes);

    (void) e;
    return read_project(file);
}

static struct project_stamp stamp_of(const char *path)
{
    const int64_t second = INT64_C(1000000000);
    struct stat st;

    if (stat(path, &st) < 0)
        return (struct project_stamp){0};
    return (struct project_stamp){.device = (int64_t) st.st_dev,
                                  .number = (int64_t) st.st_ino,
                                  .bytes = (int64_t) st.st_size,
                                  .modified_ns = st.st_mtim.tv_sec * second + st.st_mtim.tv_nsec,
                                  .changed_ns = st.st_ctim.tv_sec * second + st.st_ctim.tv_nsec};
}

struct project *project_load(const char *path, struct err *e)
{
    struct project_stamp stamp = stamp_of(path); /* before it is read: an edit meanwhile shows */
    struct plan *file = plan_file_load(path, e);
    struct project *p = file ? read_project(file) : NULL;

    if (p)
        p->stamp = stamp;
    return p;
}

bool project_is_current(const struct project *p)
{
    struct project_stamp now = stamp_of(p->file->mistakes.file);

    return now.device == p->stamp.device && now.number == p->stamp.number && now.bytes == p->stamp.bytes &&
           now.modified_ns == p->stamp.modified_ns && now.changed_ns == p->stamp.changed_ns;
}

void project_free(struct project *p)
{
    if (p)
        plan_free(p->file);
}

/* --- where it is --- */

static bool has(const char *folder, const char *name)
{
    char path[PATH_MAX];

    return (size_t) snprintf(path, sizeof(path), "%s/%s", folder, name) < sizeof(path) && access(path, F_OK) == 0;
}

static bool in_repository(const char *folder)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s", folder);
    while (!has(path, ".git")) {
        char *slash = strrchr(path, '/');

        if (!slash || path[1] == '\0')
            return false;
        slash[slash == path] = '\0';
    }
    return true;
}

char *project_find(struct arena *a, const char *folder)
{
    char path[PATH_MAX];
    bool climb;

    if (!realpath(folder ? folder : ".", path))
        return NULL;
    climb = in_repository(path);
    for (;;) {
        char *slash = strrchr(path, '/');

        if (has(path, PROJECT_FILE))
            return arena_printf(a, "%s/" PROJECT_FILE, path[1] ? path : "");
        if (!climb || has(path, ".git") || !slash || path[1] == '\0')
            return NULL;
        slash[slash == path] = '\0';
    }
}

/* --- what it says --- */

bool project_enforces(const struct project *p)
{
    return p && (p->n_people > 0 || p->has_ceremony);
}

const struct project_database *project_database(const struct project *p, const char *name)
{
    for (size_t i = 0; i < p->n_databases; i++)
        if (strcmp(p->databases[i].name, name) == 0)
            return &p->databases[i];
    return NULL;
}

const struct person *project_person(const struct project *p, const char *name)
{
    for (size_t i = 0; i < p->n_people; i++)
        if (strcmp(p->people[i].name, name) == 0)
            return &p->people[i];
    return NULL;
}

/* A login without a host is the user on any host. */
static bool is_login(const char *login, const char *actor)
{
    size_t user = strcspn(actor, "@");

    return strcmp(login, actor) == 0 || (strlen(login) == user && memcmp(login, actor, user) == 0);
}

const struct person *project_login(const struct project *p, const char *actor)
{
    for (size_t i = 0; actor && i < p->n_people; i++) {
        const struct person *person = &p->people[i];

        if (is_login(person->name, actor))
            return person;
        for (size_t k = 0; k < person->n_logins; k++)
            if (is_login(person->logins[k], actor))
                return person;
    }
    return NULL;
}

const struct person *project_database_user(const struct project *p, const char *user)
{
    for (size_t i = 0; i < p->n_people; i++)
        for (size_t k = 0; k < p->people[i].n_database_users; k++)
            if (strcmp(p->people[i].database_users[k], user) == 0)
                return &p->people[i];
    return NULL;
}

const struct person *project_key(const struct project *p, const char *fingerprint)
{
    for (size_t i = 0; i < p->n_people; i++)
        for (size_t k = 0; k < p->people[i].n_keys; k++)
            if (strcmp(p->people[i].keys[k].fingerprint, fingerprint) == 0)
                return &p->people[i];
    return NULL;
}

/* Engines fold case: one column too many is the lesser mistake. */
static bool ends_in(const char *listed, const char *schema, const char *table, const char *column)
{
    char name[512];

    if (strcasecmp(listed, column) == 0)
        return true;
    snprintf(name, sizeof(name), "%s.%s", table, column);
    if (strcasecmp(listed, name) == 0)
        return true;
    snprintf(name, sizeof(name), "%s.%s.%s", schema, table, column);
    return strcasecmp(listed, name) == 0;
}

bool project_decides(const struct project *p, const char *schema, const char *table, const char *column)
{
    for (size_t i = 0; i < p->n_decision_columns; i++)
        if (ends_in(p->decision_columns[i], schema ? schema : "", table, column))
            return true;
    return false;
}

bool person_has(const struct person *p, enum person_role role)
{
    return p->roles & 1u << role;
}

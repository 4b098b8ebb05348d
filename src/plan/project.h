/*
 * project.h: the project file, retcon.yaml: what holds for all plans beside it.
 *
 * Databases by name, people with their roles and SSH public keys, the thresholds of the ceremony, the columns that bear
 * decisions, which roles must approve and for how long, when debts of an incident are due, default guards. Read by the
 * same strict reader as plans: every mistake, in one go, with its place. A struct project is immutable and owned by its
 * arena.
 */
#pragma once

#include "plan.h"
#include "ssh_key.h"

#define PROJECT_FILE "retcon.yaml"

enum person_role { PERSON_OWNER, PERSON_OPERATOR, PERSON_APPROVER, PERSON_PRODUCT, PERSON_SUPPORT, PERSON_AUDITOR, PERSON_ROLES };

struct person {
    const char *name;             /* the key in the file: "ana" */
    unsigned roles;               /* bit 1 << enum person_role */
    struct ssh_key *keys;
    size_t n_keys;
    const char **logins;          /* how the record knows them: user or user@host, beside the name itself */
    size_t n_logins;
    const char **database_users;  /* for approvals without a signature */
    size_t n_database_users;
    int line, column;
};

struct project_database {
    const char *name;
    const char *url;              /* a relative SQLite path is resolved against the file's folder */
};

enum { PROJECT_MAX_APPROVALS = 8 };

/* Roles, one for each approval that is needed; a role may stand twice: two people. */
struct role_list {
    enum person_role roles[PROJECT_MAX_APPROVALS];
    size_t n;
};

/* Which file it was that was read. Whoever edits it in place moves the times; whoever replaces it, the number. */
struct project_stamp {
    int64_t device, number, bytes, modified_ns, changed_ns;
};

struct project {
    struct project_stamp stamp;   /* all zero where it was not read from a file */
    struct plan *file;            /* its text, mistakes and memory, and the parts not acted on: what the reader fills */
    struct project_database *databases;
    size_t n_databases;
    struct person *people;
    size_t n_people;

    bool has_ceremony;            /* the block is there */
    int64_t large_rows;           /* more rows than this are large; default 100,000 */
    double large_percent;         /* so is a larger share of the table; default 20 % … */
    int64_t small_rows;           /* … unless there are no more rows than this; default 1,000 */
    const char **decision_columns; /* column, table.column or schema.table.column */
    size_t n_decision_columns;

    struct role_list standard, full, gates; /* default: approver; approver and product; none */
    int64_t expire_ms;            /* how long an approval counts; default 7 days */
    unsigned allow_unsigned;      /* 1: approvals by database user */
    int64_t incident_due_ms;      /* how long after an incident its debts are due; default 3 days */
};

/* Read and check a project file. NULL: unreadable (e filled). With mistakes it is returned all the same: see
   file->mistakes. */
struct project *project_load(const char *path, struct err *e);
struct project *project_parse(const char *name, const char *base_dir, const char *text, size_t bytes, struct err *e);
void project_free(struct project *p);
DEFINE_CLEANUP(struct project *, project_free)
/* Is the file still the one that was read? One stat(), so cheap enough for every batch. */
bool project_is_current(const struct project *p);

/* Where the project file is for what lies in a folder (NULL: the current one): in it, or in a folder above it, but not
   above the root of the repository (which has .git); where there is no repository, in the folder only. The text is the
   arena's, an absolute path. NULL: there is none. */
char *project_find(struct arena *a, const char *folder);

/* Does it ask for anything that a run is refused for? */
bool project_enforces(const struct project *p);

const struct project_database *project_database(const struct project *p, const char *name); /* NULL: none */
const struct person *project_person(const struct project *p, const char *name);             /* NULL: none */
/* Who the record means by "user@host", "user" or a person's name; NULL: none of the people. */
const struct person *project_login(const struct project *p, const char *actor);
const struct person *project_database_user(const struct project *p, const char *user);
/* Whose key it is; NULL: nobody's. */
const struct person *project_key(const struct project *p, const char *fingerprint);

/* Does the project list the column as one that decisions rest on? */
bool project_decides(const struct project *p, const char *schema, const char *table, const char *column);

bool person_has(const struct person *p, enum person_role role);
const char *person_role_name(enum person_role role);
int person_role_from_name(const char *name); /* -1: no such role */

/* A project file to begin with, all of it in comments but what makes it a file. */
const char *project_skeleton(void);

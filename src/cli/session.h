/*
 * session.h: what the commands have in common: the database, the plan or the run that an argument means, and how a
 * command ends that cannot go on.
 *
 * A command's run() holds one session on its stack. What fails is in session.e, and session_fail() says it, once, and
 * gives the exit status. The database is the session's; all else lives in the command line's arena.
 */
#pragma once

#include "check.h"
#include "cli.h"
#include "ledger.h"
#include "project.h"
#include "report.h"
#include "rollout.h"

struct session {
    struct cli *cli;
    struct arena *arena; /* cli's */
    struct db *db;       /* owned */
    struct db *reader;   /* owned; NULL unless session_open_reader() made it */
    struct plan *plan;   /* as the file has it; owned; NULL where a name was given */
    struct project *project; /* owned; NULL: there is none, or it was not looked for */
    bool project_sought;
    struct run *run;
    struct rollout *ro;  /* of the run, or of the plan before there is one */
    struct check check;  /* by session_check() */
    struct err e;
};

void session_init(struct session *s, struct cli *cli);
void session_clear(struct session *s);

/* Say s->e, with the plan's mistakes and the check's errors that it stands for. Returns the exit status. */
int session_fail(struct session *s);

/* The project file: --project, RETCON_PROJECT, or retcon.yaml beside the plan that is an argument, else here, or above
   up to the root of the repository; else the one that s->run was scoped with. ERR_PLAN: it has mistakes, or the run's
   own is not there any more. */
_must_check_ int session_want_project(struct session *s);

/* What --database or the environment names: a URL or path as it is, a name by the project file. NULL: nothing is named.
   ERR_PLAN: it takes the project file, which has mistakes. */
_must_check_ int session_url(struct session *s, const char **ret);

/* The database that --database or the environment names. A first Ctrl-C cancels the statement that runs on it. */
_must_check_ int session_open(struct session *s, enum db_access access);
/* A second handle on the same database, that cannot write, for what is looked at beside the work; owned. */
_must_check_ int session_open_reader(struct session *s);
/* The same, and it must have a ledger: for commands that concern a run. */
_must_check_ int session_open_ledger(struct session *s, enum db_access access);

/* A path has a slash or ends with .yaml or .yml; everything else is a run's name. */
bool session_is_path(const char *arg);
/* Read the plan, for the database's engine where one is open. ERR_PLAN: it has mistakes. Its warnings are said. */
_must_check_ int session_read_plan(struct session *s, const char *path);
/* The same in two halves, for what opens the database in between: the file's own mistakes; those for its engine, and
   warnings. */
_must_check_ int session_load_plan(struct session *s, const char *path);
_must_check_ int session_fit_plan(struct session *s);
/* The latest run of a name, of "#7", or of the name that a plan's file has. ERR_NOT_FOUND, with what may be meant. */
_must_check_ int session_find_run(struct session *s, const char *arg);

/* session_open_ledger() and session_find_run() for the command's first argument. */
_must_check_ int session_open_run(struct session *s, enum db_access access, const char *arg);
/* And the rollout of the run, as it was stored; what changed since is not asked. */
_must_check_ int session_open_rollout(struct session *s, enum db_access access, const char *arg);

/* Ask the database about the plan of s->ro. ERR_PLAN: there are errors. Sets the batch's form; says nothing. */
_must_check_ int session_check(struct session *s);

/* The format of --format and --json; a plain text otherwise. */
enum report_format session_format(const struct session *s);
/* Write a finished text to the file of --output, whole or not at all, or to standard output. Says where. */
_must_check_ int session_write(struct session *s, const struct buf *text);

#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"
#include "signals.h"
#include "text.h"

void session_init(struct session *s, struct cli *cli)
{
    *s = (struct session){.cli = cli, .arena = cli->arena};
}

void session_clear(struct session *s)
{
    db_close(s->db);
    db_close(s->reader);
    rollout_clear(s->ro);
    plan_free(s->plan);
    project_free(s->project);
    s->db = NULL;
    s->plan = NULL;
    s->project = NULL;
}

/* --- what went wrong --- */

static const struct plan *plan_at_hand(const struct session *s)
{
    return s->ro ? s->ro->plan : s->plan;
}

static void print_mistakes(const struct plan *p)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    mistakes_print(&p->mistakes, &out);
    fputs(buf_cstr(&out), stderr);
    buf_clear(&out);
}

static void print_finding(const struct cli *cli, const struct finding *f)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    terminal_styled(&out, &cli->err, STYLE_BAD, "error:");
    buf_char(&out, ' ');
    text_visible(&out, f->text, strlen(f->text), 0);
    buf_printf(&out, " [%s]\n", f->topic);
    if (f->hint) {
        buf_str(&out, "  hint: ");
        text_visible(&out, f->hint, strlen(f->hint), 0);
        buf_char(&out, '\n');
    }
    fputs(buf_cstr(&out), stderr);
    buf_clear(&out);
}

int session_fail(struct session *s)
{
    const struct plan *p = plan_at_hand(s);

    if (s->e.id == ERR_PLAN && s->project && s->project->file->mistakes.errors > 0)
        print_mistakes(s->project->file);
    if (s->e.id == ERR_PLAN && p && p->mistakes.errors > 0)
        print_mistakes(p);
    for (const struct finding *f = s->e.id == ERR_PLAN ? s->check.findings : NULL; f; f = f->next)
        if (f->level == FINDING_ERROR)
            print_finding(s->cli, f);
    return cli_fail(s->cli, &s->e);
}

/* --- the project file --- */

/* The folder of the plan that is an argument; NULL: none is. */
static const char *plan_folder(struct session *s)
{
    for (size_t i = 0; i < s->cli->n_args; i++) {
        char *path, *slash;

        if (!session_is_path(s->cli->args[i]))
            continue;
        path = arena_strdup(s->arena, s->cli->args[i]);
        slash = strrchr(path, '/');
        if (slash)
            slash[slash == path] = '\0';
        return slash ? path : NULL;
    }
    return NULL;
}

/* As the ledger is to remember it: from wherever it is read again. */
static const char *absolute(struct session *s, const char *path)
{
    char *resolved = realpath(path, NULL);

    if (resolved)
        path = arena_strdup(s->arena, resolved);
    free(resolved);
    return path;
}

/* Look for it once. That it has mistakes does not matter yet: a run can be stopped all the same. */
static int seek_project(struct session *s)
{
    const char *path = cli_value(s->cli, "--project");

    if (s->project_sought)
        return 0;
    path = path ? absolute(s, path) : project_find(s->arena, plan_folder(s));
    if (path && !(s->project = project_load(path, &s->e)))
        return -1;
    s->project_sought = true;
    return 0;
}

static int fail_project(struct session *s)
{
    const struct mistakes *m = &s->project->file->mistakes;

    return err_set(&s->e, ERR_PLAN, "%s has %d %s", m->file, m->errors, m->errors == 1 ? "mistake" : "mistakes");
}

/* The one that the run was scoped with. */
static int runs_own_project(struct session *s)
{
    s->project = project_load(s->run->project, &s->e);
    if (s->project)
        return 0;
    err_set(&s->e, ERR_PLAN, "run \"%s\" was scoped with the project file %s, which is not here", s->run->name,
            s->run->project);
    return err_hint(&s->e, "name it with --project FILE: who must approve stands there");
}

int session_want_project(struct session *s)
{
    if (seek_project(s) < 0 || (!s->project && s->run && s->run->project && runs_own_project(s) < 0))
        return -1;
    return s->project && s->project->file->mistakes.errors > 0 ? fail_project(s) : 0;
}

/* --- the database --- */

static bool is_name(const char *database)
{
    return !strchr(database, '/') && !strchr(database, ':');
}

int session_url(struct session *s, const char **ret)
{
    const struct project_database *d;

    *ret = cli_value(s->cli, "--database");
    if (!*ret || !is_name(*ret))
        return 0;
    if (seek_project(s) < 0)
        return -1;
    d = s->project ? project_database(s->project, *ret) : NULL;
    if (d && d->url)
        *ret = d->url;
    else if (s->project && s->project->file->mistakes.errors > 0)
        return fail_project(s);
    return 0;
}

/* It could not be opened. Perhaps a name of the project file was meant. Returns -1. */
static int unknown_name(struct session *s, const char *given)
{
    const char **names, *near;

    if (!s->project || !is_name(given) || project_database(s->project, given))
        return -1;
    names = arena_new_array(s->arena, const char *, s->project->n_databases + 1);
    for (size_t i = 0; i < s->project->n_databases; i++)
        names[i] = s->project->databases[i].name;
    near = text_nearest(given, names, s->project->n_databases);
    return near ? err_hint(&s->e, "%s has a database \"%s\": did you mean that?", s->project->file->mistakes.file, near) : -1;
}

static int open_handle(struct session *s, enum db_access access, struct db **ret)
{
    const struct db_opts opts = {.access = access};
    const char *url;

    if (session_url(s, &url) < 0)
        return -1;
    if (!url) {
        err_set(&s->e, ERR_USAGE, "no database is named");
        return err_hint(&s->e, "--database URL, or RETCON_DATABASE_URL in the environment: postgresql://…, sqlite:FILE, "
                        "a path, or a name of the project file");
    }
    if (db_open(url, &opts, ret, &s->e) < 0)
        return unknown_name(s, cli_value(s->cli, "--database"));
    return 0;
}

int session_open(struct session *s, enum db_access access)
{
    if (open_handle(s, access, &s->db) < 0)
        return -1;
    db_interrupt_on(s->db, signals_flag());
    return 0;
}

int session_open_reader(struct session *s)
{
    if (s->reader)
        return 0;
    if (open_handle(s, DB_READ_ONLY, &s->reader) < 0)
        return -1;
    db_interrupt_on(s->reader, signals_flag());
    return 0;
}

int session_open_ledger(struct session *s, enum db_access access)
{
    int rc;

    if (session_open(s, access) < 0 || (rc = ledger_find(s->db, &s->e)) < 0)
        return -1;
    if (rc == 0)
        return 0;
    err_set(&s->e, ERR_NOT_FOUND, "there is no ledger in %s", db_description(s->db));
    return err_hint(&s->e, "retcon scope PLAN makes it, and the first run; --database names another database");
}

/* --- plans and runs --- */

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);

    return n > m && strcmp(s + n - m, end) == 0;
}

bool session_is_path(const char *arg)
{
    return strchr(arg, '/') || ends_with(arg, ".yaml") || ends_with(arg, ".yml");
}

static int fail_plan(struct session *s)
{
    const struct mistakes *m = &s->plan->mistakes;

    return err_set(&s->e, ERR_PLAN, "%s has %d %s", m->file, m->errors, m->errors == 1 ? "mistake" : "mistakes");
}

int session_load_plan(struct session *s, const char *path)
{
    s->plan = plan_load(path, &s->e);
    if (!s->plan)
        return -1;
    return s->plan->mistakes.errors > 0 ? fail_plan(s) : 0;
}

int session_fit_plan(struct session *s)
{
    if (s->db)
        plan_check_engine(s->plan, db_engine(s->db) == SQL_ENGINE_SQLITE ? FRAGMENT_SQLITE : FRAGMENT_POSTGRESQL);
    if (s->plan->mistakes.errors > 0)
        return fail_plan(s);
    if (s->plan->mistakes.warnings > 0 && !s->cli->quiet)
        print_mistakes(s->plan);
    return 0;
}

int session_read_plan(struct session *s, const char *path)
{
    return session_load_plan(s, path) < 0 ? -1 : session_fit_plan(s);
}

/* The name that a plan's file has; whether the rest of the file is right does not matter here. */
static int name_of_plan(struct session *s, const char *path, const char **ret)
{
    s->plan = plan_load(path, &s->e);
    if (!s->plan)
        return -1;
    if (!s->plan->name)
        return fail_plan(s);
    *ret = s->plan->name;
    return 0;
}

static int no_such_run(struct session *s, const char *name, const char *near)
{
    const char *path = arena_printf(s->arena, "%s.yaml", name);

    err_set(&s->e, ERR_NOT_FOUND, "there is no run \"%s\" in %s", name, db_description(s->db));
    if (s->plan)
        return err_hint(&s->e, "retcon scope %s makes one", s->plan->mistakes.file);
    if (access(path, R_OK) == 0)
        return err_hint(&s->e, "the plan %s has none yet: retcon scope %s", path, path);
    return near ? err_hint(&s->e, "did you mean \"%s\"?", near) : err_hint(&s->e, "retcon list shows those there are");
}

int session_find_run(struct session *s, const char *arg)
{
    const char *name = arg, *near = NULL;
    int rc;

    if (session_is_path(arg) && name_of_plan(s, arg, &name) < 0)
        return -1;
    rc = run_find(s->db, s->arena, name, &s->run, &near, &s->e);
    return rc > 0 ? no_such_run(s, name, near) : rc;
}

int session_open_run(struct session *s, enum db_access access, const char *arg)
{
    if (session_open_ledger(s, access) < 0)
        return -1;
    return session_find_run(s, arg);
}

int session_open_rollout(struct session *s, enum db_access access, const char *arg)
{
    if (session_open_run(s, access, arg) < 0)
        return -1;
    return rollout_open_run(s->arena, s->db, s->run, &s->ro, &s->e);
}

int session_check(struct session *s)
{
    if (session_want_project(s) < 0)
        return -1;
    s->ro->project = s->project;
    if (check_run(s->ro, &s->check, &s->e) < 0)
        return -1;
    if (s->check.errors == 0)
        return 0;
    return err_set(&s->e, ERR_PLAN, "plan \"%s\" does not fit the database: %d %s", s->ro->plan->name, s->check.errors,
                   s->check.errors == 1 ? "error" : "errors");
}

/* --- what is written --- */

enum report_format session_format(const struct session *s)
{
    const char *name = command_option(s->cli->command, "--format") ? cli_value(s->cli, "--format") : NULL;
    int format = name ? report_format_from_name(name) : -1;

    if (format >= 0)
        return (enum report_format) format;
    return s->cli->json ? REPORT_JSON : REPORT_TEXT;
}

int session_write(struct session *s, const struct buf *text)
{
    const char *path = command_option(s->cli->command, "--output") ? cli_value(s->cli, "--output") : NULL;

    if (buf_overflowed(text))
        return err_set(&s->e, ERR_IO, "the text is larger than this program writes at once");
    if (!path) {
        cli_out(s->cli, text);
        return 0;
    }
    if (output_replace(path, text, &s->e) < 0)
        return -1;
    cli_say(s->cli, "written to %s", path);
    return 0;
}

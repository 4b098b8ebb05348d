#include "people.h"

#include "check.h"

bool people_may_differ(const struct rollout *ro)
{
    return ro->approved[0] && !project_is_current(ro->project);
}

static const char *unusable(struct rollout *ro, const char *path, const struct project *p, const struct err *e)
{
    if (!p)
        return arena_printf(ro->arena, "the project file cannot be read any more (%s), so that nobody's approval counts",
                            e->text);
    if (p->file->mistakes.errors > 0)
        return arena_printf(ro->arena, "the project file %s has mistakes now, so that nobody's approval counts", path);
    if (p->n_people == 0)
        return arena_printf(ro->arena, "the project file %s names nobody any more, so that nobody's approval counts", path);
    return NULL;
}

int people_reread(struct rollout *ro, bool always, const char **ret_why)
{
    const char *path = ro->project->file->mistakes.file;
    _cleanup_(project_freep) struct project *now = NULL, *old = NULL;
    struct err e;

    if (!always && project_is_current(ro->project))
        return 0;
    now = project_load(path, &e);
    *ret_why = unusable(ro, path, now, &e);
    if (*ret_why)
        return 1;
    old = ro->reread; /* freed on the way out, when nothing looks at it any more */
    ro->project = ro->reread = TAKE_PTR(now);
    ceremony_approvals(ro);
    return 0;
}

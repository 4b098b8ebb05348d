/*
 * tune.h: settings of how fast a run goes, changed while it goes: "retcon tune".
 *
 * The latest word holds for every process at the run, whatever its command line says: it reads the settings twice a second
 * with its progress. They are stored as plans write them, and each change is an event. A run that has ended refuses.
 */
#pragma once

#include "rollout.h"

struct loop;

struct tune_change {
    const char *name, *value; /* value "plan": what the plan says holds again */
};

struct tune_setting {
    const char *name, *value, *source; /* source: default, plan, tuned */
    const char *by, *at;               /* tuned: who, and when */
};

enum { TUNE_SETTINGS = 6 };

/* All or none, in one transaction with its event. ERR_USAGE: a name or value that no plan could have. */
_must_check_ int tune_change(struct rollout *ro, const struct tune_change *changes, size_t n, const char *why,
                             struct err *e);
/* What holds now and whence, in the order of plan_tunable. */
_must_check_ int tune_now(struct rollout *ro, struct tune_setting ret[TUNE_SETTINGS], struct err *e);
/* Follow what is stored, as it was read; or read it. */
_must_check_ int tune_follow(struct loop *l, const struct tuned *list, size_t n, struct err *e);
_must_check_ int tune_refresh(struct loop *l, struct err *e);

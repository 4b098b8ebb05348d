/*
 * people.h: the people of the project file, as they are now. Whoever is taken out of it, or loses a key or a role, while a
 * run is under way no longer counts: the file is looked at in every batch, and read anew where it is another, and at each
 * gate.
 */
#pragma once

#include "rollout.h"

/* Could the people be others than those that ro->project has? One stat(), and none where nobody has to approve. */
bool people_may_differ(const struct rollout *ro);

/* Read the project file anew: where it is another by now, or always. ro->project is the new one, and ro->ceremony has the
   roles that it asks for; the level of the ceremony stays. 0: done. 1: it cannot be read, has mistakes or names nobody, so
   that nobody counts: *ret_why says why, and ro->project stays as it was. Reading it is all that can fail. */
int people_reread(struct rollout *ro, bool always, const char **ret_why);

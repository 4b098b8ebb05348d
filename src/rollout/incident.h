/*
 * incident.h: a run in incident mode: it waits for nobody, and owes what it skipped.
 *
 * The list is frozen, the dry run made, prior values captured, every act recorded, the gates asked and their failures obeyed,
 * as ever. What would wait for people or time (approvals, verdicts on samples, soak) does not, and what the plan lacks is
 * no obstacle: each becomes a debt with an owner and a date, shown until it is paid. A debt is never deleted.
 */
#pragma once

#include "rollout.h"

/* The run goes on in incident mode from now: recorded, with the debts that follow from its ceremony. Nothing happens where
   it is in one already. */
_must_check_ int incident_begin(struct rollout *ro, const char *incident, const char *why, struct err *e);

/* One more thing is skipped; nothing happens where it is owed already. In a transaction of its own. */
_must_check_ int incident_owe(struct rollout *ro, const char *what, struct err *e);

/* Debt number no is paid: how, in a sentence. ERR_NOT_FOUND: there is none open of that number; ERR_STATE: an approval is
   paid by approving, an audit once rows were judged. Outside of a transaction. */
_must_check_ int incident_pay(struct rollout *ro, int64_t no, const char *how, struct err *e);

/*
 * audit_evidence.h: what people said of the samples, as evidence for a gate.
 */
#pragma once

#include "audit.h"
#include "gate.h"

/* Adds what became of the samples first (audit_take). One item for the whole: with audit.confidence and audit.max_defects it
   passes on the upper bound of the share of wrong rows, once the random sample is judged; it fails as soon as wrong rows
   put that out of reach. Without them it fails on any wrong row and asks for nobody. And an item a class, for information:
   how far the same sample carries for the class alone. */
_must_check_ int audit_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e);

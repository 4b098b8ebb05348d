/*
 * gate_own.h: evidence that every run has: its own accounts, its failures, its quarantine, and the time that has passed.
 */
#pragma once

#include "gate.h"

int accounting_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e);
int failures_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e);
int quarantine_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e);
int soak_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e);

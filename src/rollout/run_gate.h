/*
 * run_gate.h: what a run does about its gates: it measures the watches beforehand and within its stages, lets a stage soak,
 * and asks the gate behind it.
 */
#pragma once

#include "loop.h"

/* Before the first stage. Measures the watches, unless that was done before; from now on they are looked at between batches. */
_must_check_ int run_gate_prepare(struct loop *l, struct err *e);

/* Behind a stage that is done. *ret_end stays RUN_FINISHED where the run may go on. */
_must_check_ int run_gate_pass(struct loop *l, int64_t stage_no, enum run_end *ret_end, struct err *e);

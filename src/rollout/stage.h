/*
 * stage.h: a stage begins and ends, each once, with its event in the same transaction. Whoever of several runners comes
 * first records it.
 */
#pragma once

#include "rollout.h"

/* stage_no from 1. Outside a transaction; nothing happens where it has begun (ended) before. */
_must_check_ int stage_start(struct rollout *ro, int64_t stage_no, struct err *e);
_must_check_ int stage_finish(struct rollout *ro, int64_t stage_no, struct err *e);

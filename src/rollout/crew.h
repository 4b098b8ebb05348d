/*
 * crew.h: several workers at one part (a stage, a rollback): processes of this program, forked for its length, each with a
 * connection of its own.
 *
 * They share nothing but the ledger: what tells two hosts apart from two workers is only who started them. When one dies,
 * its claim ends with its connection and the others do its share; when this process dies, they stop behind their batch.
 */
#pragma once

#include "loop.h"

/* loop_part() with l->workers at work, this process being one of them: more are hired, and fewer stay, when that number changes. Only it shows progress, looks between batches, and says
   how the part ended; all others have ended when this returns. On SQLite, which has one writer, it works alone. */
_must_check_ int crew_part(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e);

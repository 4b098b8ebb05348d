/*
 * doctor.h: what could get in the way, before it does: the server, our rights, the ledger, runs that nobody works on.
 */
#pragma once

#include "check.h"

/* Look, by any handle; nothing is written. The findings are in the order of reading. */
_must_check_ int doctor_look(struct db *db, struct arena *a, struct finding **ret, struct err *e);

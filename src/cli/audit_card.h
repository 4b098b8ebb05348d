/*
 * audit_card.h: one sample as a person sees it: what it is, before → after, and the part that differs in [brackets].
 */
#pragma once

#include "audit.h"
#include "cli.h"

/* "predicted" or "after": what the card shows of this sample. */
const char *audit_shown(const struct audit_sample *s);

void audit_card(const struct cli *cli, struct buf *out, const struct audit *audit, const struct audit_sample *s);

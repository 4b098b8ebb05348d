/*
 * chain.h: the audit log as a hash chain: is it the one that was recorded?
 *
 * Every event carries the digest of the event before it and its own, SHA-256 over its fields (docs/audit-log.md; the
 * fields and their order are those of enum event_field). So one event cannot be edited, removed, put in or moved
 * without the next one not fitting any more. What a chain alone cannot show: that its end was cut off together with the
 * ledger's note of the head, or that everything from some event on was written and signed anew. An anchor shows that: the
 * number and digest of an event, kept where whoever writes to the ledger cannot write. This is evidence of tampering,
 * not a protection from it.
 *
 * Locks. retcon.chain holds the head, one row, locked by every transaction that records an event, from there to its end.
 * It is the last lock of a transaction: after those of the run, of its chunks and of the table, and after it no other is
 * waited for. So events are recorded last, and long work comes before.
 */
#pragma once

#include "digest.h"
#include "ledger.h"

struct anchor {
    int64_t seq; /* -1: not known: an event of this digest must be there */
    char digest[DIGEST_HEX_LEN + 1];
};

/* Anchors in a text: a line each, as `retcon audit-log anchor` prints it, NUMBER DIGEST and whatever follows; empty lines
   and lines from "#" on are skipped. ERR_USAGE names name:line. */
_must_check_ int anchors_read(struct arena *a, const char *name, const char *text, struct anchor **ret, size_t *ret_n,
                              struct err *e);
/* Is this a digest: 64 lower-case hex digits? */
bool anchor_is_digest(const char *text);

enum chain_fault {
    CHAIN_FITS,
    CHAIN_EDITED,       /* an event is not what was recorded */
    CHAIN_MISSING,      /* events were removed before it */
    CHAIN_INSERTED,     /* it was put in, or events were put in before it */
    CHAIN_OUT_OF_ORDER, /* it was recorded in another place */
    CHAIN_FORKED,       /* two events follow the same one */
    CHAIN_SIGNED_ANEW,  /* an event's digest was computed again: the next one does not follow it */
    CHAIN_TRUNCATED,    /* its end is gone */
    CHAIN_REWRITTEN,    /* it fits in itself, but not an anchor */
    CHAIN_RUN_DIFFERS,  /* a run in the ledger is not as its events tell */
};
const char *chain_fault_name(enum chain_fault fault); /* "edited", "out of order", … */

struct chain_report {
    enum chain_fault fault;
    int64_t seq;                       /* the first event that does not fit; 0: none, or not about one event */
    const char *text;                  /* a sentence that says in which way; NULL when all fits */
    int64_t n_events;                  /* those that fit, from the first on */
    const char *head_digest, *head_at; /* of the last of those; head_at NULL when there is none */
    size_t n_anchors;                  /* how many of the anchors were met */
};

/* Read it all, in one snapshot, outside a transaction. 0 also where it does not fit: ret->fault says. */
_must_check_ int chain_verify(struct db *db, struct arena *a, const struct anchor *anchors, size_t n_anchors,
                              struct chain_report *ret, struct err *e);

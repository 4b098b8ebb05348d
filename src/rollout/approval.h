/*
 * approval.h: who has agreed to what: approvals of a run, and whether they count.
 *
 * An approval is a canonical text (docs/approvals.md), signed with the SSH key of one of the project file's people. It
 * names everything that it is about by digest: plan, list, dry run, definition of the table with its trigger functions,
 * database, evidence where it is for a gate. It counts while that text, made anew from what holds now, is byte for byte
 * the one that was signed, the signature is good by the keys that the project file has now, and it is neither revoked nor
 * expired by the database's clock. The ledger is not believed: who can write to it can take approvals away, never make one.
 *
 * Needs ro->run, ro->project with people, and a bound rollout. Nothing here asks a person or prints.
 */
#pragma once

#include "gate.h"

#define APPROVAL_NAMESPACE "retcon-approval"

struct approval {
    int64_t no;               /* 0: not stored */
    const char *role, *person;
    const char *stage;        /* the gate behind it; NULL: the run as a whole */
    const char *key;          /* fingerprint; NULL: without a signature */
    const char *payload;
    const char *signature;    /* armored; NULL: by database user */
    const char *given_at, *expires_at, *revoked_at, *revoked_by; /* the database's times, 2026-11-22T09:42:00Z */
    bool expired;
    const char *refused;      /* why it does not count; NULL: it does */
};

struct approvals {
    struct approval *items;
    size_t n;
    char digest[DIGEST_HEX_LEN + 1]; /* of the rows as they are, revocation and expiry included */
};

/* All of the run, each judged. */
_must_check_ int approval_list(struct rollout *ro, struct approvals *ret, struct err *e);

/* Which of the roles no person of their own stands for: one person counts once, whatever number of keys or roles. NULL:
   none is missing. stage: NULL for the run as a whole. The text is the arena's: "approver, product". */
const char *approval_missing(struct rollout *ro, const struct approvals *all, const struct role_list *need,
                             const char *stage);

/* What there is of approvals that do not count, and why: for people. "" when there is nothing. */
const char *approval_refusals(struct rollout *ro, const struct approvals *all);

/* Are the approvals there that the ceremony asks for, before the run may go on? 0: yes, and ro->approved remembers them.
   1: no; *ret_why says who is missing and what can be done. */
_must_check_ int approval_ask(struct rollout *ro, const char **ret_why, struct err *e);

/* In a batch's transaction: are the rows still those that were verified, and the project file the one that was read? 0: yes.
   1: no: ask again, outside of it. */
_must_check_ int approval_still(struct rollout *ro, struct err *e);

/* Why this person cannot approve in that role, whatever they sign; NULL: they can. */
const char *approval_bar(const struct rollout *ro, const struct person *p, enum person_role role);

/* The text to sign. a has role, person, stage, key (or NULL with database_user), given_at, expires_at. evidence: the
   digest of the gate's evidence; NULL where it is not for a gate. database_user and comment as approval_quoted() has them;
   NULL: none. */
const char *approval_payload(const struct rollout *ro, const struct approval *a, const char *evidence,
                             const char *database_user, const char *comment);
/* A text as a JSON string: one line that says nothing but itself. NULL is null. */
const char *approval_quoted(struct arena *a, const char *text);
/* The value of a line of a payload, as it stands there; NULL: there is no such line. The text is the arena's. */
const char *approval_field(struct arena *a, const char *payload, const char *key);

/* Does the approval count, as if it were stored? Fills a->refused. ERR_IO: ssh-keygen cannot be run. */
_must_check_ int approval_judge(struct rollout *ro, struct approval *a, const char *now, struct err *e);
/* Is the signature the person's, over the payload, in our namespace? 0: yes. 1: no, *ret_why says why. */
_must_check_ int approval_verify(struct rollout *ro, const struct approval *a, const char **ret_why, struct err *e);

/* When it is given and when it expires, by the database's clock and the project's rule. */
_must_check_ int approval_times(struct rollout *ro, struct approval *a, struct err *e);
/* Who is connected to the database. ERR_USAGE where the engine has no users. */
_must_check_ int approval_database_user(struct rollout *ro, const char **ret, struct err *e);

/* Judge and store, with its event. ERR_STATE: it would not count. */
_must_check_ int approval_give(struct rollout *ro, struct approval *a, const char *comment, struct err *e);
/* Take a person's approvals back (role NULL: all). *ret_n: how many. */
_must_check_ int approval_revoke(struct rollout *ro, const char *person, const char *role, const char *why, size_t *ret_n,
                                 struct err *e);

/* The evidence provider of gates: the approvals that the project file wants behind each stage, and whether those that the
   run began with still count. */
_must_check_ int approval_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e);

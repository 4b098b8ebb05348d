/*
 * gate.h: what must hold before a run goes on from one stage to the next, and before it is called finished.
 *
 * After each stage evidence is gathered, item by item, each with its rule, what was measured, the verdict and the query
 * behind it; the ledger keeps all of it, each time that the gate is asked. All items pass: the gate is open. One fails:
 * the run halts. Otherwise, where a person is needed, it waits. A person may go on over failing items with a reason; the
 * reason and the items are kept for ever.
 */
#pragma once

#include "rollout.h"

enum verdict { VERDICT_PASS, VERDICT_PERSON, VERDICT_FAIL };

struct evidence {
    const char *kind;     /* accounting, prediction, meaning, watch, audit, failures, soak, approval */
    const char *name;     /* of the watch, the class, the role; NULL where there is one of the kind */
    const char *rule;     /* what must hold, for people */
    const char *measured; /* what was found, for people */
    const char *query;    /* of a watch: its SQL; else the command that shows the statement behind it; NULL: the kind's own */
    enum verdict verdict;
    const char *digest;   /* of all that, as it is kept; NULL while it is gathered */
};

/* What shows a statement of the gate to a person. */
const char *gate_query(const struct rollout *ro, enum sql_id id);

/* Grows in the arena. */
struct evidence_list {
    struct arena *arena;
    struct evidence *items;
    size_t n, size;
};

void evidence_add(struct evidence_list *l, struct evidence x);

/* Adds the items of one kind for the gate behind a stage. ro->db is read-write and outside a transaction. */
typedef int (*evidence_provider)(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e);

enum gate_end { GATE_OPEN, GATE_WAITS, GATE_FAILED };

struct gate {
    int64_t round;                /* 0: it was never asked */
    const char *verdict;          /* pass, fail, person, override */
    const char *digest;           /* of the evidence */
    const char *actor, *why, *at; /* why: of an override, else NULL */
    struct evidence *items;
    size_t n_items;
};

/* Ask the gate behind a stage, unless it was passed before, and keep the evidence. why: a person goes on over what failed
   or waited when this gate was asked last. reader: a handle that cannot write, for the watches; NULL where the plan has
   none. *ret_why says which item decides, for the run's state; the rollout's arena owns it. */
_must_check_ int gate_ask(struct rollout *ro, struct db *reader, int64_t stage_no, const char *why, enum gate_end *ret,
                          const char **ret_why, struct err *e);

/* How long the stage's soak still takes, in ms; 0: it is over, or there is none. */
_must_check_ int gate_soak_left(struct rollout *ro, int64_t stage_no, int64_t *ret_ms, struct err *e);

/* As it was left the last time. */
_must_check_ int gate_read(struct rollout *ro, int64_t stage_no, struct gate *ret, struct err *e);

const char *verdict_name(enum verdict v);

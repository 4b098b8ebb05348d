/*
 * signals.h: SIGINT, SIGTERM and SIGHUP as a wish to stop, looked at between two batches.
 *
 * The first asks to stop after the batch at hand, the second to stop at once (cancel and roll back the batch), the
 * third ends the process on the spot: to the ledger one more kill -9. A signal that was ignored when the process began
 * (nohup, a background job) stays ignored. SIGPIPE is ignored: a reader that went away is an error of write().
 */
#pragma once

void signals_init(void);

/* 0, 1 (stop after this batch) or 2 (stop now). */
int signals_stop_requested(void);

/* The same number, for those who poll it. */
const volatile int *signals_flag(void);
/* Non-zero from the second one on: for those who must finish what they do unless told twice. */
const volatile int *signals_cancel_flag(void);

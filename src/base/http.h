/*
 * http.h: one question to an HTTP server: does it answer, and with which status?
 */
#pragma once

#include <stdint.h>

#include "err.h"

/* HEAD of an http or https URL; redirects are not followed, and a password in the URL shows in no error. *ret_status: 200, 404,
   … ERR_IO: no answer within deadline_ms, or none that is HTTP. */
_must_check_ int http_head(const char *url, int64_t deadline_ms, int *ret_status, struct err *e);

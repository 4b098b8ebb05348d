/*
 * codes.h: the codes of mistakes in a plan, by name: CODE_UNKNOWN_KEY is "P010". The list with its
 * meanings is def/plan_codes.def.
 */
#pragma once

#include "cleanup.h"

#define PLAN_CODE(name, code, meaning) static const char CODE_##name[] _unused_ = code;
#include "plan_codes.def"
#undef PLAN_CODE

/*
 * fault.h: named places at which a test can end the process as if by kill -9.
 *
 * Compiled in only with -Dfaults=true. RETCON_FAULT=name:n kills at the n-th passage of the point (n from
 * 1); RETCON_FAULT_LOG=FILE appends the name of every point passed, so that a test knows what there is.
 */
#pragma once

#ifdef RETCON_FAULTS
void fault_point(const char *name);
#define FAULT(name) fault_point(name)
#else
#define FAULT(name) ((void) 0)
#endif

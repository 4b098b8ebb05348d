/*
 * plan_later.c: the parts of a plan that this version reads strictly and does not act on.
 */
#include <string.h>

#include "codes.h"
#include "reader.h"

/* A kind of change beside "set". What it holds is not judged yet; that it holds something is. */
void read_later_change(struct value *v)
{
    if (v->node->kind == YAML_SCALAR)
        want(v, YAML_SCALAR);
}

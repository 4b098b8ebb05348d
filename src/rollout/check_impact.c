/*
 * check_impact.c: who else notices the change, as findings.
 */
#include "check_parts.h"
#include "impact.h"

void check_impact(struct checker *k)
{
    impact_find(k->ro, &k->impact, &k->n_impact);
    for (size_t i = 0; i < k->n_impact; i++)
        check_found(k, k->impact[i].level, k->impact[i].topic, k->impact[i].hint, "%s", k->impact[i].text);
}

/*
 * check_impact.c: who else notices the change, and whether it is what the plan says it is, as findings.
 */
#include "check_parts.h"
#include "impact.h"
#include "meaning.h"

static void found_meaning(struct checker *k)
{
    const char **doubts;
    size_t n;

    meaning_of_plan(k->ro, &doubts, &n);
    for (size_t i = 0; i < n; i++)
        check_found(k, FINDING_WARNING, "meaning", "if old facts get a new meaning, say meaning: reinterpretation; then product "
                    "has to agree", "%s", doubts[i]);
}

void check_impact(struct checker *k)
{
    impact_find(k->ro, &k->impact, &k->n_impact);
    for (size_t i = 0; i < k->n_impact; i++)
        check_found(k, k->impact[i].level, k->impact[i].topic, k->impact[i].hint, "%s", k->impact[i].text);
    found_meaning(k);
}

#include "audit_walk.h"

#include <stdlib.h>
#include <string.h>

#include "audit_card.h"
#include "words.h"

enum answer { ANSWER_RIGHT, ANSWER_WRONG, ANSWER_UNSURE, ANSWER_SKIP, ANSWER_QUIT, ANSWER_NONE };

static enum answer read_answer(const char *line)
{
    static const struct {
        const char *text;
        enum answer answer;
    } answers[] = {{"y", ANSWER_RIGHT},    {"yes", ANSWER_RIGHT},  {"n", ANSWER_WRONG},   {"no", ANSWER_WRONG},
                   {"?", ANSWER_UNSURE},   {"s", ANSWER_SKIP},     {"skip", ANSWER_SKIP}, {"q", ANSWER_QUIT},
                   {"quit", ANSWER_QUIT}};

    for (size_t i = 0; i < ARRAY_LEN(answers); i++)
        if (strcmp(answers[i].text, line) == 0)
            return answers[i].answer;
    return ANSWER_NONE;
}

static int prompt(struct session *s, const char *text, const char **ret)
{
    char *line = NULL;
    int rc = terminal_line(text, "give verdicts one by one (--sample, --verdict), or from a file (--export, --import)", &line,
                           &s->e);

    if (rc != 0)
        return rc;
    *ret = arena_strdup(s->arena, line);
    free(line);
    return 0;
}

/* An empty line is asked again; the end of the input is as good as a "q". */
static int ask(struct session *s, enum answer *ret)
{
    *ret = ANSWER_NONE;
    while (*ret == ANSWER_NONE) {
        const char *line;
        int rc = prompt(s, "right? y, n (wrong), ? (unsure), s (skip), q (quit):", &line);

        if (rc < 0)
            return -1;
        *ret = rc > 0 ? ANSWER_QUIT : read_answer(line);
    }
    return 0;
}

static int keep(struct session *s, const struct audit_sample *sample, enum answer answer)
{
    static const char *const verdicts[] = {
        [ANSWER_RIGHT] = "right", [ANSWER_WRONG] = "wrong", [ANSWER_UNSURE] = "unsure"};
    struct audit_judgement x = {.sample_no = sample->no, .verdict = verdicts[answer], .shown = audit_shown(sample)};

    if (answer != ANSWER_RIGHT && prompt(s, "note:", &x.note) < 0)
        return -1;
    if (x.note && !*x.note)
        x.note = NULL;
    return audit_judge(s->ro, &x, 1, &s->e);
}

/* Has this actor said what counts of it? */
static bool is_due(const struct audit *audit, const struct audit_sample *sample, const char *actor, bool all)
{
    const struct audit_verdict *own = audit_own(audit, sample->no, actor);
    bool judged = sample->standing == AUDIT_RIGHT || sample->standing == AUDIT_WRONG;

    if (own && (!sample->taken_at || sample->as_predicted || strcmp(own->shown, "after") == 0))
        return false;
    return all || !judged;
}

/* What has happened comes before what is only predicted. */
static size_t due(const struct audit *audit, const char *actor, bool all, const struct audit_sample **ret)
{
    size_t n = 0;

    for (int taken = 1; taken >= 0; taken--)
        for (size_t i = 0; i < audit->n_samples; i++)
            if (!audit->samples[i].taken_at == !taken && is_due(audit, &audit->samples[i], actor, all))
                ret[n++] = &audit->samples[i];
    return n;
}

int audit_walk(struct session *s, const struct audit *audit, const char *actor, bool all, int64_t *ret_n)
{
    const struct audit_sample **samples = arena_new_array(s->arena, const struct audit_sample *, audit->n_samples);
    size_t n = due(audit, actor, all, samples);

    *ret_n = 0;
    if (n == 0)
        cli_say(s->cli, "no row waits for %s", actor);
    for (size_t i = 0; i < n; i++) {
        struct buf card = BUF_INIT(BUF_MAX_DEFAULT);
        enum answer answer;

        buf_printf(&card, "\n%zu of %zu: ", i + 1, n);
        audit_card(s->cli, &card, audit, samples[i]);
        cli_out(s->cli, &card);
        buf_clear(&card);
        if (ask(s, &answer) < 0)
            return -1;
        if (answer == ANSWER_QUIT)
            break;
        if (answer == ANSWER_SKIP)
            continue;
        if (keep(s, samples[i], answer) < 0)
            return -1;
        ++*ret_n;
    }
    return 0;
}

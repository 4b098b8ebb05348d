#include <string.h>

#include "cmd.h"
#include "doctor.h"
#include "session.h"
#include "text.h"
#include "words.h"

static const enum style styles[] = {
    [FINDING_OK] = STYLE_OK, [FINDING_NOTE] = STYLE_PLAIN, [FINDING_WARNING] = STYLE_WARN, [FINDING_ERROR] = STYLE_BAD};
static const char *const levels[] = {
    [FINDING_OK] = "ok", [FINDING_NOTE] = "note", [FINDING_WARNING] = "warning", [FINDING_ERROR] = "error"};

static void print_text(struct session *s, const struct finding *findings, struct buf *out)
{
    const struct terminal *t = &s->cli->out;

    for (const struct finding *f = findings; f; f = f->next) {
        terminal_styled(out, t, styles[f->level], terminal_sign(t, styles[f->level]));
        buf_printf(out, " %-10s ", f->topic);
        text_visible(out, f->text, strlen(f->text), 0);
        buf_char(out, '\n');
        if (!f->hint)
            continue;
        buf_printf(out, "  %-10s hint: ", "");
        text_visible(out, f->hint, strlen(f->hint), 0);
        buf_char(out, '\n');
    }
}

static void print_json(const struct finding *findings, struct buf *out)
{
    struct json j;

    json_begin(&j, out, "doctor");
    json_key(&j, "findings");
    json_array(&j);
    for (const struct finding *f = findings; f; f = f->next) {
        json_object(&j);
        json_kv_text(&j, "level", levels[f->level]);
        json_kv_text(&j, "topic", f->topic);
        json_kv_text(&j, "text", f->text);
        json_kv_text(&j, "hint", f->hint);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
}

static bool has_errors(const struct finding *findings)
{
    for (; findings; findings = findings->next)
        if (findings->level == FINDING_ERROR)
            return true;
    return false;
}

static int doctor(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct finding *findings;

    if (session_open(s, DB_READ_ONLY) < 0 || doctor_look(s->db, s->arena, &findings, &s->e) < 0)
        return session_fail(s);
    if (s->cli->json)
        print_json(findings, &out);
    else
        print_text(s, findings, &out);
    cli_out(s->cli, &out);
    buf_clear(&out);
    return has_errors(findings) ? 1 : 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = doctor(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_doctor = {
    .name = "doctor",
    .group = GROUP_OTHER,
    .usage = "",
    .summary = "look for what could get in the way",
    .description =
        "Connects and looks: the server's version, the role's rights, the ledger and its version, settings that "
        "matter, runs that nobody works on, rows that wait for a person. Each finding comes with what to do "
        "about it. Changes nothing. Status 1: something would keep a run from working.",
    .examples = EXAMPLES({"retcon doctor", "before the first run"}),
    .exits = EXITS(75),
    .run = run,
};

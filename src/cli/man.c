#include <stdio.h>
#include <string.h>

#include "help.h"
#include "text.h"

/* One character of running text, so that roff shows it and obeys nothing. */
static void roff_char(struct buf *out, char c, bool line_start)
{
    if (line_start && (c == '.' || c == '\''))
        buf_str(out, "\\&");
    switch (c) {
    case '\\': buf_str(out, "\\e"); break;
    case '-': buf_str(out, "\\-"); break;
    case '\'': buf_str(out, "\\(aq"); break;
    case '"': buf_str(out, "\\(dq"); break;
    case '~': buf_str(out, "\\(ti"); break;
    case '^': buf_str(out, "\\(ha"); break;
    default: buf_char(out, c);
    }
}

/* Text with `code` in bold and a blank line as a new paragraph. UTF-8 becomes \[uXXXX] by preconv. */
static void roff(struct buf *out, const char *text)
{
    bool code = false, line_start = true;

    for (const char *c = text; *c; c++) {
        if (text_starts_with(c, "\n\n")) {
            buf_str(out, "\n.PP\n");
            c++;
            line_start = true;
            continue;
        }
        if (*c == '`') {
            code = !code;
            buf_str(out, code ? "\\fB" : "\\fR");
        } else {
            roff_char(out, *c, line_start);
        }
        line_start = *c == '\n';
    }
    buf_char(out, '\n');
}

static void tagged(struct buf *out, const char *term, const char *text)
{
    buf_str(out, ".TP\n\\fB");
    for (const char *c = term; *c; c++)
        roff_char(out, *c, false);
    buf_str(out, "\\fR\n");
    roff(out, text);
}

static void option_list(struct buf *out, const struct option *options)
{
    for (const struct option *o = options; o && o->name; o++) {
        struct buf name = BUF_INIT(0), text = BUF_INIT(0);

        help_option_name(&name, o);
        help_option_text(&text, o);
        tagged(out, buf_cstr(&name), buf_cstr(&text));
        buf_clear(&name);
        buf_clear(&text);
    }
}

static void example_list(struct buf *out, const struct example *examples)
{
    for (const struct example *e = examples; e && e->command; e++) {
        buf_str(out, ".PP\n");
        roff(out, e->what);
        buf_str(out, ".PP\n.in +4n\n.nf\n");
        roff(out, e->command);
        buf_str(out, ".fi\n.in\n");
    }
}

static void usage(struct buf *out, const struct command *command)
{
    const char *line = command->usage;
    struct buf text = BUF_INIT(0);

    buf_str(out, ".nf\n");
    do {
        buf_reset(&text);
        if (!help_usage_line(&text, command, &line))
            buf_printf(&text, "retcon %s", command->name);
        roff(out, buf_cstr(&text));
    } while (*line);
    buf_str(out, ".fi\n");
    buf_clear(&text);
}

static void command_section(struct buf *out, const struct command *command)
{
    buf_str(out, ".SS ");
    roff(out, command->name);
    usage(out, command);
    buf_str(out, ".PP\n");
    roff(out, command->description);
    option_list(out, command->options);
    example_list(out, command->examples);
}

static void command_sections(struct buf *out)
{
    for (int group = 0; group < GROUP_COUNT; group++) {
        const struct command *const *at = commands;
        const struct command *c;

        while ((c = command_next(&at)))
            if (c->group == (enum command_group) group)
                command_section(out, c);
    }
}

static void exit_list(struct buf *out)
{
    for (const struct exit_status *s = exit_statuses; s->meaning; s++) {
        char number[16];

        snprintf(number, sizeof(number), "%d", s->status);
        tagged(out, number, s->meaning);
    }
}

void help_man(struct buf *out)
{
    buf_str(out, ".TH RETCON 1 \"\" \"retcon " RETCON_VERSION "\" \"User Commands\"\n.nh\n.ad l\n");
    buf_str(out, ".SH NAME\nretcon \\- deploy corrections to data\n");
    buf_str(out, ".SH SYNOPSIS\n\\fBretcon\\fR [\\fB\\-\\-database\\fR URL] COMMAND [ARGUMENT...]\n");
    buf_str(out, ".SH DESCRIPTION\n");
    roff(out, "Retcon deploys a correction of data as other changes to production are deployed: with a scope, a "
              "rehearsal, stages, evidence, someone who can stop it, and a way back. What to correct stands in a plan, "
              "a YAML file; what was done stands in the ledger, in the corrected database itself.");
    buf_str(out, ".SH COMMANDS\n");
    command_sections(out);
    buf_str(out, ".SH OPTIONS OF EVERY COMMAND\n");
    option_list(out, global_options);
    buf_str(out, ".SH EXIT STATUS\n");
    exit_list(out);
    buf_str(out, ".SH ENVIRONMENT\n");
    tagged(out, "RETCON_DATABASE_URL", "the database, where `--database` does not name one");
    tagged(out, "NO_COLOR", "no colours, when it is set and not empty");
    tagged(out, "FORCE_COLOR, CLICOLOR_FORCE", "colours even where there is no terminal");
    tagged(out, "PGPASSFILE, PGSERVICEFILE, ...",
           "whatever libpq reads; a password belongs there, not in a URL on "
           "the command line, which others on the machine can see");
    buf_str(out, ".SH SEE ALSO\n\\fBpsql\\fR(1), \\fBsqlite3\\fR(1)\n");
}

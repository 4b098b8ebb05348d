/*
 * cmd.h: the commands' entries and the options that several of them share.
 */
#pragma once

#include "cli.h"
#include "command.h"

#define COMMAND(id) extern const struct command cmd_##id;
#include "commands.def"

#define FORMATS "text markdown html json"

#define OPT_BECAUSE                                     \
    {                                                   \
        "--because", 'm', "TEXT", "why, for the record" \
    }
#define OPT_WAIT                                                       \
    {                                                                  \
        "--wait", 0, "TIME", "how long to wait for those at work (10s)" \
    }
#define OPT_WORKERS                                              \
    {                                                           \
        "--workers", 'w', "N", "processes at a time, instead of the plan's (PostgreSQL)" \
    }
#define OPT_YES                          \
    {                                    \
        "--yes", 'y', NULL, "do not ask" \
    }
#define OPT_FORMAT                                                                                              \
    {                                                                                                           \
        "--format", 'f', "FORMAT", "text, markdown, html or json", .complete = COMPLETE_WORDS, .words = FORMATS \
    }
#define OPT_OUTPUT                                                                                     \
    {                                                                                                  \
        "--output", 'o', "FILE", "write to FILE instead of standard output", .complete = COMPLETE_FILE \
    }

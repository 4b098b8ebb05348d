/*
 * options.h: the command line, read by the table in command.h.
 *
 * --name VALUE, --name=VALUE, -n VALUE, -nVALUE, -ab for flags, -- to end the options, which may stand anywhere.
 * -5 is an argument, not an option. No abbreviations: a script must not change its meaning when an option is added.
 */
#pragma once

#include "cli.h"

/* Fill cli from argv. 0: done; 1: help was asked for (--help), which any lack of arguments does not matter to;
   -1: ERR_USAGE. --json, --quiet and the colours hold for saying the mistake, too, wherever they stand. The strings
   stay argv's. */
_must_check_ int options_parse(struct cli *cli, int argc, char **argv, struct err *e);

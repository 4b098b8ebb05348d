/*
 * project_read.h: the keys of the project file, for project.c alone.
 */
#pragma once

#include "project.h"
#include "reader.h"

extern const struct field project_fields[];
/* What holds where the file says nothing. */
void project_defaults(struct project *p);
/* What the whole file must be, beyond its single values. */
void project_check(struct project *p, const struct yaml_node *root);

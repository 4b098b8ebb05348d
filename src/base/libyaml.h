/*
 * libyaml.h: the header of libyaml, which is called yaml.h as ours is. Include as <libyaml.h>, so that the
 * search goes on behind this folder. Only yaml.c does.
 */
#pragma once
#pragma GCC system_header
#include_next <yaml.h>

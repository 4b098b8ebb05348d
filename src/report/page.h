/*
 * page.h: the style of the HTML page. The page allows this style by its hash and nothing else.
 */
#pragma once

extern const char page_style[];

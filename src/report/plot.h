/*
 * plot.h: a series of numbers as a small inline picture in a page: SVG, in the text's colour, without script or style.
 */
#pragma once

#include <stddef.h>

#include "buf.h"

/* A line from the first value to the last, with a dot at the end and its lowest and highest value as its title. NAN is a gap.
   Nothing is appended where no value is a number. */
void plot_svg(struct buf *out, const double *values, size_t n);

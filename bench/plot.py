"""plot.py: lines in a coordinate system, as SVG, without a library. Both axes begin at 0.

The picture has its own paper, so that it can be read on any background; where the reader prefers dark, it is dark.
Series differ in colour and in the shape of their points. A point is (x, y, least, greatest); a level is (name, y),
drawn dashed in the colour of the series of the same place.
"""
from collections import namedtuple
from html import escape
from math import floor, log10

Series = namedtuple("Series", "name points")

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 84, 696, 64, 330   # the coordinate system's sides; below it the axis and the legend
SHAPES = ('<circle class="s{n}" cx="{x}" cy="{y}" r="5"/>',
          '<rect class="s{n}" x="{x0}" y="{y0}" width="9" height="9"/>',
          '<path class="s{n}" d="M{x} {y}m-6 5h12l-6 -11z"/>')
STYLE = """
.paper{fill:#fff;stroke:#d0d7de} .grid{stroke:#d8dee4} .axis{stroke:#57606a}
text{fill:#1f2328;font:13px system-ui,sans-serif} .title{font-size:16px;font-weight:600}
path.line{stroke-width:2.5} line.level{stroke-width:1.5;stroke-dasharray:6 4}
.s0{fill:#0969da;stroke:#0969da} .s1{fill:#bc4c00;stroke:#bc4c00} .s2{fill:#1a7f37;stroke:#1a7f37}
@media(prefers-color-scheme:dark){
.paper{fill:#0d1117;stroke:#30363d} text{fill:#e6edf3} .grid{stroke:#30363d} .axis{stroke:#8b949e}
.s0{fill:#58a6ff;stroke:#58a6ff} .s1{fill:#ffa657;stroke:#ffa657} .s2{fill:#56d364;stroke:#56d364}}
"""


def ticks(most, about=5):
    """Round numbers from 0 to the first that is not below the greatest value."""
    raw = most / about
    size = 10 ** floor(log10(raw))
    step = next(size * m for m in (1, 2, 5, 10) if size * m >= raw * 0.999)
    count = floor(most / step * 0.999) + 1
    return [round(i * step, 12) for i in range(count + 1)]


def number(value):
    return f"{value:,.0f}" if value == int(value) else f"{value:,.6g}"


class Scale:
    """From values to pixels."""

    def __init__(self, values, start, end):
        self.ticks = ticks(max(values))
        self.start, self.per_unit = start, (end - start) / self.ticks[-1]

    def __call__(self, value):
        return round(self.start + value * self.per_unit, 1)


def grid(x, y, x_values):
    """The axes; a line for each tick of y, a tick at each x that was measured."""
    for value in y.ticks:
        yield f'<line class="grid" x1="{LEFT}" y1="{y(value)}" x2="{RIGHT}" y2="{y(value)}"/>'
        yield f'<text x="{LEFT - 10}" y="{y(value) + 4.5:g}" text-anchor="end">{number(value)}</text>'
    for value in x_values:
        yield f'<line class="axis" x1="{x(value)}" y1="{BOTTOM}" x2="{x(value)}" y2="{BOTTOM + 6}"/>'
        yield f'<text x="{x(value)}" y="{BOTTOM + 22}" text-anchor="middle">{number(value)}</text>'
    yield f'<path class="axis" fill="none" d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}"/>'


def mark(n, x, y):
    return SHAPES[n % len(SHAPES)].format(n=n % len(SHAPES), x=x, y=y, x0=round(x - 4.5, 1), y0=round(y - 4.5, 1))


def curve(n, series, x, y):
    """The spread as a thin line at each point, the line through the medians, the points."""
    colour = f"s{n % len(SHAPES)}"
    for at, _, least, greatest in series.points:
        if least != greatest:
            yield f'<line class="{colour}" x1="{x(at)}" y1="{y(least)}" x2="{x(at)}" y2="{y(greatest)}"/>'
    path = "L".join(f"{x(at)} {y(value)}" for at, value, *_ in series.points)
    yield f'<path class="line {colour}" style="fill:none" d="M{path}"/>'
    for at, value, *_ in series.points:
        yield mark(n, x(at), y(value))


def dashes(n, x1, x2, y):
    return f'<line class="level s{n % len(SHAPES)}" x1="{x1}" y1="{y}" x2="{x2}" y2="{y}"/>'


def legend(series, levels):
    """One line a series, its level beside it."""
    for n, s in enumerate(series):
        y = BOTTOM + 66 - 20 * (len(series) - 1 - n) + 10 * (len(series) - 1)
        yield mark(n, LEFT + 6, y - 4.5) + f'<text x="{LEFT + 20}" y="{y}">{escape(s.name)}</text>'
        if n < len(levels):
            yield dashes(n, LEFT + 290, LEFT + 320, y - 4.5)
            yield f'<text x="{LEFT + 328}" y="{y}">{escape(levels[n][0])}</text>'


def described(series):
    """For those who do not see the picture."""
    return "; ".join(f"{s.name}: " + ", ".join(f"{number(at)}: {value:,.4g}" for at, value, *_ in s.points)
                     for s in series)


def lines(title, x_label, y_label, series, levels=()):
    """The whole picture, as text."""
    points = [point for s in series for point in s.points]
    x_values = sorted({point[0] for point in points})
    x = Scale(x_values, LEFT, RIGHT)
    y = Scale([point[3] for point in points] + [value for _, value in levels], BOTTOM, TOP)
    body = [*grid(x, y, x_values)]
    for n, (_, value) in enumerate(levels):
        body.append(dashes(n, LEFT, RIGHT, y(value)))
    for n, s in enumerate(series):
        body.extend(curve(n, s, x, y))
    body.extend(legend(series, levels))
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"',
        f'     width="{WIDTH}" height="{HEIGHT}">', f"<title>{escape(title)}</title>",
        f"<desc>{escape(f'{y_label} by {x_label}. {described(series)}')}</desc>",
        f"<style>{STYLE}</style>",
        f'<rect class="paper" x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="8"/>',
        f'<text class="title" x="{LEFT - 60}" y="30">{escape(title)}</text>',
        f'<text x="{LEFT - 10}" y="{TOP - 12}" text-anchor="end">{escape(y_label)}</text>',
        f'<text x="{RIGHT}" y="{BOTTOM + 40}" text-anchor="end">{escape(x_label)}</text>',
        *body, "</svg>", ""])

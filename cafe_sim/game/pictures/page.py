"""Charts as one HTML page: the picture, what it shows at the pointer in words, and all of it as a table for those who
listen.

Nothing is loaded from anywhere, and the page's own policy forbids it; the script only copies a bar's title to the line
above the picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cafe_sim.catalogue import retell, say, say_as, spoken, to_say
from cafe_sim.game.colours import COLOURS, state_word
from cafe_sim.game.pictures.chart import Chart, length, moment
from cafe_sim.game.pictures.svg import FONT, WIDTH, chart_svg, escape

LINES_AT_MOST: Final = 5_000
"""Of the table."""
COLUMNS: Final = (
    to_say("who", "column"),
    to_say("state", "column"),
    to_say("from", "column"),
    to_say("for", "column"),
    to_say("what, or why", "column"),
    to_say("line", "column"),
)
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
_SCRIPT: Final = """
const said = document.getElementById("said"), first = said.textContent;
const tell = event => {
  const bar = event.target.closest && event.target.closest("g.bar, g.hop, g.moment");
  said.textContent = bar ? bar.querySelector("title").textContent : first;
};
document.addEventListener("mousemove", tell);
document.addEventListener("click", tell);
"""
_STYLE: Final = """
body {{ margin: 0; background: {background}; color: {foreground}; font: 14px/1.5 {font}; }}
main {{ max-width: {width}px; margin: 0 auto; padding: 1rem; }}
h1 {{ font-size: 1.2rem; color: {accent}; margin: 0; }}
#said {{ position: sticky; top: 0; z-index: 1; min-height: 4.5em; white-space: pre-wrap; background: {surface}; padding: .6rem 1rem; margin: .6rem 0; }}
.paper {{ overflow-x: auto; }} svg {{ max-width: none; }}
g.bar:hover, g.hop:hover {{ filter: brightness(1.3); }}
table {{ border-collapse: collapse; width: 100%; }} th, td {{ text-align: left; padding: .1rem .6rem .1rem 0; vertical-align: top; }}
th {{ color: {dim}; }} caption {{ text-align: left; color: {accent}; padding: .6rem 0; }} summary {{ cursor: pointer; color: {accent}; }}
"""


def chart_page(charts: Sequence[Chart], theme: str = "espresso") -> str:
    """The whole page."""
    colours = COLOURS[theme]
    title = escape("; ".join(retell(chart.title) for chart in charts) or say("Timeline"))
    style = _STYLE.format(
        font=FONT,
        width=WIDTH + 40,
        background=colours.background,
        foreground=colours.foreground,
        accent=colours.accent,
        surface=colours.surface,
        dim=colours.dim,
    )
    hint = escape(say("Point at a bar: who, what, since when, until when, on which line."))
    summary = escape(say("All of it as a table"))
    tables = "".join(table for chart in charts for table in _table(chart))
    return (
        f'<!DOCTYPE html>\n<html lang="{spoken()}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title><style>{style}</style></head>\n<body><main><h1>{title}</h1>\n"
        f'<div id="said" role="status">{hint}</div>\n'
        f'<div class="paper">{chart_svg(charts, theme)}</div>\n'
        f"<details><summary>{summary}</summary>{tables}</details>\n</main><script>{_SCRIPT}</script></body></html>\n"
    )


def _table(chart: Chart) -> Iterator[str]:
    """Every stretch of every row."""
    heads = [say_as("column", word) for word in COLUMNS]
    caption = say("{a}: {b}", a=retell(chart.title), b=retell(chart.verdict))
    yield f"<table><caption>{escape(caption)}</caption><tr>{''.join(f'<th>{escape(head)}' for head in heads)}</tr>"
    left = LINES_AT_MOST
    for row in chart.rows:
        for bar in row.bars[:left]:
            span = f"<td>{moment(bar.start, chart.unit)}<td>{length(bar.end - bar.start, chart.unit)}"
            where = f"{bar.line}: {chart.code(bar)}" if bar.line else ""
            who, state, why = (escape(words) for words in (retell(row.name), state_word(bar.state), retell(bar.text)))
            yield f"<tr><td>{who}<td>{state}{span}<td>{why}<td>{escape(where)}</tr>\n"
        left -= len(row.bars[:left])
    total = sum(len(row.bars) for row in chart.rows)
    if total > LINES_AT_MOST:
        yield f"<tr><td colspan=6>{escape(say('and {count:,} more', count=total - LINES_AT_MOST))}</tr>"
    yield "</table>"

"""A result as a card to share: stars, both verdicts, figures beside what they are held against, a small timeline.

SVG, self-contained.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say, say_as
from cafe_sim.engine.kernel.trace import SECOND
from cafe_sim.game.colours import COLOURS, STATES, Colours, state_word
from cafe_sim.game.pictures.chart import ticks, wide
from cafe_sim.game.pictures.svg import BAR, LETTER, cut, document, shape, stands, text
from cafe_sim.game.words import plain_number

if TYPE_CHECKING:
    from cafe_sim.game.views import Figure, Lane, ResultView

WIDTH: Final = 840
EDGE: Final = 36
NAMES: Final = 90
LANES_AT_MOST: Final = 8
FIGURES_AT_MOST: Final = 5
LABELS: Final = 150
STARS: Final = ("sound", "par", "light")


def result_card(view: ResultView, theme: str = "espresso") -> str:
    """The card."""
    colours = COLOURS[theme]
    body = [
        text(EDGE, 58, cut(view.title, 560, 14), colours.accent, 'font-size="24" font-weight="bold"'),
        text(EDGE, 30, f"CAFÉ SIM · {view.level}", colours.dim, 'font-size="12" letter-spacing="1.5"'),
        *_stars(view, colours),
    ]
    y = 92.0
    for label, words, colour in _verdicts(view, colours):
        body += [
            text(EDGE, y, label, colours.dim),
            text(EDGE + LABELS, y, cut(words, WIDTH - 2 * EDGE - LABELS), colour),
        ]
        y += 22
    y += 8
    for figure in view.figures[:FIGURES_AT_MOST]:
        body += _figure(figure, y, colours, judged=view.sound)
        y += 22
    lanes, y = _lanes(view, y + 14, colours)
    words, colour = _last_words(view, colours)
    said = [text(EDGE, y + 10, cut(words, WIDTH - 2 * EDGE), colour, 'font-style="italic"')] if words else []
    y -= 0 if said else 22
    frame = f'<rect x="8" y="8" width="{WIDTH - 16}" height="{y + 22:g}" rx="12" fill="none" stroke="{colours.frame}"/>'
    return document(
        WIDTH, y + 38, f"{view.level} {retell(view.title)}: Café Sim", [frame, *body, *lanes, *said], colours
    )


def _last_words(view: ResultView, colours: Colours) -> tuple[str, str]:
    """The lesson, where it was earned; else what is wrong."""
    if view.sound:
        return " ".join(map(retell, view.lesson[:1])), colours.foreground
    fault = next(iter(view.faults), None)
    return (say("{a}: {b}", a=retell(fault.kind), b=retell(fault.message)), colours.bad) if fault else ("", colours.dim)


def _stars(view: ResultView, colours: Colours) -> Iterator[str]:
    for place, name in enumerate(STARS):
        won = bool(getattr(view, name)) and view.sound
        x = WIDTH - EDGE - 70 * (len(STARS) - 1 - place) - 30
        yield text(
            x, 48, "★" if won else "☆", colours.accent if won else colours.dim, 'font-size="30" text-anchor="middle"'
        )
        yield text(x, 66, say(name), colours.foreground if won else colours.dim, 'font-size="11" text-anchor="middle"')


def _verdicts(view: ResultView, colours: Colours) -> Iterator[tuple[str, str, str]]:
    """What happened this time, and what is known of always: two verdicts, in two colours."""
    served = say(", {served} of {count} served", served=view.served, count=view.orders) if view.orders else ""
    this = retell(view.this_time) or (say("worked") if view.worked else say("did not work"))
    yield say("this time"), f"{'✔' if view.worked else '✗'} {this}{served}", colours.worked
    colour = {True: colours.good, False: colours.bad, None: colours.foreground}[view.always_ok]
    sign = {True: "✔ ", False: "✗ ", None: ""}[view.always_ok]
    known = retell(view.always) or say("not asked yet")
    known = say("{stamp}: {text}", stamp=say_as("stamp", view.stamp), text=known) if view.stamp else known
    yield say("always"), f"{sign}{known}", colour


def _figure(figure: Figure, y: float, colours: Colours, *, judged: bool) -> Iterator[str]:
    """Of an unsound plan no figure is called good or bad."""
    value = figure.text or plain_number(figure.value)
    yield text(EDGE, y, cut(figure.name, LABELS - 8), colours.dim)
    yield text(EDGE + LABELS, y, f"{value} {retell(figure.unit)}".strip(), colours.foreground, 'font-weight="bold"')
    against = [
        f"{retell(name)} {amount:g}"
        for name, amount in ((figure.against, figure.par), ("floor", figure.floor))
        if amount is not None
    ]
    yield text(EDGE + LABELS + 230, y, "   ".join(against), colours.dim)
    if judged and figure.good is not None:
        sign, colour = ("✔", colours.good) if figure.good else ("✗", colours.dim)
        yield text(EDGE + LABELS + 420, y, sign, colour)


def _lanes(view: ResultView, y: float, colours: Colours) -> tuple[list[str], float]:
    """Everybody's day, small, with the signs it uses in words."""
    lanes = [lane for lane in view.lanes if lane.segments][:LANES_AT_MOST]
    end = max([view.end, *(lane.segments[-1].end for lane in lanes)], default=0.0)
    if not lanes or end <= 0:
        return [], y
    left, width = EDGE + NAMES, WIDTH - 2 * EDGE - NAMES
    out: list[str] = []
    bottom = y + 14 + len(lanes) * 22
    for at, words in ticks(0, round(end * SECOND), max(end * SECOND * 90 / width, SECOND), "ns"):
        x = round(left + width * at / (end * SECOND), 2)
        out.append(
            f'<line x1="{x:g}" y1="{y + 4:g}" x2="{x:g}" y2="{bottom:g}" stroke="{colours.frame}" stroke-width="0.6"/>'
        )
        out.append(text(x, y, words, colours.dim, 'font-size="10" text-anchor="middle"'))
    for number, lane in enumerate(lanes):
        out += _lane(lane, left, y + 10 + number * 22, width / end, colours)
    used = {segment.state for lane in lanes for segment in lane.segments}
    used |= {"stuck"} if any(lane.stuck for lane in lanes) else set()
    x = float(left)
    for state in STATES:
        if state in used:
            out += [
                shape(state, x, bottom + 6, 22, colours),
                text(x + 28, bottom + 17, state_word(state), colours.dim, 'font-size="11"'),
            ]
            x += 50 + LETTER * wide(state_word(state))
    return out, bottom + 34


def _lane(lane: Lane, left: float, y: float, scale: float, colours: Colours) -> Iterator[str]:
    yield text(EDGE, y + BAR - 2, cut(lane.name, NAMES - 8), colours.foreground, 'font-weight="bold"')
    for segment in lane.segments:
        width = max((segment.end - segment.start) * scale, 0.3)
        yield shape(segment.state, round(left + segment.start * scale, 2), y, round(width, 2), colours)
    if lane.stuck:
        end = left + lane.segments[-1].end * scale
        yield stands(retell(lane.stuck), end, WIDTH - EDGE, y - 1, colours)

"""Below the lanes of a timeline: all about what is under the cursor, and the program around its line."""

from __future__ import annotations

from rich.cells import cell_len

from cafe_sim.catalogue import retell, say
from cafe_sim.game.colours import STATE_GLYPHS, STATE_MEANINGS, state_word
from cafe_sim.game.pictures.chart import Bar, Chart, Row, Unit, length, moment
from cafe_sim.game.pictures.sight import Sight, Viewport
from cafe_sim.tui.pages.afterwards.replay_story import program_lines
from cafe_sim.tui.pages.afterwards.timeline_layout import DETAILS, LOOKS, PATH, Layout
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, clip, padded, rule, spread, width_of, wrap


def program_around(scene: Viewport, sight: Sight, width: int, height: int) -> list[Line]:
    """The program around the line on which the row under the cursor stands, or stood last, and who stands where."""
    found = scene.find(sight.row)
    bars = found[0].rows[found[1]].bars if found is not None else ()
    bar = next((bar for bar in reversed(bars) if bar.line and bar.start <= sight.at), None)
    lines = found[0].sources.get(bar.file, ()) if found is not None and bar is not None else ()
    if found is None or bar is None or not lines:
        return [EMPTY] * height
    names: dict[int, list[str]] = {}
    for number, row in enumerate(found[0].rows):
        here = found[0].bar_at(number, int(sight.at))
        if here is not None and here.file == bar.file and here.line:
            names.setdefault(here.line, []).append(retell(row.name))
    said = rule((Piece(say(" line {line}", line=bar.line), "dim"),), EMPTY, width - 1)
    return [said, *program_lines("\n".join(lines), bar.line, names, width, height - 1)]


def details_of(scene: Viewport, sight: Sight, plan: Layout, width: int) -> Page:
    """Who, what, since when, until when, why, on which line; who let them go on."""
    found = scene.find(sight.row)
    if found is None:
        return (EMPTY,) * plan.details
    chart, own = found
    row, bar = chart.rows[own], scene.bar(sight)
    lines: list[Line] = [_head(scene, chart, own, sight, width)]
    marks = chart.markers_at(own, sight.at, int(sight.at + max(scene.per_cell(sight), 1)))
    words = _why(row, bar, chart, sight)
    for each in [mark for mark in marks if retell(mark.text) != words][:1]:
        kind, colon, rest = each.text.partition(": ")
        said = retell(f"{kind.replace('-', ' ')}{colon}{rest}" if each.bad or each.leads else each.text)
        lines.append((Piece(f" {each.sign} {said}", LOOKS[each.sign]),))
    lines += [(Piece(" "), *pieces) for pieces in wrap(words, max(width - 2, 8))[: 2 if plan.details > DETAILS else 1]]
    if bar is not None and bar.line:
        lines.append((Piece(padded(say(" line {line}", line=bar.line), 11), "dim"), Piece(chart.code(bar))))
    hop = scene.cause(sight)
    if hop is not None:
        giver = retell(chart.rows[hop.giver].name)
        thing = f" {say('({thing})', thing=retell(hop.thing))}" if hop.thing and retell(hop.thing) != giver else ""
        text = say(
            " {giver} lets them go on, {at}{thing}", giver=giver, at=moment(hop.given_at, chart.unit), thing=thing
        )
        lines.append((Piece(text), Piece("   enter", "key", "cause"), Piece(say(" goes there"), "dim", "cause")))
    lines = [clip(pieces, width) for pieces in lines[: plan.details]]
    return (*lines, *[EMPTY] * (plan.details - len(lines)))


def now_at(at: float, per_cell: float, unit: Unit) -> str:
    """The moment under the cursor, as exactly as a cell says it."""
    digit = 10 ** max(len(str(int(per_cell))) - 1, 0) if unit == "ns" else 1
    return moment(int(at) // digit * digit, unit)


def _head(scene: Viewport, chart: Chart, own: int, sight: Sight, width: int) -> Line:
    row, bar = chart.rows[own], scene.bar(sight)
    at = min(sight.at, max(chart.end - 1, 0)) if chart.unit == "steps" else sight.at  # the end is no operation's place
    now = now_at(at, scene.per_cell(sight), chart.unit)
    if bar is None:
        return clip((Piece(f" {retell(row.name)}", "bold"), Piece(say("   nothing at {now}", now=now), "dim")), width)
    if chart.unit == "steps":
        last = bar.end - 1
        span = moment(bar.start, "steps") + (say(" to {last}", last=last + 1) if last > bar.start else "")
    else:
        span = say("{start} to {end}", start=moment(bar.start, "ns"), end=moment(bar.end, "ns"))
    left: Line = (
        Piece(f" {retell(row.name)}  ", "bold"),
        Piece(f"{STATE_GLYPHS[bar.state]} {state_word(bar.state)}", bar.state),
        Piece(say("  {span}, {length}", span=span, length=length(bar.end - bar.start, chart.unit))),
    )
    if chart.is_critical(own, sight.at):
        left = (*left, Piece(say("  {sign} critical path", sign=PATH), "accent"))
    return (
        spread(left, (Piece(say("at {now} ", now=now), "dim"),), width)
        if width_of(left) + cell_len(now) + 5 < width
        else left
    )


def _why(row: Row, bar: Bar | None, chart: Chart, sight: Sight) -> str:
    if row.standing and sight.at >= chart.end - (chart.unit == "steps"):
        return say("stands for ever: {standing}", standing=retell(row.standing))
    if bar is None and row.bars and sight.at < row.bars[0].start:
        return say("It has not begun yet.")
    if bar is None and row.bars and sight.at >= row.bars[-1].end:
        return say("It is over.")
    if bar is None:
        return say("Nothing of it took any time here.")
    return retell(bar.text) or say(STATE_MEANINGS[bar.state])

"""Pictures and recordings of the running game: it is played by keys on a clock that stands, and what its compositor
paints is written down.

Nothing comes from the machine on which it is made: time passes only where a story says so, nothing is measured, saves
lie in a folder of their own, and files name no path. So the same game gives the same bytes.

A *shot* is the screen at a moment, line by line. From shots are made a picture (SVG), a recording for asciinema
(asciicast v2), and a moving picture: SVG in which each line that was ever seen stands once, and is shown while it was
on the screen.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "tui"))

from rich.cells import cell_len
from rich.style import Style
from soaking import nothing_from_outside
from standing import StandingLoop, Terminal, at_a_standing_clock

from cafe_sim.game.inspecting.inspectable import Inspectable
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.tui.app import CafeApp

CELL: Final = 8.4
LINE: Final = 18
EDGE: Final = 12
FONT: Final = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
BACKGROUND: Final = "#1b1412"
FOREGROUND: Final = "#ecdfcf"
PICTURES_A_SECOND: Final = 10
REST: Final = 4.0
"""Seconds for which the last picture stands."""


class Run(NamedTuple):
    """Letters of one look."""

    text: str
    style: str
    """For the terminal: SGR parameters."""
    fill: str
    back: str
    """Colours, "" for the paper's."""
    weight: str
    """ "b", "i", "u" for bold, italic, underlined, as far as it is."""


Row = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Shot:
    """The screen at a moment."""

    at: float
    """Seconds since the story began."""
    rows: tuple[Row, ...]


@dataclass
class Stage:
    """A player at the game; a story moves it."""

    app: CafeApp
    terminal: Terminal
    loop: StandingLoop
    films: bool = False
    shots: list[Shot] = field(default_factory=list)
    _began: float = 0.0

    async def press(self, *keys: str, pause: float = 0.0) -> None:
        """One key after the other, and so many seconds after each."""
        for key in keys:
            await self.terminal.keys(key)
            self.shoot()
            await self.wait(pause)

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        whole = max(round(seconds * PICTURES_A_SECOND), 1) if seconds else 0
        for _ in range(whole):
            await self.terminal.wait(seconds / whole)
            self.shoot()

    async def until(self, done: Callable[[], bool], seconds: float = 60.0) -> None:
        """Let time pass until something is so."""
        for _ in range(round(seconds * PICTURES_A_SECOND)):
            if done():
                return
            await self.wait(1 / PICTURES_A_SECOND)
        raise AssertionError(f"this never happened: {done}")

    async def hear(self) -> None:
        """The inspector works in a thread and takes no time here; wait for him, and let his news come."""
        asked: Inspectable = self.app.screen.inspectable  # type: ignore[attr-defined]
        asked.wait()
        await self.wait(0.5)

    def shoot(self, *, always: bool = False) -> None:
        """Keep what is on the screen, if it is filmed and anything is new."""
        if not (self.films or always):
            return
        rows = tuple(rows_of(self.app))
        if not self.shots:
            self._began = self.loop.now
        if always or not self.shots or self.shots[-1].rows != rows:
            self.shots.append(Shot(round(self.loop.now - self._began, 3), rows))


Story = Callable[[Stage], Awaitable[None]]


def filmed(story: Story, size: tuple[int, int], *, films: bool = False, theme: Any = "espresso") -> list[Shot]:
    """Play a story; all shots of it, or its last one."""
    found: list[Shot] = []

    async def played(loop: StandingLoop) -> None:
        with (
            nothing_from_outside(loop),
            mock.patch("cafe_sim.engine.explore.inspector.asking.monotonic", loop.time),
            mock.patch.dict(os.environ, {"LC_ALL": "C.UTF-8"}),
            tempfile.TemporaryDirectory() as saves,
        ):
            os.environ.pop("NO_COLOR", None)
            app = CafeApp(Campaign(Keeper(Path(saves))), utf8=True, theme=theme, live=True)
            async with Terminal.of(app, loop, size) as terminal:
                stage = Stage(app, terminal, loop, films)
                await stage.wait(0.2)
                await story(stage)
                stage.shoot(always=not films)
                found.extend(stage.shots)

    with at_a_standing_clock() as run:
        run(played)
    return found


# ---- what is on the screen ---------------------------------------------------------------------


def rows_of(app: CafeApp) -> Iterator[Row]:
    """The screen, as the compositor would paint it."""
    for strip in app.screen._compositor.render_strips():
        runs: list[Run] = []
        for text, style, control in strip:
            if control or not text:
                continue
            run = _run(text, style or Style.null())
            if runs and runs[-1][1:] == run[1:]:
                runs[-1] = run._replace(text=runs[-1].text + text)
            else:
                runs.append(run)
        yield tuple(runs)


def _run(text: str, style: Style) -> Run:
    fill, back = (
        colour.get_truecolor().hex if colour is not None and not colour.is_default else ""
        for colour in (style.color, style.bgcolor)
    )
    if style.reverse:
        fill, back = back or BACKGROUND, fill or FOREGROUND
    codes = [str(code) for on, code in ((style.bold, 1), (style.dim, 2), (style.italic, 3), (style.underline, 4)) if on]
    for name, code in ((fill, 38), (back, 48)):
        if name:
            codes.append(f"{code};2;{int(name[1:3], 16)};{int(name[3:5], 16)};{int(name[5:7], 16)}")
    weight = "".join(letter for on, letter in ((style.bold, "b"), (style.italic, "i"), (style.underline, "u")) if on)
    return Run(text, ";".join(codes), fill, "" if back == BACKGROUND else back, weight)


# ---- as a recording for asciinema ---------------------------------------------------------------


def cast(shots: Sequence[Shot], size: tuple[int, int], title: str) -> str:
    """A recording, asciicast v2: a head, and what is new in each shot at its time."""
    head = {"version": 2, "width": size[0], "height": size[1], "title": title, "env": {"TERM": "xterm-256color"}}
    lines = [json.dumps(head)]
    before: tuple[Row, ...] = ()
    for shot in shots:
        new = [(y, row) for y, row in enumerate(shot.rows) if y >= len(before) or before[y] != row]
        text = "".join(
            f"\x1b[{y + 1};1H{''.join(f'{chr(27)}[0;{run.style}m{run.text}' for run in row)}" for y, row in new
        )
        start = "" if before else "\x1b[?25l\x1b[2J"
        lines.append(json.dumps([shot.at, "o", f"{start}{text}\x1b[0m"], ensure_ascii=False))
        before = shot.rows
    lines.append(
        json.dumps([round(shots[-1].at + REST, 3), "o", ""])
    )  # or it would end before the last picture is seen
    return "\n".join(lines) + "\n"


# ---- as a picture ------------------------------------------------------------------------------


def picture(shot: Shot, title: str) -> str:
    """The screen as SVG; nothing is loaded from anywhere, fonts are the reader's own."""
    return _document([_drawn(row, y) for y, row in enumerate(shot.rows)], shot, title)


def moving_picture(shots: Sequence[Shot], title: str) -> str:
    """All shots one after the other, for ever; each line that was ever seen stands there once."""
    end = shots[-1].at + REST
    seen: dict[tuple[int, Row], list[tuple[float, float]]] = {}
    for shot, until in [*((a, b.at) for a, b in pairwise(shots)), (shots[-1], end)]:
        for y, row in enumerate(shot.rows):
            spans = seen.setdefault((y, row), [])
            if spans and spans[-1][1] == shot.at:
                spans[-1] = (spans[-1][0], until)
            else:
                spans.append((shot.at, until))
    body = []
    for (y, row), spans in seen.items():
        drawn = _drawn(row, y)
        if not drawn or spans == [(0.0, end)]:
            body.append(drawn)
            continue
        body.append(f'<g visibility="{"visible" if spans[0][0] == 0 else "hidden"}">{drawn}{_shown(spans, end)}</g>')
    return _document(body, shots[0], title)


def _shown(spans: Sequence[tuple[float, float]], end: float) -> str:
    """When a line is there."""
    times, values = [0.0], ["visible" if spans[0][0] == 0 else "hidden"]
    for start, until in spans:
        for at, value in ((start, "visible"), (until, "hidden")):
            if 0 < at < end:
                times.append(at)
                values.append(value)
    key_times = ";".join(f"{at / end:.5f}".rstrip("0").rstrip(".") for at in times)
    return f'<animate attributeName="visibility" values="{";".join(values)}" keyTimes="{key_times}" dur="{end:g}s" calcMode="discrete" repeatCount="indefinite"/>'


def _document(body: Sequence[str], shot: Shot, title: str) -> str:
    width = max(sum(cell_len(run.text) for run in row) for row in shot.rows) * CELL + 2 * EDGE
    height = len(shot.rows) * LINE + 2 * EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" role="img">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{width:g}" height="{height:g}" rx="8" fill="{BACKGROUND}"/>'
        f'<g font-family="{FONT}" font-size="14" fill="{FOREGROUND}" xml:space="preserve">\n'
        + "\n".join(filter(None, body))
        + "\n</g></svg>\n"
    )


def _drawn(row: Row, y: int) -> str:
    """One line: grounds, then letters, each run as long as its cells, whatever the font."""
    left, grounds, letters = 0, [], []
    for run in row:
        cells = cell_len(run.text)
        if run.back:
            grounds.append(
                f'<rect x="{EDGE + left * CELL:g}" y="{EDGE + y * LINE}" width="{cells * CELL:g}" height="{LINE}" fill="{run.back}"/>'
            )
        text = run.text.rstrip()
        start = len(text) - len(text.lstrip())
        text = text[start:]
        if text:
            attributes = f'x="{EDGE + (left + start) * CELL:g}" y="{EDGE + y * LINE + 13.5:g}" textLength="{cell_len(text) * CELL:g}"'
            attributes += f' fill="{run.fill}"' if run.fill and run.fill != FOREGROUND else ""
            attributes += ' font-weight="bold"' if "b" in run.weight else ""
            attributes += ' font-style="italic"' if "i" in run.weight else ""
            attributes += ' text-decoration="underline"' if "u" in run.weight else ""
            letters.append(f"<text {attributes}>{escape(text, quote=False)}</text>")
        left += cells
    return "".join([*grounds, *letters])

"""The floor of a shift: rail, staff, things, log and program under one heading, drawn from a view. What they show
is made in `pages`; where they stand is decided here.

Whatever has changed, `show` tells every part its whole page; they repaint the lines that differ (see `rows`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from textual.containers import Horizontal, Vertical

from cafe_sim.game.views import Forecast, ShiftView
from cafe_sim.tui.pages.serving.counter import counter_page
from cafe_sim.tui.pages.serving.rail import rail_page
from cafe_sim.tui.pages.serving.shift import heading, message, prompts
from cafe_sim.tui.pages.serving.staff import staff_page
from cafe_sim.tui.pages.serving.things import things_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.widgets.code import CodePane
from cafe_sim.tui.widgets.log import Log
from cafe_sim.tui.widgets.rail import Rail
from cafe_sim.tui.widgets.rows import Rows

DOCKED: Final = 100
"""From this width on, the program stands beside the staff."""
ROOMY: Final = 72
"""Below this width the rail gives some of its own to the staff."""
SPACIOUS: Final = 116
"""From this width on, the rail keeps its own beside the program, too."""
BROAD: Final = 160
"""From this width on, an order's strip has a cell for each second of the longest there is."""
STAFF_CELLS: Final = 40
"""The staff keep so much beside a docked program."""
CODE_CELLS: Final = 76
"""A docked program gets no more: its longest lines are seen whole."""
TALL: Final = 38
"""From this height on, there is a picture of the counter below the staff."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands on the floor besides the view itself."""

    marked: int
    """The number of the marked order, 0 for none."""
    speed: float
    ahead: Mapping[str, Forecast]
    """Worker → what giving them the marked order would lead to."""
    can_skip: bool
    refusal: str = ""
    news: str = ""
    still: bool = False
    """Nothing moves that need not."""


class Floor(Vertical):
    """A shift, as it is."""

    DEFAULT_CSS = """
    Floor { height: 1fr; }
    Floor #head, Floor #message, Floor #things { height: 1; }
    Floor Rail { width: 29; }
    Floor.narrow Rail { width: 25; }
    Floor.broad Rail { width: 38; }
    Floor #middle { height: 1fr; }
    Floor #right { width: 1fr; border-left: solid $frame; }
    Floor #lanes { height: 1fr; }
    Floor Log { height: 25%; min-height: 4; }
    Floor #counter { display: none; height: 9; padding-top: 1; }
    Floor.tall #counter { display: block; }
    Floor.tall.long-log #counter { display: none; }
    Floor.long-log Log { height: 50%; }
    Floor CodePane { display: none; }
    Floor.code CodePane { display: block; dock: bottom; height: 45%; border-top: solid $frame; }
    Floor.code Log { display: none; }
    Floor.code.wide Log { display: block; }
    Floor.code.wide CodePane { dock: right; height: 100%; border-top: none; border-left: solid $frame; }
    Floor #message { background: $background; }
    """

    def compose(self) -> Iterable[Any]:
        yield Rows(id="head")
        with Horizontal(id="middle"):
            yield Rail(id="rail")
            with Vertical(id="right"):
                yield Rows(id="lanes")
                yield Rows(id="counter")
                yield Rows(id="things")
                yield Log(id="log")
            yield CodePane(id="code")
        yield Rows(id="message")

    def place(self, width: int, height: int, *, code: bool | None) -> None:
        """Everybody's place in a window of this size; `code`: is the program wanted? None: as the width allows."""
        wide = width >= DOCKED
        self.set_class(wide, "wide")
        self.set_class(wide and height >= TALL, "tall")
        self.set_class(width >= BROAD, "broad")
        self.set_class(width < ROOMY or DOCKED <= width < SPACIOUS, "narrow")
        self.query_one("#code").styles.width = _code_cells(width) if wide else None
        self.set_class(wide if code is None else code, "code")

    def show(self, view: ShiftView, seen: Seen) -> None:
        """All of it, as it is now."""
        self._page("#head", lambda width, _: heading(view, seen.speed, width))
        self._page("#rail", lambda width, height: rail_page(view, seen.marked, width, height))
        self.show_staff(view, seen.ahead)
        self._page("#things", lambda width, _: things_page(view, width))
        if self.query_one("#counter").display:
            self._page("#counter", lambda width, _: counter_page(view, seen.marked, width, still=seen.still))
        log = self.query_one("#log", Log)
        log.follow(view) if view.started else log.show(prompts(view, log.size.width))
        said, skip = (seen.refusal, seen.news), seen.can_skip
        self._page("#message", lambda width, _: message(view, said[0], width, can_skip=skip, news=said[1]), grows=True)
        code = self.query_one("#code", CodePane)
        if code.display:
            code.follow(view, _followed_line(view))

    def show_staff(self, view: ShiftView, ahead: Mapping[str, Forecast]) -> None:
        """The staff alone: a forecast has come."""
        self._page(
            "#lanes", lambda width, height: staff_page(view, ahead, width, height, code=not self.has_class("code"))
        )

    def _page(self, selector: str, paint: Callable[[int, int], Page], *, grows: bool = False) -> None:
        """Show it; what `grows` takes as many lines as it has."""
        widget = self.query_one(selector, Rows)
        page = paint(widget.size.width, widget.size.height)
        if grows and widget.size.height != len(page):
            widget.styles.height = len(page)
        widget.show(page)


def _code_cells(width: int) -> int:
    """What a docked program gets: enough for most lines, and more of a wide window."""
    return min(max(min(44, width - 26 - STAFF_CELLS), 34, width * 3 // 8 - 1), CODE_CELLS)


def _followed_line(view: ShiftView) -> int:
    return next((worker.line for worker in view.workers if worker.line and worker.state != "idle"), 0)

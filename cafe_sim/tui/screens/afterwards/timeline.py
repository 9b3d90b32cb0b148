"""The timeline: everybody's lane, zoomed and panned, with a cursor that tells all about where it is; one run, or two on
one axis.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import events

from cafe_sim.game.pictures.page import chart_page
from cafe_sim.game.pictures.perfetto import trace_json
from cafe_sim.game.pictures.sight import ZOOM, Sight, Viewport
from cafe_sim.game.pictures.svg import chart_svg
from cafe_sim.tui import staying
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.afterwards.timeline import timeline_page
from cafe_sim.tui.pages.afterwards.timeline_layout import cell_at, layout
from cafe_sim.tui.screens.base import BACK, LEAVE, CafeScreen
from cafe_sim.tui.sharing import share, theme_of
from cafe_sim.tui.widgets.gantt import Gantt

if TYPE_CHECKING:
    from cafe_sim.game.pictures.chart import Chart
    from cafe_sim.game.pictures.charting import Charts
    from cafe_sim.game.pictures.of_level import Other


class TimelineScreen(CafeScreen):
    """Looks at charts; changes nothing."""

    commands = (
        Command("row_up", "up,k", "row", "The row above.", "Cursor", shown="↑↓", action="row(-1)", rank=2),
        Command("row_down", "down,j", "row", "The row below.", "Cursor", action="row(1)", rank=3),
        Command("cell_left", "left,h", "move", "A cell to the left.", "Cursor", shown="←→", action="cell(-1)"),
        Command("cell_right", "right,l", "move", "A cell to the right.", "Cursor", action="cell(1)", rank=3),
        Command("event_before", "left_square_bracket", "event", "The moment before at which something changes.", "Cursor", shown="[ ]"),
        Command("event_after", "right_square_bracket,full_stop", "event", "The next moment at which something changes.", "Cursor", rank=3),
        Command("start", "home", "start", "The beginning.", "Cursor", rank=3),
        Command("end", "end", "end", "The end.", "Cursor", rank=3),
        Command(
            "cause",
            "enter",
            "who ended it",
            "To whoever ended the wait under the cursor, and when they did.",
            "Cursor",
            rank=2,
            not_now="Nobody ended what is under the cursor: it went on by itself, or for ever.",
        ),
        Command("follow", "f", "follow", "Events of this row alone, or of all rows again.", "Cursor", rank=2),
        Command("zoom_in", "plus,equals_sign", "zoom", "Closer, around the cursor.", "Window", shown="+-", action="zoom(1)"),
        Command("zoom_out", "minus", "zoom", "Further away.", "Window", action="zoom(-1)", rank=3),
        Command("whole", "0", "all", "All of it.", "Window", rank=3),
        Command("pan_left", "less_than_sign,comma", "pan", "Half a window to the left.", "Window", shown="< >", action="pan(-1)", rank=2),
        Command("pan_right", "greater_than_sign", "pan", "Half a window to the right.", "Window", action="pan(1)", rank=3),
        Command("axis", "x", "the axis", "The axis: virtual time, or operations, each as wide as any other.", "Picture", rank=2),
        Command(
            "beside",
            "v",
            "beside",
            "Another run beside this one, on the same axis.",
            "Picture",
            rank=2,
            not_now="There is no run to put beside this one.",
        ),
        Command("replay", "p", "replay", "This run as a replay: step by step, with its values and its code.", "Picture", rank=2),
        Command("save", "s", "save", "Save what you see as a picture (SVG).", "Picture", rank=2),
        Command("save_page", "S", "save page", "Save it as a page with all details (HTML).", "Picture", rank=3),
        Command("save_trace", "e", "save trace", "Save it as a trace for ui.perfetto.dev (JSON).", "Picture", rank=3),
        Command("close", "t", "close", "Back to where you were.", "Picture", action="back", rank=3),
    )  # fmt: skip
    common = (BACK, LEAVE)
    mode = "replay"
    help_title = "The timeline"
    help_text = (
        "A row for everybody who did something, time from left to right. A cell shows the state that has most of it.",
        "The lines below say all about the place under the cursor: since when, until when, why, on which line.",
        "The critical path (underlined, and a line of its own) decided the end: who would have to be quicker for it to come earlier.",
        "What is not on the path could have been a little later. Another order may have another path.",
        "By operation, each takes the same room: one sees what came before what, where the clock cannot tell.",
        "Mouse: a click points, dragging pans, the wheel goes through the rows, with ctrl or shift it zooms.",
    )
    shows_states = True

    def __init__(self, own: Charts, title: str, others: Sequence[Other] = (), *, by_steps: bool | None = None) -> None:
        """`others`: runs that can be put beside this one; `by_steps`: the axis to begin with, else the telling one."""
        super().__init__()
        self.own = own
        self.others = tuple(others)
        self.beside: Charts | None = None
        self.title_text = title
        self.by_steps = own.telling is own.by_steps if by_steps is None else by_steps
        self.sight = self.opening()
        self._next_other = 0

    def opening(self) -> Sight:
        """Where it first goes wrong, if it does; else the beginning."""
        bad = [each for each in self.charts[0].markers if each.bad]
        first = min(bad, key=lambda each: each.at, default=None)
        return Sight(first.row, first.at) if first is not None else Sight()

    def compose_body(self) -> Iterable[Any]:
        yield Gantt()

    @property
    def gantt(self) -> Gantt:
        return self.query_one(Gantt)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """What is looked at."""
        shown = (self.own,) if self.beside is None else (self.own, self.beside)
        return tuple(charts.by_steps if self.by_steps else charts.by_time for charts in shown)

    @property
    def scene(self) -> Viewport:
        size = self.gantt.size
        return Viewport(self.charts, layout(size.width, size.height).cells)

    def look(self, sight: Sight) -> None:
        """Look there."""
        self.sight = sight
        self.paint()
        self.refresh_bindings()

    def redraw(self) -> None:
        super().redraw()
        self.paint()

    def paint(self) -> None:
        size = self.gantt.size
        if size.width:
            self.gantt.show(timeline_page(self.scene, self.sight, self.title_text, size.width, size.height))

    def on_mount(self) -> None:
        staying.shown()
        self.call_after_refresh(self.paint)

    def on_unmount(self) -> None:
        staying.gone()

    def on_resize(self, _: events.Resize) -> None:
        self.call_after_refresh(self.paint)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "cause" and self.is_mounted and self.gantt.size.width:
            return True if self.scene.cause(self.sight) else None
        if action == "beside":
            return True if self.others else None
        return True

    # ---- cursor and window ---------------------------------------------------------------------

    def action_row(self, by: int) -> None:
        self.look(self.scene.to(self.sight, self.sight.at, self.sight.row + by))

    def action_cell(self, by: int) -> None:
        self.look(self.scene.along(self.sight, by))

    def action_event_before(self) -> None:
        self.look(self.scene.event_before(self.sight))

    def action_event_after(self) -> None:
        self.look(self.scene.next_event(self.sight))

    def action_start(self) -> None:
        self.look(self.scene.to(self.sight, 0))

    def action_end(self) -> None:
        self.look(self.scene.to(self.sight, self.scene.end))

    def action_cause(self) -> None:
        self.look(self.scene.to_cause(self.sight))

    def action_follow(self) -> None:
        self.look(replace(self.sight, follows=not self.sight.follows))

    def action_zoom(self, by: int) -> None:
        self.look(self.scene.zoom(self.sight, ZOOM**by))

    def action_whole(self) -> None:
        self.look(replace(self.sight, per_cell=0.0, start=0.0))

    def action_pan(self, by: int) -> None:
        scene = self.scene
        self.look(scene.pan(self.sight, by * scene.cells / 2))

    # ---- picture -------------------------------------------------------------------------------

    def action_axis(self) -> None:
        """The other axis, from where one begins there: a moment may be many operations."""
        self.by_steps = not self.by_steps
        self.look(self.opening())

    def action_beside(self) -> None:
        """The next of the other runs, and after the last one none."""
        if self._next_other < len(self.others):
            self.beside = self.others[self._next_other].make()
            self._next_other += 1
        else:
            self.beside, self._next_other = None, 0
        self.look(replace(self.sight, row=0, start=0.0, per_cell=0.0))

    def action_save(self) -> None:
        share(self.cafe, chart_svg(self.charts, theme_of(self.cafe)), f"{self.title_text}.svg")

    def action_save_page(self) -> None:
        share(self.cafe, chart_page(self.charts, theme_of(self.cafe)), f"{self.title_text}.html")

    def action_save_trace(self) -> None:
        share(self.cafe, trace_json(self.charts), f"{self.title_text}.json")

    def action_replay(self) -> None:
        """The run as a replay, at this very place; back to it, if that is where one came from."""
        from cafe_sim.game.afterwards.replay import Playhead
        from cafe_sim.tui.screens.afterwards.replay import ReplayScreen

        below = self.app.screen_stack[-2]
        replay = below if isinstance(below, ReplayScreen) else ReplayScreen(self.own, self.title_text, self.others)
        replay.head = replay.replay.scrub(Playhead(by_steps=self.by_steps), self.sight.at)
        if replay is below:
            self.dismiss()
        else:
            self.app.push_screen(replay)

    # ---- mouse ---------------------------------------------------------------------------------

    def on_gantt_pointed(self, event: Gantt.Pointed) -> None:
        size = self.gantt.size
        row, at = cell_at(self.scene, self.sight, size.width, size.height, event.x, event.y)
        if row is not None or at is not None:
            self.look(self.scene.to(self.sight, self.sight.at if at is None else at, row))

    def on_gantt_dragged(self, event: Gantt.Dragged) -> None:
        self.look(self.scene.pan(self.sight, -event.by))

    def on_gantt_wheeled(self, event: Gantt.Wheeled) -> None:
        if event.zooms:
            cell = event.x - layout(self.gantt.size.width, self.gantt.size.height).names - 1
            self.look(self.scene.zoom(self.sight, ZOOM**-event.by, cell))
        else:
            self.action_row(event.by)

    async def on_rows_picked(self, event: Gantt.Picked) -> None:
        name, _, number = event.target.partition("(")
        if name == "row":
            self.look(self.scene.to(self.sight, self.sight.at, int(number[:-1])))
        else:
            await self.run_action(event.target)

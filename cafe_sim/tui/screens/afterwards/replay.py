"""A run looked at again: scrubbed, stepped and played in both directions, alone or beside another one.

Changes nothing but the view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events

from cafe_sim.catalogue import say, to_say
from cafe_sim.game.afterwards.replay import Playback, Playhead
from cafe_sim.game.pictures.deeds import LEFT
from cafe_sim.tui import staying
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.afterwards.replay import Frame, Picture, picture
from cafe_sim.tui.pages.afterwards.replay_lanes import Shown
from cafe_sim.tui.screens.base import BACK, LEAVE, CafeScreen
from cafe_sim.tui.widgets.reel import Reel

if TYPE_CHECKING:
    from textual.timer import Timer

    from cafe_sim.game.pictures.charting import Charts
    from cafe_sim.game.pictures.of_level import Other

RATE: Final = 1 / 12
"""Seconds between two pictures while it plays."""
LONGEST: Final = 0.5
"""Seconds that one picture may come to, however long it took."""


class ReplayScreen(CafeScreen):
    """One run, or two."""

    commands = (
        Command("step_back", "left,h", "step", "The step before.", "Steps", shown="←→", action="step(-1)", rank=0),
        Command("step_on", "right,l,full_stop", "step", "The next step.", "Steps", action="step(1)", rank=3),
        Command("leap_back", "left_square_bracket", "leap", "Back to what led to it; where nothing is marked, a part of the run.", "Steps", shown="[ ]", action="leap(-1)", rank=2),
        Command("leap_on", "right_square_bracket", "leap", "On to the next that is marked; or over a part of the run.", "Steps", action="leap(1)", rank=3),
        Command("page_back", "pageup", "page", "A twelfth of the run back.", "Steps", action="page(-1)", rank=3),
        Command("page_on", "pagedown", "page", "A twelfth of the run on.", "Steps", action="page(1)", rank=3),
        Command("first", "home,r", "start", "The beginning.", "Steps", rank=3),
        Command("last", "end", "end", "The end.", "Steps", rank=3),
        Command("wrong", "enter", "to the fault", "Where it goes wrong.", "Steps", not_now="Nothing is marked in this run."),
        Command("play", "space", "play it", "Play it, or stop.", "Playing"),
        Command("faster", "plus,equals_sign", "speed", "Faster.", "Playing", shown="+-", action="speed(1)", rank=2),
        Command("slower", "minus", "speed", "Slower.", "Playing", action="speed(-1)", rank=3),
        Command("look_up", "up,k", "who", "Look at the one above; from the first, at whoever moves.", "View", shown="↑↓", action="look(-1)", rank=2),
        Command("look_down", "down,j", "who", "Look at the one below.", "View", action="look(1)", rank=3),
        Command("follow", "f", "follow", "Steps of this one alone, their code in view; or of all again.", "View"),
        Command("everything", "a", "all steps", "Step through every operation, or only through those that matter.", "View", rank=2),
        Command("axis", "x", "the axis", "The axis: virtual time, or operations, each as wide as any other. Two runs are aligned by it.", "View", rank=2),
        Command("beside", "v", "beside", "Another run beside this one, both at the same place.", "View", not_now="There is no run to put beside this one."),
        Command("timeline", "t", "timeline", "All of it as a timeline: who was stuck, who let whom go on.", "View", rank=2),
        Command("copy", "y", "copy", "Copy the code of this schedule, to be pasted elsewhere.", "View", rank=2),
        Command("close", "w", "close", "Back to where you were.", "View", action="back", rank=3),
    )  # fmt: skip
    common = (BACK, LEAVE)
    mode = "replay"
    help_title = "A replay"
    help_text: ClassVar[tuple[str, ...]] = (
        "The same run once more, as slowly as you like. The bar is all of it: click or drag there, or on a lane, to go anywhere.",
        "Lanes, reasons, shared values, the story and the code all show one place; what is not yet is dim.",
        "• leads to what goes wrong, ✗ is where it does. A value that somebody spoilt stays marked.",
        "f follows one of them: steps are theirs alone, and their code stays in view. ↑↓ chooses whom.",
        "v puts another run beside it. By time, both are at the same second; by operation (x), as many of them have been done.",
        "Mouse: click and drag to scrub, the wheel steps, a name looks at its owner, a line of the story goes there.",
    )
    shows_states = True
    banner = to_say("REPLAY")

    def __init__(
        self,
        charts: Charts,
        title: str,
        others: Sequence[Other] = (),
        *,
        code: str = "",
        difference: str = "",
    ) -> None:
        """`code`: of its schedule, to be copied. `difference`: where it is not the run that was asked for."""
        super().__init__()
        self.replay = Playback(charts)
        self.title_text = title
        self._others = tuple(others)
        self.code = code
        self.difference = difference
        self.head = self.opening()
        self.beside: tuple[Playback, Other] | None = None
        self.playing = False
        self._next_other = 0
        self._clock: Callable[[], float] = monotonic
        self._last = 0.0
        self._timer: Timer | None = None
        self._picture = Picture((), ())

    @property
    def others(self) -> tuple[Other, ...]:
        """What can be put beside it."""
        return self._others

    def opening(self) -> Playhead:
        """Where it goes wrong, if it does; by steps, if the order is to blame, and not the hour."""
        replay = self.replay
        by_order = any(replay.deeds[index].mark != LEFT for index in replay.marked)
        return replay.to_fault(replay.start(Playhead(by_steps=by_order or not replay.charts.by_time.end)))

    def compose_body(self) -> Iterable[Any]:
        yield Reel()

    @property
    def reel(self) -> Reel:
        return self.query_one(Reel)

    # ---- drawing -------------------------------------------------------------------------------

    def runs(self) -> tuple[Shown, ...]:
        """What is shown, its own run first."""
        own = Shown(self.replay, self.head, say("yours"))
        if self.beside is None:
            return (own,)
        replay, other = self.beside
        return (own, Shown(replay, replay.beside(self.head, self.replay), other.title, other.closed, leads=False))

    def redraw(self) -> None:
        super().redraw()
        self.paint()

    def paint(self) -> None:
        size = self.reel.size
        if size.width and size.height:
            frame = Frame(self.banner, self.title_text, self.playing, self.difference)
            self._picture = picture(self.runs(), frame, size.width, size.height)
            self.reel.show(self._picture.page)

    def go(self, head: Playhead) -> None:
        """Stand there."""
        self.head = head
        self.paint()

    def on_mount(self) -> None:
        staying.shown()
        self._timer = self.set_interval(RATE, self.tick, pause=True)
        self.call_after_refresh(self.paint)

    def on_unmount(self) -> None:
        staying.gone()

    def on_resize(self, _: events.Resize) -> None:
        self.call_after_refresh(self.paint)

    def on_screen_suspend(self) -> None:
        self.stop()

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self.paint)

    # ---- playing -------------------------------------------------------------------------------

    def tick(self) -> None:
        """One picture: play what has passed."""
        now = self._clock()
        passed, self._last = min(now - self._last, LONGEST), now
        self.go(self.replay.play(self.head, passed))
        if self.replay.is_over(self.head):
            self.stop()

    def stop(self) -> None:
        self.playing = False
        if self._timer is not None:
            self._timer.pause()
        self.paint()

    def action_play(self) -> None:
        if self.playing:
            self.stop()
        elif self._timer is not None:
            if self.replay.is_over(self.head):
                self.head = self.replay.start(self.head)
            self.playing, self._last = True, self._clock()
            self._timer.resume()
            self.paint()

    def action_speed(self, by: int) -> None:
        self.go(self.replay.faster(self.head, by))

    # ---- steps ---------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        self.go(self.replay.step(self.head, by))

    def action_leap(self, by: int) -> None:
        self.go(self.replay.leap(self.head, by))

    def action_page(self, by: int) -> None:
        self.go(self.replay.page(self.head, by))

    def action_first(self) -> None:
        self.go(self.replay.start(self.head))

    def action_last(self) -> None:
        self.go(self.replay.end(self.head))

    def action_wrong(self) -> None:
        self.go(self.replay.to_fault(replace(self.head, row=-1, follows=False)))

    def action_go(self, deed: int) -> None:
        self.go(self.replay.to(self.head, deed))

    # ---- view ----------------------------------------------------------------------------------

    def action_look(self, by: int) -> None:
        self.go(self.replay.look(self.head, by))

    def action_choose(self, row: int) -> None:
        chosen = -1 if row == self.head.row else row
        self.go(replace(self.head, row=chosen, follows=self.head.follows and chosen >= 0))

    def action_follow(self) -> None:
        self.go(self.replay.follow(self.head))

    def action_everything(self) -> None:
        self.go(replace(self.head, everything=not self.head.everything))

    def action_axis(self) -> None:
        self.go(self.replay.turn(self.head))

    def action_beside(self) -> None:
        """The next of the other runs, and after the last one none."""
        if self._next_other >= len(self.others):
            self.beside, self._next_other = None, 0
        else:
            other = self.others[self._next_other]
            self.beside = (Playback(other.make()), other)
            self._next_other += 1
        self.paint()

    def action_timeline(self) -> None:
        from cafe_sim.game.pictures.sight import Sight
        from cafe_sim.tui.screens.afterwards.timeline import TimelineScreen

        replay, head = self.replay, self.head
        screen = TimelineScreen(replay.charts, self.title_text, self.others, by_steps=head.by_steps)
        screen.sight = Sight(replay.row_in(replay.chart(head), replay.row_here(head)), replay.at(head))
        self.app.push_screen(screen)

    def action_copy(self) -> None:
        self.copy_code(self.code)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "wrong":
            return True if self.replay.fault >= 0 else None
        if action == "beside":
            return True if self.others else None
        if action == "axis":
            return bool(self.replay.charts.by_time.end)
        if action == "copy":
            return bool(self.code)
        return True

    # ---- mouse ---------------------------------------------------------------------------------

    def on_reel_held(self, event: Reel.Held) -> None:
        windows = self._picture.windows
        window = windows[event.line] if event.line < len(windows) else None
        if window is not None:
            self.go(self.replay.scrub(self.head, window.place(event.x)))

    def on_reel_wheeled(self, event: Reel.Wheeled) -> None:
        self.action_step(event.by)

    async def on_rows_picked(self, event: Reel.Picked) -> None:
        await self.run_action(event.target)

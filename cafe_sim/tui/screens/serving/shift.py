"""The live shift: a serve level on its floor, the clock that moves it, and the keys that hand orders over.

One timer, only while café time moves, asks how much real time has passed and lets as much pass in the shift (at most
`LONGEST` at once, so that a suspended terminal does not skip the morning). Whatever was decided or has happened, `draw`
shows the whole view again on the floor (`widgets.floor`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from textual.timer import Timer

from cafe_sim.cafe.model import Plan
from cafe_sim.catalogue import say
from cafe_sim.game.player.settings import SPEEDS
from cafe_sim.game.serving.shift import Shift, standing_part
from cafe_sim.tui.pages.serving.shift import message, order_page, why_page, worker_page
from cafe_sim.tui.pieces import text_of
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.screens.serving.shift_ahead import Ahead
from cafe_sim.tui.screens.serving.shift_commands import COMMANDS, HELP, PACES
from cafe_sim.tui.widgets.floor import Floor, Seen
from cafe_sim.tui.widgets.log import Log
from cafe_sim.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual import events

    from cafe_sim.content.level import Level
    from cafe_sim.game.views import Answer, ShiftView
    from cafe_sim.tui.commands import Command

FRAMES: Final = 12
"""A second."""
LONGEST: Final = 0.25
"""Seconds of real time that count at most for one frame."""


class ShiftScreen(CafeScreen):
    """A serve level being played."""

    commands = COMMANDS
    mode = "serve"
    help_title = "The shift"
    help_text = HELP
    shows_states = True

    def __init__(self, level: Level, plan: Plan | None = None) -> None:
        super().__init__()
        self.level = level
        self.shift = Shift(level, standing_part(plan or Plan()))
        self.is_given = plan is not None
        self._clock: Callable[[], float] = monotonic
        self._last = 0.0
        self._timer: Timer | None = None
        self._moving = False
        self._speed = 1.0
        self._marked = 0
        self._refusal = ""
        self._news = ""
        """What the last key has changed, where nothing else on the screen shows it."""
        self._can: tuple[object, ...] = ()
        """What the footer's commands hang on, as it was when they were last drawn."""
        self._view: ShiftView = self.shift.view()
        self._ahead = Ahead(self.shift, self.call_after_refresh, self._ahead_came)
        self._code_wanted: bool | None = None

    def compose_body(self) -> Iterable[Any]:
        yield Floor(id="floor")

    @property
    def floor(self) -> Floor:
        return self.query_one("#floor", Floor)

    # ---- life ------------------------------------------------------------------------------

    def on_mount(self) -> None:
        settings = self.cafe.game.progress.settings
        self.shift.set_pace(self.cafe.game.pace or settings.pace)
        left = self.cafe.game.left(self.level)
        if left is not None and not self.is_given:
            self._begin(Shift(self.level, pace=self.shift.pace, left=left))
        speed = self.cafe.game.speed or settings.speed
        self._speed = speed if speed in SPEEDS else 1.0
        self._timer = self.set_interval(1 / FRAMES, self.tick, pause=True)
        self.floor.place(*self.app.size, code=self._code_wanted)
        self.call_after_refresh(self.draw)

    def on_resize(self, event: events.Resize) -> None:
        self.floor.place(*event.size, code=self._code_wanted)
        self.call_after_refresh(self.draw)

    def on_screen_suspend(self) -> None:
        self._hold_timer()

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self.draw)

    # ---- time ------------------------------------------------------------------------------

    def tick(self) -> None:
        """One frame: let pass what has passed."""
        now = self._clock()
        self.shift.advance(min(now - self._last, LONGEST) * self._speed)
        self._last = now
        if self.shift.standing:  # what was said of the time before is true no more
            self._refusal = self._news = ""
            self.app.clear_notifications()
        self.draw()

    def _hold_timer(self) -> None:
        self._moving = False
        if self._timer is not None:
            self._timer.pause()

    def _run_timer(self) -> None:
        """The timer runs exactly while time moves and this screen is seen."""
        moving = not self.shift.standing and not self.shift.over and self.on_top
        if self._timer is None or moving == self._moving:
            return
        self._moving = moving
        if moving:
            self._last = self._clock()
            self._timer.resume()
        else:
            self._timer.pause()

    # ---- drawing ---------------------------------------------------------------------------

    def redraw(self) -> None:
        super().redraw()
        self.draw()

    def draw(self) -> None:
        """Show the shift as it is now."""
        if not self.is_mounted:
            return
        view = self._view = self.shift.view()
        self._keep_mark(view)
        self._run_timer()
        can_skip = self.shift.nothing_left_to_decide
        ahead = self._ahead.of(self._marked)
        still = self.cafe.game.progress.settings.motion == "still"
        self.floor.show(view, Seen(self._marked, self._speed, ahead, can_skip, self._refusal, self._news, still))
        can = (
            bool(self._marked),
            self.shift.can_undo,
            view.started,
            view.over,
            can_skip,
            self.shift.can_begin,
            view.asked,
        )
        if can != self._can:
            self._can = can
            self.refresh_bindings()

    def _keep_mark(self, view: ShiftView) -> None:
        numbers = [order.number for order in view.on_rail]
        if self._marked not in numbers:
            later = [number for number in numbers if number > self._marked]
            self._marked = later[0] if later else numbers[0] if numbers else 0

    def _ahead_came(self) -> bool:
        """A forecast is there: shown at once, if somebody looks."""
        if not self.on_top:
            return False
        self.floor.show_staff(self._view, self._ahead.of(self._marked))
        return True

    # ---- commands --------------------------------------------------------------------------

    def offered(self) -> tuple[Command, ...]:
        """The digits are one entry in the footer, named after how many work here; enter is
        called by what it does now.
        """
        count = len(self.shift.shop.staff)
        ends = self._enter_ends()
        commands = []
        for command in super().offered():
            if command.id == "assign1":
                command = replace(command, shown=f"1–{count}" if count > 1 else "", rank=3 if ends or count == 1 else 0)
            elif command.id in ("up", "undo") and self._view.asked:
                command = replace(command, rank=2)
            elif command.id == "hand":
                command = replace(command, label=ends or command.label, rank=0 if ends or count == 1 else 3)
            commands.append(command)
        return tuple(commands)

    def help_now(self) -> tuple[str, ...]:
        """Why the clock stands and what lets it go on, as the line below the shift has it."""
        can_skip = self.shift.nothing_left_to_decide
        return (" ".join(text_of(message(self.shift.view(), "", 400, can_skip=can_skip)).split()),)

    def _enter_ends(self) -> str:
        """What enter does where it hands nothing over, "" where it does."""
        if self.shift.over:
            return say("result")
        if self.shift.can_begin:
            return say("start")
        return say("skip") if self.shift.nothing_left_to_decide else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done here, and now."""
        staff = len(self.shift.shop.staff)
        if action == "assign":
            here = isinstance(parameters[0], int) and parameters[0] <= staff
            return (bool(self._marked) or None) if here else False
        if action == "rules":
            return self.level.toolbox.rules
        if action == "tag":
            return bool(self.level.toolbox.tags)
        if action == "undo":
            return self.shift.can_undo or None
        if action == "again":
            return self.shift.started or None
        if action == "predict":
            return bool(self._view.asked)
        if action in ("go", "step"):
            return not self.shift.over or None
        if action == "hand":
            return bool(self._marked or self._enter_ends()) or None
        return True

    def _done(self, refusal: str, news: str = "") -> None:
        self._refusal, self._news = refusal, news
        self._keep()
        self.draw()

    def _keep(self) -> None:
        """What was decided up to now is kept, however the game ends."""
        self.cafe.game.leave(self.level, self.shift.left())

    def _begin(self, shift: Shift) -> None:
        """Another day in the place of this one."""
        self.shift = shift
        self._ahead = Ahead(shift, self.call_after_refresh, self._ahead_came)
        self._marked = 0

    def action_back(self) -> None:
        self._keep()
        super().action_back()

    def action_quit(self) -> None:
        self._keep()
        super().action_quit()

    def action_hand(self) -> None:
        if self.shift.over:
            self.cafe.finish(self.shift.result(), self.shift.plan, self.shift)
        elif self.shift.can_begin:
            self._done(self.shift.go_on())
        elif self.shift.nothing_left_to_decide:
            self._done(self.shift.skip())
        elif self._marked:
            item = next(order.item for order in self._view.orders if order.number == self._marked)
            self._done(self.shift.hand_over(self._marked, self.shift.makers(item)[0].name))

    def action_predict(self, answer: Answer) -> None:
        """Say how it will go, and then see: guessing takes no key more than not guessing."""
        if not self.shift.guess(answer):
            self.action_hand()

    def action_assign(self, number: int) -> None:
        self._done(self.shift.hand_over(self._marked, self.shift.shop.staff[number - 1].name))

    def action_up(self) -> None:
        self._move(-1)

    def action_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        numbers = [order.number for order in self._view.on_rail]
        if self._marked in numbers:
            self._marked = numbers[(numbers.index(self._marked) + by) % len(numbers)]
        self._done("")

    def action_undo(self) -> None:
        before = self.shift.plan.hand_overs
        refusal = self.shift.undo()
        taken = [row.order for row in before[len(self.shift.plan.hand_overs) :]]
        self._marked = taken[0] if taken else self._marked
        self._done(refusal)

    def action_again(self) -> None:
        refusal = self.shift.restart()
        self._marked = 0
        self._done(refusal, "" if refusal else say("The day begins again. u brings back the one you have left."))

    def action_explain(self, command_id: str) -> None:
        """Why a command is dim is told where all else is told, and covers nothing."""
        told = [self.why_not(command) for command in self.offered() if command.id == command_id]
        self._done(told[0] if told else "")

    def action_go(self) -> None:
        self._done(self.shift.go_on())

    def action_step(self) -> None:
        self._done(self.shift.step())

    def action_faster(self) -> None:
        self._set_speed(1)

    def action_slower(self) -> None:
        self._set_speed(-1)

    def _set_speed(self, by: int) -> None:
        place = SPEEDS.index(self._speed) + by
        self._speed = self.cafe.game.speed = SPEEDS[max(0, min(place, len(SPEEDS) - 1))]
        self._done(
            "",
            say("A second of the café now takes {seconds:g} s.", seconds=1 / self._speed)
            if self.shift.standing
            else "",
        )

    def action_pace(self) -> None:
        paces = tuple(PACES)
        pace = paces[(paces.index(self.shift.pace) + 1) % len(paces)]
        self.shift.set_pace(pace)
        self.cafe.game.pace = pace
        self._done("", say(PACES[pace]))

    def action_tag(self) -> None:
        tags, hung = self.level.toolbox.tags, self.shift.plan.joins
        missing = [name for name in tags if name not in hung]
        if missing:
            self._done(self.shift.toggle_tag(missing[0]))
        else:
            self._done(next((no for no in [self.shift.toggle_tag(name) for name in hung] if no), ""))

    def action_why(self) -> None:
        self.cafe.say("\n".join(why_page(self._view)))

    def action_code(self) -> None:
        self._code_wanted = not self.floor.has_class("code")
        self.floor.place(*self.app.size, code=self._code_wanted)
        self.call_after_refresh(self.draw)

    def action_log(self) -> None:
        self.floor.toggle_class("long-log")
        self.call_after_refresh(self.draw)

    def action_rules(self) -> None:
        from cafe_sim.tui.screens.serving.rules import RulesScreen

        self.app.push_screen(RulesScreen(self.shift), lambda _: self._done(""))

    def action_earlier(self) -> None:
        self.query_one("#log", Log).scroll_back(self.query_one("#log").size.height - 2)

    def action_later(self) -> None:
        self.query_one("#log", Log).scroll_back(2 - self.query_one("#log").size.height)

    async def on_rows_picked(self, event: Rows.Picked) -> None:
        kind, _, name = event.target.partition(":")
        if kind == "do":
            await self.run_action(name)
        elif kind == "tag":
            self.action_tag()
        elif kind == "worker" and self._marked:
            self._done(self.shift.hand_over(self._marked, name))
        elif kind == "worker":
            self._done("", worker_page(self._view, name))
        elif kind == "order" and int(name) in {order.number for order in self._view.on_rail}:
            self._marked = int(name)
            self._done("")
        elif kind == "order":
            self._done("", order_page(self._view, self._view.orders[int(name) - 1]))

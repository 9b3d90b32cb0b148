"""The inspector's visit to a plan: he is watched, stopped or left, and then heard.

He works in processes of his own, attended to by a thread of the visit's (`inspecting.visit`); a timer of this
screen's looks for news.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cafe_sim.catalogue import say
from cafe_sim.game.inspecting.inspectable import ONE_ORDER
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.inspecting.inspection import inspection_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import BACK, LEAVE, CafeScreen
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from textual.timer import Timer

    from cafe_sim.game.inspecting.inspectable import Inspectable
    from cafe_sim.game.views import VisitView

RATE: Final = 1 / 12
"""Seconds between two looks for news."""


class InspectionScreen(CafeScreen):
    """Would it always work?"""

    commands = (
        Command("onward", "enter", "go on", "Step through what he found; else on to the result.", "The visit", rank=0),
        Command("stop", "s,space", "stop", "Stop him, and hear what he knows by now.", "The visit", rank=0),
        Command("watch", "w", "watch", "Step through the order of events that goes wrong.", "The visit", rank=3),
        Command(
            "by_hand",
            "b",
            "by hand",
            "Choose yourself who moves, in the very program he visited.",
            "The visit",
            rank=2,
        ),
        Command("copy", "y", "copy code", "Copy the code of this schedule, to be replayed elsewhere.", "The visit"),
        Command("again", "I", "again", "Call him once more: he may get further.", "The visit", rank=2),
        Command("up", "up,k", "scroll", "Up.", "The visit", shown="↑↓", rank=2),
        Command("down", "down,j", "scroll", "Down.", "The visit", rank=3),
        Command("bench", "f", "back", "Back to where he was called.", "The visit", action="back", rank=3),
    )
    common = (replace(BACK, help="Back to where he was called."), LEAVE)
    mode = "inspect"
    help_title = "The inspector"
    help_text = (
        (
            "He runs the same program in every order in which it could have happened: at a bench one customer for each worker, or as many as it takes, "
            "after a shift what each of them was given, in a level of code every order of the day; all of it there from the start. He judges right "
            "and wrong, never fast and slow."
        ),
        "broken: some order goes wrong, and here it is. certified: every distinct order was run, and none goes wrong.",
        "bounded: only orders with few preemptions were run, or something was left out. sampled: some orders were tried.",
        "Only “certified” leaves no order out. The others promise nothing about what was not run.",
        "The code names the order that goes wrong; once you have copied it, cafe-sim replay CODE runs it again.",
    )

    def __init__(self, inspectable: Inspectable) -> None:
        super().__init__()
        self.inspectable = inspectable
        self.wants_result = False
        """The player is done here, and wants to see what has come of it."""
        if inspectable.verdict is None:
            inspectable.start_asking()
        self._timer: Timer | None = None

    @property
    def view(self) -> VisitView:
        view = self.inspectable.visit()
        assert view is not None
        return view

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def paint(self, width: int, height: int) -> Page:
        return inspection_page(self.view, self.onward, width, height, alone=True, by_hand=self.inspectable.can_choose)

    @property
    def onward(self) -> str:
        """What enter does now, "" for nothing."""
        if self.inspectable.asking:
            return ""
        if self.inspectable.failing() is not None:
            return say("step through it")
        if self.inspectable.was_run:
            return say("see the result")
        return say("back to the text") if self.inspectable.level.kind == "code" else say("back to the bench")

    def on_mount(self) -> None:
        self._timer = self.set_interval(RATE, self.listen)

    def on_unmount(self) -> None:
        self.inspectable.send_home()

    def listen(self) -> None:
        """Is there any news?"""
        waiting = self.inspectable.asking
        self.inspectable.hear()
        if waiting:
            self.query_one(Board).repaint()
        if not self.inspectable.asking and self._timer is not None:
            self._timer.pause()
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While he is there he can only be stopped or left; then there is more to do."""
        if action == "stop":
            return self.inspectable.asking
        if action == "onward":
            return not self.inspectable.asking
        if action == "again":
            return not self.inspectable.asking and bool(self.view.more) and self.view.stamp != "certified"
        if action == "by_hand":
            said = not self.inspectable.asking and self.inspectable.verdict is not None
            return (self.inspectable.can_choose or None) if said else False
        if action in ("watch", "copy"):
            failing = self.inspectable.failing()
            return failing is not None and (action == "watch" or bool(failing.code))
        return True

    def offered(self) -> tuple[Command, ...]:
        """Enter is called by what it does now."""
        return tuple(replace(c, label=self.onward) if c.id == "onward" else c for c in super().offered())

    def action_onward(self) -> None:
        if self.inspectable.failing() is not None:
            self.action_watch()
            return
        self.wants_result = self.inspectable.was_run
        self.dismiss()

    def action_stop(self) -> None:
        self.inspectable.stop_asking()

    def action_watch(self) -> None:
        from cafe_sim.tui.screens.inspecting.failing import FailingScreen

        failing = self.inspectable.failing()
        if failing is not None and failing.steps:
            self.app.push_screen(FailingScreen(failing, self.view.title))

    def why_not(self, command: Command) -> str:
        """Why nobody can be chosen."""
        if command.id == "by_hand":
            return say(ONE_ORDER)
        return super().why_not(command)

    def action_by_hand(self) -> None:
        from cafe_sim.tui.screens.inspecting.own_order import OwnOrderScreen

        self.app.push_screen(OwnOrderScreen(self.inspectable.by_hand()))

    def action_copy(self) -> None:
        failing = self.inspectable.failing()
        if failing is not None:
            self.cafe.game.remember(self.inspectable.level, self.inspectable.plan)
            self.copy_code(failing.code)

    def action_again(self) -> None:
        self.inspectable.start_asking()
        if self._timer is not None:
            self._timer.resume()
        self.refresh_bindings()
        self.query_one(Board).repaint()

    def action_up(self) -> None:
        self.query_one(Board).scroll_lines(-1)

    def action_down(self) -> None:
        self.query_one(Board).scroll_lines(1)

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target if not event.target.startswith("go(") else "watch")

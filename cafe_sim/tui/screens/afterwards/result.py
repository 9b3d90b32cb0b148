"""After a run: stars, figures, lanes, the lesson, and the way on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from cafe_sim.catalogue import retell, say
from cafe_sim.game.afterwards.comparing import Comparison, compared
from cafe_sim.game.afterwards.towards_par import Pointers, misses_par, towards_par
from cafe_sim.game.afterwards.what_if import ANSWERS, answered
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.afterwards.result import Aftermath, result_page
from cafe_sim.tui.pages.afterwards.what_if import Asked, what_if_lines
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.afterwards.result_commands import COMMANDS, HELP
from cafe_sim.tui.screens.base import BACK, QUIT, CafeScreen
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.game.afterwards.what_if import Came
    from cafe_sim.game.inspecting.inspectable import Inspectable
    from cafe_sim.game.views import ResultView
    from cafe_sim.tui.screens.afterwards.replay import ReplayScreen
    from cafe_sim.tui.screens.afterwards.timeline import TimelineScreen


class ResultScreen(CafeScreen):
    """What came of it."""

    commands = COMMANDS
    common = (replace(BACK, label="map", help="Back to the map."), QUIT)
    help_title = "The result"
    help_text = HELP
    shows_states = True

    def __init__(self, view: ResultView, plan: Plan | None = None, inspectable: Inspectable | None = None) -> None:
        super().__init__()
        self.view = view
        self.plan = plan
        self.inspectable = inspectable
        """Whom to call the inspector for."""
        self.hints = 0
        self.comparison: Comparison | None = None
        self.asked: Asked | None = None
        self._comparing: Iterator[Comparison] = iter(())
        self._pointing: Iterator[Pointers] = iter(())
        self._pointers: Pointers = ()

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def on_mount(self) -> None:
        self.look_further()

    def look_further(self) -> None:
        """The plans that ship with the level are run after the first picture, one between two frames."""
        level = self.cafe.game.level(self.view.level)
        if level is None or not self.can_record:
            return
        if self.asked is not None:
            self.asked = replace(self.asked, is_won=self.view.sound)
        elif level.what_if is not None and self.view.worked and not self.is_code:
            self.asked = Asked(level.what_if, is_won=self.view.sound)
        if self.misses_par and self.plan is not None and not self._pointers:
            self.hints = 0  # those up to now led to what is won
            self._pointing = towards_par(level, self.plan)
        if self.comparison is None:
            self._comparing = compared(level)
            self.comparison = Comparison()  # keeps the lines free: nothing moves under a pointer once it is known

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self._compare)

    def _compare(self) -> None:
        if not self.on_top:
            return
        known = next(self._comparing, None)
        if known is not None:
            self.comparison = known
        else:
            pointers = next(self._pointing, None)
            if pointers is None:
                if self.is_mounted:
                    self.query_one(Board).repaint()
                return
            self._pointers = pointers
        self.call_after_refresh(self._compare)

    @property
    def misses_par(self) -> bool:
        """It is won, and could have been quicker."""
        return misses_par(self.view)

    @property
    def pointers(self) -> Pointers:
        """What leads further: to a plan that is sound, or from there to par."""
        level = self.cafe.game.level(self.view.level)
        if level is None or (self.view.sound and not self.misses_par):
            return ()
        return self._pointers if self.misses_par else tuple(self.view.hints or level.hints)

    @property
    def can_record(self) -> bool:
        """What made this run is known: a plan, or moves."""
        return self.plan is not None or bool(self.view.moves)

    @property
    def is_code(self) -> bool:
        """What ran was typed: it is edited where it was, and no file runs it again."""
        level = self.cafe.game.level(self.view.level)
        return level is not None and level.kind == "code"

    @property
    def can_ask(self) -> bool:
        """The inspector can be called."""
        return self.view.can_ask and self.inspectable is not None

    @property
    def asks_next(self) -> bool:
        """He is what is missing."""
        return self.can_ask and self.view.always_ok is None

    @property
    def aftermath(self) -> Aftermath:
        game = self.cafe.game
        level = game.level(self.view.level)
        following = game.level(self.view.next_level)
        if level is None:
            return Aftermath()
        return Aftermath(
            hook=level.hook,
            hints=self.pointers[: self.hints],
            hints_left=len(level.hints) - self.hints if self.misses_par or not self.view.sound else 0,
            question=level.question,
            guess=game.guesses.get(level.id),
            next_title=following.title if following else "",
            comparison=self.comparison,
            asked=self.asked,
            can_ask=self.can_ask,
        )

    def paint(self, width: int, height: int) -> Page:
        return result_page(self.view, self.aftermath, width, height)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hints are for those who have not won, or not reached par, and there are three."""
        if action == "hint":
            has_all = self.view.sound and not self.misses_par
            return False if has_all else (None if not self.aftermath.hints_left else True)
        if action == "watch":
            return self.view.failing is not None
        if action == "ask":
            return self.can_ask
        if action == "afresh":
            return self.plan is not None
        if action == "record":
            return self.can_record and not self.is_code
        if action in ("what_if", "guess"):
            return False if self.asked is None else (True if self.asked.answer is None else None)
        return True

    def offered(self) -> tuple[Command, ...]:
        """Enter is called by what it does now; while that is "again", r need not say it too."""
        onward = say("next") if self.view.next_level else say("map")
        label = onward if self.view.sound else say("inspector") if self.asks_next else say("again")
        twice = "" if self.view.sound or self.asks_next else "again"
        kept = [command for command in super().offered() if command.id != twice]
        return tuple(replace(command, label=label) if command.id == "next" else command for command in kept)

    def action_ask(self) -> None:
        from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen

        if self.inspectable is not None:
            self.app.push_screen(InspectionScreen(self.inspectable), lambda _: self.after_visit())

    def after_visit(self) -> None:
        """The inspector has been here: what he said makes it another result."""
        if self.inspectable is None or self.inspectable.verdict is None:
            return
        self.view = self.cafe.game.finish(self.inspectable.result(), self.plan)
        self.look_further()
        self.refresh_bindings()
        self.query_one(Board).repaint()

    def action_next(self) -> None:
        if self.asks_next:
            self.action_ask()
            return
        if not self.view.sound:
            self.action_again()
            return
        following = self.cafe.game.level(self.view.next_level)
        self.action_back()
        if following is not None:
            self.cafe.brief(following)

    def action_back(self) -> None:
        self.cafe.back_to_map()

    def replay(self, plan: Plan | None) -> None:
        level = self.cafe.game.level(self.view.level)
        if level is not None:
            self.cafe.play(level, plan)

    def action_again(self) -> None:
        self.replay(self.plan)

    def action_afresh(self) -> None:
        self.replay(None)

    def action_hint(self) -> None:
        for pointers in self._pointing:  # who asks before they are found waits for a moment
            self._pointers = pointers
        self.hints += 1
        self.refresh_bindings()
        board = self.query_one(Board)
        board.repaint()
        told = [
            y
            for y, line in enumerate(board.page)
            if any(piece.text.startswith(say("hint {number}", number=self.hints)) for piece in line)
        ]
        board.show_line(told[-1])

    def action_what_if(self) -> None:
        self._answer(None)

    def action_guess(self, number: int) -> None:
        self._answer(ANSWERS[number - 1])

    def _answer(self, guess: Came | None) -> None:
        """Run the changed day, and show it beside this one."""
        level = self.cafe.game.level(self.view.level)
        if level is None or self.asked is None or self.plan is None:
            return
        self.asked = replace(self.asked, guess=guess, answer=answered(level, self.asked.change, self.plan))
        self.refresh_bindings()
        board = self.query_one(Board)
        board.repaint()
        last = len(what_if_lines(self.asked, 60))
        start = next(
            y for y, line in enumerate(board.page) if any(piece.text.startswith(say("what if?")) for piece in line)
        )
        board.show_line(start + last)
        board.show_line(start)

    def action_watch(self) -> None:
        from cafe_sim.tui.screens.inspecting.failing import FailingScreen

        if self.view.failing is not None:
            self.app.push_screen(FailingScreen(self.view.failing, f"{self.view.level}  {self.view.title}"))

    def action_code(self) -> None:
        from cafe_sim.tui.screens.code import CodeScreen

        edit = None if self.is_code else partial(self.cafe.edit_level, self.view.level, self.plan)
        self.app.push_screen(CodeScreen(retell(self.view.title), self.view.program, self.view.faults, edit=edit))

    def action_timeline(self) -> None:
        from cafe_sim.tui.screens.afterwards.timeline import TimelineScreen

        self._look_at(TimelineScreen)

    def action_replay(self) -> None:
        from cafe_sim.tui.screens.afterwards.replay import ReplayScreen

        self._look_at(ReplayScreen)

    def _look_at(self, screen: type[TimelineScreen | ReplayScreen]) -> None:
        """The run on a screen of its own, with those that can be put beside it."""
        from cafe_sim.game.pictures.of_level import charts_of_level, others_of_day

        level = self.cafe.game.level(self.view.level)
        if level is not None:
            title = f"{self.view.level}  {retell(self.view.title)}"
            others = others_of_day(level, sound=self.view.sound)
            charts = self.view.charts or charts_of_level(level, self.plan)
            self.app.push_screen(screen(charts, title, others))

    def action_share(self) -> None:
        from cafe_sim.game.pictures.card import result_card
        from cafe_sim.tui.sharing import share, theme_of

        card = result_card(self.view, theme_of(self.cafe))
        share(self.cafe, card, f"{self.view.level}-{self.view.title}.svg")

    def action_record(self) -> None:
        """A file with the plan or the moves, from which the run can be executed once more."""
        from cafe_sim.game.afterwards.taken_along import RUNS, run_file
        from cafe_sim.tui.sharing import share

        level = self.cafe.game.level(self.view.level)
        if level is not None:
            name, text = run_file(level, self.plan, self.view.moves)
            share(self.cafe, text, name, RUNS)

    def action_up(self) -> None:
        self.query_one(Board).scroll_lines(-1)

    def action_down(self) -> None:
        self.query_one(Board).scroll_lines(1)

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target)

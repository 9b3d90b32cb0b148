"""The bench (fix levels): hang guards, move steps, watch the program change; open the doors, ask the inspector."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cafe_sim.catalogue import say
from cafe_sim.game.days.prediction import NO_SOMETIMES
from cafe_sim.game.fixing.toolbox import offers
from cafe_sim.game.words import full
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.fixing.program import focus_line
from cafe_sim.tui.screens.fixing.bench_commands import COMMANDS, HELP, NOTHING_TO_GUESS
from cafe_sim.tui.screens.fixing.bench_toolbox import BenchToolbox

if TYPE_CHECKING:
    from cafe_sim.game.views import Answer
    from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen


class BenchScreen(BenchToolbox):
    """A plan to be mended."""

    commands = COMMANDS
    help_text = HELP

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the level's toolbox holds, and of that what can be done with what is marked."""
        if action == "make":
            move = str(parameters[0])
            return offers(self.level, move) and (None if move in self.view.refusals else True)
        if action == "predict":
            asked = self.view.asked
            return True if asked is not None and parameters[0] in asked.answers else None
        able = {
            "undo": self.view.can_undo,
            "redo": self.view.can_redo,
            "done": bool(self.view.this_time or self.in_hand),
            "why": bool(self.reasons),
            "watch": self.view.always_ok is False,
            "hint": self.hints < len(self.level.hints) or not self.hinting,
        }
        return True if able.get(action, True) else None

    def why_not(self, command: Command) -> str:
        """A move's own reason; of one day nobody can guess "sometimes"."""
        if command.id in self.view.refusals:
            return full(self.view.refusals[command.id])
        if command.id == "why" and self.view.this_time:
            if self.view.always_ok:
                return say("Nothing goes wrong with this plan, in whatever order of events.")
            return say("Nothing has gone wrong with this plan today: I asks the inspector about all other days.")
        if command.does.startswith("predict"):
            return NO_SOMETIMES if self.view.asked is not None else NOTHING_TO_GUESS
        return super().why_not(command)

    # ---- the verdicts --------------------------------------------------------------------------

    def action_open(self) -> None:
        self.bench.open_doors()
        self.fault = 0
        self.repaint()

    def action_predict(self, answer: Answer) -> None:
        """Say how it will go, and then see: guessing takes no key more than not guessing."""
        asked = self.bench.asked
        if asked is not None and not self.bench.guess(answer):
            (self.action_open if asked.about == "today" else self.action_ask)()

    def action_ask(self) -> None:
        from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen

        self.app.clear_notifications()
        visit = InspectionScreen(self.bench)
        self.app.push_screen(visit, lambda _: self.after(visit))

    def after(self, visit: InspectionScreen) -> None:
        """The inspector has been here."""
        if visit.wants_result:
            self.action_done()
            return
        self.fault = 0
        self.repaint()

    def action_why(self) -> None:
        reasons = self.reasons
        self.fault += 1
        self.app.clear_notifications()  # of the one before
        self.cafe.say(reasons[(self.fault - 1) % len(reasons)])

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it went wrong, one by one: first how it came about, last what came of it; of who was too late, that."""
        view = self.view
        if view.this_time_ok and not view.faults:
            return ()
        faults = sorted(view.faults, key=lambda fault: fault.kind == "invariant")
        return (*(fault.message for fault in faults), *view.notes)

    def offered(self) -> tuple[Command, ...]:
        """Where the program has no place beside the steps, the key that leads to it comes before others."""
        offered = super().offered()
        if not self.has_class("-narrow"):
            return offered
        return tuple(replace(command, rank=0) if command.id == "code" else command for command in offered)

    def action_watch(self) -> None:
        from cafe_sim.tui.screens.inspecting.failing import FailingScreen

        view = self.bench.failing()
        if view is not None and view.steps:
            self.app.push_screen(FailingScreen(view, self.view.title))

    def action_hint(self) -> None:
        """The next hint; after a change, the last one again, for what is on the bench now."""
        self.hints = min(self.hints + (self.hinting or not self.hints), len(self.level.hints))
        self.hinting = True
        self.repaint()

    def action_done(self) -> None:
        """To the result; or, with a tool in hand, use it on what is marked."""
        if self.in_hand:
            self.use()
        else:
            self.cafe.finish(self.bench.result(), self.bench.plan, self.bench)

    def action_back(self) -> None:
        """Put back what is in hand; else leave the bench."""
        if self.in_hand:
            self.in_hand = ""
            self.repaint()
        else:
            super().action_back()

    def action_since(self) -> None:
        self.bench.since = "all" if self.bench.since == "move" else "move"
        self.view = self.bench.view(self.mark)
        self.line = focus_line(self.view, self.mark, changed=True)
        self.repaint()

    def action_code(self) -> None:
        self.toggle_class("-code")
        self.repaint()

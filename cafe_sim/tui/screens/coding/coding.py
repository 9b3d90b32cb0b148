"""A code level: the program itself is the player's, and the café around it the level's.

To be mended, run, inspected, and judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.catalogue import retell, say
from cafe_sim.game.coding.code_level import Coding, code_key
from cafe_sim.tui.commands import Command
from cafe_sim.tui.desk import DeskScreen
from cafe_sim.tui.desk_commands import BUSY, READING, RUN, STOP, TIMELINE, TYPE
from cafe_sim.tui.pages.coding.coding import coding_page, place_to_mend
from cafe_sim.tui.pages.fixing.bench_rows import task_lines
from cafe_sim.tui.screens.base import BACK, LEAVE

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.tui.pieces import Page
    from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen

NOTHING_YET = "There is no result before a run: r runs it."


class CodingScreen(DeskScreen):
    """A program to be mended."""

    commands = (
        RUN,
        Command("ask", "I,i,ctrl+t", "inspector", "Call the inspector: he tries every order of events, all customers there from the start.", "Program", rank=0, not_now=BUSY),
        STOP,
        TYPE,
        Command("done", "enter", "result", "To the result, once it has been run.", "Program", rank=1, not_now=NOTHING_YET),
        Command("hint", "h", "hint", "A hint: where to look, then what kind of remedy, then the lines.", "Program", rank=1, not_now="There are no more hints. S puts a solution in place of the text."),
        Command("watch", "w", "watch", "Step through an order of events that goes wrong.", "Program", rank=2, not_now="No order that goes wrong is known of this text: I calls the inspector, who looks for one."),
        Command("undo", "u", "undo", "Take back what was typed last.", "Program", rank=2, not_now="Nothing has been typed yet."),
        Command("redo", "U", "redo", "Type again what was taken back.", "Program", rank=3, not_now="Nothing was taken back."),
        Command("restore", "R", "restore", "The level's own text again. Undo brings back yours.", "Program", rank=2, not_now="It is the level's own text: there is nothing to restore."),
        Command("plans", "p", "texts", "Your texts of this level: keep, name, switch, delete.", "Program", rank=3),
        Command("solve", "S", "solution", "Put a solution in place of the text. It does not run it.", "Program", rank=3),
        TIMELINE,
        *READING,
    )  # fmt: skip
    common = (BACK, LEAVE)
    while_typing = {"run": "ctrl+r", "ask": "ctrl+t"}  # noqa: RUF012 - said once, for all of them
    mode = "code"
    help_title = "A level of code"
    help_text = (
        "The program is wrong, and yours: every line may be changed. The café around it stays: who comes, when, and for how long.",
        "e lets you type, esc ends that. r runs it once: did it work this time? I calls the inspector: does it always? Enter leads to the result.",
        "✗ in the margin: a line that something wrong points at. n goes to the next.",
        "The third star wants few lines changed: blank lines and comments are none, and indenting a line changes it.",
        "A cup has to be made: whoever hands it out sooner than it can be ready is found out.",
        "It runs in a process of its own, on virtual time: that guards against accidents, not against malice. What you type is kept, and is here again when you come back.",
    )

    def __init__(self, level: Level, plan: Plan | None = None) -> None:
        self.coding = Coding(level, (plan.text or level.shop.program) if plan is not None else None)
        super().__init__(self.coding.lab)
        self._is_fresh = plan is None
        self.hints = 0
        """How many of the three have been asked for."""

    @property
    def level(self) -> Level:
        return self.coding.level

    # ---- drawing -------------------------------------------------------------------------------

    def paint_report(self, width: int, height: int) -> Page:
        page = coding_page(self.coding.view(), self.hint if self.hinting else "", width, typing=self.typing)
        view = self.lab.view()
        task = () if view.ran is not None or view.doing else task_lines(self.level, width, height - len(page))
        return (*page, *task)

    def help_now(self) -> tuple[str, ...]:
        """The task."""
        return tuple(map(retell, self.level.briefing))

    @property
    def hint(self) -> str:
        """The last one that was asked for."""
        hints = self.level.hints
        return say(
            "hint {number} of {count}: {hint}", number=self.hints, count=len(hints), hint=retell(hints[self.hints - 1])
        )

    @property
    def is_brief(self) -> bool:
        return super().is_brief and not self.hinting

    @property
    def marked(self) -> frozenset[int]:
        """With what the inspector found of this very text."""
        failing = self.coding.failing()
        found = {line for fault in failing.faults for line in fault.lines} if failing is not None else set()
        return self.lab.view().marked | (found if self.lab.view().complaint is None else set())

    # ---- life ----------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.coding.memory = self.cafe.game.memory(self.level)
        draft = self.cafe.game.progress.drafts.get(code_key(self.level))
        if self._is_fresh and draft is not None:
            self.show_text(draft)
        self.call_after_refresh(self.show_place)

    def show_place(self) -> None:
        """Where there is something to mend, unless it was run before the first picture: then that points somewhere."""
        if self.lab.view().ran is None:
            self.text.show(place_to_mend(self.level))

    def on_unmount(self) -> None:
        self.coding.send_home()

    def take_in(self, text: str) -> None:
        self.coding.edit(text)

    # ---- what can be done ----------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "ask":
            return None if self.lab.doing else True
        able = {
            "done": self.coding.was_run and not self.lab.doing,
            "hint": self.hints < len(self.level.hints) or not self.hinting,
            "watch": self.coding.failing() is not None,
            "undo": self.is_mounted and bool(self.text.history.undo_stack),
            "redo": self.is_mounted and bool(self.text.history.redo_stack),
        }
        if action in able:
            return True if able[action] else None
        return super().check_action(action, parameters)

    def action_run(self) -> None:
        self.app.clear_notifications()
        self.hinting = False
        super().action_run()

    def action_ask(self) -> None:
        from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen

        self.app.clear_notifications()
        self.hinting = False
        visit = InspectionScreen(self.coding)
        self.app.push_screen(visit, lambda _: self.after(visit))

    def after(self, visit: InspectionScreen) -> None:
        """The inspector has been here."""
        if visit.wants_result:
            self.action_done()
        else:
            self.repaint()

    def action_done(self) -> None:
        """What this text came to: it is a plan of this level now, and no draft any more."""
        game = self.cafe.game
        game.keeper.keep(game.progress.drafted(code_key(self.level), None))
        self.is_done = True
        self.cafe.finish(self.coding.result(), self.coding.plan, self.coding)

    hinting = False
    """The last of the hints is shown: until something is run or asked."""
    is_done = False
    """What was typed has become a plan."""

    def keep(self) -> None:
        if not self.is_done:
            super().keep()

    def action_hint(self) -> None:
        """The next one; after a run, the last one again."""
        self.hints = min(self.hints + (self.hinting or not self.hints), len(self.level.hints))
        self.hinting = True
        self.set_class(False, "-reading")
        self.report.scroll_home(animate=False)
        self.repaint()

    def action_watch(self) -> None:
        from cafe_sim.tui.screens.inspecting.failing import FailingScreen

        failing = self.coding.failing()
        if failing is not None and failing.steps:
            self.app.push_screen(FailingScreen(failing, self.lab.origin.title))

    def action_undo(self) -> None:
        self.text.undo()
        self.refresh_bindings()

    def action_redo(self) -> None:
        self.text.redo()
        self.refresh_bindings()

    def action_plans(self) -> None:
        from cafe_sim.tui.screens.fixing.plans import TextsScreen

        self.app.push_screen(TextsScreen(self.coding), lambda _: self.show_kept())

    def show_kept(self) -> None:
        """The text that was chosen, if another one was."""
        if self.lab.text != self.text.text:
            self.show_text(self.lab.text)

    def action_solve(self) -> None:
        from cafe_sim.tui.screens.ask import AskScreen, Reply

        choices = (
            Reply("no", "not yet", "Back to the text. h gives a hint."),
            Reply("show", "show it", "It stands in place of the text and is not run. u takes it back."),
        )
        self.app.push_screen(AskScreen(say("Put a solution in place of the text?"), choices, self.show_solution))

    def show_solution(self, answer: str) -> None:
        if answer == "show":
            self.show_text(self.level.reference.text)

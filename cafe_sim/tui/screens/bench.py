"""The bench (fix levels): hang guards on things, move steps, watch the program change; open the doors, ask the inspector."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal

from cafe_sim.game.bench import Bench
from cafe_sim.tui.commands import Command, shown_keys
from cafe_sim.tui.pages.bench import Aside, code_page, focus_line, heading_page, rows_page, verdict_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import BACK, CafeScreen
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from textual import events

    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.views import BenchView, Mark
    from cafe_sim.tui.screens.inspection import InspectionScreen

WIDE = 76
"""From this width on the program stands beside the steps; below it takes their place (c)."""

ROOMY = 104
"""From this width on the steps have room for their whole names."""


def _move(id: str, keys: str, label: str, help: str, shown: str = "", rank: int = 1) -> Command:
    return Command(id, keys, label, help, "The toolbox", action=f"make('{id}')", shown=shown, rank=rank)


class BenchScreen(CafeScreen):
    """A plan to be mended."""

    commands = (
        Command("up", "up", "mark", "Mark the line above.", "Marking", shown="↑↓", rank=1),
        Command("down", "down", "mark", "Mark the line below.", "Marking", rank=3),
        _move(
            "lock",
            "k",
            "lock",
            "Hang a lock on what is marked, or take it off. On a thing: every step that touches it.",
        ),
        _move("join", "j", "join", "Hold the lock longer: join its next span, or take in the next step."),
        _move("rise", "less_than_sign,comma", "move", "Move the marked step up.", shown="< >"),
        _move("sink", "greater_than_sign,full_stop", "move", "Move the marked step down.", rank=3),
        _move("together", "t", "together", "Gather the marked step with the one above, or part them."),
        _move("extra", "x", "one more", "Hang one more lock, round everything that is shared."),
        _move("late", "plus,equals_sign,right", "later", "Let the marked worker come in a second later.", shown="+ -"),
        _move("prompt", "minus,left", "sooner", "Let the marked worker come in a second sooner.", rank=3),
        Command(
            "undo",
            "u",
            "undo",
            "Take the last change back.",
            "The plan",
            rank=1,
            not_now="Nothing has been changed yet.",
        ),
        Command("reset", "r", "naive", "Start over from the level's own plan.", "The plan", rank=3),
        Command("solve", "S", "solution", "Put a solution on the bench. It does not run it.", "The plan", rank=3),
        Command("open", "o", "open", "Open the doors: one day, as it happens to come.", "The verdicts", rank=0),
        Command(
            "ask",
            "I",
            "inspector",
            "Call the inspector: he tries every order of events, one order a worker.",
            "The verdicts",
            rank=0,
        ),
        Command(
            "watch",
            "w",
            "watch",
            "Watch an order of events that goes wrong, step by step.",
            "The verdicts",
            rank=2,
            not_now="No order that goes wrong is known of this plan: I calls the inspector, who looks for one.",
        ),
        Command(
            "why",
            "i",
            "why?",
            "Why did it go wrong? The next fault in full.",
            "The verdicts",
            rank=2,
            not_now="Nothing has gone wrong with this plan yet: o opens the doors.",
        ),
        Command(
            "hint",
            "h",
            "hint",
            "A hint. There are three, each says more.",
            "The verdicts",
            rank=2,
            not_now="There are no more hints. S puts a solution on the bench.",
        ),
        Command(
            "done",
            "enter",
            "result",
            "To the result, once the doors have been open.",
            "The verdicts",
            rank=2,
            not_now="There is no result before the doors have been open: o opens them.",
        ),
        Command("code", "c", "code", "Show the program alone, or the bench again.", "The screen", rank=2),
    )
    common = (BACK,)
    mode = "fix"
    help_title = "The bench"
    help_text = (
        "The plan is wrong. Mark a thing or a step, change it, and watch the program change with it.",
        "A lock hung on a thing wraps each step that touches it, each by itself; joining is a move of its own.",
        "o opens the doors: did it work this time? I asks the inspector: does it always?",
        "If it does not, w shows one order of events in which it goes wrong, operation by operation.",
    )
    shows_states = True
    CSS: ClassVar = """
    BenchScreen #heading { height: 1; }
    BenchScreen #rows { width: 33; border-right: solid $frame; }
    BenchScreen #verdict { height: auto;  border-top: solid $frame; }
    BenchScreen.-roomy #rows { width: 48; }
    BenchScreen.-narrow #rows { width: 1fr; border-right: none; }
    BenchScreen.-narrow #code { display: none; }
    BenchScreen.-code #rows { display: none; }
    BenchScreen.-code #code { display: block; }
    """

    def __init__(self, level: Level, plan: Plan | None = None) -> None:
        super().__init__()
        self.bench = Bench(level, plan)
        self.view: BenchView = self.bench.view()
        self.place = 0
        self.fault = 0
        self.hints = 0
        self.line = focus_line(self.view, self.mark)
        """Of the code page: what changed last, or what is marked."""

    @property
    def mark(self) -> Mark:
        return self.view.rows[self.place].mark

    # ---- drawing -------------------------------------------------------------------------------

    def compose_body(self) -> Iterable[Any]:
        yield Board(lambda width, _: heading_page(self.view, self.tool_keys, width), id="heading")
        with Horizontal():
            yield Board(lambda width, _: rows_page(self.view, self.mark, width - 1), id="rows")
            yield Board(lambda width, _: code_page(self.view, self.mark, width - 1), id="code")
        yield Board(self.paint_verdict, id="verdict")

    def paint_verdict(self, width: int, height: int) -> Page:
        del height  # `repaint` makes the board as high as this
        return verdict_page(self.view, self.aside, width, self.verdict_height)

    @property
    def tool_keys(self) -> dict[str, str]:
        """Move → the keys that make it, as the heading shows them."""
        return {command.id: shown_keys(command, self.cafe.keys) for command in self.commands}

    @property
    def aside(self) -> Aside:
        narrow = self.has_class("-narrow")
        hint = self.bench.level.hints[self.hints - 1] if self.hints else ""
        return Aside(None if narrow else self.view.rows[self.place], hint)

    @property
    def verdict_height(self) -> int:
        """Lines below the bench: as many as there is something to say, up to nearly half the screen."""
        most = max(self.size.height * 9 // 20, 3)
        return len(verdict_page(self.view, self.aside, max(self.size.width, 1), most))

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < WIDE, "-narrow")
        self.set_class(event.size.width >= ROOMY, "-roomy")
        self.repaint()

    def repaint(self) -> None:
        """Ask for the bench's view and draw it."""
        self.view = self.bench.view()
        self.place = min(self.place, len(self.view.rows) - 1)
        self.query_one("#verdict", Board).styles.height = self.verdict_height + 1
        for board in self.query(Board):
            board.repaint()
        self.call_after_refresh(self.follow)
        self.refresh_bindings()

    def follow(self) -> None:
        """Scroll the program until the line to look at stands where the eye is."""
        code = self.query_one("#code", Board)
        code.scroll_to(y=max(self.line - code.size.height // 3, 0), animate=False)

    # ---- marking -------------------------------------------------------------------------------

    def action_up(self) -> None:
        self.mark_row(self.place - 1)

    def action_down(self) -> None:
        self.mark_row(self.place + 1)

    def mark_row(self, place: int) -> None:
        self.place = max(0, min(place, len(self.view.rows) - 1))
        self.line = focus_line(self.view, self.mark)
        self.repaint()
        self.query_one("#rows", Board).show_line(self.place + len({row.heading for row in self.view.rows}))

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target)

    def action_mark(self, place: int) -> None:
        self.mark_row(place)

    # ---- the toolbox ---------------------------------------------------------------------------

    def action_make(self, move: str) -> None:
        mark = self.mark
        refusal = self.bench.make(move, mark)
        places = [index for index, row in enumerate(self.bench.view().rows) if row.mark == mark]
        self.place = places[0] if places else self.place
        self.answer(refusal)

    def action_undo(self) -> None:
        self.answer(self.bench.undo())

    def action_reset(self) -> None:
        self.answer(self.bench.put(self.bench.level.naive))

    def action_solve(self) -> None:
        self.answer(self.bench.put(self.bench.level.reference))

    def answer(self, refusal: str) -> None:
        """Say why not, if so; draw what has become of it."""
        self.fault = 0
        if refusal:
            self.cafe.say(f"{refusal[0].upper()}{refusal[1:]}.")
        self.view = self.bench.view()
        self.place = min(self.place, len(self.view.rows) - 1)
        self.line = focus_line(self.view, self.mark, changed=not refusal)
        self.repaint()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the level's toolbox holds."""
        if action == "make":
            return self.bench.offers(str(parameters[0]))
        if action == "undo":
            return True if self.view.can_undo else None
        if action == "done":
            return True if self.view.this_time else None
        if action == "why":
            return True if self.view.faults else None
        if action == "watch":
            return True if self.view.always_ok is False else None
        if action == "hint":
            return True if self.hints < len(self.bench.level.hints) else None
        return True

    # ---- the verdicts --------------------------------------------------------------------------

    def action_open(self) -> None:
        self.bench.open_doors()
        self.fault = 0
        self.repaint()

    def action_ask(self) -> None:
        from cafe_sim.tui.screens.inspection import InspectionScreen

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
        fault = self.view.faults[self.fault % len(self.view.faults)]
        self.fault += 1
        self.cafe.say(fault.message)

    def action_watch(self) -> None:
        from cafe_sim.tui.screens.failing import FailingScreen

        view = self.bench.failing()
        if view is not None and view.steps:
            self.app.push_screen(FailingScreen(view, self.view.title))

    def action_hint(self) -> None:
        self.hints += 1
        self.repaint()

    def action_done(self) -> None:
        result = self.bench.result()
        self.cafe.finish(result, self.bench.plan)

    def action_code(self) -> None:
        self.toggle_class("-code")
        self.call_after_refresh(self.follow)

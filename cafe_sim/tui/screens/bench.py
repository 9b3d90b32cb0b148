"""The bench (fix levels): hang guards, move steps, watch the program change; open the doors, ask the inspector."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical

from cafe_sim.catalogue import retell, say
from cafe_sim.content.safetext import SafeText
from cafe_sim.game.days.prediction import NO_SOMETIMES
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.fixing.toolbox import UNMARKED, offers
from cafe_sim.game.player.progress import kept_as
from cafe_sim.game.words import full
from cafe_sim.tui.commands import Command, key_word, keys_of
from cafe_sim.tui.pages.bench import Aside, code_head, code_page, focus_line, heading_page, verdict_page
from cafe_sim.tui.pages.bench_rows import rows_page, task_lines
from cafe_sim.tui.pages.campaign import stars_text
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import BACK, CafeScreen
from cafe_sim.tui.screens.bench_commands import COMMANDS, HELP, NOTHING_TO_GUESS
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from textual import events

    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.days.prediction import Answer
    from cafe_sim.game.views import BenchView, Mark, Tool
    from cafe_sim.tui.screens.inspection import InspectionScreen

WIDE = 76
"""From this width on the program stands beside the steps; below it takes their place (c)."""

ROOMY = {"-roomy": 104, "-wide": 134, "-vast": 160}
"""From these widths on the steps have room for their whole names, and for what is known of them; the program keeps its
comments.
"""


class BenchScreen(CafeScreen):
    """A plan to be mended."""

    commands = COMMANDS
    common = (BACK,)
    mode = "fix"
    help_title = "The bench"
    help_text = HELP
    shows_states = True
    CSS: ClassVar = """
    BenchScreen #heading { height: 1; }
    BenchScreen #rows { width: 33; border-right: solid $frame; }
    BenchScreen #program { width: 1fr; }
    BenchScreen #head { height: 1; }
    BenchScreen #verdict { height: auto;  border-top: solid $frame; }
    BenchScreen.-roomy #rows { width: 48; }
    BenchScreen.-wide #rows { width: 58; }
    BenchScreen.-vast #rows { width: 72; }
    BenchScreen.-narrow #rows { width: 1fr; border-right: none; }
    BenchScreen.-narrow #program { display: none; }
    BenchScreen.-code #rows { display: none; }
    BenchScreen.-code #program { display: block; }
    """

    def __init__(self, level: Level, plan: Plan | None = None) -> None:
        super().__init__()
        self.bench = Bench(level, plan)
        self.is_given = plan is not None
        self.view: BenchView = self.bench.view()
        self.place = 0
        self.fault = 0
        self.hints = 0
        """How many of the three have been asked for."""
        self.hinting = False
        """The last of them is shown: until the next change."""
        self.in_hand = ""
        """The move of the tool that was taken out of the box."""
        self.chosen = False
        """The player has marked something: the tool that is clicked next is meant for that …"""
        self.used: Tool | None = None
        """… and this one again, having been used on it."""
        self.dragged: Board.Pressed | None = None
        """Where the mouse went down."""
        self.line = focus_line(self.view, self.mark)
        """Of the code page: what changed last, or what is marked."""

    @property
    def level(self) -> Level:
        return self.bench.level

    @property
    def mark(self) -> Mark:
        return self.view.rows[self.place].mark

    # ---- drawing -------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """A bench that was left in the middle of it is found as it was."""
        left = self.cafe.game.left(self.level)
        if left is not None and not self.is_given:
            self.bench = Bench(self.level, left=left)
            self.repaint()
            self.cafe.say(say("The bench is as you left it. Undo leads back to the level's own plan."))

    def compose_body(self) -> Iterable[Any]:
        yield Board(lambda width, _: heading_page(self.view, self.aside, width), id="heading")
        with Horizontal():
            yield Board(self.paint_rows, id="rows")
            with Vertical(id="program"):
                yield Board(lambda width, _: code_head(self.view, self.plan_name, self.aside, width), id="head")
                yield Board(lambda width, _: code_page(self.view, self.mark, width - 1), id="code")
        yield Board(self.paint_verdict, id="verdict")

    def paint_rows(self, width: int, height: int) -> Page:
        rows = rows_page(self.view, self.mark, width - 1)
        return (*rows, *task_lines(self.level, width - 1, height - len(rows)))

    def paint_verdict(self, width: int, height: int) -> Page:
        del height  # `repaint` makes the board as high as this
        return verdict_page(self.view, self.aside, width, self.verdict_height)

    @property
    def aside(self) -> Aside:
        narrow = self.has_class("-narrow")
        keys = {c.id: key_word(keys_of(c, self.cafe.keys)[0]) for c in self.commands if keys_of(c, self.cafe.keys)}
        tool = next((tool for tool in self.view.toolbox if self.in_hand in tool.moves), None)
        labels = {c.id: c.said.label for c in self.commands}
        hint = self.bench.hints()[self.hints - 1] if self.hinting else None
        return Aside(None if narrow else self.view.rows[self.place], hint, self.hints, tool, keys, labels)

    @property
    def plan_name(self) -> str:
        """What the plan on the bench is called among those that are kept, and its stars."""
        kept = kept_as(self.cafe.game.progress.mark(self.level.id).plans, self.bench.plan)
        return f"{SafeText(kept.name)} {stars_text(kept.stars)}" if kept is not None else ""

    @property
    def verdict_height(self) -> int:
        """Lines below the bench: as many as there is something to say, up to nearly half the
        screen; for a hint, more.
        """
        most = max(self.size.height * (13 if self.hinting else 9) // 20, 3)
        return len(verdict_page(self.view, self.aside, max(self.size.width, 1), most))

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < WIDE, "-narrow")
        for name, width in ROOMY.items():
            self.set_class(event.size.width >= width, name)
        self.repaint()

    def repaint(self) -> None:
        """Ask for the bench's view and draw it."""
        self.app.clear_notifications()  # what was said of the plan before
        self.view = self.bench.view(self.mark)
        self.query_one("#verdict", Board).styles.height = self.verdict_height + 1
        for board in self.query(Board):
            board.repaint()
        self.call_after_refresh(self.follow)
        self.refresh_bindings()

    def follow(self) -> None:
        """Scroll the program to the line to look at, and the steps until the marked one is seen."""
        code = self.query_one("#code", Board)
        code.scroll_to(y=max(self.line - code.size.height // 3, 0), animate=False)
        self.show_mark()

    def help_now(self) -> tuple[str, ...]:
        """Where one is between a plan and its certificate; and the task."""
        return (*self.stage(), *map(retell, self.level.briefing))

    def stage(self) -> tuple[str, ...]:
        """What can be done next, and why."""
        view, tool = self.view, self.aside.in_hand
        if tool is not None:
            return (
                say(
                    "In hand: {text}. Click {about}, or mark it and press enter; esc puts it back.",
                    text=retell(tool.text),
                    about=retell(tool.about),
                ),
            )
        if not view.this_time:
            return (
                say(
                    "Nobody has seen a day of this plan yet: open the doors, and say before how it will go, if you like."
                ),
            )
        if not view.always:
            return (say("One day has been seen. Whether it always goes like that, the inspector can find out."),)
        if view.always_ok:
            return (say("The inspector certifies this plan: on to the result."),)
        return (
            say(
                "The inspector knows an order of events in which it goes wrong: watch it, or take a hint made from it."
            ),
        )

    # ---- marking -------------------------------------------------------------------------------

    def action_up(self) -> None:
        self.mark_row(self.place - 1)

    def action_down(self) -> None:
        self.mark_row(self.place + 1)

    def mark_row(self, place: int) -> None:
        self.place = max(0, min(place, len(self.view.rows) - 1))
        self.chosen, self.used = True, None
        self.line = focus_line(self.view, self.mark)
        self.repaint()

    def show_mark(self) -> None:
        """Scroll until the marked row can be seen."""
        rows, target = self.query_one("#rows", Board), f"mark({self.place})"
        lines = (y for y, line in enumerate(rows.page) if any(piece.target == target for piece in line))
        rows.show_line(next(lines, 0) if self.place else 0)

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target)

    def on_board_pressed(self, event: Board.Pressed) -> None:
        self.dragged = event

    def on_board_released(self, event: Board.Released) -> None:
        """A tool that is dragged onto a thing or a step is used there."""
        start, self.dragged = self.dragged, None
        if start is None or start.board is event.board or not start.target.startswith("pick("):
            return
        if event.target.startswith("mark("):
            self.in_hand = str(literal_eval(start.target.removeprefix("pick")))
            self.action_mark(literal_eval(event.target.removeprefix("mark")))

    def action_mark(self, place: int) -> None:
        """A click: mark it, or use what is in hand on it."""
        self.mark_row(place)
        if self.in_hand:
            self.use()

    # ---- the toolbox ---------------------------------------------------------------------------

    def action_pick(self, move: str) -> None:
        """A click on a tool: it is meant for what was just marked; else it is taken in hand, or put back."""
        tool = next(tool for tool in self.view.toolbox if move in tool.moves)
        if move == self.in_hand:
            self.in_hand = ""
        elif move in UNMARKED or (self.chosen and not self.in_hand and self.used in (None, tool)):
            self.action_make(move)
            self.used = tool
            return
        else:
            self.in_hand = move
        self.repaint()

    def use(self) -> None:
        """Use what is in hand on what is marked; who then clicks a tool means it for something else."""
        move, self.in_hand = self.in_hand, ""
        self.action_make(move)
        self.chosen = False

    def action_make(self, move: str) -> None:
        mark = self.mark
        refusal = self.bench.make(move, mark)
        places = [index for index, row in enumerate(self.bench.view().rows) if row.mark == mark]
        self.place = places[0] if places else self.place
        self.answer(refusal)

    def action_undo(self) -> None:
        self.answer(self.bench.undo())

    def action_redo(self) -> None:
        self.answer(self.bench.redo())

    def action_reset(self) -> None:
        self.answer(self.bench.put(self.level.naive))

    def action_solve(self) -> None:
        from cafe_sim.tui.screens.ask import AskScreen, Choice

        choices = (
            Choice("no", "not yet", "Back to the bench. h gives a hint."),
            Choice("show", "show it", "It stands on the bench and is not run. u takes it back."),
        )
        self.app.push_screen(AskScreen(say("Put a solution on the bench?"), choices, self.show_solution))

    def show_solution(self, answer: str) -> None:
        if answer == "show":
            self.answer(self.bench.put(self.level.reference))

    def action_plans(self) -> None:
        from cafe_sim.tui.screens.plans import PlansScreen

        self.app.push_screen(PlansScreen(self.bench), lambda _: self.answer(""))

    def answer(self, refusal: str) -> None:
        """Say why not, if so; keep and draw what has become of it."""
        self.cafe.game.leave(self.level, self.bench.left())
        self.fault = 0
        self.hinting = self.hinting and bool(refusal)
        self.view = self.bench.view()
        self.place = min(self.place, len(self.view.rows) - 1)
        self.line = focus_line(self.view, self.mark, changed=not refusal)
        self.repaint()
        if refusal:
            self.cafe.say(full(refusal))

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
            "why": bool(self.view.faults),
            "watch": self.view.always_ok is False,
            "hint": self.hints < len(self.level.hints) or not self.hinting,
        }
        return True if able.get(action, True) else None

    def why_not(self, command: Command) -> str:
        """A move's own reason; of one day nobody can guess "sometimes"."""
        if command.id in self.view.refusals:
            return full(self.view.refusals[command.id])
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
        from cafe_sim.tui.screens.inspection import InspectionScreen

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
        faults = sorted(
            self.view.faults, key=lambda fault: fault.kind == "invariant"
        )  # which says only what came of it
        fault = faults[self.fault % len(faults)]
        self.fault += 1
        self.cafe.say(fault.message)

    def action_watch(self) -> None:
        from cafe_sim.tui.screens.failing import FailingScreen

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
        self.call_after_refresh(self.follow)

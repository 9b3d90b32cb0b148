"""The bench as it stands: the plan's rows and its program, the marked row, and what is said of it.

What can be done with a plan is in `bench_toolbox`, what is found out about it in `bench`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical

from cafe_sim.catalogue import retell, say
from cafe_sim.content.safetext import SafeText
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.player.progress import kept_as
from cafe_sim.tui.commands import key_word, keys_of
from cafe_sim.tui.pages.fixing.bench import Aside, heading_page
from cafe_sim.tui.pages.fixing.bench_rows import rows_page, task_lines
from cafe_sim.tui.pages.fixing.program import code_head, code_page, focus_line
from cafe_sim.tui.pages.fixing.verdicts import verdict_page
from cafe_sim.tui.pages.player.campaign import stars_text
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import BACK, LEAVE, CafeScreen
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from textual import events

    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.views import BenchView, Mark, Tool

WIDE = 76
"""From this width on the program stands beside the steps; below it takes their place (c)."""

LOW = 24
"""Below this height the verdicts leave more of it to the steps."""

ROOMY = {"-roomy": 104, "-wide": 134, "-vast": 160}
"""From these widths on the steps have room for their whole names, and for what is known of them; the program keeps its
comments.
"""


class BenchBoards(CafeScreen):
    """A plan, drawn."""

    common = (BACK, LEAVE)
    mode = "fix"
    help_title = "The bench"
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
        """A bench that was left in the middle of it is found as it was, and what is known of its plans is known."""
        left = self.cafe.game.left(self.level) if not self.is_given else None
        if left is not None:
            self.bench = Bench(self.level, left=left)
        self.bench.memory = self.cafe.game.memory(self.level)
        self.repaint()
        if self.bench.can_undo:
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
        """Lines below the bench: as many as there is something to say, up to nearly half the screen; for a hint, more.

        In a low window less: what is worked on comes first. The program alone has the screen but for a line each.
        """
        share = 13 if self.hinting else 3 if self.has_class("-code") else 9 if self.size.height >= LOW else 8
        most = max(self.size.height * share // 20, 3)
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

    # ---- the marked row ------------------------------------------------------------------------

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

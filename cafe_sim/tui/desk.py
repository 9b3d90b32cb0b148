"""A program on a desk: its text, and beside it what came of it. What the lab and the levels of code have in common.

Two modes, and the line above says which: *typing*, where every key goes into the text, and *keys*, where single keys do
things. Escape leads from the first to the second, `e` back. The chords that also work while typing are never needed.

The text is the lab's from the moment a key is pressed; what has come to nothing yet (no file, no result) is kept with
the progress whenever typing pauses, when the screen is left and when the game ends, and is there again when the same
thing is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.containers import Container

from cafe_sim.catalogue import say
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.coding.editor import head_page, report_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.widgets.board import Board
from cafe_sim.tui.widgets.editing import ProgramText

if TYPE_CHECKING:
    from textual import events
    from textual.timer import Timer

    from cafe_sim.game.coding.lab import Lab
    from cafe_sim.game.pictures.charting import Charts

RATE: Final = 1 / 12
"""Seconds between two looks for news."""
PAUSE: Final = 6
"""Looks without a key until the text is checked and kept."""
WIDE: Final = 100
"""Cells from which on text and report stand side by side."""


class DeskScreen(CafeScreen):
    """A program to be typed and run."""

    CSS = """
    DeskScreen #head { height: 1; }
    DeskScreen #desk { layout: vertical; height: 1fr; }
    DeskScreen.-wide #desk { layout: horizontal; }
    DeskScreen ProgramText {
        border: none; padding: 0; background: $background; height: 9fr; width: 1fr;
        scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; scrollbar-color: $frame;
        scrollbar-background: $background; scrollbar-color-hover: $frame; scrollbar-color-active: $accent;
        scrollbar-background-hover: $background; scrollbar-background-active: $background;
    }
    DeskScreen #report { height: 11fr; width: 1fr; border-top: solid $frame; }
    DeskScreen.-typing ProgramText, DeskScreen.-brief ProgramText { height: 14fr; }
    DeskScreen.-typing #report, DeskScreen.-brief #report { height: 6fr; }
    DeskScreen.-typing #report { border-top: solid $accent; }
    DeskScreen.-wide ProgramText { height: 1fr; width: 11fr; }
    DeskScreen.-wide #report { height: 1fr; width: 9fr; border-top: none; border-left: solid $frame; }
    DeskScreen.-wide.-typing #report { border-top: none; border-left: solid $accent; }
    DeskScreen.-reading ProgramText { display: none; }
    DeskScreen.-reading #report { border: none; }
    """
    SCOPED_CSS = False
    """Textual would look for a desk inside of each kind of desk."""
    while_typing: ClassVar[Mapping[str, str]] = {}
    """Commands that can be given without leaving the text, and their keys there."""

    def __init__(self, lab: Lab) -> None:
        super().__init__()
        self.lab = lab
        self.saying = ""
        """What is said in the line above, beside the title."""
        self._quiet = 0
        """Looks since the last key."""
        self._kept = lab.text
        self._timer: Timer | None = None
        self.set_class(self.is_brief, "-brief")

    @property
    def typing(self) -> bool:
        return self.focused is not None

    @property
    def text(self) -> ProgramText:
        return self.query_one(ProgramText)

    @property
    def report(self) -> Board:
        return self.query_one("#report", Board)

    # ---- drawing -------------------------------------------------------------------------------

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint_head, id="head")
        with Container(id="desk"):
            yield ProgramText(self.lab.text)
            yield Board(self.paint_report, id="report")

    def paint_head(self, width: int, height: int) -> Page:
        mode = "typing" if self.typing else self.mode
        return head_page(self.lab.view(), mode, self.saying, width, unsaved_matters=self.mode == "lab")

    def paint_report(self, width: int, height: int) -> Page:
        return report_page(self.lab.view(), "", width, height)

    @property
    def marked(self) -> frozenset[int]:
        """Lines that something wrong points at."""
        return self.lab.view().marked

    @property
    def is_brief(self) -> bool:
        """There is not much to report: the text has the room."""
        view = self.lab.view()
        return view.ran is None and view.visit is None and view.complaint is None and not view.doing

    def repaint(self) -> None:
        """Something that is shown beside the text is new."""
        self.set_class(self.is_brief, "-brief")
        for board in self.query(Board):
            board.repaint()
        self.text.mark(self.marked)
        self.refresh_bindings()

    # ---- life ----------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._timer = self.set_interval(RATE, self.look)
        self.lab.check()

    def on_screen_suspend(self) -> None:
        if self._timer is not None:
            self._timer.pause()

    def on_screen_resume(self) -> None:
        if self._timer is not None:
            self._timer.resume()
        self.repaint()

    def on_unmount(self) -> None:
        self.keep()
        self.lab.close()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= WIDE, "-wide")

    def on_descendant_focus(self) -> None:
        self.set_class(True, "-typing")
        self.set_class(False, "-reading")
        self.repaint()

    def on_descendant_blur(self) -> None:
        self.set_class(False, "-typing")
        self.repaint()

    async def look(self) -> None:
        """Is there any news? Has the typing paused?"""
        doing = self.lab.doing
        if self.lab.hear():
            self.repaint()
            if doing and not self.lab.doing:
                self.arrive()
        self._quiet += 1
        if self._quiet == PAUSE:
            self.keep()
        if self._quiet >= PAUSE:  # and later, too: another check may have been under way
            self.lab.check()

    def arrive(self) -> None:
        """What was asked for is here: show the first line that it points at, unless the player is typing elsewhere."""
        if self.marked and not self.typing:
            self.text.show(min(self.marked))

    # ---- the text ------------------------------------------------------------------------------

    def on_text_area_changed(self) -> None:
        if self.text.text == self.lab.text:
            return
        self._quiet = 0
        self.take_in(self.text.text)
        if self.lab.unsaved:
            self.saying = ""
        self.repaint()

    def take_in(self, text: str) -> None:
        """The text is this now."""
        self.lab.edit(text)

    def on_program_text_left(self) -> None:
        self.set_focus(None)

    def show_text(self, text: str) -> None:
        """Put `text` in the place of what stands there; undo brings that back."""
        at = self.text.cursor_location
        self.text.replace(text, (0, 0), self.text.document.end)
        self.text.move_cursor(at)

    def keep(self) -> None:
        """What has come to nothing yet is kept with the progress."""
        if self.lab.text != self._kept or not self.lab.unsaved:
            self._kept = self.lab.text
            game = self.cafe.game
            game.keeper.keep(game.progress.drafted(self.lab.origin.key, self.lab.text if self.lab.unsaved else None))

    # ---- what can be done ----------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "stop":
            return bool(self.lab.doing)
        if action == "run":
            return None if self.lab.doing else True
        if action == "timeline":
            return self.charts is not None
        if action == "restore":
            return True if self.lab.unsaved else None
        return True

    def offered(self) -> tuple[Command, ...]:
        """While typing, what can be done without leaving the text."""
        offered = super().offered()
        if not self.typing:
            return offered
        by_id = {command.id: command for command in offered}
        typing = replace(by_id["back"], label=say("stop typing"), keys="escape", shown="", rank=0)
        others = ((by_id[name], keys) for name, keys in self.while_typing.items() if name in by_id)
        return (typing, *(replace(command, keys=keys, shown="", rank=0) for command, keys in others))

    def action_help(self) -> None:
        self.set_focus(None)
        super().action_help()

    def action_type(self) -> None:
        self.set_class(False, "-reading")
        self.set_focus(self.text)

    def action_run(self) -> None:
        self.lab.run()
        self.begun()

    def begun(self) -> None:
        """Something has been asked for."""
        self.saying = ""
        self.report.scroll_home(animate=False)
        self.repaint()

    def action_stop(self) -> None:
        self.lab.stop()

    @property
    def charts(self) -> Charts | None:
        """Of what is reported."""
        ran = self.lab.view().ran
        return ran.charts if ran is not None else None

    def action_timeline(self) -> None:
        from cafe_sim.tui.screens.afterwards.timeline import TimelineScreen

        if self.charts is not None:
            self.app.push_screen(TimelineScreen(self.charts, self.lab.origin.title))

    def action_restore(self) -> None:
        """Undo brings back what was typed: nothing is lost by this."""
        self.show_text(self.lab.origin.text)

    def action_wrong(self) -> None:
        """The next marked line after the cursor, or the first."""
        lines = sorted(self.marked)
        if lines:
            here = self.text.cursor_location[0] + 1
            self.action_go_to(next((line for line in lines if line > here), lines[0]))

    def action_go_to(self, line: int) -> None:
        if line:
            self.set_class(False, "-reading")
            self.text.show(line)

    def action_read(self) -> None:
        self.toggle_class("-reading")

    def action_up(self) -> None:
        self.report.scroll_lines(-1)

    def action_down(self) -> None:
        self.report.scroll_lines(1)

    def action_page_up(self) -> None:
        self.report.scroll_pages(-1)

    def action_page_down(self) -> None:
        self.report.scroll_pages(1)

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target)

    def action_back(self) -> None:
        """While typing: out of the text."""
        if self.typing:
            self.set_focus(None)
        else:
            self.leave()

    def leave(self) -> None:
        """Away from the desk."""
        self.dismiss()

    def action_quit(self) -> None:
        self.keep()
        super().action_quit()

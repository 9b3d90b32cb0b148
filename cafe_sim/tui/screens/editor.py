"""The lab's desk: a program's text, and beside it what came of it.

Two modes, and the line above says which: *typing*, where every key goes into the text, and *keys*, where single keys do things. Escape
leads from the first to the second, `e` back. The chords that also work while typing are never needed.

The text is the lab's from the moment a key is pressed; what is in no file is kept with the progress whenever typing pauses, when the screen
is left and when the game ends, and is there again when the same thing is opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from textual.containers import Container

from cafe_sim.catalogue import say, to_say
from cafe_sim.errors import BadContent
from cafe_sim.game.lab import Lab, Origin
from cafe_sim.game.scripts import path_of, read_script, stamp_of, write_script
from cafe_sim.storage import RealDisk
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.editor import head_page, report_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.ask import AskScreen, Choice, NameScreen
from cafe_sim.tui.screens.base import BACK, QUIT, CafeScreen
from cafe_sim.tui.widgets.board import Board
from cafe_sim.tui.widgets.editing import ProgramText

if TYPE_CHECKING:
    from pathlib import Path

    from textual import events
    from textual.timer import Timer

    from cafe_sim.game.pictures.charting import Charts

RATE: Final = 1 / 12
"""Seconds between two looks for news."""
PAUSE: Final = 6
"""Looks without a key until the text is checked and kept."""
WATCH: Final = 12
"""Looks between two looks at the file."""
WIDE: Final = 100
"""Cells from which on text and report stand side by side."""
WHILE_TYPING: Final = {"back": "escape", "run": "ctrl+r", "inspect": "ctrl+t", "save": "ctrl+s"}
"""Commands that can be given without leaving the text, and their keys there."""

BUSY: Final = "One thing at a time: x stops what is going on."


class EditorScreen(CafeScreen):
    """A program to be typed, run and inspected."""

    CSS = """
    EditorScreen #head { height: 1; }
    EditorScreen #desk { layout: vertical; height: 1fr; }
    EditorScreen.-wide #desk { layout: horizontal; }
    EditorScreen ProgramText {
        border: none; padding: 0; background: $background; height: 9fr; width: 1fr;
        scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; scrollbar-color: $frame;
        scrollbar-background: $background; scrollbar-color-hover: $frame; scrollbar-color-active: $accent;
        scrollbar-background-hover: $background; scrollbar-background-active: $background;
    }
    EditorScreen #report { height: 11fr; width: 1fr; border-top: solid $frame; }
    EditorScreen.-typing ProgramText { height: 14fr; }
    EditorScreen.-typing #report { height: 6fr; }
    EditorScreen.-typing #report { border-top: solid $accent; }
    EditorScreen.-wide ProgramText { height: 1fr; width: 11fr; }
    EditorScreen.-wide #report { height: 1fr; width: 9fr; border-top: none; border-left: solid $frame; }
    EditorScreen.-wide.-typing #report { border-top: none; border-left: solid $accent; }
    EditorScreen.-reading ProgramText { display: none; }
    EditorScreen.-reading #report { border: none; }
    """
    commands = (
        Command("run", "r,ctrl+r", "run", "Run it once, on virtual time.", "Program", rank=0, not_now=BUSY),
        Command("inspect", "i,I,ctrl+t", "inspect", "Have the inspector run it in every order.", "Program", rank=0, not_now=BUSY),
        Command("stop", "x", "stop", "Stop what is going on.", "Program", rank=0),
        Command("type", "e", "edit", "Type: every key goes into the text, until esc.", "Program", rank=0),
        Command("watch", "w,enter", "step through", "Step through the order that goes wrong.", "Program", rank=1),
        Command("save", "s,ctrl+s", "save", "Write it to its file, or to a new one.", "Program", rank=2, not_now="It is saved as it stands."),
        Command("restore", "R", "restore", "The text as it was in the beginning, or as it is in its file.", "Program", rank=2, not_now="It is as it was: there is nothing to restore."),
        Command("timeline", "t", "timeline", "Who did what when, in what is reported.", "Program", rank=2),
        Command("read", "tab", "report", "The report alone, or text and report.", "Program", rank=1),
        Command("up", "up,k", "scroll", "Scroll the report up.", "Program", rank=3),
        Command("down", "down,j", "scroll", "Scroll the report down.", "Program", rank=3),
        Command("page_up", "pageup", "page", "A page up.", "Program", rank=3),
        Command("page_down", "pagedown,space", "page", "A page down.", "Program", rank=3),
        Command("wrong", "n", "next error", "Put the cursor on the next line that something wrong points at.", "Program", rank=3),
        Command("copy", "y", "copy code", "Copy the code of the schedule that goes wrong.", "Program", rank=3),
    )  # fmt: skip
    common = (BACK, QUIT)
    mode = "lab"
    help_title = "The lab"
    help_text = (
        (
            "Any Python program with threads or asyncio. It runs in a process of its own, on virtual time: a sleep costs nothing, "
            "and the same text does the same every time. Whatever it does to its process, the game goes on."
        ),
        "r runs it once: did it work this time? i has the inspector run it in every order that could have happened: does it always?",
        "e lets you type, esc ends that. While typing, ctrl+r, ctrl+t and ctrl+s run, inspect and save as well.",
        "✗ in the margin: a line that something wrong points at. • leads to what goes wrong.",
        "A file may be edited elsewhere at the same time: it is read again when it changes, and you are asked if that would cost you something.",
        "What you typed and did not save is kept, and is here again when you come back.",
        "A process of its own guards against accidents, not against malice: run nothing here that you would not run elsewhere.",
    )

    def __init__(self, lab: Lab) -> None:
        super().__init__()
        self.lab = lab
        self.saying = ""
        """What is said in the line above, beside the title."""
        self._disk = RealDisk()
        self._quiet = 0
        """Looks since the last key."""
        self._looks = 0
        self._kept = lab.text
        self._asking = False
        self._timer: Timer | None = None

    @property
    def typing(self) -> bool:
        return self.focused is not None

    @property
    def text(self) -> ProgramText:
        return self.query_one(ProgramText)

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint_head, id="head")
        with Container(id="desk"):
            yield ProgramText(self.lab.text)
            yield Board(self.paint_report, id="report")

    def paint_head(self, width: int, height: int) -> Page:  # noqa: ARG002 (all pages are painted the same way)
        return head_page(self.lab.view(), "typing" if self.typing else "keys", self.saying, width)

    def paint_report(self, width: int, height: int) -> Page:
        return report_page(self.lab.view(), say("step through it") if self._can_watch else "", width, height)

    def repaint(self) -> None:
        """Something that is shown beside the text is new."""
        for board in self.query(Board):
            board.repaint()
        self.text.mark(self.lab.view().marked)
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
        self._disk.close()

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
        """Is there any news? Has the typing paused? Has the file changed?"""
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
        self._looks += 1
        if self._looks % WATCH == 0:
            await self.look_at_file()

    def arrive(self) -> None:
        """What was asked for is here: show the first line that it points at, unless the player is typing elsewhere."""
        marked = self.lab.view().marked
        if marked and not self.typing:
            self.text.show(min(marked))

    # ---- the text ------------------------------------------------------------------------------

    def on_text_area_changed(self) -> None:
        if self.text.text == self.lab.text:
            return
        self._quiet = 0
        self.lab.edit(self.text.text)
        if self.lab.unsaved:
            self.saying = ""
        self.repaint()

    def on_program_text_left(self) -> None:
        self.set_focus(None)

    def show_text(self, text: str) -> None:
        """Put `text` in the place of what stands there; undo brings that back."""
        at = self.text.cursor_location
        self.text.replace(text, (0, 0), self.text.document.end)
        self.text.move_cursor(at)

    def keep(self) -> None:
        """What is in no file is kept with the progress."""
        if self.lab.text != self._kept or not self.lab.unsaved:
            self._kept = self.lab.text
            game = self.cafe.game
            game.keeper.keep(game.progress.drafted(self.lab.origin.key, self.lab.text if self.lab.unsaved else None))

    # ---- its file ------------------------------------------------------------------------------

    async def look_at_file(self) -> None:
        """Read it again if somebody else wrote it; ask where that would cost the player something."""
        path, disk = self.lab.origin.path, self.lab.origin.disk
        if path is None or disk is None or self._asking or stamp_of(path) in (disk.stamp, None):
            return
        try:
            held = await read_script(self._disk, path)
        except BadContent as error:
            self.say_once(str(error))
            return
        had = self.lab.unsaved
        self.lab.settle(Origin.of_file(path, held))
        if held.text == disk.text or not self.lab.unsaved:
            self.repaint()
        elif not had:
            self.show_text(held.text)
            self.saying = say("changed elsewhere, read again")
            self.repaint()
        else:
            self.ask_which(path.name)

    def ask_which(self, name: str) -> None:
        self._asking = True
        self.app.push_screen(
            AskScreen(
                say("{name} was changed elsewhere, and you have typed here, too.", name=name),
                (
                    Choice("mine", "keep mine", "Go on with what you typed. Saving it will replace what is in the file."),
                    Choice("theirs", "take theirs", "Show what is in the file. While typing, ctrl+z brings yours back."),
                ),
                self.hear_which,
            )
        )  # fmt: skip

    def hear_which(self, answer: str) -> None:
        self._asking = False
        if answer == "theirs":
            self.show_text(self.lab.origin.text)

    def say_once(self, sentence: str) -> None:
        if self.saying != sentence:
            self.saying = sentence
            self.cafe.say(sentence)

    async def action_save(self) -> None:
        path = self.lab.origin.path
        if path is None:
            self.action_save_as()
        else:
            await self.look_at_file()
            if not self._asking:
                await self.write(path)

    def action_save_as(self) -> None:
        """A name is asked for."""
        suggested = self.lab.origin.file if stamp_of(path_of(self.lab.origin.file)) is None else ""
        self.app.push_screen(NameScreen(say("Save it as …"), suggested, self.hear_name))

    async def hear_name(self, typed: str) -> None:
        path = path_of(typed)
        if stamp_of(path) is not None:
            self.cafe.say(
                say("There is a {name} already; choose another name, or open it from the lab.", name=path.name)
            )
            return
        await self.write(path)

    async def write(self, path: Path) -> bool:
        """Write the text to a file; the player is told how it went."""
        old = self.lab.origin
        try:
            held = await write_script(self._disk, path, self.lab.text, old.disk)
        except BadContent as error:
            self.cafe.say(str(error))
            return False
        self.lab.settle(Origin.of_file(path, held))
        self._kept = self.lab.text
        game = self.cafe.game
        game.keeper.keep(game.progress.drafted(old.key, None).drafted(self.lab.origin.key, None))
        self.saying = say("saved")
        self.repaint()
        return True

    # ---- what can be done ----------------------------------------------------------------------

    @property
    def _can_watch(self) -> bool:
        failing = self.lab.failing
        return failing is not None and bool(failing.steps) and not self.lab.doing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 (Textual's)
        if action == "stop":
            return bool(self.lab.doing)
        if action in ("run", "inspect"):
            return None if self.lab.doing else True
        if action == "watch":
            return self._can_watch
        if action == "copy":
            return self._can_watch and bool(self.lab.failing and self.lab.failing.code)
        if action == "timeline":
            return self._charts is not None
        if action == "save":
            return True if self.lab.unsaved or self.lab.origin.path is None else None
        if action == "restore":
            return True if self.lab.unsaved else None
        return True

    def offered(self) -> tuple[Command, ...]:
        """While typing, what can be done without leaving the text."""
        offered = super().offered()
        if not self.typing:
            return offered
        by_id = {command.id: command for command in offered}
        typing = replace(by_id["back"], label=say("stop typing"))
        others = (by_id[name] for name in WHILE_TYPING if name in by_id and name != "back")
        return tuple(replace(c, keys=WHILE_TYPING[c.id], shown="", rank=0) for c in (typing, *others))

    def action_help(self) -> None:
        self.set_focus(None)
        super().action_help()

    def action_type(self) -> None:
        self.set_class(False, "-reading")
        self.set_focus(self.text)

    def action_run(self) -> None:
        self.lab.run()
        self._begun()

    def action_inspect(self) -> None:
        self.lab.inspect()
        self._begun()

    def _begun(self) -> None:
        self.saying = ""
        self.report.scroll_home(animate=False)
        self.repaint()

    def action_stop(self) -> None:
        self.lab.stop()

    def action_watch(self) -> None:
        from cafe_sim.tui.screens.failing import FailingScreen

        failing = self.lab.failing
        if failing is not None:
            self.app.push_screen(FailingScreen(failing, self.lab.origin.title))

    @property
    def _charts(self) -> Charts | None:
        """Of what is reported."""
        view = self.lab.view()
        if view.newest == "visit":
            return self.lab.failing.charts if self.lab.failing is not None else None
        return view.ran.charts if view.ran is not None else None

    def action_timeline(self) -> None:
        from cafe_sim.tui.screens.timeline import TimelineScreen

        if self._charts is not None:
            self.app.push_screen(TimelineScreen(self._charts, self.lab.origin.title))

    def action_onward(self) -> None:
        self.action_watch()

    def action_copy(self) -> None:
        failing = self.lab.failing
        if failing is not None and failing.code:
            self.copy_code(failing.code)

    def action_restore(self) -> None:
        """Undo brings back what was typed: nothing is lost by this."""
        self.show_text(self.lab.origin.text)

    def action_wrong(self) -> None:
        """The next marked line after the cursor, or the first."""
        lines = sorted(self.lab.view().marked)
        if lines:
            here = self.text.cursor_location[0] + 1
            self.action_go_to(next((line for line in lines if line > here), lines[0]))

    def action_go_to(self, line: int) -> None:
        if line:
            self.set_class(False, "-reading")
            self.text.show(line)

    def action_read(self) -> None:
        self.toggle_class("-reading")

    @property
    def report(self) -> Board:
        return self.query_one("#report", Board)

    def action_up(self) -> None:
        self.report.scroll_lines(-1)

    def action_down(self) -> None:
        self.report.scroll_lines(1)

    def action_page_up(self) -> None:
        self.report.scroll_pages(-1)

    def action_page_down(self) -> None:
        self.report.scroll_pages(1)

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action("watch" if event.target.startswith("go(") else event.target)

    # ---- leaving -------------------------------------------------------------------------------

    def action_back(self) -> None:
        """While typing: out of the text."""
        if self.typing:
            self.set_focus(None)
            return
        if not self.lab.unsaved:
            self.dismiss()
            return
        save = to_say("save it to its file") if self.lab.origin.path else to_say("save it to a file")
        self.app.push_screen(
            AskScreen(
                say("{title}: what you typed is in no file.", title=self.lab.origin.title),
                (
                    Choice("keep", "keep it here", "Leave. It is here again when you come back."),
                    Choice("save", save, "Write it, and leave."),
                    Choice("drop", "throw it away", "Leave, and forget what you typed."),
                ),
                self.hear_leaving,
            )
        )

    async def hear_leaving(self, answer: str) -> None:
        path = self.lab.origin.path
        if answer == "save" and path is None:
            self.action_save_as()
            return
        if answer == "drop":
            self.lab.restore()
        if answer == "save" and path is not None and not await self.write(path):
            return
        if answer:
            self.dismiss()

    def action_quit(self) -> None:
        self.keep()
        super().action_quit()

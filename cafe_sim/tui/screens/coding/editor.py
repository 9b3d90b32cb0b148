"""The lab's desk: any program, with a file of its own perhaps, run once or in every order.

What is in no file is kept with the progress. A file may be written elsewhere at the same time: it is read again when it
changes, and the player is asked if that would cost something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import say, to_say
from cafe_sim.errors import BadContent
from cafe_sim.game.coding.lab import Lab
from cafe_sim.game.coding.origin import Origin
from cafe_sim.game.coding.scripts import path_of, read_script, stamp_of, write_script
from cafe_sim.storage import RealDisk
from cafe_sim.tui.commands import Command
from cafe_sim.tui.desk import DeskScreen
from cafe_sim.tui.desk_commands import BUSY, READING, RUN, STOP, TIMELINE, TYPE
from cafe_sim.tui.pages.coding.editor import report_page
from cafe_sim.tui.screens.ask import AskScreen, NameScreen, Reply
from cafe_sim.tui.screens.base import BACK, QUIT

if TYPE_CHECKING:
    from pathlib import Path

    from cafe_sim.game.pictures.charting import Charts
    from cafe_sim.tui.pieces import Page
    from cafe_sim.tui.widgets.board import Board

WATCH: Final = 12
"""Looks between two looks at the file."""


class EditorScreen(DeskScreen):
    """A program to be typed, run and inspected."""

    commands = (
        RUN,
        Command("inspect", "i,I,ctrl+t", "inspect", "Have the inspector run it in every order.", "Program", rank=0, not_now=BUSY),
        STOP,
        TYPE,
        Command("watch", "w,enter", "step through", "Step through the order that goes wrong.", "Program", rank=1),
        Command("by_hand", "b", "by hand", "Choose yourself who moves.", "Program", rank=1, not_now=BUSY),
        Command("save", "s,ctrl+s", "save", "Write it to its file, or to a new one.", "Program", rank=2, not_now="It is saved as it stands."),
        Command("restore", "R", "restore", "The text as it was in the beginning, or as it is in its file.", "Program", rank=2, not_now="It is as it was: there is nothing to restore."),
        TIMELINE,
        *READING,
        Command("copy", "y", "copy code", "Copy the code of the schedule that goes wrong.", "Program", rank=3),
    )  # fmt: skip
    common = (BACK, QUIT)
    while_typing = {"run": "ctrl+r", "inspect": "ctrl+t", "save": "ctrl+s"}  # noqa: RUF012 - said once, for all of them
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
        "b makes you the scheduler: you say who moves next, forward and back. What the inspector found lies ahead, to be followed or left.",
        "A file may be edited elsewhere at the same time: it is read again when it changes, and you are asked if that would cost you something.",
        "What you typed and did not save is kept, and is here again when you come back.",
        "A process of its own guards against accidents, not against malice: run nothing here that you would not run elsewhere.",
    )

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self._disk = RealDisk()
        self._looks = 0
        self._asking = False

    def on_unmount(self) -> None:
        self._disk.close()

    def paint_report(self, width: int, height: int) -> Page:
        onward = say("step through it") if self._can_watch else ""
        return report_page(self.lab.view(), onward, width, height, typing=self.typing)

    async def look(self) -> None:
        """Has the file changed, besides?"""
        await super().look()
        self._looks += 1
        if self._looks % WATCH == 0:
            await self.look_at_file()

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
                    Reply("mine", "keep mine", "Go on with what you typed. Saving it will replace what is in the file."),
                    Reply("theirs", "take theirs", "Show what is in the file. While typing, ctrl+z brings yours back."),
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("inspect", "by_hand"):
            return None if self.lab.doing else True
        if action == "watch":
            return self._can_watch
        if action == "copy":
            return self._can_watch and bool(self.lab.failing and self.lab.failing.code)
        if action == "save":
            return True if self.lab.unsaved or self.lab.origin.path is None else None
        return super().check_action(action, parameters)

    def action_inspect(self) -> None:
        self.lab.inspect()
        self.begun()

    def action_watch(self) -> None:
        from cafe_sim.tui.screens.inspecting.failing import FailingScreen

        failing = self.lab.failing
        if failing is not None:
            self.app.push_screen(FailingScreen(failing, self.lab.origin.title))

    def action_by_hand(self) -> None:
        from cafe_sim.tui.screens.inspecting.own_order import OwnOrderScreen

        self.app.push_screen(OwnOrderScreen(self.lab.by_hand()))

    @property
    def charts(self) -> Charts | None:
        if self.lab.view().newest == "visit":
            return self.lab.failing.charts if self.lab.failing is not None else None
        return super().charts

    def action_onward(self) -> None:
        self.action_watch()

    def action_copy(self) -> None:
        failing = self.lab.failing
        if failing is not None and failing.code:
            self.copy_code(failing.code)

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action("watch" if event.target.startswith("go(") else event.target)

    # ---- leaving -------------------------------------------------------------------------------

    def leave(self) -> None:
        """What is in no file: is it to be kept?"""
        if not self.lab.unsaved:
            self.dismiss()
            return
        save = to_say("save it to its file") if self.lab.origin.path else to_say("save it to a file")
        self.app.push_screen(
            AskScreen(
                say("{title}: what you typed is in no file.", title=self.lab.origin.title),
                (
                    Reply("keep", "keep it here", "Leave. It is here again when you come back."),
                    Reply("save", save, "Write it, and leave."),
                    Reply("drop", "throw it away", "Leave, and forget what you typed."),
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

"""The way into the lab: choose a program, or name a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cafe_sim.catalogue import retell, say, to_say
from cafe_sim.content.safetext import SafeText
from cafe_sim.errors import BadContent
from cafe_sim.game.coding.examples import BLANK, EXAMPLES, example
from cafe_sim.game.coding.lab import Lab
from cafe_sim.game.coding.origin import Origin
from cafe_sim.game.coding.scripts import path_of, read_script, scripts_in
from cafe_sim.storage import RealDisk
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.coding.lab import LabItem, lab_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.ask import NameScreen
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.screens.coding.editor import EditorScreen
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from cafe_sim.game.player.progress import Progress

COMES_WITH, YOURS, HERE = to_say("To begin with"), to_say("Your own"), to_say("In this folder")


class LabScreen(CafeScreen):
    """A list of programs."""

    commands = (
        Command("up", "up,k", "choose", "Mark the line above.", "Lab", shown="↑↓"),
        Command("down", "down,j", "choose", "Mark the line below.", "Lab", rank=3),
        Command("open", "enter", "open", "Open the marked program.", "Lab", rank=0),
        Command("new", "n", "new", "Begin with an empty page.", "Lab", rank=1),
        Command("name", "o", "open a file", "Open a script by its path, wherever it lies.", "Lab", rank=1),
        Command(
            "paste",
            "p",
            "paste code",
            "Replay a run from its schedule's code: paste it, or type it.",
            "Lab",
            action="app.open_code",
            rank=3,
        ),
    )
    help_title = "The lab's programs"
    help_text = (
        (
            "Any Python program with threads or asyncio: yours, or one that comes with the game. Edit it, run it on virtual time, and have the "
            "inspector look whether it always works. Scripts in the current folder are listed; o opens any other."
        ),
        "● unsaved: you typed something that is in no file yet. It is kept until you save it or throw it away.",
    )

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__()
        self.folder = folder or Path()
        self.marked = 0
        self._in_view = 0
        self._entries: tuple[LabItem, ...] = ()

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def on_screen_resume(self) -> None:
        self._entries = entries(self.cafe.game.progress, self.folder)
        self.mark(min(self.marked, len(self._entries) - 1))

    def paint(self, width: int, height: int) -> Page:
        page, self._in_view = lab_page(self._entries, self.marked, width)
        return page

    def mark(self, index: int) -> None:
        self.marked = index % len(self._entries)
        board = self.query_one(Board)
        board.repaint()
        board.show_line(0 if self.marked == 0 else self._in_view)

    def action_up(self) -> None:
        self.mark(self.marked - 1)

    def action_down(self) -> None:
        self.mark(self.marked + 1)

    async def action_open(self) -> None:
        await self.open(self._entries[self.marked].id)

    async def action_new(self) -> None:
        await self.open(f"example:{BLANK.id}")

    def action_name(self) -> None:
        self.app.push_screen(
            NameScreen(say("Which script? A name in this folder, or a whole path."), "", self.open_named)
        )

    async def open_named(self, typed: str) -> None:
        await self.open(f"file:{path_of(typed).absolute()}")

    async def on_board_picked(self, event: Board.Picked) -> None:
        ids = [entry.id for entry in self._entries]
        if event.target == ids[self.marked]:
            await self.action_open()
        else:
            self.mark(ids.index(event.target))

    async def open(self, id: str) -> None:
        """Open what is kept under that name."""
        kind, _, name = id.partition(":")
        program = example(name) if kind == "example" else None
        if program is not None:
            self.edit(Origin.of_example(program))
            return
        origin = await origin_of_file(self, Path(name))
        if origin is not None:
            self.edit(origin)

    def edit(self, origin: Origin) -> None:
        """To the desk, with what was typed last time."""
        self.app.push_screen(desk(self.cafe.game.progress, origin))


def desk(progress: Progress, origin: Origin) -> EditorScreen:
    """The desk with a program on it, as it was left."""
    return EditorScreen(Lab(origin, progress.drafts.get(origin.key)))


async def origin_of_file(screen: CafeScreen, path: Path) -> Origin | None:
    """A script from a file; the player is told why not."""
    disk = RealDisk()
    try:
        return Origin.of_file(path, await read_script(disk, path))
    except BadContent as error:
        kept = screen.cafe.game.progress.drafts.get(f"file:{path}")
        if kept is None:
            screen.cafe.say(str(error))
            return None
        screen.cafe.say(say("{error} What you had typed is here.", error=error))
        return Origin(f"file:{path}", SafeText(path.name), "", str(path), str(path.parent))
    finally:
        disk.close()


def entries(progress: Progress, folder: Path) -> tuple[LabItem, ...]:
    """Everything that is offered."""
    drafts = progress.drafts
    listed = [
        LabItem(f"example:{each.id}", COMES_WITH, retell(each.title), say(each.about), f"example:{each.id}" in drafts)
        for each in EXAMPLES
    ]
    new = f"example:{BLANK.id}"
    listed.append(LabItem(new, YOURS, say("a new program"), say(BLANK.about), new in drafts))
    here = [path.absolute() for path in scripts_in(folder)]
    listed += [LabItem(key, YOURS, SafeText(Path(key[5:]).name), SafeText(str(Path(key[5:]).parent)), unsaved=True)
               for key in drafts if key.startswith("file:") and Path(key[5:]) not in here]  # fmt: skip
    listed += [LabItem(f"file:{path}", HERE, SafeText(path.name), "", f"file:{path}" in drafts) for path in here]
    return tuple(listed)

"""A schedule's code, pasted or typed: whose it is, and then that run, step by step.

What does not fit is said in a sentence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.widgets import Input

from cafe_sim.catalogue import retell, say, to_say
from cafe_sim.content.safetext import SafeText
from cafe_sim.errors import BadContent, CafeError
from cafe_sim.game.words import sentence_of
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, wrap
from cafe_sim.tui.screens.base import BACK, CafeScreen
from cafe_sim.tui.themes import NO, YES
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from textual.worker import WorkType

    from cafe_sim.content.level import Level
    from cafe_sim.game.afterwards.pasted import ScheduledProgram
    from cafe_sim.game.pictures.charting import Charts
    from cafe_sim.game.pictures.of_level import Other
    from cafe_sim.tui.screens.afterwards.replay import ReplayScreen

ABOUT = (
    to_say(
        "A code names one order of events of one program: the inspector gives it with what he finds, and “copy code” copies it."
    ),
    to_say("B4:12AN-KVTP-V2G4-6329-5 is what one looks like. Capitals, blanks and hyphens do not matter."),
)


class CodeInput(Input):
    """One line; of a code that a chat has broken into several, all of it is taken."""

    async def _on_key(self, event: events.Key) -> None:
        """No code has a question mark in it, so it asks for help here too."""
        if event.key == "question_mark":
            event.prevent_default()
            event.stop()  # it would close what it opens
            await self.screen.run_action("help")
        else:
            await super()._on_key(event)

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor("".join(SafeText(line).strip() for line in event.text.splitlines()))


class PasteScreen(CafeScreen):
    """Asks for a code and replays it."""

    CSS = """
    PasteScreen #question { height: auto; max-height: 7; }
    PasteScreen Input { margin: 0 2; width: 1fr; max-width: 100; }
    """
    commands = ()
    common: ClassVar[tuple[Command, ...]] = (
        Command("take", "enter", "replay it", "Look at the run that this code is of.", "Everywhere", rank=0),
        BACK,
    )
    mode = "replay"
    help_title = "A schedule's code"
    help_text = (
        "Paste the code of a schedule, or type it, and press enter: the run that it names is executed once more and shown step by step.",
        "Codes of levels need the plan they were found with: the level's own, one that it comes with, or one that you have kept.",
        "Codes of scripts need the script: in the lab, or in the folder in which the game was started.",
        "A file that cafe-sim inspect --replay-out wrote will do as well: type its name. So will one of a run that you have kept (e, on a result).",
    )
    AUTO_FOCUS = "Input"

    def __init__(self, typed: str = "", hands: Callable[[], Executor] | None = None) -> None:
        """`typed`: what was pasted somewhere else. `hands`: an executor instead of a worker process."""
        super().__init__()
        self.typed = "".join(line.strip() for line in SafeText(typed).splitlines())
        self.answer: tuple[str, str] = ("", "")
        """(what is said of it, its look)."""
        self._hands = hands
        self._crew: Executor | None = None
        self._found: ReplayScreen | None = None
        """What is to be shown as soon as nothing lies on top of this screen."""

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint_question, id="question")
        yield CodeInput(self.typed, max_length=1_000)
        yield Board(self.paint_answer, id="answer")

    def paint_question(self, width: int, height: int) -> Page:
        lines: list[Line] = [EMPTY, (Piece(say("  Which run? Paste its code here."), "title"),)]
        for sentence in ABOUT:
            lines += [(Piece("  "), *line) for line in wrap(say(sentence), min(width - 4, 100), "dim")]
        return (*lines, EMPTY)

    def paint_answer(self, width: int, height: int) -> Page:
        words, look = self.answer
        return (EMPTY, *((Piece("  "), *line) for line in wrap(words, min(width - 4, 100), look)))

    def on_mount(self) -> None:
        if self.typed:
            self.call_after_refresh(self.action_take)

    def say(self, words: str, look: str = "") -> None:
        self.answer = (words, look)
        self.query_one("#answer", Board).repaint()

    def on_input_changed(self, event: Input.Changed) -> None:
        """A whole code is greeted; what is half typed is nobody's fault."""
        from cafe_sim.game.afterwards.pasted import is_code

        whole = is_code(event.value)
        name = SafeText(event.value.rpartition(":")[0].strip())
        self.say(say("{sign} a whole code, of {name}", sign=YES, name=name) if whole else "", "good")

    def on_input_submitted(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        typed = self.query_one(Input).value.strip()
        if typed:
            look: WorkType[None] = partial(self.look, typed)
            self.run_worker(look, exclusive=True)

    async def look(self, typed: str) -> None:
        """Find out what it is of, execute it, show it; or say why not."""
        from cafe_sim.game.afterwards.pasted import held_by, program_of, rerun, watched
        from cafe_sim.game.afterwards.recorded import Recorded
        from cafe_sim.storage import RealDisk

        disk = None if self.app.is_web else RealDisk()
        try:
            await self.cafe.open_game()
            held = await held_by(typed, disk, self._kept)
            if isinstance(held, Recorded):
                self._show_run(*rerun(held, self.cafe.game, typed))
                return
            scheduled = await program_of(held, self.cafe.game, disk, Path())
            self.say(say("{title}: it runs …", title=retell(scheduled.title)), "dim")
            charts, difference = await asyncio.wrap_future(self._worker().submit(watched, scheduled, held))
        except BadContent as error:
            self.say(f"{NO} {retell(sentence_of(error))}", "bad")
            return
        except CafeError as error:
            self.say(say("{sign} It could not be executed: {why}", sign=NO, why=retell(sentence_of(error))), "bad")
            return
        finally:
            if disk is not None:
                disk.close()
        code = typed if not typed.endswith(".json") else ""
        self._show(charts, scheduled.title, self._others(scheduled), difference, code)

    @property
    def _kept(self) -> Path | None:
        """Where results keep runs."""
        from cafe_sim.game.afterwards.taken_along import RUNS

        saves = self.cafe.game.keeper.folder
        return saves / RUNS if saves is not None else None

    def _show_run(self, level: Level, charts: Charts, difference: str) -> None:
        from cafe_sim.game.pictures.of_level import others_of_day

        others = others_of_day(level, sound=self.cafe.game.progress.won(level.id))
        self._show(charts, f"{level.id}  {level.title}", others, difference)

    def _show(self, charts: Charts, title: str, others: Sequence[Other], difference: str, code: str = "") -> None:
        from cafe_sim.tui.screens.afterwards.replay import ReplayScreen

        self.say("")
        self._found = ReplayScreen(charts, title, others, code=code, difference=difference)
        if self.on_top:
            self._go()

    def on_screen_resume(self) -> None:
        if self._found is not None:
            self._go()

    def _go(self) -> None:
        replay, self._found = self._found, None
        assert replay is not None
        if self.typed:  # nobody has asked for this screen: the way back leads past it
            self.app.switch_screen(replay)
        else:
            self.app.push_screen(replay)

    def _others(self, scheduled: ScheduledProgram) -> tuple[Any, ...]:
        from cafe_sim.cafe.inspecting import CafeSubject
        from cafe_sim.game.pictures.of_level import mended

        if scheduled.level is None:
            return ()
        program = scheduled.subject.written.text if isinstance(scheduled.subject, CafeSubject) else ""
        return (mended(scheduled.level, self.cafe.game.progress.mark(scheduled.level.id), program),)

    def _worker(self) -> Executor:
        from cafe_sim.engine.explore.processes.crew import Crew
        from cafe_sim.game.afterwards.pasted import SECONDS

        if self._crew is None:
            self._crew = self._hands() if self._hands is not None else Crew(1, seconds=SECONDS)
        return self._crew

    def on_unmount(self) -> None:
        from cafe_sim.engine.explore.processes.crew import Crew

        crew, self._crew = self._crew, None
        if isinstance(crew, Crew):
            crew.close()

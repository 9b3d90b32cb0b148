"""`cafe-sim play --plain`: the game in lines on stdin and stdout.

The main thread reads a line, has it answered, writes what is said and waits for the saves: nothing is lost whenever the
input ends. It is here, and nowhere below, that somebody looks at a clock, while the inspector is at work. Where no
person types, each line read is written before its answer, so that what comes out is the whole conversation.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

from cafe_sim.cli.language import speak_as
from cafe_sim.cli.output import has_every_letter, visible, write
from cafe_sim.game.player.campaign import Campaign

if TYPE_CHECKING:
    from types import FrameType

    from cafe_sim.game.plain import Session
    from cafe_sim.game.player.settings import Settings

PROMPT: Final = "> "
LOOK_SECONDS: Final = 0.05
"""Between two looks for news of the inspector."""
NEWS_SECONDS: Final = 5.0
"""Between two sentences on how far he is."""


class _Interrupts:
    """What Ctrl-C does: end the input at the prompt; elsewhere it is heard in time, and a second one leaves at once."""

    def __init__(self) -> None:
        self.reading = False
        self.heard = 0

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        self.heard += 1
        if self.reading or self.heard > 1:
            raise KeyboardInterrupt

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Until the end of the block."""
        before = signal.signal(signal.SIGINT, self)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


def play_plain(level: str) -> int:
    """Play in lines, at `level` or on the map, until the player leaves or the input ends. The exit status."""
    if sys.stdin is not None and hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    interrupts = _Interrupts()
    with interrupts.watched(), asyncio.Runner() as loop:
        game = Campaign.at_home()
        try:
            loop.run(game.open())
            _speak(game.progress.settings)
            _converse(game, level, loop, interrupts)
        finally:
            loop.run(game.keeper.close())
    return 0


def _speak(settings: Settings) -> bool:
    """In the player's language, if the output has letters for it."""
    if has_every_letter():
        speak_as(settings)
    return has_every_letter()


def _converse(game: Campaign, level: str, loop: asyncio.Runner, interrupts: _Interrupts) -> None:
    from cafe_sim.game.plain import Session

    session = Session(game, speak=_speak)

    def settled(answer: Callable[[], Iterable[str]]) -> list[str]:
        return [*loop.run(_settled(game, answer)), *session.heard()]

    def said(answer: Callable[[], Iterable[str]]) -> None:
        """Say what comes of `answer`, once it is saved."""
        _say(settled(answer))

    said(lambda: session.begin(level))
    while not session.ended:
        text = _read(interrupts)
        said(session.end if text is None else partial(session.answer, text))
        if session.asking:
            _wait(session, interrupts, lambda: settled(session.listen))


async def _settled(game: Campaign, answer: Callable[[], Iterable[str]]) -> list[str]:
    """What comes of it, when what is to be kept is on the disk."""
    lines = list(answer())
    await game.keeper.settle()
    return lines


def _wait(session: Session, interrupts: _Interrupts, listen: Callable[[], list[str]]) -> None:
    """Until the inspector, or a program, is done, and what came of it is saved. Ctrl-C asks it to come to an end."""
    told = monotonic()
    stopped = False
    while session.asking:
        sleep(LOOK_SECONDS)
        if interrupts.heard and not stopped:
            stopped = True
            _say([session.stop()])
        lines = listen()
        if not lines and monotonic() - told > NEWS_SECONDS:
            told = monotonic()
            lines = [session.progress()]
        _say(lines)


def _read(interrupts: _Interrupts) -> str | None:
    """A line; None at the end of the input."""
    person = sys.stdin is not None and sys.stdin.isatty()
    if person:
        write(PROMPT)
    try:
        interrupts.heard, interrupts.reading = 0, True
        text = sys.stdin.readline() if sys.stdin is not None else ""
    except KeyboardInterrupt:
        text = ""
    finally:
        interrupts.reading = False
    if not text:
        write("\n" if person else "")
        return None
    if not person:
        write(f"{PROMPT}{visible(text.rstrip())}\n")
    return text


def _say(lines: Iterable[str]) -> None:
    """A line each, with nothing in it that drives a terminal."""
    write("".join(f"{visible(line)}\n" for line in lines))

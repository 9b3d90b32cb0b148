"""The game on a clock that stands: an event loop whose time passes only when a test says so, and events as a terminal
would send them.

`StandingLoop` is an asyncio loop with virtual time. While a test drives, nothing but `Terminal.wait` moves it; where
nobody drives (a game starts or ends) it jumps to the next timer as soon as there is nothing else to do. What would go
to a thread is done at once, in place. So the same events make the same game, in the same order, on every machine and
however busy it is.

    with at_a_standing_clock() as run:
        run(story)

    async def story(loop):
        async with Terminal.of(app) as terminal:
            await terminal.send(("key", "enter"))
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import textual._time
from textual import events
from textual.app import App
from textual.geometry import Size
from textual.keys import _character_to_key

T = TypeVar("T")
Event = tuple[Any, ...]
"""What a terminal tells: its kind, then what there is to say of it. `Terminal.send` knows the kinds."""

FRAME = 1 / 60
"""Seconds after which Textual has painted what is new."""
TURNS_MAX = 20_000
"""Turns of the loop after which a screen should have come to rest."""

NAMED = {
    "enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f", "space": " ", "up": None, "down": None, "left": None,
    "right": None, "home": None, "end": None, "pageup": None, "pagedown": None, "insert": None, "delete": None, "shift+tab": None,
    "shift+up": None, "shift+down": None, "ctrl+left": None, "ctrl+right": None, "f1": None, "f5": None, "f12": None,
    "ctrl+a": "\x01", "ctrl+c": "\x03", "ctrl+d": "\x04", "ctrl+e": "\x05", "ctrl+k": "\x0b", "ctrl+l": "\x0c", "ctrl+p": "\x10",
    "ctrl+r": "\x12", "ctrl+s": "\x13", "ctrl+t": "\x14", "ctrl+u": "\x15", "ctrl+v": "\x16", "ctrl+w": "\x17", "ctrl+x": "\x18",
    "ctrl+y": "\x19", "ctrl+z": "\x1a", "ctrl+at": "\0", "ctrl+underscore": "\x1f", "alt+b": None, "ctrl+shift+up": None,
}  # fmt: skip
"""Keys that are not called by the character that they type, and what that is."""


class _Selector(selectors.DefaultSelector):  # type: ignore[misc, valid-type]
    """Waits for nothing but files, and tells the loop how long it would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.skip: Callable[[float], None] = lambda _: None

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        ready = super().select(0)
        if not ready:
            self.skip(timeout)
        return ready


class StandingLoop(asyncio.SelectorEventLoop):
    """An event loop on virtual time."""

    def __init__(self) -> None:
        selector = _Selector()
        super().__init__(selector)
        selector.skip = self.pass_time
        self.now = 1_000.0

    def time(self) -> float:
        return self.now

    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    def run_in_executor(self, _executor: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:
        """At once, and here."""
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    async def settle(self) -> None:
        """Until there is nothing left to do at this moment."""
        for _ in range(TURNS_MAX):
            await asyncio.sleep(0)
            if not self._ready:  # type: ignore[attr-defined]
                return
        raise AssertionError("the game never comes to rest")


@contextmanager
def at_a_standing_clock() -> Iterator[Callable[[Callable[[StandingLoop], Coroutine[Any, Any, T]]], T]]:
    """What runs a coroutine on a standing clock that Textual's timers go by, too."""
    real = textual._time.get_time
    with asyncio.Runner(loop_factory=StandingLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, StandingLoop)
        textual._time.get_time = loop.time
        try:
            yield lambda story: runner.run(story(loop))
        finally:
            textual._time.get_time = real


def _pressed(key: str) -> events.Key:
    return events.Key(key if key in NAMED else _character_to_key(key), NAMED.get(key, key))


class Terminal:
    """A terminal with a game in it."""

    def __init__(self, app: App[Any], loop: StandingLoop) -> None:
        self.app = app
        self.loop = loop
        self._kinds: dict[str, Callable[..., Awaitable[None]]] = {
            "key": self._key, "burst": self._burst, "click": self._click, "drag": self._drag, "move": self._move, "wheel": self._wheel,
            "resize": self._resize, "paste": self._paste, "blur": self._blur, "focus": self._focus, "wait": self.wait,
        }  # fmt: skip

    @classmethod
    @asynccontextmanager
    async def of(cls, app: App[Any], loop: StandingLoop, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Terminal]:
        async with app.run_test(size=size, notifications=True):
            terminal = cls(app, loop)
            await terminal.paint()
            yield terminal

    async def send(self, event: Event) -> None:
        """Tell the game, and let it do whatever it does about it while time stands."""
        kind, *what = event
        await self._kinds[kind](*what)

    async def keys(self, *keys: str) -> None:
        """Press them, one painted picture each."""
        for key in keys:
            await self.send(("key", key))
            await self.paint()

    async def wait(self, seconds: float) -> None:
        """Let time pass, no timer left out."""
        end = self.loop.now + seconds
        while self.loop.now < end:
            self.loop.pass_time(min(FRAME, end - self.loop.now))
            await self.loop.settle()

    async def paint(self) -> None:
        """Until a picture is on the screen."""
        await self.loop.settle()
        await self.wait(FRAME * 1.5)

    async def _post(self, *told: events.Event) -> None:
        for event in told:
            event.set_sender(self.app)
            self.app.post_message(event)
            await self.loop.settle()

    async def _key(self, key: str) -> None:
        await self._post(_pressed(key))

    async def _burst(self, *keys: str) -> None:
        """All at once: what the first one opens is not there yet when the next one comes."""
        for key in keys:
            event = _pressed(key)
            event.set_sender(self.app)
            self.app.post_message(event)
        await self.loop.settle()

    def _mouse(
        self, kind: type[events.MouseEvent], x: int, y: int, button: int = 0, ctrl: bool = False
    ) -> events.MouseEvent:
        return kind(None, x, y, 0, 0, button, False, False, ctrl, x, y)

    async def _click(self, x: int, y: int, button: int = 1, ctrl: bool = False) -> None:
        move = self._mouse(events.MouseMove, x, y)
        await self._post(move, *(self._mouse(kind, x, y, button, ctrl) for kind in (events.MouseDown, events.MouseUp)))

    async def _drag(self, x: int, y: int, to_x: int, to_y: int) -> None:
        middle = self._mouse(events.MouseMove, (x + to_x) // 2, (y + to_y) // 2, 1)
        await self._post(
            self._mouse(events.MouseDown, x, y, 1), middle, self._mouse(events.MouseMove, to_x, to_y, 1),
            self._mouse(events.MouseUp, to_x, to_y, 1),
        )  # fmt: skip

    async def _move(self, x: int, y: int) -> None:
        await self._post(self._mouse(events.MouseMove, x, y))

    async def _wheel(self, x: int, y: int, by: int, ctrl: bool = False) -> None:
        await self._post(self._mouse(events.MouseScrollDown if by > 0 else events.MouseScrollUp, x, y, 0, ctrl))

    async def _resize(self, width: int, height: int) -> None:
        size = Size(width, height)
        driver: Any = self.app._driver
        driver._size = size
        await self._post(events.Resize(size, size))

    async def _paste(self, text: str) -> None:
        await self._post(events.Paste(text))

    async def _blur(self) -> None:
        await self._post(events.AppBlur())

    async def _focus(self) -> None:
        await self._post(events.AppFocus())

"""A soak: random keys, clicks, drags, wheels, pastes and resizes, from every screen on, on a standing clock.

A *round* is a game of its own, begun on one of the `STARTS`, with settings, keys, language and terminal as they fall;
it follows from (seed, start) alone, so that a failure is played again by naming them. After each event: nothing broke,
nothing hangs, the keys go somewhere, what is painted fills the window and holds nothing that the terminal would obey or
cannot show, and a day that another screen lies over stands. And an event that may change nothing but what is seen has
changed nothing else: `CHANGES` names the commands that may, by screen, and what is not named may not.
"""

from __future__ import annotations

import functools
import random
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from itertools import accumulate
from typing import Any, Final
from unittest import mock

from msgspec import structs
from standing import NAMED, Event, StandingLoop, Terminal
from textual.errors import NoWidget
from textual.keys import _character_to_key

from cafe_sim.cafe.model import Plan
from cafe_sim.catalogue import ENGLISH
from cafe_sim.content import Level, load_campaign
from cafe_sim.engine.explore import Budget
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.errors import Misuse
from cafe_sim.game.coding.afar import OrderAfar
from cafe_sim.game.coding.code_level import Coding
from cafe_sim.game.coding.examples import EXAMPLES
from cafe_sim.game.coding.lab import Lab
from cafe_sim.game.coding.origin import Origin
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.inspecting.visit import Visit
from cafe_sim.game.pictures.of_level import charts_of_level, mended
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.player.progress import LevelRecord, Progress, Stars
from cafe_sim.game.player.settings import PREFERENCES, Settings
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.commands import Command, keys_of, shown_keys
from cafe_sim.tui.keys import grouped, refusal, tables, with_key
from cafe_sim.tui.kinds import SCREENS, play_screen
from cafe_sim.tui.pieces import text_of
from cafe_sim.tui.screens.afterwards.paste import PasteScreen
from cafe_sim.tui.screens.afterwards.replay import ReplayScreen
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.ask import AskScreen, NameScreen, Reply
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.screens.coding.editor import EditorScreen
from cafe_sim.tui.screens.coding.lab import LabScreen
from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen
from cafe_sim.tui.screens.inspecting.own_order import OwnOrderScreen
from cafe_sim.tui.screens.mishap import MishapScreen
from cafe_sim.tui.screens.player.briefing import BriefingScreen
from cafe_sim.tui.screens.player.campaign import CampaignScreen
from cafe_sim.tui.screens.player.keys import KeysScreen
from cafe_sim.tui.screens.player.library import LibraryScreen
from cafe_sim.tui.screens.player.settings import SettingsScreen
from cafe_sim.tui.screens.serving.shift import ShiftScreen
from cafe_sim.tui.screens.small import TooSmall, fits
from cafe_sim.tui.widgets.board import target_at
from cafe_sim.tui.widgets.footer import LINES, footer_lines

EVENTS_A_ROUND: Final = 150
"""At most: a new game begins elsewhere."""
TOLD: Final = 30
"""Events that a failure tells."""
TOLD_AT_MOST: Final = 2_000
"""Characters of what was changed."""

CHANGES: Final[dict[str, frozenset[str]]] = {
    name: frozenset(ids.split())
    for name, ids in {
        "AskScreen": "take",
        "BenchScreen": "lock token untoken give await join rise sink together hatch extra late prompt undo redo reset solve open ask done predict_yes predict_no predict_sometimes",
        "BriefingScreen": "start answer1 answer2 answer3 answer4",
        "CampaignScreen": "",
        "CodingScreen": "run ask stop undo redo restore solve done",
        "EditorScreen": "run inspect stop save restore",
        "HelpScreen": "do",
        "InspectionScreen": "onward stop again copy",
        "MishapScreen": "again",
        "NameScreen": "take",
        "PasteScreen": "take",
        "PlansScreen": "put save rename drop",
        "TextsScreen": "put save rename drop",
        "ResultScreen": "next again afresh",
        "OwnOrderScreen": "move1 move2 move3 move4 move5 move6 move7 move8 move9 step_back step_forward restart last",
        "RulesScreen": "set none",
        "SchedulerScreen": "move1 move2 move3 move4 move5 move6 move7 move8 move9 step_back step_forward restart last go_on",
        "KeysScreen": "ask default",
        "SettingsScreen": "open right left",
        "ShiftScreen": "hand assign1 assign2 assign3 assign4 assign5 assign6 assign7 assign8 predict_yes predict_no undo again go step pace tag",
        "TitleScreen": "theme",
    }.items()
}
"""What may change a plan, a day, a text, a setting or what has been won, by screen."""
ENDS: Final = frozenset({"back", "quit", "close", "bench"})
"""On every screen: what is played there may end."""


# ---- the game, with everything that is not deterministic taken out ---------------------------------


class Hands(Executor):
    """Does what is asked of the game's own programs, here; whatever else was typed costs its process."""

    known = frozenset(each.text for each in EXAMPLES) | {
        text for level in load_campaign() for text in (level.shop.program, level.reference.text)
    }

    def __init__(self, text: str | None = None) -> None:
        self.text = text

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        text = getattr(args[0], "text", "") if self.text is None else self.text
        if text and text not in self.known:
            lost: Future[Any] = Future()
            lost.set_exception(Misuse("it ended its own process"))
            return lost
        return Inline().submit(fn, *args, **kwargs)


class Later(Hands):
    """Tells what came of it half a second after it was asked."""

    def __init__(self, loop: StandingLoop) -> None:
        super().__init__()
        self._loop = loop

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        came, told = super().submit(fn, *args, **kwargs), Future[Any]()

        def tell() -> None:
            if told.set_running_or_notify_cancel():
                error = came.exception()
                told.set_exception(error) if error is not None else told.set_result(came.result())

        self._loop.call_later(0.5, tell)
        return told


class AtOnce:
    """Instead of the thread that attends to the inspector."""

    def __init__(self, target: Callable[[], None], **_: Any) -> None:
        self.start, self.join = target, lambda: None


class Held(Visit):
    """The inspector's work is done when he comes; he is heard a few looks later."""

    looks = 0

    def __init__(self, subject: Any, budget: Budget = Budget(), hands: Any = None, **more: Any) -> None:
        del budget, hands
        super().__init__(
            subject, Budget(seconds=1e9, schedules=60), lambda: Hands(getattr(subject, "text", "")), **more
        )

    def news(self) -> Any:
        self.looks += 1
        return super().news() if self.looks > 6 or self._stop.is_set() else None

    def stop(self, patience: float = 0.0) -> None:
        del patience
        self._stop.set()


@contextmanager
def nothing_from_outside(loop: StandingLoop) -> Iterator[None]:
    """No processes, no threads, no other clock."""
    with (
        mock.patch("cafe_sim.game.inspecting.visit.Thread", AtOnce),
        mock.patch("cafe_sim.game.inspecting.inspectable.Visit", Held),
        mock.patch("cafe_sim.game.coding.lab.Visit", Held),
        mock.patch.object(Lab, "_worker", return_value=Hands()),
        mock.patch.object(PasteScreen, "_worker", return_value=Later(loop)),
        mock.patch("cafe_sim.tui.screens.serving.shift.monotonic", loop.time),
        mock.patch("cafe_sim.tui.screens.afterwards.replay.monotonic", loop.time),
    ):
        yield


class SoakedApp(CafeApp):
    """The game as a person plays it, that tells what broke and when it was left."""

    def __init__(self, game: Campaign, *, utf8: bool = True, web: bool = False) -> None:
        super().__init__(game, utf8=utf8, live=True)
        self.broke: Exception | None = None
        self.left = False
        self._web = web

    @property
    def is_web(self) -> bool:
        return self._web

    def _stumble(self, error: Exception, broken: Any) -> None:
        del broken
        self.broke = self.broke or error

    def exit(self, *_: Any, **__: Any) -> None:
        self.left = True

    def copy_to_clipboard(self, text: str) -> None:
        """The terminal has none."""


@functools.cache
def levels() -> tuple[Level, ...]:
    return tuple(load_campaign())


def a_game() -> Campaign:
    """The shipped campaign with every door open; nothing is written."""
    game = Campaign(Keeper(), levels)
    progress = Progress()
    for level in levels():
        progress = progress.after(level.id, Stars(sound=True), level.reference)
    game.keeper.progress = progress
    return game


def some_settings(rng: random.Random) -> Settings:
    """Every other one as it comes; sometimes keys of one's own, as the screen of keys would give them."""
    settings = Settings(language=ENGLISH)
    for choice in PREFERENCES:
        if rng.random() < 0.5:
            settings = choice.put(settings, rng.randrange(len(choice.options)))
    keys: dict[str, str] = {}
    commands = [command for group in grouped(tables()).values() for command in group]
    for command in rng.sample(commands, 8) if rng.random() < 0.3 else ():
        key = rng.choice("abcdefghijklmnopqrstuvwxyz0123456789")
        if not refusal(tables(), keys, command.id, key):
            keys[command.id] = with_key(command, key)
    return structs.replace(settings, keys=keys)


# ---- where rounds begin ------------------------------------------------------------------------------


def _numbers(kind: str) -> list[int]:
    return [number for number, level in enumerate(levels()) if level.kind == kind]


def _any_level(rng: random.Random, kind: str) -> Level:
    return levels()[rng.choice(_numbers(kind))]


def _plan(rng: random.Random, level: Level) -> Plan:
    return rng.choice((level.naive, level.reference))


@functools.cache
def visited_bench(number: int) -> Bench:
    """The bench of a fix level as it is handed out, its doors opened and the inspector heard."""
    level = levels()[number]
    bench = Bench(level, level.naive)
    bench.open_doors()
    bench.start_asking()
    bench._visit.looks = 99  # type: ignore[union-attr]
    bench.wait()
    return bench


def _bench(rng: random.Random) -> Bench:
    return visited_bench(rng.choice(_numbers("fix")))


def _serve(rng: random.Random) -> CafeScreen:
    level = _any_level(rng, "serve")
    return play_screen(level, rng.choice((None, level.reference)))


def _fix(rng: random.Random) -> CafeScreen:
    level = _any_level(rng, "fix")
    return play_screen(level, _plan(rng, level))


def _desk(rng: random.Random) -> CafeScreen:
    program = rng.choice(EXAMPLES)
    return EditorScreen(Lab(Origin.of_example(program), rng.choice((None, program.text + "x = 1\n"))))


def _code(rng: random.Random) -> CafeScreen:
    level = _any_level(rng, "code")
    return play_screen(level, rng.choice((None, _plan(rng, level))))


def _inspection(rng: random.Random) -> CafeScreen:
    level = _any_level(rng, "fix")
    return InspectionScreen(Bench(level, _plan(rng, level)))


def _found(rng: random.Random) -> Bench:
    """A bench of which the inspector has something to show."""
    return rng.choice([b for b in map(visited_bench, _numbers("fix")) if b.failing()])


def _broken(rng: random.Random) -> CafeScreen:
    bench = _found(rng)
    return ResultScreen(bench.result(), bench.plan)


def _replay(rng: random.Random) -> CafeScreen:
    level = _any_level(rng, rng.choice(("serve", "fix")))
    plan = _plan(rng, level)
    return ReplayScreen(
        charts_of_level(level, plan), level.title, (mended(level, LevelRecord(Stars(sound=rng.random() < 0.5))),)
    )


def _won(rng: random.Random) -> CafeScreen:
    bench = _bench(rng)
    return ResultScreen(bench.result(), bench.plan)


@functools.cache
def codes() -> tuple[str, ...]:
    """Of schedules that go wrong, each of a level and its own plan: what players send each other."""
    failing = [visited_bench(number).failing() for number in _numbers("fix")]
    return tuple(one.code for one in failing if one is not None and one.code)


def _level(level: Level) -> Callable[[random.Random], CafeScreen]:
    return lambda rng: play_screen(level, rng.choice((None, level.reference)))


def _ask(_: random.Random) -> CafeScreen:
    return AskScreen("Which?", (Reply("a", "this", "About it."), Reply("b", "that", "About that.")), lambda _: None)


def _mishap(rng: random.Random) -> CafeScreen:
    return MishapScreen("cafe-sim: a mistake of ours", rng.choice((None, _any_level(rng, "serve"))))


Start = tuple[Callable[[random.Random], CafeScreen] | None, str]
STARTS: Final[dict[str, Start]] = {
    "TitleScreen": (None, ""),
    "CampaignScreen": (lambda _: CampaignScreen(), ""),
    "BriefingScreen": (lambda rng: BriefingScreen(rng.choice(levels())), ""),
    "ShiftScreen": (_serve, ""),
    "RulesScreen": (lambda _: play_screen(next(one for one in levels() if one.toolbox.rules)), "enter R"),
    "BenchScreen": (_fix, ""),
    "SchedulerScreen": (lambda rng: play_screen(_any_level(rng, "break")), ""),
    "InspectionScreen": (_inspection, ""),
    "OwnOrderScreen": (lambda rng: OwnOrderScreen(_found(rng).by_hand()), ""),
    "FailingScreen": (_broken, "w"),
    "ReplayScreen": (_replay, ""),
    "PlansScreen": (_fix, "p"),
    "TextsScreen": (_code, "p"),
    "ResultScreen": (_won, ""),
    "CodeScreen": (_won, "c"),
    "TimelineScreen": (_won, "t"),
    "LabScreen": (lambda _: LabScreen(), ""),
    "EditorScreen": (_desk, ""),
    "CodingScreen": (_code, ""),
    "NameScreen": (lambda _: NameScreen("What is it called?", "mine.py", lambda _: None), ""),
    "AskScreen": (_ask, ""),
    "PasteScreen": (lambda _: LabScreen(), "p"),
    "LibraryScreen": (lambda _: LibraryScreen(), ""),
    "SettingsScreen": (lambda _: SettingsScreen(), ""),
    "KeysScreen": (lambda _: KeysScreen(), ""),
    "HelpScreen": (_serve, "question_mark"),
    "MishapScreen": (_mishap, ""),
    "CommandPalette": (_fix, "colon"),
    "TooSmall": (_serve, "resize"),
    **{level.id: (_level(level), "") for level in levels()},
}
"""Screen, or the id of a level to be played → what is put over the title, and keys that then lead to it."""


# ---- events --------------------------------------------------------------------------------------------


SIZES: Final = (
    (80, 24),
    (60, 18),
    (120, 40),
    (59, 18),
    (60, 17),
    (100, 30),
    (300, 100),
    (1, 1),
    (40, 10),
    (200, 20),
    (61, 60),
)
PASTES: Final = (
    "x = 1\n", "", "\r\n\r\n", "mine.py", "/nowhere/at/all.py", "\x1b[31mred\x1b]0;title\x07", "[bold]markup[/nope] [@click=app.quit]x",
    "a\0b\x9b\u202eolleh", "咖啡馆" * 40, "e\u0301🧋👩‍🍳" * 9, "\t" * 30, "y" * 3_000, "def f(:\n" * 60, "\ud800", "\u2028\x85\x0c", "B4:1NEV-0BB9-A2W0-6X",
)  # fmt: skip
LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGIRSX0123456789?:.,<>+-=[]/!\"'\\ é咖🧋"


class Storm:
    """Random events, most of them such as make sense where one is."""

    def __init__(self, rng: random.Random, app: SoakedApp) -> None:
        self.rng = rng
        self.app = app
        kinds = {
            self._known_key: 50, self._any_key: 9, self._burst: 3, self._click: 14, self._aimed: 8, self._wheel: 4, self._move: 2, self._drag: 2,
            self._resize: 5, self._paste: 2, self._wait: 8, lambda: ("blur",): 1, lambda: ("focus",): 1,
        }  # fmt: skip
        self._kinds, self._weights = list(kinds), list(accumulate(kinds.values()))

    def next(self) -> Event:
        if isinstance(self.app.screen, TooSmall) and self.rng.random() < 0.3:
            return ("resize", *self.rng.choice(SIZES[:3]))
        return self.rng.choices(self._kinds, cum_weights=self._weights)[0]()

    def _known_key(self) -> Event:
        screen = self.app.screen
        if not isinstance(screen, CafeScreen):
            return self._any_key()
        command = self.rng.choice(screen.all_commands())
        if command.id in ENDS and self.rng.random() < 0.7:
            return self._any_key()
        keys = [key for key in keys_of(command, self.app.keys) if key in NAMED or _character(key)]
        return ("key", _character(self.rng.choice(keys))) if keys else self._any_key()

    def _any_key(self) -> Event:
        return ("key", self.rng.choice((*NAMED, *LETTERS)))

    def _burst(self) -> Event:
        kinds = (self._known_key, self._any_key)
        return ("burst", *(self.rng.choice(kinds)()[1] for _ in range(self.rng.randint(2, 6))))

    def _place(self) -> tuple[int, int]:
        width, height = self.app.size
        return self.rng.randrange(max(width, 1)), self.rng.randrange(max(height, 1))

    def _click(self) -> Event:
        x, y = self._place()
        return (
            "click",
            x,
            y if self.rng.random() < 0.7 else max(self.app.size.height - 1, 0),
            *self.rng.choice(((1,), (1,), (3,), (1, True))),
        )

    def _aimed(self) -> Event:
        """At something that can be clicked."""
        for _ in range(40):
            x, y = self._place()
            if is_button(self.app, x, y):
                return ("click", x, y)
        return self._click()

    def _wheel(self) -> Event:
        return ("wheel", *self._place(), self.rng.choice((1, -1)), self.rng.random() < 0.2)

    def _move(self) -> Event:
        return ("move", *self._place())

    def _drag(self) -> Event:
        return ("drag", *self._place(), *self._place())

    def _resize(self) -> Event:
        if self.rng.random() < 0.6:
            return ("resize", *self.rng.choice(SIZES))
        return ("resize", self.rng.randint(1, 300), self.rng.randint(1, 100))

    def _paste(self) -> Event:
        return ("paste", self.rng.choice(PASTES if self.rng.random() < 0.6 else codes()))

    def _wait(self) -> Event:
        return ("wait", self.rng.choice((0.02, 0.1, 0.5, 2.0)))


CHARACTERS: Final = {"full_stop": ".", "question_mark": "?", "colon": ":", "comma": ",", "plus": "+", "equals_sign": "=", "minus": "-",
                     "less_than_sign": "<", "greater_than_sign": ">", "left_square_bracket": "[", "right_square_bracket": "]",
                     "slash": "/"}  # fmt: skip


def _character(key: str) -> str:
    return key if key in NAMED or len(key) == 1 else CHARACTERS.get(key, "")


def is_button(app: SoakedApp, x: int, y: int) -> bool:
    """Something happens when one clicks there."""
    try:
        widget, region = app.screen.get_widget_at(x, y)
    except NoWidget:
        return False
    lines = getattr(widget, "page", ())
    row = y - region.y + widget.scroll_offset.y
    return 0 <= row < len(lines) and bool(target_at(lines[row], x - region.x))


# ---- what must hold ------------------------------------------------------------------------------------


def state(app: SoakedApp) -> dict[int | str, Any]:
    """All that is played for, by what holds it: what has been won and chosen, and every plan, day and text that is
    open.

    What is kept of these in case the game ends is not: it follows them.
    """
    game = app.game
    held: dict[int | str, Any] = {
        **structs.asdict(structs.replace(game.progress, drafts={}, left={})),
        "guesses": dict(game.guesses),
    }
    for screen in app.screen_stack:
        for name, look in LOOKS.items():
            model = getattr(screen, name, None)
            if model is not None:
                held[id(model)] = look(model)
    return held


LOOKS: Final[dict[str, Callable[[Any], Any]]] = {
    "shift": lambda shift: (shift.plan, shift.now, shift.started, shift.pace),
    "bench": lambda bench: (
        (bench.lab.text, bench.lab.origin.key)
        if isinstance(bench, Coding)
        else (bench.plan, tuple(bench._past), bench.day is None, bench.asking, bench.verdict)
    ),
    "steps": lambda steps: (
        steps.view().program  # what it has come to is heard of whenever it is done
        if isinstance(steps, OrderAfar)
        else (steps.view(), steps.stepping.ahead)
    ),
    "lab": lambda lab: (lab.text, lab.origin.key),
}


def clocks_below(app: SoakedApp) -> dict[int | str, Any]:
    """What time it is in every day that another screen lies over."""
    return {id(screen): screen.shift.now for screen in app.screen_stack[:-1] if isinstance(screen, ShiftScreen)}


def meant(app: SoakedApp, key: str) -> Command | None:
    """The command that a key gives now, if any."""
    screen = app.screen
    name = key if key in NAMED else _character_to_key(key)
    if not isinstance(screen, CafeScreen):
        return None
    return next((c for c in screen.all_commands() if name in keys_of(c, app.keys) and screen.can(c)), None)


def only_looks(app: SoakedApp, event: Event) -> bool:
    """This event may change nothing but what is seen."""
    kind = event[0]
    if kind in ("move", "wheel", "resize", "blur", "focus"):
        return True
    if kind != "key" or not isinstance(app.screen, CafeScreen) or app.focused is not None or not app.app_focus:
        return False
    if getattr(app.screen, "asking", False):
        return False  # which key it is that a command should have
    command = meant(app, event[1])
    if command is None:
        return event[1] not in ("ctrl+p", "ctrl+q")
    return command.id not in ENDS and command.id not in CHANGES.get(type(app.screen).__name__, frozenset())


def unchanged(before: dict[int | str, Any], after: dict[int | str, Any]) -> None:
    """What was there is there and is the same."""
    for key, was in before.items():
        assert after.get(key) == was, f"it only looks, and changed {key}: {was!r} into {after.get(key)!r}"[
            :TOLD_AT_MOST
        ]


def unseen(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cc", "Cs")
        or character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def hidden(screen: CafeScreen) -> list[str]:
    """What can be done now and does not stand in the footer of a window of 80 × 24, with the keys that the game comes
    with.
    """
    offered = screen.offered()
    disabled = frozenset(command.id for command in offered if screen.can(command) is None)
    text = text_of(footer_lines(offered, 80, {}, disabled, LINES))
    enabled = (command for command in offered if command.rank < 3 and command.id not in disabled)
    return [command.label for command in enabled if f"{shown_keys(command, {})} {command.label}" not in text]


def check(app: SoakedApp, *, picture: bool) -> None:
    """What holds at every moment of every game."""
    if app.broke is not None:
        raise app.broke
    if app._exception is not None:
        raise app._exception
    screen, focused = app.screen, app.focused
    if focused is not None:
        assert focused.screen is screen, f"the keys go to {focused!r}, which is on another screen"
        assert focused.is_attached, f"the keys go to {focused!r}, which is gone"
        assert focused.display, f"the keys go to {focused!r}, which is hidden"
    elif isinstance(screen, CafeScreen) and screen.AUTO_FOCUS and app.app_focus:
        raise AssertionError(f"{screen!r} wants to be typed into, and the keys go nowhere")
    if isinstance(screen, CafeScreen):
        assert isinstance(screen, TooSmall) != fits(app.size), f"{screen!r} in a window of {app.size}"
        assert not hidden(screen), f"the footer of {screen!r} hides {hidden(screen)}"
    if picture:
        width, height = app.size
        strips = screen._compositor.render_strips()
        assert len(strips) == height, f"{len(strips)} lines were painted in a window of {height}"
        for y, strip in enumerate(strips):
            assert strip.cell_length == width, (
                f"line {y} is {strip.cell_length} cells wide in a window of {width}: {strip.text!r}"
            )
            assert not any(map(unseen, strip.text)), f"line {y} holds what a terminal would obey: {strip.text!r}"
            assert app.utf8 or not app.plain_signs or strip.text.isascii(), (
                f"line {y} holds what this terminal cannot show: {strip.text!r}"
            )


# ---- a round -------------------------------------------------------------------------------------------


class Fell(AssertionError):
    """A round that ended badly."""


def in_force(app: SoakedApp, key: str) -> str:
    """What this player has in place of a key that the game comes with."""
    offered = app.screen.offered() if isinstance(app.screen, CafeScreen) else ()
    does = next((command for command in offered if key in keys_of(command, {})), None)
    return key if does is None else keys_of(does, app.keys)[0]


async def reach(terminal: Terminal, app: SoakedApp, start: str, rng: random.Random) -> None:
    """From the title to the screen where a round starts."""
    make, keys = STARTS[start]
    if make is not None:
        app.push_screen(make(rng))
    await terminal.paint()
    if keys == "resize":
        await terminal.send(("resize", 40, 10))
    else:
        for key in keys.split():
            await terminal.keys(_character(in_force(app, key)))
    await terminal.paint()
    check(app, picture=True)
    level = app.game.level(start)
    wanted = start if level is None else SCREENS[level.kind][1]
    assert wanted in {kind.__name__ for kind in type(app.screen).mro()}, f"this leads to {app.screen!r}"


async def soak(loop: StandingLoop, seed: str, start: str, events: int) -> int:
    """One round, of at most so many events: how many it took until the player left."""
    rng = random.Random(f"{seed} {start}")
    game = a_game()
    game.keeper.progress = game.progress.set(some_settings(rng))
    app = SoakedApp(game, utf8=rng.random() < 0.8, web=rng.random() < 0.1)
    last: deque[Event] = deque(maxlen=TOLD)
    done = 0
    with nothing_from_outside(loop):
        try:
            async with Terminal.of(app, loop) as terminal:
                await game.open()
                await reach(terminal, app, start, rng)
                storm = Storm(rng, app)
                while done < min(events, EVENTS_A_ROUND) and not app.left:
                    event = storm.next()
                    last.append((type(app.screen).__name__, *event))
                    looks, before, top, clocks = only_looks(app, event), state(app), app.screen, clocks_below(app)
                    await terminal.send(event)
                    if looks:
                        unchanged(before, state(app))
                    if app.screen is top:
                        unchanged(clocks, clocks_below(app))
                    picture = rng.random() < 0.4
                    if picture:
                        await terminal.paint()
                    check(app, picture=picture)
                    done += 1
        except Exception as error:
            told = "\n".join(f"  {number - len(last) + done + 1:>4}  {event}" for number, event in enumerate(last))
            raise Fell(
                f"seed {seed}, from {start}, after {done} events: {type(error).__name__}: {error}\n{told}\n"
                f"Again: SOAK_SEED={seed.partition('.')[0]} SOAK_START={start} python -m pytest -m soak tests/tui/test_soak.py"
            ) from error
    return done

"""Makes every picture and recording of the documentation from the running game: `make pictures`.

    python docs/pictures.py [NAME…]      all of them, or those that are named

What is made twice is the same, byte for byte (see `filming`), and a test compares what lies here with what would be
made.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from filming import Stage, Story, cast, filmed, moving_picture, picture

HERE: Final = Path(__file__).resolve().parent
PICTURES: Final = HERE / "pictures"
STEP: Final = "."


# ---- stories -----------------------------------------------------------------------------------


async def title(stage: Stage) -> None:
    """The first picture."""
    await stage.wait(1)


def at(level: str) -> Story:
    """A level's briefing."""

    async def story(stage: Stage) -> None:
        game = stage.app.game
        await game.open()
        found = game.level(level)
        assert found is not None
        stage.app.brief(found)
        await stage.wait(0.3)

    return story


async def first_win(stage: Stage, pause: float = 0.0) -> None:
    """A1, from the title to three stars."""
    await stage.wait(2.5 * bool(pause))
    await stage.press("enter", pause=3 * pause)
    await stage.press("2", pause=pause)
    await stage.press("enter", pause=2 * pause)
    await stage.press("down", "down", pause=pause / 2)
    await stage.press("enter", pause=pause)
    await stage.press("down", "enter", pause=pause / 2)
    shift = stage.app.screen.shift  # type: ignore[attr-defined]
    await stage.until(lambda: bool(shift.standing))
    await stage.wait(pause)
    await stage.press("down", "enter", "enter", pause=pause / 2)
    await stage.press("+")
    await stage.until(lambda: bool(shift.standing) and shift.now > 10)
    await stage.wait(pause)
    await stage.press("enter", pause=pause)
    await stage.press("y", pause=pause)
    await stage.until(lambda: shift.over)
    await stage.wait(pause)
    await stage.press("enter", pause=4 * pause)
    assert stage.app.screen.view.sound, "the story is no longer one that wins"  # type: ignore[attr-defined]


async def slow_win(stage: Stage) -> None:
    """The same, at the pace of somebody who reads."""
    await first_win(stage, 1.0)


async def cellar(stage: Stage) -> None:
    """A9 on a busy morning: who goes to the cellar holds a worker, who drips does not."""
    await at("A9")(stage)
    await stage.press("enter", "2", "space")
    await stage.press(STEP, STEP, "down", "1")
    await stage.press(STEP, STEP, STEP, "down", "1")
    await stage.press(STEP, STEP, "down", "1")
    await stage.press(STEP, STEP, STEP, "down", "1")
    await stage.press(STEP, STEP, "2", STEP, STEP, STEP, STEP, "down")


async def till(stage: Stage) -> None:
    """B4, the doors opened on the level's own plan."""
    await at("B4")(stage)
    await stage.press("enter", "o")


async def inspected(stage: Stage) -> None:
    """… and the inspector called."""
    await till(stage)
    await stage.press("I")
    await stage.until(lambda: not stage.app.screen.inspectable.asking)  # type: ignore[attr-defined]


async def goes_wrong(stage: Stage) -> None:
    """… and what he found, where the till goes wrong."""
    await inspected(stage)
    await stage.press("enter")


async def side_by_side(stage: Stage) -> None:
    """… beside a run of the mended café."""
    await goes_wrong(stage)
    await stage.press("v")


async def timeline(stage: Stage) -> None:
    """A1 as a timeline, the barista's day on the same axis below it."""
    await first_win(stage)
    await stage.press("t", "v", "down", "down", "]", "]", "]")


async def mended(stage: Stage, pause: float = 0.0) -> None:
    """B4: worked this time, broken, watched, mended, certified."""
    await at("B4")(stage)
    await stage.wait(2 * pause)
    await stage.press("enter", pause=2 * pause)
    await stage.press("o", pause=3 * pause)
    await stage.press("I")
    await stage.until(lambda: not stage.app.screen.inspectable.asking)  # type: ignore[attr-defined]
    await stage.wait(4 * pause)
    await stage.press("enter", pause=2 * pause)
    await stage.press("home", pause=pause)
    await stage.press(*["right"] * 6, pause=pause)
    await stage.wait(2 * pause)
    await stage.press("escape", "f", pause=pause / 2)
    await stage.press("k", pause=3 * pause)
    await stage.press("o", pause=2 * pause)
    await stage.press("I")
    await stage.until(lambda: not stage.app.screen.inspectable.asking)  # type: ignore[attr-defined]
    await stage.wait(3 * pause)
    await stage.press("enter", pause=4 * pause)
    assert stage.app.screen.view.sound, "the story is no longer one that wins"  # type: ignore[attr-defined]


async def slow_mended(stage: Stage) -> None:
    """The same, at the pace of somebody who reads."""
    await mended(stage, 1.0)


# ---- files -------------------------------------------------------------------------------------

NARROW: Final = (80, 24)
STILLS: Final[dict[str, tuple[Story, tuple[int, int], str]]] = {
    "title": (title, NARROW, "Café Sim: the title, with a small café"),
    "shift": (cellar, (100, 24), "A shift: orders on the rail, two workers' lanes, the program they run"),
    "bench": (till, (100, 28), "The bench: the till is short this time, and the program says why"),
    "inspection": (inspected, NARROW, "The inspector's verdict: broken, and one order of events that shows it"),
    "counterexample": (
        goes_wrong,
        NARROW,
        "An order that goes wrong, step by step: the value that was spoilt is marked",
    ),
    "beside": (side_by_side, (100, 24), "Two runs at the same step: the till that loses a sale, and the mended one"),
    "timeline": (
        timeline,
        NARROW,
        "Two days on one axis: the clerk's and the barista's, with the critical path of each",
    ),
    "result": (first_win, NARROW, "The result: three stars, two verdicts, the lesson in two lines"),
}
"""File → (story, terminal size, title)."""
FILMS: Final[dict[str, tuple[Story, tuple[int, int], str]]] = {
    "first-win": (slow_win, NARROW, "Café Sim: the first level, won"),
    "till": (slow_mended, NARROW, "Café Sim: a till that loses sales, found out and mended"),
}


def made() -> dict[str, Callable[[], dict[Path, str]]]:
    """Name → what makes its files."""
    makers: dict[str, Callable[[], dict[Path, str]]] = {name: partial(_still, name) for name in STILLS}
    return makers | {name: partial(_film, name) for name in FILMS}


def _still(name: str) -> dict[Path, str]:
    story, size, words = STILLS[name]
    return {PICTURES / f"{name}.svg": picture(filmed(story, size)[-1], words)}


def _film(name: str) -> dict[Path, str]:
    story, size, words = FILMS[name]
    shots = filmed(story, size, films=True)
    return {
        PICTURES / f"{name}.cast": cast(shots, size, words),
        PICTURES / f"{name}.svg": moving_picture(shots, words),
    }


def main() -> None:
    """Write them."""
    PICTURES.mkdir(exist_ok=True)
    makers = made()
    for name in sys.argv[1:] or makers:
        for path, text in makers[name]().items():
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(HERE.parent)}  {len(text.encode()) / 1000:.0f} kB")


if __name__ == "__main__":
    main()

"""Screens as text: a café with a small campaign of its own, and goldens of what is on the screen.

`look(app)` is the text of the whole screen, from the compositor's strips: small, stable, readable in a diff.
`golden(name, text)` compares with `goldens/NAME.txt`; run with UPDATE_GOLDENS=1 to write them anew, then read the diff.
What a golden has of a schedule's code is where it stands and how long it is: its digits are other ones whenever the
engine numbers an operation otherwise, and no screen is another for that.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App

from cafe_sim.cafe.model import Item, Order, Shop, Step, Worker
from cafe_sim.content import Level, SafeText
from cafe_sim.content.level import Light, Measure, Proof, Question
from cafe_sim.game.afterwards.pasted import is_code
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.views import FaultView, Figure, Lane, ResultView, Segment

GOLDENS = Path(__file__).parent / "goldens"
sys.path.insert(0, str(GOLDENS.parent))
"""So that tests beside it can import `standing` and `soaking`, which pytest's importlib mode would not."""


CODE = re.compile(r"[\w./-]+:[0-9A-Za-z]+(?:-[0-9A-Za-z]+)+")
"""What may be a schedule's code."""


def screen_text(app: App[object]) -> str:
    """All lines of the screen that is shown, without blanks at their ends.

    The one place that touches the compositor.
    """
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips()).rstrip() + "\n"


@pytest.fixture
def look() -> Callable[[App[object]], str]:
    return screen_text


def without_codes(text: str) -> str:
    """The same with signs in place of the digits of every schedule's code that is whole and unharmed."""
    return CODE.sub(lambda found: found[0] if not is_code(found[0]) else _masked(found[0]), text)


def _masked(code: str) -> str:
    name, _, digits = code.rpartition(":")
    return f"{name}:{re.sub('[^-]', '%', digits)}"


@pytest.fixture
def masked() -> Callable[[str], str]:
    return without_codes


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    def compare(name: str, text: str) -> None:
        text = without_codes(text)
        path = GOLDENS / f"{name}.txt"
        if os.environ.get("UPDATE_GOLDENS"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"there is no golden {path.name} yet: write it with UPDATE_GOLDENS=1"
        assert text == path.read_text(encoding="utf-8"), f"the screen is not what {path.name} says"

    return compare


def a_level(id: str, title: str, *opens: str, kind: str = "serve", room: str = "The counter", next: str = "") -> Level:
    """A level of a campaign that exists only here, so that goldens do not change with the real one."""
    return Level(
        format=1,
        id=id,
        kind=kind,
        chapter=id[0],
        room=SafeText(room),
        title=SafeText(title),
        story=SafeText("One worker, one tea, and a customer who would rather be elsewhere."),
        concept=SafeText("waiting in line"),
        term=SafeText("sequential execution"),
        python=SafeText("a function call"),
        teaches="lost customers",
        briefing=(SafeText("One line."), SafeText("A second line."), SafeText("And a third, with enter in it.")),
        lesson=(SafeText("Who goes first makes the others wait."), SafeText("That is all.")),
        hints=(SafeText("Look at the tea."), SafeText("Look again."), SafeText("Tea first.")),
        shop=Shop(
            items=(Item("tea", (Step("fill", "work", 1), Step("steep", "wait", 4)), patience=9),),
            staff=(Worker("Carl", "clerk"),),
            orders=(Order(0, "tea"),),
        ),
        proof=Proof(rows=()),
        measure=Measure("mean wait", par=9.4, floor=4.4),
        light=Light(rules=2),
        question=Question(
            SafeText("Who leaves first?"), (SafeText("nobody"), SafeText("the tea")), 1, SafeText("It had 9 seconds.")
        ),
        hook=SafeText("Tomorrow: Ana."),
        next=next,
        opens=opens,
    )


BAKERY, BOARD = "The bakery", "The key board"
LEVELS = (
    a_level("A1", "One at a time", next="A2"),
    a_level("A2", "The kettle", "A1", next="A3"),
    a_level("A3", "The tray", "A2", kind="fix", next="A4"),
    a_level("A4", "Down to the cellar", "A3", next="B1"),
    a_level("B1", "The bread", "A2", room=BAKERY, next="B2"),
    a_level("B2", "Two rooms", "B1", room=BAKERY, next="B3"),
    a_level("B3", "The wicked manager", "B2", room=BAKERY, next="B4"),
    a_level("B4", "The till", "B3", room=BAKERY, next="C4", kind="fix"),
    a_level("C4", "The mitt", "B4", room=BOARD, kind="fix"),
)


@pytest.fixture
def game() -> Campaign:
    """Nine levels in three rooms; nothing is written."""
    return Campaign(Keeper(), lambda: LEVELS)


def a_lane(name: str, *stretches: tuple[str, float], start: float = 0.0) -> Lane:
    segments = []
    for state, seconds in stretches:
        segments.append(Segment(start, start + seconds, state, "", 1))
        start += seconds
    return Lane(name, tuple(segments))


def a_result(level: str = "A1", *, sound: bool = True, par: bool = True, light: bool = False) -> ResultView:
    """What a shift could have come to."""
    fault = FaultView("lost-update", "Bo wrote 3.00 over Cy's 3.00: the till is 3.00 short", (7,))
    return ResultView(
        level=level,
        title="One at a time",
        worked=True,
        served=5,
        orders=5,
        sound=sound,
        par=par,
        light=light,
        always="all 2 distinct orders of this round go right"
        if sound
        else "2 of all 6 distinct orders of this round go wrong",
        always_ok=sound,
        stamp="certified" if sound else "broken",
        figures=(
            Figure("mean wait", 9.4 if par else 9.8, "s", 9.4, 4.4, par),
            Figure("closes", 22.0, "s", None, None, None),
        ),
        faults=() if sound else (fault,),
        notes=() if sound else ("the oven stood empty",),
        lanes=(a_lane("Carl", ("run", 2), ("wait", 6), ("stuck", 1), ("run", 13)),),
        ghost=a_lane("Ana", ("run", 4), ("idle", 8), ("wait", 4)),
        ghost_text="With a barista: closes at 16 s.",
        end=22.0,
        lesson=("Who goes first makes the others wait.", "That is all."),
        term="sequential execution",
        python="a function call",
        program="def carl():\n    serve(1)\n    x = 'two'\n\n\n# end\nmain()\n",
        new_stars=(),
        next_level="",
    )


@pytest.fixture
def result() -> Callable[..., ResultView]:
    return a_result

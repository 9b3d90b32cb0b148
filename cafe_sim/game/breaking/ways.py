"""Every way to play the scene of a break level: how easily it can be won, and how from where a player stands.

The ways are the inspector's: schedules with no preemption first, then with one, and so on, each executed for real. A
scene is small, so all ways are found (at most `SEARCHED_MAX` are looked for); in a larger one, what is said of the
easiest would hold only of those that were tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cafe_sim.catalogue import retell, say, say_number
from cafe_sim.engine import Program
from cafe_sim.engine.explore.strategies.bounding import Bounding
from cafe_sim.engine.explore.telling.stepping import Hand, Move
from cafe_sim.engine.explore.walks.steps import Transition
from cafe_sim.engine.explore.walks.subject import Script
from cafe_sim.engine.explore.walks.visible import Visible, learn_straight
from cafe_sim.engine.explore.walks.walking import Walk
from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.operations import OPERATIONS
from cafe_sim.engine.program.current import namespace_of
from cafe_sim.errors import Bug
from cafe_sim.game.inspecting.moves import gone_wrong, told
from cafe_sim.game.views import MoveView, WayView

if TYPE_CHECKING:
    from cafe_sim.content.level import Level

FILE: Final = "café.py"
SEARCHED_MAX: Final = 5_000
"""Schedules looked at to find how easily a scene can be won."""
PREEMPTIONS_MAX: Final = 6
"""More than anybody needs to win a scene."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way on which a scene is won."""

    made: tuple[Transition, ...]
    view: WayView

    @property
    def ease(self) -> tuple[int, int]:
        """The less, the easier: moves, then preemptions."""
        return len(self.made), self.view.preemptions


class Ways(NamedTuple):
    """All ways to play a scene, or the first `SEARCHED_MAX`."""

    tried: int
    won: tuple[Way, ...]
    """At least one."""


class Best(NamedTuple):
    """How easily a scene can be won."""

    moves: int
    """The fewest of all ways …"""
    preemptions: int
    """… and the fewest preemptions, be it with more moves."""
    way: WayView
    """One with the fewest moves, and of those with the fewest preemptions."""


def easiest(level: Level) -> Best:
    """The fewest moves and preemptions with which the scene can be won, taken over every way to play it."""
    won = ways_of(level).won
    best = min(won, key=lambda way: way.ease)
    return Best(len(best.made), min(way.view.preemptions for way in won), best.view)


def way_from(level: Level, made: Sequence[Transition]) -> tuple[int, Way]:
    """How many of the moves made can stay, and the easiest way on which the scene is won that begins with them."""
    won = ways_of(level).won
    for kept in range(len(made), -1, -1):
        fitting = [way for way in won if way.made[:kept] == tuple(made[:kept])]
        if fitting:
            return kept, min(fitting, key=lambda way: way.ease)
    raise Bug(f"{level.id} cannot be won")


def ways_of(level: Level) -> Ways:
    """Every way to play the scene, those with the fewest preemptions first."""
    scene = level.scene
    assert scene is not None
    return _searched(level.id, scene.program, scene.cell, scene.wanted)


@lru_cache(maxsize=8)
def _searched(target: str, program: str, cell: str, wanted: float) -> Ways:
    subject = subject_of(target, program)
    visible = Visible(learn_straight(subject))
    won: list[Way] = []
    ways, tried = Bounding(PREEMPTIONS_MAX), 0
    while tried < SEARCHED_MAX and (way := ways.begin()) is not None:
        tried += 1
        hand = Hand(guide=way)
        with Walk(subject, visible, hand) as walk:
            walk.run()
            if abs(shared(walk.execution, cell) - wanted) < 1e-9:
                made = tuple(move.transition for move in hand.made)
                won.append(Way(made, WayView(moves_of(walk.execution, hand.made), walk.preemptions)))
            ways.end(walk)
    if not won:
        raise Bug(f"{cell} cannot be made {wanted:g}")
    return Ways(tried, tuple(won))


# ---- hints -----------------------------------------------------------------------------------------


def hints_from(level: Level, made: Sequence[Transition]) -> tuple[str, str]:
    """From where these moves were made: how far it is, and the next move of an easiest way; or how far one must go back
    first.
    """
    kept, way = way_from(level, made)
    left = way.view.moves[kept:]
    if not left:
        return (say("It is done: no move is missing."),) * 2
    move = f"{left[0].actor} {retell(left[0].text)}"
    back = len(made) - kept
    if not back:
        far = say_number("From here {n} more move is enough.", "From here {n} more moves are enough.", len(left))
        return (
            f"{far} {say('The next is made by {name}.', name=left[0].actor)}",
            say("The next move on a shortest way: {move}.", move=move),
        )
    far = say_number(
        "From here it can no longer be done: step back {n} move.",
        "From here it can no longer be done: step back {n} moves.",
        back,
    )
    return far, f"{far} {say('The next move from there: {move}.', move=move)}"


# ---- what was done ------------------------------------------------------------------------------


def moves_of(execution: Execution, made: Sequence[Move]) -> tuple[MoveView, ...]:
    """The moves of an execution as sentences, and where it went wrong."""
    moves = []
    for (actor, *_), start in made:
        events = enumerate(execution.events[start:], start)
        index, event = next((i, e) for i, e in events if e.actor == actor and not OPERATIONS[e.op].local)
        moves.append(MoveView(execution.actors[actor - 1].name, told(execution, event), gone_wrong(execution, index)))
    return tuple(moves)


def version_at(execution: Execution, target: int, before: int) -> int:
    """How often a cell was written before event `before`."""
    return sum(event.op == "write" and event.target == target for event in execution.events[:before])


def shared(execution: Execution, cell: str) -> float:
    """The value of a cell named as the program writes it ("till.total"), read from the program's own objects."""
    name, _, field = cell.partition(".")
    holder: Any = namespace_of(execution).get(name)
    return float(getattr(holder, field) if field else holder)


@lru_cache(maxsize=8)
def subject_of(target: str, text: str) -> Script:
    """The scene with this text, compiled once."""
    return Script(Program.from_source(text, file=FILE), target)

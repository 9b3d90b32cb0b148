"""The scheduler of a break level: the player picks who moves next, and the engine does the rest for real.

The state is the list of moves; everything else is the very program run with them. So stepping back is running
again with one move fewer. Operations that nobody else can see (beginning, ending, sleeping) and those of the main thread
(starting the others, waiting for them) go by themselves: the player's moves are the operations that matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from cafe_sim.engine import Outcome, Program
from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.execution import Choice, Execution
from cafe_sim.engine.kernel.operations import OPERATIONS
from cafe_sim.errors import Bug
from cafe_sim.game.result import fault_views
from cafe_sim.game.telling import gone_wrong, shown, told, written_since
from cafe_sim.game.views import ActorView, Figure, MoveView, ResultView, SchedulerView, Thought

if TYPE_CHECKING:
    from cafe_sim.content.level import Level, Scene

FILE = "café.py"
WORDS = {"read": "read", "write": "write", "acquire": "take", "release": "give back"}
SEARCHED_MAX = 5_000
"""Schedules looked at to find how easily a scene can be won."""
MAIN = 1
"""Serial of the main actor."""


class Manager:
    """A policy that makes given moves of the player's, and stops when they are used up."""

    def __init__(self, moves: Sequence[int]) -> None:
        self.moves = list(moves)
        self.execution: Execution | None = None
        self.marks: list[int] = []
        """How many events there were before each move."""
        self.preemptions = 0
        """How often somebody was left who could have gone on."""
        self._last = 0

    def choose(self, enabled: Sequence[Choice], current: int) -> Choice | None:  # noqa: ARG002 - the protocol's
        """Whatever nobody would see, at once; else the player's next move."""
        execution = self.execution
        if execution is None:
            raise Bug("a manager was asked before it was given an execution")
        for choice in enabled:
            if not is_move(execution.actors[choice.actor - 1]):
                return choice
        if not self.moves:
            return None
        wanted = self.moves.pop(0)
        chosen = next((choice for choice in enabled if choice.actor == wanted), None)
        if chosen is None:
            raise Bug(f"move {len(self.marks) + 1} belongs to actor {wanted}, who cannot move")
        if self._last not in (0, wanted) and any(choice.actor == self._last for choice in enabled):
            self.preemptions += 1
        self._last = wanted
        self.marks.append(len(execution.events))
        return chosen


def is_move(actor: Actor) -> bool:
    """The actor's pending operation is one for the player to choose."""
    return actor.serial != MAIN and not OPERATIONS[actor.op].local


class Scheduler:
    """One break level being played. Commands return "" or a sentence saying why not."""

    def __init__(self, level: Level) -> None:
        if level.scene is None:
            raise Bug(f"{level.id} is no break level")
        self.level = level
        self.scene: Scene = level.scene
        self.moves: list[int] = []
        self._manager = Manager(())
        self._execution = self._play()

    def _play(self) -> Execution:
        self._manager = Manager(self.moves)
        execution = _program(self.scene.program).execution(policy=self._manager)
        self._manager.execution = execution
        execution.run()
        return execution

    def close(self) -> None:
        self._execution.close()

    def _again(self) -> None:
        self._execution.close()
        self._execution = self._play()

    # ---- commands ------------------------------------------------------------------------------

    @property
    def players(self) -> list[Actor]:
        """The actors that the player moves, by serial; key 1 is the first."""
        return [actor for actor in self._execution.actors if actor.serial != MAIN]

    @property
    def over(self) -> bool:
        return self._execution.state != "paused"

    def move(self, key: int) -> str:
        """Let the actor with that key do its next operation."""
        if self.over:
            return "It is over: step back, or start again."
        players = self.players
        if not 0 < key <= len(players):
            return f"There is nobody with the number {key}."
        actor = players[key - 1]
        if self._why_not(actor):
            return f"{actor.name} cannot move: {self._why_not(actor)}."
        self.moves.append(actor.serial)
        self._again()
        return ""

    def back(self) -> str:
        """Take the last move back."""
        if not self.moves:
            return "Nobody has moved yet."
        self.moves.pop()
        self._again()
        return ""

    def restart(self) -> str:
        """From the beginning."""
        self.moves.clear()
        self._again()
        return ""

    # ---- what is to be seen --------------------------------------------------------------------

    @property
    def value(self) -> float:
        """The shared value now, read from the program's own objects."""
        return shared(self._execution, self.scene.cell)

    @property
    def won(self) -> bool:
        return self.over and abs(self.value - self.scene.wanted) < 1e-9

    def view(self) -> SchedulerView:
        """The scene at this moment, for a screen."""
        return SchedulerView(
            title=f"{self.level.id}  {self.level.title}",
            goal=self.scene.goal,
            actors=tuple(self._actor(key, actor) for key, actor in enumerate(self.players, 1)),
            moves=tuple(self._moves()),
            value=f"{self.scene.cell}  {self.value:.2f}",
            program=self.scene.program,
            over=self.over,
            won=self.won,
            verdict=self._verdict(),
        )

    def _actor(self, key: int, actor: Actor) -> ActorView:
        why = self._why_not(actor)
        site = self._execution.where(actor)
        target = self._execution.object_names[actor.target.serial].name if actor.target is not None else ""
        return ActorView(
            name=actor.name,
            key=str(key),
            next="" if actor.done else f"{WORDS.get(actor.op, actor.op)} {target}".strip(),
            can_move=not why,
            why=why,
            line=site.line or self._last_line(actor),
            thoughts=self._thoughts(actor),
            stale=self._stale(actor),
        )

    def _why_not(self, actor: Actor) -> str:
        if actor.done:
            return "has finished"
        if self.over or any(choice.actor == actor.serial for choice in self._execution.enabled()):
            return ""
        target = actor.target
        holders = target.holders() if target is not None else []
        name = self._execution.object_names[target.serial].name if target is not None else "something"
        return f"wants {name}" + (f", held by {holders[0].name}" if holders else "")

    def _last_line(self, actor: Actor) -> int:
        """Where it was last seen doing something that others can see."""
        seen = (e for e in reversed(self._execution.events) if e.actor == actor.serial and not OPERATIONS[e.op].local)
        event = next(seen, None)
        return self._execution.sites[event.site].line if event is not None else 0

    def _last(self, actor: Actor, op: str) -> int:
        """Index of the actor's last event of that kind, -1 for none."""
        events = self._execution.events
        mine = (i for i in range(len(events) - 1, -1, -1) if events[i].actor == actor.serial and events[i].op == op)
        return next(mine, -1)

    def _thoughts(self, actor: Actor) -> tuple[Thought, ...]:
        """The line opened into read, think, write, as far as it has come."""
        events = self._execution.events
        read, write = self._last(actor, "read"), self._last(actor, "write")
        name = self.scene.cell
        if not actor.done and actor.op == "read":
            return (Thought(f"read {name}", "next"), Thought("think", "later"), Thought(f"write {name}", "later"))
        if read < 0 or not (actor.done or actor.op == "write"):
            return ()
        before = shown(events[read].detail)
        if not actor.done:
            after = shown(actor.detail)
            last = Thought(f"write {after}", "next")
        else:
            detail = events[write].detail
            after = shown(detail[0]) if write > read and isinstance(detail, tuple) else before
            last = Thought(f"wrote {after}", "done")
        return (Thought(f"read {before}", "done"), Thought(f"think {before}, so {after}", "done"), last)

    def _stale(self, actor: Actor) -> str:
        """Somebody has written over what this one is still thinking of."""
        if actor.done or actor.op != "write" or actor.target is None:
            return ""
        execution = self._execution
        read = self._last(actor, "read")
        since = written_since(execution, actor.serial, actor.target.serial, read, len(execution.events))
        if since is None or not isinstance(since.detail, tuple):
            return ""
        return f"old: {shown(since.detail[0])} by now"

    def _moves(self) -> list[MoveView]:
        execution = self._execution
        moves = []
        for mark in self._manager.marks:
            index = next(i for i in range(mark, len(execution.events)) if not OPERATIONS[execution.events[i].op].local)
            event = execution.events[index]
            moves.append(
                MoveView(execution.actors[event.actor - 1].name, told(execution, event), gone_wrong(execution, index))
            )
        return moves

    def _verdict(self) -> str:
        if not self.over:
            return ""
        name = self.scene.cell.partition(".")[0]
        if self._execution.state == "stuck":
            return "Nobody can move any more."
        if self.won:
            short = self.scene.sound - self.value
            return f"The {name} says {self.value:.2f}: {short:.2f} short. Two sales, and one of them never happened."
        return f"The {name} says {self.value:.2f}, and that is right. Not wicked enough."

    def result(self) -> ResultView:
        """The result of a won scene. Par is the fewest moves, light the fewest preemptions: one bad moment is enough."""
        level, scene = self.level, self.scene
        moves, preemptions = easiest(scene)
        left = self._manager.preemptions
        return ResultView(
            level=level.id,
            title=level.title,
            worked=not self.won,
            served=0,
            orders=0,
            sound=self.won,
            par=self.won and len(self.moves) <= moves,
            light=self.won and left <= preemptions,
            always=f"of the {scene.traces} orders of this program that make a difference, {scene.bad} go wrong",
            always_ok=False,
            figures=(
                Figure("moves", len(self.moves), "", moves, None, len(self.moves) <= moves),
                Figure("preemptions", left, "", preemptions, None, left <= preemptions),
            ),
            faults=fault_views(Outcome.of(self._execution).faults),
            notes=(),
            lanes=(),
            ghost=None,
            ghost_text="",
            end=0.0,
            lesson=level.lesson,
            term=level.term,
            python=level.python,
            program=scene.program,
            new_stars=(),
            next_level="",
            this_time=f"you broke it: {self.scene.cell} is {self.value:.2f}" if self.won else "",
        )


def easiest(scene: Scene) -> tuple[int, int]:
    """(fewest moves, fewest preemptions) with which the scene can be won, each taken over every way to play it."""
    won: list[tuple[int, int]] = []
    open_: list[tuple[int, ...]] = [()]
    looked = 0
    while open_ and looked < SEARCHED_MAX:
        looked += 1
        moves = open_.pop()
        manager = Manager(moves)
        with _program(scene.program).execution(policy=manager) as execution:
            manager.execution = execution
            execution.run()
            if execution.state == "paused":
                able = dict.fromkeys(choice.actor for choice in execution.enabled())
                open_ += [(*moves, actor) for actor in able if is_move(execution.actors[actor - 1])]
            elif abs(shared(execution, scene.cell) - scene.wanted) < 1e-9:
                won.append((len(moves), manager.preemptions))
    if not won:
        raise Bug(f"{scene.goal!r} cannot be reached")
    return min(moves for moves, _ in won), min(preemptions for _, preemptions in won)


def shared(execution: Execution, cell: str) -> float:
    """The value of a cell named as the program writes it ("till.total"), read from the program's own objects."""
    name, _, field = cell.partition(".")
    holder = execution.locals["namespace"].get(name)
    return float(getattr(holder, field) if field else holder)


@lru_cache(maxsize=8)
def _program(text: str) -> Program:
    return Program.from_source(text, file=FILE)

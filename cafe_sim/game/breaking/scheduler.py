"""The scheduler of a break level: the player picks who moves next (`steps`), and the engine does the rest for real.

Here is what a scene adds: its goal, and lines that open into read, think and write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.engine import Outcome
from cafe_sim.engine.detect.deadlock import everyone_stuck
from cafe_sim.engine.explore.telling.counterexample import worst_first
from cafe_sim.engine.explore.telling.pending import Pending
from cafe_sim.engine.explore.telling.stepping import Stepping
from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.operations import OPERATIONS
from cafe_sim.engine.timeline import timeline
from cafe_sim.errors import Bug
from cafe_sim.game.breaking.ways import FILE, easiest, hints_from, moves_of, shared, subject_of, version_at
from cafe_sim.game.days.result import fault_views
from cafe_sim.game.inspecting.moves import shown, written_since
from cafe_sim.game.inspecting.steps import Steps
from cafe_sim.game.pictures.charting import charts_of
from cafe_sim.game.pictures.retelling import in_short
from cafe_sim.game.player.progress import Left
from cafe_sim.game.views import ActorView, Figure, ResultView, SchedulerView, SharedView, Thought

if TYPE_CHECKING:
    from cafe_sim.content.level import Level, Scene
    from cafe_sim.game.pictures.charting import Charts


class Scheduler(Steps):
    """One break level being played."""

    def __init__(self, level: Level, left: Left | None = None) -> None:
        """`left`: how it was left, to go on from there."""
        if level.scene is None:
            raise Bug(f"{level.id} is no break level")
        self.level = level
        self.scene: Scene = level.scene
        self.stepping = Stepping(subject_of(level.id, self.scene.program))
        for actor in left.moves if left is not None else ():
            if self.move_of(actor):
                break  # it is another program by now

    def left(self) -> Left | None:
        """To be gone on with another time; None where nobody has moved."""
        made = self.stepping.made
        return Left(moves=tuple(move.transition.actor for move in made)) if made else None

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
        position = self.stepping.position()
        rows = {row.serial: row for row in position.actors}
        names = {row.serial: row.name for row in position.actors}
        return SchedulerView(
            title=f"{self.level.id}  {self.level.title}",
            goal=self.scene.goal,
            actors=tuple(self._actor(key, actor, rows[actor.serial]) for key, actor in enumerate(self.players, 1)),
            moves=moves_of(self._execution, self.stepping.made),
            value=f"{self.scene.cell}  {self.value:.2f}",
            program=self.scene.program,
            over=self.over,
            won=self.won,
            good=self.won,
            verdict=self._verdict(),
            ahead=tuple(names.get(transition.actor, "?") for transition in self.stepping.ahead),
            values=tuple(SharedView(v.name, shown(v.value), v.version, v.by) for v in position.values),
            preemptions=self.stepping.preemptions,
            preempted=names.get(self.stepping.preempted, ""),
            shortest=easiest(self.level).way if self.won else None,
        )

    def _actor(self, key: int, actor: Actor, row: Pending) -> ActorView:
        return ActorView(
            name=row.name,
            key=str(key),
            next=row.words,
            can_move=row.can_move,
            why=row.why,
            line=row.site.line or self._last_line(actor),
            thoughts=self._thoughts(actor),
            stale=self._stale(actor),
            head=self._head(actor),
        )

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
        seen = f"read {before} (v{version_at(self._execution, events[read].target, read)})"
        if not actor.done:
            after = shown(actor.detail)
            last = Thought(f"write {after}", "next")
        else:
            detail = events[write].detail
            after = shown(detail[0]) if write > read and isinstance(detail, tuple) else before
            last = Thought(f"wrote {after}", "done")
        return (Thought(seen, "done"), Thought(f"think {before}, so {after}", "done"), last)

    def _stale(self, actor: Actor) -> str:
        """Somebody has written over what this one is still thinking of."""
        read = self._in_mind(actor)
        if read < 0:
            return ""
        execution, target = self._execution, self._execution.events[read].target
        since = written_since(execution, actor.serial, target, read, len(execution.events))
        if since is None or not isinstance(since.detail, tuple):
            return ""
        return f"old: {shown(since.detail[0])} by now (v{version_at(execution, target, len(execution.events))})"

    def _head(self, actor: Actor) -> str:
        """What it has read, and which version of it, while it has not written yet."""
        read = self._in_mind(actor)
        if read < 0:
            return ""
        event = self._execution.events[read]
        return f"has {shown(event.detail)} in mind, read at v{version_at(self._execution, event.target, read)}"

    def _in_mind(self, actor: Actor) -> int:
        """Index of the read that its next write derives from, -1 for none."""
        if actor.done or actor.op != "write" or actor.target is None:
            return -1
        return self._last(actor, "read")

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

    def hints(self) -> tuple[str, ...]:
        """The level's first, and two made for where the player stands."""
        return (self.level.hints[0], *hints_from(self.level, [move.transition for move in self.stepping.made]))

    def result(self) -> ResultView:
        """The result of a won scene.

        Par is the fewest moves, light the fewest preemptions: one bad moment is enough.
        """
        level, scene = self.level, self.scene
        best = easiest(level)
        made, left = len(self.stepping.made), self.stepping.preemptions
        faults = worst_first(Outcome.of(self._execution).faults)
        return ResultView(
            level=level.id,
            title=level.title,
            worked=not self.won,
            served=0,
            orders=0,
            sound=self.won,
            par=self.won and made <= best.moves,
            light=self.won and left <= best.preemptions,
            always=f"of the {scene.traces} orders of this program that make a difference, {scene.bad} go wrong",
            always_ok=False,
            figures=(
                Figure("moves", made, "", best.moves, None, made <= best.moves),
                Figure("preemptions", left, "", best.preemptions, None, left <= best.preemptions, "light"),
            ),
            faults=fault_views(faults),
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
            charts=self.charts(),
            moves=tuple(move.transition.actor for move in self.stepping.made),
        )

    def charts(self) -> Charts:
        """The player's own run as a timeline."""
        execution = self._execution
        faults = worst_first(Outcome.of(execution).faults)
        return charts_of(
            execution.trace(),
            timeline(execution),
            "your moves",
            in_short(faults, execution.state),
            faults=faults,
            stuck=everyone_stuck(execution) if execution.state == "stuck" else (),
            sources={FILE: self.scene.program},
        )

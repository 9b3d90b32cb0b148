"""Who goes round in a loop that waits by asking, and whether others go first.

*Going round* is a turn of a loop that may wait by asking again and again (`Execution.turned`) in which somebody slept,
ran out of time or looked in vain; counted for each task by itself. A timer that fires is no such turn, nor is a task
that runs, nor a `for` that sleeps three times. But more than `ATTEMPTS` waits in vain at one place are taken for turns
of a loop, and so is what a thread does as one that it was started by did before: timers that start the next timer.

*In vain.* Whoever looked and went round twice, with nothing that it touches changed by anybody meanwhile, is left out
as long as others can move; then the walk is cut, and whoever counts walks must not claim to have seen all of them. Who
does nothing except yield at one place, again and again, is in the end taken to go round, too. (What it does not touch
is no news to it: whether that changes before or after makes no difference, and must make none here.)

*Early.* That alone leaves loops which change something in each turn themselves, such as a heartbeat that counts its
beats, or which others feed. So who has gone round and is about to begin the next turn comes after all others; where
only such are left they come by turns. To let one of them move all the same is an *early* turn. If whatever does not go
round ends, the walks with at most so many early turns are a finite set. Strategies say how many they allow; whoever
allows fewer than there are must say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cafe_sim.engine.kernel.actor import Actor
    from cafe_sim.engine.kernel.execution import Execution
    from cafe_sim.engine.kernel.policies import Choice
    from cafe_sim.engine.kernel.trace import Row

ROUND: Final = 10
"""What a yield after a turn of such a loop counts; any other counts 1."""
FRUITLESS_MAX: Final = ROUND + 1
"""What yields at one place in which nothing changed may come to, before whoever makes them is left out while others can
move.
"""
ATTEMPTS: Final = 3
"""So many waits may run out of time at one place before that is taken for a loop."""


class Fairness:
    """Watches one walk."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self.rounds: dict[tuple[int, int], _Rounds] = {}
        """By actor and task; empty as long as nobody yielded."""
        self.again: set[int] = set()
        """Actors that have gone round and made no step since."""
        self._starters: dict[int, int] = {}
        """By a thread's life: who started it …"""
        self._before: dict[int, set[int]] = {}
        """… and by actor: where those yielded that it comes from."""

    # ---- what happened ---------------------------------------------------------------------

    def touched(self, actor: int, thing: int, news: bool) -> None:
        """`actor` looked at something; or changed it for good, and that is news."""
        for (who, _), rounds in self.rounds.items():
            if who == actor:  # what wakes a task of a loop is no task's, so this is put down to all of them
                rounds.touched.add(thing)
                rounds.looked = rounds.looked or not news
            if news and thing in rounds.touched:
                rounds.at.clear()
                rounds.looked = False

    def yielded(self, row: Row, task: int) -> None:
        """An actor yielded; `task` did."""
        _, actor, _, op, thing, site, _ = row
        who = actor, task
        rounds = self.rounds.get(who)
        if rounds is None:
            rounds = self.rounds[who] = _Rounds()
        rounds.touched.add(thing)
        turned = self._execution.turned
        turns = -1 if turned is None else turned.get(who, 0)
        of_thread = self._execution.actors[actor - 1].loop is None
        in_callback = not (task or of_thread)
        goes_round = turned is None or in_callback or turns > rounds.turns.get(site, 0)
        rounds.turns[site] = turns
        rounds.at[site] = rounds.at.get(site, 0) + (ROUND if goes_round else 1)
        if op == "timeout":
            rounds.looked = True
            rounds.waits[site] = rounds.waits.get(site, 0) + 1
        rounds.again = goes_round or rounds.waits.get(site, 0) > ATTEMPTS or site in self._before.get(actor, ())
        if rounds.again and (of_thread or op == "yield"):
            self.again.add(actor)

    def related(self, row: Row) -> None:
        """A thread was started, or began."""
        _, actor, _, op, life, _, _ = row
        if op == "start":
            self._starters[life] = actor
        elif op == "begin" and (starter := self._starters.get(life)):
            own = self.rounds.get((starter, 0))
            self._before[actor] = self._before.get(starter, set()).union(own.turns if own else ())
            if starter in self.again:
                self.again.add(actor)

    # ---- who may move ----------------------------------------------------------------------

    def is_in_vain(self, actor: Actor, times_out: bool) -> bool:
        """Has it looked and gone round already, with nothing new since?"""
        if not (times_out or actor.spinning or actor.op == "sleep"):
            return False
        rounds = self.rounds.get((actor.serial, _task_of(actor)))
        return (
            rounds is not None
            # a loop whose timers fire one after the other need not have looked at anything
            and (rounds.looked or actor.spinning or (times_out and actor.op != "idle"))
            and max(rounds.at.values(), default=0) >= FRUITLESS_MAX
        )

    def all_go_round(self, choices: Sequence[Choice]) -> bool:
        """Has each of them gone round, and is about to begin the next turn?"""
        return all(map(self._goes_round, choices))

    def early_last(self, ranked: Sequence[Choice]) -> tuple[Sequence[Choice], int]:
        """Those who go round again come last, where nobody else is left by turns; and how many are not early."""
        again = [choice for choice in ranked if self._goes_round(choice)]
        if len(again) == len(ranked):
            return self.by_turns(ranked), 1
        return [*(choice for choice in ranked if choice not in again), *again], len(ranked) - len(again)

    def _goes_round(self, choice: Choice) -> bool:
        if choice.actor in self.again:
            return True
        actor = self._execution.actors[choice.actor - 1]
        if not choice.times_out or actor.loop is None:
            return False
        rounds = self.rounds.get((actor.serial, _task_of(actor)))
        return rounds is not None and rounds.again

    def by_turns(self, choices: Sequence[Choice]) -> list[Choice]:
        """Whoever comes after the one that moved last, first."""
        latest = self._execution.rows[-1][1]
        return sorted(choices, key=lambda choice: (choice.actor <= latest, choice.actor))


def _task_of(actor: Actor) -> int:
    """Which of its tasks is about to move, as far as time goes; 0 for none."""
    if actor.op != "idle":
        return actor.task
    sleeper = actor.loop.next_to_wake()
    return 0 if sleeper is None else sleeper.serial


class _Rounds:
    """How somebody went round."""

    __slots__ = ("again", "at", "looked", "touched", "turns", "waits")

    def __init__(self) -> None:
        self.again = False
        """It yielded last in a turn of such a loop."""
        self.at: dict[int, int] = {}
        """By site at which it yielded since there was news: what that comes to."""
        self.turns: dict[int, int] = {}
        """By site: turns that it had made when it yielded there."""
        self.waits: dict[int, int] = {}
        """By site: waits that ran out of time."""
        self.touched: set[int] = set()
        """What it has had to do with since it yielded first."""
        self.looked = False
        """It has looked at something since there was news."""

"""What a café knows of its own program beyond the trace: which step of which recipe a line is, and which order somebody
has in hand.

A trace says "puts something into rail" and "sleeps"; the café says "hangs #1 on the rail" and “down to the cellar”.
Pictures follow the recipe too: a step that somebody must watch is drawn as on the bench and in the shift, though for
the machine it is a sleep like any other. Nothing is said that the program's own line does not: which ticket is hung up
is known only where the line says `order`, and which one is taken off only where all that hang there are known.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cafe_sim.game.days.lanes import DONE, orders_of_tasks
from cafe_sim.game.days.played import steps_by_line

if TYPE_CHECKING:
    from cafe_sim.cafe.listing import Written
    from cafe_sim.cafe.model import Shop, Step
    from cafe_sim.engine.kernel.trace import Event, Trace
    from cafe_sim.game.views import LaneState

SHARED: Final = frozenset({"cell", "event", "limit", "lock", "queue", "rlock", "semaphore"})
"""Kinds of objects of which a café's orders of events are told: walking to a station with a place for everybody would
hide what matters.
"""
_LOADS: Final = {"on": "loads the {} for #{}", "off": "unloads the {} for #{}"}
_PUTS, _GETS = frozenset({"put", "try-put"}), frozenset({"get", "try-get"})
_ITSELF: Final = "(order)"
"""What a line says that hands on the order its worker has in hand."""


@dataclass(frozen=True)
class InTheCafe:
    """A program that the café has written, or that somebody has written for it."""

    steps: Mapping[int, Step]
    """By line of the program."""
    rails: Collection[str]
    """What the program calls its ticket rails."""
    lines: Sequence[str]

    @classmethod
    def of(cls, shop: Shop, written: Written) -> InTheCafe:
        return cls(steps_by_line(shop, written), frozenset(written.signals), tuple(written.text.splitlines()))

    def state(self, state: LaneState, line: int, *, alone: bool) -> LaneState:
        """How the café draws it; `alone` on a thread without a loop, whoever sleeps holds its hands."""
        if state not in ("hold", "wait") or (state == "wait" and not alone):
            return state
        step = self.steps.get(line)
        return "wait" if step is not None and step.do == "wait" else "hold"

    def words(self, trace: Trace) -> dict[int, str]:
        """By event: what is said of it in the café; of the others the engine's words will do."""
        return dict(_Teller(self, trace).told())

    def doing(self, line: int) -> str:
        """The recipe's name for what is done on a line; "" where it is no step."""
        step = self.steps.get(line)
        return (step.label or step.id) if step is not None else ""

    def says(self, line: int, what: str) -> bool:
        """The line has that in it."""
        return 0 < line <= len(self.lines) and what in self.lines[line - 1]


class _Teller:
    """Walks through one trace."""

    def __init__(self, cafe: InTheCafe, trace: Trace) -> None:
        self._cafe = cafe
        self._trace = trace
        self._orders = orders_of_tasks(trace)
        self._hands: dict[int, int] = {}
        """Thread → the order it has in hand."""
        self._hanging: dict[int, deque[int]] = {}
        """By rail: numbers of the orders whose tickets hang there, 0 for what nobody knows."""

    def told(self) -> Iterator[tuple[int, str]]:
        for index, event in enumerate(self._trace.events):
            words = self._note(event) if event.op == "note" else self._words(event)
            if words:
                yield index, words

    def _note(self, event: Event) -> str:
        match event.detail:
            case ("begin", int(number), *_):
                self._hands[event.actor] = number
            case ("serve", int(number), *_) if self._orders.get(event.task) == number:
                return "is handed out"  # told of the order's own task
            case (str(kind), *_) if kind in DONE:
                self._hands.pop(event.actor, None)
        return ""

    def _order(self, event: Event) -> int:
        """What whoever does it has in hand, if their line hands it on; 0 where that is not known."""
        if not self._cafe.says(self._trace.sites[event.site].line, _ITSELF):
            return 0
        return self._orders.get(event.task, 0) if event.task else self._hands.get(event.actor, 0)

    def _words(self, event: Event) -> str:
        name = self._trace.objects[event.target].name
        if event.detail is not False and name in self._cafe.rails and (event.op in _PUTS or event.op in _GETS):
            return self._on_the_rail(event, name)
        if event.op == "task" and isinstance(event.detail, tuple):
            made = self._orders.get(event.detail[0], 0) if isinstance(event.detail[0], int) else 0
            return f"makes a task for #{made}" if made else ""
        if event.op in _LOADS:
            number = self._order(event)
            return _LOADS[event.op].format(name, number) if number else ""
        return self._of_the_recipe(event)

    def _on_the_rail(self, event: Event, name: str) -> str:
        hanging = self._hanging.setdefault(event.target, deque())
        if event.op in _PUTS:
            hanging.append(self._order(event))
            return f"hangs #{hanging[-1]} on the {name}" if hanging[-1] else f"hangs something on the {name}"
        number = hanging.popleft() if hanging else 0
        return f"takes #{number} off the {name}" if number else f"takes something off the {name}"

    def _of_the_recipe(self, event: Event) -> str:
        doing = self._cafe.doing(self._trace.sites[event.site].line)
        if not doing:
            return ""
        if event.op in ("sleep", "work"):
            return f"is done: {doing}"
        kind = event.detail[0] if event.op == "task-wait" and isinstance(event.detail, tuple) else ""
        return f"waits: {doing}" if kind == "sleep" else ""

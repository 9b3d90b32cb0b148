"""Events told as what somebody did, and where it goes wrong: for the wicked manager's moves and for an inspector's
failing order.

An operation goes wrong where a written value derives from one that another has changed in between: what was written
there is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cafe_sim.engine.kernel.execution import Execution
from cafe_sim.engine.kernel.trace import Event

TOLD = {
    "acquire": "takes {}",
    "release": "gives back {}",
    "down": "takes a place of {}",
    "up": "leaves {}",
    "update": "changes {}",
}


def told(execution: Execution, event: Event) -> str:
    """ "reads till.total: 0.00"."""
    name = execution.object_names[event.target].name
    if event.op == "read":
        return f"reads {name}: {shown(event.detail)}"
    if event.op == "write" and isinstance(event.detail, tuple):
        return f"writes {name}: {shown(event.detail[0])}"
    return TOLD.get(event.op, f"{event.op} {{}}").format(name)


def shown(value: object) -> str:
    """A value as a till would show it."""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def gone_wrong(execution: Execution, index: int, shown: Callable[[object], str] = shown) -> str:
    """Whose write event `index` spoils, "Cy's 3.00 is lost"; "" if nobody's. `shown`: how values are written."""
    lost = overtaken(execution, index)
    if lost is None or not isinstance(lost.detail, tuple):
        return ""
    return f"{execution.actors[lost.actor - 1].name}'s {shown(lost.detail[0])} is lost"


def overtaken(execution: Execution, index: int) -> Event | None:
    """The last write by somebody else between the read that write `index` derives from and that write itself."""
    events: Sequence[Event] = execution.events
    event = events[index]
    if event.op != "write" or not isinstance(event.detail, tuple) or not isinstance(event.detail[1], int):
        return None
    return written_since(execution, event.actor, event.target, event.detail[1], index)


def written_since(execution: Execution, actor: int, target: int, read: int, until: int) -> Event | None:
    """The last write to `target` by another than `actor` after event `read` and before event `until`."""
    if read < 0:
        return None
    between = execution.events[read + 1 : until]
    return next((e for e in reversed(between) if e.op == "write" and e.target == target and e.actor != actor), None)

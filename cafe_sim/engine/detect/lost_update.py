"""Lost updates: a write whose value derives from a read that somebody else's write has made stale.

Rewritten code says with each write from which read its value derives (an augmented assignment, a local that holds what
was read, what came through a call); a blind overwrite derives from none and loses nothing. Who "somebody else" is goes
by thread *and* task: two tasks of one loop lose updates across an `await` without any data race, and two threads do
with each single access under a lock, or atomic.

Where the value about to be overwritten equals the one read (it was changed there and back), nothing is lost. Nor where
the value came through a call, and the writer looked once more before it wrote: it compared, or asked for the version.

What would have kept the two apart is one lock that the one holds from its read to its write and the other around its
own write; the words say what is missing for that. An asyncio lock counts only among tasks of one loop.
"""

from __future__ import annotations

from itertools import islice

from cafe_sim.engine.detect.context import Context, different, names_of, place, say, value_of, where, who
from cafe_sim.engine.detect.detector import Handler, NothingAtTheEnd
from cafe_sim.engine.detect.fault import Fault, Findings
from cafe_sim.engine.kernel.operations import LOOP_BOUND
from cafe_sim.engine.kernel.shared.cells import STORES
from cafe_sim.engine.kernel.trace import Event, Row, named

_LOOKS = frozenset({"load", "read"})
_LastWrites = tuple[int, int, int, int]
"""Index, actor and task of a cell's latest write, and the index of the latest one by anybody else (-1: none)."""


class LostUpdate(NothingAtTheEnd):
    """Finds lost updates."""

    def __init__(self, context: Context, findings: Findings) -> None:
        self._context = context
        self._findings = findings
        self._last: dict[int, _LastWrites] = {}

    @classmethod
    def handler(cls, op: str, alone: bool) -> Handler | None:  # noqa: ARG003
        """Writes alone: each says which read it derives from."""
        return cls._write if op in STORES else None

    def _write(self, index: int, event: Row) -> None:
        _, actor, task, _, cell, _, detail = event
        last = self._last.get(cell)
        if last is None:
            self._last[cell] = (index, actor, task, -1)
            return
        latest, its_actor, its_task, elses = last
        if its_actor != actor or its_task != task or (not task and self._whose(latest) != self._whose(index)):
            elses = latest
        self._last[cell] = (index, actor, task, elses)
        if type(detail) is tuple:
            read = detail[1]
            if type(read) is int and 0 <= read < elses:
                self._lost((read, elses, index), latest)

    def _whose(self, write: int) -> tuple[int, int]:
        """The actor and the task whose write it is: of what a callback stores, whoever read that it derives from."""
        rows = self._context.rows
        _, actor, task, _, _, _, detail = rows[write]
        read = detail[1] if type(detail) is tuple and not task else -1
        return rows[read][1:3] if type(read) is int and read >= 0 else (actor, task)

    def _lost(self, at: tuple[int, int, int], latest: int) -> None:
        """`at` are the read, somebody else's write since, and the write that derives from the read."""
        rows = self._context.rows
        read, other, event = (named(rows[index]) for index in at)
        seen, overwritten = value_of(read), value_of(named(rows[latest]))
        if seen == overwritten and not isinstance(seen, str):
            return
        if self._went_through_a_call(at) and (self._looked_again(at) or self._whose(at[1]) == rows[at[0]][1:3]):
            return
        sites = self._context.sites
        places = (sites[read.site][:2], sites[other.site][:2], sites[event.site][:2])
        self._findings.add_later(
            ("lost-update", read.site, event.site, other.site), "lost-update", places, lambda: self._fault(at)
        )

    def _went_through_a_call(self, at: tuple[int, int, int]) -> bool:
        """Was it read in one function, and written in another?"""
        read, _, write = (self._context.sites[self._context.rows[index][5]] for index in at)
        return (read.file, read.function) != (write.file, write.function)

    def _looked_again(self, at: tuple[int, int, int]) -> bool:
        """Did the writer look at the cell once more, after the others? Then it knows what it does."""
        _, other, write = at
        _, actor, task, _, cell, _, _ = self._context.rows[write]
        since = islice(self._context.rows, other + 1, write)
        return any(row[4] == cell and row[3] in _LOOKS and row[1] == actor and row[2] == task for row in since)

    def _fault(self, at: tuple[int, int, int]) -> Fault:
        context = self._context
        read, other, event = (named(context.rows[index]) for index in at)
        cell = context.objects[event.target].name
        me, writer = who(context, read), who(context, event)
        goes_on = "went on from the old value" if me == writer else "was given what came of the old value"
        message = (
            f"{me} read {cell} ({say(value_of(read))}) in {where(context, read)}; then {who(context, other)} wrote "
            f"{say(value_of(other))} to it in {where(context, other)}; {writer} {goes_on} and wrote "
            f"{say(value_of(event))} in {where(context, event)}. What {who(context, other)} wrote is lost."
            f"{_remedy(context, at)}"
        )
        sites = (place(context, read), place(context, other), place(context, event))
        return Fault("lost-update", message, sites, events=at)


def _remedy(context: Context, at: tuple[int, int, int]) -> str:
    read, other, write = (named(context.rows[index]) for index in at)
    me, them = who(context, read), who(context, other)
    in_one_loop = read.actor == other.actor
    if in_one_loop and not (
        read.task and other.task
    ):  # a callback of the loop, or code around it, which can hold no lock
        return " Having no await between the read and the write would have kept them apart." if read.task else ""
    mine, kept = _locks(context, read, at[0], at[2], tasks=in_one_loop)
    theirs, _ = _locks(context, other, at[1], at[1], tasks=in_one_loop)
    given_back = [lock for lock in mine if lock in theirs]
    others = [lock for lock in theirs if lock not in mine]
    if kept and not others:
        remedy = (
            f"{me} held {names_of(context, kept)} from the read to the write, {them} wrote without: "
            "held there too, it would have kept them apart"
        )
    elif given_back:
        remedy = (
            f"{names_of(context, given_back)} was given back between the read and the write: "
            f"held throughout, it would have kept {them} out"
        )
    else:
        lock = "One asyncio.Lock" if in_one_loop else "One lock"
        derives = isinstance(other.detail, tuple) and other.detail[1] != -1
        both = (
            "both from the read to the write"
            if derives
            else f"{me} from the read to the write and by {them} around its own write"
        )
        remedy = f"{lock}, held by {both}, would have kept them apart"
        if kept:
            remedy = f"{different(context, me, kept, them, others)} {remedy}"
    no_await = "; so would having no await between the read and the write" if in_one_loop and write.task else ""
    return f" {remedy}{no_await}."


def _locks(context: Context, event: Event, first: int, last: int, *, tasks: bool) -> tuple[list[int], list[int]]:
    """The locks that whoever did `event` held at event `first`, and those of them kept until event `last`."""
    held: list[int] = []
    at_first: list[int] = []
    kept: list[int] = []
    for index, (_, actor, task, op, target, _, detail) in enumerate(islice(context.rows, last + 1)):
        if op == "release" and target in held:  # anybody may give back what is no RLock
            held.remove(target)
        elif actor != event.actor or (tasks and task != event.task):
            continue
        elif (op == "acquire" or (op == "try-acquire" and detail is not False)) and (
            tasks or not context.objects[target].kind.startswith(LOOP_BOUND)
        ):
            held.append(target)
        if index <= first:
            at_first = kept = list(held)
        else:
            kept = [lock for lock in kept if lock in held]
    return list(dict.fromkeys(at_first)), list(dict.fromkeys(kept))

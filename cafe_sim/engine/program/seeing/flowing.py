"""What flows through calls of the program's own functions, told to whom it comes.

A value that was read in one function may be stored in another: `await till.save(await till.load() + 1)`. However each
of the two is guarded, between them nothing is. So what is stored there derives from what was read here.

What a value derives from travels beside it: the latest read of each cell (an index among the events). A function says
what it returns to the next function of the program's on the stack; a coroutine to whoever made it, whoever runs it. One
that begins takes what came with its arguments. Nothing is guessed: what came by another way (a
queue, an attribute of something else, code that is not the program's own) derives from nothing.

Properties, descriptors and items of the program's own are such functions, too: `till.total = till.total + 3`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from functools import update_wrapper
from inspect import CO_COROUTINE
from itertools import islice
from types import CodeType, CoroutineType, FrameType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import ref

from cafe_sim.engine.kernel.tasks import Task, current_task
from cafe_sim.engine.program.rewriting.flowing import THROUGH
from cafe_sim.engine.program.seeing.handing import SeesHanding
from cafe_sim.engine.program.seeing.kinds import is_rewritten
from cafe_sim.engine.program.seeing.peeking import NOTHING

if TYPE_CHECKING:
    from cafe_sim.engine.kernel.actor import Actor

Reads = dict[int, int]
"""By cell: the index of the read from which a value derives."""


class Origins(NamedTuple):
    """What a value derives from."""

    all: Reads
    reckoned: Reads
    """Of these: what was reckoned with on the way."""


class Returned(NamedTuple):
    """What was returned last: to which frame, what it derives from, and from what it was reckoned."""

    to: int
    numbers: tuple[int, ...]
    reckoned: tuple[int, ...]


Kept = tuple[dict[tuple[int, int], int], tuple[int, int, int]]
"""Where reads are kept from which writes may derive; and for which actor, task and number."""
_MANY = 256
"""Reads that are looked at for one call."""
_NOWHERE = Origins({}, {})
_DEEP = 20
"""Calls in calls: each has two frames of ours."""
_DEPTH = 3
"""How many callers a coroutine must know for the program's to be among them: two frames of ours lie in between."""


class SeesFlowing(SeesHanding):
    """Reports what comes out of functions, and what goes into them."""

    # ---- out of functions ------------------------------------------------------------------

    def asks(self, called: Any) -> Any:
        """What is about to be called or entered: what it gives will be asked for, and what was read from now on."""
        actor = self.watched()
        if actor is not None:
            flowing, key = self.session.flowing, (actor.serial, actor.task)
            flowing.returned.pop(key, None)
            asked = id(sys._getframe(1)), len(self.execution.rows)
            flowing.asked.setdefault(key, []).append(asked)
        return called

    def got(self, value: Any, number: int) -> Any:
        """What came of the call of that number. What a coroutine returns will be told when it does."""
        actor = self.watched()
        if actor is not None:
            flowing, key, frame = self.session.flowing, (actor.serial, actor.task), id(sys._getframe(1))
            start, kept = flowing.asked_by(frame, key), self._kept(actor, number)
            self._keep(kept, self._told(actor, flowing.returned.pop(key, None), frame, start))
            if type(value) is CoroutineType:
                flowing.waited_for[id(value.cr_frame)] = ref(value), kept, start
        return value

    def stepped(self, number: int) -> None:
        """What a generator of the program's gave for one more turn of a loop."""
        actor = self.watched()
        if actor is not None:
            last = self.session.flowing.returned.pop((actor.serial, actor.task), None)
            self._keep(self._kept(actor, number), self._told(actor, last, id(sys._getframe(1)), None))

    def _told(self, actor: Actor, last: Returned | None, frame: int, start: int | None) -> Origins:
        """What was returned last, if it was to that frame."""
        if last is None or last.to != frame:
            return _NOWHERE
        return Origins(self._origins(actor, last.numbers, start), self._origins(actor, last.reckoned, start))

    def returns(self, value: Any, numbers: tuple[int, ...], reckoned: tuple[int, ...]) -> Any:
        """A function is about to return what derives from these, and was reckoned from those."""
        actor = self.watched()
        if actor is not None:
            flowing, key, frame = self.session.flowing, (actor.serial, actor.task), sys._getframe(1)
            to = id(_own(frame.f_back))
            last = flowing.returned[key] = Returned(to, numbers, reckoned)
            coroutine, kept, start = flowing.waited_for.pop(id(frame), (None, None, 0))
            if kept is not None and _is_of(frame, coroutine):
                self._keep(kept, self._told(actor, last, to, start))
            code, number, start = flowing.expected.get((*key, to), (None, 0, 0))
            if code is frame.f_code:
                del flowing.expected[*key, to]
                self._keep(self._kept(actor, number), self._told(actor, last, to, start))
        return value

    def ask(self, obj: Any, name: str, number: int) -> None:
        """The program's own code (a property, `__getitem__`) may be about to give a value to be reckoned with."""
        actor = self.watched()
        if actor is not None and number in self.kept:
            code = _code_of(_getter(type(obj), name))
            if code is not None:
                key = actor.serial, actor.task, id(_own(sys._getframe(1)))
                self.session.flowing.expected[key] = code, number, len(self.execution.rows)

    # ---- into functions --------------------------------------------------------------------

    def giving(self, function: Any, numbers: tuple[int, ...], reckoned: tuple[int, ...]) -> Any:
        """A function, about to be called with what derives from these, and was reckoned from those."""
        if not (self.live or self.watched() is not None):
            return function
        code = _code_of(function)
        if code is None or self._is_deep():
            return function
        if sys.get_coroutine_origin_tracking_depth() == 1:
            sys.set_coroutine_origin_tracking_depth(_DEPTH)

        def call(*args: Any, **named: Any) -> Any:
            actor = self.watched()
            if actor is None:
                return function(*args, **named)
            origins = Origins(self._origins(actor, numbers), self._origins(actor, reckoned))
            return self._given(actor, function, code, origins, args, named)

        return call

    def _is_deep(self) -> bool:
        """Are we in so many such calls that our own frames would use up what Python allows to a recursion?"""
        actor = self.watched()
        return actor is not None and self.session.flowing.depths.get((actor.serial, actor.task), 0) >= _DEEP

    def handing(self, function: Any, numbers: tuple[int, ...], reckoned: tuple[int, ...]) -> Any:
        """What will call later what it is given, with what derives from these: `loop.call_later(1, put, n + 1)`."""
        if not (self.live or self.watched() is not None):
            return function

        def call(*args: Any, **named: Any) -> Any:
            actor = self.watched()
            if actor is None:
                return function(*args, **named)
            origins = Origins(self._origins(actor, numbers), self._origins(actor, reckoned))
            handed = {name: self._with(value, origins) for name, value in named.items()}
            return function(*(self._with(arg, origins) for arg in args), **handed)

        return call

    def _with(self, function: Any, origins: Origins) -> Any:
        """A function of the program's, given together with values to what will call it with them."""
        code = _code_of(function)
        if not origins.all or code is None or code.co_flags & CO_COROUTINE:  # whoever calls it looks whether it is one
            return function

        def call(*args: Any, **named: Any) -> Any:
            actor = self.watched()
            return (
                function(*args, **named) if actor is None else self._given(actor, function, code, origins, args, named)
            )

        return update_wrapper(call, function)

    def _given(
        self, actor: Actor, function: Any, code: CodeType | None, origins: Origins, args: Any, named: Any
    ) -> Any:
        """Call it with what derives from that. A coroutine begins later."""
        flowing, key = self.session.flowing, (actor.serial, actor.task)
        if origins.all:
            flowing.given[key] = code, origins
        flowing.depths[key] = flowing.depths.get(key, 0) + 1
        try:
            result = function(*args, **named)
        finally:
            flowing.depths[key] -= 1
            if origins.all:
                flowing.given.pop(key, None)
        if not origins.all:
            return result
        if type(result) is CoroutineType:
            flowing.given_later[id(result.cr_frame)] = ref(result), origins
        return result

    def begun(self, number: int) -> None:
        """A function begins: what came with its arguments is kept under its number."""
        actor = self.watched()
        if actor is None:
            return
        flowing, key, frame = self.session.flowing, (actor.serial, actor.task), sys._getframe(1)
        code, origins = flowing.given.get(key, (None, _NOWHERE))
        if origins.all and (code is None or code is frame.f_code):
            del flowing.given[key]
        else:
            coroutine, origins = flowing.given_later.pop(id(frame), (None, _NOWHERE))
            if not _is_of(frame, coroutine):
                origins = _NOWHERE
        self._keep(self._kept(actor, number), origins)

    def give(self, store: Callable[[], None], numbers: tuple[int, ...]) -> None:
        """The program's own code is about to store a value that derives from those accesses."""
        actor = self.watched()
        reads = {} if actor is None else self._origins(actor, numbers)
        if actor is None or not reads:
            store()
        else:
            self._given(actor, store, None, Origins(reads, reads), (), {})

    def storing(self, function: Any, numbers: tuple[int, ...]) -> Any:
        """What stores what it is given, about to be called with what derives from those accesses.

        The program's own code says itself what it stores.
        """
        if not (self.live or self.watched() is not None) or _code_of(function) is not None:
            return function

        def call(*args: Any, **named: Any) -> Any:
            actor = self.watched()
            start = len(self.execution.rows)
            try:
                return function(*args, **named)
            finally:
                if actor is not None:
                    self.cells.derive(actor, start, numbers)

        return call

    # ---- what is kept ----------------------------------------------------------------------

    def _origins(self, actor: Actor, numbers: Collection[int], start: int | None = None) -> Reads:
        """By cell: the latest read under those numbers, of those since then; or else what each number read last.

        Where there are very many reads, those of the cells that were met last.
        """
        by_number: dict[int, Reads] = {}
        for (cell, number), index in islice(reversed(self._reads(actor).items()), _MANY):
            if number in numbers and index >= (start or 0):
                by_number.setdefault(number, {})[cell] = index
        found: Reads = {}
        for number, reads in by_number.items():
            since = _in_one_go(reads.values()) if start is None and number < THROUGH else 0
            for cell, index in reads.items():
                if index >= max(since, found.get(cell, -1)):
                    found[cell] = index
        return found

    def _kept(self, actor: Actor, number: int) -> Kept:
        """Where is kept what the value of a call, an access or a parameter derives from."""
        return self._reads(actor), (actor.serial, actor.task, number)

    def _keep(self, kept: Kept, origins: Origins) -> None:
        """From now on it derives from that."""
        known, (reads, key) = self.session.flowing.known, kept
        if not origins.all and key not in known:
            return
        number = key[2]
        for cell in known.pop(key, ()):
            for each in (number, number + 1) if number >= THROUGH else (number,):
                reads.pop((cell, each), None)
        if origins.all:
            known[key] = tuple(origins.all)
            reads.update({(cell, number): index for cell, index in origins.all.items()})
            if number >= THROUGH:
                reads.update({(cell, number + 1): index for cell, index in origins.reckoned.items()})

    @staticmethod
    def _reads(actor: Actor) -> dict[tuple[int, int], int]:
        """By cell and number, as `Cells.write` looks for them."""
        task = None if actor.loop is None else current_task(actor.loop)
        if not isinstance(task, Task):
            return actor.kept
        if task.kept is None:
            task.kept = {}
        return task.kept


class Flowing:
    """Of one execution: what values on their way derive from. Whoever is running is told by actor and task."""

    def __init__(self) -> None:
        self.returned: dict[tuple[int, int], Returned] = {}
        """What was returned last."""
        self.asked: dict[tuple[int, int], list[tuple[int, int]]] = {}
        """Which frames have asked, the innermost last; and how many events there were by then."""
        self.waited_for: dict[int, tuple[ref[Any], Kept, int]] = {}
        """Coroutines that were made by a call, by their frame: where to tell what they return in the end."""
        self.expected: dict[tuple[int, int, int], tuple[CodeType, int, int]] = {}
        """By actor, task and frame: what code will give it a value, and for which access."""
        self.given: dict[tuple[int, int], tuple[CodeType | None, Origins]] = {}
        """What comes with the arguments of a call that is just being made, and to what code, if that is known."""
        self.depths: dict[tuple[int, int], int] = {}
        """In how many calls they are that were given something."""
        self.given_later: dict[int, tuple[ref[Any], Origins]] = {}
        """The same of coroutines that have not begun, by their frame."""
        self.known: dict[tuple[int, int, int], tuple[int, ...]] = {}
        """By actor, task and number: the cells."""

    def asked_by(self, frame: int, key: tuple[int, int]) -> int:
        """How many events there were when that frame asked."""
        asked = self.asked.get(key, [])
        while asked:
            its, start = asked.pop()
            if its == frame:
                return start
        return sys.maxsize


def _in_one_go(indices: Collection[int]) -> int:
    """The first of the latest events that follow one another without a gap."""
    first, there = max(indices), set(indices)
    while first - 1 in there:
        first -= 1
    return first


def _is_of(frame: FrameType, coroutine: ref[Any] | None) -> bool:
    """Is it that coroutine's frame, and not another's that came to lie in its place?"""
    return coroutine is not None and getattr(coroutine(), "cr_frame", None) is frame


def _own(frame: FrameType | None) -> FrameType | None:
    """The innermost frame of the program's own, from there on."""
    while frame is not None and ".cells" not in frame.f_builtins:
        frame = frame.f_back
    return frame


def _code_of(function: Any) -> CodeType | None:
    """The code of a function of the program's own."""
    inner = function.__func__ if type(function) is MethodType else function
    return inner.__code__ if type(inner) is FunctionType and is_rewritten(inner) else None


def _getter(kind: type, name: str) -> Any:
    """The function by which a class gives an attribute, or an item, that its objects do not keep themselves."""
    for base in kind.__mro__:
        found = base.__dict__.get(name, NOTHING)
        if found is not NOTHING:
            if isinstance(found, property):
                return found.fget
            return found if name == "__getitem__" else getattr(type(found), "__get__", None)
    return getattr(kind, "__getattr__", None)

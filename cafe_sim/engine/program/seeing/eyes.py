"""What rewritten code calls at each access: which cell is it, and is anybody there to see it?

One `Eyes` belongs to one module in one execution. Until a second actor, a second task or a callback exists,
nobody can see anything and each call returns at once. After that the type of the object decides (`kinds`).
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Sequence
from typing import Any, Literal

from cafe_sim.engine.kernel.actor import NEVER, Actor, Teardown, here
from cafe_sim.engine.kernel.operations import OPERATIONS
from cafe_sim.engine.kernel.shared.cells import stays
from cafe_sim.engine.kernel.trace import Row
from cafe_sim.engine.program.current import calling_frame, from_home
from cafe_sim.engine.program.rewriting.names import RAISED, REFLECTS
from cafe_sim.engine.program.seeing.kinds import CONTAINERS, kind_of
from cafe_sim.engine.program.seeing.matching import SeesMatches
from cafe_sim.engine.program.seeing.peeking import instance_dict
from cafe_sim.engine.program.seeing.places import AttributeTarget
from cafe_sim.engine.program.tracebacks import strip
from cafe_sim.errors import CafeError, NotModelled

_PATIENCE = 1_000
"""Turns of a loop that saw nothing new, with nobody else able to move, before the loop counts as spinning."""

_MOMENT_NS = 1_000_000
"""How far the clock moves, at most, in a turn of a loop that only asked for the time."""

_BUSY_SHARE = 300
"""Turns at one moment, in each of which something changed, before a loop that others end takes time: one for so many
events that there may be …
"""
_BUSY_BY_POLICY = 50
"""… and before it lets others go first where a policy decides."""

_LOOKS = frozenset({"read", "load", "is-alive", "is-going", "is-set", "look", "locked", "turn", "yield"})
"""Operations that only look."""

_HOLDS = {"acquire": 1, "try-acquire": 1, "release": -1, "down": 1, "try-down": 1, "up": -1}
"""Operations that take a lock or a place, and those that give it back: a turn may do both, and has changed nothing."""


class Eyes(SeesMatches):
    """Sees the accesses of one module in one execution."""

    slice = slice

    # ---- builtins that go by name ----------------------------------------------------------

    def type(self, function: Any, number: int) -> Callable[..., Any]:
        """`type`, called with what a class is made of."""

        def report(*args: Any, **named: Any) -> Any:
            self.deep_all(args, number, "once")
            self.makes_class(number)
            return self.told_apart(from_home(self.namespace, function, args, named))

        return report

    def imports(self, module: str, level: int, name: str, number: int) -> None:
        """`from module import name` is about to be done: of a module that is there already, it loads an attribute."""
        if self.watched() is not None:
            found = self.session.loaded(module, self.namespace, level)
            if found is not None:
                self.see(found, name, number)

    def getattr(self, function: Any, number: int) -> Callable[..., Any]:
        """`getattr`, seen."""

        def report(obj: Any, name: str, *default: Any) -> Any:
            self.see(obj, name, number)
            value = function(obj, name, *default)
            return self.led_to(obj, name, value, number) if name in REFLECTS and function is builtins.getattr else value

        return report

    hasattr = getattr  # noqa: A003 - called after what they stand for

    def setattr(self, function: Any, number: int, derived: tuple[int, ...] = ()) -> Callable[..., Any]:
        """`setattr` and `delattr`, seen."""

        def report(obj: Any, name: str, *value: Any) -> Any:
            AttributeTarget(self, obj, name, number, derived).about_to_write(*value)
            return function(obj, name, *value)

        return report

    delattr = setattr  # noqa: A003 - called after what they stand for
    iter = reversed = SeesMatches.iterator
    iter_later = reversed_later = SeesMatches.iterator_later
    compile = exec = eval = memoryview = SeesMatches.unseen

    def vars(self, function: Any, number: int) -> Callable[..., Any]:
        """`vars`, seen: what it gives are the object's attributes."""

        def report(*objs: Any) -> Any:
            if not objs:  # by another name
                frame = calling_frame()
                here = frame.f_locals is frame.f_globals
                return self.own_globals(frame.f_globals) if here else self.unhidden(frame.f_locals)
            return self.led_to(objs[0], "__dict__", function(*objs), number)

        return report

    locals = vars  # noqa: A003 - called after what they stand for

    def own_globals(self, names: Any) -> Any:
        """`globals()`: the items of what it gave are the module's variables."""
        return self.owned(names, self.namespace["__builtins__"][".box0"]) if names is self.namespace else names

    @staticmethod
    def unhidden(names: Any) -> Any:
        """What `locals()`, `vars()` or `dir()` gave, without hidden names."""
        if isinstance(names, list):
            return [name for name in names if not name.startswith(".")]
        return {name: value for name, value in names.items() if not name.startswith(".")}

    # ---- `# atomic` ------------------------------------------------------------------------

    def declare(self, value: Any, named: bool) -> None:
        """A name was bound on a line with `# atomic`: the items of the container are atomic."""
        if kind_of(type(value)) in CONTAINERS:
            self.shadow(value).atomic = True
        del named

    def declare_attribute(self, obj: Any, name: str) -> None:
        """An attribute was set on a line with `# atomic`."""
        if kind_of(type(obj)) in ("object", "class"):
            cell = self.attribute_cell(obj, name)
            cell.atomic = True
            value = (instance_dict(obj) or {}).get(name)
            if kind_of(type(value)) in CONTAINERS:  # called so, or nobody would know which it is
                called = self.execution.object_names[cell.serial].name
                self.cells.shadow(value, lambda: self.session.calling.own(value, called)).atomic = True

    def declare_field(self, name: str) -> None:
        """A class body declares a field `# atomic`."""
        self.session.atomic_fields.add(name)

    # ---- turns, the end ------------------------------------------------------------

    def turn(self) -> None:
        """A turn of a loop that may be spinning: if it only looked, and nothing has changed, others go first."""
        next(self.turns)
        execution = self.execution
        actor = execution.running
        if execution.turned is not None and actor is not None:
            turner = actor.serial, actor.task
            execution.turned[turner] = execution.turned.get(turner, 0) + 1
        if actor is None or not (self.live or self.watched() is not None or actor.clock_reads):
            return
        marks = self.session.marks
        reads_before, mark = marks.get(actor.serial, (0, 0))
        rows = execution.rows
        end = len(rows)
        if end == mark and actor.clock_reads == reads_before:
            return
        marks[actor.serial] = actor.clock_reads, end
        did = _deeds(actor.serial, rows, range(mark, end), execution.policy is not None)
        if did == "changes":
            self._got_on(actor)
        elif actor.clock_reads != reads_before:
            # it waits for the clock: time passes in small steps, or up to what comes next
            execution.wait_a_moment(actor, _MOMENT_NS)
        elif did:
            self._fruitless(actor, did == "looks")

    def turn_for_ever(self) -> None:
        """The same of a loop without a way out."""
        actor, endless = self.execution.running, self.execution.turned_for_ever
        if actor is not None:
            turner = actor.serial, actor.task
            endless[turner] = endless.get(turner, 0) + 1
        self.turn()

    def _got_on(self, actor: Actor) -> None:
        """Something changed in this turn.

        If turns have long asked for the time and it stands, or have been many, it passes all the same.
        """
        self.session.patience[actor.serial] = _PATIENCE
        self._busy(actor)
        clock, since = self.session.asked.get(actor.serial, (-1, 0))
        if clock != actor.clock:
            since = actor.clock_reads
        elif actor.clock_reads - since >= _PATIENCE:
            self.execution.wait_a_moment(actor, _MOMENT_NS)
        self.session.asked[actor.serial] = actor.clock, since

    def _busy(self, actor: Actor) -> None:
        """Another turn in which something changed. The more of them there were at one moment, the longer they take."""
        execution, busy = self.execution, self.session.busy
        clock, turns = busy.get(actor.serial, (-1, 0))
        turns = turns + 1 if clock == actor.clock else 1
        if execution.policy is None:
            many = execution.limits.events // _BUSY_SHARE + 1
            if turns % many == 0 and self._others_may(actor):
                execution.wait_a_moment(actor, _MOMENT_NS << min(turns // many, 50))
        elif turns % _BUSY_BY_POLICY == 0:
            execution.yield_turn(actor, in_vain=False)
        busy[actor.serial] = actor.clock, turns

    def _fruitless(self, actor: Actor, looked: bool) -> None:
        """Give way; who did not even look waits for nobody.

        Where nobody else can move, only after many turns: the loop may yet go on by itself.
        """
        execution, patience = self.execution, self.session.patience
        left = patience[actor.serial] = patience.get(actor.serial, _PATIENCE) - 1
        if left < 0 or self._others_may(actor):
            execution.yield_turn(actor, in_vain=looked)

    def _others_may(self, actor: Actor) -> bool:
        """Somebody else can move, if only when a time has come."""
        execution = self.execution
        return any(other is not actor and execution.ready(other) < NEVER for other in execution.pending())

    def hush(self) -> None:
        """A finaliser begins, wherever it may be called from: nobody else may move until it is done."""
        actor = here.actor
        if actor is not None:
            actor.quiet += 1

    def unhush(self) -> None:
        """The finaliser is done. What it was refused, Python ignores; so it must be said here that it was."""
        actor = here.actor
        if actor is not None:
            actor.quiet -= 1
            refused = sys.exception()
            if isinstance(refused, CafeError):
                self.session.uncover("what a finaliser waits for or may not do", self.execution.site_of_error(refused))

    def stripped(self, error: Any, trace: Any) -> Any:
        """The traceback of an error that leaves a `with`, without this engine's frames."""
        if error is None or getattr(error, "__traceback__", None) is not trace:
            return trace
        strip(error)
        return error.__traceback__

    def raising(self, error: Any, number: int) -> Any:
        """An error that others may have is about to be raised."""
        actor = self.watched()
        if actor is not None and isinstance(error, BaseException) and kind_of(type(error)) == "object":
            cells = [self.attribute_cell(error, name) for name in RAISED]
            self.pause(actor, "update", cells[0], number)
            for cell in cells:
                self.update(actor, cell, number, "raise")
        return error

    def caught(self) -> None:
        """A handler was entered: the end of the execution is not the program's to catch."""
        error = sys.exception()
        if isinstance(error, Teardown):
            raise error
        if isinstance(error, NotModelled) and not isinstance(error, EOFError):
            self.session.uncover("what comes of what is not modelled", self.execution.site_of_error(error))
        strip(error)


def _deeds(serial: int, rows: Sequence[Row], turn: range, by_policy: bool) -> Literal["", "looks", "holds", "changes"]:
    """In a turn: did that actor only look, or take something and give it back; or did anybody change a thing?

    To store what is there already is to look.
    """
    looked = False
    held: dict[int, int] = {}
    for index in turn:
        _, who, _, op, target, _, detail = rows[index]
        # by itself a failed try gives way already; to a policy it must be said that it goes round in vain
        if op in _LOOKS or (detail is False and op[:4] == "try-" and by_policy):
            looked = looked or who == serial
        elif op in _HOLDS and detail is not False:
            if who == serial:
                held[target] = held.get(target, 0) + _HOLDS[op]
        elif (who == serial or _changes(op)) and not stays(rows, index):
            return "changes"
    if any(held.values()):
        return "changes"
    return "looks" if looked else "holds" if held else ""


def _changes(op: str) -> bool:
    operation = OPERATIONS.get(op)
    return operation is None or (operation.changes and not operation.local)

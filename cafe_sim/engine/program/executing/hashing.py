"""`dataclasses` inside a program: it finds the program's modules, and what a key's hash is made of is seen.

A dataclass that may change and is hashed all the same (`unsafe_hash`) is a key whose place may be wrong by the time it
is looked for. Who asks for its hash, and compares it with other keys, is a dictionary or a set: Python's own code. So
the methods that `dataclass` made report themselves what they read.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from functools import partial
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.program.executing.caching import access
from cafe_sim.engine.program.executing.rebinding import copy_of, rebound
from cafe_sim.engine.program.seeing.kinds import is_rewritten
from cafe_sim.engine.program.seeing.peeking import peek

if TYPE_CHECKING:
    from cafe_sim.engine.program.executing.session import Session


def dataclasses_of(session: Session) -> ModuleType:
    """The execution's own `dataclasses`."""
    module = copy_of(dataclasses, sys=session.find("sys"))
    names = module.__dict__
    for name, value in vars(dataclasses).items():
        if isinstance(value, FunctionType) and value.__globals__ is vars(dataclasses):
            names[name] = rebound(value, names)
    process = names["_process_class"]

    def _process_class(*args: Any, **named: Any) -> type:
        made: type = process(*args, **named)
        parameters = made.__dict__["__dataclass_params__"]
        if parameters.unsafe_hash and not parameters.frozen:
            _report(made, session)
        return made

    names["_process_class"] = _process_class
    return module


def _report(made: type, session: Session) -> None:
    fields = made.__dict__["__dataclass_fields__"].values()
    chosen = {
        "__hash__": [f.name for f in fields if (f.compare if f.hash is None else f.hash)],
        "__eq__": [f.name for f in fields if f.compare],
    }
    for name, read in chosen.items():
        method = made.__dict__.get(name)
        if method is not None and not is_rewritten(method):
            setattr(made, name, _reporting(method, read, session))


def _reporting(method: Callable[..., Any], fields: list[str], session: Session) -> Callable[..., Any]:
    cells = session.cells

    @functools.wraps(method)
    def report(*objects: Any) -> Any:
        for each in objects:
            if type(each) is type(objects[0]):
                for field in fields:
                    shadow = cells.shadow(each, lambda: cells.numbered(type(objects[0]).__name__))
                    access(session, "read", cells.attribute(shadow, field), partial(peek, each, field, "object"))
        return method(*objects)

    return report

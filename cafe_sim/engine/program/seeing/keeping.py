"""What an object that is not the program's own keeps of what others have, too: found without running any code.

A match keeps the buffer in which it was found, an iterator what it goes through, a generator of the standard library's
what it was given. It looks at that whenever it is asked again, so whoever uses the one reads the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from gc import get_referents
from itertools import tee
from sys import getrefcount
from types import GeneratorType, MethodType
from typing import Any

from cafe_sim.engine.kernel.counting import ALONE
from cafe_sim.engine.program.seeing.kinds import CONTAINERS, WRITTEN_IN_C, is_rewritten, is_users, kind_of
from cafe_sim.engine.program.seeing.peeking import instance_dict

_OURS = "cafe_sim"
_THROUGH = WRITTEN_IN_C | {tuple, MethodType}
"""Kinds of what may stand between."""
_ITS_ALONE = ALONE + 2
"""References to a container that only one object has: its own, that of what was found in it, and the loop's."""
_TEE: type = type(tee("")[0])
_OVER_OTHERS = frozenset(
    {enumerate, filter, map, zip, type(iter(int, 1)), _TEE}
    | {each for each in vars(itertools).values() if isinstance(each, type)} - {itertools.count, itertools.repeat}
)
"""Iterators that get from others what they give, or by a function."""
_WALKERS = "cafe_sim.engine.program.seeing.walking"
_STEP_BY_STEP = frozenset({"calendar", "csv", "graphlib", "html.parser", "shlex"})
"""Modules, written in Python, whose objects others may find half way between two states."""
_MOST = 100
"""So many objects inside each other are looked through at most."""


def kept_by(obj: Any) -> Iterator[Any]:
    """The containers, and what only its own code sees, that an object keeps, if anybody else might have them."""
    seen = {id(obj)}
    waiting = [obj]
    while waiting and len(seen) < _MOST:
        found = _inside(waiting.pop())
        for each in found:
            if id(each) in seen:
                continue
            kind = kind_of(type(each))
            shared = (kind in CONTAINERS or kind == "opaque") and getrefcount(each) > _ITS_ALONE
            if shared:
                yield each
            if kind in ("opaque", "view") or type(each) in _THROUGH or (kind in CONTAINERS and not shared):
                waiting.append(each)
            seen.add(id(each))


def goes_on_alone(obj: Any) -> Any:
    """What nobody else may go on with while somebody does, if anything: an iterator that asks the program's own code,
    or what several such share; an object that its own code, in Python, brings from one state into another.
    """
    kind = type(obj)
    if kind in _OVER_OTHERS:
        source = _first(_first(obj)) if kind is _TEE else obj
        return source if _asks(source) else None
    return obj if any(base.__module__ in _STEP_BY_STEP for base in kind.__mro__) else None


def _first(obj: Any) -> Any:
    """What an iterator holds on to first: its class, that some refer to, is none of it."""
    return next(each for each in get_referents(obj) if not isinstance(each, type))


def _asks(source: Any) -> bool:
    """Is the program's own code asked for what an iterator gives?"""
    seen: set[int] = set()
    waiting = [source]
    while waiting and len(seen) < _MOST:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        function = each.__func__ if type(each) is MethodType else each
        if (
            type(each) is GeneratorType
            or is_rewritten(function)
            or (hasattr(type(each), "__next__") and is_users(type(each)))
        ):
            return True
        if type(each) in _OVER_OTHERS or type(each) is tuple or type(each).__module__ == _WALKERS:
            waiting += get_referents(each)
    return False


def _inside(obj: Any) -> list[Any]:
    """What an object refers to; of one that reports by itself what it does, nothing."""
    if type(obj) is GeneratorType and (obj.gi_frame is None or ".cells" in obj.gi_frame.f_builtins):
        return []
    if type(obj).__module__.startswith(_OURS):
        return []
    own = instance_dict(obj)
    found = [*get_referents(obj), *([] if own is None else own.values())]
    return list({id(each): each for each in found}.values())  # each once: it is counted who refers to it

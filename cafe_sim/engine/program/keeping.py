"""What an object that is not the program's own keeps of what others have, too: found without running any code.

A match keeps the buffer in which it was found, an iterator what it goes through, a generator of the standard library's
what it was given. It looks at that whenever it is asked again, so whoever uses the one reads the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from gc import get_referents
from sys import getrefcount
from types import GeneratorType, MethodType
from typing import Any

from cafe_sim.engine.kernel.counting import ALONE
from cafe_sim.engine.program.kinds import CONTAINERS, WRITTEN_IN_C, kind_of
from cafe_sim.engine.program.peeking import instance_dict

_OURS = "cafe_sim"
_THROUGH = WRITTEN_IN_C | {tuple, MethodType}
"""Kinds of what may stand between."""
_ITS_ALONE = ALONE + 2
"""References to a container that only one object has: its own, that of what was found in it, and the loop's."""
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


def _inside(obj: Any) -> list[Any]:
    """What an object refers to; of one that reports by itself what it does, nothing."""
    if type(obj) is GeneratorType and (obj.gi_frame is None or ".cells" in obj.gi_frame.f_builtins):
        return []
    if type(obj).__module__.startswith(_OURS):
        return []
    own = instance_dict(obj)
    found = [*get_referents(obj), *([] if own is None else own.values())]
    return list({id(each): each for each in found}.values())  # each once: it is counted who refers to it

"""`uuid` inside a program: random ones come from the execution's seed, so that a run can be repeated."""

from __future__ import annotations

import uuid as _real
from uuid import UUID

from cafe_sim.engine.facade.veil import veil
from cafe_sim.engine.kernel.execution import me
from cafe_sim.engine.kernel.shared.drawing import stream

_NODE = 0xC0FFEE_CAFE


def _bits(count: int) -> int:
    return stream("uuid").getrandbits(count)


def uuid4() -> UUID:
    """A random UUID, from the execution's seed."""
    return UUID(int=_bits(128), version=4)


def getnode() -> int:
    """The same machine everywhere."""
    return _NODE


def uuid1(node: int | None = None, clock_seq: int | None = None) -> UUID:
    """Made from virtual time instead of the clock on the wall."""
    ticks = me().clock // 100 + 0x01B21DD213814000
    sequence = _bits(14) if clock_seq is None else clock_seq & 0x3FFF
    fields = (ticks & 0xFFFFFFFF, ticks >> 32 & 0xFFFF, ticks >> 48 & 0x0FFF, sequence >> 8, sequence & 0xFF)
    return UUID(fields=(*fields, _NODE if node is None else node), version=1)


veil(_real, globals())

"""`datetime` inside a program: today and now follow virtual time.

The first moment of a run is 2024-01-01 08:00 UTC, as in `time.time`. The classes stay usable with real instances:
`isinstance` against the façade's `datetime` takes those that its real parent makes.
"""

from __future__ import annotations

import datetime as _real  # noqa: ICN001 - it is the real one, seen from its façade
from typing import Any, Self

from cafe_sim.engine.facade.time import time as _time
from cafe_sim.engine.facade.veil import veil


class _Kind(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__mro__[1])

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, cls.__mro__[1])


def _told(text: str, by_module: bool) -> str:
    """A class made in C is told with its module, one that a program derives without."""
    return f"datetime.{text}" if by_module else text


class date(_real.date, metaclass=_Kind):  # noqa: N801 - the standard library's name
    """A date; today is virtual."""

    def __repr__(self) -> str:
        return _told(super().__repr__(), type(self) is date)

    @classmethod
    def today(cls) -> Self:
        """The date of virtual time."""
        return cls.fromtimestamp(_time())

    @classmethod
    def fromtimestamp(cls, timestamp: float) -> Self:
        """The date at a POSIX timestamp, in UTC."""
        moment = _real.datetime.fromtimestamp(timestamp, _real.UTC)
        return cls(moment.year, moment.month, moment.day)


class datetime(_real.datetime, metaclass=_Kind):  # noqa: N801 - the standard library's name
    """A date and time; now is virtual, and local time is UTC."""

    def __repr__(self) -> str:
        return _told(super().__repr__(), type(self) is datetime)

    @classmethod
    def now(cls, tz: Any = None) -> Self:
        """The moment of virtual time."""
        moment = cls.fromtimestamp(_time(), _real.UTC if tz is None else tz)
        return moment if tz is not None else moment.replace(tzinfo=None)

    @classmethod
    def today(cls) -> Self:
        """The moment of virtual time."""
        return cls.now()

    @classmethod
    def utcnow(cls) -> Self:
        """The moment of virtual time."""
        return cls.now()


veil(_real, globals())

"""`threading.local`: an object with attributes of its own in every actor.

Its `__dict__` is changed to the running actor's whenever it is touched, which is safe because only one actor runs.
A subclass's `__init__` is called again in each actor that touches the object, as documented.
"""

from __future__ import annotations

from typing import Any, Self

from cafe_sim.engine.kernel.actor import here, me

_put = object.__setattr__
_get = object.__getattribute__


class local:  # noqa: N801 - the standard library's name
    """`threading.local`."""

    __slots__ = ("__dict__", "_local__args", "_local__key")

    _local__args: tuple[tuple[Any, ...], dict[str, Any]]
    _local__key: object

    def __new__(cls, /, *args: Any, **kwargs: Any) -> Self:
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        _put(self, "_local__args", (args, kwargs))
        _put(self, "_local__key", object())
        # the caller's own `__init__` call follows
        me().locals[_get(self, "_local__key")] = _get(self, "__dict__")
        return self

    def __getattribute__(self, name: str) -> Any:
        _turn_to_here(self)
        return _get(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "__dict__":
            raise AttributeError(f"{type(self).__name__!r} object attribute '__dict__' is read-only")
        _turn_to_here(self)
        _put(self, name, value)

    def __delattr__(self, name: str) -> None:
        if name == "__dict__":
            raise AttributeError(f"{type(self).__name__!r} object attribute '__dict__' is read-only")
        _turn_to_here(self)
        object.__delattr__(self, name)


def _turn_to_here(self: local) -> None:
    actor = here.actor
    if actor is None:
        return  # no part of a program: whoever looks through all objects asks each for its class
    key = _get(self, "_local__key")
    mine = actor.locals
    attributes = mine.get(key)
    if attributes is not None:
        _put(self, "__dict__", attributes)
        return
    mine[key] = {}
    _put(self, "__dict__", mine[key])
    args, kwargs = _get(self, "_local__args")
    type(self).__init__(self, *args, **kwargs)

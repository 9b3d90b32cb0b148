"""Functions that are not the program's own, taken as values: called by another name, or handed to what will call them.

`Thread(target=setattr, …)`, `sorted(cups, key=attrgetter("price"))`, `map(sum, rows)`, `look = getattr`: whoever calls
such a function in the end, what it does to what is shared is seen, as if it had been called by its name where it was
handed on.
"""

from __future__ import annotations

import builtins
import contextlib
import itertools
import re
from collections.abc import Callable, Mapping
from operator import attrgetter, itemgetter, methodcaller
from string import Formatter
from types import (
    FunctionType,
    MethodDescriptorType,
    MethodType,
    MethodWrapperType,
    WrapperDescriptorType,
)
from typing import Any

from cafe_sim.engine.program.methods import PLAIN
from cafe_sim.engine.program.rewriting.names import ASK_FOR_KIND, BY_NAME, HOW_READ
from cafe_sim.engine.program.seeing.kinds import WRITTEN_IN_C, behind, is_rewritten, kind_of
from cafe_sim.engine.program.seeing.method_calls import Reporting
from cafe_sim.engine.program.seeing.operators import SeesOperators
from cafe_sim.engine.program.seeing.peeking import NOTHING, item_of, peek

BUILT_IN = WRITTEN_IN_C | {
    MethodDescriptorType, MethodWrapperType, WrapperDescriptorType, attrgetter, itemgetter, methodcaller,
}  # fmt: skip
"""Kinds of functions that are not written in Python."""

_OURS = ("cafe_sim", "asyncio")
"""The engine's own code and asyncio's take no containers of the program's apart …"""
_BUT_NOT = frozenset({"cafe_sim.engine.facade.random", "cafe_sim.engine.program.executing.session"})
"""… but for what stands for functions of Python's own that do."""

_TAKES_ANY = frozenset({"__contains__", "__mod__", "format", "format_map", "join"})
"""Methods of texts that look into what is given to them."""

_FIRST = re.compile(r"[^.\[]*")
_FURTHER = re.compile(r"\.([^.\[\]]+)|\[([^\]]+)\]")
"""What a field of a template begins with, and how it goes on: `0.price[2]`."""


def is_ours(function: Any) -> bool:
    """Is a function the engine's or asyncio's, which touch nothing of the program's unseen?"""
    module = getattr(function, "__module__", None) or ""
    return module.startswith(_OURS) and module not in _BUT_NOT


class SeesHanding(SeesOperators):
    """Reports what is done by functions that were handed on."""

    def carried(self, function: Any, number: int) -> Any:
        """`function`, that goes by a name of its own, made to report if it is not the program's own."""
        raise NotImplementedError

    def led_to(self, obj: Any, name: str, value: Any, number: int) -> Any:
        """What was found by that name, which may be kept elsewhere."""
        raise NotImplementedError

    def passed_on(self, function: Any, number: int) -> Any:
        """`function`, about to be given to what will call it later: foreign code reports then what is handed to it."""
        if not _may_touch(function):
            return function

        def call(*args: Any, **named: Any) -> Any:
            return self.carried(function, number)(*args, **named)

        return Reporting(function, call)

    def called_on(self, function: Any, number: int) -> Any:
        """The same of what is called at once, or never."""
        return self.passed_on(function, number) if self.live or self.watched() is not None else function

    def by_name(self, function: Any, number: int) -> Callable[..., Any] | None:
        """A builtin called by another name: what stands for it where it is called by its own."""
        name = function.__name__
        if name in BY_NAME:
            seen: Callable[..., Any] = getattr(self, name)(function, number)
            return seen
        how = HOW_READ.get(name)
        if how is None:
            return None

        def report(*args: Any, **named: Any) -> Any:
            see = getattr(self, "elements" if how == "ordered" and "key" in named else how)
            self.deep_all(tuple(named.values()), number)
            return function(*(see(arg, number) for arg in args), **named)

        return report

    def calling(self, caller: Any, number: int) -> Any:
        """`operator.methodcaller`: the method is seen as if it were called by its name."""
        made_by, made_of = caller.__reduce__()
        named = made_by.keywords if made_by is not methodcaller else {}
        name, *args = (*made_by.args, *made_of) if made_by is not methodcaller else made_of
        return lambda obj: self.method(obj, name, number)(*args, **named)

    def getting(self, getter: Any, number: int) -> Any:
        """`operator.attrgetter` and `itemgetter`: attributes and items are seen as if they were written out."""
        kind, paths = getter.__reduce__()

        def attribute(obj: Any, path: str) -> Any:
            for name in path.split("."):
                self.see(obj, name, number)
                obj = self.led_to(obj, name, getattr(obj, name), number)
            return obj

        def get(obj: Any) -> Any:
            found = tuple(
                attribute(obj, path) if kind is attrgetter else self.item(obj, path, number) for path in paths
            )
            return found if len(paths) > 1 else found[0]

        return get

    def formatted(self, template: str, args: tuple[Any, ...], named: Mapping[str, Any], number: int) -> None:
        """`"{0.price} {cups[1]}".format(…)` is about to look into what it is given.

        What a property does there is the program's own code, and is seen when it is done.
        """
        numbers = itertools.count()
        with contextlib.suppress(ValueError, LookupError, TypeError):
            for _, field, specification, _ in Formatter().parse(template):
                if field is None:
                    continue
                first = _FIRST.match(field)[0] or str(next(numbers))  # type: ignore[index]
                obj = args[int(first)] if first.isdecimal() else self._named(named, first)
                for name, key in _FURTHER.findall(field):
                    if name:
                        self.see_attribute(obj, name, number)
                        obj = peek(obj, name, kind_of(type(obj)))
                    else:
                        key = int(key) if key.isdecimal() else key
                        self.see_item(obj, key, number)
                        obj = item_of(obj, key)
                if specification:
                    self.formatted(specification, args, named, number)

    @staticmethod
    def _named(values: Mapping[str, Any], name: str) -> Any:
        """What goes by that name, as far as none of the program's own code is asked for it."""
        found = behind(values)
        return item_of(found, name) if isinstance(found, dict) else NOTHING


def is_builtin(function: Any) -> bool:
    """Is it one of the functions and classes that every program finds without importing them?"""
    kind = type(function)  # anything at all may be asked about, and asked for its name it might run the program's code
    if kind in WRITTEN_IN_C or kind is type:
        return getattr(builtins, function.__name__, None) is function
    return _is_print(function)


def _is_print(function: Any) -> bool:
    return type(function) is FunctionType and function.__name__ == "print" and function.__module__ in _BUT_NOT


def _may_touch(function: Any) -> bool:
    """Might a function touch what is shared, without being the program's own code?"""
    kind = type(function)
    if is_builtin(function):
        return function.__name__ in BY_NAME or function.__name__ in HOW_READ or function.__name__ in ASK_FOR_KIND
    if kind is FunctionType or kind is MethodType:
        written = function.__func__ if kind is MethodType else function
        return not (is_rewritten(written) or is_ours(written))
    if kind is MethodDescriptorType or kind is WrapperDescriptorType:
        return function.__objclass__ not in PLAIN or function.__name__ in _TAKES_ANY
    return kind in BUILT_IN

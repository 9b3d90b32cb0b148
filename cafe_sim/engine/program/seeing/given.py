"""What Python's own functions read of what is given to them: told by their names, and by the modules they are from.

Most take apart all that is in it. Some keep it or hand it on, some go through it and no further, some ask for its
length or which object it is; some call back what the program gives them for that.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator
from types import UnionType
from typing import Any, Protocol, Union, get_args, get_origin

from cafe_sim.engine.program.methods import PLAIN, Purpose
from cafe_sim.engine.program.rewriting.names import ASK_FOR_KIND, ENVIRONMENT, READS_DEEP
from cafe_sim.engine.program.seeing.handing import BUILT_IN
from cafe_sim.engine.program.seeing.kinds import is_rewritten, is_users
from cafe_sim.engine.program.seeing.places import AttributeTarget
from cafe_sim.engine.program.seeing.reflecting import SeesReflection

ASK_DEFAULT = frozenset({"dump", "dumps"})
"""Functions that make text of what a `default` of the program's gives them."""

LOOK_AT_ERRORS = frozenset(
    {"TracebackException", "format_exc", "format_exception", "format_exception_only", "from_exception", "print_exc", "print_exception"}
)  # fmt: skip
"""Functions of `traceback` that tell an error, whoever calls them."""

if sys.version_info >= (3, 14):
    from annotationlib import Format, get_annotations

    # the names alone: to evaluate the rest is up to the program
    _annotated = functools.partial(get_annotations, format=Format.STRING)
else:
    from inspect import get_annotations as _annotated

_PROTOCOLS: type = type(Protocol)
"""The class of protocols."""
_UNIONS = (UnionType, Union)

_SHALLOW = frozenset({"copy", "replace"})
"""Functions that take an object apart, and nothing that is in it."""
NOTHING_OF = frozenset({"field", "fields", "is_dataclass"})
"""Functions of `dataclasses` that ask for an object's class alone."""

_GO_THROUGH = frozenset({"_make", "deque", "fromkeys"})
"""Functions to which of a dictionary the keys alone matter."""
_TAKE_IN = frozenset({"Counter", "OrderedDict", "defaultdict"})
"""Those that take in what is in a dictionary, and keep what is given to them by names."""

_HAND_ON = frozenset(
    {"_contextvars", "_functools", "_weakref", "atexit", "contextlib", "contextvars", "functools", "types", "weakref"}
)
"""Modules whose functions keep what is given to them, or give it to the program's own code, and look at none of it."""
_ASK_WHICH = {
    "_operator": frozenset({"is_", "is_not"}),
    "builtins": frozenset({"method"}),
    "dataclasses": NOTHING_OF,
    "unittest.case": frozenset(
        {"assertIs", "assertIsInstance", "assertIsNone", "assertIsNot", "assertIsNotNone", "assertNotIsInstance"}
    ),
}
"""By module: functions that ask no more than which object it is, or of which class …"""
_ASK_TRUTH = frozenset({"not_", "truth"})
"""… and those of `operator` that ask whether it is true."""
_KEEP_NAMED = frozenset({"replace", "update"})
"""Functions that keep what is given to them by names."""
_GIVE_ON = frozenset({"extend", "setdefault", "update"})
"""Methods of Python's abstract containers that give what they are given to others of the same object's."""
_WRAPS = {"update_wrapper": 1, "wraps": 0}
"""Functions that take over what a function has: which of what they are given that is."""
_MAKE_CLASSES = frozenset({"make_dataclass", "new_class"})
"""Functions that make a class below others."""
_BY_KEY = frozenset({"_bisect", "_heapq", "bisect", "heapq"})
"""Modules whose functions, given a `key`, compare nothing else."""


class SeesGiven(SeesReflection):
    """Reports what is read of what is given to functions."""

    def read_by(
        self, function: Any, module: str, name: str, args: tuple[Any, ...], named: dict[str, Any], number: int
    ) -> None:
        """What a function of that name is about to read of what is given to it."""
        if name in ASK_FOR_KIND and module == "builtins":
            self.kind_asked(args, number)
            return
        if name in LOOK_AT_ERRORS:
            self.errors_told((*args, *named.values(), sys.exception()), number)
        if name == "deepcopy" and module == "copy":
            args, named = (*args, *named.values()), {}
            for memo in args[1:]:  # what is copied is kept there
                self.changes(memo, number, name, atomic=False)
            args = args[:1]
        if name in _WRAPS or name in ENVIRONMENT or name in _MAKE_CLASSES:
            self._by_itself(name, args, number)
        if name in _GO_THROUGH:
            for arg in args:
                self.elements(arg, number)
            return
        if name == "join":
            for arg in args:
                self.deep_elements(arg, number)
            return
        if name in _TAKE_IN and module == "collections":
            for arg in args:
                self.pairs(arg, number)
            return
        if name in _ASK_TRUTH and module == "_operator":
            self.shape(args[0], number)
            return
        purpose = "once" if "key" in named and module in _BY_KEY else _purpose(module, name)
        if purpose is not None:
            self.deep_all(args if name in _KEEP_NAMED else (*args, *named.values()), number, purpose)
        self._of_owner(getattr(function, "__self__", None), module, name, args, named, number)

    def kind_asked(self, args: tuple[Any, ...], number: int) -> None:
        """Is an object of a kind, or of one of several? Of a protocol it is if it has what that names."""
        if len(args) != 2:
            return  # it will be refused
        obj, kinds = args
        protocols = (each for each in _one_by_one(kinds) if isinstance(each, type) and type(each) is _PROTOCOLS)
        for base in (base for each in protocols for base in each.__mro__ if is_users(base)):
            for name in (*_annotated(base), *base.__dict__):
                if name[:1] != "_":
                    self.see_attribute(obj, name, number)

    def _of_owner(
        self, owner: Any, module: str, name: str, args: tuple[Any, ...], named: dict[str, Any], number: int
    ) -> None:
        """What a method reads of what it belongs to: a tuple, or a template."""
        if issubclass(type(owner), tuple):  # it looks for something, or compares itself
            self.deep_all((owner,), number, "once" if all(type(arg) in PLAIN for arg in args) else "compare")
        template = owner
        if module == "string" and args and isinstance(args[0], str):
            template, args = args[0], args[1:]
            if name == "vformat":
                args, named, name = args[0], args[1], "format"
        if isinstance(template, str) and name == "format":
            self.formatted(template, args, named, number)
        elif isinstance(template, str) and name == "format_map":
            self.formatted(template, (), args[0], number)

    def _by_itself(self, name: str, args: tuple[Any, ...], number: int) -> None:
        """What else such a function touches than what it is given as a whole."""
        if name in ENVIRONMENT:
            self.touch(os.environ, number, name)
        elif name in _MAKE_CLASSES:
            self.makes_class(number)
        elif len(args) > _WRAPS[name]:
            wrapped = args[_WRAPS[name]]
            self.all_attributes(wrapped, number)
            for each in functools.WRAPPER_ASSIGNMENTS:
                self.see_attribute(wrapped, each, number)
                if len(args) > 1:
                    AttributeTarget(self, args[0], each, number, ()).about_to_write(None)

    def makes_class(self, number: int) -> None:
        """A class is about to be made, in a program that asks which classes there are below others."""
        actor = self.watched()
        if actor is not None:
            self.pause(actor, "update", self.session.classes, number)
            self.update(actor, self.session.classes, number, "class")

    def for_foreign(self, value: Any, number: int) -> Any:
        """What foreign code gets in place of a function that it may call; None for anything else."""
        return self.passed_on(value, number) if type(value) in BUILT_IN else None

    def _read_at_once(self, function: Any, number: int) -> Any:
        """What a function of the program's gives to foreign code is read there."""

        def call(*args: Any) -> Any:
            result = function(*args)
            self.deep_all((result,), number)
            return result

        return call

    def encoding(self, named: dict[str, Any], number: int) -> dict[str, Any]:
        """How what nobody else can encode is encoded: what the program's own code gives for it is read there."""
        changed = {}
        if callable(named.get("default")):
            changed["default"] = self._read_at_once(named["default"], number)
        if is_rewritten(getattr(named.get("cls"), "default", None)):
            changed["cls"] = self._reads_at_once(named["cls"], number)
        return changed

    def _reads_at_once(self, encoder: type, number: int) -> type:
        """The same of a method `default` of the program's own encoder."""

        def default(made: Any, obj: Any) -> Any:
            return self._read_at_once(functools.partial(encoder.default, made), number)(obj)  # type: ignore[attr-defined]

        return type(encoder.__name__, (encoder,), {"default": default})


def _one_by_one(kinds: Any) -> Iterator[Any]:
    """Classes among which one is asked for: `(int, (Cup, Plate))`, `Cup | Plate`."""
    inside = kinds if isinstance(kinds, tuple) else get_args(kinds) if get_origin(kinds) in _UNIONS else None
    if inside is None:
        yield kinds
    else:
        for each in inside:
            yield from _one_by_one(each)


def takes_apart(module: str) -> bool:
    """Do a module's functions take apart the objects that they are given?"""
    return module in ("copy", "pickle", "_pickle", "dataclasses")


def _purpose(module: str, name: str) -> Purpose | None:
    """For what a function takes apart what is given to it; None: not at all."""
    if module in _HAND_ON:
        return "once" if name == "reduce" else None
    if name in _ASK_WHICH.get(module, ()):
        return None
    if module in ("_bisect", "_heapq"):
        return "order"
    if name in READS_DEEP:
        return "repr"
    if takes_apart(module):
        return "once" if name in _SHALLOW else "all"
    if module == "collections.abc":
        return "once" if name in _GIVE_ON else "any"
    return "once" if module in ("random", "cafe_sim.engine.facade.random") else "any"

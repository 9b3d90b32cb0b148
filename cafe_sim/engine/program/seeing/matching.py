"""Seeing what a `match` looks at: a pattern (see `rewriting.patterns`) is followed until it surely does not match.

Values are found without running any of the program's code: what that code gives is seen by itself.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from cafe_sim.engine.program.seeing.foreign import SeesForeign
from cafe_sim.engine.program.seeing.kinds import is_users, kind_of
from cafe_sim.engine.program.seeing.peeking import item_of, peek

Pattern = tuple[Any, ...] | None

_PLAIN = (bool, bytes, float, int, str, type(None))
_BY_THEMSELVES = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)
"""Classes whose one pattern by position is matched with the object itself."""


class SeesMatches(SeesForeign):
    """Reports what patterns look at."""

    def looks(self, obj: Any, pattern: Pattern, number: int) -> bool:
        """A case is about to be tried. Never true: the case that asks is none."""
        if self.watched() is not None:
            self._may_match(obj, pattern, number)
        return False

    def _may_match(self, obj: Any, pattern: Pattern, number: int) -> bool:
        """Follow a pattern; false where it surely does not match."""
        match pattern:
            case ("value", value):
                return type(obj) not in _PLAIN or bool(obj == value)
            case ("lookup", find):
                value = find()
                self.deep_all((obj, value), number, "compare")
                return type(obj) not in _PLAIN or type(value) not in _PLAIN or bool(obj == value)
            case ("or", patterns):
                return any(self._may_match(obj, each, number) for each in patterns)
            case ("sequence", patterns, star):
                return self._sequence(obj, patterns, star, number)
            case ("mapping", pairs, rest):
                return self._mapping(obj, pairs, rest, number)
            case ("class", find, patterns, named):
                return self._class(obj, find(), patterns, named, number)
        return True

    def _sequence(self, obj: Any, patterns: tuple[Pattern, ...], star: int, number: int) -> bool:
        if not issubclass(type(obj), (list, tuple, deque)) or is_users(type(obj)):
            return type(obj) not in (*_PLAIN, bytearray, dict, set, frozenset)
        self.shape(obj, number)
        length, fixed = len(obj), len(patterns) - (star >= 0)
        if length < fixed or (star < 0 and length > fixed):
            return False
        if any(patterns):
            self.whole(obj, number)
            if len(obj) != length:  # others have moved
                self._resized(obj, fixed, star, takes_rest=star >= 0 and patterns[star] is not None, number=number)
        after = len(patterns) - star - 1 if star >= 0 else 0
        elements = list(obj)
        ends = [*elements[: fixed - after], *elements[len(elements) - after :]]
        asked = [each for index, each in enumerate(patterns) if index != star]
        return all(self._may_match(each, pattern, number) for each, pattern in zip(ends, asked, strict=False))

    def _resized(self, obj: Any, fixed: int, star: int, takes_rest: bool, number: int) -> None:
        """A pattern has asked for the length, and finds more elements when it takes them, or fewer."""
        length = len(obj)
        if star >= 0 and not takes_rest:
            self.session.uncover("which elements a pattern finds that come or go meanwhile", self.site(number))
        elif length > fixed and star < 0:
            raise ValueError(f"too many values to unpack (expected {fixed})")
        elif length < fixed:
            raise ValueError(f"not enough values to unpack (expected {'at least ' * takes_rest}{fixed}, got {length})")

    def _mapping(self, obj: Any, pairs: tuple[tuple[Any, Pattern], ...], rest: bool, number: int) -> bool:
        if kind_of(type(obj)) == "opaque":
            self.whole(obj, number)
        if not issubclass(type(obj), dict):
            return type(obj) not in _PLAIN
        for (how, value), pattern in pairs:
            key = value() if how == "lookup" else value
            self.see_item(obj, key, number)
            if not dict.__contains__(obj, key) or not self._may_match(item_of(obj, key), pattern, number):
                return False
        if rest:
            self.whole(obj, number)
        return True

    def _class(
        self, obj: Any, kind: Any, patterns: tuple[Pattern, ...], named: tuple[tuple[str, Pattern], ...], number: int
    ) -> bool:
        self.kind_asked((obj, kind), number)
        if not isinstance(kind, type) or not isinstance(obj, kind):
            return False
        if patterns and issubclass(kind, _BY_THEMSELVES) and not hasattr(kind, "__match_args__"):
            return self._may_match(obj, patterns[0], number)
        names = getattr(kind, "__match_args__", ())
        for name, pattern in (*zip(names, patterns, strict=False), *named):
            self.see_attribute(obj, name, number)
            value = peek(obj, name, kind_of(type(obj)))
            is_given_by_code = hasattr(type(value), "__get__")
            if not is_given_by_code and not self._may_match(value, pattern, number):
                return False
        return True

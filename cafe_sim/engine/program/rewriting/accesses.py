"""The table behind the numbers that rewritten code gives with each access."""

from __future__ import annotations

import ast


class Accesses:
    """The table behind the numbers: line, function and text of each access of one module."""

    def __init__(self) -> None:
        self.lines: list[int] = []
        """By access: index into `places`."""
        self.places: list[tuple[int, str]] = []
        """(line, function), each once."""
        self.texts: list[str] = []
        """By access: the name that the program uses for the object, if it is a plain name."""
        self.kept: set[int] = set()
        """Accesses from which some write derives."""
        self.reckoned: set[int] = set()
        """Those of them whose value is added to, multiplied or the like."""
        self.stored: set[str] = set()
        """Names of attributes that are stored somewhere: what a class defines by such a name may change."""
        self.asks_for_all = False
        """Might it ask for all that an object has?"""
        self.is_open = False
        """Are its variables seen whoever binds them, by whatever way?"""
        self._index: dict[int, int] = {}

    def add(self, node: ast.AST, function: str, text: str) -> int:
        """A number for one more access."""
        line = getattr(node, "lineno", 0)
        index = self._index.get(line)
        if index is None:
            index = self._index[line] = len(self.places)
            self.places.append((line, function))
        self.lines.append(index)
        self.texts.append(text)
        return len(self.lines) - 1

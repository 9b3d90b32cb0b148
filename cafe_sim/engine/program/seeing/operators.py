"""Seeing operators: a container that stands beside one is read, or changed in place, by Python's own code.

`a + b` becomes `.cells.add(a, b, n)` where both sides may be containers; for all else that is the operator itself.
"""

from __future__ import annotations

import operator
from collections import Counter
from typing import Any

from cafe_sim.engine.program.methods import PLAIN, Purpose
from cafe_sim.engine.program.seeing.kinds import CONTAINERS, kind_of
from cafe_sim.engine.program.seeing.method_calls import EFFECTS
from cafe_sim.engine.program.seeing.through import SeesThrough


class SeesOperators(SeesThrough):
    """Reports what operators do to containers."""

    def _beside(self, a: Any, b: Any, number: int, purpose: Purpose = "once") -> None:
        """Both sides of an operator are about to be read."""
        if (self.live or self.watched() is not None) and (
            kind_of(type(a)) != "nothing"
            or kind_of(type(b)) != "nothing"
            or issubclass(type(a), tuple)
            or issubclass(type(b), tuple)
        ):
            self.deep_all((a, b), number, purpose)

    def add(self, a: Any, b: Any, number: int) -> Any:
        """`a + b`."""
        if type(a) not in PLAIN:
            self._beside(a, b, number)
        return a + b

    def sub(self, a: Any, b: Any, number: int) -> Any:
        """`a - b`."""
        if type(a) not in PLAIN:
            self._beside(a, b, number)
        return a - b

    def mul(self, a: Any, b: Any, number: int) -> Any:
        """`a * b`."""
        if type(a) not in PLAIN or type(b) not in PLAIN:
            self._beside(a, b, number)
        return a * b

    def mod(self, a: Any, b: Any, number: int) -> Any:
        """`a % b`."""
        if type(b) not in PLAIN:
            self._beside(a, b, number, "repr")
        return a % b

    def or_(self, a: Any, b: Any, number: int) -> Any:
        """`a | b`."""
        if type(a) not in PLAIN:
            self._beside(a, b, number)
        return a | b

    def and_(self, a: Any, b: Any, number: int) -> Any:
        """`a & b`."""
        if type(a) not in PLAIN:
            self._beside(a, b, number)
        return a & b

    def xor(self, a: Any, b: Any, number: int) -> Any:
        """`a ^ b`."""
        if type(a) not in PLAIN:
            self._beside(a, b, number)
        return a ^ b

    def eq(self, a: Any, b: Any, number: int) -> Any:
        """`a == b`."""
        if type(a) not in PLAIN:
            self._beside(a, b, number, "compare")
        return a == b

    def ne(self, a: Any, b: Any, number: int) -> Any:
        """`a != b`."""
        if type(a) not in PLAIN:
            self._beside(a, b, number, "compare")
        return a != b

    def lt(self, a: Any, b: Any, number: int) -> Any:
        """`a < b`."""
        if type(a) not in PLAIN:
            self._beside(a, b, number, "order")
        return a < b

    def le(self, a: Any, b: Any, number: int) -> Any:
        """`a <= b`."""
        if type(a) not in PLAIN:
            self._beside(a, b, number, "order")
        return a <= b

    def gt(self, a: Any, b: Any, number: int) -> Any:
        """`a > b`."""
        if type(a) not in PLAIN:
            self._beside(a, b, number, "order")
        return a > b

    def ge(self, a: Any, b: Any, number: int) -> Any:
        """`a >= b`."""
        if type(a) not in PLAIN:
            self._beside(a, b, number, "order")
        return a >= b

    # ---- in place --------------------------------------------------------------------------

    # where no container can be on either side, Python's own functions: `a += 1`
    iadd, isub, imul, imatmul = operator.iadd, operator.isub, operator.imul, operator.imatmul
    itruediv, ifloordiv, imod, ipow = operator.itruediv, operator.ifloordiv, operator.imod, operator.ipow
    ilshift, irshift, ior, iand, ixor = operator.ilshift, operator.irshift, operator.ior, operator.iand, operator.ixor

    def in_place(self, a: Any, b: Any, number: int, name: str, derived: tuple[int, ...] = ()) -> Any:
        """`a += b` and its kin: the result, to be bound."""
        if type(a) not in PLAIN and (self.live or self.watched() is not None):
            b = self.changed_in_place(a, b, number, name, derived)
        return getattr(operator, name)(a, b)

    def changed_in_place(self, obj: Any, other: Any, number: int, name: str, derived: tuple[int, ...] = ()) -> Any:
        """A container is about to be changed by an operator in place; gives the other operand."""
        if kind_of(type(obj)) in CONTAINERS:
            (self.whole if isinstance(obj, dict) else self.elements)(other, number)
            if name == "ior" and isinstance(obj, dict):
                start, actor = len(self.execution.rows), self.watched()
                EFFECTS["update"](self, obj, "__ior__", number, (other,))
                if actor is not None and derived:
                    self.cells.derive(actor, start, derived)
                return other
            # a counter does that in Python's own code, element by element
            self.changes(obj, number, f"{_SIGNS[name]}=", atomic=not isinstance(obj, Counter))
            return self.one_by_one(obj, other, f"{_SIGNS[name]}=", number)
        return other


_SIGNS = {
    "iadd": "+", "isub": "-", "imul": "*", "imatmul": "@", "itruediv": "/", "ifloordiv": "//", "imod": "%", "ipow": "**",
    "ilshift": "<<", "irshift": ">>", "ior": "|", "iand": "&", "ixor": "^",
}  # fmt: skip

"""How many references CPython counts to what nobody has but the one who looks.

That is no business of Python's, and has changed: from 3.14 on a function's arguments may borrow what its caller's local
variables hold, and borrowed references are not counted. So it is measured.
"""

from __future__ import annotations

from sys import getrefcount


def _counted(obj: object) -> int:
    return getrefcount(obj)


def _of_a_local_variable() -> int:
    held = object()
    return _counted(held)


ALONE = _counted(object())
"""References to an argument that is the value of an expression, new, and nobody's yet."""
BORROWS = _of_a_local_variable() == ALONE
"""As many to one that a local variable of the caller's holds, too."""

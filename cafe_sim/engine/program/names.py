"""What names of Python's own mean to the rewriting, where a program leaves them as they are."""

from __future__ import annotations

READS_WHOLE = frozenset(
    {
        "bytearray", "bytes", "dict", "frozenset", "list", "set", "tuple",
    }
)  # fmt: skip
"""Builtins that read a container given to them."""

READS_DEEP = frozenset({"all", "any", "ascii", "format", "max", "min", "print", "repr", "sorted", "str", "sum"})
"""Builtins that make text of what is given to them, or compare or add up what is in it."""

READS_ON = frozenset({"enumerate", "filter", "map", "zip"})
"""Builtins that read it bit by bit."""

READS_NOTHING = frozenset(
    {
        "__import__", "abs", "callable", "chr", "classmethod", "compile", "complex", "delattr", "dir",
        "divmod", "eval", "exec", "exit", "float", "getattr", "globals", "hasattr", "hash", "hex", "id", "input", "int",
        "isinstance", "issubclass", "locals", "next", "object", "oct", "open", "ord", "pow", "property",
        "quit", "range", "round", "setattr", "slice", "staticmethod", "super", "type", "vars",
    }
)  # fmt: skip
"""Builtins to which a container's items don't matter."""

BY_NAME = frozenset(
    {"delattr", "eval", "exec", "getattr", "hasattr", "iter", "memoryview", "next", "reversed", "setattr", "vars"}
)
"""Builtins that have stand-ins of their own: they reach an attribute by its name, step through a container, or can't be seen."""

LOGS = frozenset({"critical", "debug", "error", "exception", "info", "log", "warn", "warning"})
"""Methods that make text of what is given to them, and look at the frame they are called from."""

MAKES_THINGS = frozenset(
    {
        "Barrier", "BoundedSemaphore", "Condition", "Event", "LifoQueue", "Lock", "PriorityQueue", "Queue", "RLock",
        "Semaphore", "SimpleQueue",
    }
)  # fmt: skip
"""What makes objects that the trace speaks of, and that the program knows by the name they are bound to."""

"""Every error this package raises on purpose, in one tree.

    CafeError
    ├── Bug          we are wrong: please report it (exit status 2, the sentence asks for a report)
    ├── Misuse       the caller is wrong: a call, a command line, a program we cannot run
    │   ├── NotModelled   the program wants something of Python's that the engine does not model
    │   └── WorkerLost    the program cost the process that executed it: ended it, outlived its limit, wanted too much
    ├── BadContent   a file from outside is wrong: file, key, value and remedy
    └── Damaged      bytes that we once wrote came back changed

Messages are whole sentences for the person who reads them: what, where, what to do.
"""

from __future__ import annotations


class CafeError(Exception):
    """Anything this package raises on purpose."""


class Bug(CafeError):
    """A promise inside the package was broken."""


class Misuse(CafeError):
    """Something was asked for that cannot be done that way."""


class NotModelled(Misuse):
    """The program uses a primitive that the engine does not model."""


class WorkerLost(Misuse):
    """A program cost the worker process that executed it; what that process knew is lost with it."""


class BadContent(CafeError):
    """A level, pack or plan from outside is not right."""


class Damaged(CafeError):
    """A saved file does not hold what was written to it."""

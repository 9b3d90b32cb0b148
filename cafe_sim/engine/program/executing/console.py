"""Builtins for whoever sits at a keyboard: nobody does."""

from __future__ import annotations

from typing import Any, NoReturn

from cafe_sim.errors import NotModelled


class _NobodyAnswers(NotModelled, EOFError):
    """Plain Python raises EOFError where nobody answers, and a program may be ready for that."""


_NobodyAnswers.__name__ = NotModelled.__name__


def no_input(prompt: object = "", /) -> NoReturn:
    """`input`."""
    raise _NobodyAnswers(
        f"input({prompt!r}) is not modelled: nobody is there to answer under virtual time; use a value"
    )


def no_breakpoint(*_args: Any, **_named: Any) -> NoReturn:
    """`breakpoint`."""
    raise NotModelled("breakpoint() is not modelled: the debugger would stop real time; use print")


def leave(code: Any = None) -> NoReturn:
    """`exit` and `quit`."""
    raise SystemExit(code)

"""How results look: rich on a terminal, plain lines when piped, one JSON object when asked."""

from __future__ import annotations

import sys

import msgspec
from rich.console import Console
from rich.text import Text

NANO = 1_000_000_000


def print_json(value: object) -> None:
    """One JSON object on stdout."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")


def console() -> Console:
    """Results go here. Text from programs and levels is never markup."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def styled(text: str, style: str = "") -> Text:
    """A line in one style."""
    return Text(text, style=style)


def clock(ns: int) -> str:
    """Virtual nanoseconds as m:ss.mmm, sub-millisecond digits cut."""
    seconds, rest = divmod(ns, NANO)
    return f"{seconds // 60}:{seconds % 60:02d}.{rest // 1_000_000:03d}"


def seconds(value: float) -> str:
    """ "3 s", "0.25 s"."""
    return f"{round(value, 6):g} s"


def visible(text: str) -> str:
    """A program's output with terminal controls made visible, so that it cannot drive the reader's terminal."""
    return "".join(c if c in "\n\t" or (c.isprintable()) else f"\\x{ord(c):02x}" for c in text)

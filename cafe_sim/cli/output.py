"""How results look: rich on a terminal, plain lines when piped, one JSON object when asked.

Nothing that a program printed, or a file or an argument holds, may drive the reader's terminal: what cannot be printed
is shown as an escape. A reader who stops reading (`| head`) ends the output, not the command: its exit status stays
true.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from cafe_sim.game.signs import signs_in_ascii, speaks_utf8

NANO = 1_000_000_000
Lines = Iterable[tuple[str, str]]
"""(text, style)."""
SIGNS = ("✔ ", "✗ ", "? ")
"""What a verdict begins with where it is looked at, not listened to."""

_PERHAPS_UNPRINTABLE = re.compile(r"[^\n\t -~]")


def print_json(value: object) -> None:
    """One JSON object on stdout."""
    text = json.dumps(value, indent=2, ensure_ascii=not has_every_letter())
    write(_PERHAPS_UNPRINTABLE.sub(lambda found: _json_escape(found.group()), text) + "\n")


def has_every_letter() -> bool:
    """Whatever is written on stdout arrives as it is."""
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def write(text: str) -> None:
    """`text` on stdout, as it is."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        stop_writing()


def print_lines(lines: Lines, *, plain: bool = False) -> None:
    """Each line in its style; plain: without colours and signs. On a terminal long ones are broken between words."""
    out, signs = console(), speaks_utf8()
    for line, style in lines:
        said = spoken(line) if plain else line
        text = said if signs else signs_in_ascii(said)
        if plain or not out.is_terminal:
            out.print(text if plain else styled(text, style))
            continue
        for piece in _folded(out, text):
            out.print(styled(piece, style))


_HANGING = 4
"""Columns by which the rest of a broken line is set in."""


def _folded(out: Console, text: str) -> Iterable[str]:
    """The line in as many as it takes. A terminal would break it as well, but inside words."""
    if cell_len(text) <= out.width or "\n" in text:
        return [text]
    begun = text.lstrip(" ")
    indent = min(len(text) - len(begun), out.width // 4)
    room = max(out.width - indent - _HANGING, 10)
    first, *rest = Text(begun).wrap(out, room, tab_size=8)
    return [" " * indent + first.plain.rstrip(), *(" " * (indent + _HANGING) + line.plain.rstrip() for line in rest)]


class _Console(Console):
    def on_broken_pipe(self) -> None:
        stop_writing()


def stop_writing() -> None:
    """Whoever read our output has seen enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def console() -> Console:
    """Results go here. Text from programs and levels is never markup."""
    return _Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def styled(text: str, style: str = "") -> Text:
    """A line in one style."""
    return Text(text, style=style)


def spoken(text: str) -> str:
    """A line to be read aloud or kept in a log: no signs before it."""
    return next((text.removeprefix(sign) for sign in SIGNS if text.startswith(sign)), text)


def clock(ns: int) -> str:
    """Virtual nanoseconds as m:ss.mmm, sub-millisecond digits cut."""
    seconds, rest = divmod(ns, NANO)
    return f"{seconds // 60}:{seconds % 60:02d}.{rest // 1_000_000:03d}"


def seconds(value: float) -> str:
    """ "3 s", "0.25 s"."""
    return f"{round(value, 6):g} s"


def visible(text: str) -> str:
    """`text` with whatever cannot be printed shown as an escape, as Python's `repr` would."""
    return _PERHAPS_UNPRINTABLE.sub(lambda found: _escape(found.group()), text)


def _escape(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def _json_escape(character: str) -> str:
    return character if character.isprintable() else json.dumps(character)[1:-1]

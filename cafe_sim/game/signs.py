"""Signs beyond ASCII: what stands for them where a terminal or a file has none, and who has."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from functools import lru_cache
from typing import Final

ASCII: Final = {
    **dict(zip("█▀─¦╳·", "#=-:x.", strict=True)),
    **dict(zip("★☆✔✗›‹▸▪◂…×–—•●○", "*-+x><>o<~x--o*o", strict=True)),
    **dict(zip("↑↓←→▲▼⏸⏵⏭", "^v<>^v|>>", strict=True)),
    **dict(zip("│┃║┌┐└┘┏┗├┤┬┴┼╭╮╰╯╔╗╚╝", "|||+++++++++++++++++++", strict=True)),
    **dict(zip("━═▓▒░▁▂▃▄▅▆▇▌▐▏▕", "-=#%.__.-=+%||||", strict=True)),
    **dict(zip("①②③④⑤⑥⑦⑧⑨", "123456789", strict=True)),
    **dict(zip("‘’“”„", '\'\'"""', strict=True)),
    **dict(zip("≡µ", "=u", strict=True)),
}
"""One cell for one cell."""


@lru_cache(4096)
def ascii_of(text: str, *, wide_letters: bool = False) -> str:
    """`text` in ASCII, as many cells wide: signs by the table, letters without their accents, else "?".

    `wide_letters` may stay.
    """
    return "".join(char if char.isascii() else _ascii_char(char, wide_letters) for char in text)


def _ascii_char(char: str, wide_letters: bool) -> str:
    known = ASCII.get(char)
    if known is not None:
        return known
    wide = 2 if unicodedata.east_asian_width(char) in "WF" else 1
    if wide == 2 and wide_letters:
        return char
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if c.isascii())
    return plain if len(plain) == wide else "?" * wide


def signs_in_ascii(text: str) -> str:
    """`text` with the signs of the table in ASCII, and every letter as it is."""
    return text if text.isascii() else text.translate(_ASCII_OF)


_ASCII_OF: Final = str.maketrans(ASCII)


IN_ASCII: Final = "cafe_sim.in_ascii"
"""As an error handler of a stream: what it has no letter for is told by what comes nearest."""


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return ascii_of(error.object[error.start : error.end]), error.end


codecs.register_error(IN_ASCII, _in_ascii)


def speaks_utf8() -> bool:
    """Whether the terminal was told to expect more than ASCII.

    Python takes the C locale for UTF-8, and sets LC_CTYPE then (PEP 538). Where nobody has said anything, that is the
    better guess; where somebody has said C, it is not: a page in a browser aside, which is no terminal.
    """
    if os.environ.get("TERM") == "linux":
        return False
    everything, letters, rest = (os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = everything or (letters if letters not in ("C.UTF-8", "C.utf8", "UTF-8") else "") or rest
    if locale in ("C", "POSIX") and "TEXTUAL_DRIVER" not in os.environ:
        return False
    encoding = (getattr(sys.__stdout__, "encoding", "") or "").casefold()
    return encoding.replace("-", "") == "utf8"

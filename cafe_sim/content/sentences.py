"""Msgspec's messages in the words of somebody who writes levels: key, what is wrong, what to do."""

from __future__ import annotations

import re
from typing import Final

from cafe_sim.content.safetext import harmless, shown

_AT: Final = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)
_WORDS: Final = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
}
_SENTENCES: Final = (
    (re.compile(r"Object missing required field `([^`]*)`"), "`{0}` is missing; add it"),
    (
        re.compile(r"Object contains unknown field `([^`]*)`"),
        "`{0}` is no key known here; remove it or correct its spelling",
    ),
    (re.compile(r"Invalid enum value (.*)"), "{0} is not one of the words allowed here; correct its spelling"),
    (re.compile(r"Expected `array` of length (\d+)(?:, got (\d+))?"), "wants exactly {0} entries; count them again"),
)
_EXPECTED: Final = re.compile(r"Expected `([^`]*)`(?:, got `([^`]*)`)?")


def kind_sentence(message: str, raw: object) -> str:
    """Msgspec's message in the words of somebody who writes levels: key, what is wrong, what to do."""
    found = _AT.match(message)
    what, path = (found["what"], found["path"] or "$") if found else (message, "$")
    key = path.removeprefix("$").removeprefix(".") or "at the top"
    for pattern, sentence in _SENTENCES:
        if match := pattern.match(what):
            return f"{harmless(key)}: {harmless(sentence.format(*match.groups()))}."
    if match := _EXPECTED.match(what):
        wanted = " or ".join(_WORDS.get(word.strip(), word.strip()) for word in match[1].split("|"))
        value = _value_at(raw, path)
        is_now = "" if value is _NOWHERE else f" is {shown(value)}, which"
        return f"{harmless(key)}{is_now} is not {wanted}; write {wanted}."
    return f"{harmless(key)}: {harmless(what)}; correct it."


_NOWHERE: Final = object()
_PART: Final = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


def _value_at(raw: object, path: str) -> object:
    """What stands at msgspec's `path` in `raw`; `_NOWHERE` where that is not exact ("[...]" for a table's values)."""
    here = raw
    end = 1
    for part in _PART.finditer(path, 1):
        if part.start() != end:
            return _NOWHERE
        end = part.end()
        if part[1] is not None and isinstance(here, dict) and part[1] in here:
            here = here[part[1]]
        elif part[2] is not None and isinstance(here, list) and int(part[2]) < len(here):
            here = here[int(part[2])]
        else:
            return _NOWHERE
    return here if end == len(path) else _NOWHERE

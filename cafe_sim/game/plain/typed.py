"""What was typed: words out of a line, and which thing by name or number they mean.

Words are folded: case and accents do not matter ("Crepe" is a crêpe). A name is meant by the whole of it, else by its
beginning, else by the beginnings of words in it; the first of these that fits anything decides, so that "tray" means
the tray and not "lay them on the tray".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

from cafe_sim.catalogue import say
from cafe_sim.content.safetext import shown
from cafe_sim.game.words import listed

_T = TypeVar("_T")

LONG_AT_MOST: Final = 500
"""Characters of a line that is looked at."""
NAMED_AT_MOST: Final = 8
"""So many possibilities are named in an answer."""
_BREAKS: Final = str.maketrans(dict.fromkeys(",;:.!?\"'“”()", " "))


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """What was typed cannot be done; the message is a sentence for the player."""


class TypedLine(NamedTuple):
    """A line as typed, and its words, folded."""

    text: str
    words: tuple[str, ...]

    @property
    def first(self) -> str:
        return self.words[0] if self.words else ""

    @property
    def rest(self) -> TypedLine:
        """Without its first word."""
        return TypedLine(self.text.strip().partition(" ")[2].strip(), self.words[1:])

    def without(self, *fillers: str) -> tuple[str, ...]:
        """Its words without those that only make it a sentence."""
        return tuple(word for word in self.words if word not in fillers)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[_T]):
    """Something that can be named."""

    value: _T
    label: str
    """What it is called in an answer."""
    names: tuple[str, ...]
    """What it can be called by whoever types."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A command of a place. `Place.do_<name>` carries it out; it is given the rest of the line if it `takes` any."""

    name: str
    usage: str
    help: str
    also: tuple[str, ...] = ()
    """Other words for it."""
    takes: bool = False
    """It looks at the words after it."""


def read(text: str) -> TypedLine:
    """A line, taken apart."""
    text = text[:LONG_AT_MOST]
    return TypedLine(text, words_of(text))


def words_of(text: str) -> tuple[str, ...]:
    """Its words, folded; "#8" is 8."""
    words = (word.lstrip("#") for word in fold(text).translate(_BREAKS).split())
    return tuple(word for word in words if word)


def fold(text: str) -> str:
    """Without case and accents."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def pick(options: Iterable[Candidate[_T]], wanted: Sequence[str]) -> _T:
    """What is meant. Raises Refused where there is nothing of that name, or more than one thing."""
    options = tuple(options)
    found = meant(options, wanted)
    if len(found) == 1:
        return found[0].value
    said = shown(" ".join(wanted))
    if found:
        raise Refused(say("{said} could be {names}: say more.", said=said, names=named(o.label for o in found)))
    names = named(option.label for option in options)
    if not names:
        raise Refused(say("There is nothing here that could be {said}.", said=said))
    if not wanted:
        raise Refused(say("Say which: {names}.", names=names))
    raise Refused(say("There is no {said} here. There is {names}.", said=said, names=names))


def begins(names: Iterable[str], first: str) -> tuple[bool, bool]:
    """Whether a line's first word is one of `names`, or the first word of one; and whether one begins with it."""
    words = {word for name in names for word in words_of(name)[:1]}
    return first in words, any(word.startswith(first) for word in words)


def meant(options: Iterable[Candidate[_T]], wanted: Sequence[str]) -> list[Candidate[_T]]:
    """Those that `wanted` may mean: the closest ones only."""
    said = " ".join(wanted)
    known = [(option, [words_of(name) for name in option.names]) for option in options if said]
    ranks = (
        [option for option, names in known if any(" ".join(words) == said for words in names)],
        [option for option, names in known if any(" ".join(words).startswith(said) for words in names)],
        [option for option, names in known if any(_begins_words(words, wanted) for words in names)],
    )
    return next((found for found in ranks if found), [])


def named(names: Iterable[str], last: str = "or") -> str:
    """ "a, b or c"; of many, the first ones."""
    every = list(dict.fromkeys(names))
    if len(every) > NAMED_AT_MOST:
        return say("{names} and more", names=", ".join(every[:NAMED_AT_MOST]))
    return listed(every, last)


def a_number(word: str) -> int | None:
    """The number that a word is, None for none."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < 7 else None


def numbers(line: TypedLine) -> list[int]:
    """The numbers among its words."""
    found = (a_number(word) for word in line.words)
    return [number for number in found if number is not None]


def _begins_words(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Each of `wanted` begins a word, in the order of these."""
    rest = iter(words)
    return all(any(word.startswith(want) for word in rest) for want in wanted)

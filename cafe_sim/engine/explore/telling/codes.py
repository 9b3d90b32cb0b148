"""Schedule codes: a schedule in a few characters that survive being pasted into a chat or read out over a telephone.

    counter.py:12AN-KVTP-V2G4-6329-5
    name       the digits, Crockford's base 32, in groups of four

*Digits.* Capitals or small letters; O is read as 0, I and L as 1; blanks and hyphens mean nothing. In this order: one
digit for the version of this format; four for the subject's digest; four for the digest of the trace that must come
out; two for the visible places; a head that says how many deviations follow and whether visible places do; these; and
two check digits.

*Numbers* are written four bits a digit, the lowest first, the fifth bit saying that more follow.

*Visible places* are written as what must be taken away from, or added to, those that a straight run of the same program
teaches: mostly nothing. A place is how many lines it is below the one before, or its line and the number of its file:
first come those that the run teaches nothing of (a pool's threads meet only in other schedules), whose names are
spelled behind the places, then the sorted files of that run and the program's own.

*Check.* All digits together, read as one number, are a multiple of 1021, the largest prime below 32². So one wrong
digit, or two neighbours exchanged, is always noticed, and anything else but once in a thousand times.

Files are named from the program's folder, so a code means the same wherever the program lies. What fits no code (a name
that does not print, hundreds of deviations) still fits a file, see `record`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Final

from cafe_sim.engine.explore.telling.astray import misfit
from cafe_sim.engine.explore.walks.schedule import Deviation, Place, Schedule
from cafe_sim.engine.explore.walks.subject import Subject
from cafe_sim.engine.explore.walks.visible import learn_straight
from cafe_sim.errors import BadContent, Misuse

VERSION: Final = 1
DIGITS_AT_MOST: Final = 240
"""More digits than this are no code for a chat."""
NAME_AT_MOST: Final = 80
LINES_NAMED: Final = 8
"""Places that a sentence names."""
TYPED_AT_MOST: Final = 2_000
"""Characters of what somebody typed that are looked at."""
HEX_KEPT: Final = 5
"""Hexadecimal digits of a digest that go into a code: 20 bits, four digits."""

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = {digit: value for value, digit in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_PRIME: Final = 1021
_NUMBER_DIGITS_AT_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Code:
    """What the digits of a code say, once they are known to be what was written."""

    name: str
    """Of the target: a level's id, or a script's file without its folder."""
    digest: str
    """The first `HEX_KEPT` digits of the subject's digest."""
    trace: str
    """The same of the trace's."""
    visible: str
    """Check of the visible places."""
    toggled: tuple[tuple[int, int], ...]
    """(number of the file, line) of each place on which the schedule and a straight run differ."""
    deviations: tuple[Deviation, ...]
    spelled: tuple[str, ...]
    """Names of files of which a straight run teaches nothing."""

    def schedule(self, subject: Subject, folder: str) -> Schedule:
        """The schedule for a program that lies in `folder` ("" for a level's); its `trace` is the beginning of a
        digest.

        Executes the subject once, for what a straight run teaches. Raises BadContent if the code was made for something
        else.
        """
        check_name(subject.target, self.name)
        if not subject.digest.startswith(self.digest):
            raise not_what_it_was(subject.target, self.misfit(subject, folder))
        learned = learn_straight(subject)
        try:
            return self.unfold(subject.target, subject.digest, learned, folder)
        except BadContent:
            raise _other_places(subject.target, learned, self.misfit(subject, folder)) from None

    def misfit(self, subject: Subject, folder: str) -> str:
        """The first step that `subject` cannot make, whatever the code was made for; "" if it can make all."""
        learned = learn_straight(subject)
        places = set(_from(folder, learned))
        files = [*self.spelled, *_files(places, self.name)]
        places ^= {Place(files[number], line) for number, line in self.toggled if number < len(files)}
        visible = _at(folder, tuple(sorted(places)))
        return misfit(subject, Schedule(subject.target, subject.digest, visible, self.deviations, self.trace))

    def unfold(self, target: str, digest: str, learned: Sequence[Place], folder: str) -> Schedule:
        """The schedule, for a subject whose straight run teaches `learned`.

        Raises BadContent if that was something else.
        """
        places = set(_from(folder, learned))
        files = [*self.spelled, *_files(places, self.name)]
        for number, line in self.toggled:
            if number >= len(files):
                raise _other_places(target)
            places ^= {Place(files[number], line)}
        visible = tuple(sorted(places))
        if _check_of(visible) != self.visible:
            raise _other_places(target)
        return Schedule(target, digest, _at(folder, visible), self.deviations, self.trace)


def check_name(target: str, name: str) -> None:
    """Raises BadContent if a schedule was made for something of another name."""
    if name_of(target) != name:
        raise BadContent(
            f"{target}: this schedule is one of {name!r}, and names are part of an execution: give the program that name"
        )


def not_what_it_was(target: str, misfit: str = "") -> BadContent:
    """A schedule was made for a subject with another digest. `misfit`: the first step that this one cannot make."""
    return BadContent(
        f"{target}: is not what it was when this schedule was found: its text, its plan, its seed or its arguments are "
        f"others now{f' ({misfit})' if misfit else ''}; inspect it again"
    )


def name_of(target: str) -> str:
    """What a target is called in a code: without its folder."""
    return target.replace("\\", "/").rpartition("/")[2]


def encode(schedule: Schedule, learned: Sequence[Place], folder: str) -> str:
    """The code of a schedule; `learned` is what a straight run teaches, `folder` where the program lies ("" for a
    level's).

    Raises Misuse where the schedule fits no code.
    """
    name = name_of(schedule.target)
    if not name.isprintable() or name != name.strip() or not 0 < len(name) <= NAME_AT_MOST:
        raise Misuse(f"{name!r} fits into no code: keep the schedule in a file")
    own, taught = set(_from(folder, schedule.visible)), set(_from(folder, learned))
    numbered = _files(taught, name)
    spelled = sorted({place.file for place in own}.difference(numbered))
    if any(map(os.path.isabs, spelled)):
        raise Misuse("a file that is not beside the program fits into no code: keep the schedule in a file")
    files = [*spelled, *numbered]
    toggled = sorted((files.index(place.file), place.line) for place in own ^ taught)
    digits = [
        VERSION,
        *_fixed(schedule.digest),
        *_fixed(schedule.trace),
        *_pair(int(_check_of(tuple(sorted(own))), 16)),
    ]
    digits += _number(len(schedule.deviations) * 2 + bool(toggled))
    last = -1
    for at, option in schedule.deviations:
        digits += _number((at - last - 1) * 2 + (option != 1))
        digits += [] if option == 1 else _number(option)
        last = at
    if toggled:
        digits += _number(len(toggled))
        before, above = 0, 0
        for number, line in toggled:
            if number == before:
                digits += _number((line - above) * 2)
            else:
                digits += [*_number(line * 2 + 1), *_number(number)]
            before, above = number, line
    for each in spelled:
        digits += _spelled(os.fsencode(each))
    digits += _pair(-_value(digits) * 1024 % _PRIME)
    if len(digits) > DIGITS_AT_MOST:
        raise Misuse(f"{len(schedule.deviations)} deviations are too many for a code: keep the schedule in a file")
    text = "".join(_ALPHABET[digit] for digit in digits)
    return f"{name}:{'-'.join(text[at : at + 4] for at in range(0, len(text), 4))}"


def decode(typed: str) -> Code:
    """What a code says. Raises BadContent, in a sentence, where it is none or was mistyped."""
    shown = _shown(typed[:60]) + ("…" if len(typed) > 60 else "")
    name, _, rest = typed.strip().rpartition(":")
    name = name.strip()
    if not name or name != name_of(name) or not name.isprintable():
        raise BadContent(
            f"“{shown}”: is no schedule code: one looks like counter.py:{_EXAMPLE}, a name, a colon and groups of four characters"
        )
    digits = _digits(rest, shown)
    if len(digits) < 3 or _value(digits) % _PRIME:
        raise BadContent(
            f"{shown}: is mistyped or cut short: compare it with what you were given, character by character, or paste it whole"
        )
    if digits[0] != VERSION:
        raise BadContent(
            f"{shown}: is of version {digits[0]} of schedule codes and this Café Sim reads version {VERSION}: "
            "use the version of Café Sim that made it, or inspect again"
        )
    return _Reader(digits[1:-2], name, shown).code()


def _shown(typed: str) -> str:
    """What was typed, with escapes for what cannot be printed."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in typed)


_EXAMPLE: Final = "12AN-KVTP-V2G4-6329-5"


def _digits(text: str, shown: str) -> list[int]:
    if len(text) > TYPED_AT_MOST:
        raise BadContent(f"{shown}: is too long for a schedule code: if it is a file's name, there is no such file")
    digits = []
    for character in text:
        if character.isspace() or character in "-\u2010\u2011\u2012\u2013\u2014\u2212\u200b\ufeff":
            continue
        value = _READ_AS.get(character.upper())
        if value is None:
            raise BadContent(
                f"{shown}: “{_shown(character)}” is no character of a schedule code (digits and letters without U): "
                "compare it with what you were given"
            )
        digits.append(value)
    return digits


class _Reader:
    """Reads the digits of a code, version and check taken off."""

    def __init__(self, digits: Sequence[int], name: str, shown: str) -> None:
        self._digits = digits
        self._next = 0
        self._name = name
        self._shown = shown

    def code(self) -> Code:
        digest, trace = self._fixed(4), self._fixed(4)
        visible = f"{self._fixed_value(2):03x}"
        count, has_places = divmod(self._number(), 2)
        deviations = []
        last = -1
        for _ in range(self._few(count)):
            gap, other = divmod(self._number(), 2)
            last += gap + 1
            deviations.append(Deviation(last, self._number() if other else 1))
        toggled = list(self._toggled(self._few(self._number()))) if has_places else []
        spelled = []
        while self._next < len(self._digits):
            spelled.append(self._text())
        return Code(self._name, digest, trace, visible, tuple(toggled), tuple(deviations), tuple(spelled))

    def _toggled(self, count: int) -> Iterator[tuple[int, int]]:
        number, line = 0, 0
        for _ in range(count):
            far, other_file = divmod(self._number(), 2)
            number, line = (self._number(), far) if other_file else (number, line + far)
            yield number, line

    def _wrong(self) -> BadContent:
        return BadContent(f"{self._shown}: is no schedule code, though it looks like one: ask for it again")

    def _digit(self) -> int:
        if self._next >= len(self._digits):
            raise self._wrong()
        self._next += 1
        return self._digits[self._next - 1]

    def _few(self, count: int) -> int:
        if count > len(self._digits):
            raise self._wrong()
        return count

    def _fixed_value(self, length: int) -> int:
        return _value([self._digit() for _ in range(length)])

    def _fixed(self, length: int) -> str:
        return f"{self._fixed_value(length):0{HEX_KEPT}x}"

    def _text(self) -> str:
        length = self._few(self._number())
        try:
            return os.fsdecode(self._fixed_value(_digits_for(length)).to_bytes(length, "big"))
        except OverflowError:
            raise self._wrong() from None

    def _number(self) -> int:
        value = 0
        for place in range(_NUMBER_DIGITS_AT_MOST):
            digit = self._digit()
            value |= (digit & 15) << 4 * place
            if digit < 16:
                return value
        raise self._wrong()


# ---- digits ----------------------------------------------------------------------------------


def _number(value: int) -> list[int]:
    """A number of any size, low bits first."""
    digits = []
    while value > 15:
        digits.append(value & 15 | 16)
        value >>= 4
    return [*digits, value]


def _fixed(digest: str) -> list[int]:
    """The beginning of a digest in four digits."""
    value = int(digest[:HEX_KEPT].ljust(HEX_KEPT, "0"), 16)
    return [value >> shift & 31 for shift in (15, 10, 5, 0)]


def _digits_for(length: int) -> int:
    """So many digits hold that many bytes."""
    return (length * 8 + 4) // 5


def _spelled(text: bytes) -> list[int]:
    value, count = int.from_bytes(text, "big"), _digits_for(len(text))
    return [*_number(len(text)), *(value >> 5 * place & 31 for place in reversed(range(count)))]


def _pair(value: int) -> list[int]:
    return [value >> 5, value & 31]


def _value(digits: Sequence[int]) -> int:
    value = 0
    for digit in digits:
        value = value * 32 + digit
    return value


# ---- places ----------------------------------------------------------------------------------


def portable(schedule: Schedule, folder: str) -> Schedule:
    """The same schedule with its files named from the program's folder."""
    return replace(schedule, target=name_of(schedule.target), visible=tuple(sorted(_from(folder, schedule.visible))))


def at_home(schedule: Schedule, target: str, folder: str) -> Schedule:
    """The opposite of `portable`, for a program that lies in `folder`."""
    return replace(schedule, target=target, visible=_at(folder, schedule.visible))


def _from(folder: str, places: Sequence[Place]) -> list[Place]:
    """The places with their files named from `folder`, in the same way on every system."""
    start = folder.rstrip(os.sep) + os.sep if folder else ""
    return [Place(place.file.removeprefix(start).replace("\\", "/"), place.line) for place in places]


def _at(folder: str, places: Sequence[Place]) -> tuple[Place, ...]:
    """The opposite of `_from`. What is nowhere in the program stays there: that threads end."""
    files = {place.file: str(Path(folder, place.file)) if place.file else "" for place in places}
    return tuple(sorted(Place(files[place.file], place.line) for place in places))


def _files(places: set[Place], name: str) -> list[str]:
    """The files that a code can number: last what is nowhere in the program, which any schedule may come to see."""
    return [*sorted({place.file for place in places} - {""} | {name}), ""]


def _check_of(visible: tuple[Place, ...]) -> str:
    """Ten bits over the visible places."""
    digest = blake2b(repr([tuple(place) for place in visible]).encode(), digest_size=2).digest()
    return f"{int.from_bytes(digest, 'big') >> 6:03x}"


def _other_places(target: str, learned: Sequence[Place] = (), misfit: str = "") -> BadContent:
    """`learned`: what a straight run teaches now. `misfit`: the first step that cannot be made."""
    lines = ", ".join(str(place.line) for place in learned[:LINES_NAMED] if place.file)
    here = f"; here they are in line{'s' if ',' in lines else ''} {lines}" if lines else ""
    first = f"; {misfit}" if misfit else ""
    return BadContent(
        f"{target}: a straight run of it shares other places than when this code was made{here}{first} (a module beside it has "
        "changed, or another version of Python or Café Sim made the code): inspect it again for a new code"
    )

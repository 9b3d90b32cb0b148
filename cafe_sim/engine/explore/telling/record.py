"""A counterexample as a file: what a schedule code says, in full and readable, with the fault and the film of the
execution.

JSON, one object. With the film (every step in a sentence) a replay that goes otherwise, say on another Python, can name
the first step that differs; a code cannot. Files are named from the program's folder, and the target without its
folder: a file says nothing of the machine on which it was written, and names no other file to execute than one in the
folder of whoever reads it.

A file from a stranger is hostile: size, counts and lengths have limits, types are checked, and what does not fit is
said in a sentence.
"""

from __future__ import annotations

import platform
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from cafe_sim.engine.detect.fault import Fault, FaultKind
from cafe_sim.engine.explore.telling.astray import misfit
from cafe_sim.engine.explore.telling.codes import NAME_AT_MOST, at_home, check_name, not_what_it_was, portable
from cafe_sim.engine.explore.telling.story import film
from cafe_sim.engine.explore.walks.schedule import Deviation, Place, Schedule
from cafe_sim.engine.explore.walks.subject import Subject
from cafe_sim.engine.kernel.trace import Trace
from cafe_sim.errors import BadContent

FORMAT: Final = 1
FILE_BYTES: Final = 4 << 20
STEPS_AT_MOST: Final = 5_000
"""Longer films are cut: what differs later is found, but not named."""
_NUMBER: Final = 1 << 40

_Text = Annotated[str, Meta(max_length=2_000)]
_Sentence = Annotated[str, Meta(max_length=400)]
_Hex = Annotated[str, Meta(pattern=r"\A[0-9a-f]{4,64}\Z")]
_Name = Annotated[str, Meta(min_length=1, max_length=NAME_AT_MOST, pattern=r"\A[^/\\\x00-\x1f]+\Z")]
_Count = Annotated[int, Meta(ge=0, le=_NUMBER)]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is in the file."""

    format: Literal["cafe-sim counterexample"] = "cafe-sim counterexample"
    version: Annotated[int, Meta(ge=1, le=1_000_000)] = FORMAT
    cafe_sim: _Text
    """The version of Café Sim that wrote it."""
    python: _Text
    target: _Name
    digest: _Hex
    fault: FaultKind
    message: _Text
    preemptions: _Count
    visible: Annotated[list[tuple[_Text, _Count]], Meta(max_length=50_000)]
    deviations: Annotated[list[tuple[_Count, Annotated[int, Meta(ge=1, le=_NUMBER)]]], Meta(max_length=100_000)]
    trace: _Hex
    steps: Annotated[list[_Sentence], Meta(max_length=STEPS_AT_MOST)]

    @property
    def name(self) -> str:
        """What the target is called without its folder."""
        return self.target

    def schedule(self, subject: Subject, folder: str) -> Schedule:
        """The schedule for a program that lies in `folder` ("" for a level's).

        Raises BadContent if it was made for something else.
        """
        check_name(subject.target, self.target)
        if subject.digest != self.digest:
            raise not_what_it_was(subject.target, self.misfit(subject, folder))
        return self._at(subject, folder)

    def misfit(self, subject: Subject, folder: str) -> str:
        """The first step that `subject` cannot make, whatever the record is of; "" if it can make them all."""
        return misfit(subject, self._at(subject, folder))

    def _at(self, subject: Subject, folder: str) -> Schedule:
        visible = tuple(Place(file, line) for file, line in self.visible)
        deviations = tuple(Deviation(at, option) for at, option in self.deviations)
        return at_home(Schedule(self.target, self.digest, visible, deviations, self.trace), subject.target, folder)


def record_of(
    schedule: Schedule, fault: Fault, preemptions: int, trace: Trace, *, folder: str, cafe_sim: str
) -> Record:
    """The record of a counterexample; `folder` is where the program lies ("" for a level's)."""
    kept = portable(schedule, folder)
    return Record(
        cafe_sim=cafe_sim,
        python=platform.python_version(),
        target=kept.target[:NAME_AT_MOST],
        digest=kept.digest,
        fault=fault.kind,
        message=fault.message[:2_000],
        preemptions=preemptions,
        visible=[(place.file, place.line) for place in kept.visible],
        deviations=[(each.at, each.option) for each in kept.deviations],
        trace=kept.trace,
        steps=[sentence[:400] for sentence in film(trace, STEPS_AT_MOST)],
    )


def to_bytes(record: Record) -> bytes:
    """As it stands in the file."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


def from_bytes(data: bytes, file: str) -> Record:
    """A record from the bytes of `file`. Raises BadContent, saying what is wrong with them."""
    if len(data) > FILE_BYTES:
        raise BadContent(f"{file}: is larger than {FILE_BYTES >> 20} MB; is it really a counterexample?")
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != "cafe-sim counterexample":
            raise BadContent(
                f"{file}: is no counterexample of Café Sim; write one with `cafe-sim inspect --replay-out`"
            )
        if head.version != FORMAT:
            raise BadContent(
                f"{file}: is of version {head.version} and this Café Sim reads version {FORMAT}: "
                "use the version that wrote it, or inspect again"
            )
        return msgspec.json.decode(data, type=Record)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeDecodeError) as error:
        what = ascii(str(error))[1:-1][:300] or "it is nested too deeply"
        raise BadContent(
            f"{file}: is no counterexample of Café Sim, or a damaged one ({what}): have it sent again"
        ) from None


class _Head(msgspec.Struct):
    """What is looked at first."""

    format: str = ""
    version: int = 0

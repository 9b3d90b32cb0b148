"""A schedule: the choices that make one execution out of all that could have happened, as a value.

The program decides where there is something to choose: a *decision* is a visible point at which more than one
transition could go. At each of them the default rule (see `walking`) names one; a schedule keeps only the *deviations*
from it, so that of thousands of decisions usually two or three remain. Which places of the program are visible was
learned while exploring, and belongs to the schedule: without it decisions would be counted differently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """A line of the program at which shared state is touched."""

    file: str
    line: int


class Deviation(NamedTuple):
    """At decision number `at` (from 0), the option with index `option` (the default is 0) was taken."""

    at: int
    option: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """One execution of one subject. Equal by value."""

    target: str
    """What is executed, as the user named it: a level's id, a script's file name."""
    digest: str
    """Of the subject's text and settings, hexadecimal: a schedule fits no other."""
    visible: tuple[Place, ...]
    """Places at which accesses are scheduling points, sorted."""
    deviations: tuple[Deviation, ...]
    trace: str
    """The digest of the trace that this schedule gives."""

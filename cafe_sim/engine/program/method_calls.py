"""Calls of containers' methods that report: one maker for each way in which a method touches its container.

A call that reports stands for the bound method wherever the program takes it: called at once, or handed on as a callback.
"""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cafe_sim.engine.program.items import SeesItems


class Reporting:
    """A bound method of a container that reports each call; equal to the method it stands for."""

    __slots__ = ("__wrapped__", "report")

    def __init__(self, bound: Any, report: Callable[..., None]) -> None:
        self.__wrapped__ = bound
        self.report = report

    def __call__(self, *args: Any, **named: Any) -> Any:
        self.report(args)
        return self.__wrapped__(*args, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__wrapped__, name)

    def __eq__(self, other: object) -> bool:
        return bool(self.__wrapped__ == (other.__wrapped__ if isinstance(other, Reporting) else other))

    def __hash__(self) -> int:
        return hash(self.__wrapped__)

    def __repr__(self) -> str:
        return repr(self.__wrapped__)


def _reads(eyes: SeesItems, obj: Any, name: str, bound: Any, number: int) -> Reporting:
    def report(args: tuple[Any, ...]) -> None:
        eyes.shape(obj, number)
        for arg in args:
            eyes.whole(arg, number)

    del name
    return Reporting(bound, report)


def _reads_all(eyes: SeesItems, obj: Any, name: str, bound: Any, number: int) -> Reporting:
    del name
    return Reporting(bound, lambda args: eyes.deep_all((obj, *args), number))


def _reads_key(eyes: SeesItems, obj: Any, name: str, bound: Any, number: int) -> Reporting:
    def report(args: tuple[Any, ...]) -> None:
        if args:
            eyes.see_item(obj, args[0], number)

    del name
    return Reporting(bound, report)


def _updates(eyes: SeesItems, obj: Any, name: str, bound: Any, number: int) -> Any:
    def report(args: tuple[Any, ...]) -> None:
        for arg in args:
            eyes.whole(arg, number)
        eyes.changes(obj, number, name, args)

    if name not in ("extend", "update", "extendleft", "subtract"):
        return Reporting(bound, report)

    def call(*args: Any, **named: Any) -> Any:
        report(args)
        result = bound(*args, **named)
        if eyes.shadow(obj).owner is not None or not all(isinstance(arg, Sized) for arg in args):
            # it took from an iterator, step by step, and has changed until now; or new attributes have come
            actor = eyes.watched()
            if actor is not None:
                eyes.record_change(actor, obj, number, name, args)
        return result

    return call


def _updates_key(eyes: SeesItems, obj: Any, name: str, bound: Any, number: int) -> Reporting:
    def report(args: tuple[Any, ...]) -> None:
        if args and isinstance(obj, dict):
            eyes.change_key(obj, args[0], number, name)
        else:
            eyes.changes(obj, number, name, args)

    return Reporting(bound, report)


def _stores(eyes: SeesItems, obj: Any, name: str, bound: Any, number: int) -> Reporting:
    def report(args: tuple[Any, ...]) -> None:
        if len(args) == 2:
            eyes.at_item(obj, args[0], number).about_to_write(args[1])

    del name
    return Reporting(bound, report)


REPORTERS: dict[str, Callable[[SeesItems, Any, str, Any, int], Any]] = {
    "read": _reads,
    "read all": _reads_all,
    "read key": _reads_key,
    "update": _updates,
    "update key": _updates_key,
    "store": _stores,
}
"""By `methods.How`: given who sees, container, method's name, bound method and access: a call that reports."""

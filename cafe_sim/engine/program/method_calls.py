"""Calls of containers' methods that report: one maker for each way in which a method touches its container."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cafe_sim.engine.program.items import SeesItems


def _reads(all_of_it: bool) -> Callable[..., Any]:
    def wrap(eyes: SeesItems, obj: Any, name: str, bound: Any, number: int) -> Callable[..., Any]:
        def report(*args: Any, **named: Any) -> Any:
            if all_of_it:
                eyes.whole(obj, number)
            else:
                eyes.shape(obj, number)
            for arg in args:
                eyes.whole(arg, number)
            return bound(*args, **named)

        del name
        return report

    return wrap


def _changes_shape(atomic: bool, keyed: bool = False) -> Callable[..., Any]:
    def wrap(eyes: SeesItems, obj: Any, name: str, bound: Any, number: int) -> Callable[..., Any]:
        def report(*args: Any, **named: Any) -> Any:
            for arg in args:
                eyes.whole(arg, number)
            actor = eyes.watched()
            if actor is not None:
                cell = eyes.shape_cell(eyes.shadow(obj, number))
                eyes.pause(actor, "update" if atomic else "write", cell, number)
                if atomic:
                    eyes.update(actor, cell, number, name)
                else:
                    eyes.write(actor, cell, number, obj, ())
                item = eyes.item_cell(obj, args[0], number) if keyed and args else None
                if item is not None:
                    eyes.update(actor, item, number, name)
            return bound(*args, **named)

        return report

    return wrap


def _reads_key(eyes: SeesItems, obj: Any, name: str, bound: Any, number: int) -> Callable[..., Any]:
    def report(*args: Any, **named: Any) -> Any:
        if args:
            eyes.see_item(obj, args[0], number)
        return bound(*args, **named)

    del name
    return report


REPORTERS: dict[str, Callable[[SeesItems, Any, str, Any, int], Callable[..., Any]]] = {
    "read": _reads(all_of_it=False),
    "read all": _reads(all_of_it=True),
    "write": _changes_shape(atomic=False),
    "update": _changes_shape(atomic=True),
    "update key": _changes_shape(atomic=True, keyed=True),
    "read key": _reads_key,
}
"""By `methods.How`: given who sees, container, method's name, bound method and access: a call that reports."""

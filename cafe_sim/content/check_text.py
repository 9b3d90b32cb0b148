"""A program's text in a level or a plan: how long it is, and that any terminal can show it. Nothing is compiled: that
is for whoever runs it.

What a level brings along is held to what `SafeCode` keeps. What a player typed may hold whatever a file can hold: it is
shown through `SafeCode`.
"""

from __future__ import annotations

from msgspec.structs import replace

from cafe_sim.cafe.model import Plan, Shop
from cafe_sim.content import limits
from cafe_sim.content.checking import Check
from cafe_sim.content.safetext import SafeCode


def check_program(check: Check, path: str, text: str) -> None:
    """A text that comes with a level."""
    most = limits.PROGRAM_LINES
    check.that(text.count("\n") <= most, path, f"is too long; {most} lines are enough")
    check.that(
        SafeCode(text) == text, path, "has a tab or a character that not every terminal can show; write it without"
    )


def check_typed(check: Check, path: str, shop: Shop, plan: Plan) -> None:
    """A plan has a text only where the shop has a program, and is nothing else there."""
    if not shop.program:
        check.that(not plan.text, f"{path}.text", "belongs to levels whose program is edited itself; leave it out")
        return
    decided = replace(plan, name="", text="") != Plan()
    check.that(
        not decided, path, "decides more than the text; in this level the text is all there is, leave the rest out"
    )
    most = f"{limits.TYPED_LINES:,} lines and {limits.TYPED_CHARACTERS:,} characters"
    check.that(not is_too_long(plan.text), f"{path}.text", f"is too long; {most} are enough")
    check.that(
        plan.text.isascii() or plan.text == plan.text.encode("utf-8", "replace").decode("utf-8"),
        f"{path}.text",
        "holds half a character, which no file can hold; take it out",
    )


def is_too_long(text: str) -> bool:
    """For a text that somebody typed in the place of a level's."""
    return len(text) > limits.TYPED_CHARACTERS or text.count("\n") > limits.TYPED_LINES

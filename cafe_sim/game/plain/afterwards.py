"""After a level: its figures among those of the shipped plans, or of all ways to break it, and one what-if."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cafe_sim.catalogue import say
from cafe_sim.game.afterwards.comparing import Comparison, compared
from cafe_sim.game.afterwards.what_if import CAME, NOT_YET, answered
from cafe_sim.game.plain.aloud import aloud, sentence, told
from cafe_sim.game.words import plain_number

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level, WhatIf
    from cafe_sim.game.afterwards.what_if import Beside, Came
    from cafe_sim.game.views import ResultView


def comparison_lines(level: Level, view: ResultView) -> Iterator[str]:
    """Each figure among those of all shipped plans that are right; every one of them is run.

    Of a day that went wrong, none.
    """
    known = Comparison()
    for known in compared(level):  # noqa: B007 - the last one is all of it
        pass
    if known.are_ways:
        yield say(
            "There are {plans} ways to play this; {wrong} of them break nothing.", plans=known.plans, wrong=known.wrong
        )
    else:
        yield say(
            "{plans} plans ship with this level; {wrong} of them are not right.", plans=known.plans, wrong=known.wrong
        )
    if not view.worked and not view.sound:
        yield say("Nor was yours: of such days no figures are compared.")
        return
    if not view.sound:
        yield say("Yours has no star yet. This is where it would stand:")
    for figure in view.figures:
        among = known.histogram(figure)
        if among is not None:
            yield sentence(
                say(
                    "{figure}: {better} better than yours, {same} the same, {worse} worse",
                    figure=aloud(figure.name),
                    better=among.better,
                    same=among.same,
                    worse=among.worse,
                )
            )


def what_if_lines(level: Level, change: WhatIf, plan: Plan, guess: Came | None, *, is_won: bool) -> Iterator[str]:
    """The changed day beside the player's own; why, where the plan is sound."""
    answer = answered(level, change, plan)
    saw = say("You saw it coming. ") if guess == answer.came else ""
    yield f"{saw}{say(CAME[answer.came])}"
    yield from (_beside(row) for row in answer.rows if row.was is not None or row.would_be is not None)
    if answer.wrong:
        yield told(answer.wrong)
    yield told(answer.because) if is_won else say(NOT_YET)


def _beside(row: Beside) -> str:
    was, would_be = (say("never") if value is None else plain_number(value) for value in (row.was, row.would_be))
    unit = aloud(row.unit)
    return sentence(
        say(
            "{name}: it was {was}, and would be {would} {unit}",
            name=aloud(row.name),
            was=was,
            would=would_be,
            unit=unit,
        )
    )

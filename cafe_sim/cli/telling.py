"""Counterexamples in lines: what goes wrong, who moved when, and each step beside its line of the program."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size

from cafe_sim.cli.output import Lines, visible
from cafe_sim.game.pictures.chart import fitted

if TYPE_CHECKING:
    from cafe_sim.engine.explore.telling.story import Story, StoryStep

ACTOR_WIDTH: Final = 20
WORDS_WIDTH: Final = 44
"""Unless what is marked needs more, and there is room for it."""
SOURCE_WIDTH: Final = 44
TABLE_WIDTH: Final = 40
"""Columns for what is done and for the program's line, below which a table says too little of either."""
STYLES: Final = {"stale": "yellow", "lost": "yellow", "wrong": "red", "race": "yellow", "held": "yellow", "stuck": "red", "raised": "red"}  # fmt: skip


def story_lines(story: Story, *, plain: bool, whole: bool = False) -> Lines:
    """The alternation, then the steps that matter, or all of them; then what would have ordered them."""
    steps: Sequence[StoryStep | int] = story.steps if whole else story.brief()
    if story.alternation:
        yield f"  {'in turn: ' if plain else ''}{visible(story.alternation)}", "bold"
    yield from _spoken_steps(steps) if plain else _step_lines(steps, room())
    if story.remedy:
        yield f"  {story.remedy}", ""


def room() -> int:
    """How many columns a line has: those of the terminal, or as many as it takes."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize


def _step_lines(steps: Sequence[StoryStep | int], room: int) -> Lines:
    """What a mark means stands beside its step, or below it; in little room each step is a sentence."""
    told = [step for step in steps if not isinstance(step, int)]
    if not told:
        return
    several = len({step.file for step in told if step.line}) > 1
    places = [_place(step, several=several) for step in told]
    actor = min(ACTOR_WIDTH, max(cell_len(visible(step.actor)) for step in told))
    longest = max(cell_len(visible(step.words)) for step in told)
    marked = max((cell_len(visible(step.words)) for step in told if step.mark), default=0)
    words = min(longest, max(WORDS_WIDTH, marked))
    source = min(SOURCE_WIDTH, max(cell_len(visible(_close(step.source))) for step in told))
    width = max(map(len, places))
    spare = room - (4 + actor + 2 + 2 + width + 2)
    if spare < TABLE_WIDTH:
        yield from _narrow_steps(steps, places)
        return
    if words + source > spare:
        bare = min(source, max(cell_len(visible(_bare(step.source))) for step in told))
        words = min(words, max(spare // 2, spare - bare))
        source = spare - words
    for step, place in _with_places(steps, places):
        if step is None:
            yield place, "dim"
            continue
        who = set_cell_size(fitted(visible(step.actor), actor), actor)
        line = f"  {'›' if step.mark else ' '} {who}  {_column(step.words, words)}  {place:>{width}}  "
        text, aside, style = (
            _column(_within(step.source, source), source),
            visible(step.aside),
            STYLES.get(step.mark, ""),
        )
        beside = f"{line}{text}  {aside}".rstrip()
        if not aside or cell_len(beside) <= room:
            yield beside, style
        else:
            yield (line + text).rstrip(), style
            yield f"      ({aside})", style


def _narrow_steps(steps: Sequence[StoryStep | int], places: Sequence[str]) -> Lines:
    for step, place in _with_places(steps, places):
        if step is None:
            yield place, "dim"
            continue
        line = f" in {'' if ':' in place else 'line '}{place}: {visible(_close(step.source))}" if place else ""
        aside = f" ({visible(step.aside)})" if step.aside else ""
        said = f"  {'›' if step.mark else ' '} {visible(step.actor)} {visible(step.words)}{aside}{line}"
        yield said, STYLES.get(step.mark, "")


def _with_places(steps: Sequence[StoryStep | int], places: Sequence[str]) -> Iterator[tuple[StoryStep | None, str]]:
    remaining = iter(places)
    for step in steps:
        yield (None, f"    … {_more(step)}") if isinstance(step, int) else (step, next(remaining))


def _spoken_steps(steps: Sequence[StoryStep | int]) -> Lines:
    number = 0
    for step in steps:
        if isinstance(step, int):
            number += step
            yield f"  {_more(step)} left out", ""
            continue
        number += 1
        place = f", {visible(PurePath(step.file).name)} line {step.line}: {visible(step.source)}" if step.line else ""
        aside = f" ({visible(step.aside)})" if step.aside else ""
        yield f"  step {number}, {visible(step.actor)} {visible(step.words)}{aside}{place}", ""


def _more(count: int) -> str:
    return f"{count} other step{'s' if count > 1 else ''}"


def _place(step: StoryStep, *, several: bool) -> str:
    if not step.line:
        return ""
    return f"{visible(PurePath(step.file).name)}:{step.line}" if several else str(step.line)


def _close(source: str) -> str:
    """A line without the wide gaps before comments."""
    return re.sub(r"\s{3,}", "  ", source)


def _within(source: str, width: int) -> str:
    """A line, without its comment where there is no room for that."""
    whole = _close(source)
    return whole if cell_len(visible(whole)) <= width else _bare(source)


def _bare(source: str) -> str:
    """A line without its comment."""
    return _close(source).partition("  # ")[0].rstrip()


def _column(text: str, width: int) -> str:
    """So many cells of it, exactly."""
    text = visible(text)
    return set_cell_size(text, width) if cell_len(text) <= width else f"{set_cell_size(text, width - 1)}…"

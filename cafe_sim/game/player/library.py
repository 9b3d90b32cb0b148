"""The library: every idea of the campaign, in the order in which it is met, with its three names and a program of a few
lines.

An idea is met when its level has been played to an end once, well or badly. Its program is an excerpt of the level's
own: as the level hands it out until it is won, as the reference has it from then on, so that the library never gives a
solution away.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cafe_sim.cafe.writing import write_program
from cafe_sim.catalogue import say

if TYPE_CHECKING:
    from cafe_sim.content.level import Level
    from cafe_sim.game.player.campaign import Campaign


@dataclass(frozen=True, slots=True)
class Idea:
    """One concept and what is known of it."""

    level: Level
    met: bool
    won: bool
    missing: tuple[str, ...]
    """Levels to be won before the idea can be met."""

    @property
    def id(self) -> str:
        return self.level.id

    @property
    def program(self) -> str:
        """The whole program that the excerpt is of."""
        return _program(self.level, self.won)

    @property
    def excerpt(self) -> str:
        return excerpt(self.program)


def ideas(game: Campaign) -> tuple[Idea, ...]:
    """All of them, met or not, in the order of the campaign."""
    return tuple(
        Idea(level, level.id in game.progress.marks, game.progress.won(level.id), game.missing(level))
        for level in game.levels
    )


def summary(game: Campaign) -> str:
    """How many were met: "3 of 12 ideas met"."""
    found = ideas(game)
    met = sum(idea.met for idea in found)
    return say("{met} of {count} ideas met", met=met, count=len(found)) if found else ""


def handed_out(level: Level) -> str:
    """What matters of a level's program as it is handed out."""
    return excerpt(_program(level, won=False))


def _program(level: Level, won: bool) -> str:
    if level.scene is not None:
        return level.scene.corrected if won else level.scene.program
    return write_program(level.shop, level.reference if won else level.naive).text


@lru_cache(64)
def excerpt(program: str) -> str:
    """The lines that matter: locks and the like, two recipes, a worker of each kind; not how a day is set up."""
    lines = program.splitlines()
    body = ast.parse(program).body
    functions = [node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    recipes = [node for node in functions if node.name.startswith("make_")]
    awaiting = [node for node in recipes if isinstance(node, ast.AsyncFunctionDef)] or recipes
    kept: list[ast.stmt] = [*awaiting[:1], *awaiting[1:][-1:]]
    kept += [node for node in body if isinstance(node, ast.Assign) and _is_made(node)]
    seen: set[str] = set()
    for node in functions:
        text = _text(lines, node).lower().replace(node.name, "")
        if node not in recipes and node.name != "main" and text not in seen:
            seen.add(text)
            kept.append(node)
    return "\n\n".join(_text(lines, node) for node in sorted(kept, key=lambda node: node.lineno)) or program


def _text(lines: list[str], node: ast.stmt) -> str:
    return "\n".join(lines[node.lineno - 1 : node.end_lineno])


def _is_made(node: ast.Assign) -> bool:
    """`till_lock = threading.Lock()`: something that is made once and shared."""
    made = node.value
    return isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute) and made.func.attr != "Thread"

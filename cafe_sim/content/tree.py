"""Bounds on a TOML file before its types are looked at: on the text before parsing, on the tree after it.

tomllib is quick on honest files only. Arrays nested 1,000 deep raise RecursionError, one dotted key of 40 KB takes
seconds, integers of a million hex digits, `nan` and `inf` parse. So lines and nesting are bounded first, by a scan that
knows strings and comments; where it and the parser could disagree, it counts too much rather than too little.
"""

from __future__ import annotations

import re
from typing import Any, Final

from cafe_sim.content import limits
from cafe_sim.content.safetext import harmless, shown
from cafe_sim.errors import BadContent

_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'  # a multi-line string
    r"|'''(?:[^']|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'  # a string
    r"|'[^'\n]*'"
    r"|\#[^\n]*"  # a comment
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<dot>\.)|(?P<end>[=,\n])",
    re.DOTALL,
)


def check_source(text: str, name: str) -> None:
    """Lines are short and nothing is nested deep, or BadContent."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > limits.LINE_CHARACTERS:
            raise BadContent(
                f"{name}: line {number} has {len(line)} characters; break it up, at most {limits.LINE_CHARACTERS} are read."
            )
    depth = dots = 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "open":
            depth, dots = depth + 1, 0
        elif kind == "close":
            depth, dots = max(depth - 1, 0), 0
        elif kind == "dot":
            dots += 1
        elif kind == "end":
            dots = 0
        if depth > limits.NESTING or dots > limits.NESTING:
            at = text.count("\n", 0, token.start()) + 1
            raise BadContent(
                f"{name}: line {at} is nested more than {limits.NESTING} deep; a level needs less, flatten it."
            )


def check_tree(raw: dict[str, Any], name: str) -> None:
    """Depth, counts, strings and numbers are within `limits`, or BadContent with the key's path."""
    nodes = 0
    todo: list[tuple[str, object, int]] = [("", raw, 0)]
    while todo:
        path, value, depth = todo.pop()
        nodes += 1
        if nodes > limits.NODES:
            raise BadContent(f"{name}: holds more than {limits.NODES} values; make the level smaller.")
        if depth > limits.DEPTH:
            raise BadContent(f"{name}: {path} lies more than {limits.DEPTH} tables deep; flatten it.")
        if isinstance(value, dict):
            todo.extend((_below(path, key, name), child, depth + 1) for key, child in value.items())
        elif isinstance(value, list):
            if len(value) > limits.LIST_ITEMS:
                raise BadContent(f"{name}: {path} has {len(value)} entries; shorten it to {limits.LIST_ITEMS}.")
            todo.extend((f"{path}[{index}]", child, depth + 1) for index, child in enumerate(value))
        else:
            _check_leaf(path, value, name)


def _below(path: str, key: str, name: str) -> str:
    """The path of `key` in the table at `path`."""
    if len(key) > limits.KEY_CHARACTERS:
        raise BadContent(
            f"{name}: the key {shown(key, 24)} is too long; use at most {limits.KEY_CHARACTERS} characters."
        )
    return f"{path}.{harmless(key)}" if path else harmless(key)


def _check_leaf(path: str, value: object, name: str) -> None:
    """A leaf is text, a number or a truth value, and of a sane size."""
    if isinstance(value, str):
        if len(value) > limits.STRING_CHARACTERS:
            raise BadContent(
                f"{name}: {path} has {len(value)} characters; shorten it to {limits.STRING_CHARACTERS} at most."
            )
    elif isinstance(value, (int, float)):
        # Written so that nan, which compares false with everything, is refused too.
        if not -limits.NUMBER <= value <= limits.NUMBER:
            number = shown(value) if isinstance(value, float) else "a huge number"
            raise BadContent(
                f"{name}: {path} is {number}; write a number between {-limits.NUMBER} and {limits.NUMBER}."
            )
    else:
        raise BadContent(f"{name}: {path} is a {type(value).__name__}, which no level has; write text or a number.")

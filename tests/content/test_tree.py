"""A file of a stranger's is bounded before it is parsed, and what was parsed before its types are looked at."""

from __future__ import annotations

from typing import Any

import pytest

from cafe_sim.content import limits
from cafe_sim.content.tree import check_source, check_tree
from cafe_sim.errors import BadContent

NEST = limits.NESTING


def tables(deep: int) -> dict[str, Any]:
    """A table in a table in a table …"""
    return {"t": tables(deep - 1)} if deep else {}


def lists(deep: int) -> list[Any]:
    """The same with lists."""
    return [lists(deep - 1)] if deep else []


@pytest.mark.parametrize(
    "text",
    [
        "#" * limits.LINE_CHARACTERS,
        "x = " + "[" * NEST + "]" * NEST,
        "x = " + "{a=" * NEST + "1" + "}" * NEST,
        "[" + "]\n[" * 50 + "]",
        "x = 1\n" + "a." * NEST + "b = 1",
        "[" + "a." * NEST + "b]",
        "[x]" + "a." * NEST + "b",
        "a.b.c = [\n a.b.c.d,\n a.b.c.d,\n a.b.c.d ]",
        "a.b.c.d.e = { a.b.c.d.e = 1, a.b.c.d.e = 2 }",
        "]" * 50 + "[" * NEST,
        f'x = "{"[" * 50}" # {"[" * 50}',
        f"x = '{'[' * 50}'",
        f'x = """{"[" * 50}\n"{"[" * 50}"""',
        f"x = '''{'[' * 50}\n'{'[' * 50}'''",
        'x = "\\"' + "[" * 50 + '"',
    ],
)
def test_what_is_nested_no_deeper_than_a_level_needs_is_let_through(text: str) -> None:
    check_source(text, "x.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\n" + "#" * (limits.LINE_CHARACTERS + 1), f"line 2 has {limits.LINE_CHARACTERS + 1} characters"),
        ("\n\nx = " + "[" * (NEST + 1), "line 3 is nested"),
        ("\nx = [\n" + "{a = [\n" * NEST, f"line {NEST // 2 + 2} is nested"),
        ("a." * (NEST + 1) + "b = 1", "line 1 is nested"),
        ("a." * NEST + '"b".c = 1', "line 1 is nested"),
        ("x = " + "[" * NEST + "]" + "[[", "line 1 is nested"),
        ('x = "\\\\" + ' + "[" * (NEST + 1), "line 1 is nested"),
    ],
)
def test_the_line_is_named_that_is_too_much(text: str, says: str) -> None:
    with pytest.raises(BadContent, match=f"^x.toml: {says}"):
        check_source(text, "x.toml")


@pytest.mark.parametrize(
    "tree",
    [
        tables(limits.DEPTH),
        {"x": lists(limits.DEPTH - 1)},
        {str(n): [0] * (limits.NODES // 10 - 1) for n in range(9)} | {"t": [0] * (limits.NODES // 10 - 2)},
        {"x": [0] * limits.LIST_ITEMS},
        {"k" * limits.KEY_CHARACTERS: 1},
        {"x": "a" * limits.STRING_CHARACTERS},
        {"x": [limits.NUMBER, -limits.NUMBER, 0.5, True]},
    ],
    ids=["tables", "lists", "nodes", "entries", "key", "text", "numbers"],
)
def test_what_just_fits_is_let_through(tree: dict[str, Any]) -> None:
    check_tree(tree, "x.toml")


@pytest.mark.parametrize(
    ("tree", "says"),
    [
        (tables(limits.DEPTH + 1), rf"(t\.)+t lies more than {limits.DEPTH} tables deep"),
        ({"x": lists(limits.DEPTH)}, rf"x(\[0\])+ lies more than {limits.DEPTH} tables deep"),
        ({str(n): [0] * (limits.NODES // 10 - 1) for n in range(10)}, f"holds more than {limits.NODES} values"),
        ({"a": {"x": [0] * (limits.LIST_ITEMS + 1)}}, rf"a\.x has {limits.LIST_ITEMS + 1} entries"),
        ({"k" * (limits.KEY_CHARACTERS + 1): 1}, 'the key "kkk'),
        ({"a": [{"x": "a" * (limits.STRING_CHARACTERS + 1)}]}, rf"a\[0\]\.x has {limits.STRING_CHARACTERS + 1} char"),
        ({"a": [0, limits.NUMBER + 1]}, r"a\[1\] is a huge number"),
        ({"x": -limits.NUMBER - 1}, "x is a huge number"),
        ({"x": limits.NUMBER + 0.5}, r"x is 1000000\.5; write a number between -1000000 and 1000000"),
        ({"x": float("nan")}, "x is nan"),
        ({"x": float("-inf")}, "x is -inf"),
        ({"x": None}, "x is a NoneType, which no level has"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_what_is_too_much_is_named_with_its_key(tree: dict[str, Any], says: str) -> None:
    with pytest.raises(BadContent, match=f"^x.toml: {says}"):
        check_tree(tree, "x.toml")

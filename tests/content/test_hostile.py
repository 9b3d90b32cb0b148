"""Good levels, damaged at random: never anything but a Level or a BadContent."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cafe_sim.cafe.writing import write_program
from cafe_sim.content import Level, limits
from cafe_sim.content.loading import campaign_folder, level_of, parse_level, parse_plan
from cafe_sim.errors import BadContent

GOOD = [path.read_bytes() for path in sorted(campaign_folder().glob("*.toml"))]
PIECES = [
    b"[",
    b"]",
    b"{",
    b"}",
    b"'",
    b'"',
    b'"""',
    b".",
    b"=",
    b"\n",
    b"\x00",
    b"\xff",
    b"nan",
    b"-1",
    b"1e999",
    b"true",
]
PIECES += [b"\x1b]0;x\x07", b"0x" + b"f" * 500, b"[[a]]\n", b"[" * 40, b"a." * 40, "\u202e".encode(), b"\\u001b", b"\r"]


def read(data: bytes) -> Level | None:
    """A level, or None if it was refused with a sentence; anything else fails the test."""
    return attempted(lambda: parse_level(data, "x.toml"))


def decoded(tree: dict[str, Any]) -> Level | None:
    """The same for a table that is parsed already."""
    return attempted(lambda: level_of(tree, "x.toml"))


def attempted(load: Callable[[], Level]) -> Level | None:
    try:
        level = load()
    except BadContent as error:
        sentence = str(error)
    else:
        assert isinstance(level, Level)
        return level
    assert sentence.startswith("x.toml: ")
    assert all(character.isprintable() for character in sentence)
    return None


edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 30), st.one_of(st.sampled_from(PIECES), st.binary(max_size=6))),
    max_size=4,
)


@given(st.sampled_from(GOOD), edits)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_bytes_cut_out_and_put_in(data: bytes, changes: list[tuple[float, int, bytes]]) -> None:
    for where, length, piece in changes:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + length :]
    read(data)


NASTY: list[Any] = [
    True,
    -1,
    0,
    1e6,
    1e7,
    0.1,
    "",
    "x" * 50,
    "[/nope]",
    "\x1b]0;x",
    "nothing",
    "Ana",
    [],
    {},
    [[]],
    {"a": 1},
]
NASTY += [["Ana", "Ana"], [{}], 2**63, 10**30, {"Ana": ["Bo"]}, None]


def places(value: Any) -> int:
    """How many values there are in `value`, itself included."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(places(child) for child in children)


def replaced(value: Any, at: int, new: Any) -> Any:
    """`value` with its `at`-th value (in order of reading) replaced; None takes it away."""
    if at == 0:
        return new
    at -= 1
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    out: list[tuple[Any, Any]] = []
    for key, child in pairs:
        count = places(child)
        if 0 <= at < count:
            child = replaced(child, at, new)
        at -= count
        if child is not None:
            out.append((key, child))
    return dict(out) if isinstance(value, dict) else [child for _, child in out] if isinstance(value, list) else value


TREES = [tomllib.loads(data.decode()) for data in GOOD]


@given(st.sampled_from(TREES), st.lists(st.tuples(st.floats(0, 1), st.sampled_from(NASTY)), min_size=1, max_size=3))
@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@example(TREES[0], [(0.0, {})])
def test_any_value_replaced_by_a_nasty_one(tree: dict[str, Any], changes: list[tuple[float, Any]]) -> None:
    for where, new in changes:
        tree = replaced(tree, int(where * (places(tree) - 1)) + 1, new)
        if not isinstance(tree, dict):
            return
    level = decoded(tree)
    if level is not None:
        assert level.shop.staff
        assert len(level.shop.orders) <= limits.ORDERS
        assert json.dumps(msgspec.to_builtins(level.shop), allow_nan=False)
        for plan in (level.naive, level.reference):
            if level.kind != "break":
                compile(write_program(level.shop, plan, level.title).text, "café.py", "exec")


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_at_all(data: bytes) -> None:
    assert read(data) is None


@given(st.sampled_from(GOOD), st.binary(max_size=60))
@settings(deadline=None, max_examples=50)
def test_a_plan_from_outside_is_a_plan_or_refused(good: bytes, data: bytes) -> None:
    level = parse_level(good, "x.toml")
    try:
        parse_plan(data, level.shop, "plan.toml")
    except BadContent as error:
        sentence = str(error)
    else:
        return
    assert sentence.startswith("plan.toml: ")

"""Old saves are brought up to date step by step, new ones refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from cafe_sim.errors import BadContent, Damaged
from cafe_sim.storage import Codec


class Purse(msgspec.Struct):
    coins: int
    owner: str = "nobody"


def cents_to_coins(document: dict[str, Any]) -> dict[str, Any]:
    return {"coins": document["cents"] // 100}


def name_the_owner(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "owner": "Carl"}


codec = Codec(Purse, 3, {1: cents_to_coins, 2: name_the_owner})


def test_each_version_goes_through_the_steps_it_still_lacks():
    assert codec.decode(b'{"cents": 400}', 1) == Purse(4, "Carl")
    assert codec.decode(b'{"coins": 4}', 2) == Purse(4, "Carl")
    assert codec.decode(b'{"coins": 4, "owner": "Ana"}', 3) == Purse(4, "Ana")


def test_what_is_written_is_read():
    assert codec.decode(codec.encode(Purse(2, "Bo")), codec.version) == Purse(2, "Bo")


@pytest.mark.parametrize(
    ("payload", "version"),
    [
        (b'{"nothing": 1}', 1),
        (b'{"coins": "many"}', 3),
        (b"[]", 2),
        (b"\xff", 3),
        (b"[" * 5000, 3),
        (b'{"cents": "x"}', 1),
    ],
)
def test_what_is_no_purse_is_damaged(payload, version):
    with pytest.raises(Damaged):
        codec.decode(payload, version)


def test_the_future_is_refused_with_the_remedy():
    with pytest.raises(BadContent, match=r"version is 4, this game knows up to 3.*update the game"):
        codec.decode(b"{}", 4)


def test_a_table_with_a_hole_is_our_mistake():
    with pytest.raises(AssertionError):
        Codec(Purse, 3, {1: cents_to_coins})

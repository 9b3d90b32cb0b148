"""An envelope that came back changed is never opened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafe_sim.errors import Damaged
from cafe_sim.storage import seal, unseal
from cafe_sim.storage.envelope import HEADER_AT_MOST, PAYLOAD_AT_MOST


@given(st.binary(max_size=300), st.integers(1, 10**6))
def test_what_is_sealed_comes_back(payload, version):
    assert unseal(seal(payload, version)) == (version, payload)


def test_as_much_as_may_be_saved_comes_back():
    payload = bytes(PAYLOAD_AT_MOST)
    assert unseal(seal(payload, 1)) == (1, payload)


def test_a_first_line_as_long_as_may_be_comes_back_and_none_that_is_longer():
    version = 10 ** (HEADER_AT_MOST - seal(b"", 1).index(b"\n"))
    assert seal(b"", version).index(b"\n") == HEADER_AT_MOST
    assert unseal(seal(b"", version)) == (version, b"")
    with pytest.raises(Damaged, match="first line"):
        unseal(seal(b"", 10 * version))


def test_what_could_not_be_opened_again_is_not_sealed():
    with pytest.raises(AssertionError):
        seal(b"", 0)
    with pytest.raises(AssertionError):
        seal(bytes(PAYLOAD_AT_MOST + 1), 1)


def test_every_change_of_one_byte_shows():
    data = seal(b'{"marks": {}}', 3)
    for place in range(len(data)):
        for byte in range(256):
            changed = data[:place] + bytes([byte]) + data[place + 1 :]
            if changed != data:
                with pytest.raises(Damaged):
                    unseal(changed)


def test_every_cut_and_every_missing_or_added_byte_shows():
    data = seal(b'{"marks": {}}', 1)
    for place in range(len(data)):
        for changed in (data[:place], data[place + 1 :], data[:place] + b"0" + data[place:]):
            with pytest.raises(Damaged):
                unseal(changed)
    with pytest.raises(Damaged):
        unseal(data + b"\n")


@given(st.binary(max_size=200))
def test_junk_is_damaged_and_nothing_worse(junk):
    with pytest.raises(Damaged):
        unseal(junk)


@pytest.mark.parametrize(
    "header",
    [b"cafe-sim 0 0 ", b"cafe-sim -1 0 ", b"cafe-sim 1 -0 ", b"cafe-sim \xb2 0 ", b"cafe-sim " + b"9" * 5000 + b" 0 "],
)
def test_numbers_that_are_none(header):
    import hashlib

    with pytest.raises(Damaged):
        unseal(header + hashlib.sha256(header).hexdigest().encode() + b"\n")


def test_the_sentence_says_what_is_wrong():
    with pytest.raises(Damaged, match="it is empty"):
        unseal(b"")
    with pytest.raises(Damaged, match="should hold 4 bytes and holds 3"):
        unseal(seal(b"abcd", 1)[:-1])

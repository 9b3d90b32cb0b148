"""Schedule codes: what goes in comes out, what was mistyped is noticed, and every refusal is a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cafe_sim.engine import Program
from cafe_sim.engine.explore.telling.codes import (
    DIGITS_AT_MOST,
    HEX_KEPT,
    NAME_AT_MOST,
    TYPED_AT_MOST,
    Code,
    at_home,
    decode,
    encode,
    portable,
)
from cafe_sim.engine.explore.walks.schedule import Deviation, Place, Schedule
from cafe_sim.engine.explore.walks.subject import Script
from cafe_sim.engine.explore.walks.visible import ENDS
from cafe_sim.errors import BadContent, Misuse

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LEARNED = (Place("shop/counter.py", 7), Place("shop/counter.py", 9), Place("shop/tills/till.py", 4))
SCHEDULE = Schedule(
    "shop/counter.py", "12ab34cd56ef7890", LEARNED, (Deviation(3, 1), Deviation(5, 2)), "deadbeefcafe" * 2
)

lines = st.integers(1, 10_000)
files = st.sampled_from(["shop/counter.py", "shop/tills/till.py", "shop/z.py"])
somewhere = st.builds(Place, files, lines) | st.just(ENDS)
places = st.lists(somewhere, max_size=12, unique=True).map(lambda found: tuple(sorted(found)))
digests = st.integers(0, 2**64 - 1).map(lambda number: f"{number:016x}")


@st.composite
def schedules(draw):
    ats = sorted(draw(st.sets(st.integers(0, 50_000), max_size=20)))
    deviations = tuple(Deviation(at, draw(st.integers(1, 40))) for at in ats)
    return Schedule("shop/counter.py", draw(digests), draw(places), deviations, draw(digests))


def truncated(schedule):
    return Schedule(schedule.target, schedule.digest, schedule.visible, schedule.deviations, schedule.trace[:HEX_KEPT])


@given(schedules(), places)
def test_what_goes_in_comes_out(schedule, learned):
    try:
        code = encode(schedule, learned, "shop")
    except Misuse:
        assert len(schedule.deviations) + len(schedule.visible) + len(learned) > 10
        return
    read = decode(code)
    assert schedule.digest.startswith(read.digest)
    assert read.unfold(schedule.target, schedule.digest, learned, "shop") == truncated(schedule)


def test_a_file_of_which_a_straight_run_teaches_nothing_is_spelled():
    """A pool whose first thread is quick enough has but one; that others meet in a module shows later."""
    schedule = replace(SCHEDULE, visible=(Place("shop/a/bank.py", 16), Place("shop/a/bank.py", 21), *LEARNED))
    code = encode(schedule, LEARNED[:2], "shop")
    assert len(code) < 90
    assert decode(code).spelled == ("a/bank.py", "tills/till.py")
    assert decode(code).unfold(schedule.target, schedule.digest, LEARNED[:2], "shop") == truncated(schedule)


def test_that_threads_end_fits_into_a_code_though_no_straight_run_asks():
    schedule = replace(SCHEDULE, visible=(ENDS, *LEARNED))
    read = decode(encode(schedule, LEARNED, "shop"))
    assert read.unfold(schedule.target, schedule.digest, LEARNED, "shop") == truncated(schedule)


@given(schedules())
def test_the_folder_of_the_program_is_nobodys_business(schedule):
    assume(len(schedule.deviations) < 15)
    elsewhere = at_home(portable(schedule, "shop"), "/home/eva/counter.py", "/home/eva")
    here = encode(schedule, schedule.visible, "shop")
    assert here == encode(elsewhere, elsewhere.visible, "/home/eva")
    assert decode(here).unfold("counter.py", schedule.digest, portable(schedule, "shop").visible, "").visible == tuple(
        sorted(Place(place.file.removeprefix("shop/"), place.line) for place in schedule.visible)
    )


def test_a_code_is_short_and_readable():
    code = encode(SCHEDULE, LEARNED, "shop")
    assert code == "counter.py:12AN-KVTP-V2G4-6329-5"
    assert set(code.removeprefix("counter.py:").replace("-", "")) <= set(ALPHABET)
    assert encode(Schedule("B4", "12ab34", (), (), "abcdef"), (), "").startswith("B4:1")


@pytest.mark.parametrize(
    "spoil",
    [
        str.lower,
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("0", "o").replace("1", "I"),
        lambda code: f"  {code}\n",
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", "\N{EN DASH}"),
        lambda code: code.replace(":", ": "),
    ],
)
def test_what_people_and_chats_do_to_it_does_no_harm(spoil):
    for trace in ("deadbeefcafe", "00b00b1e"):
        code = encode(replace(SCHEDULE, trace=trace), LEARNED, "shop")
        name, _, rest = code.partition(":")
        assert decode(name + spoil(f":{rest}")) == decode(code)
    assert "0" in rest


@given(schedules(), st.data())
def test_a_wrong_character_or_two_exchanged_are_always_noticed(schedule, data):
    assume(len(schedule.deviations) < 10 and len(schedule.visible) < 6)
    code = encode(schedule, schedule.visible, "shop")
    digits = list(code.partition(":")[2].replace("-", ""))
    at = data.draw(st.integers(0, len(digits) - 1))
    if data.draw(st.booleans()):
        digits[at] = data.draw(st.sampled_from(ALPHABET.replace(digits[at], "")))
    else:
        assume(at and digits[at] != digits[at - 1])
        digits[at - 1 : at + 1] = digits[at], digits[at - 1]
    with pytest.raises(BadContent, match="is mistyped or cut short"):
        decode(f"counter.py:{''.join(digits)}")


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_code_or_a_sentence(typed):
    for text in (typed, f"counter.py:{typed}"):
        try:
            assert isinstance(decode(text), Code)
        except BadContent as error:
            assert str(error).isprintable()  # noqa: PT017


@given(st.lists(st.sampled_from(ALPHABET), max_size=40))
def test_digits_with_a_right_check_but_no_sense_give_a_sentence(digits):
    number = 0
    for digit in digits:
        number = number * 32 + ALPHABET.index(digit)
    check = -number * 1024 % 1021
    try:
        decode(f"x:{''.join(digits)}{ALPHABET[check >> 5]}{ALPHABET[check & 31]}")
    except BadContent as error:
        assert any(word in str(error) for word in ("version", "ask for it again", "cut short"))  # noqa: PT017


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "is no schedule code"),
        ("counter.py", "is no schedule code"),
        (":1234", "is no schedule code"),
        ("/etc/counter.py:1234", "is no schedule code"),
        ("a" * 60, f"“{'a' * 60}”: is no schedule code"),
        ("a" * 60 + "b", f"“{'a' * 60}…”: is no schedule code"),
        ("café", "“café”: is no schedule code"),
        ("a\tb.py:12AN-KVTP-V2G4-6329-5", r"“a\\tb.py:.*: is no schedule code"),
        ("counter.py:12U4", "“U” is no character of a schedule code"),
        ("counter.py:\x1b[31m", r"“\\x1b” is no character"),
        ("counter.py:", "is mistyped or cut short"),
        ("counter.py:" + "1" * 100_000, "too long for a schedule code"),
    ],
)
def test_a_bad_code_is_told_what_is_wrong_with_it(typed, sentence):
    with pytest.raises(BadContent, match=sentence):
        decode(typed)


def test_a_newer_code_says_what_to_do():
    digits = [2, *([0] * 14)]
    number = 0
    for digit in digits:
        number = number * 32 + digit
    check = -number * 1024 % 1021
    text = "".join(ALPHABET[digit] for digit in [*digits, check >> 5, check & 31])
    with pytest.raises(
        BadContent, match=r"is of version 2 .* reads version 1: use the version of Café Sim that made it"
    ):
        decode(f"counter.py:{text}")


def digits_of(code):
    return code.rpartition(":")[2].replace("-", "")


@pytest.mark.parametrize(
    ("at", "option", "digits"), [(7, 1, 15), (7, 2, 16), (8, 1, 16), (127, 1, 16), (127, 15, 17), (128, 1, 17)]
)
def test_a_code_has_no_digit_more_than_it_needs(at, option, digits):
    schedule = Schedule("a.py", SCHEDULE.digest, (), (Deviation(at, option),), SCHEDULE.trace)
    assert len(digits_of(encode(schedule, (), ""))) == digits


def test_as_many_digits_as_fit_into_a_chat_and_no_more():
    lengths, refused = set(), 0
    for moves in range(190, 240):
        for far in (1, 16, 256):
            deviations = (*(Deviation(at, 1) for at in range(moves)), Deviation(moves + far, 1))
            try:
                code = encode(Schedule("a.py", SCHEDULE.digest, (), deviations, SCHEDULE.trace), (), "")
            except Misuse:
                refused += 1
            else:
                lengths.add(len(digits_of(code)))
                assert decode(code).deviations == deviations
    assert max(lengths) == DIGITS_AT_MOST
    assert refused


def test_of_what_was_typed_so_much_is_looked_at_and_no_more():
    name, _, digits = encode(SCHEDULE, LEARNED, "shop").rpartition(":")
    assert decode(f"{name}:{digits:>{TYPED_AT_MOST}}") == decode(f"{name}:{digits}")
    with pytest.raises(BadContent, match="too long for a schedule code"):
        decode(f"{name}:{digits:>{TYPED_AT_MOST + 1}}")


def test_what_fits_no_code_is_refused_and_not_mangled():
    many = tuple(Deviation(at * 1000, 1) for at in range(DIGITS_AT_MOST // 3))
    for target, visible, deviations in [
        ("a\tb.py", (), ()),
        ("x" * (NAME_AT_MOST + 1), (), ()),
        ("shop/", (), ()),
        ("shop/ counter.py", (), ()),
        ("shop/counter.py", LEARNED, many),
        ("shop/counter.py", (Place("/elsewhere/late.py", 3),), ()),
    ]:
        with pytest.raises(Misuse, match="keep the schedule in a file"):
            encode(Schedule(target, "12ab34", visible, deviations, "abcdef"), LEARNED, "shop")


@pytest.mark.parametrize("name", ["é", "x" * NAME_AT_MOST])
def test_a_name_of_one_letter_fits_and_a_long_one(name):
    code = encode(replace(SCHEDULE, target=name, visible=()), (), "")
    assert decode(code).name == name


SCRIPT = "import threading\nn = 0\ndef f():\n    global n\n    n += 1\nfor _ in range(2): threading.Thread(target=f).start()\n"


def test_a_code_fits_no_other_program():
    def script(text, name="counter.py", **settings):
        return Script(Program.from_source(text, file=name), name, **settings)

    subject = script(SCRIPT)
    schedule = Schedule("counter.py", subject.digest, (Place("counter.py", 5),), (Deviation(0, 1),), "abcdef012")
    code = decode(encode(schedule, (Place("counter.py", 5),), ""))
    assert code.schedule(subject, "") == truncated(schedule)
    for other in (script(SCRIPT.replace("n += 1", "n += 2")), script(SCRIPT, seed=3)):
        with pytest.raises(BadContent, match=r"^counter.py: is not what it was .*inspect it again"):
            code.schedule(other, "")
    with pytest.raises(BadContent, match=r"this schedule is one of 'counter.py'"):
        code.schedule(script(SCRIPT, "other.py"), "")
    with pytest.raises(BadContent, match="shares other places"):
        code.unfold("counter.py", subject.digest, (Place("counter.py", 6),), "")

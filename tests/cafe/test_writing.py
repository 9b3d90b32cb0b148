"""The program that a plan amounts to: what it says, and how little of it a small change of plan changes."""

from __future__ import annotations

import ast
import difflib

import pytest
from cafe_shops import A1, A2, A4, B1, B4, B6, C4, by_item, locked
from hypothesis import event, given
from hypothesis import strategies as st
from msgspec.structs import replace

from cafe_sim.cafe.listing import identifier
from cafe_sim.cafe.model import HandOver, Item, Order, Plan, Shop, Span, Station, Step, Thing, Worker
from cafe_sim.cafe.writing import write_program
from cafe_sim.errors import Misuse


def text(shop: Shop, plan: Plan = Plan()) -> str:
    written = write_program(shop, plan, "A day")
    compile(written.text, "café.py", "exec")
    return written.text


def changes(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def bare(lines: list[str]) -> list[str]:
    """Without marks, indentation and comments."""
    return [code for line in lines if (code := line[2:].split("#")[0].strip())]


def test_a_clerk_makes_one_cup_after_the_other() -> None:
    assert text(A1).startswith(
        '''"""A day"""

import time

from cafe import open_doors, serve, tickets, work


def make_pour_over(order):
    work(2)                       # work2: hands on
    time.sleep(6)                 # wait6: Carl stands and waits
    serve(order)
'''
    )


def test_a_barista_has_many_orders_in_hand() -> None:
    assert """async def ana():                  # a barista: many orders, one pair of hands
    async with asyncio.TaskGroup() as orders:
        async for order in tickets("Ana"):
            orders.create_task(make_async[order.item](order))
""" in text(A2)


def test_hanging_a_lock_is_a_line_and_an_indentation() -> None:
    before, after = text(B4), text(B4, locked("croissant", ("till", "ring", "ring")))
    said = sorted(bare(changes(before, after)))
    assert said == ["till.total += count(order.price)"] * 2 + ["till_lock = threading.Lock()", "with till_lock:"]


def test_a_hand_over_is_one_row_and_moves_no_other_line() -> None:
    one = Plan(hand_overs=(HandOver(at=0, order=1, to="Carl"),))
    two = replace(one, hand_overs=(*one.hand_overs, HandOver(at=3, order=3, to="Ana")))
    assert bare(changes(text(A2, one), text(A2, two))) == ['(3, 3, "Ana"),']
    assert write_program(A2, one).fixed == write_program(A2, two).fixed


def test_the_fixed_part_and_the_rows_are_the_program() -> None:
    written = write_program(A2, by_item(tea="Ana", bun="Ana"))
    assert written.fixed.replace("from plan import hand_overs, rules\n", written.rows.lstrip("\n")) == written.text


def test_a_tag_is_a_line_above_the_loading() -> None:
    assert bare(changes(text(B1), text(B1, Plan(joins=("Bo",))))) == ["bo_thread.join()"]


def test_gathering_is_written_as_one_gather() -> None:
    assert """    await asyncio.gather(         # these together
        boil_water(order),
        grind_beans(order),
    )
    await brew(order)
""" in text(A4, Plan(together={"table": (("water", "beans"),)}))


def test_who_comes_in_later_sleeps_first() -> None:
    added = changes(text(B4), text(B4, Plan(late={"Cy": 1.5})))
    assert bare(added) == ["time.sleep(1.5)"]


def test_what_is_grabbed_is_held_to_the_end_of_the_recipe() -> None:
    assert """    with mitt_lock:               # take the mitt
        time.sleep(1)             # walk: Bo is busy
        with tray_lock:           # take the tray
            time.sleep(3)         # bake: Bo is busy
            tray.batches += 1     # shared: read, then write
    serve(order)
""" in text(C4)


def test_a_grab_left_out_is_a_lock_taken_off() -> None:
    plan = Plan(order={"rolls": ("prepare", "walk", "bake"), "cakes": ("prepare", "walk", "bake")})
    assert "lock" not in text(C4, plan)


def test_looking_inside_a_lock_may_leave_early() -> None:
    program = text(B6, locked("croissant", ("case", "look", "take")))
    assert (
        """    with case_lock:
        if case.croissants < 1:   # look: any left?
            return sold_out(order)
        time.sleep(1)             # fetch a bag: the baker is busy
        case.croissants -= 1      # take
"""
        in program
    )


def test_locks_that_cross_are_refused_with_a_reason() -> None:
    plan = locked("croissant", ("case", "look", "take"), ("bag", "bag", "wrap"))
    with pytest.raises(Misuse, match="overlap"):
        write_program(B6, plan)


def test_every_line_of_a_step_knows_its_step() -> None:
    written = write_program(B4, locked("croissant", ("till", "ring", "ring")))
    lines = written.text.splitlines()
    said = {
        step: [lines[n - 1].split("#")[0].strip() for n, at in written.lines.items() if at[1] == step]
        for step in ("bake", "ring")
    }
    assert said == {
        "bake": ["with oven:", "time.sleep(4)"],
        "ring": ["with till_lock:", "till.total += count(order.price)"],
    }


@pytest.mark.parametrize(
    ("name", "python"),
    [
        ("pour-over", "pour_over"),
        ("crêpe", "crêpe"),
        ("Bo's 2nd", "bo_s_2nd"),
        ("2 eggs", "x2_eggs"),
        ("x²", "x2"),
        ("ｉｆ", "if_"),
    ],
)
def test_cafe_words_become_python_names(name: str, python: str) -> None:
    assert identifier(name) == python


spans = st.lists(
    st.builds(
        lambda thing, ends: Span(thing=thing, item="croissant", first=min(ends), last=max(ends)),
        st.sampled_from(["till", "oven", "kitchen"]),
        st.tuples(*[st.sampled_from(["bake", "ring", "wrap"])] * 2),
    ),
    max_size=3,
)


@given(spans, st.permutations(["bake", "ring", "wrap"]), st.sampled_from([0, 0.5, 2]))
def test_any_plan_is_a_program_or_a_sentence(spans: list[Span], order: list[str], late: float) -> None:
    plan = Plan(spans=tuple(spans), order={"croissant": tuple(order)}, late={"Cy": late})
    try:
        written = write_program(B4, plan)
    except Misuse:
        event("refused: the locks cross")
        return
    ast.parse(written.text)
    assert written == write_program(B4, plan)
    # whatever is locked, each step is there, once
    steps = [line.strip().split("  ")[0] for line in written.text.splitlines()]
    assert [steps.count(code) for code in ("time.sleep(4)", "till.total += count(order.price)")] == [1, 1]


def test_two_things_that_would_have_one_name_are_refused() -> None:
    shop = replace(B4, staff=(*B4.staff, Worker("Till", "baker")))
    with pytest.raises(Misuse, match="'till' and 'Till' would both be called till"):
        write_program(shop, Plan())


def test_names_of_the_program_s_own_are_left_to_it() -> None:
    shop = replace(A1, staff=(Worker("Main", "clerk"),))
    assert "def main_():" in text(shop)
    assert identifier("class") == "class_"


@pytest.mark.parametrize("tag", ["Carl", "Zoe"])
def test_nobody_waits_for_himself_or_a_stranger(tag: str) -> None:
    with pytest.raises(Misuse, match="nobody can wait for"):
        write_program(B1, Plan(joins=(tag,)))


def test_where_only_baristas_work_a_lock_is_the_loop_s() -> None:
    items = (
        Item(name="tea", steps=(Step(id="steep", do="wait", seconds=3), Step(id="ring", do="ring", thing="till"))),
    )
    shop = Shop(
        items=items,
        staff=(Worker("Ana", "barista"),),
        orders=(Order(0, "tea", to="Ana"),),
        things=(Thing("till", "total"),),
    )
    program = text(shop, locked("tea", ("till", "steep", "ring")))
    assert "till_lock = asyncio.Lock()" in program
    assert "    async with till_lock:\n        await asyncio.sleep(3)" in program
    assert "import threading" not in program
    assert "import time" not in program


words = st.text(max_size=12) | st.sampled_from(
    ['"""\nevil()\n"""', '"); evil(); ("', "tea\n    evil()", "evil(", "\\", "# evil\revil()", "'"]
)


@given(words, words, words, words, words)
def test_no_word_of_a_level_becomes_code(title: str, label: str, name: str, place: str, identity: str) -> None:
    step = Step(id=identity, do="wait", seconds=1, label=label, station=place, needs=(identity,))
    shop = Shop(
        items=(Item(name=name, steps=(step, replace(step, needs=()))),),
        staff=(Worker("Ana", "barista"), Worker(f"{name}2", "baker")),
        stations=(Station(place),),
        orders=(Order(0, name),),
    )
    try:
        written = write_program(shop, Plan(hand_overs=(HandOver(0, 1, name),)), title)
    except Misuse as refusal:
        event(f"refused: {str(refusal)[:20]}")
        return
    called = {
        node.func.id
        for node in ast.walk(ast.parse(written.text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert "evil" not in called


def test_a_field_that_is_no_name_is_refused() -> None:
    with pytest.raises(Misuse, match="has to be a Python name"):
        write_program(replace(B4, things=(Thing("till", "to tal"),)), Plan())

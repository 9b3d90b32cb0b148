"""A typed program, gone through by saying who moves: it is executed elsewhere, and the screen never waits for it."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from shipped import level

from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.coding.afar import OrderAfar
from cafe_sim.game.coding.code_level import Coding
from cafe_sim.game.coding.lab import Lab
from cafe_sim.game.coding.origin import Origin
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.screens.ask import NameScreen
from cafe_sim.tui.screens.coding.editor import EditorScreen
from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen
from cafe_sim.tui.screens.inspecting.own_order import OwnOrderScreen

pytestmark = pytest.mark.asyncio

A_DAY = 86_400.0
TICKETS = """\
import threading

left = 1
sold = []


def sell(name):
    global left
    if left:
        left -= 1
        sold.append(name)


people = [threading.Thread(target=sell, args=(name,), name=name) for name in {names!r}]
for person in people:
    person.start()
for person in people:
    person.join()
assert left == 0, left
"""
FEW = TICKETS.format(names=("Ana", "Bo", "Cy"))
MANY = TICKETS.format(names=("Ana", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ida", "Jo"))


class Hand:
    """Presses keys, and has what is asked for elsewhere heard of at once."""

    def __init__(self, pilot) -> None:
        self.pilot = pilot
        self.app = pilot.app

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.hear()

    async def hear(self) -> None:
        await self.pilot.pause()
        screen = self.app.screen
        if isinstance(screen, OwnOrderScreen) and isinstance(screen.steps, OrderAfar):
            screen.listen()
        await self.pilot.pause()

    @property
    def view(self):
        return self.app.screen.view


@pytest.fixture
def by_hand(monkeypatch):
    monkeypatch.setattr("cafe_sim.tui.desk.RATE", A_DAY)
    monkeypatch.setattr("cafe_sim.tui.screens.inspecting.own_order.RATE", A_DAY)

    @asynccontextmanager
    async def make(text: str = FEW, *, size=(80, 24), inspected: bool = False):
        lab = Lab(Origin("example:tickets", "tickets.py", text, "tickets.py"), hands=Inline)
        if inspected:
            lab.inspect()
            lab.wait()
        app = CafeApp(utf8=True)
        async with app.run_test(size=size) as pilot:
            await app.game.open()
            app.push_screen(EditorScreen(lab))
            await pilot.pause()
            hand = Hand(pilot)
            await hand.press("b")
            assert isinstance(app.screen, OwnOrderScreen)
            yield hand

    return make


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
async def test_how_it_looks(by_hand, look, golden, size):
    async with by_hand(size=size) as hand:
        await hand.press("1", "2", "2")
        golden(f"by-hand-{size[0]}x{size[1]}", look(hand.app))


async def test_in_a_crowd_everybody_has_a_row(by_hand, look, golden):
    async with by_hand(MANY) as hand:
        await hand.press("1", "2", "2")
        golden("by-hand-crowd-80x24", look(hand.app))


async def test_in_a_crowd_who_moves_can_be_typed(by_hand, monkeypatch):
    said = []
    monkeypatch.setattr(CafeApp, "say", lambda _, sentence: said.append(sentence))
    async with by_hand(MANY) as hand:
        for typed in ("10", "ida", "Zoe"):
            await hand.press("m")
            assert isinstance(hand.app.screen, NameScreen)
            await hand.press(*typed, "enter")
        assert [move.actor for move in hand.view.moves] == ["Jo", "Ida"]
        assert said == ["There is nobody called Zoe."]


async def test_a_few_have_their_keys_and_nobody_is_asked_for(by_hand, look):
    async with by_hand() as hand:
        await hand.press("m")
        assert isinstance(hand.app.screen, OwnOrderScreen)
        assert "who else" not in look(hand.app)


async def test_the_inspectors_way_is_followed_and_left(by_hand):
    async with by_hand(inspected=True) as hand:
        assert hand.view.ahead
        await hand.press("right", "right")
        assert [move.actor for move in hand.view.moves] == ["Ana", "Bo"]
        await hand.press("3")
        assert not hand.view.ahead, "an order of one's own from here"
        await hand.press("left", "home")
        assert not hand.view.moves
        await hand.press("end")
        assert len(hand.view.moves) == 3


async def test_why_somebody_cannot_move_is_said_when_it_is_known(by_hand, monkeypatch):
    said = []
    monkeypatch.setattr(CafeApp, "say", lambda _, sentence: said.append(sentence))
    guarded = "    with lock:\n        if left:\n            left -= 1\n"
    locked = FEW.replace("    if left:\n        left -= 1\n        sold.append(name)\n", guarded)
    locked = locked.replace("left = 1", "left, lock = 1, threading.Lock()", 1)
    async with by_hand(locked) as hand:
        await hand.press("1", "2")
        assert said == ["Bo cannot move: wants lock, held by Ana."]
        await hand.press("i")
        assert said[-1].startswith("Bo: wants lock, held by Ana.")


async def test_what_is_no_program_says_so_and_nobody_can_be_moved(by_hand, look, monkeypatch):
    said = []
    monkeypatch.setattr(CafeApp, "say", lambda _, sentence: said.append(sentence))
    async with by_hand("def sell(:\n") as hand:
        assert said == ["This is not a program yet, so nobody can be moved."]
        await hand.press("1", "left", "i")
        assert "This is not a program yet" in look(hand.app)
        await hand.press("escape")
        assert isinstance(hand.app.screen, EditorScreen)


async def test_until_it_has_been_executed_the_screen_says_that(by_hand, look):
    async with by_hand() as hand:
        hand.app.push_screen(OwnOrderScreen(OrderAfar(hand.app.screen.steps._subject, "tickets.py", hands=Inline)))
        await hand.pilot.pause()
        assert "One moment: it is being executed." in look(hand.app)
        await hand.hear()
        assert "1 Ana" in look(hand.app)


async def test_a_level_of_code_is_gone_through_from_the_inspectors_verdict(monkeypatch, look):
    monkeypatch.setattr("cafe_sim.tui.screens.inspecting.own_order.RATE", A_DAY)
    coding = Coding(level("A5"), hands=Inline)
    coding.start_asking(Inline)
    coding.wait()
    app = CafeApp(utf8=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.game.open()
        app.push_screen(InspectionScreen(coding))
        hand = Hand(pilot)
        await hand.press("b")
        assert isinstance(app.screen, OwnOrderScreen)
        assert "BY HAND" in look(app)
        await hand.press("end")
        assert hand.view.over
        assert hand.view.verdict == coding.failing().faults[0].message

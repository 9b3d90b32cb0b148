"""A code level on the screen: mended by typing, won by keys and by mouse, and nothing that was typed is lost."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
import shipped
from fingers import Fingers

from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.coding.code_level import Coding, code_key
from cafe_sim.game.coding.lab import Lab
from cafe_sim.game.inspecting.inspectable import Visit
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pages.coding.coding import place_to_mend
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.afterwards.timeline import TimelineScreen
from cafe_sim.tui.screens.ask import AskScreen
from cafe_sim.tui.screens.coding.coding import CodingScreen
from cafe_sim.tui.screens.fixing.plans import TextsScreen
from cafe_sim.tui.screens.help import HelpScreen
from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen
from cafe_sim.tui.screens.player.briefing import BriefingScreen
from cafe_sim.tui.widgets.board import Board

A5 = shipped.level("A5")
A_DAY = 86_400.0
KEYS = {" ": "space", "(": "left_parenthesis", ")": "right_parenthesis", ".": "full_stop", ":": "colon", "_": "underscore",
        "=": "equals_sign", "[": "left_square_bracket", "]": "right_square_bracket", "\n": "enter"}  # fmt: skip
SIZES = [(60, 18), (80, 24), (120, 40)]


TOP = '"""Pin it up'


class Hand(Fingers):
    """Plays, and never waits for a clock: the timers stand, and what is asked for is done here."""

    @property
    def screen(self):
        return self.app.screen

    @property
    def coding(self) -> Coding:
        assert isinstance(self.screen, CodingScreen)
        return self.screen.coding

    @property
    def progress(self):
        return self.app.game.progress

    async def type(self, text: str) -> None:
        await self.press(*(KEYS.get(character, character) for character in text))

    async def hear(self) -> None:
        """What is going on comes to its end and is heard of."""
        self.coding.lab.wait()
        self.screen.arrive()
        self.screen.repaint()
        await self.pilot.pause()

    async def visit(self) -> None:
        """The inspector does his work."""
        screen = self.screen
        assert isinstance(screen, InspectionScreen)
        screen.inspectable.wait()
        screen.listen()
        screen.query_one(Board).repaint()
        screen.refresh_bindings()
        await self.pilot.pause()

    async def click(self, words: str) -> None:
        """On the words, wherever on a board they are."""
        for board in self.screen.query(Board):
            for y, line in enumerate(board.page):
                x = 0
                for piece in line:
                    if words in piece.text and piece.target:
                        inside = board.content_region.offset - board.region.offset
                        await self.pilot.click(board, offset=(inside.x + x + 1, inside.y + y - round(board.scroll_y)))
                        await self.pilot.pause()
                        return
                    x += piece.width
        raise AssertionError(f"nowhere to click: {words}")

    async def go_to(self, words: str) -> None:
        """The cursor before that line's first letter."""
        row = next(row for row, line in enumerate(self.screen.text.text.split("\n")) if words in line)
        line = self.screen.text.document.get_line(row)
        self.screen.text.move_cursor((row, len(line) - len(line.lstrip())))
        await self.pilot.pause()


@pytest.fixture
def at_code(monkeypatch):
    """The level on its screen, come to by its briefing; nothing is executed in other processes."""
    monkeypatch.setattr("cafe_sim.tui.desk.RATE", A_DAY)
    monkeypatch.setattr("cafe_sim.tui.screens.inspecting.inspection.RATE", A_DAY)
    monkeypatch.setattr(Lab, "_worker", lambda _: Inline())
    monkeypatch.setattr(
        "cafe_sim.game.inspecting.inspectable.Visit",
        lambda subject, **more: Visit(subject, **{**more, "hands": Inline}),
    )

    @asynccontextmanager
    async def at_code(*, size=(80, 24), draft=None):
        app = CafeApp(Campaign(load=lambda: (A5,)), utf8=True)
        async with app.run_test(size=size) as pilot:
            await app.game.open()
            if draft is not None:
                app.game.keeper.keep(app.game.progress.drafted(code_key(A5), draft))
            app.brief(A5)
            hand = Hand(pilot)
            await pilot.pause()
            assert isinstance(app.screen, BriefingScreen)
            await hand.press("enter")
            await pilot.pause()
            await hand.hear()
            yield hand

    return at_code


# ---- how it looks --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.asyncio
async def test_after_a_run(at_code, look, golden, size):
    async with at_code(size=size) as hand:
        await hand.press("r")
        await hand.hear()
        golden(f"coding-ran-{size[0]}x{size[1]}", look(hand.app))


@pytest.mark.asyncio
async def test_while_typing_with_hints_beside(at_code, look, golden):
    async with at_code(size=(120, 40)) as hand:
        await hand.press("h", "h", "r")
        await hand.hear()
        await hand.press("e")
        await hand.go_to("make[order.item](order)")
        await hand.type("await ")
        golden("coding-hints-120x40", look(hand.app))


@pytest.mark.asyncio
async def test_what_the_inspector_said_stands_beside_the_text(at_code, look, golden):
    async with at_code() as hand:
        await hand.press("r")
        await hand.hear()
        await hand.press("I")
        await hand.visit()
        await hand.press("escape")
        golden("coding-broken-80x24", look(hand.app))
        assert hand.screen.text._wrong == {26}


# ---- the way to three stars ----------------------------------------------------------------------


@pytest.mark.asyncio
async def test_who_is_quicker_than_the_first_picture_is_shown_what_came_of_it(at_code):
    async with at_code() as hand:
        await hand.press("r")
        await hand.hear()
        before = hand.screen.text.cursor_location
        hand.screen.show_place()
        assert hand.screen.text.cursor_location == before


@pytest.mark.asyncio
async def test_it_is_won_by_keys_alone(at_code, look):
    """First await, which is too slow; then a task group."""
    async with at_code() as hand:
        await hand.press("r")
        await hand.hear()
        assert hand.screen.text.cursor_location[0] + 1 == 26, "where it went wrong"
        await hand.press("e")
        await hand.type("await ")
        await hand.press("escape", "r")
        await hand.hear()
        assert hand.coding.came.served == 3
        assert "note: 3 of 8 served" in look(hand.app)
        await hand.press("u")
        assert hand.coding.lab.text == A5.shop.program
        await hand.press("e")
        await hand.go_to("async for order")
        await hand.type("async with asyncio.TaskGroup() as orders:\n")
        await hand.press("down", "tab")
        await hand.type("orders.create_task(")
        await hand.press("end")
        await hand.type(")")
        await hand.press("escape")
        assert hand.coding.lab.text == A5.reference.text
        await hand.press("r")
        await hand.hear()
        assert "I would it always? ask the inspector" in look(hand.app)
        await hand.press("I")
        await hand.visit()
        assert "CERTIFIED" in look(hand.app)
        await hand.press("enter")
        assert isinstance(hand.screen, ResultScreen)
        assert "★ sound  ★ par  ★ light" in look(hand.app)
        assert "A coroutine does nothing until it is awaited, or made a task." in look(hand.app)
        assert hand.progress.stars("A5").count == 3
        assert hand.progress.mark("A5").plans[0].plan.text == A5.reference.text
        assert code_key(A5) not in hand.progress.drafts


@pytest.mark.asyncio
async def test_tab_before_the_code_of_a_line_takes_the_cursor_to_the_code(at_code):
    async with at_code() as hand:
        await hand.press("e")
        await hand.go_to("async for order")
        await hand.type("async with asyncio.TaskGroup() as orders:\n")
        await hand.press("down", "home", "home", "tab")
        await hand.type("orders.create_task(")
        await hand.press("end")
        await hand.type(")")
        await hand.press("escape")
        assert hand.coding.lab.text == A5.reference.text


@pytest.mark.asyncio
async def test_it_is_won_by_mouse_where_there_is_nothing_to_be_typed(at_code, look):
    async with at_code() as hand:
        await hand.click("run it once")
        await hand.hear()
        await hand.press("S")
        assert isinstance(hand.screen, AskScreen)
        await hand.click("show it")
        assert hand.coding.lab.text == A5.reference.text
        assert not hand.coding.was_run, "it fills, and does not run"
        await hand.press("r")
        await hand.hear()
        await hand.click("would it always? ask the inspector")
        await hand.visit()
        await hand.click("see the result")
        assert isinstance(hand.screen, ResultScreen)
        assert hand.progress.stars("A5").count == 3


@pytest.mark.asyncio
async def test_the_inspector_can_be_called_from_the_result(at_code, look):
    async with at_code() as hand:
        await hand.press("S", "down", "enter")
        await hand.press("r")
        await hand.hear()
        await hand.press("enter")
        assert isinstance(hand.screen, ResultScreen)
        assert hand.progress.stars("A5").count == 0
        assert "the inspector has not been asked" in look(hand.app)
        await hand.press("enter")
        await hand.visit()
        await hand.press("enter")
        assert isinstance(hand.screen, ResultScreen)
        assert hand.progress.stars("A5").count == 3


# ---- what was typed ------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_what_was_typed_is_there_again(at_code):
    async with at_code(draft="# mine\n") as hand:
        assert hand.coding.lab.text == hand.screen.text.text == "# mine\n"
        await hand.press("R")
        assert hand.coding.lab.text == A5.shop.program
        await hand.press("u")
        assert hand.coding.lab.text == "# mine\n"
        await hand.press("U")
        assert hand.coding.lab.text == A5.shop.program
        await hand.press("escape")
        assert code_key(A5) not in hand.progress.drafts, "the level's own text needs no keeping"


@pytest.mark.asyncio
async def test_leaving_keeps_the_text_and_asks_nothing(at_code):
    async with at_code() as hand:
        await hand.go_to(TOP)
        await hand.press("e")
        await hand.type("x=1\n")
        await hand.press("escape", "escape")
        assert not isinstance(hand.screen, CodingScreen)
        assert hand.progress.drafts[code_key(A5)].startswith("x=1\n")


@pytest.mark.asyncio
async def test_again_has_the_text_that_ran_and_afresh_the_levels_own(at_code):
    async with at_code() as hand:
        await hand.go_to(TOP)
        await hand.press("e")
        await hand.type("# mine\n")
        await hand.press("escape", "r")
        await hand.hear()
        await hand.press("enter")
        await hand.press("r")
        await hand.pilot.pause()
        assert hand.coding.lab.text == "# mine\n" + A5.shop.program
        await hand.press("r")
        await hand.hear()
        await hand.press("enter", "n")
        await hand.pilot.pause()
        assert hand.coding.lab.text == A5.shop.program


@pytest.mark.asyncio
async def test_texts_have_names_and_are_put_back(at_code, look):
    async with at_code() as hand:
        await hand.press("S", "down", "enter", "r")
        await hand.hear()
        await hand.press("enter", "n")
        await hand.pilot.pause()
        await hand.press("p")
        assert isinstance(hand.screen, TextsScreen)
        assert "plan 1" in look(hand.app)
        await hand.press("down", "enter")
        await hand.pilot.pause()
        assert hand.screen.text.text == hand.coding.lab.text == A5.reference.text
        await hand.press("u")
        assert hand.coding.lab.text == A5.shop.program


# ---- what can be done when -----------------------------------------------------------------------


@pytest.mark.asyncio
async def test_keys_that_have_nothing_to_do_say_why(at_code, look):
    async with at_code() as hand:
        for key, said in (
            ("enter", "There is no result before a run"),
            ("w", "No order that goes wrong is known of this text"),
            ("u", "Nothing has been typed yet."),
            ("R", "It is the level's own text"),
        ):
            await hand.press(key)
            assert any(said in str(notice.message) for notice in hand.app._notifications), key
        await hand.press("h", "h", "h", "h")
        assert any("There are no more hints." in str(notice.message) for notice in hand.app._notifications)


@pytest.mark.asyncio
async def test_hints_help_timeline_and_the_order_that_goes_wrong(at_code, look):
    async with at_code(size=(120, 40)) as hand:
        await hand.press("h")
        assert "hint 1 of 3: Calling a coroutine" in look(hand.app)
        await hand.press("question_mark")
        assert isinstance(hand.screen, HelpScreen)
        await hand.press("escape", "r")
        await hand.hear()
        await hand.press("t")
        assert isinstance(hand.screen, TimelineScreen)
        await hand.press("escape", "I")
        await hand.visit()
        await hand.press("escape", "w")
        await hand.pilot.pause()
        assert "make_latte" in look(hand.app)
        await hand.press("escape")
        assert isinstance(hand.screen, CodingScreen)


@pytest.mark.asyncio
async def test_it_opens_at_the_function_that_is_to_be_mended(at_code, look):
    assert A5.shop.program.splitlines()[place_to_mend(A5) - 1].startswith("async def ana():")
    async with at_code(size=(80, 24)) as hand:
        await hand.pilot.pause()
        assert "make[order.item](order)" in look(hand.app), "the line that is to be mended is in view"


@pytest.mark.asyncio
async def test_a_hint_stays_while_one_types_and_makes_room_for_what_came_of_it(at_code, look):
    async with at_code(size=(80, 24)) as hand:
        await hand.press("h", "h")
        assert "hint 2 of 3" in look(hand.app)
        assert "hint 1 of 3" not in look(hand.app)
        await hand.go_to(TOP)
        await hand.press("e")
        await hand.type("#")
        await hand.press("escape")
        assert "hint 2 of 3" in look(hand.app)
        await hand.press("r")
        await hand.hear()
        assert "hint" not in look(hand.app).partition("─")[2].partition("? help")[0]
        assert "It did not work this time" in look(hand.app)
        await hand.press("h")
        assert "hint 2 of 3" in look(hand.app), "the same again, and not the last one for nothing"


@pytest.mark.asyncio
async def test_the_text_has_the_room_while_there_is_nothing_to_report(at_code):
    async with at_code(size=(80, 24)) as hand:
        before = hand.screen.text.size.height
        await hand.press("r")
        await hand.hear()
        assert hand.screen.text.size.height < before


@pytest.mark.asyncio
async def test_the_task_stands_beside_the_text_until_there_is_something_to_report(at_code, look):
    async with at_code(size=(120, 40)) as hand:
        assert "THE TASK" in look(hand.app)
        assert "★ par    mean wait 4.5 s or less" in look(hand.app)
        await hand.press("r")
        await hand.hear()
        assert "THE TASK" not in look(hand.app)
        await hand.press("question_mark")
        assert "Ana writes a ticket for every order" in look(hand.app), "help says it again"


@pytest.mark.asyncio
async def test_while_typing_only_keys_are_named_that_do_something_then(at_code, look):
    async with at_code(size=(80, 24)) as hand:
        await hand.press("e")
        assert "ctrl+r run it once" in look(hand.app)
        assert "e edit it" not in look(hand.app)
        await hand.press("ctrl+r")
        await hand.hear()
        assert "enter to the result" not in look(hand.app)
        await hand.press("escape")
        assert "enter to the result" in look(hand.app)


@pytest.mark.asyncio
async def test_a_line_that_goes_on_says_so(at_code, look):
    async with at_code(size=(60, 18)) as hand:
        await hand.go_to("async def ana")
        (line,) = (line for line in look(hand.app).splitlines() if "async def ana" in line)
        assert line.rstrip("▁▂▃▄▅▆▇█ ").endswith("…")


@pytest.mark.asyncio
async def test_a_text_that_is_no_python_is_told_at_its_line(at_code, look):
    async with at_code() as hand:
        await hand.go_to(TOP)
        await hand.press("e")
        await hand.type("x=(\n")
        await hand.press("escape", "r")
        await hand.hear()
        assert "line 1: not Python" in look(hand.app)
        assert hand.screen.text._wrong == {1}
        await hand.press("enter")
        assert isinstance(hand.screen, CodingScreen), "there is no result"


@pytest.mark.asyncio
async def test_a_run_file_is_not_offered_nor_the_lab(at_code):
    async with at_code() as hand:
        await hand.press("r")
        await hand.hear()
        await hand.press("enter")
        offered = {command.id for command in hand.screen.offered()}
        assert "record" not in offered
        await hand.press("c")
        assert "edit" not in {command.id for command in hand.screen.offered()}


@pytest.mark.asyncio
async def test_escape_and_a_key_right_behind_it_are_no_letter(at_code):
    """A terminal sends both together, as one key held with alt."""
    async with at_code() as hand:
        before = hand.screen.text.text
        await hand.press("e", "alt+r")
        await hand.pilot.pause()
        assert hand.screen.text.text == before
        assert hand.screen.lab.doing == "run"
        assert not hand.screen.typing
        await hand.hear()


@pytest.mark.asyncio
async def test_the_inspector_is_called_while_one_types_and_typing_goes_on_when_he_leaves(at_code, look):
    async with at_code() as hand:
        await hand.press("e")
        assert "ctrl+t inspector" in look(hand.app)
        await hand.press("ctrl+t")
        await hand.visit()
        await hand.press("escape")
        await hand.type("#")
        assert hand.screen.text.text != hand.screen.level.shop.program

"""The bench on a screen: marking, changing, both verdicts, by key and by mouse, in every size."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager

import msgspec
import pytest
from fingers import Fingers
from shipped import level
from textual.geometry import Offset
from textual.widgets import Input

from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.views import Mark
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.fixing.bench import BenchScreen
from cafe_sim.tui.screens.inspecting.failing import FailingScreen
from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen
from cafe_sim.tui.themes import look_of
from cafe_sim.tui.widgets.board import Board

pytestmark = pytest.mark.asyncio


class Workbench(Fingers):
    """A player at the bench."""

    def __init__(self, pilot, screen: BenchScreen) -> None:
        super().__init__(pilot)
        self.screen = screen

    @property
    def bench(self):
        return self.screen.bench

    async def call(self) -> InspectionScreen:
        """Call the inspector, and stay until he is done."""
        await self.press("I")
        await self.heard()
        visit = self.pilot.app.screen
        assert isinstance(visit, InspectionScreen)
        return visit

    async def solve(self) -> None:
        """Ask for the solution, and say yes to the question."""
        await self.press("S", "down", "enter")

    def said(self) -> str:
        """The notice that came last."""
        return list(self.pilot.app._notifications)[-1].message

    async def heard(self) -> None:
        """The inspector has come already: stay until he is done."""
        visit = self.pilot.app.screen
        assert isinstance(visit, InspectionScreen)
        self.bench.wait()
        visit.listen()
        visit.query_one(Board).repaint()
        await self.pilot.pause()

    async def ask(self) -> None:
        """Call the inspector, hear him, and go back to the bench."""
        await self.call()
        await self.press("f")

    async def wins_every_star(self) -> None:
        """The doors have been open: he is called, and the result has all three."""
        await self.ask()
        await self.press("enter")
        self.has_every_star()

    def has_every_star(self) -> None:
        """The result is on the screen, and says so."""
        result = self.pilot.app.screen
        assert isinstance(result, ResultScreen)
        assert (result.view.sound, result.view.par, result.view.light) == (True, True, True)

    async def click(self, board: str, words: str) -> None:
        """Click on the first line of a board that has these words, "#2" for the second one."""
        await self.click_in(self.screen.query_one(f"#{board}", Board), words)

    async def click_in(self, widget: Board, words: str) -> None:
        widget.show_line(self.line_of(widget, words)[1])
        await self.pilot.pause()
        at = widget.content_region.offset - widget.scroll_offset + self.line_of(widget, words)
        await self.pilot.click(offset=at)
        await self.pilot.pause()

    def line_of(self, widget: Board, words: str) -> tuple[int, int]:
        """Where on a board these words begin; of "@give", the tool's key for that move."""
        if words.startswith("@"):
            before = [piece.target == f"pick('{words[1:]}')" for piece in widget.page[0]].index(True)
            return sum(piece.width for piece in widget.page[0][:before]), 0
        words, _, number = words.partition("#")
        lines = ["".join(piece.text for piece in line) for line in widget.page]
        y = [index for index, text in enumerate(lines) if words in text][int(number or 1) - 1]
        return lines[y].index(words), y

    def where(self, board: str, words: str) -> Offset:
        """Where on the screen they begin."""
        widget = self.screen.query_one(f"#{board}", Board)
        return widget.content_region.offset - widget.scroll_offset + self.line_of(widget, words)


@pytest.fixture
def at_the_bench(tmp_path, monkeypatch):
    monkeypatch.setenv("CAFE_SIM_SAVES", str(tmp_path))
    ask = Bench.start_asking
    monkeypatch.setattr(Bench, "start_asking", lambda bench: ask(bench, Inline))  # processes take a while to begin

    @asynccontextmanager
    async def seated(name: str, size: tuple[int, int] = (80, 24)):
        app = CafeApp(utf8=True)
        async with app.run_test(size=size) as pilot:
            await app.game.open()
            screen = BenchScreen(level(name))
            app.push_screen(screen)
            await pilot.pause()
            await pilot.pause()
            yield Workbench(pilot, screen)

    return seated


async def test_b4_is_won_with_three_keys_and_the_result_follows(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.press("k", "o")
        await player.wins_every_star()


async def test_d1_is_won_by_a_lock_and_one_more_token(at_the_bench):
    async with at_the_bench("D1") as player:
        await player.press("k", "m", "m", "f", "o")
        assert player.bench.plan == level("D1").reference
        await player.wins_every_star()


async def test_b9_is_won_by_a_bell_and_not_by_a_lock(at_the_bench):
    async with at_the_bench("B9") as player:
        await player.press("k", "o")
        assert player.screen.view.this_time_ok
        await player.ask()
        assert player.screen.view.always_ok is False
        await player.press("u", "down", "down", "g", "down", "down", "down", "down", "a", "o")
        assert player.bench.plan == level("B9").reference
        await player.wins_every_star()


async def test_d5_is_won_by_one_more_ticket(at_the_bench):
    async with at_the_bench("D5") as player:
        await player.press("o")
        assert [fault.kind for fault in player.screen.view.faults] == ["deadlock"]
        await player.press(*["down"] * 5, "g", "o")
        assert player.bench.plan == level("D5").reference
        await player.wins_every_star()


async def test_a_bell_is_dragged_onto_a_step(at_the_bench):
    async with at_the_bench("B9") as player:
        for key, words in (("@give", "2 bake"), ("@await", "3 ice")):
            await player.pilot.mouse_down(offset=player.where("heading", key))
            end = player.where("rows", words)
            await player.pilot.hover(offset=end)
            await player.pilot.mouse_up(offset=end)
            await player.pilot.pause()
        assert player.bench.plan == level("B9").reference


async def test_one_token_too_many_is_no_guard(at_the_bench):
    async with at_the_bench("D1") as player:
        await player.press("k", "m", "m", "o")
        assert "3 at once on the fuse" in player.screen.view.faults[0].message
        await player.press("f", "f")
        assert player.bench.plan.tokens == {}
        await player.press("f")
        assert player.bench.plan.tokens == {}


async def test_what_went_wrong_stays_on_the_bench(at_the_bench, look, golden):
    async with at_the_bench("B4") as player:
        await player.press("o")
        await player.ask()
        golden("bench-b4-naive-80x24", look(player.pilot.app))


async def test_a_lock_shows_in_steps_and_program(at_the_bench, look, golden):
    async with at_the_bench("B4", (120, 40)) as player:
        await player.press("k")
        golden("bench-b4-locked-120x40", look(player.pilot.app))


async def test_the_narrow_bench_shows_steps_or_program(at_the_bench, look, golden):
    async with at_the_bench("C4", (60, 18)) as player:
        await player.press("o")
        golden("bench-c4-60x18", look(player.pilot.app))
        await player.press("c")
        golden("bench-c4-code-60x18", look(player.pilot.app))


async def test_everything_on_the_bench_can_be_clicked(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.click("rows", "wrap")
        assert player.screen.mark == Mark(item="croissant", step="wrap")
        await player.click("rows", "till")
        assert player.screen.mark == Mark(thing="till")


async def test_a_moved_step_stays_marked(at_the_bench):
    async with at_the_bench("A4") as player:
        await player.press("down", "down", "down")
        assert player.screen.mark.step == "warm"
        await player.press("less_than_sign")
        assert player.screen.mark.step == "warm"
        assert player.bench.plan.order["table"] == ("boil", "grind", "warm", "brew", "tray")


async def test_a4_is_solved_by_keys(at_the_bench):
    async with at_the_bench("A4") as player:
        await player.press("down", "down", "down", "comma", "t", "up", "t", "o")
        await player.ask()
        assert player.bench.plan == level("A4").reference
        assert player.bench.result().sound


@pytest.mark.parametrize("size", [(60, 18), (80, 24)])
async def test_what_is_marked_stays_in_sight_all_the_way_down_and_up(at_the_bench, look, size):
    async with at_the_bench("C4", size) as player:
        for key in ("down", "up"):
            for _ in player.screen.view.rows:
                await player.press(key)
                row = player.screen.view.rows[player.screen.place]
                assert f"› {row.label[:9]}" in look(player.pilot.app)


async def test_what_is_marked_stays_in_sight_when_there_is_more_to_say_below(at_the_bench, look):
    async with at_the_bench("E1", (60, 18)) as player:
        await player.press("down", "down", "down", "down", "o")
        assert "› 1 hold" in look(player.pilot.app)


async def test_where_there_is_no_room_for_the_program_its_changed_lines_are_said(at_the_bench, look):
    async with at_the_bench("B4", (60, 18)) as player:
        await player.press("k")
        assert "+with till_lock:" in look(player.pilot.app)


async def test_only_what_the_toolbox_holds_is_offered(at_the_bench):
    async with at_the_bench("A4") as player:
        offered = {command.id for command in player.screen.offered()}
        assert {"rise", "together", "open", "ask"} <= offered
        assert not {"lock", "join", "late", "extra"} & offered


async def test_a_refusal_is_said_and_changes_nothing(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.press("down", "down", "down", "down", "down", "minus")
        assert player.bench.plan == level("B4").naive
        assert any(
            toast.message == "Cy can come in from 0 to 3 seconds late." for toast in player.pilot.app._notifications
        )
        assert any("0 to 3 seconds" in toast.message for toast in player.pilot.app._notifications)


async def test_who_comes_in_later_is_marked_by_the_key_itself(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.press("plus")
        assert player.bench.plan.late == {"Cy": 1}
        assert player.screen.mark.worker == "Cy"


async def test_the_solution_fills_the_board_and_does_not_run_it(at_the_bench):
    async with at_the_bench("C4") as player:
        await player.solve()
        assert player.bench.plan == level("C4").reference
        assert player.bench.view().this_time == ""
        await player.press("u")
        assert player.bench.plan == level("C4").naive


async def test_the_last_line_always_says_what_to_do_next(at_the_bench, look):
    async with at_the_bench("B4") as player:

        def says():
            return next(line for line in look(player.pilot.app).splitlines() if line.startswith(" next"))

        assert says() == " next      o open the doors"
        await player.press("o")
        assert says() == " next      h a hint   I call the inspector: would it always?   enter result"
        await player.ask()
        assert says().startswith(" next      w watch it go wrong")
        await player.press("k", "o")
        await player.ask()
        assert says() == " next      enter see the result"


async def test_what_to_do_next_and_the_tools_can_be_clicked(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.click("rows", "till")
        await player.click("heading", "lock ×2")
        assert player.bench.plan.spans
        await player.click("rows", "Cy")
        await player.click("heading", "Cy later")
        assert player.bench.plan.late == {"Cy": 1}
        await player.click("verdict", "open the doors")
        assert player.bench.day is not None
        await player.click("verdict", "call the inspector")
        assert isinstance(player.pilot.app.screen, InspectionScreen)


async def test_a_change_is_scrolled_to_and_stays_in_sight_when_the_doors_open(at_the_bench, look):
    async with at_the_bench("C4") as player:
        await player.solve()
        assert re.search(r"\+ \d+     with mitt_lock:", look(player.pilot.app))
        await player.press("o")
        assert re.search(r"\+ \d+     with mitt_lock:", look(player.pilot.app))


async def test_what_went_wrong_is_told_with_its_cause_first_and_its_lines_stand_beside_the_program(at_the_bench, look):
    async with at_the_bench("B4") as player:
        await player.press("o", "i")
        told = player.said()
        assert "What Bo wrote is lost" in told
        line = re.search(r"in line (\d+)", told)[1]
        assert f"{line}     till.total += count(order.price)" in look(player.pilot.app)
        await player.press("i", "i")
        assert player.said() == "The till holds 9.00; 6 sales come to 18.00."


async def test_a_bench_that_is_left_is_found_as_it_was(at_the_bench):
    async with at_the_bench("A4") as player:
        await player.press("down", "t")
        left = player.bench.plan
        await player.press("escape")
        again = BenchScreen(level("A4"))
        player.pilot.app.push_screen(again)
        await player.pilot.pause()
        assert again.bench.plan == left
        assert "as you left it" in player.said()
        await player.press("u", "escape")
        own = BenchScreen(level("A4"))
        player.pilot.app.push_screen(own)
        await player.pilot.pause()
        assert own.bench.plan.together == {}


async def test_two_who_stand_for_ever_say_whom_they_wait_for(at_the_bench, look):
    async with at_the_bench("C4") as player:
        await player.press("o")
        shown = look(player.pilot.app)
        assert "╳ stuck: wants tray_lock, held by Cy" in shown
        assert "╳ stuck: wants mitt_lock, held by Bo" in shown


async def test_hints_come_one_after_the_other_and_end(at_the_bench, look):
    async with at_the_bench("B4") as player:
        for hint in level("B4").hints:
            await player.press("h")
            place = player.screen.hints
            assert f"hint {place} of 3" in look(player.pilot.app)
            assert place == 3 or hint[:20] in " ".join(look(player.pilot.app).split())
        assert player.screen.check_action("hint", ()) is None


async def test_an_order_that_goes_wrong_can_be_watched_once_it_is_known(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.press("w")
        assert player.pilot.app.screen is player.screen, "nobody has asked yet"
        await player.ask()
        await player.press("w")
        assert isinstance(player.pilot.app.screen, FailingScreen)


# ---- by mouse alone -----------------------------------------------------------------------------


async def test_a_tool_is_taken_in_hand_and_used_on_what_is_clicked_then(at_the_bench, look):
    async with at_the_bench("B4") as player:
        await player.click("heading", "lock ×2")
        assert player.bench.plan == level("B4").naive, "nothing was marked yet: it is only in hand"
        assert " in hand   lock ×2: click a thing, or a step alone" in look(player.pilot.app)
        await player.click("rows", "till")
        assert player.bench.plan == level("B4").reference
        await player.click("heading", "join")
        await player.click("rows", "2 ring up")
        assert player.bench.plan.spans[0].last == "wrap", "the second tool was meant for the second click"


async def test_what_is_in_hand_can_be_put_back_or_used_with_enter(at_the_bench):
    async with at_the_bench("B4") as player:
        for back in ("escape", "click"):
            await player.click("heading", "lock ×2")
            await (player.press(back) if back == "escape" else player.click("heading", "lock ×2"))
            assert player.screen.in_hand == ""
        assert player.pilot.app.screen is player.screen
        await player.click("heading", "lock ×2")
        await player.press("enter")
        assert player.bench.plan == level("B4").reference


async def test_a_step_is_moved_both_ways_by_clicking_it_and_then_the_tool(at_the_bench):
    async with at_the_bench("A4") as player:
        await player.click("rows", "warm")
        await player.click("heading", "<")
        await player.click("heading", "<")
        assert player.bench.plan.order["table"].index("warm") == 1
        await player.click("heading", ">")
        assert player.bench.plan == msgspec.structs.replace(
            level("A4").naive, order={"table": level("A4").reference.order["table"]}
        )


async def test_a_lock_is_dragged_onto_the_till(at_the_bench):
    async with at_the_bench("B4") as player:
        start, end = player.where("heading", "lock ×2"), player.where("rows", "till")
        await player.pilot.mouse_down(offset=start)
        await player.pilot.hover(offset=end)
        await player.pilot.mouse_up(offset=end)
        await player.pilot.pause()
        assert player.bench.plan == level("B4").reference
        await player.pilot.mouse_down(offset=player.where("verdict", "open the doors"))
        await player.pilot.mouse_up(offset=end)
        await player.pilot.pause()
        assert player.bench.day is None, "only tools can be dragged"


async def test_another_tool_than_the_one_just_used_is_taken_in_hand(at_the_bench):
    async with at_the_bench("B6") as player:
        await player.click("rows", "fetch")
        await player.click("heading", "<")
        await player.click("heading", "lock")
        assert player.screen.in_hand == "lock", "a lock round the step that was moved would be a surprise"
        await player.click("rows", "case")
        assert {span.thing for span in player.bench.plan.spans} == {"case"}


async def test_a_click_on_the_program_marks_the_step_that_the_line_is_of(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.click("code", "till.total +=")
        assert player.screen.mark == Mark(item="croissant", step="ring")


@pytest.mark.parametrize(
    ("name", "clicks"),
    [
        ("A4", ["rows warm", "heading <", "rows grind", "heading together", "rows warm", "heading together"]),
        ("B4", ["heading lock ×2", "rows till"]),
        ("B6", ["rows fetch", "heading <", "heading lock", "rows case", "rows 2 look", "heading join"]),
        ("B9", ["rows 2 bake", "heading @give", "rows 3 ice", "heading @await"]),
        ("C4", ["rows take the mitt#2", "heading <", "heading <"]),
        ("D1", ["heading lock ×1", "rows fuse", "heading @token", "rows fuse"]),
        ("D5", ["rows 2 knead#2", "heading @give"]),
        ("E1", ["rows down to the cell", "heading b hatch", "rows hold the iron", "heading b hatch"]),
    ],
)
@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 18)])
async def test_every_fix_level_is_won_by_mouse_alone(at_the_bench, name, clicks, size):
    async with at_the_bench(name, size) as player:
        for click in clicks:
            board, _, words = click.partition(" ")
            await player.click(board, words)
        await player.click("verdict", "open the doors")
        await player.click("verdict", "call the inspector")
        await player.heard()
        await player.click_in(player.pilot.app.screen.query_one(Board), "see the result")
        player.has_every_star()


# ---- refusals, undo, stale verdicts, predictions, hints ------------------------------------------


async def test_a_move_that_cannot_be_made_is_dim_and_says_why(at_the_bench):
    async with at_the_bench("B6") as player:
        assert player.screen.check_action("make", ("join",)) is None
        await player.press("j")
        assert player.said() == "That is done to a step: mark one under STEPS first."
        await player.press("down", "j")
        assert "no lock is held here" in player.said().lower()
        await player.press("k")
        assert player.screen.check_action("make", ("join",)) is True


async def test_undo_redo_and_reset(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.press("U")
        assert player.said() == "No change has been taken back."
        await player.press("k", "u")
        assert player.bench.plan == level("B4").naive
        await player.press("U")
        assert player.bench.plan == level("B4").reference
        await player.press("r")
        assert player.bench.plan == level("B4").naive
        await player.press("u")
        assert player.bench.plan == level("B4").reference


async def test_a_stale_verdict_says_that_it_is_stale(at_the_bench, look, golden):
    async with at_the_bench("B4") as player:
        await player.press("o")
        await player.ask()
        await player.press("k")
        shown = look(player.pilot.app)
        assert shown.count("stale, before your move:") == 2
        golden("bench-b4-stale-80x24", shown)


async def test_one_key_predicts_and_runs_and_who_called_it_reads_so(at_the_bench, look):
    async with at_the_bench("B4") as player:
        assert "Will the till be right today?  y yes  n no" in look(player.pilot.app)
        await player.press("s")
        assert "One day goes right or it does not" in player.said()
        assert player.bench.day is None
        await player.press("n")
        assert player.bench.day is not None
        assert look(player.pilot.app).count("★ you called it") == 1
        await player.press("s")
        await player.heard()
        await player.press("f")
        assert look(player.pilot.app).count("★ you called it") == 2
        await player.press("enter")
        assert [called.right for called in player.pilot.app.screen.view.called] == [True, True]


async def test_a_wrong_guess_is_no_matter_and_none_is_asked_of_who_does_not_want_to(at_the_bench, look):
    async with at_the_bench("B4") as player:
        await player.press("y")
        assert "you called it" not in look(player.pilot.app)
        await player.press("k", "o")
        assert player.bench.called() == ()


async def test_hints_stand_until_the_next_change_and_then_speak_of_that(at_the_bench, look):
    async with at_the_bench("B6") as player:
        await player.press("h", "h", "h")
        assert "hint 3 of 3, the move: Move “fetch a bag” up" in look(player.pilot.app)
        await player.press("k")
        assert "hint 3" not in look(player.pilot.app)
        await player.press("h")
        assert "hang a lock on the case" not in look(player.pilot.app)
        await player.press("h")
        assert player.said() == "There are no more hints. S puts a solution on the bench."


async def test_the_hint_from_the_players_own_counterexample(at_the_bench, look, golden):
    async with at_the_bench("B4") as player:
        await player.press("o")
        await player.ask()
        await player.press("h", "h")
        shown = look(player.pilot.app)
        assert "In the order that the inspector found" in shown
        golden("bench-b4-hint-80x24", shown)


async def test_the_solution_is_asked_about_first(at_the_bench):
    async with at_the_bench("C4") as player:
        await player.press("S", "enter")
        assert player.bench.plan == level("C4").naive, "the first answer is not yet"


# ---- several plans ------------------------------------------------------------------------------


async def test_plans_are_kept_named_switched_and_thrown_away(at_the_bench, look, golden):
    async with at_the_bench("B4") as player:
        app = player.pilot.app
        await player.press("k", "p", "s")
        app.screen.query_one(Input).value = "locked"
        await player.press("enter")
        golden("plans-b4-80x24", look(app))
        await player.press("escape", "u", "plus", "p", "s", "enter")
        names = [kept.name for kept in app.game.progress.mark("B4").plans]
        assert names == ["locked", "plan 1"]
        await player.press("up", "enter")
        assert player.bench.plan == level("B4").reference
        assert "locked ☆☆☆" in look(app)
        await player.press("p", "down", "n")
        app.screen.query_one(Input).value = "plan 1"
        await player.press("enter")
        assert player.said() == "Another plan is called “plan 1” already."
        await player.press("d", "down", "enter")
        assert [kept.name for kept in app.game.progress.mark("B4").plans] == ["plan 1"]


async def test_plans_fit_a_small_screen(at_the_bench, look, golden):
    async with at_the_bench("B4", (60, 18)) as player:
        await player.press("k", "p")
        golden("plans-b4-60x18", look(player.pilot.app))


async def test_the_levels_own_plan_cannot_be_thrown_away(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.press("p", "d")
        assert "stays" in player.said()


async def test_a_plan_that_won_keeps_its_stars_under_its_name(at_the_bench):
    async with at_the_bench("B4") as player:
        app = player.pilot.app
        await player.press("k", "p", "s")
        app.screen.query_one(Input).value = "mine"
        await player.press("enter", "escape", "o")
        await player.ask()
        await player.press("enter")
        (kept,) = app.game.progress.mark("B4").plans
        assert (kept.name, kept.stars.count) == ("mine", 3)


# ---- how it looks -------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
async def test_how_a_level_begins(at_the_bench, look, golden, size):
    async with at_the_bench("B6", size) as player:
        golden(f"bench-b6-fresh-{size[0]}x{size[1]}", look(player.pilot.app))


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
async def test_how_a_bell_looks(at_the_bench, look, golden, size):
    async with at_the_bench("B9", size) as player:
        await player.press("down", "down", "g", "down", "down", "down", "down", "a", "o")
        golden(f"bench-b9-bell-{size[0]}x{size[1]}", look(player.pilot.app))


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
async def test_how_a_rail_looks(at_the_bench, look, golden, size):
    async with at_the_bench("D5", size) as player:
        await player.press("o")
        golden(f"bench-d5-rail-{size[0]}x{size[1]}", look(player.pilot.app))


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
async def test_how_tokens_look(at_the_bench, look, golden, size):
    async with at_the_bench("D1", size) as player:
        await player.press("k", "m", "o")
        golden(f"bench-d1-tokens-{size[0]}x{size[1]}", look(player.pilot.app))


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
async def test_how_a_plan_looks_that_works_always(at_the_bench, look, golden, size):
    async with at_the_bench("B4", size) as player:
        await player.press("k", "o")
        await player.ask()
        golden(f"bench-b4-certified-{size[0]}x{size[1]}", look(player.pilot.app))


async def test_nothing_on_the_bench_is_told_by_colour_alone(at_the_bench, look, golden):
    async with at_the_bench("B4") as player:
        player.pilot.app.theme = "mono"
        await player.click("heading", "lock ×2")
        await player.press("enter", "o")
        golden("bench-b4-mono", look(player.pilot.app))
        looks = {name: look_of("mono", "fix")(name) for name in ("worked", "good", "bad", "good bold")}
        assert looks["worked"] != looks["good"], "the two verdicts never look alike"


# ---- in a low window, and what is known of a plan ------------------------------------------------


async def test_why_a_day_failed_on_which_only_customers_left_is_told(at_the_bench):
    async with at_the_bench("E1") as player:
        await player.press("o", "i")
        assert player.said().startswith("Left: #2 latte at 0:09")
        await player.press("i")
        assert player.said().startswith("Ana's loop stood still")


async def test_why_has_nothing_to_say_of_a_day_that_went_well_and_says_so(at_the_bench):
    async with at_the_bench("B4") as player:
        await player.press("k", "o", "i")
        assert player.said().startswith("Nothing has gone wrong with this plan today")
        await player.ask()
        await player.press("i")
        assert player.said().startswith("Nothing goes wrong with this plan")


async def test_in_a_low_window_why_it_went_wrong_comes_before_the_lanes(at_the_bench, look):
    async with at_the_bench("B6", (60, 18)) as player:
        await player.press("o")
        shown = look(player.pilot.app)
        assert "oversold: 6 were sold of the 4 in the case." in shown
        assert "4 wrap" in shown
        await player.press("c")
        assert sum(bool(re.match(r"\s+\d+.", line)) for line in look(player.pilot.app).splitlines()) >= 10


async def test_the_lock_round_everything_can_be_marked_while_it_hangs_and_be_taken_off(at_the_bench, look):
    async with at_the_bench("C4") as player:
        assert "kitchen" not in look(player.pilot.app)
        await player.press("x")
        assert "kitchen  ③ round everything" in look(player.pilot.app)
        await player.press("down", "down", "k")
        assert not player.bench.plan.spans


async def test_what_is_said_takes_the_footers_lines_and_no_others(tmp_path, monkeypatch, look):
    monkeypatch.setenv("CAFE_SIM_SAVES", str(tmp_path))
    app = CafeApp(utf8=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await app.game.open()
        app.push_screen(BenchScreen(level("B4")))
        await pilot.pause()
        await pilot.press("w")
        await pilot.pause()
        await pilot.pause()
        *body, above, last = look(app).splitlines()
        assert "No order that goes wrong" in above
        assert last.startswith("▌")
        assert body[-1].startswith(" next      o open the doors")


async def test_what_takes_more_lines_than_the_footer_covers_nothing_either(tmp_path, monkeypatch, look):
    """Neither what to do next nor what is marked: the bench is lower until it has been read."""
    monkeypatch.setenv("CAFE_SIM_SAVES", str(tmp_path))
    app = CafeApp(utf8=True)
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        await app.game.open()
        app.push_screen(BenchScreen(level("B4")))
        await pilot.pause()
        await pilot.press("plus", "k")
        for _ in range(5):
            await pilot.pause()
        *body, first, second = look(app).splitlines()
        assert (first, second) == ("▌ Mark a thing or a step: a lock guards what is shared, not", "▌ a person.")
        assert body[-1].startswith(" next      o open the doors")
        assert " › Cy    1 s after opening" in body
        await pilot.press("up")
        for _ in range(5):
            await pilot.pause()
        *_, next_row, footer = look(app).splitlines()
        assert next_row.startswith(" next      o open the doors")
        assert footer.startswith(" ? help"), "it gives the lines back"


async def test_who_comes_back_to_a_bench_finds_what_was_known_of_its_plans_and_what_was_taken_back(at_the_bench, look):
    async with at_the_bench("B4") as player:
        await player.press("k", "o")
        await player.ask()
        await player.press("u")
        app = player.pilot.app
        app.pop_screen()
        await player.pilot.pause()
        player.screen = BenchScreen(level("B4"))
        app.push_screen(player.screen)
        await player.pilot.pause()
        await player.pilot.pause()
        assert "not run yet" in look(app)
        await player.press("U")
        assert "✔ worked, 6 of 6 served" in look(app)
        assert "✔ certified: all 2 distinct orders" in look(app)


async def test_a_step_that_was_sent_through_the_hatch_says_so_once(at_the_bench, look):
    async with at_the_bench("E1", (60, 18)) as player:
        await player.press("down", "down", "b")
        line = next(line for line in look(player.pilot.app).splitlines() if "down to the cellar" in line)
        assert line.endswith(" through the hatch")


@pytest.mark.parametrize("name", ["B4", "B6", "B9", "C4", "D1", "D5"])
async def test_of_what_can_be_done_nothing_is_left_out_of_a_footer_of_eighty_columns(at_the_bench, look, name):
    """After the doors, when most can be done at once: nothing but the one thing that cannot may be missing."""
    async with at_the_bench(name) as player:
        await player.press("o", "r", "h")
        offered = player.screen.offered()
        can = [command for command in offered if command.rank < 3 and player.screen.can(command)]
        footer = "".join(look(player.pilot.app).splitlines()[-2:])
        assert [command.label for command in can if f" {command.label}" not in footer] == []

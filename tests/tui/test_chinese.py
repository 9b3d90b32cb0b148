"""The game in Simplified Chinese, where a letter takes two cells: a walk through every screen, and how the main ones
look.

Of each picture on the way: every line fits, frames are closed, and no English is left but names, keys, Python and what
a program says.
"""

from __future__ import annotations

import re

import msgspec
import pytest
from rich.cells import cell_len

from cafe_sim.catalogue import retell, speak, spoken
from cafe_sim.content import load_campaign
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.coding.examples import EXAMPLES
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.ask import AskScreen
from cafe_sim.tui.screens.coding.editor import EditorScreen
from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen
from cafe_sim.tui.screens.player.title import TitleScreen
from cafe_sim.tui.screens.serving.shift import ShiftScreen
from cafe_sim.tui.widgets.board import Board

pytestmark = pytest.mark.asyncio

SIZES = [(60, 18), (80, 24)]
NAMES = {"Ana", "Bo", "Carl", "Cy", "Di", "Eva", "Ida", "Max", "Café", "Sim", "CAF", "main", "sim", "Task"}
KEYS = {
    "Enter",
    "Esc",
    "backspace",
    "ctrl",
    "down",
    "end",
    "enter",
    "esc",
    "home",
    "insert",
    "left",
    "shift",
    "space",
    "tab",
}
TERMS = {
    "ASCII", "HTML", "JSON", "LANG", "LC_MESSAGES", "Lang", "Language", "English", "NAME", "NO_COLOR", "Python", "SVG", "UTF", "Unicode",
    "async", "asyncio", "await", "cafe", "create_task", "dev", "def", "fork", "gather", "inspect", "join", "json", "ms", "out", "perfetto",
    "py", "replay", "sleep", "start", "theme", "threading", "Thread", "Lock", "Event", "Queue", "Semaphore", "TaskGroup", "time", "ui", "with", "to_thread",
}  # fmt: skip
"""What a Chinese sentence may have of the field."""
WORD = re.compile(r"[A-Za-zÀ-ÿ_]{2,}")


class Reader:
    """Plays, and looks at every picture."""

    def __init__(self, pilot, look) -> None:
        self.pilot, self._look = pilot, look

    @property
    def app(self):
        return self.pilot.app

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()
            self.check()

    def check(self) -> None:
        lines = self._look(self.app).splitlines()
        where = f"{type(self.app.screen).__name__}:\n" + "\n".join(lines)
        assert all(cell_len(line) <= self.app.size.width for line in lines), where
        assert frames_close(lines), where
        left = {word for line in lines for word in WORD.findall(prose(line))} - NAMES - KEYS - TERMS - self.python()
        assert not left, f"{left} in {where}"

    def python(self) -> set[str]:
        """Words of programs: whatever level is played, of its program under any plan, and of the lab's."""
        texts = [example.text for example in EXAMPLES]
        for screen in self.app.screen_stack:
            for name in ("bench", "shift", "scheduler"):
                played = getattr(screen, name, None)
                view = played.view() if played is not None else None
                texts.append(getattr(view, "program", ""))
                texts += [line.text for line in getattr(view, "diff", ())]
            texts.append(getattr(getattr(screen, "view", None), "program", ""))
            texts += [idea.program for idea in getattr(screen, "ideas", ())]
        words = {word for text in texts for word in WORD.findall(text)}
        return words | {word[:size] for word in words for size in range(2, len(word))}  # cut at the edge of a pane


def prose(line: str) -> str:
    """A line without the codes of schedules and the cup of the title."""
    return re.sub(r"\b[A-Z]\d:[0-9A-Z-]+|_{3,}", "", line)


def frames_close(lines: list[str]) -> bool:
    """From each corner on the left down to its lower one, or to the footer, there is an edge on both sides, in the same
    cells.
    """
    for top, line in enumerate(lines):
        for corner in re.finditer("┌[^┌┐]*┐", line):
            left, right = cell_len(line[: corner.start()]), cell_len(line[: corner.end()]) - 1
            for below in lines[top + 1 : -1]:
                edges = signs_at(below, left), signs_at(below, right)
                if edges in {
                    ("└", "┘"),
                    ("┌", "┐"),
                }:  # where there is little height, the next frame is the end of this one
                    break
                if edges != ("│", "│"):
                    return False
    return True


def signs_at(line: str, cell: int) -> str:
    """What stands in a cell."""
    at = 0
    for letter in line:
        if at == cell:
            return letter
        at += cell_len(letter)
    return ""


def a_campaign() -> Campaign:
    """The game's own levels, all open, played in Chinese; nothing is written."""
    game = Campaign(Keeper())
    settings = msgspec.structs.replace(game.progress.settings, language="zh-Hans", doors="open")
    game.keeper.progress = game.progress.set(settings)
    return game


@pytest.fixture
def chinese(look, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    ask = Bench.start_asking
    monkeypatch.setattr(Bench, "start_asking", lambda bench: ask(bench, Inline))  # processes take a while to begin

    def begin(start: str, size: tuple[int, int]):
        app = CafeApp(a_campaign(), start, utf8=True)
        test = app.run_test(size=size)

        class Begun:
            async def __aenter__(self) -> Reader:
                pilot = await test.__aenter__()
                await pilot.pause()
                await pilot.pause()
                return Reader(pilot, look)

            async def __aexit__(self, *error) -> None:
                await test.__aexit__(*error)

        return Begun()

    return begin


# ---- which language ------------------------------------------------------------------------------


async def test_what_the_environment_speaks_is_spoken_from_the_first_picture_on(game, look, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "开门营业" in look(app)


async def test_where_the_terminal_has_no_letters_for_it_english_is_spoken(game, look, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN")
    app = CafeApp(game, utf8=False)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Open the cafe" in look(app)


async def test_a_language_that_is_chosen_is_spoken_at_once_everywhere(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("down", "down", "down", "down", "enter")
        await pilot.press("down", "down", "down", "down", "down", "down", "left")
        await pilot.pause()
        assert spoken() == "zh-Hans"
        assert "设置" in look(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, TitleScreen)
        assert "开门营业" in look(app)


async def test_a_file_that_is_not_right_is_told_and_english_goes_on(game, look, monkeypatch, tmp_path):
    from cafe_sim import catalogue

    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    (tmp_path / "zh-Hans.po").write_text("no such file", encoding="utf-8")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Open the café" in look(app)
        assert "cannot be read as a .po file" in list(app._notifications)[-1].message


# ---- a walk --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_from_the_title_to_all_that_is_between_levels(chinese, golden, look, size):
    async with chinese("", size) as reader:
        golden(f"chinese_title_{size[0]}x{size[1]}", look(reader.app))
        await reader.press("question_mark", "down", "pagedown", "pageup", "escape")
        await reader.press("down", "enter")
        golden(f"chinese_campaign_{size[0]}x{size[1]}", look(reader.app))
        await reader.press("question_mark", "escape", "down", "right", "escape")
        await reader.press("down", "enter", "down", "question_mark", "escape", "o", "escape", "escape")
        await reader.press("down", "enter", "down", "question_mark", "escape", "escape")
        await reader.press("down", "enter")
        await reader.press(*["down"] * 7, "enter", "pagedown", "enter", "escape", "escape")
        await reader.press("question_mark", "escape", "down", "down", "enter", "up", "escape", "p", "escape")


@pytest.mark.parametrize("size", SIZES)
async def test_a_shift(chinese, golden, look, size):
    async with chinese("A2", size) as reader:
        reader.check()
        golden(f"chinese_briefing_{size[0]}x{size[1]}", look(reader.app))
        await reader.press("question_mark", "escape", "1", "enter", "question_mark")
        golden(f"chinese_help_{size[0]}x{size[1]}", look(reader.app))
        await reader.press("escape", "1", "2", "full_stop", "full_stop", "full_stop")
        shift = reader.app.screen
        assert isinstance(shift, ShiftScreen)
        golden(f"chinese_shift_{size[0]}x{size[1]}", look(reader.app))
        await reader.press("i", "l", "c", "c", "u", "R", "1", "down", "question_mark", "escape", "escape")
        while not shift.shift.over:
            shift.shift.step() if not shift.shift.nothing_left_to_decide else shift.shift.skip()
            for order in shift.shift.undecided[:1]:
                shift.shift.hand_over(order.number, "Carl")
        shift.draw()
        await reader.press("l", "enter")
        assert isinstance(reader.app.screen, ResultScreen)
        await reader.press(
            "h", "h", "pagedown", "pageup", "question_mark", "escape", "t", "right", "x", "question_mark", "escape"
        )


@pytest.mark.parametrize("size", SIZES)
async def test_a_bench(chinese, golden, look, size):
    async with chinese("B4", size) as reader:
        await reader.press("enter", "question_mark", "escape", "k", "k", "down", "down", "o", "i", "h")
        golden(f"chinese_bench_{size[0]}x{size[1]}", look(reader.app))
        await reader.press("h", "h", "p", "escape", "I")
        bench, visit = reader.app.screen_stack[-2].bench, reader.app.screen
        assert isinstance(visit, InspectionScreen)
        bench.wait()
        visit.listen()
        visit.query_one(Board).repaint()
        await reader.pilot.pause()
        reader.check()
        await reader.press(
            "question_mark", "escape", "enter", "right", "a", "f", "question_mark", "escape", "escape", "escape"
        )
        await reader.press("S", "down", "enter", "o", "enter")
        assert isinstance(reader.app.screen, ResultScreen)
        golden(f"chinese_result_{size[0]}x{size[1]}", look(reader.app))
        await reader.press("c", "escape", "i")


@pytest.mark.parametrize("size", SIZES)
async def test_a_deadlock(chinese, size):
    async with chinese("C4", size) as reader:
        await reader.press("enter", "o", "i", "h", "h", "h", "less_than_sign", "enter", "h", "t", "end", "escape")


@pytest.mark.parametrize("size", SIZES)
async def test_a_scheduler(chinese, golden, look, size):
    async with chinese("B3", size) as reader:
        await reader.press("enter", "question_mark", "escape", "1", "2", "i", "h", "1", "left")
        golden(f"chinese_scheduler_{size[0]}x{size[1]}", look(reader.app))
        await reader.press("1", "2", "enter", "question_mark", "escape")


@pytest.mark.parametrize("size", SIZES)
async def test_the_desk_of_the_lab(chinese, size):
    async with chinese("lab:", size) as reader:
        await reader.press("down", "down", "down", "enter", "question_mark", "escape", "e", "escape", "tab")
        assert isinstance(reader.app.screen, EditorScreen)
        await reader.press("e", "x", "escape", "escape")  # typed and in no file: what is to become of it?
        assert isinstance(reader.app.screen, AskScreen)


async def test_too_small_a_window(chinese, look):
    async with chinese("", (80, 24)) as reader:
        await reader.pilot.resize_terminal(40, 12)
        await reader.pilot.pause()
        reader.check()
        assert "太小了" in look(reader.app)


async def test_signs_in_ascii_leave_the_letters(chinese, look):
    async with chinese("A1", (80, 24)) as reader:
        game = reader.app.game
        reader.app.choose(msgspec.structs.replace(game.progress.settings, signs="ascii"))
        await reader.press("enter")
        assert "订单架" in look(reader.app)
        assert "│" not in look(reader.app)


@pytest.mark.parametrize(
    "level", [level for level in load_campaign() if level.kind == "fix"], ids=lambda level: level.id
)
async def test_what_a_bench_says_of_a_day_is_all_retold(level):
    speak("zh-Hans")
    bench = Bench(level)
    bench.open_doors()
    view = bench.view()
    said = [
        view.this_time,
        *(fault.message for fault in view.faults),
        *view.notes,
        *(lane.stuck for lane in view.lanes),
    ]
    said += [text for row in view.rows for text in (row.heading, row.text, row.whole)]
    said += [text for tool in view.toolbox for text in (tool.text, tool.about)]
    said += [hint.text for hint in bench.hints()]
    python = {word for line in view.diff for word in WORD.findall(line.text)} - ENGLISH
    left = {text: set(WORD.findall(retell(text))) - NAMES - TERMS - python for text in said}
    assert {text: words for text, words in left.items() if words} == {}


ENGLISH = {"at", "for", "from", "held", "in", "is", "not", "of", "the", "to", "wants"}
"""Words that programs and sentences have in common."""


async def test_a_shift_that_stands_is_told_anew_in_another_language(chinese, look):
    async with chinese("A2", (80, 24)) as reader:
        await reader.press("enter", "1")
        app = reader.app
        app.choose(msgspec.structs.replace(app.game.progress.settings, language="en"))
        await reader.pilot.pause()
        assert "1 in hand" in look(app)
        app.choose(msgspec.structs.replace(app.game.progress.settings, language="zh-Hans"))
        await reader.pilot.pause()
        assert "手上 1 单" in look(app)


async def test_what_textual_says_itself_is_said_in_chinese(chinese, look):
    async with chinese("A2", (80, 24)) as reader:
        await reader.press("enter", "ctrl+c")
        assert "q 离开游戏" in list(reader.app._notifications)[-1].message
        await reader.pilot.press("colon", *"xqz")
        while "没有叫这个名字的" not in look(reader.app):
            await reader.pilot.pause(0.1)

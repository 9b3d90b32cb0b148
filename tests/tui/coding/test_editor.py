"""The lab on the screen: typing, running, inspecting, files that others write too; and nothing
that was typed is lost.
"""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fingers import Fingers
from msgspec import structs
from textual.events import Paste

from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.game.coding.examples import example
from cafe_sim.game.coding.lab import Lab
from cafe_sim.game.coding.origin import Origin
from cafe_sim.tui.app import LAB, NO_LAB, CafeApp
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.ask import AskScreen, NameScreen
from cafe_sim.tui.screens.code import CodeScreen
from cafe_sim.tui.screens.coding.editor import EditorScreen
from cafe_sim.tui.screens.coding.lab import LabScreen, desk
from cafe_sim.tui.screens.help import HelpScreen
from cafe_sim.tui.screens.inspecting.failing import FailingScreen
from cafe_sim.tui.widgets.board import Board

TILL = example("till")
WATER = example("water")
assert TILL is not None
assert WATER is not None


A_DAY = 86_400.0


class Desk(Fingers):
    """The desk, and a hand that never waits for a clock: the screen's timer stands, and `look` is asked by hand."""

    def __init__(self, pilot, screen: EditorScreen) -> None:
        super().__init__(pilot)
        self.screen = screen

    @property
    def lab(self) -> Lab:
        return self.screen.lab

    async def type(self, text: str) -> None:
        await self.press("e", *("enter" if c == "\n" else "space" if c == " " else c for c in text), "escape")

    async def hear(self) -> None:
        """What is going on comes to its end and is heard of."""
        self.lab.wait()
        self.screen.arrive()
        self.screen.repaint()
        await self.pilot.pause()

    async def pause(self) -> None:
        """Nobody types for a while."""
        for _ in range(24):
            await self.screen.look()
        await self.hear()

    def wear(self, theme: str) -> None:
        """As in the settings: what is put on otherwise is taken off again when the game has been loaded."""
        self.app.choose(structs.replace(self.app.game.progress.settings, theme=theme))

    async def reach(self, target: str) -> None:
        await self.pilot.pause()
        assert type(self.app.screen).__name__ == target


@pytest.fixture
def at_desk(game, monkeypatch):
    """The desk with a program on it; `hands` are where it runs."""
    monkeypatch.setattr("cafe_sim.tui.desk.RATE", A_DAY)

    @asynccontextmanager
    async def at_desk(program=TILL, *, size=(80, 24), hands=Inline, origin=None, text=None):
        app = CafeApp(game, utf8=True)
        async with app.run_test(size=size) as pilot:
            await app.game.open()
            origin = origin or Origin(f"example:{program.id}", program.title, program.text, f"{program.id}.py")
            screen = EditorScreen(Lab(origin, text, hands))
            app.push_screen(screen)
            await pilot.pause()
            await pilot.pause()
            desk = Desk(pilot, screen)
            await desk.hear()
            yield desk

    return at_desk


SIZES = [(60, 18), (80, 24), (120, 40)]


# ---- how it looks --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.asyncio
async def test_before_anything_ran(at_desk, look, golden, size):
    async with at_desk(size=size) as desk:
        golden(f"editor-fresh-{size[0]}x{size[1]}", look(desk.app))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.asyncio
async def test_after_a_run(at_desk, look, golden, size):
    async with at_desk(size=size) as desk:
        await desk.press("r")
        await desk.hear()
        golden(f"editor-ran-{size[0]}x{size[1]}", look(desk.app))


@pytest.mark.asyncio
async def test_after_a_run_that_worked(at_desk, look, golden):
    async with at_desk(WATER, size=(120, 40)) as desk:
        await desk.press("r")
        await desk.hear()
        golden("editor-worked-120x40", look(desk.app))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.asyncio
async def test_after_the_inspector(at_desk, look, golden, size):
    async with at_desk(size=size) as desk:
        await desk.press("i")
        await desk.hear()
        text = look(desk.app)
        golden(f"editor-inspected-{size[0]}x{size[1]}", without_seconds(text))


def without_seconds(text: str) -> str:
    """How long it took, and how far that got, is not the same twice; what is beside it moves with its width."""
    text = re.sub(r"─+ \d+ runs? · .* s$", "── N runs", text, flags=re.MULTILINE)
    return re.sub(r"\d+ schedules? tried|till\.py:[\w-]+", "…", re.sub(r"\(\d+ schedules", "(N schedules", text))


@pytest.mark.asyncio
async def test_while_typing_with_an_error_in_it(at_desk, look, golden):
    async with at_desk() as desk:
        await desk.press("e", "x", "space", "=", "space", "(", "enter")
        await desk.pause()
        golden("editor-typing-80x24", look(desk.app))


@pytest.mark.parametrize("theme", ["espresso", "latte", "mono", "high-contrast", "ansi"])
@pytest.mark.asyncio
async def test_python_has_colours_in_every_theme(at_desk, theme):
    async with at_desk() as desk:
        desk.wear(theme)
        await desk.pilot.pause()
        strip = desk.screen.text.render_line(2)
        styles = {segment.text.strip(): segment.style for segment in strip if segment.text.strip()}
        word, name = styles["import"], styles["threading"]
        assert (word.color, word.bold) != (name.color, name.bold)


@pytest.mark.asyncio
async def test_colours_come_back_when_the_theme_changes(at_desk):
    async with at_desk() as desk:
        seen = set()
        for theme in ("espresso", "latte", "espresso"):
            desk.wear(theme)
            await desk.pilot.pause()
            seen.add(next(s.style.color.name for s in desk.screen.text.render_line(2) if "import" in s.text))
        assert len(seen) == 2


# ---- typing ------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_while_typing_every_key_is_text_and_the_footer_says_what_else_works(at_desk, look):
    async with at_desk(example("new"), size=(100, 30)) as desk:
        await desk.press("e")
        await desk.press("q", "r", "question_mark", "R", "i", "w", "colon", "space", "x", "tab", "y")
        assert desk.lab.text == "qr?Riw: x   y"
        footer = look(desk.app).splitlines()[-1]
        assert footer.split("   ") == [" esc stop typing", "ctrl+r run", "ctrl+t inspect", "ctrl+s save"]
        assert " TYPING " in look(desk.app)
        await desk.press("escape")
        assert not desk.screen.typing
        assert "? help" in look(desk.app).splitlines()[-1]


@pytest.mark.asyncio
async def test_enter_goes_in_after_a_colon_and_backspace_comes_out(at_desk):
    async with at_desk(example("new")) as desk:
        await desk.type("def f():\nreturn 1")
        assert desk.lab.text == "def f():\n    return 1"
        await desk.press("e", "enter", "backspace", "x", "escape")
        assert desk.lab.text == "def f():\n    return 1\nx"


@pytest.mark.asyncio
async def test_a_comment_behind_the_colon_changes_nothing_about_that(at_desk):
    async with at_desk(example("new")) as desk:
        await desk.type("def f():  # a: b\nreturn 1  # and so on:\nx")
        assert desk.lab.text == "def f():  # a: b\n    return 1  # and so on:\n    x"


@pytest.mark.asyncio
async def test_run_and_inspect_without_leaving_the_text(at_desk):
    async with at_desk() as desk:
        await desk.press("e", "ctrl+r")
        await desk.hear()
        assert desk.lab.view().ran is not None
        await desk.press("ctrl+t")
        await desk.hear()
        assert desk.lab.view().visit is not None
        assert desk.screen.typing
        assert desk.screen.text.cursor_location == (0, 0), "who types is not moved away"


@pytest.mark.asyncio
async def test_an_error_is_marked_at_its_line_once_typing_pauses(at_desk, look):
    async with at_desk(example("new")) as desk:
        await desk.type("x = 1\ny = (")
        assert "✗" not in look(desk.app)
        await desk.pause()
        assert "2✗ y = (" in look(desk.app)
        assert "line 2: not Python: '(' was never closed" in look(desk.app)
        await desk.press("home", "n")
        assert desk.screen.text.cursor_location[0] == 1


@pytest.mark.asyncio
async def test_restore_and_its_undo(at_desk):
    async with at_desk() as desk:
        await desk.type("# mine\n")
        typed = desk.lab.text
        assert typed.startswith("# mine\n")
        await desk.press("R")
        assert desk.lab.text == TILL.text
        await desk.press("e", "ctrl+z", "escape")
        assert desk.lab.text == typed


@pytest.mark.asyncio
async def test_clicking_a_line_of_the_report_goes_there_and_a_button_does_what_it_says(at_desk):
    async with at_desk(size=(120, 40)) as desk:
        report = desk.screen.query_one("#report", Board)
        await click(desk, report, "run")
        await desk.hear()
        assert desk.lab.view().ran is not None
        desk.screen.text.show(1)
        await click(desk, report, "go_to(15)")
        assert desk.screen.text.cursor_location == (14, 4)
        await desk.pilot.click(desk.screen.text, offset=(10, 3))
        assert desk.screen.typing


async def click(desk: Desk, board: Board, target: str) -> None:
    for y, line in enumerate(board.page):
        x = 0
        for piece in line:
            if piece.target == target and piece.text.strip():
                edge = board.content_region.offset - board.region.offset
                await desk.pilot.click(board, offset=(x + edge.x, y + edge.y))
                await desk.pilot.pause()
                return
            x += piece.width
    raise AssertionError(f"nothing leads to {target}")


# ---- hostile text ------------------------------------------------------------------------------

HOSTILE = "x = '[bold]\x1b[31m\u202eabc\x07'\n\ty = 1\r\n[@click=app.quit]z[/nope]\n漢字 = 'é\u200b'\n\x9b2J"


@pytest.mark.asyncio
async def test_whatever_is_pasted_stays_text_and_never_reaches_the_terminal(at_desk, look):
    async with at_desk(example("new")) as desk:
        await desk.press("e")
        desk.app.post_message(Paste(HOSTILE))
        await desk.pilot.pause()
        text = look(desk.app)
        assert not {"\x1b", "\x07", "\u202e", "\u200b", "\x9b"} & set(text)
        assert "[@click=app.quit]z[/nope]" in text
        assert desk.lab.text == HOSTILE.replace("\r", "")
        await desk.press("escape", "r")
        await desk.hear()
        assert not {"\x1b", "\x07", "\u202e"} & set(look(desk.app))


@pytest.mark.asyncio
async def test_five_thousand_lines_are_a_program_like_any_other(at_desk, look):
    text = "\n".join(f"x{number} = '{number}'" for number in range(5_000))
    async with at_desk(origin=Origin("k", "long", text)) as desk:
        await desk.press("e", "ctrl+end", "pagedown", "end")
        desk.screen.text.show(5_000)
        await desk.press("end", "enter", "y", "escape")
        assert desk.lab.text.endswith("x4999 = '4999'\ny") or "\ny" in desk.lab.text
        await desk.press("r")
        await desk.hear()
        assert desk.lab.view().ran.sign == "wrong"
        assert "5000  x4999" in look(desk.app)


# ---- running ------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_in_a_process_of_its_own_it_can_be_stopped_and_the_screen_goes_on(at_desk, look):
    async with at_desk(origin=Origin("k", "t", "x = 9 ** 9 ** 9\n"), hands=None) as desk:
        await desk.press("r")
        assert desk.lab.doing == "run"
        assert "It runs …" in look(desk.app)
        await desk.press("r", "i", "down", "tab", "tab")
        await desk.press("x")
        await desk.hear()
        assert "? You stopped it." in look(desk.app)


@pytest.mark.asyncio
async def test_what_the_inspector_found_is_stepped_through(at_desk):
    async with at_desk() as desk:
        await desk.press("w")
        assert desk.app.screen is desk.screen, "there is nothing to step through yet"
        await desk.press("i")
        await desk.hear()
        await desk.press("enter")
        assert isinstance(desk.app.screen, FailingScreen)
        await desk.press("left", "right", "escape")
        assert desk.app.screen is desk.screen


@pytest.mark.asyncio
async def test_a_run_and_what_was_found_have_timelines(game, monkeypatch, tmp_path, look):
    script = tmp_path / "two.py"
    script.write_text(TILL.text.replace("Bo", "B\\x1bo\\u202e"))
    async with opened(game, monkeypatch, script) as desk:
        await desk.press("t")
        assert desk.app.screen is desk.screen, "nothing ran yet"
        for key in ("r", "i"):
            await desk.press(key)
            await desk.hear()
            assert desk.screen.charts is not None
            await desk.press("t")
            await desk.reach("TimelineScreen")
            await desk.pilot.pause()
            assert "Cy" in look(desk.app)
            assert not {"\x1b", "\u202e"} & set(look(desk.app))
            await desk.press("escape")


@pytest.mark.asyncio
async def test_help_explains_all_of_it_even_when_asked_while_typing(at_desk):
    async with at_desk() as desk:
        await desk.press("e")
        desk.screen.action_help()
        await desk.reach("HelpScreen")
        assert isinstance(desk.app.screen, HelpScreen)
        await desk.press("escape")
        assert not desk.screen.typing


# ---- files -------------------------------------------------------------------------------------


@pytest.fixture
def script(tmp_path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text("x = 1\n")
    return path


@asynccontextmanager
async def opened(game, monkeypatch, path: Path, drafts=None):
    monkeypatch.setattr("cafe_sim.tui.desk.RATE", A_DAY)
    monkeypatch.setattr("cafe_sim.tui.screens.coding.lab.Lab", lambda origin, text: Lab(origin, text, Inline))
    app = CafeApp(game, start=f"{LAB}:{path}", utf8=True)
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(20):
            await pilot.pause()
            if isinstance(app.screen, EditorScreen):
                break
        assert isinstance(app.screen, EditorScreen)
        await pilot.pause()
        yield Desk(pilot, app.screen)


@pytest.mark.asyncio
async def test_a_file_is_saved_and_leaving_asks_nothing_then(game, monkeypatch, script):
    async with opened(game, monkeypatch, script) as desk:
        await desk.type("y = 2\n")
        await desk.press("s")
        assert script.read_text() == "y = 2\nx = 1\n"
        assert not desk.lab.unsaved
        await desk.press("escape")
        await desk.reach("LabScreen")
    assert game.progress.drafts == {}


@pytest.mark.asyncio
async def test_what_is_typed_is_kept_over_leaving_and_is_there_again(game, monkeypatch, script):
    async with opened(game, monkeypatch, script) as desk:
        await desk.type("y")
        await desk.press("escape")
        await desk.reach("AskScreen")
        await desk.press("escape")
        assert desk.app.screen is desk.screen, "escape answers nothing"
        await desk.press("escape", "enter")
        await desk.reach("LabScreen")
        assert game.progress.drafts == {f"file:{script}": "yx = 1\n"}
        assert isinstance(desk.app.screen, LabScreen)
        await desk.app.screen.open(f"file:{script}")
        await desk.reach("EditorScreen")
        assert desk.app.screen.lab.text == "yx = 1\n"
        assert script.read_text() == "x = 1\n"


@pytest.mark.asyncio
async def test_quitting_in_the_middle_of_a_word_loses_nothing(game, monkeypatch, script):
    async with opened(game, monkeypatch, script) as desk:
        await desk.press("e", "h", "a")
        desk.app.exit()
    assert game.progress.drafts == {f"file:{script}": "hax = 1\n"}


@pytest.mark.asyncio
async def test_thrown_away_is_thrown_away(game, monkeypatch, script):
    async with opened(game, monkeypatch, script) as desk:
        await desk.type("y")
        await desk.pause()
        assert game.progress.drafts
        await desk.press("escape", "up", "enter")
        await desk.reach("LabScreen")
    assert game.progress.drafts == {}


@pytest.mark.asyncio
async def test_a_file_that_is_written_elsewhere_is_read_again(game, monkeypatch, script, look):
    async with opened(game, monkeypatch, script) as desk:
        script.write_text("print('from outside')\n")
        await desk.pause()
        assert desk.lab.text == "print('from outside')\n"
        assert not desk.lab.unsaved
        assert "changed elsewhere, read again" in look(desk.app)


@pytest.mark.parametrize(("answer", "text"), [("mine", "yx = 1\n"), ("theirs", "x = 22\n")])
@pytest.mark.asyncio
async def test_where_that_would_cost_something_it_is_asked(game, monkeypatch, script, answer, text):
    async with opened(game, monkeypatch, script) as desk:
        await desk.type("y")
        script.write_text("x = 22\n")
        await desk.pause()
        assert isinstance(desk.app.screen, AskScreen)
        await desk.app.screen.give(answer)
        await desk.reach("EditorScreen")
        assert desk.lab.text == text
        await desk.pause()
        assert desk.app.screen is desk.screen, "asked once is enough"


@pytest.mark.asyncio
async def test_saving_over_what_somebody_else_wrote_asks_first(game, monkeypatch, script):
    async with opened(game, monkeypatch, script) as desk:
        await desk.type("y")
        script.write_text("theirs = 1\n")
        await desk.press("s")
        assert isinstance(desk.app.screen, AskScreen)
        assert script.read_text() == "theirs = 1\n"


@pytest.mark.asyncio
async def test_a_file_that_goes_away_or_cannot_be_written_costs_nothing(game, monkeypatch, script):
    async with opened(game, monkeypatch, script) as desk:
        script.unlink()
        await desk.type("y")
        await desk.pause()
        assert desk.lab.text == "yx = 1\n"
        script.mkdir()
        await desk.press("s")
        assert desk.app.screen is desk.screen
        assert desk.lab.unsaved
        script.rmdir()
        await desk.press("s")
        assert script.read_text() == "yx = 1\n"


@pytest.mark.asyncio
async def test_a_program_without_a_file_gets_a_name(at_desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with at_desk() as desk:
        await desk.type("# mine\n")
        await desk.press("s")
        assert isinstance(desk.app.screen, NameScreen)
        await desk.press("enter")
        await desk.reach("EditorScreen")
        assert (tmp_path / "till.py").read_text().startswith("# mine\n")
        assert desk.lab.origin.path == Path("till.py")


@pytest.mark.asyncio
async def test_a_name_that_is_taken_replaces_nothing(at_desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "till.py").write_text("somebody else's\n")
    async with at_desk() as desk:
        await desk.press("s", *"till", "enter")
        await desk.reach("EditorScreen")
        assert (tmp_path / "till.py").read_text() == "somebody else's\n"
        assert desk.lab.origin.path is None


# ---- the list ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 18), (80, 24)])
@pytest.mark.asyncio
async def test_the_list(game, tmp_path, look, golden, size):
    for name in ("café.py", "race.py"):
        (tmp_path / name).touch()
    game.keeper.progress = game.progress.drafted("example:till", "x").drafted("file:/elsewhere/old.py", "y")
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=size) as pilot:
        await app.game.open()
        app.push_screen(LabScreen(tmp_path))
        await pilot.pause()
        await pilot.pause()
        golden(f"lab-{size[0]}x{size[1]}", look(app))


@pytest.mark.asyncio
async def test_every_line_of_the_list_can_be_reached_and_opened(game, tmp_path, monkeypatch):
    monkeypatch.setattr("cafe_sim.tui.screens.coding.lab.Lab", lambda origin, text: Lab(origin, text, Inline))
    (tmp_path / "a.py").write_text("x = 1\n")
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(60, 18)) as pilot:
        await app.game.open()
        screen = LabScreen(tmp_path)
        app.push_screen(screen)
        await pilot.pause()
        await pilot.press("up", "enter")
        await pilot.pause()
        assert app.screen.lab.origin.path == tmp_path / "a.py"
        await pilot.press("escape", "down", "enter")
        await pilot.pause()
        assert app.screen.lab.origin.key == "example:water"


@pytest.mark.asyncio
async def test_a_path_that_leads_nowhere_is_a_sentence(game, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = []
    app = CafeApp(game, utf8=True)
    app.say = said.append
    async with app.run_test() as pilot:
        await app.game.open()
        screen = LabScreen(tmp_path)
        app.push_screen(screen)
        await pilot.pause()
        await pilot.press("o", *"gone", "enter")
        await pilot.pause()
        assert app.screen is screen
    assert len(said) == 1
    assert "gone.py cannot be read" in said[0]


@pytest.mark.asyncio
async def test_text_typed_for_a_file_that_is_gone_is_not_gone(game, tmp_path):
    key = f"file:{tmp_path / 'gone.py'}"
    game.keeper.progress = game.progress.drafted(key, "all my work\n")
    app = CafeApp(game, utf8=True)
    async with app.run_test() as pilot:
        await app.game.open()
        screen = LabScreen(tmp_path)
        app.push_screen(screen)
        await pilot.pause()
        await screen.open(key)
        await pilot.pause()
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.lab.text == "all my work\n"


def test_a_desk_has_what_was_left_on_it(game):
    origin = Origin("k", "t", "as it came")
    assert desk(game.progress.drafted("k", "as it was left"), origin).lab.text == "as it was left"
    assert desk(game.progress, origin).lab.text == "as it came"


# ---- a level's own program -----------------------------------------------------------------------


@pytest.mark.asyncio
async def test_from_a_result_over_the_code_to_the_desk_and_back(result, monkeypatch, tmp_path):
    monkeypatch.setenv("CAFE_SIM_SAVES", str(tmp_path))
    monkeypatch.setattr("cafe_sim.tui.desk.RATE", A_DAY)
    monkeypatch.setattr("cafe_sim.tui.screens.coding.lab.Lab", lambda origin, text: Lab(origin, text, Inline))
    app = CafeApp(utf8=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.game.open()
        app.push_screen(ResultScreen(result("B4")))
        await pilot.pause()
        await pilot.press("c", "e")
        await pilot.pause()
        assert isinstance(app.screen, EditorScreen)
        assert "till.total +=" in app.screen.lab.text
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, CodeScreen)


@pytest.mark.asyncio
async def test_in_a_browser_the_lab_is_closed(game, monkeypatch, look):
    monkeypatch.setattr(CafeApp, "is_web", property(lambda _: True))
    said = []
    app = CafeApp(game, start=f"{LAB}:/etc/passwd", utf8=True)
    app.say = said.append
    async with app.run_test(size=(80, 24)) as pilot:
        await app.open_game()
        app.edit_level("B4", None)
        await pilot.pause()
        assert not isinstance(app.screen, LabScreen | EditorScreen)
        assert "Lab" not in look(app)
    assert len(said) == 2
    assert set(said) == {NO_LAB}

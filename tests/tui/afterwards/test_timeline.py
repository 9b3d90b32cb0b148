"""The timeline on the screen: by keys, by mouse, in every size; nothing that is done there changes anything but the
view.
"""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from cafe_sim.content import load_campaign
from cafe_sim.content.subjects import round_subject
from cafe_sim.engine import Program
from cafe_sim.engine.explore import inspect
from cafe_sim.engine.kernel.trace import SECOND
from cafe_sim.game.inspecting.failing import failing
from cafe_sim.game.pictures.chart import Bar, Chart, Leg, Row
from cafe_sim.game.pictures.charting import Charts
from cafe_sim.game.pictures.deeds import Deeds
from cafe_sim.game.pictures.of_level import Other, charts_of_level, others_of_day
from cafe_sim.game.pictures.retelling import charts_of_program
from cafe_sim.game.pictures.sight import Sight, Viewport
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.pages.afterwards.timeline import timeline_page
from cafe_sim.tui.pages.afterwards.timeline_layout import HEAD, cell_at, entries, layout, stride_of
from cafe_sim.tui.pieces import text_of, width_of
from cafe_sim.tui.screens.afterwards.replay import ReplayScreen
from cafe_sim.tui.screens.afterwards.result import ResultScreen
from cafe_sim.tui.screens.afterwards.timeline import TimelineScreen
from cafe_sim.tui.screens.inspecting.failing import FailingScreen
from cafe_sim.tui.widgets.gantt import Gantt

BAKERY = """
import asyncio, threading, time
till_lock = threading.Lock()
def ring(before, during):
    time.sleep(before)
    with till_lock:
        time.sleep(during)
async def brew(seconds):
    await asyncio.sleep(seconds)
    time.sleep(1)
async def ana():
    async with asyncio.TaskGroup() as orders:
        for seconds in (1, 2):
            orders.create_task(brew(seconds), name=f"latte {seconds}")
threads = [threading.Thread(target=ring, args=(0, 3), name="Bo"), threading.Thread(target=ring, args=(1, 4), name="Cy")]
for thread in threads: thread.start()
asyncio.run(ana())
for thread in threads: thread.join()
"""


def charts(text=BAKERY, title="the bakery"):
    return charts_of_program(Program.from_source(dedent(text), file="bakery.py"), title)


def quicker():
    return charts("import time\ntime.sleep(2)\n", "one clerk")


async def opened(app, pilot, **options):
    await pilot.pause()
    screen = TimelineScreen(charts(), "the bakery", (Other("one clerk", quicker),), **options)
    app.push_screen(screen)
    await pilot.pause()
    await pilot.pause()
    return screen


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
@pytest.mark.asyncio
async def test_how_it_looks(game, look, golden, size):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=size) as pilot:
        screen = await opened(app, pilot)
        cy = [row.name for row in screen.charts[0].rows].index("Cy")
        await pilot.press(*["down"] * cy, *["right_square_bracket"] * 2)
        await pilot.pause()
        golden(f"timeline_{size[0]}x{size[1]}", look(app))
        await pilot.press("v")
        await pilot.pause()
        golden(f"timeline_two_{size[0]}x{size[1]}", look(app))
        await pilot.press("v", "x", *["right_square_bracket"] * 5)
        await pilot.pause()
        golden(f"timeline_steps_{size[0]}x{size[1]}", look(app))


@pytest.mark.asyncio
async def test_where_there_is_only_ascii(game, look, golden):
    app = CafeApp(game, utf8=False)
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = "mono"
        await opened(app, pilot)
        golden("timeline_ascii", look(app))
        assert look(app).isascii() or not app.plain_signs


@pytest.mark.asyncio
async def test_from_a_wait_to_whoever_ended_it(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        names = [row.name for row in screen.charts[0].rows]
        screen.look(screen.scene.to(screen.sight, 2 * SECOND, names.index("Cy")))
        await pilot.pause()
        text = look(app)
        assert "stuck  0:01 to 0:03, 2 s" in text
        assert "wants till_lock, held by Bo" in text
        assert "with till_lock:" in text
        assert "Bo lets them go on, 0:03 (till_lock)" in text
        await pilot.press("enter")
        await pilot.pause()
        assert screen.sight.row == names.index("Bo")
        assert screen.sight.at == 3 * SECOND


@pytest.mark.asyncio
async def test_every_key_and_back_again(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        before = look(app)
        await pilot.press("plus", "plus", "right", "greater_than_sign", "less_than_sign", "minus", "down", "f")
        await pilot.pause()
        assert "follows one" in look(app)
        await pilot.press("f", "end", "left_square_bracket", "home", "up", "up", "0", "x", "x")
        await pilot.pause()
        assert look(app) == before
        await pilot.press("t")
        await pilot.pause()
        assert app.screen is not screen


@pytest.mark.asyncio
async def test_the_mouse_points_pans_and_zooms(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        plan = layout(80, screen.gantt.size.height)
        stride = stride_of(entries(screen.scene), plan.lanes)
        await pilot.click(Gantt, offset=(plan.names + 1 + 30, HEAD + 2 * stride))
        await pilot.pause()
        assert screen.sight.row == 2
        assert screen.scene.cell_of(screen.sight, screen.sight.at) == 30
        await pilot.click(Gantt, offset=(3, HEAD + stride))
        await pilot.pause()
        assert screen.sight.row == 1
        await pilot.press("plus", "plus")
        start = screen.scene.start(screen.sight)
        await pilot.mouse_down(Gantt, offset=(60, HEAD + 1))
        await pilot.hover(Gantt, offset=(50, HEAD + 1))
        await pilot.mouse_up(Gantt, offset=(50, HEAD + 1))
        await pilot.pause()
        moved = (screen.scene.start(screen.sight) - start) / screen.scene.per_cell(screen.sight)
        assert moved == pytest.approx(10)
        screen.gantt.post_message(Gantt.Wheeled(1, 40, zooms=False))
        screen.gantt.post_message(Gantt.Wheeled(-1, 40, zooms=True))
        size = screen.scene.per_cell(screen.sight)
        await pilot.pause()
        assert screen.sight.row == 2
        assert screen.scene.per_cell(screen.sight) < size


@pytest.mark.asyncio
async def test_who_stands_alone_cannot_be_put_beside_another_and_is_told_so(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        app.push_screen(TimelineScreen(charts(), "alone"))
        await pilot.pause()
        await pilot.press("v")
        await pilot.pause()
        await pilot.pause()
        assert "There is no run to put beside this one." in look(app)


@pytest.mark.asyncio
async def test_pictures_are_saved_and_it_is_said_where(game, look, tmp_path):
    game.keeper.folder = tmp_path
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await opened(app, pilot)
        await pilot.press("s", "S")
        await pilot.pause()
        await pilot.pause()
        files = sorted((tmp_path / "pictures").iterdir())
        assert [file.suffix for file in files] == [".html", ".svg"]
        assert "the bakery" in files[1].read_text(encoding="utf-8")
        assert "Saved" in look(app)


@pytest.mark.asyncio
async def test_from_the_result_to_its_timeline_and_a_card(game, result, look, tmp_path):
    game.keeper.folder = tmp_path
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await app.open_game()
        app.push_screen(ResultScreen(game.finish(result(), None)))
        await pilot.pause()
        await pilot.press("t")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, TimelineScreen)
        assert "Carl" in look(app)
        await pilot.press("v")
        await pilot.pause()
        assert "the reference plan" in look(app)
        await pilot.press("escape", "s")
        await pilot.pause()
        (card,) = (tmp_path / "pictures").iterdir()
        assert "this time" in card.read_text(encoding="utf-8")


@pytest.mark.parametrize("level", load_campaign(), ids=lambda level: level.id)
def test_every_level_has_a_timeline_and_mostly_another_beside_it(level):
    own = charts_of_level(level, None if level.scene else level.reference)
    assert own.telling.rows
    others = others_of_day(level, sound=True)
    assert [other.title for other in others if other.make().by_steps.end == 0] == []
    assert len(others) == (1 if level.scene else 3 if level.ghost else 2)


def test_a_run_of_the_reference_plan_keeps_its_program_to_itself_until_the_level_is_won():
    level = next(level for level in load_campaign() if level.id == "B4")
    for sound in (False, True):
        (reference, *_) = others_of_day(level, sound=sound)
        shown = reference.make()
        bars = [bar for row in shown.by_steps.rows for bar in row.bars]
        assert any(shown.by_steps.code(bar) for bar in bars) == sound
        assert bool(reference.closed) != sound


HOSTILE = Chart(
    "[red]x[/]",
    tuple(Row(f"[@click=app.bell]{n}[/nope]", (Bar(0, 10**15, "stuck", "[/]"),), 0, "[b]") for n in range(3)),
    10**15,
)
EMPTY = Chart("nothing", (), 0)
STILL = Chart("still", (Row("main", ()),), 0)


@pytest.mark.parametrize("size", [(1, 1), (12, 5), (60, 18), (300, 100)])
@pytest.mark.parametrize("shown", [(HOSTILE,), (EMPTY,), (STILL,), (HOSTILE, EMPTY), ()])
def test_no_chart_and_no_size_breaks_the_page(shown, size):
    width, height = size
    scene = Viewport(shown, layout(width, height).cells)
    page = timeline_page(scene, Sight(), "[red]title", width, height)
    if width >= 60:
        assert all(width_of(line) <= width for line in page)
        assert len(page) == height
    for y in range(height):
        cell_at(scene, Sight(), width, height, width // 2, y)


def test_what_is_clicked_is_what_is_drawn():
    scene = Viewport((charts().by_time, quicker().by_time), layout(80, 23).cells)
    page = timeline_page(scene, Sight(), "title", 80, 23)
    for y, line in enumerate(page):
        row, _ = cell_at(scene, Sight(), 80, 23, 40, y)
        named = [piece.target for piece in line if piece.target.startswith("row(")]
        assert named == ([f"row({row})"] if row is not None else [])


def test_where_there_is_room_each_lane_says_below_what_its_states_are():
    scene = Viewport((charts().by_time,), layout(120, 38).cells)
    told = timeline_page(scene, Sight(), "title", 120, 38)
    lanes = [y for y, line in enumerate(told) if any(piece.target == "row(0)" for piece in line)]
    assert len(lanes) == 1
    assert "time.sleep(1)" in text_of([told[lanes[0] + 1]])
    for y in (lanes[0], lanes[0] + 1):
        assert cell_at(scene, Sight(), 120, 38, 60, y)[0] == 0, "a click on the words means their lane"
    tight = timeline_page(scene, Sight(), "title", 120, 16)
    assert "time.sleep(1)" not in text_of(tight[HEAD : HEAD + layout(120, 16).lanes])


@pytest.mark.asyncio
async def test_an_empty_run_is_said_to_be_empty(game, look):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(60, 18)) as pilot:
        await pilot.pause()
        app.push_screen(TimelineScreen(Charts(EMPTY, EMPTY, Deeds((), (), ())), "nothing"))
        await pilot.pause()
        await pilot.press("right", "left", "plus", "end", "down", "enter", "right_square_bracket", "x")
        await pilot.pause()
        assert "Nothing happened" in look(app)


def test_wide_letters_move_nothing():
    rows = tuple(
        Row(name, (Bar(0, 50, "run"), Bar(50, 100, "wait")), 0, "等待托盘")
        for name in ("名前カフェ", "Bo", "咖啡" * 40)
    )
    chart = Chart("茶", rows, 100, legs=(Leg(0, 0, 50), Leg(2, 50, 100)), worked=False)
    scene = Viewport((chart, Chart("b", rows, 200)), layout(80, 23).cells)
    for line in timeline_page(scene, Sight(), "时间线", 80, 23):
        assert width_of(line) <= 80
    page = timeline_page(Viewport((chart,), layout(80, 23).cells), Sight(), "", 80, 23)
    stride = stride_of(entries(Viewport((chart,), 60)), layout(80, 23).lanes)
    assert {width_of(line) for line in page[HEAD : HEAD + 4 * stride : stride]} == {80}


def test_two_titles_and_verdicts_stand_above_their_lanes():
    scene = Viewport((charts().by_time, quicker().by_time), layout(100, 30).cells)
    text = text_of(timeline_page(scene, Sight(), "title", 100, 30))
    assert text.index("the bakery") < text.index("Bo") < text.index("one clerk")


@pytest.mark.asyncio
async def test_an_order_that_goes_wrong_has_its_timeline_by_steps(game, look):
    level = next(level for level in load_campaign() if level.id == "B4")
    subject = round_subject(level, level.naive)
    view = failing(subject, inspect(subject, exhaustive=True))
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.push_screen(FailingScreen(view, "B4"))
        await pilot.pause()
        await pilot.press("t")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, TimelineScreen)
        assert "by operation" in look(app)
        assert "✗" in look(app)


@pytest.mark.asyncio
async def test_a_timeline_is_replayed_and_leads_back(game):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("p")
        await pilot.pause()
        replay = app.screen
        assert isinstance(replay, ReplayScreen)
        assert [other.title for other in replay.others] == ["one clerk"]
        await pilot.press("t")
        await pilot.pause()
        await pilot.press("p")
        await pilot.pause()
        assert app.screen is replay, "and not a replay on top of a timeline on top of a replay"
        await pilot.press("escape")
        assert app.screen is screen


@pytest.mark.asyncio
async def test_all_three_kinds_of_files_are_saved(tmp_path):
    app = CafeApp(Campaign(Keeper(tmp_path)), utf8=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        await pilot.press("s", "S", "e")
        await pilot.pause()
        files = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "pictures").iterdir()}
        assert files.keys() == {"the-bakery.svg", "the-bakery.html", "the-bakery.json"}
        assert json.loads(files["the-bakery.json"])["traceEvents"]


def test_where_a_row_is_nothing_it_is_said_whether_it_is_to_come_or_gone():
    chart = Chart(
        "a day", (Row("#1 tea", (Bar(20, 40, "wait"), Bar(60, 80, "run"))), Row("Ana", (Bar(0, 99, "run"),))), 100
    )
    scene = Viewport((chart,), 50)
    said = {at: text_of(timeline_page(scene, Sight(0, at), "a day", 80, 23)) for at in (0, 50, 90)}
    assert "It has not begun yet." in said[0]
    assert "Nothing of it took any time here." in said[50]
    assert "It is over." in said[90]


def test_the_cursor_says_its_moment_no_more_exactly_than_a_cell_is_wide():
    chart = Chart("a day", (Row("Ana", (Bar(0, 9 * SECOND, "run"),)),), 9 * SECOND)
    text = text_of(timeline_page(Viewport((chart,), 61), Sight(0, 1_129_032_259), "a day", 80, 23))
    assert "at 0:01.100" in text


DEADLOCK = """
import threading, time
mitt, tray = threading.Lock(), threading.Lock()
def bake(a, b):
    with a:
        time.sleep(1)
        with b: pass
for name, locks in (("Bo", (mitt, tray)), ("Cy", (tray, mitt))):
    threading.Thread(target=bake, args=locks, name=name).start()
"""


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (200, 50)])
@pytest.mark.asyncio
async def test_what_went_wrong_stands_first_and_the_cursor_there(game, look, size):
    app = CafeApp(game, utf8=True)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        screen = TimelineScreen(charts(DEADLOCK, "two bakers"), "two bakers")
        app.push_screen(screen)
        await pilot.pause()
        await pilot.pause()
        lines = look(app).splitlines()
        assert "✗ deadlock: Bo holds" in lines[1]
        assert any("stands for ever" in line for line in lines[-8:])
        row = next(number for number, line in enumerate(lines) if line.startswith("  Cy"))
        await pilot.click(Gantt, offset=(3, row))
        await pilot.pause()
        assert screen.scene.find(screen.sight.row)[0].rows[screen.sight.row].name == "Cy", "a click means what is drawn"
        assert any(" ▸ " in line for line in look(app).splitlines()) == (size[1] > 40), "the program, in a large window"

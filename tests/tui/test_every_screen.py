"""Every screen has its pictures: at 60×18, 80×24 and 120×40, and in mono with its weights.

Here are those that no other test has drawn.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from soaking import STARTS, SoakedApp, levels, nothing_from_outside, visited_bench
from standing import StandingLoop, Terminal, at_a_standing_clock
from textual.app import App

from cafe_sim.game.coding.examples import EXAMPLES
from cafe_sim.game.coding.lab import Lab
from cafe_sim.game.coding.origin import Origin
from cafe_sim.game.fixing.bench import Bench
from cafe_sim.game.pictures.of_level import charts_of_level
from cafe_sim.game.player.campaign import Campaign
from cafe_sim.tui.app import CafeApp
from cafe_sim.tui.keys import every_screen
from cafe_sim.tui.kinds import play_screen
from cafe_sim.tui.screens.afterwards.paste import PasteScreen
from cafe_sim.tui.screens.afterwards.replay import ReplayScreen
from cafe_sim.tui.screens.afterwards.timeline import TimelineScreen
from cafe_sim.tui.screens.ask import AskScreen, NameScreen, Reply
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.screens.code import CodeScreen
from cafe_sim.tui.screens.coding.editor import EditorScreen
from cafe_sim.tui.screens.coding.lab import LabScreen
from cafe_sim.tui.screens.inspecting.failing import FailingScreen
from cafe_sim.tui.screens.inspecting.inspection import InspectionScreen
from cafe_sim.tui.screens.inspecting.own_order import OwnOrderScreen
from cafe_sim.tui.screens.mishap import MishapScreen
from cafe_sim.tui.screens.player.briefing import BriefingScreen

GOLDENS = Path(__file__).parent / "goldens"
SIZES = {"60x18": (60, 18), "80x24": (80, 24), "120x40": (120, 40), "mono": (80, 24)}
STEMS = {
    "AskScreen": "ask", "BenchScreen": "bench-b4-certified", "BriefingScreen": "briefing", "CampaignScreen": "campaign",
    "CodeScreen": "code", "CodingScreen": "coding-ran", "EditorScreen": "editor-ran", "FailingScreen": "failing-b4", "HelpScreen": "help", "InspectionScreen": "inspection-b6",
    "KeysScreen": "keys", "LabScreen": "lab", "LibraryScreen": "library", "MishapScreen": "mishap", "NameScreen": "name",
    "PasteScreen": "paste", "PlansScreen": "plans-b4", "ReplayScreen": "replay-day", "ResultScreen": "result_won",
    "OwnOrderScreen": "round-b4", "RulesScreen": "rules", "SchedulerScreen": "scheduler-middle", "SettingsScreen": "settings", "ShiftScreen": "shift",
    "TextsScreen": "texts", "TimelineScreen": "timeline", "TitleScreen": "title", "TooSmall": "small",
}  # fmt: skip
"""Screen → how its pictures are called."""
OTHER_MONO = {
    "BenchScreen": "bench-b4-mono",
    "SchedulerScreen": "scheduler-mono",
    "ResultScreen": "result_what_if_mono",
}
ALL = ("60x18", "80x24", "120x40", "mono")
HERE = {
    **dict.fromkeys(("AskScreen", "CodeScreen", "HelpScreen", "KeysScreen", "MishapScreen", "NameScreen", "OwnOrderScreen", "TextsScreen"), ALL),
    **dict.fromkeys(("BriefingScreen", "LabScreen", "PlansScreen"), ("120x40", "mono")),
    **dict.fromkeys(
        ("CampaignScreen", "CodingScreen", "EditorScreen", "FailingScreen", "InspectionScreen", "LibraryScreen", "PasteScreen", "ReplayScreen", "RulesScreen", "SettingsScreen",
         "TimelineScreen", "TitleScreen", "TooSmall"),
        ("mono",),
    ),
}  # fmt: skip
"""Which of them are drawn by this test."""


B4 = next(one for one in levels() if one.id == "B4")


def inspected() -> Bench:
    """B4 as it is handed out, and what the inspector says of it; how long he took is the machine's business."""
    bench = visited_bench(levels().index(B4))
    for key, visited in bench._visits.items():
        assert visited.inspection is not None
        bench._visits[key] = visited._replace(inspection=replace(visited.inspection, seconds=0.01))
    return bench


QUESTION = (
    Reply("mine", "keep mine", "Go on with what you typed."),
    Reply("theirs", "take theirs", "Show what is in the file."),
)
PROGRAM = "import threading\n\n\ndef ring_up(price):\n    till.total += price  # read, add, write\n"
MAKES: dict[str, Callable[[], CafeScreen]] = {
    "AskScreen": lambda: AskScreen(
        "mine.py was changed elsewhere, and you have typed here, too.", QUESTION, lambda _: None
    ),
    "BriefingScreen": lambda: BriefingScreen(B4),
    "CodeScreen": lambda: CodeScreen("B4  Two hands in the till", PROGRAM),
    "CodingScreen": lambda: play_screen(next(one for one in levels() if one.kind == "code")),
    "EditorScreen": lambda: EditorScreen(Lab(Origin.of_example(EXAMPLES[0]))),
    "FailingScreen": lambda: FailingScreen(inspected().failing(), "B4  Two hands in the till"),
    "InspectionScreen": lambda: InspectionScreen(inspected()),
    "TimelineScreen": lambda: TimelineScreen(charts_of_level(B4, B4.reference), "B4  Two hands in the till"),
    "LabScreen": LabScreen,
    "MishapScreen": lambda: MishapScreen("cafe-sim: a mistake of ours ended the screen. Please report it.", B4),
    "NameScreen": lambda: NameScreen("Save it as …", "mine.py", lambda _: None),
    "PasteScreen": PasteScreen,
    "PlansScreen": lambda: play_screen(B4, B4.reference),
    "ReplayScreen": lambda: ReplayScreen(charts_of_level(B4, B4.reference), "B4  Two hands in the till"),
    "TextsScreen": lambda: play_screen(next(one for one in levels() if one.kind == "code")),
    "OwnOrderScreen": lambda: OwnOrderScreen(inspected().by_hand()),
    "RulesScreen": lambda: play_screen(next(one for one in levels() if one.toolbox.rules)),
}
"""How to get there, where it must not be a matter of luck; the others are reached as in the soak."""


BY_KEYS = {"PlansScreen", "RulesScreen", "TextsScreen"}
"""Made is the screen before."""


def weights(app: App[object]) -> str:
    """The screen, and below a line what stands out in it: b bold, d dim, u underlined, r reverse."""
    lines = []
    for strip in app.screen._compositor.render_strips():
        marks = ""
        for text, style, _ in strip:
            mark = (
                next((m for m, on in zip("rubd", (style.reverse, style.underline, style.bold, style.dim)) if on), " ")
                if style
                else " "
            )
            marks += mark * len(text)
        lines += [strip.text.rstrip(), *([f"~{marks.rstrip()}"] if marks.strip() else [])]
    return "\n".join(lines).rstrip() + "\n"


async def picture(loop: StandingLoop, game: Campaign, name: str, form: str, look: Callable[[App[object]], str]) -> str:
    start, keys = STARTS[name]
    app: CafeApp = SoakedApp(game)
    app.live = False
    with nothing_from_outside(loop):
        async with Terminal.of(app, loop, SIZES[form]) as terminal:
            await app.game.open()
            if form == "mono":
                app.theme = "mono"
            make = MAKES.get(name) or (lambda: start(random.Random(name)) if start else None)
            screen = make()
            if screen is not None:
                app.push_screen(screen)
            await terminal.paint()
            if name in MAKES and name not in BY_KEYS:
                keys = ""
            if keys == "resize":
                await terminal.send(("resize", 40, 10))
            else:
                await terminal.keys(*({"question_mark": "?", "colon": ":"}.get(key, key) for key in keys.split()))
            await terminal.wait(1.0)
            assert name in {kind.__name__ for kind in type(app.screen).mro()}
            return weights(app) if form == "mono" else look(app)


@pytest.mark.parametrize(("name", "form"), [(name, form) for name, forms in HERE.items() for form in forms])
def test_how_it_looks(game, golden, look, tmp_path, monkeypatch, name, form):
    monkeypatch.chdir(tmp_path)
    with at_a_standing_clock() as run:
        golden(f"{STEMS[name]}_{form}", run(lambda loop: picture(loop, game, name, form, look)))


def test_no_screen_lacks_a_picture() -> None:
    drawn = {path.stem.replace("-", "_") for path in GOLDENS.glob("*.txt")}
    wanted = {(screen.__name__, form) for screen in every_screen() for form in ALL}
    wanted -= {("TooSmall", form) for form in ALL[:3]}  # it is shown where there is no room for others
    lacking = {
        (name, form)
        for name, form in wanted
        if f"{STEMS.get(name, name)}_{form}".replace("-", "_") not in drawn
        and not (form == "mono" and OTHER_MONO.get(name, "").replace("-", "_") in drawn)
    }
    assert not lacking

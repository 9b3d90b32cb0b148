"""Pictures of runs in Simplified Chinese: all that is said in them is, but names, Python, and what a program says."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cafe_sim.catalogue import speak
from cafe_sim.content import load_campaign
from cafe_sim.engine import Program
from cafe_sim.game.days.played import play_day
from cafe_sim.game.days.result import result_of
from cafe_sim.game.pictures.card import result_card
from cafe_sim.game.pictures.of_level import charts_of_level
from cafe_sim.game.pictures.page import chart_page
from cafe_sim.game.pictures.perfetto import trace_json
from cafe_sim.game.pictures.retelling import charts_of_program
from cafe_sim.game.pictures.svg import chart_svg
from cafe_sim.game.pictures.words import drawn, told

WORD = re.compile(r"[A-Za-z_]{2,}")
NAMES = {"Ana", "Bo", "Café", "Caf", "CAF", "Carl", "Cy", "Di", "Sim", "SIM", "main", "ms", "ns"}
PYTHON = {"None", "True", "function", "Task", "Thread", "Future", "TaskGroup", "ThreadPool", "ThreadPoolExecutor", "asyncio", "asyncio_", "shutdown",
          "AssertionError", "ExceptionGroup", "IndexError", "call_soon", "call_soon_threadsafe", "loop", "Lock", "await", "join", "threading", "wrap_future",
          "builtin_function_or_method", "default", "next", "use", "EventLoop", "worker"}  # fmt: skip
"""What Python, and what the program does with it, is called everywhere."""
UNNAMED = re.compile(r"\b(dict|event|future|generator|list|zip)-(\d+|…)|\w*…\w*")
"""Things that a program gave no name, and names that lost their middle."""
RAISED = re.compile(r"\w*(Error|Exception)(Group of \w+)?: [^。│]+")
"""It quotes what the program says."""
LEVELS = [level for level in load_campaign() if level.concept]
CLASSICS = sorted((Path(__file__).parents[2] / "engine/explore/classics").glob("*.py"))


class _Seen(HTMLParser):
    """What a browser shows of a page or a picture, and its titles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = False
        self.language = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self._silent = tag in ("style", "script")
        self.language = self.language or dict(attrs).get("lang", "")

    def handle_endtag(self, _tag):
        self._silent = False

    def handle_data(self, data):
        if not self._silent:
            self.words.append(data)


def all_said(charts) -> list[str]:
    """In a terminal, to a listener, in a picture, on a page, in a trace."""
    shown = [charts.by_time, charts.by_steps]
    said = [line for chart in shown for line in (*(line for line, _ in drawn(chart, 100)), *told(chart))]
    for text in (chart_svg(shown), chart_page(shown)):
        seen = _Seen(text)
        assert seen.language == "zh-Hans"
        said += seen.words
    trace = json.loads(trace_json(shown))
    said += trace["otherData"]["verdicts"]
    for event in trace["traceEvents"]:
        args = event.get("args", {})
        said += [args["name"] if event["ph"] == "M" and "name" in args else event["name"] if event["ph"] != "M" else ""]
        said += [args.get("why", "")]
    return said


def english_in(said, *programs: str) -> dict[str, set[str]]:
    """What is left over, and where."""
    known = NAMES | PYTHON | {word for text in programs for word in WORD.findall(text)}
    left = {line: set(WORD.findall(RAISED.sub("", UNNAMED.sub("", line)))) - known for line in said}
    return {line: words for line, words in left.items() if words}


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.id)
def test_of_a_level_as_it_is_handed_out(level):
    speak("zh-Hans")
    charts = charts_of_level(level, None)
    programs = ("\n".join(lines) for chart in (charts.by_time, charts.by_steps) for lines in chart.sources.values())
    assert english_in(all_said(charts), *programs) == {}


@pytest.mark.parametrize("script", CLASSICS, ids=lambda path: path.stem)
def test_of_a_classic_bug(script):
    speak("zh-Hans")
    charts = charts_of_program(Program.from_file(script), script.name)
    assert english_in(all_said(charts), script.name, script.read_text(encoding="utf-8")) == {}


@pytest.mark.parametrize("level", [one for one in LEVELS if one.scene is None], ids=lambda level: level.id)
@pytest.mark.parametrize("plan", ["naive", "reference"])
def test_of_a_result(level, plan):
    speak("zh-Hans")
    chosen = getattr(level, plan)
    day = play_day(level.shop, chosen, level.title)
    seen = _Seen(result_card(result_of(level, chosen, day)))
    assert seen.language == "zh-Hans"
    assert english_in(seen.words, day.program, level.id) == {}

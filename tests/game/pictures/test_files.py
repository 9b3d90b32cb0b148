"""Charts as files: well-formed, self-contained, true to their formats, whatever the names in them are."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from cafe_sim.content import load_campaign
from cafe_sim.game.days.played import play_day
from cafe_sim.game.pictures.charting_day import charts_of_day
from cafe_sim.game.pictures.page import chart_page
from cafe_sim.game.pictures.perfetto import trace_json
from cafe_sim.game.pictures.svg import ROWS_AT_MOST, chart_svg
from cafe_sim.game.pictures.words import drawn, told

SVG = "{http://www.w3.org/2000/svg}"
CHARTS = ("bakery", "hostile", "nothing", "crowd")


@pytest.fixture(params=CHARTS)
def chart(request):
    return request.getfixturevalue(request.param)


# ---- SVG ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["espresso", "latte"])
def test_svg_is_xml_and_asks_nobody_for_anything(chart, theme):
    text = chart_svg([chart], theme)
    root = ET.fromstring(text)
    assert root.tag == f"{SVG}svg"
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert not tags & {"script", "image", "foreignObject", "style", "a", "use"}
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]
    assert text.count("http") == 1  # the namespace


def test_svg_says_in_words_what_it_shows(bakery):
    root = ET.fromstring(chart_svg([bakery]))
    titles = [element.text for element in root.iter(f"{SVG}title")]
    assert "Cy: stuck, 0:01 to 0:03 (2 s)\nwants till_lock, held by Bo\nline 6: with till_lock:" in titles
    words = " ".join(element.text or "" for element in root.iter(f"{SVG}text"))
    for said in (
        "Bo",
        "Cy",
        "0:05",
        "stuck: needs others to let go, or to be done",
        "critical path: what decided the end",
    ):
        assert said in words


def test_svg_states_differ_in_shape_not_in_colour_alone(hostile):
    text = chart_svg([hostile])
    assert "url(#hatch)" in text
    assert "stroke-dasharray" in text


def test_svg_stays_small_and_says_what_it_left_out(crowd):
    text = chart_svg([crowd])
    assert len(text) < 1_000_000
    assert f"and {1_000 - ROWS_AT_MOST} more rows" in text


def test_two_runs_on_one_axis(bakery, charts_of_text):
    shorter = charts_of_text("import time\ntime.sleep(1)", "short").by_time
    root = ET.fromstring(chart_svg([bakery, shorter]))
    words = [element.text for element in root.iter(f"{SVG}text")]
    assert words.count("0:05") == 2
    assert "short" in words


# ---- HTML ---------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a browser would see."""

    def __init__(self, text):
        super().__init__()
        self.tags = defaultdict(list)
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags[tag].append(dict(attrs))


def test_page_runs_one_script_and_loads_nothing(chart):
    text = chart_page([chart])
    page = Page(text)
    assert len(page.tags["script"]) == 1
    assert not any(page.tags[tag] for tag in ("img", "link", "iframe", "object"))
    assert not [name for all_of in page.tags.values() for attrs in all_of for name in attrs if name.startswith("on")]
    policy = next(attrs["content"] for attrs in page.tags["meta"] if "http-equiv" in attrs)
    assert policy.startswith("default-src 'none'")
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text)


def test_page_has_it_all_as_a_table(bakery):
    text = chart_page([bakery])
    assert "<td>Cy<td>stuck<td>0:01<td>2 s<td>wants till_lock, held by Bo<td>6: with till_lock:" in text


def test_page_of_a_crowd_is_cut_and_says_so(crowd):
    assert re.search(r"and [\d,]+ more</tr>", chart_page([crowd]))


# ---- Perfetto -----------------------------------------------------------------------------------

NEEDS = {
    "X": {"name", "ts", "dur", "pid", "tid"},
    "M": {"name", "pid", "tid", "args"},
    "s": {"name", "id", "ts", "pid", "tid", "cat"},
    "f": {"name", "id", "ts", "pid", "tid", "cat", "bp"},
    "i": {"name", "ts", "pid", "tid", "s"},
}
"""By phase, what the format asks for."""


def nanoseconds(micro):
    """As Perfetto's importer has it: a product, cut."""
    return int(micro * 1000.0)


def check_trace(text):
    """The Trace Event Format, as far as it is used, with what Perfetto's importer makes of it."""
    document = json.loads(text)
    assert document.keys() == {"otherData", "traceEvents"}
    assert not re.search(r"\\u(?!00[01])|[\x00-\x09\x0b-\x1f]", text), (
        "importers refuse escapes of letters, and control characters"
    )
    slices, names, flows = defaultdict(list), {}, defaultdict(dict)
    homes, processes, takings = {}, {}, []
    for event in document["traceEvents"]:
        assert NEEDS[event["ph"]] <= event.keys() <= NEEDS[event["ph"]] | {"args", "cat", "ph"}, event
        assert isinstance(event["pid"], int)
        assert isinstance(event["tid"], int)
        assert isinstance(event["name"], str)
        assert homes.setdefault(event["tid"], event["pid"]) == event["pid"], "a thread is of one process"
        if event["ph"] == "M":
            assert event["name"] in ("process_name", "process_sort_index", "thread_name", "thread_sort_index")
            if event["name"] == "thread_name":
                assert event["tid"] not in names, "Perfetto names threads by their number alone"
                names[event["tid"]] = event["args"]["name"]
            elif event["name"] == "process_name":
                assert event["pid"] not in processes
                processes[event["pid"]] = event["args"]["name"]
            continue
        assert event["ts"] >= 0
        assert all(value is not None and not isinstance(value, dict | list) for value in event.get("args", {}).values())
        if event["ph"] == "X":
            start = nanoseconds(event["ts"])
            if event["cat"] == "hand-over":
                takings.append((event["tid"], start, start + nanoseconds(event["dur"])))
                continue
            assert event["dur"] >= 0
            assert not slices[event["tid"]] or slices[event["tid"]][-1][0] <= start, "a thread's slices are in order"
            slices[event["tid"]].append((start, start + nanoseconds(event["dur"]), event["name"]))
        elif event["ph"] in "sf":
            flows[event["id"]][event["ph"]] = event
        else:
            assert event["s"] == "t"
    for row in slices.values():
        for before, after in pairwise(sorted(row)):
            assert before[1] <= after[0], "slices of one thread overlap"
    for tid, start, stop in takings:
        assert any(began <= start < stop <= ended for began, ended, _ in slices[tid]), "a taking is within a slice"
    for both in flows.values():
        assert both.keys() == {"s", "f"}
        assert both["s"]["ts"] <= both["f"]["ts"]
        assert both["f"]["bp"] == "e"
        assert both["s"]["name"] == both["f"]["name"]
        assert both["s"]["cat"] == both["f"]["cat"]
        for end in both.values():
            at = nanoseconds(end["ts"])
            assert any(start <= at < stop for start, stop, _ in slices[end["tid"]]), "a flow's end is in no slice"
    assert set(homes) - set(names) == set(homes.values()) == set(processes), "a process's own number is no row's"
    return slices, names, flows


def test_every_chart_is_a_trace(chart):
    check_trace(trace_json([chart]))


@pytest.mark.parametrize("level", load_campaign(), ids=lambda level: level.id)
def test_every_level_is_a_trace_by_time_and_by_steps(level):
    if level.scene is None:
        charts = charts_of_day(play_day(level.shop, level.naive, level.title), level.title)
        check_trace(trace_json([charts.by_time, charts.by_time]))
        check_trace(trace_json([charts.by_steps]))


def test_the_trace_says_what_happened(bakery):
    slices, names, flows = check_trace(trace_json([bakery]))
    by_name = {names[tid]: row for tid, row in slices.items()}
    assert (1_000_000_000, 3_000_000_000, "stuck: wants till_lock, held by Bo") in by_name["Cy"]
    assert [name for _, _, name in by_name["critical path"]] == ["Bo", "Cy"]
    assert "till_lock" in {both["s"]["name"] for both in flows.values()}


def test_letters_are_written_as_they_are(charts_of_text):
    """Perfetto refuses the escapes for a letter in two halves, and with them the whole file."""
    chart = charts_of_text(
        "import threading\nt = threading.Thread(target=print, name='🍪 “é”')\nt.start(); t.join()"
    ).by_steps
    _, names, _ = check_trace(trace_json([chart]))
    assert "🍪 “é”" in names.values()


def test_two_runs_are_two_processes(bakery):
    slices, names, _ = check_trace(trace_json([bakery, bakery]))
    assert len(names) == 2 * len(set(names.values()))
    assert {names[tid] for tid in slices} == set(names.values())


def test_nanoseconds_survive_the_decimals(charts_of_text):
    chart = charts_of_text("import time\nfor n in range(1, 60): time.sleep(n * 1.001e-6)\n").by_time
    slices, _, _ = check_trace(trace_json([chart]))
    borders = {at for row in chart.rows for bar in row.bars for at in (bar.start, bar.end)}
    assert {at for row in slices.values() for start, end, _ in row for at in (start, end)} == borders


# ---- lines --------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 80, 200])
def test_drawn_in_lines_that_fit(chart, width):
    lines = [line for line, _ in drawn(chart, width)]
    assert lines
    assert all(
        len(line) <= width for line in lines[3 : 3 + len(chart.rows)] if not re.search("for ever|more rows", line)
    )
    assert len(lines) < 700


def test_told_line_by_line(bakery):
    lines = list(told(bakery))
    assert "Cy: stuck from 0:01, for 2 s: wants till_lock, held by Bo, line 6" in lines
    assert lines[-2:] == ["critical path: Bo from 0:00, for 3 s", "critical path: Cy from 0:03, for 2 s"]


def test_nothing_is_said_to_be_nothing(nothing):
    assert any("nothing" in line for line, _ in drawn(nothing, 80))
    assert any("nothing" in line for line in told(nothing))
    assert "nothing happened" in chart_svg([nothing])


STANDS = """
    import threading, time
    mitt = threading.Lock()
    def bake():
        time.sleep(3)
        with mitt:
            pass
    mitt.acquire()
    bo = threading.Thread(target=bake, name="Bo")
    bo.start()
    bo.join()
    """
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> dict[str, float]:
    """Each text, and where it begins or has its middle."""
    return {each.text or "": float(each.attrib["x"]) for each in ET.fromstring(svg).iter(f"{SVG}text")}


@pytest.mark.parametrize("by", ["time", "steps"])
def test_why_somebody_stands_for_ever_covers_no_bar(charts_of_text, by):
    charts = charts_of_text(STANDS)
    svg = chart_svg([charts.by_time if by == "time" else charts.by_steps])
    said = [x for text, x in texts(svg).items() if text.startswith("╳ w")]
    assert len(said) == 2
    bars = [
        each
        for bar in ET.fromstring(svg).iter(f"{SVG}g")
        if bar.get("class") == "bar"
        for each in bar.iter(f"{SVG}rect")
    ]
    assert max(float(bar.attrib["x"]) + float(bar.attrib["width"]) for bar in bars) < min(said)


def test_a_step_is_what_is_done_and_a_wait_is_for_what(charts_of_text):
    charts = charts_of_text(STANDS)
    assert {"begins", "takes mitt", "waits for Bo to end"} <= set(texts(chart_svg([charts.by_steps])))
    assert {"time.sleep(3)", "waits for Bo to end"} <= set(texts(chart_svg([charts.by_time])))
    assert any(line.endswith("line 5: time.sleep(3)") for line in told(charts.by_time))


def test_no_word_is_cut_by_the_edge_of_the_paper(charts_of_text):
    chart = charts_of_text("import time\ntime.sleep(3.5)").by_time
    assert texts(chart_svg([chart]))["0:03.500"] + len("0:03.500") * 11 * 0.6 / 2 <= 1200


def test_a_long_verdict_is_wrapped_and_not_cut(charts_of_text):
    chart = replace(charts_of_text("import time\ntime.sleep(1)\n").by_time, verdict="word " * 60 + "end", worked=False)
    said = " ".join(texts(chart_svg([chart])))
    assert said.count("word") == 60
    assert "end" in said.split()
    assert "…" not in said


MEETING = """
    import threading, time
    lock = threading.Lock()
    def use():
        with lock: time.sleep(1)
    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""


def test_hand_overs_are_drawn_below_the_bars(charts_of_text):
    svg = chart_svg([charts_of_text(MEETING).by_time])
    assert svg.rindex('class="hop"') < svg.index('class="row"')

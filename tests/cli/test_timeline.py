"""`cafe-sim timeline`: the real command, its files, and what it says when it cannot."""

from __future__ import annotations

import asyncio
import json
from xml.etree import ElementTree as ET

import msgspec
import pytest

from cafe_sim.game.player.campaign import Campaign
from cafe_sim.game.player.keeper import Keeper

BAKERY = """
import threading, time
till_lock = threading.Lock()
def ring(before, during):
    time.sleep(before)
    with till_lock:
        time.sleep(during)
bo = threading.Thread(target=ring, args=(0, 3), name="Bo")
cy = threading.Thread(target=ring, args=(1, 2), name="Cy")
bo.start(); cy.start()
bo.join(); cy.join()
"""
COUNTER = """
import threading
total = 0
def sell():
    global total
    total += 1
bo, cy = threading.Thread(target=sell, name="Bo"), threading.Thread(target=sell, name="Cy")
bo.start(); cy.start()
bo.join(); cy.join()
assert total == 2, total
"""


def test_a_script_is_drawn_with_its_path(cafe, script):
    said = cafe("timeline", script(BAKERY))
    assert said.status == 0
    lines = said.out.splitlines()
    bo = next(number for number, line in enumerate(lines) if line.startswith("Bo "))
    assert "─" in lines[bo]
    assert "━" in lines[bo + 1]
    assert "critical path: Bo, Cy" in lines[-1]


def test_plain_tells_it(cafe, script):
    said = cafe("timeline", script(BAKERY), "--plain")
    assert "Cy: stuck from 0:01, for 2 s: wants till_lock, held by Bo, line 5" in said.out
    assert "critical path: Cy from 0:03, for 2 s" in said.out
    assert "━" not in said.out


@pytest.mark.parametrize("ending", [".svg", ".html", ".json", ".SVG"])
def test_files_by_their_ending(cafe, script, tmp_path, ending):
    file = tmp_path / f"out{ending}"
    said = cafe("timeline", script(BAKERY), "-o", file)
    assert (said.status, said.out, said.err) == (0, "", "")
    text = file.read_text(encoding="utf-8")
    if ending == ".json":
        assert {event["ph"] for event in json.loads(text)["traceEvents"]} >= {"M", "X", "s", "f"}
    elif ending == ".html":
        assert text.startswith("<!DOCTYPE html>")
    else:
        assert ET.fromstring(text).tag.endswith("svg")


def test_an_ending_that_means_nothing_is_refused_before_anything_runs(cafe, script, tmp_path):
    said = cafe("timeline", script("1/0"), "-o", tmp_path / "out.png")
    assert said.status == 2
    assert "can be .svg, .html or .json" in said.err
    assert not (tmp_path / "out.png").exists()


def test_a_place_that_cannot_be_written(cafe, script, tmp_path):
    said = cafe("timeline", script(BAKERY), "-o", tmp_path / "nowhere" / "out.svg")
    assert said.status == 2
    assert "cannot be written" in said.err


def test_a_level_to_break_beside_its_program_done_right(cafe):
    said = cafe("timeline", "B3", "--beside")
    assert "B3 The wicked manager, done right" in said.out
    assert "data-race" in said.out
    assert "worked this time" in said.out


def test_a_level_beside_its_naive_plan(cafe):
    said = cafe("timeline", "C4", "--beside")
    assert said.status == 0
    assert "its reference plan" in said.out
    assert "its naive plan" in said.out
    assert "for ever: wants tray_lock, held by Cy" in said.out


def test_a_level_to_break_and_a_script_that_does_nothing(cafe, script):
    assert cafe("timeline", "B3").status == 0
    said = cafe("timeline", script(""))
    assert said.status == 0
    assert (
        "main: run from operation 1, for 1 operation: begins"
        in cafe("timeline", script(""), "--by", "steps", "--plain").out
    )


def test_a_counterexample_by_steps_from_its_file_and_from_its_code(cafe, script, tmp_path):
    path = script(COUNTER)
    file = tmp_path / "found.json"
    found = cafe("inspect", path, "--replay-out", file, "--json")
    code = next(fault["schedule"] for fault in json.loads(found.out)["faults"] if fault["schedule"])
    for held in (file, code):
        said = cafe("timeline", held, path)
        assert said.status == 0, said.err
        assert "✗" in said.out
        assert "assertion" in said.out
        told = cafe("timeline", held, path, "--plain").out
        assert "Bo: run from operation" in told
        assert "reads total: 0" in told


def test_a_program_that_has_changed_since_is_no_counterexample(cafe, script, tmp_path):
    path = script(COUNTER)
    file = tmp_path / "found.json"
    cafe("inspect", path, "--replay-out", file)
    script(COUNTER + "\nprint()\n")
    said = cafe("timeline", file, path)
    assert said.status == 2
    assert "changed" in said.err or "not what it was" in said.err or "another" in said.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Z9",), "there is no level"),
        (("nothing.py",), "there is no such file"),
        (("nothing.json",), "there is no such file"),
        (("B4", "more"), "a level takes no arguments"),
        (("found.json", "--beside"), "--beside belongs to a level"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(cafe, arguments, sentence):
    said = cafe("timeline", *arguments)
    assert said.status == 2
    assert sentence in said.err
    assert "Traceback" not in said.err


def test_hostile_names_drive_no_terminal_and_no_page(cafe, script, tmp_path):
    path = script(
        r"""
        import threading, time
        t = threading.Thread(target=time.sleep, args=(1,), name="\x1b]0;owned\x07<script>alert(1)</script>[red]")
        t.start(); t.join()
        """
    )
    for more in ((), ("--plain",)):
        out = cafe("timeline", path, *more).out
        assert "\x1b" not in out
        assert "\x07" not in out
    file = tmp_path / "out.html"
    cafe("timeline", path, "-o", file)
    assert "<script>alert" not in file.read_text(encoding="utf-8")


# ---- another language --------------------------------------------------------------------------


def test_pictures_speak_as_the_environment_does_and_errors_english(cafe, monkeypatch, tmp_path):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    file = tmp_path / "b4.svg"
    assert cafe("timeline", "B4", "-o", file).status == 0
    assert "B4 两只手伸进收银机，参考方案" in file.read_text("utf-8")
    assert 'lang="zh-Hans"' in file.read_text("utf-8")
    assert "there is no level 'Z9'" in cafe("timeline", "Z9").err


def test_in_a_terminal_only_where_it_has_the_letters(shell, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "关键路径" in shell("timeline", "B4").out
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    assert "critical path" in shell("timeline", "B4", "--plain").out


def test_settings_go_before_the_environment(shell, tmp_path, monkeypatch):
    game = Campaign(Keeper(tmp_path / "saves"))

    async def choose() -> None:
        await game.open()
        game.set(msgspec.structs.replace(game.progress.settings, language="zh-Hans"))
        await game.keeper.close()

    asyncio.run(choose())
    assert "关键路径" in shell("timeline", "B4").out

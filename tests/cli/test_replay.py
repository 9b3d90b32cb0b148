"""`cafe-sim replay`: the same execution in a fresh process, or the first difference, never silently another."""

from __future__ import annotations

import json
import os
from pathlib import Path
from textwrap import dedent

import pytest

from cafe_sim.cli.inspect import replay_command
from cafe_sim.cli.targets import Aim
from cafe_sim.engine import Program
from cafe_sim.engine.explore.telling.codes import encode
from cafe_sim.engine.explore.telling.story import story
from cafe_sim.engine.explore.walks.schedule import Schedule
from cafe_sim.engine.explore.walks.subject import Script

RACY = """
    import threading

    total = 0

    def add():
        global total
        seen = total
        total = seen + 1

    both = [threading.Thread(target=add, name=name) for name in ("Bo", "Cy")]
    for each in both: each.start()
    for each in both: each.join()
    print("it came to", total)
    assert total == 2
    """
STEPS = """\
  Bo (reads total: 0) │ Cy ×2 (writes total: 1) │ Bo (writes total: 1) │ main ×3 (ends by AssertionError)
  › Bo    reads total: 0           7  seen = total                Bo goes on from this value
    Cy    reads total: 0           7  seen = total
  › Cy    writes total: 1          8  total = seen + 1            Bo overwrites this unseen
  › Bo    writes total: 1          8  total = seen + 1            derives from the 0 read before: what Cy wrote is lost
    main  reads total: 1          13  print("it came to", total)
    main  reads total: 1          14  assert total == 2
  › main  ends by AssertionError  14  assert total == 2           nobody caught it
"""


@pytest.fixture
def found(cafe, script, tmp_path, monkeypatch):
    """The code of the assertion in the script; its record is in x.json."""
    monkeypatch.chdir(tmp_path)
    script(RACY)
    said = cafe("inspect", "script.py", "--json", "--replay-out", "x.json", "--jobs", 1)
    return json.loads(said.out)["faults"][0]["schedule"]


def test_a_fresh_process_gives_the_same_trace_whatever_its_hash_seed(shell, found) -> None:
    for seed in ("0", "1"):
        said = shell("replay", found, PYTHONHASHSEED=seed)
        assert (said.status, said.err) == (1, "")
        assert said.out.startswith("it came to 1\n\n✗ script.py: the same execution again, and it goes wrong (")
        assert STEPS in said.out


def test_on_a_narrow_terminal_what_a_mark_means_stands_under_its_step(cafe, found, monkeypatch) -> None:
    monkeypatch.setattr("cafe_sim.cli.telling.room", lambda: 76)
    shown = cafe("replay", found).out.split("\n")
    assert "  › Bo    reads total: 0           7  seen = total" in shown
    at = shown.index("  › Bo    writes total: 1          8  total = seen + 1")
    assert shown[at + 1] == "      (derives from the 0 read before: what Cy wrote is lost)"


def test_a_file_says_the_same_as_its_code(cafe, found) -> None:
    assert cafe("replay", "x.json") == cafe("replay", found)


def test_codes_are_read_as_people_type_them(cafe, found) -> None:
    name, _, digits = found.partition(":")
    assert cafe("replay", f" {name}: {digits.lower().replace('-', ' ')}").status == 1


def test_plain_and_json_tell_every_step(cafe, found) -> None:
    plain = cafe("replay", found, "--plain").out
    assert "step 1, Bo reads total: 0 (Bo goes on from this value), script.py line 7: seen = total" in plain
    told = json.loads(cafe("replay", found, "--json").out)
    assert (told["same"], told["difference"], told["state"], told["preemptions"]) == (True, "", "ended", 1)
    assert told["output"] == "it came to 1\n"
    assert [step["mark"] for step in told["steps"]] == ["stale", "", "lost", "wrong", "", "", "raised"]
    assert all("events" not in fault for fault in told["faults"])


def test_the_program_may_lie_elsewhere(cafe, found, tmp_path) -> None:
    (tmp_path / "sub").mkdir()
    Path("script.py").rename("sub/script.py")
    assert cafe("replay", found, "sub/script.py").status == 1
    assert cafe("replay", "x.json", "sub/script.py").status == 1
    said = cafe("replay", found)
    assert said.status == 2
    assert "script.py: there is no such file in this folder; say where it is" in said.err


def test_a_changed_program_is_not_replayed(cafe, script, found) -> None:
    script(RACY.replace("== 2", "== 3"))
    for typed in (found, "x.json"):
        said = cafe("replay", typed)
        assert (said.status, said.out) == (2, "")
        assert "script.py: is not what it was when this schedule was found" in said.err


def test_of_a_changed_program_the_first_step_that_cannot_be_made_is_named(shell, script, found) -> None:
    """Cy ends at once now, and so there is nothing to be chosen where the order that goes wrong chose him."""
    script(
        RACY.replace(
            "    global total\n", "    global total\n        if threading.current_thread().name == 'Cy': return\n", 1
        )
    )
    taught = (
        "it is over before the schedule comes to choice 2, after 0"  # a file knows what was visible, a code what is now
    )
    for typed, first in ((found, taught), ("x.json", "step 1: Cy cannot go there: has ended")):
        said = shell("replay", typed)
        assert (said.status, said.out) == (2, "")
        assert f"others now ({first}); inspect it again" in said.err
        assert said.err.count("\n") == 1


def spoilt(**changes):
    record = json.loads(Path("x.json").read_text(encoding="utf-8")) | changes
    Path("x.json").write_text(json.dumps(record), encoding="utf-8")
    return record


def test_another_trace_is_said_to_be_another_and_the_first_difference_named(cafe, found) -> None:
    steps = spoilt()["steps"]
    spoilt(trace="0" * 32, steps=[steps[0], "Cy dances in line 7", *steps[2:]], python="3.99.0")
    said = cafe("replay", "x.json")
    assert said.status == 3
    assert (
        "? script.py: this is not the execution that was found: step 2 was “Cy dances in line 7” and is now “Cy reads "
        "total: 0 in line 7”; it was written on Python 3.99.0, this is "
    ) in said.out
    assert json.loads(cafe("replay", "x.json", "--json").out)["same"] is False


def test_choices_that_are_not_there_any_more_are_a_difference(cafe, found) -> None:
    spoilt(deviations=[[1, 7]], steps=[])
    said = cafe("replay", "x.json")
    assert said.status == 3
    assert "this is not the execution that was found" in said.out


def test_text_from_a_file_drives_no_terminal(cafe, found) -> None:
    spoilt(trace="0" * 32, steps=["\x1b]0;evil\x07"])
    assert "\x1b" not in cafe("replay", "x.json").out


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("script.py", "is no schedule code"),
        ("script.py:1234", "is mistyped or cut short"),
        ("missing.json", "missing.json: there is no such file"),
        ("folder.json", "folder.json: is not an ordinary file"),
        ("bad.json", "bad.json: is no counterexample of Café Sim"),
        ("../../etc/passwd:123", "is no schedule code"),
    ],
)
def test_a_bad_code_or_file_is_one_sentence(cafe, tmp_path, monkeypatch, typed, sentence) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    said = cafe("replay", typed)
    assert (said.status, said.out) == (2, "")
    assert sentence in said.err
    assert said.err.count("\n") == 1


def test_a_fifo_is_no_file_to_wait_for(cafe, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("x.json")
    assert cafe("replay", "x.json").status == 2


def test_the_way_back_is_fit_for_a_shell() -> None:
    aim = Aim(None, "", ("--seed", "3", "my scripts/a.py", "--", "-x"), story)
    assert replay_command("a b.py:12AN-K", aim) == "cafe-sim replay 'a b.py:12AN-K' --seed 3 'my scripts/a.py' -- -x"


def test_a_program_that_hangs_or_dies_is_given_up(cafe, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cafe_sim.cli.replay.SECONDS", 1.0)
    Path("burn.py").write_text("x = sum(range(10**12))\n", encoding="utf-8")
    subject = Script(Program.from_file("burn.py"), "burn.py")
    said = cafe("replay", encode(Schedule("burn.py", subject.digest, (), (), "abcdef"), (), ""))
    assert (said.status, said.out) == (3, "")
    assert "without an answer" in said.err
    assert "while it executed burn.py" in said.err


PACKAGE = {
    "shop/__init__.py": "from .store import take\n",
    "shop/store.py": """
        left = {"bun": 1}
        sold = []

        def take(name):
            if left["bun"]:
                left["bun"] -= 1
                sold.append(name)
    """,
    "shop/__main__.py": """
        import threading
        from . import take
        from .store import sold

        both = [threading.Thread(target=take, args=(name,)) for name in ("Ana", "Bo")]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert len(sold) == 1
    """,
}


@pytest.mark.parametrize("named", ["shop/__main__.py", "./shop/__main__.py", "{here}/shop/__main__.py"])
def test_what_goes_wrong_in_a_module_of_a_package_is_replayed(cafe, tmp_path, monkeypatch, named: str) -> None:
    (tmp_path / "shop").mkdir()
    for name, text in PACKAGE.items():
        (tmp_path / name).write_text(dedent(text), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    target = named.format(here=tmp_path)
    assert cafe("inspect", target, "--replay-out", "found.json").status == 1
    said = cafe("replay", "found.json", target, "--json")
    assert said.status == 1, said
    assert json.loads(said.out)["same"]
    assert "assertion" in {fault["kind"] for fault in json.loads(said.out)["faults"]}
    assert cafe("timeline", "found.json", target).status == 0


def test_what_goes_wrong_in_a_module_that_a_pool_meets_in_later_has_a_code(cafe, tmp_path, monkeypatch) -> None:
    """By itself one thread of the pool does everything, so a straight run teaches nothing of the module."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "till.py").write_text("total = 0\ndef sell():\n    global total\n    total += 3\n")
    (tmp_path / "day.py").write_text(
        "from concurrent.futures import ThreadPoolExecutor\nfrom shop import till\n"
        "with ThreadPoolExecutor(2) as pool:\n    for _ in range(2): pool.submit(till.sell)\nassert till.total == 6\n"
    )
    monkeypatch.chdir(tmp_path)
    (first, *_) = json.loads(cafe("inspect", "day.py", "--json").out)["faults"]
    (tmp_path / "away").mkdir()
    for name in ("day.py", "shop"):
        Path(name).rename(f"away/{name}")
    said = cafe("replay", first["schedule"], "away/day.py", "--json")
    assert json.loads(said.out)["same"]
    assert first["kind"] in {fault["kind"] for fault in json.loads(said.out)["faults"]}

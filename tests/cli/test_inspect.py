"""`cafe-sim inspect`: verdict, findings, exit status; what a terminal, a pipe and a program get to read."""

from __future__ import annotations

import json
import re
import warnings

import pytest
from rich.cells import cell_len

from cafe_sim.errors import Misuse

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
    assert total == 2
    """
LOCKED = RACY.replace("seen = total\n        total = seen + 1", "\n        with lock: total += 1").replace(
    "total = 0\n", "total, lock = 0, threading.Lock()\n", 1
)
LONG = """
    import threading
    total, lock = 0, threading.Lock()
    def add():
        global total
        for _ in range(50):
            with lock: total += 1
    for _ in range(4): threading.Thread(target=add).start()
    """


def test_a_broken_script_shows_its_faults_and_how_to_see_them_again(shell, script) -> None:
    script(RACY)
    said = shell("inspect", "script.py")
    assert (said.status, said.err) == (1, "")
    first, counts, empty, head, *rest = said.out.splitlines()
    assert first.startswith("✗ Broken: ")
    assert re.fullmatch(r"\d+ schedules?,.* \d+ distinct, \d+\.\d\d s, [\d,]+ a second", counts)
    assert (empty, head) == ("", "1. assertion, lost-update, with 1 preemption")
    assert (
        "  Bo (reads total: 0) │ Cy ×2 (writes total: 1) │ Bo (writes total: 1) │ main ×2 (ends by AssertionError)"
        in rest
    )
    assert "  › Cy    writes total: 1          8  total = seen + 1   Bo overwrites this unseen" in rest
    again = next(line.removeprefix("  again: cafe-sim ") for line in rest if line.startswith("  again: "))
    replayed = shell(*again.split())
    assert replayed.status == 1
    assert replayed.out.startswith("✗ script.py: the same execution again, and it goes wrong (")


def test_json_is_one_object_with_what_the_design_names(cafe, script) -> None:
    path = script(RACY)
    said = cafe("inspect", path, "--json", "--jobs", 1)
    found = json.loads(said.out)
    assert said.status == 1
    assert list(found) == [
        "target",
        "verdict",
        "schedules",
        "traces",
        "preemption_bound",
        "seconds",
        "schedules_per_second",
        "faults",
        "notes",
    ]
    assert (found["target"], found["verdict"], found["notes"]) == (str(path), "broken", [])
    assert all(set(fault) == {"kind", "message", "sites", "schedule", "preemptions"} for fault in found["faults"])
    assertion = found["faults"][0]
    assert (assertion["kind"], assertion["preemptions"]) == ("assertion", 1)
    assert assertion["sites"] == [{"file": str(path), "line": 13, "actor": "main", "operation": "raise AssertionError"}]
    assert assertion["schedule"].startswith("script.py:1")


def test_what_a_verdict_leaves_open_and_why_is_a_note_in_json(cafe, script) -> None:
    found = json.loads(cafe("inspect", script("x = sum(range(10**12))\n"), "--json", "--seconds", 0.1).out)
    assert (found["verdict"], found["faults"]) == ("sampled", [])
    assert [note["kind"] for note in found["notes"]] == ["inspection"]
    assert "stood in line 1 of" in found["notes"][0]["message"]
    assert json.loads(cafe("inspect", script(LOCKED), "--json", "--jobs", 1).out)["notes"] == []


def test_a_right_script_is_certified(cafe, script) -> None:
    said = cafe("inspect", script(LOCKED), "--jobs", 1)
    assert said.status == 0
    assert said.out.startswith("✔ Certified: all 2 distinct schedules were executed, and every one goes right.\n")


def test_plain_says_it_without_signs(cafe, script) -> None:
    said = cafe("inspect", script(RACY), "--plain", "--jobs", 1)
    assert said.status == 1
    assert said.out.startswith("Broken: ")
    assert "  in turn: Bo (reads total: 0)" in said.out
    assert "  step 3, Cy writes total: 1 (Bo overwrites this unseen), script.py line 8: total = seen + 1" in said.out
    assert "›" not in said.out


def test_exhaustive_counts_every_trace(cafe, script) -> None:
    found = json.loads(cafe("inspect", script(RACY), "--exhaustive", "--json", "--jobs", 1).out)
    assert (found["verdict"], found["traces"]) == ("broken", 4)


def test_a_bound_is_kept_and_said(cafe, script) -> None:
    said = cafe("inspect", script(LONG), "--bound", 0, "--seconds", 60, "--jobs", 1)
    assert said.status == 0
    assert said.out.startswith("✔ No fault in any schedule with no preemption (25 schedules tried).")


def test_a_budget_that_is_spent_is_inconclusive(cafe, script) -> None:
    said = cafe("inspect", script(LONG), "--schedules", 3, "--seconds", 60, "--jobs", 1)
    assert said.status == 3
    assert said.out.startswith("? No fault seen in ")


def test_a_seed_and_arguments_are_part_of_the_schedule_and_of_the_way_back(cafe, script) -> None:
    path = script("import sys, random\nassert sys.argv[1] != '-x' or random.random() < 0\n")
    said = cafe("inspect", path, "--seed", 3, "--jobs", 1, "--", "-x")
    again = re.search(r"again: cafe-sim (replay \S+ --seed 3 \S+script\.py -- -x)\n", said.out)
    assert said.status == 1
    assert again
    assert cafe(*again.group(1).split()).status == 1
    assert "is not what it was" in cafe(*again.group(1).replace("--seed 3 ", "").split()).err


def test_the_schedule_can_be_kept_in_a_file(cafe, script, tmp_path) -> None:
    path, kept = script(RACY), tmp_path / "kept.json"
    said = cafe("inspect", path, "--replay-out", kept, "--jobs", 1)
    assert said.out.endswith(f"Its schedule, the first of them, is in {kept}: cafe-sim replay {kept} {path}\n")
    assert cafe("replay", kept, path).status == 1
    right = cafe("inspect", script(LOCKED), "--replay-out", tmp_path / "none.json", "--jobs", 1)
    assert right.out.endswith("none.json was not written: there is no schedule to be kept.\n")
    assert not (tmp_path / "none.json").exists()


def test_a_disk_that_is_full_loses_the_file_and_not_the_verdict(cafe, script) -> None:
    said = cafe("inspect", script(RACY), "--replay-out", "/dev/full", "--jobs", 1)
    assert said.status == 2
    assert said.out.startswith("✗ Broken: ")
    assert (
        said.err == "cafe-sim: --replay-out: /dev/full cannot be written (No space left on device): name another file\n"
    )


def test_a_folder_that_is_not_there_is_said_before_anything_is_executed(cafe, script, tmp_path) -> None:
    said = cafe("inspect", script("while True: pass"), "--replay-out", tmp_path / "nowhere" / "x.json")
    assert (said.status, said.out) == (2, "")
    assert "there is no such folder" in said.err


def test_a_break_level_is_a_program_like_any_other(cafe) -> None:
    said = cafe("inspect", "B3", "--jobs", 1, "--json")
    found = json.loads(said.out)
    assert (said.status, found["target"], found["verdict"]) == (1, "B3", "broken")
    lost = found["faults"][0]
    assert (lost["kind"], lost["preemptions"]) == ("lost-update", 1)
    assert "What Cy wrote is lost." in cafe("replay", lost["schedule"]).out


def test_a_level_is_inspected_with_the_plan_that_is_named(cafe, tmp_path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('name = "nothing hung"\n', encoding="utf-8")
    assert cafe("inspect", "C4", "--jobs", 1).status == 0
    said = cafe("inspect", "C4", "--plan", plan, "--jobs", 1)
    assert said.status == 1
    assert (
        "deadlock (shown by 1 of 2): Bo holds mitt_lock, wants tray_lock, held by Cy, who wants mitt_lock." in said.out
    )
    again = re.search(r"again: cafe-sim (.*)\n", said.out).group(1)
    assert again.endswith(f" --plan {plan}")
    assert cafe(*again.split()).status == 1
    assert cafe(*again.split()[:2]).status == 1, "the level's own naive plan is known"


@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [
        ("import socket\n", 2, r"^cafe-sim: .*script\.py, line 1: socket is not modelled"),
        ("def f(:\n", 2, r"^cafe-sim: .*script\.py, line 1: invalid syntax"),
    ],
)
def test_what_cannot_be_inspected_is_a_sentence(cafe, script, text, status, sentence) -> None:
    said = cafe("inspect", script(text), "--jobs", 1, "--seconds", 600)
    assert (said.status, said.out) == (status, "")
    assert re.search(sentence, said.err)
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("command", ["inspect", "run"])
def test_what_was_refused_was_not_judged_for_programs_that_read_it_either(cafe, script, command) -> None:
    said = cafe(command, script("import multiprocessing.managers\n"), "--json")
    assert (said.status, said.out) == (2, "")
    assert re.search(r"^cafe-sim: .*script\.py, line 1: multiprocessing.managers is not modelled", said.err)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["missing.py"], "missing.py: there is no such file"),
        (["."], "'.' is a folder"),
        (["Z9"], "there is no level 'Z9'"),
        (["B4", "--", "-x"], "a level takes no arguments"),
        (["x.py", "--seconds", "0"], "--seconds"),
        (["x.py", "--seconds", "nan"], "nan is no number"),
        (["x.py", "--vary", "nan"], "nan is no number"),
        (["x.py", "--jobs", "0"], "--jobs"),
    ],
)
def test_bad_input_is_a_sentence(cafe, arguments, sentence) -> None:
    said = cafe("inspect", *arguments)
    assert (said.status, said.out) == (2, "")
    assert sentence in said.err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("import ctypes\nctypes.string_at(0)\n", "ended by SIGSEGV"),
        ("while True: pass\n", "does not come to an end within the limits"),
    ],
)
def test_a_script_that_harms_its_process_costs_nobody_else_anything(cafe, script, text, sentence) -> None:
    said = cafe("inspect", script(text), "--jobs", 1, "--seconds", 600)
    assert (said.status, said.err) == (3, "")
    assert sentence in said.out


def test_what_a_cluster_warns_of_is_said_in_our_sentence_alone(cafe, script, monkeypatch) -> None:
    def hired(*_: object) -> None:
        warnings.warn("versions are not the same", stacklevel=1)
        raise Misuse("make them equal")

    monkeypatch.setattr("cafe_sim.engine.explore.processes.crew.hire", hired)
    said = cafe("inspect", script(RACY), "--cluster", "tcp://host:8786")
    assert said == (2, "", "cafe-sim: make them equal\n")


def test_ctrl_c_while_the_story_is_made_keeps_the_verdict(cafe, script, monkeypatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    path = script("import threading\nfirst = threading.Lock()\nfirst.acquire()\nfirst.acquire()\n")
    monkeypatch.setattr("cafe_sim.cli.inspect.wait", interrupted)
    said = cafe("inspect", path)
    assert said.status == 1
    assert said.out.startswith("✗ Broken: ")
    assert said.err == "cafe-sim: stopped before what was found could be told\n"


def test_threads_of_a_pool_are_told_apart_where_their_names_are_cut(cafe, script) -> None:
    path = script(
        """
        from concurrent.futures import ThreadPoolExecutor

        left = 2

        def take():
            global left
            left -= 1

        with ThreadPoolExecutor(2, "ThreadPoolExecutor 烤面包的人") as pool:
            pool.submit(take)
            pool.submit(take)
        """
    )
    lines = cafe("inspect", path).out.splitlines()
    steps = [line for line in lines if line.endswith(("left -= 1", "goes on from this value"))]
    assert len({line[4:].split("  ")[0] for line in steps}) >= 2
    assert len({cell_len(line.partition("left -= 1")[0]) for line in lines if "  left -= 1" in line}) == 1

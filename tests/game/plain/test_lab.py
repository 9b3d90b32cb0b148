"""The lab by typed words: scripts run and inspected, refused where there is nothing to run."""

from __future__ import annotations

import pytest

LOST = """import threading

total = 0

def sell():
    global total
    total += 3

sellers = [threading.Thread(target=sell, name=name) for name in ("Bo", "Cy")]
for each in sellers: each.start()
for each in sellers: each.join()
print("sold", total)
assert total == 6
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "till.py").write_text(LOST)
    return tmp_path


def test_a_script_is_run_and_what_it_printed_is_heard(sit, folder):
    said = sit().type("run till.py").splitlines()
    assert said[0] == "till.py runs."
    assert "broken all the same" in said[1]
    assert said[-3:] == [
        "It printed 1 line:",
        "At 0 s: sold 6",
        "Type run for once more, inspect for every order, or levels to leave.",
    ]


def test_the_inspector_finds_the_order_that_goes_wrong_and_it_is_heard_step_by_step(sit, folder):
    sitting = sit()
    said = sitting.type("inspect till.py")
    assert said.startswith("The inspector has till.py")
    assert "Always: broken. " in said
    assert "Lost update: " in said
    assert "Here it goes wrong" in sitting.type("watch")


def test_the_file_is_read_anew_each_time(sit, folder):
    sitting = sit()
    sitting.type("run till.py")
    (folder / "till.py").write_text('print("closed")\n')
    assert "At 0 s: closed" in sitting.type("run")
    assert "That was one order of events." in sitting.type("result")
    assert "Always: certified." in sitting.type("inspect")
    assert sitting.type("code") == 'Line 1: print("closed")'


def test_what_is_no_program_is_said_with_its_line(sit, folder):
    (folder / "till.py").write_text("a = 1\nb = (\n")
    assert "Line 2: not Python: '(' was never closed." in sit().type("run till")


@pytest.mark.parametrize("verb", ["run", "inspect"])
@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Say which program: run and a file's name. lab says what there is."),
        (
            "nothing.py",
            "That cannot be run: nothing.py cannot be read (No such file or directory); check the name and the permissions.",
        ),
        (".", "That cannot be run: . is a folder; name a Python script in it."),
    ],
)
def test_what_is_not_there_is_refused_and_one_stays_on_the_map(sit, folder, verb, typed, why):
    sitting = sit()
    assert sitting.type(f"{verb} {typed}") == why
    assert "Next is A1" in sitting.type("")


def test_programs_that_come_with_the_game_are_known_by_name(sit, folder):
    sitting = sit()
    said = sitting.type("lab")
    assert "Scripts in this folder: till.py." in said
    assert said.startswith("Water, Water boils while beans are ground")
    said = sitting.type("run water")
    assert "Worked this time, 3 s of virtual time." in said
    assert "At 3 s: the water boils" in said
    assert "reads" not in sitting.type("steps")
    assert sitting.type("levels").startswith("1 of")


def test_a_name_with_spaces_and_quotes_is_one_name(sit, folder):
    (folder / "two tills.py").write_text("print(2)")
    assert "At 0 s: 2" in sit().type('run "two tills.py"')

"""`cafe-sim run SCRIPT.py`: what is printed, what is found, and with which exit status."""

from __future__ import annotations

import json
import re
from textwrap import dedent

import pytest

from cafe_sim.cli.run_script import show_outcome
from cafe_sim.engine import Outcome, Program
from cafe_sim.engine.kernel.policies import Limits

RACY = """
    import threading, time

    balance = 0

    def deposit():
        global balance
        seen = balance
        time.sleep(1)
        balance = seen + 10

    both = [threading.Thread(target=deposit, name=name) for name in ("Bo", "Cy")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    print(balance)
    """
DEADLOCKED = """
    import threading, time

    mitt, tray = threading.Lock(), threading.Lock()

    def bake(first, second):
        with first:
            time.sleep(1)
            with second:
                pass

    threading.Thread(target=bake, args=(mitt, tray), name="Bo").start()
    threading.Thread(target=bake, args=(tray, mitt), name="Cy").start()
    """
PATIENT = """
    import asyncio

    async def cup(n):
        await asyncio.sleep(3600)
        return n

    async def main():
        print(await asyncio.gather(cup(1), cup(2)))

    asyncio.run(main())
    """


def test_a_right_script_prints_and_takes_no_time_for_an_hour(shell, script) -> None:
    said = shell("run", script(PATIENT))
    assert said.status == 0
    assert said.err == ""
    assert said.out == "[1, 2]\n\n✔ worked this time: nothing wrong was seen in this one run, 3600 s of virtual time\n"


def test_a_racy_script_names_values_and_lines(cafe, script) -> None:
    said = cafe("run", script(RACY))
    assert said.status == 1
    assert said.out.startswith("10\n\n✗ did not work this time (data-race, lost-update), 1 s of virtual time\n")
    assert "What Bo wrote is lost." in said.out
    assert re.search(r"script\.py:9  Cy: write balance", said.out)


def test_a_race_that_came_out_right_is_not_said_to_have_failed(cafe, script) -> None:
    said = cafe("run", script(RACY.replace("seen = balance\n        time.sleep(1)\n", "seen = balance\n")))
    assert said.status == 1
    assert said.out.startswith("20\n\n✗ broken (data-race), whatever came out this time")


def test_a_race_in_what_never_ends_is_told_with_where_it_was_stopped(capsys) -> None:
    text = dedent(RACY).replace("balance = seen + 10", "while True: balance += 10")
    program = Program.from_source(text, "script.py")
    with program.execution(limits=Limits(events=2_000)) as execution:
        execution.run()
        outcome = Outcome.of(execution)
    assert show_outcome("script.py", outcome, as_json=False, plain=True) == 1
    (summary, *_) = [line for line in capsys.readouterr().out.splitlines() if "data-race" in line]
    assert re.search(r"stopped at script\.py:\d+: a limit was reached, too much on record", summary)


def test_a_deadlock_names_its_cycle(cafe, script) -> None:
    said = cafe("run", script(DEADLOCKED))
    assert said.status == 1
    assert "deadlock: Bo holds mitt, wants tray, held by Cy, who wants mitt." in said.out


def test_an_exception_is_a_sentence_and_no_traceback(cafe, script) -> None:
    said = cafe("run", script("def f():\n    raise ValueError('no cake')\n\nf()\n"))
    assert said.status == 1
    assert "ValueError: no cake" in said.out
    assert "script.py:2" in said.out
    assert "Traceback" not in said.out + said.err


def test_an_endless_loop_is_inconclusive_and_named(cafe, script) -> None:
    said = cafe("run", script("n = 0\nwhile True:\n    n += 1\n"))
    assert said.status == 3
    assert re.search(r"^\? stopped at .*script\.py:[23]: a limit was reached, too many turns of its loops", said.out)


@pytest.mark.parametrize(
    ("code", "status", "told"),
    [
        ("0", 0, "✔ worked"),
        ("None", 0, "✔ worked"),
        ("4", 1, "ended with exit status 4"),
        ("'no more beans'", 1, "gave up: no more beans"),
    ],
)
def test_the_exit_status_of_the_script_counts(cafe, script, code: str, status: int, told: str) -> None:
    said = cafe("run", script(f"import sys\nsys.exit({code})\n"))
    assert said.status == status
    assert told in said.out


def test_what_is_not_modelled_is_bad_input_and_named_with_its_line(cafe, script) -> None:
    said = cafe("run", script("import time\nprint('so far')\nimport socket\n"))
    assert said.status == 2
    assert said.out == "so far\n\n"
    assert re.fullmatch(r"cafe-sim: .*script\.py, line 3: socket is not modelled: .+\n", said.err)


def test_a_fault_beside_a_refusal_is_still_a_fault(cafe, script) -> None:
    said = cafe("run", script(RACY.replace("print(balance)", "import socket")))
    assert said.status == 1
    assert "lost-update" in said.out
    assert "socket is not modelled" in said.out


def test_arguments_are_the_scripts_own(cafe, script) -> None:
    path = script("import sys\nprint(sys.argv[1:])\n")
    assert cafe("run", path, "a", "b").out.startswith("['a', 'b']\n")
    assert cafe("run", path, "--", "--json", "-x").out.startswith("['--json', '-x']\n")
    assert cafe("run", path).out.startswith("[]\n")


def test_modules_beside_the_script_are_found_from_another_folder(shell, script, tmp_path) -> None:
    (tmp_path / "sub").mkdir()
    script("PRICE = 3\n", "sub/menu.py")
    script("from menu import PRICE\nprint(PRICE, __name__)\n", "sub/shop.py")
    assert shell("run", "sub/shop.py").out.startswith("3 __main__\n")


def test_an_empty_script_has_nothing_wrong(cafe, script) -> None:
    said = cafe("run", script(""))
    assert said.status == 0
    assert said.out.startswith("✔")


def test_nothing_a_script_prints_drives_the_terminal(cafe, script) -> None:
    said = cafe(
        "run", script(r'print("\x1b[2J\x9b2J \u202ecba\a é 日本 [bold]x[/bold]"); raise ValueError("\x1b]0;mine\a")')
    )
    assert said.out.startswith(r"\x1b[2J\x9b2J \u202ecba\x07 é 日本 [bold]x[/bold]" + "\n")
    assert not set(said.out) & set("\x1b\x9b\u202e\a")


def test_the_same_holds_in_json_and_it_reads_back_whole(cafe, script) -> None:
    text = "\x1b[2J\x9b2J \u202ecba é \ud800"
    said = cafe("run", script(f"print({text!a}, end='')"), "--json")
    assert not set(said.out) & set("\x1b\x9b\u202e\ud800")
    assert json.loads(said.out)["output"] == text


def test_the_seed_decides_random_numbers_and_nothing_else_does(cafe, script) -> None:
    path = script("import random\nprint(random.random())\n")
    first, again, other = (cafe("run", path, "--seed", seed).out for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_cores_make_work_faster(cafe, script) -> None:
    path = script(
        """
        import threading
        from cafe_sim.engine import work

        both = [threading.Thread(target=work, args=(2,)) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        """
    )
    assert "4 s of virtual time" in cafe("run", path).out
    assert "2 s of virtual time" in cafe("run", path, "--cores", 2).out


# ---- --json ------------------------------------------------------------------------------------


def test_json_has_the_shape_that_is_promised(cafe, script) -> None:
    path = script(RACY)
    told = json.loads(cafe("run", path, "--json").out)
    assert told["target"] == str(path)
    assert told["worked"] is False
    assert told["virtual_seconds"] == 1.0
    assert isinstance(told["virtual_seconds"], float)
    assert re.fullmatch(r"[0-9a-f]{32,}", told["digest"])
    assert told["score"] is None
    assert told["output"] == "10\n"
    assert told["notes"] == []
    assert {fault["kind"] for fault in told["faults"]} == {"data-race", "lost-update"}
    for fault in told["faults"]:
        assert fault["message"].endswith(".")
        for site in fault["sites"]:
            assert {key: type(value) for key, value in site.items()} == {
                "file": str, "line": int, "actor": str, "operation": str,
            }  # fmt: skip


def test_the_digest_is_the_same_in_every_process(shell, script) -> None:
    path = script(RACY)
    told = {json.loads(shell("run", path, "--json", PYTHONHASHSEED=seed).out)["digest"] for seed in ("0", "7")}
    assert len(told) == 1


def test_a_note_is_no_fault(cafe, script) -> None:
    path = script(
        """
        import asyncio, time

        async def main():
            time.sleep(2)

        asyncio.run(main())
        """
    )
    told = json.loads(cafe("run", path, "--json").out)
    assert [note["kind"] for note in told["notes"]] == ["blocked-loop"]
    assert told["faults"] == []
    assert cafe("run", path).status == 0
    assert "note: " in cafe("run", path).out


# ---- --plain -----------------------------------------------------------------------------------


def test_plain_narrates_with_times_and_every_line_stands_alone(cafe, script) -> None:
    assert cafe("run", script(RACY), "--plain").out.splitlines()[:8] == [
        "0:00.000  main begins",
        "0:00.000  Bo begins",
        "0:00.000  Cy begins",
        "0:01.000  main prints: 10",
        "0:01.000  Bo ends",
        "0:01.000  Cy ends",
        "0:01.000  main ends",
        "did not work this time (data-race, lost-update), 1 s of virtual time",
    ]


def test_plain_says_no_sign_and_names_every_place_in_words(cafe, script) -> None:
    path = script(DEADLOCKED)
    out = cafe("run", path, "--plain").out
    assert out.isascii()
    assert f"  deadlock, {path} line 8: Bo, acquire tray" in out.splitlines()
    assert "" not in out.splitlines()


def test_a_line_printed_in_pieces_is_still_told_whole_lines_apart(cafe, script) -> None:
    out = cafe("run", script("print('one\\ntwo\\n\\nthree')"), "--plain").out
    assert [line.partition("prints: ")[2] for line in out.splitlines() if "prints" in line] == ["one", "two", "three"]


@pytest.mark.parametrize("command", ["run", "inspect"])
def test_a_file_that_is_called_like_a_module_of_pythons_is_in_nobodys_way(shell, script, tmp_path, command) -> None:
    """Python looks for modules where one stands; a script that imports it gets it, as it does without us."""
    for name in ("unittest.py", "sched.py", "statistics.py"):
        script("raise SystemExit('not meant for you')", name)
    script("import threading\nprint('served')", "shop.py")
    said = shell(command, "shop.py")
    assert (said.status, said.err) == (0, "")
    assert "not meant" not in said.out

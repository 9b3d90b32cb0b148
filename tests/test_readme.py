"""What the README promises is there: its pictures, its commands, its example."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import click

from cafe_sim.cli.app import cafe_sim

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_pictures_are_there_and_load_nothing_from_elsewhere() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert len(pictures) == 2
    for picture in pictures:
        text = (ROOT / picture).read_text(encoding="utf-8")
        assert set(re.findall(r"https?://[^\s\"'<)]+", text)) == {"http://www.w3.org/2000/svg"}
        assert "@font-face" not in text
        assert "href" not in text


def test_every_link_leads_to_a_file() -> None:
    for target in re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_file_that_the_design_names_exists() -> None:
    named = set(re.findall(r"`([\w/]+(?:\.\w+|/))`", (ROOT / "DESIGN.md").read_text(encoding="utf-8")))
    files = {name for name in named if name.endswith((".py", ".md", ".toml", "/"))}
    roots = [ROOT, ROOT / "cafe_sim", ROOT / "cafe_sim/engine", ROOT / "cafe_sim/game", ROOT / "cafe_sim/game/plain"]
    assert len(files) > 50
    assert not [name for name in files if not any((root / name).exists() for root in roots)]


def test_every_command_it_lists_exists_with_its_options() -> None:
    rows = re.findall(r"^\| `cafe-sim \[?(\w+)[^`]*`(.*)\|$", README, re.MULTILINE)
    assert {name for name, _ in rows} == set(cafe_sim.commands)
    for name, row in rows:
        known = {word for parameter in cafe_sim.commands[name].params for word in parameter.opts}
        assert isinstance(cafe_sim.commands[name], click.Command)
        assert set(re.findall(r"--[\w-]+", row)) <= known


def test_every_target_of_make_that_it_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make ([a-z][a-z-]*)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


BANK = """
import threading
import time

balance = 100

def deposit(amount):
    global balance
    seen = balance
    time.sleep(1)
    balance = seen + amount

both = [threading.Thread(target=deposit, args=(n,)) for n in (10, 20)]
for one in both:
    one.start()
for one in both:
    one.join()
print(balance)
"""


SHOP = """
import threading

left = 1
sold = []


def sell(name):
    global left
    if left:
        left -= 1
        sold.append(name)


staff = [threading.Thread(target=sell, args=(name,), name=name) for name in ("Ana", "Bo")]
for each in staff:
    each.start()
for each in staff:
    each.join()
assert len(sold) == 1, f"sold twice: {sold}"
"""


def test_the_inspector_shows_what_the_readme_shows(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP.lstrip(), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cafe_sim", "inspect", "shop.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    shown = README.partition("$ cafe-sim inspect shop.py\n")[2].partition("\n\n")[0].split("\n")
    assert done.returncode == 1
    for line in shown:
        beginning = line.partition("…")[0].removeprefix("    ").partition("shop.py:")[0]
        assert beginning in done.stdout, line


def test_the_engine_as_a_library_says_what_the_readme_shows(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP.lstrip(), encoding="utf-8")
    shown = re.search(r"((?:    .*\n|\n)+)", README.partition("`help(cafe_sim.engine)` says the rest:\n")[2])
    assert shown is not None
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(shown[1])],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout.split() == re.findall(r"# (\w+)", shown[1]), done.stderr


def test_the_game_in_lines_says_what_the_readme_shows(tmp_path: Path) -> None:
    shown = re.search(r"\$ printf '([^']*)' \| cafe-sim (play \w+ --plain)\n((?:    .*\n)+)", README)
    assert shown is not None
    typed, command, lines = shown.groups()
    done = subprocess.run(
        [sys.executable, "-m", "cafe_sim", *command.split()],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "CAFE_SIM_SAVES": str(tmp_path)},
        input=typed.replace("\\n", "\n"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0
    said = iter(done.stdout.splitlines())
    for line in lines.splitlines():
        assert line.removeprefix("    ") in said, line


def test_its_example_says_what_it_shows(tmp_path: Path) -> None:
    (tmp_path / "bank.py").write_text(BANK.lstrip(), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cafe_sim", "run", "bank.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    shown = "\n".join(line.strip() for line in README.partition("$ cafe-sim run bank.py\n")[2].split("\n")[:3])
    assert done.returncode == 1
    assert done.stdout.startswith(shown)
    wrote = re.search(r"wrote it \(\d+\) in line \d+ ", README)
    assert wrote is not None
    assert wrote[0].strip() in " ".join(done.stdout.split())

"""Pictures and recordings of the documentation: what lies there is what the running game gives, and it gives the same
every time.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
sys.path.insert(0, str(DOCS))
pictures = importlib.import_module("pictures")

PICTURES, STILLS, FILMS, made = pictures.PICTURES, pictures.STILLS, pictures.FILMS, pictures.made
NAMES = [*STILLS, *FILMS]


@pytest.mark.parametrize("name", NAMES)
def test_what_lies_there_is_what_the_game_gives(name: str) -> None:
    for path, text in made()[name]().items():
        assert path.read_text(encoding="utf-8") == text, (
            f"{path.name} shows another game: `make pictures`, and look at it"
        )


def test_every_one_that_lies_there_is_made_and_shown() -> None:
    shown = (DOCS / "tour.md").read_text(encoding="utf-8") + (DOCS.parent / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in PICTURES.iterdir()}
    assert files == {f"{name}.svg" for name in NAMES} | {f"{name}.cast" for name in FILMS}
    assert {name for name in files if f"pictures/{name}" not in shown} == set()


def test_they_are_quick_to_load_and_say_nothing_of_the_machine() -> None:
    for path in PICTURES.iterdir():
        text = path.read_text(encoding="utf-8")
        assert len(text.encode()) < 250_000, path.name
        assert not re.search(r"/(home|root|tmp|work|usr|Users)\b", text), path.name
        assert path.suffix == ".cast" or ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("name", FILMS)
def test_a_recording_is_one_that_asciinema_plays(name: str) -> None:
    head, *events = [json.loads(line) for line in (PICTURES / f"{name}.cast").read_text(encoding="utf-8").splitlines()]
    assert (head["version"], head["width"], head["height"]) == (2, *FILMS[name][1])
    assert "timestamp" not in head
    times: list[Any] = [at for at, kind, data in events if kind == "o" and isinstance(data, str)]
    assert len(times) == len(events)
    assert times == sorted(times)
    assert times[0] == 0
    assert times[-1] < 60

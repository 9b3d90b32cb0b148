"""What goldens leave out: the digits of schedules' codes, and nothing else."""

from __future__ import annotations

from collections.abc import Callable


def test_a_code_keeps_its_name_its_place_and_its_length(masked: Callable[[str], str]) -> None:
    code = "B4:12AN-KVTP-V2G4-6329-5"
    assert masked(f"  code   {code}   y copies it\n") == "  code   B4:%%%%-%%%%-%%%%-%%%%-%   y copies it\n"


def test_what_only_looks_like_one_stays(masked: Callable[[str], str]) -> None:
    for text in ("B4:12AN-KVTP-V2G4-6329-6", "B4:12an", "0:17-0:23", "till.total 3.00 (v0): bake-wrap", "wait: to-day"):
        assert masked(text) == text

"""Bytes → checked `Level`, or one sentence that says what is wrong, where, and what to do (`BadContent`).

The way of a file, each gate before the next: a regular file of bounded size → UTF-8 → a scan for lines and nesting that
would make the parser itself slow or overflow → TOML → bounded depth, counts, strings and numbers (`tree`) → types
(msgspec) → what types cannot say (`check_level`). Text becomes safe where msgspec decodes it. Nothing in a level runs
here.
"""

from __future__ import annotations

import json
import stat
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from cafe_sim.cafe.model import Plan, Shop
from cafe_sim.content import limits
from cafe_sim.content.check_level import check_level
from cafe_sim.content.check_plan import check_plan
from cafe_sim.content.level import Level
from cafe_sim.content.safetext import SafeCode, SafeText, harmless, shown
from cafe_sim.content.sentences import kind_sentence
from cafe_sim.content.tree import check_source, check_tree
from cafe_sim.errors import BadContent

T = TypeVar("T")

MIGRATIONS: Final[dict[int, Any]] = {}
"""Older format → a function from its parsed table to the next format's. Empty: format 1 is the first."""


def load_level(path: Path | str) -> Level:
    """The level in the file at `path`.

    Raises:
        BadContent: whatever is wrong with the file, in one sentence.
    """
    path = Path(path)
    return parse_level(read_bytes(path), shown_path(path))


def load_plan(path: Path | str, shop: Shop) -> Plan:
    """The plan for `shop` in the file at `path`.

    Raises:
        BadContent: whatever is wrong with the file, in one sentence.
    """
    path = Path(path)
    return parse_plan(read_bytes(path), shop, shown_path(path))


def level_files(path: Path | str) -> list[Path]:
    """The levels' files that `path` means: itself, or if it is a folder all `*.toml` in it.

    Raises:
        BadContent: the folder cannot be read, or holds no levels, or too many.
    """
    path = Path(path)
    name = shown_path(path)
    try:
        if not path.is_dir():
            return [path]
        files = sorted(file for file in path.iterdir() if file.suffix == ".toml")
    except (OSError, ValueError) as error:
        raise BadContent(
            f"{name}: cannot be listed ({_why(error)}); name a level's file, or a folder of levels."
        ) from None
    if not files:
        raise BadContent(f"{name}: holds no levels; a level is a file whose name ends in .toml.")
    if len(files) > limits.LEVELS_IN_A_PACK:
        raise BadContent(f"{name}: holds {len(files)} levels; put at most {limits.LEVELS_IN_A_PACK} into one folder.")
    return files


def load_pack(folder: Path | str) -> tuple[Level, ...]:
    """All levels in `folder`, in the order in which they follow each other.

    Raises:
        BadContent: a file is wrong, or the levels do not follow each other in one line.
    """
    return in_order([load_level(file) for file in level_files(folder)], shown_path(Path(folder)))


@cache
def load_campaign() -> tuple[Level, ...]:
    """The levels that come with the game, in order."""
    return load_pack(campaign_folder())


def campaign_folder() -> Path:
    """Where the game's own levels lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "_levels"
    return packed if packed.is_dir() else package.parent / "levels"


def in_order(levels: Sequence[Level], name: str) -> tuple[Level, ...]:
    """`levels` as `next` chains them, from the one that follows none. Raises BadContent where they make no one line."""
    by_id: dict[str, Level] = {}
    for level in levels:
        if level.id in by_id:
            raise BadContent(f'{name}: two levels have the id "{level.id}"; give one of them another id.')
        by_id[level.id] = level
    for level in levels:
        for key, ids in (("next", (level.next,) if level.next else ()), ("opens", level.opens)):
            for other in ids:
                if other not in by_id:
                    raise BadContent(f'{name}: {key} of level {level.id} names "{other}"; there is no such level here.')
    followers = [level.next for level in levels if level.next]
    firsts = [level for level in levels if level.id not in followers]
    chain: list[Level] = []
    while firsts and len(chain) < len(levels):
        chain.append(firsts[0])
        firsts = [by_id[firsts[0].next]] if firsts[0].next else []
    if len({level.id for level in chain}) != len(levels) or chain[-1].next:
        raise BadContent(
            f"{name}: the levels do not follow each other in one line; let each `next` name another level once."
        )
    return tuple(chain)


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file of bounded size. Raises BadContent for a pipe, a device, or what has no end."""
    name = shown_path(path)
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise BadContent(f"{name}: is a folder; name a level's file.")
        if not stat.S_ISREG(found.st_mode):
            raise BadContent(f"{name}: is not an ordinary file; name a level's file.")
        with path.open("rb") as file:
            data = file.read(limits.FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise BadContent(f"{name}: cannot be read ({_why(error)}); check the name and the permissions.") from None
    if len(data) > limits.FILE_BYTES:
        raise BadContent(f"{name}: is larger than {limits.FILE_BYTES // 1024} KB; a level is a small text, split it.")
    return data


def parse_level(data: bytes, name: str) -> Level:
    """The level in `data`; `name` is what errors call the file."""
    return level_of(parse_table(data, name), name)


def level_of(raw: dict[str, Any], name: str) -> Level:
    """The level in a parsed table."""
    check_tree(raw, name)
    level = _decoded(migrated(raw, name), Level, name)
    check_level(level, name)
    return level


def parse_plan(data: bytes, shop: Shop, name: str) -> Plan:
    """The plan for `shop` in `data` (TOML, or JSON if so named), with the keys of a level's `[reference]` on top."""
    return plan_of_table(parse_json(data, name) if name.endswith(".json") else parse_table(data, name), shop, name)


def plan_of_table(raw: dict[str, Any], shop: Shop, name: str) -> Plan:
    """The plan for `shop` in a parsed table."""
    check_tree(raw, name)
    plan = _decoded(raw, Plan, name)
    check_plan(shop, plan, name)
    return plan


def parse_table(data: bytes, name: str) -> dict[str, Any]:
    """The TOML table in `data`, whose text is bounded; its values are not yet. Raises BadContent."""
    text = _text(data, name)
    check_source(text, name)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadContent(f"{name}: is not TOML: {harmless(str(error))}; correct it there.") from None
    except (ValueError, RecursionError, OverflowError) as error:
        raise BadContent(f"{name}: is not TOML that can be read ({type(error).__name__}); make it simpler.") from None


def parse_json(data: bytes, name: str) -> dict[str, Any]:
    """The JSON object in `data`; its values are not bounded yet. Raises BadContent."""
    try:
        raw = json.loads(_text(data, name))
    except (ValueError, RecursionError) as error:
        why = str(error) if isinstance(error, json.JSONDecodeError) else "it is too deep, or a number in it too long"
        raise BadContent(f"{name}: is not JSON: {harmless(why)}; correct it there.") from None
    if not isinstance(raw, dict):
        raise BadContent(f"{name}: is JSON, but no object; put the plan's keys into braces.")
    return raw


def _text(data: bytes, name: str) -> str:
    """`data` as text, if it is UTF-8 of a bounded size."""
    if len(data) > limits.FILE_BYTES:
        raise BadContent(f"{name}: is larger than {limits.FILE_BYTES // 1024} KB; a level is a small text, split it.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadContent(f"{name}: byte {error.start} is not UTF-8; save the file as UTF-8.") from None
    if text.startswith("\ufeff"):
        raise BadContent(f"{name}: begins with a byte order mark; save the file as UTF-8 without one.")
    return text


def migrated(raw: dict[str, Any], name: str) -> dict[str, Any]:
    """`raw` brought to today's format. Raises BadContent where it is of none, or of one to come."""
    version = raw.get("format")
    if type(version) is not int or version < 1:
        raise BadContent(f"{name}: format is {shown(version)}; say `format = {limits.FORMAT}` at the top of the file.")
    if version > limits.FORMAT:
        raise BadContent(
            f"{name}: format is {version}, and this game reads up to {limits.FORMAT}; get a newer Café Sim to play it."
        )
    while version < limits.FORMAT:
        raw = MIGRATIONS[version](raw)
        version += 1
    return raw


def _decoded(raw: dict[str, Any], wanted: type[T], name: str) -> T:
    """`raw` as a checked `wanted`."""
    try:
        return msgspec.convert(raw, wanted, dec_hook=_safe)
    except msgspec.ValidationError as error:
        raise BadContent(f"{name}: {kind_sentence(str(error), raw)}") from None


def _safe(wanted: type, value: Any) -> Any:
    """Msgspec's door for types it does not know: text becomes safe here."""
    if wanted in {SafeText, SafeCode} and isinstance(value, str):
        return wanted(value)
    raise TypeError("Expected `str`")  # msgspec adds the path and makes a ValidationError of it


def shown_path(path: Path) -> str:
    """A path as sentences show it."""
    return harmless(str(path))


def _why(error: OSError | ValueError) -> str:
    return harmless((error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__)

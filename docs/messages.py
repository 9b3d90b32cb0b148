"""What a language has to say: finds every sentence in the code and in the levels, and brings a language's file up to
date.

    python docs/messages.py            what each language lacks, and what it has too much
    python docs/messages.py zh-Hans    writes the file anew: missing entries are there, empty; unused ones are gone

A new language is a new file: `python docs/messages.py CODE NAME` begins one. Entries under "made" are written by hand:
their English is finished in engine, café and content, out of parts, and stands in no call. They are kept as they are.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import polib

from cafe_sim.catalogue import FOLDER, LEVEL, MADE
from cafe_sim.content import SafeText, load_campaign
from cafe_sim.tui.keys import tables
from cafe_sim.tui.screens.base import CafeScreen

PACKAGE: Final = FOLDER.parent
TABLES: Final = {
    "Option": ("value", "word", "about"),
    "Preference": ("field", "label", "about"),
    "Reply": ("field", "label", "about"),
    "SettingsAction": ("id", "label", "about"),
}
"""Rows of tables whose words are said later: the names of their arguments, in order."""
WORDS: Final = {"label", "word", "about"}
"""Which of them are words."""
BELOW: Final = ("engine", "cafe", "content", "errors.py", "game", "storage")
"""Where sentences are finished that are retold."""

Key = tuple[str, str]


def messages() -> dict[Key, str]:
    """(context, English) → the form for many, "" where there is but one: all that the code says."""
    found: dict[Key, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= _of_call(node, path)
    return found | {("", words): "" for words in _of_screens() if any(map(str.isalpha, words))}


def _of_screens() -> Iterator[str]:
    """What stands in the screens' tables of commands, and what they say of themselves."""
    tables()  # brings them all along
    kinds = [kind for kind in _below(CafeScreen) if kind.__module__.startswith(PACKAGE.name)]
    for kind in sorted(kinds, key=lambda kind: (kind.__module__, kind.__name__)):
        yield from (kind.help_title, *kind.help_text)
        for command in kind.all_commands():
            yield from (command.label, command.help, command.group, command.not_now)


def _below(kind: type[CafeScreen]) -> Iterator[type[CafeScreen]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def _of_call(node: ast.Call, path: Path) -> dict[Key, str]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    words = [_literal(argument) for argument in node.args]
    if path.name == "catalogue.py":
        return {}
    if name in ("say", "to_say"):
        context = words[1] if name == "to_say" and len(words) > 1 else ""
        return {(context, words[0]): ""} if words and words[0] else {}
    if name == "say_number":
        return {("", words[0]): words[1]}
    if name == "say_as":
        return {(words[0], words[1]): ""} if words[1] else {}
    if name in TABLES:
        row = dict(zip(TABLES[name], words, strict=False)) | {k.arg or "": _literal(k.value) for k in node.keywords}
        return {("", words): "" for field, words in row.items() if field in WORDS and words}
    return {}


def _literal(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def in_levels() -> dict[Key, str]:
    """What stands in the levels that come with the game, and is shown."""
    return {(LEVEL, text): "" for level in load_campaign() for text in _texts(level) if any(map(str.isalpha, text))}


def _texts(value: Any) -> Iterator[str]:
    """All prose, and what things, items, steps and stations are called."""
    if isinstance(value, SafeText):
        yield str(value)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            one = getattr(value, name)
            if (name == "name" and type(value).__name__ in ("Item", "Thing", "Station")) or (name == "label" and one):
                yield one
            else:
                yield from _texts(one)


def wanted() -> dict[Key, str]:
    """Every entry that a language should have, but those under "made"."""
    return messages() | in_levels()


def fragments() -> str:
    """All words in the code below the screens, to look parts of made sentences up in."""
    parts = []
    for path in sorted(
        path
        for name in BELOW
        for path in ([PACKAGE / name] if name.endswith(".py") else (PACKAGE / name).rglob("*.py"))
    ):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parts += [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
    return "\n".join(parts)


def key_of(entry: polib.POEntry) -> Key:
    """What an entry is known by."""
    return entry.msgctxt or "", entry.msgid


def bring_up_to_date(path: Path, name: str = "") -> None:
    """Write a language's file anew."""
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    new = polib.POFile(wrapwidth=120)
    new.metadata = old.metadata or {
        "Language": path.stem,
        "X-Name": name or path.stem,
        "X-Locales": path.stem,
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=n != 1;",
    }
    have = {key_of(entry): entry for entry in old if not entry.obsolete}
    count = int(new.metadata["Plural-Forms"].partition("nplurals=")[2][0])
    for key, many in wanted().items():
        entry = have.get(key) or polib.POEntry(msgctxt=key[0] or None, msgid=key[1])
        if many and not entry.msgid_plural:
            entry.msgid_plural, entry.msgstr_plural = many, dict.fromkeys(range(count), "")
        new.append(entry)
    new.extend(entry for key, entry in have.items() if key[0] == MADE)
    new.save(str(path))


def main(arguments: list[str]) -> int:
    """Bring the named language up to date, or say what each lacks; the exit status."""
    if arguments:
        bring_up_to_date(FOLDER / f"{arguments[0]}.po", " ".join(arguments[1:]))
        return 0
    lacks = 0
    for path in sorted(FOLDER.glob("*.po")):
        have = {key_of(entry) for entry in polib.pofile(str(path)) if entry.translated()}
        all_ = set(wanted())
        lacks += len(all_ - have)
        for title, keys in (("lacks", all_ - have), ("has too much", {key for key in have - all_ if key[0] != MADE})):
            print(f"{path.name} {title}: {len(keys)}")
            for context, text in sorted(keys):
                print(f"  {f'({context}) ' if context else ''}{text}")
    return int(lacks > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

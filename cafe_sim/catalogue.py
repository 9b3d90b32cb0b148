"""Every word on a screen goes through here, so that a second language is a file: `languages/<code>.po`.

As with gettext, the English sentence in the code is the key, and where a language has no entry the English stands.
Values have names, for other languages put them in another order.

- `say("{count} of {total} open", count=4, total=11)`: a sentence of our own. The first argument is always a literal:
  tests read it.
- `say_number("{n} order", "{n} orders", n)`: one that depends on a number, `n`; languages have one form, two or more.
- `say_as("state", "run")`: where a word alone means two things, *as what* it is meant.
- `to_say("serve")`: a word in a table, said later by `say(word)`. Tables of commands and settings need none: tests know
  them.
- `retell(sentence)`: a sentence finished elsewhere: by engine, café and levels, which know of no language. Its entry
  stands under the context "made", with names for what differs: "wants {thing}, held by {who}" is matched as a pattern,
  and what the names stand for is retold, too (but see `OF_PROGRAM`). A text of several sentences is retold one by one.
  Levels' own words stand under "level".

Python, names of people, JSON, and what the command line reports stay English: programs read them, and those who are
asked for help.

A file is content like any other: it has limits, its text is made safe, and an entry that asks for a value which its
sentence has not is refused. Which language is in force is said once, at the outermost edge, by `speak`; a process
speaks one at a time.
"""

from __future__ import annotations

import os
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cafe_sim.errors import BadContent

if TYPE_CHECKING:
    import polib

FOLDER: Final = Path(__file__).with_name("languages")
ENGLISH: Final = "en"
MADE: Final = "made"
"""Context of sentences finished elsewhere …"""
LEVEL: Final = "level"
"""… and of what stands in levels."""

BYTES_AT_MOST: Final = 2 << 20
ENTRIES_AT_MOST: Final = 20_000
LENGTH_AT_MOST: Final = 4_000
RETOLD_AT_MOST: Final = 12
"""How deep sentences stand in sentences."""
OF_PROGRAM: Final = frozenset({"cell", "error", "object", "value"})
"""Names for what is the program's own, and stays as it is: `till.total`, `mitt_lock`, what Python says."""
OF_PYTHON: Final = frozenset({"error", "value"})
"""Those of them that may have any sign in them."""
SIGNS: Final = ".│:;←,)("
"""At which a sentence is taken apart, the loosest first."""
MANY_WORDS: Final = 16
"""So many letters of its own, and a sentence is known by them, whatever stands between."""
_NAME: Final = re.compile(r"\{(\w+)(?::[^{}]*)?\}")
_THREAD: Final = re.compile(r"(Thread-\d+) \(([\w<>]+)\)")
"""As Python calls a thread by its function; while a sentence is taken apart, the signs in it stand for none."""
_MASKED: Final = re.compile("(Thread-\\d+)\x02([\\w<>]+)\x03")
_HEAD: Final = re.compile(r'^"X-(Name|Locales): ([^"\\]*)\\n"$', re.MULTILINE)
_OURS: Final = re.compile(
    r"[\w.-]+'s [a-z]+|loop-\d+|places of \S+|\w+ of \d+|another task|nothing|Task-\d+( and Task-\d+)+"
)
"""What stands where a program's own stands, and no program has named: "Bo's rail"."""
_END: Final = re.compile(r"(?<=[.!?])\s+(?=[^a-z])")
"""Between two sentences."""


@dataclass(frozen=True, slots=True)
class Language:
    """What a file says of itself in its head."""

    code: str
    name: str
    """As its speakers call it."""
    locales: tuple[str, ...]
    """Locales of an environment that mean it."""


@lru_cache(1)
def languages() -> tuple[Language, ...]:
    """English, and every language that there is a file for."""
    found = [Language(ENGLISH, "English", (ENGLISH, "C", "POSIX"))]
    for path in sorted(FOLDER.glob("*.po")):
        with path.open(encoding="utf-8") as file:
            head = dict(_HEAD.findall(file.read(4_000)))
        found.append(Language(path.stem, head.get("Name", path.stem), tuple(head.get("Locales", path.stem).split())))
    return tuple(found)


def of_environment(environment: Mapping[str, str] = os.environ) -> str:
    """The code of the language that the environment asks for; English where it asks for none that there is."""
    asked = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    locale = asked.partition(".")[0].partition("@")[0]
    for language in languages():
        if locale in (language.code, *language.locales) or locale.partition("_")[0] in language.locales:
            return language.code
    return ENGLISH


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence finished elsewhere, with names for what differs."""

    matches: re.Pattern[str]
    words: str
    has_words: bool
    """It has words of its own. What only has signs ("{a}, {b}") is a sentence only if its parts are."""
    is_whole: bool
    """It ends with a full stop; what does not is part of a sentence."""
    rank: tuple[int, int]
    """Many own words come first; then sentences are taken apart at their signs; few own words are for the parts."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language's sentences."""

    code: str = ENGLISH
    entries: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(context, English) → the forms, a single one where no number is spoken of."""
    form_of: Callable[[int], int] = lambda n: int(n != 1)
    patterns: tuple[Pattern, ...] = ()
    """Of sentences finished elsewhere, in the order in which they are tried."""

    def find(self, text: str, context: str = "") -> str:
        """The sentence for `text`: itself where there is none."""
        return self.entries.get((context, text), (text,))[0]

    def find_number(self, one: str, many: str, n: int) -> str:
        forms = self.entries.get(("", one), ())
        if not forms:
            return one if n == 1 else many
        return forms[min(self.form_of(n), len(forms) - 1)]

    def retell(self, text: str, depth: int = 0) -> str:
        """A sentence finished elsewhere, and what it consists of, as far as there are entries."""
        for context in (MADE, LEVEL):
            if (context, text) in self.entries:
                return self.find(text, context)
            if (context, f"{text}.") in self.entries:
                return self.find(f"{text}.", context)[:-1]
        if depth > RETOLD_AT_MOST or _MASKED.fullmatch(text):
            return text
        parts = _END.split(text)
        if len(parts) > 1:
            sentences = [self.retell(part, depth + 1) for part in parts]
            return "".join(
                f"{a}{' ' if a.isascii() or b.isascii() else ''}"
                for a, b in zip(sentences, [*sentences[1:], "…"], strict=True)
            ).rstrip()
        if text.endswith("…"):  # cut short: nobody knows what it says
            return text
        for pattern in self.patterns:
            match = pattern.matches.fullmatch(text) if pattern.is_whole == text.endswith(".") else None
            if match is not None:
                told = {
                    name: said if name in OF_PROGRAM and not _OURS.fullmatch(said) else self.retell(said, depth + 1)
                    for name, said in match.groupdict().items()
                }
                if pattern.has_words or told != match.groupdict():
                    return pattern.words.format_map(told)
        small = text[:1].lower() + text[1:]  # a phrase that was made the beginning of a sentence
        said = self.retell(small, depth + 1) if small != text else small
        return text if said == small else said


_in_force = Catalogue()


def speak(code: str) -> None:
    """From now on, in this language. An unknown one is English. Raises BadContent where its file is not right."""
    global _in_force  # noqa: PLW0603 - one screen, one language: every sentence would have to carry it along
    if code != _in_force.code:
        _in_force = (
            load(FOLDER / f"{code}.po") if code in {one.code for one in languages()} - {ENGLISH} else Catalogue()
        )
        _retold.cache_clear()


def spoken() -> str:
    """The code of the language in force."""
    return _in_force.code


def to_say(text: str, context: str = "") -> str:  # noqa: ARG001 (read by those who look for what needs an entry)
    """`text` itself: a mark for what is said later, so that it is known to need an entry."""
    return text


def say(text: str, /, **values: object) -> str:
    """`text` in the language in force, with its values put in."""
    words = _in_force.find(text)
    return words.format(**values) if values else words


def say_as(context: str, text: str, /, **values: object) -> str:
    """The same where a word means two things: `context` says which."""
    words = _in_force.find(text, context)
    return words.format(**values) if values else words


def say_number(one: str, many: str, n: int, /, **values: object) -> str:
    """The form that goes with `n`, which is one of the values."""
    return _in_force.find_number(one, many, n).format(n=n, **values)


def retell(text: str) -> str:
    """A sentence finished elsewhere, in the language in force."""
    return _retold(text) if _in_force.entries and text else text


@lru_cache(8_192)
def _retold(text: str) -> str:
    return _MASKED.sub(r"\1 (\2)", _in_force.retell(_THREAD.sub("\\1\x02\\2\x03", text)))


# ---- files -------------------------------------------------------------------------------------


def load(path: Path) -> Catalogue:
    """A language from its file. Raises BadContent: file, entry, what is wrong."""
    import polib

    if path.stat().st_size > BYTES_AT_MOST:
        raise BadContent(f"{path.name}: a language has at most {BYTES_AT_MOST:,} bytes; this has more")
    try:
        file = polib.pofile(str(path), encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadContent(f"{path.name}: cannot be read as a .po file ({error})") from error
    if len(file) > ENTRIES_AT_MOST:
        raise BadContent(f"{path.name}: a language has at most {ENTRIES_AT_MOST:,} entries; this has {len(file):,}")
    entries = {(e.msgctxt or "", e.msgid): _forms(e, path.name) for e in file if e.translated()}
    made = [(text, forms[0]) for (context, text), forms in entries.items() if context == MADE and _NAME.search(text)]
    plural = re.search(r"plural=([^;]*)", file.metadata.get("Plural-Forms", ""))
    return Catalogue(
        path.stem,
        entries,
        c2py(plural[1].strip() if plural else "n != 1"),
        tuple(sorted((pattern_of(*pair) for pair in (*made, *_without_stop(made))), key=lambda pattern: pattern.rank)),
    )


def _forms(entry: polib.POEntry, file: str) -> tuple[str, ...]:
    """The forms of an entry, safe, and asking for no value that the English does not name."""
    from cafe_sim.content.safetext import SafeText

    known = names_in(entry.msgid) | names_in(entry.msgid_plural or "")
    forms = tuple(entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural)) or (entry.msgstr,)
    for form in forms:
        unknown = names_in(form) - known
        if unknown:
            wrong = f"{', '.join(sorted(unknown))} is not in the English; copy the names from there"
        elif len(form) > LENGTH_AT_MOST:
            wrong = f"at most {LENGTH_AT_MOST:,} characters; these are more"
        else:
            continue
        raise BadContent(f"{file}: line {entry.linenum}: {wrong}")
    return tuple(str(SafeText(form)) for form in forms)


def names_in(text: str) -> set[str]:
    """The values that a sentence has, each with how it is to be written: {"{n:,}", "{item}"}.

    A brace that does not match is one, too.
    """
    if "{" not in text and "}" not in text:
        return set()
    try:
        parts = [part for part in string.Formatter().parse(text) if part[1] is not None]
    except ValueError as error:
        return {str(error)}
    return {
        f"{{{name}{'!' + turned if turned else ''}{':' + spec if spec else ''}}}" for _, name, spec, turned in parts
    }


def _without_stop(made: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Sentences as they stand in the middle of others."""
    return ((text[:-1], words[:-1]) for text, words in made if text.endswith(".") and _NAME.sub("", text) != ".")


def _matching(parts: list[str], place: int) -> str:
    """What a name in the middle of words stands for: not for what is another part of the sentence."""
    if parts[place] in OF_PYTHON:
        return ".+?"
    if parts[place + 1].startswith("'s"):
        return r"[^\s;:,]+?"  # somebody's
    first, last = place == 1 and not parts[0], place == len(parts) - 2 and not parts[-1]
    return f"[^;{':' * first}{',' * last}]+?"


def pattern_of(text: str, words: str) -> Pattern:
    """What `text` matches, its names standing for something: as little as will do."""
    parts = _NAME.split(text)
    own = "".join(parts[::2])
    has_words = any(map(str.isalpha, own))
    regular = "".join(
        f"(?P<{part}>{_matching(parts, place) if has_words else '.+?'})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
    is_known = len(own) >= MANY_WORDS or text.endswith(": {value}")
    rank = 0 if is_known else 2 if has_words else 1
    size = -len(own) if has_words else f"{SIGNS}{own.strip()[:1]}".find(own.strip()[:1])
    return Pattern(re.compile(regular, re.DOTALL), words, has_words, text.endswith("."), (rank, size))

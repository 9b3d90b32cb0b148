"""Sentences of the café that several places say: how many of what, when, what a rule means and what a star wants, as a
person would say it.

Articles, plurals and written numbers are English grammar; other languages have the item as it is and figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import ENGLISH, retell, say, say_number, spoken, to_say

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Next, When
    from cafe_sim.content.level import Light

LIST_CELLS = 36
"""What is longer than a line of the log is not listed one by one."""
NEXT_MEANS: Final[dict[Next, str]] = {
    "arrival": to_say("Who came first goes first."),
    "patience": to_say("Whose patience ends first goes first."),
    "longest": to_say("What has the most seconds of waiting goes first."),
}
"""Which order a standing rule hands over next."""
WHEN_MEANS: Final[dict[When, str]] = {
    "at once": to_say("Handed over on arrival, also to somebody busy."),
    "when free": to_say("Kept on the rail until somebody has nothing in hand."),
}
"""When it hands over."""
ROLES: Final = {
    "clerk": to_say("a clerk: one order at a time, in the order given"),
    "barista": to_say("a barista: holds many orders, and goes on with another while one waits"),
    "baker": to_say("a baker, a thread: one order at a time, in the order given"),
}
"""What the staff are, each in a sentence."""
_QUOTED: Final = re.compile(r"(?<![\w.:])-?\d+\.\d(?![\d.]| s\b)")
"""A value with one decimal, and no seconds."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def a(item: str) -> str:
    """ "a latte", "an espresso"."""
    if spoken() != ENGLISH:
        return retell(item)
    return f"{'an' if item[:1].lower() in 'aeiou' else 'a'} {item}"


def plural(item: str) -> str:
    """ "lattes", "sandwiches"; good enough for a menu."""
    if spoken() != ENGLISH:
        return retell(item)
    return f"{item}es" if item.endswith(("s", "x", "ch", "sh")) else f"{item}s"


def counted(items: Sequence[str]) -> str:
    """ "two lattes and a cider", in the order of their first appearance; of a crowd only how many there are."""
    said = listed([_some(item, n) for item, n in Counter(items).items()])
    return said if len(said) <= LIST_CELLS else say("{number} orders", number=number(len(items)))


def _some(item: str, n: int) -> str:
    if spoken() != ENGLISH:
        return say("{n} {item}", n=n, item=retell(item))
    return a(item) if n == 1 else f"{number(n)} {plural(item)}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """ "a, b and c"."""
    if len(parts) < 2:
        return "".join(map(retell, parts))
    parts = [retell(part) for part in parts]
    first = say(", ").join(parts[:-1])
    if last == "or":
        return say("{first} or {last}", first=first, last=parts[-1])
    return say("{first} and {last}", first=first, last=parts[-1])


def number(n: int) -> str:
    """ "two"; figures from ten on."""
    return _NUMBERS[n] if n < len(_NUMBERS) and spoken() == ENGLISH else str(n)


def plain_number(value: float, decimals: int = 2) -> str:
    """At most so many decimals, none that say nothing: 9.4, 10."""
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".")


def light_wishes(light: Light) -> Iterator[str]:
    """What the third star of a level wants, part by part."""
    if light.rules is not None and light.by_rule:
        yield say_number(
            "{n} standing rule hands out every {items}",
            "{n} standing rules hand out every {items}",
            light.rules,
            items=listed(light.by_rule),
        )
    elif light.rules is not None:
        yield say_number(
            "{n} standing rule runs the shift alone", "{n} standing rules run the shift alone", light.rules
        )
    if light.locks == 0:
        yield say("no lock")
    elif light.locks is not None:
        yield say_number("{n} lock at most", "{n} locks at most", light.locks)
    if light.held is not None:
        held = plain_number(light.held)
        if light.holding:
            yield say("the {thing} held {seconds} s at most", thing=retell(light.holding), seconds=held)
        else:
            yield say("held {seconds} s at most", seconds=held)
    if light.signals is not None:
        yield say_number("{n} signal at most", "{n} signals at most", light.signals)
    if light.marks is not None:
        yield say_number(
            "{n} step at most put together with the one above",
            "{n} steps at most put together with the one above",
            light.marks,
        )
    if light.sent is not None:
        yield say_number("{n} step through the hatch at most", "{n} steps through the hatch at most", light.sent)
    if light.lines is not None:
        yield say_number("{n} line changed at most", "{n} lines changed at most", light.lines)
    if light.tags is not None:
        yield say_number("{n} tag at most", "{n} tags at most", light.tags)


def as_till(sentence: str) -> str:
    """What the engine quotes as Python prints it, 3.0, as a café's program and its till write it: 3.00."""
    return _QUOTED.sub(r"\g<0>0", sentence)


def full(phrase: str) -> str:
    """A phrase as a sentence: a capital, and a full stop."""
    return say("{sentence}.", sentence=capital(retell(phrase)))


def capital(text: str) -> str:
    """With a capital at its beginning."""
    return f"{text[:1].upper()}{text[1:]}"


def sentence_of(error: Exception) -> str:
    """An exception as a sentence."""
    from cafe_sim.content.safetext import said_of  # not before: the first picture must not wait for levels

    return f"{capital(said_of(error))}."


def mmss(at: float) -> str:
    """A moment on the café's clock: 0:17."""
    whole = int(at + 1e-9)
    return f"{whole // 60}:{whole % 60:02}"


def mmss_up(at: float) -> str:
    """The same for a moment to come: never earlier than it will be."""
    return mmss(-int(-(at - 1e-9) // 1))

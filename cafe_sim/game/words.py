"""Sentences of the café: how many of what, as a person would say it.

Articles, plurals and written numbers are English grammar; other languages have the item as it is and figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cafe_sim.catalogue import ENGLISH, retell, say, spoken

LIST_CELLS = 36
"""What is longer than a line of the log is not listed one by one."""
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


def full(phrase: str) -> str:
    """A phrase as a sentence: a capital, and a full stop."""
    said = retell(phrase)
    return say("{sentence}.", sentence=f"{said[:1].upper()}{said[1:]}")


def mmss(at: float) -> str:
    """A moment on the café's clock: 0:17."""
    whole = int(at + 1e-9)
    return f"{whole // 60}:{whole % 60:02}"


def mmss_up(at: float) -> str:
    """The same for a moment to come: never earlier than it will be."""
    return mmss(-int(-(at - 1e-9) // 1))

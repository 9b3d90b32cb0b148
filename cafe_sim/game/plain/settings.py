"""Settings in lines: what can be chosen, what is chosen, and choosing.

The table is that of the screens (`player.settings`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import say, to_say
from cafe_sim.game.plain.aloud import aloud, sentence
from cafe_sim.game.plain.typed import Candidate, Refused, TypedLine, meant, named, pick
from cafe_sim.game.player.settings import PREFERENCES, Preference

if TYPE_CHECKING:
    from cafe_sim.game.player.settings import Settings

FILLERS: Final = ("the", "to", "be", "is")
WORDS: Final = {"pace": ("clock",), "doors": ("levels",)}
"""What a setting may be called besides its own names."""
HERE: Final = {
    "pace": to_say("In lines the clock stands at every decision, whatever this says: it is for the screens."),
    "speed": to_say("In lines nothing hangs on it: it is for the screens."),
    "theme": to_say("In lines nothing hangs on it: it is for the screens."),
    "signs": to_say("In lines nothing hangs on it: it is for the screens."),
    "motion": to_say("In lines nothing hangs on it: it is for the screens."),
}
"""What a setting comes to where there is no screen."""


def all_lines(now: Settings) -> list[str]:
    """Every setting, and what it can be."""
    return [_line(choice, now) for choice in PREFERENCES]


def choose(now: Settings, line: TypedLine) -> tuple[Settings, list[str]]:
    """Settings with what is asked for, and what is said to it.

    A setting's name alone says all about it. Raises Refused.
    """
    words = line.without(*FILLERS)
    for split in range(len(words), 0, -1):
        found = meant(_choices(), words[:split])
        if len(found) == 1:
            break
    else:
        raise Refused(say("There is no such setting. There is {names}.", names=named(o.label for o in _choices())))
    choice = found[0].value
    if split == len(words):
        about = [sentence(f"{aloud(say(option.word))}: {say(option.about)}") for option in choice.options]
        return now, [_line(choice, now), say(choice.about), *about]
    chosen = choice.put(now, pick(_options(choice), words[split:]))
    here = HERE.get(choice.field)
    return chosen, [_line(choice, chosen), *([say(here)] if here else [])]


def _choices() -> list[Candidate[Preference]]:
    return [
        Candidate(
            one, say(one.label), (one.field, one.label.removeprefix("The "), say(one.label), *WORDS.get(one.field, ()))
        )
        for one in PREFERENCES
    ]


def _options(choice: Preference) -> list[Candidate[int]]:
    return [
        Candidate(place, aloud(say(option.word)), (str(option.value), option.word, say(option.word)))
        for place, option in enumerate(choice.options)
    ]


def _line(choice: Preference, now: Settings) -> str:
    """ "Language: English. It can be as it comes, English or 简体中文."."""
    words = named(aloud(say(option.word)) for option in choice.options)
    return say(
        "{label}: {chosen}. It can be {words}.",
        label=say(choice.label),
        chosen=aloud(say(choice.chosen(now).word)),
        words=words,
    )

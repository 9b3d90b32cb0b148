"""Sentences for the ear: what screens write in signs, said in words, and what several places say.

What is finished elsewhere is put into the player's language first (`retell`) and then made fit to be read aloud.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say, to_say
from cafe_sim.content.stars import needs_inspector
from cafe_sim.game.views import FaultView, Strip
from cafe_sim.game.words import capital, light_wishes, plain_number

if TYPE_CHECKING:
    from cafe_sim.content.level import Level
    from cafe_sim.game.views import FailingView, Lane

INDENT: Final = 4
"""Spaces of one level of Python."""
DOES: Final = {
    "wait": to_say("waits {seconds} s"),
    "run": to_say("hands on for {seconds} s"),
    "hold": to_say("holds whoever makes it for {seconds} s"),
}
"""Look of a step → what it does."""
STATES: Final = {
    "run": to_say("works"),
    "hold": to_say("stands in a blocking call"),
    "wait": to_say("waits"),
    "ready": to_say("is ready"),
    "stuck": to_say("is stuck"),
    "idle": to_say("is idle"),
}
_SIGNS: Final = (
    (re.compile(r"#(?P<number>\d+)"), to_say("order {number}")),
    (re.compile(r"\s*│\s*"), to_say(", then ")),
    (re.compile(r"\s*·\s*"), to_say(", ")),
    (re.compile(r"\s*←\s*"), to_say(", held by ")),
    (re.compile(r"×(?P<n>\d+(\.\d+)?)"), to_say("{n} times")),
    (re.compile(r"\bv(?P<number>\d+)\b"), to_say("version {number}")),
    (re.compile(r"\bu takes\b"), to_say("undo takes")),
)
"""What is drawn, and what is said in its place."""
_DRAWN: Final = re.compile(r"[★☆✔✗›•]|…(?!\))|\s(?=\s)")  # (…) are arguments, and read as they stand


def aloud(text: str) -> str:
    """A sentence finished elsewhere, in the player's language and without signs that are only drawn."""
    text = retell(text)
    for sign, words in _SIGNS:
        if sign.search(text):
            text = sign.sub(_said(words), text)
    return _DRAWN.sub("", text).strip()


def _said(words: str) -> Callable[[re.Match[str]], str]:
    return lambda found: say(words, **found.groupdict())


def sentence(text: str) -> str:
    """With a capital at its beginning and a full stop at its end."""
    text = text.strip()
    if not text:
        return ""
    end = "" if text[-1] in ".!?:。！？：" else say(".")
    return f"{capital(text)}{end}"


def told(text: str) -> str:
    """Both: what was finished elsewhere, as a sentence."""
    return sentence(aloud(text))


def steps_in_words(strips: Sequence[Strip], *, labels: bool = False) -> str:
    """ "hands on for 1 s, then waits 4 s"."""
    parts = []
    for strip in strips:
        does = say(DOES[strip.look], seconds=f"{strip.seconds:g}")
        parts.append(f"{does} ({aloud(strip.label)})" if labels and strip.label else does)
    return say(", then ").join(parts)


def fault_lines(faults: Iterable[FaultView]) -> Iterator[str]:
    """What went wrong: the first of each kind in full, of the others a sentence."""
    kinds: set[str] = set()
    for fault in faults:
        message = aloud(fault.message)
        if fault.kind in kinds:
            message = message.partition(". ")[0]
        kinds.add(fault.kind)
        yield sentence(f"{fault.kind.replace('-', ' ')}: {message}")


# ---- programs ----------------------------------------------------------------------------------


def code_line(number: int, text: str) -> str:
    """A line of a program: its number, how deep it stands, and what it says."""
    code = re.sub(r"\s{3,}#", "  #", text.strip())
    level = _depth(text)
    if not level:
        return say("line {number}: {code}", number=number, code=code)
    return say("line {number}, level {level}: {code}", number=number, level=level, code=code)


def code_lines(program: str, first: int = 1, last: int = 10**9) -> list[str]:
    """A program's lines, or some of them; empty ones are passed over."""
    lines = enumerate(program.splitlines(), 1)
    return [capital(code_line(number, text)) for number, text in lines if text.strip() and first <= number <= last]


def changes(before: str, after: str) -> list[str]:
    """What has become of a program, line by line.

    A line that now stands deeper, or elsewhere, has moved and is not new.
    """
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, [*map(_bare, old)], [*map(_bare, new)], autojunk=False)
    gone: list[int] = []
    come: list[int] = []
    said: list[tuple[int, str]] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag != "equal":
            gone += [at for at in range(old_from, old_to) if old[at].strip()]
            come += [at for at in range(new_from, new_to) if new[at].strip()]
            continue
        pairs = zip(range(old_from, old_to), range(new_from, new_to), strict=True)
        said += [
            (at, _deeper(old[was], new[at], at))
            for was, at in pairs
            if new[at].strip() and _depth(old[was]) != _depth(new[at])
        ]
    for at in come:
        was = next((was for was in gone if _bare(old[was]) == _bare(new[at])), None)
        line = code_line(at + 1, new[at])
        if was is None:
            said.append((at, say("Added {line}", line=line)))
        else:
            gone.remove(was)
            said.append((at, say("Moved to {line}", line=line)))
    removed = [say("Removed {line}", line=code_line(at + 1, old[at])) for at in gone]
    return [*removed, *(text for _, text in sorted(said))]


def _depth(text: str) -> int:
    return (len(text) - len(text.lstrip())) // INDENT


def _bare(text: str) -> str:
    """A line of code without the spaces that only line it up."""
    return " ".join(text.split())


def _deeper(old: str, new: str, at: int) -> str:
    """A line that stands where it was, and at another depth."""
    line = code_line(at + 1, new)
    if _depth(new) > _depth(old):
        return say("Now deeper, {line}", line=line)
    return say("Now less deep, {line}", line=line)


# ---- an order that goes wrong, and who did what when -------------------------------------------


def failing_lines(view: FailingView) -> Iterator[str]:
    """A counterexample, step by step."""
    if view.seen:
        yield told(say("This order of events goes wrong; {seen}", seen=aloud(view.seen)))
    yield from fault_lines(view.faults[:1])
    if view.alternation:
        yield sentence(say("In turn: {who}", who=aloud(view.alternation)))
    program = view.program.splitlines()
    for number, step in enumerate(view.steps, 1):
        where = ""
        if 0 < step.line <= len(program):
            code = program[step.line - 1].partition("  #")[0].strip()
            where = say(", in line {line}, “{code}”", line=step.line, code=code)
        mark = say(" Here it goes wrong") if step.is_wrong else say(" This leads to it") if step.mark else ""
        aside = f"{mark}{': ' if step.aside else '.'}{sentence(aloud(step.aside)).strip()}" if mark else ""
        what = say(
            "step {number}, {who} {what}{where}", number=number, who=step.actor, what=aloud(step.text), where=where
        )
        yield f"{sentence(what)}{aside}"
    if view.remedy:
        yield told(view.remedy)
    if view.code:
        yield say("Its code is {code}: cafe-sim replay --plain {code} tells it once more.", code=view.code)


def lane_lines(lanes: Sequence[Lane]) -> Iterator[str]:
    """Everybody's day, a line for each stretch."""
    for lane in lanes:
        for segment in lane.segments:
            if segment.state == "idle":
                continue
            doing = f", {aloud(segment.label)}" if segment.label else ""
            order = say(" with order {number}", number=segment.order) if segment.order else ""
            when = say("{start} to {end} s", start=plain_number(segment.start), end=plain_number(segment.end))
            yield sentence(f"{lane.name}, {when}: {say(STATES[segment.state])}{order}{doing}")
        if lane.stuck:
            yield sentence(say("{name} is stuck for ever: {why}", name=lane.name, why=aloud(lane.stuck)))


# ---- levels ------------------------------------------------------------------------------------

KINDS: Final = {
    "serve": to_say("Serve: hand out the orders. Who makes what, and when?"),
    "fix": to_say("Fix: the plan is wrong. Change it, open the doors, and call the inspector."),
    "break": to_say("Break: the program is wrong. Choose who moves until it shows."),
    "code": to_say("Code: the program is wrong. Mend its text, run it, and call the inspector."),
}
MEASURES: Final = {
    "mean wait": to_say("a mean wait of {par} s or less; nobody can beat {floor} s"),
    "closing": to_say("closing at {par} s or before; nobody can beat {floor} s"),
    "van": to_say("the van out at {par} s or before; nobody can beat {floor} s"),
}


def star_wishes(level: Level) -> Iterator[str]:
    """What the three stars want of a level, a line each."""
    if level.scene is not None:
        yield say("Star sound: {goal}", goal=told(level.scene.goal))
        yield say("Star par: in the fewest moves. Star light: with the fewest preemptions.")
        return
    if needs_inspector(level):
        yield say("Star sound: everyone served, and certified by the inspector.")
    else:
        yield say("Star sound: everyone served, and no fault seen.")
    if level.measure is not None:
        measure = level.measure
        par, floor = plain_number(measure.par), plain_number(measure.floor)
        yield sentence(say("Star par: {what}", what=say(MEASURES[measure.kind], par=par, floor=floor)))
    light = say(", ").join(light_wishes(level.light))
    if light:
        yield sentence(say("Star light: {what}", what=light))

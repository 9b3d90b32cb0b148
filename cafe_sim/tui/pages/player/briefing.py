"""The briefing: what is new, in three lines, and one question to guess before it starts; staff and menu on a key, or,
where there is room, beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say, to_say
from cafe_sim.content.stars import needs_inspector
from cafe_sim.game.colours import STATE_GLYPHS
from cafe_sim.game.player.library import handed_out
from cafe_sim.game.serving.view import strip_of
from cafe_sim.game.words import ROLES, light_wishes, listed
from cafe_sim.tui.highlight import coloured, without_comment
from cafe_sim.tui.pages.lanes import strip_pieces
from cafe_sim.tui.pages.serving.counter import COUNTER_HEIGHT, counter_page
from cafe_sim.tui.pieces import (
    EMPTY,
    Line,
    Page,
    Piece,
    beside,
    centre,
    clip,
    indent,
    pad,
    padded,
    rule,
    under,
    width_of,
    wrap,
)

if TYPE_CHECKING:
    from cafe_sim.content.level import Level
    from cafe_sim.game.views import ShiftView, StepLook

STEPS: Final[dict[StepLook, str]] = {
    "run": to_say("hands on"),
    "hold": to_say("holds whoever makes it"),
    "wait": to_say("only takes time"),
}
"""What the parts of a strip mean."""
KINDS: Final = {
    "serve": (to_say("serve"), to_say("hand out the orders: who makes what, and when")),
    "fix": (to_say("fix"), to_say("the plan is wrong: change it, then open the doors")),
    "break": (to_say("break"), to_say("the program is wrong: choose who moves until it shows")),
    "code": (to_say("code"), to_say("the program is wrong: mend its text, then run it")),
}


LARGE: Final = (112, 34)
"""Cells and rows from which on there is room for everything at once."""
GAP: Final = 4
"""Cells between what is told and what is shown beside it."""
STRIP: Final = 20
"""Cells at most for the steps of something on the menu."""
LABEL: Final = 12


def menu_lines(level: Level, width: int) -> list[Line]:
    """Who works here, and what they make: its steps, how long they take, how long a customer waits for it."""
    shop = level.shop
    lines: list[Line] = [(Piece(say("Who works here"), "bold"),)]
    for worker in shop.staff:
        first, *rest = wrap(say(ROLES[worker.role]), width - LABEL, "dim")
        lines += [(Piece(padded(worker.name, LABEL)), *first), *indent(rest, LABEL)]
    heading: Line = (Piece(say("On the menu"), "bold"),)
    whole = (*heading, Piece(f"   {say('how long it takes, how long its customer stays')}", "dim"))
    lines += [EMPTY, whole if width_of(whole) <= width else heading]
    lasts = [sum(step.seconds for step in strip_of(item)) for item in shop.items]
    cells = min(int(max(lasts, default=0)), STRIP)
    for item, seconds in zip(shop.items, lasts, strict=True):
        stays = say("stays {seconds:g} s", seconds=item.patience) if item.patience else say("no hurry")
        by = say("by {names}", names=listed(item.makers, "or")) if item.makers else ""
        about = " · ".join(words for words in (say("{seconds:g} s", seconds=seconds), stays, by) if words)
        drawn = (Piece(padded(retell(item.name), LABEL)), *pad(strip_pieces(strip_of(item), cells), cells + 2))
        told = Piece(about, "dim")
        one_line = width_of(drawn) + told.width <= width
        lines += [(*drawn, told)] if one_line else [drawn, *indent(wrap(about, width - LABEL, "dim"), LABEL)]
    used = {step.look for item in shop.items for step in strip_of(item)}
    legend = [Piece(f"{STATE_GLYPHS[look]} {say(words)}   ", look) for look, words in STEPS.items() if look in used]
    return [*lines, EMPTY, clip(tuple(legend), width)]


def star_lines(level: Level, width: int) -> list[Line]:
    """What the three stars want here."""
    looked = (
        say("and every order of the inspector's round comes out right")
        if needs_inspector(level)
        else say("and no fault was seen")
    )
    wants = [(to_say("sound"), say("everyone served, {looked}", looked=looked))]
    if level.kind == "break":
        wants = [(to_say("sound"), retell(level.scene.goal) if level.scene else say("make it go wrong"))]
        wants.append((to_say("par"), say("in as few moves as can be")))
        wants.append((to_say("light"), say("with as few preemptions: somebody stopped who could have gone on")))
    if level.measure is not None:
        what = {"mean wait": to_say("mean wait"), "closing": to_say("closes at"), "van": to_say("van out at")}[
            level.measure.kind
        ]
        wants.append(
            (
                to_say("par"),
                say(
                    "{what} {par:g} s or less (floor {floor:g} s)",
                    what=say(what),
                    par=level.measure.par,
                    floor=level.measure.floor,
                ),
            )
        )
    light = say(", ").join(light_wishes(level.light))
    if light:
        wants.append((to_say("light"), light))
    lines: list[Line] = []
    for name, text in wants:
        first, *rest = wrap(text, width - 9, "dim")
        lines += [(Piece("★ ", "star"), Piece(padded(say(name), 7), "bold"), *first), *indent(rest, 9)]
    return lines


def question_lines(level: Level, answer: int | None, width: int) -> Page:
    """The prediction: keys and answers, and which one was taken."""
    question = level.question
    if question is None:
        return ()
    lines: list[Line] = [*wrap(retell(question.text), width, "bold")]
    answers: list[Line] = []
    for number, text in enumerate(question.answers):
        target = f"answer({number})"
        look = "accent bold" if answer == number else ("dim" if answer is not None else "")
        answers.append((Piece(f"{number + 1}) ", "key", target), Piece(retell(text), look, target)))
    row = tuple(piece for number, pieces in enumerate(answers) for piece in ((Piece("    "),) * (number > 0) + pieces))
    lines += [row] if width_of(row) <= width else [clip(pieces, width) for pieces in answers]
    if answer is None:
        after = say("A guess costs nothing; enter starts without one.")
    else:
        after = say("You say “{answer}”. We shall see.", answer=retell(question.answers[answer]))
    return (*lines, *(under(pieces, "", "start") for pieces in wrap(after, width, "dim")))


def briefing_page(
    level: Level,
    answer: int | None,
    width: int,
    height: int,
    news: str = "",
    *,
    menu: bool = False,
    view: ShiftView | None = None,
) -> Page:
    """The whole page; `answer` is the marked answer to its question, `news` what is new, too. `menu`: that instead.

    A large window has both, and a picture of the counter when it opens, `view`.
    """
    if is_large(width, height):
        return _large_page(level, answer, width, height, news, view)
    inner = min(width - 6, 84)
    told = menu_lines(level, inner) if menu else [*_told(level, inner), *wrap(news, inner, "good")]
    asked = () if menu else question_lines(level, answer, inner)
    stars = [] if menu else star_lines(level, inner)
    lines: list[Line] = [*_heading(level, inner), *told]
    spare = height - len(lines) - len(asked) - len(stars)
    lines += [*((EMPTY,) if spare >= 1 and asked else ()), *asked, *((EMPTY,) if spare >= 2 else ()), *stars]
    if len(lines) > height:
        lines = [pieces for pieces in lines if pieces]
    return centre(lines, width, height) if width > inner + 8 else indent(lines, (width - inner) // 2)


def is_large(width: int, height: int) -> bool:
    """There is room for everything at once."""
    return width >= LARGE[0] and height >= LARGE[1]


def _large_page(level: Level, answer: int | None, width: int, height: int, news: str, view: ShiftView | None) -> Page:
    inner = min(width - 8, 168)
    left = min((inner - GAP) * 5 // 9, 84)
    right = min(inner - left - GAP, 80)
    inner = left + GAP + right
    asked = question_lines(level, answer, left)
    about = [*_told(level, left), *wrap(news, left, "good"), *([EMPTY, *asked] if asked else ())]
    beyond = menu_lines(level, right) if level.kind == "serve" else _program_lines(level, right, height - 6)
    lines = [*_heading(level, inner), *beside([*about, EMPTY, *star_lines(level, left)], beyond, left + GAP)]
    if view is not None and len(lines) + COUNTER_HEIGHT + 4 <= height:
        lines += [EMPTY, EMPTY, *counter_page(view, 0, inner, still=True)]
    return centre(lines, width, height)


def _heading(level: Level, width: int) -> list[Line]:
    kind, about = KINDS[level.kind]
    named = (Piece(f"{level.id}  {retell(level.title)}", "title"),)
    return [rule(named, (Piece(say(kind), "accent"),), width), (Piece(say(about), "dim"),), EMPTY]


def _told(level: Level, width: int) -> list[Line]:
    """What is new, in three sentences."""
    return [line for sentence in level.briefing for line in wrap(retell(sentence), width)]


def _program_lines(level: Level, width: int, height: int) -> list[Line]:
    """What matters of the program that is to be mended or broken."""
    program = coloured(handed_out(level))
    shown = [clip(without_comment(pieces, width), width) for pieces in program[:height]]
    more: list[Line] = [(Piece("…", "dim"),)] if len(program) > len(shown) else []
    return [(Piece(say("The program"), "bold"),), EMPTY, *shown, *more]

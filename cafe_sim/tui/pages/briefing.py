"""The briefing: what is new, in three lines, and one question to guess at before it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import retell, say, to_say
from cafe_sim.content.stars import needs_inspector
from cafe_sim.game.words import light_wishes
from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, centre, clip, indent, padded, rule, width_of, wrap

if TYPE_CHECKING:
    from cafe_sim.content.level import Level

KINDS: Final = {
    "serve": (to_say("serve"), to_say("hand out the orders: who makes what, and when")),
    "fix": (to_say("fix"), to_say("the plan is wrong: change it, then open the doors")),
    "break": (to_say("break"), to_say("the program is wrong: choose who moves until it shows")),
    "code": (to_say("code"), to_say("the program is wrong: mend its text, then run it")),
}


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
    return (*lines, *wrap(after, width, "dim"))


def briefing_page(level: Level, answer: int | None, width: int, height: int, news: str = "") -> Page:
    """The whole page; `answer` is the marked answer to its question, `news` what is new besides."""
    inner = min(width - 6, 84)
    kind, about = KINDS[level.kind]
    lines: list[Line] = [
        rule((Piece(f"{level.id}  {retell(level.title)}", "title"),), (Piece(say(kind), "accent"),), inner)
    ]
    lines += [(Piece(say(about), "dim"),), EMPTY]
    for sentence in level.briefing:
        lines += wrap(retell(sentence), inner)
    lines += wrap(news, inner, "good")
    asked = question_lines(level, answer, inner)
    stars = star_lines(level, inner)
    spare = height - len(lines) - len(asked) - len(stars)
    lines += [*((EMPTY,) if spare >= 1 and asked else ()), *asked, *((EMPTY,) if spare >= 2 else ()), *stars]
    if len(lines) > height:
        lines = [pieces for pieces in lines if pieces]
    return centre(lines, width, height) if width > inner + 8 else indent(lines, (width - inner) // 2)

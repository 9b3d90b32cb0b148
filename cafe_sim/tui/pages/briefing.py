"""The briefing: what is new, in three lines, and one question to guess at before it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.tui.pieces import EMPTY, Line, Page, Piece, centre, clip, indent, rule, width_of, wrap

if TYPE_CHECKING:
    from cafe_sim.content.level import Level

KINDS: Final = {
    "serve": ("serve", "hand out the orders: who makes what, and when"),
    "fix": ("fix", "the plan is wrong: change it, then open the doors"),
    "break": ("break", "the program is wrong: choose who moves until it shows"),
}


def star_lines(level: Level, width: int) -> list[Line]:
    """What the three stars want here."""
    looked = (
        "and every order of the inspector's round comes out right" if level.kind == "fix" else "and no fault was seen"
    )
    wants = [("sound", f"everyone served, {looked}")]
    if level.kind == "break":
        wants = [("sound", str(level.scene.goal) if level.scene else "make it go wrong")]
    if level.measure is not None:
        what = {"mean wait": "mean wait", "closing": "closes at", "van": "van out at"}[level.measure.kind]
        wants.append(("par", f"{what} {level.measure.par:g} s or less (floor {level.measure.floor:g} s)"))
    light = light_text(level)
    if light:
        wants.append(("light", light))
    lines: list[Line] = []
    for name, text in wants:
        first, *rest = wrap(text, width - 9, "dim")
        lines += [(Piece("★ ", "star"), Piece(f"{name:<7}", "bold"), *first), *indent(rest, 9)]
    return lines


def light_text(level: Level) -> str:
    """The third star in words, "" where the level has none."""
    light = level.light
    parts = []
    if light.rules is not None:
        parts.append(f"{light.rules} standing rules run the shift alone")
    if light.locks is not None:
        parts.append(f"{light.locks} {'lock' if light.locks == 1 else 'locks'} at most")
    if light.held is not None:
        what = f"{light.holding} held" if light.holding else "held"
        parts.append(f"{what} {light.held:g} s at most")
    if light.marks is not None:
        parts.append(f"{light.marks} marks at most")
    if light.tags is not None:
        parts.append(f"{light.tags} tags at most")
    return ", ".join(parts)


def question_lines(level: Level, answer: int | None, width: int) -> Page:
    """The prediction: keys and answers, and which one was taken."""
    question = level.question
    if question is None:
        return ()
    lines: list[Line] = [*wrap(question.text, width, "bold")]
    answers: list[Line] = []
    for number, text in enumerate(question.answers):
        target = f"answer({number})"
        look = "accent bold" if answer == number else ("dim" if answer is not None else "")
        answers.append((Piece(f"{number + 1}) ", "key", target), Piece(text, look, target)))
    row = tuple(piece for number, pieces in enumerate(answers) for piece in ((Piece("    "),) * (number > 0) + pieces))
    lines += [row] if width_of(row) <= width else [clip(pieces, width) for pieces in answers]
    if answer is None:
        after = "A guess costs nothing; enter starts without one."
    else:
        after = f"You say “{question.answers[answer]}”. We shall see."
    return (*lines, *wrap(after, width, "dim"))


def briefing_page(level: Level, answer: int | None, width: int, height: int, news: str = "") -> Page:
    inner = min(width - 6, 84)
    kind, about = KINDS[level.kind]
    lines: list[Line] = [rule((Piece(f"{level.id}  {level.title}", "title"),), (Piece(kind, "accent"),), inner)]
    lines += [(Piece(about, "dim"),), EMPTY]
    for sentence in level.briefing:
        lines += wrap(sentence, inner)
    lines += wrap(news, inner, "good")
    asked = question_lines(level, answer, inner)
    stars = star_lines(level, inner)
    spare = height - len(lines) - len(asked) - len(stars)
    lines += [*((EMPTY,) if spare >= 1 and asked else ()), *asked, *((EMPTY,) if spare >= 2 else ()), *stars]
    if len(lines) > height:
        lines = [pieces for pieces in lines if pieces]
    return centre(lines, width, height) if width > inner + 8 else indent(lines, (width - inner) // 2)

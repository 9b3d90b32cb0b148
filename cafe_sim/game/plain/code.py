"""A code level in lines: the program's lines by number, changed one by one; a run; the inspector.

A line that is typed without blanks before it is indented like the line that it replaces, so that nobody has to count
blanks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NoReturn

from cafe_sim.catalogue import say, say_number, to_say
from cafe_sim.game.coding.code_level import Coding, code_key
from cafe_sim.game.days.result import judged
from cafe_sim.game.plain.aloud import aloud, code_lines, failing_lines, fault_lines, lane_lines, sentence, told
from cafe_sim.game.plain.inspector import INSPECT, Inspecting
from cafe_sim.game.plain.own_order import HAND
from cafe_sim.game.plain.place import PLAYING, Lines, Playing, read_program
from cafe_sim.game.plain.typed import Refused, TypedLine, Verb, numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from cafe_sim.cafe.model import Plan
    from cafe_sim.content.level import Level
    from cafe_sim.game.inspecting.inspectable import Inspectable
    from cafe_sim.game.plain.session import Session
    from cafe_sim.game.views import ResultView

INDENT: Final = 4
TEXT: Final = re.compile(r"\s*(\d{1,6})(?: (.*))?")
"""A line's number, one blank, and its text: further blanks are the text's."""


class AtCode(Playing, Inspecting):
    """A level whose program is edited."""

    verbs = (
        Verb("show", "show, or show 12, or show 12 20", to_say("read the program, or some lines of it."), ("list", "read"), takes=True),
        Verb("line", "line 14 and its text", to_say("put another text in the place of a line."), ("change", "replace"), takes=True),
        Verb("insert", "insert 14 and its text", to_say("a new line before that one."), takes=True),
        Verb("delete", "delete 14, or delete 14 16", to_say("take lines out."), ("remove",), takes=True),
        Verb("run", "run", to_say("run it: one day, as it happens to come. Did it work this time?"), ("doors",)),
        INSPECT,
        Verb("indent", "indent 14, or indent 14 16", to_say("move lines in by four blanks."), takes=True),
        Verb("dedent", "dedent 14, or dedent 14 16", to_say("move lines out by four blanks."), takes=True),
        Verb("undo", "undo", to_say("take the last change back.")),
        Verb("restore", "restore", to_say("the level's own text again; undo brings back yours.")),
        Verb("solution", "solution", to_say("put a solution in place of the text; it is not run.")),
        Verb("watch", "watch", to_say("an order of events that goes wrong, step by step.")),
        HAND,
        Verb("day", "day", to_say("who did what when, once it has been run."), ("timeline",)),
        Verb("result", "result", to_say("how it went, once it has been run."), ("finish", "done")),
        *PLAYING,
    )  # fmt: skip
    about = (
        to_say("The program is wrong, and yours: every line may be changed. The café around it stays."),
        to_say("A text that you give without blanks before it stands as far in as the line did; indent and dedent move lines."),
        to_say("run says whether it worked this time; inspect says whether it always does. Only a certificate wins the star."),
    )  # fmt: skip

    def __init__(self, session: Session, level: Level, plan: Plan | None = None) -> None:
        super().__init__(session, level)
        kept = session.game.progress.drafts.get(code_key(level))
        text = kept if plan is None else plan.text or level.shop.program
        self.coding = Coding(level, text, session.hands)
        self.coding.memory = session.game.memory(level)
        self._past: list[str] = []

    def close(self) -> None:
        super().close()
        self.coding.close()

    # ---- where one stands ----------------------------------------------------------------------

    @property
    def inspectable(self) -> Inspectable:
        return self.coding

    @property
    def program(self) -> str:
        return self.coding.lab.text

    @property
    def begun(self) -> bool:
        return self.coding.lab.ran is not None

    def scene(self) -> Lines:
        return [say("The program has {n} lines: show reads them, show 1 10 only these.", n=self._count), *self.here()]

    def here(self) -> Lines:
        view = self.coding.view()
        if view.always_ok is False:
            return [say("Type watch to hear an order of events that goes wrong, or change a line; hint gives a hint.")]
        if not view.was_run:
            return [say("Change a line, or type run.")]
        if not view.worked:
            return [say("Change a line; hint gives a hint. result says how it went.")]
        if not view.stamp:
            return [say("Would it always? Type inspect to call the inspector.")]
        return [say("Type result.")]

    # ---- the text ------------------------------------------------------------------------------

    def do_show(self, line: TypedLine) -> Lines:
        return read_program(self.program, line)

    def do_line(self, line: TypedLine) -> Lines:
        at, text = self._given(line, self._count)
        lines = self._lines
        lines[at - 1] = _placed(text, lines[at - 1])
        return self._put(lines, at, at)

    def do_insert(self, line: TypedLine) -> Lines:
        at, text = self._given(line, self._count + 1)
        lines = self._lines
        like = lines[at - 1] if at <= len(lines) and lines[at - 1].strip() else lines[at - 2] if at > 1 else ""
        lines.insert(at - 1, _placed(text, like))
        return self._put(lines, at, at)

    def do_delete(self, line: TypedLine) -> Lines:
        first, last = self._range(line)
        lines = self._lines
        gone = last - first + 1
        del lines[first - 1 : last]
        self._put(lines, 0, 0)
        return [say_number("{n} line is gone.", "{n} lines are gone.", gone), *self.here()]

    def do_indent(self, line: TypedLine) -> Lines:
        first, last = self._range(line)
        return self._moved(first, last, lambda text: " " * INDENT + text if text.strip() else text)

    def do_dedent(self, line: TypedLine) -> Lines:
        first, last = self._range(line)
        return self._moved(first, last, lambda text: text[min(INDENT, len(text) - len(text.lstrip(" "))) :])

    def do_undo(self) -> Lines:
        if not self._past:
            raise Refused(say("Nothing has been changed yet."))
        self._edit(self._past.pop())
        return [say("The last change is taken back."), *self.here()]

    def do_restore(self) -> Lines:
        return self._replaced(self.level.shop.program, say("The text is the level's own again."))

    def do_solution(self) -> Lines:
        said = say("A solution stands in place of the text, and has not been run.")
        return self._replaced(self.level.reference.text, said)

    @property
    def _lines(self) -> list[str]:
        return self.program.splitlines()

    @property
    def _count(self) -> int:
        return len(self._lines)

    def _given(self, line: TypedLine, last: int) -> tuple[int, str]:
        """(a line's number, the text for it)."""
        found = TEXT.fullmatch(line.text)
        if found is None or not (found[2] or "").strip():
            raise Refused(say("Type the line's number, and then its text."))
        at = int(found[1])
        if not 0 < at <= last:
            self._nowhere(last)
        return at, found[2]

    def _range(self, line: TypedLine) -> tuple[int, int]:
        asked = numbers(line)
        if not asked:
            raise Refused(say("Type the line's number, or the first and the last."))
        if min(asked) < 1 or max(asked) > self._count:
            self._nowhere(self._count)
        return min(asked), max(asked)

    @staticmethod
    def _nowhere(last: int) -> NoReturn:
        raise Refused(say("There is nothing there: the program has the lines 1 to {last}.", last=last))

    def _moved(self, first: int, last: int, move: Callable[[str], str]) -> Lines:
        lines = self._lines
        lines[first - 1 : last] = map(move, lines[first - 1 : last])
        return self._put(lines, first, last)

    def _put(self, lines: list[str], first: int, last: int) -> Lines:
        """The text is these lines now; those from first to last are read out."""
        if lines != self._lines:
            self._past.append(self.program)
            self._edit("\n".join(lines) + "\n")
        return code_lines(self.program, first, last) or self.here()  # of empty lines there is nothing to read

    def _replaced(self, text: str, said: str) -> Lines:
        if text == self.program:
            raise Refused(say("The text is that one already."))
        self._past.append(self.program)
        self._edit(text)
        return [said, *self.here()]

    def _edit(self, text: str) -> None:
        """Another text; it is kept until something comes of it."""
        self.coding.edit(text)
        game = self.session.game
        game.keeper.keep(game.progress.drafted(code_key(self.level), text if self.coding.lab.unsaved else None))

    # ---- the two verdicts ----------------------------------------------------------------------

    def do_run(self) -> Lines:
        lab = self.coding.lab
        lab.run()
        lab.wait()
        view = lab.view()
        if view.complaint is not None:
            where = say("line {line}: ", line=view.complaint.line) if view.complaint.line else ""
            return [sentence(f"{where}{aloud(view.complaint.words)}")]
        assert view.ran is not None
        printed = [f"{moment.text}" for moment in (*view.ran.printed.first, *view.ran.printed.last)]
        said = [say("It printed: {text}", text=text) for text in printed[:PRINTED]]
        return [told(view.ran.words), *fault_lines(view.ran.faults), *map(told, view.ran.notes), *said, *self.here()]

    def verdict_lines(self) -> Lines:
        verdict = self.coding.verdict
        if verdict is None:
            return [*self.found(), *self.here()]
        always = say("Always: {stamp}, {words}", stamp=say(verdict.verdict), words=aloud(judged(verdict, None)))
        return [sentence(always), *self.found(), *self.here()]

    def do_watch(self) -> Lines:
        failing = self.coding.failing()
        if failing is None:
            raise Refused(say("No order that goes wrong is known of this text: inspect calls the inspector."))
        return list(failing_lines(failing))

    def do_day(self) -> Lines:
        return list(lane_lines(self._came().lanes))

    def do_result(self) -> Lines:
        self._came()
        game = self.session.game
        game.keeper.keep(game.progress.drafted(code_key(self.level), None))
        return self.session.finish(self.coding.result(), self.coding.plan, self.hints, self.coding)

    def _came(self) -> ResultView:
        came = self.coding.came
        if came is None:
            raise Refused(say("This text has not been run: run runs it."))
        return came


PRINTED: Final = 20
"""So many printed lines are said."""


def _placed(text: str, like: str) -> str:
    """`text` as far in as `like` was, unless it has blanks of its own before it."""
    return text if text[:1] == " " else like[: len(like) - len(like.lstrip())] + text

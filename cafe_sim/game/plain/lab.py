"""The lab in lines: a program in a file, or one that comes with the game, run once or inspected in every order. It is
edited elsewhere.

The file is read anew each time. What it does, it does in a worker process (`coding.lab`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import say, say_number, to_say
from cafe_sim.content.safetext import SafeText
from cafe_sim.errors import BadContent
from cafe_sim.game.coding.examples import EXAMPLES, example
from cafe_sim.game.coding.lab import Lab
from cafe_sim.game.coding.origin import Origin
from cafe_sim.game.coding.scripts import path_of, read_script_now, scripts_in
from cafe_sim.game.plain.aloud import aloud, failing_lines, fault_lines, sentence, told
from cafe_sim.game.plain.inspector import STOPPED
from cafe_sim.game.plain.own_order import HAND, by_hand
from cafe_sim.game.plain.place import Lines, Place, read_program
from cafe_sim.game.plain.typed import Refused, TypedLine, Verb
from cafe_sim.game.words import plain_number

if TYPE_CHECKING:
    from cafe_sim.game.coding.rehearsal import Ran
    from cafe_sim.game.coding.transcript import Moment, Transcript
    from cafe_sim.game.plain.session import Session

RUN: Final = Verb("run", "run FILE", to_say("execute a Python script of yours once, on virtual time."), takes=True)
INSPECT: Final = Verb(
    "inspect", "inspect FILE", to_say("have the inspector run it in every order of events."), takes=True
)
LAB: Final = Verb("lab", "lab", to_say("programs to run and to inspect: those that come with the game, and scripts in this folder."))  # fmt: skip
QUOTES: Final = "\"'"


class AtLab(Place):
    """One program."""

    verbs = (
        Verb("run", "run, or run FILE", to_say("execute it once more, read anew from its file; or another one."), ("again",), takes=True),
        Verb("inspect", "inspect, or inspect FILE", to_say("have the inspector run it in every order of events."), ("ask",), takes=True),
        Verb("watch", "watch", to_say("the order of events that goes wrong, step by step.")),
        HAND,
        Verb("steps", "steps", to_say("what others could see in the last run, step by step."), ("day", "log")),
        Verb("result", "result", to_say("what came of it, once more."), ("why",)),
        Verb("code", "code, or code 12, or code 12 20", to_say("read the program, or some lines of it."), takes=True),
        LAB,
    )  # fmt: skip
    about = (
        to_say("A program runs here on virtual time: an hour's sleep costs nothing, and the same text does the same every time."),
        to_say("It is edited elsewhere, with whatever you like; run reads its file anew."),
    )  # fmt: skip

    def __init__(self, session: Session, origin: Origin) -> None:
        super().__init__(session)
        self.lab = Lab(origin, hands=session.hands)

    def close(self) -> None:
        self.lab.close()

    # ---- what takes its time -------------------------------------------------------------------

    @property
    def asking(self) -> bool:
        return bool(self.lab.doing)

    def begin(self, *, inspect: bool) -> Lines:
        """Run it, or call the inspector."""
        if inspect:
            self.lab.inspect()
            who = say("The inspector has {title}: he runs it in every order of events.", title=self.lab.origin.title)
            return [who, say("Ctrl-C stops him.")]
        self.lab.run()
        return [say("{title} runs.", title=self.lab.origin.title)]

    def listen(self) -> Lines:
        self.lab.hear()
        return [] if self.lab.doing else self.do_result()

    def progress(self) -> str:
        visit = self.lab.view().visit if self.lab.doing == "visit" else None
        if visit is None:
            return say("It still runs.")
        return say(
            "Still at work: {orders} distinct orders so far, {found} faults found.",
            orders=visit.orders,
            found=visit.found,
        )

    def stop(self) -> str:
        visits = self.lab.doing == "visit"
        self.lab.stop()
        return say(STOPPED) if visits else say("It is stopped.")

    # ---- what came of it -----------------------------------------------------------------------

    def here(self) -> Lines:
        return [say("Type run for once more, inspect for every order, or levels to leave.")]

    def offers(self, verb: Verb) -> bool:
        ran = self.lab.ran
        offered = {"watch": self.lab.failing is not None, "steps": ran is not None and bool(ran.steps.first)}
        return offered.get(verb.name, True)

    def do_result(self) -> Lines:
        view = self.lab.view()
        lines: Lines = []
        if view.complaint is not None:
            where = say("line {line}: ", line=view.complaint.line) if view.complaint.line else ""
            lines.append(sentence(f"{where}{aloud(view.complaint.words)}"))
        if view.newest == "visit" and view.visit is not None:
            lines += self._inspected()
        elif view.ran is not None:
            lines += _ran(view.ran)
        return [*lines, *self.here()]

    def _inspected(self) -> Iterator[str]:
        visit = self.lab.view().visit
        assert visit is not None
        if visit.stamp:
            words = sentence(aloud(visit.words))
            yield say("Always: {what}", what=f"{say(visit.stamp)}. {words}")
        if visit.more:
            yield told(visit.more)
        if visit.failing is not None:
            yield from fault_lines(visit.failing.faults)
            yield say("Type watch to hear it step by step.")

    def do_watch(self) -> Lines:
        assert self.lab.failing is not None
        return list(failing_lines(self.lab.failing))

    def do_hand(self) -> Lines:
        return by_hand(self, self.lab.by_hand())

    def do_steps(self) -> Lines:
        assert self.lab.ran is not None
        return list(_moments(self.lab.ran.steps, retold=True))

    def do_code(self, line: TypedLine) -> Lines:
        return read_program(self.lab.text, line)

    # ---- from program to program ---------------------------------------------------------------

    def do_run(self, line: TypedLine) -> Lines:
        return to_lab(self.session, line if line.text else self._same(), inspect=False)

    def do_inspect(self, line: TypedLine) -> Lines:
        return to_lab(self.session, line if line.text else self._same(), inspect=True)

    def _same(self) -> TypedLine:
        origin = self.lab.origin
        return TypedLine(str(origin.path) if origin.path is not None else origin.key.partition(":")[2], ())

    def do_lab(self) -> Lines:
        return programs()


# ---- for those who come to it --------------------------------------------------------------------


def programs() -> Lines:
    """What can be run by its name from here."""
    lines = [sentence(f"{each.id}, {each.title}: {aloud(each.about)}") for each in EXAMPLES]
    here = [SafeText(path.name) for path in scripts_in(Path())]
    lines.append(
        say("Scripts in this folder: {names}.", names=", ".join(here))
        if here
        else say("There are no scripts in this folder.")
    )
    return [*lines, say("Type run or inspect and a name; a file from elsewhere by its whole path.")]


def to_lab(session: Session, line: TypedLine, *, inspect: bool) -> Lines:
    """Go there with a program, and run or inspect it. Raises Refused, and one stays where one is."""
    place = AtLab(session, _origin(line.text.strip().strip(QUOTES).strip()))
    session.go(place)
    return place.begin(inspect=inspect)


def _origin(typed: str) -> Origin:
    if not typed:
        raise Refused(say("Say which program: run and a file's name. lab says what there is."))
    path = path_of(typed)
    known = example(typed.casefold())
    if known is not None and known.text and not path.exists():
        return Origin.of_example(known)
    try:
        return Origin.of_file(path, read_script_now(path))
    except BadContent as error:
        raise Refused(say("That cannot be run: {why}", why=error)) from None


# ---- one run -------------------------------------------------------------------------------------


def _ran(ran: Ran) -> Iterator[str]:
    yield told(ran.words)
    if ran.stands:
        yield say("It stood in line {stands}.", stands=ran.stands)
    yield from fault_lines(ran.faults)
    yield from map(told, ran.notes)
    printed = len(ran.printed.first) + len(ran.printed.last) + ran.printed.left_out
    if printed:
        yield say_number("It printed {n} line:", "It printed {n} lines:", printed)
    yield from _moments(ran.printed, retold=False)
    if ran.sign == "worked":
        yield say("That was one order of events. Type inspect for all the others.")


def _moments(moments: Transcript, *, retold: bool) -> Iterator[str]:
    """What a program printed is its own, and no sentence of ours."""
    yield from (_moment(one, retold=retold) for one in moments.first)
    if moments.left_out:
        yield say_number("{n} more is left out.", "{n} more are left out.", moments.left_out)
    yield from (_moment(one, retold=retold) for one in moments.last)


def _moment(moment: Moment, *, retold: bool) -> str:
    when = plain_number(moment.seconds, 3)
    if not retold:
        return say("At {when} s: {text}", when=when, text=moment.text)
    where = say(", in line {line}", line=moment.line) if moment.line else ""
    mark = say(" Here it goes wrong.") if moment.is_wrong else ""
    what = sentence(f"{moment.who} {aloud(moment.text)}{where}")
    return say("At {when} s: {text}", when=when, text=f"{what}{mark}")

"""The shift in lines: what is typed to hand orders over, and what is answered.

The clock stands at every decision; between two of them it runs as far as it can, and what happened is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.model import Plan
from cafe_sim.catalogue import retell, say, to_say
from cafe_sim.game.plain.aloud import aloud, steps_in_words
from cafe_sim.game.plain.place import PLAYING, Lines, Playing
from cafe_sim.game.plain.rules import change, rules_lines
from cafe_sim.game.plain.shift_told import (
    called,
    coming_line,
    events,
    foreseen,
    rail_in_short,
    rail_lines,
    score,
    spoken,
    staff_lines,
    tags_line,
    thing_line,
    until,
    why_lines,
)
from cafe_sim.game.plain.typed import (
    Candidate,
    Refused,
    TypedLine,
    Verb,
    a_number,
    begins,
    meant,
    named,
    numbers,
    pick,
    read,
)
from cafe_sim.game.serving.shift import PAUSED, Shift, standing_part
from cafe_sim.game.serving.view import strip_of
from cafe_sim.game.words import capital, mmss

if TYPE_CHECKING:
    from cafe_sim.content.level import Level
    from cafe_sim.game.plain.session import Session
    from cafe_sim.game.plain.shift_told import DayEvent
    from cafe_sim.game.views import OrderView, ShiftView

LONG: Final = 1e6
"""Seconds: longer than any day."""
SECONDS_AT_MOST: Final = 600
FILLERS: Final = ("to", "the", "an", "order", "number", "please")


class AtShift(Playing):
    """A serve level."""

    verbs = (
        Verb("give", "give 8 to Ana, or 8 Ana", to_say("hand an order to somebody, by its number or by what it is; several at one moment with commas between them."), ("hand", "assign"), takes=True),
        Verb("go", "go", to_say("let time go on to the next decision; who is on the rail stays there."), ("continue", "start")),
        Verb("undo", "undo", to_say("back to just before your last decision."), ("u",)),
        Verb("rail", "rail", to_say("the orders on the rail: what they take, how long they stay."), ("orders",)),
        Verb("forecast", "forecast, or forecast 8", to_say("when an order would be out, whoever you gave it to."), ("try",), takes=True),
        Verb("why", "why, or why Ana", to_say("what everybody does, and why they do not go on."), takes=True),
        Verb("rules", "rule latte to Ana", to_say("a standing rule; rules alone says which hold, and what else they can say."), ("rule",), takes=True),
        Verb("tag", "tag Bo", to_say("hang somebody's tag on the ticket that waits for others, or take it off."), ("tags",), takes=True),
        Verb("next", "next", to_say("the next two who will come in."), ("coming",)),
        Verb("staff", "staff", to_say("who works here, and what they have in hand."), ("who",)),
        Verb("wait", "wait, or wait 3", to_say("let one second pass, or some."), ("step", "."), takes=True),
        Verb("stock", "stock", to_say("stations, and what is shared."), ("till", "things", "stations")),
        Verb("menu", "menu", to_say("what is made here, and its steps."), ("steps",)),
        Verb("log", "log", to_say("all that has happened so far.")),
        Verb("again", "again", to_say("start the day again; rules and tags stay."), ("restart", "retry")),
        Verb("result", "result", to_say("how it went, once the day is over."), ("finish", "done")),
        *PLAYING,
    )  # fmt: skip
    about = (
        to_say("Orders come in on the rail, and you hand them to people. The clock stands whenever there is something to decide."),
        to_say("A step waits, and only time passes; or it is hands on; or it holds whoever makes it, until it is done."),
        to_say("An order can be called by its number or by what it is, a person by name or number."),
    )  # fmt: skip

    def __init__(self, session: Session, level: Level, plan: Plan | None = None) -> None:
        super().__init__(session, level)
        left = session.game.left(level) if plan is None else None
        self.shift = Shift(level, standing_part(plan or Plan()), left=left, asks=False)
        self._heard = self._so_far()

    @property
    def begun(self) -> bool:
        return self.shift.started

    @property
    def program(self) -> str:
        return self.shift.played.program

    @property
    def view(self) -> ShiftView:
        return self.shift.view()

    def offers(self, verb: Verb) -> bool:
        box = self.level.toolbox
        offered = {"rules": box.rules, "tag": bool(box.tags)}
        return offered.get(verb.name, True) and super().offers(verb)

    def keep(self) -> None:
        self.session.game.leave(self.level, self.shift.left())

    # ---- where one stands ----------------------------------------------------------------------

    def scene(self) -> Lines:
        people = say("; ").join(
            say("{number}, {name}, {role}", number=worker.key, name=worker.name, role=retell(worker.role))
            for worker in self.view.workers
        )
        return [say("Here work: {people}.", people=people), *rail_lines(self.view), *self.here()]

    def here(self) -> Lines:
        view, shift = self.view, self.shift
        if view.over:
            return [say("The day is over: {score}. Type result to hear how it went, or undo.", score=score(view))]
        now = mmss(view.now)
        if not view.started and shift.can_begin:
            return [say("The clock stands at {now}. The rules hand over: type go to let time begin.", now=now)]
        if not view.started:
            example = self._example(view)
            return [
                say(
                    "The clock stands at {now}, and starts with your first order. Type for example: {example}.",
                    now=now,
                    example=example,
                )
            ]
        why = aloud(view.standing)
        rail = [order for order in view.on_rail if not order.by_rule]
        waiting = say("; ").join(f"{called(order)}{until(order.leaves)}" for order in rail)
        lines = [say("{now}. The clock stands: {why}.", now=now, why=why)]
        lines += (
            [say("On the rail: {orders}.", orders=waiting)]
            if waiting
            else [say("Nobody waits for you. go lets time go on.")]
        )
        return lines

    def _example(self, view: ShiftView) -> str:
        rail = view.on_rail
        order = rail[0] if rail else view.orders[0]
        return f"give {order.number} to {self.shift.makers(order.item)[0].name}"

    # ---- what happened -------------------------------------------------------------------------

    def _news(self) -> Lines:
        """What has happened since it was told last."""
        known = {event.key for event in self._heard}
        self._heard = self._so_far()
        return spoken(event for event in self._heard if event.key not in known)

    def _so_far(self) -> list[DayEvent]:
        return events(self.shift.played, self.shift.now)

    def _on(self) -> Lines:
        """Let time pass to the next decision, tell what happened, and where that leaves us."""
        if not self.shift.standing and not self.shift.over:
            self.shift.advance(LONG)
        return [*self._news(), *self.here()]

    def do_log(self) -> Lines:
        return (spoken(self._so_far()) if self.shift.started else []) or [say("Nothing has happened yet.")]

    # ---- decisions -----------------------------------------------------------------------------

    def knows(self, first: str) -> tuple[bool, bool]:
        """ "8 ana", "latte ana"."""
        shop = self.shift.shop
        known = (
            *(worker.name for worker in shop.staff),
            *(name for item in shop.items for name in (item.name, aloud(item.name))),
        )
        whole, short = begins(known, first)
        return whole or a_number(first) is not None, short

    def answer_named(self, line: TypedLine) -> Lines:
        return self.do_give(line)

    def do_give(self, line: TypedLine) -> Lines:
        """One hand-over, or several at the same moment with commas between them: all of them or none."""
        clauses = [read(clause).without(*FILLERS) for clause in re.split(r"[,;]| and ", line.text)]
        given = [self._split(words) for words in clauses if words]
        if not given:
            raise Refused(say("Say which order, and to whom: {example}.", example=self._example(self.view)))
        for made, (order, worker) in enumerate(given):
            refusal = self.shift.hand_over(order.number, worker)
            if refusal:
                for _ in range(made):
                    self.shift.undo()
                raise Refused(aloud(refusal))
        return self._on()

    def _split(self, words: Sequence[str]) -> tuple[OrderView, str]:
        """Which order, and who: the order first, or the person."""
        if len(words) == 1:
            order = self._order(words)
            makers = [worker.name for worker in self.shift.makers(order.item)]
            if len(makers) > 1:
                raise Refused(say("To whom? Say {order} to {names}.", order=order.number, names=named(makers)))
            return order, makers[0]
        people = self._people()
        last_is_a_name = a_number(words[-1]) is None and meant(people, words[-1:])
        if not last_is_a_name and a_number(words[0]) is None and meant(people, words[:1]):
            return self._order(words[1:]), pick(people, words[:1])
        return self._order(words[:-1]), pick(people, words[-1:])

    def _people(self) -> list[Candidate[str]]:
        return [Candidate(w.name, w.name, (w.name, str(key))) for key, w in enumerate(self.shift.shop.staff, 1)]

    def _order(self, words: Sequence[str]) -> OrderView:
        """By its number, else the first one on the rail of that name."""
        view = self.view
        number = a_number(words[0]) if len(words) == 1 else None
        if number is not None:
            if not 0 < number <= len(view.orders):
                raise Refused(say("There is no order {number}: {rail}.", number=number, rail=rail_in_short(view)))
            return view.orders[number - 1]
        rail = view.on_rail
        items = dict.fromkeys(order.item for order in view.orders)
        item = pick([Candidate(item, aloud(item), (item, aloud(item))) for item in items], words)
        order = next((order for order in rail if order.item == item), None)
        if order is None:
            raise Refused(say("There is no {item} on the rail: {rail}.", item=aloud(item), rail=rail_in_short(view)))
        return order

    def do_go(self) -> Lines:
        refusal = self.shift.go_on()
        if refusal:
            raise Refused(self._over() or aloud(refusal))
        return self._on()

    def _over(self) -> str:
        return say("The day is over: type result, undo or again.") if self.shift.over else ""

    def do_wait(self, line: TypedLine) -> Lines:
        asked = numbers(line)
        seconds = asked[0] if asked else 1
        if not 0 < seconds <= SECONDS_AT_MOST:
            raise Refused(say("Wait from 1 to {most} seconds.", most=SECONDS_AT_MOST))
        refusal = self.shift.step()
        if refusal:
            raise Refused(self._over() or aloud(refusal))
        for _ in range(seconds - 1):
            if self.shift.standing != PAUSED:
                break
            self.shift.step()
        return [*self._news(), *self.here()]

    def do_undo(self) -> Lines:
        refusal = self.shift.undo()
        if refusal:
            raise Refused(aloud(refusal))
        self._heard = self._so_far()
        return [say("Taken back."), *self.here()]

    def do_again(self) -> Lines:
        refusal = self.shift.restart()
        if refusal:
            raise Refused(aloud(refusal))
        self._heard = self._so_far()
        return [say("The day begins again."), *rail_lines(self.view), *self.here()]

    def do_rules(self, line: TypedLine) -> Lines:
        if not line.words:
            return rules_lines(self.shift)
        refusal = self.shift.set_rules(*change(self.shift, line))
        if refusal:
            raise Refused(aloud(refusal))
        return [*rules_lines(self.shift, brief=True), *self._on()]

    def do_tag(self, line: TypedLine) -> Lines:
        view = self.view
        name = pick([Candidate(who, who, (who,)) for who in view.taggable], line.without("the", "of", "for"))
        refusal = self.shift.toggle_tag(name)
        if refusal:
            raise Refused(aloud(refusal))
        return [tags_line(self.view), *self.here()]

    def do_result(self) -> Lines:
        if not self.shift.over:
            raise Refused(say("The day is not over yet. {then}", then=" ".join(self.here())))
        return self.session.finish(self.shift.result(), self.shift.plan, self.hints, self.shift)

    # ---- looking -------------------------------------------------------------------------------

    def do_rail(self) -> Lines:
        return rail_lines(self.view)

    def do_next(self) -> Lines:
        return [coming_line(self.view)]

    def do_forecast(self, line: TypedLine) -> Lines:
        words = line.without(*FILLERS, "for")
        orders = [self._order(words)] if words else self.view.on_rail
        if not orders:
            raise Refused(say("Nobody is on the rail to forecast."))
        return [text for order in orders for text in self._forecasts(order)]

    def _forecasts(self, order: OrderView) -> Iterator[str]:
        if order.state != "rail":
            raise Refused(say("{order} is not on the rail.", order=capital(called(order))))
        for worker in self.shift.makers(order.item):
            words = foreseen(self.shift.forecast(order.number, worker.name))
            yield say("{order} to {who}: {what}.", order=capital(called(order)), who=worker.name, what=words)

    def do_staff(self) -> Lines:
        return staff_lines(self.view)

    def do_why(self, line: TypedLine) -> Lines:
        view = self.view
        workers = list(view.workers)
        if line.words:
            name = pick(self._people(), line.without("is", "the"))
            workers = [worker for worker in workers if worker.name == name]
        return [text for worker in workers for text in why_lines(worker, view)]

    def do_stock(self) -> Lines:
        things = self.view.things
        if not things:
            return [say("There are no stations here, and nothing is shared.")]
        return [thing_line(thing) for thing in things]

    def do_menu(self) -> Lines:
        lines = []
        for item in self.shift.shop.items:
            makers = named((worker.name for worker in self.shift.makers(item.name)), "or")
            steps = steps_in_words(strip_of(item), labels=True)
            lines.append(
                say("{item}: {steps}. Made by {makers}.", item=capital(aloud(item.name)), steps=steps, makers=makers)
            )
        return lines

"""The shift in lines. The clock stands at every decision; between two of them it runs as far as it can, and what happened is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from cafe_sim.cafe.model import Plan
from cafe_sim.catalogue import say, say_number, to_say
from cafe_sim.game.plain.aloud import STATES, aloud, sentence, steps_in_words
from cafe_sim.game.plain.place import PLAYING, Lines, Playing
from cafe_sim.game.plain.rules import change, rules_lines
from cafe_sim.game.plain.typed import Line, Option, Refused, Verb, a_number, meant, named, numbers, pick, words_of
from cafe_sim.game.shift import PAUSED, Shift, standing_part
from cafe_sim.game.shift_view import strip_of
from cafe_sim.game.words import mmss

if TYPE_CHECKING:
    from cafe_sim.content.level import Level
    from cafe_sim.game.plain.session import Session
    from cafe_sim.game.views import Forecast, OrderView, ShiftView, WorkerView

LONG: Final = 1e6
"""Seconds: longer than any day."""
COMING: Final = 2
"""So many arrivals are seen ahead."""
FILLERS: Final = ("to", "the", "an", "order", "number", "please")
ROLES: Final = {
    "clerk": to_say("a clerk: one order at a time, in the order given"),
    "barista": to_say("a barista: holds many orders, and goes on with another while one waits"),
    "baker": to_say("a baker, a thread: one order at a time, in the order given"),
}
SECONDS_AT_MOST: Final = 600


class _Event(NamedTuple):
    """Something that happened in the café."""

    at: float
    rank: int
    """Of one moment: what ended, who came, what was decided, what was begun."""
    number: int
    text: str


class AtShift(Playing):
    """A serve level."""

    verbs = (
        Verb("give", "give 8 to Ana, or 8 Ana", to_say("hand an order to somebody, by its number or by what it is."), ("hand", "assign"), takes=True),
        Verb("go", "go", to_say("let time go on to the next decision; who is on the rail stays there."), ("continue", "start")),
        Verb("wait", "wait, or wait 3", to_say("let one second pass, or some."), ("step", "."), takes=True),
        Verb("undo", "undo", to_say("back to just before your last decision."), ("u",)),
        Verb("rail", "rail", to_say("the orders on the rail: what they take, how long they stay."), ("orders",)),
        Verb("next", "next", to_say("the next two who will come in."), ("coming",)),
        Verb("forecast", "forecast, or forecast 8", to_say("when an order would be out, whoever you gave it to."), ("try",), takes=True),
        Verb("staff", "staff", to_say("who works here, and what they have in hand."), ("who",)),
        Verb("why", "why, or why Ana", to_say("what everybody does, and why they do not go on."), takes=True),
        Verb("rules", "rule latte to Ana", to_say("a standing rule; rules alone says which hold, and what else they can say."), ("rule",), takes=True),
        Verb("tag", "tag Bo", to_say("hang somebody's tag on the ticket that waits for others, or take it off."), ("tags",), takes=True),
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
        self.shift = Shift(level, standing_part(plan or Plan()))
        self._heard = self._events()

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
        offered = {"rules": box.rules, "tag": bool(box.tags), "result": True}
        return offered.get(verb.name, True) and super().offers(verb)

    # ---- where one stands ----------------------------------------------------------------------

    def opening(self) -> Lines:
        people = "; ".join(
            say("{number}, {name}, {role}", number=worker.key, name=worker.name, role=say(worker.role))
            for worker in self.view.workers
        )
        return [*self.briefing(), say("Here work: {people}.", people=people), *self._rail(self.view), *self.here()]

    def here(self) -> Lines:
        view, shift = self.view, self.shift
        if view.over:
            score = self._score(view)
            return [say("The day is over: {score}. Type result to hear how it went, or undo.", score=score)]
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
        rail = [order for order in _on_rail(view) if not order.by_rule]
        waiting = "; ".join(f"{_called(order)}{self._until(order)}" for order in rail)
        lines = [say("{now}. The clock stands: {why}.", now=now, why=why)]
        lines += (
            [say("On the rail: {orders}.", orders=waiting)]
            if waiting
            else [say("Nobody is on the rail. go lets time go on.")]
        )
        return lines

    def _example(self, view: ShiftView) -> str:
        rail = _on_rail(view)
        order = rail[-1] if rail else view.orders[0]
        return f"give {order.number} to {self.shift.makers(order.item)[0].name}"

    @staticmethod
    def _score(view: ShiftView) -> str:
        served = say("{served} of {count} served", served=view.served, count=len(view.orders))
        return served + (say(", {n} lost", n=view.lost) if view.lost else "")

    @staticmethod
    def _until(order: OrderView) -> str:
        return say(", stays until {at}", at=mmss(order.leaves)) if order.leaves is not None else ""

    # ---- what happened -------------------------------------------------------------------------

    def _events(self) -> list[_Event]:
        """All that has happened up to now, oldest first."""
        now = self.shift.now
        return sorted(event for event in self._day() if event.at <= now)

    def _day(self) -> Iterator[_Event]:
        for stay in self.shift.played.stays:
            name = f"{_numbered(stay.number)}, {aloud(stay.item)}"
            until = say(", stays until {at}", at=mmss(stay.leaves)) if stay.leaves is not None else ""
            yield _Event(stay.arrives, 1, stay.number, say("{order}, came in{until}", order=name, until=until))
            if stay.handed is not None:
                yield _Event(stay.handed, 2, stay.number, say("{order}, went to {who}", order=name, who=stay.worker))
            if stay.begun is not None and stay.begun != stay.handed:
                yield _Event(stay.begun, 3, stay.number, say("{who} begins {order}", order=name, who=stay.worker))
            if stay.served is not None:
                after = f"{stay.served - stay.arrives:g}"
                yield _Event(
                    stay.served, 0, stay.number, say("{order}, is out after {after} s", order=name, after=after)
                )
            if stay.sold_out is not None:
                yield _Event(stay.sold_out, 0, stay.number, say("{order}: sold out, said kindly", order=name))
            if stay.left is not None:
                yield _Event(stay.left, 0, stay.number, say("{order}: the customer left", order=name))

    def _news(self) -> Lines:
        """What has happened since it was told last."""
        known = {event[:3] for event in self._heard}
        events = self._events()
        self._heard = events
        return _spoken(event for event in events if event[:3] not in known)

    def _on(self) -> Lines:
        """Let time pass to the next decision, tell what happened, and where that leaves us."""
        if not self.shift.standing and not self.shift.over:
            self.shift.advance(LONG)
        return [*self._news(), *self.here()]

    def do_log(self) -> Lines:
        return (_spoken(self._events()) if self.shift.started else []) or [say("Nothing has happened yet.")]

    # ---- decisions -----------------------------------------------------------------------------

    def bare(self, line: Line) -> Lines | None:
        """ "8 ana", "latte ana"."""
        known = [*self._people(), *(Option(item.name, item.name, (item.name,)) for item in self.shift.shop.items)]
        if a_number(line.first) is not None or any(line.first in _words(option) for option in known):
            return self.do_give(line)
        return None

    def do_give(self, line: Line) -> Lines:
        words = line.without(*FILLERS)
        if not words:
            raise Refused(say("Say which order, and to whom: {example}.", example=self._example(self.view)))
        order, worker = self._split(words)
        refusal = self.shift.hand_over(order.number, worker)
        if refusal:
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
        for name, rest in ((words[-1:], words[:-1]), (words[:1], words[1:])):
            who = _person(people, name)
            if who and (name == words[-1:] or a_number(words[0]) is None):
                return self._order(rest), who
        return self._order(words[:-1]), pick(people, words[-1:])

    def _people(self) -> list[Option[str]]:
        return [Option(w.name, w.name, (w.name,)) for w in self.shift.shop.staff]

    def _order(self, words: Sequence[str]) -> OrderView:
        """By its number, else the first one on the rail of that name."""
        view = self.view
        number = a_number(words[0]) if len(words) == 1 else None
        if number is not None:
            if not 0 < number <= len(view.orders):
                raise Refused(say("There is no order {number}: {rail}", number=number, rail=self._rail_in_short(view)))
            return view.orders[number - 1]
        rail = _on_rail(view)
        items = dict.fromkeys(order.item for order in view.orders)
        item = pick([Option(item, item, (item,)) for item in items], words)
        order = next((order for order in rail if order.item == item), None)
        if order is None:
            raise Refused(
                say("There is no {item} on the rail: {rail}", item=aloud(item), rail=self._rail_in_short(view))
            )
        return order

    @staticmethod
    def _rail_in_short(view: ShiftView) -> str:
        rail = named([f"{order.number} {aloud(order.item)}" for order in _on_rail(view)], "and")
        return say("on the rail is {orders}.", orders=rail) if rail else say("the rail is empty.")

    def do_go(self) -> Lines:
        refusal = self.shift.go_on()
        if refusal:
            raise Refused(self._over() or aloud(refusal))
        return self._on()

    def _over(self) -> str:
        return say("The day is over: type result, undo or again.") if self.shift.over else ""

    def do_wait(self, line: Line) -> Lines:
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
        self._heard = self._events()
        return [say("Taken back."), *self.here()]

    def do_again(self) -> Lines:
        self.shift = Shift(self.level, standing_part(self.shift.plan))
        self._heard = self._events()
        view = self.view
        return [say("The day begins again."), *self._rail(view), *self._coming(), *self.here()]

    def do_rules(self, line: Line) -> Lines:
        if not line.words:
            return rules_lines(self.shift)
        refusal = self.shift.set_rules(*change(self.shift, line))
        if refusal:
            raise Refused(aloud(refusal))
        return [*rules_lines(self.shift, brief=True), *self._on()]

    def do_tag(self, line: Line) -> Lines:
        view = self.view
        name = pick([Option(who, who, (who,)) for who in view.taggable], line.without("the", "of", "for"))
        refusal = self.shift.toggle_tag(name)
        if refusal:
            raise Refused(aloud(refusal))
        return [self._tags(self.view), *self.here()]

    def do_result(self) -> Lines:
        if not self.shift.over:
            raise Refused(say("The day is not over yet. {then}", then=" ".join(self.here())))
        return self.session.finish(self.shift.result(), self.shift.plan, self.hints)

    # ---- looking -------------------------------------------------------------------------------

    def do_rail(self) -> Lines:
        return self._rail(self.view)

    def _rail(self, view: ShiftView) -> Lines:
        rail = _on_rail(view)
        if not rail:
            return [say("Nobody is on the rail.")]
        lines = [say_number("{n} order on the rail.", "{n} orders on the rail.", len(rail))]
        return [*lines, *(self._order_line(order, view.now) for order in rail)]

    def _order_line(self, order: OrderView, now: float) -> str:
        steps = steps_in_words(order.strip)
        patience = say("Stays as long as it takes.")
        if order.leaves is not None:
            left = f"{order.leaves - now:g}"
            patience = say("Stays until {at}, {left} s more.", at=mmss(order.leaves), left=left)
        rule = say(" A rule will hand it over.") if order.by_rule else ""
        tags = f" {self._tags(self.view)}" if order.number == self.view.batch else ""
        return say(
            "{order}: {steps}. {patience}{rule}",
            order=_capital(_called(order)),
            steps=steps,
            patience=patience,
            rule=f"{rule}{tags}",
        )

    @staticmethod
    def _tags(view: ShiftView) -> str:
        item = aloud(view.orders[view.batch - 1].item)
        if not view.tags:
            return say("No tag hangs on the {item}.", item=item)
        return say("On the {item} hang the tags of {names}.", item=item, names=named(view.tags, "and"))

    def do_next(self) -> Lines:
        return self._coming()

    def _coming(self) -> Lines:
        coming = [order for order in self.view.orders if order.state == "coming"][:COMING]
        if not coming:
            return [say("Nobody else will come.")]
        parts = [f"{mmss(order.arrives)}, {_called(order)}" for order in coming]
        return [say("Next come in: {orders}.", orders="; ".join(parts))]

    def do_forecast(self, line: Line) -> Lines:
        words = line.without(*FILLERS, "for")
        orders = [self._order(words)] if words else _on_rail(self.view)
        if not orders:
            raise Refused(say("Nobody is on the rail to forecast."))
        return [text for order in orders for text in self._forecasts(order)]

    def _forecasts(self, order: OrderView) -> Iterator[str]:
        if order.state != "rail":
            raise Refused(say("{order} is not on the rail.", order=_capital(_called(order))))
        for worker in self.shift.makers(order.item):
            words = self._foreseen(self.shift.forecast(order.number, worker.name))
            yield say("{order} to {who}: {what}.", order=_capital(_called(order)), who=worker.name, what=words)

    @staticmethod
    def _foreseen(forecast: Forecast) -> str:
        if forecast.out is not None and forecast.in_time:
            words = say("out at {at}, in time", at=mmss(forecast.out))
        elif forecast.leaves is not None:
            words = say("too late, the customer leaves at {at}", at=mmss(forecast.leaves))
        else:
            words = say("never out, as things stand")
        if forecast.also_lost:
            lost = named((_numbered(number) for number in forecast.also_lost), "and")
            words = say("{what}; and {orders} would be lost", what=words, orders=lost)
        return words

    def do_staff(self) -> Lines:
        return self._staff(self.view)

    def _staff(self, view: ShiftView) -> Lines:
        lines = []
        for worker in view.workers:
            role = say(ROLES[worker.role])
            lines.append(say("{name} is {role}. {hand}", name=worker.name, role=role, hand=self._in_hand(worker, view)))
        return lines

    @staticmethod
    def _in_hand(worker: WorkerView, view: ShiftView) -> str:
        held = [order for order in view.orders if order.worker == worker.name and order.state == "given"]
        if not held:
            return say("Nothing in hand.")
        return say("In hand: {orders}.", orders="; ".join(_called(order) for order in held))

    def do_why(self, line: Line) -> Lines:
        view = self.view
        workers = list(view.workers)
        if line.words:
            name = pick(self._people(), line.without("is", "the"))
            workers = [worker for worker in workers if worker.name == name]
        return [text for worker in workers for text in self._why(worker, view)]

    @staticmethod
    def _why(worker: WorkerView, view: ShiftView) -> Iterator[str]:
        """What somebody does; of a barista, what becomes of each of her orders."""
        state = say(STATES[worker.state])
        why = aloud(worker.why) or say("nothing in hand")
        line = say(" (line {line} of the program)", line=worker.line) if worker.line and worker.state != "idle" else ""
        yield sentence(say("{name} {state}: {why}{line}", name=worker.name, state=state, why=why, line=line))
        if worker.role == "barista":
            for order in view.orders:
                if order.worker == worker.name and order.doing:
                    yield say("{order}: {doing}.", order=_capital(_called(order)), doing=aloud(order.doing))

    def do_stock(self) -> Lines:
        things = self.view.things
        if not things:
            return [say("There are no stations here, and nothing is shared.")]
        return [_thing(thing.text) for thing in things]

    def do_menu(self) -> Lines:
        lines = []
        for item in self.shift.shop.items:
            makers = named((worker.name for worker in self.shift.makers(item.name)), "or")
            steps = steps_in_words(strip_of(item), labels=True)
            lines.append(
                say("{item}: {steps}. Made by {makers}.", item=_capital(aloud(item.name)), steps=steps, makers=makers)
            )
        return lines


def _spoken(events: Iterator[_Event] | list[_Event]) -> Lines:
    """A line for each moment."""
    moments: dict[float, list[str]] = {}
    for event in events:
        moments.setdefault(event.at, []).append(event.text)
    return [f"{mmss(at)}: {'; '.join(texts)}." for at, texts in moments.items()]


def _on_rail(view: ShiftView) -> list[OrderView]:
    return [order for order in view.orders if order.state == "rail"]


def _numbered(number: int) -> str:
    return say("order {number}", number=number)


def _called(order: OrderView) -> str:
    """ "order 8, latte"."""
    return f"{_numbered(order.number)}, {aloud(order.item)}"


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _person(people: list[Option[str]], words: Sequence[str]) -> str:
    """Whoever is called that, or has that number; "" for nobody."""
    number = a_number(words[0])
    if number is not None:
        return people[number - 1].value if 0 < number <= len(people) else ""
    found = meant(people, words)
    return found[0].value if len(found) == 1 else ""


def _words(option: Option[str]) -> set[str]:
    return set(words_of(option.label))


def _thing(text: str) -> str:
    """ "oven 1/2" → "Oven: 1 of 2 in use."; "till 9.00" → "Till: 9.00."."""
    name, _, figure = text.rpartition(" ")
    used, stroke, places = figure.partition("/")
    said = say("{used} of {places} in use", used=used, places=places) if stroke else figure
    return f"{_capital(aloud(name))}: {said}."

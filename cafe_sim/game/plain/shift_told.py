"""What is told of a shift: its day as it goes on, the rail, the staff. Pure: a view or a day in, lines out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

from cafe_sim.catalogue import say, say_number
from cafe_sim.game.plain.aloud import STATES, aloud, sentence, steps_in_words
from cafe_sim.game.plain.typed import named
from cafe_sim.game.serving.view import strip_of
from cafe_sim.game.words import ROLES, capital, mmss

if TYPE_CHECKING:
    from cafe_sim.game.days.played import Played, Stay
    from cafe_sim.game.views import Forecast, OrderView, ShiftView, ThingView, WorkerView

COMING: Final = 2
"""So many arrivals are seen ahead."""

# ---- the day, as it goes on --------------------------------------------------------------------


class DayEvent(NamedTuple):
    """Something that happened in the café."""

    at: float
    rank: int
    """Of one moment: what ended, who came, what was decided, what was begun."""
    place: float
    """Of what was decided at one moment, what is begun first."""
    number: int
    text: str

    @property
    def key(self) -> tuple[float, int, int]:
        """What makes it the same event, however it is told."""
        return self.at, self.rank, self.number


def events(day: Played, now: float) -> list[DayEvent]:
    """All that has happened up to now, oldest first."""
    steps = {item.name: steps_in_words(strip_of(item)) for item in day.shop.items}
    return sorted(event for stay in day.stays for event in _of_stay(stay, steps[stay.item]) if event.at <= now)


def _of_stay(stay: Stay, steps: str) -> Iterator[DayEvent]:
    name = say("order {number}, {item}", number=stay.number, item=aloud(stay.item))
    come = say("{order}, came in ({steps}){until}", order=name, steps=steps, until=until(stay.leaves))
    yield DayEvent(stay.arrives, 1, 0, stay.number, come)
    if stay.handed is not None:
        begun = inf if stay.begun is None else stay.begun
        yield DayEvent(stay.handed, 2, begun, stay.number, say("{order}, went to {who}", order=name, who=stay.worker))
    if stay.begun is not None and stay.begun != stay.handed:
        yield DayEvent(stay.begun, 3, 0, stay.number, say("{who} begins {order}", order=name, who=stay.worker))
    if stay.served is not None:
        after = f"{stay.served - stay.arrives:g}"
        yield DayEvent(stay.served, 0, 0, stay.number, say("{order}, is out after {after} s", order=name, after=after))
    if stay.sold_out is not None:
        yield DayEvent(stay.sold_out, 0, 0, stay.number, say("{order}: sold out, said kindly", order=name))
    if stay.left is not None:
        left = (
            say("{order}, left incomplete: nobody waited for the rest", order=name)
            if stay.is_incomplete
            else say("{order}: the customer left", order=name)
        )
        yield DayEvent(stay.left, 0, 0, stay.number, left)


def spoken(told: Iterable[DayEvent]) -> list[str]:
    """A line for each moment."""
    moments: dict[float, list[str]] = {}
    for event in told:
        moments.setdefault(event.at, []).append(event.text)
    return [f"{mmss(at)}: {say('; ').join(texts)}{say('.')}" for at, texts in moments.items()]


# ---- orders ------------------------------------------------------------------------------------


def numbered(number: int) -> str:
    """ "order 8"."""
    return say("order {number}", number=number)


def called(order: OrderView) -> str:
    """ "order 8, latte"."""
    return say("order {number}, {item}", number=order.number, item=aloud(order.item))


def until(leaves: float | None) -> str:
    """How long a customer stays, as the end of a sentence; "" for ever."""
    return say(", stays until {at}", at=mmss(leaves)) if leaves is not None else ""


def rail_in_short(view: ShiftView) -> str:
    """Who stands on the rail, as the end of a sentence."""
    rail = named([f"{order.number} {aloud(order.item)}" for order in view.on_rail], "and")
    return say("on the rail is {orders}", orders=rail) if rail else say("the rail is empty")


def rail_lines(view: ShiftView) -> list[str]:
    """Who stands on the rail, what their orders take, and how long they stay."""
    rail = view.on_rail
    if not rail:
        return [say("Nobody is on the rail.")]
    count = say_number("{n} order on the rail.", "{n} orders on the rail.", len(rail))
    return [count, *(_order_line(order, view) for order in rail)]


def _order_line(order: OrderView, view: ShiftView) -> str:
    parts = [sentence(say("{order}: {steps}", order=called(order), steps=steps_in_words(order.strip)))]
    if order.leaves is None:
        parts.append(say("Stays as long as it takes."))
    else:
        left = f"{order.leaves - view.now:g}"
        parts.append(say("Stays until {at}, {left} s more.", at=mmss(order.leaves), left=left))
    parts += [say("A rule will hand it over.")] if order.by_rule else []
    parts += [tags_line(view)] if order.number == view.batch else []
    return " ".join(parts)


def tags_line(view: ShiftView) -> str:
    """Whose tags hang on the ticket that waits for others."""
    item = aloud(view.orders[view.batch - 1].item)
    if not view.tags:
        return say("No tag hangs on the {item}.", item=item)
    return say("On the {item} hang the tags of {names}.", item=item, names=named(view.tags, "and"))


def coming_line(view: ShiftView) -> str:
    """Who will come in next."""
    coming = [order for order in view.orders if order.state == "coming"][:COMING]
    if not coming:
        return say("Nobody else will come.")
    parts = [f"{mmss(order.arrives)}, {called(order)}" for order in coming]
    return say("Next come in: {orders}.", orders=say("; ").join(parts))


def score(view: ShiftView) -> str:
    """ "4 of 5 served, 1 lost"."""
    served = say("{served} of {count} served", served=view.served, count=len(view.orders))
    return served + (say(", {n} lost", n=view.lost) if view.lost else "")


def foreseen(forecast: Forecast) -> str:
    """What would come of a hand-over."""
    if forecast.out is not None and forecast.in_time:
        words = say("out at {at}, in time", at=mmss(forecast.out))
    elif forecast.incomplete and forecast.leaves is not None:
        words = say("out at {at}, incomplete: nobody waits for the rest", at=mmss(forecast.leaves))
    elif forecast.leaves is not None:
        words = say("too late, the customer leaves at {at}", at=mmss(forecast.leaves))
    else:
        words = say("never out, as things stand")
    if not forecast.also_lost:
        return words
    lost = named((numbered(number) for number in forecast.also_lost), "and")
    return say("{what}; and {orders} would be lost", what=words, orders=lost)


# ---- people and things -------------------------------------------------------------------------


def staff_lines(view: ShiftView) -> list[str]:
    """Who works here, how, and what they have in hand."""
    return [
        say("{name} is {role}. {hand}", name=worker.name, role=say(ROLES[worker.role]), hand=_in_hand(worker, view))
        for worker in view.workers
    ]


def _in_hand(worker: WorkerView, view: ShiftView) -> str:
    held = [order for order in view.orders if order.worker == worker.name and order.state == "given"]
    if not held:
        return say("Nothing in hand.")
    return say("In hand: {orders}.", orders=say("; ").join(called(order) for order in held))


def why_lines(worker: WorkerView, view: ShiftView) -> Iterator[str]:
    """What somebody does, and why they do not go on; of a barista, what becomes of each of her orders."""
    state = say(STATES[worker.state])
    why = aloud(worker.why) or say("nothing in hand")
    line = say(" (line {line} of the program)", line=worker.line) if worker.line and worker.state != "idle" else ""
    yield sentence(say("{name} {state}: {why}{line}", name=worker.name, state=state, why=why, line=line))
    if worker.role == "barista":
        for order in view.orders:
            if order.worker == worker.name and order.doing:
                yield sentence(f"{called(order)}: {aloud(order.doing)}")


def thing_line(thing: ThingView) -> str:
    """ "Oven: 1 of 2 places in use, by Bo."; "Till: 9.00, and should be 18.00."."""
    name = capital(aloud(thing.name))
    if thing.places:
        used = say("{used} of {places} places in use", used=len(thing.users), places=thing.places)
        by = say(", by {names}", names=named(thing.users, "and")) if thing.users else ""
        return sentence(f"{name}: {used}{by}")
    should = say(", and should be {figure}", figure=thing.should) if thing.should else ""
    return sentence(f"{name}: {thing.text.rpartition(' ')[2]}{should}")

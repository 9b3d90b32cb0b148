"""What a shop and a plan imply before a word is written: who makes what, in which order, what is locked."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from cafe_sim.cafe.listing import class_name, identifier
from cafe_sim.cafe.model import Item, Plan, Shop, Signal, Step, StepRef, Worker
from cafe_sim.errors import Misuse


def is_timed(shop: Shop) -> bool:
    """Somebody comes later, may leave, or has to be handed to somebody: then there is a door to watch."""
    return any(order.at > 0 or not order.to or shop.patience(order) for order in shop.orders)


def decides(shop: Shop) -> bool:
    """Some orders have to be handed over by the player."""
    return any(not order.to for order in shop.orders)


def first_in_main(staff: tuple[Worker, ...]) -> Worker:
    """Who works in the program's main thread: the clerk if there is one, else whoever is named first."""
    return next((worker for worker in staff if worker.role == "clerk"), staff[0])


def signals_fit(shop: Shop) -> bool:
    """Everybody can give and hear one kind of signal: all are threads, or there is but one loop."""
    baristas = sum(worker.role == "barista" for worker in shop.staff)
    return not baristas or len(shop.staff) == 1


class Setting:
    """A shop and a plan, asked in many ways."""

    def __init__(self, shop: Shop, plan: Plan) -> None:
        self.shop = shop
        self.plan = plan
        roles = {worker.role for worker in shop.staff}
        self.asynchronous = "barista" in roles
        self.threaded = bool(roles & {"clerk", "baker"})
        self.suffix = "_async" if self.asynchronous and self.threaded else ""
        """What tells a coroutine from the plain function for the same item."""
        self.things = {thing.name: thing for thing in shop.things}
        self.first = first_in_main(shop.staff)
        self.others = [worker for worker in shop.staff if worker is not self.first]
        self._check_names()
        if plan.signals and not signals_fit(shop):
            raise Misuse(
                f"the {plan.signals[0].name} would ring for threads and coroutines at once, or for two loops; take it off"
            )
        for name in plan.joins:
            if name not in {worker.name for worker in self.others}:
                raise Misuse(f"nobody can wait for {name!r} to finish; choose one of {[w.name for w in self.others]}")

    def _check_names(self) -> None:
        """No two words of the café may come to one name in the program."""
        said: dict[str, str] = {"Station": "Station", "Limit": "Limit"}
        for python, word in self._names():
            if said.setdefault(python, word) != word:
                raise Misuse(f"{said[python]!r} and {word!r} would both be called {python} in the program; rename one")
        for thing in self.shop.things:
            if thing.field and (not thing.field.isidentifier() or keyword.iskeyword(thing.field)):
                raise Misuse(f"a thing's field has to be a Python name, and {thing.field!r} is none; rename it")

    def _names(self) -> Iterator[tuple[str, str]]:
        for word in (station.name for station in self.shop.stations):
            yield identifier(word), word
        for word in self.things:
            yield identifier(word), word
            yield class_name(identifier(word)), word
        for word in (worker.name for worker in self.shop.staff):
            yield identifier(word), word
            yield f"{identifier(word)}_thread", word
        for item in self.shop.items:
            for asynchronous in {False, bool(self.suffix)}:
                yield self.function(item, asynchronous), item.name
            for step in item.steps if any(step.needs for step in item.steps) else ():
                yield identifier(step.label or step.id), f"{item.name}: {step.label or step.id}"
        for word in dict.fromkeys([*self.things, *(span.thing for span in self.plan.spans)]):
            yield self.guard(word), word
        for signal in self.plan.signals:
            yield identifier(signal.name), f"{signal.name} (a {signal.kind})"

    def steps(self) -> list[Step]:
        """Every step of every recipe."""
        return [step for item in self.shop.items for step in item.steps]

    def items_of(self, worker: Worker) -> list[Item]:
        """What a worker may be given: where every order is given by the level, only what is."""
        ordered = {order.item for order in self.shop.orders if order.to == worker.name}
        open_ = decides(self.shop)
        return [i for i in self.shop.items if worker in self.shop.makers(i) and (open_ or i.name in ordered)]

    def guard(self, thing: str) -> str:
        """What the program calls the lock of a thing, or the hook with its tokens."""
        return f"{identifier(thing)}_{'tokens' if thing in self.plan.tokens else 'lock'}"

    def locks(self) -> list[str]:
        """Everything a lock or a hook with tokens hangs on, in the order of the shop's things, then of the plan."""
        wanted = [span.thing for span in self.plan.spans]
        wanted += [s.thing for item in self.shop.items for s in self.plan.steps_of(item) if s.do == "grab"]
        order = [*self.things, *(station.name for station in self.shop.stations), *wanted]
        return [name for name in dict.fromkeys(order) if name in wanted]

    def awaited(self, item: Item, step: Step) -> list[Signal]:
        """What is waited for before a step."""
        return [signal for signal in self.plan.signals if StepRef(item.name, step.id) in signal.before]

    def given(self, item: Item, step: Step) -> list[Signal]:
        """What is given after a step."""
        return [signal for signal in self.plan.signals if StepRef(item.name, step.id) in signal.after]

    def limit(self, step: Step) -> str:
        """What the program calls the limited thing that a step uses while it lasts; "" if there is none."""
        thing = self.things.get(step.thing)
        return identifier(thing.name) if thing is not None and thing.most and step.do != "take" else ""

    def function(self, item: Item, asynchronous: bool) -> str:
        """Name of the function that makes the item."""
        verb = "load" if item.name == self.shop.batch else "make"
        return f"{verb}_{identifier(item.name)}{self.suffix if asynchronous else ''}"

    def hand(self, item: Item) -> str:
        """Who makes it in a thread: by name if that can be nobody else."""
        makers = [w for w in self.shop.makers(item) if w.role != "barista" and item in self.items_of(w)]
        return makers[0].name if len(makers) == 1 else f"the {makers[0].role}" if makers else "nobody"

    def counting(self) -> float:
        """Seconds for which money is counted. Raises Misuse where recipes differ."""
        found = sorted({step.seconds for step in self.steps() if step.do == "ring" and step.seconds})
        if len(found) > 1:
            raise Misuse("two recipes count the money at different speeds; give all `ring` steps the same seconds")
        return found[0] if found else 0.0

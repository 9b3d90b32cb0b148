"""Plan → Python: the program that the player's decisions amount to.

The text is the product. It must read like what a good teacher would write, and stay put: equal shops and plans give
equal text, letter by letter, and a small change of plan is a small change of text (a lock is one `with` line and an
indentation; a hand-over is one row). So whatever does not depend on the plan comes first, in the order of the level
file, and the player's rows come last, after all the functions.

How a recipe becomes a function: its steps in the player's order, one or two lines each. What is held for longer than
one step (a lock's span, a grabbed thing) is a *wrapper* with a first and a last step; wrappers nest, the longer
outside. Clerks and bakers share plain functions, baristas get coroutines; where steps need each other and a barista makes
them, each step is a coroutine of its own, so that `gather` can take it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from cafe_sim.cafe.model import Item, Plan, Shop, Span, Step, Thing, Worker
from cafe_sim.errors import Misuse

COMMENT_COLUMN = 32
"""Comments start here wherever the code leaves room, so that re-indenting a line moves no other."""


PLAN_IMPORT = "from plan import hand_overs, rules"
GUARD = ("", "", 'if __name__ == "__main__":', "    main()")


@dataclass(frozen=True, slots=True)
class Written:
    """A program and what its lines stand for."""

    text: str
    """The whole, as it is shown and exported."""
    fixed: str
    """The same, with the player's rows imported from a module `plan` …"""
    rows: str
    """… which is this. So plans that differ in rows alone share all that has to be compiled."""
    lines: dict[int, tuple[str, str]]
    """Program line → (item, step id)."""
    locks: tuple[str, ...]
    """What a lock hangs on."""
    count_line: int
    """The line on which money is counted, 0 for none …"""
    count_seconds: float
    """… and how long that takes."""


class Wrapper(NamedTuple):
    """A `with` around steps `first` to `last` of a recipe (places, not ids)."""

    first: int
    last: int
    code: str
    comment: str


def write_program(shop: Shop, plan: Plan, title: str = "", pace: str = "") -> Written:
    """The program of one café day. `pace`, if given, is a name that every sleep is multiplied by (for export)."""
    return _Writer(shop, plan, pace).program(title or "A day at the café")


def identifier(name: str) -> str:
    """A Python name for a café word: "pour-over" → "pour_over"."""
    cleaned = "".join(letter if letter.isalnum() else "_" for letter in name.strip().lower())
    return cleaned if cleaned.isidentifier() else f"x{cleaned}"


def is_timed(shop: Shop) -> bool:
    """Somebody comes later, may leave, or has to be handed to somebody: then there is a door to watch."""
    patience = {item.name: item.patience for item in shop.items}
    return any(o.at > 0 or not o.to or (patience[o.item] if o.patience is None else o.patience) for o in shop.orders)


def sequence(item: Item, plan: Plan) -> tuple[Step, ...]:
    """The item's steps in the player's order."""
    by_id = {step.id: step for step in item.steps}
    ids = plan.order.get(item.name)
    if ids is None:
        return item.steps
    unknown = [i for i in ids if i not in by_id]
    if unknown:
        raise Misuse(
            f"the plan orders a step {unknown[0]!r} that {item.name!r} does not have; choose one of {sorted(by_id)}"
        )
    return tuple(by_id[i] for i in ids)


def first_in_main(staff: tuple[Worker, ...]) -> Worker:
    """Who works in the program's main thread: the clerk if there is one, else whoever is named first."""
    return next((w for w in staff if w.role == "clerk"), staff[0])


def _seconds(value: float) -> str:
    return f"{value:g}"


class _Writer:
    def __init__(self, shop: Shop, plan: Plan, pace: str) -> None:
        self.shop = shop
        self.plan = plan
        self.pace = f" * {pace}" if pace else ""
        self.out: list[str] = []
        self.lines: dict[int, tuple[str, str]] = {}
        roles = {worker.role for worker in shop.staff}
        self.asynchronous = "barista" in roles
        self.threaded = bool(roles & {"clerk", "baker"})
        self.suffix = "_async" if self.asynchronous and self.threaded else ""
        self.things = {thing.name: thing for thing in shop.things}
        self.timed = is_timed(shop)
        self.used = self._used_things()
        self.count_line = 0
        self.count_seconds = 0.0

    # ---- lines -----------------------------------------------------------------------------

    def line(self, depth: int, code: str, comment: str = "", step: tuple[str, str] | None = None) -> None:
        text = "    " * depth + code
        if comment:
            text = f"{text:<{COMMENT_COLUMN}}  # {comment}" if len(text) <= COMMENT_COLUMN else f"{text}  # {comment}"
        self.out.append(text)
        if step is not None:
            self.lines[len(self.out)] = step

    def gap(self, lines: int = 2) -> None:
        self.out.extend([""] * lines)

    # ---- the whole -------------------------------------------------------------------------

    def program(self, title: str) -> Written:
        self.line(0, f'"""{title}"""')
        self.gap(1)
        self._imports()
        self._things()
        for item in self.shop.items:
            self._recipe(item)
        self._menus()
        for worker in self.shop.staff:
            self._worker(worker)
        self._threads()
        self._main()
        fixed = "\n".join([*self.out, "", "", PLAN_IMPORT, *GUARD, ""])
        first = len(self.out)
        self._decisions()
        rows = "\n".join([*self.out[first:], ""])
        text = "\n".join([*self.out, *GUARD, ""])
        return Written(
            text, fixed if rows else text, rows, self.lines, tuple(self._locks()), self.count_line, self.count_seconds
        )

    def _steps(self) -> list[Step]:
        return [step for item in self.shop.items for step in item.steps]

    def _used_things(self) -> list[Thing]:
        named = {name for step in self._steps() if step.do != "grab" for name in (step.thing, *step.touches)}
        return [thing for thing in self.shop.things if thing.name in named]

    def _imports(self) -> None:
        steps = self._steps()
        modules = set()
        if self.asynchronous:
            modules.add("asyncio")
        if len(self.shop.staff) > 1 or self._locks():
            modules.add("threading")
        if any(s.do in ("block", "ring") or (s.do == "wait" and self.threaded) for s in steps) or self.plan.late:
            modules.add("time")
        for module in sorted(modules):
            self.line(0, f"import {module}")
        if modules:
            self.gap(1)
        names = {"serve", "tickets"}
        if self.timed:
            names.add("open_doors")
        if any(s.do == "look" for s in steps):
            names.add("sold_out")
        if any(s.do == "work" for s in steps):
            names.add("work")
        if self.shop.stations:
            names.add("Station")
        self.line(0, f"from cafe import {', '.join(sorted(names))}")

    # ---- what is shared --------------------------------------------------------------------

    def _locks(self) -> list[str]:
        """Everything a lock hangs on, in the order of the shop's things, then of the plan."""
        wanted = [span.thing for span in self.plan.spans]
        wanted += [s.thing for item in self.shop.items for s in sequence(item, self.plan) if s.do == "grab"]
        order = [*self.things, *(station.name for station in self.shop.stations), *wanted]
        return [name for name in dict.fromkeys(order) if name in wanted]

    def _lock_kind(self) -> str:
        return "threading.Lock()" if self.threaded else "asyncio.Lock()"

    def _things(self) -> None:
        if self.shop.stations:
            self.gap(1)
        for station in self.shop.stations:
            places = f"{station.places} place{'s' if station.places > 1 else ''}"
            self.line(0, f'{identifier(station.name)} = Station("{station.name}", {station.places})', places)
        for thing in self.used:
            self._thing(thing)
        locks = self._locks()
        if locks:
            self.gap(1)
        for name in locks:
            self.line(0, f"{identifier(name)}_lock = {self._lock_kind()}")
        seconds = sorted({step.seconds for step in self._steps() if step.do == "ring" and step.seconds})
        if len(seconds) > 1:
            raise Misuse("two recipes count the money at different speeds; give all `ring` steps the same seconds")
        if seconds:
            self.gap()
            self.line(0, "def count(price):")
            self.line(1, f"time.sleep({_seconds(seconds[0])}{self.pace})", "coin by coin")
            self.count_line, self.count_seconds = len(self.out), seconds[0]
            self.line(1, "return price")

    def _thing(self, thing: Thing) -> None:
        variable = identifier(thing.name)
        if not thing.field:
            bakers = ", ".join(f'"{w.name}": {_seconds(thing.start)}' for w in self.shop.staff if w.role == "baker")
            self.gap(1)
            self.line(0, f"{variable} = {{{bakers}}}", "each baker counts his own")
            return
        self.gap()
        self.line(0, f"class {variable.title().replace('_', '')}:")
        self.line(1, "def __init__(self):")
        money = any(step.do == "ring" and step.thing == thing.name for step in self._steps())
        self.line(
            2, f"self.{thing.field} = {thing.start:.2f}" if money else f"self.{thing.field} = {_seconds(thing.start)}"
        )
        self.gap()
        self.line(0, f"{variable} = {variable.title().replace('_', '')}()")

    # ---- recipes ---------------------------------------------------------------------------

    def _makers(self, item: Item) -> list[Worker]:
        return [w for w in self.shop.staff if not item.makers or w.name in item.makers]

    def _recipe(self, item: Item) -> None:
        roles = {worker.role for worker in self._makers(item)}
        if roles & {"clerk", "baker"}:
            self._function(item, asynchronous=False)
        if "barista" in roles:
            if any(step.needs for step in item.steps):
                self._step_coroutines(item)
            else:
                self._function(item, asynchronous=True)

    def _hand(self, item: Item) -> str:
        """Who makes it in a thread: by name if that can be nobody else."""
        makers = [
            worker for worker in self._makers(item) if worker.role != "barista" and item in self._items_of(worker)
        ]
        return makers[0].name if len(makers) == 1 else f"the {makers[0].role}" if makers else "nobody"

    def _name(self, item: Item, asynchronous: bool) -> str:
        verb = "load" if item.name == self.shop.batch else "make"
        return f"{verb}_{identifier(item.name)}{self.suffix if asynchronous else ''}"

    def _function(self, item: Item, asynchronous: bool) -> None:
        self.gap()
        prefix = "async " if asynchronous else ""
        self.line(0, f"{prefix}def {self._name(item, asynchronous)}(order):")
        steps = sequence(item, self.plan)
        self._block(item, steps, 0, len(steps) - 1, self._wrappers(item, steps), 1, asynchronous)
        counts = [s.thing for s in steps if s.do == "join"]
        self.line(1, "serve(order, ready)" if counts else "serve(order)")

    def _wrappers(self, item: Item, steps: tuple[Step, ...]) -> list[Wrapper]:
        """Longest first; checked to nest."""
        end = len(steps) - 1
        places = {step.id: place for place, step in enumerate(steps)}
        with_ = "with" if self.threaded else "async with"
        grabs = [
            Wrapper(
                place, end, f"{with_} {identifier(step.thing)}_lock:", step.label or f"take the {step.thing}, keep it"
            )
            for place, step in enumerate(steps)
            if step.do == "grab"
        ]
        spans = []
        for span in self.plan.spans:
            if span.item == item.name:
                first, last = self._ends(span, places)
                if any(first <= grab.first <= last for grab in grabs):
                    last = end
                spans.append(Wrapper(first, last, f"{with_} {identifier(span.thing)}_lock:", ""))
        wrappers = sorted([*spans, *grabs], key=lambda w: (w.first, -w.last))
        for outer in wrappers:
            for inner in wrappers:
                if outer.first < inner.first <= outer.last < inner.last:
                    raise Misuse(
                        f"two locks of {item.name!r} overlap without one inside the other; let one end where the other does"
                    )
        return wrappers

    def _ends(self, span: Span, places: dict[str, int]) -> tuple[int, int]:
        for step in (span.first, span.last):
            if step not in places:
                raise Misuse(f"the lock on {span.thing!r} wants a step {step!r} that {span.item!r} does not have")
        first, last = sorted((places[span.first], places[span.last]))
        return first, last

    def _block(
        self,
        item: Item,
        steps: tuple[Step, ...],
        lo: int,
        hi: int,
        wrappers: list[Wrapper],
        depth: int,
        asynchronous: bool,
    ) -> None:
        """Steps `lo` to `hi` inside the wrappers that already stand around them."""
        place = lo
        while place <= hi:
            outer = next((w for w in wrappers if w.first == place and w.last <= hi), None)
            if outer is None:
                self._step(item, steps[place], depth, asynchronous)
                place += 1
                continue
            rest = [w for w in wrappers if w is not outer]
            self.line(depth, outer.code, outer.comment, (item.name, steps[place].id))
            before = len(self.out)
            self._block(item, steps, outer.first, outer.last, rest, depth + 1, asynchronous)
            if len(self.out) == before:
                self.line(depth + 1, "pass")
            place = outer.last + 1

    def _step(self, item: Item, step: Step, depth: int, asynchronous: bool, named: bool = False) -> None:
        """One step. `named`: the function around it says already what it does."""
        here = (item.name, step.id)
        label = "" if named else f"{step.label or step.id}: "
        if step.station:
            with_ = "async with" if asynchronous else "with"
            self.line(depth, f"{with_} {identifier(step.station)}:", f"wait for a free {step.station}", here)
            depth += 1
        duration = f"{_seconds(step.seconds)}{self.pace}"
        if step.do == "wait" and asynchronous:
            self.line(depth, f"await asyncio.sleep({duration})", f"{label}nobody has to watch", here)
        elif step.do == "wait":
            self.line(depth, f"time.sleep({duration})", f"{label}{self._hand(item)} stands and waits", here)
        elif step.do == "block":
            why = "the whole loop stands" if asynchronous else f"{self._hand(item)} is busy"
            self.line(depth, f"time.sleep({duration})", f"{label}{why}", here)
        elif step.do == "work":
            self.line(depth, f"work({_seconds(step.seconds)})", f"{label}hands on", here)
        elif step.do != "grab":
            self._shared_step(step, depth, here)
        if step.station:
            depth -= 1
        for name in step.touches:
            thing = self.things[name]
            cell = f"{identifier(name)}.{thing.field}" if thing.field else f"{identifier(name)}[order.worker]"
            self.line(depth, f"{cell} += 1", "shared: read, then write" if thing.field else "one more is ready", here)

    def _shared_step(self, step: Step, depth: int, here: tuple[str, str]) -> None:
        thing = self.things.get(step.thing)
        if thing is None:
            raise Misuse(
                f"the step {step.id!r} of {here[0]!r} speaks of {step.thing!r}, which is no thing of this shop"
            )
        cell = f"{identifier(thing.name)}.{thing.field}"
        label = step.label or step.id
        if step.do == "ring":
            price = "count(order.price)" if step.seconds else "order.price"
            self.line(depth, f"{cell} += {price}", f"{label}: read, count, write", here)
        elif step.do == "look":
            self.line(depth, f"if {cell} < 1:", f"{label}: any left?", here)
            self.line(depth + 1, "return sold_out(order)", "", here)
        elif step.do == "take":
            self.line(depth, f"{cell} -= 1", label, here)
        elif step.do == "join":
            for name in self.plan.joins:
                self.line(depth, f"{identifier(name)}_thread.join()", f"wait until {name} has finished", here)
            counts = " + ".join(f'{identifier(thing.name)}["{w.name}"]' for w in self.shop.staff if w.role == "baker")
            self.line(depth, f"ready = {counts}", "what is there to load", here)

    # ---- recipes whose steps can be gathered -----------------------------------------------

    def _step_coroutines(self, item: Item) -> None:
        steps = sequence(item, self.plan)
        for step in item.steps:
            self.gap()
            self.line(0, f"async def {identifier(step.label or step.id)}(order):", "", (item.name, step.id))
            if step.needs:
                needs = ", ".join(f'"{need}"' for need in step.needs)
                self.line(1, f"order.need({needs})", "", (item.name, step.id))
            self._step(item, step, 1, asynchronous=True, named=True)
            self.line(1, f'order.done("{step.id}")', "", (item.name, step.id))
        self.gap()
        self.line(0, f"async def {self._name(item, asynchronous=True)}(order):")
        groups = self._groups(item, steps)
        for group in groups:
            calls = [f"{identifier(step.label or step.id)}(order)" for step in group]
            if len(calls) == 1:
                self.line(1, f"await {calls[0]}", "", (item.name, group[0].id))
            else:
                self.line(1, "await asyncio.gather(", "these together", (item.name, group[0].id))
                for step, call in zip(group, calls, strict=True):
                    self.line(2, f"{call},", "", (item.name, step.id))
                self.line(1, ")")
        self.line(1, "serve(order)")

    def _groups(self, item: Item, steps: tuple[Step, ...]) -> list[tuple[Step, ...]]:
        """The steps in order, neighbours that are marked together as one."""
        groups: list[list[Step]] = []
        marks = self.plan.together.get(item.name, ())
        for step in steps:
            if groups and any(step.id in mark and groups[-1][-1].id in mark for mark in marks):
                groups[-1].append(step)
            else:
                groups.append([step])
        return [tuple(group) for group in groups]

    # ---- staff -----------------------------------------------------------------------------

    def _items_of(self, worker: Worker) -> list[Item]:
        ordered = {o.item for o in self.shop.orders if o.to == worker.name}
        given = all(order.to for order in self.shop.orders)
        return [i for i in self.shop.items if worker in self._makers(i) and (not given or i.name in ordered)]

    def _menus(self) -> None:
        """A table from item to function, for workers who make several things."""
        for asynchronous in (False, True):
            items: dict[str, Item] = {}
            for worker in self.shop.staff:
                own = self._items_of(worker)
                if (worker.role == "barista") == asynchronous and len(own) > 1:
                    items.update({item.name: item for item in own})
            if items:
                self.gap()
                self.line(0, f"make{self.suffix if asynchronous else ''} = {{")
                for item in self.shop.items:
                    if item.name in items:
                        self.line(1, f'"{item.name}": {self._name(item, asynchronous)},')
                self.line(0, "}")

    def _call(self, worker: Worker) -> str:
        items = self._items_of(worker)
        asynchronous = worker.role == "barista"
        if len(items) == 1:
            return f"{self._name(items[0], asynchronous)}(order)"
        return f"make{self.suffix if asynchronous else ''}[order.item](order)"

    def _worker(self, worker: Worker) -> None:
        self.gap()
        name = identifier(worker.name)
        late = self.plan.late.get(worker.name, 0)
        if worker.role == "barista":
            self.line(0, f"async def {name}():", "a barista: many orders, one pair of hands")
            if late:
                self.line(1, f"await asyncio.sleep({_seconds(late)}{self.pace})", "comes in later")
            self.line(1, "async with asyncio.TaskGroup() as orders:")
            self.line(2, f'async for order in tickets("{worker.name}"):')
            self.line(3, f"orders.create_task({self._call(worker)})")
        else:
            kind = "a clerk" if worker.role == "clerk" else "a baker"
            self.line(0, f"def {name}():", f"{kind}: one order at a time")
            if late:
                self.line(1, f"time.sleep({_seconds(late)}{self.pace})", "comes in later")
            self.line(1, f'for order in tickets("{worker.name}"):')
            self.line(2, self._call(worker))

    def _others(self) -> list[Worker]:
        first = first_in_main(self.shop.staff)
        return [worker for worker in self.shop.staff if worker is not first]

    def _threads(self) -> None:
        others = self._others()
        if others:
            self.gap()
        for worker in others:
            name = identifier(worker.name)
            target = f"lambda: asyncio.run({name}())" if worker.role == "barista" else name
            self.line(0, f'{name}_thread = threading.Thread(target={target}, name="{worker.name}")')

    # ---- the player's rows -----------------------------------------------------------------

    def _decides(self) -> bool:
        return any(not order.to for order in self.shop.orders)

    def _decisions(self) -> None:
        if not self._decides():
            return
        self.gap()
        self.line(0, "hand_overs = [", "second, order, to")
        for row in self.plan.hand_overs:
            item = self.shop.orders[row.order - 1].item if 0 < row.order <= len(self.shop.orders) else "?"
            self.line(1, f'({_seconds(row.at)}, {row.order}, "{row.to}"),', item)
        self.line(0, "]")
        self.line(0, "rules = [", "from second, which next, when, who makes what")
        for rules in self.plan.rules:
            self.line(1, f'({_seconds(rules.at)}, "{rules.next}", "{rules.when}", {{')
            for item, makers in rules.makers.items():
                self.line(2, f'"{item}": [{", ".join(f"{chr(34)}{m}{chr(34)}" for m in makers)}],')
            self.line(1, "}),")
        self.line(0, "]")

    def _main(self) -> None:
        self.gap()
        self.line(0, "def main():")
        if self.timed:
            self.line(1, "open_doors(hand_overs, rules)" if self._decides() else "open_doors()")
        others = self._others()
        for worker in others:
            self.line(1, f"{identifier(worker.name)}_thread.start()")
        first = first_in_main(self.shop.staff)
        name = identifier(first.name)
        if first.role == "barista":
            self.line(1, f"asyncio.run({name}())")
        else:
            self.line(1, f"{name}()", f"{first.name} is the program's main thread")
        for worker in others:
            self.line(1, f"{identifier(worker.name)}_thread.join()")

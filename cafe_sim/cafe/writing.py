"""Plan → Python: the program that the player's decisions amount to.

The text is the product. It must read like what a good teacher would write, and stay put: equal shops and plans give
equal text, letter by letter, and a small change of plan is a small change of text (a lock is one `with` line and an
indentation; a hand-over is one row). So whatever does not depend on the plan comes first, in the order of the level
file, and the player's rows come last, after all the functions.
"""

from __future__ import annotations

from collections.abc import Iterable

from cafe_sim.cafe.listing import Listing, Written, class_name, identifier, one_line, quoted, seconds
from cafe_sim.cafe.model import Item, Plan, Shop, Signal, Step, Thing, Worker
from cafe_sim.cafe.recipes import Recipes
from cafe_sim.cafe.setting import Setting, decides, is_timed
from cafe_sim.cafe.typed import retyped

PLAN_IMPORT = "from plan import hand_overs, rules"
GUARD = ("", "", 'if __name__ == "__main__":', "    main()")


def write_program(shop: Shop, plan: Plan, title: str = "", pace: str = "") -> Written:
    """The program of one café day. `pace`, if given, is a name that every sleep is multiplied by (for export).

    A shop that has a program of its own is given that one, or what was typed in its place, as it stands.
    """
    if shop.program:
        return retyped(_Writer(shop, Plan(), "").program(title), plan.text or shop.program)
    return _Writer(shop, plan, pace).program(title or "A day at the café")


def used_by(steps: Iterable[Step]) -> set[str]:
    """Names of the things that steps do something with; taking its lock is not that."""
    return {name for step in steps if step.do != "grab" for name in (step.thing, *step.touches)}


class _Writer:
    def __init__(self, shop: Shop, plan: Plan, pace: str) -> None:
        self.shop = shop
        self.plan = plan
        self.pace = f" * {pace}" if pace else ""
        self.listing = Listing()
        self.setting = Setting(shop, plan)
        self.count_line = 0

    def program(self, title: str) -> Written:
        listing = self.listing
        listing.line(0, f'"""{one_line(title)}"""')
        listing.gap(1)
        self._imports()
        self._shared()
        recipes = Recipes(listing, self.setting, self.pace)
        for item in self.shop.items:
            recipes.write(item)
        self._menus()
        for worker in self.shop.staff:
            self._worker(worker)
        self._threads()
        self._main()
        fixed = "\n".join([*listing.out, "", "", PLAN_IMPORT, *GUARD, ""])
        first = len(listing.out)
        if decides(self.shop):
            self._decisions()
        rows = "\n".join([*listing.out[first:], ""])
        text = "\n".join([*listing.out, *GUARD, ""])
        return Written(
            text=text,
            fixed=fixed if decides(self.shop) else text,
            rows=rows if decides(self.shop) else "",
            lines=listing.steps,
            signals=tuple(identifier(signal.name) for signal in self.plan.signals),
            guards={self.setting.guard(thing): thing for thing in self.setting.locks()},
            count_line=self.count_line,
            count_seconds=self.setting.counting(),
        )

    # ---- what is there ---------------------------------------------------------------------

    def _imports(self) -> None:
        steps = self.setting.steps()
        kinds = {step.do for step in steps}
        late = {worker.role for worker in self.shop.staff if self.plan.late.get(worker.name)}
        modules = {
            "asyncio": self.setting.asynchronous,
            "queue": self.setting.threaded and any(signal.kind == "rail" for signal in self.plan.signals),
            "threading": bool(
                self.setting.others
                or (self.setting.threaded and self.setting.locks())
                or (self.setting.threaded and any(signal.kind == "bell" for signal in self.plan.signals))
            ),
            "time": bool(
                "block" in kinds
                or any(step.do == "need" and step.seconds for step in steps)
                or ("wait" in kinds and self.setting.threaded)
                or self.setting.counting()
                or late - {"barista"}
            ),
        }
        for module, wanted in modules.items():
            if wanted:
                self.listing.line(0, f"import {module}")
        if any(modules.values()):
            self.listing.gap(1)
        names = {
            "Limit": any(thing.most and thing.name in used_by(steps) for thing in self.shop.things),
            "Station": bool(self.shop.stations),
            "open_doors": is_timed(self.shop),
            "serve": True,
            "sold_out": "look" in kinds,
            "tickets": True,
            "work": "work" in kinds,
        }
        self.listing.line(0, f"from cafe import {', '.join(name for name, wanted in names.items() if wanted)}")

    def _shared(self) -> None:
        listing = self.listing
        if self.shop.stations:
            listing.gap(1)
        for station in self.shop.stations:
            places = f"{station.places} place{'s' if station.places > 1 else ''}"
            listing.line(0, f"{identifier(station.name)} = Station({quoted(station.name)}, {station.places})", places)
        used = used_by(self.setting.steps())
        for thing in self.shop.things:
            if thing.name in used:
                self._thing(thing)
        locks = self.setting.locks()
        if locks or self.plan.signals:
            listing.gap(1)
        for name in locks:
            self._guard(name)
        for signal in self.plan.signals:
            self._signal(signal)
        if self.setting.counting():
            listing.gap()
            listing.line(0, "def count(price):")
            listing.line(1, f"time.sleep({seconds(self.setting.counting())}{self.pace})", "coin by coin")
            self.count_line = len(listing.out)
            listing.line(1, "return price")

    def _guard(self, thing: str) -> None:
        module = "threading" if self.setting.threaded else "asyncio"
        tokens = self.plan.tokens.get(thing)
        if tokens is None:
            self.listing.line(0, f"{self.setting.guard(thing)} = {module}.Lock()")
        else:
            self.listing.line(
                0, f"{self.setting.guard(thing)} = {module}.Semaphore({tokens})", f"{tokens} tokens on a hook"
            )

    def _signal(self, signal: Signal) -> None:
        threaded = self.setting.threaded
        if signal.kind == "bell":
            self.listing.line(
                0,
                f"{identifier(signal.name)} = {'threading' if threaded else 'asyncio'}.Event()",
                "a bell, not rung yet",
            )
        else:
            made = f"{'queue' if threaded else 'asyncio'}.Queue({signal.room or ''})"
            room = f"a rail with room for {signal.room}" if signal.room else "a rail, as long as need be"
            self.listing.line(0, f"{identifier(signal.name)} = {made}", room)

    def _thing(self, thing: Thing) -> None:
        variable = identifier(thing.name)
        if thing.most:
            self.listing.gap(1)
            self.listing.line(
                0,
                f"{variable} = Limit({quoted(thing.name)}, {thing.most})",
                f"bears {thing.most} at once, and keeps nobody waiting",
            )
            return
        if not thing.field:
            bakers = ", ".join(
                f"{quoted(w.name)}: {seconds(thing.start)}" for w in self.shop.staff if w.role == "baker"
            )
            self.listing.gap(1)
            self.listing.line(0, f"{variable} = {{{bakers}}}", "each baker counts his own")
            return
        kind = class_name(variable)
        money = any(step.do == "ring" and step.thing == thing.name for step in self.setting.steps())
        self.listing.gap()
        self.listing.line(0, f"class {kind}:")
        self.listing.line(1, "def __init__(self):")
        self.listing.line(2, f"self.{thing.field} = {f'{thing.start:.2f}' if money else seconds(thing.start)}")
        self.listing.gap()
        self.listing.line(0, f"{variable} = {kind}()")

    # ---- staff -----------------------------------------------------------------------------

    def _menus(self) -> None:
        """A table from item to function, for workers who make several things."""
        for asynchronous in (False, True):
            items: dict[str, Item] = {}
            for worker in self.shop.staff:
                own = self.setting.items_of(worker)
                if (worker.role == "barista") == asynchronous and len(own) > 1:
                    items.update({item.name: item for item in own})
            if items:
                self.listing.gap()
                self.listing.line(0, f"make{self.setting.suffix if asynchronous else ''} = {{")
                for item in self.shop.items:
                    if item.name in items:
                        self.listing.line(1, f"{quoted(item.name)}: {self.setting.function(item, asynchronous)},")
                self.listing.line(0, "}")

    def _call(self, worker: Worker) -> str:
        items = self.setting.items_of(worker)
        asynchronous = worker.role == "barista"
        if not items:
            return "pass"
        if len(items) == 1:
            return f"{self.setting.function(items[0], asynchronous)}(order)"
        return f"make{self.setting.suffix if asynchronous else ''}[order.item](order)"

    def _worker(self, worker: Worker) -> None:
        listing = self.listing
        listing.gap()
        name = identifier(worker.name)
        late = self.plan.late.get(worker.name, 0)
        if worker.role == "barista":
            listing.line(0, f"async def {name}():", "a barista: many orders, one pair of hands")
            if late:
                listing.line(1, f"await asyncio.sleep({seconds(late)}{self.pace})", "comes in later")
            listing.line(1, "async with asyncio.TaskGroup() as orders:")
            listing.line(2, f"async for order in tickets({quoted(worker.name)}):")
            listing.line(3, f"orders.create_task({self._call(worker)})" if self._call(worker) != "pass" else "pass")
        else:
            listing.line(0, f"def {name}():", f"a {worker.role}: one order at a time")
            if late:
                listing.line(1, f"time.sleep({seconds(late)}{self.pace})", "comes in later")
            listing.line(1, f"for order in tickets({quoted(worker.name)}):")
            listing.line(2, self._call(worker))

    def _threads(self) -> None:
        if self.setting.others:
            self.listing.gap()
        for worker in self.setting.others:
            name = identifier(worker.name)
            target = f"lambda: asyncio.run({name}())" if worker.role == "barista" else name
            self.listing.line(0, f"{name}_thread = threading.Thread(target={target}, name={quoted(worker.name)})")

    def _main(self) -> None:
        listing = self.listing
        listing.gap()
        listing.line(0, "def main():")
        if is_timed(self.shop):
            listing.line(1, "open_doors(hand_overs, rules)" if decides(self.shop) else "open_doors()")
        for worker in self.setting.others:
            listing.line(1, f"{identifier(worker.name)}_thread.start()")
        first = self.setting.first
        if first.role == "barista":
            listing.line(1, f"asyncio.run({identifier(first.name)}())")
        else:
            listing.line(1, f"{identifier(first.name)}()", f"{first.name} is the program's main thread")
        for worker in self.setting.others:
            listing.line(1, f"{identifier(worker.name)}_thread.join()")

    # ---- the player's rows -----------------------------------------------------------------

    def _decisions(self) -> None:
        listing = self.listing
        listing.gap()
        listing.line(0, "hand_overs = [", "second, order, to")
        for row in self.plan.hand_overs:
            item = self.shop.orders[row.order - 1].item if 0 < row.order <= len(self.shop.orders) else "?"
            listing.line(1, f"({seconds(row.at)}, {row.order}, {quoted(row.to)}),", item)
        listing.line(0, "]")
        listing.line(0, "rules = [", "from second, which next, when, who makes what")
        for rules in self.plan.rules:
            listing.line(1, f"({seconds(rules.at)}, {quoted(rules.next)}, {quoted(rules.when)}, {{")
            for item, makers in rules.makers.items():
                names = ", ".join(map(quoted, makers))
                listing.line(2, f"{quoted(item)}: [{names}],")
            listing.line(1, "}),")
        listing.line(0, "]")

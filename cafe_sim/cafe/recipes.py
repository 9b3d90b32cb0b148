"""Recipes as Python: a plain function for clerks and bakers, a coroutine for baristas.

A recipe's steps come in the player's order, one or two lines each. What is held for longer than one step (a lock's
span, a grabbed thing) is a *wrapper* with a first and a last step; wrappers nest, the longer outside. Where steps need
each other and a barista makes them, each step is a coroutine of its own, so that `gather` can take it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from cafe_sim.cafe.listing import Listing, StepKey, identifier, quoted, seconds
from cafe_sim.cafe.model import Item, Signal, SignalKind, Span, Step
from cafe_sim.cafe.setting import Setting
from cafe_sim.errors import Misuse

SENT: Final = frozenset({"block", "work"})
"""What can be sent through the hatch: what would hold the worker."""
FROM_HOOK: Final = "take a token, or wait for one"
"""Said at a hook with several; a lock speaks for itself."""
GIVES: Final[dict[SignalKind, tuple[str, str]]] = {
    "bell": ("set()", "ring: it stays rung"),
    "rail": ("put(order)", "hang a ticket there"),
}
AWAITS: Final[dict[SignalKind, tuple[str, str]]] = {
    "bell": ("wait()", "not before it has rung"),
    "rail": ("get()", "take a ticket off, or wait for one"),
}


class Wrapper(NamedTuple):
    """A `with` around steps `first` to `last` of a recipe (places, not ids)."""

    first: int
    last: int
    code: str
    comment: str


class Recipes:
    """Writes recipes into a listing. `pace` is what every sleep is multiplied by, "" for nothing."""

    def __init__(self, listing: Listing, setting: Setting, pace: str) -> None:
        self.listing = listing
        self.setting = setting
        self.pace = pace
        self.with_ = "with" if setting.threaded else "async with"
        """How a lock is taken: a thread's, or where there are only baristas, a loop's."""

    def write(self, item: Item) -> None:
        """All the functions that the item takes."""
        roles = {worker.role for worker in self.setting.shop.makers(item)}
        if roles & {"clerk", "baker"}:
            self._function(item, asynchronous=False)
        if "barista" in roles:
            if any(step.needs for step in item.steps):
                self._step_coroutines(item)
            else:
                self._function(item, asynchronous=True)

    def _function(self, item: Item, asynchronous: bool) -> None:
        self.listing.gap()
        prefix = "async " if asynchronous else ""
        self.listing.line(0, f"{prefix}def {self.setting.function(item, asynchronous)}(order):")
        steps = self.setting.plan.steps_of(item)
        self._block(item, steps, range(len(steps)), self._wrappers(item, steps), 1, asynchronous=asynchronous)
        counts = [s.thing for s in steps if s.do == "join"]
        self.listing.line(1, "serve(order, ready)" if counts else "serve(order)")

    def _wrappers(self, item: Item, steps: tuple[Step, ...]) -> list[Wrapper]:
        """Longest first; checked to nest."""
        end = len(steps) - 1
        places = {step.id: place for place, step in enumerate(steps)}
        grabs = [
            Wrapper(
                place,
                end,
                f"{self.with_} {self.setting.guard(step.thing)}:",
                step.label or f"take the {step.thing}, keep it",
            )
            for place, step in enumerate(steps)
            if step.do == "grab"
        ]
        spans = []
        for span in self.setting.plan.spans:
            if span.item == item.name:
                first, last = self._ends(span, places)
                if any(first <= grab.first <= last for grab in grabs):
                    last = end
                why = FROM_HOOK if span.thing in self.setting.plan.tokens else ""
                spans.append(Wrapper(first, last, f"{self.with_} {self.setting.guard(span.thing)}:", why))
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
        places: range,
        wrappers: list[Wrapper],
        depth: int,
        *,
        asynchronous: bool,
    ) -> None:
        """The steps at `places`, inside the wrappers that already stand around them.

        Nobody waits with a lock in hand that he takes only for what comes then, nor rings before he has given it back.
        """
        place = places.start
        is_whole = depth == 1
        while place in places:
            outer = next((w for w in wrappers if w.first == place and w.last in places), None)
            if is_whole or place > places.start:
                self._await(item, steps[place], depth, asynchronous)
            if outer is None:
                self._step(item, steps[place], depth, asynchronous)
            else:
                rest = [w for w in wrappers if w is not outer]
                self.listing.line(depth, outer.code, outer.comment, (item.name, steps[place].id))
                before = len(self.listing.out)
                inside = range(outer.first, outer.last + 1)
                self._block(item, steps, inside, rest, depth + 1, asynchronous=asynchronous)
                if len(self.listing.out) == before:
                    self.listing.line(depth + 1, "pass")
                place = outer.last
            if is_whole or place + 1 in places:
                self._give(item, steps[place], depth, asynchronous)
            place += 1

    def _await(self, item: Item, step: Step, depth: int, asynchronous: bool) -> None:
        for signal in self.setting.awaited(item, step):
            call, why = AWAITS[signal.kind]
            self._signal(signal, call, why, depth, (item.name, step.id), awaits=asynchronous)

    def _give(self, item: Item, step: Step, depth: int, asynchronous: bool) -> None:
        for signal in self.setting.given(item, step):
            call, why = GIVES[signal.kind]
            self._signal(signal, call, why, depth, (item.name, step.id), awaits=asynchronous and signal.kind == "rail")

    def _signal(self, signal: Signal, call: str, why: str, depth: int, here: StepKey, *, awaits: bool) -> None:
        self.listing.line(depth, f"{'await ' if awaits else ''}{identifier(signal.name)}.{call}", why, here)

    def _step(self, item: Item, step: Step, depth: int, asynchronous: bool, named: bool = False) -> None:
        """One step. `named`: the function around it says already what it does."""
        here = (item.name, step.id)
        label = "" if named else f"{step.label or step.id}: "
        if step.station:
            with_ = "async with" if asynchronous else "with"
            self.listing.line(depth, f"{with_} {identifier(step.station)}:", f"wait for a free {step.station}", here)
            depth += 1
        limit = self.setting.limit(step)
        if limit:
            self.listing.line(depth, f"{limit}.load(order)", "one more, however many there are", here)
        self._own(item, step, depth, asynchronous, label)
        if limit:
            self.listing.line(depth, f"{limit}.unload(order)", "", here)
        if step.station:
            depth -= 1
        for name in step.touches:
            thing = self.setting.things[name]
            if thing.most:
                self.listing.line(depth, f"{identifier(name)}.load(order)", "one more, however many there are", here)
                continue
            cell = f"{identifier(name)}.{thing.field}" if thing.field else f"{identifier(name)}[order.worker]"
            self.listing.line(
                depth, f"{cell} += 1", "shared: read, then write" if thing.field else "one more is ready", here
            )

    def _own(self, item: Item, step: Step, depth: int, asynchronous: bool, label: str) -> None:
        """What the step itself does."""
        here = (item.name, step.id)
        duration = f"{seconds(step.seconds)}{self.pace}"
        if step.do == "wait" and asynchronous:
            self.listing.line(depth, f"await asyncio.sleep({duration})", f"{label}nobody has to watch", here)
        elif step.do == "wait":
            self.listing.line(
                depth, f"time.sleep({duration})", f"{label}{self.setting.hand(item)} stands and waits", here
            )
        elif step.do in SENT and asynchronous and step.id in self.setting.plan.hatch.get(item.name, ()):
            call = f"time.sleep, {duration}" if step.do == "block" else f"work, {seconds(step.seconds)}"
            why = f"{label}through the hatch"
            self.listing.line(depth, f"await asyncio.to_thread({call})", why, here)
        elif step.do == "block":
            why = "the whole loop stands" if asynchronous else f"{self.setting.hand(item)} is busy"
            self.listing.line(depth, f"time.sleep({duration})", f"{label}{why}", here)
        elif step.do == "work":
            self.listing.line(depth, f"work({seconds(step.seconds)})", f"{label}hands on", here)
        elif step.do != "grab":
            self._shared_step(item, step, depth, here)

    def _shared_step(self, item: Item, step: Step, depth: int, here: StepKey) -> None:
        thing = self.setting.things.get(step.thing)
        if thing is None:
            raise Misuse(
                f"the step {step.id!r} of {here[0]!r} speaks of {step.thing!r}, which is no thing of this shop"
            )
        cell = f"{identifier(thing.name)}.{thing.field}"
        label = step.label or step.id
        if step.do == "ring":
            price = "count(order.price)" if step.seconds else "order.price"
            self.listing.line(
                depth, f"{cell} += {price}", f"{label}: read, {'count' if step.seconds else 'add'}, write", here
            )
        elif step.do == "look":
            self.listing.line(depth, f"if {cell} < 1:", f"{label}: any left?", here)
            self.listing.line(depth + 1, "return sold_out(order)", "", here)
        elif step.do == "take" and thing.most:
            self.listing.line(depth, f"{identifier(thing.name)}.unload(order)", f"{label}: there has to be one", here)
        elif step.do == "take":
            self.listing.line(depth, f"{cell} -= 1", label, here)
        elif step.do == "need":
            self.listing.line(
                depth, f"order.expect({quoted(f'the {thing.name}')}, {cell})", "it has to be there by now", here
            )
            if step.seconds:
                duration = f"{seconds(step.seconds)}{self.pace}"
                self.listing.line(depth, f"time.sleep({duration})", f"{label}: {self.setting.hand(item)} is busy", here)
        elif step.do == "join":
            for name in self.setting.plan.joins:
                self.listing.line(depth, f"{identifier(name)}_thread.join()", f"wait until {name} has finished", here)
            counts = " + ".join(
                f"{identifier(thing.name)}[{quoted(w.name)}]" for w in self.setting.shop.staff if w.role == "baker"
            )
            self.listing.line(depth, f"ready = {counts}", "what is there to load", here)

    # ---- recipes whose steps can be gathered -----------------------------------------------

    def _step_coroutines(self, item: Item) -> None:
        steps = self.setting.plan.steps_of(item)
        for step in item.steps:
            self.listing.gap()
            self.listing.line(0, f"async def {identifier(step.label or step.id)}(order):", "", (item.name, step.id))
            if step.needs:
                needs = ", ".join(map(quoted, step.needs))
                self.listing.line(1, f"order.need({needs})", "", (item.name, step.id))
            self._await(item, step, 1, asynchronous=True)
            self._step(item, step, 1, asynchronous=True, named=True)
            self.listing.line(1, f"order.done({quoted(step.id)})", "", (item.name, step.id))
            self._give(item, step, 1, asynchronous=True)
        self.listing.gap()
        self.listing.line(0, f"async def {self.setting.function(item, asynchronous=True)}(order):")
        groups = self._groups(item, steps)
        for group in groups:
            calls = [f"{identifier(step.label or step.id)}(order)" for step in group]
            if len(calls) == 1:
                self.listing.line(1, f"await {calls[0]}", "", (item.name, group[0].id))
            else:
                self.listing.line(1, "await asyncio.gather(", "these together", (item.name, group[0].id))
                for step, call in zip(group, calls, strict=True):
                    self.listing.line(2, f"{call},", "", (item.name, step.id))
                self.listing.line(1, ")")
        self.listing.line(1, "serve(order)")

    def _groups(self, item: Item, steps: tuple[Step, ...]) -> list[tuple[Step, ...]]:
        """The steps in order, neighbours that are marked together as one."""
        groups: list[list[Step]] = []
        marks = self.setting.plan.together.get(item.name, ())
        for step in steps:
            if groups and any(step.id in mark and groups[-1][-1].id in mark for mark in marks):
                groups[-1].append(step)
            else:
                groups.append([step])
        return [tuple(group) for group in groups]

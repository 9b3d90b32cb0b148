"""The bench's moves: plan in, plan out. Pure; a move that cannot be made raises `MoveRefused` with the reason.

A lock is hung on a *thing*, and wraps each touching step by itself; joining spans and moving steps are moves of their
own, so that the bench never solves check-then-act for anybody. A step that stands at the edge of a lock's span first
leaves the span and only then trades places, as a line of code leaves a `with` block before it passes the next line.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from cafe_sim.cafe.model import Plan, Shop, Signal, Span, Step, StepRef
from cafe_sim.cafe.recipes import SENT
from cafe_sim.catalogue import say


class MoveRefused(Exception):  # noqa: N818 - it is an answer, not an error
    """The move cannot be made; the message is a sentence for the player."""


def steps_of(shop: Shop, plan: Plan, item: str) -> tuple[Step, ...]:
    """The item's steps in the plan's order."""
    return plan.steps_of(shop.item(item))


def touched(step: Step) -> tuple[str, ...]:
    """Names a lock may be hung on to guard this step: its shared things, its station, else the step itself."""
    things = tuple(dict.fromkeys((*((step.thing,) if step.thing else ()), *step.touches)))
    return things or ((step.station,) if step.station else (step.id,))


def covers(shop: Shop, plan: Plan, span: Span) -> tuple[str, ...]:
    """Ids of the steps inside a span, in order."""
    ids = [step.id for step in steps_of(shop, plan, span.item)]
    return tuple(ids[ids.index(span.first) : ids.index(span.last) + 1])


def locks_around(shop: Shop, plan: Plan, item: str, step: str) -> tuple[str, ...]:
    """Names of the locks held during a step through spans, outermost first."""
    around = [span for span in plan.spans if span.item == item and step in covers(shop, plan, span)]
    return tuple(span.thing for span in sorted(around, key=lambda span: -len(covers(shop, plan, span))))


def lock_count(plan: Plan) -> int:
    """Distinct locks hung by the player; a hook with tokens is one."""
    return len({span.thing for span in plan.spans})


def guard_count(plan: Plan) -> int:
    """All that the player hung: locks, bells, rails."""
    return lock_count(plan) + len(plan.signals)


def token_count(plan: Plan) -> int:
    """Tokens hung by the player, beside each lock's own."""
    return sum(tokens - 1 for tokens in plan.tokens.values())


def grabbed(shop: Shop, plan: Plan) -> set[str]:
    """Things whose own lock is taken by a step of a recipe."""
    steps = (step for item in shop.items for step in steps_of(shop, plan, item.name))
    return {step.thing for step in steps if step.do == "grab"}


def tokens(shop: Shop, plan: Plan, thing: str, by: int, most: int) -> Plan:
    """So many tokens more on the hook of a lock, or fewer; down to one, which is a lock.

    `most`: tokens in the toolbox.
    """
    if thing not in {*(span.thing for span in plan.spans), *grabbed(shop, plan)}:
        raise MoveRefused(say("no lock hangs on the {thing}: hang one first, then give it more tokens", thing=thing))
    now = plan.tokens.get(thing, 1) + by
    if now < 1:
        raise MoveRefused(say("the last token stays: one token is a lock, which can be taken off"))
    if by > 0 and token_count(plan) + by > most:
        raise MoveRefused(f"the toolbox holds {_count(most, 'token')}, and all hang: take one off first")
    return _kept(shop, msgspec.structs.replace(plan, tokens={**plan.tokens, thing: now}))


def _kept(shop: Shop, plan: Plan) -> Plan:
    """The same plan without tokens of what hangs no longer, or is a plain lock."""
    hung = {*(span.thing for span in plan.spans), *grabbed(shop, plan)}
    kept = {thing: plan.tokens[thing] for thing in sorted(plan.tokens) if thing in hung and plan.tokens[thing] > 1}
    return msgspec.structs.replace(plan, tokens=kept)


def hang(shop: Shop, plan: Plan, thing: str, most: int) -> Plan:
    """A lock on `thing`: each step that touches it gets a span of its own. `most`: locks in the toolbox."""
    if any(span.thing == thing for span in plan.spans):
        raise MoveRefused(say("a lock hangs on the {thing} already", thing=thing))
    if lock_count(plan) >= most:
        raise MoveRefused(f"the toolbox holds {_count(most, 'lock')}, and all hang: take one off first")
    spans = [
        Span(thing=thing, item=item.name, first=step.id, last=step.id)
        for item in shop.items
        for step in steps_of(shop, plan, item.name)
        if thing in touched(step) and step.do != "grab"
    ]
    if not spans:
        raise MoveRefused(f"no step touches the {thing}")
    return msgspec.structs.replace(plan, spans=(*plan.spans, *spans))


def guard_step(shop: Shop, plan: Plan, item: str, step: str, most: int) -> Plan:
    """Hang a lock around one step alone, of the thing it touches; if a span holds it, take that span off."""
    around = [span for span in plan.spans if span.item == item and step in covers(shop, plan, span)]
    if around:
        inner = min(around, key=lambda span: len(covers(shop, plan, span)))
        return _kept(shop, msgspec.structs.replace(plan, spans=tuple(span for span in plan.spans if span != inner)))
    marked = next(s for s in steps_of(shop, plan, item) if s.id == step)
    if marked.do == "grab":
        raise MoveRefused("this step takes a lock itself")
    thing = touched(marked)[0]
    if all(span.thing != thing for span in plan.spans) and lock_count(plan) >= most:
        raise MoveRefused(f"the toolbox holds {_count(most, 'lock')}, and all hang: take one off first")
    return msgspec.structs.replace(plan, spans=(*plan.spans, Span(thing=thing, item=item, first=step, last=step)))


def hang_extra(shop: Shop, plan: Plan, name: str, most: int) -> Plan:
    """One more lock, called `name`, around all that is done between the first grab (or shared step) and the end."""
    if any(span.thing == name for span in plan.spans):
        raise MoveRefused(f"the {name} lock hangs already")
    if lock_count(plan) >= most:
        raise MoveRefused(f"the toolbox holds {_count(most, 'lock')}, and all hang: take one off first")
    spans = []
    for item in shop.items:
        steps = steps_of(shop, plan, item.name)
        first = next((s for s in steps if s.do == "grab" or s.thing or s.touches), steps[0])
        spans.append(Span(thing=name, item=item.name, first=first.id, last=steps[-1].id))
    return _nested(shop, msgspec.structs.replace(plan, spans=(*plan.spans, *spans)))


def take_off(shop: Shop, plan: Plan, thing: str) -> Plan:
    """Take a lock off: every span of it, or the grabs of a lock that came with the level."""
    if any(span.thing == thing for span in plan.spans):
        spans = tuple(span for span in plan.spans if span.thing != thing)
        return _kept(shop, msgspec.structs.replace(plan, spans=spans))
    order = dict(plan.order)
    kept = []
    for item in shop.items:
        steps = steps_of(shop, plan, item.name)
        gone = {step.id for step in steps if step.do == "grab" and step.thing == thing}
        if gone:
            order[item.name] = tuple(step.id for step in steps if step.id not in gone)
        for span in plan.spans:
            left = [id_ for id_ in covers(shop, plan, span) if id_ not in gone] if span.item == item.name else []
            if left:
                kept.append(msgspec.structs.replace(span, first=left[0], last=left[-1]))
    if order == plan.order:
        raise MoveRefused(say("no lock hangs on the {thing}", thing=thing))
    return _settled(shop, _kept(shop, msgspec.structs.replace(plan, order=order, spans=tuple(kept))))


def join(shop: Shop, plan: Plan, item: str, step: str) -> Plan:
    """Make a lock reach further: to the next span of the same lock, else to the next step; or up to the marked step."""
    ids = [s.id for s in steps_of(shop, plan, item)]
    at = ids.index(step)
    mine = [span for span in plan.spans if span.item == item and step in covers(shop, plan, span)]
    if mine:
        span = min(mine, key=lambda span: len(covers(shop, plan, span)))
        later = [s for s in plan.spans if s.item == item and s.thing == span.thing and ids.index(s.first) > at]
        if later:
            other = min(later, key=lambda s: ids.index(s.first))
            return _nested(shop, _swap(plan, (span, other), msgspec.structs.replace(span, last=other.last)))
        end = ids.index(span.last) + 1
        if end >= len(ids):
            raise MoveRefused(say("the {thing} lock is held to the end already", thing=span.thing))
        return _nested(shop, _swap(plan, (span,), msgspec.structs.replace(span, last=ids[end])))
    below = [s for s in plan.spans if s.item == item and ids.index(s.first) == at + 1]
    if not below:
        raise MoveRefused(say("no lock is held here or on the next step: hang one first (k)"))
    return _nested(shop, _swap(plan, (below[0],), msgspec.structs.replace(below[0], first=step)))


def _nested(shop: Shop, plan: Plan) -> Plan:
    """The same plan, if its spans can be written as `with` blocks: two of them nest, or lie apart."""
    for span in plan.spans:
        for other in plan.spans:
            mine, theirs = set(covers(shop, plan, span)), set(covers(shop, plan, other))
            if span.item == other.item and mine & theirs and not (mine <= theirs or theirs <= mine):
                raise MoveRefused(
                    say(
                        "the {thing} lock and the {thing_2} lock would cross: one must end inside the other",
                        thing=span.thing,
                        thing_2=other.thing,
                    )
                )
    return plan


def shift(shop: Shop, plan: Plan, item: str, step: str, by: int) -> Plan:
    """Move a step up (`by` -1) or down (1): out of a span it stands at the edge of, else past its neighbour."""
    ids = [s.id for s in steps_of(shop, plan, item)]
    at = ids.index(step)
    for span in plan.spans:
        inside = covers(shop, plan, span) if span.item == item else ()
        edge = 0 if by < 0 else -1
        if len(inside) > 1 and inside[edge] == step:
            shrunk = {"first": inside[1]} if by < 0 else {"last": inside[-2]}
            return _nested(shop, _swap(plan, (span,), msgspec.structs.replace(span, **shrunk)))
    to = at + by
    if not 0 <= to < len(ids):
        raise MoveRefused(f"it is the {'first' if by < 0 else 'last'} step already")
    held = {span: covers(shop, plan, span) for span in plan.spans if span.item == item}
    ids[at], ids[to] = ids[to], ids[at]
    spans = []
    for span in plan.spans:
        if span in held:
            # moving next to a longer span means stepping into it: a span covers what lies between its ends
            own = sorted(ids.index(id_) for id_ in held[span])
            span = msgspec.structs.replace(span, first=ids[own[0]], last=ids[own[-1]])
        spans.append(span)
    groups = {
        **plan.together,
        item: tuple(g for g in plan.together.get(item, ()) if step not in g and ids[at] not in g),
    }
    moved = msgspec.structs.replace(plan, order={**plan.order, item: tuple(ids)}, spans=tuple(spans), together=groups)
    return _nested(shop, _settled(shop, moved))


def together(shop: Shop, plan: Plan, item: str, step: str) -> Plan:
    """Gather the marked step with the one above it (and that one's group); if they are together, part them."""
    ids = [s.id for s in steps_of(shop, plan, item)]
    at = ids.index(step)
    if at == 0:
        raise MoveRefused(say("nothing stands above it"))
    groups = list(plan.together.get(item, ()))
    mine = next((g for g in groups if step in g), (step,))
    above = next((g for g in groups if ids[at - 1] in g), (ids[at - 1],))
    groups = [g for g in groups if g not in (mine, above)]
    if mine == above:
        cut = mine.index(step)
        groups += [mine[:cut], mine[cut:]]
    else:
        groups.append((*above, *mine))
    kept = tuple(sorted((g for g in groups if len(g) > 1), key=lambda g: ids.index(g[0])))
    return _settled(shop, msgspec.structs.replace(plan, together={**plan.together, item: kept}))


def hatch(shop: Shop, plan: Plan, item: str, step: str) -> Plan:
    """Send a step through the hatch to a thread of the bakery's, or have it done at the counter again."""
    marked = next(s for s in shop.item(item).steps if s.id == step)
    if marked.do not in SENT:
        raise MoveRefused(
            say(
                "only what would hold her hands goes through the hatch, and “{what}” does not",
                what=marked.label or step,
            )
        )
    if all(worker.role != "barista" for worker in shop.makers(shop.item(item))):
        raise MoveRefused(say("a hatch leads out of a barista's loop, and no barista makes this"))
    sent = plan.hatch.get(item, ())
    now = tuple(id_ for id_ in sent if id_ != step) if step in sent else (*sent, step)
    ids = [s.id for s in shop.item(item).steps]
    kept = {name: steps for name, steps in plan.hatch.items() if name != item}
    return msgspec.structs.replace(plan, hatch={**kept, item: tuple(sorted(now, key=ids.index))} if now else kept)


def come_in(plan: Plan, worker: str, seconds: float, most: float) -> Plan:
    """Let a worker come in `seconds` after opening."""
    if not 0 <= seconds <= most:
        raise MoveRefused(say("{worker} can come in from 0 to {most:g} seconds late", worker=worker, most=most))
    late = {name: late for name, late in plan.late.items() if name != worker}
    return msgspec.structs.replace(plan, late={**late, worker: seconds} if seconds else late)


def _swap(plan: Plan, old: tuple[Span, ...], new: Span) -> Plan:
    """`new` in the place of the first of `old`."""

    def spans() -> Iterator[Span]:
        for span in plan.spans:
            if span == old[0]:
                yield new
            elif span not in old:
                yield span

    return msgspec.structs.replace(plan, spans=tuple(spans()))


def _settled(shop: Shop, plan: Plan) -> Plan:
    """The same plan without entries that only repeat the level's own: equal choices are equal plans.

    Steps that are gone leave their groups.
    """
    order = {item: ids for item, ids in plan.order.items() if ids != tuple(s.id for s in shop.item(item).steps)}
    plan = msgspec.structs.replace(plan, order=order, signals=tuple(_there(shop, plan)))
    groups = {}
    for item, marks in plan.together.items():
        there = {step.id for step in steps_of(shop, plan, item)}
        left = (tuple(id_ for id_ in group if id_ in there) for group in marks)
        groups[item] = tuple(group for group in left if len(group) > 1)
    return msgspec.structs.replace(plan, together={item: marks for item, marks in groups.items() if marks})


def _there(shop: Shop, plan: Plan) -> Iterator[Signal]:
    """The signals without steps that are gone."""
    there = {StepRef(item.name, step.id) for item in shop.items for step in steps_of(shop, plan, item.name)}
    for one in plan.signals:
        after, before = (tuple(place for place in places if place in there) for places in (one.after, one.before))
        if after or before:
            yield msgspec.structs.replace(one, after=after, before=before)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"

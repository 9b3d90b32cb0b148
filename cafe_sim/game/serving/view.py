"""The picture of a shift at one moment, made from the day as it was run and the second it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.book import OrderState
from cafe_sim.cafe.model import Item
from cafe_sim.game.days.played import Played, Stay
from cafe_sim.game.views import Lane, OrderView, Segment, ShiftView, StepLook, Strip, WorkerView

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Worker
    from cafe_sim.game.serving.shift import Shift

LOOKS: Final[dict[str, StepLook]] = {"wait": "wait", "block": "hold", "ring": "hold", "join": "hold", "work": "run"}
"""Step kind → how its strip is drawn; what takes no time is not drawn."""


def view_of(shift: Shift) -> ShiftView:
    """The shift now."""
    day, now = shift.played, shift.now
    batch = shift.batch
    undecided = {stay.number for stay in shift.undecided}
    return ShiftView(
        now=now,
        started=shift.started,
        standing=shift.standing,
        over=shift.over,
        orders=tuple(_order(shift, stay, stay.number in undecided) for stay in day.stays),
        workers=tuple(_worker(day, worker, key, now) for key, worker in enumerate(shift.shop.staff, 1)),
        things=day.things(now),
        served=sum(stay.state(now) == "served" for stay in day.stays),
        lost=sum(stay.state(now) == "left" for stay in day.stays),
        log=tuple(told for told in day.log if told.at <= now) if shift.started else (),
        program=day.program,
        rules=bool(shift.rules and shift.rules.makers),
        can_undo=shift.can_undo,
        level=shift.level.id,
        title=shift.level.title,
        waiting_for_you=shift.waiting_for_you,
        batch=batch.number if batch is not None else 0,
        tags=shift.plan.joins,
        taggable=shift.level.toolbox.tags,
        asked=shift.asked.question if shift.asked is not None else "",
    )


def strip_of(item: Item) -> tuple[Strip, ...]:
    """An item's steps as drawn on the rail."""
    return tuple(
        Strip(LOOKS[step.do], step.seconds, step.label or step.id)
        for step in item.steps
        if step.do in LOOKS and step.seconds > 0
    )


def until(lane: tuple[Segment, ...], now: float) -> tuple[Segment, ...]:
    """A lane up to now: what is to come is cut off."""
    return tuple(
        segment if segment.end <= now else Segment(segment.start, now, segment.state, segment.label, segment.order)
        for segment in lane
        if segment.start < now
    )


def _order(shift: Shift, stay: Stay, undecided: bool) -> OrderView:
    day, now = shift.played, shift.now
    state: OrderState = stay.state(now)
    given = state == "given"
    return OrderView(
        number=stay.number,
        item=stay.item,
        strip=strip_of(shift.shop.item(stay.item)),
        arrives=stay.arrives,
        leaves=stay.leaves,
        state=state,
        worker=stay.worker if stay.was_handed(now) else "",
        doing=day.doing(stay.number, now) if given else "",
        line=day.order_line(stay.number, now) if given else 0,
        by_rule=state == "rail" and not undecided,
        gone={"served": stay.served, "left": stay.left}.get(state),
    )


def _worker(day: Played, worker: Worker, key: int, now: float) -> WorkerView:
    in_hand = [stay for stay in day.stays if stay.worker == worker.name and stay.state(now) == "given"]
    state, why = day.worker_state(worker.name, now)
    tasks = tuple(Lane(f"#{stay.number}", until(day.order_lane(stay.number), now)) for stay in in_hand)
    return WorkerView(
        name=worker.name,
        role=worker.role,
        key=str(key),
        state=state,
        why=why,
        in_hand=len(in_hand),
        lane=Lane(worker.name, until(day.lane(worker.name), now)),
        tasks=tasks if worker.role == "barista" else (),
        line=day.line(worker.name, now),
        reason=day.reason(worker.name, now),
    )

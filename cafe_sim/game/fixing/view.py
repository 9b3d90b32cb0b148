"""The bench as a screen is given it: what can be marked, the toolbox, the program's changes, both verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from cafe_sim.cafe.inspecting import always_works, in_words
from cafe_sim.cafe.model import StepRef
from cafe_sim.cafe.writing import write_program
from cafe_sim.content.stars import speed
from cafe_sim.game.days.result import MEASURES, judged, lanes_of, who_left, whose_loop_stood
from cafe_sim.game.fixing import moves, signals
from cafe_sim.game.fixing.toolbox import KITCHEN, MOVES, marks, offers, signals_in
from cafe_sim.game.views import BenchRow, BenchView, DiffLine, Mark, StepLook, Strip, Tool
from cafe_sim.game.words import listed

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan, Shop, Step
    from cafe_sim.content.level import Level
    from cafe_sim.game.days.played import Played
    from cafe_sim.game.fixing.bench import Bench

LOOKS: Final[dict[str, StepLook]] = {"wait": "wait", "work": "run"}
DOES: Final = {
    "wait": "waits {} s",
    "work": "{} s hands on",
    "block": "a blocking call of {} s",
    "ring": "{} s",
    "take": "{} s",
    "look": "{} s",
    "need": "a blocking call of {} s",
    "grab": "takes the {1} and keeps it to the end",
}
"""What a step does, in words."""
HATCH: Final = "through the hatch"


def bench_view(bench: Bench, mark: Mark | None) -> BenchView:
    """The bench at this moment."""
    level, day, verdict = bench.level, bench.day, bench.verdict
    stale_day, stale_verdict = bench.stale_day, bench.stale_verdict
    marked = mark or next(marks(level, bench.plan), Mark())
    refused = {move: bench.refusal(move, marked) for move in MOVES if offers(level, move)}
    return BenchView(
        title=f"{level.id}  {level.title}",
        toolbox=tuple(_toolbox(level, bench.plan)),
        rows=tuple(_rows(level, bench.plan)),
        diff=diff(bench),
        can_undo=bench.can_undo,
        can_redo=bench.can_redo,
        since=bench.since,
        refusals={move: why for move, why in refused.items() if why},
        this_time=_this_time(level, day) if day else "",
        this_time_ok=day.outcome.worked if day else None,
        this_time_stale=_this_time(level, stale_day) if stale_day else "",
        faults=bench.faults(),
        lanes=lanes_of(level, day) if day else (),
        end=day.end if day else 0.0,
        always=judged(verdict, day) if verdict else "",
        always_ok=always_works(verdict) if verdict else None,
        always_stale=in_words(stale_verdict) if stale_verdict else "",
        notes=(*who_left(day), *whose_loop_stood(level, day)) if day else (),
        stamp=verdict.verdict if verdict else "",
        asked=bench.asked,
        called=bench.called(),
    )


def _toolbox(level: Level, plan: Plan) -> Iterator[Tool]:
    """What may be done here, and how many locks are left."""
    box = level.toolbox
    left = max(box.locks - moves.lock_count(plan), 0)
    lock = f"lock ×{left}" if box.locks else "lock off"
    tools = (
        Tool(("lock",), lock, "a thing, or a step alone"),
        Tool(
            ("token", "untoken"),
            f"token ×{max(box.tokens - moves.token_count(plan), 0)}",
            "a lock, which lets one more in",
        ),
        *_signals(level, plan),
        Tool(("join",), "join", "a step where a lock is held"),
        Tool(("rise", "sink"), "move", "a step"),
        Tool(("together",), "together", "a step, to gather it with the one above"),
        Tool(("hatch",), "hatch", "a step that holds the barista's hands"),
        Tool(("extra",), "lock all", "everything that is shared, with one more lock"),
        Tool(("late", "prompt"), f"{listed(box.late)} later", "who is to come in later"),
    )
    yield from (tool for tool in tools if offers(level, tool.moves[0]))


def _signals(level: Level, plan: Plan) -> Iterator[Tool]:
    """Bells and rails, one tool for both of their ends."""
    for kind, most in signals_in(level).items():
        left = max(most - sum(signal.kind == kind for signal in plan.signals), 0)
        yield Tool(("give", "await"), f"{kind} ×{left}", signals.WORDS[kind].about)


def _this_time(level: Level, day: Played) -> str:
    """One line about the day."""
    outcome, measure = day.outcome, level.measure
    parts = ["worked" if outcome.worked else "did not work", f"{outcome.served} of {len(day.stays)} served"]
    if outcome.stuck is not None:
        parts.append(f"stuck from {outcome.stuck:g} s on")
    value = speed(level, outcome)
    if measure is not None and value is not None:
        parts.append(f"{MEASURES[measure.kind]} {round(value, 2):g} s (par {measure.par:g})")
    if outcome.till is not None:
        parts.append(f"till {outcome.till:.2f}")
    return ", ".join(parts)


# ---- what can be marked ------------------------------------------------------------------------


def _rows(level: Level, plan: Plan) -> Iterator[BenchRow]:
    """All that can be marked."""
    shop = level.shop
    hung = {span.thing for span in plan.spans}
    taken = hung | moves.grabbed(shop, plan)
    for thing in shop.things:
        locks = (thing.name,) if thing.name in taken else ()
        bears = f"bears {thing.most}" if thing.most else ""
        at_once = f"{bears} at once" if bears else ""
        users = _users(shop, thing.name)
        short = ", ".join(filter(None, (*_tokens(plan, thing.name), bears or users)))
        whole = ", ".join(filter(None, (*_tokens(plan, thing.name), at_once, users)))
        yield BenchRow(Mark(thing=thing.name), "things", thing.name, None, locks, short, 0, whole, _hooks(plan, locks))
    for station in shop.stations:
        locks = (station.name,) if station.name in hung else ()
        places = f"{station.places} place{'s' if station.places > 1 else ''}"
        text = ", ".join((*_tokens(plan, station.name), places))
        hooks = _hooks(plan, locks)
        yield BenchRow(Mark(thing=station.name), "things", station.name, None, locks, text, 0, hooks=hooks)
    if KITCHEN in hung:
        text = ", ".join((*_tokens(plan, KITCHEN), "round everything shared"))
        yield BenchRow(
            Mark(thing=KITCHEN), "things", KITCHEN, None, (KITCHEN,), text, 0, hooks=_hooks(plan, (KITCHEN,))
        )
    for signal in plan.signals:
        yield BenchRow(Mark(thing=signal.name), "signals", signal.name, None, (), *signals.told(shop, signal))
    for item in shop.items:
        for number, step in enumerate(moves.steps_of(shop, plan, item.name), 1):
            yield _step_row(shop, plan, item.name, number, step)
    for worker in level.toolbox.late:
        late = plan.late.get(worker, 0)
        text = f"{late:g} s after opening" if late else "at opening"
        yield BenchRow(Mark(worker=worker), "who comes in when", worker, None, (), text, 0)


def _step_row(shop: Shop, plan: Plan, item: str, number: int, step: Step) -> BenchRow:
    groups = plan.together.get(item, ())
    sent = step.id in plan.hatch.get(item, ())
    here = StepRef(item, step.id)
    locks = _locks_around(shop, plan, item, step)
    return BenchRow(
        mark=Mark(item=item, step=step.id),
        heading=f"steps of {item}",
        label=f"{number} {step.label or step.id}",
        strip=Strip("wait" if sent else LOOKS.get(step.do, "hold"), step.seconds, step.label),
        locks=locks,
        hooks=_hooks(plan, locks),
        text=", ".join(signals.in_short(plan, here)) or ("hatch" if sent else _in_short(step)),
        group=next((index for index, ids in enumerate(groups, 1) if step.id in ids), 0),
        whole=", ".join(filter(None, (*signals.at_step(plan, here), HATCH if sent else "", _about(shop, step)))),
    )


def _locks_around(shop: Shop, plan: Plan, item: str, step: Step) -> tuple[str, ...]:
    held = []
    for other in moves.steps_of(shop, plan, item):
        if other.do == "grab":
            held.append(other.thing)
        if other.id == step.id:
            break
    return tuple(dict.fromkeys((*moves.locks_around(shop, plan, item, step.id), *held)))


def _hooks(plan: Plan, locks: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in locks if name in plan.tokens)


def _tokens(plan: Plan, thing: str) -> tuple[str, ...]:
    """How many tokens hang there, where it is not a lock."""
    return (f"{plan.tokens[thing]} tokens",) if thing in plan.tokens else ()


def _users(shop: Shop, thing: str) -> str:
    users = [
        step.label or step.id
        for item in shop.items
        for step in item.steps
        if step.do != "grab" and thing in (step.thing, *step.touches)
    ]
    verb = "used" if any(one.name == thing and one.most for one in shop.things) else "touched"
    return f"{verb} by {listed(list(dict.fromkeys(users)))}" if users else ""


def _shared(step: Step) -> list[str]:
    return list(dict.fromkeys((*((step.thing,) if step.thing and step.do != "grab" else ()), *step.touches)))


def _in_short(step: Step) -> str:
    """Names of what a step touches, uses or needs."""
    needs = ("after " + ", ".join(step.needs),) if step.needs else ()
    return ", ".join((*_shared(step), *((step.station,) if step.station else ()), *needs))


def _about(shop: Shop, step: Step) -> str:
    """What a step is, and what it needs or touches."""
    parts = [DOES[step.do].format(f"{step.seconds:g}", step.thing)] if step.do in DOES and step.seconds else []
    parts += [DOES["grab"].format("", step.thing)] if step.do == "grab" else []
    limits = {thing.name for thing in shop.things if thing.most}
    for verb, things in (("uses", limits & {*_shared(step)}), ("touches", {*_shared(step)} - limits)):
        parts += [f"{verb} the {listed([name for name in _shared(step) if name in things])}"] if things else []
    parts += [f"in the {step.station}"] if step.station else []
    parts += [f"needs {listed(list(step.needs))} first"] if step.needs else []
    return ", ".join(parts)


# ---- the program -------------------------------------------------------------------------------


def diff(bench: Bench) -> tuple[DiffLine, ...]:
    """The program, line by line, beside that of the plan it is compared with."""
    title = bench.level.title
    new = write_program(bench.shop, bench.plan, title)
    old = write_program(bench.shop, bench.compared, title).text.splitlines()
    text = new.text.splitlines()
    lines = []
    for tag, old_from, old_to, first, last in SequenceMatcher(None, old, text, autojunk=False).get_opcodes():
        if tag in ("replace", "delete"):
            lines += [DiffLine("-", gone, 0, "", "") for gone in old[old_from:old_to]]
        for number in range(first, last):
            item, step = new.lines.get(number + 1, ("", ""))
            lines.append(DiffLine(" " if tag == "equal" else "+", text[number], number + 1, item, step))
    return tuple(lines)

"""`cafe-sim timeline FILE|CODE|TARGET`: who did what when, drawn in the terminal, or written as SVG, HTML or a trace
for Perfetto.

A script or a level is executed once, as `run` does; a counterexample's file or code is executed along its schedule, in
a worker process, as `replay` does. By time, where any passed and nothing went wrong in a particular order; a
counterexample by steps.

Exit status: 0 it was drawn, whatever the run came to · 2 bad input · 3 a schedule that did not lead where it did
before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import click

from cafe_sim.catalogue import retell, say
from cafe_sim.cli.language import speak_to_player
from cafe_sim.cli.output import console, has_every_letter, print_lines, spoken, visible
from cafe_sim.cli.replay import held_by, in_a_worker, means_file, program_here
from cafe_sim.cli.replay_run import recorded_level
from cafe_sim.cli.targets import Conditions, aim_at, is_file, is_script, level_of, plan_of, script_of
from cafe_sim.errors import Misuse, WorkerLost
from cafe_sim.game.afterwards.recorded import Recorded, again

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.engine.explore.telling.codes import Code
    from cafe_sim.engine.explore.telling.record import Record
    from cafe_sim.game.pictures.chart import Chart
    from cafe_sim.game.pictures.charting import Charts

DRAWN: Final = 0
INCONCLUSIVE: Final = 3
By = Literal["time", "steps"]
STYLES: Final = {"title": "bold", "worked": "magenta", "bad": "red", "accent": "yellow", "dim": "dim"}
KINDS: Final = (".svg", ".html", ".json")


def draw_timeline(
    what: str,
    arguments: Sequence[str],
    plan: Path | None,
    output: Path | None,
    *,
    by: By | None,
    beside: bool,
    theme: str,
    seed: int,
    plain: bool,
) -> int:
    """Draw, to `output` or on stdout; the exit status."""
    if output is not None and output.suffix.casefold() not in KINDS:
        raise Misuse(f"-o {output}: the ending says what to write, and can be {', '.join(KINDS[:-1])} or {KINDS[-1]}")
    if output is not None or has_every_letter():
        speak_to_player()
    astray = ""
    if _is_schedule(what):
        if beside:
            raise Misuse("--beside belongs to a level, and this is a counterexample: leave it out")
        held = held_by(what)
        if isinstance(held, Recorded):
            charts, astray = _of_run(held, what, arguments, plan)
        else:
            charts, astray = _of_schedule(held, what, arguments, plan, seed)
            by = by or "steps"
        all_charts = [charts]
    else:
        all_charts = _of_target(what, arguments, plan, seed, beside=beside)
    shown = [_one(charts, by) for charts in all_charts]
    if output is None:
        _print(shown, plain=plain)
    else:
        _write(output, shown, theme)
    if astray:
        click.echo(f"cafe-sim: this is not the execution that was found: {visible(astray)}", err=True)
    return INCONCLUSIVE if astray else DRAWN


def _is_schedule(what: str) -> bool:
    """A file with a schedule, or a code: neither a script, nor a level's file or id."""
    return not is_script(what) and (what.casefold().endswith(".json") or (":" in what and not is_file(what)))


def _one(charts: Charts, by: By | None) -> Chart:
    if by is None:
        return charts.telling
    return charts.by_time if by == "time" else charts.by_steps


def _of_schedule(
    held: Code | Record, what: str, arguments: Sequence[str], plan: Path | None, seed: int
) -> tuple[Charts, str]:
    from cafe_sim.cafe.faults import FILE
    from cafe_sim.cafe.inspecting import CafeSubject
    from cafe_sim.game.pictures.in_the_cafe import InTheCafe
    from cafe_sim.game.pictures.retelling import charts_of_schedule

    target, *rest = arguments or (program_here(held.name),)
    aim = aim_at(target, plan, Conditions(tuple(rest), seed), fitting=held.digest)
    schedule = Path(what).name if means_file(what) else what
    title = say("{program} as in {schedule}", program=Path(aim.subject.target).name, schedule=schedule)
    subject, sources, cafe = aim.subject, None, None
    if isinstance(subject, CafeSubject):
        sources, cafe = {FILE: subject.written.text}, InTheCafe.of(subject.shop, subject.written)
    try:
        return in_a_worker(charts_of_schedule, subject, held, aim.folder, title, sources=sources, cafe=cafe)
    except WorkerLost as error:
        raise Misuse(f"{subject.target} could not be executed: {error}") from None


def _of_run(held: Recorded, file: str, arguments: Sequence[str], plan: Path | None) -> tuple[Charts, str]:

    if plan is not None or len(arguments) > 1:
        raise Misuse(f"{file} says all of its run itself: leave --plan and arguments out")
    came, difference = again(held, recorded_level(held, file, arguments[0] if arguments else None), visible(file))
    return came.charts, difference


def _of_target(what: str, arguments: Sequence[str], plan: Path | None, seed: int, *, beside: bool) -> list[Charts]:
    """A script's run; a level's day, with its reference's beside it if asked; a level to break, with its program done
    right.
    """
    from cafe_sim.engine import Program
    from cafe_sim.game.pictures.retelling import charts_of_program

    if is_script(what):
        if plan is not None or beside:
            raise Misuse(f"{'--plan' if plan else '--beside'} belongs to a level, and this is a script: leave it out")
        return [charts_of_program(Program.from_file(script_of(what), arguments=arguments), what, seed=seed)]
    level = level_of(what, or_script=True)
    if arguments:
        raise Misuse(f"{' '.join(arguments)!r}: a level takes no arguments, only a script does; leave them out")
    chosen = plan_of(level, plan)
    title = f"{level.id} {retell(level.title)}"
    if level.scene is not None:
        texts = [(level.scene.program, title), (level.scene.corrected, say("{title}, done right", title=title))]
        programs = [(Program.from_source(text), words) for text, words in texts[: 1 + beside]]
        return [charts_of_program(program, words, seed=seed) for program, words in programs]
    from cafe_sim.game.days.played import play_day
    from cafe_sim.game.pictures.charting_day import charts_of_day

    def charts(day_of: Plan, words: str) -> Charts:
        words = say("{title}, {verdict}", title=title, verdict=words)
        return charts_of_day(play_day(level.shop, day_of, level.title), words)

    reference = say("its reference plan")
    own = charts(chosen, reference if plan is None else str(plan))
    other = (level.naive, say("its naive plan")) if plan is None else (level.reference, reference)
    return [own, charts(*other)] if beside else [own]


def _print(shown: Sequence[Chart], *, plain: bool) -> None:
    from cafe_sim.game.pictures.words import drawn, told

    if plain:
        print_lines(((spoken(line), "") for chart in shown for line in told(chart)), plain=True)
        return
    width = console().width
    for number, chart in enumerate(shown):
        lines = [("", "")] * bool(number) + list(drawn(chart, width))
        print_lines((line, STYLES.get(look, "")) for line, look in lines)


def _write(output: Path, shown: Sequence[Chart], theme: str) -> None:
    from cafe_sim.game.pictures.page import chart_page
    from cafe_sim.game.pictures.perfetto import trace_json
    from cafe_sim.game.pictures.svg import chart_svg

    kinds: dict[str, Callable[[], str]] = {
        ".svg": lambda: chart_svg(shown, theme),
        ".html": lambda: chart_page(shown, theme),
        ".json": lambda: trace_json(shown),
    }
    text = kinds[output.suffix.casefold()]()
    try:
        output.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise Misuse(f"{output} cannot be written ({why}): name another file with -o") from error

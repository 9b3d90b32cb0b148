"""The commands, their options and their help: only wiring. Each command's work is in the module of its name."""

from __future__ import annotations

import difflib
import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from cafe_sim import __version__
from cafe_sim.cli.answering import answered
from cafe_sim.cli.apart import apart
from cafe_sim.cli.naming import File, Target
from cafe_sim.game.signs import IN_ASCII

if TYPE_CHECKING:
    from cafe_sim.game.player.settings import ThemeName

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_PLAIN = click.option("--plain", is_flag=True, help="Narrate in plain lines, for screen readers and logs.")
_IN_LINES = click.option(
    "--plain", is_flag=True, help="The game in lines of text, by typed commands: for screen readers, and for scripts."
)
_PLAN = click.option(
    "--plan",
    type=File(folder=True),
    help="A plan for the level (TOML or JSON; of a level of code, its .py text); else its reference plan.",
)
_SEED = click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=0, help="Seed for random numbers in the program."
)


class _Amount(click.FloatRange):
    """A number between two others; no comparison turns "nan" away."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value} is no number.", param, ctx)
        return number


_VARY = click.option(
    "--vary",
    type=_Amount(0, 100, max_open=True),
    default=0.0,
    metavar="PERCENT",
    help="Tasks' sleeps may be so much shorter or longer than written.",
)


def _remember_saves(_context: click.Context, _option: click.Parameter, saves: Path | None) -> None:
    if saves is not None:
        os.environ["CAFE_SIM_SAVES"] = str(saves)


_SAVES = click.option(
    "--saves",
    type=File(folder=True, file=False),
    callback=_remember_saves,
    expose_value=False,
    help="Folder for saves.",
)
_THEME = click.option(
    "--theme",
    type=click.Choice(("espresso", "latte", "high-contrast", "ansi", "mono")),
    help="How the game looks this time; ansi is the terminal's own colours.",
)


class _Commands(click.Group):
    """Who types something that is no command is told what it could have been."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is not None or name.startswith("-"):
            return super().resolve_command(ctx, args)
        from cafe_sim.cli.targets import is_file

        near = difflib.get_close_matches(name, self.list_commands(ctx), n=1)
        if near:
            meant = f"did you mean `cafe-sim {near[0]}`?"
        elif is_file(name):
            meant = f"to run it, say `cafe-sim run {name}`."
        elif name == "help":
            meant = "say `cafe-sim -h`."
        else:
            meant = (
                f"the commands are {', '.join(self.list_commands(ctx))}; a level is played with `cafe-sim play LEVEL`."
            )
        raise click.UsageError(f"there is no command {name!r}: {meant}")


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 nothing wrong, 1 faults found, 2 bad input, 3 inconclusive. The game, also in lines, and what `timeline` draws speak "
    "the language of the game's settings, or of LC_ALL, LC_MESSAGES or LANG; reports, errors and JSON are English.",
)
@click.version_option(__version__, prog_name="cafe-sim")
@_SAVES
@_THEME
@_IN_LINES
@click.pass_context
def cafe_sim(context: click.Context, theme: ThemeName | None, plain: bool) -> int:
    """Run a coffee shop, learn concurrency. Without a command: the game."""
    if context.invoked_subcommand is not None:
        misplaced = "--plain" if plain else f"--theme {theme}" if theme else ""
        if misplaced:
            raise click.UsageError(
                f"{misplaced.partition(' ')[0]} belongs after the command: "
                f"say `cafe-sim {context.invoked_subcommand} {misplaced}`."
            )
        return 0
    from cafe_sim.cli.play import play_game

    return play_game(None, theme, plain=plain)


@cafe_sim.command()
@click.argument("level", required=False, type=Target())
@_IN_LINES
@_SAVES
@_THEME
def play(level: str | None, theme: ThemeName | None, plain: bool) -> int:
    """The game, or one LEVEL of it."""
    from cafe_sim.cli.play import play_game

    return play_game(level, theme, plain=plain)


@cafe_sim.command()
@click.argument("file", required=False, type=File(folder=True))
@_SAVES
@_THEME
def lab(file: Path | None, theme: ThemeName | None) -> int:
    """The game, in its lab: your own scripts, edited and inspected."""
    from cafe_sim.cli.play import open_lab

    return open_lab(file, theme)


@cafe_sim.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to serve; other addresses let others in.",
)
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="0 is any free one.")
@click.option(
    "--visitors", type=click.IntRange(1, 256), default=8, show_default=True, help="Tables at a time, each a process."
)
@_SAVES
def serve(host: str, port: int, visitors: int) -> int:
    """The game in browsers; each visitor has saves of their own."""
    from cafe_sim.cli.serve import serve_game

    return serve_game(host, port, visitors)


@cafe_sim.command(short_help="The campaign, and your stars.")
@_AS_JSON
@_PLAIN
@click.option("--export", "out", type=File(written=True), help="Write stars and plans to a file.")
@click.option("--import", "file", type=File(), help="Add the stars and plans of such a file.")
@_SAVES
def levels(as_json: bool, plain: bool, out: Path | None, file: Path | None) -> int:
    """The campaign, and your stars: to look at, to hand to a teacher, to take along."""
    from cafe_sim.cli.levels import carry, list_levels

    carry(out, file)
    return list_levels(as_json=as_json, plain=plain)


@cafe_sim.command(short_help="One execution of a level or a script, on virtual time.")
@click.argument("target", type=Target())
@click.argument("arguments", nargs=-1)
@_PLAN
@_SEED
@click.option("--cores", type=click.IntRange(1, 64), help="Cores that run Python at once; 1, as usual, is the GIL.")
@click.option("--replay-out", type=File(written=True), help="Keep a level's run here, for `replay`.")
@_AS_JSON
@_PLAIN
def run(
    target: str,
    arguments: tuple[str, ...],
    plan: Path | None,
    seed: int,
    cores: int | None,
    replay_out: Path | None,
    as_json: bool,
    plain: bool,
) -> int:
    """One execution of TARGET: a level's id, a level's file, or any Python script, on virtual time.

    ARGUMENTS are the script's own; after a `--` they may begin with a dash.
    """

    def command() -> int:
        from cafe_sim.cli.run import run_target

        return run_target(
            target, arguments, plan, seed=seed, cores=cores, as_json=as_json, plain=plain, replay_out=replay_out
        )

    return apart(target, command)


@cafe_sim.command("inspect", short_help="Every order that could have happened, and the one that goes wrong.")
@click.argument("target", type=Target())
@click.argument("arguments", nargs=-1)
@_PLAN
@click.option("--seconds", type=_Amount(0.1, 86_400), default=10.0, show_default=True, help="Time to spend at most.")
@click.option("--schedules", type=click.IntRange(1, 10**9), help="Schedules to execute at most.")
@click.option("--bound", type=click.IntRange(0, 100), help="Only schedules with at most so many preemptions.")
@click.option("--exhaustive", is_flag=True, help="Go on after a fault, to the very last schedule; no sampling.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Worker processes; as many as there are cores.")
@click.option("--cluster", metavar="ADDRESS", help="Use the workers of the Dask cluster whose scheduler is there.")
@_SEED
@_VARY
@click.option("--replay-out", type=File(written=True), help="Write the schedule that goes wrong here.")
@_AS_JSON
@_PLAIN
def inspect_(
    target: str,
    arguments: tuple[str, ...],
    plan: Path | None,
    seconds: float,
    schedules: int | None,
    bound: int | None,
    exhaustive: bool,
    jobs: int | None,
    cluster: str | None,
    seed: int,
    vary: float,
    replay_out: Path | None,
    as_json: bool,
    plain: bool,
) -> int:
    """Execute TARGET (a level's id, a level's file, or any Python script) under every schedule that matters, or as many
    as time allows.

    Broken: some schedule goes wrong, and is shown. Certified: every distinct schedule was executed. Bounded: every one
    with at most so many preemptions. Sampled: so many were tried (exit status 3). Ctrl-C ends it with the verdict so
    far. ARGUMENTS are the script's own; after a `--` they may begin with a dash.
    """
    from cafe_sim.cli.inspect import Wish, inspect_target
    from cafe_sim.cli.targets import Conditions

    wish = Wish(seconds, schedules, bound, exhaustive, jobs, cluster)
    conditions = Conditions(arguments, seed, vary)
    return inspect_target(target, plan, conditions, wish, replay_out=replay_out, as_json=as_json, plain=plain)


@cafe_sim.command(short_help="A counterexample, or a recorded run, once more.")
@click.argument("schedule", type=Target())
@click.argument("target", required=False, type=Target())
@click.argument("arguments", nargs=-1)
@_PLAN
@_SEED
@_VARY
@_AS_JSON
@_PLAIN
def replay(
    schedule: str,
    target: str | None,
    arguments: tuple[str, ...],
    plan: Path | None,
    seed: int,
    vary: float,
    as_json: bool,
    plain: bool,
) -> int:
    """Execute the SCHEDULE that `inspect` found once more: a schedule code, or a file written with --replay-out. Or the
    run of a level that `run --replay-out` or the game has kept in a file.

    TARGET is the program; without it, the one that SCHEDULE names, in the current folder. A replay that goes otherwise
    than it did is said to, with the first difference, and ends with exit status 3.
    """

    def command() -> int:
        from cafe_sim.cli.replay import replay_schedule
        from cafe_sim.cli.targets import Conditions

        conditions = Conditions(arguments, seed, vary)
        return replay_schedule(schedule, target, plan, conditions, as_json=as_json, plain=plain)

    return apart(schedule, command)


@cafe_sim.command(short_help="Who did what when: in the terminal, or as SVG, HTML, or a trace for Perfetto.")
@click.argument("what", type=Target())
@click.argument("arguments", nargs=-1)
@_PLAN
@click.option(
    "-o",
    "--output",
    type=File(written=True),
    help="Write here: a picture (.svg), a page (.html), or a trace for ui.perfetto.dev (.json).",
)
@click.option("--by", type=click.Choice(["time", "steps"]), help="The axis; time, but steps for a counterexample.")
@click.option(
    "--beside", is_flag=True, help="Two runs on one axis: the reference plan's, and the naive one's or yours."
)
@click.option(
    "--theme", type=click.Choice(["espresso", "latte", "high-contrast"]), default="espresso", show_default=True
)
@_SEED
@_PLAIN
def timeline(
    what: str,
    arguments: tuple[str, ...],
    plan: Path | None,
    output: Path | None,
    by: Literal["time", "steps"] | None,
    beside: bool,
    theme: str,
    seed: int,
    plain: bool,
) -> int:
    """Draw WHAT as a Gantt chart: a counterexample's file or schedule code, a level, or any Python script.

    Every thread and task has a row: when it ran, waited, was stuck, on what; the critical path is what decided the end.
    A counterexample's program is found as `replay` finds it, or named after it; otherwise ARGUMENTS are the script's
    own.
    """

    def command() -> int:
        from cafe_sim.cli.timeline import draw_timeline

        return draw_timeline(what, arguments, plan, output, by=by, beside=beside, theme=theme, seed=seed, plain=plain)

    return apart(what, command)


@cafe_sim.command()
@click.argument("level", type=Target())
@_PLAN
@click.option("-o", "--output", type=File(written=True, dash=True), help="Write here instead of stdout.")
def export(level: str, plan: Path | None, output: Path | None) -> int:
    """LEVEL's program as a script that plain CPython runs."""
    from cafe_sim.cli.export import export_level

    return export_level(level, plan, output)


@cafe_sim.command()
@click.argument("paths", nargs=-1, required=True, type=File(folder=True))
@_AS_JSON
@_PLAIN
def check(paths: tuple[Path, ...], as_json: bool, plain: bool) -> int:
    """Validate and prove levels: files, or folders of them."""
    from cafe_sim.cli.check import check as check_paths

    return check_paths(paths, as_json=as_json, plain=plain)


def main() -> int:
    """Run a command; every error is one sentence on stderr."""
    if sys.stdout is None:  # closed by the caller (`>&-`): results go nowhere, the exit status counts
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as we live
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=IN_ASCII)
    return answered(lambda: cafe_sim.main(prog_name="cafe-sim", standalone_mode=False))

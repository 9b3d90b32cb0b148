"""The commands, their options and their help: only wiring. Each command's work is in the module of its name."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from cafe_sim.errors import Bug, CafeError

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_PLAIN = click.option("--plain", is_flag=True, help="Narrate in plain lines, for screen readers and logs.")
_PLAN = click.option(
    "--plan", type=click.Path(path_type=Path), help="A plan for the level (TOML or JSON); else its reference plan."
)


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 nothing wrong, 1 faults found, 2 bad input, 3 inconclusive.",
)
@click.version_option(package_name="cafe-sim", prog_name="cafe-sim")
@click.option("--saves", type=click.Path(path_type=Path, file_okay=False), help="Folder for saves.")
@click.pass_context
def cafe_sim(context: click.Context, saves: Path | None) -> None:
    """Run a coffee shop, learn concurrency. Without a command: the game."""
    if saves is not None:
        os.environ["CAFE_SIM_SAVES"] = str(saves)
    if context.invoked_subcommand is None:
        context.invoke(play)


@cafe_sim.command()
@click.argument("level", required=False)
def play(level: str | None = None) -> None:
    """The game, or one LEVEL of it."""
    from cafe_sim.cli.play import play_game

    sys.exit(play_game(level))


@cafe_sim.command()
@_AS_JSON
@_PLAIN
def levels(as_json: bool, plain: bool) -> None:
    """The campaign, and your stars."""
    from cafe_sim.cli.levels import list_levels

    sys.exit(list_levels(as_json=as_json, plain=plain))


@cafe_sim.command()
@click.argument("target")
@_PLAN
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, help="Seed for random numbers in the program.")
@click.option("--cores", type=click.IntRange(1, 64), default=1, help="Cores of a script's machine; 1 is the GIL.")
@_AS_JSON
@_PLAIN
def run(target: str, plan: Path | None, seed: int, cores: int, as_json: bool, plain: bool) -> None:
    """One execution of TARGET: a level's id, a level's file, or any Python script, on virtual time."""
    from cafe_sim.cli.run import run_target

    sys.exit(run_target(target, plan, seed=seed, cores=cores, as_json=as_json, plain=plain))


@cafe_sim.command()
@click.argument("level")
@_PLAN
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of stdout.")
def export(level: str, plan: Path | None, output: Path | None) -> None:
    """LEVEL's program as a script that plain CPython runs."""
    from cafe_sim.cli.export import export_level

    sys.exit(export_level(level, plan, output))


@cafe_sim.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@_AS_JSON
@_PLAIN
def check(paths: tuple[Path, ...], as_json: bool, plain: bool) -> None:
    """Validate and prove levels: files, or folders of them."""
    from cafe_sim.cli.check import check as check_paths

    sys.exit(check_paths(paths, as_json=as_json, plain=plain))


def main() -> int:
    """Run a command; every error is one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        cafe_sim.main(standalone_mode=False)
    except click.exceptions.Abort:
        return _say("stopped", 130)
    except click.ClickException as error:
        return _say(error.format_message(), 2)
    except Bug as error:
        return _say(f"{error} (this is a bug in Café Sim: please report it)", 2)
    except CafeError as error:
        return _say(str(error), 2)
    except KeyboardInterrupt:
        return _say("stopped", 130)
    except BrokenPipeError:
        # whoever read our output has seen enough; keep the interpreter from complaining at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return 0


def _say(sentence: str, status: int) -> int:
    click.echo(f"cafe-sim: {sentence}", err=True)
    return status

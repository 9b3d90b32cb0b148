"""How a command ends: with its exit status, and where it came to nothing, with one sentence on stderr.

Never with a traceback.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from cafe_sim.errors import Bug, CafeError, WorkerLost

STOPPED: Final = 130
"""As shells have it of what ctrl-c has ended."""


def answered(command: Callable[[], int | None]) -> int:
    """Carry it out; the exit status."""
    try:
        return int(command() or 0)
    except (click.exceptions.Abort, KeyboardInterrupt) as stop:
        where = stop.__cause__ or stop  # click makes an Abort of it
        return ended_with(f"stopped {where}".rstrip(), STOPPED)
    except click.UsageError as error:
        return ended_with(f"{error.format_message()} {_help(error.ctx)}".rstrip(), 2)
    except click.ClickException as error:
        return ended_with(error.format_message(), 2)
    except Bug as error:
        return ended_with(f"{error} (this is a bug in Café Sim: please report it)", 2)
    except WorkerLost as error:
        return ended_with(str(error), 3)
    except CafeError as error:
        return ended_with(str(error), 2)
    except Exception as error:  # noqa: BLE001 - the last resort: nobody who plays wants to read a traceback
        return ended_with(_mistake(error), 2)


def ended_with(sentence: str, status: int) -> int:
    """One sentence on stderr; the exit status."""
    from cafe_sim.cli.output import visible  # not before: it takes longer than most of what goes well

    click.echo(f"cafe-sim: {visible(' '.join(sentence.split(chr(10))))}", err=True)
    return status


def _help(context: click.Context | None) -> str:
    return f"(`{context.command_path} -h` says more)" if context is not None else ""


def _mistake(error: Exception) -> str:
    """What to say of an error that nobody foresaw."""
    what = f"{type(error).__name__}: {error}".removesuffix(": ")
    if isinstance(error, OSError):
        return f"{what}; check the place that is written to or read from"
    at = traceback.extract_tb(error.__traceback__)[-1]
    return f"{what} in {Path(at.filename).name}:{at.lineno} (this is a bug in Café Sim: please report it)"

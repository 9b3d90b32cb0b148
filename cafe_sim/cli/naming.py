"""How something is named on a command line: what a command looks at, and files. Nothing is read from standard input."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import os

_NOTHING = "nothing is named there."


class Target(click.types.StringParamType):
    """A level, a script, a schedule code: whatever it means, it is some text."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Raises BadParameter."""
        text = str(value)
        if not text.strip():
            self.fail(_NOTHING, param, ctx)
        if text == "-":
            self.fail("nothing is read from standard input here; write it to a file, and name that.", param, ctx)
        return text


class File(click.Path):
    """A file, to be read or `written`; `folder`: or a folder, or that alone; `dash`: or standard output."""

    def __init__(self, *, folder: bool = False, file: bool = True, dash: bool = False, written: bool = False) -> None:
        super().__init__(
            path_type=Path, dir_okay=folder, file_okay=file, allow_dash=dash, readable=not written, writable=written
        )

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """Raises BadParameter. No name at all would be the current folder."""
        if not str(value):
            self.fail(_NOTHING, param, ctx)
        if str(value) == "-" and not self.allow_dash:
            self.fail("a file is wanted; if it is really called so, say ./-", param, ctx)
        return super().convert(value, param, ctx)

"""A piece of Python source, read once: checked, rewritten, compiled, its lines known to tracebacks."""

from __future__ import annotations

import ast
import io
import linecache
import re
import tokenize
import warnings
from pathlib import Path
from types import CodeType
from zlib import crc32

from cafe_sim.engine.kernel.trace import Site
from cafe_sim.engine.program.rewriting.accesses import Accesses
from cafe_sim.engine.program.rewriting.reach import handed_on, reach
from cafe_sim.engine.program.rewriting.rewrite import rewrite
from cafe_sim.errors import BadContent

TEXT_MAX = 1_000_000
"""Characters a program may have."""
QUOTED_AT_MOST = 80
"""Characters of a line that is shown because it is no Python."""

_ATOMIC = re.compile(r"#\s*atomic\b")


class Source:
    """Source text, compiled. Never changes."""

    def __init__(self, text: str, file: str, imported: bool = False) -> None:
        if len(text) > TEXT_MAX:
            raise BadContent(f"{file}: a program of {len(text):,} characters is too long; {TEXT_MAX:,} are the most")
        self.file = file
        self.text = text
        self.folder = str(Path(file).parent)
        self.is_package = Path(file).name == "__init__.py"
        try:
            tree = _parsed(text, file)
            self.reach = reach(tree)
            """By which names it may touch what is beyond seeing."""
            self.handed_on = handed_on(tree)
            self.accesses: Accesses
            self.code: CodeType
            self.accesses, self.code = _compile(tree, text, file, imported)
        except SyntaxError as error:
            raise BadContent(_sentence(error, file)) from None
        except (ValueError, RecursionError, MemoryError) as error:
            why = str(error) or "it is nested too deeply"
            raise BadContent(f"{file}: this is not a program that Python can read: {why}") from None
        self.sites = tuple(Site(file, line, function) for line, function in self.accesses.places)

    def tell_linecache(self) -> None:
        """Let tracebacks show the lines of a program that is in no file."""
        if not Path(self.file).exists():
            linecache.cache[self.file] = (len(self.text), None, self.text.splitlines(keepends=True), self.file)


def _parsed(text: str, file: str) -> ast.Module:
    try:
        return ast.parse(text, file)
    except SystemError:
        # Up to 3.11.7 Python gives up where the collector, called in the middle, frees something that has a text parsed
        # itself (asyncio, telling of a task whose error nobody asked for). What it freed is gone by the second time.
        return ast.parse(text, file)


def _compile(tree: ast.Module, text: str, file: str, imported: bool) -> tuple[Accesses, CodeType]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # as written, first: what only the compiler refuses must be said about the program's own text
        compile(tree, file, "exec", dont_inherit=True)
        changed, accesses = rewrite(tree, atomic_lines(text), imported, crc32(text.encode(errors="replace")))
        return accesses, compile(changed, file, "exec", dont_inherit=True)


def atomic_lines(text: str) -> frozenset[int]:
    """Lines with a comment `# atomic`."""
    if "atomic" not in text:
        return frozenset()
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return frozenset(
        token.start[0] for token in tokens if token.type == tokenize.COMMENT and _ATOMIC.match(token.string)
    )


def _sentence(error: SyntaxError, file: str) -> str:
    where = f"{file}, line {error.lineno}" if error.lineno else file
    line = (error.text or "").strip()[:QUOTED_AT_MOST]
    return f"{where}: {error.msg}" + (f": {line}" if line else "")

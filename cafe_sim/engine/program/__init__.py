"""Programs: Python source made runnable on the kernel. One path for plans, levels and scripts.

A `Program` is read and rewritten once, then executed as often as one likes, each time afresh: its accesses to shared
state are visible, its imports get the kernel's modules, its output belongs to the execution, and every event, fault and
traceback speaks of its own file and lines.

    rewriting            once: the text, read, rewritten and compiled
    seeing               at each access: what it touches, and whether that is shared
    executing            in each execution: its modules, what it imports, what it writes
    current              what an execution keeps of its program
    methods              what the methods of containers do to their cells
    settings             what it may change in the process, and how that comes back
    tracebacks           tracebacks without us
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Self

from cafe_sim.engine.kernel.execution import Execution, Limits, Policy
from cafe_sim.engine.program.current import SESSION
from cafe_sim.engine.program.executing.owned import own_folders
from cafe_sim.engine.program.executing.session import Session
from cafe_sim.engine.program.rewriting.source import Source
from cafe_sim.engine.program.tracebacks import strip
from cafe_sim.errors import BadContent, Misuse

__all__ = ["Program"]


class Program:
    """Source text, ready to be executed on the kernel any number of times."""

    def __init__(self, source: Source, modules: Mapping[str, ModuleType], folder: Path | None) -> None:
        self.source = source
        self.modules = modules
        """What the program may import besides the façades and the real modules."""
        self.folder = folder
        """Where its own modules lie, if it is a file."""
        self.arguments: tuple[str, ...] = ()
        """What `sys.argv` holds after the file's name."""
        self._siblings: dict[str, Source | None] = {}
        self._files = {source.file}
        source.tell_linecache()

    @classmethod
    def from_source(cls, text: str, file: str = "program.py", modules: Mapping[str, ModuleType] | None = None) -> Self:
        """A program from its text. Raises BadContent, with file and line, where it is not Python."""
        return cls(Source(text, file), modules or {}, None)

    @classmethod
    def from_file(
        cls, path: str | Path, modules: Mapping[str, ModuleType] | None = None, arguments: Sequence[str] = ()
    ) -> Self:
        """A program from a file; modules beside it are its own, and rewritten likewise, as are those of `own_folders`.

        The `__main__.py` of a package, or the folder it lies in, is run as `python -m` runs it.
        """
        path = Path(path)
        if (path / "__main__.py").is_file():
            path /= "__main__.py"
        folder = path.parent
        while path.name == "__main__.py" and (folder / "__init__.py").is_file():
            # as it was typed, where that has a parent: files are called alike wherever they are imported from
            folder = (folder if folder.name and folder.name != ".." else folder.absolute()).parent
        program = cls(Source(_read(path), str(path)), modules or {}, folder)
        program.arguments = tuple(arguments)
        return program

    def __repr__(self) -> str:
        return f"Program({self.file!r})"

    def __reduce__(self) -> tuple[object, ...]:
        """By its text: another process compiles it again. Its own modules are read there from where they lie."""
        modules = {name: module.__name__ for name, module in self.modules.items()}
        return _again, (self.text, self.source.file, modules, self.folder, self.arguments)

    @property
    def package(self) -> str:
        """The package whose `__main__` it is; empty for a script."""
        if self.folder is None or Path(self.source.file).name != "__main__.py":
            return ""
        return ".".join(Path(self.source.folder).absolute().relative_to(self.folder.absolute()).parts)

    @property
    def file(self) -> str:
        """The name of its file, as faults and tracebacks give it."""
        return self.source.file

    @property
    def text(self) -> str:
        """The source as written."""
        return self.source.text

    def sibling(self, name: str) -> Source | None:
        """The source of a module of the program's own, if there is one of that name."""
        if name not in self._siblings:
            self._siblings[name] = self._read_sibling(name)
        return self._siblings[name]

    def _read_sibling(self, name: str) -> Source | None:
        if self.folder is None:
            return None
        for folder in (self.folder, *own_folders(name)):
            base = folder.joinpath(*name.split("."))
            for path in (base / "__init__.py", base.with_name(base.name + ".py")):
                if path.is_file():
                    source = Source(_read(path), str(path), imported=True)
                    self._files.add(source.file)
                    return source
        return None

    def execution(
        self, policy: Policy | None = None, seed: int = 0, cores: int = 1, limits: Limits | None = None
    ) -> Execution:
        """A fresh execution, whose main actor runs the program as `__main__`.

        Raises Misuse without a core to run it on.
        """
        if cores < 1:
            raise Misuse(f"a program cannot run on {cores} cores; give it at least one")
        execution = Execution(
            lambda: _run(session),
            policy=policy,
            seed=seed,
            cores=cores,
            limits=limits or Limits(),
            is_program_file=self._files.__contains__,
        )
        session = Session(self, execution)
        execution.locals[SESSION] = session
        return execution


def _again(text: str, file: str, modules: dict[str, str], folder: Path | None, arguments: tuple[str, ...]) -> Program:
    program = Program(Source(text, file), {name: import_module(full) for name, full in modules.items()}, folder)
    program.arguments = arguments
    return program


def _run(session: Session) -> None:
    session.execution.at_main_end.append(session.note_kept)
    try:
        session.run_main()
    except BaseException as error:
        strip(error)
        raise


def _read(path: Path) -> str:
    import tokenize

    try:
        with tokenize.open(path) as file:
            return file.read()
    except (OSError, UnicodeError, SyntaxError) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise BadContent(f"{path}: {what}; give the path of a Python script") from None

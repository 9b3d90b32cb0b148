"""Whose a module is that does not lie beside the program. What Python or an installation brought is foreign; what is
found elsewhere (through PYTHONPATH, or where a package under development was installed to be edited) is the user's own
work, and the program's as much as what lies beside it: its shared state must be seen, and must begin anew with each
execution. And what an import means by a name.
"""

from __future__ import annotations

import importlib.util
import site
import sys
import sysconfig
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parents[3]
"""Where this package was imported from."""


def own_folders(module: str) -> tuple[Path, ...]:
    """Where a module of that name is the user's own, besides the program's folder."""
    return () if module.partition(".")[0] in sys.stdlib_module_names else _own(tuple(sys.path))


@cache
def _own(path: tuple[str, ...]) -> tuple[Path, ...]:
    folders = [Path(entry).resolve() for entry in path if entry]
    return tuple(folder for folder in folders if folder.is_dir() and folder != HERE and not _is_installed(folder))


def _is_installed(folder: Path) -> bool:
    paths = sysconfig.get_paths()
    roots = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib", "scripts")}
    roots |= {*site.getsitepackages(), site.getusersitepackages()}
    return any(folder.is_relative_to(Path(root).resolve()) for root in roots)


def absolute(name: str, package: str, level: int) -> str:
    """The full name of what is imported from a package with that many dots."""
    parts = package.split(".") if package else []
    if len(parts) < level:
        raise ImportError("attempted relative import with no known parent package")
    base = parts[: len(parts) - level + 1]
    return ".".join([*base, name] if name else base)


def exists(name: str) -> bool:
    """Is there a module of that name to import?"""
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False

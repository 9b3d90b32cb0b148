"""Whose a module is that does not lie beside the program. What Python or an installation brought is foreign; what is
found elsewhere (through PYTHONPATH, or where a package under development was installed to be edited) is the user's own
work, and the program's as much as what lies beside it: its shared state must be seen, and must begin anew with each
execution.
"""

from __future__ import annotations

import site
import sys
import sysconfig
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parents[4]
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

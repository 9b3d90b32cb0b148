"""What an import means by a name."""

from __future__ import annotations

import importlib.util


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

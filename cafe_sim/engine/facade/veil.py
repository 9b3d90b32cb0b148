"""A façade that is the real module but for a few names."""

from __future__ import annotations

from types import ModuleType
from typing import Any


def veil(real: ModuleType, namespace: dict[str, Any]) -> None:
    """Fill a façade's `namespace` with everything of the `real` module that it does not define itself."""
    for name, value in vars(real).items():
        if name not in namespace and not (name.startswith("__") and name.endswith("__")):
            namespace[name] = value
    if hasattr(real, "__all__"):
        namespace["__all__"] = list(real.__all__)

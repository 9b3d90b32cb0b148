"""Where saves lie: what was asked for, else beside the checkout, else in the user's data folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

VARIABLE: Final = "CAFE_SIM_SAVES"


def saves_folder(
    asked: Path | None = None, environment: Mapping[str, str] | None = None, root: Path | None = None
) -> Path:
    """The folder, which need not exist. `root` is the folder that the package lies in."""
    from_environment = (os.environ if environment is None else environment).get(VARIABLE, "")
    if asked is not None:
        return asked.expanduser()
    if from_environment:
        return Path(from_environment).expanduser()
    root = Path(__file__).resolve().parents[2] if root is None else root
    if (root / "pyproject.toml").is_file() and (root / "levels").is_dir():
        return root / "saves"
    from platformdirs import user_data_path

    return user_data_path("cafe-sim", appauthor=False) / "saves"

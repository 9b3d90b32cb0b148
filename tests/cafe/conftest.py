"""Lets the tests beside it import `cafe_shops`, which pytest's importlib mode would not."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

"""A browser for the tests that want one."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

sys.path.insert(0, str(Path(__file__).parent))  # for `chromium`: pytest's importlib mode would not find it

from chromium import Chromium, started


@pytest_asyncio.fixture
async def chromium(tmp_path: Path) -> AsyncIterator[Chromium]:
    async with started(tmp_path / "chromium") as browser:
        yield browser

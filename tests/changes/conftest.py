"""The write path is tested on both engines (node_settings)."""

from __future__ import annotations

from datetime import datetime

import pytest


@pytest.fixture
def later(now: datetime) -> datetime:
    """An hour after now."""
    return now.replace(hour=now.hour + 1)

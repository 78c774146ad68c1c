"""The words of foreign files: headings, titles and labels. They are data: rules/presets/attendance_headings.json."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

WORDS: Mapping[str, Any] = json.loads(
    (Path(__file__).parent.parent / "rules" / "presets" / "attendance_headings.json").read_text("utf-8"))
FORMATS: Mapping[str, str] = WORDS["formats"]
"""The date forms the mapping screen offers: as people write them -> as strptime does."""
_SIGNS = re.compile(r"[\s*()\[\]/:._\-]+")


def loose(text: str) -> str:
    """A heading without case, width, spaces between its characters, brackets, colons and the like."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).lower())


def loose_set(texts: Iterable[str]) -> frozenset[str]:
    """The same of several."""
    return frozenset(map(loose, texts))

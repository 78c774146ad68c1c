"""Our own style sheets and scripts keep to what Chromium 90 understands (the browsers of domestic desktops stand on it)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS_TOO_NEW = {
    r":has\(": "105", r"@container\b": "105", r"@layer\b": "99", r"@scope\b": "118", r"@starting-style\b": "117",
    r"(?:^|[\s{;])&": "112, nesting", r"\baccent-color\s*:": "93", r"\bcolor-mix\(": "111", r"\b(?:ok)?l(?:ab|ch)\(": "111",
    r"\d(?:[sdl]v[hwib]|[sdl]vmin|[sdl]vmax|cq[whib])\b": "108", r"\btext-wrap\s*:": "114", r"\bsubgrid\b": "117",
    r":user-(?:in)?valid\b": "119", r"(?:^|[\s{;])(?:translate|rotate|scale)\s*:": "104", r"@media[^{]*[<>]=?": "104, ranges",
    r"\bscrollbar-gutter\s*:": "94", r":modal\b": "105", r"(?<!-)\bappearance\s*:\s*base": "135", r":popover-open\b": "114",
    r"\bfont-palette\s*:": "101", r"\blight-dark\(": "123",
}
JS_TOO_NEW = {
    r"\bstructuredClone\(": "98", r"\.at\(": "92", r"\bhasOwn\(": "93", r"\.findLast(?:Index)?\(": "97", r"\bgroupBy\(": "117",
    r"\.to(?:Sorted|Reversed|Spliced)\(": "110", r"\brandomUUID\(": "92", r"\bstatic\s*\{": "94", r"#\w+\s+in\s": "91",
    r"\bcheckVisibility\(": "105", r"\.inert\b": "102", r"\bwithResolvers\(": "119", r"\bAbortSignal\.(?:timeout|any)\(": "103",
    r"\bfromAsync\(": "121", r"\b(?:show|hide|toggle)Popover\(": "114", r"\bshowPicker\(": "99", r"\bcause\s*:": "93, error cause",
    r"^(?:const [^=]+=\s*)?await\b": "top level", r"^import\b": "modules", r"\.(?:isSubsetOf|union|intersection)\(": "122",
    r"\bscheduler\.": "94", r"/[a-z]*v[a-z]*\.test\(": "112, regular expressions with v", r"\bstartViewTransition\(": "111",
    r"\bIterator\b": "122", r"\bURL\.(?:canParse|parse)\(": "120",
}


def too_new(text: str, patterns: dict[str, str]) -> list[str]:
    """What a text uses that came after Chromium 90: `line: what (version it came with)`. Comments do not count."""
    bare = re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)
    bare = re.sub(r"(?m)(?:^|\s)//.*$", "", bare)
    return [f"{bare.count(chr(10), 0, found.start()) + 1}: {found[0].strip()} ({version})"
            for pattern, version in patterns.items() for found in re.finditer(pattern, bare, re.MULTILINE)]


@pytest.mark.parametrize(("ending", "patterns"), [("css", CSS_TOO_NEW), ("js", JS_TOO_NEW)])
def test_our_own_files_use_nothing_newer_than_chromium_90(ending: str, patterns: dict[str, str]) -> None:
    files = sorted((ROOT / "static").rglob(f"*.{ending}"))
    assert files
    assert [f"{file.name}:{fault}" for file in files for fault in too_new(file.read_text("utf-8"), patterns)] == []


@pytest.mark.parametrize("sample", [
    "form:has(:checked) { color: red }", "@container (min-width: 9em) { p { margin: 0 } }", "p { & b { margin: 0 } }",
    "p { height: 100dvh }", "p { rotate: 3deg }", "@media (width >= 600px) { p { margin: 0 } }", "p { accent-color: blue }",
])
def test_newer_style_is_found(sample: str) -> None:
    assert len(too_new(sample, CSS_TOO_NEW)) == 1


@pytest.mark.parametrize("sample", [
    "const copy = structuredClone(row);", "rows.at(-1);", "Object.hasOwn(a, b);", "const page = await fetch(here);", "crypto.randomUUID();",
    "class Row { static { go(); } }", "rows.findLast(good);", "import { go } from './go.js';",
])
def test_newer_script_is_found(sample: str) -> None:
    assert len(too_new(sample, JS_TOO_NEW)) == 1


def test_what_chromium_90_knows_is_left_alone() -> None:
    assert too_new(".a:focus-visible > b, .c:not(.d, .e) { inset: 0; gap: 1em; transform: scale(2) } /* :has( */", CSS_TOO_NEW) == []
    assert too_new("box.replaceChildren(a?.b ?? c); // rows.at(-1)\nasync function go() {\n  await fetch(a);\n}", JS_TOO_NEW) == []

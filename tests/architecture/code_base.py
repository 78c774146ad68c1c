"""The code base as the tests of this folder see it: which files there are, what they import, and every exemption in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_OURS = {".venv", "build", "data", "demo-data", "__pycache__", "node_modules", "shots"}
PYTHON_PARTS = (
    "rules", "tables", "actions", "sync", "devices", "views", "commands", "demo", "migrations", "tools", "benchmarks", "tests",
    "app", "clock", "jobs", "models", "run", "serve", "settings", "tls",
)  # fmt: skip

# Whole folders and files to which a check does not apply, with the reason.
EXEMPT: dict[str, dict[str, str]] = {
    "clock": {
        "clock.py": "the one place that reads it",
        "run.py": "set-up runs before the program",
        "benchmarks/": "measure time",
        "tests/": "judge the rest, but never sleep",
        "tools/": "are run by hand",
    },
    "environment": {
        "app.py": "starts the program",
        "serve.py": "starts the program",
        "run.py": "starts the program",
        "settings.py": "given it as a mapping",
        "commands/": "start the program",
        "demo/__main__.py": "starts the program",
        "benchmarks/": "start the program",
        "tests/": "start the program",
        "tools/": "are run by hand",
    },
    "chinese": {
        "views/wording/": "the place for it",
        "tests/": "speak as users do",
        "demo/": "is the demo centre's data",
    },
    "size": {"migrations/": "are frozen as they were generated"},
}


@dataclass(frozen=True)
class Source:
    """One file of ours: its path with forward slashes from the root, and its text."""

    path: str
    text: str

    @property
    def part(self) -> str:
        """The folder at the top that holds it, or its own name where it stands at the top."""
        return self.path.split("/")[0].removesuffix(".py")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    def is_exempt(self, check: str) -> bool:
        return any(self.path == name or (name.endswith("/") and self.path.startswith(name)) for name in EXEMPT[check])

    def imports(self) -> Iterator[tuple[int, str]]:
        """(line, dotted name) of everything imported; `from a import b` gives a.b."""
        for node in ast.walk(self.tree):
            yield from ((node.lineno, name) for name in imported_names(node))


def imported_names(node: ast.AST) -> list[str]:
    """Dotted names that an import statement brings in; nothing for other nodes. Relative imports show as "."."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]
    return []


def find_sources(suffix: str, root: Path = ROOT) -> list[Source]:
    """Every file of ours with this suffix, sorted by path."""
    found = []
    for path in sorted(root.rglob(f"*{suffix}")):
        inner = path.relative_to(root)
        if not any(name in NOT_OURS or (name.startswith(".") and name != ".ci") for name in inner.parts):
            found.append(Source(inner.as_posix(), path.read_text("utf-8")))
    return found

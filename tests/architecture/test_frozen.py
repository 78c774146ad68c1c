"""What has shipped does not change, and what is not ours is not kept here."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from tests.architecture.code_base import NOT_OURS, ROOT

SHIPPED = ROOT / "migrations" / "SHIPPED.txt"
THIRD_PARTY = re.compile(r"(^|[/._-])(htmx|hyperscript|alpine|bootstrap|jquery|axe|workbox|idb|echarts|chart)[^/]*\.(js|css|map)$|\.min\.")


def changed_steps(shipped: str, folder: Path) -> list[str]:
    """Names of the steps that are no longer as their recorded `sha256  name` line says, or are gone."""
    recorded = [line.split() for line in shipped.splitlines() if line and not line.startswith("#")]
    return [
        name
        for digest, name in recorded
        if not (folder / name).is_file() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]


def third_party_files(paths: list[str]) -> list[str]:
    """Paths that look like somebody else's front-end files."""
    return [path for path in paths if THIRD_PARTY.search(path)]


def test_no_migration_that_has_shipped_was_changed() -> None:
    assert changed_steps(SHIPPED.read_text("utf-8"), ROOT / "migrations") == []


def test_a_changed_and_a_lost_migration_are_found(tmp_path: Path) -> None:
    (tmp_path / "0001_a.py").write_text("a = 1\n", "utf-8")
    digest = hashlib.sha256(b"a = 1\n").hexdigest()
    shipped = f"# recorded\n{digest}  0001_a.py\n{digest}  0002_b.py\n"
    assert changed_steps(shipped, tmp_path) == ["0002_b.py"]
    (tmp_path / "0001_a.py").write_text("a = 2\n", "utf-8")
    assert changed_steps(shipped, tmp_path) == ["0001_a.py", "0002_b.py"]


def test_third_party_assets_are_installed_not_kept() -> None:
    inner = [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
    ours = [path.as_posix() for path in inner if not NOT_OURS & set(path.parts)]
    assert third_party_files(ours) == []


def test_a_third_party_file_is_found() -> None:
    assert third_party_files(["static/htmx-2.0.js", "static/app.min.css", "static/js/bootstrap.bundle.js"]) != []
    assert third_party_files(["static/theme.css", "static/offline.js"]) == []

"""A centre that is served for real, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from settings import load_settings
from tests.conftest import MONDAY
from tests.faults.full_centre import make_full_centre
from tests.faults.running_node import Node


@pytest.fixture(scope="session")
def centre(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of tests/faults/full_centre.py."""
    folder = tmp_path_factory.mktemp("faults") / "centre"
    make_full_centre(migrated, folder, MONDAY)
    return folder


@pytest.fixture
def node(centre: Path, tmp_path: Path) -> Iterator[Node]:
    """A running node of this test's own, on Monday 2026-03-02."""
    shutil.copytree(centre, tmp_path / "node")
    made = Node(tmp_path / "node", MONDAY.date()).start()
    yield made
    made.kill()


@pytest.fixture
def app(centre: Path, tmp_path: Path) -> Flask:
    """The program, asked only which addresses it has."""
    shutil.copytree(centre, tmp_path / "asked")
    return create_app(load_settings({"LIANGCHUANG_DATA": str(tmp_path / "asked")}), lambda: MONDAY)

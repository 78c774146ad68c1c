"""The examples in the docstrings of the rules are true."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.architecture.code_base import find_sources

RULES = [source.path.removesuffix(".py").replace("/", ".") for source in find_sources(".py") if source.part == "rules"]


@pytest.mark.parametrize("name", RULES)
def test_the_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0

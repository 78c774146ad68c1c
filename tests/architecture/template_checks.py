"""Checks of one template. Each takes a Source and returns its faults as `path:line what`; no fault, empty list."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.architecture.code_base import Source

TEMPLATE_LINES = 150
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
ADDRESS = re.compile(r"""\b(?:href|src|action|formaction|hx-(?:get|post|put|patch|delete))\s*=\s*["']\s*(/|https?:)""")
FORM = re.compile(r"<form\b[^>]*>", re.DOTALL)
INLINE = re.compile(r"""<script\b(?![^>]*\bsrc\s*=)|<style\b|\s(?:style|on[a-z]+)\s*=\s*["']|\bhx-on\b""")


def without_jinja(source: Source) -> str:
    """The template's text with every Jinja tag replaced by as many line breaks as it spans and one J."""
    return JINJA.sub(lambda tag: "J" + "\n" * tag[0].count("\n"), source.text)


def _at(source: Source, text: str, position: int, what: str) -> str:
    return f"{source.path}:{text.count(chr(10), 0, position) + 1} {what}"


def fixed_addresses(source: Source) -> list[str]:
    """Addresses written out instead of made by url_for."""
    text = without_jinja(source)
    return [_at(source, text, found.start(), f"{found[0]}...: use url_for") for found in ADDRESS.finditer(text)]


def script_only_forms(source: Source) -> list[str]:
    """Forms that do nothing without script: hx-post without action and method."""
    text = without_jinja(source)
    return [
        _at(source, text, found.start(), "a form with hx-post needs action and method")
        for found in FORM.finditer(text)
        if re.search(r"\bhx-(?:post|put|patch|delete)\b", found[0])
        and not (re.search(r"\saction\s*=", found[0]) and re.search(r"\smethod\s*=", found[0]))
    ]


def inline_code(source: Source) -> list[str]:
    """Scripts and styles inside the page, which the content security policy refuses."""
    text = without_jinja(source)
    return [_at(source, text, found.start(), f"{found[0].strip()}: the policy refuses it") for found in INLINE.finditer(text)]


def long_templates(source: Source) -> list[str]:
    """Templates that have grown too long."""
    lines = len(source.text.splitlines())
    return [f"{source.path}: {lines} lines, at most {TEMPLATE_LINES}"] if lines > TEMPLATE_LINES else []


CHECKS: tuple[Callable[[Source], list[str]], ...] = (fixed_addresses, script_only_forms, inline_code, long_templates)

"""Every template passes every check, and every check turns red on a bad sample."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.architecture import template_checks
from tests.architecture.code_base import Source, find_sources

TEMPLATES = [source for source in find_sources(".html") if source.part == "templates"]
Check = Callable[[Source], list[str]]


@pytest.mark.parametrize("check", template_checks.CHECKS, ids=lambda check: check.__name__)
def test_the_templates_pass(check: Check) -> None:
    assert [fault for source in TEMPLATES for fault in check(source)] == []


BAD_SAMPLES = [
    (template_checks.fixed_addresses, '<a href="/leave">x</a>'),
    (template_checks.fixed_addresses, "<form\n action = '/leave/{{ row.id }}' method=post>"),
    (template_checks.fixed_addresses, '<form hx-post="/leave" action="{{ url_for(\'leave.new\') }}" method="post">'),
    (template_checks.fixed_addresses, '<script src="https://example.org/x.js"></script>'),
    (template_checks.script_only_forms, '<form hx-post="{{ url_for(\'leave.new\') }}" method="post">'),
    (template_checks.script_only_forms, '<form action="{{ here }}" hx-post="{{ 1 if a > b else 2 }}">'),
    (template_checks.inline_code, "<script>alert(1)</script>"),
    (template_checks.inline_code, '<p style="color:red">'),
    (template_checks.inline_code, '<button onclick="go()">'),
    (template_checks.long_templates, "<p>\n" * 151),
]


@pytest.mark.parametrize(("check", "text"), BAD_SAMPLES)
def test_a_bad_sample_is_found(check: Check, text: str) -> None:
    assert len(check(Source("templates/leave/new.html", text))) == 1


@pytest.mark.parametrize("check", template_checks.CHECKS, ids=lambda check: check.__name__)
def test_a_good_sample_is_left_alone(check: Check) -> None:
    text = """{#- Needs: row; <script> is never inline -#}
<a href="{{ url_for('leave.show', id=row.id) }}#top">x</a><script src="{{ script }}"></script>
<form hx-post="{{ url_for('leave.new') }}"
  action="{{ url_for('leave.new') }}" method="post"></form>"""
    assert check(Source("templates/leave/new.html", text)) == []


def test_every_check_has_a_bad_sample() -> None:
    assert {check for check, _ in BAD_SAMPLES} == set(template_checks.CHECKS)

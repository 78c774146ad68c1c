"""The front-end files that set-up installs are the ones we mean."""

from __future__ import annotations

import hashlib

from tests.architecture.code_base import ROOT

HTMX = ROOT / "build" / "assets" / "django_htmx" / "static" / "django_htmx" / "htmx-2.min.js"


def test_htmx_is_the_version_2_that_was_reviewed() -> None:
    assert HTMX.exists(), "python3 run.py test installs it"
    assert hashlib.sha256(HTMX.read_bytes()).hexdigest() == "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de"
    assert 'version:"2.0.10"' in HTMX.read_text("utf-8")

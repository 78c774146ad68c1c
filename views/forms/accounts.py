"""Forms of accounts, of the sign-in log and of the audit."""

from __future__ import annotations

from views.forms.stamped import StampedForm


class ResetForm(StampedForm):
    """One button: give somebody a first or a new password."""

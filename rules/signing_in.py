"""What a password must be and when signing in is locked. Source: FACTS 11 rows 77-79; docs/rules/people.md, section 3."""

from __future__ import annotations

from dataclasses import dataclass

from rules.errors import Problem


@dataclass(frozen=True)
class PasswordRule:
    """Figures of the password rule: characters, classes (of 4), days, kept former passwords, failures, minutes."""

    min_length: int = 8
    min_classes: int = 3
    days_valid: int = 90
    former_kept: int = 5
    failures_allowed: int = 5
    lock_minutes: int = 30


PASSWORD_RULE = PasswordRule()


def password_problems(password: str, number: str, rule: PasswordRule = PASSWORD_RULE) -> list[Problem]:
    """What is wrong with a new password, each as a Problem at field "new"; empty when it is good.

    Classes: lower case, upper case, digits, everything else. It may not hold the staff number.
    """
    classes = sum((any(c.islower() for c in password), any(c.isupper() for c in password), any(c.isdigit() for c in password),
                   any(not c.isalnum() for c in password)))
    problems = []
    if len(password) < rule.min_length:
        problems.append(Problem("new", "password_short", {"length": rule.min_length}))
    if classes < rule.min_classes:
        problems.append(Problem("new", "password_plain", {"classes": rule.min_classes}))
    if number and number.lower() in password.lower():
        problems.append(Problem("new", "password_has_number"))
    return problems

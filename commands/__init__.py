"""The command line, one file a feature. Registered by app.py: `flask GROUP COMMAND`."""

from __future__ import annotations

from flask import Flask

from commands import admin, audit, backup, calendar, db, jobs, leave, staff

GROUPS = (admin.group, audit.group, calendar.group, db.group, jobs.group, leave.group, backup.backup, backup.restore, backup.status, staff.group)


def init_commands(app: Flask) -> None:
    """Register every group of commands."""
    for group in GROUPS:
        app.cli.add_command(group)

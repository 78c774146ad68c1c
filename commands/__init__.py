"""The command line, one file a feature. Registered by app.py: `flask GROUP COMMAND`."""

from __future__ import annotations

from flask import Flask

from commands import admin, backup, db, jobs, leave

GROUPS = (admin.group, db.group, jobs.group, leave.group, backup.backup, backup.restore, backup.status)


def init_commands(app: Flask) -> None:
    """Register every group of commands."""
    for group in GROUPS:
        app.cli.add_command(group)

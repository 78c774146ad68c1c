"""The command line, one file a feature. Registered by app.py: `flask GROUP COMMAND`."""

from __future__ import annotations

from flask import Flask

from commands import admin, attendance_import, audit, backup, calendar, clock, complaint, db, jobs, leave, service, staff

GROUPS = (
    admin.group, attendance_import.group, audit.group, calendar.group, clock.group, complaint.group, db.group, jobs.group, service.group,
    leave.group, staff.group, backup.backup, backup.restore, backup.status,
)


def init_commands(app: Flask) -> None:
    """Register every group of commands."""
    for group in GROUPS:
        app.cli.add_command(group)

"""Puts the parts together: settings, database, views, commands."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, Response
from flask_bootstrap import Bootstrap5
from werkzeug.datastructures import Headers

from actions.database import DatabaseUnreadable, migrate, open_database, pending_steps
from clock import Clock, clock_behind
from commands import init_commands
from jobs import JOBS
from settings import Settings, SettingsFault, load_settings
from views import (
    account,
    accounts,
    assets,
    attendance,
    attendance_bulletin,
    attendance_close,
    attendance_rules,
    attendance_sheet,
    attendance_week,
    audit,
    calendar,
    clock,
    complaint,
    complaint_book,
    complaint_caller,
    complaint_course,
    complaint_desk,
    complaint_documents,
    complaint_moves,
    complaint_orders,
    complaint_report,
    complaint_rules,
    complaint_shift,
    complaint_statements,
    complaint_sums,
    corrections,
    delegation,
    device,
    devices,
    duty,
    exemptions,
    home,
    iclock,
    leave,
    leave_ask,
    leave_balances,
    leave_duty,
    leave_feed,
    leave_rules,
    leave_sign,
    leave_slip,
    leave_team,
    notices,
    nursing,
    operations,
    outages,
    passes,
    patrol,
    pins,
    punches,
    punches_import,
    roles,
    schedule,
    staff,
    staff_import,
    supervision,
)
from views.access import init_access
from views.display import init_display
from views.errors import init_errors
from views.htmx import init_htmx
from views.leave_words import init_leave_words
from views.wording import setup

BLUEPRINTS = (home.bp, account.bp, assets.bp, staff.bp, staff_import.bp, accounts.bp, roles.bp, delegation.bp, audit.bp, notices.bp,
              operations.bp, leave.bp, leave_ask.bp, leave_sign.bp, leave_balances.bp, leave_duty.bp, leave_team.bp, leave_slip.bp,
              leave_feed.bp, nursing.bp, leave_rules.bp, attendance.bp, corrections.bp, patrol.bp, passes.bp, outages.bp,
              attendance_week.bp, attendance_sheet.bp, attendance_bulletin.bp, attendance_close.bp, attendance_rules.bp, exemptions.bp,
              calendar.bp, schedule.bp, duty.bp, devices.bp, pins.bp, punches.bp, punches_import.bp, iclock.bp, device.bp, clock.bp,
              complaint.bp, complaint_book.bp, complaint_caller.bp, complaint_course.bp, complaint_desk.bp, complaint_orders.bp,
              complaint_report.bp, complaint_moves.bp, complaint_rules.bp, complaint_shift.bp, complaint_sums.bp, complaint_statements.bp,
              supervision.bp, complaint_documents.bp)
SECURITY_HEADERS = Headers({
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
                               "form-action 'self'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
})


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """The web application of one node. settings: read from the environment when not given; clock: tests give their own."""
    settings = settings or settings_or_exit()
    clock = clock or clock_behind(settings.clock_days_back)
    app = Flask("app")
    app.config.update(configuration(settings), SETTINGS=settings, CLOCK=clock, JOBS=JOBS)
    prepare_database(app, settings, clock)
    Bootstrap5(app)
    init_htmx(app)
    init_access(app)
    init_display(app)
    init_leave_words(app)
    init_errors(app)
    assets.init_assets(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    init_commands(app)
    app.after_request(_secure)
    return app


def settings_or_exit() -> Settings:
    """The settings of the environment; when they cannot be used, every fault on standard error and exit status 1."""
    try:
        return load_settings(os.environ)
    except SettingsFault as fault:
        raise SystemExit(setup.settings_fault(fault.faults)) from None


def prepare_database(app: Flask, settings: Settings, clock: Clock) -> None:
    """Open the database and do pending migrations. A damaged one is logged only, so that `flask restore` can still be given."""
    try:
        if pending_steps(open_database(settings)):
            migrate(settings, clock())
    except DatabaseUnreadable as trouble:
        app.logger.critical("database: %s", trouble)


def configuration(settings: Settings) -> dict[str, Any]:
    """What Flask and its extensions are told."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "liangchuang",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.tls,
        "MAX_CONTENT_LENGTH": settings.attachment_max_bytes + 1024 * 1024,
        "SEND_FILE_MAX_AGE_DEFAULT": 86400,
        "BOOTSTRAP_SERVE_LOCAL": True,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,  # the gate does it, after it knows who asks
        "WTF_I18N_ENABLED": False,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _secure(response: Response) -> Response:
    for name, value in SECURITY_HEADERS:
        response.headers.setdefault(name, value)
    return response

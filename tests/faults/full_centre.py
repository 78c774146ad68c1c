"""A data folder with a centre that can be served: a full window, a second one to hand over to, and everybody who decides.

Sign-ins are by number with the password of outside_client; what a person is for stands beside the number.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from werkzeug.security import generate_password_hash

from actions.changes import keep, transaction
from actions.database import open_database
from actions.leave_jobs import grant_annual
from models import Account, Staff
from rules.people import Role
from settings import load_settings
from tests.faults.outside_client import PASSWORD
from tests.people_made import make_staff, make_unit

LEADER, DEPUTY, SECTION, MONITOR, DUTY_OFFICER, PERSONNEL, ATTENDANCE = "1001", "1002", "1003", "1004", "1005", "1006", "1007"
SYSADMIN, SECADMIN, AUDITOR = "sysadmin", "secadmin", "auditor"
HEAD, OTHER_HEAD = "2000", "2100"
CLERKS = [str(number) for number in range(2001, 2021)]
PARTNERS = [str(number) for number in range(2101, 2106)]
WITHOUT_DATES = "2090"  # gets no annual leave by itself
ROLES = {LEADER: Role.MAIN_LEADER, DEPUTY: Role.DEPUTY_LEADER, SECTION: Role.SECTION_HEAD, MONITOR: Role.MONITOR,
         DUTY_OFFICER: Role.DUTY_OFFICER, PERSONNEL: Role.PERSONNEL, ATTENDANCE: Role.ATTENDANCE_CLERK}


def make_full_centre(migrated: Path, folder: Path, now: datetime) -> None:
    """Copy a migrated folder and fill it; this year's annual leave is granted."""
    shutil.copytree(migrated, folder)
    opened = open_database(load_settings({"LIANGCHUANG_DATA": str(folder)}))
    window, other = make_unit(code="W1", name="综合窗口"), make_unit(code="W2", name="特种设备窗口")
    for number, role in ROLES.items():
        make_staff(Role.STAFF, role, number=number)
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        make_staff(role, number=role.value, first_work=None, joined=None)
    for unit, head, people in ((window, HEAD, [*CLERKS, WITHOUT_DATES]), (other, OTHER_HEAD, PARTNERS)):
        make_staff(Role.STAFF, Role.WINDOW_HEAD, unit=unit, number=head)
        for number in people:
            dates: dict[str, Any] = {"first_work": None, "joined": None} if number == WITHOUT_DATES else {}
            make_staff(unit=unit, number=number, **dates)
    _give_accounts(now)
    grant_annual(now)
    opened.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()


def _give_accounts(now: datetime) -> None:
    """Everybody may sign in with the one password; its slow hash is made once."""
    password_hash = generate_password_hash(PASSWORD)
    with transaction():
        for staff in Staff.select():
            keep(Account(staff_id=staff.id, password_hash=password_hash, must_change=False, changed_at=now))

"""运行状态: each light goes red when the thing is really broken, and green again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.backup import backups_in, nightly_folder
from actions.changes import note_act, transaction
from actions.datalock import DataLocked, serving
from actions.jobs import Job
from actions.operations import StatusItem, is_healthy, operations_status, watch
from jobs import JOBS, run_job
from models import CalendarDay, Notice, database
from rules.errors import InvalidInput
from rules.jobs import daily
from rules.people import SYSTEM, Role
from settings import Settings
from tests.people_made import Client, make_staff
from views.wording import operations as words

ROOT = Path(__file__).parent.parent.parent


def fail(_settings: Settings, _now: datetime) -> None:
    raise RuntimeError("broken on purpose")


def line(settings: Settings, now: datetime, code: str, jobs: tuple[Job, ...] = JOBS) -> StatusItem:
    """One line, whose sentence can be said."""
    found = next(item for item in operations_status(settings, now, jobs) if item.code == code)
    assert words.text_of(found.code, found.state, found.values)
    return found


@pytest.fixture
def running(db: Any, settings: Settings, now: datetime) -> Settings:
    """A node whose jobs all ran this morning."""
    for job in JOBS:
        run_job(settings, job, now)
    return settings


def test_a_node_whose_jobs_ran_is_healthy_and_the_first_line_says_so(running: Settings, now: datetime) -> None:
    status = operations_status(running, now, JOBS)
    assert [item for item in status if item.level != "ok" and item.code != "disk"] == []
    assert is_healthy(status)
    assert words.first_line(item.code for item in status if item.level == "bad") == "正常"


def test_every_line_has_a_name(running: Settings, now: datetime) -> None:
    assert [item.code for item in operations_status(running, now, JOBS)] == list(words.ROWS)


def test_a_new_node_asks_for_its_first_backup_and_its_jobs(db: Any, settings: Settings, now: datetime) -> None:
    assert (line(settings, now, "backup").state, line(settings, now, "jobs").state) == ("none", "late")
    assert line(settings, now, "database").state == "unchecked"


def test_an_old_backup_is_red_until_the_next(running: Settings, now: datetime) -> None:
    later = now + timedelta(hours=40)
    assert (line(running, later, "backup").state, line(running, later, "backup").level) == ("old", "bad")
    run_job(running, JOBS[[job.name for job in JOBS].index("backup")], later)
    assert line(running, later, "backup").level == "ok"


def test_a_damaged_backup_is_red(running: Settings, now: datetime) -> None:
    newest = backups_in(nightly_folder(running), now)[0]
    newest.write_bytes(newest.read_bytes()[:2000])
    assert line(running, now, "backup").state == "damaged"


def test_a_failed_and_a_late_job_are_named(db: Any, settings: Settings, now: datetime) -> None:
    broken, late = Job("backup", daily(2, 30), fail, ""), Job("integrity", daily(3, 30), fail, "")
    with pytest.raises(InvalidInput):
        run_job(settings, broken, now)
    found = line(settings, now, "jobs", (broken,))
    assert (found.state, found.values) == ("failed", {"names": ["backup"]})
    assert "夜间备份" in words.text_of(found.code, found.state, found.values)
    assert line(settings, now, "jobs", (late,)).state == "late"


def test_a_missing_calendar_year_is_red_and_the_next_year_a_warning_in_november(running: Settings, now: datetime) -> None:
    assert line(running, now.replace(month=11), "calendar").state == "next_missing"
    database.execute_sql("DELETE FROM calendar_day WHERE day = '2026-05-01'")
    assert CalendarDay.select().exists()
    assert line(running, now, "calendar").level == "bad"


def test_a_clock_behind_the_newest_audit_row_is_shouted_until_something_is_written_again(running: Settings, now: datetime) -> None:
    with transaction():
        note_act(SYSTEM, "test.ahead", now + timedelta(days=3650), "node_self", "1")
    assert (line(running, now, "clock").state, line(running, now, "clock").level) == ("behind", "bad")
    with transaction():
        note_act(SYSTEM, "test.right_again", now, "node_self", "1")
    assert line(running, now, "clock").level == "ok"


def test_a_missing_trigger_is_red(running: Settings, now: datetime) -> None:
    database.execute_sql("DROP TRIGGER capture_staff_update")
    assert line(running, now, "schema").values == {"names": ["capture_staff_update"]}


def test_a_damaged_database_is_red_after_the_check(running: Settings, now: datetime) -> None:
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    page = database.execute_sql("SELECT rootpage FROM sqlite_master WHERE name = 'leave_rule'").fetchone()[0]
    database.obj.close()
    with (running.data / "liangchuang.db").open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    check = next(job for job in JOBS if job.name == "integrity")
    with pytest.raises(InvalidInput):
        run_job(running, check, now + timedelta(days=1))
    assert (line(running, now + timedelta(days=1), "database").state) == "damaged"


def test_a_database_that_cannot_be_read_leaves_the_other_lines_standing(running: Settings, now: datetime) -> None:
    database.obj.close()
    for name in ("liangchuang.db-wal", "liangchuang.db-shm"):
        (running.data / name).unlink(missing_ok=True)
    (running.data / "liangchuang.db").write_bytes(os.urandom(9000))
    status = {item.code: item for item in operations_status(running, now, JOBS)}
    assert status["change_log"].state == "unreadable"
    assert status["version"].level == "ok"


def test_the_administrators_are_told_once_a_day_what_is_red(db: Any, settings: Settings, now: datetime) -> None:
    staff = make_staff(Role.SYSTEM_ADMIN)
    assert watch(settings, now, JOBS)["told"] == Notice.select().where(Notice.staff_id == staff.id).count() > 0
    assert watch(settings, now + timedelta(hours=1), JOBS)["told"] == 0
    assert watch(settings, now + timedelta(days=1), JOBS)["told"] > 0


def test_the_page_says_it_in_one_sentence_and_runs_a_job(sign_in: Callable[..., Client], settings: Settings) -> None:
    client = sign_in(make_staff(Role.SYSTEM_ADMIN))
    assert "需要处理：" in client.get("/operations").text
    assert client.post("/operations/jobs/backup/run").status_code == 303
    assert len(list(nightly_folder(settings).glob("*.zip"))) == 1
    assert client.post("/operations/jobs/nothing/run").status_code == 404


def test_a_job_that_fails_by_hand_says_why(sign_in: Callable[..., Client], settings: Settings) -> None:
    client = sign_in(make_staff(Role.SYSTEM_ADMIN))
    (settings.data / "backups").write_text("a file where the folder should be")
    answer = client.post("/operations/jobs/backup/run")
    assert answer.status_code == 422
    assert "备份没有完成" in answer.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
def test_nobody_else_opens_the_page(sign_in: Callable[..., Client], role: Role) -> None:
    client = sign_in(make_staff(role))
    assert client.get("/operations").status_code == 403
    assert client.post("/operations/jobs/backup/run").status_code == 403


def test_the_command_prints_the_same(running: Settings) -> None:
    done = subprocess.run([sys.executable, "-m", "flask", "--app", "app", "status", "--json"], cwd=ROOT, text=True, capture_output=True,
                          env={**os.environ, "LIANGCHUANG_DATA": str(running.data)}, check=True)
    found = json.loads(done.stdout)
    assert [row["code"] for row in found["rows"]] == list(words.ROWS)
    assert found["healthy"] == all(row["level"] != "bad" for row in found["rows"])


def test_two_servers_on_one_data_folder_are_refused_with_a_sentence(settings: Settings) -> None:
    with serving(settings):
        done = subprocess.run([sys.executable, "-m", "serve"], cwd=ROOT, text=True, capture_output=True, check=False,
                              env={**os.environ, "LIANGCHUANG_DATA": str(settings.data), "LIANGCHUANG_PORT": "8159"})
        with pytest.raises(DataLocked), serving(settings):
            pass
    assert (done.returncode, done.stdout) == (1, "")
    assert "正由另一个亮窗服务使用" in done.stderr

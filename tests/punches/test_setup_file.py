"""`flask attendance setup`: one file makes a centre's attendance what it says, again and again, or says what is wrong with it."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from actions.schedule import person_of, timetable
from models import AttendanceRules, AuditRow, Device, Exemption, NoonDuty, PinMap, Schedule, ScheduleDay
from rules.attendance import read_rule_set
from tests.people_made import make_staff, make_unit

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "operating.md").read_text("utf-8"), re.S).group(1)
TABLES = {"devices": 2, "rules": 1, "schedules": 4, "schedule_days": 1, "exemptions": 1, "noon_duty": 1, "pins": 2}


@pytest.fixture
def people(db):
    unit = make_unit(code="u1")
    make_staff(number="1001", unit=unit), make_staff(number="1002", unit=unit), make_staff(post="值守")


@pytest.fixture
def setup(app, tmp_path):
    def run(text, *options):
        path = tmp_path / "setup.toml"
        path.write_text(text, "utf-8")
        return app.test_cli_runner().invoke(args=["attendance", "setup", str(path), *options])
    return run


def counts_of(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_example_of_the_manual_sets_a_centre_up_and_a_second_run_changes_nothing(setup, people):
    first = counts_of(setup(EXAMPLE, "--json"))
    assert {table: sum(found.values()) for table, found in first.items()} == TABLES
    assert first["schedules"] == {"created": 3, "updated": 0, "unchanged": 1}, "the first of them stands in every new node"
    written = AuditRow.select().count()
    again = counts_of(setup(EXAMPLE, "--json"))
    assert again == {table: {"created": 0, "updated": 0, "unchanged": count} for table, count in TABLES.items()}
    assert AuditRow.select().count() == written


def test_what_the_example_says_is_what_holds_afterwards(setup, people):
    counts_of(setup(EXAMPLE, "--json"))
    assert {row.code: (row.kind, row.addresses) for row in Device.select()} == {"hall": ("file", ""), "gate": ("push", "192.168.1.0/24")}
    newest = AttendanceRules.select().order_by(AttendanceRules.valid_from.desc()).first()
    rules = read_rule_set(newest.valid_from.isoformat(), newest.source, json.dumps(newest.figures))
    assert (rules.late_grace, rules.late_absent, rules.burst, rules.dismissal["institution"].run) == (5, 60, 60, 15)
    assert [(row.pin, row.valid_to) for row in PinMap.select().order_by(PinMap.valid_from)] == [("7", None), ("7", date(2026, 12, 31))]
    assert (ScheduleDay.get().pm_start, Exemption.get().half, NoonDuty.get().start) == ("", "pm", "12:00")
    keeper = make_staff(post="值守")
    hours = [(one.start_minute, one.end_minute) for one in timetable(date(2026, 3, 3), date(2026, 3, 3)).sessions(
        person_of(keeper), date(2026, 3, 3))]
    assert hours == [(1080, 1320), (1320, 1560)]


def test_hours_of_the_centre_that_begin_with_the_preset_replace_its_figures(setup, people):
    told = counts_of(setup('[[schedules]]\nname="八点半"\nfrom=2004-01-01\nam=["08:15","11:30"]', "--json"))
    assert told["schedules"]["updated"] == 1
    row = Schedule.get()
    assert (row.name, row.am_start, row.am_end, row.pm_start, row.pm_end) == ("八点半", "08:15", "11:30", "", "")


FAULTY = """
[[devices]]
code = "hall"
name = "大厅"
installed = "soon"
[[devices]]
code = "gate"
name = "东门"
kind = "push"
installed = 2025-01-01
colour = "red"
[[devices]]
code = "fine"
name = "后门"
installed = 2025-01-01
[[schedules]]
name = "倒着"
from = 2026-01-01
am = ["12:00", "08:30"]
[[rules]]
from = 2026-01-01
source = "x"
late_grace = 500
[[pins]]
device = "nowhere"
pin = 7
person = "1001"
from = 2026-01-01
[[pins]]
device = "fine"
pin = 8
person = "9999"
from = 2026-01-01
[unknown]
"""


def test_every_fault_is_named_with_its_place_and_nothing_is_written(setup, people):
    result = setup(FAULTY, "--json")
    assert result.exit_code == 1
    places = [fault["place"] for fault in json.loads(result.stdout)["errors"]]
    assert places == ["[[unknown]]", "[[devices]] 第 1 项 installed", "[[devices]] 第 2 项 colour", "[[rules]] 第 1 项 late_grace",
                      "[[schedules]] 第 1 项 am", "[[pins]] 第 1 项 device", "[[pins]] 第 2 项 person"]
    assert Device.select().count() == PinMap.select().count() == 0
    assert AttendanceRules.select().count() == 1


def test_a_number_may_pass_from_one_to_another_in_one_file(setup, people):
    begun = '[[devices]]\ncode="d"\nname="d"\ninstalled=2025-01-01\n[[pins]]\ndevice="d"\npin="7"\nperson="1001"\nfrom=2025-01-01\n'
    counts_of(setup(begun, "--json"))
    passed = '[[pins]]\ndevice="d"\npin="7"\nperson="1002"\nfrom=2026-01-01\n' + begun.partition("2025-01-01\n")[2] + "to=2025-12-31\n"
    assert counts_of(setup(passed, "--json"))["pins"] == {"created": 1, "updated": 1, "unchanged": 0}
    clash = setup('[[pins]]\ndevice="d"\npin="7"\nperson="1001"\nfrom=2026-05-01\n')
    assert clash.exit_code == 1
    assert "不能是两个人" in clash.stderr


@pytest.mark.parametrize("text", ["[[devices", "devices = 3", '[[rules]]\nfrom=2026-01-01\nsource="x"\nlate=1', "\0",
                                  '[[pins]]\ndevice="d"\npin="7"\nperson="1001"\nfrom=2025-01-01\nfrom=2025-01-02'])
def test_garbage_is_refused_with_a_sentence(setup, people, text):
    result = setup(text)
    assert result.exit_code == 1
    assert "什么都没有写入" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_same_thing_said_twice_is_a_fault(setup, people):
    twice = '[[devices]]\ncode="d"\nname="d"\ninstalled=2025-01-01\n' * 2
    assert "请只留一项" in setup(twice).stderr

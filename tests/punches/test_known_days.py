"""Known answers: two real days, set up from outside, imported, judged, and told by the command line."""

import json
from collections import Counter
from datetime import date

import pytest

from actions.attendance import cells_between
from models import PinMap, RawPunch
from rules.calendar import Half
from tests.people_made import make_staff
from tests.punches import days_known
from tests.punches.days_known import OFFICE, OFFICE_DAY, WORKPLACE, WORKPLACE_DAY, attlog_of, pins_of

SETUP = """
[[devices]]
code = "machine"
name = "考勤机"
installed = 2010-01-01
[[rules]]
from = 2004-01-01
source = "test"
late_grace = {grace}
late_absent = 0
early_absent = 0
[[schedules]]
name = "作息"
from = 2004-01-01
{hours}
"""
MORNING = 'am = ["08:15", "11:30"]'
BOTH = 'am = ["08:00", "12:00"]\npm = ["13:00", "17:00"]'
PIN = '[[pins]]\ndevice = "machine"\npin = "{pin}"\nperson = "P{pin}"\nfrom = 2010-01-01\n'


@pytest.fixture
def import_day(app, tmp_path):
    """Set a centre up for the people of a table, import the day, and return what the import said and the code of each half by PIN."""
    def run(day, table, hours, grace=0):
        for pin in pins_of(table):
            make_staff(number=f"P{pin}", active_from=date(2010, 1, 1))
        pins = "".join(PIN.format(pin=pin) for pin in pins_of(table))
        (tmp_path / "setup.toml").write_text(SETUP.format(hours=hours, grace=grace) + pins, "utf-8")
        (tmp_path / "punches").write_bytes(attlog_of(day, table))
        runner = app.test_cli_runner()
        assert runner.invoke(args=["attendance", "setup", str(tmp_path / "setup.toml")]).exit_code == 0
        told = runner.invoke(args=["attendance", "import", str(tmp_path / "punches"), "--device", "machine", "--json"])
        on, owners = date.fromisoformat(day), {row.staff_id: row.pin for row in PinMap.select()}
        codes = {(owners[staff], half): cell.code.value for (staff, _, half), cell in cells_between(on, on).items() if staff in owners}
        return json.loads(told.stdout), codes
    return run


@pytest.mark.parametrize(("grace", "late"), [(0, {"17", "30"}), (1, {"30"})])
def test_the_morning_of_the_workplace(import_day, grace, late):
    counts, codes = import_day(WORKPLACE_DAY, WORKPLACE, MORNING, grace)
    assert counts["read"] == counts["stored"] == RawPunch.select().count()
    assert (counts["unknown_pin"], counts["quarantined"], len(pins_of(WORKPLACE))) == (0, 0, 66)
    morning = {pin: code for (pin, half), code in codes.items() if half is Half.AM}
    found = Counter(morning.values())
    assert found["missing_in"] + found["missing_out"] == 4
    assert {pin for pin, code in morning.items() if code.startswith("late")} == late
    assert {code for (_, half), code in codes.items() if half is Half.PM} == {"not_due"}


def test_the_day_of_the_office(import_day):
    _, codes = import_day(OFFICE_DAY, OFFICE, BOTH)
    whole = {pin for pin in pins_of(OFFICE) if not any(codes[pin, half].startswith(("missing", "absent")) for half in Half)}
    assert (len(pins_of(OFFICE)), len(whole)) == (49, 37)
    assert {"12", "47", "48", "58"} <= whole, "those a cut at half past twelve takes a punch from"


def test_the_days_are_those_of_the_files_where_the_files_are():
    """Said aloud where they are not: the table above is then all there is."""
    samples = days_known.samples()
    print("no sample files beside the project" if samples is None else f"held to {samples}")
    for name, day, table in (("workplace69_lushaobin", WORKPLACE_DAY, WORKPLACE), ("govoffice_4punch_day_excerpt", OFFICE_DAY, OFFICE)):
        if samples is not None:
            lines = (samples / f"zk_attlog_{name}.dat").read_text("ascii").splitlines()
            there = sorted((line.split("\t")[0].strip(), line.split("\t")[1]) for line in lines if f"\t{day} " in line)
            ours = sorted((line.split("\t")[0].strip(), line.split("\t")[1]) for line in attlog_of(day, table).decode().splitlines())
            assert ours == there

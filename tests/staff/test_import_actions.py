"""Importing people into the database, and the command that does it."""

import json

import pytest

from actions import staff_lists
from actions.sheets import read_sheet, write_sheet
from actions.staff import export_staff
from actions.staff_handover import items_of
from actions.staff_import import import_staff
from actions.staff_lists import Search
from models import AuditRow, Staff
from rules.errors import NotAllowed
from rules.people import SYSTEM, Role
from tests.people_made import actor_for, make_staff, make_unit

pytestmark = pytest.mark.usefixtures("db")
HEAD = "工号,姓名,性别,岗位,窗口/科室,派驻单位,用工性质,参加工作日期,到岗日期,B岗工号,联系电话\n"


def table(*lines):
    return read_sheet((HEAD + "\n".join(lines)).encode())


def two():
    make_unit(code="w1", name="质监一号窗口")
    return table("2001,曾丽,女,受理,质监一号窗口,市场监管局,事业,2010/7/1,2026年3月2日,2002,13812345678",
                 "2002,单明,男,,w1,,公务员,2012-07-01,2019-01-02,2001,")


def test_a_file_makes_people_with_partners_either_way_round(now):
    result = import_staff(SYSTEM, two(), now)
    assert (result.written, result.count("created")) == (True, 2)
    first, second = Staff.get(Staff.number == "2001"), Staff.get(Staff.number == "2002")
    assert (first.b_partner_id, second.b_partner_id) == (second.id, first.id)
    assert (first.gender, first.employment, second.unit_id) == ("f", "institution", first.unit_id)
    assert [len(items_of(person.id)) for person in (first, second)] == [2, 0]


def test_importing_twice_adds_nothing(now):
    lines = two()
    import_staff(SYSTEM, lines, now)
    before = AuditRow.select().count()
    again = import_staff(SYSTEM, lines, now)
    assert (again.count("unchanged"), AuditRow.select().count()) == (2, before)


def test_a_dry_run_says_the_same_and_writes_nothing(now):
    result = import_staff(SYSTEM, two(), now, dry_run=True)
    assert (result.written, result.count("created"), Staff.select().count()) == (False, 2, 0)


def test_one_bad_line_holds_back_the_file_unless_it_is_left_out(now):
    make_unit(name="质监一号窗口")
    lines = table("2001,曾丽,女,,质监一号窗口,,事业,,,,", "2002,单明,男,,无此窗口,,事业,,,,")
    assert not import_staff(SYSTEM, lines, now).written
    assert Staff.select().count() == 0
    result = import_staff(SYSTEM, lines, now, skip_bad=True)
    assert (result.written, [line.line for line in result.bad]) == (True, [3])
    assert [staff.number for staff in Staff.select()] == ["2001"]


def test_known_people_are_updated_by_number_and_a_new_unit_is_a_transfer(now):
    old, new = make_unit(name="旧窗口"), make_unit(name="新窗口")
    staff = make_staff(number="2001", name="曾莉", unit=old, post="受理")
    result = import_staff(SYSTEM, read_sheet("工号,姓名,窗口\n2001,曾丽,新窗口\n".encode()), now)
    stands = Staff.get(Staff.id == staff.id)
    assert result.count("updated") == 1
    assert (stands.name, stands.unit_id, stands.post, stands.name_key) == ("曾丽", new.id, "受理", "zeng li")
    assert {item.occasion for item in items_of(staff.id)} == {"transfer"}


def test_a_partner_can_be_taken_away(now):
    partner = make_staff(number="2002")
    make_staff(number="2001", name="曾丽", b_partner_id=partner.id)
    import_staff(SYSTEM, read_sheet("工号,姓名,B岗\n2001,曾丽,-\n".encode()), now)
    assert Staff.get(Staff.number == "2001").b_partner_id is None


def test_only_personnel_import(now):
    with pytest.raises(NotAllowed):
        import_staff(actor_for(make_staff(Role.MAIN_LEADER)), two(), now)


def test_what_is_exported_comes_back_unchanged(now):
    import_staff(SYSTEM, two(), now)
    rows = export_staff(actor_for(make_staff(Role.PERSONNEL)), Search(state="all"), now)
    result = import_staff(SYSTEM, read_sheet(write_sheet(rows)), now)
    assert (result.count("unchanged"), result.bad, result.unknown) == (3, [], ())
    assert staff_lists.headings() == rows[0]


def run(app, *words):
    return app.test_cli_runner().invoke(args=["staff", *words])


@pytest.fixture
def roster(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes((HEAD + "2001,曾丽,女,受理,质监一号窗口,,事业,2010/7/1,,,\n").encode("gb18030"))
    return str(path)


def test_the_command_tells_which_unit_is_missing_and_imports_once_it_is_made(app, roster):
    refused = run(app, "import", roster, "--json")
    told = json.loads(refused.stdout)
    assert refused.exit_code == 1
    assert [told[key] for key in ("read", "created", "updated", "unchanged")] == [1, 0, 0, 0]
    assert (told["errors"][0]["line"], told["errors"][0]["field"]) == (2, "unit")
    assert "flask staff unit" in told["errors"][0]["message"]
    assert "第 2 行，窗口/科室" in refused.stderr
    assert "什么都没有写入" in refused.stderr
    for _ in range(2):
        assert run(app, "unit", "w1", "质监一号窗口", "--min-present", "1").exit_code == 0
    good = run(app, "import", roster, "--json")
    assert (good.exit_code, json.loads(good.stdout)["created"], json.loads(good.stdout)["errors"]) == (0, 1, [])
    assert json.loads(run(app, "import", roster, "--json").stdout)["unchanged"] == 1


def test_the_command_leaves_bad_lines_out_when_asked(app, roster):
    dry = run(app, "import", roster, "--dry-run", "--skip-bad")
    assert (dry.exit_code, Staff.select().count()) == (0, 0)
    assert "第 2 行，窗口/科室" in dry.stderr
    assert run(app, "import", roster).exit_code == 1


def test_the_command_says_what_is_wrong_with_the_file(app, tmp_path):
    (tmp_path / "noise.xlsx").write_bytes(b"\x00\xff" * 50)
    answer = run(app, "import", str(tmp_path / "noise.xlsx"), "--json")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "读不懂这个文件" in answer.stderr

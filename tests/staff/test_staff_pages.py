"""The pages of people, plain and by htmx."""

from io import BytesIO

import pytest

from actions.sheets import read_sheet
from models import AuditRow, HandoverItem, Staff, Unit
from rules.people import Role
from tests.people_made import make_staff, make_unit

NEW = {"number": "5001", "name": "解小红", "employment": "contract", "joined": "2026-03-02"}


@pytest.fixture
def personnel(sign_in):
    return sign_in(make_staff(Role.PERSONNEL, name="张一"))


def add(client, **more):
    answer = client.post("/staff/new", {**NEW, **more})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location.rsplit("/", 1)[1]


def text_of(answer):
    return answer.get_data(as_text=True)


def test_the_list_is_searched_by_initials_plainly_and_by_htmx(personnel):
    add(personnel)
    page, piece = text_of(personnel.get("/staff?q=xxh")), text_of(personnel.piece("/staff?q=jxh"))
    assert "解小红" in page
    assert "张一" not in page.split('id="people"')[1]
    assert "解小红" in piece
    assert "<html" not in piece
    assert "没有找到符合条件的人" in text_of(personnel.piece("/staff?q=zzz&state=all&unit=none"))


def test_a_long_list_has_pages(personnel):
    unit = make_unit()
    for _ in range(51):
        make_staff(unit=unit)
    assert "共 51 人" in text_of(personnel.get(f"/staff?unit={unit.id}"))
    assert "第 2 页，共 2 页" in text_of(personnel.get(f"/staff?unit={unit.id}&page=2"))


def test_a_person_is_added_once_however_often_the_form_is_sent(personnel):
    first = personnel.post("/staff/new", {**NEW, "request_key": "k1"})
    again = personnel.post("/staff/new", {**NEW, "request_key": "k1"})
    assert personnel.post("/staff/new", {**NEW, "number": "5003", "request_key": "k" * 81}).status_code == 422
    other = personnel.post("/staff/new", {**NEW, "number": "5002", "request_key": "k1"})
    assert (first.location, again.status_code, other.status_code) == (again.location, 303, 409)
    assert Staff.select().where(Staff.name == "解小红").count() == 1


@pytest.mark.parametrize("htmx", [False, True])
def test_faults_are_shown_with_what_was_typed(personnel, htmx):
    answer = personnel.post("/staff/new", {**NEW, "phone": "没有", "first_work": "三月", "name": "保留我"}, htmx=htmx)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "电话只能是" in page
    assert "保留我" in page


def test_the_telephone_is_masked_until_it_is_asked_for_and_that_is_logged(personnel):
    staff_id = add(personnel, phone="13812345678")
    for address in (f"/staff/{staff_id}", f"/staff/{staff_id}/edit", "/staff"):
        page = text_of(personnel.get(address))
        assert "138****5678" in page
        assert "13812345678" not in page
    assert "13812345678" in text_of(personnel.post(f"/staff/{staff_id}/phone"))
    assert text_of(personnel.post(f"/staff/{staff_id}/phone", htmx=True)).startswith('<span id="phone">13812345678')
    assert AuditRow.select().where((AuditRow.what == "staff.phone") & (AuditRow.row_id == staff_id)).count() == 2


def test_the_second_of_two_editors_is_shown_both_values(personnel):
    staff_id = add(personnel, phone="13812345678")
    form = {**NEW, "version": "1"}
    assert personnel.post(f"/staff/{staff_id}/edit", {**form, "employment": "institution"}).status_code == 303
    answer = personnel.post(f"/staff/{staff_id}/edit", {**form, "employment": "civil_servant", "phone": "13987654321"})
    page = text_of(answer)
    assert answer.status_code == 409
    for shown in ("用工性质", "事业", "公务员", "138****5678", "139****4321"):
        assert shown in page
    assert "13987654321" not in page


def test_an_unchanged_edit_changes_nothing(personnel):
    partner = make_staff(number="7001")
    staff_id = add(personnel, b_partner="7001", first_work="2010-07-01")
    answer = personnel.post(f"/staff/{staff_id}/edit", {**NEW, "version": "2", "b_partner": "7001", "first_work": "2010-07-01"})
    assert answer.status_code == 409
    answer = personnel.post(f"/staff/{staff_id}/edit", {**NEW, "version": "1", "b_partner": "7001", "first_work": "2010-07-01",
                                                        "active_from": "2026-03-02"})
    assert (answer.status_code, Staff.get(Staff.id == staff_id).version) == (303, 1)
    assert Staff.get(Staff.id == staff_id).b_partner_id == partner.id


def test_transfer_and_leaving_open_checklists_that_are_ticked_line_by_line(personnel):
    old, new = make_unit(name="旧窗口"), make_unit(name="新窗口")
    staff_id = add(personnel, unit=old.code, joined="2019-01-02")
    assert "新窗口" in text_of(personnel.get(f"/staff/{staff_id}/transfer"))
    assert personnel.post(f"/staff/{staff_id}/transfer", {"unit": new.id, "day": "2026-03-09", "version": "1"}).status_code == 422
    assert personnel.post(f"/staff/{staff_id}/transfer", {"unit": new.id, "day": "2026-03-02", "version": "1"}).status_code == 303
    item = HandoverItem.select().where(HandoverItem.item == "open_matters").get()
    assert personnel.post(f"/staff/checklist/{item.id}", {"note": "交给王芳"}).status_code == 303
    assert personnel.post(f"/staff/checklist/{item.id}", {"note": "交给王芳"}).status_code == 409
    page = text_of(personnel.get(f"/staff/{staff_id}"))
    assert "调动交接" in page
    assert "交给王芳" in page
    assert personnel.post(f"/staff/{staff_id}/leaving", {"last_day": "2026-03-01", "version": "2"}).status_code == 303
    assert "离岗交接" in text_of(personnel.get(f"/staff/{staff_id}"))
    assert "解小红" not in text_of(personnel.get("/staff"))
    assert "解小红" in text_of(personnel.get("/staff?state=left"))
    assert personnel.post(f"/staff/{staff_id}/leaving", {"last_day": "2010-01-01", "version": "3"}).status_code == 422


def test_units_are_made_changed_and_listed(personnel):
    assert "新增窗口或科室" in text_of(personnel.get("/staff/units/new"))
    assert personnel.post("/staff/units/new", {"code": "w1", "name": "一号窗口", "kind": "window", "min_present": "1"}).status_code == 303
    unit = Unit.get(Unit.code == "w1")
    changed = {"code": "w1", "name": "综合窗口", "kind": "window", "min_present": "2", "active": "y", "version": "1"}
    assert personnel.post(f"/staff/units/{unit.id}", {**changed, "min_present": "-1"}).status_code == 422
    assert personnel.post(f"/staff/units/{unit.id}", changed).status_code == 303
    stale = personnel.post(f"/staff/units/{unit.id}", {**changed, "name": "别的名字"})
    assert stale.status_code == 409
    assert "综合窗口" in text_of(stale)
    assert "综合窗口" in text_of(personnel.get("/staff/units"))
    assert personnel.post("/staff/units/new", {"code": "w1", "name": "又一个", "kind": "window", "min_present": "x"}).status_code == 422


def upload(client, content, name="people.csv"):
    return client.post("/staff/import", {"file": (BytesIO(content), name)}, content_type="multipart/form-data")


GOOD = "工号,姓名,用工性质,星座\n6001,李四,事业,狮子\n6002,王五,合同,\n".encode("gb18030")
MIXED = "工号,姓名,用工性质\n6001,李四,事业\n6002,王五,临时\n".encode()


def test_a_file_is_looked_at_and_then_imported(personnel):
    seen = upload(personnel, GOOD)
    assert seen.status_code == 303
    preview = text_of(personnel.get(seen.location))
    for shown in ("新增 2", "有误 0", "不认识的列，没有读：星座", "李四"):
        assert shown in preview
    assert Staff.select().where(Staff.name == "李四").count() == 0
    done = personnel.post(seen.location, {"request_key": "k"})
    assert done.location == "/staff?created=2&updated=0&unchanged=0"
    assert personnel.post(seen.location, {"request_key": "k"}).location == done.location
    assert personnel.post(seen.location).location == "/staff?created=0&updated=0&unchanged=2"
    assert "新增 2 人" in text_of(personnel.get(done.location))


def test_bad_lines_are_shown_and_left_out_only_when_asked(personnel):
    address = upload(personnel, MIXED).location
    preview = text_of(personnel.get(address))
    assert "用工性质请填" in preview
    refused = personnel.post(address)
    assert refused.status_code == 422
    assert "有 1 行有误，没有导入" in text_of(refused)
    assert personnel.post(address, {"skip_bad": "y"}).location == "/staff?created=1&updated=0&unchanged=0"


def test_a_later_upload_takes_the_place_of_an_earlier_one(personnel, settings):
    first, second = upload(personnel, GOOD).location, upload(personnel, MIXED).location
    assert personnel.get(first).status_code == 422
    assert personnel.get(second).status_code == 200
    assert len(list((settings.data / "uploads").iterdir())) == 1


def test_nobody_confirms_what_somebody_else_uploaded(personnel, sign_in):
    address = upload(personnel, GOOD).location
    other = sign_in(make_staff(Role.PERSONNEL))
    assert other.post(address).status_code == 422
    assert Staff.select().where(Staff.name == "李四").count() == 0


@pytest.mark.parametrize("address", ["/staff/import/..%2F..%2Fsecret.key", "/staff/import/" + "0" * 64])
def test_a_hash_that_was_never_uploaded_is_refused(personnel, address):
    assert personnel.get(address).status_code in {404, 422}


@pytest.mark.parametrize(("content", "sentence"), [
    (b"\x00\xff\xfe" * 99, "读不懂这个文件"), (b"\xd0\xcf\x11\xe0" * 9, "另存为不加密的 .xlsx"), (b"", "文件是空的"),
    ("姓名,性别\n李四,男\n".encode(), "没有“工号”这一列"),
])
def test_a_file_that_cannot_be_used_is_answered_in_chinese(personnel, content, sentence):
    answer = upload(personnel, content)
    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_template_and_export_are_files_the_import_understands(personnel):
    add(personnel, phone="13812345678")
    template = personnel.get("/staff/import/template.xlsx")
    assert template.mimetype.endswith("sheet")
    lines = read_sheet(personnel.get("/staff/export.xlsx?q=5001").data)
    assert [(cells["工号"], cells["姓名"], cells["联系电话"]) for _, cells in lines] == [("5001", "解小红", "138****5678")]


def test_a_head_sees_the_own_unit_and_changes_nothing(sign_in):
    unit = make_unit()
    head, colleague, stranger = make_staff(Role.WINDOW_HEAD, unit=unit), make_staff(unit=unit, name="同窗"), make_staff(name="外人")
    client = sign_in(head)
    page = text_of(client.get("/staff"))
    assert "同窗" in page
    assert "外人" not in page
    assert "新增人员" not in page
    assert client.get(f"/staff/{colleague.id}").status_code == 200
    assert client.get(f"/staff/{stranger.id}").status_code == 404
    assert client.post(f"/staff/{stranger.id}/phone").status_code == 404
    for address in (f"/staff/{colleague.id}/edit", "/staff/new", "/staff/import", "/staff/units/new"):
        assert client.get(address).status_code == 403


def test_who_only_works_at_a_window_opens_no_page_of_people(sign_in):
    client = sign_in(make_staff())
    assert [client.get(address).status_code for address in ("/staff", "/staff/units", "/staff/export.xlsx")] == [403, 403, 403]


def test_the_preview_shows_what_changes_from_what_to_what(personnel):
    unit = make_unit(name="旧窗口")
    make_unit(name="新窗口")
    make_staff(number="2001", name="曾莉", unit=unit, phone="13812345678")
    preview = text_of(personnel.get(upload(personnel, "工号,姓名,窗口,电话\n2001,曾丽,新窗口,13900001111\n".encode()).location))
    for shown in ("曾莉 → 曾丽", "旧窗口 → 新窗口", "138****5678 → 139****1111"):
        assert shown in preview

"""Search in complaints: exactly what a reading of every text finds, on both engines; nothing of it to whoever is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from actions.changes import add, change, find, remove_many, transaction
from actions.complaint import CallDraft, log_call, note_done
from actions.complaint_book import complaints_of
from actions.complaint_index import index_again
from actions.complaint_search import search
from models import Complaint, ComplaintAct, ComplaintNamed, ComplaintOutside, ComplaintText, Staff, database
from rules.complaint import Kind
from rules.complaint_search import asked_words, folded, pairs_of, snippets_of
from rules.people import SYSTEM, Role
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff

TODAY = MONDAY.date()
DRAFT = CallDraft(Kind.COMPLAINT, "电梯坏了三天没有人修", demand="尽快修好", wants_reply=False, place="政务大厅 2 楼")
SIGNS = st.sampled_from("电梯坏了张伟ABab12 -，。%_\"*'（)ＡⅠ①ß𬭎\t\n")
TEXTS = st.text(SIGNS, max_size=12)


@pytest.fixture
def monitor(node_settings):
    return actor_for(make_staff(Role.MONITOR))


def logged(actor, **changes):
    return log_call(actor, replace(DRAFT, **changes), MONDAY)


def found(actor, query, **options):
    return [line.row.id for line in search(actor, query, TODAY, **options).lines]


def test_what_stands_in_it_is_found_and_nothing_else(monitor):
    made = logged(monitor, content="２楼电梯坏了三天没有人修")
    for query in ("电梯", "坏了三天", "梯", "尽快 电梯", "２楼", "政务大厅", "TS-2026-0001", "ts-2026", "0001", "大厅 2 楼"):
        assert found(monitor, query) == [made], query
    for query in ("梯电", "坏三", "尽快修好了", "厅3", "厅 3", "修尽", "", "  ", "%", "_", '"', "*", "张伟", "电梯 张伟"):
        assert found(monitor, query) == [], query


@pytest.mark.usefixtures("monitor")
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(texts=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5), query=TEXTS)
def test_search_finds_what_a_reading_of_every_text_finds(texts, query):
    monitor = actor_for(Staff.get())
    with transaction():
        for old in ComplaintText.select():
            remove_many(list(Complaint.select().where(Complaint.id == old.complaint_id)), SYSTEM, "complaint.log", MONDAY)
    with transaction():
        made = [logged(monitor, content=f"x{first}", demand=second) for first, second in texts]
    read = {row.id: [row.content, row.demand, row.number, row.place] for row in Complaint.select().order_by(Complaint.id.desc())}
    wanted = [one for one, kept in read.items()
              if asked_words(query) and all(any(word in folded(text) for text in kept) for word in asked_words(query))]
    assert found(monitor, query) == wanted
    assert set(wanted) <= set(made)


@pytest.mark.usefixtures("monitor")
def test_plain_words_are_found_as_the_database_itself_finds_them(monitor):
    for number in range(60):
        logged(monitor, content="".join("电梯坏了张伟"[(number * step) % 6] for step in range(1, 9)))
    for query in ("电梯", "张伟", "坏", "梯电坏", "了了了", "伟张", "电坏"):
        like = [row.id for row in Complaint.select().where(Complaint.content.contains(query)).order_by(Complaint.id.desc())]
        result = search(monitor, query, TODAY)
        assert ([line.row.id for line in result.lines], result.total) == (like[:30], len(like))


def _outcome_then_trouble(complaint_id, actor):
    with transaction():
        row = find(Complaint, complaint_id)
        row.outcome = "另换门机"
        change(row, actor, "complaint.note", MONDAY)
        1 / 0  # noqa: B018  # anything that goes wrong


def test_the_index_follows_every_row_of_a_complaint_in_its_transaction(monitor):
    made = logged(monitor)
    accused = make_staff(name="钱德")
    with transaction():
        note_done(find(Complaint, made), monitor, "note", MONDAY, "维修单位已到场")
        row = find(Complaint, made)
        row.outcome = "已更换曳引轮"
        change(row, monitor, "complaint.note", MONDAY)
    assert found(monitor, "曳引轮 到场") == [made]
    with pytest.raises(ZeroDivisionError):
        _outcome_then_trouble(made, monitor)
    assert (found(monitor, "门机"), found(monitor, "曳引轮")) == ([], [made])
    named = logged(monitor, named=(accused.id,))
    assert found(monitor, "钱德") == [named]
    with transaction():
        person = find(Staff, accused.id)
        person.name = "钱得"
        change(person, SYSTEM, "staff.change", MONDAY)
    assert (found(monitor, "钱德"), found(monitor, "钱得")) == ([], [named])
    with transaction():
        remove_many(list(ComplaintNamed.select()), SYSTEM, "complaint.named", MONDAY)
        remove_many(list(ComplaintAct.select().where(ComplaintAct.complaint_id == named)), SYSTEM, "complaint.act", MONDAY)
        remove_many([find(Complaint, named)], SYSTEM, "complaint.log", MONDAY)
    assert (found(monitor, "钱得"), ComplaintText.select().count()) == ([], 1)


def test_the_number_of_another_platform_is_found(monitor):
    made = logged(monitor)
    with transaction():
        add(ComplaintOutside(complaint_id=made, source="order12345", outside_number="GD2026-77881", answer="已电话答复"), monitor,
            "complaint.outside", MONDAY)
    assert [found(monitor, query) for query in ("GD2026-77881", "77881", "电话答复")] == [[made]] * 3


def test_several_signs_between_fields_are_no_word(monitor):
    logged(monitor, content="甲乙", demand="丙丁")
    assert [found(monitor, query) for query in ("乙丙", "甲乙丙", "乙")] == [[], [], [Complaint.get().id]]


def test_whoever_is_named_finds_and_counts_nothing_of_it(monitor):
    section = make_staff(Role.SECTION_HEAD)
    logged(monitor, named=(section.id,))
    other = logged(monitor)
    accused = search(actor_for(section), "电梯", TODAY)
    assert ([line.row.id for line in accused.lines], accused.total) == ([other], 1)
    assert search(actor_for(make_staff(Role.STAFF)), "电梯", TODAY).total == 0
    assert search(monitor, "电梯", TODAY).total == 2


def test_a_callers_number_is_found_whole_by_who_logs_calls_and_by_nobody_else(monitor):
    made = logged(monitor, phone="138 0000 5678", called="赵女士", address="北街 5 号")
    leader = actor_for(make_staff(Role.MAIN_LEADER))
    assert [found(monitor, query) for query in ("13800005678", "+86 138-0000-5678", "１３８００００５６７８")] == [[made]] * 3
    assert [found(monitor, query) for query in ("1380000", "00005678", "赵女士", "北街", "13800005678号")] == [[]] * 5
    assert found(leader, "13800005678") == []
    assert search(monitor, "13800005678", TODAY).lines[0].snippets == []


def test_pages_go_on_and_the_count_is_capped(monitor, monkeypatch):
    monkeypatch.setattr("actions.complaint_search.MOST_COUNTED", 40)
    made = [logged(monitor) for _ in range(45)]
    first = search(monitor, "电梯", TODAY)
    second = search(monitor, "电梯", TODAY, after=first.after)
    assert [line.row.id for line in [*first.lines, *second.lines]] == made[::-1]
    assert (first.total, first.more, len(first.lines), second.total, second.after) == (40, True, 30, 40, "")
    back = search(monitor, "电梯", TODAY, before=second.before)
    assert ([line.row.id for line in back.lines], back.before, back.after) == (made[:14:-1], "", first.after)


def test_a_further_condition_holds_as_well(monitor):
    urgent = logged(monitor, urgent=True)
    logged(monitor)
    assert found(monitor, "电梯", among=Complaint.urgent == 1) == [urgent]


def test_the_index_is_checked_and_made_again(monitor):
    made = logged(monitor)
    assert index_again() == {"complaints": 1, "changed": 0}
    with database.atomic():
        database.execute_sql("UPDATE complaint_text SET words = 'x'")
    assert index_again(check_only=True) == {"complaints": 1, "changed": 1}
    assert found(monitor, "电梯") == []
    assert index_again() == {"complaints": 1, "changed": 1}
    with database.atomic():
        database.execute_sql("DELETE FROM complaint_text")
    assert index_again() == {"complaints": 1, "changed": 1}
    assert found(monitor, "电梯") == [made] == [line.row.id for line in complaints_of(monitor, TODAY).lines]


def test_the_command_checks_and_mends(app):
    logged(actor_for(make_staff(Role.MONITOR)))
    database.execute_sql("UPDATE complaint_text SET words = 'x'")
    answers = [app.test_cli_runner().invoke(args=["complaint", "index", *more]) for more in (["--check"], [], ["--check"])]
    assert [(answer.exit_code, answer.stdout) for answer in answers] == [
        (1, '{"complaints": 1, "changed": 1}\n'), (0, '{"complaints": 1, "changed": 1}\n'), (0, '{"complaints": 1, "changed": 0}\n')]


@pytest.mark.parametrize(("text", "pairs"), [
    ("", ""), ("电", "电"), ("电梯坏", "电梯 梯坏 坏"), ("a  b", "a b"), ("A-1", "a－ －1 1"), ("𬭎x", "𬭎x x"), ("\x00\ud800甲", "甲"),
])
def test_pairs(text, pairs):
    assert pairs_of([text]) == pairs


@pytest.mark.parametrize(("texts", "words", "shown"), [
    (["电梯坏了"], ["梯坏"], [["电", "[梯坏]", "了"]]),
    (["电梯坏了", "修电梯"], ["坏了", "修"], [["电梯", "[坏了]"], ["[修]", "电梯"]]),
    (["电梯坏了电梯"], ["电梯", "梯坏"], [["[电梯坏]", "了", "[电梯]"]]),
    (["ＴＳ-1 ①号"], ["ts－1", "1号"], [["[ＴＳ-1]", " ", "[①号]"]]),
    (["甲"], ["乙"], []), ([], ["乙"], []),
])
def test_snippets_show_where_the_words_stand(texts, words, shown):
    marked = [[f"[{text}]" if hit else text for text, hit in snippet.pieces] for snippet in snippets_of(texts, words)]
    assert marked == shown


@given(text=st.text(SIGNS, max_size=200), word=st.text(SIGNS, min_size=1, max_size=3))
def test_a_snippet_is_a_piece_of_the_text_with_the_word_in_it(text, word):
    for asked in asked_words(word):
        snippets = snippets_of([text], [asked])
        assert bool(snippets) == (asked in folded(text))
        for snippet in snippets:
            assert "".join(piece for piece, _ in snippet.pieces) in text
            assert asked in folded("".join(piece for piece, _ in snippet.pieces))
            assert any(hit for _, hit in snippet.pieces)

"""Papers on disk: whole or not at all, once each, told by what they are and not by what they are called."""

from __future__ import annotations

import hashlib
import resource
import threading
from contextlib import contextmanager

import pytest

from actions.attachments import keep_paper, own_paper, paper_of, path_of, shown_name
from actions.changes import find
from models import Attachment, AuditRow, database
from rules.errors import InvalidInput, NotFound
from tests.leave.leave_made import at
from tests.people_made import actor_for, make_staff

pytestmark = pytest.mark.usefixtures("db")
NOW = at("03-02 09:00")
PDF = b"%PDF-1.4 scan" * 2000


def files(settings):
    return [path for path in settings.data.rglob("*") if path.is_file() and path.parent.name != "data"]


@contextmanager
def room_for(size):
    """No file may grow beyond this many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(("content", "kind"), [
    (b"\xff\xd8\xff\xe0 photo", "image/jpeg"), (b"\x89PNG\r\n\x1a\n x", "image/png"), (PDF, "application/pdf")])
def test_what_a_paper_is_is_told_by_its_first_bytes(settings, content, kind):
    kept = keep_paper(actor_for(make_staff()), content, "名字是.exe", settings, NOW)
    paper = paper_of(settings, kept)
    assert (paper.media_type, paper.path.read_bytes()) == (kind, content)
    assert paper.path == settings.data / "attachments" / hashlib.sha256(content).hexdigest()[:2] / hashlib.sha256(content).hexdigest()
    assert paper.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"MZ\x90", b"PK\x03\x04 docx or zip", b"<svg onload=x>", b"GIF89a", b" %PDF-1.4"])
def test_anything_else_is_refused_whatever_it_is_called(settings, content):
    with pytest.raises(InvalidInput) as refused:
        keep_paper(actor_for(make_staff()), content, "scan.pdf", settings, NOW)
    assert [problem.code for problem in refused.value.problems] == ["file_kind"]
    assert files(settings) == []


def test_the_same_bytes_from_one_person_are_one_paper_and_from_two_are_two_rows_of_one_file(settings):
    one, other = actor_for(make_staff()), actor_for(make_staff())
    first = keep_paper(one, PDF, "a.pdf", settings, NOW)
    assert keep_paper(one, PDF, "b.pdf", settings, NOW) == first
    second = keep_paper(other, PDF, "c.pdf", settings, NOW)
    assert second != first
    assert len(files(settings)) == 1
    assert own_paper(one, first) == first
    with pytest.raises(NotFound):
        own_paper(one, second)


def test_a_full_disk_leaves_neither_file_nor_row(settings):
    actor = actor_for(make_staff())
    with room_for(4096), pytest.raises(InvalidInput) as refused:
        keep_paper(actor, PDF, "a.pdf", settings, NOW)
    assert [problem.code for problem in refused.value.problems] == ["disk_full"]
    assert files(settings) == []
    assert Attachment.select().count() == 0


def test_half_a_file_left_by_somebody_is_put_right(settings):
    path = path_of(settings, hashlib.sha256(PDF).hexdigest())
    path.parent.mkdir(parents=True)
    path.write_bytes(PDF[:100])
    kept = keep_paper(actor_for(make_staff()), PDF, "a.pdf", settings, NOW)
    assert paper_of(settings, kept).path.read_bytes() == PDF


def test_a_paper_whose_bytes_are_not_here_is_not_found(settings):
    kept = keep_paper(actor_for(make_staff()), PDF, "a.pdf", settings, NOW)
    paper_of(settings, kept).path.unlink()
    with pytest.raises(NotFound):
        paper_of(settings, kept)


def test_many_at_once_keep_one_file_and_one_row(settings):
    actor, kept = actor_for(make_staff()), []
    threads = [threading.Thread(target=lambda: (kept.append(keep_paper(actor, PDF, "a.pdf", settings, NOW)), database.obj.close()))
               for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 6
    assert len(set(kept)) == 1
    assert len(files(settings)) == 1
    assert AuditRow.select().where(AuditRow.what == "attachment.keep").count() == 1


def test_a_name_is_only_shown(settings):
    assert shown_name("/etc/../a\x00b\u202e.png") == "ab.png"
    kept = keep_paper(actor_for(make_staff()), PDF, "..\\..\\诊断" + "长" * 300 + ".pdf", settings, NOW)
    assert len(find(Attachment, kept).file_name) == 120
    assert find(Attachment, kept).file_name.endswith("长.pdf")

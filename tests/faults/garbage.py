"""Garbage for every field and every address, and what the forms send when nothing is wrong."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping

from flask import Flask

from tests.architecture.http_doc import document, plain_route
from tests.faults.outside_client import Answer, Outside

GARBAGE = (
    "", " ", "\x00", "a\x00b", "😀👩‍👩‍👧", "a\r\nSet-Cookie: x=1\r\n\r\n<b>", "\u202e\ufeff\u2028", "\ud7ff\uffff", "2026-02-30",
    "2026-2-3", "0001-01-01", "9999-12-31", "24:00", "25:61", "-1", "0", "1.5", "-0.5", "1e309", "NaN", "Infinity",
    "99999999999999999999", "９９", "٣", "½", "²", "' OR 1=1 --", "\"; DROP TABLE staff; --", "%' ESCAPE '", "<script>alert(1)</script>",
    "{{ 7 * 7 }}", "{0}{name}%s%n", "../../../etc/passwd", "null", "true", "[]", "字" * 500, "x" * 300_000,
    str(uuid.UUID(int=0)), "01a20ba7-55bf-74a5-937e-2b65cf387dda:1",
)
UNREADABLE = (b"\xff\xfe", b"\xed\xa0\x80", b"%zz", b"%ff%fe", b"a=b=c&&&;")
CONTENT_TYPES = ("application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "", "x",
                 "application/x-www-form-urlencoded; charset=gb2312")
MARKUP = "<img src=x onerror=alert(2)>\"'"
QUERIES = ("page", "before", "year", "month", "day", "q", "unit", "staff", "number", "role", "outcome", "first", "last", "address",
           "extends", "request", "name", "next", "show", "paper", "past", "person", "what", "table", "state", "kept", "scope")
NOT_SENT = {"/account/sign-in", "/account/sign-out", "/account/password"}  # they end the client's own sign-in
PLAUSIBLE = {
    "type_code": "personal", "partner": "2101", "start": "2026-03-10", "start_half": "am", "end": "2026-03-10",
    "end_half": "pm", "from_time": "09:00", "to_time": "10:00", "reason": "家中有事", "destination": "石桥镇",
    "phone": "13812345678", "leaves_area": "y", "verdict": "approve", "opinion": "同意", "accept": "yes", "agree": "yes",
    "agreed": "yes", "confirm": "yes", "signer": "李局长", "back_day": "2026-03-02", "back_half": "am", "version": "1",
    "action": "submit", "cover_reason": "有人顶岗", "amount": "1", "valid_from": "2026-03-02", "valid_to": "2026-12-31",
    "note": "说明", "year": "2025", "day": "2026-03-10", "hours": "4", "name": "新人", "employment": "institution",
    "gender": "f", "post": "受理", "home_unit": "市局", "first_work": "2010-07-01", "joined": "2015-07-01",
    "active_from": "2015-07-01", "code": "W9", "kind": "workday", "min_present": "0", "active": "y", "role": "monitor",
    "number": "2005", "scope": "centre", "weekdays": "1", "am_start": "08:30", "am_end": "12:00", "pm_start": "14:00",
    "pm_end": "17:30", "week": "2026-03-09", "last_day": "2026-12-31", "old": "Window-2026", "new": "Wendow-2027",
    "again": "Wendow-2027", "password": "Window-2026", "file_name": "a.csv", "skip_bad": "y",
    "pick": "01a20ba7-55bf-74a5-937e-2b65cf387dda:1", "child_born": "2026-01-05", "children": "1", "placed": "am_start",
    "draft_id": "", "extends": "", "kept_attachment": "", "attachment": "", "file": "", "b_partner": "",
    "counting": "working", "source": "本中心",
}


def forms(app: Flask) -> Iterator[tuple[str, list[str]]]:
    """The address of every form of people as the program names its parts, and the fields docs/http.md lists for it."""
    listed = {entry.route: entry.fields for entry in document()}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "POST" in (rule.methods or ()) and rule.rule not in NOT_SENT and plain_route(rule.rule) in listed and for_people(rule.rule):
            yield rule.rule, sorted(listed[plain_route(rule.rule)] - {"request_key"})


def pages(app: Flask) -> list[str]:
    """The address of every page for people as the program names its parts."""
    found = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return sorted(rule for rule in found if "<path:" not in rule and for_people(rule))


def for_people(rule: str) -> bool:
    """What attendance machines call answers in their words (tests/iclock)."""
    return not rule.startswith("/iclock/")


def address(rule: str, parts: Mapping[str, str]) -> str:
    """The rule with its parts filled in; a part nobody knows gets an id that nothing has."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: parts.get(found[1], str(uuid.UUID(int=7))), rule)


def as_file(client: Outside, path: str, fields: Mapping[str, str], name: str, file_name: str, content: bytes) -> Answer:
    """Send one field as a file, the others as they are."""
    parts = {"csrf_token": client.token, "request_key": uuid.uuid4().hex, **{key: text for key, text in fields.items() if key != name}}
    body = b"".join(b'--cut\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (key.encode(), text.encode())
                    for key, text in parts.items())
    body += b'--cut\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n--cut--\r\n' % (
        name.encode(), file_name.encode(), content)
    return client.send("POST", path, body, "multipart/form-data; boundary=cut")

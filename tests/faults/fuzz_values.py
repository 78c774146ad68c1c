"""Garbage for every field and every address, and what the forms send when nothing is wrong."""

from __future__ import annotations

import uuid

GARBAGE = (
    "", " ", "\x00", "a\x00b", "😀👩‍👩‍👧", "a\r\nSet-Cookie: x=1\r\n\r\n<b>", "\u202e\ufeff\u2028", "\ud7ff\uffff", "2026-02-30", "2026-2-3", "0001-01-01",
    "9999-12-31", "24:00", "25:61", "-1", "0", "1.5", "-0.5", "1e309", "NaN", "Infinity", "99999999999999999999", "９９", "٣", "½", "²",
    "' OR 1=1 --", "\"; DROP TABLE staff; --", "%' ESCAPE '", "<script>alert(1)</script>", "{{ 7 * 7 }}", "{0}{name}%s%n", "../../../etc/passwd", "null",
    "None", "true", "[]", "字" * 500, "x" * 300_000, str(uuid.UUID(int=0)), "01a20ba7-55bf-74a5-937e-2b65cf387dda:1",
)
UNREADABLE = (b"\xff\xfe", b"\xed\xa0\x80", b"%zz", b"%ff%fe", b"a=b=c&&&;")
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"`{{7*7}}"
PLAUSIBLE = {
    "type_code": "annual", "partner": "2101", "start": "2026-03-10", "start_half": "am", "end": "2026-03-10", "end_half": "pm",
    "from_time": "09:00", "to_time": "10:00", "reason": "家中有事", "destination": "石桥镇", "phone": "13812345678", "leaves_area": "y",
    "verdict": "approve", "opinion": "同意", "accept": "yes", "agree": "yes", "agreed": "yes", "confirm": "yes", "signer": "李局长",
    "back_day": "2026-03-02", "back_half": "am", "version": "1", "action": "submit", "cover_reason": "有人顶岗", "amount": "1",
    "valid_from": "2026-03-02", "valid_to": "2026-12-31", "note": "说明", "year": "2025", "day": "2026-03-10", "hours": "4", "name": "新人",
    "employment": "institution", "gender": "f", "post": "受理", "home_unit": "市局", "first_work": "2010-07-01", "joined": "2015-07-01",
    "active_from": "2015-07-01", "code": "W9", "kind": "workday", "min_present": "0", "active": "y", "role": "staff", "number": "2001",
    "scope": "centre", "weekdays": "1", "am_start": "08:30", "am_end": "12:00", "pm_start": "14:00", "pm_end": "17:30", "start_time": "12:00",
    "week": "2026-03-09", "last_day": "2026-12-31", "old": "Window-2026", "new": "Wendow-2027", "again": "Wendow-2027",
    "password": "Window-2026", "file_name": "a.csv", "skip_bad": "y", "pick": "01a20ba7-55bf-74a5-937e-2b65cf387dda:1",
}

"""The complaint hotline: dated tracks, categories, phrases, complaints with whom they name, what was done; the caller apart, and
sealed for the bureau.
"""

from __future__ import annotations

from peewee import SQL, AutoField, IntegerField, NodeList, TextField, fn

from rules.complaint import OVER
from tables.fields import DayField, FlagField, JsonField, LocalRow, MomentField, Row, Table, one_of

KINDS = ("enquiry", "help", "suggestion", "praise", "complaint", "report")
TRACKS = ("service", "consumer", "report", "petition", "order12345")
CHANNELS = ("phone", "visit", "letter", "web", "order12345", "superior")
STATES = ("registered", "refused", "to_assign", "to_sign", "working", "paused", "to_review", "to_callback", "redo", "closed",
          "merged", "withdrawn", "returned", "transferred", "archived")
WAYS = ("coordinate", "dispatch", "reflect")
EVENTS = ("accept", "refuse", "transfer", "discipline", "coordinate", "reflect", "assign", "sign", "return", "hand_over", "pause", "resume",
          "extend", "reply", "send_back", "approve", "satisfied", "unreached", "dissatisfied", "withdraw", "join", "split", "note",
          "archive")
ASKED = ("refuse", "pause", "extend")
ACTS = ("log", "settle", *EVENTS, *(f"ask_{event}" for event in ASKED), *(f"decline_{event}" for event in ASKED), "remind", "supervise",
        "bulletin", "link", "apart", "repeat", "spoken", "paper", "platform", "move")
SPOKEN_STATES = ("", "waiting", "confirmed", "arrival")
PHRASE_USES = ("say", "never", "write")


class ComplaintRule(Row):
    """One dated version of one track; `figures` holds the rest of rules.complaint.TrackRule. Chosen by the day of receipt."""

    track = TextField(constraints=[one_of("track", TRACKS)])
    valid_from = DayField()
    figures = JsonField()
    source = TextField()

    class Meta:
        indexes = ((("centre", "track", "valid_from"), True),)


class ComplaintCategory(Row):
    """What a call is about; parent: the code of the wider one, "" at the top. kind: the kind of call it belongs to."""

    code = TextField()
    parent = TextField(default="")
    kind = TextField(constraints=[one_of("kind", KINDS)])
    name = TextField()
    place = IntegerField(default=0)
    active = FlagField(default=True)

    class Meta:
        indexes = ((("centre", "code"), True),)


class Phrase(Row):
    """A phrase card (语言规范): to be said or never said at a step, or to be written into a text by its initials."""

    step = TextField()
    use = TextField(constraints=[one_of("use", PHRASE_USES)])
    text = TextField()
    initials = TextField(default="")
    place = IntegerField(default=0)


class Complaint(Row):
    """One call or other complaint. received_at: when the caller spoke; unit_id: the window it is about, "" for none; place, happened: where
    and when, as told. due: the last day to answer, explain: why (a list of [day, counted, why, name]); both None where nothing is due.
    due_at: the moment a platform outside says, which prevails over any clock of ours.

    duty_due: the end of what is owed in this state (taking up, signing in, calling back). handler_unit, handler_id: the window that works
    on it, and the person it was given to, "" for none. round: 1, one more for each time the caller was not satisfied; round_from: the day
    its clock began. extended: days on top. late: was over due at some time, which nothing takes back. anonymised_at: since when
    nobody can be told from it. sent_to: the body it was sent on to,
    or where the caller was told to go. parent_id: the complaint it was joined to, "" for none; own_due: the last day by its own clock
    while others are joined to it. made_at: when it was typed, by the browser's clock; spoken_state: whether that is to be
    confirmed as the moment the caller spoke (waiting), was, or the arrival stands.
    """

    number = TextField()
    received_at = MomentField()
    logged_by = TextField()
    channel = TextField(constraints=[one_of("channel", CHANNELS)])
    kind = TextField(constraints=[one_of("kind", KINDS)])
    track = TextField(default="")
    category = TextField(default="")
    unit_id = TextField(default="")
    place = TextField(default="")
    happened = TextField(default="")
    content = TextField()
    demand = TextField(default="")
    wants_reply = FlagField(default=True)
    confidential = FlagField(default=False)
    anonymous = FlagField(default=False)
    urgent = FlagField(default=False)
    state = TextField(constraints=[one_of("state", STATES)])
    due = DayField(null=True)
    due_at = MomentField(null=True)
    explain = JsonField(null=True)
    rule_version = TextField(default="")
    duty_due = MomentField(null=True)
    way = TextField(default="")
    handler_unit = TextField(default="")
    handler_id = TextField(default="")
    accepted_at = MomentField(null=True)
    answered_at = MomentField(null=True)
    round = IntegerField(default=1)
    round_from = DayField(null=True)
    extended = IntegerField(default=0)
    late = FlagField(default=False)
    sent_to = TextField(default="")
    outcome = TextField(default="")
    closed_at = MomentField(null=True)
    anonymised_at = MomentField(null=True)
    parent_id = TextField(default="", index=True)
    own_due = DayField(null=True)
    made_at = MomentField(null=True)
    spoken_state = TextField(default="", constraints=[one_of("spoken_state", SPOKEN_STATES)])

    class Meta:
        indexes = ((("centre", "number"), True), (("state", "due"), False), (("received_at", "id"), False),
                   (("state", "received_at"), False), (("category", "received_at"), False), (("logged_by", "received_at"), False),
                   (("unit_id", "received_at"), False), (("accepted_at",), False), (("closed_at",), False),
                   (("handler_unit", "state"), False), (("handler_id", "state"), False))


OVER_NOW = ", ".join(f"'{state.value}'" for state in sorted(OVER))
COMPLAINT_OPEN = SQL(f"NOT IN ({OVER_NOW})")
"""After the column of states: what is open, written as the indexes of what is open have it, so that they are used."""
COMPLAINT_DUE = fn.COALESCE(Complaint.due, SQL("'9999-12-31'"))
"""The due day, behind all days where there is none."""
NUMBER_HEAD, NUMBER_LENGTH = fn.SUBSTR(Complaint.number, SQL("1"), SQL("8")), fn.LENGTH(Complaint.number)
"""TS-2026- of a number, and its length: a longer number is a later one."""
Complaint.add_index(Complaint.centre, NUMBER_HEAD, NUMBER_LENGTH, Complaint.number, name="complaint_numbered")
_open = NodeList((Complaint.state, COMPLAINT_OPEN))
Complaint.add_index(Complaint.received_at, Complaint.id, name="complaint_open_received", where=_open)
Complaint.add_index(COMPLAINT_DUE, Complaint.id, name="complaint_open_due", where=_open)


class ComplaintNamed(Row):
    """Somebody a complaint names. They never list, find, count, open or print it."""

    complaint_id = TextField()
    staff_id = TextField(index=True)

    class Meta:
        indexes = ((("complaint_id", "staff_id"), True),)


class ComplaintAct(Row):
    """What somebody did with a complaint, in order; a reply's text is its note. unit_id: the window an assignment goes to."""

    complaint_id = TextField(index=True)
    at = MomentField(index=True)
    staff_id = TextField()
    act = TextField(constraints=[one_of("act", ACTS)])
    round = IntegerField(default=1)
    unit_id = TextField(default="")
    note = TextField(default="")


class ComplaintAsk(Row):
    """What somebody asked another to decide: not to take it up, to let its clock stand still, to extend it. ground: a code of
    rules.complaint_course (Ground, Pausing), sent_to: the body the caller is to be told.
    """

    complaint_id = TextField(index=True)
    event = TextField(constraints=[one_of("event", ASKED)])
    asked_by = TextField()
    asked_at = MomentField()
    ground = TextField(default="")
    sent_to = TextField(default="")
    note = TextField(default="")
    state = TextField(default="waiting", constraints=[one_of("state", ("waiting", "agreed", "declined", "lapsed"))])
    decided_by = TextField(default="")
    decided_at = MomentField(null=True)
    opinion = TextField(default="")


class ComplaintPause(Row):
    """Days a complaint's clock stands still, both in it; last: None while it does. ground: rules.complaint_course.Pausing."""

    complaint_id = TextField(index=True)
    ground = TextField()
    first = DayField()
    last = DayField(null=True)


class SealKey(Row):
    """A public key of the bureau's supervision, in base64; the newest one holds. fingerprint: what is read out to compare it."""

    public_key = TextField()
    fingerprint = TextField()


class ComplaintSealed(Row):
    """Who called, sealed at the moment of writing to the key with this fingerprint: only the bureau's supervision can open it."""

    complaint_id = TextField(unique=True)
    fingerprint = TextField()
    sealed = TextField()


class ComplaintCaller(LocalRow):
    """Who called: guarded, and never leaves the node. phone_key: the number as it is compared (rules.complaint.phone_key).

    edition: rises by one with each correction. sealed_to: the fingerprint of the key it is sealed to as it stands, "" for none.
    """

    complaint_id = TextField(unique=True)
    called = TextField(default="")
    phone = TextField(default="")
    phone_key = TextField(default="", index=True)
    address = TextField(default="")
    edition = IntegerField(default=1)
    sealed_to = TextField(default="", index=True)


class SavedView(LocalRow):
    """What somebody asks of the list of complaints again and again; asked: as rules.complaint_book.Asked.kept gives it."""

    staff_id = TextField()
    name = TextField()
    asked = JsonField()

    class Meta:
        indexes = ((("staff_id", "name"), True),)


class ComplaintText(Table):
    """What is searched of a complaint, as rules.complaint_search.pairs_of gives it; follows its rows (actions/complaint_index.py)."""

    id = AutoField()
    complaint_id = TextField(unique=True)
    words = TextField()


SEARCH_ON_SQLITE = ("""CREATE VIRTUAL TABLE complaint_search
    USING fts5 (words, content='complaint_text', content_rowid='id', columnsize=0, prefix='1', tokenize='ascii')""",)
SEARCH_ON_POSTGRESQL = ("CREATE INDEX complaint_text_words ON complaint_text USING gin (string_to_array(words, ' '))",)
"""What the search of each engine rests on; triggers keep that of SQLite (actions/capture.py)."""
SEARCH_TRIGGERS = {
    event: f"CREATE TRIGGER search_complaint_text_{event.lower()} AFTER {event} ON complaint_text BEGIN {''.join(steps)}END"
    for event, steps in {
        "INSERT": ("INSERT INTO complaint_search (rowid, words) VALUES (NEW.id, NEW.words); ",),
        "UPDATE": ("INSERT INTO complaint_search (complaint_search, rowid, words) VALUES ('delete', OLD.id, OLD.words); ",
                   "INSERT INTO complaint_search (rowid, words) VALUES (NEW.id, NEW.words); "),
        "DELETE": ("INSERT INTO complaint_search (complaint_search, rowid, words) VALUES ('delete', OLD.id, OLD.words); ",),
    }.items()
}

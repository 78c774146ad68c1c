"""What the node itself keeps: its identity, the change log, the audit chain, keys of forms, runs of jobs. All local."""

from __future__ import annotations

from peewee import CompositeKey, IntegerField, TextField

from tables.fields import FlagField, JsonField, LocalRow, MomentField, Table, one_of


class NodeSelf(Table):
    """One row: who this node is and where its change log stands (sync: gap-free seq within an epoch)."""

    id = IntegerField(primary_key=True)
    centre = TextField()
    epoch_no = IntegerField(default=1)
    epoch_id = TextField()
    next_seq = IntegerField(default=1)
    audit_seq = IntegerField(default=0)
    audit_hash = TextField(default="")


class ChangeLog(Table):
    """Each change of a captured row, in commit order: op U (put) or D (removed), the full row as JSON text."""

    seq = IntegerField(primary_key=True)
    epoch_no = IntegerField()
    tbl = TextField()
    pk = TextField()
    op = TextField(constraints=[one_of("op", "UDE")])
    ver = IntegerField()
    at = TextField()
    body = TextField(null=True)


class AuditRow(Table):
    """Append-only, hash-chained record of each change: who, what, before, after, when, from where."""

    seq = IntegerField(primary_key=True)
    at = MomentField()
    staff_id = TextField()
    staff_number = TextField()
    staff_name = TextField()
    address = TextField()
    what = TextField(index=True)
    tbl = TextField()
    row_id = TextField(index=True)
    before = JsonField(null=True)
    after = JsonField(null=True)
    note = TextField(default="")
    prev_hash = TextField()
    hash = TextField()


class FormKey(LocalRow):
    """The client-made key of a form that makes something: same key and body, same answer; another body, refused."""

    staff_id = TextField()
    key = TextField()
    request_hash = TextField()
    answer_id = TextField()
    at = MomentField(index=True)

    class Meta:
        indexes = ((("staff_id", "key"), True),)


class JobRun(Table):
    """One run of one job for one slot of time; the pair is unique, so no period is done twice."""

    job = TextField()
    slot = TextField()
    state = TextField(constraints=[one_of("state", ("running", "good", "failed"))])
    started_at = MomentField()
    ended_at = MomentField(null=True)
    result = TextField(default="")

    class Meta:
        primary_key = CompositeKey("job", "slot")


class Notice(LocalRow):
    """One thing somebody is told; dedupe_key keeps the same thing from being told twice."""

    staff_id = TextField()
    kind = TextField()
    values = JsonField()
    link = TextField(default="")
    dedupe_key = TextField(unique=True)
    at = MomentField()
    read_at = MomentField(null=True)

    class Meta:
        indexes = ((("staff_id", "read_at"), False), (("staff_id", "at"), False))


class Account(LocalRow):
    """What somebody signs in with. Local: password hashes never travel."""

    staff_id = TextField(unique=True)
    password_hash = TextField()
    former_hashes = JsonField(default=list)
    must_change = FlagField(default=True)
    changed_at = MomentField()
    failures = IntegerField(default=0)
    locked_until = MomentField(null=True)


class Session(LocalRow):
    """One open sign-in; the token itself is in the cookie, only its hash here."""

    token_hash = TextField(unique=True)
    staff_id = TextField(index=True)
    address = TextField()
    browser = TextField()
    opened_at = MomentField()
    seen_at = MomentField()
    ended_at = MomentField(null=True)
    end_reason = TextField(default="")


class SignInTry(LocalRow):
    """One try to sign in, kept at least six months (FACTS 11 row 80)."""

    at = MomentField(index=True)
    number = TextField()
    address = TextField()
    browser = TextField()
    outcome = TextField()


class FeedToken(LocalRow):
    """The secret of one person's calendar feed, as a hash; revocable."""

    staff_id = TextField(index=True)
    token_hash = TextField(unique=True)
    scope = TextField()
    made_at = MomentField()
    revoked_at = MomentField(null=True)

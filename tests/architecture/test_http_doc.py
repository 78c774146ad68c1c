"""docs/http.md names every form of the program with exactly its fields, so that outside clients can rely on it."""

import pytest
from flask import request
from wtforms import StringField, SubmitField

from tests.architecture.http_doc import document, fields_of, plain_route, posted_views, read_entries
from views.forms.stamped import PlainForm, StampedForm

GOOD = """# Head

### POST /a/<id>/b

Does it.

| field | required | form | meaning |
| --- | --- | --- | --- |
| name, `code` | yes | text | |
| request_key | yes | | |

Answers:
- 303 Location `/a`

## Next

### POST /c

Nothing is sent but the token.

Answers:
- 403
"""


def test_every_form_is_listed_once_and_nothing_else_is(app):
    listed, there = [entry.route for entry in document()], posted_views(app)
    assert [f"{route} is not listed" for route in sorted(set(there) - set(listed))] == []
    assert [f"{route} is listed but not there" for route in sorted(set(listed) - set(there))] == []
    assert [route for route in listed if listed.count(route) > 1] == []


def test_every_form_is_listed_with_its_fields(app):
    views, wrong = posted_views(app), []
    for entry in document():
        if entry.route in views:
            fields = fields_of(views[entry.route])
            wrong += [f"{entry.route}: {name} is sent but not listed" for name in sorted(fields.named - entry.fields)]
            wrong += [f"{entry.route}: {name} is listed but not read" for name in sorted(entry.fields - fields.named - fields.buttons)]
    assert wrong == []


def test_every_entry_says_what_it_does_and_what_it_answers():
    assert [fault for entry in document() for fault in entry.faults] == []


def test_a_document_is_read_as_it_is_written():
    first, second = read_entries(GOOD)
    assert (first.route, first.fields, first.faults) == ("/a/<>/b", {"name", "code", "request_key"}, ())
    assert (second.route, second.fields, second.faults) == ("/c", frozenset(), ())


@pytest.mark.parametrize(("old", "new", "fault"), [
    ("| field | required |", "| name | needed |", "the table begins"), ("- 403", "403", "no list of answers"),
    ("Does it.\n", "", "no line that says"),
])
def test_an_entry_that_lacks_something_is_found(old, new, fault):
    assert [text for entry in read_entries(GOOD.replace(old, new)) for text in entry.faults if fault in text]


def test_the_fields_of_a_view_are_those_of_its_forms_and_of_what_it_takes_itself():
    class Inner(PlainForm):
        name = StringField()
        submit = SubmitField()

    class Outer(StampedForm):
        code = StringField(name="kind")

    def view():
        return Inner(), Outer(), request.form["loose"], request.form.get("second"), request.form.getlist("many"), request.args["not"]

    view.__module__ = "views.made_up"
    view.__globals__.update(Inner=Inner, Outer=Outer)
    fields = fields_of(view)
    assert fields.named == {"name", "kind", "request_key", "loose", "second", "many"}
    assert fields.buttons == {"submit"}


def test_routes_are_compared_without_the_names_of_their_parts():
    assert plain_route("/staff/<uuid:staff_id>/edit") == plain_route("/staff/<id>/edit")

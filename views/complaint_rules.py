"""投诉时限规则: every version of every track with what changed, and a new version from a day on."""

from __future__ import annotations

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import complaint_rules as actions
from rules.complaint import Track, TrackRule
from rules.errors import InvalidInput, NotFound
from rules.people import Permission
from views.access import go_to, requires
from views.forms.complaint_rules import TrackRuleForm
from views.page import render
from views.wording import complaint as complaint_words
from views.wording import complaint_rules as words

bp = Blueprint("complaint_rules", __name__, url_prefix="/complaint/rules")
bp.context_processor(lambda: {"words": words, "tracks": complaint_words.TRACK_NAMES})


@bp.get("")
@requires(Permission.COMPLAINT_RULES)
def versions() -> Response:
    """Every version of every track, the newest first, with what differs from the one before."""
    return render("complaint/rules.html", found={track.value: _rows(actions.versions_of(track)) for track in Track})


@bp.route("/<track>/new", methods=["GET", "POST"])
@requires(Permission.COMPLAINT_RULES)
def new(track: str) -> Response | BaseResponse:
    """A new version of a track, filled with the newest; 404 for no track, 422 with the sentences."""
    if track not in complaint_words.TRACK_NAMES:
        raise NotFound(f"track {track}")
    form = TrackRuleForm.of(next(iter(actions.versions_of(Track(track))), None))
    if form.validate_on_submit():
        try:
            actions.add_version(g.actor, Track(track), form.first_day(), form.figures(), form.source.data or "", g.now, form.stamp())
            return go_to("complaint_rules.versions")
        except InvalidInput as error:
            form.show(error.problems)
    return render("complaint/new_rules.html", status=422 if form.is_submitted() else 200, form=form, track=track)


def _rows(found: list[TrackRule]) -> list[tuple[TrackRule, tuple[str, str], list[tuple[str, str, str]]]]:
    today = g.now.date()
    in_force = next((one for one in found if one.valid_from <= today), None)
    return [(one, words.IN_FORCE if one is in_force else words.TO_COME if one.valid_from > today else words.PAST,
             _changes(one, found[number + 1] if number + 1 < len(found) else None)) for number, one in enumerate(found)]


def _changes(one: TrackRule, before: TrackRule | None) -> list[tuple[str, str, str]]:
    """(label, before, now) of the figures a version changed; of the first version every figure, with nothing before."""
    return [(label, words.figure_text(before, name) if before else "", words.figure_text(one, name))
            for name, (label, _) in words.FIGURES.items() if before is None or getattr(one, name) != getattr(before, name)]

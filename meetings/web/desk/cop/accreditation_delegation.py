"""One delegation at the accreditation desk: the letter beside the names, and everything an officer decides there."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.cop.accreditation import OF_LETTERS, OF_NAMES, check_reasons, check_said, taken_back
from meetings.domain.cop.codes import ParticipationState
from meetings.domain.cop.tracks import Says, Track
from meetings.domain.recording_errors import FileGone
from meetings.extensions import db
from meetings.formats.cop.ready_reasons import reason_words, reasons_in
from meetings.queries.cop.accreditation_page import DelegationPage, delegation_page
from meetings.queries.cop.change_requests import requests_of
from meetings.services.cop import accreditation as services
from meetings.web.cop.words import state_word
from meetings.web.desk.cop import accreditation_terms, requests
from meetings.web.desk.cop.accreditation_here import ADDRESS, Here, here, language_of
from meetings.web.desk.cop.accreditation_lines import (
    actor_words,
    acts_of,
    event_line,
    letter_line,
    opened_words,
    person_lines,
    point_line,
    standing_lines,
)
from meetings.web.desk.cop.accreditation_said import done_words
from meetings.web.desk.sides import Side
from meetings.web.errors import sentence
from meetings.web.forms.registrations import category_words
from meetings.web.kept_files import Given, give, storage

blueprint = Blueprint("desk_cop_delegation", __name__)


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, delegation_id: str) -> Response:
    """Show a delegation with its letters, people, requests, focal points and history."""
    return _page(here(programme, delegation_id))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str, delegation_id: str) -> AnyResponse:
    """Do what was pressed, or show the page again with why not, and what was typed."""
    at = here(programme, delegation_id)
    kind, _colon, rest = request.form.get("act", "").partition(":")
    try:
        if kind not in DO:
            raise errors.NotAChoice(field="act", value=kind[:20])
        done = DO[kind](at, rest)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(at, problem=refusal, section=kind)
    query = urlencode({"done": done} | ({"at": at.moment.now.isoformat()} if kind == "people" else {}))
    return redirect(f"{at.address}?{query}#done", 303)


@blueprint.get(f"{ADDRESS}/letter/<letter>")
def letter(lang: str, programme: str, delegation_id: str, letter: str) -> Response:
    """Give a version of the letter; a picture may stand in the page, a document is for the officer's own program."""
    at = here(programme, delegation_id)
    row = next((one for one in delegation_page(programme, delegation_id).letters if one.id == letter), None)
    if row is None:
        raise errors.NotFound()
    if row.file is None:
        raise FileGone()
    key, media_type = row.file, row.media_type or "application/octet-stream"
    name = row.file_name or f"letter-{at.delegation}"
    return give(
        Given(
            lambda start, end: storage().read(key, start, end),
            row.bytes or 0,
            row.digest or "",
            media_type,
            name,
            is_public=False,
            is_shown=media_type.startswith("image/") and "look" in request.args,
        )
    )


def _decide_letter(at: Here, to: str) -> str:
    """Accept the letter, or return it with reasons in the focal point's language."""
    says = _reasons(at, OF_LETTERS) if to == "returned" else Says()
    seen = request.form.get("revision", 0, type=int)
    services.decide_letter(
        at.programme.slug,
        request.form.get("letter", "")[:40],
        to[:20],
        seen,
        at.moment.now,
        actor=at.actor,
        says=says,
    )
    return f"letter-{to}"


def _decide_people(at: Here, to: str) -> str:
    """Move the people who are ticked."""
    state = to if to in set(ParticipationState) else ""
    if not state:
        raise errors.NotAChoice(field="act", value=to[:20])
    authority = check_said(request.form.get("authority", ""), "authority", 200)
    says = Says(_reasons(at, OF_NAMES).why, authority)
    number = services.decide(
        at.programme.slug,
        state,
        _chosen(request.form.getlist("person")),
        at.moment.now,
        actor=at.actor,
        says=says,
        delegation_id=at.delegation,
    )
    return f"people-{state}-{number}"


def _keep_both(at: Here, rest: str) -> str:
    services.keep_both(at.programme.slug, rest.split(":")[:2], at.moment.now, actor=at.actor)
    return "both"


def _reasons(at: Here, offered: tuple[Any, ...]) -> Says:
    """Read the ready reasons and what was written beside them, as the focal point will read them."""
    text = check_said(request.form.get("reason", ""), "reason")
    ready = check_reasons(request.form.getlist("ready"), offered, "ready")
    return Says(reasons_in(ready, text, language_of(at)))


def _chosen(ids: list[str]) -> dict[str, int]:
    return {one: request.form.get(f"seen-{one}", 0, type=int) for one in ids}


DO: Final[Mapping[str, Callable[[Here, str], str]]] = {
    "letter": _decide_letter,
    "people": _decide_people,
    "both": _keep_both,
    "request": requests.decide,
    **accreditation_terms.ACTS,
}


def _page(at: Here, *, problem: errors.Refused | None = None, section: str = "") -> Response:
    shown = delegation_page(at.programme.slug, at.delegation)
    moment, lang = at.moment, at.moment.reader.language
    done = request.args.get("done", "") if request.method == "GET" else ""
    html = render_template(
        "desk/cop/accreditation_delegation.html",
        programme=at.programme,
        delegation=shown,
        address=at.address,
        category=category_words(shown.row.category),
        standings=standing_lines(shown, lang),
        people=person_lines(shown, moment),
        acts=acts_of(shown),
        letters=[letter_line(one, shown, moment) for one in reversed(shown.letters)],
        letter_reasons=[(one, reason_words(one)) for one in OF_LETTERS],
        name_reasons=[(one, reason_words(one)) for one in OF_NAMES],
        requests=[requests.line(one, shown, moment) for one in requests_of(at.delegation)],
        points=[point_line(one, moment) for one in shown.points],
        terms=accreditation_terms.lines(shown, moment),
        reopened=opened_words(shown.row.reopened_until, moment),
        history=[event_line(one, shown, moment) for one in shown.events],
        undo=_undo(shown, done),
        problem=sentence(problem) if problem else "",
        field=problem.field if problem else "",
        section=section,
        sides=_sides(shown, problem, moment.now) if isinstance(problem, errors.Stale) else [],
        done=done_words(done),
    )
    return make_response(html, problem.status if problem else 200)


def _undo(shown: DelegationPage, done: str) -> dict[str, Any]:
    """Give what takes the last press back, as long as nobody decided otherwise; nothing where no way leads back."""
    state = done.split("-")[1] if done.startswith("people-") else ""
    before = taken_back(state) if state in set(ParticipationState) else None
    try:
        at = datetime.fromisoformat(request.args.get("at", "")).astimezone(UTC)
    except ValueError:
        return {}
    if before is None:
        return {}
    rows = [part.row for one in shown.people for part in one.parts]
    mine = [one for one in rows if one.state == state and one.state_since == at]
    return {"to": str(before), "people": [(one.id, one.revision) for one in mine]} if mine else {}


def _sides(shown: DelegationPage, problem: errors.Stale, now: datetime) -> list[Side]:
    """Give who was moved by somebody else meanwhile: as seen, as they stand now and by whom, and what was meant."""
    moved: Any = problem.values.get("people", ())
    kind, _colon, to = request.form.get("act", "").partition(":")
    mine = state_word(Track.PARTICIPATION, to) if kind == "people" else ""
    sides = []
    for one in moved:
        found = shown.part(one)
        if found is None:
            continue
        person, part = found
        was = request.form.get(f"was-{one}", "")
        last = next(
            (
                each
                for each in shown.events
                if each.of == person.row.name and each.segment == part.segment.slug
            ),
            None,
        )
        by = f" ({actor_words(last.actor, shown)})" if last else ""
        sides.append(
            Side(
                person.row.name,
                state_word(Track.PARTICIPATION, was) if was in set(ParticipationState) else "",
                state_word(Track.PARTICIPATION, part.row.state) + by,
                mine,
            )
        )
    return sides

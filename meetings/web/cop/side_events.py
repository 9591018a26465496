"""Side events: the call with its form, and an applicant's own page by link."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.cop.side_events import (
    ApplicationTyped,
    SideEventState,
    application_problems,
)
from meetings.domain.errors import NotAChoice, Refused
from meetings.extensions import db, limiter, strangers
from meetings.queries.cop import side_events as queries
from meetings.queries.cop.documents import programme_of_papers
from meetings.queries.cop.side_events import CallShown, EventRow
from meetings.queries.programmes import ProgrammeShown
from meetings.services.cop import side_event_merging as merging
from meetings.services.cop import side_events as services
from meetings.web.cop.side_events_words import call_line, event_line, mode_words
from meetings.web.errors import sentence
from meetings.web.forms.guests import HONEYPOT, is_doubtful, made_at
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader
from meetings.web.registrations import keys
from meetings.web.sessions import whole_address

blueprint = Blueprint("cop_side_events", __name__)
ADDRESS: Final = f"/{LANG}/<programme>/side-events"
OWN: Final = f"/{LANG}/side-event/<token>"
CAN_CORRECT: Final = (SideEventState.APPLIED, SideEventState.RETURNED)
CAN_WITHDRAW: Final = (*CAN_CORRECT, SideEventState.ACCEPTED)
Problems = dict[str, str]


@blueprint.get(ADDRESS)
def ask(lang: str, programme: str) -> Response:
    """Show the calls for side events, what is scheduled, and the form while a call is open."""
    return _call_page(programme_of_papers(programme))


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def send(lang: str, programme: str) -> AnyResponse:
    """Take an application, and answer with the applicant's own page, whose address is all that they need."""
    shown, now = programme_of_papers(programme), datetime.now(UTC)
    if is_doubtful(request.form, now):
        return _call_page(shown, {"": _("Please send the form once more.")}, 422)
    given, segment = typed_application(), request.form.get("segment", "")
    call = next((one for one in queries.calls(shown.id, now) if one.segment == segment), None)
    problems = _problems(given, call)
    if problems:
        return _call_page(shown, problems, 422)
    try:
        _event_id, token = services.apply_for(programme, segment, given, now, keys())
    except Refused as refusal:
        db.session.rollback()
        return _call_page(shown, {refusal.field or "": sentence(refusal)}, refusal.status)
    return redirect(f"/{lang}/side-event/{token}?done=sent#done", 303)


@blueprint.get(OWN)
def own(lang: str, token: str) -> Response:
    """Show an applicant where their application stands, and what they may do about it."""
    return _own_page(token)


@blueprint.post(OWN)
@limiter.limit(strangers)
def change(lang: str, token: str) -> AnyResponse:
    """Correct an application, take it back, or answer a proposal to merge it."""
    _shown, row = queries.own_event(token, keys())
    act, now = request.form.get("act", ""), datetime.now(UTC)
    try:
        if act not in ACTS:
            raise NotAChoice(field="act", value=act[:20])
        problems = ACTS[act](row, now)
    except Refused as refusal:
        db.session.rollback()
        return _own_page(token, {refusal.field or "": sentence(refusal)}, refusal.status)
    if problems:
        return _own_page(token, problems, 422)
    return redirect(f"/{lang}/side-event/{token}?done={act}#done", 303)


def _correct(row: EventRow, now: datetime) -> Problems:
    given = typed_application()
    shown, _row = queries.own_event(str((request.view_args or {})["token"]), keys())
    call = next((one for one in queries.calls(shown.id, now) if one.segment == row.segment), None)
    problems = _problems(given, call)
    if not problems:
        services.correct(row.id, given, _revision(), now)
    return problems


def _withdraw(row: EventRow, now: datetime) -> Problems:
    services.withdraw_application(row.id, _revision(), now)
    return {}


def _answer(row: EventRow, now: datetime) -> Problems:
    merging.answer_merge(row.id, request.form.get("answer", ""), _revision(), now)
    return {}


def _revision() -> int:
    return request.form.get("revision", 0, type=int)


ACTS: Final[Mapping[str, Callable[[EventRow, datetime], Problems]]] = {
    "correct": _correct,
    "withdraw": _withdraw,
    "merge": _answer,
}


def typed_application() -> ApplicationTyped:
    """Read what an applicant typed."""
    form = request.form
    return ApplicationTyped(
        title=form.get("title", ""),
        abstract=form.get("abstract", "").replace("\r\n", "\n"),
        language=form.get("language", ""),
        lead=form.get("lead", ""),
        organizers=form.get("organizers", ""),
        days=tuple(form.getlist("days")),
        mode=form.get("mode", ""),
        equipment=form.get("equipment", "").replace("\r\n", "\n"),
        languages=tuple(form.getlist("languages")),
        contact_name=form.get("contact_name", ""),
        contact_email=form.get("contact_email", ""),
    )


def _problems(given: ApplicationTyped, call: CallShown | None) -> Problems:
    found = application_problems(given, call.days if call else ())
    return {(one.field or "").split("[")[0].split(".")[0]: sentence(one) for one in found}


def _call_page(shown: ProgrammeShown, problems: Problems | None = None, status: int = 200) -> Response:
    now, reader = datetime.now(UTC), settle_reader(shown)
    lines = [call_line(one, reader) for one in queries.calls(shown.id, now)]
    scheduled = [
        event_line(one, reader) for one in queries.events(shown.id) if one.meeting_state == "published"
    ]
    html = render_template(
        "cop/side_events.html",
        programme=shown,
        calls=lines,
        open_calls=[one for one in lines if one.row.is_open],
        scheduled=scheduled,
        values=_values() if problems else {"language": reader.language},
        problems=problems or {},
        modes=mode_words(),
        honeypot=HONEYPOT,
        made=made_at(now, again=bool(problems)),
    )
    return make_response(html, status)


def _own_page(token: str, problems: Problems | None = None, status: int = 200) -> Response:
    shown, row = queries.own_event(token, keys())
    now, reader = datetime.now(UTC), settle_reader(shown)
    calls = [call_line(one, reader) for one in queries.calls(shown.id, now)]
    html = render_template(
        "cop/side_event.html",
        programme=shown,
        it=event_line(row, reader),
        call=next(one for one in calls if one.row.segment == row.segment),
        beside=queries.beside(row),
        address=whole_address(f"/{reader.language}/side-event/{token}"),
        may_correct=row.state in CAN_CORRECT,
        may_withdraw=row.state in CAN_WITHDRAW,
        values=_values() if problems and request.form.get("act") == "correct" else stored_values(row),
        problems=problems or {},
        modes=mode_words(),
        done=_done_words(request.args.get("done", "")) if not problems else "",
    )
    return make_response(html, status)


def _values() -> dict[str, Any]:
    lists = {"days", "languages"}
    return {
        name: request.form.getlist(name) if name in lists else request.form[name] for name in request.form
    }


def stored_values(row: EventRow) -> dict[str, Any]:
    """Give what a form holds of an application as it is stored."""
    return {
        "title": row.title,
        "abstract": row.abstract,
        "language": row.language,
        "lead": row.lead,
        "organizers": "\n".join(row.organizers),
        "days": row.days,
        "mode": row.mode,
        "equipment": row.equipment,
        "languages": row.languages,
        "contact_name": row.contact_name,
        "contact_email": row.contact_email,
    }


def _done_words(done: str) -> str:
    return {
        "sent": _("Your application has arrived. Keep the address of this page: it is the way back to it."),
        "correct": _("Saved. It waits for the secretariat."),
        "withdraw": _("Taken back."),
        "merge": _("Your answer is kept."),
    }.get(done, "")

"""Side events at the desk: the calls, the queue of applications, merging several, and scheduling them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import NotAChoice, NotATime, Refused
from meetings.domain.permissions import Act, may
from meetings.extensions import db
from meetings.queries.cop import side_events as queries
from meetings.services.cop import side_event_merging as merging
from meetings.services.cop import side_event_scheduling as scheduling
from meetings.services.cop import side_events as services
from meetings.services.cop.side_event_scheduling import TimeTyped
from meetings.web.cop.side_events_words import call_line, event_line
from meetings.web.desk.access import staff
from meetings.web.desk.cop.documents import Here, here
from meetings.web.desk.cop.documents_forms import Problem, instant, local_text, problem_of
from meetings.web.pages import LANG

blueprint = Blueprint("desk_cop_side_events", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/side-events"
MINUTES: Final = 75


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show the calls of each segment and all applications, those that wait first."""
    return _page(here(Act.SEE, programme), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def act(lang: str, programme: str) -> AnyResponse:
    """Set a call, decide on an application, propose to merge several, schedule one, or take it out again."""
    at, wanted = here(Act.EDIT, programme), request.form.get("act", "")
    try:
        if wanted not in ACTS:
            raise NotAChoice(field="act", value=wanted[:20])
        ACTS[wanted](at)
    except Refused as refusal:
        db.session.rollback()
        return _page(at, problem=problem_of(refusal, lang))
    return redirect(f"/{lang}/desk/{programme}/side-events?done={wanted}#done", 303)


def _set_call(at: Here) -> None:
    form, segment = request.form, request.form.get("segment", "")
    calls = {one.segment: one for one in queries.calls(at.number, at.moment.now)}
    if segment not in calls:
        raise NotAChoice(field="segment", value=segment[:40])
    zone = calls[segment].zone
    services.set_call(
        at.programme.slug,
        segment,
        instant(form.get("opens_at", ""), zone, "opens_at"),
        instant(form.get("closes_at", ""), zone, "closes_at"),
        form.get("most_at_once", 0, type=int),
        revision=_revision(),
        now=at.moment.now,
        actor=staff().actor,
    )


def _decide(to: str) -> Callable[[Here], None]:
    def deciding(at: Here) -> None:
        why, slug = request.form.get("why", ""), at.programme.slug
        services.decide(slug, _event(), to, why, revision=_revision(), now=at.moment.now, actor=staff().actor)

    return deciding


def _propose(at: Here) -> None:
    merging.propose_merge(at.programme.slug, request.form.getlist("events"), at.moment.now, staff().actor)


def _schedule(at: Here) -> None:
    given = request.form.get("local_start", "")
    try:
        local = datetime.fromisoformat(given.strip())
    except ValueError:
        raise NotATime(field="local_start", value=given[:40]) from None
    if local.tzinfo is not None:
        raise NotATime(field="local_start", value=given[:40])
    typed = TimeTyped(local, request.form.get("minutes", 0, type=int), request.form.get("room", ""))
    scheduling.schedule(
        at.programme.slug, _event(), typed, revision=_revision(), now=at.moment.now, actor=staff().actor
    )


def _unschedule(at: Here) -> None:
    scheduling.unschedule(
        at.programme.slug, _event(), revision=_revision(), now=at.moment.now, actor=staff().actor
    )


def _event() -> str:
    return request.form.get("event", "")[:40]


def _revision() -> int:
    return request.form.get("revision", 0, type=int)


ACTS: Final[Mapping[str, Callable[[Here], None]]] = {
    "call": _set_call,
    "accept": _decide("accepted"),
    "return": _decide("returned"),
    "decline": _decide("declined"),
    "reopen": _decide("applied"),
    "propose": _propose,
    "schedule": _schedule,
    "unschedule": _unschedule,
}


def _page(at: Here, *, problem: Problem | None = None, done: str = "") -> Response:
    reader = at.moment.reader
    calls = [call_line(one, reader) for one in queries.calls(at.number, at.moment.now)]
    lines = [event_line(one, reader) for one in queries.events(at.number)]
    html = render_template(
        "desk/cop/side_events.html",
        programme=at.programme,
        calls=[(one, _local(one.row)) for one in calls],
        rooms={one.row.segment: one.row.rooms for one in calls},
        lines=sorted(lines, key=lambda one: one.tag != "warn"),
        titles={one.row.id: one.row.title for one in lines},
        problem=problem,
        typed=request.form if problem else {},
        minutes=MINUTES,
        may_edit=at.may_edit,
        may_see_people=may(staff(), Act.PEOPLE, at.programme.slug),
        done=_done_words(done),
    )
    return make_response(html, problem.status if problem else 200)


def _local(row: Any) -> dict[str, str]:
    return {
        "opens_at": local_text(row.opens_at, row.zone),
        "closes_at": local_text(row.closes_at, row.zone),
        "most_at_once": str(row.most_at_once),
    }


def _done_words(done: str) -> str:
    return {
        "call": _("Saved."),
        "accept": _("Accepted."),
        "return": _("Returned. The applicant reads why."),
        "decline": _("Declined. The applicant reads why."),
        "reopen": _("It waits again."),
        "propose": _("Proposed. Each applicant answers on their own page."),
        "schedule": _("Scheduled, as a draft. Publish it as any meeting."),
        "unschedule": _("Taken out of the programme."),
    }.get(done, "")

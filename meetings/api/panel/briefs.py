"""The brief of one time, for interpreters and others on its panel, by their own link; and entering."""

from dataclasses import replace
from typing import Any

from flask import Response

from meetings.api.bearers import blueprint_of
from meetings.api.devices import HEADER
from meetings.api.files_given import answers_with, given_back
from meetings.api.panel.access import Here, proved
from meetings.api.panel.brief_shapes import PanelBriefOut, PanelComingIn
from meetings.api.programmes import BEARER
from meetings.api.shapes import EmptyIn, rfc3339
from meetings.api.ways import JoinEnteredOut, entered_body
from meetings.domain.codes import SessionState
from meetings.domain.errors import NotFound
from meetings.domain.live.rehearsals import is_shown_where
from meetings.domain.panel.panel_errors import TheirsAlone
from meetings.domain.seasons import Standing, doors_at, standing
from meetings.extensions import limiter, strangers
from meetings.queries.desk import SlotPage, slot_page
from meetings.queries.live import briefs as queries
from meetings.queries.live import interpretation, run_sheets
from meetings.queries.live.hours import decided_of
from meetings.queries.panel.holders import panel_roles, roles_at
from meetings.services.panel.answers import answer
from meetings.services.panel.entering import enter

blueprint = blueprint_of("panel_briefs", "The brief of one time of a panel, by the token of one's own link.")
AT = "/panels/me/slots/<slot_id>/brief"
INTERPRETER = "interpreter"


@blueprint.route(AT)
@blueprint.response(200, PanelBriefOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def brief(slot_id: str) -> dict[str, Any]:
    """Read what I need for one time of a panel."""
    here = proved()
    return _brief(here, _slot(here, slot_id))


@blueprint.route(f"{AT}/answer", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(PanelComingIn)
@blueprint.response(200, PanelBriefOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def say(body: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """Say, as an interpreter, whether I come: for all I do there."""
    here = proved()
    _slot(here, slot_id)
    answered = queries.answer_of(slot_id, here.person_id)
    if answered is None:
        raise NotFound()
    answer(answered.session_id, here.person_id, body["answer"], "", here.now, actor=here.actor)
    return _brief(here, _slot(here, slot_id))


@blueprint.route(f"{AT}/enter", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(EmptyIn)
@blueprint.response(200, JoinEnteredOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def go_in(body: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """Enter a time of my panel: it is noted, and my own way in is given; assistants have none."""
    here = proved()
    page = _slot(here, slot_id)
    if here.holder.assistant is not None:
        raise TheirsAlone()
    mine = {code for pair in queries.pairs_of(slot_id, here.person_id) for code in pair}
    channels = [one for one in page.slot.channels if not mine or one.get("language") in (None, *mine)]
    return entered_body(enter(here.person_id, slot_id, here.now), channels, here.now)


@blueprint.route(f"{AT}/texts/<document>")
@blueprint.doc(security=BEARER, parameters=HEADER, responses=answers_with())
def text(slot_id: str, document: str) -> Response:
    """Give an interpreter a text of the session; one under embargo only where staff let interpreters have it."""
    here = proved()
    _slot(here, slot_id)
    if INTERPRETER not in roles_at(here.holder, slot_id):
        raise NotFound()
    early = interpretation.brief(slot_id).shows_embargoed
    found = queries.text(slot_id, document, here.now, early=early)
    return given_back(found.file, found.bytes, found.media_type, found.file_name)


def _slot(here: Here, slot_id: str) -> SlotPage:
    """Give a time of the programme the link is for, to whoever does something in it or has declined to interpret.

    Raises: NotFound.
    """
    page = slot_page(slot_id)
    if page.programme.slug != here.holder.programme.slug:
        raise NotFound()
    if not panel_roles(here.holder, slot_id) and queries.answer_of(slot_id, here.person_id) is None:
        raise NotFound()
    return page


def _brief(here: Here, page: SlotPage) -> dict[str, Any]:
    slot, roles = page.slot, panel_roles(here.holder, page.slot.id)
    said, delay = queries.answer_of(slot.id, here.person_id), decided_of(slot.id).delay_minutes
    stands = standing(replace(slot, minutes=slot.minutes + delay), here.now)
    is_off = slot.state != "planned" or page.session.state == SessionState.CANCELLED
    nothing: dict[str, Any] = {
        **dict.fromkeys(("languages", "speakers", "tasks", "rehearsals", "texts"), ()),
        "glossary": "",
        "note": "",
        "connection": None,
    }
    return {
        "session": page.session.slug,
        "title": page.session.title,
        "slot": slot.id,
        "state": str(stands),
        "roles": sorted(roles),
        "answer": said.state if said else None,
        "starts_at": rfc3339(slot.starts_at),
        "opens_at": rfc3339(doors_at(slot)),
        "minutes": slot.minutes,
        "delay_minutes": delay,
        "is_open": bool(roles) and stands is Standing.OPEN and not is_off,
        **(_within(here, page, roles) if roles else nothing),
    }


def _within(here: Here, page: SlotPage, roles: frozenset[str]) -> dict[str, Any]:
    """Give what is for those alone who do something in the time."""
    slot_id, person_id = page.slot.id, here.person_id
    brief_given, is_helper = interpretation.brief(slot_id), here.holder.assistant is not None
    tested = {one.ref: one for one in run_sheets.connections(slot_id)}
    test = tested.get(f"person:{here.holder.person.public_id}")
    early = brief_given.shows_embargoed
    is_interpreter = INTERPRETER in roles and not is_helper
    names = ("name", "role", "function", "organization", "pronunciation")
    return {
        "languages": [list(one) for one in queries.pairs_of(slot_id, person_id)],
        "glossary": brief_given.glossary,
        "note": brief_given.note,
        "connection": test.outcome if test and test.outcome else None,
        "speakers": [
            {name: getattr(one, name) for name in names}
            for one in interpretation.voices(slot_id)
            if one.state != "declined"
        ],
        "tasks": _tasks(person_id, roles, slot_id),
        "rehearsals": _rehearsals(here, slot_id, is_led=not is_helper),
        "texts": _texts(here, slot_id, early=early) if is_interpreter else [],
    }


def _tasks(person_id: int, roles: frozenset[str], slot_id: str) -> list[dict[str, Any]]:
    names = ("id", "kind", "key", "title", "minutes")
    return [
        {name: getattr(one, name) for name in names} | {"is_done": one.done_at is not None}
        for one in run_sheets.tasks_for(person_id, roles, slot_id)
    ]


def _rehearsals(here: Here, slot_id: str, *, is_led: bool) -> list[dict[str, Any]]:
    return [
        {
            "starts_at": rfc3339(one.starts_at),
            "minutes": one.minutes,
            "note": one.note,
            "address": one.address if is_led and is_shown_where(one.starts_at, one.minutes, here.now) else "",
        }
        for one in run_sheets.rehearsals_of(here.person_id, slot_id)
    ]


def _texts(here: Here, slot_id: str, *, early: bool) -> list[dict[str, Any]]:
    names = ("title", "language", "address", "file_name", "bytes", "is_early")
    return [
        {name: getattr(one, name) for name in names} | {"id": one.name}
        for one in queries.texts(slot_id, here.now, early=early)
    ]

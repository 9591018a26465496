"""The brief of one time, for interpreters and others on its panel: by their own link, on a device that is proved."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import SessionState
from meetings.domain.device_errors import NotProved
from meetings.domain.errors import NotFound, Refused
from meetings.domain.live.rehearsals import is_shown_where
from meetings.domain.live.run_sheets import standings
from meetings.domain.panel.panel_errors import TheirsAlone
from meetings.domain.programmes import place_names
from meetings.domain.recording_errors import FileGone
from meetings.domain.seasons import Standing, doors_at, standing
from meetings.extensions import db, limiter, strangers
from meetings.formats.times import language_name, short_words, word_slot
from meetings.queries.desk import SlotPage, slot_page
from meetings.queries.live import briefs as queries
from meetings.queries.live import interpretation, run_sheets
from meetings.queries.live.hours import decided_of
from meetings.queries.live.run_sheets import RehearsalRow
from meetings.queries.panel.holders import Holder, panel_roles, roles_at
from meetings.services.panel.answers import answer
from meetings.services.panel.entering import enter
from meetings.web.entrance import channel_words
from meetings.web.errors import refused_page, sentence
from meetings.web.kept_files import Given, from_storage, give
from meetings.web.live.run_sheet_words import task_line
from meetings.web.pages import LANG
from meetings.web.panel.devices import proved
from meetings.web.readers import Reader, settle_reader
from meetings.web.sessions import delay_words, role_words, size_words
from meetings.web.ways import way_in

blueprint = Blueprint("panel_briefs", __name__)
ADDRESS: Final = f"/{LANG}/speak/<token>/brief/<slot_id>"
INTERPRETER: Final = "interpreter"
JOIN: Final = "join"
ANSWERS: Final[dict[str, Callable[[], str]]] = {
    "confirmed": lambda: _("You have confirmed. Thank you."),
    "declined": lambda: _("You have declined."),
    "invited": lambda: _("You have not answered yet."),
}


@blueprint.errorhandler(NotProved)
def not_proved(refusal: NotProved) -> Response:
    """Show nothing to a browser that has not proved itself; the page of the panel asks for its code."""
    return refused_page(refusal)


@blueprint.get(ADDRESS)
def show(lang: str, token: str, slot_id: str) -> Response:
    """Show what somebody on the panel needs for one time."""
    return _page(token, slot_id)


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def act(lang: str, token: str, slot_id: str) -> AnyResponse:
    """Keep whether an interpreter comes; or note that somebody on the panel enters, and lead them on."""
    holder, now = proved(token), datetime.now(UTC)
    page = _slot(holder, slot_id)
    try:
        if request.form.get("act") == JOIN:
            return _join(holder, slot_id, now)
        _answer(holder, page, now)
    except Refused as refusal:
        if refusal.status == NotFound.status:
            raise
        db.session.rollback()
        return _page(token, slot_id, problem=refusal)
    return redirect(f"/{lang}/speak/{token}/brief/{slot_id}?done=answer#done", 303)


def _answer(holder: Holder, page: SlotPage, now: datetime) -> None:
    """Keep whether an interpreter comes, as their own page does: for all they do there, while a time is to come.

    Raises: NotFound, for who is no interpreter there; NotAChoice, PanelOver.
    """
    answered = queries.answer_of(page.slot.id, holder.person.id)
    if answered is None:
        raise NotFound()
    said = request.form.get("answer", "")
    answer(answered.session_id, holder.person.id, said, "", now, actor=holder.actor)


def _join(holder: Holder, slot_id: str, now: datetime) -> AnyResponse:
    """Lead somebody on the panel into the platform by their own way; their assistants have none.

    Raises: TheirsAlone, DoorClosed, NoPlatformAddress, WayBeingMade.
    """
    if holder.assistant is not None:
        raise TheirsAlone()
    return redirect(way_in(enter(holder.person.id, slot_id, now), now), 303)


@blueprint.get(f"{ADDRESS}/text/<document>")
def text(lang: str, token: str, slot_id: str, document: str) -> AnyResponse:
    """Give an interpreter a text of the session; one under embargo only where staff let interpreters have it."""
    holder, now = proved(token), datetime.now(UTC)
    page = _slot(holder, slot_id)
    if INTERPRETER not in roles_at(holder, slot_id):
        raise NotFound()
    early = interpretation.brief(page.slot.id).shows_embargoed
    found = queries.text(page.slot.id, document, now, early=early)
    if found.file is None:
        raise FileGone()
    read = from_storage(found.file)
    given = Given(read, found.bytes, found.digest, found.media_type, found.file_name, False, is_shown=False)
    return give(given)


def _slot(holder: Holder, slot_id: str) -> SlotPage:
    """Give a time of the programme the link is for, to whoever does something in it or has declined to interpret.

    Raises: NotFound.
    """
    page = slot_page(slot_id)
    if page.programme.slug != holder.programme.slug:
        raise NotFound()
    if not panel_roles(holder, slot_id) and queries.answer_of(slot_id, holder.person.id) is None:
        raise NotFound()
    return page


def _page(token: str, slot_id: str, problem: Refused | None = None) -> Response:
    holder, now = proved(token), datetime.now(UTC)
    page = _slot(holder, slot_id)
    roles = panel_roles(holder, slot_id)
    reader = settle_reader(page.programme, holder.reader.zone)
    slot, said = page.slot, queries.answer_of(slot_id, holder.person.id)
    place = place_names(page.programme, slot.zone)
    delay = decided_of(slot_id).delay_minutes
    stands = standing(replace(slot, minutes=slot.minutes + delay), now)
    is_off = slot.state != "planned" or page.session.state == SessionState.CANCELLED
    is_open = bool(roles) and stands is Standing.OPEN and not is_off
    html = render_template(
        "panel/brief.html",
        programme=page.programme,
        session=page.session,
        slot=slot,
        home=f"/{reader.language}/speak/{token}",
        here=f"/{reader.language}/speak/{token}/brief/{slot_id}",
        holder=holder,
        role_codes=roles,
        roles=[role_words(one) for one in sorted(roles)],
        time=word_slot(slot.starts_at, slot.minutes, slot.zone, reader.zone, reader.language, place),
        is_off=is_off,
        has_role=bool(roles),
        answer=ANSWERS[said.state]() if said else "",
        answered=said.state if said else "",
        opens=short_words(doors_at(slot), reader.zone, reader.language, reader.city),
        is_open=is_open,
        is_over=stands is Standing.HELD,
        delay=delay_words(delay) if stands in (Standing.COMING, Standing.OPEN) else "",
        has_platform=is_open and bool(slot.platform_address),
        done=request.args.get("done") == "answer",
        problem=sentence(problem) if problem else "",
        **(_within(page, holder, roles, reader, now, is_open=is_open) if roles else {}),
    )
    return make_response(html, problem.status if problem else 200)


def _within(
    page: SlotPage, holder: Holder, roles: frozenset[str], reader: Reader, now: datetime, *, is_open: bool
) -> dict[str, Any]:
    """Give what is for those alone who do something in the time."""
    slot, lang, person = page.slot, reader.language, holder.person.id
    pairs = queries.pairs_of(slot.id, person)
    mine = {code for pair in pairs for code in pair}
    channels = [one for one in slot.channels if not mine or one.get("language") in (None, *mine)]
    given, voices = interpretation.brief(slot.id), interpretation.voices(slot.id)
    is_helper = holder.assistant is not None
    is_interpreter = INTERPRETER in roles and not is_helper
    tested = {one.ref: one for one in run_sheets.connections(slot.id)}
    test = tested.get(f"person:{holder.person.public_id}")
    return {
        "is_interpreter": is_interpreter,
        "pairs": [(language_name(one, lang), language_name(two, lang)) for one, two in pairs],
        "channels": channel_words(channels, lang) if is_open and not is_helper else (),
        "tasks": _tasks(page, person, roles, reader, now),
        "rehearsals": [
            _rehearsal(one, page, reader, now, is_led=not is_helper)
            for one in run_sheets.rehearsals_of(person, slot.id)
        ],
        "test": test if test and test.outcome else None,
        "speakers": [
            {
                "row": one,
                "role": role_words(one.role),
                "of": ", ".join(filter(None, (one.function, one.organization))),
            }
            for one in voices
            if one.role != INTERPRETER and one.state != "declined"
        ],
        "colleagues": [
            one.name
            for one in voices
            if one.role == INTERPRETER and one.state != "declined" and one.ref != holder.person.public_id
        ],
        "texts": [
            {"row": one, "language": language_name(one.language, lang), "size": size_words(one.bytes or None)}
            for one in (queries.texts(slot.id, now, early=given.shows_embargoed) if is_interpreter else ())
        ],
        "brief": given,
    }


def _tasks(page: SlotPage, person_id: int, roles: frozenset[str], reader: Reader, now: datetime) -> list[Any]:
    slot, place = page.slot, place_names(page.programme, page.slot.zone)
    rows = run_sheets.tasks_for(person_id, roles, slot.id)
    stands = standings(rows, slot.starts_at, now)
    return [task_line(one, slot.starts_at, slot.zone, place, stands[one.id], reader=reader) for one in rows]


def _rehearsal(
    row: RehearsalRow, page: SlotPage, reader: Reader, now: datetime, *, is_led: bool
) -> dict[str, Any]:
    place = place_names(page.programme, row.zone)
    is_open = is_led and is_shown_where(row.starts_at, row.minutes, now)
    return {
        "row": row,
        "words": word_slot(row.starts_at, row.minutes, row.zone, reader.zone, reader.language, place),
        "address": row.address if is_open else "",
    }

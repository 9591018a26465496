"""Calendars to subscribe to: a season, a stream, a session, and a person's own."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, current_app, request
from flask_babel import force_locale
from flask_babel import gettext as _

from meetings.domain.codes import LANGUAGES, SlotState
from meetings.domain.errors import LinkDead
from meetings.domain.informea import CANCELLED_SHOWN, is_told
from meetings.domain.joint import slot_uid
from meetings.domain.languages import choose
from meetings.domain.programmes import place_names
from meetings.formats.ical import Entry, Own, calendar_bytes, personal_entry
from meetings.formats.languages import marked
from meetings.formats.times import word_slot
from meetings.queries import programmes as queries
from meetings.queries.links import bearer_of, is_link, tokens_of
from meetings.queries.off import off_since
from meetings.queries.programmes import ProgrammeShown, SessionShown, SlotShown
from meetings.queries.registrations import RegistrationShown, person_of, registration, registrations_of
from meetings.web.caching import kept
from meetings.web.cop.entering import is_delegate
from meetings.web.cop.my_calendar import calendar_of
from meetings.web.errors import dead_page
from meetings.web.registrations import keys, public_address
from meetings.web.seats import ways_words

blueprint = Blueprint("calendars", __name__, url_prefix="/calendars")


@blueprint.get("/<programme>.ics")
@kept
def season(programme: str) -> Response:
    """Give a season's calendar."""
    found = queries.calendar(programme)
    if found is None:
        abort(404)
    return _feed(found.programme, found.sessions, _title(found.programme.title), programme)


@blueprint.get("/<programme>/stream/<stream>.ics")
@kept
def stream(programme: str, stream: str) -> Response:
    """Give the calendar of one stream."""
    found = queries.calendar(programme)
    shown = next((one for one in found.streams if one.slug == stream), None) if found else None
    if found is None or shown is None:
        abort(404)
    sessions = [one for one in found.sessions if one.stream and one.stream.slug == stream]
    name = f"{_title(found.programme.title)}: {_title(shown.title)}"
    return _feed(found.programme, sessions, name, f"{programme}-{stream}")


@blueprint.get("/<programme>/<session>.ics")
@kept
def session(programme: str, session: str) -> Response:
    """Give the calendar file of one session, or (`?slot=`) of one of its times."""
    found = queries.session_page(programme, session)
    if found is None:
        abort(404)
    shown, topic, _figures = found
    wanted = request.args.get("slot")
    if wanted is not None:
        topic = replace(topic, slots=tuple(slot for slot in topic.slots if slot.id == wanted))
        if not topic.slots:
            abort(404)
    return _feed(shown, [topic], _title(topic.title), f"{programme}-{session}")


@blueprint.get("/me/<token>.ics")
def mine(token: str) -> Response:
    """Give a person's own calendar, by its own address or the link to their page; a link to join has what it joins.

    An address that was replaced says so, in words that a calendar program may show.
    """
    try:
        bearer = _bearer(token)
        if is_delegate(bearer):
            return _answer(calendar_of(bearer), "meetings")
        registrations, language = _joined(bearer)
    except LinkDead:
        return _dead(token)
    tokens = tokens_of("join", [f"registration:{one.id}" for one in registrations], keys())
    entries = [
        entry
        for one in registrations
        for entry in _own_entries(one, tokens.get(f"registration:{one.id}", ""), language or one.language)
    ]
    lang = language or (registrations[0].language if registrations else "en")
    with force_locale(lang):
        name = _("My registrations")
    return _answer(calendar_bytes(entries, method="PUBLISH", name=name, lang=lang), "registrations")


def _bearer(token: str) -> str:
    """Give whose a token is, whatever it is for.

    Raises: LinkDead.
    """
    bearer = next(iter(_bearers(token)), None)
    if bearer is None:
        raise LinkDead()
    return bearer


def _joined(bearer: str) -> tuple[list[RegistrationShown], str | None]:
    """Give the registrations that a link is for, and the language of whom it tells; of one alone its own.

    Raises: LinkDead.
    """
    kind, _colon, name = bearer.partition(":")
    if kind == "registration":
        return [registration(name)], None
    number, _colon, programme = name.partition(":")
    person = person_of(f"person:{number}")
    every = registrations_of(person.id)
    return [one for one in every if not programme or str(one.programme.id) == programme], person.language


def _bearers(token: str) -> Iterator[str]:
    for purpose in ("feed", "me", "join"):
        with suppress(LinkDead):
            yield bearer_of(token, purpose, keys())


def _dead(token: str) -> Response:
    """Say that an address is gone, or that there was never one like it; a browser is led to a new link."""
    gone = is_link(token)
    if "text/html" in request.headers.get("Accept", ""):
        page = dead_page(LinkDead())
        page.status_code = 410 if gone else 404
        return page
    words = _("This calendar has another address now.") if gone else _("There is no such calendar.")
    return Response(f"{words}\n", 410 if gone else 404, content_type="text/plain; charset=utf-8")


def _own_entries(one: RegistrationShown, token: str, lang: str) -> list[Entry]:
    with force_locale(lang):
        ways = ways_words()
    own = Own(
        host=_host(),
        join_address=public_address(f"/{lang}/join/{token}"),
        code="",
        description=public_address(f"/{lang}/{one.programme.slug}/{one.session.slug}/"),
        ways=ways,
    )
    now = datetime.now(UTC)
    entries = [(personal_entry(one, place, lang, own), place) for place in one.places]
    return [
        entry
        for entry, _place in entries
        if not entry.cancelled or (one.sequence > 0 and now - entry.stamp < CANCELLED_SHOWN)
    ]


def _feed(programme: ProgrammeShown, sessions: Iterable[SessionShown], name: str, file: str) -> Response:
    now, topics = datetime.now(UTC), list(sessions)
    off = off_since([one.id for one in topics if any(_is_off(one, slot) for slot in one.slots)])
    entries = [
        _entry(programme, topic, slot)
        for topic in topics
        for slot in topic.slots
        if is_told(off.since(slot.id, topic.id), now)
    ]
    return _answer(calendar_bytes(entries, method="PUBLISH", name=name, lang=_lang()), file)


def _is_off(topic: SessionShown, slot: SlotShown) -> bool:
    return topic.cancelled or slot.state != SlotState.PLANNED


def _entry(programme: ProgrammeShown, topic: SessionShown, slot: SlotShown) -> Entry:
    lang = _lang()
    place = place_names(programme, slot.zone)
    words = word_slot(slot.starts_at, slot.minutes, slot.zone, slot.zone, lang, place)
    address = public_address(f"/{lang}/{programme.slug}/{topic.slug}/")
    notes = [_inferred(slot), _demonstration(programme)]
    return Entry(
        uid=slot_uid(slot.id, _host()),
        sequence=slot.version,
        stamp=slot.updated_at,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        summary=_title(topic.title),
        description="\n".join([*words.lines, *(note for note in notes if note), address]),
        url=address,
        location=address,
        cancelled=_is_off(topic, slot),
        language=choose(topic.title, lang)[1],
    )


def _inferred(slot: SlotShown) -> str:
    with force_locale(_lang()):
        return "≈ " + _("not found in a published source; filled in") if slot.inferred else ""


def _demonstration(programme: ProgrammeShown) -> str:
    if not programme.demonstration:
        return ""
    with force_locale(_lang()):
        first = _("Demonstration.")
        return f"{first} {_('Not a site of the secretariat; people and figures are invented.')}"


def _lang() -> str:
    """Give the language a feed is asked in (`?lang=`), else English: calendar programs send no choice of their own."""
    asked = request.args.get("lang", "en")
    return asked if asked in LANGUAGES else "en"


def _title(words: dict[str, str]) -> str:
    return marked(words, _lang())


def _host() -> str:
    host: str = current_app.extensions["outside"].host
    return host


def _answer(content: bytes, file: str) -> Response:
    answer = Response(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{file}.ics"'
    answer.add_etag()
    answer.make_conditional(request)
    return answer

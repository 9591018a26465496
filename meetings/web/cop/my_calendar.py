"""A delegate's own calendar: the meetings that are open to them, and the test of their connection they booked."""

from collections.abc import Iterator
from datetime import UTC, datetime

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from meetings.domain.codes import SlotState
from meetings.domain.informea import is_told
from meetings.domain.languages import choose
from meetings.formats.ical import Entry, calendar_bytes
from meetings.formats.languages import marked
from meetings.queries.cop.connection_tests import OwnTests, own_tests
from meetings.queries.cop.entering import Host, Way, host_of, ways_of
from meetings.queries.links import tokens_of
from meetings.queries.off import off_since
from meetings.services.cop.entering_traces import delegate_bearer
from meetings.web.cop.entering import follows_online
from meetings.web.registrations import keys, public_address


def calendar_of(bearer: str) -> bytes:
    """Write a delegate's calendar, in their language.

    Raises: LinkDead.
    """
    host, now = host_of(bearer), datetime.now(UTC)
    ways = [one for one in ways_of(host, follows_online=follows_online()) if one.refusal is None]
    off = off_since({one.meeting.session_id for one in ways if one.state != SlotState.PLANNED})
    address = _join_address(host)
    entries = [
        _entry(one, address) for one in ways if is_told(off.since(one.slot_id, one.meeting.session_id), now)
    ]
    entries += [entry for tests in own_tests(host, now).values() for entry in _tests(tests, host)]
    with force_locale(host.language):
        name = _("My meetings")
    return calendar_bytes(entries, method="PUBLISH", name=name, lang=host.language)


def _join_address(host: Host) -> str:
    bearer = delegate_bearer(host.nomination_id)
    token = tokens_of("join", [bearer], keys()).get(bearer)
    return public_address(f"/{host.language}/join/{token}") if token else ""


def _entry(way: Way, join_address: str) -> Entry:
    lang = way.host.language
    page = public_address(f"/{lang}/{way.host.programme}/{way.session}/")
    there = ", ".join(marked(words, lang) for words in (way.room, way.part.place) if words)
    address = f"{join_address}?slot={way.slot_id}" if join_address else page
    return Entry(
        uid=f"participation-{way.part.id}-{way.slot_id}@{_host()}",
        sequence=way.version,
        stamp=way.updated_at,
        starts_at=way.starts_at,
        minutes=way.minutes,
        summary=marked(way.title, lang),
        description="\n".join(part for part in (page, join_address and address) if part),
        url=address,
        location=there if way.part.delegate.mode == "room" and there else address,
        cancelled=way.state != SlotState.PLANNED,
        language=choose(way.title, lang)[1],
    )


def _tests(own: OwnTests, host: Host) -> Iterator[Entry]:
    if own.booked is None or own.booked.time is None:
        return
    test, time = own.booked, own.booked.time
    page = public_address(f"/{host.language}/{host.programme}/")
    with force_locale(host.language):
        summary = _("Test of your connection")
        words = _("Where it is held stands on the page of your meetings from 15 minutes before.")
    yield Entry(
        uid=f"connection-test-{test.id}@{_host()}",
        sequence=test.sequence,
        stamp=test.updated_at,
        starts_at=time.starts_at,
        minutes=time.minutes,
        summary=summary,
        description=words,
        url=page,
        location=page,
    )


def _host() -> str:
    host: str = current_app.extensions["outside"].host
    return host

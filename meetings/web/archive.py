"""The archive: all recordings and documents that everybody may have, by season and stream, at addresses that stay."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.recordings import clock_words
from meetings.formats import times
from meetings.queries.archive import shelves
from meetings.queries.programmes import CalendarShown, RecordingShown, SessionShown, StreamShown, calendar
from meetings.web.caching import kept
from meetings.web.kept_files import RECORDING
from meetings.web.pages import LANG
from meetings.web.readers import Reader, settle_reader
from meetings.web.sessions import document_rows
from meetings.web.timetable import Desk, Link, session_address

blueprint = Blueprint("archive", __name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A session with what there is of it."""

    title: dict[str, str]
    address: str
    day: str
    recordings: tuple[Link, ...]
    documents: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A stream, or what is in none, with its sessions."""

    stream: StreamShown | None
    entries: tuple[Entry, ...]


@blueprint.get(f"/{LANG}/archive")
@kept
def seasons(lang: str) -> str:
    """Show the seasons and meetings of which something was recorded or put into writing."""
    settle_reader()
    rows = [
        {
            "address": f"/{lang}/{one.programme.slug}/archive",
            "title": one.programme.title,
            "recordings": ngettext("%(num)d recording", "%(num)d recordings", one.recordings),
            "documents": ngettext("%(num)d document", "%(num)d documents", one.documents),
        }
        for one in shelves()
    ]
    return render_template("public/archive.html", rows=rows)


@blueprint.get(f"/{LANG}/<programme>/archive")
@kept
def season(lang: str, programme: str) -> str:
    """Show the recordings and documents of a season by stream, in order of time."""
    found = calendar(programme)
    if found is None:
        abort(404)
    desk = Desk(found.programme, settle_reader(found.programme), datetime.now(UTC))
    return render_template(
        "public/archive_season.html", programme=found.programme, sections=_sections(found, desk)
    )


def _sections(found: CalendarShown, desk: Desk) -> list[Section]:
    streams: list[StreamShown | None] = [*found.streams, None]
    every = [Section(one, tuple(_entries(found, one, desk))) for one in streams]
    return [one for one in every if one.entries]


def _entries(found: CalendarShown, stream: StreamShown | None, desk: Desk) -> list[Entry]:
    wanted = stream.slug if stream else None
    sessions = [one for one in found.sessions if (one.stream.slug if one.stream else None) == wanted]
    return [
        _entry(one, desk) for one in sessions if one.documents or any(slot.recordings for slot in one.slots)
    ]


def _entry(session: SessionShown, desk: Desk) -> Entry:
    reader = desk.reader
    first = session.slots[0] if session.slots else None
    is_held_twice = sum(bool(slot.recordings) for slot in session.slots) > 1
    return Entry(
        title=session.title,
        address=session_address(desk, session.slug),
        day=times.full_day_words(first.starts_at, reader.zone, reader.language) if first else "",
        recordings=tuple(
            _recording(one, reader, slot.starts_at if is_held_twice else None)
            for slot in session.slots
            for one in slot.recordings
        ),
        documents=tuple(
            row | {"address": f"/documents/{one.name}"}
            for row, one in zip(document_rows(session, reader.language), session.documents, strict=True)
        ),
    )


def _recording(one: RecordingShown, reader: Reader, starts_at: datetime | None) -> Link:
    """Link a recording; where a session was held several times, with the hour it is of."""
    spoken = times.language_name(one.language, reader.language)
    words = [_("Recording (%(language)s)", language=spoken)]
    words += [clock_words(one.seconds)] if one.seconds else []
    if starts_at is not None:
        words.append(times.short_words(starts_at, reader.zone, reader.language, reader.city))
    return Link(f"/recordings/{one.name}/{RECORDING}", " · ".join(words))

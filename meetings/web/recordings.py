"""Recordings on pages: a player with captions and chapters, what it is without one, and where something was said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from meetings.domain.captions import said
from meetings.domain.errors import NotFound
from meetings.domain.kept_files import proof_name
from meetings.domain.recordings import clock_words
from meetings.domain.search import TEXT_LENGTH, question
from meetings.formats import times
from meetings.queries import registrations as people
from meetings.queries.kept_files import ForThem, for_person
from meetings.queries.links import bearer_of
from meetings.queries.programmes import RecordingShown, SessionShown
from meetings.queries.recordings import Spoken, shown_by_name, spoken
from meetings.web.kept_files import DOCUMENT, RECORDING, signed_query
from meetings.web.pages import LANG, OWN_NAMES
from meetings.web.readers import Reader, settle_reader
from meetings.web.registrations import keys
from meetings.web.sessions import size_words
from meetings.web.timetable import recording_anchor

blueprint = Blueprint("recordings", __name__)
MOST_SAID: Final = 40


@dataclass(frozen=True, slots=True)
class Track:
    """Captions in one language, called as that language calls itself."""

    language: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class ChapterShown:
    """A chapter, with the address that begins there."""

    clock: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Player:
    """A recording to be seen or heard: its files with their sizes, captions and chapters."""

    anchor: str
    heading: str
    is_sound: bool
    address: str
    media_type: str
    size: str
    audio: str
    audio_size: str
    language: str
    tracks: tuple[Track, ...]
    chapters: tuple[ChapterShown, ...]


@dataclass(frozen=True, slots=True)
class SaidShown:
    """Where something was said: the moment, the words, and the address that begins there."""

    clock: str
    words: str
    language: str
    address: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was asked of all that was said, and what came of it."""

    text: str
    outcome: str
    found: tuple[SaidShown, ...]


@blueprint.get(f"/{LANG}/me/<token>/watch/<watched>")
def watch(lang: str, token: str, watched: str) -> str:
    """Show a recording to somebody it is for, with addresses that open it for some hours and nothing else."""
    person_id, now = people.person_of(bearer_of(token, "me", keys())).id, datetime.now(UTC)
    mine = [one for one in for_person(person_id, now) if one.kind == RECORDING and one.name == watched]
    if not mine:
        raise NotFound()
    reader, found = settle_reader(), shown_by_name(watched)
    query = signed_query(RECORDING, proof_name(watched, mine[0].within), now)
    return render_template(
        "public/watch.html",
        title=mine[0].session_title,
        lead=heading_words(found, reader, mine[0].starts_at),
        player=player(found, reader.language, heading_words(found, reader), query) if found.kept else None,
        elsewhere=None if found.kept else f"/recordings/{watched}/recording{query}",
        back=f"/{lang}/me/{token}",
    )


@blueprint.get(f"/{LANG}/me/<token>/document/<document>")
def own_document(lang: str, token: str, document: str) -> Response:
    """Lead somebody a document is for on to it, by an address that opens it for some hours and nothing else."""
    person_id, now = people.person_of(bearer_of(token, "me", keys())).id, datetime.now(UTC)
    for one in for_person(person_id, now):
        if (one.kind, one.name) == (DOCUMENT, document):
            return redirect(
                f"/documents/{document}{signed_query(DOCUMENT, proof_name(document, one.within), now)}"
            )
    raise NotFound()


def player(found: RecordingShown, lang: str, heading: str, query: str = "") -> Player:
    """Word a recording that is kept here.

    Takes: `query`, what is put behind each address where not everybody may have it.
    """
    base = f"/recordings/{found.name}"
    address = f"{base}/recording{query}"
    return Player(
        anchor=recording_anchor(found),
        heading=heading,
        is_sound=found.kept.startswith("audio/"),
        address=address,
        media_type=found.kept,
        size=size_words(found.bytes),
        audio=f"{base}/audio{query}" if found.audio else "",
        audio_size=size_words(found.audio_bytes),
        language=found.language,
        tracks=tuple(Track(code, OWN_NAMES[code], f"{base}/{code}.vtt{query}") for code in found.captions),
        chapters=tuple(
            ChapterShown(clock_words(one.begin), one.title, f"{address}#t={one.begin}")
            for one in found.chapters
        ),
    )


def heading_words(found: RecordingShown, reader: Reader, starts_at: datetime | None = None) -> str:
    """Say in which language a recording is, how long, and of which time where that is asked."""
    words = [times.language_name(found.language, reader.language)]
    if found.seconds:
        words.append(clock_words(found.seconds))
    if starts_at is not None:
        words.append(times.short_words(starts_at, reader.zone, reader.language, reader.city))
    return " · ".join(words)


def recording_words(session: SessionShown, reader: Reader) -> dict[str, Any]:
    """Give what a session's page needs of the recordings that are kept here."""
    slots = [slot for slot in session.slots if any(one.kept for one in slot.recordings)]
    players = [
        player(
            one,
            reader.language,
            heading_words(one, reader, slot.starts_at if len(slots) > 1 else None),
        )
        for slot in slots
        for one in slot.recordings
        if one.kept
    ]
    has_captions = any(one.tracks for one in players)
    return {"players": players, "said": said_words(session, reader.language) if has_captions else None}


def said_words(session: SessionShown, lang: str) -> Said:
    """Find what the address asks for in all that was said in a session's public recordings."""
    text = request.args.get("said", "").strip()[:TEXT_LENGTH]
    if not text:
        return Said("", "", ())
    found = _found(spoken([session.id]), text)
    outcome = (
        ngettext("Said %(num)d time", "Said %(num)d times", len(found)) if found else _("Nobody said this.")
    )
    return Said(text, outcome, tuple(found))


def _found(each: Sequence[Spoken], text: str) -> list[SaidShown]:
    asked = question(text)
    return [
        SaidShown(
            clock_words(cue.seconds),
            cue.plain,
            one.language,
            f"/recordings/{one.name}/recording#t={cue.seconds}",
        )
        for one in each
        for cue in said(one.cues, asked, MOST_SAID)
    ][:MOST_SAID]


def for_them_words(person_id: int, token: str, reader: Reader, now: datetime) -> list[dict[str, Any]]:
    """Word the recordings and documents that are for somebody, each with the address that leads to it."""
    return [_for_them(one, token, reader) for one in for_person(person_id, now)]


def _for_them(one: ForThem, token: str, reader: Reader) -> dict[str, Any]:
    lang = reader.language
    if one.kind == DOCUMENT:
        address = f"/{lang}/me/{token}/document/{one.name}"
        facts = [_("Document"), times.language_name(one.language, lang), size_words(one.bytes)]
    else:
        address = f"/{lang}/me/{token}/watch/{one.name}"
        facts = [_("Recording"), times.language_name(one.language, lang)]
        facts += [clock_words(one.seconds)] if one.seconds else []
        facts += [times.short_words(one.starts_at, reader.zone, lang, reader.city)] if one.starts_at else []
    return {"address": address, "title": one.title, "facts": _joined(facts)}


def _joined(facts: Iterable[str]) -> str:
    return " · ".join(one for one in facts if one)

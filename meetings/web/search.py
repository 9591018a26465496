"""Finding sessions by a word in any language: within a season's calendar, and over all programmes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.search import TEXT_LENGTH, question
from meetings.formats import times
from meetings.queries.cop.document_search import (
    FindablePaper,
    PapersFound,
    findable_papers,
    papers_found,
)
from meetings.queries.programmes import CalendarShown, ProgrammeShown, SessionShown, SlotShown, StreamShown
from meetings.queries.search import Findable, Found, findable_sessions, found_in
from meetings.web.caching import remembered
from meetings.web.pages import LANG
from meetings.web.readers import Reader, settle_reader

blueprint = Blueprint("search", __name__)
# What is looked for is no key of anything kept: only the list that is looked through is remembered, once.
KEY: Final = ("search",)
PAPERS: Final = ("search", "papers")
TIMES_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Box:
    """The box of a page: where it asks, what was typed, what else of the address stays, and what came of it."""

    address: str
    text: str
    kept: tuple[tuple[str, str], ...] = ()
    outcome: str = ""
    wider: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A session that was found, in words; `said` is where to read when it was said."""

    title: dict[str, str]
    address: str
    stream: StreamShown | None
    date: str
    times: tuple[str, ...]
    is_inferred: bool
    is_cancelled: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found in one programme."""

    programme: ProgrammeShown
    address: str
    hits: tuple[Hit, ...]


@blueprint.get(f"/{LANG}/search")
def search(lang: str) -> str:
    """Show the sessions of all programmes that a word finds, by programme, with their times and streams."""
    reader, text = settle_reader(), asked_text()
    found = found_in(sessions_to_search(), question(text)) if text else []
    papers = _papers(text) if text else []
    count = sum(len(one.sessions) for one in found)
    outcome = _outcomes(count, sum(len(one.papers) for one in papers)) if text else ""
    return render_template(
        "public/search.html",
        box=Box(f"/{lang}/search", text, kept_zone(), outcome),
        groups=[_group(one, reader) for one in found],
        papers=papers,
    )


def _papers(text: str) -> list[PapersFound]:
    kept: Sequence[FindablePaper] = remembered(PAPERS, findable_papers)
    return papers_found(kept, question(text), text, datetime.now(UTC))


def _outcomes(sessions: int, papers: int) -> str:
    if not papers:
        return outcome_words(sessions)
    words = ngettext("%(num)d document found", "%(num)d documents found", papers)
    return f"{outcome_words(sessions)} · {words}" if sessions else words


def narrowed(found: CalendarShown, lang: str) -> tuple[CalendarShown, Box]:
    """Narrow a season's calendar to what the address asks for, and give its box.

    A question that finds nothing leaves an empty calendar; without one the calendar is whole.
    """
    text, slug = asked_text(), found.programme.slug
    stream = request.args.get("stream", "")
    kept = ((("stream", stream),) if stream else ()) + kept_zone()
    if not text:
        return found, Box(f"/{lang}/{slug}/", "", kept)
    asked = question(text)
    slugs = {
        one.session.slug for one in sessions_to_search() if one.programme.slug == slug and one.is_found(asked)
    }
    sessions = tuple(one for one in found.sessions if one.slug in slugs)
    shown = sum(not stream or (one.stream is not None and one.stream.slug == stream) for one in sessions)
    box = Box(f"/{lang}/{slug}/", text, kept, outcome_words(shown), f"/{lang}/search")
    return replace(found, sessions=sessions), box


def keep_text(words: dict[str, Any], box: Box) -> dict[str, Any]:
    """Let the links to streams keep what was typed."""
    if not box.text:
        return words
    text = urlencode({"text": box.text})
    streams = [one | {"address": f"{one['address']}&{text}"} for one in words["streams"]]
    return words | {"streams": streams, "all_address": f"{box.address}?{text}"}


def sessions_to_search() -> Sequence[Findable]:
    """Give what is looked through, kept while the content stays."""
    return remembered(KEY, findable_sessions)


def asked_text() -> str:
    """Give what was typed, as much of it as is looked for."""
    return request.args.get("text", "").strip()[:TEXT_LENGTH]


def kept_zone() -> tuple[tuple[str, str], ...]:
    """Give the zone that the address asks for, so that it stays."""
    zone = request.args.get("zone", "")
    return (("zone", zone),) if zone else ()


def outcome_words(count: int) -> str:
    """Word how many sessions were found."""
    return (
        ngettext("%(num)d session found", "%(num)d sessions found", count) if count else _("No session fits.")
    )


def _group(found: Found, reader: Reader) -> Group:
    address = f"/{reader.language}/{found.programme.slug}/"
    said = urlencode({"said": asked_text()})
    hits = tuple(
        replace(
            _hit(one, address, reader),
            said=f"{address}{one.slug}/?{said}#said" if one.slug in found.said else "",
        )
        for one in found.sessions
    )
    return Group(found.programme, address, hits)


def _hit(session: SessionShown, address: str, reader: Reader) -> Hit:
    first = session.slots[0] if session.slots else None
    date = times.full_day_words(first.starts_at, reader.zone, reader.language) if first else ""
    return Hit(
        title=session.title,
        address=f"{address}{session.slug}/",
        stream=session.stream,
        date=date or _("The time will be announced."),
        times=tuple(_time(one, reader) for one in session.slots[:TIMES_SHOWN]),
        is_inferred=bool(session.inferred) or any(one.inferred for one in session.slots),
        is_cancelled=session.cancelled,
    )


def _time(slot: SlotShown, reader: Reader) -> str:
    return times.hour_words(slot.starts_at, reader.zone, reader.language)

"""What everybody may read, as pages show it: search, news, the archive, a conference's documents and journals."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import current_app

from meetings.api.bearers import address, blueprint_of
from meetings.api.public_shapes import (
    ArchiveOut,
    NewsOut,
    PublicJournalDaysOut,
    PublishedPapersOut,
    SearchOut,
    SearchQuery,
    ShelvesOut,
)
from meetings.api.shapes import PageQuery, listed, rfc3339, wanted
from meetings.domain.changes import Moment
from meetings.domain.errors import NotAChoice, NotFound
from meetings.domain.search import TEXT_LENGTH, question
from meetings.queries import archive as shelves_of
from meetings.queries.cop import daily_journal
from meetings.queries.cop.document_search import findable_papers, papers_found
from meetings.queries.cop.documents import DocumentShown, papers, programme_of_papers
from meetings.queries.news import NewsRow, TimeThen, news
from meetings.queries.programmes import SessionShown, calendar
from meetings.queries.search import findable_sessions, found_in

blueprint = blueprint_of(
    "public", "What everybody may read: search, news, archive, documents of conferences."
)
SECONDS = 1.5
_kept: dict[str, tuple[float, Any]] = {}
_lock = threading.Lock()


def _lately(name: str, make: Callable[[], Any]) -> Any:
    """Give what is looked through, at most a moment old, because it is all there is; tests see every change at once."""
    if current_app.testing:
        return make()
    with _lock:
        found = _kept.get(name)
        if found is None or time.monotonic() - found[0] >= SECONDS:
            found = _kept[name] = (time.monotonic(), make())
        return found[1]


@blueprint.route("/search")
@blueprint.arguments(SearchQuery, location="query")
@blueprint.response(200, SearchOut)
def search(query: dict[str, Any]) -> dict[str, Any]:
    """Find sessions and documents of all programmes by a word in any language."""
    text = query["text"].strip()[:TEXT_LENGTH]
    asked = question(text)
    found = found_in(_lately("sessions", findable_sessions), asked) if text else []
    written = papers_found(_lately("papers", findable_papers), asked, text, datetime.now(UTC)) if text else []
    return {
        "sessions": [
            {
                "programme": group.programme.slug,
                "session": one.slug,
                "title": one.title,
                "stream": one.stream.slug if one.stream else None,
                "starts_at": [rfc3339(slot.starts_at) for slot in one.slots],
                "is_cancelled": one.cancelled,
                "is_said": one.slug in group.said,
            }
            for group in found
            for one in group.sessions
        ],
        "papers": [
            {"programme": group.programme.slug, "paper": one.name, "symbol": one.symbol, "title": one.title}
            for group in written
            for one in group.papers
        ],
    }


@blueprint.route("/programmes/<programme>/news")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, listed(NewsOut, "NewsList"))
def whats_new(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List what is new in a programme, the newest first: announced, moved, cancelled, recorded."""
    page = wanted(query)
    found = news(programme, Moment(datetime.now(UTC), current_app.config["SETTLING_SECONDS"]))
    if found is None:
        raise NotFound()
    begin = next((at for at, one in enumerate(found[1], 1) if one.name == page.after), 0)
    if page.after and not begin:
        raise NotAChoice(field="after", value=query["after"])
    rows = [one for one in found[1][begin:] if page.updated_since is None or one.at >= page.updated_since]
    part, has_more = rows[: page.size], len(rows) > page.size
    return {"items": [_news(one) for one in part], "next": part[-1].name if has_more else None}


def _news(one: NewsRow) -> dict[str, Any]:
    return {
        "id": one.name,
        "kind": str(one.kind),
        "at": rfc3339(one.at),
        "session": one.session,
        "title": one.title,
        "slot": one.slot,
        "before": _then(one.before) if one.before else None,
        "after": _then(one.after) if one.after else None,
        "times": [_then(each) for each in one.times],
        "language": one.language,
    }


def _then(one: TimeThen) -> dict[str, Any]:
    return {
        "starts_at": rfc3339(one.starts_at),
        "minutes": one.minutes,
        "zone": one.zone,
        "version": one.version,
    }


@blueprint.route("/archive")
@blueprint.response(200, ShelvesOut)
def shelves() -> dict[str, Any]:
    """List the programmes of which something was recorded or put into writing for everybody."""
    return {
        "items": [
            {
                "programme": one.programme.slug,
                "title": one.programme.title,
                "recordings": one.recordings,
                "documents": one.documents,
            }
            for one in shelves_of.shelves()
        ]
    }


@blueprint.route("/programmes/<programme>/archive")
@blueprint.response(200, ArchiveOut)
def archived(programme: str) -> dict[str, Any]:
    """List the recordings and documents of a programme that everybody may have, session by session."""
    found = calendar(programme)
    if found is None:
        raise NotFound()
    some = [one for one in found.sessions if one.documents or any(slot.recordings for slot in one.slots)]
    return {"items": [_archived(one) for one in some]}


def _archived(session: SessionShown) -> dict[str, Any]:
    return {
        "session": session.slug,
        "title": session.title,
        "stream": session.stream.slug if session.stream else None,
        "recordings": [
            {
                "slot": slot.id,
                "name": one.name,
                "address": address(f"/recordings/{one.name}/recording"),
                "language": one.language,
                "captions": list(one.captions),
                "seconds": one.seconds,
            }
            for slot in session.slots
            for one in slot.recordings
        ],
        "documents": [
            {
                "name": one.name,
                "address": address(f"/documents/{one.name}"),
                "title": one.title,
                "language": one.language,
                "bytes": one.bytes,
            }
            for one in session.documents
        ],
    }


@blueprint.route("/programmes/<programme>/published-papers")
@blueprint.response(200, PublishedPapersOut)
def published_papers(programme: str) -> dict[str, Any]:
    """Read the agenda of a conference, and list the documents that everybody may have."""
    shown, now = programme_of_papers(programme), datetime.now(UTC)
    found = papers(shown, lambda stands: stands.is_public(now))
    slugs = {one.id: one.slug for one in found.items}
    families = {each.head.name: each for one in found.items for each in one.families}
    families |= {each.head.name: each for each in found.others}
    every = [one for each in families.values() for one in (each.head, *each.others)]
    return {
        "agenda": [{"item": one.slug, "number": one.number, "title": one.title} for one in found.items],
        "items": [_paper(one, slugs) for one in every],
    }


def _paper(one: DocumentShown, slugs: dict[int, str]) -> dict[str, Any]:
    return {
        "paper": one.name,
        "symbol": one.symbol.printed if one.symbol else "",
        "title": one.title,
        "group": one.group,
        "items": [slugs[each] for each in one.items if each in slugs],
        "addresses": {language: address(f"/papers/{one.name}/{language}") for language in one.files},
    }


@blueprint.route("/programmes/<programme>/journal-days")
@blueprint.response(200, PublicJournalDaysOut)
def journal_days(programme: str) -> dict[str, Any]:
    """List the days of a conference of which a journal was published."""
    shown = programme_of_papers(programme)
    return {
        "items": [
            {
                "day": one.day.isoformat(),
                "number": one.number,
                "made_at": rfc3339(one.made_at),
                "address": address(f"/en/{shown.slug}/journal/{one.day.isoformat()}"),
            }
            for one in reversed(daily_journal.copies(shown.id))
        ]
    }

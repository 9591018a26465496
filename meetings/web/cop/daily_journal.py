"""The daily journal of a conference, as it was published: days, the page of each, its paper, and the feed."""

from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.cop.daily_journal import day_of
from meetings.domain.errors import NotFound
from meetings.formats.atom import MEDIA_TYPE, Entry, write_feed
from meetings.formats.languages import marked
from meetings.formats.times import date_words
from meetings.queries.cop import daily_journal as queries
from meetings.queries.cop.daily_journal import CopyShown
from meetings.queries.cop.documents import programme_of_papers
from meetings.queries.programmes import ProgrammeShown
from meetings.web.caching import kept, remembered
from meetings.web.cop.daily_journal_words import page_of, paper_of, text_of
from meetings.web.cop.statements_words import at_words
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader
from meetings.web.report_words import as_file
from meetings.web.sessions import printed_words, whole_address
from meetings.web.timetable import Desk

blueprint = Blueprint("cop_daily_journal", __name__)
ADDRESS: Final = f"/{LANG}/<programme>/journal"


@blueprint.get(ADDRESS)
@kept
def days(lang: str, programme: str) -> str:
    """Show the days of which a journal was published, the latest first."""
    shown = programme_of_papers(programme)
    settle_reader(shown)
    return render_template(
        "cop/journal_days.html",
        programme=shown,
        days=[(one, date_words(one.day, lang)) for one in reversed(queries.copies(shown.id))],
        address=f"/{lang}/{programme}/journal",
    )


@blueprint.get(f"{ADDRESS}/<day>")
@kept
def show(lang: str, programme: str, day: str) -> str:
    """Show the journal of a day as it was published last, or an earlier copy of it."""
    shown = programme_of_papers(programme)
    found, every = _copy(shown, day)
    reader = settle_reader(shown)
    desk = Desk(shown, reader, datetime.now(UTC))
    return render_template(
        "cop/journal.html",
        programme=shown,
        journal=page_of(found.facts, reader),
        copy=found,
        published=at_words(found.made_at, reader),
        copies=[(one, at_words(one.made_at, reader)) for one in every if one is not found],
        address=f"/{lang}/{programme}/journal",
        printed=printed_words(desk),
    )


@blueprint.get(f"{ADDRESS}/<day>.pdf")
def paper(lang: str, programme: str, day: str) -> Response:
    """Give the journal of a day as a paper, with the hours of its place."""
    shown = programme_of_papers(programme)
    found, _every = _copy(shown, day)
    settle_reader(shown)
    key = ("journal", programme, day, str(found.number), found.made_at.isoformat(), lang)
    return as_file(remembered(key, lambda: _paper(shown, found)), "pdf", f"{programme}-journal-{day}")


def _paper(shown: ProgrammeShown, found: CopyShown) -> bytes:
    reader = settle_reader(shown)
    lang = reader.language
    words = page_of(found.facts, reader)
    data = paper_of(words, lang, marked(shown.title, lang), found.made_at, found.number)
    made: bytes = current_app.extensions["outside"].typesetter.pdf("journal", data)
    return made


@blueprint.get(f"{ADDRESS}.atom")
def feed(lang: str, programme: str) -> AnyResponse:
    """Give the days that were published as a feed, the latest first."""
    shown = programme_of_papers(programme)
    reader, here = settle_reader(shown), whole_address(f"/{lang}/{programme}/journal")
    entries = []
    for one in sorted(queries.copies(shown.id), key=lambda each: each.made_at, reverse=True):
        words = page_of(one.facts, reader)
        title = f"{_('Daily journal')} · {words.heading}"
        entries.append(Entry(title, f"{here}/{one.day.isoformat()}", one.made_at, text_of(words, lang)))
    name = current_app.config["SITE_NAME"] or _("Minamata Convention on Mercury")
    title = f"{_('Daily journal')} · {marked(shown.title, lang)}"
    answer = Response(write_feed(title, f"{here}.atom", lang, name, entries), content_type=MEDIA_TYPE)
    answer.add_etag()
    return answer.make_conditional(request)


def _copy(shown: ProgrammeShown, day: str) -> tuple[CopyShown, list[CopyShown]]:
    """Give the copy of a day that is asked for, and all of that day.

    Raises: NotFound.
    """
    every, wanted = queries.copies_of(shown.id, day_of(day)), request.args.get("copy", type=int)
    found = next((one for one in reversed(every) if wanted in (None, one.number)), None)
    if found is None:
        raise NotFound()
    return found, every

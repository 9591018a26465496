"""What is new in a programme: announced, moved, cancelled, held after all, recorded; by day, and as a feed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.changes import Moment
from meetings.domain.news import News
from meetings.domain.programmes import place_names
from meetings.formats.atom import MEDIA_TYPE, Entry, write_feed
from meetings.formats.languages import marked
from meetings.formats.times import full_day_words, hour_words, language_name, word_slot
from meetings.queries.news import NewsRow, TimeThen, news
from meetings.web.caching import kept
from meetings.web.pages import LANG
from meetings.web.readers import Reader, known_zone, settle_reader
from meetings.web.sessions import whole_address
from meetings.web.timetable import Desk, session_address

blueprint = Blueprint("news", __name__)
AT_ONCE: Final = 30
MOST_IN_FEED: Final = 50


@dataclass(frozen=True, slots=True)
class NewsLine:
    """One thing that happened, in words; `anchor` stays the same."""

    anchor: str
    at: datetime
    hour: str
    kind: str
    look: str
    title: dict[str, str]
    address: str
    version: int | None
    before: str
    after: str
    times: tuple[str, ...]
    of: str


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day of the reader."""

    words: str
    lines: tuple[NewsLine, ...]


@blueprint.get(f"/{LANG}/<programme>/whats-new")
@kept
def show(lang: str, programme: str) -> str:
    """Show what is new, the newest first."""
    now = datetime.now(UTC)
    found = news(programme, Moment(now, current_app.config["SETTLING_SECONDS"]))
    if found is None:
        abort(404)
    shown, rows = found
    desk = Desk(shown, settle_reader(shown), now)
    page = max(1, request.args.get("page", 1, type=int))
    here = f"/{lang}/{programme}/whats-new"
    part = rows[(page - 1) * AT_ONCE : page * AT_ONCE]
    return render_template(
        "public/news.html",
        programme=shown,
        days=_days(part, desk),
        feed_address=f"{here}.atom",
        earlier=f"{here}?page={page + 1}" if len(rows) > page * AT_ONCE else "",
        later=f"{here}?page={page - 1}" if 1 < page <= len(rows) // AT_ONCE + 1 else "",
    )


@blueprint.get(f"/{LANG}/<programme>/whats-new.atom")
@kept
def feed(lang: str, programme: str) -> AnyResponse:
    """Give what is new as a feed, the newest first, with hours as they are where the programme is held.

    Whose program asks does not matter: no zone is remembered for it. Each entry keeps its name for good.
    """
    now = datetime.now(UTC)
    found = news(programme, Moment(now, current_app.config["SETTLING_SECONDS"]))
    if found is None:
        abort(404)
    shown, rows = found
    zone = known_zone(request.args.get("zone", "")) or shown.zone
    desk = Desk(shown, Reader(lang, zone), now)
    here = whole_address(f"/{lang}/{programme}/whats-new")
    title = f"{_('What is new')} · {marked(shown.title, lang)}"
    entries = [_entry(row, here, desk) for row in rows[:MOST_IN_FEED]]
    author = current_app.config["SITE_NAME"] or _("Minamata Convention on Mercury")
    written = write_feed(title, f"{here}.atom", lang, author, entries, page=here)
    answer = Response(written, content_type=MEDIA_TYPE)
    answer.add_etag()
    return answer.make_conditional(request)


def _entry(row: NewsRow, here: str, desk: Desk) -> Entry:
    line, lang = _line(row, desk), desk.reader.language
    title = f"{line.kind}: {marked(line.title, lang)}"
    changed = [f"{_('Before:')} {line.before}", f"{_('Now:')} {line.after}"] if line.before else [line.after]
    document = marked(row.document, lang) if row.document else ""
    text = "\n".join(words for words in (document, *changed, *line.times, line.of) if words)
    return Entry(title, whole_address(line.address), row.at, text, f"{here}#{line.anchor}")


def _days(rows: Iterable[NewsRow], desk: Desk) -> list[Day]:
    zone, lang = desk.reader.zone, desk.reader.language
    return [
        Day(words, tuple(_line(row, desk) for row in each))
        for words, each in groupby(rows, key=lambda row: full_day_words(row.at, zone, lang))
    ]


def _line(row: NewsRow, desk: Desk) -> NewsLine:
    reader = desk.reader
    is_off = row.kind is News.CANCELLED
    return NewsLine(
        anchor=f"n-{row.name}",
        at=row.at,
        hour=hour_words(row.at, reader.zone, reader.language),
        kind=kind_words(row.kind),
        look="bad" if is_off else "warn" if row.kind is News.MOVED else "mine",
        title=row.title,
        address=session_address(desk, row.session),
        version=row.version,
        before=_time(row.before, desk) if row.before and row.kind is News.MOVED else "",
        after=_time(row.after, desk) if row.after else "",
        times=tuple(_time(one, desk) for one in row.times),
        of=_of(row, reader.language),
    )


def _time(time: TimeThen, desk: Desk) -> str:
    place = place_names(desk.programme, time.zone)
    reader = desk.reader
    return word_slot(time.starts_at, time.minutes, time.zone, reader.zone, reader.language, place).own


def _of(row: NewsRow, lang: str) -> str:
    return language_name(row.language, lang) if row.language else ""


def kind_words(kind: News) -> str:
    """Word what happened."""
    return {
        News.PUBLISHED: _("Announced"),
        News.ADDED: _("One more time"),
        News.MOVED: _("Moved"),
        News.CANCELLED: _("Cancelled"),
        News.REVIVED: _("Held after all"),
        News.RECORDING: _("Recording"),
        News.DOCUMENT: _("Document"),
    }[kind]

"""The daily journal in words of one language: for its page, its paper and its feed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _

from meetings.domain.codes import LANGUAGES
from meetings.domain.languages import choose
from meetings.domain.zones import to_instant
from meetings.formats.languages import marked
from meetings.formats.times import full_day_words, hour_words, word_slot, zone_city
from meetings.queries.cop.daily_journal import Facts
from meetings.web.cop.documents_words import LETTERS, audience_words
from meetings.web.readers import Reader

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting of a day: `hours` in its place, `own` in the reader's zone where that is another."""

    slug: str
    title: Words
    stream: Words
    hours: str
    own: str
    room: Words
    items: tuple[tuple[str, Words], ...]
    audience: str
    is_off: bool
    is_inferred: bool


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A document that was put out on a day, with the letters of its languages."""

    name: str
    symbol: str
    title: Words
    letters: str


@dataclass(frozen=True, slots=True)
class JournalPage:
    """The journal of a day in words."""

    day: date
    heading: str
    segment: Words
    where: str
    meetings: tuple[MeetingLine, ...]
    side_events: tuple[MeetingLine, ...]
    documents: tuple[PaperLine, ...]
    announcements: tuple[tuple[str, str], ...]


def page_of(facts: Facts, reader: Reader) -> JournalPage:
    """Word the journal of a day.

    Takes: the facts of a copy, or those as things stand.
    """
    lang, zone = reader.language, facts["zone"]
    day = date.fromisoformat(facts["day"])
    lines = [(one, _meeting(one, facts, reader)) for one in facts["meetings"]]
    return JournalPage(
        day=day,
        heading=full_day_words(to_instant(datetime.combine(day, time(12)), zone), zone, lang),
        segment=facts["segment"],
        where=marked(facts["place"], lang) or zone_city(zone, lang),
        meetings=tuple(line for one, line in lines if not one["is_side_event"]),
        side_events=tuple(line for one, line in lines if one["is_side_event"]),
        documents=tuple(_document(one, lang) for one in facts["documents"]),
        announcements=tuple(choose(one, lang) for one in facts["announcements"]),
    )


def _meeting(one: Facts, facts: Facts, reader: Reader) -> MeetingLine:
    zone, starts_at = facts["zone"], datetime.fromisoformat(one["starts_at"])
    there = word_slot(starts_at, one["minutes"], zone, zone, reader.language, facts["place"])
    here = word_slot(starts_at, one["minutes"], zone, reader.zone, reader.language, facts["place"])
    audiences = dict(audience_words())
    return MeetingLine(
        slug=one["slug"],
        title=one["title"],
        stream=one["stream"],
        hours=there.hours,
        own=here.own if here.own != there.own else "",
        room=one["room"],
        items=tuple((item["number"] or "", item["title"]) for item in one["items"]),
        audience=audiences.get(one["audience"], "") if one["audience"] != "public" else "",
        is_off=one["is_off"],
        is_inferred=one["is_inferred"],
    )


def _document(one: Facts, lang: str) -> PaperLine:
    there = [LETTERS[code] for code in LANGUAGES if code in one["languages"]]
    return PaperLine(one["name"], one["symbol"], one["title"], " ".join(there))


def paper_of(page: JournalPage, lang: str, title: str, made: datetime, number: int) -> dict[str, Any]:
    """Give the data of the journal's paper, all of it text.

    Takes: what the conference is called; when this copy was published.
    """
    return {
        "language": lang,
        "title": f"{_('Daily journal')} · {page.heading}",
        "heading": _("Daily journal"),
        "conference": title,
        "day": page.heading,
        "where": " · ".join(filter(None, (marked(page.segment, lang), page.where))),
        "dated": made.replace(tzinfo=None),
        "sections": [
            _section(_("Meetings"), page.meetings, lang),
            _section(_("Side events"), page.side_events, lang),
        ],
        "documents_heading": _("Documents put out today"),
        "documents": [
            {"symbol": one.symbol, "title": marked(one.title, lang), "letters": one.letters}
            for one in page.documents
        ],
        "announcements_heading": _("Announcements"),
        "announcements": [text for text, _language in page.announcements],
        "empty": _("Nothing is announced for this day."),
        "copy": _(
            "Copy %(number)d, published at %(hour)s UTC", number=number, hour=hour_words(made, "UTC", lang)
        ),
    }


def _section(name: str, lines: Iterable[MeetingLine], lang: str) -> dict[str, Any]:
    return {"name": name, "lines": [_line(one, lang) for one in lines]}


def _line(one: MeetingLine, lang: str) -> dict[str, Any]:
    items = [" ".join(filter(None, (number, marked(title, lang)))) for number, title in one.items]
    return {
        "hours": one.hours,
        "title": marked(one.title, lang),
        "facts": [each for each in (marked(one.stream, lang), marked(one.room, lang), one.audience) if each],
        "items": items,
        "off": _("Cancelled") if one.is_off else "",
    }


def text_of(page: JournalPage, lang: str) -> str:
    """Give the journal as plain text for a feed: a line a meeting, then documents and announcements."""
    lines = []
    for one in (*page.meetings, *page.side_events):
        words = [one.hours, marked(one.title, lang), marked(one.room, lang)]
        lines.append(" · ".join(filter(None, [*words, _("Cancelled") if one.is_off else ""])))
    lines += [" ".join(filter(None, (one.symbol, marked(one.title, lang)))) for one in page.documents]
    return "\n".join([*lines, *(text for text, _language in page.announcements)])

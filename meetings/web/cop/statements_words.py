"""Statements in words: on whose behalf, where each stands, and the title it is published under in each language."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from meetings.domain.cop.statements import StatementState
from meetings.formats.cop.statement_titles import whom_words
from meetings.formats.languages import marked
from meetings.formats.times import full_day_words, hour_words, language_name, zone_city
from meetings.queries.cop.statements import MeetingOffered, StatementRow
from meetings.web.cop.documents_words import delivered_words
from meetings.web.readers import Reader
from meetings.web.sessions import size_words


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement in words; `tag` is how its state is marked."""

    row: StatementRow
    language: str
    size: str
    sent: str
    behalf: str
    state: str
    tag: str
    delivered: str
    digest: str


def line_of(row: StatementRow, reader: Reader) -> StatementLine:
    """Word a statement."""
    return StatementLine(
        row=row,
        language=language_name(row.language, reader.language),
        size=size_words(row.bytes),
        sent=at_words(row.sent_at, reader),
        behalf=behalf_words(row),
        state=state_words(row.state),
        tag={
            StatementState.WAITING: "warn",
            StatementState.PUBLISHED: "mine",
            StatementState.DECLINED: "bad",
        }.get(row.state, ""),
        delivered=delivered_words(row.delivered or ""),
        digest=row.digest[:16],
    )


def at_words(at: datetime, reader: Reader) -> str:
    """Word an instant in the reader's zone, with its city."""
    day = full_day_words(at, reader.zone, reader.language)
    hour = hour_words(at, reader.zone, reader.language)
    return f"{day} {hour} ({reader.city or zone_city(reader.zone, reader.language)})"


def state_words(state: StatementState) -> str:
    """Say where a statement stands."""
    return {
        StatementState.WAITING: _("Waits for the secretariat"),
        StatementState.PUBLISHED: _("Published"),
        StatementState.DECLINED: _("Declined"),
        StatementState.TAKEN_BACK: _("Taken back"),
    }[state]


def behalf_words(row: StatementRow) -> str:
    """Say on whose behalf a statement is made, where that is not the delegation's own."""
    return _("on behalf of %(whom)s", whom=whom_words(row)) if row.behalf_of else ""


def meeting_words(one: MeetingOffered, reader: Reader) -> dict[str, Any]:
    """Word a meeting to choose: its title, when it begins, and until when statements are taken."""
    title = marked(one.title, reader.language)
    when = at_words(one.starts_at, reader) if one.starts_at else _("The time will be announced.")
    return {
        "slug": one.slug,
        "words": f"{title} · {when}",
        "until": _("until %(when)s", when=at_words(one.until, reader)) if one.until else "",
    }

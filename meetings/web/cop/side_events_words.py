"""Side events in words: calls, applications and where each stands."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from meetings.domain.cop.side_events import SideEventState
from meetings.formats.times import date_words, language_name, word_slot
from meetings.queries.cop.side_events import CallShown, EventRow
from meetings.web.cop.statements_words import at_words
from meetings.web.cop.words import MODES
from meetings.web.readers import Reader

S = SideEventState


@dataclass(frozen=True, slots=True)
class CallLine:
    """The call of a segment in words; `days` are dates with their words."""

    row: CallShown
    words: str
    days: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EventLine:
    """An application in words; `tag` is how its state is marked, `time` where it is scheduled."""

    row: EventRow
    state: str
    tag: str
    since: str
    mode: str
    language: str
    languages: str
    days: str
    time: str


def call_line(row: CallShown, reader: Reader) -> CallLine:
    """Word a call: from when until when it takes applications."""
    opens = at_words(row.opens_at, reader) if row.opens_at else ""
    closes = at_words(row.closes_at, reader) if row.closes_at else ""
    if row.is_open:
        words = _("Open until %(when)s.", when=closes) if closes else _("Open.")
    elif row.opens_at is None:
        words = _("There is no call for side events yet.")
    elif row.closes_at and closes and row.opens_at <= row.closes_at:
        words = _("Open from: %(first)s. Until: %(last)s.", first=opens, last=closes)
    else:
        words = _("Open from %(first)s.", first=opens)
    days = tuple((one.isoformat(), date_words(one, reader.language)) for one in row.days)
    return CallLine(row, words, days)


def event_line(row: EventRow, reader: Reader) -> EventLine:
    """Word an application."""
    lang = reader.language
    time = ""
    if row.starts_at is not None:
        time = word_slot(row.starts_at, row.minutes, row.zone, reader.zone, lang, row.place).own
    return EventLine(
        row=row,
        state=state_words(row.state),
        tag={
            S.APPLIED: "warn",
            S.RETURNED: "warn",
            S.ACCEPTED: "mine",
            S.SCHEDULED: "mine",
            S.DECLINED: "bad",
        }.get(row.state, ""),
        since=at_words(row.state_since, reader),
        mode=mode_words().get(row.mode, row.mode),
        language=language_name(row.language, lang),
        languages=_(", ").join(language_name(one, lang) for one in row.languages),
        days=_(", ").join(date_words(date.fromisoformat(one), lang) for one in row.days),
        time=time,
    )


def mode_words() -> dict[str, str]:
    """Give the ways in which a side event may be held."""
    return {code: MODES[code]() for code in ("online", "room", "hybrid")}


def state_words(state: SideEventState) -> str:
    """Say where an application stands."""
    return {
        S.APPLIED: _("Waits for the secretariat"),
        S.RETURNED: _("Returned for completion"),
        S.ACCEPTED: _("Accepted, to be scheduled"),
        S.SCHEDULED: _("Scheduled"),
        S.DECLINED: _("Declined"),
        S.MERGED: _("Merged with another"),
        S.WITHDRAWN: _("Taken back"),
    }[state]

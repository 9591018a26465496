"""Announcements elsewhere in words: who states which time, whether it is an old one, and what corrects it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from meetings.domain.codes import LANGUAGES, SessionState, SlotState
from meetings.domain.messages import is_same_for_people
from meetings.formats.announcement import Announcement, Facts, correction, time_of
from meetings.formats.announcement import facts_of as gathered
from meetings.formats.times import date_words, day_words, hour_words
from meetings.queries.announcements import Announced, AnnouncementRow, Stated, announced_with
from meetings.queries.desk import ProgrammeRow, SlotPage, SlotRow, VersionRow
from meetings.web.desk.access import Moment
from meetings.web.registrations import public_address


@dataclass(frozen=True, slots=True)
class OldLine:
    """An announcement that states an old time: what it says, and how to correct it, in each language."""

    row: AnnouncementRow
    session: str
    title: dict[str, str]
    words: str
    corrections: tuple[Announcement, ...]


def who(partner: str) -> str:
    """Name who announced something."""
    return partner or _("Our own announcement")


def notes_of_change(page: SlotPage, after: SlotRow, moment: Moment) -> tuple[str, ...]:
    """Say who would state an old time after a change."""
    notes = []
    for row in announced_with(page.slot.id):
        stated = row.times[0].stated
        if not is_same_for_people(stated, after):
            notes.append(_stated_words(row, stated, moment))
    return tuple(notes)


def old_lines(programme: ProgrammeRow, found: Iterable[Announced], moment: Moment) -> list[OldLine]:
    """Word the announcements that state an old time, with what corrects each."""
    return [
        OldLine(
            row=row,
            session=one.session.slug,
            title=one.session.title,
            words=" ".join(_stated_words(row, time.stated, moment) for time in row.old),
            corrections=corrections(programme, one, row),
        )
        for one in found
        for row in one.announcements
        if row.old
    ]


def corrections(programme: ProgrammeRow, one: Announced, row: AnnouncementRow) -> tuple[Announcement, ...]:
    """Give what corrects an announcement, in each language."""
    facts = facts_of(programme, one)
    pairs = [(time_of(programme, time.stated, 1), time_of(programme, _now(time, one), 1)) for time in row.old]
    return tuple(correction(facts, pairs, row.address, lang, is_ours=not row.partner) for lang in LANGUAGES)


def _now(time: Stated, one: Announced) -> VersionRow:
    if one.state == SessionState.CANCELLED:
        return replace(time.now, state=SlotState.CANCELLED)
    return time.now


def _stated_words(row: AnnouncementRow, stated: VersionRow, moment: Moment) -> str:
    """Say who announced which time where; the hour is that of the reader's zone, as on the page around it."""
    zone, lang = moment.reader.zone, moment.reader.language
    return _(
        "%(who)s announced %(hour)s on %(day)s at %(address)s (%(on)s): states the old time.",
        who=f"\u2068{who(row.partner)}\u2069",
        hour=hour_words(stated.starts_at, zone, lang),
        day=day_words(stated.starts_at, zone, lang),
        address=f"\u2068{row.address}\u2069",
        on=date_words(row.announced_on, lang),
    )


def facts_of(programme: ProgrammeRow, one: Announced) -> Facts:
    """Gather what an announcement of a session tells."""
    return gathered(programme, one, public_address(""))

"""What a moved time leaves behind elsewhere: letters, announcements and partner texts that state the old one."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.codes import SlotState
from meetings.domain.contacts.letter_facts import SlotStated
from meetings.domain.messages import is_same_for_people
from meetings.domain.permissions import Act, reach
from meetings.formats.contacts.letters import time_words
from meetings.queries.announcements import AnnouncementRow, announced_with
from meetings.queries.contacts.letters import LetterShown
from meetings.queries.contacts.letters_old import OldLetter, OldTime, letters_stating, old_letters
from meetings.queries.desk import SlotPage, SlotRow
from meetings.web.desk.access import Moment, staff


@dataclass(frozen=True, slots=True)
class Effects:
    """Who states an old time of a slot, in one sentence, with the letters and whether an announcement does."""

    words: str
    letters: tuple[OldLetter, ...]
    has_announcements: bool


def sees_letters() -> bool:
    """Say whether whoever is signed in may know of letters.

    Raises: SignInNeeded.
    """
    return reach(staff(), Act.CONTACTS).everywhere


def effects_now(page: SlotPage) -> Effects | None:
    """Say who states an old time as the slot stands; nothing where nobody does."""
    letters = old_letters(slot_id=page.slot.id) if sees_letters() else []
    rows = [one for one in announced_with(page.slot.id) if one.old]
    words = _words([one.symbol for one in letters], rows)
    return Effects(words, tuple(letters), bool(rows)) if words else None


def note_of_change(page: SlotPage, after: SlotRow) -> tuple[str, ...]:
    """Say in one sentence who would state an old time after a change."""
    letters = []
    if sees_letters():
        letters = [
            symbol for _id, symbol, stated in letters_stating(page.slot.id) if not _is_right(stated, after)
        ]
    rows = [row for row in announced_with(page.slot.id) if not is_same_for_people(row.times[0].stated, after)]
    words = _words(letters, rows)
    return (words,) if words and letters else ()


def _is_right(stated: SlotStated, after: SlotRow) -> bool:
    is_off = after.state != SlotState.PLANNED
    return (stated.starts_at, stated.minutes, stated.zone, stated.is_off) == (
        after.starts_at,
        after.minutes,
        after.zone,
        is_off,
    )


def _words(symbols: list[str], rows: Iterable[AnnouncementRow]) -> str:
    """Name who states the old time: letters by symbol, our announcements and partners' texts by number."""
    own: list[AnnouncementRow] = []
    partners: list[AnnouncementRow] = []
    for row in rows:
        (partners if row.partner else own).append(row)
    parts = [_("letter %(symbol)s", symbol=f"\u2068{one}\u2069") for one in symbols]
    if own:
        parts.append(ngettext("%(num)d announcement", "%(num)d announcements", len(own)))
    if partners:
        parts.append(ngettext("%(num)d partner text", "%(num)d partner texts", len(partners)))
    if not parts:
        return ""
    what = parts[0]
    if len(parts) > 1:
        what = _("%(first)s and %(last)s", first=_(", ").join(parts[:-1]), last=parts[-1])
    return _("The old time stands in: %(what)s.", what=what)


def old_line(one: OldTime, shown: LetterShown, moment: Moment) -> tuple[str, str]:
    """Word a time as a letter states it, and as it stands."""
    lang = moment.reader.language
    return time_words(one.stated, shown, lang), time_words(one.now, shown, lang)

"""Official letters in words for the desk: their lines, whom they go to, what became of each, and who did what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.contacts.letters import LetterState, Unreached, Whom
from meetings.domain.contacts.roles import ContactRoleKind
from meetings.domain.languages import choose
from meetings.formats.contacts.letters import Setting, fill, places
from meetings.formats.languages import marked
from meetings.formats.times import date_words, full_day_words, hour_words, language_name
from meetings.queries.contacts.letter_offices import Government, RecipientShown
from meetings.queries.contacts.letters import LetterLine, LetterShown
from meetings.web.contacts.letters_sentences import state_words
from meetings.web.cop.parties_words import actor_words
from meetings.web.desk.access import Moment
from meetings.web.desk.people import message_state_words


@dataclass(frozen=True, slots=True)
class ListRow:
    """A letter in the list, in words."""

    line: LetterLine
    subject: str
    language: str
    state: str
    day: str
    reached: str


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One government's copy in words; lines of To and Cc are name and address."""

    country: str
    to: tuple[tuple[str, str], ...]
    copies: tuple[tuple[str, str], ...]
    language: str
    state: str
    reason: str
    is_bad: bool


def list_row(line: LetterLine, moment: Moment) -> ListRow:
    """Word a letter of the list; places in its subject stay, because what fills them is on its page."""
    lang = moment.reader.language
    subject, spoken = choose({one: text.get("subject", "") for one, text in line.texts.items()}, lang)
    return ListRow(
        line=line,
        subject=subject,
        language=spoken,
        state=state_words(line.state),
        day=date_words(line.dated_on, lang) if line.dated_on else "",
        reached=reached_words(line.reached, line.governments, line.unreached)
        if line.state == LetterState.SENT
        else "",
    )


def reached_words(reached: int, governments: int, without: int) -> str:
    """Say how many governments were reached, of how many, and how many have no channel that works."""
    words = ngettext(
        "%(reached)d of %(num)d government reached",
        "%(reached)d of %(num)d governments reached",
        governments,
        reached=reached,
    )
    if not without:
        return words
    more = ngettext("%(num)d without a working channel", "%(num)d without a working channel", without)
    return f"{words} · {more}"


def subject_words(shown: LetterShown, setting: Setting, lang: str) -> str:
    """Give a letter's subject in the reader's language, or another it has."""
    found, spoken = choose({one: text.get("subject", "") for one, text in shown.texts.items()}, lang)
    return fill(found, places(shown, spoken, setting))


def government_row(one: Government, languages: list[str], moment: Moment) -> RecipientRow:
    """Word one government's copy as it would go."""
    lang = moment.reader.language
    spoken = next((each for each in (one.language, "en", *languages) if each in languages), "")
    return RecipientRow(
        country=marked(one.names, lang) or one.country,
        to=tuple((each.name, each.address) for each in one.to),
        copies=tuple((each.name, each.address) for each in one.copies),
        language=language_name(spoken, lang) if spoken and one.to else "",
        state="",
        reason=_reason(one.reason, is_instead=one.is_instead),
        is_bad=not one.to,
    )


def recipient_row(one: RecipientShown, moment: Moment) -> RecipientRow:
    """Word what became of one government's copy."""
    lang = moment.reader.language
    notes = [_reason(one.reason, is_instead=one.is_instead), one.error]
    if one.refused:
        notes.append(_("Not taken for: %(addresses)s", addresses=_(", ").join(one.refused)))
    return RecipientRow(
        country=marked(one.names, lang) or one.country,
        to=_lines(one.to),
        copies=_lines(one.copies),
        language=language_name(one.language, lang) if one.person_id else "",
        state=message_state_words(one.state) if one.state else "",
        reason=" ".join(note for note in notes if note),
        is_bad=one.person_id is None or one.state in ("given_up", "withdrawn", "returned"),
    )


def _lines(kept: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((one.get("name") or "–", one.get("address") or "") for one in kept)


def _reason(reason: str | None, *, is_instead: bool) -> str:
    if reason is None:
        return ""
    words = {
        Unreached.NO_CHANNEL: _("No official channel is known."),
        Unreached.NO_MAILBOX: _("The official channel has no address."),
        Unreached.FAILED: _("The official channel takes no mail."),
    }[Unreached(reason)]
    through = _("It goes through the permanent mission.")
    return f"{words} {through}" if is_instead else words


def whom_words() -> list[tuple[str, str]]:
    """Name which governments a letter may go to."""
    return [(str(Whom.PARTIES), _("All Parties")), (str(Whom.STATES), _("All States of the list"))]


def copies_words() -> list[tuple[str, str]]:
    """Name the roles that may get copies."""
    return [
        (str(ContactRoleKind.FOCAL_POINT), _("National focal points")),
        (str(ContactRoleKind.MISSION_UNEP), _("Permanent missions to UNEP")),
        (str(ContactRoleKind.MISSION_GENEVA), _("Permanent missions in Geneva")),
    ]


def step_words(shown: LetterShown, names: Mapping[str, str], moment: Moment) -> list[tuple[str, str, str]]:
    """Say who did what to a letter, and when."""
    steps = (
        (_("Drafted"), shown.made),
        (_("Cleared"), shown.cleared),
        (_("Signed"), shown.signed),
        (_("Sent"), shown.sent),
        (_("Given up"), shown.voided),
    )
    zone, lang = moment.reader.zone, moment.reader.language
    return [
        (
            words,
            actor_words(step.by, names),
            f"{full_day_words(step.at, zone, lang)} {hour_words(step.at, zone, lang)}",
        )
        for words, step in steps
        if step
    ]

"""What claimed messages are about, as the facts stand now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, Row, and_, case, cast, func, select
from sqlalchemy.orm import aliased

from meetings.domain.codes import NoticeKind
from meetings.domain.phrases import Phrases
from meetings.extensions import db
from meetings.models.messages import Message, Notice
from meetings.models.people import Mailbox, Person
from meetings.models.registrations import Place, Registration
from meetings.models.slots import SlotVersion
from meetings.queries.contacts.campaign_letters import CampaignLetter, campaign_letters
from meetings.queries.contacts.focal_letters import FocalReminder, focal_reminders
from meetings.queries.contacts.letter_mails import LetterMail, letter_mails
from meetings.queries.cop.delegate_letters import DelegateLetter, delegate_letters
from meetings.queries.cop.focal_letters import FocalLetter, focal_letters
from meetings.queries.live.run_sheet_letters import RunSheetLetter, run_sheet_letters
from meetings.queries.optouts import scopes_stopped
from meetings.queries.panel.mails import PanelMail, panel_mails
from meetings.queries.phrases import edited
from meetings.queries.registrations import RegistrationShown, registrations_by_id
from meetings.queries.survey_letters import Invited, invited

# Kinds that tell of something else than registrations.
APART: Final = (
    NoticeKind.SURVEY,
    NoticeKind.DELEGATION,
    NoticeKind.DELEGATE,
    NoticeKind.PANEL,
    NoticeKind.RUN_SHEET,
    NoticeKind.FOCAL_REMINDER,
    NoticeKind.CAMPAIGN,
    NoticeKind.LETTER,
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody last heard of a slot."""

    local_start: datetime
    starts_at: datetime
    minutes: int
    zone: str
    state: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a message tells: its occasion, the registration, and whether something newer says the same better.

    `at` is the moment at which it is worded.
    """

    kind: str
    language: str
    occasion: str
    slot_id: str | None
    not_after: datetime | None
    is_latest: bool
    registration: RegistrationShown
    heard: Mapping[str, Heard]
    at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to compose: to whom, in which language, and what it tells, the first thing first.

    `name` is empty until the mailbox is proved: whoever typed its address may have typed anything for a name.
    Without items it asks to answer a `survey`, tells a focal point of their `delegation`, a `delegate` of their
    meetings, a panellist of their `panel`, an owner or guest of a `run_sheet`, reminds a mission to notify a focal
    point, is one of a `campaign`, carries an `official` letter to a government, or gives somebody who never registered
    their link; `origin` says whence we know them.
    `stopped` names the scopes of which its reader wants no mails; `edited` are phrases that staff chose.
    """

    id: str
    message_id: str
    person_id: int
    name: str
    address: str
    language: str
    not_after: datetime | None
    items: tuple[Item, ...]
    stopped: frozenset[str]
    edited: Mapping[str, Phrases]
    origin: str = ""
    survey: Invited | None = None
    delegation: FocalLetter | None = None
    delegate: DelegateLetter | None = None
    panel: PanelMail | None = None
    run_sheet: RunSheetLetter | None = None
    focal_reminder: FocalReminder | None = None
    campaign: CampaignLetter | None = None
    official: LetterMail | None = None


def letters(message_ids: Collection[str], now: datetime) -> dict[str, Letter]:
    """Give messages with the facts of this moment, in a dozen questions however many they are.

    One that is about no registration any more, or to somebody who was erased or is held, is left out.
    """
    rows = db.session.execute(
        select(
            Message.id,
            Message.message_id,
            Message.person_id,
            Message.language,
            Message.not_after,
            case((Mailbox.proved_at.is_not(None), Person.name), else_="").label("name"),
            Person.origin,
            Mailbox.address,
        )
        .join(Person, Person.id == Message.person_id)
        .join(Mailbox, Mailbox.id == Message.mailbox_id)
        .where(Message.id.in_(message_ids), Person.erased_at.is_(None), Person.held_at.is_(None))
    ).all()
    apart = _apart([row.id for row in rows], now)
    items = _items({row.id: row.language for row in rows}, now, set[str]().union(*apart.values()))
    stopped = scopes_stopped({row.person_id for row in rows})
    chosen = {language: edited(language) for language in {row.language for row in rows}}
    return {
        row.id: Letter(
            id=row.id,
            message_id=row.message_id,
            person_id=row.person_id,
            name=row.name,
            address=row.address,
            language=row.language,
            not_after=row.not_after,
            items=tuple(items[row.id]),
            stopped=stopped.get(row.person_id, frozenset()),
            edited=chosen[row.language],
            origin=row.origin,
            **{name: found.get(row.id) for name, found in apart.items()},
        )
        for row in rows
        if row.id in items
    }


def _apart(message_ids: list[str], now: datetime) -> dict[str, Mapping[str, Any]]:
    """Give by field of a letter, and by message, what is told of something else than registrations."""
    return {
        "survey": invited(message_ids, now),
        "delegation": focal_letters(message_ids, now),
        "delegate": delegate_letters(message_ids, now),
        "panel": panel_mails(message_ids, now),
        "run_sheet": run_sheet_letters(message_ids),
        "focal_reminder": focal_reminders(message_ids, now),
        "campaign": campaign_letters(message_ids),
        "official": letter_mails(message_ids),
    }


def _items(languages: Mapping[str, str], now: datetime, apart: Collection[str]) -> dict[str, list[Item]]:
    """Give what each message tells, the first thing first; a message whose registration is gone is left out.

    Takes: messages that tell of something else than registrations, and still tell what is so.
    """
    notices = _notices(languages)
    instead = _standing(languages)
    subjects = {one.id: instead.get(one.id, one.registration_id) for one in notices}
    about = registrations_by_id({one for one in subjects.values() if one is not None})
    heard, latest = _heard(about), _latest(notices)
    items: dict[str, list[Item]] = {}
    gone = set()
    for one in notices:
        if one.kind in APART:
            if one.message_id in apart:
                items.setdefault(one.message_id, [])
            continue
        registration = about.get(str(subjects[one.id]))
        if registration is None:
            if one.kind == NoticeKind.LINK and one.registration_id is None:
                items.setdefault(one.message_id, [])
            else:
                gone.add(one.message_id)
            continue
        item = Item(
            kind=one.kind,
            language=languages[one.message_id],
            occasion=one.occasion,
            slot_id=one.slot_id,
            not_after=one.not_after,
            is_latest=one.kind != NoticeKind.CONFIRMATION or int(one.occasion) == latest[one.subject],
            registration=registration,
            heard=heard.get(registration.id, {}),
            at=now,
        )
        items.setdefault(one.message_id, []).append(item)
    return {message_id: told for message_id, told in items.items() if message_id not in gone}


def _notices(message_ids: Iterable[str]) -> list[Row[Any]]:
    """Give the notices of messages in the order of what they tell, without what another one of a message tells too.

    Two rules of reminding that came due together say the same.
    """
    columns = Notice.__table__.c
    rows = db.session.execute(
        select(
            columns.id,
            columns.kind,
            columns.subject,
            columns.occasion,
            columns.message_id,
            columns.registration_id,
            columns.slot_id,
            columns.not_after,
            columns.due_at,
        ).where(columns.message_id.in_(list(message_ids)))
    ).all()
    ordered = sorted(rows, key=lambda one: (one.not_after or one.due_at, one.id))
    each = {(one.message_id, one.subject, one.occasion): one for one in reversed(ordered)}
    return sorted(each.values(), key=lambda one: (one.not_after or one.due_at, one.id))


def _standing(message_ids: Iterable[str]) -> dict[int, str]:
    """Give, by notice, the registration that stands where somebody cancelled the one told of and came back."""
    standing = aliased(Registration)
    rows = db.session.execute(
        select(Notice.id, standing.id)
        .join(Registration, Registration.id == Notice.registration_id)
        .join(standing, and_(standing.person_id == Notice.person_id, standing.ended_at.is_(None)))
        .join(Place, and_(Place.registration_id == standing.id, Place.slot_id == Notice.slot_id))
        .where(
            Notice.message_id.in_(list(message_ids)),
            Notice.kind != NoticeKind.CONFIRMATION,
            Registration.ended_at.is_not(None),
        )
    )
    return {row[0]: row[1] for row in rows}


def _latest(notices: Iterable[Row[Any]]) -> dict[str, int]:
    """Give, by registration, the last occasion of confirming it."""
    subjects = {one.subject for one in notices if one.kind == NoticeKind.CONFIRMATION}
    if not subjects:
        return {}
    rows = db.session.execute(
        select(Notice.subject, func.max(cast(Notice.occasion, Integer)))
        .where(Notice.kind == NoticeKind.CONFIRMATION, Notice.subject.in_(subjects))
        .group_by(Notice.subject)
    )
    return {row[0]: row[1] for row in rows}


def _heard(registration_ids: Iterable[str]) -> dict[str, dict[str, Heard]]:
    """Give what people last heard, by registration and slot."""
    rows = db.session.execute(
        select(
            Place.registration_id,
            SlotVersion.slot_id,
            SlotVersion.local_start,
            SlotVersion.starts_at,
            SlotVersion.minutes,
            SlotVersion.zone,
            SlotVersion.state,
        )
        .join(
            SlotVersion,
            and_(Place.slot_id == SlotVersion.slot_id, Place.told_version == SlotVersion.version),
        )
        .where(Place.registration_id.in_(list(registration_ids)))
    )
    found: dict[str, dict[str, Heard]] = {}
    for registration_id, slot_id, local_start, starts_at, minutes, zone, state in rows:
        heard = Heard(local_start, starts_at, minutes, zone, state)
        found.setdefault(registration_id, {})[slot_id] = heard
    return found

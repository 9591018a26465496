"""What a claimed message is about, as the facts stand now; and what people were sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import joinedload, selectinload

from meetings.domain.codes import NoticeKind
from meetings.domain.phrases import Phrases
from meetings.extensions import db
from meetings.models.messages import Message, Notice
from meetings.models.registrations import Place, Registration
from meetings.models.slots import SlotVersion
from meetings.queries.optouts import scopes_stopped
from meetings.queries.phrases import edited
from meetings.queries.registrations import RegistrationShown, registration


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody last heard of a slot."""

    starts_at: datetime
    minutes: int
    zone: str
    state: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a message tells: its occasion, the registration, and whether something newer says the same better."""

    kind: str
    language: str
    occasion: str
    slot_id: str | None
    not_after: datetime | None
    is_latest: bool
    registration: RegistrationShown
    heard: dict[str, Heard]


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to compose: to whom, in which language, and what it tells, the first thing first.

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


def letter(message_id: str) -> Letter | None:
    """Give a message with the facts of this moment, or nothing for one about no registration.

    Raises: LinkDead, when a registration is gone.
    """
    row = db.session.scalar(
        select(Message)
        .where(Message.id == message_id)
        .options(joinedload(Message.person), joinedload(Message.mailbox), selectinload(Message.notices))
    )
    if row is None or not row.notices or any(one.registration_id is None for one in row.notices):
        return None
    return Letter(
        id=row.id,
        message_id=row.message_id,
        person_id=row.person_id,
        name=row.person.name,
        address=row.mailbox.address,
        language=row.language,
        not_after=row.not_after,
        items=tuple(_item(notice, row.language) for notice in _each_once(row.notices)),
        stopped=scopes_stopped(row.person_id),
        edited=edited(row.language),
    )


def _each_once(notices: list[Notice]) -> list[Notice]:
    """Leave out what another notice of the message tells too: two rules that came due together."""
    by_subject = {(one.subject, one.occasion): one for one in reversed(notices)}
    return sorted(by_subject.values(), key=lambda one: (one.not_after or one.due_at, one.id))


def _item(notice: Notice, language: str) -> Item:
    about = _present(notice)
    return Item(
        kind=notice.kind,
        language=language,
        occasion=notice.occasion,
        slot_id=notice.slot_id,
        not_after=notice.not_after,
        is_latest=notice.kind != NoticeKind.CONFIRMATION or _is_latest(notice),
        registration=about,
        heard=_heard(about.id),
    )


def _present(notice: Notice) -> RegistrationShown:
    """Give the registration a notice is about; of somebody who cancelled and came back, the one that stands."""
    about = registration(str(notice.registration_id))
    if about.ended_at is None or notice.kind == NoticeKind.CONFIRMATION:
        return about
    standing = db.session.scalar(
        select(Registration.id)
        .join(Place)
        .where(
            Registration.person_id == notice.person_id,
            Registration.ended_at.is_(None),
            Place.slot_id == notice.slot_id,
        )
    )
    return registration(standing) if standing else about


def _is_latest(notice: Notice) -> bool:
    last = db.session.scalar(
        select(func.max(cast(Notice.occasion, Integer))).where(
            Notice.kind == NoticeKind.CONFIRMATION, Notice.subject == notice.subject
        )
    )
    return last == int(notice.occasion)


def _heard(registration_id: str) -> dict[str, Heard]:
    rows = db.session.execute(
        select(SlotVersion)
        .join(Place, (Place.slot_id == SlotVersion.slot_id) & (Place.told_version == SlotVersion.version))
        .where(Place.registration_id == registration_id)
    ).scalars()
    return {row.slot_id: Heard(row.starts_at, row.minutes, row.zone, row.state) for row in rows}

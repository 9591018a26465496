"""What a claimed message is about, as the facts stand now; and what people were sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import joinedload, selectinload

from meetings.domain.codes import NoticeKind
from meetings.extensions import db
from meetings.models.messages import Message, Notice
from meetings.models.registrations import Place
from meetings.models.slots import SlotVersion
from meetings.queries.registrations import RegistrationShown, registration


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody last heard of a slot."""

    starts_at: datetime
    minutes: int
    zone: str
    state: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to compose: to whom, about what, and whether something newer says the same better."""

    id: str
    message_id: str
    person_id: int
    name: str
    address: str
    language: str
    kind: NoticeKind
    occasion: str
    slot_id: str | None
    not_after: datetime | None
    is_latest: bool
    registration: RegistrationShown
    heard: dict[str, Heard]


def letter(message_id: str) -> Letter | None:
    """Give a message with the facts of this moment, or nothing for one whose registration is gone."""
    row = db.session.scalar(
        select(Message)
        .where(Message.id == message_id)
        .options(joinedload(Message.person), joinedload(Message.mailbox), selectinload(Message.notices))
    )
    if row is None or not row.notices or row.notices[0].registration_id is None:
        return None
    notice = row.notices[0]
    kind = NoticeKind(notice.kind)
    return Letter(
        id=row.id,
        message_id=row.message_id,
        person_id=row.person_id,
        name=row.person.name,
        address=row.mailbox.address,
        language=row.language,
        kind=kind,
        occasion=notice.occasion,
        slot_id=notice.slot_id,
        not_after=row.not_after,
        is_latest=kind != NoticeKind.CONFIRMATION or _is_latest(notice),
        registration=registration(str(notice.registration_id)),
        heard=_heard(str(notice.registration_id)),
    )


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

"""What comes in is kept once, and marks what it may; and staff say that an address works again."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, select, update

from meetings.domain.bounces import COMPLAINT_SCOPES, InboundKind, Incoming, Recipient, may_mark, said_of
from meetings.domain.registrations import address_key
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.messages import Inbound, Message
from meetings.models.people import Mailbox, OptOut
from meetings.services.audit import note
from meetings.services.contacts.letter_copies import came_back, copies_of


@dataclass(frozen=True, slots=True)
class Ours:
    """The mail of ours that a report names: to whom, and when it left or was made."""

    id: str
    person_id: int
    mailbox_id: int
    address: str
    left_at: datetime


def keep(mail: Incoming, now: datetime) -> bool:
    """Keep what came in, and mark the mailbox where it may; the same bytes again change nothing.

    Gives: whether it was new.
    """
    with transaction():
        ours = _named(mail.message_id)
        is_erased = ours is not None and not ours.address
        said = said_of(mail, ours.address) if ours and not is_erased else None
        if ours and said is None and not is_erased and mail.kind == InboundKind.BOUNCE:
            ours, said = _of_copy(ours, mail)
        marks = bool(
            ours and said and may_mark(mail, said, ours.left_at, now) and not _marked(ours, mail.kind)
        )
        shown = said or (mail.recipients[0] if mail.recipients and not is_erased else Recipient())
        row = {
            "key": mail.key,
            "received_at": now,
            "kind": mail.kind,
            "address": shown.address or shown.original,
            "status": shown.status,
            "reason": shown.reason,
            "message_id": ours.id if ours else None,
            "handled": marks,
        }
        statement = insert_new(Inbound).on_conflict_do_nothing().returning(Inbound.key)
        if store(statement, row).one_or_none() is None:
            return False
        if marks and ours:
            _mark(ours, mail.kind, shown, now)
        return True


def _named(message_id: str) -> Ours | None:
    """Give the mail of ours that has a Message-ID, if we made one with it."""
    if not message_id:
        return None
    row = db.session.execute(
        select(Message, Mailbox.address)
        .join(Mailbox, Mailbox.id == Message.mailbox_id)
        .where(Message.message_id == message_id)
    ).one_or_none()
    if row is None:
        return None
    message, address = row
    left_at = message.sent_at or message.created_at
    return Ours(message.id, message.person_id, message.mailbox_id, address, left_at)


def _of_copy(ours: Ours, mail: Incoming) -> tuple[Ours, Recipient | None]:
    """Give the mailbox of a copy that a report is about, where a mail of ours went to several; else the mail's own."""
    for address in copies_of(ours.id):
        said = said_of(mail, address)
        box = select(Mailbox.id).where(Mailbox.address_key == address_key(address))
        mailbox_id = db.session.scalar(box) if said else None
        if said and mailbox_id is not None:
            came_back(ours.id, address)
            return replace(ours, mailbox_id=mailbox_id, address=address), said
    return ours, None


def _marked(ours: Ours, kind: InboundKind) -> bool:
    """Say whether a report about this mail marked its mailbox before: each mail does so once, however often told."""
    before = exists().where(Inbound.message_id == ours.id, Inbound.kind == kind, Inbound.handled)
    return bool(db.session.scalar(select(before)))


def _mark(ours: Ours, kind: InboundKind, said: Recipient, now: datetime) -> None:
    """Mark a mailbox, the first time only; a complaint also stops the mails its person never asked for."""
    mailbox = update(Mailbox).where(Mailbox.id == ours.mailbox_id)
    if kind == InboundKind.BOUNCE:
        reason = said.reason or said.status
        store(mailbox.where(Mailbox.failed_at.is_(None)).values(failed_at=now, failed_reason=reason))
        return
    store(mailbox.where(Mailbox.complained_at.is_(None)).values(complained_at=now))
    wishes = [{"person_id": ours.person_id, "scope": scope, "at": now} for scope in COMPLAINT_SCOPES]
    store(insert_new(OptOut).on_conflict_do_nothing(), wishes)


def works_again(address: str, since: str, now: datetime, actor: str) -> bool:
    """Take away the mark that an address takes no mail; one that was set anew meanwhile stays.

    Takes: `since`, the moment of the mark that was seen, as ISO 8601.
    Gives: whether anything changed.
    """
    with transaction():
        row = db.session.scalar(
            select(Mailbox).where(Mailbox.address_key == address_key(address)).with_for_update()
        )
        if row is None or row.failed_at is None or row.failed_at.isoformat() != since:
            return False
        row.failed_at = row.failed_reason = None
        subject = f"mailbox:{row.id}"
        before = {"failed_at": since}
        note(now, actor, "mailbox.works", subject, before=before)
        return True

"""Copies of a letter's mail: which addresses it went to besides its own, and which of them did not take it."""

from collections.abc import Iterable

from sqlalchemy import select

from meetings.domain.codes import NoticeKind
from meetings.extensions import db, transaction
from meetings.models.contacts.letters import LetterRecipient
from meetings.models.messages import Notice


def copies_of(message_id: str) -> tuple[str, ...]:
    """Give every address that a letter's mail went to; none for a mail of another kind."""
    row = _row(message_id)
    lines = (*row.to, *row.copies) if row else ()
    return tuple(one["address"] for one in lines if one["address"])


def note_carrier(message_id: str, address: str) -> None:
    """Write down where a letter's mail goes, where the address of the first of To was corrected since it was sent."""
    with transaction():
        row = _row(message_id)
        first = row.to[0] if row and row.to else None
        if row and first and first["address"] and first["address"].lower() != address.lower():
            row.to = [{**first, "address": address}, *row.to[1:]]


def note_refused(message_id: str, refused: Iterable[str]) -> None:
    """Write down which addresses of a letter's mail the server did not take; the mail went to the others."""
    with transaction():
        for address in refused:
            came_back(message_id, address)


def came_back(message_id: str, address: str) -> None:
    """Write down that a copy did not reach an address; call it within a transaction."""
    row = _row(message_id)
    if row is not None and address not in row.refused:
        row.refused = sorted([*row.refused, address])


def _row(message_id: str) -> LetterRecipient | None:
    notice = db.session.execute(
        select(Notice.subject, Notice.occasion).where(
            Notice.message_id == message_id, Notice.kind == NoticeKind.LETTER
        )
    ).one_or_none()
    if notice is None:
        return None
    return db.session.get(LetterRecipient, (notice.subject.partition(":")[2], notice.occasion))

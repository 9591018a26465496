"""What the mails that carry official letters are about: the letter as it was signed, and one government's To and Cc."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from meetings.domain.codes import NoticeKind
from meetings.domain.contacts.letters import LetterState
from meetings.extensions import db
from meetings.models.contacts.letters import LetterRecipient
from meetings.models.messages import Notice
from meetings.models.parties import Party
from meetings.models.programmes import Programme
from meetings.queries.contacts.letters import LetterShown, letter

Words = Mapping[str, str]
Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LetterMail:
    """A mail that carries a letter to a government: `language` is the paper's, `to` and `copies` are name and address.

    The first of `to` is whose message it is.
    """

    letter: LetterShown
    country: str
    names: Words
    language: str
    to: tuple[Line, ...]
    copies: tuple[Line, ...]
    demonstration: bool
    contact: str | None


def letter_mails(message_ids: Collection[str]) -> dict[str, LetterMail]:
    """Give by message which letter it carries; nothing of one that was given up or whose office was erased."""
    rows = db.session.execute(
        select(Notice.message_id, Notice.subject, Notice.occasion).where(
            Notice.kind == NoticeKind.LETTER, Notice.message_id.in_(list(message_ids))
        )
    ).all()
    if not rows:
        return {}
    ids = {row.subject.partition(":")[2] for row in rows}
    lines = {
        (one.letter_id, one.country): one
        for one in db.session.scalars(select(LetterRecipient).where(LetterRecipient.letter_id.in_(ids)))
    }
    named = db.session.execute(
        select(Party.code, Party.names).where(Party.code.in_({row[2] for row in rows}))
    )
    names = {row[0]: row[1] for row in named}
    shown = {one: letter(one) for one in ids}
    contacts = _contacts({one.programme_id for one in shown.values()})
    found = {}
    for row in rows:
        message_id, subject, country = str(row[0]), row[1], row[2]
        about, line = shown[subject.partition(":")[2]], lines.get((subject.partition(":")[2], country))
        if about.state != LetterState.SENT or line is None or not line.to:
            continue
        found[message_id] = LetterMail(
            letter=about,
            country=country,
            names=names.get(country, {}),
            language=line.language,
            to=_lines(line.to),
            copies=_lines(line.copies),
            demonstration=about.programme.demonstration,
            contact=contacts.get(about.programme_id),
        )
    return found


def _lines(kept: list[Any]) -> tuple[Line, ...]:
    return tuple((one.get("name", ""), one["address"]) for one in kept if one.get("address"))


def _contacts(ids: Collection[int]) -> dict[int, str | None]:
    rows = db.session.execute(select(Programme.id, Programme.contact).where(Programme.id.in_(ids)))
    return {row[0]: row[1] for row in rows}
